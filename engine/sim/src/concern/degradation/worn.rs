//! Wear as a continuous process, in place of stages: what a scene says of it, and its course.

use plantwright_des::{Stream, Wear};
use plantwright_model::{Diagnostic, ReadCx, Spanned, codes};
use plantwright_units::Rate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::concern::Age;
use crate::concern::age::Restoration;

/// Wear that grows with the time that `counts`, and a level at which it fails:
/// `(process: Gamma(shape: "0.5 /h", scale: 0.8), fails_at: 20)`. A level has the unit that you give it in mind: a length, a share.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Wear")]
pub(super) struct WearSpec {
    /// How it grows, from 0.
    process: Spanned<ProcessSpec>,
    /// It fails when it first reaches this level.
    pub(super) fails_at: Spanned<f64>,
}

/// A process of wear with independent, stationary increments.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(rename = "WearProcess")]
enum ProcessSpec {
    /// The stationary gamma process: in a time t it grows by a gamma law of the shape `shape` t and the scale `scale`, so by
    /// `shape` x `scale` per time on average. It never falls, and grows in jumps.
    Gamma {
        /// Shape per unit of time, such as `"0.5 /h"`.
        shape: Rate,
        /// Scale.
        scale: f64,
    },
    /// The Wiener process with drift: in a time t it changes by a normal law of the mean `drift` t and the variance `variance` t.
    /// It may fall again, and never jumps; when it first reaches a level has an inverse Gaussian law.
    Wiener {
        /// Mean growth per unit of time, such as `"0.4 /h"`.
        drift: Rate,
        /// Variance per unit of time, such as `"0.1 /h"`.
        variance: Rate,
    },
}

impl WearSpec {
    /// Per second.
    fn process(&self) -> Wear {
        match &self.process.value {
            ProcessSpec::Gamma { shape, scale } => {
                Wear::Gamma { shape: shape.base_f64(), scale: *scale }
            }
            ProcessSpec::Wiener { drift, variance } => {
                Wear::Wiener { drift: drift.base_f64(), variance: variance.base_f64() }
            }
        }
    }

    /// Reports what does not fit, with the level from which on it is maintained, and whether it is looked at now and then.
    pub(super) fn check(&self, maintained: Option<(Spanned<f64>, bool)>, cx: &mut ReadCx<'_>) {
        let is_wrong = match self.process() {
            Wear::Gamma { shape: one, scale: other }
            | Wear::Wiener { drift: one, variance: other } => {
                !(one > 0.0 && other > 0.0 && (one + other).is_finite())
            }
        };
        let fails_at = self.fails_at.value;
        let wrong = if is_wrong {
            let message = "this process of wear does not grow, or has no spread";
            (
                self.process.span,
                message,
                "give numbers above zero; wear without chance is a stage that `lasts` for a certain time",
            )
        } else if !(fails_at > 0.0 && fails_at.is_finite()) {
            (
                self.fails_at.span,
                "it has failed from the start",
                "wear begins at 0: give a level above it",
            )
        } else if let Some((at, _)) =
            maintained.filter(|(at, _)| at.value <= 0.0 || at.value.is_nan())
        {
            (at.span, "it is maintained from the start", "wear begins at 0: give a level above it")
        } else if let Some((at, _)) = maintained.filter(|(at, _)| at.value >= fails_at) {
            (at.span, "it has failed before it is maintained", "give a level below `fails_at`")
        } else if matches!(self.process.value, ProcessSpec::Gamma { .. })
            && maintained.is_some_and(|(_, is_inspected)| !is_inspected)
        {
            let message = "a gamma process grows in jumps, and nobody sees when it passes a level";
            (self.process.span, message, "add `every: …` to `maintain`: how often it is inspected")
        } else {
            return;
        };
        let (span, message, hint) = wrong;
        cx.report.push(Diagnostic::error(codes::INVALID_VALUE, span, message).hint(hint));
    }

    pub(super) fn course(&self, maintain_at: Option<f64>, is_seen: bool, stream: Stream) -> Worn {
        Worn {
            process: self.process(),
            fails_at: self.fails_at.value,
            maintain_at: maintain_at.unwrap_or(f64::INFINITY),
            is_seen,
            stream,
            level: 0.0,
            known: 0,
            ahead: 0.0,
            renewed: 0.0,
        }
    }
}

/// The course of wear. It is known at some ages, such as those at which inspections are due, and foreseen up to the next one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Worn {
    /// Per second.
    process: Wear,
    fails_at: f64,
    /// Infinite: never.
    maintain_at: f64,
    /// Whether its level is known at any time, so that it is seen when it comes to `maintain_at`.
    is_seen: bool,
    stream: Stream,
    /// The level at the age `known`.
    level: f64,
    known: Age,
    /// The level at the age up to which it is foreseen, if it has not failed before.
    ahead: f64,
    /// The level after the last renewal.
    renewed: f64,
}

const SECOND: f64 = 1e9;

impl Worn {
    /// It is at a level from an age on, as after a repair.
    pub(super) fn begin(&mut self, age: Age) {
        (self.known, self.renewed) = (age, self.level);
    }

    /// Something was done with it.
    pub(super) fn restore(&mut self, restoration: Restoration, has_failed: bool) {
        let level = if has_failed { self.fails_at } else { self.level };
        self.level = match restoration {
            Restoration::New => 0.0,
            Restoration::Minimal => level,
            Restoration::OfLast(factor) => self.renewed + factor * (level - self.renewed),
            Restoration::OfAll(factor) => factor * level,
        };
    }

    /// Whether the known level is one at which it is maintained.
    pub(super) fn is_worn(&self) -> bool {
        self.level >= self.maintain_at
    }

    /// The age at which a stage ends that begins at an age, where nobody inspects it: when it comes to the level at which that is
    /// seen, and when it fails.
    pub(super) fn passage(&mut self, from: Age, stage: u32) -> Age {
        if stage > 0 {
            (self.level, self.known) = (self.level.max(self.maintain_at), from);
        }
        let limit = if self.is_seen && stage == 0 { self.maintain_at } else { self.fails_at };
        let time = self.process.first_passage(self.level, limit, self.stream.draw());
        from.saturating_add((time * SECOND).round() as Age)
    }

    /// Foresees its course up to an age. Returns the age at which it fails before; the end of all ages: it does not.
    pub(super) fn foresee(&mut self, until: Age) -> Age {
        let over = until.saturating_sub(self.known) as f64 / SECOND;
        // One draw for each number, whether it is needed or not.
        let [step, whether, when] = std::array::from_fn(|_| self.stream.draw());
        self.ahead = self.process.step(self.level, over, step);
        let levels = (self.level, self.ahead);
        let passage = self.process.passage_between(levels, over, self.fails_at, [whether, when]);
        passage.map_or(Age::MAX, |time| {
            self.known.saturating_add((time * SECOND).round() as Age).min(until)
        })
    }

    /// The age has come up to which it was foreseen.
    pub(super) fn arrive(&mut self, age: Age) {
        (self.level, self.known) = (self.ahead, age);
    }
}
