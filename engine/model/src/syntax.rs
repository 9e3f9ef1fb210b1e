//! The written form of a scene: reading it, checking it against types, formatting it, changing it.
//!
//! ```text
//!            parse                decode
//!   text  ─────────▶  Node tree  ────────▶  your own serde types
//!     ▲                │     ▲
//!     └── format ──────┘     └── set("equipment.filler.process=3 s")
//! ```
//!
//! The tree keeps the place of everything and all comments. [`parse`] and [`decode()`] go on after
//! a mistake and put each one into a [`Report`](crate::Report). What the names in a scene mean is
//! not known here.

pub mod decode;
mod edit;
mod format;
mod lexer;
mod literal;
mod parser;
mod tree;

pub use decode::{Around, RawNode, Spanned, decode, decode_around};
pub use edit::set;
pub use format::{format, format_node};
pub use literal::write_string;
pub use parser::parse;
pub use tree::{Comment, Comments, Field, Name, Node, NodeKind};
