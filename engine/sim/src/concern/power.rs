//! `Power`: the electric power that a piece of equipment draws in each state.

use plantwright_model::plant::{EquipmentFacts, MICROWATTS, MeterFacts, Ramp};
use plantwright_model::vocabulary::PerProduct;
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, codes};
use plantwright_units::{Duration, PowerDimension, Quantity, SimSpan};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::concern::by_state::by_state;

by_state! {
    /// The electric power that it draws in each state, whatever the number of places in process.
    "Power" of PowerDimension {
        /// How the power goes from that of one state to that of the next; default: at once.
        #[serde(default)]
        ramp: Option<Spanned<RampSpec>>,
    }
}

/// How power goes from one value to another.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename = "PowerRamp")]
pub(crate) enum RampSpec {
    /// In a straight line, within so long, from whatever it is: `Linear("10 s")`.
    Linear(Duration),
    /// Exponentially, with this time constant: after it, 63.2 % of the way is done.
    TimeConstant(Duration),
}

impl Spec {
    pub(crate) fn describe(&self, at: Span, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        let mut power = self.meter(MICROWATTS, cx);
        if let (Some(ramp), Some(power)) = (self.ramp, &mut power) {
            power.ramp = ramp_of(ramp, cx).unwrap_or_default();
        }
        if facts.meters.power.is_some() {
            cx.report.push(
                Diagnostic::error(codes::ENERGY, at, "the power of this is said twice")
                    .hint("put the states of both into one `Power`"),
            );
        }
        facts.meters.power = power;
    }
}

/// The ramp, or why there can be none.
fn ramp_of(ramp: Spanned<RampSpec>, cx: &mut ReadCx<'_>) -> Option<Ramp> {
    /// Longer ones could not be summed up in whole parts.
    const LONGEST: SimSpan = SimSpan::from_secs(24 * 3_600);
    let (RampSpec::Linear(time) | RampSpec::TimeConstant(time)) = ramp.value;
    let span = cx.span(&Spanned { value: time, span: ramp.span })?;
    if span == SimSpan::ZERO || span > LONGEST {
        let message = "a ramp of power takes some time, and a day at most";
        let hint = "write something like `ramp: Linear(\"10 s\")`, or leave `ramp` out where the power changes at once";
        cx.report.push(Diagnostic::error(codes::ENERGY, ramp.span, message).hint(hint));
        return None;
    }
    Some(match ramp.value {
        RampSpec::Linear(_) => Ramp::Linear(span),
        RampSpec::TimeConstant(_) => Ramp::TimeConstant(span),
    })
}
