//! What else stands in a zone: stops that open and close, and pushers, by which items leave at the side.

use plantwright_model::plant::{ZoneFacts, drift_across};
use plantwright_motion as motion;
use plantwright_motion::{FixtureId, Friction, Kind, Layout, Pose};
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::spec::{Flank, Opens, Push, Pusher, Spec};
use super::track::HIGH;
use crate::build::SpawnCx;
use crate::links::LinkId;

/// How deep the block of a pusher is, and how far it stands beside the surface and above it, metres.
const DEPTH: f32 = 0.1;
const CLEAR: f32 = 0.01;
/// The friction of the plate onto which items are pushed.
const PLATE: f32 = 0.1;
/// A quarter of a turn, anticlockwise and clockwise, as a quaternion.
const QUARTER: [f32; 4] =
    [0.0, 0.0, std::f32::consts::FRAC_1_SQRT_2, std::f32::consts::FRAC_1_SQRT_2];
const BACK: [f32; 4] =
    [0.0, 0.0, -std::f32::consts::FRAC_1_SQRT_2, std::f32::consts::FRAC_1_SQRT_2];

/// A stop across the surface.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Gate {
    pub(super) stop: FixtureId,
    when: When,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum When {
    /// From each multiple of a time on, for so long.
    Every(SimSpan, SimSpan),
    /// While a photo-eye, by its number, does not act.
    Clear(usize),
}

impl Gate {
    /// Whether it is to be open now, with what the photo-eyes say.
    pub(super) fn opens(&self, now: SimTime, acts: impl Fn(usize) -> bool) -> bool {
        match self.when {
            When::Every(every, lasts) => now.as_nanos() % every.as_nanos() < lasts.as_nanos(),
            When::Clear(eye) => !acts(eye),
        }
    }

    /// When it opens or closes next by the clock.
    pub(super) fn next(&self, now: SimTime) -> Option<SimTime> {
        let When::Every(every, lasts) = self.when else { return None };
        let since = now.as_nanos() % every.as_nanos();
        let until = if since < lasts.as_nanos() { lasts } else { every };
        now.checked_add(SimSpan::from_nanos(until.as_nanos() - since))
    }
}

/// A pusher, and the way out on the other side of the surface.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Side {
    /// Over which link items go.
    pub(super) link: LinkId,
    /// Where the middle of an item is when it is pushed, metres behind the entry.
    pub(super) at: f32,
    /// How far behind its own middle that of an item may be, metres.
    pub(super) reach: f32,
    /// How far it pushes, along its own y, and how fast.
    pub(super) stroke: f32,
    pub(super) speed: f32,
    /// The block; none: a belt across, which carries to the left at `across`, or to the right.
    pub(super) pusher: Option<FixtureId>,
    pub(super) across: f32,
    /// Where the opening ends, metres behind the entry.
    pub(super) until: f32,
    pub(super) exit: FixtureId,
    /// Whether it is out, or on its way.
    pub(super) is_out: bool,
    /// Who was pushed by it last, and was not taken yet.
    pub(super) pushed: Option<u64>,
}

/// An opening in a guide: from where to where.
type Opening = (f32, f32);

/// What is along the surface, as it is put into a layout.
pub(super) struct Along<'a> {
    spec: &'a Spec,
    facts: &'a ZoneFacts,
    /// The measures of the largest item.
    size: [f32; 3],
    /// The least friction between an item and the surface.
    grip: f64,
}

impl<'a> Along<'a> {
    pub(super) fn new(spec: &'a Spec, facts: &'a ZoneFacts, size: [f32; 3], grip: f64) -> Self {
        Self { spec, facts, size, grip }
    }

    /// From where to where the guide is open for a pusher.
    fn opening(&self, pusher: &Pusher) -> Opening {
        let (at, length, width) =
            (pusher.at.value.base_f64() as f32, self.size[0], self.facts.width as f32);
        // It goes on while it is pushed.
        let drift = match pusher.by {
            Push::Block => self.spec.surface.value.speed() as f32 * width / pusher.speed() as f32,
            Push::CrossBelt => {
                let (speed, width) = (self.spec.surface.value.speed(), self.facts.width);
                drift_across(speed, width, pusher.speed(), self.grip) as f32
            }
        };
        (at - 0.75 * length, (at + 0.75 * length + drift).min(self.facts.length as f32))
    }

    /// Adds stops, pushers, and what is needed for those; returns the openings of the left and the right guide.
    pub(super) fn put(&self, mut layout: Layout, pose: Pose) -> (Layout, [Vec<Opening>; 2]) {
        let width = self.facts.width as f32;
        for (name, stop) in &self.spec.stops {
            let at = Pose { at: pose.point(stop.at.value.base_f64() as f32, 0.0, 0.0), ..pose };
            let kind = Kind::Stop { width, height: HIGH, is_open: false };
            layout = layout.with(&stop_name(&name.value), at, kind);
        }
        let mut openings = [Vec::new(), Vec::new()];
        for (name, pusher) in &self.spec.pushers {
            let at = pusher.at.value.base_f64() as f32;
            let [length, across, height] = self.size;
            let (from, to) = self.opening(pusher);
            let face = 1.5 * length;
            let (hand, turn) = match pusher.side {
                Flank::Left => (1.0, QUARTER),
                Flank::Right => (-1.0, BACK),
            };
            let (edge, middle) = (hand * width / 2.0, f32::midpoint(from, to));
            let beside = -hand * (width / 2.0 + DEPTH / 2.0 + CLEAR);
            let out = |beyond: f32| Pose { at: [middle, edge + hand * beyond, 0.0], turn };
            let wide = to - from;
            let name = &name.value;
            let plate = Kind::Slide {
                length: across + 0.3,
                width: wide,
                friction: Some(Friction::of(PLATE)),
            };
            let exit = Kind::Exit { width: wide, height: HIGH, is_open: false };
            let block = Kind::Mover { length: face, width: DEPTH, height };
            layout = layout.with(&format!("plate {name}"), out(0.0), plate).with(
                &exit_name(name),
                out(across + CLEAR),
                exit,
            );
            if pusher.by == Push::Block {
                layout = layout.with(&pusher_name(name), Pose::at(at, beside, CLEAR), block);
            } else {
                // It comes onto the plate as fast along as the surface is: walls keep it there.
                for (end, along) in [("begin", from), ("end", to)] {
                    let wall = Kind::Guide {
                        length: across + 0.3,
                        height: HIGH,
                        friction: Some(Friction::of(0.0)),
                    };
                    let place = Pose { at: [along, edge + hand * motion::GUIDE, 0.0], turn };
                    layout = layout.with(&format!("wall {name}, {end}"), place, wall);
                }
            }
            let (own, other) = match pusher.side {
                Flank::Left => (0, 1),
                Flank::Right => (1, 0),
            };
            openings[own].push((from, to));
            if pusher.by == Push::Block {
                openings[other].push((at - face / 2.0 - CLEAR, at + face / 2.0 + CLEAR));
            }
        }
        for list in &mut openings {
            list.sort_by(|one, two| one.0.total_cmp(&two.0));
        }
        (layout, openings)
    }

    pub(super) fn gates(&self, zone: &motion::Zone) -> Vec<Gate> {
        let gate = |(name, stop): (&plantwright_model::Spanned<String>, &super::spec::Blade)| {
            let when = match &stop.opens {
                Opens::Every { every, lasts } => {
                    let span = |it: &plantwright_units::Duration| it.span().unwrap_or(SimSpan::MAX);
                    When::Every(span(every), span(lasts))
                }
                Opens::WhileClear(eye) => {
                    let number = self.facts.eyes.iter().position(|it| it.name == eye.value);
                    When::Clear(number.expect("a checked photo-eye"))
                }
            };
            let stop = zone.fixture(&stop_name(&name.value)).expect("what was just put there");
            Gate { stop, when }
        };
        self.spec.stops.iter().map(gate).collect()
    }

    pub(super) fn sides(&self, zone: &motion::Zone, cx: &SpawnCx<'_>) -> Vec<Side> {
        let width = self.facts.width as f32;
        let side = |(name, pusher): (&plantwright_model::Spanned<String>, &Pusher)| {
            let fixture = |name: String| zone.fixture(&name).expect("what was just put there");
            let to: EquipmentId = (self.facts.sides.iter())
                .find(|(_, named)| *named == name.value)
                .map(|(id, _)| *id)
                .expect("a checked receiver");
            let stroke = width + 2.0 * CLEAR;
            // By its routes, nobody may ever go there.
            Some(Side {
                link: cx.may_link_to(to)?,
                at: pusher.at.value.base_f64() as f32,
                reach: self.size[0] / 2.0,
                stroke: if pusher.side == Flank::Left { stroke } else { -stroke },
                speed: pusher.speed() as f32,
                pusher: (pusher.by == Push::Block).then(|| fixture(pusher_name(&name.value))),
                across: if pusher.side == Flank::Left { 1.0 } else { -1.0 } * pusher.speed() as f32,
                until: self.opening(pusher).1,
                exit: fixture(exit_name(&name.value)),
                is_out: false,
                pushed: None,
            })
        };
        self.spec.pushers.iter().filter_map(side).collect()
    }
}

fn stop_name(name: &str) -> String {
    format!("stop {name}")
}

fn exit_name(name: &str) -> String {
    format!("exit {name}")
}

fn pusher_name(name: &str) -> String {
    format!("pusher {name}")
}
