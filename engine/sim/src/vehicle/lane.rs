//! Who may be where: for every point and every zone, who is there and who comes next.
//!
//! A *claim* is the wish of a vehicle to be at a place in the course of one of its steps. Claims stand in the order in which they are
//! served; those in front are granted as far as there is room. Under `Planned` traffic all steps of a way are claimed when it is
//! planned, so that the order of passing is fixed before anyone moves; under `FirstCome` a step is claimed when it is begun.

use plantwright_model::plant::FleetFacts;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::berths::Berths;

/// A wish to be at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claim {
    pub(crate) vehicle: u32,
    /// The number of the step with which it begins.
    pub(crate) step: u64,
    /// From when on, and until when, as it was last reckoned; the end of time: it stays there.
    pub(crate) from: SimTime,
    pub(crate) until: SimTime,
}

/// The claims on all points, and behind them on all zones.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Lanes {
    queues: Vec<Vec<Claim>>,
    /// How many vehicles there is room for, where it is not one.
    capacities: Vec<u32>,
    points: u32,
    /// Parks at which nobody is known to stand.
    #[serde(skip)]
    pub(super) berths: Berths,
}

impl Lanes {
    pub(crate) fn new(facts: &FleetFacts) -> Self {
        let zones = facts.zones.iter().map(|zone| zone.capacity);
        let capacities: Vec<u32> = facts.nodes.iter().map(|_| 1).chain(zones).collect();
        Self {
            queues: vec![Vec::new(); capacities.len()],
            capacities,
            points: facts.nodes.len() as u32,
            berths: Berths::default(),
        }
    }

    /// The place that a zone is.
    pub(crate) fn zone(&self, zone: u32) -> u32 {
        self.points + zone
    }

    /// The zones in which a point lies. Where there are none at all, the point is not looked at.
    pub(crate) fn zones_of<'a>(&self, facts: &'a FleetFacts, node: u32) -> &'a [u32] {
        let has_zones = self.capacities.len() > self.points as usize;
        if has_zones { &facts.nodes[node as usize].zones } else { &[] }
    }

    pub(crate) fn capacity(&self, place: u32) -> u32 {
        self.capacities[place as usize]
    }

    pub(crate) fn claims(&self, place: u32) -> &[Claim] {
        &self.queues[place as usize]
    }

    pub(crate) fn claims_mut(&mut self, place: u32) -> &mut Vec<Claim> {
        &mut self.queues[place as usize]
    }

    /// The places that a step to a node needs beside those that the step before had.
    pub(crate) fn new_places<'a>(
        &self,
        facts: &'a FleetFacts,
        before: Option<u32>,
        node: u32,
    ) -> impl Iterator<Item = u32> + use<'a> {
        let had = before.map_or(&[][..], |node| self.zones_of(facts, node));
        let zones = self.zones_of(facts, node).iter().filter(move |zone| !had.contains(zone));
        let points = self.points;
        std::iter::once(node).chain(zones.map(move |zone| points + zone))
    }

    /// Claims a place behind all who come there before. Returns whether nobody comes after.
    pub(crate) fn claim(&mut self, place: u32, claim: Claim) -> bool {
        let queue = &mut self.queues[place as usize];
        let behind = queue.iter().rposition(|other| other.from <= claim.from);
        let at = behind.map_or(0, |behind| behind + 1);
        queue.insert(at, claim);
        at + 1 == queue.len()
    }

    /// Claims a place behind all others.
    pub(crate) fn claim_last(&mut self, place: u32, claim: Claim) {
        self.queues[place as usize].push(claim);
    }

    /// Who has to leave a place before a vehicle may be there in a step, if anyone.
    pub(crate) fn holds_up(&self, place: u32, vehicle: u32, step: u64) -> Option<u32> {
        let queue = &self.queues[place as usize];
        let ahead = queue.iter().take_while(|claim| (claim.vehicle, claim.step) != (vehicle, step));
        let mut others = ahead.filter(|claim| claim.vehicle != vehicle).map(|claim| claim.vehicle);
        let capacity = self.capacity(place) as usize;
        if capacity == 1 {
            return others.last();
        }
        // Who comes again later is there once at a time.
        let mut known: SmallVec<[u32; 8]> = SmallVec::new();
        others.find(|other| {
            let is_new = !known.contains(other);
            known.extend(is_new.then_some(*other));
            known.len() >= capacity
        })
    }

    /// A place is a vehicle's own in a step, from an instant on at the latest.
    pub(crate) fn keep(&mut self, place: u32, (vehicle, step): (u32, u64), now: SimTime) {
        let own = |claim: &&mut Claim| (claim.vehicle, claim.step) == (vehicle, step);
        if let Some(claim) = self.queues[place as usize].iter_mut().find(own) {
            claim.from = claim.from.min(now);
        }
    }

    /// A vehicle has left a place. Returns whose turn it may be now.
    pub(crate) fn leave(&mut self, place: u32, vehicle: u32) -> SmallVec<[u32; 2]> {
        let capacity = self.capacity(place) as usize;
        let queue = &mut self.queues[place as usize];
        let Some(position) = queue.iter().position(|claim| claim.vehicle == vehicle) else {
            return SmallVec::new();
        };
        queue.remove(position);
        let behind = queue.iter().skip(capacity - 1).map(|claim| claim.vehicle);
        if capacity == 1 { behind.take(1).collect() } else { behind.collect() }
    }

    /// Whether those who stay at a place, as far as it is known, leave no room for another one.
    pub(crate) fn is_full_for_good(&self, place: u32, vehicle: u32) -> bool {
        let capacity = self.capacity(place) as usize;
        let stays = |claim: &&Claim| claim.until == SimTime::MAX && claim.vehicle != vehicle;
        capacity == 1 || self.queues[place as usize].iter().filter(stays).count() >= capacity
    }

    /// Another vehicle that stays at a place, as far as it is known.
    pub(crate) fn keeper(&self, place: u32, vehicle: u32) -> Option<u32> {
        let mut queue = self.queues[place as usize].iter();
        let stays = |claim: &&Claim| claim.vehicle != vehicle && claim.until == SimTime::MAX;
        queue.find(stays).map(|claim| claim.vehicle)
    }

    /// Whether a vehicle stays at a place itself, as far as it is known.
    pub(crate) fn keeps(&self, place: u32, vehicle: u32) -> bool {
        let stays = |claim: &Claim| claim.vehicle == vehicle && claim.until == SimTime::MAX;
        self.queues[place as usize].iter().any(stays)
    }

    /// Whether another vehicle stays at a place, as far as it is known.
    pub(crate) fn is_kept(&self, place: u32, vehicle: u32) -> bool {
        self.keeper(place, vehicle).is_some()
    }

    /// Takes the claims of a vehicle on some places back from a step on.
    pub(crate) fn withdraw(&mut self, places: &[u32], vehicle: u32, from: u64) {
        for place in places {
            self.queues[*place as usize]
                .retain(|claim| claim.vehicle != vehicle || claim.step < from);
        }
    }
}
