//! The window, tested without one: most of it needs neither a display nor a graphics adapter. What needs an adapter says so and
//! passes where there is none.

#![expect(clippy::unwrap_used, reason = "what helps tests may panic like they do")]

mod digest;
mod harness;
mod journals;
mod manners;
mod panels;
mod path;
mod shots;
