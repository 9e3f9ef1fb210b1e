//! What is known of a zone, where items are rigid bodies.

use plantwright_units::EquipmentId;

use crate::plant::{EyeFacts, ProductFacts};
use crate::vocabulary::Physics;

/// A zone: where items are rigid bodies.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneFacts {
    /// From the entry to the exit, metres.
    pub length: f64,
    /// Between its guides, metres.
    pub width: f64,
    /// What items are whose product does not say it.
    pub body: Option<Physics>,
    /// Who takes items at the side, with the names.
    pub sides: Vec<(EquipmentId, String)>,
    /// The photo-eyes along it.
    pub eyes: Vec<EyeFacts>,
}

impl ZoneFacts {
    /// Returns what items of a product are here, where that is known.
    pub fn body<'a>(&'a self, product: &'a ProductFacts) -> Option<&'a Physics> {
        product.physics.as_deref().or(self.body.as_ref())
    }
}
