//! What the models measure of themselves: exact accumulators in integer nanoseconds.
//!
//! Sums are 64 bits wide: enough for 18 billion item-seconds, far beyond any run here.

mod level;
mod sketch;
mod state_clock;
mod tally;

pub use level::Level;
pub use sketch::Sketch;
pub use state_clock::{State, StateClock};
pub use tally::Tally;
