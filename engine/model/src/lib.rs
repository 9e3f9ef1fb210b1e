//! The scene language of Plantwright: what a plant is, and every mistake in saying so.
//!
//! # In the reader's order
//!
//! * [`syntax`]: the written form. A tree with the place of everything; typed decoding that finds all mistakes at once;
//!   the canonical form; `--set`.
//! * [`Scene`]: the outermost part of a file; [`vocabulary`]: the words that kinds of equipment share.
//! * [`Kind`] and [`Spec`]: how the kinds, which live in `plantwright-sim`, take part in reading.
//! * [`Reader`]: text in, [`Plant`] out, with a [`Report`] of everything that is wrong.
//! * [`assemble`]: scenes that are put together of a base, of included files, and of templates.
//! * [`instance`]: benchmark instances from the scheduling literature, as scenes.
//!
//! ```text
//!   text ── parse ──► tree ── --set ──► tree ── Reader (kinds, files) ──► Plant + bodies
//!                       └──────────────── Report ◄──┘
//! ```
//!
//! # Guarantees
//!
//! 1. Every mistake is found before the run, all of them at once, each with its place.
//! 2. The order of entries in `products`, `equipment` and `orders` has no meaning.
//! 3. Nothing here draws a random number, opens a file (see [`Files`]), or knows the ECS world.

mod check;
mod diagnostic;
pub mod instance;
mod parts;
pub mod plant;
mod read;
mod scene;
pub mod syntax;
pub mod vocabulary;

pub use diagnostic::{
    Code, CodeInfo, Diagnostic, Report, Severity, SourceId, Sources, Span, codes, did_you_mean,
};
pub use parts::{Cell, Template, assemble};
pub use plant::Plant;
pub use read::{Files, Names, NoFiles, ReadCx};
pub use scene::{Kind, Read, Reader, Run, Scene, Spec, VERSION};
pub use syntax::Spanned;
