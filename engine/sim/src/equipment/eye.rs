//! Photo-eyes: sensors at places along belts and zones, that tell when they are covered, stop others, and close the entry.

use std::collections::BTreeMap;

use plantwright_journal::{Notice, Record, State, What};
use plantwright_model::plant::EyeFacts;
use plantwright_model::{Diagnostic, ReadCx, Spanned, codes};
use plantwright_units::{Duration, EquipmentId, ItemId, Length, SimSpan, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::concern::Halt;
use crate::concern::failure::Fate;
use crate::core::Core;
use crate::world::SimCx;

/// A photo-eye: covered from the instant at which the front of an item is before it until its end is.
///
/// It acts once it has been covered for a time, until it has been clear for a time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhotoEye {
    /// How far behind the entry it is.
    at: Spanned<Length>,
    /// For how long it has to be covered until it acts; default: it acts at once.
    #[serde(default)]
    covered_for: Option<Spanned<Duration>>,
    /// For how long it has to be clear until it acts no longer; default: it ends at once.
    #[serde(default)]
    clear_for: Option<Spanned<Duration>>,
    /// Who stands while it acts: stations, belts, sorters, shuttles, zones; default: nobody.
    #[serde(default)]
    stops: Vec<Spanned<String>>,
    /// Whether nothing comes in at the entry while it acts; default: false.
    #[serde(default)]
    closes: bool,
}

/// What a scene says of photo-eyes, with ids; reported where one is beyond the ends.
pub(crate) fn facts(
    eyes: &BTreeMap<Spanned<String>, PhotoEye>,
    length: Length,
    cx: &mut ReadCx<'_>,
) -> Vec<EyeFacts> {
    let mut facts = Vec::new();
    for (name, eye) in eyes {
        let at = eye.at.value;
        if at.is_negative() || at.base_f64() > length.base_f64() {
            let message =
                format!("the photo-eye `{}` is at {at}, and this is {length} long", name.value);
            let hint = "places are measured from the entry, in the direction in which items move";
            cx.report.push(Diagnostic::error(codes::BELT, eye.at.span, message).hint(hint));
        }
        let mut span = |time: &Option<Spanned<Duration>>| match time {
            Some(time) => cx.span(time),
            None => Some(SimSpan::ZERO),
        };
        let (covered_for, clear_for) = (span(&eye.covered_for), span(&eye.clear_for));
        let (Some(covered_for), Some(clear_for)) = (covered_for, clear_for) else { continue };
        let stops = eye.stops.iter().filter_map(|name| cx.equipment(name)).collect();
        facts.push(EyeFacts {
            name: name.value.clone(),
            span: name.span,
            at: eye.at,
            covered_for,
            clear_for,
            stops,
            closes: eye.closes,
        });
    }
    facts
}

/// The photo-eyes of a belt or a zone.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Eyes {
    eyes: Vec<Eye>,
    /// Who stands because of them.
    stopped: Vec<EquipmentId>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Eye {
    covered_for: SimSpan,
    clear_for: SimSpan,
    stops: Vec<EquipmentId>,
    closes: bool,
    /// The item that covers it, or covered it last.
    item: Option<ItemId>,
    is_covered: bool,
    /// Since when it is, or is not.
    since: SimTime,
    acts: bool,
}

impl Eye {
    /// When it begins to act, or ends, as things are; none: it does what it has to.
    fn turns(&self) -> Option<SimTime> {
        let after = if self.is_covered { self.covered_for } else { self.clear_for };
        (self.acts != self.is_covered).then(|| self.since.checked_add(after)).flatten()
    }
}

impl Eyes {
    pub(crate) fn new(facts: &[EyeFacts]) -> Self {
        let eye = |facts: &EyeFacts| Eye {
            covered_for: facts.covered_for,
            clear_for: facts.clear_for,
            stops: facts.stops.clone(),
            closes: facts.closes,
            item: None,
            is_covered: false,
            since: SimTime::ZERO,
            acts: false,
        };
        Self { eyes: facts.iter().map(eye).collect(), stopped: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.eyes.len()
    }

    /// Takes what is before one of them now, and puts it down where that is news.
    pub(crate) fn see(
        &mut self,
        core: &mut Core,
        who: EquipmentId,
        number: usize,
        item: Option<ItemId>,
    ) {
        let eye = &mut self.eyes[number];
        eye.item = item.or(eye.item);
        if eye.is_covered == item.is_some() {
            return;
        }
        let lasted = core.now.since(eye.since);
        (eye.is_covered, eye.since) = (item.is_some(), core.now);
        if core.recorder.wants(What::Noticed) {
            let notice = if item.is_some() { Notice::Covered } else { Notice::Cleared };
            let record = Record::of_notice(core.now, who, notice, eye.item.unwrap_or(ItemId::NONE));
            core.recorder.push(record.span(lasted).level(number as u32));
        }
    }

    /// Lets those act whose time has come, and the others no longer.
    pub(crate) fn settle(&mut self, now: SimTime) {
        for eye in &mut self.eyes {
            if eye.turns().is_some_and(|at| at <= now) {
                eye.acts = eye.is_covered;
            }
        }
    }

    /// When the next one begins or ends to act.
    pub(crate) fn next(&self) -> Option<SimTime> {
        self.eyes.iter().filter_map(Eye::turns).min()
    }

    /// Whether one of them acts.
    pub(crate) fn acts(&self, number: usize) -> bool {
        self.eyes[number].acts
    }

    /// Whether nothing may come in.
    pub(crate) fn closes(&self) -> bool {
        self.eyes.iter().any(|eye| eye.acts && eye.closes)
    }

    /// Who is to stand now and does not, and who stands and is to go on, if anyone; it is taken for done.
    pub(crate) fn changes(&mut self) -> Option<Changes> {
        let acting = self.eyes.iter().filter(|eye| eye.acts);
        let mut wanted: Vec<EquipmentId> =
            acting.flat_map(|eye| eye.stops.iter().copied()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        if wanted == self.stopped {
            return None;
        }
        let stand = wanted.iter().filter(|it| !self.stopped.contains(it)).copied().collect();
        let go = self.stopped.iter().filter(|it| !wanted.contains(it)).copied().collect();
        self.stopped = wanted;
        Some(Changes { stand, go })
    }
}

/// Who is to stand from now on, and who is to go on.
#[derive(Debug)]
pub(crate) struct Changes {
    stand: Vec<EquipmentId>,
    go: Vec<EquipmentId>,
}

/// Stops those who are to stand, and lets go on those who are no longer.
pub(crate) fn act(cx: &mut SimCx<'_>, who: EquipmentId, changes: Option<Changes>) {
    let Some(Changes { stand, go }) = changes else { return };
    for other in go {
        cx.resume(other, who);
    }
    for other in stand {
        cx.halt(other, Halt { by: who, state: State::Blocked }, Fate::Resume);
    }
}
