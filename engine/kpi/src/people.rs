//! People: how much each group works, walks and waits, how long its work waits for it, and what it costs.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::PeopleFacts;
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use crate::accumulate::Tally;
use crate::cost::units;
use crate::duties::{Duties, Times};
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "Of each group of people, over all its members: `working_time`, `walking_time`, `idle_time`: at \
    work, on the way and neither, within their shifts [s]; `overtime`: at work outside of them [s]; `off_duty_time`: neither at \
    work nor in their shifts [s]; the five sum to the number of people times the measured time. `utilization`: working, walking and overtime over the \
    time that they are there, overtime included [1]; `worker_efficiency`: the same without walking, actual personnel work time \
    over actual personnel attendance time, ISO 22400-2 [1]; `claims`: how often a crew came to a work of which a member is from \
    the group (its first one, where members come from several) [1]; `mean_waiting_time`, `p95_waiting_time`, \
    `max_waiting_time`: from asking for the crew until all of it came [s]; `labor_cost`: `wage` times the time that they are \
    there in their shifts, and `overtime_wage` times overtime, of each group and of all [currency]; `labor_cost_per_item`: that of \
    all over items that left the plant [currency].";

/// Adds up work by group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct People {
    duties: Duties,
    /// By group: how long its work waited for it.
    waits: Vec<Tally>,
    /// Items that left the plant, counted where people cost something.
    completed: Option<u64>,
}

impl Kpi for People {
    fn new(plant: &Plant) -> Self {
        let has_wages = plant.people.iter().any(|facts| facts.wage.is_some());
        let waits = vec![Tally::default(); plant.people.len()];
        Self { duties: Duties::new(plant), waits, completed: has_wages.then_some(0) }
    }

    fn wants(&self) -> Wants {
        let wants = Wants::of(&[What::Staffed, What::Claimed]);
        if self.completed.is_some() { wants.union(Wants::of(&[What::Consumed])) } else { wants }
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        self.duties.take(batch, from);
        let first = self.duties.first();
        for record in batch.of(What::Claimed) {
            self.waits[record.who().index() - first].add(record.span);
        }
        if let Some(completed) = &mut self.completed {
            *completed += batch.of(What::Consumed).count() as u64;
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.duties.restart();
        self.waits.fill_with(Tally::default);
        self.completed = self.completed.map(|_| 0);
    }

    fn values(&self, plant: &Plant, _tables: &Tables, window: Window, values: &mut Vec<Value>) {
        let span = u128::from(window.span().as_nanos());
        let mut costs = None;
        let groups = plant.people_ids().zip(&plant.people).zip(self.duties.times());
        for (((id, facts), times), waits) in groups.zip(&self.waits) {
            add_times(times, id, facts, span, values);
            let claims = waits.count() as f64;
            values.push(Value::of_equipment(id, "claims", claims, "1"));
            let named = [
                ("mean_waiting_time", waits.mean_s()),
                ("p95_waiting_time", waits.quantile_s(0.95)),
                ("max_waiting_time", waits.max_s()),
            ];
            values.extend(
                named
                    .into_iter()
                    .filter_map(|(kpi, value)| Some(Value::of_equipment(id, kpi, value?, "s"))),
            );
            if let Some((wage, overtime)) = facts.wage {
                let present = times.present(facts, span) * u128::from(wage);
                let parts = present + times.overtime * u128::from(overtime);
                *costs.get_or_insert(0) += parts;
                let cost = Value::of_equipment(id, "labor_cost", units(parts), plant.currency);
                values.push(cost);
            }
        }
        if let Some(parts) = costs {
            let cost = units(parts);
            values.push(Value::of_plant("labor_cost", cost, plant.currency));
            if let Some(count) = self.completed.filter(|count| *count > 0) {
                let each = cost / count as f64;
                values.push(Value::of_plant("labor_cost_per_item", each, plant.currency));
            }
        }
    }
}

fn add_times(
    times: &Times,
    id: EquipmentId,
    facts: &PeopleFacts,
    span: u128,
    values: &mut Vec<Value>,
) {
    let present = times.present(facts, span);
    let working = times.working - times.overtime;
    let idle = present - working - times.walking;
    for (kpi, time) in [
        ("working_time", working),
        ("walking_time", times.walking),
        ("idle_time", idle),
        ("overtime", times.overtime),
        ("off_duty_time", times.off_duty),
    ] {
        values.push(Value::of_equipment(id, kpi, time as f64 / 1e9, "s"));
    }
    if let Some(utilization) = times.utilization(facts, span) {
        values.push(Value::of_equipment(id, "utilization", utilization, "1"));
        let efficiency = times.working as f64 / times.attended(facts, span) as f64;
        values.push(Value::of_equipment(id, "worker_efficiency", efficiency, "1"));
    }
}
