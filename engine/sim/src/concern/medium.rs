//! `Medium`: what a piece of equipment uses beside electricity: compressed air, water, gas.

use plantwright_model::plant::{BILLIONTHS_PER_DAY, EquipmentFacts, MediumFacts, MeterFacts};
use plantwright_model::vocabulary::PerProduct;
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, codes};
use plantwright_units::{Frequency, Quantity, intern};

use crate::concern::by_state::by_state;
use crate::concern::per_item;

by_state! {
    /// What it uses of a medium in each state: `Medium(name: "compressed air", unit: "Nm3", processing: "12 /h")`.
    "Medium" of Frequency {
        /// What it is. Equipment that uses the same medium names it alike.
        name: Spanned<String>,
        /// What it is counted in, such as `"Nm3"` or `"l"`. Rates are in this unit.
        unit: Spanned<String>,
        /// How much each item that it finishes takes beside; default: nothing.
        #[serde(default)]
        per_item: Option<Spanned<f64>>,
    }
}

impl Spec {
    pub(crate) fn describe(&self, at: Span, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        let meter = self.meter(BILLIONTHS_PER_DAY, cx);
        let per_item = per_item(self.per_item, cx);
        if self.name.value.trim().is_empty() || self.unit.value.trim().is_empty() {
            let place = if self.unit.value.trim().is_empty() { &self.unit } else { &self.name };
            cx.error(codes::NAME, place.span, "a medium has a name and a unit");
            return;
        }
        let (Some(meter), Some(per_item)) = (meter, per_item) else { return };
        let unit = intern(&self.unit.value);
        let medium = MediumFacts { span: at, unit, meter: MeterFacts { per_item, ..meter } };
        if facts.meters.media.insert(self.name.value.clone(), medium).is_some() {
            let message = format!("the use of `{}` is said twice", self.name.value);
            cx.report.push(
                Diagnostic::error(codes::ENERGY, at, message)
                    .hint("put the states of both into one `Medium`"),
            );
        }
    }
}
