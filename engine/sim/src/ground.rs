//! What a run stands on: the world, and all of its columns borrowed at once.
//!
//! Setting it up takes longer than to dispatch a small job shop: bevy has to be told of every kind. So a model keeps what its runs
//! have left, and the next run of it finds all but its own rows ready.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bevy_ecs::prelude as ecs;
use bevy_ecs::system::SystemState;

use crate::build::Id;
use crate::core::Core;
use crate::equipment::Floor;

/// A world, empty or that of a run.
pub(crate) struct Ground {
    pub(crate) world: ecs::World,
    pub(crate) floor: SystemState<Floor<'static, 'static>>,
    rows: ecs::QueryState<ecs::Entity, ecs::With<Id>>,
    /// Whether others may have put something of theirs into the world.
    pub(crate) is_shared: bool,
}

impl Ground {
    fn new() -> Self {
        let mut world = ecs::World::new();
        let floor = SystemState::new(&mut world);
        let rows = ecs::QueryState::new(&mut world);
        Self { world, floor, rows, is_shared: false }
    }

    fn clear(&mut self) {
        let rows: Vec<ecs::Entity> = self.rows.iter(&self.world).collect();
        for row in rows {
            self.world.despawn(row);
        }
        self.world.remove_resource::<Core>();
        // Bevy remembers what was removed until it is told that nobody asks.
        self.world.clear_trackers();
    }
}

/// What runs of a plant have left.
#[derive(Default)]
pub(crate) struct Grounds {
    left: Mutex<Vec<Box<Ground>>>,
}

impl std::fmt::Debug for Grounds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Grounds").finish_non_exhaustive()
    }
}

impl Grounds {
    /// Lends one that is empty.
    pub(crate) fn lend(self: &Arc<Self>) -> Lent {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let ground = left.unwrap_or_else(|| Box::new(Ground::new()));
        Lent { ground: Some(ground), to: Arc::clone(self) }
    }

    fn take_back(&self, ground: Box<Ground>) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if left.len() < most() {
            left.push(ground);
        }
    }
}

/// How many are kept: one for each run that can go on at once.
fn most() -> usize {
    static MOST: OnceLock<usize> = OnceLock::new();
    *MOST.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// A ground that goes back to the model where the run ends.
pub(crate) struct Lent {
    /// None: it has gone back.
    ground: Option<Box<Ground>>,
    to: Arc<Grounds>,
}

impl Deref for Lent {
    type Target = Ground;

    #[inline]
    fn deref(&self) -> &Ground {
        self.ground.as_ref().expect("it is lent")
    }
}

impl DerefMut for Lent {
    #[inline]
    fn deref_mut(&mut self) -> &mut Ground {
        self.ground.as_mut().expect("it is lent")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // After a panic nobody knows what it holds.
        if let Some(mut ground) = self.ground.take()
            && !ground.is_shared
            && !std::thread::panicking()
        {
            ground.clear();
            self.to.take_back(ground);
        }
    }
}
