//! A vehicle: where it is, where it goes, and what it does there.

use std::collections::VecDeque;

use plantwright_journal::Drive;
use plantwright_model::plant::{EdgeFacts, FleetFacts, StartFacts, VehicleFacts};
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::down::Wear;
use super::motion::{Leg, Motion, Rates};

/// No edge leads there: where a vehicle began.
pub(super) const NO_EDGE: u32 = u32::MAX;

/// A point on the way of a vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) node: u32,
    /// By which it comes there.
    pub(crate) edge: u32,
    /// How far it has come in all when it is there, in metres.
    pub(crate) place: f64,
    /// When it was granted.
    pub(crate) granted: SimTime,
    /// For how long it had to be waited for.
    pub(crate) waited: SimSpan,
}

/// What a vehicle is to do somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Task {
    /// Picks up what an order is about.
    Pick(u64),
    /// Drops it.
    Drop(u64),
    /// Comes back with what it has dropped and nobody took, after it made way.
    Give(u64),
    Charge,
    Park,
    /// Is repaired where it was towed.
    Mend,
    /// Stands at the stop of its tour.
    Stop(u32),
}

/// What it does while it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Work {
    Load,
    Unload,
    Charge,
    Dwell,
    Turn,
    /// Broken: waits for a crew, for being towed, or is repaired.
    AwaitCrew,
    AwaitTow,
    Repair,
    /// Stands with an empty battery until it is charged there.
    AwaitRescue,
}

/// Those for whom a vehicle waits, and how things were with them.
pub(super) type Outlook = [Option<(u32, (u64, bool))>; 2];

#[expect(clippy::struct_excessive_bools, reason = "each of them may hold beside any other")]
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Vehicle {
    pub(crate) kind: u32,
    /// The point at which it was last, those that it has not left behind with its whole length, and those ahead. Never empty.
    pub(crate) steps: VecDeque<Step>,
    /// The number of the first of them.
    pub(crate) first: u64,
    /// The number of the first point that it has not left behind with its whole length.
    pub(crate) left: u64,
    /// The number of the point at which it is, or was last.
    pub(crate) reached: u64,
    /// The number of the last point to which it may go.
    pub(crate) granted: u64,
    /// The number of the last point that it has asked for.
    pub(crate) asked: u64,
    pub(crate) motion: Option<Motion>,
    /// How far it had come when the motion began, or stood still; in metres.
    pub(crate) base: f64,
    /// Whether the first of its points was never its own: it was put onto the way behind it.
    pub(crate) enters: bool,
    pub(crate) tasks: VecDeque<(u32, Task)>,
    pub(crate) work: Option<(Work, SimTime)>,
    /// What it carries.
    pub(crate) load: Vec<u64>,
    /// What it has unloaded, and nobody takes.
    pub(crate) gives: Option<u64>,
    /// Since when it has a task and no way to it.
    pub(crate) stuck_since: Option<SimTime>,
    /// What it does, since when, and for whom it waits.
    pub(crate) doing: Drive,
    pub(crate) since: SimTime,
    pub(crate) waits_for: Option<u32>,
    /// Since when it has waited for the next point, if it has.
    pub(crate) held_since: Option<SimTime>,
    /// What is in its battery, in joules, and when that was reckoned, with how far it had come.
    pub(crate) charge: f64,
    pub(crate) charged_at: SimTime,
    pub(crate) charged_place: f64,
    /// Since when it stands with an empty battery.
    pub(crate) stranded: Option<SimTime>,
    /// Whether it can never come to where it wants to, whatever others do.
    pub(crate) is_hopeless: bool,
    /// Whether it was found in a circle, and that was reported.
    pub(crate) reported: bool,
    /// The number of the point at which it has turned.
    pub(crate) turned: u64,
    /// For whom it waits, as it was written down.
    pub(crate) shown_cause: EquipmentId,
    /// How far it had come when it began what it does, in millimetres.
    pub(crate) since_place: u64,
    /// How things were when it last looked for a way in vain.
    pub(crate) tried: u64,
    /// In a large fleet: when it looks again though nothing has changed with the one that it waits for, when it looks again for somebody
    /// who could make way, and how things were with those for whom it waits when it looked last.
    pub(super) looks_at: SimTime,
    pub(super) searches_at: SimTime,
    pub(super) outlook: Outlook,
    /// For how long it has to have waited when it looks harder the next time.
    pub(crate) patience: SimSpan,
    /// Whether it stays where it is with nothing to do, since others would have to make way for it to park.
    pub(crate) stays: bool,
    /// Whether it was charged up, and has fetched nothing since: the way from the charger is no reason to go back to it.
    pub(crate) is_fresh: bool,
    /// When it was last reckoned when it makes its steps.
    pub(crate) reckoned: SimTime,
    /// How near it is to a breakdown, if it ever breaks down.
    pub(super) wear: Option<Box<Wear>>,
    /// When it comes to the next point, and when it has left the last one behind with its whole length, by the numbers of those; as
    /// they were reckoned in this motion.
    pub(super) arrives: (u64, SimTime),
    pub(super) leaves: (u64, SimTime),
    /// Whether it may go on beyond where its motion ends. That is reckoned when it would begin to brake: until then it moves alike.
    pub(super) extends: bool,
    /// Whether its motion ends anywhere, and not at a point.
    pub(super) halts: bool,
    /// Zones in which something is in its safety field.
    pub(super) obstacles: SmallVec<[EquipmentId; 1]>,
}

impl Vehicle {
    pub(crate) fn new(kind: u32, start: StartFacts, facts: &FleetFacts) -> Self {
        let step = |node, edge, place| Step {
            node,
            edge,
            place,
            granted: SimTime::ZERO,
            waited: SimSpan::ZERO,
        };
        let (steps, enters) = match start {
            StartFacts::At(node) => (VecDeque::from([step(node, NO_EDGE, 0.0)]), false),
            StartFacts::Entering(edge) => {
                let EdgeFacts { from, to, length, .. } = facts.edges[edge as usize];
                (VecDeque::from([step(from, NO_EDGE, 0.0), step(to, edge, length)]), true)
            }
        };
        let last = steps.len() as u64 - 1;
        let battery = facts.types[kind as usize].battery.as_ref();
        Self {
            kind,
            steps,
            first: 0,
            left: 0,
            reached: 0,
            granted: last,
            asked: last,
            motion: None,
            base: 0.0,
            enters,
            tasks: VecDeque::new(),
            work: None,
            load: Vec::new(),
            gives: None,
            stuck_since: None,
            doing: Drive::Parked,
            since: SimTime::ZERO,
            waits_for: None,
            held_since: None,
            charge: battery.map_or(0.0, |battery| battery.capacity),
            charged_at: SimTime::ZERO,
            charged_place: 0.0,
            stranded: None,
            is_hopeless: false,
            reported: false,
            turned: u64::MAX,
            shown_cause: EquipmentId::NONE,
            since_place: 0,
            tried: 0,
            looks_at: SimTime::ZERO,
            searches_at: SimTime::ZERO,
            outlook: [None; 2],
            patience: SimSpan::ZERO,
            stays: false,
            is_fresh: false,
            reckoned: SimTime::ZERO,
            wear: None,
            arrives: (0, SimTime::MAX),
            leaves: (u64::MAX, SimTime::MAX),
            extends: false,
            halts: false,
            obstacles: SmallVec::new(),
        }
    }

    pub(crate) fn step(&self, number: u64) -> &Step {
        &self.steps[(number - self.first) as usize]
    }

    pub(crate) fn step_mut(&mut self, number: u64) -> &mut Step {
        &mut self.steps[(number - self.first) as usize]
    }

    /// The number of the last point of its way.
    pub(crate) fn last(&self) -> u64 {
        self.first + self.steps.len() as u64 - 1
    }

    /// Where it ends up as far as it is known.
    pub(crate) fn rest(&self) -> u32 {
        self.steps[self.steps.len() - 1].node
    }

    /// Whether it has come to the end of its way.
    pub(crate) fn is_there(&self) -> bool {
        self.motion.is_none() && self.reached == self.last()
    }

    /// At which pace it drives, with or without a load.
    pub(super) fn pace(&self, facts: &FleetFacts) -> u32 {
        facts.pace(self.kind, !self.load.is_empty())
    }

    /// Whether it stands, and nothing is to be done with it.
    pub(crate) fn is_free(&self) -> bool {
        self.is_there() && self.work.is_none() && self.gives.is_none() && self.stranded.is_none()
    }

    /// The number of the first point ahead at which it can stop, of those that were granted.
    pub(super) fn stops_at(&self, facts: &FleetFacts, now: SimTime) -> u64 {
        let Some(motion) = &self.motion else { return self.granted };
        let speed = motion.speed(now);
        let kind = &facts.types[self.kind as usize];
        let end = self.base + motion.place(now) + speed * speed / (2.0 * kind.braking);
        let can = |number: &u64| self.step(*number).place > end;
        (self.reached + 1..self.granted).find(can).unwrap_or(self.granted)
    }

    /// How long it drives until it comes to a step that it was granted; nothing, where it stands there.
    pub(super) fn until(&self, step: u64, now: SimTime) -> SimSpan {
        let at = self.reaches(self.step(step).place);
        at.filter(|at| *at > now).map_or(SimSpan::ZERO, |at| at.since(now))
    }

    /// Whether it drives to the end of its way without regard to anyone, and that was so when it was reckoned when it is where: nothing is
    /// gained by reckoning that anew.
    pub(super) fn is_settled(&self) -> bool {
        let is_reckoned = self.motion.as_ref().is_some_and(|it| it.start() < self.reckoned);
        is_reckoned
            && self.granted == self.last()
            && self.work.is_none()
            && !self.extends
            && !self.halts
    }

    /// How things are with it, as far as that matters to those who wait for it.
    pub(super) fn mark(&self) -> (u64, bool) {
        (self.last(), self.is_free())
    }

    /// How far it has come in all, in metres.
    pub(crate) fn place(&self, now: SimTime) -> f64 {
        self.motion.as_ref().map_or(self.base, |motion| self.base + motion.place(now))
    }

    /// When it has come so far; none: it stops before.
    pub(crate) fn reaches(&self, place: f64) -> Option<SimTime> {
        self.motion.as_ref()?.reaches(place - self.base)
    }

    /// The number of the point at which the motion that could begin now, or goes on, would end: as far as it may go, and to the next
    /// corner.
    fn motion_end(&self, facts: &FleetFacts, kind: &VehicleFacts) -> u64 {
        let mut end = self.reached + 1;
        while end < self.granted && self.turn(facts, kind, end).is_none() {
            end += 1;
        }
        end.min(self.granted)
    }

    /// How long it turns at a point before it goes on to the next one; none: it need not.
    pub(crate) fn turn(&self, facts: &FleetFacts, kind: &VehicleFacts, at: u64) -> Option<SimSpan> {
        let quarter = kind.quarter_turn?;
        if at >= self.last() {
            return None;
        }
        let angle = angle(facts, self.step(at).edge, self.step(at + 1).edge);
        let takes = SimSpan::from_nanos_f64(quarter * angle / std::f64::consts::FRAC_PI_2 * 1e9)?;
        (takes > SimSpan::ZERO).then_some(takes)
    }

    /// Sets out for as far as it may go, or goes on farther than it was to.
    pub(crate) fn go(&mut self, facts: &FleetFacts, now: SimTime) {
        let kind = &facts.types[self.kind as usize];
        let (place, speed) = match &self.motion {
            Some(motion) => (self.base + motion.place(now), motion.speed(now)),
            None => (self.base, 0.0),
        };
        let is_loaded = !self.load.is_empty();
        let end = self.motion_end(facts, kind);
        let towed = kind.breakdown.as_ref().and_then(|it| it.tow.as_ref());
        let towed = towed.filter(|_| self.wear.as_ref().is_some_and(|wear| wear.is_towed));
        let fastest = towed.map_or(f64::INFINITY, |tow| tow.speed);
        let mut from = place;
        let legs: SmallVec<[Leg; 16]> = (self.reached + 1..=end)
            .map(|number| {
                let step = self.step(number);
                let edge = &facts.edges[step.edge as usize];
                let length = (step.place - from).max(0.0);
                // It may be past a point already that nobody has taken note of.
                from = from.max(step.place);
                Leg { length, limit: facts.speed_on(edge, kind, is_loaded).min(fastest) }
            })
            .collect();
        let rates = Rates { acceleration: kind.acceleration, braking: kind.braking };
        self.moves_on(place, Some(Motion::new(now, speed, &legs, rates)));
    }

    /// Moves otherwise from a place on.
    pub(super) fn moves_on(&mut self, place: f64, motion: Option<Motion>) {
        (self.base, self.motion, self.extends) = (place, motion, false);
        (self.arrives.0, self.leaves.0) = (0, u64::MAX);
    }

    /// When it comes to the point behind the one at which it was last; the end of time: it stands before.
    fn arrives_next(&mut self) -> SimTime {
        let next = self.reached + 1;
        if self.arrives.0 != next {
            let place = self.step(next).place;
            self.arrives = (next, self.reaches(place).unwrap_or(SimTime::MAX));
        }
        self.arrives.1
    }

    /// When it has left the next point behind with its whole length, which is so far behind it; the end of time: it stands before.
    pub(super) fn leaves_next(&mut self, clear: f64) -> SimTime {
        if self.leaves.0 != self.left {
            let place = self.step(self.left).place + clear;
            self.leaves = (self.left, self.reaches(place).unwrap_or(SimTime::MAX));
        }
        self.leaves.1
    }

    /// When it has to be reckoned how it goes on, if that was put off.
    pub(super) fn goes_on_at(&self) -> Option<SimTime> {
        self.motion.as_ref().filter(|_| self.extends)?.brakes()
    }

    /// Takes note of the points that it has come to, and of standing still at the end of a motion.
    pub(crate) fn arrive(&mut self, now: SimTime) {
        let Some(motion) = &self.motion else { return };
        let is_over = motion.end().is_none_or(|end| end <= now);
        while self.reached < self.granted && self.arrives_next() <= now {
            self.reached += 1;
        }
        if is_over && self.halts {
            self.base += self.motion.as_ref().map_or(0.0, Motion::length);
            (self.motion, self.halts) = (None, false);
        } else if is_over {
            // To the last bit where the point is, whatever was rounded on the way.
            self.reached = self.reached.max(self.nearest());
            self.base = self.step(self.reached).place;
            self.motion = None;
        }
    }

    /// The point at the end of the motion.
    fn nearest(&self) -> u64 {
        let end = self.base + self.motion.as_ref().map_or(0.0, Motion::length);
        let mut number = self.reached;
        while number < self.granted && self.step(number + 1).place <= end + 1e-6 {
            number += 1;
        }
        number
    }
}

/// The angle between the directions of two edges, in radians; nothing where they are not known, or in a curve.
pub(super) fn angle(facts: &FleetFacts, from: u32, to: u32) -> f64 {
    let direction = |edge: u32| {
        let edge = facts.edges.get(edge as usize).filter(|edge| edge.radius.is_none())?;
        let [a, b] = [edge.from, edge.to].map(|node| facts.nodes[node as usize].position);
        let (a, b) = (a?, b?);
        Some((b.x - a.x, b.y - a.y))
    };
    let Some(((ax, ay), (bx, by))) = direction(from).zip(direction(to)) else { return 0.0 };
    let (cross, dot) = (ax * by - ay * bx, ax * bx + ay * by);
    libm::atan2(cross.abs(), dot)
}
