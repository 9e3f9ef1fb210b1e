//! What a scene says of vehicles that break down.

use plantwright_model::plant::{BreakdownFacts, TowFacts, WearBy};
use plantwright_model::vocabulary::{Crew, Random};
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, codes};
use plantwright_units::{Duration, Length, Speed};
use schemars::JsonSchema;
use serde::Deserialize;

/// How vehicles break down. One that does brakes, stands where it comes to rest with what it carries, and keeps its place on the path:
/// others wait for it, or go round. It goes on when it is repaired.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VehicleFailure {
    /// How long it runs until it breaks down, from the end of one repair to the next breakdown; default: it goes by `distance`.
    #[serde(default)]
    every: Option<Spanned<Random<Duration>>>,
    /// Which time counts for `every`; default: `Driving`.
    #[serde(default)]
    counts: Option<VehicleTime>,
    /// Instead of `every`: how far it drives until it breaks down; default: it goes by `every`.
    #[serde(default)]
    distance: Option<Spanned<Random<Length>>>,
    /// How long the repair takes.
    repair: Spanned<Random<Duration>>,
    /// Who repairs it, for as long as the repair takes; it waits for them where it stands; default: nobody.
    #[serde(default)]
    crew: Option<Crew>,
    /// Where it is towed; default: nowhere, it is repaired where it stands.
    #[serde(default)]
    tow: Option<Tow>,
}

/// Which time brings a breakdown nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
enum VehicleTime {
    /// That for which it drives.
    Driving,
    /// All of it. What it does where it stands is done first.
    Calendar,
}

/// How a broken vehicle is towed, along the paths and with its load.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Tow {
    /// How long it stands until it is towed.
    after: Spanned<Random<Duration>>,
    /// To which point, where it is repaired.
    to: Spanned<String>,
    /// How fast; default: as it drives itself.
    #[serde(default)]
    speed: Option<Spanned<Speed>>,
}

impl VehicleFailure {
    /// The facts, where `node` finds points.
    pub(super) fn facts(
        &self,
        span: Span,
        own_speed: f64,
        node: &mut dyn FnMut(&Spanned<String>, &mut ReadCx<'_>) -> Option<u32>,
        cx: &mut ReadCx<'_>,
    ) -> Option<BreakdownFacts> {
        let life = match (&self.every, &self.distance) {
            (Some(every), None) => {
                let counts = match self.counts {
                    Some(VehicleTime::Calendar) => WearBy::Calendar,
                    Some(VehicleTime::Driving) | None => WearBy::Driving,
                };
                every.value.law(every.span, cx).map(|law| (counts, law, every.span))
            }
            (None, Some(distance)) => distance
                .value
                .law(distance.span, cx)
                .map(|law| (WearBy::Distance, law, distance.span)),
            (every, _) => {
                let (message, hint) = if every.is_some() {
                    (
                        "a vehicle breaks down by time or by distance, not by both",
                        "leave out `every` or `distance`",
                    )
                } else {
                    (
                        "when a vehicle breaks down is not said",
                        "write `every: Exponential(\"40 h\")`, or `distance: Exponential(\"300 km\")`",
                    )
                };
                cx.report.push(Diagnostic::error(codes::VEHICLE, span, message).hint(hint));
                None
            }
        };
        let repair = self.repair.value.law(self.repair.span, cx);
        let crew = match &self.crew {
            None => None,
            Some(crew) => Some(crew.facts(cx)?),
        };
        let tow = self.tow.as_ref().and_then(|tow| tow.facts(own_speed, node, cx));
        let (counts, life, span) = life?;
        if life.support().1 <= 0.0 {
            let message = "a vehicle that breaks down at once never drives";
            let hint = "let it run for a while: `every` and `distance` lie above zero";
            cx.report.push(Diagnostic::error(codes::VEHICLE, span, message).hint(hint));
            return None;
        }
        Some(BreakdownFacts { counts, life, repair: repair?, crew, tow })
    }
}

impl Tow {
    fn facts(
        &self,
        own_speed: f64,
        node: &mut dyn FnMut(&Spanned<String>, &mut ReadCx<'_>) -> Option<u32>,
        cx: &mut ReadCx<'_>,
    ) -> Option<TowFacts> {
        let after = self.after.value.law(self.after.span, cx);
        let to = node(&self.to, cx);
        let speed = self.speed.map_or(own_speed, |speed| speed.value.base_f64());
        if let Some(slow) = self.speed.filter(|_| speed <= 0.0) {
            cx.error(codes::VEHICLE, slow.span, "the speed of a vehicle lies above zero");
        }
        Some(TowFacts { after: after?, to: to?, speed })
    }
}
