//! What a piece of equipment uses in each state: the fields that `Power`, `Medium` and `Cost` have in common, and their facts.
//!
//! These are facts and nothing else: nothing happens, so there is no row in the world. KPIs count them.

use std::collections::BTreeMap;

use plantwright_model::plant::{ByState, MeterFacts};
use plantwright_model::vocabulary::PerProduct;
use plantwright_model::{Diagnostic, ReadCx, Spanned, codes};
use plantwright_units::{Dimension, Quantity};

/// Declares a spec with an amount for each state, beside the fields of its own.
macro_rules! by_state {
    (
        $(#[$doc:meta])*
        $name:literal of $dimension:ty { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[serde(rename = $name)]
        pub(crate) struct Spec {
            $($(#[$field_doc])* $field: $type,)*
            /// While it has nothing to work on; default: nothing.
            #[serde(default)]
            idle: Option<Spanned<Quantity<$dimension>>>,
            /// While it works, or one amount for each product: `{"a": …, "b": …}`; default: as `idle`. With several
            /// products in process at once it is their mean.
            #[serde(default)]
            processing: Option<PerProduct<$dimension>>,
            /// While finished items find no place downstream; default: as `idle`.
            #[serde(default)]
            blocked: Option<Spanned<Quantity<$dimension>>>,
            /// While it is broken down; default: as `idle`.
            #[serde(default)]
            down: Option<Spanned<Quantity<$dimension>>>,
            /// While it is set up; default: as `idle`.
            #[serde(default)]
            setup: Option<Spanned<Quantity<$dimension>>>,
            /// While it waits for a person; default: as `idle`.
            #[serde(default)]
            waiting: Option<Spanned<Quantity<$dimension>>>,
            /// While it is maintained; default: as `idle`.
            #[serde(default)]
            maintenance: Option<Spanned<Quantity<$dimension>>>,
            /// Outside its shifts; default: nothing.
            #[serde(default)]
            off: Option<Spanned<Quantity<$dimension>>>,
            /// While it sleeps (see `Standby`); default: as `idle`.
            #[serde(default)]
            standby: Option<Spanned<Quantity<$dimension>>>,
            /// While it wakes up; default: as `idle`.
            #[serde(default)]
            starting: Option<Spanned<Quantity<$dimension>>>,
        }

        impl Spec {
            /// In whole parts, of which `parts` are the dimension's base unit.
            fn meter(&self, parts: u64, cx: &mut ReadCx<'_>) -> Option<MeterFacts> {
                crate::concern::by_state::Amounts {
                    idle: self.idle,
                    processing: self.processing.as_ref(),
                    blocked: self.blocked,
                    down: self.down,
                    setup: self.setup,
                    waiting: self.waiting,
                    maintenance: self.maintenance,
                    off: self.off,
                    standby: self.standby,
                    starting: self.starting,
                }
                .meter(parts, cx)
            }
        }
    };
}

pub(crate) use by_state;

/// The amounts of a spec, as written.
#[derive(Debug)]
pub(super) struct Amounts<'a, D> {
    pub(super) idle: Option<Spanned<Quantity<D>>>,
    pub(super) processing: Option<&'a PerProduct<D>>,
    pub(super) blocked: Option<Spanned<Quantity<D>>>,
    pub(super) down: Option<Spanned<Quantity<D>>>,
    pub(super) setup: Option<Spanned<Quantity<D>>>,
    pub(super) waiting: Option<Spanned<Quantity<D>>>,
    pub(super) maintenance: Option<Spanned<Quantity<D>>>,
    pub(super) off: Option<Spanned<Quantity<D>>>,
    pub(super) standby: Option<Spanned<Quantity<D>>>,
    pub(super) starting: Option<Spanned<Quantity<D>>>,
}

impl<D: Dimension> Amounts<'_, D> {
    /// Every mistake is reported before any amount is missed.
    pub(super) fn meter(&self, parts: u64, cx: &mut ReadCx<'_>) -> Option<MeterFacts> {
        let mut count = |amount: Option<Spanned<Quantity<D>>>, default: Option<u64>| match amount {
            Some(amount) => whole(amount, parts, cx),
            None => default,
        };
        let idle = count(self.idle, Some(0));
        // What is wrong with `idle` was said.
        let usual = Some(idle.unwrap_or_default());
        let [blocked, down, setup, waiting, maintenance] =
            [self.blocked, self.down, self.setup, self.waiting, self.maintenance]
                .map(|amount| count(amount, usual));
        let [standby, starting] = [self.standby, self.starting].map(|amount| count(amount, usual));
        let off = count(self.off, Some(0));
        let (processing, by_product) = match self.processing {
            None => (usual, Some(BTreeMap::new())),
            Some(PerProduct::All(amount)) => (whole(*amount, parts, cx), Some(BTreeMap::new())),
            Some(PerProduct::ByProduct(amounts)) => (usual, by_product(amounts, parts, cx)),
        };
        let rates = ByState {
            idle: idle?,
            processing: processing?,
            blocked: blocked?,
            down: down?,
            setup: setup?,
            waiting: waiting?,
            maintenance: maintenance?,
            off: off?,
            standby: standby?,
            starting: starting?,
        };
        Some(MeterFacts { rates, by_product: by_product?, ..MeterFacts::default() })
    }
}

fn by_product<D: Dimension>(
    amounts: &BTreeMap<Spanned<String>, Spanned<Quantity<D>>>,
    parts: u64,
    cx: &mut ReadCx<'_>,
) -> Option<BTreeMap<plantwright_units::ProductId, u64>> {
    let amounts: Vec<_> = amounts
        .iter()
        .map(|(product, amount)| {
            let (product, amount) = (cx.product(product), whole(*amount, parts, cx));
            Some((product?, amount?))
        })
        .collect();
    amounts.into_iter().collect()
}

fn whole<D: Dimension>(
    amount: Spanned<Quantity<D>>,
    parts: u64,
    cx: &mut ReadCx<'_>,
) -> Option<u64> {
    match amount.value.whole(parts) {
        Ok(parts) => Some(parts),
        Err(error) => {
            cx.report.push(
                Diagnostic::error(codes::ENERGY, amount.span, error.to_string())
                    .hint(format!("write an amount like `\"{}\"`", D::EXAMPLE)),
            );
            None
        }
    }
}
