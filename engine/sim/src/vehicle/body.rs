//! What a scene says of vehicles as rigid bodies.

use plantwright_model::plant::VehicleBody as BodyFacts;
use plantwright_model::{Diagnostic, ReadCx, Spanned, codes};
use plantwright_units::Length;
use schemars::JsonSchema;
use serde::Deserialize;

/// What a vehicle is on the floor of a `Zone`: a block of its `length` that goes its way whatever is in it, and pushes what it touches.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VehicleBody {
    /// Across.
    width: Spanned<Length>,
    /// From the floor up.
    height: Spanned<Length>,
    /// How far its safety field reaches ahead of it, from the floor up to its height. It brakes for what is in it, and goes on when the field
    /// is clear; default: it has none.
    #[serde(default)]
    field: Option<Spanned<Length>>,
    /// How far the field reaches beyond each of its sides, for what comes from there; default: it is as wide as the vehicle.
    #[serde(default)]
    beside: Option<Spanned<Length>>,
}

impl VehicleBody {
    pub(super) fn facts(self, cx: &mut ReadCx<'_>) -> BodyFacts {
        for extent in [self.width, self.height] {
            if !(0.01..=100.0).contains(&extent.value.base_f64()) {
                let message = "a vehicle without extent";
                let hint = "give it in metres or millimetres, from 10 mm to 100 m";
                cx.report.push(Diagnostic::error(codes::BODY, extent.span, message).hint(hint));
            }
        }
        let fields = [self.field, self.beside].into_iter().flatten();
        for field in fields.filter(|it| !(0.0..=100.0).contains(&it.value.base_f64())) {
            let message = "no safety field reaches so far";
            let hint = "from none to 100 m; usual are 1 to 4 m";
            cx.report.push(Diagnostic::error(codes::BODY, field.span, message).hint(hint));
        }
        BodyFacts {
            width: self.width.value.base_f64(),
            height: self.height.value.base_f64(),
            field: self.field.map_or(0.0, |field| field.value.base_f64()),
            beside: self.beside.map_or(0.0, |beside| beside.value.base_f64()),
        }
    }
}
