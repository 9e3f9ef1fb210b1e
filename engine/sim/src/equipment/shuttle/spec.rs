//! What a scene says of a shuttle, and what follows from it for checks.

use std::collections::BTreeMap;

use plantwright_model::plant::{EquipmentFacts, Role, ShuttleFacts};
use plantwright_model::vocabulary::To;
use plantwright_model::{Diagnostic, ReadCx, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, Length, Speed};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::concern::{self, With};

pub(crate) const SAMPLE: &str = r#"Shuttle(
    at: {"packing": "6 m"},
    speed: "1 m/s",
    load: "3 s",
    unload: "3 s",
    to: ["packing"],
)"#;

/// Fetches items one at a time and takes them elsewhere: a lift, a transfer car, a turntable.
///
/// It stands at one of its places until something calls it, goes there, loads, goes to where the item is wanted, unloads, and
/// stays until the item is taken. Where several ways would do, it chooses when it has loaded: the first that has room, or the
/// first of all.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Shuttle")]
pub(crate) struct Spec {
    /// Where others bring and take items, along its way: `{"line 1": "0 m", "packing": "6 m"}`; default: at the beginning,
    /// `"0 m"`.
    #[serde(default)]
    at: BTreeMap<Spanned<String>, Spanned<Length>>,
    /// How fast it goes; default: by `turn`.
    #[serde(default)]
    speed: Option<Spanned<Speed>>,
    /// How long it takes from standing to its speed, and from there to standing; default: no time.
    #[serde(default)]
    ramp: Option<Spanned<Duration>>,
    /// How long it takes from any place to any other, for a turntable; default: by `speed`.
    #[serde(default)]
    turn: Option<Spanned<Duration>>,
    /// How long it takes to take an item on; default: no time.
    #[serde(default)]
    load: Option<Spanned<Duration>>,
    /// How long it takes to put an item off; default: no time.
    #[serde(default)]
    unload: Option<Spanned<Duration>>,
    /// Whom it fetches an item from where several call; default: `Longest`.
    #[serde(default)]
    pub(super) calls: Calls,
    /// Where items go; default: to the next operation of their route.
    #[serde(default)]
    to: Option<To>,
    /// What may happen to it: `[Failure(...)]`; default: nothing.
    #[serde(default)]
    pub(super) with: Vec<Spanned<With>>,
}

/// Whom a shuttle fetches an item from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) enum Calls {
    /// Who has called for longest.
    #[default]
    Longest,
    /// Who is nearest; of several, who has called for longest.
    Nearest,
}

impl Spec {
    /// Seconds over some metres.
    pub(super) fn travel(&self, metres: f64) -> f64 {
        let seconds = |time: &Option<Spanned<Duration>>| time.map_or(0.0, |it| it.value.base_f64());
        if metres == 0.0 {
            return 0.0;
        }
        let Some(speed) = self.speed.map(|speed| speed.value.base_f64()) else {
            return seconds(&self.turn);
        };
        // It speeds up and slows down evenly: with room to reach its speed, the ramps cost half of themselves each; without,
        // it turns from one to the other half-way.
        let ramp = seconds(&self.ramp);
        if metres >= speed * ramp {
            metres / speed + ramp
        } else {
            2.0 * (metres * ramp / speed).sqrt()
        }
    }

    /// Seconds of loading and unloading.
    pub(super) fn handling(&self) -> [f64; 2] {
        [self.load, self.unload].map(|time| time.map_or(0.0, |it| it.value.base_f64()))
    }

    fn check(&self, facts: &EquipmentFacts, cx: &mut ReadCx<'_>) {
        let mut wrong = |span, message: &str, hint: &str| {
            cx.report.push(Diagnostic::error(codes::SHUTTLE, span, message).hint(hint));
        };
        match (self.speed, self.turn) {
            (None, None) => wrong(
                facts.span,
                "nobody says how fast this shuttle is",
                "give it a `speed`, or `turn`, the time from any place to any other",
            ),
            (Some(_), Some(turn)) => wrong(
                turn.span,
                "`speed` and `turn` both say how fast this shuttle is",
                "leave one of them out",
            ),
            (Some(speed), None) if speed.value.number() <= 0.0 => {
                wrong(speed.span, "this shuttle never gets anywhere", "give it a speed above zero");
            }
            _ => {}
        }
        for time in [self.ramp, self.turn, self.load, self.unload].into_iter().flatten() {
            if time.value.is_negative() {
                wrong(time.span, "nothing takes less than no time", "give a time from zero on");
            }
        }
        if let (None, Some(ramp)) = (self.speed, self.ramp) {
            wrong(
                ramp.span,
                "`ramp` leads to a `speed`, and there is none",
                "`turn` is all it takes",
            );
        }
        if let Some(turn) = self.turn.filter(|_| self.at.is_empty() && self.speed.is_none()) {
            let message = "this shuttle never turns: all are at the beginning of its way";
            let hint = "say in `at` who is where: with `turn`, any two places are as far apart";
            cx.report.push(Diagnostic::warning(codes::SHUTTLE, turn.span, message).hint(hint));
        }
    }
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        facts.role = Role::Holder;
        facts.capacity = Some(1);
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        self.check(facts, cx);
        let places = self.at.iter().filter_map(|(name, at)| Some((cx.equipment(name)?, *at)));
        let mut places: Vec<_> = places.collect();
        places.sort_by_key(|(id, _)| *id);
        let handling = self.handling().iter().sum();
        facts.shuttle = Some(Box::new(ShuttleFacts { places, handling }));
        concern::describe(&self.with, facts, cx);
    }
}
