//! The bodies of a zone, and which items they are.
//!
//! Bodies have numbers of the zone's own, in the order in which items came: so that what moves does not depend on what else is
//! in the plant.

use std::collections::{BTreeMap, BTreeSet};

use plantwright_model::plant::ZoneFacts;
use plantwright_model::vocabulary::{Outline, Physics};
use plantwright_motion as motion;
use plantwright_motion::{
    Body, FixtureId, Friction, Incident, Kind, Layout, Part, Policies, Policy, Pose, Shape,
    Velocity, What,
};
use plantwright_units::{ItemId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::spec::{Fallen, Jammed, Spec, Surface};
use crate::build::SpawnCx;
use crate::items::ItemRef;

/// How high guides and the exit are, metres: higher than anything that is moved.
const HIGH: f32 = 3.0;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Track {
    zone: motion::Zone,
    surface: FixtureId,
    end: FixtureId,
    /// How far behind the beginning of the surface the entry is, metres: the longest item stands on it when it comes.
    apron: f32,
    /// From the entry to the exit, metres.
    length: f32,
    /// Metres per second, of the surface and of who comes.
    speed: f32,
    entry_speed: f32,
    bodies: Vec<(ProductId, Body)>,
    /// A box into which every body fits, and the gap ahead of it.
    room: Body,
    /// How long that box is, metres.
    room_length: f32,
    /// The items by the numbers of their bodies; parked ones, too.
    items: BTreeMap<u64, ItemRef>,
    /// Who has reached the exit, by number; who bounces off its wall has reached it all the same.
    arrived: BTreeSet<u64>,
    next: u64,
}

/// What became of an item that got into trouble.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trouble {
    pub(super) item: ItemRef,
    pub(super) incident: Incident,
}

impl Track {
    pub(super) fn new(spec: &Spec, facts: &ZoneFacts, cx: &SpawnCx<'_>) -> Self {
        let of = |product: ProductId| {
            let physics = facts.body(cx.plant.product(product)).expect("a checked body");
            (product, body(physics))
        };
        let bodies: Vec<(ProductId, Body)> = cx.products().map(of).collect();
        let reach = |product: &(ProductId, Body)| {
            let physics = facts.body(cx.plant.product(product.0)).expect("a checked body");
            physics.shape.value.reach().map(|half| 2.0 * half as f32)
        };
        // Where nothing comes, any box is the largest.
        let size = bodies.iter().map(reach).fold([0.01_f32; 3], |most, size| {
            std::array::from_fn(|axis| most[axis].max(size[axis]))
        });
        let room_length = size[0] + spec.gap.map_or(0.0, |gap| gap.value.base_f64() as f32);
        let zone = motion::Zone::new(layout(spec, facts, size[0])).expect("a checked zone");
        let fixture = |name| zone.fixture(name).expect("what was just put there");
        Self {
            surface: fixture("surface"),
            end: fixture("end"),
            apron: size[0],
            length: facts.length as f32,
            speed: spec.surface.value.speed() as f32,
            entry_speed: spec.entry_speed.map_or(0.0, |speed| speed.value.base_f64() as f32),
            bodies,
            room: Body::cuboid([room_length, size[1], size[2]], 1.0),
            room_length,
            items: BTreeMap::new(),
            arrived: BTreeSet::new(),
            next: 0,
            zone,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn items(&self) -> impl Iterator<Item = ItemRef> + '_ {
        self.items.values().copied()
    }

    /// When the next step ends; none: nothing moves.
    pub(super) fn next_step(&self) -> Option<SimTime> {
        self.zone.next_step()
    }

    pub(super) fn is_awake(&self) -> bool {
        self.zone.is_awake()
    }

    /// Tells the clock to bodies that sleep. Those that are awake make their steps when these are due.
    fn catch_up(&mut self, now: SimTime) {
        if !self.zone.is_awake() {
            self.zone.advance_until(now);
        }
    }

    /// How long an item takes over a belt at its speed; none: it is no belt.
    pub(super) fn transit(&self) -> Option<SimSpan> {
        SimSpan::from_nanos_f64(f64::from(self.length) / f64::from(self.speed) * 1e9)
    }

    /// Has the surface move at a share of its speed.
    pub(super) fn run(&mut self, now: SimTime, share: f64) {
        self.catch_up(now);
        if self.speed != 0.0 {
            self.zone.set_speed(self.surface, self.speed * share as f32);
        }
    }

    /// Makes the steps that are due. Returns who has reached the exit, and who is in trouble; who was taken out is no longer
    /// here.
    pub(super) fn advance(&mut self, now: SimTime) -> (Vec<ItemRef>, Vec<Trouble>) {
        self.zone.advance_until(now);
        let (mut arrived, mut troubles) = (Vec::new(), Vec::new());
        for event in self.zone.take_events() {
            match event.what {
                What::Covered { by, item }
                    if by == self.end && self.arrived.insert(item.to_bits()) =>
                {
                    arrived.extend(self.items.get(&item.to_bits()));
                }
                What::Trouble(incident) => {
                    let number = incident.item.to_bits();
                    let Some(item) = self.items.get(&number).copied() else { continue };
                    if incident.done == Policy::Remove {
                        self.items.remove(&number);
                        self.arrived.remove(&number);
                    }
                    troubles.push(Trouble { item, incident });
                }
                _ => {}
            }
        }
        (arrived, troubles)
    }

    /// The item that is at the exit, of several the one that came first.
    pub(super) fn waiting(&self) -> Option<(u64, ItemRef)> {
        let number = self.zone.covered(self.end).first()?.to_bits();
        Some((number, self.items[&number]))
    }

    /// The number of an item that has reached the exit.
    pub(super) fn arrived(&self, item: ItemRef) -> Option<u64> {
        self.arrived.iter().copied().find(|number| self.items.get(number) == Some(&item))
    }

    /// Whether there is room at the entry for whatever comes.
    pub(super) fn is_clear(&self) -> bool {
        let high = self.room.height_of_middle();
        let place = self.zone.on(self.surface, self.room_length / 2.0, 0.0, high);
        self.zone.is_free(&self.room, place)
    }

    /// An item comes. The entry has to be clear.
    pub(super) fn put(&mut self, now: SimTime, item: ItemRef, product: ProductId) {
        self.catch_up(now);
        let known = self.bodies.binary_search_by_key(&product, |(known, _)| *known);
        let body = &self.bodies[known.expect("a product that may come")].1;
        let pose = self.entry(body, length(&body.shape));
        let ahead = Pose { at: [0.0; 3], ..pose }.point(self.entry_speed, 0.0, 0.0);
        let velocity = Velocity { linear: ahead, angular: [0.0; 3] };
        let number = self.next;
        let entered = self.zone.enter(ItemId::from_bits(number), body, pose, velocity);
        entered.expect("room for the largest of all");
        self.items.insert(number, item);
        self.next += 1;
    }

    /// Where a body of a length stands when it comes: with its front at the entry.
    fn entry(&self, body: &Body, length: f32) -> Pose {
        self.zone.on(self.surface, self.apron - length / 2.0, 0.0, body.height_of_middle())
    }

    /// The item with this number goes.
    pub(super) fn take(&mut self, now: SimTime, number: u64) {
        self.catch_up(now);
        self.zone.leave(ItemId::from_bits(number));
        self.items.remove(&number);
        self.arrived.remove(&number);
    }

    /// All items are cleared away.
    pub(super) fn clear(&mut self, now: SimTime) -> Vec<ItemRef> {
        self.catch_up(now);
        self.arrived.clear();
        let items = std::mem::take(&mut self.items);
        for number in items.keys().map(|number| ItemId::from_bits(*number)) {
            if self.zone.leave(number).is_none() {
                self.zone.take_parked(number);
            }
        }
        items.into_values().collect()
    }
}

fn layout(spec: &Spec, facts: &ZoneFacts, apron: f32) -> Layout {
    let (length, width) = (facts.length as f32, facts.width as f32);
    // The sine is within what the check lets pass.
    let slope = spec.slope();
    let angle = (slope / (1.0 - slope * slope).sqrt()) as f32;
    let pose = Pose::at(0.0, 0.0, 0.0).risen(angle);
    let at = |x: f32, y: f32| Pose { at: pose.point(x, y, 0.0), ..pose };
    let friction = spec.friction.map(|friction| Friction::of(friction.value as f32));
    let kind = match &spec.surface.value {
        Surface::Belt { speed, ramp } => {
            let (speed, ramp) = (speed.base_f64(), ramp.map_or(0.0, |ramp| ramp.base_f64()));
            Kind::Belt {
                length: length + apron,
                width,
                speed: speed as f32,
                acceleration: (ramp > 0.0).then(|| (speed / ramp) as f32),
                friction,
            }
        }
        Surface::Rollers { resistance } => {
            Kind::Rollers { length: length + apron, width, resistance: *resistance as f32 }
        }
        Surface::Slide => Kind::Slide { length: length + apron, width, friction },
    };
    let fallen = match spec.fallen {
        Fallen::Scrap => Policy::Remove,
        Fallen::Park => Policy::Park,
        Fallen::Stop => Policy::Fail,
    };
    let jammed = match spec.jammed {
        Jammed::Wait => Policy::Report,
        Jammed::Scrap => Policy::Remove,
        Jammed::Stop => Policy::Fail,
    };
    let defaults = Layout::default();
    let step = spec.step_seconds().and_then(|seconds| SimSpan::from_nanos_f64(seconds * 1e9));
    let policies =
        Policies { fallen, jammed, not_finite: fallen, tunnelled: fallen, ..Policies::default() };
    let mut layout = Layout { step: step.unwrap_or(defaults.step), policies, ..defaults }
        .with("surface", at(-apron, 0.0), kind)
        .with("end", at(length, 0.0), Kind::Exit { width, height: HIGH, is_open: false });
    if spec.guides {
        // A guide has a thickness; its face is at the edge of the surface.
        let aside = width / 2.0 + motion::GUIDE / 2.0;
        for (name, left) in [("left guide", aside), ("right guide", -aside)] {
            let (length, friction) = (length + apron, Some(Friction::of(0.0)));
            layout =
                layout.with(name, at(-apron, left), Kind::Guide { length, height: HIGH, friction });
        }
    }
    layout
}

fn body(physics: &Physics) -> Body {
    let sliding = physics.sliding();
    let resting = physics.friction_at_rest.map_or(sliding, |friction| friction.value);
    Body {
        shape: shape(&physics.shape.value),
        mass: physics.mass.value.base_f64() as f32,
        friction: Friction { resting: resting as f32, sliding: sliding as f32 },
        restitution: physics.restitution.map_or(0.0, |restitution| restitution.value) as f32,
        is_upright: physics.upright,
    }
}

fn shape(outline: &Outline) -> Shape {
    let metres = |length: &plantwright_units::Length| length.base_f64() as f32;
    match outline {
        Outline::Box { length, width, height } => {
            Shape::Cuboid { length: metres(length), width: metres(width), height: metres(height) }
        }
        Outline::Cylinder { diameter, height } => {
            Shape::Cylinder { diameter: metres(diameter), height: metres(height) }
        }
        Outline::Sphere { diameter } => Shape::Sphere { diameter: metres(diameter) },
        Outline::Compound(parts) => Shape::Compound(
            parts
                .iter()
                .map(|part| Part { shape: shape(&part.shape), at: part.at().map(|at| at as f32) })
                .collect(),
        ),
    }
}

/// Twice how far a shape reaches ahead of its middle.
fn length(shape: &Shape) -> f32 {
    match shape {
        Shape::Cuboid { length, .. } => *length,
        Shape::Cylinder { diameter, .. } | Shape::Sphere { diameter } => *diameter,
        Shape::Compound(parts) => parts
            .iter()
            .fold(0.0, |most, part| f32::max(most, 2.0 * part.at[0].abs() + length(&part.shape))),
    }
}
