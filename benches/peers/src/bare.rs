//! The hand-written loops: what a good engineer reaches who writes just this one model.
//!
//! Plain structs, one queue, one dispatch, statistics in place. They are the yardstick that a
//! general engine is measured against, so they are honestly fast, and yet no model leans on what
//! only it may know: every machine of a line goes through the queue, and no use is made of the
//! exponential distribution's lack of memory.

mod job_shop;
mod line;
mod mm1;
mod timers;

pub use job_shop::job_shop;
pub use line::{failing_line, line, line_on};
pub use mm1::mm1;
pub use timers::{timers, timers_on};
