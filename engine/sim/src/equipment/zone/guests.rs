//! The vehicles on the floor of a zone: where each is at the end of a step, and what is in its safety field.

use std::collections::BTreeMap;

use plantwright_model::plant::FloorFacts;
use plantwright_motion as motion;
use plantwright_motion::Pose;
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::vehicle::Ride;

/// How far above the floor a safety field begins, metres: what lies flat on the floor is no thicker.
const LOW: f32 = 0.005;

/// All vehicles on the floor.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Guests {
    /// Whose vehicles they are.
    pub(super) fleet: EquipmentId,
    /// How high the floor is in the frame of the zone, metres.
    floor: f32,
    cleared_after: Option<SimSpan>,
    /// By the number of the vehicle.
    all: BTreeMap<u32, Guest>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Guest {
    ride: Ride,
    /// Where its block is, and at which end of a step it was put there; none: it is not in.
    placed: Option<(Pose, SimTime)>,
    /// What is in its safety field, of several the one that came first, by number.
    met: Option<u64>,
}

impl Guests {
    pub(super) fn new(floor: Option<&FloorFacts>) -> Self {
        Self {
            fleet: floor.map_or(EquipmentId::NONE, |floor| floor.fleet),
            floor: floor.map_or(0.0, |floor| -floor.height as f32),
            cleared_after: floor.and_then(|floor| floor.cleared_after),
            all: BTreeMap::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Until when that lies on the floor which has come to rest there now.
    pub(super) fn cleared(&self, now: SimTime) -> SimTime {
        self.cleared_after.and_then(|after| now.checked_add(after)).unwrap_or(SimTime::MAX)
    }

    /// Whether one of them moves, or its block is not where it stands.
    pub(super) fn are_moving(&self, zone: &motion::Zone) -> bool {
        let moves = |guest: &Guest| {
            let stands = || guest.ride.pose(zone.now(), self.floor);
            guest.ride.is_moving() || guest.placed.map(|(pose, _)| pose) != stands()
        };
        self.all.values().any(moves)
    }

    /// A vehicle moves in another way from now on, or comes, or goes.
    pub(super) fn visit(&mut self, zone: &mut motion::Zone, vehicle: u32, ride: Option<Ride>) {
        match (ride, self.all.get_mut(&vehicle)) {
            (Some(ride), Some(guest)) => guest.ride = ride,
            (Some(ride), None) => {
                self.all.insert(vehicle, Guest { ride, placed: None, met: None });
            }
            (None, _) => {
                zone.let_out(vehicle);
                self.all.remove(&vehicle);
            }
        }
    }

    /// Has all of them go to where they are at the end of the next step.
    pub(super) fn lead(&mut self, zone: &mut motion::Zone, end: SimTime) {
        if self.all.is_empty() {
            return;
        }
        // Bodies that sleep make no steps: the clock is told to them.
        let step = zone.layout().step;
        let begin = SimTime::from_nanos(end.as_nanos().saturating_sub(step.as_nanos()));
        if !zone.is_awake() {
            zone.advance_until(begin);
        }
        for (vehicle, guest) in &mut self.all {
            let Some(to) = guest.ride.pose(end, self.floor) else {
                guest.leave(*vehicle, zone);
                continue;
            };
            // Who was not led in the step before is where its motion says; else nothing jumps but round a corner, where a turn within
            // a step would strike like a club.
            let from = match guest.placed {
                Some((pose, at)) if at == begin => pose,
                _ => guest.ride.pose(begin, self.floor).unwrap_or(to),
            };
            let from = Pose { turn: to.turn, ..from };
            match guest.placed {
                None => zone.let_in(*vehicle, guest.ride.size, from),
                Some((pose, _)) if pose == to => continue,
                Some(_) => {}
            }
            zone.lead(*vehicle, from, to);
            guest.placed = Some((to, end));
        }
    }

    /// Whether none of them is where a body would come in.
    pub(super) fn leave_clear(&self, now: SimTime, size: [f32; 3], pose: Pose) -> bool {
        let is_there = |guest: &Guest| {
            let at = guest.ride.pose(now, self.floor);
            at.is_some_and(|at| motion::touch((guest.ride.size, at), (size, pose)))
        };
        !self.all.values().any(is_there)
    }

    /// Takes the blocks of all of them out: while nothing else was in the zone, nobody led them.
    pub(super) fn withdraw(&mut self, zone: &mut motion::Zone) {
        for (vehicle, guest) in &mut self.all {
            guest.leave(*vehicle, zone);
        }
    }

    /// Whose safety field something has come into since they were asked last, or is clear again. Who leaves it clear has left it.
    pub(super) fn met(&mut self, zone: &motion::Zone, now: SimTime) -> Vec<(u32, Option<u64>)> {
        let mut changes = Vec::new();
        for (vehicle, guest) in &mut self.all {
            let met = guest.ahead(zone, now, self.floor);
            if met.is_some() != guest.met.is_some() {
                changes.push((*vehicle, met));
            }
            guest.met = met;
        }
        changes
    }
}

impl Guest {
    fn leave(&mut self, vehicle: u32, zone: &mut motion::Zone) {
        if self.placed.take().is_some() {
            zone.let_out(vehicle);
        }
    }

    /// What is in its safety field: a box from its front on, straight ahead.
    fn ahead(&self, zone: &motion::Zone, now: SimTime, floor: f32) -> Option<u64> {
        let Ride { size: [length, width, height], field: [field, beside], goes_on, .. } = self.ride;
        if field <= 0.0 || !goes_on {
            return None;
        }
        let pose = self.ride.pose(now, floor)?;
        let at = pose.point(length / 2.0 + field / 2.0, 0.0, LOW / 2.0);
        let size = [field, width + 2.0 * beside, height - LOW];
        let found = zone.reaching_into(size, Pose { at, ..pose });
        found.first().map(|item| item.to_bits())
    }
}
