//! What people do: how long all members of each group together were at each duty. What KPIs about people are made of.

use plantwright_journal::{Batch, Duty, What};
use plantwright_model::Plant;
use plantwright_model::plant::PeopleFacts;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::after;

/// Adds up `Staffed` records by group.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Duties {
    /// The first id of a group.
    first: u32,
    groups: Vec<Times>,
}

/// Times of a group in person-nanoseconds.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Times {
    /// Overtime included.
    pub(crate) working: u128,
    pub(crate) walking: u128,
    present: u128,
    pub(crate) overtime: u128,
    pub(crate) off_duty: u128,
}

impl Duties {
    pub(crate) fn new(plant: &Plant) -> Self {
        let first = plant.people_ids().next().map_or(u32::MAX, |id| id.0);
        Self { first, groups: vec![Times::default(); plant.people.len()] }
    }

    /// The first id of a group.
    pub(crate) const fn first(&self) -> usize {
        self.first as usize
    }

    /// In the order of the groups.
    pub(crate) fn times(&self) -> &[Times] {
        &self.groups
    }

    pub(crate) fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        for record in batch.of(What::Staffed) {
            let span = after(record, record.span, from);
            let group = &mut self.groups[record.who().index() - self.first as usize];
            let time = match record.duty() {
                Duty::Working => &mut group.working,
                Duty::Walking => &mut group.walking,
                Duty::Present => &mut group.present,
                Duty::Overtime => &mut group.overtime,
                Duty::Away => &mut group.off_duty,
            };
            *time += u128::from(span) * u128::from(record.level);
        }
    }

    pub(crate) fn restart(&mut self) {
        self.groups.fill(Times::default());
    }
}

impl Times {
    /// How long the members were there by their calendars, of a measured time [ns].
    pub(crate) fn present(&self, facts: &PeopleFacts, span: u128) -> u128 {
        let has_shifts = facts.teams.iter().any(|team| team.calendar.is_some());
        if has_shifts { self.present } else { span * u128::from(facts.count) }
    }

    /// How long they were there, overtime included.
    pub(crate) fn attended(&self, facts: &PeopleFacts, span: u128) -> u128 {
        self.present(facts, span) + self.overtime
    }

    /// The KPI `utilization`; none: they were never there.
    pub(crate) fn utilization(&self, facts: &PeopleFacts, span: u128) -> Option<f64> {
        let attended = self.attended(facts, span) as f64;
        (attended > 0.0).then(|| (self.working + self.walking) as f64 / attended)
    }
}
