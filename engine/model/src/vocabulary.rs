//! The words that many kinds of equipment share: random amounts, links, capacities, tables.
//!
//! A word is read by serde, documents itself through its schema, and is turned into facts (ids, laws in nanoseconds) by a
//! method that takes a [`ReadCx`](crate::ReadCx) and reports what does not fit.

mod amount;
mod capacity;
mod energy;
mod link;
mod operation;
mod order;
mod per_product;
mod random;
mod table;

pub use amount::Amount;
pub use capacity::Capacity;
pub use energy::EnergySupply;
pub use link::To;
pub use operation::{Operation, Product, Route, Stations};
pub use order::{Discipline, Order, Orders};
pub use per_product::PerProduct;
pub use random::{Observations, Random};
pub use table::Csv;
