//! Ages: when something is due, how old equipment is as a concern counts, how a life is drawn for what is not new, and how much younger it becomes.

use plantwright_des::{Distribution, Sampler, Stream};
use plantwright_model::vocabulary::Random;
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, codes};
use plantwright_units::{Duration, EquipmentId, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::concern::{Age, Measure};
use crate::core::Core;
use crate::world::SimCx;

/// Which time brings a failure, or a maintenance, nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Counts {
    /// Only while it processes: wear (operation-dependent failures).
    Processing,
    /// While it does not stand still for any reason, also idle and blocked: age (time-dependent failures).
    Up,
    /// All time from the end of its own repair on, also while it is down for another reason.
    Calendar,
}

/// When something is due, as its fields in a scene say: after a time that counts, or after so many cycles.
#[derive(Debug)]
pub(crate) struct Due<'a> {
    pub(crate) every: &'a Option<Spanned<Random<Duration>>>,
    pub(crate) counts: Option<Counts>,
    pub(crate) cycles: &'a Option<Spanned<Random<f64>>>,
}

/// What diagnostics call what is due.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) word: &'static str,
    /// What a time of zero means.
    pub(crate) at_once: &'static str,
    /// A time as one would write it.
    pub(crate) example: &'static str,
    /// What time of processing is.
    pub(crate) processing: &'static str,
    /// What time of being up is.
    pub(crate) up: &'static str,
}

impl Due<'_> {
    /// The law of what passes until it is due, or a report of what does not fit.
    pub(crate) fn law(&self, at: Span, cx: &mut ReadCx<'_>, words: &Words) -> Option<Distribution> {
        let Words { word, at_once, example, processing, up } = words;
        let finding = match (self.every, self.counts, self.cycles) {
            (Some(every), Some(_), None) => {
                let law = every.value.law(every.span, cx)?;
                if law.mean() > 0.0 {
                    return Some(law);
                }
                let message = format!("this never runs: {at_once}");
                Diagnostic::error(codes::LAW, every.span, message)
                    .hint(format!("give the time between {word}s, such as `{example}`"))
            }
            (None, None, Some(cycles)) => return cycles.value.law(cycles.span, cx),
            (Some(_), None, None) => {
                let message = format!("this {word} does not say which time counts");
                Diagnostic::error(codes::MISSING_FIELD, at, message).hint(format!(
                    "add `counts: Processing` ({processing}), `counts: Up` ({up}) or `counts: Calendar` (all time)"
                ))
            }
            (None, _, None) => {
                let message = format!("this {word} never happens");
                Diagnostic::error(codes::MISSING_FIELD, at, message)
                    .hint("add `every: …` and `counts: …`, or `cycles: …`")
            }
            (_, _, Some(cycles)) => {
                let message = format!("a {word} goes by time or by cycles, not by both");
                Diagnostic::error(codes::INVALID_VALUE, cycles.span, message)
                    .hint("leave out `cycles`, or `every` and `counts`; or make two of it")
            }
        };
        cx.report.push(finding);
        None
    }
}

/// How old an owner is; without a kind of time, how many items it has finished.
pub(crate) fn age_of(cx: &SimCx<'_>, owner: EquipmentId, counts: Option<Counts>) -> Age {
    let (now, usage) = (cx.core.now.since(SimTime::ZERO), cx.usage(owner));
    match counts {
        Some(Counts::Processing) => usage.processing.as_nanos(),
        Some(Counts::Up) => (now - usage.halted).as_nanos(),
        Some(Counts::Calendar) => now.as_nanos(),
        None => usage.cycles,
    }
}

/// What an owner tells of; the other ages are a matter of the clock alone.
pub(crate) fn measure_of(counts: Option<Counts>) -> Option<Measure> {
    match counts {
        Some(Counts::Processing) => Some(Measure::Processing),
        Some(Counts::Up | Counts::Calendar) => None,
        None => Some(Measure::Cycles),
    }
}

/// How old what is repaired or maintained is afterwards, as a failure counts.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
pub(crate) enum Restores {
    /// It is new: its next life is drawn anew.
    #[default]
    AsGoodAsNew,
    /// It is as old as it was (minimal repair, as bad as old): the older, the sooner it fails again, where its law says so.
    Minimal,
    /// Of the age that came since the last time, this factor remains (Kijima 1989, type I): 0 is as good as new each time,
    /// 1 is minimal.
    KijimaI(Spanned<f64>),
    /// Of the whole age, this factor remains (Kijima 1989, type II).
    KijimaII(Spanned<f64>),
}

impl Restores {
    /// Reports a factor that is none.
    pub(crate) fn check(self, cx: &mut ReadCx<'_>) {
        let (Self::KijimaI(factor) | Self::KijimaII(factor)) = self else { return };
        if !(0.0..=1.0).contains(&factor.value) {
            let message =
                format!("the part of an age that remains is between 0 and 1, not {}", factor.value);
            let finding = Diagnostic::error(codes::INVALID_VALUE, factor.span, message);
            cx.report.push(finding.hint("0 is as good as new, 1 as old as before"));
        }
    }

    /// Warns of a life that has a longest, of what never becomes younger.
    pub(crate) fn check_life(
        self,
        (life, span): (&Distribution, Span),
        word: &str,
        cx: &mut ReadCx<'_>,
    ) {
        let grows_old = match self {
            Self::Minimal => true,
            Self::KijimaI(factor) => factor.value > 0.0,
            Self::AsGoodAsNew | Self::KijimaII(_) => false,
        };
        if grows_old && life.support().1 < f64::INFINITY {
            let message = format!(
                "once the age of this {word} has come to the longest life, it comes again as soon as it is repaired"
            );
            let hint = "such a repair does not make it younger: give a life without a longest, such as `Weibull` or `Exponential`, write `KijimaII`, or have maintenance make it new";
            cx.report.push(Diagnostic::warning(codes::LAW, span, message).hint(hint));
        }
    }

    pub(crate) fn restoration(self) -> Restoration {
        match self {
            Self::AsGoodAsNew => Restoration::New,
            Self::Minimal => Restoration::Minimal,
            Self::KijimaI(factor) => Restoration::OfLast(factor.value),
            Self::KijimaII(factor) => Restoration::OfAll(factor.value),
        }
    }
}

/// [`Restores`], for a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) enum Restoration {
    New,
    Minimal,
    OfLast(f64),
    OfAll(f64),
}

impl Restoration {
    /// How old it is afterwards that was once `before` old, and came to be `now` old.
    pub(crate) fn age(self, before: Age, now: Age) -> Age {
        let part = |factor: f64, age: Age| (factor * age as f64).round() as Age;
        match self {
            Self::New => 0,
            Self::Minimal => now,
            Self::OfLast(factor) => before + part(factor, now - before),
            Self::OfAll(factor) => part(factor, now),
        }
    }
}

/// What one concern tells the others of its owner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Renewal {
    /// Maintenance was done.
    Maintained(Restoration),
    /// A failure was repaired.
    Repaired,
}

/// Draws a life, in nanoseconds, cycles or demands, that is longer than an age; the age itself where no life is.
///
/// It is drawn from the law of what is so old already (the residual life of renewal theory), with one draw.
pub(crate) fn draw_life(
    core: &mut Core,
    who: EquipmentId,
    counts: Option<Counts>,
    (life, law): (&Sampler, Option<&Distribution>),
    stream: &mut Stream,
    age: Age,
) -> Age {
    let draw = stream.draw();
    let drawn = match law.filter(|_| age > 0) {
        None => life.sample(draw),
        Some(law) => law.beyond(age as f64).map_or(age as f64, |law| law.sample(draw)),
    };
    let life = match counts {
        Some(_) => core.span(who, drawn).as_nanos(),
        None => drawn.round().max(1.0) as u64,
    };
    life.max(age)
}
