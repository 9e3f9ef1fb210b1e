//! Visits to each piece of equipment: how many begin, and how long they last.

use plantwright_journal::{Record, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, SimTime};

use super::Watcher;

#[derive(Debug)]
pub(crate) struct Visits {
    visits: Vec<Visit>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Visit {
    begun: u64,
    ended: u64,
    /// Seconds.
    stay: f64,
}

impl Visits {
    pub(crate) fn new(plant: &Plant) -> Self {
        Self { visits: vec![Visit::default(); plant.equipment.len()] }
    }

    /// Returns how many visits began.
    pub(crate) fn begun(&self, who: EquipmentId) -> f64 {
        self.visits[who.index()].begun as f64
    }

    /// Returns the mean length of the visits that ended [s].
    pub(crate) fn stay_s(&self, who: EquipmentId) -> f64 {
        let visit = self.visits[who.index()];
        visit.stay / visit.ended as f64
    }
}

impl Watcher for Visits {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Entered, What::Left])
    }

    fn take(&mut self, record: &Record) {
        let visit = &mut self.visits[record.who().index()];
        if record.what() == What::Entered {
            visit.begun += 1;
        } else {
            visit.ended += 1;
            visit.stay += record.span.as_secs_f64();
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.visits.fill(Visit::default());
    }
}
