//! Vehicles on the floors of zones, where they are rigid bodies.
//!
//! A fleet and a zone are two rows, and each goes on by its own clock. The fleet tells the zone how a vehicle moves from now on, as the
//! motion that it follows anyway (a [`Ride`]): so the zone knows for every step where it is, to the last bit, and nothing is asked in
//! between. The zone tells the fleet when something comes into the safety field of a vehicle, and when the field is clear again.
//!
//! What is told is told in `moves`, with a poke. A vehicle that is told of something in its field brakes as one that breaks down does, on the
//! points that it has: so nothing of the order in which vehicles pass changes, and those behind it wait as for a broken one.

use std::collections::{BTreeMap, BTreeSet};

use plantwright_journal::{Notice, Record, What};
use plantwright_model::Plant;
use plantwright_model::plant::{FleetFacts, VehicleBody};
use plantwright_motion::Pose;
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use super::drive::Vehicle;
use super::motion::Motion;
use super::{Fleet, Yard};
use crate::equipment::zone::Zone;
use crate::items::ItemRef;
use crate::world::{Row, SimCx};

/// How far off a place along a way may be by rounding, metres.
const HAIR: f64 = 1e-6;

/// The floor of a zone over which ways of the fleet lead.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Floor {
    zone: EquipmentId,
    /// Where edges begin and end that lead over it, in the frame of the zone.
    lanes: BTreeMap<u32, [[f64; 2]; 2]>,
    /// Whose rides the zone knows.
    known: BTreeSet<u32>,
}

/// A straight part of the way of a vehicle, from one place along it to another, in the frame of a zone.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Stretch {
    from: f64,
    to: f64,
    ends: [[f64; 2]; 2],
}

/// How a vehicle moves over a floor until something else is said.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Ride {
    motion: Option<Motion>,
    base: f64,
    stretches: Vec<Stretch>,
    /// Length, width and height, and how far the safety field reaches ahead and beyond each side, metres.
    pub(crate) size: [f32; 3],
    pub(crate) field: [f32; 2],
    /// Whether it stands or drives on its way to a point that it was granted: who stands at its goal has nothing to look out for.
    pub(crate) goes_on: bool,
}

impl Ride {
    /// Where the middle of the vehicle is, on a floor so high in the frame of the zone; none: not on the floor.
    pub(crate) fn pose(&self, now: SimTime, floor: f32) -> Option<Pose> {
        let place = self.base + self.motion.as_ref().map_or(0.0, |motion| motion.place(now));
        let has = |it: &&Stretch| it.from - HAIR <= place && place <= it.to + HAIR;
        let Stretch { from, to, ends: [a, b] } = self.stretches.iter().find(has)?;
        let share = if to > from { ((place - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
        let at = |axis: usize| a[axis] + (b[axis] - a[axis]) * share;
        let (x, y) = (b[0] - a[0], b[1] - a[1]);
        let length = (x * x + y * y).sqrt();
        let middle = floor + self.size[2] / 2.0;
        let pose = Pose::at(at(0) as f32, at(1) as f32, middle);
        Some(pose.facing((x / length) as f32, (y / length) as f32))
    }

    /// Whether it drives.
    pub(crate) fn is_moving(&self) -> bool {
        self.motion.is_some()
    }
}

/// The floors over which a fleet drives.
pub(super) fn floors(plant: &Plant, fleet: EquipmentId, facts: &FleetFacts) -> Vec<Floor> {
    let of = |zone: EquipmentId| {
        let floor = plant.equipment(zone).zone.as_ref()?.floor.as_ref()?;
        let lanes = floor.lanes(facts).into_iter().map(|lane| (lane.edge, lane.ends));
        let lanes = (floor.fleet == fleet).then(|| lanes.collect())?;
        Some(Floor { zone, lanes, known: BTreeSet::new() })
    };
    plant.equipment_ids().filter_map(of).collect()
}

impl Floor {
    /// How a vehicle moves over it; none: it does not come here as far as it was granted.
    fn ride(&self, facts: &FleetFacts, it: &Vehicle) -> Option<Ride> {
        let kind = &facts.types[it.kind as usize];
        let VehicleBody { width, height, field, beside } = kind.body?;
        let over = |number: u64| {
            let step = it.step(number);
            let ends = *self.lanes.get(&step.edge)?;
            let length = facts.edges[step.edge as usize].length;
            Some(Stretch { from: step.place - length, to: step.place, ends })
        };
        let mut stretches: Vec<Stretch> = (it.reached..=it.granted).filter_map(over).collect();
        if stretches.is_empty() {
            // Who began here stands as if it set out by the first of the ways.
            let step = it.step(it.reached);
            let stands = it.motion.is_none() && step.place == it.base;
            let mut out = facts.out[step.node as usize].iter();
            let ends = stands.then(|| out.find_map(|edge| self.lanes.get(edge))).flatten()?;
            stretches.push(Stretch { from: it.base, to: it.base, ends: *ends });
        }
        Some(Ride {
            motion: it.motion.clone(),
            base: it.base,
            stretches,
            size: [kind.length, width, height].map(|side| side as f32),
            field: [field, beside].map(|side| side as f32),
            goes_on: it.reached < it.granted,
        })
    }
}

impl Vehicle {
    /// Brakes for what is in its safety field.
    pub(super) fn stop_short(&mut self, facts: &FleetFacts, now: SimTime) {
        if self.motion.is_some() && !self.halts {
            self.halt(facts, now);
            // When others come to the points that it has is reckoned anew.
            self.reckoned = SimTime::ZERO;
        }
    }
}

impl Yard {
    /// Something that is in the safety field of a vehicle, in a zone, or nothing any more.
    fn meets(&mut self, number: u32, zone: EquipmentId, is_met: bool) {
        let it = &mut self.vehicles[number as usize];
        it.obstacles.retain(|other| *other != zone);
        if is_met {
            it.obstacles.push(zone);
        }
        self.dirty.insert(number);
    }
}

impl Fleet {
    /// Tells zones how vehicles move from now on that something has happened to.
    pub(super) fn tell_zones(
        cx: &mut SimCx<'_>,
        me: Row<Self>,
        facts: &FleetFacts,
        touched: &[u32],
    ) {
        for number in 0..cx[me].yard.floors.len() {
            let yard = &mut cx[me].yard;
            let (floor, vehicles) = (&mut yard.floors[number], &yard.vehicles);
            let mut rides = Vec::new();
            for vehicle in touched {
                let ride = floor.ride(facts, &vehicles[*vehicle as usize]);
                let was_known = match ride {
                    Some(_) => !floor.known.insert(*vehicle),
                    None => floor.known.remove(vehicle),
                };
                if ride.is_some() || was_known {
                    rides.push((*vehicle, ride));
                }
            }
            let zone = floor.zone;
            if rides.is_empty() {
                continue;
            }
            let row = cx.row::<Zone>(zone).expect("a checked zone");
            let (zone_row, core) = cx.mine(row);
            for (vehicle, ride) in rides {
                zone_row.visit(core.now, vehicle, ride);
            }
            core.poke(zone);
        }
    }

    /// A zone tells of what is in the safety field of a vehicle, or that nothing is any more.
    pub(crate) fn meets(
        cx: &mut SimCx<'_>,
        fleet: EquipmentId,
        zone: EquipmentId,
        (number, item): (u32, Option<ItemRef>),
    ) {
        let row = cx.row::<Self>(fleet).expect("a checked fleet");
        let (fleet, core) = cx.mine(row);
        fleet.yard.meets(number, zone, item.is_some());
        if let Some(item) = item
            && core.recorder.wants(What::Noticed)
        {
            let (who, item) = (fleet.yard.vehicle_id(number), core.items[item].id);
            core.recorder.push(Record::of_notice(core.now, who, Notice::InTheWay, item));
        }
        core.poke(fleet.id);
    }
}
