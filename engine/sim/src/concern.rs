//! What may happen to any piece of equipment beside its work. To add a concern, write its file, its `mod` line, its variant
//! of `With`, and its line in `kinds!` (`equipment.rs`). What only adds facts, such as a power, has no line there and no row.
//!
//! A concern is a row of its own, with an id behind those of the equipment. It acts on its owner through `halt` and `resume`,
//! and reads how much the owner has been used; a kind of equipment does not know why it stands.

pub(crate) mod age;
mod by_state;
pub(crate) mod carried;
pub(crate) mod cost;
pub(crate) mod degradation;
pub(crate) mod failure;
pub(crate) mod maintenance;
pub(crate) mod medium;
pub(crate) mod power;
pub(crate) mod redundancy;
pub(crate) mod shift;
pub(crate) mod standby;

pub(crate) use age::Renewal;
pub(crate) use carried::{Age, Carried, Condition, Gate, Halt, Leisure, Measure, Usage, Watch};

use plantwright_model::plant::{ConcernFacts, EquipmentFacts, PARTS_PER_UNIT};
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, codes};
use plantwright_units::natural_cmp;
use schemars::JsonSchema;
use serde::Deserialize;

/// Something that may happen to a piece of equipment beside its work.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub(crate) enum With {
    /// It breaks down from time to time.
    Failure(failure::Spec),
    /// It stops for a moment now and then, as in a jam that an operator clears: said in the words of a `Failure`, and counted
    /// as a loss of performance, not of availability.
    #[serde(deserialize_with = "failure::micro_stop")]
    MicroStop(failure::Spec),
    /// It is maintained before it fails.
    Maintenance(maintenance::Spec),
    /// It wears in stages, and is maintained by its condition.
    Degradation(degradation::Spec),
    /// It has units beside each other, some of which may fail.
    Redundancy(redundancy::Spec),
    /// It works by a calendar.
    Shift(shift::Spec),
    /// It sleeps when it has nothing to do.
    Standby(standby::Spec),
    /// It draws electric power.
    Power(power::Spec),
    /// It uses another medium.
    Medium(medium::Spec),
    /// It costs something.
    Cost(cost::Spec),
}

impl With {
    /// The name of a concern that something happens by; none: it only adds facts.
    fn name(&self) -> Option<&str> {
        match self {
            Self::Failure(failure) | Self::MicroStop(failure) => Some(failure.name()),
            Self::Maintenance(maintenance) => Some(maintenance.name()),
            Self::Degradation(degradation) => Some(degradation.name()),
            Self::Redundancy(redundancy) => Some(redundancy.name()),
            Self::Shift(_) => Some(shift::NAME),
            Self::Standby(_) => Some(standby::Spec::NAME),
            Self::Power(_) | Self::Medium(_) | Self::Cost(_) => None,
        }
    }

    /// Where it is said that it happens when work is to begin.
    pub(crate) fn on_demand(&self) -> Option<Span> {
        match self {
            Self::Failure(failure) | Self::MicroStop(failure) => failure.demand_span(),
            _ => None,
        }
    }

    /// The facts of a row of its own, where it has one; what else there is goes straight to the owner's.
    fn describe(
        &self,
        span: Span,
        facts: &mut EquipmentFacts,
        cx: &mut ReadCx<'_>,
    ) -> Option<ConcernFacts> {
        match self {
            Self::Failure(failure) | Self::MicroStop(failure) => return failure.facts(span, cx),
            Self::Maintenance(maintenance) => return maintenance.facts(span, cx),
            Self::Degradation(degradation) => return degradation.facts(span, facts, cx),
            Self::Redundancy(redundancy) => return redundancy.facts(span, cx),
            Self::Shift(shift) => return shift.facts(span, cx),
            Self::Standby(standby) => return standby.facts(span, facts, cx),
            Self::Power(power) => power.describe(span, facts, cx),
            Self::Medium(medium) => medium.describe(span, facts, cx),
            Self::Cost(cost) => cost.describe(span, facts, cx),
        }
        None
    }
}

/// Describes what an owner's body lists under `with`.
pub(crate) fn describe(with: &[Spanned<With>], facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
    for (position, at) in with.iter().enumerate() {
        let name = at.value.name();
        if let Some(name) = name
            && with[..position].iter().any(|other| other.value.name() == Some(name))
        {
            let message = format!("two things under `with` are called `{name}`");
            let hint = match at.value {
                With::Shift(_) => "make one calendar of the two",
                With::Standby(_) => "it falls asleep in one way",
                _ => {
                    "give each a `name` of its own: their random streams and their figures go by it"
                }
            };
            cx.report.push(Diagnostic::error(codes::DUPLICATE, at.span, message).hint(hint));
        }
        if let Some(span) = at.value.on_demand().filter(|_| facts.kind != "Station") {
            let message = format!("a {} does not fail on demand", facts.kind);
            let hint = "say after how much time it fails, with `every` and `counts`, or make it a `Station`";
            cx.report.push(Diagnostic::error(codes::INVALID_VALUE, span, message).hint(hint));
        }
        let concern = at.value.describe(at.span, facts, cx);
        facts.concerns.extend(concern);
    }
    let failures: Vec<&str> = with
        .iter()
        .filter(|at| {
            matches!(at.value, With::Failure(_) | With::MicroStop(_) | With::Degradation(_))
        })
        .filter_map(|at| at.value.name())
        .collect();
    let law = |name: &str| {
        let concern = facts.concerns.iter().find(|concern| concern.name == name)?;
        Some((concern.span, concern.laws.first()?))
    };
    let lives = with.iter().filter_map(|at| match &at.value {
        With::Failure(failure) | With::MicroStop(failure) if failure.demand_span().is_none() => {
            Some((failure.name(), failure.clock(), law(failure.name())?.1))
        }
        _ => None,
    });
    let lives: Vec<_> = lives.collect();
    for at in with {
        match &at.value {
            With::Shift(shift) => shift.check(facts, cx),
            With::Maintenance(maintenance) => {
                maintenance.check(&failures, cx);
                if let Some(interval) = law(maintenance.name()) {
                    maintenance.check_lives(interval, &lives, cx);
                }
            }
            _ => {}
        }
    }
    facts.concerns.sort_by(|a, b| natural_cmp(&a.name, &b.name));
}

/// The concerns of a body that have rows, in the order of the facts.
pub(crate) fn in_order(with: &[Spanned<With>]) -> Vec<&With> {
    let named = |with: &Spanned<With>| with.value.name().is_some();
    let mut with: Vec<&With> =
        with.iter().filter(|with| named(with)).map(|with| &with.value).collect();
    with.sort_by(|a, b| natural_cmp(a.name().unwrap_or_default(), b.name().unwrap_or_default()));
    with
}

/// What an item takes, in parts; reported where that cannot be counted.
fn per_item(amount: Option<Spanned<f64>>, cx: &mut ReadCx<'_>) -> Option<u128> {
    per(amount, "item", cx)
}

/// What one of such things takes, in parts; reported where that cannot be counted.
fn per(amount: Option<Spanned<f64>>, thing: &str, cx: &mut ReadCx<'_>) -> Option<u128> {
    /// Units are counted in billionths.
    const BILLION: f64 = 1e9;
    let Some(amount) = amount else { return Some(0) };
    let billionths = (amount.value * BILLION).round();
    if !(0.0..u64::MAX as f64).contains(&billionths) {
        let message = format!("`{}` for each {thing} cannot be counted", amount.value);
        cx.report.push(
            Diagnostic::error(codes::ENERGY, amount.span, message)
                .hint("give an amount that is not below zero"),
        );
        return None;
    }
    Some(billionths as u128 * (PARTS_PER_UNIT / BILLION as u128))
}
