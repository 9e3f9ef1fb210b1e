//! The contract between Plantwright and whoever decides: questions, answers, and the suite that every scheduler passes.
//!
//! # In the reader's order
//!
//! * [`Scheduler`]: one trait, a method for each decision point, defaults for all of them.
//! * [`Sequence`]: which of the items that wait at a station is worked on next. [`Alternative`]: which of several
//!   stations does an item's next operation. [`Upkeep`]: is what wears maintained now.
//!   [`Transport`]: which vehicle brings what. [`Parking`], [`Charging`] and [`Ways`]: where a vehicle waits, when it charges, and
//!   which way it takes. [`OrderRelease`]: who may enter. [`Changeover`]: what a station is set up for.
//!   [`Forming`]: what is processed together, and when. [`Staffing`]: who does which work. [`Service`]: when something is
//!   maintained that is soon due. [`Diversion`]: by which way an item leaves a belt. [`Review`]: is the plan looked at again. All are plain data that can be written down and
//!   sent elsewhere.
//! * [`Points`]: which of them a scheduler decides. What it leaves alone, the scene decides, and nothing is asked.
//! * [`Needs`]: what a scheduler wants to see beside what is at hand; what nobody needs is not computed.
//! * [`Rule`]: the simplest scheduler, a priority for each candidate. [`Weighted`]: a sum of rules.
//! * [`plan`]: schedules that are decided ahead, and followed as far as reality lets them.
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
//!    scheduler, the station and the choices. So does a panic.
//! 4. Whoever waits for something better is asked again when something has changed there, at the time that it named, and once
//!    more before a run would end with items that wait.
//! 5. A scheduler has no clock and no randomness but the stream that it is given.

mod batch;
mod chosen;
mod combined;
pub mod conformance;
mod contract;
mod diversion;
mod needs;
pub mod plan;
mod points;
mod release;
mod review;
mod rule;
mod service;
mod setup;
mod staffing;
mod transport;
mod weighted;

pub use batch::{BatchAnswer, Forming};
pub use chosen::Chosen;
pub use combined::Combined;
pub use contract::{
    Alternative, Answer, Candidate, Choice, DecideCx, Entry, Late, Scheduler, Sequence, Upkeep,
};
pub use diversion::{Diversion, WayOut};
pub use needs::Needs;
// Words of scenes that stand in questions.
pub use plantwright_model::plant::{
    Choice as WhoComes, Dispatch, Idling, Pace, Prefer, RouteChoice,
};
pub use points::Points;
pub use release::OrderRelease;
pub use review::{Floor, News, Present, Review, StationNow};
pub use rule::Rule;
pub use service::Service;
pub use setup::{Changeover, FamilyWaiting};
pub use staffing::{Assignment, FreePerson, Staffing, Task};
pub use transport::{
    Charging, FreeVehicle, Pairs, Parking, ParkingPlace, Transport, TransportOrder, Ways,
};
pub use weighted::{Weighted, WeightedError};
