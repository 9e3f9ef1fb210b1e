//! From numbers to intervals. Nothing here knows of plants.
//!
//! * [`Sample`]: independent observations, such as one for each replication, and the interval of their mean.
//! * [`paired`]: two variants under the same luck. [`Paired`] says how far apart they are, and what the pairing brought.
//!   [`apart`]: two variants that met luck of their own.
//! * [`holm`], [`simultaneous`]: many comparisons at once.
//! * [`wilson`], [`order_statistics`]: proportions and quantiles.
//! * [`mser5`]: how much of the beginning of a run is warm-up. [`batch_means`]: one long run in place of many.
//! * [`replications_needed`]: when to stop.
//!
//! Sources are named where a formula stands. The tables (Student's t, the normal law, the beta law) come from the crate statrs.

mod batch_means;
mod interval;
mod multiple;
mod paired;
mod proportion;
mod quantile;
mod sample;
mod stopping;
mod table;
mod warm_up;

pub use batch_means::{BatchMeans, batch_means, means_of_batches};
pub use interval::Interval;
pub use multiple::{holm, simultaneous};
pub use paired::{Paired, apart, paired};
pub use proportion::wilson;
pub use quantile::order_statistics;
pub use sample::Sample;
pub use stopping::{Precision, replications_needed};
pub use table::{normal_quantile, t_quantile, t_two_sided};
pub use warm_up::{WarmUp, mser5, welch};
