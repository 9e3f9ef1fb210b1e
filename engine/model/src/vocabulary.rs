//! The words that many kinds of equipment share: random amounts, links, capacities, tables.
//!
//! A word is read by serde, documents itself through its schema, and is turned into facts (ids, laws in nanoseconds) by a
//! method that takes a [`ReadCx`](crate::ReadCx) and reports what does not fit.

mod amount;
pub(crate) mod calendar;
mod capacity;
mod energy;
mod expect;
mod leaving;
mod limit;
mod link;
mod operation;
mod order;
mod people;
mod per_product;
mod physics;
mod quality;
mod random;
mod setup;
mod table;

pub use amount::Amount;
pub use calendar::{Calendar, Open};
pub use capacity::Capacity;
pub use energy::EnergySupply;
pub use expect::{Expect, Figure};
pub use leaving::LeavesAs;
pub use limit::{Breach, Patience, ShelfLife, Within};
pub use link::To;
pub use operation::{Operation, Product, Route, Stations};
pub use order::{Discipline, MILLIONS_AT_ONCE, MOST_AT_ONCE, Order, Orders};
pub use people::{Crew, Graded, People, Skill, Spot, Team};
pub(crate) use people::{Place, position};
pub use per_product::PerProduct;
pub use physics::{Outline, Physics, Piece};
pub use quality::{Chance, Inspect, Quality};
pub use random::{Observations, Random};
pub use setup::{Matrix, Setup, Stage};
pub use table::Csv;
