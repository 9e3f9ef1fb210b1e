//! What a scene says of a zone, and what follows from it for checks.

use std::collections::BTreeMap;

use plantwright_model::plant::{
    DriveFacts, EquipmentFacts, MergeFacts, PUSHER_SPEED, PusherFacts, Role, Routing, SorterFacts,
    StopFacts, ZoneFacts,
};
use plantwright_model::vocabulary::{Physics, To};
use plantwright_model::{Diagnostic, ReadCx, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, EquipmentId, Length, SimSpan, Speed};
use schemars::JsonSchema;
use serde::Deserialize;

use super::floor::Floor;
use crate::concern::{self, With};
use crate::equipment::eye::{self, PhotoEye};
use crate::equipment::merge::Merge;

pub(crate) const SAMPLE: &str = r#"Zone(
    length: "2 m",
    width: "500 mm",
    surface: Belt(speed: "0.5 m/s"),
    body: (shape: Box(length: "300 mm", width: "200 mm", height: "200 mm"), mass: "5 kg"),
    to: ["packing"],
)"#;

/// Moves items as rigid bodies, with friction, impacts and jams: a merge, a chute, a gravity lane.
///
/// An item stands with its front at the entry when it comes, and leaves when its front is at the exit and who follows takes it;
/// until then it is held there, and others queue up behind it. It comes as soon as there is room for the largest of all items.
/// Bodies move in fixed steps, and only while one of them is awake. On a closed one, a loop, items that are not pushed off go round.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Zone")]
pub(crate) struct Spec {
    /// From the entry to the exit, along the surface.
    pub(super) length: Spanned<Length>,
    /// Across.
    pub(super) width: Spanned<Length>,
    /// On what items lie.
    pub(super) surface: Spanned<Surface>,
    /// How much higher the exit is than the entry; `"-0.4 m"`: lower; default: level.
    #[serde(default)]
    pub(super) rise: Option<Spanned<Length>>,
    /// The friction of the surface, as a part of the weight; default: that of the items.
    #[serde(default)]
    pub(super) friction: Option<Spanned<f64>>,
    /// Whether its end is its beginning, so that what is not pushed off goes round; its curves are not looked at; default: false.
    #[serde(default)]
    pub(super) closed: bool,
    /// Where others put items down, from the entry on: `{"infeed 2": "3 m"}`. What is there already has right of way: an item comes
    /// when there is room ahead of it and behind it; default: at the entry.
    #[serde(default)]
    pub(super) entries: BTreeMap<Spanned<String>, Spanned<Length>>,
    /// Whether there are guides without friction on both sides; default: true.
    #[serde(default = "guided")]
    pub(super) guides: bool,
    /// How fast items are when they come; default: they are put down at rest.
    #[serde(default)]
    pub(super) entry_speed: Option<Spanned<Speed>>,
    /// How far the end of an item has to be beyond the entry before the next one comes; default: they may touch.
    #[serde(default)]
    pub(super) gap: Option<Spanned<Length>>,
    /// Who goes first where several want to bring items to the entry; default: `InTurn`.
    #[serde(default)]
    pub(super) merge: Merge,
    /// What items are as bodies whose product does not say it; default: every product that comes says it as `physics`.
    #[serde(default)]
    body: Option<Physics>,
    /// Sensors along it, by name: `{"full": (at: "1 m", covered_for: "3 s", stops: ["filler"])}`; default: there are none.
    #[serde(default)]
    pub(super) eyes: BTreeMap<Spanned<String>, PhotoEye>,
    /// Stops across the surface, by name: `{"gate": (at: "1 m", opens: WhileClear("eye"))}`; default: there are none.
    #[serde(default)]
    pub(super) stops: BTreeMap<Spanned<String>, Blade>,
    /// Who takes items at the side, where they are pushed off: `{"chute 1": (at: "2 m")}`; default: all leave at the exit.
    #[serde(default)]
    pub(super) pushers: BTreeMap<Spanned<String>, Pusher>,
    /// The floor around it, where vehicles drive, and what falls off lies: `(of: "agvs", entry: ("4 m", "0 m"), exit: ("8 m", "0 m"),
    /// height: "0.7 m")`; default: there is none, and what falls off is out of the zone.
    #[serde(default)]
    floor: Option<Spanned<Floor>>,
    /// What becomes of an item that falls off, or is pressed through a wall; default: `Scrap`.
    #[serde(default)]
    pub(super) fallen: Fallen,
    /// What becomes of an item that has come to rest where nothing holds it; default: `Wait`.
    #[serde(default)]
    pub(super) jammed: Jammed,
    /// The fixed step in which bodies move; default: 1/120 s.
    #[serde(default)]
    pub(super) step: Option<Spanned<Duration>>,
    /// Where items go; default: to the next operation of their route.
    #[serde(default)]
    to: Option<To>,
    /// What may happen to it: `[Failure(...)]`; default: nothing.
    #[serde(default)]
    pub(super) with: Vec<Spanned<With>>,
}

/// On what items lie.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub(crate) enum Surface {
    /// A belt, which draws items along by friction: `Belt(speed: "0.5 m/s")`.
    Belt {
        /// Of its surface.
        speed: Speed,
        /// How long it takes from standing to its speed; default: no time.
        #[serde(default)]
        ramp: Option<Duration>,
    },
    /// Free rollers, on which items roll down or are pushed: `Rollers(resistance: 0.03)`.
    Rollers {
        /// The force against rolling, as a part of the weight; default: 0.03.
        #[serde(default = "rolling")]
        resistance: f64,
    },
    /// A chute, on which items slide down.
    Slide,
}

/// A stop across the surface: a wall that comes and goes. It comes only where nothing is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Blade {
    /// How far behind the entry it is.
    pub(super) at: Spanned<Length>,
    /// When it lets pass.
    pub(super) opens: Opens,
}

/// When a stop lets pass.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub(crate) enum Opens {
    /// From each multiple of a time on, for a while: `Every(every: "10 s", lasts: "2 s")`.
    Every {
        /// From when to when.
        every: Duration,
        /// For how long.
        lasts: Duration,
    },
    /// While a photo-eye of this zone, by its name, does not act.
    WhileClear(Spanned<String>),
}

/// What gets an item off the surface, to whoever takes it at the side: a block that goes out when the middle of an item for that
/// receiver is before its own, and back at once, or a belt across under the item. An item that outruns it goes on to the exit.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pusher {
    /// How far behind the entry its middle is.
    pub(super) at: Spanned<Length>,
    /// What it is; default: `Block`.
    #[serde(default)]
    pub(super) by: Push,
    /// How fast it goes; default: 1.5 m/s.
    #[serde(default)]
    pub(super) speed: Option<Spanned<Speed>>,
    /// To which side it pushes, as items move; default: `Right`.
    #[serde(default)]
    pub(super) side: Flank,
}

impl Pusher {
    /// Metres per second.
    pub(super) fn speed(&self) -> f64 {
        self.speed.map_or(PUSHER_SPEED, |speed| speed.value.base_f64())
    }
}

/// What gets items off a surface.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) enum Push {
    /// A block, which comes from beside the surface, and is in the way of others while it is out.
    #[default]
    Block,
    /// A belt across under each item, as of a cross-belt sorter, or a tray that tilts: nobody else is touched.
    CrossBelt,
}

/// A side of a surface, as items move.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) enum Flank {
    /// The left one.
    Left,
    /// The right one.
    #[default]
    Right,
}

/// What becomes of an item that falls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) enum Fallen {
    /// It is scrapped.
    #[default]
    Scrap,
    /// It lies beside the zone, in the plant, for the rest of the run.
    Park,
    /// The run stops, and says where and when.
    Stop,
}

/// What becomes of an item that jams.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) enum Jammed {
    /// It stays until others move it.
    #[default]
    Wait,
    /// It is scrapped.
    Scrap,
    /// The run stops, and says where and when.
    Stop,
}

const fn guided() -> bool {
    true
}

const fn rolling() -> f64 {
    0.03
}

impl Surface {
    /// Metres per second; what does not move itself has none.
    pub(super) fn speed(&self) -> f64 {
        match self {
            Self::Belt { speed, .. } => speed.base_f64(),
            Self::Rollers { .. } | Self::Slide => 0.0,
        }
    }
}

impl Surface {
    fn drive(&self) -> DriveFacts {
        match self {
            Self::Belt { speed, .. } => DriveFacts::Belt(speed.base_f64()),
            Self::Rollers { resistance } => DriveFacts::Rollers(*resistance),
            Self::Slide => DriveFacts::Slide,
        }
    }
}

impl Spec {
    /// The sine of the angle at which it rises.
    pub(super) fn slope(&self) -> f64 {
        self.rise.map_or(0.0, |rise| rise.value.base_f64()) / self.length.value.base_f64()
    }

    /// Seconds.
    pub(super) fn step_seconds(&self) -> Option<f64> {
        self.step.map(|step| step.value.base_f64())
    }

    /// Reports what cannot be. Returns whether its measures are known.
    fn check(&self, cx: &mut ReadCx<'_>) -> bool {
        let mut wrong = |is_wrong: bool, span, message: &str, hint: &str| {
            if is_wrong {
                cx.report.push(Diagnostic::error(codes::BODY, span, message).hint(hint));
            }
            is_wrong
        };
        let no_extent = [self.length, self.width].map(|extent| {
            let is_wrong = !(0.001..=1_000.0).contains(&extent.value.base_f64());
            wrong(
                is_wrong,
                extent.span,
                "this zone has no extent",
                "give it in metres or millimetres, and at most 1 000 m",
            )
        });
        if no_extent.contains(&true) {
            return false;
        }
        let at_surface = self.surface.span;
        match &self.surface.value {
            Surface::Belt { speed, ramp } => {
                let is_wrong = !(0.0..=100.0).contains(&speed.base_f64()) || speed.is_zero();
                let hint = "give it a speed above zero, and at most 100 m/s";
                wrong(is_wrong, at_surface, "this belt never moves, or faster than any", hint);
                let is_wrong = ramp.is_some_and(|ramp| ramp.is_negative());
                wrong(
                    is_wrong,
                    at_surface,
                    "a belt does not start in less than no time",
                    "leave out `ramp`",
                );
            }
            Surface::Rollers { resistance } => {
                let is_wrong = !(0.0..=1.0).contains(resistance);
                let hint = "a part of the weight: usual are 0.02 to 0.05";
                wrong(is_wrong, at_surface, "there is no such rolling resistance", hint);
            }
            Surface::Slide => {}
        }
        if let Some(rise) = self.rise {
            let hint = "`rise` is a height, and `length` is measured along the surface";
            wrong(self.slope().abs() > 0.95, rise.span, "this zone is as good as upright", hint);
        }
        let falls =
            self.slope() < 0.0 || self.entry_speed.is_some_and(|speed| !speed.value.is_zero());
        if self.surface.value.speed() == 0.0 && !falls {
            let hint = "let it fall with a negative `rise`, give items an `entry_speed`, or make it a `Belt`";
            wrong(true, at_surface, "nothing moves items here", hint);
        }
        if let Some(friction) = self.friction {
            let hint = "a part of the weight: cardboard on a belt has about 0.4";
            let is_wrong = !(0.0..=10.0).contains(&friction.value);
            wrong(is_wrong, friction.span, "there is no such friction", hint);
        }
        if let Some(speed) = self.entry_speed {
            let is_wrong = !(0.0..=100.0).contains(&speed.value.base_f64());
            wrong(is_wrong, speed.span, "items do not come so", "give a speed from 0 to 100 m/s");
        }
        if let Some(gap) = self.gap {
            let is_wrong = !(0.0..=self.length.value.base_f64()).contains(&gap.value.base_f64());
            let hint = "from none, where items may touch, to the length of the zone";
            wrong(is_wrong, gap.span, "there is no such gap", hint);
        }
        if let (Some(step), Some(seconds)) = (self.step, self.step_seconds()) {
            let is_wrong = !(0.000_1..=0.05).contains(&seconds);
            let hint = "from 0.1 ms to 50 ms; what moves fast, or is small, wants short ones";
            wrong(is_wrong, step.span, "this is no step for rigid bodies", hint);
        }
        true
    }
}

impl Spec {
    /// Reports what a loop cannot be.
    fn check_closed(
        &self,
        facts: &EquipmentFacts,
        sides: &[(EquipmentId, String)],
        cx: &mut ReadCx<'_>,
    ) {
        if !self.closed {
            return;
        }
        let mut wrong = |is_wrong: bool, span, message: String, hint: &str| {
            if is_wrong {
                cx.report.push(Diagnostic::error(codes::BODY, span, message).hint(hint));
            }
        };
        let moves = matches!(self.surface.value, Surface::Belt { .. });
        let hint = "make it a `Belt`, or leave out `closed`";
        wrong(!moves, self.surface.span, "nothing goes round on this loop".to_owned(), hint);
        if let Some(rise) = self.rise.filter(|rise| !rise.value.is_zero()) {
            let hint = "leave out `rise`, or `closed`";
            wrong(true, rise.span, "a loop ends as high as it begins".to_owned(), hint);
        }
        if let Some(name) = self.stops.keys().next() {
            let hint = "leave out `stops`, or `closed`";
            wrong(true, name.span, "what waits at a stop would wait for itself".to_owned(), hint);
        }
        if let Some(floor) = &self.floor {
            let hint = "leave out `floor`, or `closed`";
            wrong(true, floor.span, "a loop has no floor for vehicles".to_owned(), hint);
        }
        let targets = facts.routing.as_ref().map(Routing::targets).unwrap_or_default();
        let is_pushed = |to: &EquipmentId| sides.iter().any(|(side, _)| side == to);
        if targets.is_empty() || !targets.iter().all(is_pushed) {
            let message = "what goes round on this loop is not pushed off to everyone in `to`";
            let hint = "give each of them a place in `pushers`";
            cx.report.push(Diagnostic::error(codes::BODY, facts.span, message).hint(hint));
        }
    }

    /// Where others put items down along it; reported where that is beyond its ends.
    fn entries(&self, cx: &mut ReadCx<'_>) -> Vec<(EquipmentId, Spanned<Length>)> {
        let length = self.length.value;
        let mut entries = Vec::new();
        for (name, at) in &self.entries {
            if !(0.0..length.base_f64()).contains(&at.value.base_f64()) {
                let message =
                    format!("`{}` is at {}, and this zone is {length} long", name.value, at.value);
                let hint = "places are measured from the entry, in the direction of the surface";
                cx.report.push(Diagnostic::error(codes::BODY, at.span, message).hint(hint));
            }
            entries.extend(cx.equipment(name).map(|id| (id, *at)));
        }
        entries.sort_by_key(|(id, _)| *id);
        entries
    }

    /// Who goes first; reported where there is no one entry for all.
    fn merge(&self, facts: &EquipmentFacts, cx: &mut ReadCx<'_>) -> MergeFacts {
        let merge = self.merge.facts(cx);
        if merge != MergeFacts::InTurn && (self.closed || !self.entries.is_empty()) {
            let message = "items come along this zone into gaps, and `merge` says who goes first at one entry";
            let hint = "leave out `merge`, or let a zone with one go before";
            cx.report.push(Diagnostic::error(codes::BODY, facts.span, message).hint(hint));
            return MergeFacts::InTurn;
        }
        merge
    }

    /// Who takes items at the side, and where; reported where that cannot be.
    fn sides(&self, facts: &EquipmentFacts, cx: &mut ReadCx<'_>) -> Vec<(EquipmentId, String)> {
        let targets = facts.routing.as_ref().map(Routing::targets).unwrap_or_default();
        let mut sides = Vec::new();
        for (name, pusher) in &self.pushers {
            let Some(id) = cx.equipment(name) else { continue };
            let mut wrong = |is_wrong: bool, span, message: String, hint: &str| {
                if is_wrong {
                    cx.report.push(Diagnostic::error(codes::BODY, span, message).hint(hint));
                }
            };
            // Without `to`, routes say who goes where.
            wrong(
                facts.routing.is_some() && !targets.contains(&id),
                name.span,
                format!("nothing goes to `{}` from here", name.value),
                "name it in `to`, or leave its pusher out",
            );
            let (at, length) = (pusher.at.value, self.length.value);
            wrong(
                at.base_f64() <= 0.0 || at.base_f64() >= length.base_f64(),
                pusher.at.span,
                format!(
                    "the pusher to `{}` is at {at}, and this zone is {length} long",
                    name.value
                ),
                "places are measured from the entry",
            );
            wrong(
                !(0.05..=10.0).contains(&pusher.speed()),
                pusher.speed.map_or(name.span, |speed| speed.span),
                "no pusher goes so".to_owned(),
                "give it a speed from 0.05 to 10 m/s",
            );
            wrong(
                self.rise.is_some_and(|rise| !rise.value.is_zero()),
                name.span,
                "items are pushed off level surfaces only".to_owned(),
                "leave out `rise`, or let this zone end before the pusher",
            );
            sides.push((id, name.value.clone()));
        }
        sides.sort();
        sides
    }

    /// What pushes items off, by the names of who takes them there.
    fn pushers(&self, sides: &[(EquipmentId, String)]) -> Vec<PusherFacts> {
        let of = |(to, name): &(EquipmentId, String)| {
            let (_, pusher) = self.pushers.iter().find(|(it, _)| it.value == *name)?;
            Some(PusherFacts {
                to: *to,
                at: pusher.at,
                speed: pusher.speed(),
                is_belt: pusher.by == Push::CrossBelt,
                is_left: pusher.side == Flank::Left,
            })
        };
        sides.iter().filter_map(of).collect()
    }

    /// The stops that a photo-eye opens.
    fn stops(&self) -> Vec<StopFacts> {
        let of = |(name, stop): (&Spanned<String>, &Blade)| match &stop.opens {
            Opens::Every { .. } => None,
            Opens::WhileClear(eye) => {
                Some(StopFacts { name: name.value.clone(), at: stop.at, eye: eye.value.clone() })
            }
        };
        self.stops.iter().filter_map(of).collect()
    }

    fn check_stops(&self, cx: &mut ReadCx<'_>) {
        for (name, stop) in &self.stops {
            let (at, length) = (stop.at.value, self.length.value);
            let mut wrong = |is_wrong: bool, span, message: String, hint: &str| {
                if is_wrong {
                    cx.report.push(Diagnostic::error(codes::BODY, span, message).hint(hint));
                }
            };
            wrong(
                at.base_f64() <= 0.0 || at.base_f64() >= length.base_f64(),
                stop.at.span,
                format!("the stop `{}` is at {at}, and this zone is {length} long", name.value),
                "places are measured from the entry",
            );
            match &stop.opens {
                Opens::Every { every, lasts } => wrong(
                    lasts.base_f64() <= 0.0 || lasts.base_f64() >= every.base_f64(),
                    name.span,
                    format!("the stop `{}` opens every {every} for {lasts}", name.value),
                    "give it some time to be open, and some to be closed",
                ),
                Opens::WhileClear(eye) => wrong(
                    !self.eyes.keys().any(|it| it.value == eye.value),
                    eye.span,
                    format!("this zone has no photo-eye `{}`", eye.value),
                    "name one of its `eyes`",
                ),
            }
        }
    }
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        facts.role = Role::Holder;
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        if let Some(body) = &self.body {
            body.check(cx);
        }
        let sides = self.sides(facts, cx);
        let entries = self.entries(cx);
        self.check_stops(cx);
        self.check_closed(facts, &sides, cx);
        let merge = self.merge(facts, cx);
        if self.check(cx) {
            let at = |name: &String| self.pushers.iter().find(|(it, _)| it.value == *name);
            let exits = sides.iter().filter_map(|(id, name)| Some((*id, at(name)?.1.at)));
            let exits = exits.collect();
            let rise = self.rise.map_or(0.0, |rise| rise.value.base_f64());
            let measures = [self.length.value.base_f64(), self.width.value.base_f64(), rise];
            let is_plain = self.pushers.is_empty() && self.entries.is_empty();
            if let (Some(floor), false) = (&self.floor, is_plain) {
                let message = "a zone with pushers or entries has no floor for vehicles";
                let hint = "leave out `floor`, or let another zone follow at the side";
                cx.report.push(Diagnostic::error(codes::BODY, floor.span, message).hint(hint));
            }
            let floor = self.floor.as_ref().and_then(|floor| Floor::facts(floor, measures, cx));
            facts.zone = Some(Box::new(ZoneFacts {
                length: self.length.value.base_f64(),
                width: self.width.value.base_f64(),
                drive: Spanned { value: self.surface.value.drive(), span: self.surface.span },
                slope: self.slope() / (1.0 - self.slope() * self.slope()).max(0.01).sqrt(),
                friction: self.friction.map(|friction| friction.value),
                entry_speed: self.entry_speed.map_or(0.0, |speed| speed.value.base_f64()),
                gap: self.gap.map_or(0.0, |gap| gap.value.base_f64()),
                merge,
                along: SorterFacts { closed: self.closed, entries, exits, stands: SimSpan::ZERO },
                body: self.body.clone(),
                pushers: self.pushers(&sides),
                stops: self.stops(),
                sides,
                eyes: eye::facts(&self.eyes, self.length.value, cx),
                floor,
            }));
        }
        concern::describe(&self.with, facts, cx);
    }
}
