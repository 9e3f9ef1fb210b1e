//! What a discrete-event simulation needs and no plant: an event queue, random streams, distributions.
//!
//! # In the reader's order
//!
//! * [`EventQueue`]: a total order over what is due, `(time, phase, sequence)`.
//! * [`Stream`]: random draws keyed by `(seed, replication, owner, purpose)`, so that adding, removing or reordering
//!   equipment leaves every other's draws untouched.
//! * [`Distribution`]: a law with its moments, its quantiles and a [`Sampler`] that takes exactly one 64-bit draw per
//!   sample, so that streams stay synchronised whatever the law.
//!
//! ```
//! use plantwright_des::{Distribution, Stream, StreamKey};
//!
//! let key = StreamKey { seed: 1, replication: 0, owner: "filler", purpose: "process time" };
//! let mut stream = Stream::new(key);
//! let process = Distribution::Exponential { mean: 2.0 }.sampler()?;
//! let (first, second) = (process.sample(stream.draw()), process.sample(stream.draw()));
//! assert!(first > 0.0 && second > 0.0 && first != second);
//! # Ok::<(), plantwright_des::DistributionError>(())
//! ```
//!
//! # Guarantees
//!
//! 1. Bit-identical on every platform, in debug and release: mathematics come from `libm`, never from the platform.
//! 2. No state outside the values: no global generator, no clock, no thread.

mod distribution;
mod event_queue;
mod stream;
mod wear;

pub use distribution::{Distribution, DistributionError, Sampler, unit_exponential, unit_uniform};
pub use event_queue::{Event, EventQueue, Phase};
pub use stream::{Stream, StreamKey};
pub use wear::{Wear, inverse_gaussian};
