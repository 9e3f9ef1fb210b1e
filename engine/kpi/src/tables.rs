//! Tables that KPIs read: how long each piece of equipment was in which state, and how often what happened at it. They are kept
//! once for all KPIs.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use crate::work_unit::Times;

/// What happened in the measured time, as far as any KPI reads it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tables {
    /// By equipment; none: nobody reads them.
    times: Option<Vec<Times>>,
    /// By kind and equipment.
    counts: Vec<(What, Vec<u64>)>,
}

impl Tables {
    /// Makes empty ones of these kinds: states are added up, and all else is counted.
    pub(crate) fn new(plant: &Plant, kinds: Wants) -> Self {
        let equipment = plant.equipment.len();
        let is_counted = |what: &What| kinds.contains(*what) && *what != What::State;
        let counted = What::ALL.into_iter().filter(is_counted);
        Self {
            times: kinds.contains(What::State).then(|| vec![Times::default(); equipment]),
            counts: counted.map(|what| (what, vec![0; equipment])).collect(),
        }
    }

    pub(crate) fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        if let Some(times) = &mut self.times {
            for record in batch.of(What::State) {
                times[record.who().index()].add(record, from);
            }
        }
        for (what, counts) in &mut self.counts {
            for record in batch.of(*what) {
                counts[record.who().index()] += 1;
            }
        }
    }

    pub(crate) fn restart(&mut self) {
        self.times.iter_mut().for_each(|times| times.fill(Times::default()));
        self.counts.iter_mut().for_each(|(_, counts)| counts.fill(0));
    }

    /// Returns the times in state of each piece of equipment.
    ///
    /// # Panics
    /// Where no KPI said that it reads them.
    pub(crate) fn times(&self) -> &[Times] {
        self.times.as_ref().expect("someone reads the states")
    }

    /// Returns how often that happened at each piece of equipment.
    ///
    /// # Panics
    /// Where no KPI said that it reads that.
    pub(crate) fn counts(&self, what: What) -> &[u64] {
        let found = self.counts.iter().find(|(kind, _)| *kind == what);
        found.map(|(_, counts)| &counts[..]).expect("someone reads that kind")
    }

    /// Returns how often that happened at a piece of equipment.
    pub(crate) fn count(&self, what: What, id: EquipmentId) -> u64 {
        self.counts(what)[id.index()]
    }

    /// Returns how often that happened at all equipment.
    pub(crate) fn sum(&self, what: What) -> u64 {
        self.counts(what).iter().sum()
    }
}
