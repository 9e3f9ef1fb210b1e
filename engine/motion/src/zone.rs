//! The zone: a world of rigid bodies on a fixed step.

mod device;
mod doors;
mod drive;
mod guest;
mod probe;
mod rest;
mod save;
mod sense;
mod watch;

use std::collections::BTreeMap;

use plantwright_units::{ItemId, SimTime};
use rapier3d::math::Vector;
use rapier3d::prelude::{ColliderHandle, PhysicsWorld, RigidBodyHandle};
use serde::{Deserialize, Serialize};

use crate::incident::{Account, Event, Incident, What};
use crate::layout::{FixtureId, Layout};
use crate::mistake::Mistake;
use crate::pose::{Pose, Velocity};
use crate::surface::{Surface, Surfaces};

use device::Device;
use guest::Guest;

pub use doors::EnterError;
pub use guest::touch;
pub use save::LoadError;

/// A world of rigid bodies.
///
/// All of its state is in it: a zone that was saved and loaded goes on as if nothing had been, bit for bit.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Zone {
    layout: Layout,
    world: PhysicsWorld,
    /// How many steps have ended since the start of the run; while all sleep, they end without being made.
    steps: u64,
    /// One for each fixture.
    surfaces: Vec<Surface>,
    /// One for each fixture.
    devices: Vec<Device>,
    /// The bodies, by the position of their handles.
    residents: Vec<Option<Resident>>,
    /// Where they are, by item.
    places: BTreeMap<ItemId, u32>,
    parked: BTreeMap<ItemId, Incident>,
    /// Blocks that come from outside, by the numbers that they were given there.
    guests: BTreeMap<u32, Guest>,
    account: Account,
    events: Vec<Event>,
    failure: Option<Incident>,
    /// Whether something was changed from outside since the last step.
    is_stirred: bool,
    /// Slower than this, metres per second, bodies may fall asleep.
    drowsy: f32,
    /// Lower than this, metres, a body has fallen out of the zone.
    bottom: f32,
}

/// An item that is a body.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Resident {
    item: ItemId,
    body: RigidBodyHandle,
    collider: ColliderHandle,
    /// Where it was when last looked at, metres.
    seen: Vector,
    /// Where it has been since `rests`, give or take a centimetre.
    rest: Vector,
    /// The step since when it is there.
    rests: u64,
    was_asleep: bool,
    /// How fast it was when last looked at, metres per second.
    pace: f32,
    /// Whether it had gained speed then.
    gains: bool,
    /// Whether it was told that it jams.
    is_told: bool,
}

impl Zone {
    /// Sets up a zone without bodies, at the start of the run.
    ///
    /// # Errors
    /// What is wrong with the layout, all at once.
    pub fn new(layout: Layout) -> Result<Self, Vec<Mistake>> {
        let mistakes = layout.check();
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let mut world = PhysicsWorld::new();
        world.gravity = Vector::new(0.0, 0.0, -layout.gravity);
        let dt = layout.step.as_secs_f64() as f32;
        world.integration_parameters.dt = dt;
        world.integration_parameters.min_ccd_dt = dt / 100.0;
        let surfaces: Vec<Surface> = layout.fixtures.iter().map(Surface::of).collect();
        let devices = device::install(&layout, &surfaces, &mut world);
        let bottom = device::bottom(&layout);
        let mut zone = Self {
            layout,
            world,
            steps: 0,
            surfaces,
            devices,
            residents: Vec::new(),
            places: BTreeMap::new(),
            parked: BTreeMap::new(),
            guests: BTreeMap::new(),
            account: Account::default(),
            events: Vec::new(),
            failure: None,
            is_stirred: false,
            drowsy: 0.0,
            bottom,
        };
        zone.drowsy = zone.slowest();
        Ok(zone)
    }

    /// Returns the description that it was made of.
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Returns the end of the last step.
    pub const fn now(&self) -> SimTime {
        SimTime::from_nanos(self.steps * self.layout.step.as_nanos())
    }

    /// Whether anything moves, or may: if not, steps change nothing.
    pub fn is_awake(&self) -> bool {
        self.failure.is_none()
            && (self.is_stirred
                || self
                    .world
                    .islands
                    .active_bodies()
                    .any(|body| self.world.bodies[body].is_dynamic())
                || self.surfaces.iter().any(Surface::is_changing)
                || self.devices.iter().any(Device::is_under_way))
    }

    /// Returns the end of the next step; `None`: all sleep, and no step is needed until something is changed from outside.
    pub fn next_step(&self) -> Option<SimTime> {
        self.is_awake().then(|| self.now() + self.layout.step)
    }

    /// Makes one step. What happened is in [`Zone::take_events`].
    pub fn step(&mut self) {
        let dt = self.world.integration_parameters.dt;
        self.is_stirred = false;
        self.change_speeds(dt);
        self.move_movers(dt);
        self.world.step_with_events(&Surfaces(&self.surfaces), &());
        self.steps += 1;
        self.quarantine();
        self.keep_awake();
        self.sense();
        if self.steps.is_multiple_of(watch::EVERY) || !self.is_awake() {
            self.watch();
        }
    }

    /// Makes every step that ends until then and is needed; stops early at a [`failure`](Zone::failure).
    pub fn advance_until(&mut self, until: SimTime) {
        let last = until.as_nanos() / self.layout.step.as_nanos();
        while self.steps < last && self.failure.is_none() {
            if self.is_awake() {
                self.step();
            } else {
                self.steps = last;
            }
        }
    }

    /// Returns what happened since it was asked last, in the order of steps; within a step, in that of fixtures and items.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Returns the trouble that stopped it, where a policy says so.
    pub const fn failure(&self) -> Option<&Incident> {
        self.failure.as_ref()
    }

    /// Returns the fixture of that name.
    pub fn fixture(&self, name: &str) -> Option<FixtureId> {
        let index = self.layout.fixtures.iter().position(|fixture| fixture.name == name)?;
        u32::try_from(index).ok().map(FixtureId)
    }

    /// Returns where the items are that ever entered.
    pub const fn account(&self) -> Account {
        self.account
    }

    /// Returns the items that are bodies, in their order.
    pub fn items(&self) -> impl Iterator<Item = ItemId> + '_ {
        self.places.keys().copied()
    }

    /// Returns where an item is; `None`: it is no body here.
    pub fn pose(&self, item: ItemId) -> Option<Pose> {
        Some(Pose::of(self.world.bodies.get(self.resident(item)?.body)?.position()))
    }

    /// Returns how fast an item is; `None`: it is no body here.
    pub fn velocity(&self, item: ItemId) -> Option<Velocity> {
        let body = self.world.bodies.get(self.resident(item)?.body)?;
        let (linear, angular) = (body.linvel().to_array(), body.angvel().to_array());
        Some(Velocity { linear, angular })
    }

    fn resident(&self, item: ItemId) -> Option<&Resident> {
        let place = *self.places.get(&item)?;
        self.residents[place as usize].as_ref()
    }

    /// The item whose body has this collider.
    fn item_of(&self, collider: ColliderHandle) -> Option<ItemId> {
        let parent = self.world.colliders.get(collider)?.parent()?;
        let place = parent.into_raw_parts().0 as usize;
        let resident = self.residents.get(place)?.as_ref()?;
        (resident.body == parent).then_some(resident.item)
    }

    fn tell(&mut self, what: What) {
        self.events.push(Event { at: self.now(), what });
    }
}

impl std::fmt::Debug for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Zone")
            .field("now", &self.now())
            .field("account", &self.account)
            .field("is_awake", &self.is_awake())
            .finish_non_exhaustive()
    }
}
