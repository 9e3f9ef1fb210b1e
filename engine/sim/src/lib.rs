//! Makes a plant run: the ECS world, the handlers, the equipment.
//!
//! # In the reader's order
//!
//! * [`Model`]: a scene that was read without errors, ready to run as often as wanted.
//! * [`Sim`]: one run. [`Sim::run_until`], [`Sim::snapshot`], [`Sim::restore`], [`Sim::fork`], [`Sim::state_hash`].
//! * `equipment/*.rs`: what each kind says in a scene and does in a run. `equipment/station.rs` is written to be read.
//!
//! ```text
//!   scene ── Model::read ──► Plant (facts) + bodies ── Sim::new ──► World: an entity for each piece of equipment,
//!                                                                   one component for its kind; Core: clock, queue, items
//!                                   run_until ──► handlers ──► records ──► folds (plantwright-journal)
//! ```
//!
//! ```
//! use plantwright_sim::{Model, Progress, RunOptions, Sim};
//! use plantwright_units::SimTime;
//!
//! let scene = r#"Scene(
//!     run: (duration: "8 h"),
//!     equipment: {
//!         "arrivals": Source(every: Exponential("2 min"), to: ["machine"]),
//!         "machine":  Station(queue: Unlimited, process: Exponential("1 min"), to: ["done"]),
//!         "done":     Sink(),
//!     },
//! )"#;
//! let model = Model::read("mm1.ron", scene)?;
//! let mut sim = Sim::new(&model, RunOptions::default())?;
//! let progress = sim.run_until(SimTime::from_nanos(8 * 3_600 * 1_000_000_000))?;
//! assert_eq!(progress, Progress::Reached);
//! assert!(sim.counts().consumed > 200);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Guarantees
//!
//! 1. One run is single-threaded and totally ordered by (time, phase, sequence). Within an instant: facts, moves until
//!    nothing more can move, decisions, and only then the clock.
//! 2. Equal plant, seed, replication and scheduler give equal hashes: on any platform, in debug and release, with any
//!    observer or none, whatever the order of the scene's entries.
//! 3. Save, restore, run equals run, at any instant.
//! 4. An item is always in exactly one place: created = in the plant + consumed + lost + scrapped.
//! 5. No wall clock, no environment, no hash-map order, no floating-point time.

mod ahead;
mod amend;
mod attached;
mod build;
mod clock;
mod concern;
mod core;
mod decide;
mod divert;
mod equipment;
mod fault;
mod ground;
mod item_queue;
mod items;
mod laws;
mod limits;
mod links;
mod model;
mod outlet;
mod people;
mod places;
mod process;
mod recall;
mod run;
mod shelf_life;
mod sim;
mod snapshot;
mod staged;
mod state_hash;
mod vehicle;
mod view;
mod world;

pub use amend::AmendError;
pub use build::{Id, Name, RunOptions};
pub use equipment::KINDS;
pub use equipment::conveyor::waves;
pub use fault::{Fault, Stuck};
pub use model::{LoadError, Model};
pub use run::Progress;
pub use sim::{BuildError, Counts, Sim};
pub use snapshot::SnapshotError;
pub use vehicle::{Deadlock, Held, Starved, Stranded, VehicleAt};
pub use view::{Duties, EquipmentView, FloorView, ItemView, PersonView, VehicleView};
