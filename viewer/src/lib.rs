//! The window: see a plant run, ask what if, scrub time, show why.
//!
//! # In the reader's order
//!
//! * [`session`]: the simulation behind the window, on its own thread; commands in, updates out. [`session::Engine`] does the
//!   work and knows no threads. [`session::Recording`] tells of a run from its journal instead.
//! * [`Story`]: what has happened in one future, gathered as it comes. [`Branch`]: one future. [`session::Frame`]: an instant.
//! * [`panels`]: what can be looked at, one file each, listed in [`panels::ALL`].
//! * [`App`]: puts it all in a window. [`shot`]: the same without one, as a picture.
//! * `text.rs` has every word, `theme.rs` every colour, `format.rs` every number.
//!
//! ```text
//!   scene ──► Document ──► Model ──► Engine (thread) ──► Update ──► Branch { Story, Frame } ──► panels ──► Request ─┐
//!                            ▲                                                                                      │
//!                            └────────────────── changed values, forks, instants to be shown ◄──────────────────────┘
//! ```
//!
//! # Guarantees
//!
//! 1. Panels see plain data and never the world of a run. Looking changes nothing: attached or not, the hash of a run is the
//!    same.
//! 2. The interface never waits for the core; a panic in the core is told, and the window lives on.
//! 3. A second future has the same past, the same random numbers, and what was changed: nothing else.

mod analysis;
mod app;
mod branch;
mod chart;
mod desk;
mod files;
mod floor;
mod format;
mod gallery;
mod gpu;
mod keys;
mod layout;
pub mod measure;
pub mod panels;
mod scene;
pub mod session;
mod settings;
pub mod shot;
mod story;
mod text;
mod theme;
mod timeline;
mod transport;
mod trials;
mod walk;
mod welcome;
mod widgets;

pub use app::App;
pub use branch::Branch;
pub use floor::{ColourBy, FloorLook};
pub use format::parse_time;
pub use gpu::{Gpu, Lost};
pub use scene::{Document, Opened, Problem};
pub use settings::Settings;
pub use story::{Job, Jobs, Story, Work};
pub use text::Language;
