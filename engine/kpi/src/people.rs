//! People: how much each group works, and how long its work waits for it.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::{Tally, after};
use crate::set::{Kpi, Value, Window};

pub(crate) const ABOUT: &str = "Of each group of people: `utilization`: time that its members are at work over the measured \
    time and their number [1]; `claims`: how often a crew came to a work of which a member is from the group (its first one, \
    where members come from several) [1]; `mean_waiting_time`, `p95_waiting_time`, `max_waiting_time`: from asking for the \
    crew until all of it came [s].";

/// Adds up work by group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct People {
    /// The first id of a group.
    first: u32,
    groups: Vec<Group>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Group {
    /// Person-nanoseconds.
    busy: u128,
    waits: Tally,
}

impl Kpi for People {
    fn new(plant: &Plant) -> Self {
        let first = plant.people_ids().next().map_or(u32::MAX, |id| id.0);
        Self { first, groups: vec![Group::default(); plant.people.len()] }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Staffed, What::Claimed])
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        let first = self.first as usize;
        for record in batch.of(What::Staffed) {
            let span = after(record, record.span, from);
            self.groups[record.who().index() - first].busy +=
                u128::from(span) * u128::from(record.level);
        }
        for record in batch.of(What::Claimed) {
            self.groups[record.who().index() - first].waits.add(record.span);
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.groups.fill_with(Group::default);
    }

    fn values(&self, plant: &Plant, window: Window, values: &mut Vec<Value>) {
        let span = window.span().as_nanos() as f64;
        for ((id, facts), group) in plant.people_ids().zip(&plant.people).zip(&self.groups) {
            if span > 0.0 {
                let utilization = group.busy as f64 / (span * f64::from(facts.count));
                values.push(Value::of_equipment(id, "utilization", utilization, "1"));
            }
            let claims = group.waits.count() as f64;
            values.push(Value::of_equipment(id, "claims", claims, "1"));
            let named = [
                ("mean_waiting_time", group.waits.mean_s()),
                ("p95_waiting_time", group.waits.quantile_s(0.95)),
                ("max_waiting_time", group.waits.max_s()),
            ];
            values.extend(
                named
                    .into_iter()
                    .filter_map(|(kpi, value)| Some(Value::of_equipment(id, kpi, value?, "s"))),
            );
        }
    }
}
