//! What is known of a photo-eye: a sensor at a place along a belt or a zone.

use plantwright_units::{EquipmentId, Length, SimSpan};

use crate::{Span, Spanned};

/// A photo-eye: covered while an item is before it.
#[derive(Debug, Clone, PartialEq)]
pub struct EyeFacts {
    /// Its name, of its belt's own.
    pub name: String,
    /// Where the name stands in the scene.
    pub span: Span,
    /// How far behind the entry it is.
    pub at: Spanned<Length>,
    /// For how long it has to be covered until it acts.
    pub covered_for: SimSpan,
    /// For how long it has to be clear until it acts no longer.
    pub clear_for: SimSpan,
    /// Who stands while it acts.
    pub stops: Vec<EquipmentId>,
    /// Whether nothing comes onto its own belt while it acts.
    pub closes: bool,
}
