//! Stops: how often something stopped equipment and was set right, by what it was. What that means, the KPIs say.

use std::collections::BTreeSet;

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::ConcernRole;
use plantwright_units::EquipmentId;
use serde::{Deserialize, Serialize};

/// Counts the stops of one role, by equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stops {
    pub(crate) causes: BTreeSet<EquipmentId>,
    pub(crate) counts: Vec<Count>,
}

/// The stops of one piece of equipment.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Count {
    pub(crate) begun: u64,
    pub(crate) ended: u64,
    /// Nanoseconds of those that ended.
    pub(crate) lengths: u128,
    /// Nanoseconds of them of waiting for crews.
    pub(crate) waited: u128,
}

impl Stops {
    pub(crate) fn new(plant: &Plant, role: ConcernRole) -> Self {
        let causes = concerns(plant, role);
        Self { causes, counts: vec![Count::default(); plant.equipment.len()] }
    }

    /// The records that it counts.
    pub(crate) fn wants(&self) -> Wants {
        if self.causes.is_empty() {
            return Wants::NOTHING;
        }
        Wants::of(&[What::Failed, What::Repaired])
    }

    /// Counts what began and ended.
    pub(crate) fn take(&mut self, batch: &Batch<'_>) {
        for record in batch.of(What::Failed).filter(|it| self.causes.contains(&it.cause())) {
            self.counts[record.who().index()].begun += 1;
        }
        for record in batch.of(What::Repaired).filter(|it| self.causes.contains(&it.cause())) {
            let count = &mut self.counts[record.who().index()];
            count.ended += 1;
            count.lengths += u128::from(record.span.as_nanos());
            count.waited += u128::from(record.extra.as_nanos());
        }
    }

    pub(crate) fn restart(&mut self) {
        self.counts.fill(Count::default());
    }
}

/// Returns the concerns that have a role.
pub(crate) fn concerns(plant: &Plant, role: ConcernRole) -> BTreeSet<EquipmentId> {
    let concerns = plant.concerns().filter(|(.., facts)| facts.role == role);
    concerns.map(|(id, ..)| id).collect()
}

/// Tells whether something of that role may happen to a piece of equipment.
pub(crate) fn has(plant: &Plant, id: EquipmentId, role: ConcernRole) -> bool {
    plant.equipment(id).concerns.iter().any(|concern| concern.role == role)
}
