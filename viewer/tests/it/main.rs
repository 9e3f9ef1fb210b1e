//! The window, tested without one: most of it needs neither a display nor a graphics adapter. What needs an adapter says so and
//! passes where there is none.

mod digest;
mod harness;
mod manners;
mod panels;
mod shots;
