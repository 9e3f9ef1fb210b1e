//! `Batch`: an oven, in which items are processed together.

mod spec;

use std::collections::VecDeque;

use bevy_ecs::prelude as ecs;
use plantwright_des::{Sampler, Stream};
use plantwright_journal::Record;
use plantwright_model::Spanned;
use plantwright_units::{EquipmentId, ProductId, SimSpan};
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::clock::StateClock;
use crate::concern::{Carried, With};
use crate::core::Core;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released};
use crate::places::Places;
use crate::process::{self, Machine, Process, Releases};
use crate::staged::{Staged, Stages};
use crate::world::{Handlers, Row, SimCx};

pub(crate) use spec::{SAMPLE, Spec};

/// The clock of the longest wait; the other one is that of the process.
const WAITED: u8 = 1;

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Batch {
    id: EquipmentId,
    outlet: Outlet,
    clock: StateClock,
    /// None: by the operation of the first item in it.
    time: Option<Sampler>,
    stream: Stream,
    carried: Option<Box<Carried>>,
    /// None: nothing is done with a batch but to process it, by nobody, and items stay as good as they are.
    stages: Option<Box<Stages>>,
    routed: bool,
    oven: Box<Oven>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Oven {
    /// What waits, in the order in which it came.
    queue: VecDeque<ItemRef>,
    /// `u32::MAX`: no limit.
    capacity: u32,
    min: u32,
    max: u32,
    /// After this long, what waits is processed even where it is less than `min`.
    max_wait: Option<SimSpan>,
    /// Which products are processed together: for each that is listed, the first one of its family. None: all. A product in no
    /// list is not in it, so that unrelated products are no part of this oven's state.
    families: Option<Vec<(ProductId, ProductId)>>,
    /// The first item in it stands for all of them.
    place: Places,
    /// All items in process.
    inside: Vec<ItemRef>,
    /// What is finished and has not gone.
    out: VecDeque<ItemRef>,
}

impl Oven {
    fn has_room(&self) -> bool {
        self.queue.len() < self.capacity as usize
    }

    /// Whether nothing is in process, and nothing finished is in the way.
    fn is_free(&self) -> bool {
        self.inside.is_empty() && self.out.is_empty()
    }

    fn family(&self, core: &Core, item: ItemRef) -> ProductId {
        let product = core.items[item].product;
        let Some(families) = &self.families else { return ProductId(0) };
        let found = families.binary_search_by_key(&product, |(listed, _)| *listed);
        found.map_or(product, |position| families[position].1)
    }

    /// Takes the next batch out of the queue, if there is one: of the families that may start, the one whose first item came
    /// first.
    fn next_batch(&mut self, core: &Core) -> Vec<ItemRef> {
        let mut tried = Vec::new();
        for first in self.queue.iter().copied() {
            let family = self.family(core, first);
            if tried.contains(&family) {
                continue;
            }
            tried.push(family);
            let alike = self.queue.iter().filter(|item| self.family(core, **item) == family);
            let batch: Vec<ItemRef> = alike.take(self.max as usize).copied().collect();
            if batch.len() >= self.min as usize || self.waited_long(core, first) {
                self.queue.retain(|item| !batch.contains(item));
                return batch;
            }
        }
        Vec::new()
    }

    fn waited_long(&self, core: &Core, item: ItemRef) -> bool {
        let waited = core.now.since(core.items[item].entered);
        self.max_wait.is_some_and(|limit| waited >= limit)
    }
}

impl Batch {
    fn put(&mut self, core: &mut Core, item: ItemRef) {
        core.enter(self.id, item, Releases::level(self) + 1);
        self.oven.queue.push_back(item);
        if let Some(limit) = self.oven.max_wait {
            // Beyond the end of time nobody waits.
            core.schedule(self.id, WAITED, limit);
        }
    }

    /// Starts the next batch, if there is one.
    fn start(&mut self, core: &mut Core) {
        if !self.oven.is_free() || self.holds_back(core.now, SimSpan::ZERO) {
            return;
        }
        let batch = self.oven.next_batch(core);
        let Some(first) = batch.first().copied() else { return };
        let work = self.draw(core, first);
        for item in &batch {
            core.items[*item].work = work;
        }
        self.oven.inside = batch;
        process::begin_or_hold(self, core, first, work);
    }

    /// A stage of the work on the batch ends; after the last one, the batch is finished.
    fn finish(&mut self, core: &mut Core) -> bool {
        let Some(ended) = process::end(self, core) else { return false };
        if ended.item.is_some() {
            self.oven.place.clear(0);
            let batch = std::mem::take(&mut self.oven.inside);
            self.oven.out.extend(&batch);
            for item in batch {
                if self.is_spoilt(core, item) {
                    self.oven.out.retain(|other| *other != item);
                } else if core.is_past(item) {
                    core.expire(self.id, item, Process::level(self));
                    self.oven.out.retain(|other| *other != item);
                }
            }
        }
        process::after_end(self, core, &ended)
    }
}

impl Process for Batch {
    fn id(&self) -> EquipmentId {
        self.id
    }

    fn outlet(&self) -> Outlet {
        self.outlet
    }

    fn places(&self) -> &Places {
        &self.oven.place
    }

    fn places_mut(&mut self) -> &mut Places {
        &mut self.oven.place
    }

    fn level(&self) -> usize {
        self.oven.queue.len() + self.oven.inside.len() + self.oven.out.len()
    }

    fn draw(&mut self, core: &mut Core, item: ItemRef) -> SimSpan {
        core.draw_work(self.id, self.time.as_ref(), &mut self.stream, item)
    }

    fn routed(&self) -> bool {
        self.routed
    }
}

impl Staged for Batch {
    process::has_stages!();

    fn has_begun(&mut self, core: &mut Core) {
        for item in &self.oven.inside[1..] {
            process::record_started(core, self.id, *item);
        }
    }

    fn has_processed(&mut self, core: &mut Core, first: ItemRef) {
        let work = core.items[first].work;
        for item in self.oven.inside.clone() {
            core.items[item].work = work;
            process::finished(self, core, item);
        }
    }
}

impl Machine for Batch {
    fn states(&mut self) -> (&mut StateClock, Option<&mut Carried>) {
        (&mut self.clock, self.carried.as_deref_mut())
    }

    /// The whole batch is spoilt.
    fn scrap(&mut self, core: &mut Core, _first: ItemRef, _level: usize) {
        while let Some(item) = self.oven.inside.first().copied() {
            core.scrap(self.id, item, Releases::level(self));
            self.oven.inside.remove(0);
        }
    }
}

impl Releases for Batch {
    fn id(&self) -> EquipmentId {
        self.id
    }

    fn outlet(&self) -> Outlet {
        self.outlet
    }

    fn level(&self) -> usize {
        Process::level(self)
    }

    fn out(&mut self) -> &mut VecDeque<ItemRef> {
        &mut self.oven.out
    }
}

impl Handlers for Batch {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let oven = Oven {
            queue: VecDeque::new(),
            capacity: spec.capacity().unwrap_or(u32::MAX),
            min: spec.min(),
            max: spec.max.value,
            max_wait: spec.max_wait(),
            families: spec.families(cx.plant),
            place: Places::new(Some(1)),
            inside: Vec::new(),
            out: VecDeque::new(),
        };
        Self {
            id: cx.id,
            outlet: cx.outlet(),
            clock: StateClock::default(),
            time: cx.only_law(),
            stream: cx.stream("process time"),
            carried: cx.carried(),
            stages: Stages::of_machine(cx),
            routed: cx.is_routed(),
            oven: Box::new(oven),
        }
    }

    fn with(spec: &Spec) -> &[Spanned<With>] {
        &spec.with
    }

    process::stands_still!();

    fn due(&mut self, core: &mut Core, clock: u8) -> bool {
        if clock == WAITED {
            return self.oven.is_free() && !self.oven.queue.is_empty();
        }
        self.finish(core)
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        if !self.oven.has_room() {
            return false;
        }
        self.put(core, item);
        if self.carried.as_ref().is_some_and(|carried| carried.is_halted()) {
            self.tell_of_items(core);
        }
        if self.oven.is_free() {
            core.poke(self.id);
        }
        true
    }

    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        process::release_out(self, core, link)
    }

    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let level = Process::level(self);
        let Some(position) = self.oven.queue.iter().position(|other| *other == item) else {
            return process::withdraw_out(self, core, item);
        };
        self.oven.queue.remove(position);
        core.links.set_shut(self.id, false);
        core.poke(self.id);
        Some(level)
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let id = cx[me].id;
        let (batch, core) = cx.mine(me);
        process::take_crews(batch, core);
        let blocked_by = process::give_out(cx, me);
        let (batch, core) = cx.mine(me);
        batch.start(core);
        while cx[me].oven.has_room()
            && let Some(item) = cx.pull(id)
        {
            let (batch, core) = cx.mine(me);
            batch.put(core, item);
            if !batch.oven.has_room() {
                batch.start(core);
            }
        }
        let (batch, core) = cx.mine(me);
        batch.start(core);
        core.links.set_shut(id, !batch.oven.has_room());
        let (holds_finished, idle) = (!batch.oven.out.is_empty(), core.upstream[id.index()]);
        process::show(batch, core, holds_finished, blocked_by, idle);
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        items.extend(&self.oven.inside);
        items.extend(&self.oven.out);
        items.extend(&self.oven.queue);
    }

    fn count(&self) -> usize {
        Process::level(self)
    }

    fn interval(&self, core: &Core) -> Option<Record> {
        Some(self.clock.interval(core.now, self.id))
    }
}
