//! Quality: what inspections reject, what is right the first time.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "Where anything happens to quality: `first_pass_yield`: items that left the plant without \
    a defect and without rework, over all that left or were scrapped in the measured time [1] (ISO 22400-2's FPY GP/IP); \
    `rework_ratio`: items that left after rework, over all that left [1] (RQ/PQ); `defects_delivered`: items that left with a \
    defect that nobody found [items]. Of each inspection: `rejected` [items], and `reject_ratio` over the items that were \
    processed there, or made there of others [1].";

/// Counts items that left with a flaw.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Quality {
    flawed: u64,
    reworked: u64,
    defective: u64,
}

/// Whether anything happens to quality.
fn matters(plant: &Plant) -> bool {
    plant.equipment.iter().any(|it| it.quality.is_some() || it.inspect.is_some())
}

impl Kpi for Quality {
    fn new(_plant: &Plant) -> Self {
        Self::default()
    }

    fn reads(plant: &Plant) -> Wants {
        if !matters(plant) {
            return Wants::NOTHING;
        }
        Wants::of(&[What::Consumed, What::Scrapped, What::Finished, What::Rejected])
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Flawed])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        for record in batch.of(What::Flawed) {
            self.flawed += 1;
            self.reworked += u64::from(record.level > 1);
            self.defective += u64::from(record.level & 1);
        }
    }

    fn restart(&mut self, _at: SimTime) {
        *self = Self::default();
    }

    fn values(&self, plant: &Plant, tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        if !matters(plant) {
            return;
        }
        let [consumed, scrapped] = [What::Consumed, What::Scrapped].map(|what| tables.sum(what));
        let left = consumed + scrapped;
        if left == 0 {
            return;
        }
        let good = (consumed - self.flawed) as f64;
        values.push(Value::of_plant("first_pass_yield", good / left as f64, "1"));
        if consumed > 0 {
            let ratio = self.reworked as f64 / consumed as f64;
            values.push(Value::of_plant("rework_ratio", ratio, "1"));
        }
        values.push(Value::of_plant("defects_delivered", self.defective as f64, "items"));
        for id in plant.equipment_ids().filter(|id| plant.equipment(*id).inspect.is_some()) {
            let [processed, rejected] =
                [What::Finished, What::Rejected].map(|what| tables.count(what, id));
            values.push(Value::of_equipment(id, "rejected", rejected as f64, "items"));
            let processed = processed * u64::from(plant.equipment(id).judged_pieces().max(1));
            if processed > 0 {
                let ratio = rejected as f64 / processed as f64;
                values.push(Value::of_equipment(id, "reject_ratio", ratio, "1"));
            }
        }
    }
}
