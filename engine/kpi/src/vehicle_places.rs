//! Ways and zones of fleets: how many vehicles are there, and how long they wait to come there.

use plantwright_journal::{Batch, Record, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::FleetFacts;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "Of each way from one named point to the next, and of each zone named in the scene, once a vehicle has \
    been there: `place_occupancy`: how many vehicles are there in the mean [1]; a vehicle is on a way from when it has left the point \
    before with its whole length until it has left its end so, also while it stands there; it is in a zone from when it is granted \
    until it has left with its whole length. `place_traffic_time`: for how long vehicles have stood waiting for others to be let in, \
    in all [s]. `place_entries`: how often one has come there [1], from one block of a way to the next not counted.";

/// Adds up where vehicles are.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct VehiclePlaces {
    fleets: Vec<Fleet>,
}

/// A fleet, with its network as far as it is needed here.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Fleet {
    /// The ids of its vehicles: the first, and how many.
    vehicles: (u32, u32),
    /// By node: the edges that lead there, as where they begin and of which way they are a part; and the zones in which it lies.
    into: Vec<Vec<(u32, u32)>>,
    zones: Vec<Vec<u32>>,
    /// Behind which point those are that lie between two blocks of a way.
    named: u32,
    places: Vec<Place>,
    /// Behind which place zones begin.
    ways: u32,
    /// By vehicle: the point that it has left last, and when.
    last: Vec<Option<(u32, SimTime)>>,
}

/// Times in nanoseconds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Place {
    taken: u64,
    waited: u64,
    entries: u64,
}

impl Fleet {
    fn new(facts: &FleetFacts, first: u32) -> Self {
        let mut into = vec![Vec::new(); facts.nodes.len()];
        for edge in &facts.edges {
            into[edge.to as usize].push((edge.from, edge.way));
        }
        let mut zones = vec![Vec::new(); facts.nodes.len()];
        for (zone, number) in facts.zones[..facts.named_zones as usize].iter().zip(0..) {
            zone.nodes.iter().for_each(|node| zones[*node as usize].push(number));
        }
        Self {
            vehicles: (first, facts.vehicles.len() as u32),
            into,
            zones,
            named: facts.named_nodes,
            places: vec![Place::default(); facts.places()],
            ways: facts.ways.len() as u32,
            last: vec![None; facts.vehicles.len()],
        }
    }

    /// A vehicle has left a point with its whole length, or is still there when the books are closed.
    fn pass(&mut self, record: &Record, from: SimTime) {
        let (node, vehicle) = (record.level, (record.who().0 - self.vehicles.0) as usize);
        let before = self.last[vehicle].replace((node, record.at));
        let began = record.at.since(SimTime::ZERO).as_nanos() - record.span.as_nanos();
        let (from, at) = (from.as_nanos(), record.at.as_nanos());
        // What was waited counts where it ended after the warm-up.
        let waited = if began >= from { record.extra.as_nanos().min(began - from) } else { 0 };
        let since = before.map_or(0, |(_, at)| at.as_nanos()).max(from);
        let edge = before.and_then(|(before, _)| {
            self.into[node as usize].iter().find(|(from, _)| *from == before).map(|(_, way)| *way)
        });
        // Nobody knows by which way one has come who begins here: it stands at the end of one that leads here.
        let way = edge.or_else(|| self.into[node as usize].first().map(|(_, way)| *way));
        if let Some(way) = way {
            let place = &mut self.places[way as usize];
            place.taken += at.saturating_sub(since);
            place.waited += waited;
            // Who comes from one block of a way to the next has been there.
            let comes = before.is_some_and(|(before, _)| before < self.named) && edge.is_some();
            place.entries += u64::from(comes && at >= from);
        }
        let was_in = |zone: &u32| {
            before.is_some_and(|(before, _)| self.zones[before as usize].contains(zone))
        };
        for zone in &self.zones[node as usize] {
            let place = &mut self.places[(self.ways + zone) as usize];
            // While it was in the zone already, only what came after that counts.
            let begun = if was_in(zone) { since } else { began.max(from) };
            place.taken += at.saturating_sub(begun);
            if !was_in(zone) {
                place.waited += waited;
                place.entries += u64::from(at >= from);
            }
        }
    }
}

impl Kpi for VehiclePlaces {
    fn new(plant: &Plant) -> Self {
        let fleets = plant.fleets().map(|(id, facts)| {
            let first = plant.vehicle_ids(id).next().map_or(u32::MAX, |id| id.0);
            Fleet::new(facts, first)
        });
        Self { fleets: fleets.collect() }
    }

    fn wants(&self) -> Wants {
        if self.fleets.is_empty() { Wants::NOTHING } else { Wants::of(&[What::Passed]) }
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        for record in batch.of(What::Passed) {
            let who = record.who().0;
            let own = |fleet: &&mut Fleet| {
                who.checked_sub(fleet.vehicles.0).is_some_and(|at| at < fleet.vehicles.1)
            };
            if let Some(fleet) = self.fleets.iter_mut().find(own) {
                fleet.pass(record, from);
            }
        }
    }

    fn restart(&mut self, _at: SimTime) {
        for fleet in &mut self.fleets {
            fleet.places.fill(Place::default());
        }
    }

    fn values(&self, plant: &Plant, _tables: &Tables, window: Window, values: &mut Vec<Value>) {
        let span = window.span().as_nanos() as f64;
        for ((id, _), fleet) in plant.fleets().zip(&self.fleets) {
            for (id, place) in plant.place_ids(id).zip(&fleet.places) {
                if place.taken == 0 && place.entries == 0 || span == 0.0 {
                    continue;
                }
                values.extend([
                    Value::of_equipment(id, "place_occupancy", place.taken as f64 / span, "1"),
                    Value::of_equipment(id, "place_traffic_time", place.waited as f64 / 1e9, "s"),
                    Value::of_equipment(id, "place_entries", place.entries as f64, "1"),
                ]);
            }
        }
    }
}
