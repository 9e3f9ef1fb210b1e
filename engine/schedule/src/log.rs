//! A listener that ends in a schedule.

use std::collections::BTreeMap;

use plantwright_journal::{Batch, Fold, Record, State, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::Role;
use plantwright_units::{EquipmentId, ItemId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::problem::item_names;
use crate::{Operation, Schedule, Trip};

/// Listens to what stations and vehicles begin and finish. What is in process at the end is no part of the schedule.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ScheduleLog {
    /// Where process began and has not ended.
    begun: BTreeMap<(ItemId, EquipmentId), SimTime>,
    /// When each station was last set up, until when and how long.
    setups: BTreeMap<EquipmentId, (SimTime, SimSpan)>,
    finished: Vec<Finished>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Finished {
    item: ItemId,
    station: EquipmentId,
    /// Of a fleet: which of its vehicles.
    vehicle: u32,
    start: SimTime,
    setup: SimSpan,
    end: SimTime,
}

impl ScheduleLog {
    /// Begins to listen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns what was done, with the names of a plant.
    pub fn schedule(&self, plant: &Plant, problem: &str, scheduler: &str) -> Schedule {
        let names = item_names(plant);
        let job = |item: ItemId| {
            let named = names.get(&item).cloned();
            named.unwrap_or_else(|| plant.item_name(item))
        };
        let (mut operations, mut trips) = (Vec::new(), Vec::new());
        let mut done: BTreeMap<ItemId, u32> = BTreeMap::new();
        // Trips belong to the operation after them; those after the last one to none.
        let mut on_the_way: BTreeMap<ItemId, Vec<&Finished>> = BTreeMap::new();
        for finished in &self.finished {
            let Some(facts) = plant.equipment.get(finished.station.index()) else { continue };
            if facts.fleet.is_some() {
                on_the_way.entry(finished.item).or_default().push(finished);
            }
            if facts.role != Role::Processor {
                continue;
            }
            let number = done.entry(finished.item).or_default();
            let brought = on_the_way.remove(&finished.item).unwrap_or_default().into_iter();
            trips.extend(brought.map(|trip| Trip {
                depart: trip.start,
                vehicle: trip.vehicle,
                job: job(finished.item),
                operation: *number,
                arrive: trip.end,
            }));
            operations.push(Operation {
                start: finished.start,
                machine: plant.name(finished.station),
                job: job(finished.item),
                operation: *number,
                setup: finished.setup,
                end: finished.end,
            });
            *number += 1;
        }
        let (problem, scheduler) = (problem.to_owned(), scheduler.to_owned());
        Schedule { problem, scheduler, operations, trips }.sorted()
    }

    fn finish(&mut self, record: &Record) {
        let (item, station, end) = (record.item(), record.who(), record.at);
        let began = self.begun.remove(&(item, station)).unwrap_or(end);
        let set_up = self.setups.get(&station).filter(|(until, _)| *until == began);
        let setup = set_up.map_or(SimSpan::ZERO, |(_, span)| *span);
        let start = SimTime::from_nanos(began.as_nanos() - setup.as_nanos().min(began.as_nanos()));
        let vehicle = record.level;
        self.finished.push(Finished { item, station, vehicle, start, setup, end });
    }
}

impl Fold for ScheduleLog {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Started, What::Finished, What::State])
    }

    fn take(&mut self, batch: &Batch<'_>) {
        for record in batch.records() {
            match record.what() {
                What::Started => {
                    self.begun.entry((record.item(), record.who())).or_insert(record.at);
                }
                What::State if record.state() == State::Setup => {
                    self.setups.insert(record.who(), (record.at, record.span));
                }
                What::Finished => self.finish(record),
                _ => {}
            }
        }
    }

    /// A schedule has no warm-up: what was done before is part of it.
    fn restart(&mut self, _at: SimTime) {}

    fn fork(&self) -> Option<Box<dyn Fold>> {
        Some(Box::new(self.clone()))
    }

    fn save(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        *self = postcard::from_bytes(bytes)
            .map_err(|error| format!("a schedule cannot be read: {error}"))?;
        Ok(())
    }
}
