//! What equipment uses while it is in each state, and what energy costs: exact amounts, which KPIs count.

use std::collections::BTreeMap;

use plantwright_units::{ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::{CalendarFacts, Ramp};
use crate::Span;

/// Microwatts in a watt: powers are counted in microwatts, so energies in femtojoules.
pub const MICROWATTS: u64 = 1_000_000;

/// Rates are counted in billionths per day.
pub const BILLIONTHS_PER_DAY: u64 = 86_400 * BILLION;

/// How many parts [`MeterFacts`] of power count for one kilowatt-hour.
pub const PARTS_PER_KWH: u128 = 3_600_000 * 1_000_000_000_000_000;

/// How many parts [`MeterFacts`] of media and costs count for one unit.
pub const PARTS_PER_UNIT: u128 = BILLION as u128 * NANOS_PER_DAY;

const BILLION: u64 = 1_000_000_000;
const NANOS_PER_DAY: u128 = 86_400 * BILLION as u128;

/// What is metered at a piece of equipment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meters {
    /// Electric power; none: it uses none.
    pub power: Option<MeterFacts>,
    /// Other media, by name.
    pub media: BTreeMap<String, MediumFacts>,
    /// What it costs to have and to run it.
    pub cost: Option<MeterFacts>,
}

/// A medium that is no electricity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediumFacts {
    /// Where it stands in the scene.
    pub span: Span,
    /// What it is counted in.
    pub unit: &'static str,
    /// How much is used.
    pub meter: MeterFacts,
}

/// How much is used in each state, in parts per nanosecond: integers, so that every sum is exact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeterFacts {
    /// In each state.
    pub rates: ByState,
    /// While items of these products are in process, instead of `rates.processing`.
    pub by_product: BTreeMap<ProductId, u64>,
    /// How rates go from one state to another.
    pub ramp: Ramp,
    /// Parts for each item that is finished.
    pub per_item: u128,
    /// Parts for what is done to keep it going.
    pub upkeep: UpkeepFacts,
}

/// What is used for each work of upkeep, in parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpkeepFacts {
    /// For each inspection of its condition.
    pub inspection: u128,
    /// For each maintenance before it fails.
    pub maintenance: u128,
    /// For each repair.
    pub repair: u128,
}

/// A rate for each state that a piece of equipment can be in.
#[expect(missing_docs, reason = "the names of the states say it")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ByState {
    pub idle: u64,
    pub processing: u64,
    pub blocked: u64,
    pub down: u64,
    pub setup: u64,
    pub waiting: u64,
    pub maintenance: u64,
    pub off: u64,
    pub standby: u64,
    pub starting: u64,
}

/// What energy costs, in money and in carbon.
#[derive(Debug, Clone, PartialEq)]
pub struct EnergyFacts {
    /// Where a price or an intensity stands in the scene, if there is one.
    pub span: Option<Span>,
    /// The price per kilowatt-hour.
    pub tariff: Option<Steps>,
    /// Grams of carbon dioxide per kilowatt-hour.
    pub carbon: Option<Steps>,
    /// Over which span power is averaged where its peak is billed.
    pub window: SimSpan,
    /// The price of a kilowatt of the highest window.
    pub demand_charge: Option<f64>,
}

impl Default for EnergyFacts {
    fn default() -> Self {
        Self {
            span: None,
            tariff: None,
            carbon: None,
            window: SimSpan::from_secs(15 * 60),
            demand_charge: None,
        }
    }
}

/// A number that changes at given times, counted from the start of the run, perhaps over and over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "numbers by time are steps")]
pub struct Steps {
    /// From when on which number holds, in nanoseconds; the first step begins at zero.
    pub steps: Vec<(u64, f64)>,
    /// After which time it all begins anew; none: the last number holds for ever.
    pub cycle: Option<u64>,
    /// In place of instants: while one of these is open its number holds, of several that of the first, and otherwise the last
    /// number, which has no calendar.
    pub calendars: Vec<CalendarFacts>,
}

impl Steps {
    /// Cuts a stretch of time in nanoseconds where the number changes: calls `piece` with the step and its length in nanoseconds.
    pub fn cut(&self, from: u64, to: u64, mut piece: impl FnMut(usize, u64)) {
        let mut at = from;
        while at < to && !self.calendars.is_empty() {
            let now = SimTime::from_nanos(at);
            let open = self.calendars.iter().position(|calendar| calendar.is_open(now));
            let next = self.calendars.iter().filter_map(|calendar| calendar.next_change(now)).min();
            let end = next.map_or(to, |next| next.as_nanos().min(to));
            piece(open.unwrap_or(self.calendars.len()), end - at);
            at = end;
        }
        while at < to {
            let offset = self.cycle.map_or(at, |cycle| at % cycle);
            let step = self.steps.partition_point(|(begins, _)| *begins <= offset) - 1;
            let next = self.steps.get(step + 1).map(|(begins, _)| *begins).or(self.cycle);
            let end = next.map_or(to, |next| (at - offset).saturating_add(next).min(to));
            piece(step, end - at);
            at = end;
        }
    }
}

/// Returns a name as KPIs have them: `compressed_air`.
pub fn snake_case(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_cut_where_a_step_ends() {
        let steps = vec![(0, 1.0), (6, 2.0), (22, 1.0)];
        let steps = Steps { steps, cycle: Some(24), calendars: Vec::new() };
        let cut = |from, to| {
            let mut pieces = Vec::new();
            steps.cut(from, to, |step, length| pieces.push((step, length)));
            pieces
        };
        assert_eq!(cut(0, 6), [(0, 6)]);
        assert_eq!(cut(5, 53), [(0, 1), (1, 16), (2, 2), (0, 6), (1, 16), (2, 2), (0, 5)]);
        assert_eq!(cut(46, 46), []);
        let once = Steps { cycle: None, ..steps };
        let mut pieces = Vec::new();
        once.cut(20, 100, |step, length| pieces.push((step, length)));
        assert_eq!(pieces, [(1, 2), (2, 78)]);
    }
}
