//! Reports: what a study found, for people. The content once ([`Document`]), and what it looks like in Markdown and in HTML; what it
//! looks like on a terminal is the command's business.

mod bottleneck;
mod diff;
mod document;
mod html;
mod json;
mod markdown;
pub mod number;
mod picture;
mod study;

pub use bottleneck::{Gain, Untried, bottleneck, gains};
pub use diff::{KeptPair, Shift, diff, kept_diff, kept_shifts, shifts};
pub use document::{Block, Document, Intervals, Table};
pub use html::html;
pub use json::{interval, json};
pub use markdown::markdown;
pub use study::study;
