//! Vehicles: what each of them does, how far it drives, and how long it waits for others.

use plantwright_journal::{Batch, Drive, Stall, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use crate::accumulate::after;
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "Of each fleet, over all its vehicles, and of each vehicle: `empty_time`, `loaded_time`: driving \
    without and with a load [s]; `traffic_time`: standing on the way since others are in it [s]; `handling_time`: picking up, \
    dropping, and standing at stops of a tour [s]; `delivery_wait_time`: standing with what was brought and finds no room [s]; \
    `charging_time`: at a charger [s]; `parked_time`: with nothing to do [s]; \
    `broken_time`: standing broken, waiting for repair, towed and repaired [s]; `off_shift_time`: with nothing to do, outside of its shift [s]; of vehicles with a battery, `stranded_time`: standing since it is empty [s]; where vehicles are rigid bodies, `obstructed_time`: standing since something is in the safety field [s]; \
    all of them sum to the number of vehicles times the measured time. `distance`: how far they drove [m]; `loaded_share`: how much of that was with a load [1]; `longest_traffic_wait`: \
    the longest time for which one stood on its way since others were in it, which shows who is starved [s]; `breakdowns`: how often one broke down [1]; `deadlocks`: how many \
    vehicles wait for one another in a circle, or for one that will never move, at the end, since whenever: one that dissolved does not count [1].";

/// Adds up what vehicles do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Vehicles {
    /// The first id of a vehicle.
    first: u32,
    vehicles: Vec<Vehicle>,
}

/// Times in nanoseconds, distances in millimetres.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Vehicle {
    times: [u64; Drive::COUNT],
    empty: u64,
    loaded: u64,
    longest: u64,
    /// Since when it has stood without going on, and for how long so far.
    standing: u64,
    deadlocks: u64,
    breakdowns: u64,
    /// What it did before.
    before: Option<Drive>,
}

/// What vehicles of a fleet have.
#[derive(Debug, Clone, Copy)]
struct Has {
    bodies: bool,
    batteries: bool,
}

impl Kpi for Vehicles {
    fn new(plant: &Plant) -> Self {
        let mut ids = plant.fleets().flat_map(|(id, _)| plant.vehicle_ids(id));
        let first = ids.next().map_or(u32::MAX, |id| id.0);
        let count = if first == u32::MAX { 0 } else { ids.count() + 1 };
        Self { first, vehicles: vec![Vehicle::default(); count] }
    }

    fn wants(&self) -> Wants {
        if self.vehicles.is_empty() {
            Wants::NOTHING
        } else {
            Wants::of(&[What::Driven, What::Deadlocked])
        }
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        let first = self.first as usize;
        for record in batch.of(What::Driven) {
            let span = after(record, record.span, from);
            let vehicle = &mut self.vehicles[record.who().index() - first];
            vehicle.times[record.drive() as usize] += span;
            let whole = record.span.as_nanos();
            let far = u64::from(record.level);
            // What was driven before the end of the warm-up does not count, in proportion to its time.
            let far =
                if span == whole { far } else { (far as f64 * span as f64 / whole as f64) as u64 };
            match record.drive() {
                Drive::Loaded => vehicle.loaded += far,
                Drive::Towed => {}
                _ => vehicle.empty += far,
            }
            // One who is towed is broken before and behind. What began before the end of the warm-up does not count.
            let is_news = !matches!(vehicle.before, Some(Drive::Broken | Drive::Towed));
            vehicle.breakdowns +=
                u64::from(record.drive() == Drive::Broken && is_news && span == whole);
            vehicle.before = Some(record.drive());
            // One who waits for one after the other has waited all the time.
            vehicle.standing =
                if record.drive() == Drive::Waiting { vehicle.standing + span } else { 0 };
            vehicle.longest = vehicle.longest.max(vehicle.standing);
        }
        for record in batch.of(What::Deadlocked) {
            let deadlocks = &mut self.vehicles[record.who().index() - first].deadlocks;
            *deadlocks = match record.stall() {
                Stall::Locked | Stall::Unsolved => *deadlocks + 1,
                Stall::Dissolved => deadlocks.saturating_sub(1),
            };
        }
    }

    fn restart(&mut self, _at: SimTime) {
        // Who stands for ever since before the end of the warm-up stands.
        for vehicle in &mut self.vehicles {
            let Vehicle { deadlocks, before, .. } = *vehicle;
            *vehicle = Vehicle { deadlocks, before, ..Vehicle::default() };
        }
    }

    fn values(&self, plant: &Plant, _tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        for (fleet, facts) in plant.fleets() {
            let has = Has {
                bodies: facts.types.iter().any(|kind| kind.body.is_some()),
                batteries: facts.types.iter().any(|kind| kind.battery.is_some()),
            };
            let mut all = Vehicle::default();
            for id in plant.vehicle_ids(fleet) {
                let vehicle = &self.vehicles[(id.0 - self.first) as usize];
                all.add(vehicle);
                if facts.vehicles.len() > 1 {
                    vehicle.values(id, has, values);
                }
            }
            all.values(fleet, has, values);
        }
    }
}

impl Vehicle {
    fn add(&mut self, other: &Self) {
        self.times.iter_mut().zip(other.times).for_each(|(sum, time)| *sum += time);
        self.empty += other.empty;
        self.loaded += other.loaded;
        self.longest = self.longest.max(other.longest);
        self.deadlocks += other.deadlocks;
        self.breakdowns += other.breakdowns;
    }

    fn values(&self, id: EquipmentId, has: Has, values: &mut Vec<Value>) {
        let time = |drives: &[Drive]| {
            let sum: u64 = drives.iter().map(|drive| self.times[*drive as usize]).sum();
            sum as f64 / 1e9
        };
        let metres = (self.empty + self.loaded) as f64 / 1e3;
        let named = [
            ("empty_time", time(&[Drive::Empty]), "s"),
            ("loaded_time", time(&[Drive::Loaded]), "s"),
            ("traffic_time", time(&[Drive::Waiting]), "s"),
            ("handling_time", time(&[Drive::Loading, Drive::Unloading, Drive::Dwelling]), "s"),
            ("delivery_wait_time", time(&[Drive::Blocked]), "s"),
            ("charging_time", time(&[Drive::Charging]), "s"),
            ("parked_time", time(&[Drive::Parked]), "s"),
            ("broken_time", time(&[Drive::Broken, Drive::Towed]), "s"),
            ("off_shift_time", time(&[Drive::OffDuty]), "s"),
            ("breakdowns", self.breakdowns as f64, "1"),
            ("distance", metres, "m"),
            ("longest_traffic_wait", self.longest as f64 / 1e9, "s"),
            ("deadlocks", self.deadlocks as f64, "1"),
        ];
        values.extend(named.map(|(kpi, value, unit)| Value::of_equipment(id, kpi, value, unit)));
        if has.bodies {
            let obstructed = time(&[Drive::Obstructed]);
            values.push(Value::of_equipment(id, "obstructed_time", obstructed, "s"));
        }
        if has.batteries {
            let stranded = time(&[Drive::Stranded]);
            values.push(Value::of_equipment(id, "stranded_time", stranded, "s"));
        }
        if metres > 0.0 {
            let share = self.loaded as f64 / 1e3 / metres;
            values.push(Value::of_equipment(id, "loaded_share", share, "1"));
        }
    }
}
