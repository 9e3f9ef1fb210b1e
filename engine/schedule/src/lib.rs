//! Schedules: what was done where and when. Recorded from runs, written to files, drawn, and checked.
//!
//! # In the reader's order
//!
//! * [`Schedule`]: operations with their machines and times, and trips where vehicles bring jobs.
//! * [`ScheduleLog`]: listens to a run and ends in a schedule.
//! * [`Problem`]: what a schedule has to solve, from a benchmark instance or from a plant.
//! * [`check`]: whether it does, and its [`Objective`]. Uses nothing of the simulator: what it reckons, it reckons by itself.
//! * [`file`](mod@file): the solution file (JSON) and the table (CSV), written and read. [`gantt`]: SVG and HTML.
//!
//! ```
//! use plantwright_model::instance::Instance;
//! use plantwright_schedule::{Problem, check, file};
//!
//! let instance = Instance::parse(plantwright_model::instance::Format::Jsplib, "tiny", "1 2\n0 3 1 4\n")?;
//! let problem = Problem::of_instance(&instance);
//! let schedule = file::read_csv("job,operation,machine,start,setup,end\njob 0,0,machine 0,0,0,3\njob 0,1,machine 1,3,0,7\n")?;
//! assert_eq!(check(&problem, &schedule), []);
//! assert_eq!(problem.objective(&schedule).makespan.as_nanos(), 7_000_000_000);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
pub mod file;
pub mod gantt;
mod log;
mod objective;
mod plan;
mod problem;
mod schedule;

pub use check::{Breach, check};
pub use log::ScheduleLog;
pub use objective::Objective;
pub use plan::{from_plan, to_plan};
pub use problem::{Job, Machine, Problem, Setups, Travel};
pub use schedule::{Operation, Schedule, Trip};
