//! The peers of the speed benchmarks: the same three models, written by hand, with `NeXosim`, and
//! (in `simpy/models.py`) with `SimPy`.
//!
//! ```text
//!   M1  mm1      arrivals ──► queue ──► server ──►            2 events per customer
//!   M2  line     M ─(5)─► M ─(5)─► … ─(5)─► M ──►  k times    1 event per completion, failure, and repair
//!   M3  timers   pop the earliest, push it again later        1 event per pop
//! ```
//!
//! Each peer is a function from a model's size and a seed to an [`Outcome`]; [`cpu::compare`] runs
//! several in turn and reports CPU time per logical event.
//!
//! # What makes the comparison fair
//!
//! 1. All Rust peers count simulated time in integer nanoseconds, draw from the same generator by
//!    the same sampler, one stream per source, server and machine, and keep the same statistics.
//! 2. So they agree to the last bit, and a test says so: a peer cannot be fast by doing less.
//! 3. Theory has the last word: M/M/1 and the lines of two and three machines are checked against
//!    their exact answers.

pub mod bare;
pub mod bare_queues;
pub mod bodies;
pub mod chance;
pub mod cpu;
pub mod decisions;
pub mod nexosim_models;
mod outcome;
pub mod plantwright_models;
pub mod statistics;
pub mod studies;

pub use outcome::{NS_PER_S, Outcome};

/// Mean time between arrivals of M1 \[ns\]: 0.8 a second.
pub const ARRIVAL_MEAN_NS: f64 = 1.25e9;
/// Mean service time of M1 and M2 \[ns\].
pub const SERVICE_MEAN_NS: f64 = 1e9;
/// Mean time of processing until a machine of M2 with failures fails [ns].
pub const LIFE_MEAN_NS: f64 = 1e11;
/// Mean time until it is repaired [ns].
pub const REPAIR_MEAN_NS: f64 = 1e10;
/// Mean delay of a timer of M3 \[ns\].
pub const TIMER_MEAN_NS: f64 = 1e9;

/// Who draws from which stream; the machines of M2 draw from the stream of their number.
pub mod stream {
    /// Times between arrivals of M1.
    pub const ARRIVALS: u64 = 0;
    /// Service times of M1.
    pub const SERVICES: u64 = 1;
    /// Delays of M3.
    pub const TIMERS: u64 = 0;
}
