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

use super::floor;
use super::guests::Guests;
use super::side::{Along, Gate, Side};
use super::spec::{Fallen, Jammed, Spec, Surface};
use crate::build::SpawnCx;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::vehicle::Ride;

/// How high guides and the exit are, metres: higher than anything that is moved.
pub(super) const HIGH: f32 = 3.0;

/// How thick the beam of a photo-eye is, metres.
const BEAM: f32 = 0.01;

fn eye_name(name: &str) -> String {
    format!("eye {name}")
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Track {
    zone: motion::Zone,
    surface: FixtureId,
    end: FixtureId,
    /// Those of its photo-eyes.
    eyes: Vec<FixtureId>,
    pub(super) gates: Vec<Gate>,
    pub(super) sides: Vec<Side>,
    /// Who is to be pushed off and was not yet, by number, and by which pusher; and who has been, or should have been.
    goals: BTreeMap<u64, usize>,
    aimed: BTreeSet<u64>,
    /// Along the surface, a metre.
    along: [f32; 3],
    /// How far behind the beginning of the surface the entry is, metres: the longest item stands on it when it comes.
    apron: f32,
    /// From the entry to the exit, and across, metres.
    length: f32,
    width: f32,
    /// Metres per second, of the surface and of who comes.
    speed: f32,
    entry_speed: f32,
    bodies: Vec<(ProductId, Body)>,
    /// A box into which every body fits, and the gap ahead of it.
    room: Body,
    room_size: [f32; 3],
    /// The items by the numbers of their bodies; parked ones, too.
    items: BTreeMap<u64, ItemRef>,
    /// Who has reached the exit, by number; who bounces off its wall has reached it all the same.
    arrived: BTreeSet<u64>,
    next: u64,
    /// The floor around it, if vehicles drive there.
    floor: Option<FixtureId>,
    /// What lies on that, by number, and until when.
    lying: BTreeMap<u64, SimTime>,
    pub(super) guests: Guests,
}

/// What happened in steps.
#[derive(Debug, Default)]
pub(super) struct News {
    /// Who has reached the exit, or a way out at the side.
    pub(super) arrived: Vec<ItemRef>,
    pub(super) troubles: Vec<Trouble>,
    /// Who is at the exit, and should have been pushed off before.
    pub(super) missed: Vec<ItemRef>,
}

/// What became of an item that got into trouble.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trouble {
    pub(super) item: ItemRef,
    pub(super) incident: Incident,
    /// Whether it has come to rest on the floor.
    pub(super) lies: bool,
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
        let beside = Along::new(spec, facts, size);
        let zone =
            motion::Zone::new(layout(spec, facts, &beside, size[0])).expect("a checked zone");
        let origin = zone.fixture("surface").expect("what was just put there");
        let [from, to] = [0.0, 1.0].map(|along| zone.on(origin, along, 0.0, 0.0).at);
        let fixture = |name: &str| zone.fixture(name).expect("what was just put there");
        Self {
            surface: fixture("surface"),
            end: fixture("end"),
            eyes: facts.eyes.iter().map(|eye| fixture(&eye_name(&eye.name))).collect(),
            gates: beside.gates(&zone),
            sides: beside.sides(&zone, cx),
            goals: BTreeMap::new(),
            aimed: BTreeSet::new(),
            along: std::array::from_fn(|axis| to[axis] - from[axis]),
            apron: size[0],
            length: facts.length as f32,
            width: facts.width as f32,
            speed: spec.surface.value.speed() as f32,
            entry_speed: spec.entry_speed.map_or(0.0, |speed| speed.value.base_f64() as f32),
            bodies,
            room: Body::cuboid([room_length, size[1], size[2]], 1.0),
            room_size: [room_length, size[1], size[2]],
            items: BTreeMap::new(),
            arrived: BTreeSet::new(),
            next: 0,
            floor: zone.fixture("floor"),
            lying: BTreeMap::new(),
            guests: Guests::new(facts.floor.as_ref()),
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
    /// `is_wanted`: whether an item is to come in that found no room.
    pub(super) fn next_step(&self, now: SimTime, is_wanted: bool) -> Option<SimTime> {
        let matters = is_wanted || !self.items.is_empty();
        let moves = || matters && self.guests.are_moving(&self.zone);
        self.zone.next_step().or_else(|| moves().then(|| step_after(now, self.zone.layout().step)))
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

    /// Makes the steps that are due. Who was taken out is no longer here.
    pub(super) fn advance(&mut self, now: SimTime) -> News {
        if !self.items.is_empty() {
            self.guests.lead(&mut self.zone, now);
        }
        self.zone.advance_until(now);
        let News { mut arrived, mut troubles, .. } = News::default();
        self.push();
        let mut missed = Vec::new();
        for event in self.zone.take_events() {
            match event.what {
                What::Arrived { mover } => self.draw_back(mover),
                What::Covered { by, item }
                    if self.is_way_out(by) && self.arrived.insert(item.to_bits()) =>
                {
                    arrived.extend(self.items.get(&item.to_bits()));
                    if by == self.end && self.aimed.contains(&item.to_bits()) {
                        missed.extend(self.items.get(&item.to_bits()));
                    }
                }
                What::Trouble(incident) => {
                    let number = incident.item.to_bits();
                    let Some(item) = self.items.get(&number).copied() else { continue };
                    let lies = self.lies(&incident);
                    if lies && incident.done == Policy::Report {
                        self.lying.insert(number, self.guests.cleared(now));
                    }
                    if incident.done == Policy::Remove {
                        self.forget(number);
                    }
                    troubles.push(Trouble { item, incident, lies });
                }
                _ => {}
            }
        }
        News { arrived, troubles, missed }
    }

    fn is_way_out(&self, fixture: FixtureId) -> bool {
        fixture == self.end || self.sides.iter().any(|side| side.exit == fixture)
    }

    /// Sends pushers out to who is before them. Who goes by while its pusher is out goes on to the exit.
    fn push(&mut self) {
        let along = self.along;
        let come = self.goals.iter().filter_map(|(number, side)| {
            let pose = self.zone.pose(ItemId::from_bits(*number))?;
            let at: f32 = (0..3).map(|axis| pose.at[axis] * along[axis]).sum();
            (at >= self.sides[*side].at).then_some((*number, *side, at))
        });
        let come: Vec<(u64, usize, f32)> = come.collect();
        for (number, side, at) in come {
            let side = &mut self.sides[side];
            if !side.is_out {
                side.is_out = true;
                self.zone.send(side.pusher, [0.0, side.stroke, 0.0], side.speed);
                self.goals.remove(&number);
            } else if at > side.at + side.reach {
                self.goals.remove(&number);
            }
        }
    }

    /// A pusher is where it was sent: it comes back, or is back.
    fn draw_back(&mut self, pusher: FixtureId) {
        let is_back = self.zone.offset(pusher) == Some([0.0; 3]);
        let side = self.sides.iter_mut().find(|side| side.pusher == pusher);
        if let Some(side) = side {
            side.is_out = !is_back;
            if !is_back {
                self.zone.send(pusher, [0.0; 3], side.speed);
            }
        }
    }

    /// An item is to be pushed off.
    pub(super) fn aim(&mut self, number: u64, side: usize) {
        self.goals.insert(number, side);
        self.aimed.insert(number);
    }

    /// How many are to be pushed off over a link.
    pub(super) fn aimed_at(&self, link: LinkId) -> u32 {
        let goals = self.goals.values().filter(|side| self.sides[**side].link == link);
        goals.count() as u32
    }

    /// The item with a number.
    pub(super) fn item(&self, number: u64) -> Option<ItemRef> {
        self.items.get(&number).copied()
    }

    /// Opens and closes stops as they have to be; one comes only where nothing is.
    pub(super) fn set_gates(&mut self, now: SimTime, acts: impl Fn(usize) -> bool) {
        for gate in &self.gates {
            let (opens, is_open) = (gate.opens(now, &acts), self.zone.is_open(gate.stop));
            if opens != is_open && (opens || self.zone.is_clear_of_bodies(gate.stop)) {
                if !self.zone.is_awake() {
                    self.zone.advance_until(now);
                }
                self.zone.set_open(gate.stop, opens);
            }
        }
    }

    /// The item that is at the exit, of several the one that came first.
    pub(super) fn waiting(&self) -> Option<(u64, ItemRef)> {
        self.waiting_at(self.end)
    }

    /// The item that is at a way out.
    pub(super) fn waiting_at(&self, exit: FixtureId) -> Option<(u64, ItemRef)> {
        let number = self.zone.covered(exit).first()?.to_bits();
        Some((number, self.items[&number]))
    }

    /// The item that is before a photo-eye, of several the one that came last.
    pub(super) fn before_eye(&self, number: usize) -> Option<ItemRef> {
        let item = self.zone.covered(self.eyes[number]).last()?;
        self.items.get(&item.to_bits()).copied()
    }

    /// The number of an item that has reached the exit.
    pub(super) fn arrived(&self, item: ItemRef) -> Option<u64> {
        self.arrived.iter().copied().find(|number| self.items.get(number) == Some(&item))
    }

    /// Whether there is room at the entry for whatever comes.
    pub(super) fn is_clear(&self, now: SimTime) -> bool {
        let [length, width, height] = self.room_size;
        let place = self.zone.on(self.surface, length / 2.0, 0.0, height / 2.0);
        if !self.guests.leave_clear(now, [length, width, height], place) {
            return false;
        }
        // In an empty zone, blocks of vehicles may stand where those were once.
        self.items.is_empty() || self.zone.is_free(&self.room, place)
    }

    /// An item comes. The entry has to be clear. Returns its number.
    pub(super) fn put(&mut self, now: SimTime, item: ItemRef, product: ProductId) -> u64 {
        self.catch_up(now);
        if self.items.is_empty() {
            self.guests.withdraw(&mut self.zone);
        }
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
        number
    }

    /// Where a body of a length stands when it comes: with its front at the entry.
    fn entry(&self, body: &Body, length: f32) -> Pose {
        self.zone.on(self.surface, self.apron - length / 2.0, 0.0, body.height_of_middle())
    }

    /// The item with this number goes.
    pub(super) fn take(&mut self, now: SimTime, number: u64) {
        self.catch_up(now);
        self.zone.leave(ItemId::from_bits(number));
        self.forget(number);
    }

    fn forget(&mut self, number: u64) {
        self.items.remove(&number);
        self.arrived.remove(&number);
        self.goals.remove(&number);
        self.aimed.remove(&number);
        self.lying.remove(&number);
    }

    /// Whether a body in trouble is one that has come to rest on the floor, or leans on something there.
    fn lies(&self, incident: &Incident) -> bool {
        let half = self.width / 2.0;
        let [along, left] = self.zone.along(self.surface, incident.place);
        let is_beside = left.abs() > half || along < 0.0 || along > self.apron + self.length;
        let is_at_rest = incident.trouble == motion::Trouble::Jammed;
        is_at_rest && self.floor.is_some() && (incident.fixture == self.floor || is_beside)
    }

    /// How many items are on the surface, or on their way down from it.
    pub(super) fn on_surface(&self) -> usize {
        self.items.len() - self.lying.len()
    }

    /// When something on the floor is taken away next.
    pub(super) fn next_clearing(&self) -> Option<SimTime> {
        self.lying.values().min().copied().filter(|at| *at < SimTime::MAX)
    }

    /// Takes away what has lain on the floor for long enough.
    pub(super) fn clear_floor(&mut self, now: SimTime) -> Vec<ItemRef> {
        let due = self.lying.iter().filter(|(_, at)| **at <= now);
        let due: Vec<u64> = due.map(|(number, _)| *number).collect();
        let items = due.iter().map(|number| self.items[number]).collect();
        for number in due {
            self.take(now, number);
        }
        items
    }

    /// A vehicle moves in another way from now on, or comes, or goes.
    pub(super) fn visit(&mut self, now: SimTime, vehicle: u32, ride: Option<Ride>) {
        self.catch_up(now);
        self.guests.visit(&mut self.zone, vehicle, ride);
    }

    /// Whose safety field something has come into, or is clear again.
    pub(super) fn met(&mut self, now: SimTime) -> Vec<(u32, Option<ItemRef>)> {
        let met = self.guests.met(&self.zone, now);
        let item = |number: u64| self.items.get(&number).copied();
        met.into_iter().map(|(vehicle, number)| (vehicle, number.and_then(item))).collect()
    }

    /// All items are cleared away.
    pub(super) fn clear(&mut self, now: SimTime) -> Vec<ItemRef> {
        self.catch_up(now);
        self.arrived.clear();
        self.goals.clear();
        self.aimed.clear();
        self.lying.clear();
        let items = std::mem::take(&mut self.items);
        for number in items.keys().map(|number| ItemId::from_bits(*number)) {
            if self.zone.leave(number).is_none() {
                self.zone.take_parked(number);
            }
        }
        items.into_values().collect()
    }
}

/// The end of the first step that ends after an instant.
fn step_after(now: SimTime, step: SimSpan) -> SimTime {
    SimTime::from_nanos((now.as_nanos() / step.as_nanos() + 1) * step.as_nanos())
}

fn layout(spec: &Spec, facts: &ZoneFacts, beside: &Along<'_>, apron: f32) -> Layout {
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
    for eye in &facts.eyes {
        // It looks across the surface, an item's front reaches it where it begins.
        let place = at(eye.at.value.base_f64() as f32 + BEAM / 2.0, 0.0);
        let beam = Kind::Sensor { length: BEAM, width, height: HIGH };
        layout = layout.with(&eye_name(&eye.name), place, beam);
    }
    if let Some(floor) = &facts.floor {
        layout = floor::put(layout, floor);
    }
    let (mut layout, openings) = beside.put(layout, pose);
    if spec.guides {
        // A guide has a thickness; its face is at the edge of the surface.
        let aside = width / 2.0 + motion::GUIDE / 2.0;
        for ((name, left), openings) in
            [("left", aside), ("right", -aside)].into_iter().zip(openings)
        {
            let mut from = -apron;
            let ends = openings.iter().map(|(begins, _)| *begins).chain([length]);
            let begins = openings.iter().map(|(_, ends)| *ends).chain([length]);
            for (number, (to, next)) in ends.zip(begins).enumerate() {
                if to - from > 0.01 {
                    let (length, friction) = (to - from, Some(Friction::of(0.0)));
                    let guide = Kind::Guide { length, height: HIGH, friction };
                    let name = if number == 0 {
                        format!("{name} guide")
                    } else {
                        format!("{name} guide {number}")
                    };
                    layout = layout.with(&name, at(from, left), guide);
                }
                from = next.max(from);
            }
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
