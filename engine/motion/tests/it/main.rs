//! What a zone promises.

#![expect(clippy::unwrap_used, reason = "a test that finds nothing has failed")]

mod conservation;
mod doors;
mod golden;
mod guests;
mod mistakes;
mod plant;
mod same;
mod sleep;
mod trouble;
