//! The simulation behind the window: commands in, updates out.
//!
//! [`Engine`] does the work when it is told to, and knows neither threads nor clocks; [`Session`] runs it on a thread of its own.
//! The interface never waits for either: it sends commands, and takes the updates that have come.
//!
//! In place of a run there may be a [`Recording`]: a journal, which is read and looked at, and never run.
//!
//! ```text
//!   interface ── Command ──► Session (thread) ──► Engine ──► Run A: Sim, checkpoints
//!       ▲                                            └─────► Run B: the same, forked
//!       └──────── Update: frame, pieces of the journal, status
//! ```

mod engine;
mod recording;
mod replay;
mod run;
mod staff;
mod tape;
mod thread;

use std::sync::Arc;

use plantwright_journal::Record;
use plantwright_kpi::Values;
use plantwright_sim::{Counts, FloorView, Model};
use plantwright_units::{EquipmentId, SimTime};

pub use engine::Engine;
pub use recording::{Found, Recording};
pub use tape::Piece;
pub use thread::Session;
pub(crate) use thread::now;

/// Which of the two futures.
pub const A: usize = 0;
/// The other one.
pub const B: usize = 1;

/// How fast the clock of the plant goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Speed {
    /// So many seconds of the plant in a second.
    Times(f64),
    /// As fast as it can.
    Unlimited,
}

/// Up to where a run goes on before it stands again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// One more event.
    Event,
    /// Until something is chosen.
    Decision,
    /// Until equipment breaks down.
    Failure,
    /// Until vehicles wait for one another in vain, or nothing can move any more.
    Deadlock,
    /// Until nothing can move any more, or the end.
    Standstill,
    /// Until an instant.
    Time(SimTime),
}

/// What a run is made of.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The model.
    pub model: Model,
    /// The replication.
    pub replication: u32,
}

/// What the interface asks for.
#[derive(Debug)]
pub enum Command {
    /// Forgets everything, and makes a run ready.
    Open(Box<Opening>),
    /// Forgets everything, and reads a journal.
    Read(Box<Recording>),
    /// Begins again, with the same model.
    Restart,
    /// Lets time go on.
    Play,
    /// Lets time stand.
    Pause,
    /// Sets how fast it goes.
    SetSpeed(Speed),
    /// Goes on until something happens, as fast as it can.
    GoTo(Goal),
    /// Shows an instant that was.
    Look(SimTime),
    /// Runs a second future from an instant on, of a model that may differ.
    Fork(Box<Fork>),
    /// Gives the second future up.
    DropFork,
    /// Panics, to see what becomes of that.
    #[cfg(test)]
    Panic,
}

/// A second future.
#[derive(Debug, Clone)]
pub struct Fork {
    /// From when on.
    pub at: SimTime,
    /// Of what.
    pub model: Model,
    /// What was changed, in words.
    pub label: String,
}

/// What a run does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Status {
    /// There is none.
    #[default]
    Empty,
    /// It stands.
    Paused,
    /// Time goes on.
    Running,
    /// The end of the run was reached.
    Reached,
    /// Nothing is left to happen.
    Drained,
    /// Items are in the plant that nothing will ever move: who holds them.
    Stuck(Vec<EquipmentId>),
    /// It could not go on, and says why.
    Failed(String),
    /// It is not run, but told by its journal, of which this is missing.
    Recorded(Missing),
}

/// What is missing at the end of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// It is whole.
    Nothing,
    /// It was cut off.
    Rest,
    /// It was changed after it was written, and cannot be read any further: why.
    Damaged(String),
}

impl Status {
    /// Tells whether it will not go on.
    pub const fn is_over(&self) -> bool {
        !matches!(self, Self::Paused | Self::Running)
    }
}

/// An instant of a run, as plain data.
#[derive(Debug, Clone)]
pub struct Frame {
    /// When.
    pub at: SimTime,
    /// What the floor looks like.
    pub view: FloorView,
    /// What was counted.
    pub counts: Counts,
    /// The records that close the books at this instant.
    pub closing: Arc<Vec<Record>>,
    /// The KPIs.
    pub values: Arc<Values>,
    /// The end of the warm-up, from which on they count.
    pub from: SimTime,
}

/// What became of commands and of time.
#[derive(Debug, Clone)]
pub enum Update {
    /// A run begins: what follows of this branch is new.
    Began {
        /// Which.
        branch: usize,
        /// Its model.
        model: Model,
        /// From when on its journal is its own; before that it is that of the other one.
        from: SimTime,
        /// What was changed.
        label: String,
    },
    /// A run has gone on.
    Went {
        /// Which.
        branch: usize,
        /// Where it is.
        frame: Arc<Frame>,
        /// What has happened.
        pieces: Vec<Piece>,
        /// What it does.
        status: Status,
    },
    /// An instant that was.
    Looked {
        /// Of which run.
        branch: usize,
        /// What it was.
        frame: Arc<Frame>,
    },
    /// The instant of a recorded run that is shown has moved on.
    Moved(Arc<Frame>),
    /// There is no second future any more.
    Dropped,
    /// What has happened fills much memory, so the run was paused; told to go on, it does, with twice as much room.
    Filled {
        /// How many records it is.
        records: u64,
    },
    /// Something that was asked for cannot be done.
    Refused(String),
    /// The core panicked; the session begins anew.
    Crashed(String),
}
