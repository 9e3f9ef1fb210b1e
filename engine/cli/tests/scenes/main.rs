//! The scenes that come with the project: those that run, and those that are broken on purpose.
//!
//! `support.rs` finds files and runs the command. `good.rs` is about everything outside of `scenes/broken`, `bottling.rs` about
//! the one of realistic size, `expect.rs` about what scenes expect of themselves, and `broken.rs` about the teaching set of mistakes with the expected output beside each.
//! `UPDATE_EXPECT=1 cargo test -p plantwright-cli --test scenes each_shows` writes that output anew.

mod bottling;
mod broken;
mod expect;
mod good;
mod support;
