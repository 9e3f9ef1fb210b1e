//! `Assembly`: several items are put together, and go on as one.

mod bench;
mod spec;

use bevy_ecs::prelude as ecs;
use plantwright_des::{Sampler, Stream};
use plantwright_journal::Record;
use plantwright_model::Spanned;
use plantwright_units::{EquipmentId, ItemId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::clock::StateClock;
use crate::concern::{Carried, With};
use crate::core::{Core, NewItem};
use crate::items::{ItemRef, Marks};
use crate::links::LinkId;
use crate::outlet::{Outlet, Released};
use crate::places::Places;
use crate::process::{self, Machine, Process};
use crate::staged::{Staged, Stages};
use crate::world::{Handlers, Row, SimCx};

use bench::{Bench, Set};

pub(crate) use spec::{SAMPLE, Spec};

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Assembly {
    id: EquipmentId,
    outlet: Outlet,
    /// One place, for what is put together.
    places: Places,
    clock: StateClock,
    /// None: by the operation of what is put together.
    time: Option<Sampler>,
    stream: Stream,
    carried: Option<Box<Carried>>,
    /// None: nothing is done but to put parts together, by nobody, and what comes out is good.
    stages: Option<Box<Stages>>,
    routed: bool,
    bench: Box<Bench>,
}

impl Assembly {
    /// Begins to put parts together, as soon as all of them are there.
    fn start(&mut self, core: &mut Core) {
        if !self.places.has_room() || self.holds_back(core.now, SimSpan::ZERO) {
            return;
        }
        let mut level = self.level();
        let Some(Set { main, others }) = self.bench.take_set(core) else { return };
        let due = others.iter().map(|item| core.items[*item].due).min();
        let is_defective = |item: &ItemRef| core.items[*item].marks.has(Marks::DEFECTIVE);
        let has_defect = !self.bench.packs && others.iter().any(is_defective);
        for item in others {
            core.leave(self.id, item, level);
            level -= 1;
            match main {
                Some(main) if self.bench.packs => core.put_inside(main, item),
                _ => core.absorb(self.id, item),
            }
        }
        let item = self.together(core, main, due, level);
        if has_defect {
            core.items[item].marks.set(Marks::DEFECTIVE, true);
        }
        let work = self.draw(core, item);
        core.items[item].work = work;
        process::begin_or_hold(self, core, item, work);
    }

    /// What goes on: the main part, or something new.
    fn together(
        &mut self,
        core: &mut Core,
        main: Option<ItemRef>,
        due: Option<SimTime>,
        level: usize,
    ) -> ItemRef {
        let Some(product) = self.bench.makes else {
            return main.expect("an assembly makes something new, or has a main part");
        };
        if let Some(main) = main {
            let it = &mut core.items[main];
            (it.product, it.done) = (product, 0);
            core.begin_life(main);
            return main;
        }
        let id = ItemId::new(self.id, self.bench.serial);
        self.bench.serial += 1;
        let priority = core.plant.product(product).priority;
        let due = due.filter(|due| *due < SimTime::MAX);
        core.make(self.id, NewItem { id, product, due, priority }, level + 1)
    }
}

impl Process for Assembly {
    fn id(&self) -> EquipmentId {
        self.id
    }

    fn outlet(&self) -> Outlet {
        self.outlet
    }

    fn places(&self) -> &Places {
        &self.places
    }

    fn places_mut(&mut self) -> &mut Places {
        &mut self.places
    }

    fn level(&self) -> usize {
        self.places.items() + self.bench.count()
    }

    fn draw(&mut self, core: &mut Core, item: ItemRef) -> SimSpan {
        core.draw_work(self.id, self.time.as_ref(), &mut self.stream, item)
    }

    fn routed(&self) -> bool {
        self.routed
    }
}

impl Staged for Assembly {
    process::has_stages!();
}

impl Machine for Assembly {
    fn states(&mut self) -> (&mut StateClock, Option<&mut Carried>) {
        (&mut self.clock, self.carried.as_deref_mut())
    }
}

impl Handlers for Assembly {
    type Spec = Spec;

    const PICKS: bool = true;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        Self {
            id: cx.id,
            outlet: cx.outlet(),
            places: Places::new(Some(1)),
            clock: StateClock::default(),
            time: cx.only_law(),
            stream: cx.stream("process time"),
            carried: cx.carried(),
            stages: Stages::of_machine(cx),
            routed: cx.is_routed(),
            bench: Box::new(spec.bench(cx)),
        }
    }

    fn with(spec: &Spec) -> &[Spanned<With>] {
        &spec.with
    }

    process::stands_still!();

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        let Some(ended) = process::end(self, core) else { return false };
        if let Some(item) = ended.item {
            if self.is_spoilt(core, item) {
                self.places.take_back(item);
            } else {
                process::expire_finished(self, core, item);
            }
        }
        process::after_end(self, core, &ended)
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let giver = core.links.from(core.offered_over);
        let Some(part) = self.bench.room_for(core.items[item].product, giver) else {
            return false;
        };
        core.enter(self.id, item, self.level() + 1);
        self.bench.put(part, item);
        if self.carried.as_ref().is_some_and(|carried| carried.is_halted()) {
            self.tell_of_items(core);
        }
        if self.places.has_room() {
            // It can be put together, or waits for something else from now on.
            core.poke(self.id);
        }
        true
    }

    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        process::release(self, core, link)
    }

    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let level = self.level();
        if !self.bench.take_away(item) {
            return process::withdraw_done(self, core, item);
        }
        core.poke(self.id);
        Some(level)
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let id = cx[me].id;
        let (assembly, core) = cx.mine(me);
        process::take_crews(assembly, core);
        let blocked_by = process::give(cx, me);
        let (assembly, core) = cx.mine(me);
        assembly.start(core);
        if std::mem::take(&mut assembly.bench.freed) {
            // There is room for some parts and not for others: who has one offers it anew.
            for link in core.links.take_notes(id) {
                core.poke(core.links.from(link));
            }
        }
        let holds_finished = assembly.places.done(0).is_some();
        let lacks = assembly.bench.lacks(core);
        process::show(assembly, core, holds_finished, blocked_by, lacks);
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        self.places.contents(items);
        self.bench.contents(items);
    }

    fn count(&self) -> usize {
        self.level()
    }

    fn interval(&self, core: &Core) -> Option<Record> {
        Some(self.clock.interval(core.now, self.id))
    }
}
