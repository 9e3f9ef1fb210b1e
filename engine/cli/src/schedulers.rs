//! The built-in schedulers by name, and what is said of names that none has.

use plantwright_catalog::Entry;
use plantwright_model::did_you_mean;

/// A name that no scheduler has.
#[derive(Debug)]
pub(crate) struct Unknown {
    /// What is wrong.
    pub(crate) message: String,
    /// What would be right.
    pub(crate) hint: String,
}

/// Finds a scheduler by its name, letter by letter.
pub(crate) fn find(name: &str) -> Result<&'static Entry, Unknown> {
    plantwright_catalog::find(name).ok_or_else(|| {
        let known = || plantwright_catalog::all().map(|entry| entry.name);
        Unknown {
            message: format!("there is no scheduler `{name}`"),
            hint: match did_you_mean(name, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there is: {}", known().collect::<Vec<_>>().join(", ")),
            },
        }
    })
}
