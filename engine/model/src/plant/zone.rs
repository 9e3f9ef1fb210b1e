//! What is known of a zone, where items are rigid bodies.

use plantwright_units::{EquipmentId, GRAVITY, Length, SimSpan};

use crate::plant::{EyeFacts, FleetFacts, MergeFacts, Position, ProductFacts, SorterFacts};
use crate::vocabulary::Physics;
use crate::{Span, Spanned};

/// A zone: where items are rigid bodies.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneFacts {
    /// From the entry to the exit, metres.
    pub length: f64,
    /// Between its guides, metres.
    pub width: f64,
    /// What moves items, and where the scene says so.
    pub drive: Spanned<DriveFacts>,
    /// The tangent of the angle at which it rises; negative: it falls.
    pub slope: f64,
    /// The friction of the surface; none: that of items.
    pub friction: Option<f64>,
    /// How fast items are when they come, metres per second.
    pub entry_speed: f64,
    /// How far an item is ahead at least when the next one comes, from its end, metres.
    pub gap: f64,
    /// Who goes first at its entry.
    pub merge: MergeFacts,
    /// Where items come and go between its ends, where they do.
    pub along: SorterFacts,
    /// What items are whose product does not say it.
    pub body: Option<Physics>,
    /// Who takes items at the side, with the names.
    pub sides: Vec<(EquipmentId, String)>,
    /// What gets items off the surface, to the side.
    pub pushers: Vec<PusherFacts>,
    /// The stops across it that a photo-eye of its own opens.
    pub stops: Vec<StopFacts>,
    /// The photo-eyes along it.
    pub eyes: Vec<EyeFacts>,
    /// The floor around it, where vehicles drive.
    pub floor: Option<FloorFacts>,
}

/// What moves items in a zone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DriveFacts {
    /// A belt at so many metres per second, by friction.
    Belt(f64),
    /// Their weight, over free rollers with this resistance, a part of the weight.
    Rollers(f64),
    /// Their weight, over a surface that stands.
    Slide,
}

/// What gets items off the surface of a zone, to the side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PusherFacts {
    /// Who takes them there.
    pub to: EquipmentId,
    /// How far behind the entry its middle is.
    pub at: Spanned<Length>,
    /// How fast it goes, metres per second.
    pub speed: f64,
    /// Whether it is a belt across under each item, in place of a block.
    pub is_belt: bool,
    /// Whether it pushes to the left, as items move.
    pub is_left: bool,
}

/// A stop across the surface of a zone that is open while a photo-eye does not act.
#[derive(Debug, Clone, PartialEq)]
pub struct StopFacts {
    /// Its name, of its zone's own.
    pub name: String,
    /// How far behind the entry it is.
    pub at: Spanned<Length>,
    /// The name of the photo-eye.
    pub eye: String,
}

/// How fast a pusher goes where nothing is said, metres per second.
pub const PUSHER_SPEED: f64 = 1.5;

/// Returns how long a belt across takes to draw an item so far aside: friction brings it up to the speed of that belt. Metres and
/// seconds.
pub fn time_across(width: f64, across: f64, friction: f64) -> f64 {
    let pull = (friction * GRAVITY).max(0.01);
    let until_as_fast = across / pull;
    let meanwhile = across * until_as_fast / 2.0;
    if meanwhile >= width {
        (2.0 * width / pull).sqrt()
    } else {
        until_as_fast + (width - meanwhile) / across
    }
}

/// Returns how far a belt of a speed and a width carries an item on while a belt across under it takes it off at another speed, metres:
/// it is as far across as the belt is wide in the end. Metres and seconds.
pub fn drift_across(speed: f64, width: f64, across: f64, friction: f64) -> f64 {
    // A quarter more: nothing is to touch the end of the opening.
    1.25 * speed * time_across(width, across, friction)
}

/// The floor around a zone: a level rectangle in the frame of the zone, whose x goes from the entry to the exit and whose y goes to the
/// left. Measures are metres.
#[derive(Debug, Clone, PartialEq)]
pub struct FloorFacts {
    /// The fleet whose vehicles are bodies there.
    pub fleet: EquipmentId,
    /// Where the scene says so.
    pub span: Span,
    /// Where the entry and the exit of the zone are among the points of the fleet.
    pub ends: [Position; 2],
    /// How high the entry is above it.
    pub height: f64,
    /// How far it reaches beyond the surface of the zone on all sides.
    pub around: f64,
    /// The width of the surface, and how far the exit is from the entry along the floor.
    pub surface: [f64; 2],
    /// How long what has come to rest on it lies there; none: for the rest of the run.
    pub cleared_after: Option<SimSpan>,
}

/// A way of a fleet over the floor of a zone, in the frame of that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lane {
    /// The edge, by its number.
    pub edge: u32,
    /// Where it begins and ends, metres.
    pub ends: [[f64; 2]; 2],
}

impl FloorFacts {
    /// Returns the corners with the least and the greatest coordinates.
    pub fn corners(&self) -> [[f64; 2]; 2] {
        let [width, length] = self.surface;
        let aside = width / 2.0 + self.around;
        [[-self.around, -aside], [length + self.around, aside]]
    }

    /// Returns a place among the points of the fleet in the frame of the zone.
    fn place(&self, at: Position) -> [f64; 2] {
        let [entry, exit] = self.ends;
        let (x, y) = (exit.x - entry.x, exit.y - entry.y);
        let length = (x * x + y * y).sqrt();
        let (dx, dy) = (at.x - entry.x, at.y - entry.y);
        [(dx * x + dy * y) / length, (dy * x - dx * y) / length]
    }

    /// Returns the edges of the fleet on which a vehicle, or its safety field, may reach over the floor, in their order.
    pub fn lanes(&self, fleet: &FleetFacts) -> Vec<Lane> {
        let bodies = fleet.types.iter().filter_map(|kind| Some((kind.length, kind.body?)));
        let reach = |(length, body): (f64, super::VehicleBody)| {
            f64::midpoint(length, body.width) + body.field
        };
        let margin = bodies.map(reach).fold(0.0, f64::max);
        let [low, high] = self.corners();
        let low = low.map(|at| at - margin);
        let high = high.map(|at| at + margin);
        let lane = |(edge, facts): (u32, &super::EdgeFacts)| {
            let place = |node: u32| Some(self.place(fleet.nodes[node as usize].position?));
            let ends = [place(facts.from)?, place(facts.to)?];
            crosses(ends, low, high).then_some(Lane { edge, ends })
        };
        (0..).zip(&fleet.edges).filter_map(lane).collect()
    }
}

/// Whether a straight way has a part within a rectangle (Liang and Barsky 1984).
fn crosses([from, to]: [[f64; 2]; 2], low: [f64; 2], high: [f64; 2]) -> bool {
    let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let way = to[axis] - from[axis];
        if way == 0.0 {
            if from[axis] < low[axis] || from[axis] > high[axis] {
                return false;
            }
            continue;
        }
        let (a, b) = ((low[axis] - from[axis]) / way, (high[axis] - from[axis]) / way);
        enters = enters.max(a.min(b));
        leaves = leaves.min(a.max(b));
    }
    enters <= leaves
}

impl ZoneFacts {
    /// Returns whether it looks at who wants to come: it may take from one while another one, who came first, has to wait.
    pub const fn picks(&self) -> bool {
        matches!(self.merge, MergeFacts::Zip(_))
    }

    /// Returns what items of a product are here, where that is known.
    pub fn body<'a>(&'a self, product: &'a ProductFacts) -> Option<&'a Physics> {
        product.physics.as_deref().or(self.body.as_ref())
    }

    /// Returns the friction between an item and the surface when it rests there; none: it rolls.
    pub fn grip(&self, body: &Physics) -> Option<f64> {
        if let DriveFacts::Rollers(_) = self.drive.value {
            return None;
        }
        let own = body.friction_at_rest.map_or(body.sliding(), |friction| friction.value);
        Some(self.friction.unwrap_or(own))
    }

    /// Returns the friction between an item and the surface when it has come: at rest there, or sliding, as on a belt that is faster or
    /// slower; none: it rolls.
    pub fn grip_at_entry(&self, body: &Physics) -> Option<f64> {
        match self.drive.value {
            DriveFacts::Belt(speed) if speed != self.entry_speed => {
                Some(self.friction.unwrap_or_else(|| body.sliding()))
            }
            _ => self.grip(body),
        }
    }
}
