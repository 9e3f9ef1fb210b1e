//! Studies: answers with confidence. Replications on all cores, what-if under common random numbers.
//!
//! # In the reader's order
//!
//! * [`statistics`]: from numbers to intervals. Nothing there knows of plants.
//! * [`pool`]: a function over many jobs on some worker threads; what comes out does not depend on how many there are.
//!
//! # Guarantees
//!
//! 1. Results depend on the study alone: not on the number of workers, nor on which of them was faster.
//! 2. A mean has an interval, or is not shown.

pub mod pool;
pub mod statistics;
