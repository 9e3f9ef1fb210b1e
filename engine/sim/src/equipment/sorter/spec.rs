//! What a scene says of a sorter, and what follows from it for checks and KPIs.

use std::collections::BTreeMap;

use plantwright_model::plant::{BeltFacts, EquipmentFacts, MergeFacts, Role, SorterFacts};
use plantwright_model::vocabulary::To;
use plantwright_model::{Diagnostic, ReadCx, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, EquipmentId, Length, SimSpan, Speed};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::concern::{self, With};
use crate::equipment::conveyor::{Measures, capacity};
use crate::equipment::eye::{self, PhotoEye};

pub(crate) const SAMPLE: &str =
    r#"Sorter(length: "40 m", speed: "2 m/s", pitch: "1 m", exits: {"a": "20 m"}, to: ["a", "b"])"#;

/// A belt onto which items come, and off which they go, at places along it. What is on it has right of way: an item comes as
/// soon as a gap comes by that is long enough for it.
///
/// A position is that of an item's front. Where an item goes is chosen by `to` when it comes. A straight sorter stands while an
/// item waits at its exit. On a closed one, a loop, items that are not taken go round.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Sorter")]
pub(crate) struct Spec {
    /// From the beginning to the end; of a closed one, all the way round.
    length: Spanned<Length>,
    /// Of its surface.
    speed: Spanned<Speed>,
    /// How far apart items lie at least, from front to front; default: by their lengths and `gap`.
    #[serde(default)]
    pitch: Option<Spanned<Length>>,
    /// How far apart items lie at least, from the end of one to the front of the next; the products have a `length`
    /// each; default: by `pitch`.
    #[serde(default)]
    gap: Option<Spanned<Length>>,
    /// Where others bring items, from the beginning on: `{"infeed 2": "3 m"}`; default: at the beginning.
    #[serde(default)]
    entries: BTreeMap<Spanned<String>, Spanned<Length>>,
    /// Where others take items, from the beginning on: `{"chute 1": "12 m"}`; default: at the end.
    #[serde(default)]
    exits: BTreeMap<Spanned<String>, Spanned<Length>>,
    /// What takes an item off at an exit, such as a pusher or a pop-up transfer: `(takes: "800 ms", stands: true)`. While it is busy
    /// with an item, the next one for the same exit is not taken there; default: it takes no time.
    #[serde(default)]
    transfer: Option<Transfer>,
    /// Sensors along it, by name: `{"full": (at: "2 m", covered_for: "3 s", stops: ["filler"])}`; default: there are none.
    #[serde(default)]
    eyes: BTreeMap<Spanned<String>, PhotoEye>,
    /// Whether its end is its beginning, so that what is not taken goes round; default: false.
    #[serde(default)]
    closed: bool,
    /// Where items go. Of several that would do, each is tried when the item comes by, and the last one is waited
    /// for; default: to the next operation of their route.
    #[serde(default)]
    to: Option<To>,
    /// What may happen to it: `[Failure(...)]`; default: nothing.
    #[serde(default)]
    pub(super) with: Vec<Spanned<With>>,
}

/// What takes items off a sorter at its exits.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "SorterTransfer")]
struct Transfer {
    /// How long it is busy with an item, until it is back where it was.
    takes: Spanned<Duration>,
    /// Whether the sorter stands meanwhile, as it does where rollers or chains between the belts lift an item and carry it
    /// off; default: false.
    #[serde(default)]
    stands: bool,
}

impl Spec {
    /// How long what takes an item off is busy with it, and whether all stands meanwhile.
    pub(super) fn transfer(&self) -> (SimSpan, bool) {
        let transfer = self.transfer.as_ref();
        transfer.map_or((SimSpan::ZERO, false), |transfer| {
            (transfer.takes.value.span().unwrap_or(SimSpan::ZERO), transfer.stands)
        })
    }

    /// The places along it, with ids; reported where they are beyond its ends.
    fn places(
        &self,
        list: &BTreeMap<Spanned<String>, Spanned<Length>>,
        cx: &mut ReadCx<'_>,
    ) -> Vec<(EquipmentId, Spanned<Length>)> {
        let length = self.length.value;
        let mut places = Vec::new();
        for (name, at) in list {
            let is_on_it = !at.value.is_negative()
                && (at.value.base_f64() < length.base_f64()
                    || !self.closed && at.value.base_f64() <= length.base_f64());
            if !is_on_it {
                let message = format!(
                    "`{}` is at {}, and this sorter is {length} long",
                    name.value, at.value
                );
                let hint =
                    "places are measured from its beginning, in the direction in which it runs";
                cx.report.push(Diagnostic::error(codes::BELT, at.span, message).hint(hint));
            }
            places.extend(cx.equipment(name).map(|id| (id, *at)));
        }
        places.sort_by_key(|(id, _)| *id);
        places
    }

    /// Reports exits to where nothing goes.
    fn check_exits(&self, facts: &EquipmentFacts, cx: &mut ReadCx<'_>) {
        let Some(routing) = &facts.routing else { return };
        for (name, at) in &self.exits {
            let Some(id) = cx.equipment(name) else { continue };
            if !routing.targets().contains(&id) {
                let message = format!("nothing goes to `{}` from here", name.value);
                let hint = "name it in `to`, or leave its exit out";
                cx.report.push(
                    Diagnostic::error(codes::BELT, name.span, message)
                        .label(at.span, "its exit")
                        .hint(hint),
                );
            }
        }
    }
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        facts.role = Role::Holder;
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        let Self { length, speed, pitch, gap, closed, .. } = *self;
        let measures = Measures { length, speed, pitch, gap };
        let spacing = measures.spacing(facts, cx);
        if let Some(transfer) = &self.transfer {
            // Reported where it is no time.
            cx.span(&transfer.takes);
        }
        let (takes, all_stands) = self.transfer();
        let stands = if all_stands { takes } else { SimSpan::ZERO };
        let eyes = eye::facts(&self.eyes, length.value, cx);
        let entries = self.places(&self.entries, cx);
        let exits = self.places(&self.exits, cx);
        self.check_exits(facts, cx);
        if !measures.check(cx)
            && let Some(Spanned { value: spacing, span }) = spacing
        {
            // What has no end has no item at it.
            let room = capacity(length.value, spacing);
            facts.capacity = room.map(|room| if closed { room - 1 } else { room });
            facts.belt = Some(Box::new(BeltFacts {
                length: length.value,
                speed: speed.value,
                spacing,
                span,
                accumulates: false,
                merge: MergeFacts::InTurn,
                zones: None,
                index: None,
                reversal: None,
                changes: Vec::new(),
                eyes,
                sorter: Some(SorterFacts { closed, entries, exits, stands }),
                shape: None,
            }));
        }
        concern::describe(&self.with, facts, cx);
    }
}
