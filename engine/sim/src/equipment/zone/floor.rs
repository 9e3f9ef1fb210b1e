//! What a scene says of the floor around a zone, and that floor as a part of the layout of bodies.

use plantwright_model::plant::{FloorFacts, Position};
use plantwright_model::{Diagnostic, ReadCx, Spanned, codes};
use plantwright_motion::{Kind, Layout, Pose};
use plantwright_units::{Duration, Length};
use schemars::JsonSchema;
use serde::Deserialize;

/// The floor around a zone, level and as large as is said, among the paths of a fleet. What falls off the zone lies there, and the vehicles
/// of the fleet are bodies there: they push what they touch, and stop for what their safety field meets.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Floor {
    /// The fleet whose vehicles drive there.
    of: Spanned<String>,
    /// Where the entry of the zone is among the `points` of that fleet.
    entry: (Length, Length),
    /// Where its exit is.
    exit: (Length, Length),
    /// How high the entry is above the floor.
    height: Spanned<Length>,
    /// How far the floor reaches beyond the surface of the zone on all sides. What is pushed over its edge has fallen; default: 2 m.
    #[serde(default)]
    around: Option<Spanned<Length>>,
    /// How long what has come to rest on the floor lies there until somebody takes it away, and it is
    /// scrapped; default: it stays there for the rest of the run.
    #[serde(default)]
    cleared_after: Option<Spanned<Duration>>,
}

impl Floor {
    /// The facts, for a zone of a length along its surface, a width, and a height by which its exit is above its entry.
    pub(super) fn facts(
        floor: &Spanned<Self>,
        [length, width, rise]: [f64; 3],
        cx: &mut ReadCx<'_>,
    ) -> Option<FloorFacts> {
        let it = &floor.value;
        let fleet = cx.equipment(&it.of);
        let ends =
            [&it.entry, &it.exit].map(|(x, y)| Position { x: x.base_f64(), y: y.base_f64() });
        let (x, y) = (ends[1].x - ends[0].x, ends[1].y - ends[0].y);
        let (apart, level) = ((x * x + y * y).sqrt(), (length * length - rise * rise).sqrt());
        let height = it.height.value.base_f64();
        let around = it.around.map_or(2.0, |around| around.value.base_f64());
        let mut is_right = true;
        let mut wrong = |is_wrong: bool, span, message: String, hint: &str| {
            is_right &= !is_wrong;
            if is_wrong {
                cx.report.push(Diagnostic::error(codes::BODY, span, message).hint(hint));
            }
        };
        wrong(
            (apart - level).abs() > 0.01 * level,
            floor.span,
            format!(
                "`entry` and `exit` are {apart:.3} m apart, and this zone is {level:.3} m long along the floor"
            ),
            "places are those of the middle line of the zone, among the `points` of the fleet",
        );
        let lowest = height + rise.min(0.0);
        wrong(
            !(0.02..=50.0).contains(&height) || lowest < 0.02,
            it.height.span,
            format!("this zone lies {lowest:.3} m above its floor at its lowest"),
            "from 20 mm to 50 m: a floor lies below what stands on it",
        );
        wrong(
            !(0.1..=100.0).contains(&around),
            it.around.map_or(floor.span, |around| around.span),
            "no floor is so large".to_owned(),
            "from 0.1 m to 100 m around the zone",
        );
        let cleared_after = match &it.cleared_after {
            Some(after) => Some(cx.span(after)?),
            None => None,
        };
        is_right.then_some(FloorFacts {
            fleet: fleet?,
            span: floor.span,
            ends,
            height,
            around,
            surface: [width, level],
            cleared_after,
        })
    }
}

/// Adds the floor to a layout. Things come to rest on it, as on a plate.
pub(super) fn put(layout: Layout, facts: &FloorFacts) -> Layout {
    let [low, high] = facts.corners();
    let [length, width] = [high[0] - low[0], high[1] - low[1]].map(|side| side as f32);
    let plain = Kind::Slide { length, width, friction: None };
    layout.with("floor", Pose::at(low[0] as f32, 0.0, -facts.height as f32), plain)
}
