//! What photo-eyes and the watch over rigid bodies notice.

use plantwright_journal::{Batch, Notice, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::accumulate::after;
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "Of each belt and zone with photo-eyes, over all of them: `eye_counts`: how often one was covered [1]; \
    `eye_covered_time`: for how long [s]. Of each zone of rigid bodies: `fallen`: bodies that fell [1]; \
    `jams`: how often one came to rest where nothing holds it [1]; `tunnelled`: bodies that went through a wall [1]; `not_finite`: \
    bodies whose numbers are none any more [1]; `missed`: items that were at the exit though a pusher should have sent them aside, or at a way out of others [1]; and what was done about them: `bodies_parked`, `bodies_removed` [1].";

/// Adds up what was noticed, by equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Noticed {
    /// By equipment; of what notices nothing nothing is kept.
    of: Vec<(EquipmentId, Count)>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Count {
    notices: [u64; Notice::COUNT],
    covered: u64,
    /// Which photo-eyes are covered, by number, and since when.
    dark: Vec<(u32, SimTime)>,
    parked: u64,
    removed: u64,
}

impl Kpi for Noticed {
    fn new(plant: &Plant) -> Self {
        let notices = |id: &EquipmentId| {
            let facts = plant.equipment(*id);
            facts.zone.is_some() || !facts.eyes().is_empty()
        };
        let of = plant.equipment_ids().filter(notices).map(|id| (id, Count::default()));
        Self { of: of.collect() }
    }

    fn wants(&self) -> Wants {
        if self.of.is_empty() { Wants::NOTHING } else { Wants::of(&[What::Noticed]) }
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        for record in batch.of(What::Noticed) {
            let Ok(place) = self.of.binary_search_by_key(&record.who(), |(id, _)| *id) else {
                continue;
            };
            let count = &mut self.of[place].1;
            let notice = record.notice();
            count.notices[notice as usize] += 1;
            match (notice, record.level) {
                (Notice::Cleared, eye) => {
                    count.dark.retain(|(other, _)| *other != eye);
                    count.covered += after(record, record.span, from);
                }
                (Notice::Covered, eye) => count.dark.push((eye, record.at)),
                (_, 1) => count.parked += 1,
                (_, 2) => count.removed += 1,
                _ => {}
            }
        }
    }

    fn restart(&mut self, _at: SimTime) {
        for (_, count) in &mut self.of {
            // What is covered stays so.
            *count = Count { dark: std::mem::take(&mut count.dark), ..Count::default() };
        }
    }

    fn values(&self, plant: &Plant, _tables: &Tables, window: Window, values: &mut Vec<Value>) {
        for (id, count) in &self.of {
            let dark =
                count.dark.iter().map(|(_, since)| window.to.since((*since).max(window.from)));
            let covered = count.covered + dark.map(SimSpan::as_nanos).sum::<u64>();
            let of = |notice: Notice| count.notices[notice as usize] as f64;
            let facts = plant.equipment(*id);
            let mut named = Vec::new();
            if !facts.eyes().is_empty() {
                named.push(("eye_counts", of(Notice::Covered), "1"));
                named.push(("eye_covered_time", covered as f64 / 1e9, "s"));
            }
            if facts.zone.is_some() {
                named.push(("fallen", of(Notice::Fallen), "1"));
                named.push(("jams", of(Notice::Jammed), "1"));
                named.push(("tunnelled", of(Notice::Tunnelled), "1"));
                named.push(("not_finite", of(Notice::NotFinite), "1"));
                named.push(("missed", of(Notice::Missed), "1"));
                named.push(("bodies_parked", count.parked as f64, "1"));
                named.push(("bodies_removed", count.removed as f64, "1"));
            }
            let value = |(kpi, value, unit)| Value::of_equipment(*id, kpi, value, unit);
            values.extend(named.into_iter().map(value));
        }
    }
}
