//! What may happen to any piece of equipment beside its work. To add a concern, write its file, its `mod` line, its variant
//! of `With`, and its line in `kinds!` (`equipment.rs`).
//!
//! A concern is a row of its own, with an id behind those of the equipment. It acts on its owner through `halt` and `resume`,
//! and reads how much the owner has been used; a kind of equipment does not know why it stands.

pub(crate) mod age;
mod carried;
pub(crate) mod failure;
pub(crate) mod maintenance;
pub(crate) mod shift;

pub(crate) use age::Renewal;
pub(crate) use carried::{Age, Carried, Gate, Halt, Measure, Usage, Watch};

use plantwright_model::plant::{ConcernFacts, EquipmentFacts};
use plantwright_model::{Diagnostic, ReadCx, Spanned, codes};
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
    /// It works by a calendar.
    Shift(shift::Spec),
}

impl With {
    fn name(&self) -> &str {
        match self {
            Self::Failure(failure) | Self::MicroStop(failure) => failure.name(),
            Self::Maintenance(maintenance) => maintenance.name(),
            Self::Shift(_) => shift::NAME,
        }
    }

    fn facts(&self, at: &Spanned<Self>, cx: &mut ReadCx<'_>) -> Option<ConcernFacts> {
        match self {
            Self::Failure(failure) | Self::MicroStop(failure) => failure.facts(at.span, cx),
            Self::Maintenance(maintenance) => maintenance.facts(at.span, cx),
            Self::Shift(shift) => shift.facts(at.span, cx),
        }
    }
}

/// Describes what an owner's body lists under `with`.
pub(crate) fn describe(with: &[Spanned<With>], facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
    for (position, at) in with.iter().enumerate() {
        let name = at.value.name();
        if with[..position].iter().any(|other| other.value.name() == name) {
            let message = format!("two things under `with` are called `{name}`");
            let hint = match at.value {
                With::Shift(_) => "make one calendar of the two",
                With::Failure(_) | With::MicroStop(_) | With::Maintenance(_) => {
                    "give each a `name` of its own: their random streams and their figures go by it"
                }
            };
            cx.report.push(Diagnostic::error(codes::DUPLICATE, at.span, message).hint(hint));
        }
        facts.concerns.extend(at.value.facts(at, cx));
    }
    let failures: Vec<&str> = with
        .iter()
        .filter(|at| matches!(at.value, With::Failure(_) | With::MicroStop(_)))
        .map(|at| at.value.name())
        .collect();
    for at in with {
        match &at.value {
            With::Shift(shift) => shift.check(facts, cx),
            With::Maintenance(maintenance) => maintenance.check(&failures, cx),
            With::Failure(_) | With::MicroStop(_) => {}
        }
    }
    facts.concerns.sort_by(|a, b| natural_cmp(&a.name, &b.name));
}

/// The concerns of a body in the order of the facts.
pub(crate) fn in_order(with: &[Spanned<With>]) -> Vec<&With> {
    let mut with: Vec<&With> = with.iter().map(|with| &with.value).collect();
    with.sort_by(|a, b| natural_cmp(a.name(), b.name()));
    with
}
