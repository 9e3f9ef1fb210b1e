//! The core's promises, tested from outside: a file for each of them, and the scenes that they are kept on.

mod assembly;
mod conservation;
mod dice;
mod drained;
mod failures;
mod faults;
mod fork;
mod golden_digest;
mod harness;
mod ledger;
mod list_order;
mod live_lock;
mod observers;
mod registry;
mod repository;
mod same_seed;
mod save_restore;
mod scenes;
mod scheduler_faults;
mod shuffle;
mod snapshot_errors;
mod thread_count;
mod unrelated_equipment;
