//! What is known of a shuttle, which fetches items one at a time.

use plantwright_units::{EquipmentId, Length};

use crate::Spanned;

/// A shuttle: a lift, a transfer car, a turntable.
#[derive(Debug, Clone, PartialEq)]
pub struct ShuttleFacts {
    /// Where others bring and take items, along its way; whoever is not here is at the beginning.
    pub places: Vec<(EquipmentId, Spanned<Length>)>,
    /// Seconds that it spends on each item at the least: to take it on and to put it off.
    pub handling: f64,
}
