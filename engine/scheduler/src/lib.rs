//! The contract between Plantwright and whoever decides: questions, answers, and the suite that every scheduler passes.
//!
//! # In the reader's order
//!
//! * [`Scheduler`]: one trait, a method for each decision point, defaults for all of them.
//! * [`Sequence`]: which of the items that wait at a station is worked on next. [`Alternative`]: which of several
//!   stations does an item's next operation. [`Upkeep`]: is what wears maintained now.
//!   [`Transport`]: which vehicle brings what. All are plain data that can be written down and sent elsewhere.
//! * [`Rule`]: the simplest scheduler, a priority for each candidate.
//! * [`conformance`]: checks that any author can run on their own scheduler.
//!
//! ```
//! use plantwright_scheduler::{Candidate, Rule, Sequence, conformance};
//!
//! /// Shortest process time first.
//! fn shortest(_: &Sequence, candidate: &Candidate) -> i128 {
//!     i128::from(candidate.process.as_nanos())
//! }
//!
//! conformance::check(&|| Box::new(Rule::new("SPT", shortest))).expect("a well-behaved scheduler");
//! ```
//!
//! # Guarantees
//!
//! 1. Schedulers are asked only when the clock is about to advance: they see a settled floor.
//! 2. Candidates come in the order of their item ids, alternatives in the order of the route.
//! 3. The core checks every answer; one that is not among the choices ends the run with an error that names the
//!    scheduler, the station and the choices.
//! 4. A scheduler has no clock and no randomness but the stream that it is given.

pub mod conformance;
mod contract;
mod rule;
mod transport;

pub use contract::{
    Alternative, Answer, Candidate, Choice, DecideCx, Entry, Scheduler, Sequence, Upkeep,
};
pub use rule::Rule;
pub use transport::{FreeVehicle, Pairs, Transport, TransportOrder};
