//! The project's own chores: what `cargo xtask` does, and the tests that keep the house tidy.
//!
//! * [`tidy`]: edges between crates, sizes of files, scenes in canonical form.
//! * [`ci`]: what continuous integration runs, each step also runnable alone.

pub mod ci;
pub mod tidy;

use std::path::PathBuf;

/// Returns the root of the repository.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}
