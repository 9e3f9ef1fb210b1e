//! A buffer whose items have patience: a kind of its own, so that a plain buffer knows nothing of it.

use bevy_ecs::prelude as ecs;
use plantwright_units::EquipmentId;
use serde::{Deserialize, Serialize};

use super::{AT_ONCE, Buffer, Spec};
use crate::build::SpawnCx;
use crate::core::{Ask, Core};
use crate::items::ItemRef;
use crate::limits::{Limited, Limits, end_waits};
use crate::links::LinkId;
use crate::outlet::{Released, Sent};
use crate::world::{Handlers, Row, SimCx};

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct ImpatientBuffer {
    buffer: Buffer,
    limits: Option<Box<Limits>>,
    /// Whether nothing else can go on at this instant, and whose time is over goes away.
    is_over: bool,
}

impl ImpatientBuffer {
    fn begin_limits(&mut self, core: &mut Core, item: ItemRef) {
        if let Some(limits) = &mut self.limits {
            limits.begin(core, self.buffer.id, item);
        }
    }

    /// Hands on the items at the head, as far as they are taken. Returns whether one came back here.
    fn give(cx: &mut SimCx<'_>, me: Row<Self>) -> bool {
        let (id, outlet) = (cx[me].buffer.id, cx[me].buffer.outlet);
        while let Some(head) = cx[me].buffer.queue.head() {
            let level = cx[me].buffer.queue.len();
            // Who comes back here at once waits anew.
            let (it, core) = cx.mine(me);
            let limits = it.limits.as_mut();
            let lifted = limits.map(|limits| limits.lift(&core.items, head)).unwrap_or_default();
            if cx.send(id, outlet, head, level) != Sent::Gone {
                let (it, core) = cx.mine(me);
                if let Some(limits) = &mut it.limits {
                    limits.put_back(&core.items, head, lifted);
                }
                return false;
            }
            let (it, core) = cx.mine(me);
            it.buffer.take_out(core);
            if cx[me].buffer.queue.len() == level {
                return true;
            }
        }
        false
    }
}

impl Limited for ImpatientBuffer {
    fn id(&self) -> EquipmentId {
        self.buffer.id
    }

    fn limits(&mut self) -> Option<&mut Limits> {
        self.limits.as_deref_mut()
    }
}

impl Handlers for ImpatientBuffer {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        Self { buffer: Buffer::spawn(spec, cx), limits: Limits::new(cx), is_over: false }
    }

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        self.limits.as_ref().is_some_and(|limits| limits.are_over(core.now))
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let taken = self.buffer.accept(core, item);
        if taken {
            self.begin_limits(core, item);
        }
        taken
    }

    fn reserve(&mut self, core: &mut Core) -> bool {
        self.buffer.reserve(core)
    }

    fn unreserve(&mut self, core: &mut Core) {
        self.buffer.unreserve(core);
    }

    fn take_reserved(&mut self, core: &mut Core, item: ItemRef) {
        self.buffer.take_reserved(core, item);
        self.begin_limits(core, item);
    }

    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let level = self.buffer.withdraw(core, item)?;
        self.limits.iter_mut().for_each(|limits| limits.end(&core.items, item));
        Some(level)
    }

    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        let released = self.buffer.release(core, link)?;
        self.limits.iter_mut().for_each(|limits| limits.end(&core.items, released.item));
        Some(released)
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (id, now) = (cx[me].buffer.id, cx.core.now);
        let mut is_done = false;
        for _ in 0..AT_ONCE {
            if Self::give(cx, me) {
                return cx.core.poke(id);
            }
            if std::mem::take(&mut cx[me].is_over) {
                end_waits(cx, me, true);
            }
            let pulled = if cx[me].buffer.has_room() { cx.pull(id) } else { None };
            let Some(item) = pulled else {
                is_done = true;
                break;
            };
            let (it, core) = cx.mine(me);
            it.buffer.put(core, item);
            it.begin_limits(core, item);
        }
        if cx[me].limits().is_some_and(|limits| limits.are_over(now)) {
            // Who goes on at the very last instant does so in time.
            cx.core.ask(Ask { who: id, item: None });
        } else if cx[me].buffer.has_room() && cx.core.links.has_notes(id) {
            cx.core.poke(id);
        }
        if !is_done {
            cx.core.poke(id);
        }
    }

    fn decide(&mut self, core: &mut Core) -> bool {
        self.is_over = true;
        core.poke(self.buffer.id);
        true
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        self.buffer.contents(items);
    }

    fn count(&self) -> usize {
        self.buffer.count()
    }
}
