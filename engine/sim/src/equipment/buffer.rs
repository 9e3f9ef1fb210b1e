//! `Buffer`: items wait here for room downstream.

pub(crate) mod impatient;

use bevy_ecs::prelude as ecs;
use plantwright_model::plant::{EquipmentFacts, LimitsFacts, Role};
use plantwright_model::vocabulary::{Capacity, Discipline, Patience, To};
use plantwright_model::{Diagnostic, ReadCx, Spanned, Spec as ModelSpec, codes};
use plantwright_units::EquipmentId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::core::Core;
use crate::item_queue::ItemQueue;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::world::{Handlers, Row, SimCx};

pub(crate) const SAMPLE: &str = r#"Buffer(capacity: 40, order: Fifo, to: ["capper"])"#;

/// Holds items until what follows has room: a rack, a lane, an accumulation table.
///
/// Only the item at the head is offered downstream; where it waits for a certain receiver, those behind it wait too.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Buffer")]
pub(crate) struct Spec {
    /// How many items it holds; default: Unlimited.
    #[serde(default)]
    capacity: Option<Spanned<Capacity>>,
    /// Which item is at the head; default: Fifo.
    #[serde(default)]
    order: Discipline,
    /// How long an item waits here before it goes away; default: as long as it takes.
    #[serde(default)]
    patience: Option<Patience>,
    /// Where items go; default: to the next operation of their route.
    #[serde(default)]
    to: Option<To>,
}

impl Spec {
    /// `None`: no limit.
    fn limit(&self) -> Option<u32> {
        self.capacity.as_ref().and_then(|capacity| capacity.value.limit())
    }

    /// Whether items wait here within limits: they are held by an [`impatient::ImpatientBuffer`].
    pub(crate) fn is_impatient(&self) -> bool {
        self.patience.is_some()
    }
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        facts.role = Role::Holder;
        facts.takes_reservations = true;
        facts.by_priority = self.order == Discipline::Priority;
        facts.capacity = self.limit().map(u64::from);
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        let patience = self.patience.as_ref().and_then(|patience| patience.facts(cx));
        facts.limits = patience
            .map(|patience| Box::new(LimitsFacts { patience: Some(patience), within: Vec::new() }));
        if let (Some(0), Some(place)) = (facts.capacity, &self.capacity) {
            let message = "this buffer has no room for any item";
            cx.report.push(
                Diagnostic::error(codes::CAPACITY, place.span, message).hint(
                    "without room in between, link what comes before straight to what follows",
                ),
            );
        }
    }
}

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
#[repr(align(64))]
pub(crate) struct Buffer {
    id: EquipmentId,
    /// Beside the places that are reserved. `u32::MAX`: no limit.
    capacity: u32,
    outlet: Outlet,
    queue: ItemQueue,
}

/// How many items it pulls at one look. What goes through here or round without end is found out by the run, not in a loop
/// in here.
const AT_ONCE: u32 = 16;

impl Buffer {
    #[inline(always)]
    fn has_room(&self) -> bool {
        self.queue.len() < self.capacity as usize
    }

    /// Takes an item in. Returns whether it is at the head.
    #[inline(always)]
    fn put(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let level = self.queue.len() + 1;
        core.enter(self.id, item, level);
        if level == self.capacity as usize {
            core.links.set_shut(self.id, true);
        }
        self.queue.insert(item, &core.items)
    }
}

impl Buffer {
    /// The item at the head is gone. Returns the one behind it.
    #[inline(always)]
    fn take_out(&mut self, core: &mut Core) -> Option<ItemRef> {
        core.links.set_shut(self.id, false);
        self.queue.advance()
    }
}

impl Handlers for Buffer {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        Self {
            id: cx.id,
            capacity: spec.limit().unwrap_or(u32::MAX),
            outlet: cx.outlet(),
            queue: ItemQueue::new(spec.order),
        }
    }

    #[inline(always)]
    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        if !self.has_room() {
            return false;
        }
        if self.put(core, item) {
            core.announce(self.id, self.outlet);
        }
        true
    }

    fn reserve(&mut self, core: &mut Core) -> bool {
        if !self.has_room() {
            return false;
        }
        if self.capacity < u32::MAX {
            self.capacity -= 1;
            core.links.set_shut(self.id, !self.has_room());
        }
        true
    }

    fn unreserve(&mut self, core: &mut Core) {
        self.capacity = self.capacity.saturating_add(1);
        core.links.set_shut(self.id, false);
        core.poke(self.id);
    }

    fn take_reserved(&mut self, core: &mut Core, item: ItemRef) {
        self.capacity = self.capacity.saturating_add(1);
        if self.put(core, item) {
            core.announce(self.id, self.outlet);
        }
    }

    #[inline(always)]
    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        let item = self.queue.head()?;
        if !core.may_go(item, self.outlet, link) {
            return None;
        }
        core.leave_over((self.id, self.outlet, link), item, self.queue.len());
        let next = self.take_out(core);
        let more = next.is_some_and(|next| core.may_go(next, self.outlet, link));
        if core.links.has_notes(self.id) || (next.is_some() && !more) {
            core.poke(self.id);
        }
        Some(Released { item, more })
    }

    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let level = self.queue.len();
        self.queue.iter().find(|other| *other == item)?;
        self.queue.remove(item);
        core.links.set_shut(self.id, false);
        core.poke(self.id);
        Some(level)
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (id, outlet) = (cx[me].id, cx[me].outlet);
        for _ in 0..AT_ONCE {
            while let Some(head) = cx[me].queue.head() {
                let level = cx[me].queue.len();
                if cx.send(id, outlet, head, level) != Sent::Gone {
                    break;
                }
                let (buffer, core) = cx.mine(me);
                buffer.take_out(core);
                if cx[me].queue.len() == level {
                    // It came back here.
                    return cx.core.poke(id);
                }
            }
            if !cx[me].has_room() {
                return;
            }
            let Some(item) = cx.pull(id) else { return };
            let (buffer, core) = cx.mine(me);
            buffer.put(core, item);
        }
        cx.core.poke(id);
    }

    fn offers(&self, core: &Core, link: LinkId, items: &mut Vec<ItemRef>) -> bool {
        items.extend(self.queue.iter().filter(|item| core.may_go(*item, self.outlet, link)));
        true
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        items.extend(self.queue.iter());
    }

    fn count(&self) -> usize {
        self.queue.len()
    }
}
