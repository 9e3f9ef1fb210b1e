//! One run, from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bevy_ecs::prelude as ecs;
use plantwright_des::DistributionError;
use plantwright_journal::{Fold, FoldId, Record, Recorder, State, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, SimTime};

use crate::build::{self, RunOptions};
use crate::core::{self, Core};
use crate::fault::{Fault, Stuck};
use crate::ground::{Ground, Lent};
use crate::items::Onward;
use crate::model::Model;
use crate::run::Progress;
use crate::world::SimCx;

/// Why a run cannot begin.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BuildError {
    /// A law that the checks let through cannot be drawn from.
    #[error("a distribution cannot be drawn from: {0}")]
    Law(#[from] DistributionError),
    /// The scheduler cannot decide for this plant.
    #[error("the scheduler `{scheduler}` cannot be used here: {reason}")]
    Scheduler {
        /// Which scheduler.
        scheduler: String,
        /// Why not.
        reason: String,
    },
    /// More equipment than events can name.
    #[error("the plant has {0} pieces of equipment, and 16 777 216 are the most")]
    TooLarge(usize),
}

/// What is counted whatever anyone listens to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Events handled, stale ones included.
    pub events: u64,
    /// Items that came into the plant.
    pub created: u64,
    /// Items that a sink took.
    pub consumed: u64,
    /// Items that found no room and went away.
    pub lost: u64,
    /// Items that were taken out as scrap.
    pub scrapped: u64,
    /// Items that became part of others, or of which others were made.
    pub absorbed: u64,
    /// Items that are in the plant.
    pub present: u64,
}

/// One run of a plant.
pub struct Sim {
    pub(crate) ground: Lent,
    pub(crate) model: Model,
}

impl std::fmt::Debug for Sim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sim")
            .field("now", &self.now())
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}

impl Sim {
    /// Builds the world of a run. The clock stands at zero, and what begins then is still to happen.
    ///
    /// # Errors
    /// Where the plant is too large, or a law cannot be drawn from.
    pub fn new(model: &Model, options: RunOptions) -> Result<Self, BuildError> {
        let mut sim = Self::unbegun(model, options)?;
        sim.on_floor(|cx| {
            let plant = cx.core.plant.clone();
            for id in plant.equipment_ids() {
                cx.begin(id);
            }
            for (id, ..) in plant.concerns() {
                cx.begin(id);
            }
            plant.people_ids().for_each(|id| cx.begin(id));
        });
        Ok(sim)
    }

    pub(crate) fn unbegun(model: &Model, options: RunOptions) -> Result<Self, BuildError> {
        let equipment = model.plant.count();
        if equipment >= Record::EQUIPMENT as usize {
            return Err(BuildError::TooLarge(equipment));
        }
        if let Some(scheduler) = &options.scheduler {
            scheduler.fits(&model.plant).map_err(|reason| BuildError::Scheduler {
                scheduler: scheduler.name().to_owned(),
                reason,
            })?;
        }
        let mut ground = model.grounds.lend();
        build::fill(&mut ground.world, model, options)?;
        Ok(Self { ground, model: model.clone() })
    }

    /// Lets everything happen up to and including `end`.
    ///
    /// # Errors
    /// A fault ends the run; what was measured until then stays.
    pub fn run_until(&mut self, end: SimTime) -> Result<Progress, Fault> {
        self.advance(end, u64::MAX)
    }

    /// Lets things happen up to and including `end`, but about `events` events at the most.
    ///
    /// # Errors
    /// A fault ends the run; what was measured until then stays.
    pub fn advance(&mut self, end: SimTime, events: u64) -> Result<Progress, Fault> {
        if let Some(fault) = &self.core().fault {
            return Err(fault.clone());
        }
        let progress = self.on_floor(|cx| cx.advance(end, events));
        self.recorder().flush();
        progress
    }

    /// Returns the clock.
    pub fn now(&self) -> SimTime {
        self.core().now
    }

    /// Returns the plant's facts.
    pub fn plant(&self) -> &Arc<Plant> {
        &self.model.plant
    }

    /// Returns the world, for queries: every piece of equipment is an entity with its [`Id`](crate::Id) and
    /// [`Name`](crate::Name).
    pub fn world(&mut self) -> &mut ecs::World {
        self.ground.is_shared = true;
        &mut self.ground.world
    }

    /// Returns what is counted whatever anyone listens to.
    pub fn counts(&self) -> Counts {
        let core = self.core();
        let core::Counts { events, created, consumed, lost, scrapped, absorbed, .. } = core.counts;
        Counts {
            events,
            created,
            consumed,
            lost,
            scrapped,
            absorbed,
            present: core.items.len() as u64 - core.counts.ready,
        }
    }

    /// Adds a listener, which hears what happens from now on.
    pub fn listen(&mut self, fold: impl Fold) -> FoldId {
        self.recorder().listen(Box::new(fold))
    }

    /// Returns a listener, with all that happened so far.
    ///
    /// # Panics
    /// Where the id is another run's, or `F` is not the type that was added.
    pub fn fold<F: Fold>(&mut self, id: FoldId) -> &F {
        self.recorder().fold(id)
    }

    /// Lets every listener forget what was before now: the end of the warm-up.
    pub fn restart_statistics(&mut self) {
        let now = self.now();
        self.recorder().restart(now);
    }

    /// Returns the records that close the books at this instant: the state that every piece of equipment is in so far, and
    /// where every item is. They are not part of the run; give them to copies of folds.
    pub fn closing(&mut self) -> Vec<Record> {
        self.on_floor(|cx| {
            let mut records = Vec::new();
            let now = cx.core.now;
            records.extend(cx.core.people.intervals(now));
            for (id, ..) in cx.core.plant.concerns() {
                records.extend(cx.interval(id));
            }
            for id in cx.core.plant.equipment_ids() {
                records.extend(cx.interval(id));
                cx.closing(id, &mut records);
                if !cx.holds_items_in_plant(id) {
                    continue;
                }
                let contents = cx.contents(id);
                for item in &contents {
                    let it = &cx.core.items[*item];
                    let record =
                        Record::of_item(What::Present, now, id, it.id).level(contents.len() as u32);
                    records.push(record.span(now.since(it.entered)).extra(now.since(it.created)));
                    for inside in cx.core.all_inside(*item) {
                        let it = &cx.core.items[inside];
                        let record = Record::of_item(What::Carried, now, id, it.id);
                        records.push(record.extra(now.since(it.created)));
                    }
                }
            }
            records
        })
    }

    /// Returns who holds items that nothing will ever move, once the run has drained.
    pub fn stuck(&mut self) -> Vec<Stuck> {
        self.on_floor(|cx| {
            let (ids, noted) = (cx.core.plant.equipment_ids(), noted(cx));
            let ids: Vec<EquipmentId> = ids.collect();
            ids.into_iter().filter_map(|holder| held(cx, holder, &noted)).collect()
        })
    }

    /// Returns who waits for one another in a circle that nothing will ever open, while others may go on: stations, buffers
    /// and loops that are full of what only each other could take, belts that each other's photo-eyes stop. Vehicles are
    /// another matter ([`Self::deadlocks`]), and where items expire, a circle may open by itself.
    pub fn circle(&mut self) -> Vec<Stuck> {
        self.on_floor(|cx| {
            if cx.core.lives.is_some() {
                return Vec::new();
            }
            // Whoever waits for something to happen may go on by itself.
            let busy: BTreeSet<u32> = cx.core.queue.targets().collect();
            let may_stand = |cx: &mut SimCx<'_>, id: EquipmentId| {
                let state = cx.interval(id).map(|record| record.state());
                !busy.contains(&id.0) && state.is_none_or(|state| state == State::Blocked)
            };
            let ids: Vec<EquipmentId> = cx.core.plant.equipment_ids().collect();
            let noted = noted(cx);
            let mut circle: Vec<Stuck> = Vec::new();
            for id in ids {
                if let Some(waits_for) = cx.goes_round(id) {
                    circle.extend(held(cx, id, &noted).map(|stuck| Stuck { waits_for, ..stuck }));
                } else if may_stand(cx, id) {
                    circle.extend(held(cx, id, &noted).filter(|stuck| !stuck.waits_for.is_empty()));
                }
            }
            loop {
                let holders: BTreeSet<EquipmentId> = circle.iter().map(|it| it.holder).collect();
                let wanted: BTreeSet<EquipmentId> =
                    circle.iter().flat_map(|it| it.waits_for.iter().copied()).collect();
                let before = circle.len();
                circle.retain(|it| {
                    wanted.contains(&it.holder)
                        && it.waits_for.iter().all(|it| holders.contains(it))
                });
                if circle.len() == before {
                    return circle;
                }
            }
        })
    }

    /// Tells whether the plant, or a part of it, has come to a stand for good: by [`Self::circle`], by [`Self::deadlocks`], or, once a run
    /// has drained, by [`Self::stuck`].
    pub fn is_at_a_stand(&mut self, drained: bool) -> bool {
        drained && !self.stuck().is_empty()
            || !self.circle().is_empty()
            || !self.deadlocks().is_empty()
    }

    /// Returns the items at a piece of equipment.
    ///
    /// # Panics
    /// Where the id is another plant's.
    pub fn items_at(&mut self, id: EquipmentId) -> usize {
        self.on_floor(|cx| cx.count(id))
    }

    /// Checks that every item is in exactly one place, at a piece of equipment or inside another item. For tests: it looks at everything.
    ///
    /// # Panics
    /// Where an item is in no place or in two.
    pub fn assert_conserved(&mut self) {
        let counts = self.counts();
        let held: Vec<_> = self.on_floor(|cx| {
            let mut held: Vec<_> =
                cx.core.plant.equipment_ids().flat_map(|id| cx.contents(id)).collect();
            let count: usize = cx.core.plant.equipment_ids().map(|id| cx.count(id)).sum();
            assert_eq!(held.len(), count, "items are counted that nobody holds");
            let inside: Vec<_> = held.iter().flat_map(|item| cx.core.all_inside(*item)).collect();
            held.extend(inside);
            held.sort_unstable();
            held
        });
        assert!(held.windows(2).all(|pair| pair[0] != pair[1]), "an item is in two places");
        let ready = self.core().counts.ready;
        assert_eq!(held.len() as u64, counts.present + ready, "an item is in no place");
        assert_eq!(
            counts.created,
            counts.consumed + counts.lost + counts.scrapped + counts.absorbed + counts.present,
            "items came or went unseen"
        );
    }

    pub(crate) fn core(&self) -> &Core {
        self.ground.world.resource::<Core>()
    }

    pub(crate) fn recorder(&mut self) -> &mut Recorder {
        &mut self.ground.world.resource_mut::<Core>().into_inner().recorder
    }

    /// Borrows all columns at once.
    pub(crate) fn on_floor<R>(&mut self, act: impl FnOnce(&mut SimCx<'_>) -> R) -> R {
        let Ground { world, floor, .. } = &mut *self.ground;
        let mut floor = floor.get_mut(world).expect("a valid floor");
        let (columns, core) = floor.borrow();
        act(&mut SimCx { columns, core })
    }
}

/// By whom: all that have refused something, and will say when they have room.
type Noted = BTreeMap<EquipmentId, Vec<EquipmentId>>;

fn noted(cx: &SimCx<'_>) -> Noted {
    let mut noted = Noted::new();
    for receiver in cx.core.plant.equipment_ids() {
        for link in &cx.core.links.notes(receiver) {
            noted.entry(cx.core.links.from(*link)).or_default().push(receiver);
        }
    }
    noted
}

/// What somebody holds, and for whom it waits.
fn held(cx: &mut SimCx<'_>, holder: EquipmentId, noted: &Noted) -> Option<Stuck> {
    let contents = cx.contents(holder);
    if contents.is_empty() || !cx.holds_items_in_plant(holder) {
        return None;
    }
    let items = |cx: &SimCx<'_>| {
        let inside = contents.iter().map(|item| cx.core.all_inside(*item).len());
        (contents.len() + inside.sum::<usize>()) as u32
    };
    // Who was stopped by a photo-eye waits for what stands before that.
    let equipment = cx.core.plant.equipment.len();
    let mut halted_by = cx.halted_by(holder);
    halted_by.retain(|by| by.index() < equipment);
    if !halted_by.is_empty() {
        return Some(Stuck { holder, items: items(cx), waits_for: halted_by });
    }
    let mut waits_for: Vec<EquipmentId> = contents
        .iter()
        .filter_map(|item| match cx.core.items[*item].way.onward() {
            Onward::Link(link) => Some(cx.core.links.to(link)),
            _ => None,
        })
        .collect();
    waits_for.extend(noted.get(&holder).into_iter().flatten());
    let concerns = cx.concerns(holder);
    let asks = |who: EquipmentId| who == holder || concerns.contains(&who);
    let people = cx.core.people.waiting().filter(|(who, _)| asks(*who));
    waits_for.extend(people.map(|(_, group)| group));
    waits_for.sort_unstable();
    waits_for.dedup();
    Some(Stuck { holder, items: items(cx), waits_for })
}
