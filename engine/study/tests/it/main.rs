//! What studies promise, tested from outside: a file for each promise.

mod bottleneck;
mod claims;
mod coverage;
mod failing;
mod harness;
mod luck;
mod pilots;
mod stopping;
mod store;
mod workers;
