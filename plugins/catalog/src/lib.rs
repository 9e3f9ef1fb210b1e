//! The one list of built-in schedulers. Only the command, the viewer and the benches look here.
//!
//! ```
//! assert!(plantwright_catalog::find("SPT").is_some());
//! assert!(plantwright_catalog::find("spt").is_none());
//! ```

pub use plantwright_scheduler::Entry;

/// Returns every built-in scheduler, plugin by plugin.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    plantwright_rules::ALL.iter()
}

/// Finds a scheduler by its name, letter by letter.
pub fn find(name: &str) -> Option<&'static Entry> {
    all().find(|entry| entry.name == name)
}
