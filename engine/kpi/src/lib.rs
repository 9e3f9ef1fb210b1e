//! KPIs: what the records of a run mean. Each KPI is a fold over records, with a name, a unit and a definition.
//!
//! # In the reader's order
//!
//! * [`Kpi`]: a fold that ends in values; [`ALL`] lists every KPI there is. To add one, write its file and its line there.
//! * [`KpiSet`]: the KPIs of one run, as a listener. [`KpiSet::values`] gives their [`Value`]s at any instant.
//! * [`Tables`]: times in state and counts, kept once for all KPIs that read them.
//! * `work_unit.rs`: times and quantities that the KPIs of ISO 22400-2 are made of; [`Standard`]: what others call states.
//! * [`Closely`]: a look that ends in a report and is taken only when asked for: [`LossTree`], [`BottleneckWatch`].
//! * [`expect`]: what a scene expects of its results; `figures.rs`: which figures a plant has.
//! * [`Tally`], [`Spread`], [`LogHistogram`]: the exact streaming accumulators that KPIs are made of.
//!
//! # Guarantees
//!
//! 1. Times are added as whole nanoseconds: sums are exact, and do not depend on the order of adding.
//! 2. After [`restart`](plantwright_journal::Fold::restart), the end of a warm-up, time averages and times in state count
//!    from that instant on, also for what began earlier; tallies of items count those that are completed after it.
//! 3. Quantiles come from a histogram whose buckets are 1/256 wide relative to their value; see [`LogHistogram`].
//!
//! The definition of a KPI (`ABOUT`) names each of its values in backticks, and the unit in square brackets behind it: scenes
//! that expect something are checked by that.
//!
//! Names of KPIs are in snake case. Where ISO 22400-2 has a KPI, its definition is the standard's.

mod accumulate;
mod bottlenecks;
mod closely;
mod cost;
mod duties;
mod energy;
pub mod expect;
mod failures;
mod figures;
mod flow_time;
mod histogram;
mod ledger;
mod level;
mod load;
mod loss;
mod losses;
mod maintenance;
mod makespan;
mod media;
mod micro_stops;
mod noticed;
mod oee;
mod people;
mod quality;
mod redundancy;
mod scrap;
mod set;
mod setups;
mod shelf_life;
mod standard;
mod state_time;
mod stops;
mod tables;
mod tardiness;
mod throughput;
mod time_use;
mod transport_orders;
mod values;
mod vehicle_places;
mod vehicles;
mod waiting_limits;
mod waiting_time;
pub mod why;
mod wip;
mod work_unit;

pub use accumulate::{Spread, Tally};
pub use bottlenecks::{BottleneckWatch, Bottlenecks, PeopleUse, StationFlow};
pub use closely::{Closely, Look};
pub use figures::defined;
pub use histogram::LogHistogram;
pub use losses::{LossClass, LossPart, LossTree, Losses};
pub use set::{Entry, Kpi, KpiSet, Value, Window};
pub use standard::{Doing, Standard, TimeElement};
pub use tables::Tables;
pub use values::Values;

/// Every KPI, in the order of reports.
pub const ALL: &[Entry] = &[
    Entry::of::<throughput::Throughput>("throughput", throughput::ABOUT),
    Entry::of::<makespan::Makespan>("makespan", makespan::ABOUT),
    Entry::of::<flow_time::FlowTime>("flow_time", flow_time::ABOUT),
    Entry::of::<wip::Wip>("wip", wip::ABOUT),
    Entry::of::<tardiness::Tardiness>("tardiness", tardiness::ABOUT),
    Entry::of::<loss::Loss>("loss", loss::ABOUT),
    Entry::of::<state_time::StateTime>("state_time", state_time::ABOUT),
    Entry::of::<oee::Oee>("oee", oee::ABOUT),
    Entry::of::<time_use::TimeUse>("time_use", time_use::ABOUT),
    Entry::of::<scrap::Scrap>("scrap", scrap::ABOUT),
    Entry::of::<quality::Quality>("quality", quality::ABOUT),
    Entry::of::<failures::Failures>("failures", failures::ABOUT),
    Entry::of::<setups::Setups>("setups", setups::ABOUT),
    Entry::of::<people::People>("people", people::ABOUT),
    Entry::of::<vehicles::Vehicles>("vehicles", vehicles::ABOUT),
    Entry::of::<vehicle_places::VehiclePlaces>("vehicle_places", vehicle_places::ABOUT),
    Entry::of::<transport_orders::TransportOrders>("transport_orders", transport_orders::ABOUT),
    Entry::of::<noticed::Noticed>("noticed", noticed::ABOUT),
    Entry::of::<micro_stops::MicroStops>("micro_stops", micro_stops::ABOUT),
    Entry::of::<maintenance::Maintenance>("maintenance", maintenance::ABOUT),
    Entry::of::<redundancy::Redundancy>("redundancy", redundancy::ABOUT),
    Entry::of::<level::Level>("level", level::ABOUT),
    Entry::of::<waiting_time::WaitingTime>("waiting_time", waiting_time::ABOUT),
    Entry::of::<waiting_limits::WaitingLimits>("waiting_limits", waiting_limits::ABOUT),
    Entry::of::<shelf_life::ShelfLife>("shelf_life", shelf_life::ABOUT),
    Entry::of::<energy::Energy>("energy", energy::ABOUT),
    Entry::of::<media::Media>("media", media::ABOUT),
    Entry::of::<cost::Cost>("cost", cost::ABOUT),
];
