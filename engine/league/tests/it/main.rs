//! Leagues as a whole: what they promise, and what becomes of schedulers that break the contract.

mod dynamic;
mod faults;
mod promises;
mod reports;
mod support;
