//! `Power`: the electric power that a piece of equipment draws in each state.

use plantwright_model::plant::{EquipmentFacts, MICROWATTS, MeterFacts};
use plantwright_model::vocabulary::PerProduct;
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, codes};
use plantwright_units::{PowerDimension, Quantity};

use crate::concern::by_state::by_state;

by_state! {
    /// The electric power that it draws in each state, whatever the number of places in process.
    "Power" of PowerDimension {}
}

impl Spec {
    pub(crate) fn describe(&self, at: Span, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        let power = self.meter(MICROWATTS, cx);
        if facts.meters.power.is_some() {
            cx.report.push(
                Diagnostic::error(codes::ENERGY, at, "the power of this is said twice")
                    .hint("put the states of both into one `Power`"),
            );
        }
        facts.meters.power = power;
    }
}
