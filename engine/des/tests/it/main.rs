//! What the crate promises, a module per promise.

mod distribution;
