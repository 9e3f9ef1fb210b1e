//! Digests that are kept in the repository: equal on every machine, in debug and release, from version to version.
//!
//! Where a change is meant to change results, write them anew and review the difference:
//! `UPDATE_GOLDENS=1 cargo test -p plantwright-sim --test it golden_digest`.

use std::fmt::Write as _;
use std::path::Path;

use plantwright_units::{SimSpan, SimTime};

use crate::harness::Case;
use crate::repository::every_scene;

const HEADING: &str = "\
# Digests of every scene after ten minutes and at its end: state, journal, events.
# Written by `UPDATE_GOLDENS=1 cargo test -p plantwright-sim --test it golden_digest`.
";

fn lines(case: &Case) -> String {
    let ten_minutes = SimTime::ZERO + SimSpan::from_secs(600);
    let mut run = case.start();
    let mut text = format!("\n{}\n", case.name);
    for at in [ten_minutes.min(case.end), case.end] {
        run.go(at);
        let outcome = run.outcome();
        let (state, journal, events) = (outcome.state, outcome.journal, outcome.counts.events);
        writeln!(text, "    {at}: {state:032x} {journal:032x} {events}").expect("a text");
    }
    text
}

#[test]
fn digests_are_those_of_the_repository() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden_digests.txt");
    let now = every_scene().iter().map(lines).fold(HEADING.to_owned(), |text, scene| text + &scene);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, now).expect("a file that can be written");
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differing =
        now.lines().zip(kept.lines().chain(std::iter::repeat(""))).find(|(now, kept)| now != kept);
    assert!(
        now == kept,
        "the digests have changed, first here (now, kept): {differing:#?}\nif that is meant: \
         UPDATE_GOLDENS=1 cargo test -p plantwright-sim --test it golden_digest"
    );
}
