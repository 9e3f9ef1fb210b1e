//! The bodies of a zone, and which items they are.
//!
//! Bodies have numbers of the zone's own, in the order in which items came: so that what moves does not depend on what else is
//! in the plant.

use std::collections::BTreeMap;

use plantwright_model::plant::ZoneFacts;
use plantwright_model::vocabulary::{Outline, Physics};
use plantwright_motion as motion;
use plantwright_motion::{
    Body, FixtureId, Friction, Incident, Kind, Layout, Part, Policies, Policy, Pose, Shape,
    Velocity, What,
};
use plantwright_units::{EquipmentId, GRAVITY, ItemId, ProductId, SimSpan, SimTime};
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

fn twin_name(name: &str) -> String {
    format!("eye {name}, round")
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Track {
    zone: motion::Zone,
    surface: FixtureId,
    /// The exit; of a loop, where it begins again.
    end: FixtureId,
    closed: bool,
    /// Where others than those at the entry put items down, metres behind the entry.
    entries: Vec<(EquipmentId, f32)>,
    /// Those of its photo-eyes; of a loop, the second of one near the end looks at what has begun again with its front.
    eyes: Vec<(FixtureId, Option<FixtureId>)>,
    pub(super) gates: Vec<Gate>,
    pub(super) sides: Vec<Side>,
    /// Who is to be pushed off and was not yet, by number, and by which pusher; and who has been, or should have been.
    goals: BTreeMap<u64, usize>,
    aimed: BTreeMap<u64, usize>,
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
    /// One of each shape among them.
    outlines: Vec<Body>,
    /// A box into which every body fits, and the gap ahead of it.
    room: Body,
    room_size: [f32; 3],
    /// The same where something may come from behind: with the room behind it.
    room_between: [f32; 3],
    /// The items by the numbers of their bodies; parked ones, too.
    items: BTreeMap<u64, ItemRef>,
    /// Who has reached a way out, by number, and which; who bounces off its wall has reached it all the same.
    arrived: BTreeMap<u64, FixtureId>,
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
    /// Who is at the exit, and should have been pushed off before, or at a way out that is not its own.
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
        let gap = spec.gap.map_or(0.0, |gap| gap.value.base_f64() as f32);
        let room_length = size[0] + gap;
        // What is put down slower than the surface is run up on by what comes from behind, until friction has brought it to the
        // same speed: v² / (2 μ g).
        let (speed, entry_speed) = (spec.surface.value.speed(), facts.entry_speed);
        let grip = bodies.iter().map(|(_, body)| f64::from(body.friction.sliding));
        let grip = spec.friction.map_or_else(|| grip.fold(f64::MAX, f64::min), |it| it.value);
        let beside = Along::new(spec, facts, size, grip);
        let slip = (speed - entry_speed).max(0.0);
        let run_up = slip * slip / (2.0 * grip.max(0.01) * GRAVITY);
        let zone =
            motion::Zone::new(layout(spec, facts, &beside, size[0])).expect("a checked zone");
        let origin = zone.fixture("surface").expect("what was just put there");
        let [from, to] = [0.0, 1.0].map(|along| zone.on(origin, along, 0.0, 0.0).at);
        let fixture = |name: &str| zone.fixture(name).expect("what was just put there");
        let eye = |name: &str| (fixture(&eye_name(name)), zone.fixture(&twin_name(name)));
        let entries = &facts.along.entries;
        Self {
            surface: fixture("surface"),
            end: fixture("end"),
            closed: spec.closed,
            entries: entries.iter().map(|(id, at)| (*id, at.value.base_f64() as f32)).collect(),
            eyes: facts.eyes.iter().map(|it| eye(&it.name)).collect(),
            gates: beside.gates(&zone),
            sides: beside.sides(&zone, cx),
            goals: BTreeMap::new(),
            aimed: BTreeMap::new(),
            along: std::array::from_fn(|axis| to[axis] - from[axis]),
            apron: size[0],
            length: facts.length as f32,
            width: facts.width as f32,
            speed: spec.surface.value.speed() as f32,
            entry_speed: facts.entry_speed as f32,
            outlines: one_of_each_shape(&bodies),
            bodies,
            room: Body::cuboid([room_length, size[1], size[2]], 1.0),
            room_size: [room_length, size[1], size[2]],
            room_between: [room_length + gap + run_up as f32, size[1], size[2]],
            items: BTreeMap::new(),
            arrived: BTreeMap::new(),
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
        let News { mut arrived, mut troubles, mut missed } = News::default();
        self.push();
        self.set_straight();
        if self.closed {
            missed = self.go_round();
        }
        for event in self.zone.take_events() {
            match event.what {
                What::Arrived { mover } => self.draw_back(mover),
                What::Covered { by, item }
                    if self.is_way_out(by) && !self.arrived.contains_key(&item.to_bits()) =>
                {
                    self.arrived.insert(item.to_bits(), by);
                    arrived.extend(self.items.get(&item.to_bits()));
                    // Who is to go on has no way out of its own but the end.
                    let own = self.aimed.get(&item.to_bits());
                    if by != own.map_or(self.end, |side| self.sides[*side].exit) {
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
        fixture == self.end && !self.closed || self.sides.iter().any(|side| side.exit == fixture)
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
            if self.closed && (side.pushed.is_some() || at > side.at + side.reach) {
                // Nobody is pushed onto what is not taken; it comes by again.
                continue;
            }
            if !side.is_out {
                side.pushed = Some(number);
                match side.pusher {
                    Some(pusher) => {
                        side.is_out = true;
                        self.zone.send(pusher, [0.0, side.stroke, 0.0], side.speed);
                    }
                    None => self.zone.carry_across(ItemId::from_bits(number), side.across),
                }
                self.goals.remove(&number);
            } else if at > side.at + side.reach {
                self.goals.remove(&number);
            }
        }
    }

    /// What a belt across has not taken off by the end of the opening stays on.
    fn set_straight(&mut self) {
        for side in self.sides.iter().filter(|side| side.pusher.is_none()) {
            let item = side.pushed.map(ItemId::from_bits);
            let at = item
                .and_then(|item| self.zone.pose(item))
                .map(|pose| (0..3).map(|axis| pose.at[axis] * self.along[axis]).sum::<f32>());
            if let (Some(item), Some(_)) = (item, at.filter(|at| *at > side.until)) {
                self.zone.carry_across(item, 0.0);
            }
        }
    }

    /// On a loop, what is at the end with its front is at the beginning; it stays where it is while there is no room. Returns who
    /// was pushed, and goes round all the same.
    fn go_round(&mut self) -> Vec<ItemRef> {
        let mut missed = Vec::new();
        for item in self.zone.covered(self.end).to_vec() {
            let back = self.along.map(|along| -self.length * along);
            if !self.zone.shift(item, back) {
                continue;
            }
            let number = item.to_bits();
            let Some(side) = self.aimed.get(&number).copied() else { continue };
            if self.goals.insert(number, side).is_none() {
                missed.extend(self.items.get(&number));
                let side = &mut self.sides[side];
                side.pushed = side.pushed.filter(|pushed| *pushed != number);
                self.zone.carry_across(item, 0.0);
            }
        }
        missed
    }

    /// A pusher is where it was sent: it comes back, or is back.
    fn draw_back(&mut self, pusher: FixtureId) {
        let is_back = self.zone.offset(pusher) == Some([0.0; 3]);
        let side = self.sides.iter_mut().find(|side| side.pusher == Some(pusher));
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
        self.aimed.insert(number, side);
    }

    /// Whether it is by this way out that an item is to go.
    pub(super) fn is_aimed(&self, number: u64, side: usize) -> bool {
        self.aimed.get(&number) == Some(&side)
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

    /// The item that is at the exit, of several the one that came first; where none is, one that was: a ball that turns as fast as the
    /// belt is not pressed against the exit any more, and stays where it bounced off to.
    pub(super) fn waiting(&self) -> Option<(u64, ItemRef)> {
        if self.closed {
            return None;
        }
        match self.zone.covered(self.end).first() {
            Some(item) => Some((item.to_bits(), self.items[&item.to_bits()])),
            None => self.waiting_at(self.end),
        }
    }

    /// The item that is at a way out at the side. On its plate nothing presses it against the wall there: it may have bounced off.
    pub(super) fn waiting_at(&self, exit: FixtureId) -> Option<(u64, ItemRef)> {
        let (number, _) = self.arrived.iter().find(|(_, at)| **at == exit)?;
        Some((*number, self.items[number]))
    }

    /// The item that is before a photo-eye, of several the one that came last.
    pub(super) fn before_eye(&self, number: usize) -> Option<ItemRef> {
        let (eye, twin) = self.eyes[number];
        let of_twin = || self.zone.covered(twin?).last();
        let item = self.zone.covered(eye).last().or_else(of_twin)?;
        self.items.get(&item.to_bits()).copied()
    }

    /// The number of an item that has reached the exit.
    pub(super) fn arrived(&self, item: ItemRef) -> Option<u64> {
        self.arrived.keys().copied().find(|number| self.items.get(number) == Some(&item))
    }

    /// Whether items come along it, and not at the entry alone.
    pub(super) fn has_entries(&self) -> bool {
        !self.entries.is_empty()
    }

    /// How far behind the entry somebody puts items down, metres.
    fn entry_of(&self, giver: EquipmentId) -> f32 {
        self.entries.iter().find(|(known, _)| *known == giver).map_or(0.0, |(_, at)| *at)
    }

    /// Whether there is room for whatever comes from somebody.
    pub(super) fn is_clear_for(&self, now: SimTime, giver: EquipmentId) -> bool {
        let entry = self.entry_of(giver);
        if entry == 0.0 && !self.closed {
            return self.is_clear(now);
        }
        let [length, width, height] = self.room_between;
        let body = Body::cuboid([length, width, height], 1.0);
        let item = Body::cuboid([self.apron, width, height], 1.0);
        let place = self.zone.on(self.surface, self.apron / 2.0 + entry, 0.0, height / 2.0);
        // A pusher may be out there.
        if !self.zone.is_free(&item, place) {
            return false;
        }
        // From as far behind its end to as far ahead of its front as it has to be.
        let ahead = self.room_size[0] - self.apron;
        let middle = self.apron + entry + ahead - length / 2.0;
        // On a loop, what is at the end is at the beginning, too.
        let rounds = if self.closed { [0.0, self.length, -self.length] } else { [0.0; 3] };
        let rounds = &rounds[..if self.closed { 3 } else { 1 }];
        let is_free = |round: &f32| {
            let place = self.zone.on(self.surface, middle + round, 0.0, height / 2.0);
            self.zone.is_free_of_bodies(&body, place)
        };
        rounds.iter().all(is_free) && self.is_free_for_each(entry)
    }

    /// Whether each of the bodies that may come could be put down so far behind the entry: what is there may be as little within the
    /// box around them all as it may be within a body, and more within one than within the other by the last digit.
    fn is_free_for_each(&self, entry: f32) -> bool {
        let is_empty = self.items.is_empty();
        self.outlines.iter().all(|body| {
            let place = self.place_for(body, entry);
            if is_empty {
                // Whoever comes first has blocks of vehicles withdrawn.
                self.zone.is_free_without_guests(body, place)
            } else {
                self.zone.is_free(body, place)
            }
        })
    }

    /// Where a body is put down so far behind the entry, metres.
    fn place_for(&self, body: &Body, entry: f32) -> Pose {
        let middle = self.apron + entry - length(&body.shape) / 2.0;
        self.zone.on(self.surface, middle, 0.0, body.height_of_middle())
    }

    /// Whether there is room at the entry for whatever comes.
    pub(super) fn is_clear(&self, now: SimTime) -> bool {
        let [length, width, height] = self.room_size;
        let place = self.zone.on(self.surface, length / 2.0, 0.0, height / 2.0);
        if !self.guests.leave_clear(now, [length, width, height], place) {
            return false;
        }
        // In an empty zone, blocks of vehicles may stand where those were once.
        (self.items.is_empty() || self.zone.is_free(&self.room, place))
            && self.is_free_for_each(0.0)
    }

    /// An item comes from somebody. There has to be room for it. Returns its number.
    pub(super) fn put(
        &mut self,
        now: SimTime,
        item: ItemRef,
        product: ProductId,
        giver: EquipmentId,
    ) -> u64 {
        self.catch_up(now);
        if self.items.is_empty() {
            self.guests.withdraw(&mut self.zone);
        }
        let known = self.bodies.binary_search_by_key(&product, |(known, _)| *known);
        let body = &self.bodies[known.expect("a product that may come")].1;
        let pose = self.place_for(body, self.entry_of(giver));
        let ahead = Pose { at: [0.0; 3], ..pose }.point(self.entry_speed, 0.0, 0.0);
        let velocity = Velocity { linear: ahead, angular: [0.0; 3] };
        let number = self.next;
        let entered = self.zone.enter(ItemId::from_bits(number), body, pose, velocity);
        entered.expect("room for each");
        self.items.insert(number, item);
        self.next += 1;
        number
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
        if let Some(side) = self.aimed.remove(&number) {
            let side = &mut self.sides[side];
            side.pushed = side.pushed.filter(|pushed| *pushed != number);
        }
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
        self.sides.iter_mut().for_each(|side| side.pushed = None);
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

/// One of each shape.
fn one_of_each_shape(bodies: &[(ProductId, Body)]) -> Vec<Body> {
    let mut found: Vec<Body> = Vec::new();
    for (_, body) in bodies {
        if !found.iter().any(|known| known.shape == body.shape) {
            found.push(body.clone());
        }
    }
    found
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
                length: length + if spec.closed { 2.0 * apron } else { apron },
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
    let mut layout = Layout { step: step.unwrap_or(defaults.step), policies, ..defaults }.with(
        "surface",
        at(-apron, 0.0),
        kind,
    );
    layout = if spec.closed {
        // What finds no room at the beginning waits there, and not on the floor.
        let stop = Kind::Stop { width, height: HIGH, is_open: false };
        let seam = Kind::Sensor { length: apron, width, height: HIGH };
        layout.with("end", at(length + apron / 2.0, 0.0), seam).with(
            "stop",
            at(length + apron, 0.0),
            stop,
        )
    } else {
        layout.with("end", at(length, 0.0), Kind::Exit { width, height: HIGH, is_open: false })
    };
    for eye in &facts.eyes {
        // It looks across the surface, an item's front reaches it where it begins.
        let along = eye.at.value.base_f64() as f32;
        let place = |along: f32| at(along + BEAM / 2.0, 0.0);
        let beam = Kind::Sensor { length: BEAM, width, height: HIGH };
        layout = layout.with(&eye_name(&eye.name), place(along), beam.clone());
        if spec.closed && along > length - apron {
            layout = layout.with(&twin_name(&eye.name), place(along - length), beam);
        }
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
