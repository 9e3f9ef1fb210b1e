//! What can hold a plant up beside its stations: what comes in, and people. The three methods look at stations alone.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::{ArrivalFacts, EquipmentFacts, Routing};
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use crate::duties::Duties;
use crate::set::Window;

/// How much a group of people has to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeopleUse {
    /// The group.
    pub group: EquipmentId,
    /// Working and walking over the time that they are there, as the KPI `utilization`.
    pub utilization: f64,
}

/// Counts what comes and goes, and adds up what people do.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Others {
    /// By source; of those alone whose arrivals go on at their own pace.
    flows: Vec<Option<Flow>>,
    /// Whether all that comes in has such a pace, but for parts that are always at hand where others are put together with them.
    paced: bool,
    duties: Duties,
}

/// Of one source.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Flow {
    came: u64,
    went: u64,
    lost: u64,
}

/// More items than this part of all that came may be in the plant at the end than at the beginning, and two, before it counts as
/// filling up.
const FILLS_UP: f64 = 0.02;

impl Others {
    pub(super) fn new(plant: &Plant) -> Self {
        let sources = || plant.equipment.iter().filter_map(|it| Some((it, it.arrivals.as_ref()?)));
        let flows = plant.equipment.iter().map(|it| {
            let paced = it.arrivals.as_ref().is_some_and(has_pace);
            paced.then(Flow::default)
        });
        let paced = sources().any(|(_, arrivals)| has_pace(arrivals))
            && sources().all(|(facts, arrivals)| {
                has_pace(arrivals) || (arrivals.always_at_hand && brings_parts(plant, facts))
            });
        Self { flows: flows.collect(), paced, duties: Duties::new(plant) }
    }

    pub(super) fn wants() -> Wants {
        Wants::of(&[
            What::Created,
            What::Lost,
            What::Consumed,
            What::Scrapped,
            What::Withdrawn,
            What::Absorbed,
            What::Staffed,
        ])
    }

    pub(super) fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        self.duties.take(batch, from);
        if !self.paced {
            return;
        }
        for record in batch.records() {
            if matches!(record.what(), What::State | What::Staffed) {
                continue;
            }
            let origin = record.item().origin();
            let Some(flow) = self.flows.get_mut(origin.index()).and_then(Option::as_mut) else {
                continue;
            };
            match record.what() {
                What::Created if record.who() == origin => flow.came += 1,
                What::Lost => flow.lost += 1,
                What::Consumed | What::Scrapped | What::Withdrawn | What::Absorbed => {
                    flow.went += 1;
                }
                _ => {}
            }
        }
    }

    pub(super) fn restart(&mut self) {
        self.flows.iter_mut().flatten().for_each(|flow| *flow = Flow::default());
        self.duties.restart();
    }

    /// Whether all that comes in goes out again, and nothing is turned away.
    pub(super) fn keep_up(&self) -> bool {
        let fits = |flow: &Flow| {
            let more = flow.came as f64 - flow.went as f64 - flow.lost as f64;
            flow.came > 0
                && more <= FILLS_UP * flow.came as f64 + 2.0
                && flow.lost as f64 <= FILLS_UP * flow.came as f64
        };
        self.paced && self.flows.iter().flatten().all(fits)
    }

    /// How much each group of people has to do.
    pub(super) fn people(&self, plant: &Plant, window: Window) -> Vec<PeopleUse> {
        let span = u128::from(window.span().as_nanos());
        let groups = plant.people_ids().zip(&plant.people).zip(self.duties.times());
        let used = groups.map(|((group, facts), times)| PeopleUse {
            group,
            utilization: times.utilization(facts, span).unwrap_or(0.0),
        });
        used.collect()
    }
}

/// Whether so many items come in an hour whatever the plant does.
const fn has_pace(arrivals: &ArrivalFacts) -> bool {
    arrivals.rate.is_some() && !arrivals.always_at_hand && arrivals.count.is_none()
}

/// Whether its items all go to where they are put together with others.
fn brings_parts(plant: &Plant, facts: &EquipmentFacts) -> bool {
    let targets = facts.routing.as_ref().map(Routing::targets).unwrap_or_default();
    !targets.is_empty() && targets.iter().all(|to| plant.equipment(*to).per_process > 1)
}
