//! What a zone tells: sensors, exits, and bodies in trouble.

use plantwright_units::{ItemId, SimTime};
use serde::{Deserialize, Serialize};

use crate::layout::FixtureId;
use crate::pose::{Pose, Velocity};

/// Something that happened, and the end of the step in which it did.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The end of the step.
    pub at: SimTime,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// An item begins to cover a sensor, or has reached an exit that is closed.
    Covered {
        /// The sensor or exit.
        by: FixtureId,
        /// The item.
        item: ItemId,
    },
    /// An item no longer covers it.
    Cleared {
        /// The sensor or exit.
        by: FixtureId,
        /// The item.
        item: ItemId,
    },
    /// An item has left the zone at an exit.
    Left {
        /// The exit.
        exit: FixtureId,
        /// The item.
        item: ItemId,
        /// Where it was last.
        pose: Pose,
        /// How fast it was last.
        velocity: Velocity,
    },
    /// A mover is where it was sent.
    Arrived {
        /// The mover.
        mover: FixtureId,
    },
    /// A body is in trouble.
    Trouble(Incident),
}

/// A body in trouble.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// When it was noticed: the end of a step.
    pub at: SimTime,
    /// The item.
    pub item: ItemId,
    /// What is wrong with it.
    pub trouble: Trouble,
    /// Where: metres.
    pub place: [f32; 3],
    /// What has to do with it: what it fell on, jams on, or went through.
    pub fixture: Option<FixtureId>,
    /// What was done about it.
    pub done: Policy,
}

/// What can be wrong with a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Trouble {
    /// It lies on a floor, or is far below everything.
    Fallen,
    /// It has come to rest on what should move it, or where nothing moves it any more, and no stop, closed exit or mover that is
    /// out holds it.
    Jammed,
    /// Its place or speed is no number.
    NotFinite,
    /// It is within or behind what it cannot pass.
    Tunnelled,
}

/// What is done about trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Policy {
    /// It is told, and the body stays.
    Report,
    /// The body is taken out, and its item waits in [`Zone::parked`](crate::Zone::parked) until somebody takes it.
    Park,
    /// The item is taken out of the zone and counts as removed.
    Remove,
    /// The zone stops: [`Zone::failure`](crate::Zone::failure) says why. The body stays.
    Fail,
}

/// What is done about each kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Policies {
    /// Default: `Park`.
    pub fallen: Policy,
    /// Default: `Report`, once until the body has moved on.
    pub jammed: Policy,
    /// Default: `Park`. `Report` also parks: such a body cannot stay.
    pub not_finite: Policy,
    /// Default: `Park`.
    pub tunnelled: Policy,
    /// For how long a body that is kept in motion by its neighbours may stay within a centimetre before it counts as jammed,
    /// seconds; default: 5. One that has come to rest counts at once.
    pub patience: f32,
}

impl Default for Policies {
    fn default() -> Self {
        Self {
            fallen: Policy::Park,
            jammed: Policy::Report,
            not_finite: Policy::Park,
            tunnelled: Policy::Park,
            patience: 5.0,
        }
    }
}

impl Policies {
    pub(crate) const fn of(self, trouble: Trouble) -> Policy {
        match trouble {
            Trouble::Fallen => self.fallen,
            Trouble::Jammed => self.jammed,
            Trouble::Tunnelled => self.tunnelled,
            Trouble::NotFinite => match self.not_finite {
                Policy::Report => Policy::Park,
                other => other,
            },
        }
    }
}

/// Where the items are that ever entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Account {
    /// Came in.
    pub entered: u64,
    /// Went out: by an exit, taken by [`Zone::leave`](crate::Zone::leave), or taken from the parked ones.
    pub left: u64,
    /// Taken out by policy.
    pub removed: u64,
    /// Wait beside the zone.
    pub parked: u64,
    /// Are bodies.
    pub present: u64,
}

impl Account {
    /// Whether none is lost and none is made.
    pub const fn is_balanced(&self) -> bool {
        self.entered == self.left + self.removed + self.parked + self.present
    }
}
