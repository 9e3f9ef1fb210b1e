//! Studies: answers with confidence. Replications on all cores, what-if under common random numbers.
//!
//! # In the reader's order
//!
//! * [`Study`]: what is asked, of which [`Scenario`]s, how precisely. [`Study::run`] ends in [`Results`].
//! * [`file`](mod@file): how a study is written down.
//! * [`replicate`]: the unit of work, a pure function of a plant, its variant and a number.
//! * [`pool`]: a function over many jobs on some worker threads; what comes out does not depend on how many there are.
//! * [`pilot`]: how long the warm-up is. [`Store`]: finished replications on disk.
//! * [`Comparison`]: variants against one another. [`answer`]: what that means, in sentences.
//! * [`perturb`]: what could be improved in a plant, each as a variant of it.
//! * [`claims`]: what scenes expect, judged with confidence. [`changes`]: what differs between two scenes.
//! * [`fidelity`]: the same plant with exact events and with rigid bodies, side by side.
//! * [`report`]: a [`Document`](report::Document), and what it looks like in Markdown and HTML.
//! * [`statistics`]: from numbers to intervals. Nothing there knows of plants.
//!
//! ```text
//!   study file ──► Study ── rounds of replicate(scenario, number) ──► Results ──► Comparison ──► Document
//!                             │ pool: worker threads                     ▲
//!                             └──► Store: lines on disk ─────────────────┘
//! ```
//!
//! # Guarantees
//!
//! 1. Results depend on the study alone: not on the number of workers, nor on which of them was faster, nor on what was found
//!    in a store.
//! 2. Variants meet the same luck: the seed, the replication and the names of machines key all random streams.
//! 3. A mean has an interval, or is not shown.
//! 4. A replication that fails is told, with the command that reproduces it; the others go on.

pub mod answer;
pub mod changes;
pub mod claims;
mod compare;
pub mod fidelity;
mod figure;
pub mod file;
pub mod perturb;
pub mod pilot;
pub mod pool;
mod replication;
pub mod report;
mod round;
mod scenario;
pub mod statistics;
mod store;
mod study;
mod text;

pub use compare::{Comparison, Pairs, Verdict, compare};
pub use figure::Figure;
pub use replication::{Broken, Fork, Outcome, Setting, replicate, slices};
pub use scenario::{Scenario, digest, quoted};
pub use store::{KeptScenario, Store, StoreError};
pub use study::{Failed, Goal, Keeps, Means, Method, News, Results, Study, Warming};
pub use text::compact;
