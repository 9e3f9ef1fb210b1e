//! What stands in a zone: belts, rollers, slides, guides, stops, exits, sensors, movers, floors.

use plantwright_units::SimSpan;
use serde::{Deserialize, Serialize};

use crate::body::Friction;
use crate::incident::Policies;
use crate::mistake::Mistake;
use crate::pose::Pose;

/// The description of a zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// The fixed step; default: 1/120 s in whole nanoseconds. Steps end at its multiples.
    pub step: SimSpan,
    /// Gravity along -z, metres per second squared; default: [`plantwright_units::GRAVITY`].
    pub gravity: f32,
    /// What stands there. Its order is the order of all that is reported.
    pub fixtures: Vec<Fixture>,
    /// What becomes of bodies that get into trouble.
    pub policies: Policies,
}

/// Something that stands in a zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fixture {
    /// Its name: its identity.
    pub name: String,
    /// Its frame. Surfaces begin there and go along x, with their middle line at y = 0 and their top at z = 0; what stands
    /// (guides, stops, sensors, movers) has the middle of its foot there.
    pub pose: Pose,
    /// What it is.
    pub kind: Kind,
}

/// What a fixture is. Measures are metres.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// A surface that moves along x.
    Belt {
        /// From its beginning to its end.
        length: f32,
        /// Across.
        width: f32,
        /// Metres per second at the start; negative: backwards.
        speed: f32,
        /// How fast its speed changes, metres per second squared; `None`: at once.
        acceleration: Option<f32>,
        /// The grip on bodies; `None`: that of each body.
        friction: Option<Friction>,
    },
    /// Free rollers: what is pushed, or lies on a slope, rolls.
    Rollers {
        /// From their beginning to their end.
        length: f32,
        /// Across.
        width: f32,
        /// Rolling resistance: the force against the motion as a part of the force onto the rollers. The mass of the rollers
        /// is neglected, and the resistance holds in every direction: guides keep bodies from going astray.
        resistance: f32,
    },
    /// A chute, a ramp, a table: a surface that stands still.
    Slide {
        /// From its beginning to its end.
        length: f32,
        /// Across.
        width: f32,
        /// The grip on bodies; `None`: that of each body.
        friction: Option<Friction>,
    },
    /// Where nothing belongs: what touches it has fallen. The frame is its middle.
    Floor {
        /// Along x.
        length: f32,
        /// Along y.
        width: f32,
    },
    /// A wall along x.
    Guide {
        /// Along x.
        length: f32,
        /// Along z.
        height: f32,
        /// Its friction; `None`: that of each body.
        friction: Option<Friction>,
    },
    /// A wall across x that comes and goes at once. Closed: bodies wait there.
    Stop {
        /// Along y.
        width: f32,
        /// Along z.
        height: f32,
        /// Whether bodies may pass at the start.
        is_open: bool,
    },
    /// A plane across x where bodies leave the zone as soon as their front reaches it. Closed: a wall; what waits there leaves
    /// when it opens.
    Exit {
        /// Along y.
        width: f32,
        /// Along z.
        height: f32,
        /// Whether bodies leave at the start.
        is_open: bool,
    },
    /// A beam or a field that bodies pass: tells when an item begins to cover it, and when it no longer does.
    Sensor {
        /// Along x; a beam has a hundredth of a metre.
        length: f32,
        /// Along y.
        width: f32,
        /// Along z.
        height: f32,
    },
    /// A block that goes where it is sent, whatever is in its way: a pusher, a swinging gate's blade, a lift's plate. What comes from
    /// elsewhere and goes again is a guest: [`Zone::let_in`](crate::Zone::let_in).
    Mover {
        /// Along x.
        length: f32,
        /// Along y.
        width: f32,
        /// Along z.
        height: f32,
    },
}

/// A fixture of a zone: its position in [`Layout::fixtures`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FixtureId(pub u32);

impl FixtureId {
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            step: SimSpan::from_nanos(8_333_333),
            gravity: plantwright_units::GRAVITY as f32,
            fixtures: Vec::new(),
            policies: Policies::default(),
        }
    }
}

impl Layout {
    /// Adds a fixture. Returns the layout, so that a description reads as a list.
    pub fn with(mut self, name: &str, pose: Pose, kind: Kind) -> Self {
        self.fixtures.push(Fixture { name: name.to_owned(), pose, kind });
        self
    }

    /// Returns what is wrong with it, all at once.
    pub fn check(&self) -> Vec<Mistake> {
        let mut found = Vec::new();
        let mut wrong = |whose: Option<&str>, field, message: &str, hint| {
            let whose = whose.map(str::to_owned);
            found.push(Mistake { whose, field, message: message.to_owned(), hint });
        };
        if !(100_000..=50_000_000).contains(&self.step.as_nanos()) {
            wrong(None, "step", "no step for rigid bodies", "from 0.1 ms to 50 ms; usual: 1/120 s");
        }
        if !(0.0..=1000.0).contains(&self.gravity) {
            wrong(None, "gravity", "no such gravity", "metres per second squared; on earth: 9.81");
        }
        for (index, fixture) in self.fixtures.iter().enumerate() {
            let name = Some(fixture.name.as_str());
            if self.fixtures[..index].iter().any(|other| other.name == fixture.name) {
                wrong(name, "name", "two fixtures have this name", "give each its own");
            }
            if !fixture.pose.is_sound() {
                wrong(
                    name,
                    "pose",
                    "this is nowhere",
                    "finite numbers, and a quaternion of length one",
                );
            }
            for (field, message, hint) in fixture.kind.faults() {
                wrong(name, field, message, hint);
            }
        }
        found
    }
}

type Fault = (&'static str, &'static str, &'static str);

impl Kind {
    /// Length, width and height of the outline; what a kind does not name is how thick it is made.
    pub(crate) const fn extent(&self) -> [f32; 3] {
        match *self {
            Self::Belt { length, width, .. }
            | Self::Rollers { length, width, .. }
            | Self::Slide { length, width, .. }
            | Self::Floor { length, width } => [length, width, THICKNESS],
            Self::Guide { length, height, .. } => [length, GUIDE, height],
            Self::Stop { width, height, .. } | Self::Exit { width, height, .. } => {
                [THICKNESS, width, height]
            }
            Self::Sensor { length, width, height } | Self::Mover { length, width, height } => {
                [length, width, height]
            }
        }
    }

    fn faults(&self) -> Vec<Fault> {
        let mut found = Vec::new();
        let fields = ["length", "width", "height"];
        for (field, measure) in fields.into_iter().zip(self.extent()) {
            if !(0.001..=10_000.0).contains(&measure) {
                let hint = "give it in metres, from a millimetre to ten kilometres";
                found.push((field, "it has no extent", hint));
            }
        }
        match self {
            Self::Belt { speed, acceleration, friction, .. } => {
                if !(-100.0..=100.0).contains(speed) {
                    found.push(("speed", "no belt is so fast", "metres per second, at most 100"));
                }
                if acceleration.is_some_and(|value| !(value.is_finite() && value > 0.0)) {
                    let hint = "metres per second squared, above zero; without it: at once";
                    found.push(("acceleration", "it would never start", hint));
                }
                found.extend(fault_of(*friction));
            }
            Self::Rollers { resistance, .. } if !(0.0..=1.0).contains(resistance) => {
                let hint = "a part of the weight; usual: 0.02 to 0.05";
                found.push(("resistance", "no such rolling resistance", hint));
            }
            Self::Slide { friction, .. } | Self::Guide { friction, .. } => {
                found.extend(fault_of(*friction));
            }
            _ => {}
        }
        found
    }
}

fn fault_of(friction: Option<Friction>) -> Option<Fault> {
    let is_wrong = friction.is_some_and(|friction| !friction.is_sound());
    is_wrong.then_some(("friction", "no such friction", "0 <= sliding <= resting, both finite"))
}

/// How deep surfaces, stops and exits are behind their face, metres: deep enough that nothing is pressed through.
pub(crate) const THICKNESS: f32 = 0.2;
/// How thick a [`Kind::Guide`] is, metres: half of it to each side of its frame's x axis.
pub const GUIDE: f32 = 0.04;
