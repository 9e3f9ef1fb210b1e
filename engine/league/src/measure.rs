//! By what schedulers are ranked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Score;

/// A number of a bout by which schedulers are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Measure {
    /// When the last item was complete, a time.
    Makespan,
    /// The mean time from coming into the plant to completion, of all items that were completed.
    MeanFlowTime,
    /// The mean time after the due date, zero for early ones, of all completed items that have one.
    MeanTardiness,
    /// The mean of the same times, each times the priority of its order or else of its product; one below 1 counts as 1. A mean, and
    /// not divided by the sum of priorities.
    WeightedTardiness,
    /// The largest completion less due date, a time; below zero where all were early.
    MaxLateness,
    /// The share of completed items with a due date that were late, in percent.
    LateShare,
    /// Completed items per hour of measured time: the only one of which more is better.
    Throughput,
}

const NANOS: f64 = 1e9;

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 7] = [
        Self::Makespan,
        Self::MeanFlowTime,
        Self::MeanTardiness,
        Self::WeightedTardiness,
        Self::MaxLateness,
        Self::LateShare,
        Self::Throughput,
    ];

    /// Returns what a person calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Makespan => "makespan",
            Self::MeanFlowTime => "mean flow time",
            Self::MeanTardiness => "mean tardiness",
            Self::WeightedTardiness => "weighted tardiness",
            Self::MaxLateness => "largest lateness",
            Self::LateShare => "late share",
            Self::Throughput => "throughput",
        }
    }

    /// Returns the unit that [`of`](Self::of) is in.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Makespan
            | Self::MeanFlowTime
            | Self::MeanTardiness
            | Self::WeightedTardiness
            | Self::MaxLateness => "s",
            Self::LateShare => "%",
            Self::Throughput => "/h",
        }
    }

    /// Tells whether more is better.
    pub const fn more_is_better(self) -> bool {
        matches!(self, Self::Throughput)
    }

    /// Returns the number of a bout; none where there was nothing to measure.
    pub fn of(self, score: &Score) -> Option<f64> {
        if score.fault.is_some() {
            return None;
        }
        match self {
            Self::Makespan => Some(score.makespan_ns as f64 / NANOS),
            Self::MeanFlowTime => score.mean_flow_ns.map(|it| it / NANOS),
            Self::MeanTardiness => score.mean_tardiness_ns.map(|it| it / NANOS),
            Self::WeightedTardiness => score.weighted_tardiness_ns.map(|it| it / NANOS),
            Self::MaxLateness => score.max_lateness_ns.map(|it| it as f64 / NANOS),
            Self::LateShare => {
                (score.with_due > 0).then(|| 100.0 * score.late as f64 / score.with_due as f64)
            }
            Self::Throughput => (score.measured_ns > 0)
                .then(|| score.completed as f64 * 3_600.0 * NANOS / score.measured_ns as f64),
        }
    }
}
