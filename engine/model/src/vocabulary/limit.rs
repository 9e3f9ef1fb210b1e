//! Limits of waiting: how long an item waits at all, how soon after one operation another has to begin, and how long items keep.

use plantwright_units::Duration;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::plant::{BreachFacts, PatienceFacts, ShelfLifeFacts, WithinFacts};
use crate::vocabulary::Random;
use crate::{Diagnostic, ReadCx, Spanned, codes};

/// How long an item waits here before it goes away (reneging): `(time: Exponential("5 min"), to: "next shop")`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Patience {
    /// How long it waits, drawn for each item when it comes.
    pub time: Spanned<Random<Duration>>,
    /// Where it goes then, which always has room; default: out of the plant, where it counts as lost.
    #[serde(default)]
    pub to: Option<Spanned<String>>,
}

/// How soon an operation has to begin after another one (a queue-time limit): `(after: "etching", time: "2 h", then: Scrap)`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Within {
    /// The station at which the time begins, when the item is finished there.
    pub after: Spanned<String>,
    /// How much time there is until processing begins here.
    pub time: Spanned<Random<Duration>>,
    /// What becomes of an item that is too late; default: `Report`.
    #[serde(default)]
    pub then: Breach,
}

/// What becomes of an item that is too late.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
pub enum Breach {
    /// It is counted, and goes on waiting.
    #[default]
    Report,
    /// It is taken out as scrap.
    Scrap,
    /// It goes to a piece of equipment that always has room, such as a buffer in front of its rework.
    Send(Spanned<String>),
}

/// How long items of a product keep: `(time: "20 d", after: "filler", to: "waste")`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShelfLife {
    /// How long an item keeps, drawn for each item when its time begins.
    pub time: Spanned<Random<Duration>>,
    /// The station at which the time begins, each time when the item is finished there; default: it begins when the item comes
    /// into the plant, or is made there.
    #[serde(default)]
    pub after: Option<Spanned<String>>,
    /// Where an item goes that has expired, which always has room; default: it is scrapped.
    #[serde(default)]
    pub to: Option<Spanned<String>>,
}

impl ShelfLife {
    /// Returns ids and the law, or reports what does not fit.
    pub fn facts(&self, cx: &mut ReadCx<'_>) -> Option<ShelfLifeFacts> {
        let law = self.time.value.law(self.time.span, cx)?;
        if law.mean() <= 0.0 {
            let message = "what expires at once can be used for nothing";
            let finding = Diagnostic::error(codes::LAW, self.time.span, message);
            cx.report.push(finding.hint("give the time that it keeps, such as `\"20 d\"`"));
        }
        let mut place = |name: &Option<Spanned<String>>| match name {
            None => Some(None),
            Some(name) => Some(Some((cx.equipment(name)?, name.span))),
        };
        let (after, to) = (place(&self.after), place(&self.to));
        Some(ShelfLifeFacts { law, after: after?, to: to? })
    }
}

impl Patience {
    /// Returns the law, and where items go, or reports what does not fit.
    pub fn facts(&self, cx: &mut ReadCx<'_>) -> Option<PatienceFacts> {
        let to = match &self.to {
            None => None,
            Some(name) => Some((cx.equipment(name)?, name.span)),
        };
        Some(PatienceFacts { law: self.time.value.law(self.time.span, cx)?, to })
    }
}

impl Within {
    /// Returns ids and the law, or reports what does not fit.
    pub fn facts(&self, cx: &mut ReadCx<'_>) -> Option<WithinFacts> {
        let law = self.time.value.law(self.time.span, cx)?;
        if law.mean() <= 0.0 {
            let message = "nothing can begin within no time at all";
            let finding = Diagnostic::error(codes::LAW, self.time.span, message);
            cx.report.push(finding.hint("give the time that there is, such as `\"2 h\"`"));
        }
        let then = match &self.then {
            Breach::Report => BreachFacts::Report,
            Breach::Scrap => BreachFacts::Scrap,
            Breach::Send(name) => BreachFacts::Send(cx.equipment(name)?, name.span),
        };
        Some(WithinFacts { after: (cx.equipment(&self.after)?, self.after.span), law, then })
    }
}
