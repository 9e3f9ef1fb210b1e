//! Copies of a run: as bytes, and in memory.
//!
//! A snapshot begins with the names of the equipment, products and links that its ids stand for, so that it fits no other
//! plant by accident.

use std::collections::BTreeSet;

use bevy_ecs::prelude as ecs;
use plantwright_des::{EventQueue, Stream};
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use crate::attached::Attachments;
use crate::build::RunOptions;
use crate::core::{Ask, Core, Counts};
use crate::equipment::{VisitKind, each_kind};
use crate::fault::Fault;
use crate::items::Items;
use crate::links::SavedLinks;
use crate::model::Model;
use crate::outlet::RouterState;
use crate::people::People;
use crate::recall::Recalls;
use crate::shelf_life::ShelfLives;
use crate::sim::Sim;
use crate::world::Handlers;

/// The version of the format.
const VERSION: u32 = 1;

/// Why bytes are no snapshot of this plant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// The bytes end too early, or say what cannot be.
    #[error("the snapshot cannot be read: {0}")]
    Unreadable(String),
    /// Another version of the program wrote it.
    #[error("the snapshot is of version {found}, and this program reads version {VERSION}")]
    Version {
        /// The version found.
        found: u32,
    },
    /// It is of another plant.
    #[error("the snapshot is of another plant: {difference}")]
    OtherPlant {
        /// What differs.
        difference: String,
    },
    /// The listeners are others than those that were saved.
    #[error("the listeners do not fit: {0}")]
    Listeners(String),
    /// The scheduler is another one, or does not take its memory back.
    #[error("the scheduler does not fit: {0}")]
    Scheduler(String),
}

#[derive(Serialize, Deserialize)]
struct Snapshot {
    version: u32,
    equipment: Vec<String>,
    products: Vec<String>,
    calendars: Vec<String>,
    core: CoreState,
    /// The components of each kind, in the order of the equipment.
    columns: Vec<Vec<u8>>,
    scheduler: (String, Vec<u8>),
    folds: Vec<Vec<u8>>,
}

/// What of the core is state, and not made from the plant.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct CoreState {
    now: SimTime,
    queue: EventQueue,
    items: Items,
    links: SavedLinks,
    routers: Vec<RouterState>,
    asks: Vec<Ask>,
    people: People,
    counts: Counts,
    attached: Attachments,
    lives: Option<Box<ShelfLives>>,
    fault: Option<Fault>,
    going: BTreeSet<EquipmentId>,
    scheduler_stream: Stream,
    recalls: Recalls,
}

impl CoreState {
    /// All of it, to be compared.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("plain data")
    }

    /// Loads the links, as the one part that may not fit. Returns whether they do.
    pub(crate) fn load_links(&self, core: &mut Core) -> bool {
        core.links.load(&self.links)
    }

    pub(crate) fn of(core: &Core) -> Self {
        Self {
            now: core.now,
            queue: core.queue.clone(),
            items: core.items.clone(),
            links: core.links.save(),
            routers: core.routers.iter().map(|router| router.state.clone()).collect(),
            asks: core.asks.clone(),
            people: core.people.clone(),
            counts: core.counts,
            attached: core.attached.clone(),
            lives: core.lives.clone(),
            fault: core.fault.clone(),
            going: core.going.clone(),
            scheduler_stream: core.scheduler.stream.clone(),
            recalls: core.recalls.clone(),
        }
    }

    /// The links were loaded before, as the one part that may not fit.
    pub(crate) fn put_into(self, core: &mut Core) {
        core.now = self.now;
        core.queue = self.queue;
        core.items = self.items;
        for (router, state) in core.routers.iter_mut().zip(self.routers) {
            router.state = state;
        }
        core.asks = self.asks;
        core.people = self.people;
        core.counts = self.counts;
        core.attached = self.attached;
        core.lives = self.lives;
        core.fault = self.fault;
        core.going = self.going;
        core.scheduler.stream = self.scheduler_stream;
        core.recalls = self.recalls;
    }
}

impl Sim {
    /// Returns all state of the run as bytes: the plant, the streams, the scheduler, and the listeners.
    pub fn snapshot(&mut self) -> Vec<u8> {
        // Wishes that still wait are no state: settle them first.
        self.settle_wishes();
        let mut saving = Saving { world: &mut self.ground.world, columns: Vec::new() };
        each_kind(&mut saving);
        let columns = saving.columns;
        let folds = self.recorder().save();
        let core = self.core();
        let snapshot = Snapshot {
            version: VERSION,
            equipment: core.plant.names(),
            products: core.plant.products.iter().map(|facts| facts.name.clone()).collect(),
            calendars: core.plant.calendars.iter().map(|facts| facts.name.clone()).collect(),
            core: CoreState::of(core),
            columns,
            scheduler: (
                core.scheduler.scheduler.name().to_owned(),
                core.scheduler.scheduler.save(),
            ),
            folds,
        };
        postcard::to_allocvec(&snapshot).expect("plain data")
    }

    /// Builds a run that goes on where a snapshot was taken. `listen` adds the same listeners as the saved run had, in the
    /// same order.
    ///
    /// # Errors
    /// Where the bytes are no snapshot of this plant, under this scheduler, with these listeners.
    pub fn restore(
        model: &Model,
        options: RunOptions,
        listen: impl FnOnce(&mut Self),
        bytes: &[u8],
    ) -> Result<Self, SnapshotError> {
        let unreadable = |error: postcard::Error| SnapshotError::Unreadable(error.to_string());
        let (version, _rest) = postcard::take_from_bytes::<u32>(bytes).map_err(unreadable)?;
        if version != VERSION {
            return Err(SnapshotError::Version { found: version });
        }
        let (snapshot, rest) = postcard::take_from_bytes::<Snapshot>(bytes).map_err(unreadable)?;
        if !rest.is_empty() {
            let problem = format!("{} bytes follow its end", rest.len());
            return Err(SnapshotError::Unreadable(problem));
        }
        let mut sim = Self::unbegun(model, options)
            .map_err(|error| SnapshotError::Unreadable(error.to_string()))?;
        listen(&mut sim);
        let core = sim.ground.world.resource_mut::<Core>().into_inner();
        same_names("equipment", &snapshot.equipment, core.plant.names().iter())?;
        same_names(
            "products",
            &snapshot.products,
            core.plant.products.iter().map(|facts| &facts.name),
        )?;
        same_names(
            "calendars",
            &snapshot.calendars,
            core.plant.calendars.iter().map(|facts| &facts.name),
        )?;
        let name = core.scheduler.scheduler.name();
        if name != snapshot.scheduler.0 {
            return Err(SnapshotError::Scheduler(format!(
                "`{}` was saved, and `{name}` is here",
                snapshot.scheduler.0
            )));
        }
        if !core.links.load(&snapshot.core.links)
            || core.routers.len() != snapshot.core.routers.len()
        {
            let difference = "its equipment is linked in another way".to_owned();
            return Err(SnapshotError::OtherPlant { difference });
        }
        core.scheduler.scheduler.load(&snapshot.scheduler.1).map_err(SnapshotError::Scheduler)?;
        core.recorder.load(&snapshot.folds).map_err(SnapshotError::Listeners)?;
        snapshot.core.put_into(core);
        let mut loading = Loading {
            world: &mut sim.ground.world,
            columns: snapshot.columns.iter(),
            whole: Ok(()),
        };
        each_kind(&mut loading);
        loading.whole.map_err(unreadable)?;
        Ok(sim)
    }

    /// Returns a copy of the run that goes its own way from here, with copies of all listeners that can be copied.
    pub fn fork(&mut self) -> Self {
        self.settle_wishes();
        let deciding = &self.core().scheduler;
        let scheduler = deciding.is_chosen.then(|| deciding.scheduler.fork());
        let options = RunOptions { scheduler, ..RunOptions::default() };
        let mut fork = Self::unbegun(&self.model, options).expect("a plant that runs already");
        each_kind(&mut Copying { from: &mut self.ground.world, to: &mut fork.ground.world });
        let recorder = self.recorder().fork();
        let state = CoreState::of(self.core());
        let core = fork.ground.world.resource_mut::<Core>().into_inner();
        assert!(core.links.load(&state.links), "the links of the same plant");
        state.put_into(core);
        core.recorder = recorder;
        fork
    }

    /// Lets everything move that is about to, at the very beginning of a run or in the middle of an instant, so that nothing
    /// but state is left. Changes no result.
    fn settle_wishes(&mut self) {
        let now = self.now();
        while self.core().fault.is_none() && !self.core().pokes.is_empty() {
            // A fault is part of the state, and shows again when the run goes on.
            let _seen_later = self.on_floor(|cx| cx.advance(now, 0)).is_ok();
        }
    }
}

fn same_names<'a>(
    what: &str,
    saved: &[String],
    here: impl ExactSizeIterator<Item = &'a String>,
) -> Result<(), SnapshotError> {
    let count = here.len();
    for (saved, here) in saved.iter().zip(here) {
        if saved != here {
            let difference = format!("its {what} has `{saved}` where this plant has `{here}`");
            return Err(SnapshotError::OtherPlant { difference });
        }
    }
    if saved.len() != count {
        let difference = format!("it has {} {what}, and this plant {count}", saved.len());
        return Err(SnapshotError::OtherPlant { difference });
    }
    Ok(())
}

struct Saving<'a> {
    world: &'a mut ecs::World,
    columns: Vec<Vec<u8>>,
}

impl VisitKind for Saving<'_> {
    fn visit<K: Handlers>(&mut self) {
        let mut query = self.world.query::<&K>();
        // One archetype, spawned in the order of the equipment, and never changed.
        let rows: Vec<&K> = query.iter(self.world).collect();
        self.columns.push(postcard::to_allocvec(&rows).expect("plain data"));
    }
}

struct Loading<'a> {
    world: &'a mut ecs::World,
    columns: std::slice::Iter<'a, Vec<u8>>,
    whole: Result<(), postcard::Error>,
}

impl VisitKind for Loading<'_> {
    fn visit<K: Handlers>(&mut self) {
        let bytes = self.columns.next().map_or(&[][..], |bytes| &bytes[..]);
        let rows = match postcard::from_bytes::<Vec<K>>(bytes) {
            Ok(rows) => rows,
            Err(error) => {
                self.whole = Err(error);
                return;
            }
        };
        let mut query = self.world.query::<&mut K>();
        if query.iter(self.world).len() != rows.len() {
            self.whole = Err(postcard::Error::DeserializeUnexpectedEnd);
            return;
        }
        for (mut here, saved) in query.iter_mut(self.world).zip(rows) {
            *here = saved;
        }
    }
}

struct Copying<'a> {
    from: &'a mut ecs::World,
    to: &'a mut ecs::World,
}

impl VisitKind for Copying<'_> {
    fn visit<K: Handlers>(&mut self) {
        let mut source = self.from.query::<&K>();
        let mut target = self.to.query::<&mut K>();
        for (mut copy, original) in target.iter_mut(self.to).zip(source.iter(self.from)) {
            *copy = original.clone();
        }
    }
}
