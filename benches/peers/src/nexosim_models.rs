//! The models with `NeXosim`, on one thread, in its idiom.
//!
//! Every part is a model with ports: a part schedules itself through its context, and tells others
//! through its outputs. At the end each part is asked for what it measured.

#![expect(
    clippy::unused_async,
    reason = "NeXosim wants its initial methods and replier ports to be async"
)]

mod line;
mod mm1;
mod timers;

use nexosim::model::{Context, Model};
use nexosim::time::MonotonicTime;

pub use line::line;
pub use mm1::mm1;
pub use timers::timers;

/// Simulated time since the start of the run \[ns\]; all runs start at the epoch.
#[inline]
fn now<M: Model>(cx: &Context<M>) -> u64 {
    nanoseconds_of(cx.time())
}

#[inline]
fn nanoseconds_of(time: MonotonicTime) -> u64 {
    time.as_secs() as u64 * 1_000_000_000 + u64::from(time.subsec_nanos())
}
