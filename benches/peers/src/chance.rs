//! Chance: one generator and one exponential sampler, shared by all Rust peers.
//!
//! Sharing them takes the cost of drawing out of the comparison, and lets two peers that draw
//! from the same streams be compared event by event.

mod exponential;
mod rng;

pub use exponential::Exponential;
pub use rng::Rng;
