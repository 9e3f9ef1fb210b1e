//! Failures: how often equipment breaks down, how long it runs in between, and how long it takes to get it going again.

use plantwright_journal::{Batch, Record, State, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::ConcernRole;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::NANOS;
use crate::oee::ratio;
use crate::set::{Kpi, Value, Window};
use crate::stops::{Stops, has};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`failures`: how often a piece of equipment that can fail broke down in the measured time [1]; \
    `mean_time_to_repair`: from breaking down to running again, over the repairs that ended in the measured time [s] \
    (ISO 22400-2: TTR over failure events); `mean_waiting_for_repair`: how much of that it waited for its crew [s]; \
    `mean_operating_time_between_failures`: time in process over failures [s], with \
    the time in which it operates as ISO 22400-2's TBF; `mean_time_to_failure`: time in which it was not down over failures \
    [s], also idle or blocked, without that in which it was off (ISO 22400-2's TTF). Both divide by the failures alone, which \
    is right where the measured time cuts a life at each end; `corrective_maintenance_ratio`: CMT / (CMT + PMT) [1] \
    (ISO 22400-2), of the work on repairs and on maintenance that ended in the measured time, also outside shifts and where one \
    was done while the other was, without the waiting for people; where there was any.";

/// Counts failures and adds up repairs and maintenance, by equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Failures {
    stops: Stops,
    /// Nanoseconds of work on maintenance that has ended.
    maintained: Vec<u128>,
}

impl Kpi for Failures {
    fn new(plant: &Plant) -> Self {
        let maintained = vec![0; plant.equipment.len()];
        Self { stops: Stops::new(plant, ConcernRole::Failure), maintained }
    }

    fn reads(plant: &Plant) -> Wants {
        let can_fail = plant.equipment_ids().any(|id| has(plant, id, ConcernRole::Failure));
        if can_fail { Wants::of(&[What::State]) } else { Wants::NOTHING }
    }

    fn wants(&self) -> Wants {
        let stops = self.stops.wants();
        if stops == Wants::NOTHING { stops } else { stops.union(Wants::of(&[What::Maintained])) }
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        self.stops.take(batch);
        for record in batch.of(What::Maintained) {
            self.maintained[record.who().index()] += u128::from(worked(record));
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.stops.restart();
        self.maintained.fill(0);
    }

    fn values(&self, plant: &Plant, tables: &Tables, window: Window, values: &mut Vec<Value>) {
        for (id, count) in plant.equipment_ids().zip(&self.stops.counts) {
            if !has(plant, id, ConcernRole::Failure) {
                continue;
            }
            let times = &tables.times()[id.index()];
            values.push(Value::of_equipment(id, "failures", count.begun as f64, "1"));
            let whole = |state| times.whole(state);
            let stood = whole(State::Down) + whole(State::Off);
            let up = window.span().as_nanos().saturating_sub(stood);
            let has_crew = plant.equipment(id).concerns.iter().any(|it| it.crew.is_some());
            let means = [
                ("mean_time_to_repair", count.lengths, count.ended),
                ("mean_waiting_for_repair", count.waited, if has_crew { count.ended } else { 0 }),
                (
                    "mean_operating_time_between_failures",
                    whole(State::Processing).into(),
                    count.begun,
                ),
                ("mean_time_to_failure", up.into(), count.begun),
            ];
            for (kpi, time, number) in means {
                let mean = ratio(time, number.into()).map(|mean| mean / NANOS);
                values.extend(mean.map(|mean| Value::of_equipment(id, kpi, mean, "s")));
            }
            let corrective = count.lengths.saturating_sub(count.waited);
            let share = ratio(corrective, corrective + self.maintained[id.index()]);
            let kpi = "corrective_maintenance_ratio";
            values.extend(share.map(|share| Value::of_equipment(id, kpi, share, "1")));
        }
    }
}

/// How long was worked on what has ended, without waiting for people \[ns\].
fn worked(record: &Record) -> u64 {
    record.span.as_nanos().saturating_sub(record.extra.as_nanos())
}
