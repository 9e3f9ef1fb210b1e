//! `Cost`: what it costs to have and to run a piece of equipment.

use plantwright_model::plant::{BILLIONTHS_PER_DAY, EquipmentFacts, MeterFacts, UpkeepFacts};
use plantwright_model::vocabulary::PerProduct;
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, codes};
use plantwright_units::{Frequency, Quantity};

use crate::concern::by_state::by_state;
use crate::concern::{per, per_item};

by_state! {
    /// What it costs in each state, and for each item: `Cost(processing: "30 /h", idle: "20 /h", per_item: 0.4)`.
    "Cost" of Frequency {
        /// What each item that it finishes costs beside; default: nothing.
        #[serde(default)]
        per_item: Option<Spanned<f64>>,
        /// What each inspection of its condition costs beside; default: nothing.
        #[serde(default)]
        per_inspection: Option<Spanned<f64>>,
        /// What each maintenance that is done before it fails costs beside; default: nothing.
        #[serde(default)]
        per_maintenance: Option<Spanned<f64>>,
        /// What each repair costs beside, also after a micro-stop; default: nothing.
        #[serde(default)]
        per_repair: Option<Spanned<f64>>,
    }
}

impl Spec {
    pub(crate) fn describe(&self, at: Span, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        let (meter, per_item) = (self.meter(BILLIONTHS_PER_DAY, cx), per_item(self.per_item, cx));
        if facts.meters.cost.is_some() {
            cx.report.push(
                Diagnostic::error(codes::ENERGY, at, "the cost of this is said twice")
                    .hint("put the states of both into one `Cost`"),
            );
        }
        let inspection = per(self.per_inspection, "inspection", cx);
        let maintenance = per(self.per_maintenance, "maintenance", cx);
        let repair = per(self.per_repair, "repair", cx);
        let (Some(meter), Some(per_item)) = (meter, per_item) else { return };
        let (Some(inspection), Some(maintenance), Some(repair)) = (inspection, maintenance, repair)
        else {
            return;
        };
        let upkeep = UpkeepFacts { inspection, maintenance, repair };
        facts.meters.cost = Some(MeterFacts { per_item, upkeep, ..meter });
    }
}
