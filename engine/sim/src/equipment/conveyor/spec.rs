//! What a scene says of a belt, and what follows from it for checks and KPIs.

use plantwright_model::plant::{BeltFacts, EquipmentFacts, Role, ShapeFacts, Spacing};
use plantwright_model::vocabulary::To;
use plantwright_model::{Diagnostic, ReadCx, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{EquipmentId, Length, Speed};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::concern::{self, With};

pub(crate) const SAMPLE: &str =
    r#"Conveyor(length: "12 m", speed: "0.5 m/s", pitch: "90 mm", to: ["filler"])"#;

/// Moves items at the speed of its surface, one behind the other.
///
/// A position is that of an item's front. The front is at the entry when the item comes, and the item is on the belt until its
/// front is at the exit and who follows takes it. An item comes once the front of the one ahead is as far on as that one's
/// pitch: its length and the gap behind it. When the item at the exit is taken, all items that touch it start at once.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Conveyor")]
pub(crate) struct Spec {
    /// From the entry to the exit.
    length: Spanned<Length>,
    /// Of its surface.
    speed: Spanned<Speed>,
    /// How far apart items stand at least, from front to front; default: by their lengths and `gap`.
    #[serde(default)]
    pitch: Option<Spanned<Length>>,
    /// How far apart items stand at least, from the end of one to the front of the next; the products have a `length`
    /// each; default: by `pitch`.
    #[serde(default)]
    gap: Option<Spanned<Length>>,
    /// Whether items go on while the one at the exit waits, until they touch. If not, the whole belt stops, and gaps are
    /// kept; default: true.
    #[serde(default = "accumulating")]
    accumulating: bool,
    /// How much higher its exit is than its entry, `"2 m"`, or lower, `"-2 m"`; default: it is level.
    #[serde(default)]
    rise: Option<Spanned<Length>>,
    /// Of its curve, to the middle of the belt; default: it is straight.
    #[serde(default)]
    radius: Option<Spanned<Length>>,
    /// The coefficient of static friction between its surface and items, which inclines and curves need; default: none.
    #[serde(default)]
    friction: Option<Spanned<f64>>,
    /// Who goes first where several want to bring items; default: `InTurn`.
    #[serde(default)]
    merge: Merge,
    /// Where items go; default: to the next operation of their route.
    #[serde(default)]
    to: Option<To>,
    /// What may happen to it: `[Failure(...)]`; default: nothing.
    #[serde(default)]
    pub(super) with: Vec<Spanned<With>>,
}

/// Who goes first at the entry of a belt.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
enum Merge {
    /// Who has waited longest: who always has something takes turns with others who do.
    #[default]
    InTurn,
    /// The first in the list that waits: `Priority(["main", "spur"])`. Who is not in the list comes behind all that are.
    Priority(Vec<Spanned<String>>),
}

const fn accumulating() -> bool {
    true
}

/// The measures of a belt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measures {
    pub(crate) length: Spanned<Length>,
    pub(crate) speed: Spanned<Speed>,
    pub(crate) pitch: Option<Spanned<Length>>,
    pub(crate) gap: Option<Spanned<Length>>,
}

impl Measures {
    /// Reports a measure that is not above zero.
    pub(crate) fn check(&self, cx: &mut ReadCx<'_>) -> bool {
        let mut wrong = |is_wrong: bool, span, message: &str, hint: &str| {
            if is_wrong {
                cx.report.push(Diagnostic::error(codes::BELT, span, message).hint(hint));
            }
            is_wrong
        };
        let no_length = wrong(
            self.length.value.number() <= 0.0,
            self.length.span,
            "this belt has no length",
            "give it the distance from its entry to its exit",
        );
        let no_speed = wrong(
            self.speed.value.number() <= 0.0,
            self.speed.span,
            "this belt never moves",
            "give it a speed above zero; what stands still is a `Buffer`",
        );
        let no_pitch = self.pitch.is_some_and(|pitch| {
            let hint = "give the distance from the front of an item to the front of the next";
            wrong(
                pitch.value.number() <= 0.0,
                pitch.span,
                "all items would stand in one place",
                hint,
            )
        });
        let no_gap = self.gap.is_some_and(|gap| {
            let hint = "items may touch: `\"0 mm\"`";
            wrong(gap.value.is_negative(), gap.span, "items would stand in one another", hint)
        });
        no_length || no_speed || no_pitch || no_gap
    }

    /// How far apart items stand, and where that is said; reported where it is not said once.
    pub(crate) fn spacing(
        &self,
        facts: &EquipmentFacts,
        cx: &mut ReadCx<'_>,
    ) -> Option<Spanned<Spacing>> {
        let (span, message) = match (self.pitch, self.gap) {
            (Some(pitch), None) => {
                return Some(Spanned { value: Spacing::Pitch(pitch.value), span: pitch.span });
            }
            (None, Some(gap)) => {
                return Some(Spanned { value: Spacing::Gap(gap.value), span: gap.span });
            }
            (Some(_), Some(gap)) => {
                (gap.span, "`pitch` and `gap` both say how far apart items stand")
            }
            (None, None) => (facts.span, "nobody says how far apart items stand on this belt"),
        };
        let hint = "give it a `pitch`, or a `gap` and each product a `length`";
        cx.report.push(Diagnostic::error(codes::BELT, span, message).hint(hint));
        None
    }
}

impl Spec {
    /// Its incline and its curve; reported where they are none, or nobody says what keeps items there.
    fn shape(&self, cx: &mut ReadCx<'_>) -> Option<ShapeFacts> {
        let mut wrong = |span, message: &str, hint: &str| {
            cx.report.push(Diagnostic::error(codes::BELT, span, message).hint(hint));
        };
        let (rise, radius) = (self.rise, self.radius);
        let span = rise.or(radius)?.span;
        let up = rise.map_or(0.0, |rise| rise.value.base_f64().abs());
        if up >= self.length.value.base_f64() {
            wrong(span, "this belt rises more than it is long", "`length` is that of its surface");
            return None;
        }
        if let Some(radius) = radius.filter(|radius| radius.value.number() <= 0.0) {
            let hint = "give the distance from the centre of the curve to the middle of the belt";
            wrong(radius.span, "a curve has a radius above zero", hint);
            return None;
        }
        let Some(friction) = self.friction.filter(|friction| friction.value > 0.0) else {
            let span = self.friction.map_or(span, |friction| friction.span);
            let hint = "give it a `friction` above zero, the coefficient between its surface and the items";
            wrong(span, "nobody says what keeps items where they stand here", hint);
            return None;
        };
        Some(ShapeFacts { rise, radius, friction: friction.value })
    }

    fn priority(&self, cx: &mut ReadCx<'_>) -> Option<Vec<EquipmentId>> {
        let Merge::Priority(names) = &self.merge else { return None };
        Some(names.iter().filter_map(|name| cx.equipment(name)).collect())
    }
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        facts.role = Role::Holder;
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        let Self { length, speed, pitch, gap, .. } = *self;
        let measures = Measures { length, speed, pitch, gap };
        let spacing = measures.spacing(facts, cx);
        let priority = self.priority(cx);
        let shape = self.shape(cx);
        if !measures.check(cx)
            && let Some(Spanned { value: spacing, span }) = spacing
        {
            facts.capacity = capacity(self.length.value, spacing);
            facts.belt = Some(Box::new(BeltFacts {
                length: self.length.value,
                speed: self.speed.value,
                spacing,
                span,
                accumulates: self.accumulating,
                priority,
                sorter: None,
                shape,
            }));
        }
        concern::describe(&self.with, facts, cx);
    }
}

/// How many items stand on it at the most: with their fronts at the exit, a pitch before it, and so on, to the entry. Where
/// the pitch depends on the item, only items themselves tell.
pub(crate) fn capacity(length: Length, spacing: Spacing) -> Option<u64> {
    let Spacing::Pitch(pitch) = spacing else { return None };
    let ((metres, parts), (pitch, others)) = (length.ratio(), pitch.ratio());
    let (all, one) = (metres.checked_mul(others)?, pitch.checked_mul(parts)?);
    u64::try_from(all / one).ok()?.checked_add(1)
}
