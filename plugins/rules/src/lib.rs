//! The classical dispatching rules: each gives every candidate a priority, smallest first, and ties go to the lowest
//! item id (for orders: the natural order of their names).
//!
//! To add a rule, write its file and its line in [`ALL`]; it can then be chosen by name in scenes and on the command line,
//! and the conformance suite runs on it.
//!
//! ```
//! let names: Vec<&str> = plantwright_rules::ALL.iter().map(|entry| entry.name).collect();
//! assert!(names.contains(&"SPT"));
//! ```

mod edd;
mod fifo;
mod lopnr;
mod lpt;
mod lwkr;
mod mopnr;
mod mwkr;
mod opm;
mod spt;

use plantwright_scheduler::Entry;

/// Every rule, by name.
pub const ALL: &[Entry] = &[
    Entry {
        name: "EDD",
        about: "earliest due date first, items without one last",
        make: || Box::new(edd::RULE),
    },
    Entry { name: "FIFO", about: "first in, first out", make: || Box::new(fifo::RULE) },
    Entry {
        name: "LOPNR",
        about: "least operations remaining first",
        make: || Box::new(lopnr::RULE),
    },
    Entry { name: "LPT", about: "longest process time first", make: || Box::new(lpt::RULE) },
    Entry { name: "LWKR", about: "least work remaining first", make: || Box::new(lwkr::RULE) },
    Entry {
        name: "MOPNR",
        about: "most operations remaining first",
        make: || Box::new(mopnr::RULE),
    },
    Entry { name: "MWKR", about: "most work remaining first", make: || Box::new(mwkr::RULE) },
    Entry {
        name: "OPM",
        about: "first in, first out; what is worn is maintained a stage early when nothing waits for it",
        make: || Box::new(opm::Opportunistic),
    },
    Entry { name: "SPT", about: "shortest process time first", make: || Box::new(spt::RULE) },
];

#[cfg(test)]
mod tests {
    use plantwright_scheduler::conformance;

    use super::ALL;

    #[test]
    fn every_rule_keeps_the_contract() {
        for entry in ALL {
            conformance::check(&entry.make).unwrap_or_else(|failure| panic!("{failure}"));
        }
    }

    #[test]
    fn rules_stand_in_the_list_under_their_own_names() {
        for entry in ALL {
            assert_eq!((entry.make)().name(), entry.name);
        }
        assert!(ALL.is_sorted_by_key(|entry| entry.name));
    }
}
