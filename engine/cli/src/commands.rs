//! One file for each command.

pub(crate) mod bottleneck;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod import;
pub(crate) mod new;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod study;
pub(crate) mod test;
