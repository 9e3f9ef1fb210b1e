//! One file for each command.

pub(crate) mod bottleneck;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod fidelity;
pub(crate) mod fmt;
pub(crate) mod import;
pub(crate) mod journal;
pub(crate) mod league;
pub(crate) mod new;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod study;
pub(crate) mod test;
pub(crate) mod verify_schedule;
