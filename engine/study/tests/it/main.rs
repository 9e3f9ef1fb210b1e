//! What studies promise, tested from outside: a file for each promise.

mod bottleneck;
mod claims;
mod coverage;
mod failing;
mod forks;
mod harness;
mod luck;
mod one_run;
mod pilots;
mod stopping;
mod store;
mod workers;
