//! Rules for decisions beside which item is next: `RELEASE(EDD)`, `SETUP(SAME)`, `BATCH(FULL)`, `STAFF(NEAREST)`,
//! `SERVICE(IDLE)`, `DIVERT(FEWEST)`, `TRANSPORT(NEAREST)`. Each decides one point, and what it does not decide, others do, or the scene: `SPT & RELEASE(EDD, 20)`.

mod batch;
mod divert;
mod release;
mod service;
mod setup;
mod staff;
mod transport;

use plantwright_scheduler::Scheduler;

/// A form of rule for one decision point.
#[derive(Debug, Clone, Copy)]
pub struct PointEntry {
    /// The word in front of the parenthesis.
    pub point: &'static str,
    /// The form as it is written, such as `RELEASE(rule, most)`.
    pub form: &'static str,
    /// What it does, in a sentence or several.
    pub about: &'static str,
    /// One that can be made, for tests and examples.
    pub sample: &'static str,
    make: Make,
}

/// Makes a rule of what stands in the parentheses.
type Make = fn(&str, Find<'_>) -> Made;

/// A rule, or what is wrong with its words.
type Made = Result<Box<dyn Scheduler>, String>;

/// Finds a rule by its name.
pub type Find<'a> = &'a dyn Fn(&str) -> Result<Box<dyn Scheduler>, String>;

/// Every form, by its point.
pub const POINTS: &[PointEntry] = &[
    batch::ENTRY,
    divert::ENTRY,
    release::ENTRY,
    service::ENTRY,
    setup::ENTRY,
    staff::ENTRY,
    transport::ENTRY,
];

/// Makes the rule of a text such as `RELEASE(EDD)`; none: the text is of another form. `find` makes the rules that stand in it.
pub fn make(text: &str, find: Find<'_>) -> Option<Result<Box<dyn Scheduler>, String>> {
    let (point, rest) = text.split_once('(')?;
    let inside = rest.trim_end().strip_suffix(')')?.trim();
    let entry = POINTS.iter().find(|entry| entry.point.eq_ignore_ascii_case(point.trim()))?;
    Some((entry.make)(inside, find))
}

/// What is said of a word that a point does not know.
fn unknown(point: &str, word: &str, known: &[&str]) -> String {
    let known: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    format!("`{point}` does not know `{word}`; it knows {}", known.join(", "))
}

#[cfg(test)]
mod tests {
    use plantwright_scheduler::conformance;

    use super::*;

    fn find(name: &str) -> Result<Box<dyn Scheduler>, String> {
        let entry = crate::ALL.iter().find(|entry| entry.name == name);
        Ok(entry.ok_or("no such rule")?.make())
    }

    #[test]
    fn every_sample_keeps_the_contract_under_its_own_name() {
        let more = ["SETUP(LEAST)", "SETUP(WORK)", "SETUP(EDD)", "BATCH(ANY)", "BATCH(SPT)"];
        let more =
            more.into_iter().chain(["STAFF(QUEUE)", "STAFF(EDD)", "STAFF(IDLE)", "DIVERT(ROOM)"]);
        let more =
            more.chain(["TRANSPORT(OLDEST)", "TRANSPORT(DUE_DATE)", "TRANSPORT(ASSIGNMENT)"]);
        for text in POINTS.iter().map(|entry| entry.sample).chain(more) {
            let made = || make(text, &find).expect("a form").expect("a rule");
            assert_eq!(made().name(), text);
            conformance::check(&made).unwrap_or_else(|failure| panic!("{failure}"));
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let problem = |text: &str| make(text, &find).unwrap().unwrap_err();
        assert!(problem("SETUP(MANY)").contains("`SAME`"));
        assert!(problem("RELEASE(EDD, many)").contains("`many`"));
        assert!(problem("RELEASE(NONE)").contains("no such rule"));
        assert!(make("SPT", &find).is_none());
    }
}
