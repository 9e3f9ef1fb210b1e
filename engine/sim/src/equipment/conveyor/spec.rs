//! What a scene says of a belt, and what follows from it for checks and KPIs.

use std::collections::BTreeMap;

use plantwright_model::plant::{
    BeltFacts, EquipmentFacts, IndexFacts, ReversalFacts, Role, Routing, ShapeFacts, Spacing,
};
use plantwright_model::vocabulary::To;
use plantwright_model::{Diagnostic, ReadCx, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, EquipmentId, Length, SimSpan, SimTime, Speed};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::concern::{self, With};
use crate::equipment::eye::{self, PhotoEye};
use crate::equipment::merge::Merge;

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
    /// Zones in which items stop one by one, each at the end of its own, `(length: "600 mm")`, in place of `pitch` and
    /// `gap`; default: there are none.
    #[serde(default)]
    zones: Option<Zoned>,
    /// When it moves on by one pitch, between which it rests; items come while it does; default: it runs all the time.
    #[serde(default)]
    index: Option<Spanned<Index>>,
    /// Who brings and takes items at its beginning, if it runs both ways; default: it runs one way.
    #[serde(default)]
    reversible: Option<Reversible>,
    /// Other speeds that it has from instants of the run on: `[(from: "8 h", speed: "0.3 m/s")]`; default: it stays the same.
    #[serde(default)]
    speeds: Vec<SpeedChange>,
    /// Sensors along it, by name: `{"full": (at: "2 m", covered_for: "3 s", stops: ["filler"])}`; default: there are none.
    #[serde(default)]
    eyes: BTreeMap<Spanned<String>, PhotoEye>,
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

/// The zones of a belt.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Zoned {
    /// How long each is; the belt is a whole number of them.
    length: Spanned<Length>,
    /// Who goes on when the item at the exit is taken; default: `Single`.
    #[serde(default)]
    release: Letting,
}

/// Who goes on when the item at the exit of a zoned belt is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
enum Letting {
    /// One after the other: each once the zone ahead is empty, so that gaps open.
    #[default]
    Single,
    /// All that stand one behind the other, at once.
    Slug,
}

/// When an indexed belt moves on by one pitch.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
enum Index {
    /// As soon as its last place is free and anything is on it.
    WhenFree,
    /// As soon as its last place is free and an item is on its first.
    WhenLoaded,
    /// At the multiples of a time, `Every("4 s")`, at which its last place is free.
    Every(Duration),
}

/// How a belt runs both ways: what comes at one end leaves at the other, and it turns round only when it is empty.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reversible {
    /// Who brings and takes items at its beginning; all others do at its end.
    beginning: Vec<Spanned<String>>,
    /// How long it takes to turn round; default: no time.
    #[serde(default)]
    turn: Option<Spanned<Duration>>,
    /// How many items go one way at the most while others wait at the other end; default: 1.
    #[serde(default)]
    at_once: Option<Spanned<u32>>,
}

/// The speed of a belt from an instant on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SpeedChange {
    /// How long after the start of the run.
    from: Spanned<Duration>,
    /// Of its surface.
    speed: Spanned<Speed>,
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
        if let Some(friction) = self.friction.filter(|it| !(0.0..=10.0).contains(&it.value)) {
            let hint = "a part of the weight: cardboard on a belt has about 0.4";
            wrong(friction.span, "there is no such friction", hint);
            return None;
        }
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

    /// How far apart items stand, and where that is said.
    fn spacing(&self, facts: &EquipmentFacts, cx: &mut ReadCx<'_>) -> Option<Spanned<Spacing>> {
        let Some(zones) = &self.zones else {
            let Self { length, speed, pitch, gap, .. } = *self;
            return Measures { length, speed, pitch, gap }.spacing(facts, cx);
        };
        if let Some(span) = self.pitch.map(|it| it.span).or(self.gap.map(|it| it.span)) {
            let hint = "items of a zoned belt stop at the ends of its zones: leave it out";
            let message = "`zones` and this both say how far apart items stand";
            cx.report.push(Diagnostic::error(codes::BELT, span, message).hint(hint));
        }
        if !self.accumulating {
            let hint = "leave `zones` out, or `accumulating: false`";
            let message = "items go on from zone to zone while others stand, and `accumulating: false` says that none does";
            cx.report.push(Diagnostic::error(codes::BELT, zones.length.span, message).hint(hint));
        }
        whole_number(self.length.value, zones.length, "zones", cx).then_some(Spanned {
            value: Spacing::Pitch(zones.length.value),
            span: zones.length.span,
        })
    }

    fn index(&self, cx: &mut ReadCx<'_>) -> Option<IndexFacts> {
        let index = self.index?;
        let Some(pitch) = self.pitch else {
            let hint = "give it a `pitch`, the distance from one place to the next";
            let message = "nobody says how far this belt moves on at a time";
            cx.report.push(Diagnostic::error(codes::BELT, index.span, message).hint(hint));
            return None;
        };
        if !whole_number(self.length.value, pitch, "places", cx) {
            return None;
        }
        Some(match index.value {
            Index::WhenFree => IndexFacts::WhenFree,
            Index::WhenLoaded => IndexFacts::WhenLoaded,
            Index::Every(every) => {
                let takes = pitch.value.base_f64() / self.speed.value.base_f64();
                if takes > every.base_f64() * (1.0 + 1e-9) {
                    let message = format!(
                        "a move of {} at {} takes {:.3} s, and the next one begins after {every}",
                        pitch.value, self.speed.value, takes
                    );
                    let hint = "make it faster, or its cycle longer";
                    cx.report.push(Diagnostic::error(codes::BELT, index.span, message).hint(hint));
                    return None;
                }
                IndexFacts::Every(cx.span(&Spanned { value: every, span: index.span })?)
            }
        })
    }

    fn reversal(&self, facts: &EquipmentFacts, cx: &mut ReadCx<'_>) -> Option<ReversalFacts> {
        let reversible = self.reversible.as_ref()?;
        let names = reversible.beginning.iter();
        let beginning: Vec<EquipmentId> = names.filter_map(|name| cx.equipment(name)).collect();
        let turn = match &reversible.turn {
            Some(turn) => cx.span(turn)?,
            None => SimSpan::ZERO,
        };
        let span = reversible.beginning.first().map_or(facts.span, |name| name.span);
        let targets = facts.routing.as_ref().map(Routing::targets).unwrap_or_default();
        let at_beginning = targets.iter().filter(|to| beginning.contains(to)).count();
        let mut wrong = |is_wrong: bool, span, message: &str, hint: &str| {
            if is_wrong {
                cx.report.push(Diagnostic::error(codes::BELT, span, message).hint(hint));
            }
        };
        wrong(
            at_beginning != 1 || targets.len() != 2,
            span,
            "a reversible belt has one way out at each of its ends",
            "name two in `to`, one of which is in `beginning`; several behind one end follow a belt of their own",
        );
        let none = reversible.at_once.filter(|at_once| at_once.value == 0);
        wrong(
            none.is_some(),
            none.map_or(span, |none| none.span),
            "nothing would ever go",
            "give the number of items that go one way while others wait, from 1 on",
        );
        let at_once = reversible.at_once.map_or(1, |at_once| at_once.value.max(1));
        Some(ReversalFacts { beginning, turn, at_once })
    }

    /// The speeds that it changes to, the earliest first.
    fn changes(&self, cx: &mut ReadCx<'_>) -> Vec<(SimTime, Speed)> {
        let mut changes = Vec::new();
        for SpeedChange { from, speed } in &self.speeds {
            if speed.value.number() <= 0.0 {
                let hint = "give it a speed above zero; by a `Shift` it stands still";
                let message = "from then on this belt never moves";
                cx.report.push(Diagnostic::error(codes::BELT, speed.span, message).hint(hint));
            }
            let at = cx.span(from).map(|at| SimTime::ZERO + at);
            if at.is_some() && changes.iter().any(|(other, _)| Some(*other) == at) {
                let hint = "leave one of them out";
                let message = "two speeds are said for the same instant";
                cx.report.push(Diagnostic::error(codes::BELT, from.span, message).hint(hint));
            }
            changes.extend(at.map(|at| (at, speed.value)));
        }
        changes.sort_by_key(|(at, _)| *at);
        changes
    }
}

/// Whether a belt is a whole number of something; reported where not.
fn whole_number(length: Length, part: Spanned<Length>, what: &str, cx: &mut ReadCx<'_>) -> bool {
    let ((metres, parts), (one, others)) = (length.ratio(), part.value.ratio());
    let is_whole = part.value.number() > 0.0
        && matches!(
            (metres.checked_mul(others), one.checked_mul(parts)),
            (Some(all), Some(one)) if all >= one && all % one == 0
        );
    if !is_whole {
        let message = format!("{length} are no whole number of {what} of {}", part.value);
        let hint = "change one of the two, so that the exit is where the last one ends";
        cx.report.push(Diagnostic::error(codes::BELT, part.span, message).hint(hint));
    }
    is_whole
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        facts.role = Role::Holder;
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        let Self { length, speed, pitch, gap, .. } = *self;
        let measures = Measures { length, speed, pitch, gap };
        let is_wrong = measures.check(cx);
        let spacing = self.spacing(facts, cx);
        let shape = self.shape(cx);
        let zones = self.zones.as_ref();
        let single = zones.filter(|zones| zones.release == Letting::Single);
        let (merge, index) = (self.merge.facts(cx), if is_wrong { None } else { self.index(cx) });
        let reversal = self.reversal(facts, cx);
        let changes = self.changes(cx);
        let eyes = eye::facts(&self.eyes, length.value, cx);
        if !is_wrong && let Some(Spanned { value: spacing, span }) = spacing {
            let room = capacity(length.value, spacing);
            // Zones that are left one by one hold an item each, and none waits at the entry.
            facts.capacity = room.map(|room| room - u64::from(single.is_some()));
            facts.belt = Some(Box::new(BeltFacts {
                length: length.value,
                speed: speed.value,
                spacing,
                span,
                accumulates: self.accumulating && index.is_none(),
                merge,
                zones: single.map(|zones| zones.length),
                index,
                reversal,
                changes,
                eyes,
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
