//! The classical dispatching rules: each gives every candidate a priority, smallest first, and ties go to the lowest
//! item id (for orders: the natural order of their names).
//!
//! To add a rule, write its file and its line in the list below: it can then be chosen by name in scenes and on the command
//! line, weighed against others (`0.6*ATC + 0.4*LEAST_SETUP`), made active (`GT(SPT)`), and the conformance suite runs on it.
//!
//! Rules for decisions beside which item is next stand in [`points`].
//!
//! Without more, rules build **non-delay** schedules: no machine stands while something waits for it. [`GifflerThompson`] makes
//! **active** ones of any rule.
//!
//! ```
//! let names: Vec<&str> = plantwright_rules::ALL.iter().map(|entry| entry.name).collect();
//! assert!(names.contains(&"SPT"));
//! ```

mod giffler_thompson;
pub mod points;

use plantwright_scheduler::{Candidate, Entry, Sequence};

pub use giffler_thompson::GifflerThompson;

/// Makes a module of each file, and the list.
macro_rules! rules {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Every rule, by name.
        pub const ALL: &[Entry] = &[$($module::ENTRY),+];
    };
}

// In the order of the names.
rules! {
    two_pt_winq_npt,
    atc,
    atcs,
    covert,
    cr,
    edd,
    fdd_mwkr,
    fifo,
    least_setup,
    lifo,
    lopnr,
    lpt,
    lwkr,
    mdd,
    mopnr,
    mwkr,
    opm,
    pt_winq,
    random,
    slack_per_operation,
    slack,
    spt,
    winq,
    wspt,
}

/// The time to the due date less the work that remains, in nanoseconds; none without a due date.
fn slack(ask: &Sequence, candidate: &Candidate) -> Option<i128> {
    let due = i128::from(candidate.due?.as_nanos());
    let soonest = i128::from(ask.now.as_nanos()) + i128::from(candidate.remaining_work.as_nanos());
    Some(due - soonest)
}

/// The mean process time of those who wait, in nanoseconds.
fn mean_process(ask: &Sequence) -> f64 {
    let times = ask.candidates.iter().map(|candidate| candidate.process.as_nanos() as f64);
    times.sum::<f64>() / ask.candidates.len() as f64
}

/// The index of ATC; see there.
fn tardiness_cost(ask: &Sequence, candidate: &Candidate, mean_process: f64) -> f64 {
    /// The k of the index.
    const LOOK_AHEAD: f64 = 3.0;
    /// The b of the index: expected waits, as a multiple of the process times that follow.
    const WAIT_PER_WORK: f64 = 2.0;
    let Some(slack) = slack(ask, candidate) else { return 0.0 };
    let process = candidate.process.as_nanos();
    let following = candidate.remaining_work.as_nanos().saturating_sub(process) as f64;
    let slack = (slack as f64 - WAIT_PER_WORK * following).max(0.0);
    let urgent = libm::exp(-slack / (LOOK_AHEAD * mean_process).max(1.0));
    candidate.weight() / process.max(1) as f64 * urgent
}

/// The page of the guide that shows a rule: its file is compiled, and judged.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/guide/own-rule.md")]
pub struct Guide;

#[cfg(test)]
mod tests {
    use plantwright_scheduler::conformance;

    use super::ALL;

    /// What a rule costs: its file, and its line in the list.
    #[test]
    fn every_file_is_a_rule_and_every_rule_one_line() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let others = ["lib.rs", "giffler_thompson.rs", "points.rs", "points"];
        let files = files.filter(|name| others.iter().all(|other| name != other));
        let mut files: Vec<String> = files.map(|name| name.into_string().unwrap()).collect();
        let text = include_str!("lib.rs");
        let list = text.split("\nrules! {\n").nth(1).unwrap().split('}').next().unwrap();
        let line = |line: &str| format!("{}.rs", line.trim().trim_end_matches(','));
        let mut lines: Vec<String> = list.trim().lines().map(line).collect();
        files.sort();
        lines.sort();
        assert_eq!(files, lines);
        assert_eq!(files.len(), ALL.len());
    }

    #[test]
    fn every_rule_keeps_the_contract() {
        for entry in ALL {
            conformance::check(&|| entry.make()).unwrap_or_else(|failure| panic!("{failure}"));
        }
    }

    /// Where a rule is defined, its source has a year.
    #[test]
    fn every_rule_says_exactly_what_it_does_and_who_said_so() {
        for entry in ALL {
            let has_year = entry
                .definition
                .split(|it: char| !it.is_ascii_digit())
                .any(|word| word.len() == 4 && (word.starts_with("19") || word.starts_with("20")));
            assert!(has_year, "{}: {}", entry.name, entry.definition);
        }
    }

    #[test]
    fn rules_stand_in_the_list_under_their_own_names() {
        for entry in ALL {
            assert_eq!(entry.make().name(), entry.name);
        }
        assert!(ALL.is_sorted_by_key(|entry| entry.name));
    }
}
