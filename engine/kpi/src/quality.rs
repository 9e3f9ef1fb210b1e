//! Quality: what inspections reject, what is right the first time.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "Where anything happens to quality: `first_pass_yield`: items that left the plant without \
    a defect and without rework, over all that left or were scrapped in the measured time [1] (ISO 22400-2's FPY GP/IP); \
    `rework_ratio`: items that left after rework, over all that left [1] (RQ/PQ); `defects_delivered`: items that left with a \
    defect that nobody found [items]. Of each inspection: `rejected` [items], and `reject_ratio` over the items that were \
    processed there [1].";

/// Counts items by what became of their quality.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Quality {
    consumed: u64,
    scrapped: u64,
    flawed: u64,
    reworked: u64,
    defective: u64,
    /// Processed and rejected, by equipment; counted where there are inspections.
    inspected: Vec<(u64, u64)>,
}

impl Kpi for Quality {
    fn new(plant: &Plant) -> Self {
        let count = plant.equipment.len();
        Self {
            consumed: 0,
            scrapped: 0,
            flawed: 0,
            reworked: 0,
            defective: 0,
            inspected: vec![(0, 0); count],
        }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Consumed, What::Scrapped, What::Flawed, What::Finished, What::Rejected])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        self.consumed += batch.of(What::Consumed).len() as u64;
        self.scrapped += batch.of(What::Scrapped).len() as u64;
        for record in batch.of(What::Flawed) {
            self.flawed += 1;
            self.reworked += u64::from(record.level > 1);
            self.defective += u64::from(record.level & 1);
        }
        for record in batch.of(What::Finished) {
            self.inspected[record.who().index()].0 += 1;
        }
        for record in batch.of(What::Rejected) {
            self.inspected[record.who().index()].1 += 1;
        }
    }

    fn restart(&mut self, _at: SimTime) {
        (self.consumed, self.scrapped) = (0, 0);
        (self.flawed, self.reworked, self.defective) = (0, 0, 0);
        self.inspected.fill((0, 0));
    }

    fn values(&self, plant: &Plant, _window: Window, values: &mut Vec<Value>) {
        let matters = plant.equipment.iter().any(|it| it.quality.is_some() || it.inspect.is_some());
        let left = self.consumed + self.scrapped;
        if !matters || left == 0 {
            return;
        }
        let good = (self.consumed - self.flawed) as f64;
        values.push(Value::of_plant("first_pass_yield", good / left as f64, "1"));
        if self.consumed > 0 {
            let ratio = self.reworked as f64 / self.consumed as f64;
            values.push(Value::of_plant("rework_ratio", ratio, "1"));
        }
        values.push(Value::of_plant("defects_delivered", self.defective as f64, "items"));
        let inspections = plant.equipment_ids().zip(&self.inspected);
        for (id, (processed, rejected)) in
            inspections.filter(|(id, _)| plant.equipment(*id).inspect.is_some())
        {
            values.push(Value::of_equipment(id, "rejected", *rejected as f64, "items"));
            if *processed > 0 {
                let ratio = *rejected as f64 / *processed as f64;
                values.push(Value::of_equipment(id, "reject_ratio", ratio, "1"));
            }
        }
    }
}
