//! Listening changes nothing, and who else listens changes nothing either.

use plantwright_journal::JournalDigest;
use plantwright_kpi::KpiSet;
use plantwright_sim::Sim;

use crate::harness::{Case, journal_digest};
use crate::ledger::Ledger;
use crate::repository::every_scene;

/// State and, where it is asked for, journal of a run with some listeners.
fn hashes(case: &Case, digest: bool, kpis: bool, books: bool) -> (u128, Option<u128>) {
    let mut sim = Sim::new(&case.model, case.options()).expect("a plant that can be built");
    if books {
        sim.listen(Ledger::new(case));
    }
    let digest = digest.then(|| {
        let digest = journal_digest(&sim);
        sim.listen(digest)
    });
    if kpis {
        let kpis = KpiSet::all(sim.plant());
        sim.listen(kpis);
    }
    sim.run_until(case.end).expect("no fault");
    let journal = digest.map(|digest| sim.fold::<JournalDigest>(digest).value());
    (sim.state_hash(), journal)
}

#[test]
fn the_state_is_the_same_whoever_listens() {
    for case in every_scene() {
        let (state, _) = hashes(&case, false, false, false);
        let (with_digest, journal) = hashes(&case, true, false, false);
        assert_eq!(with_digest, state, "{}", case.name);
        assert_eq!(hashes(&case, false, true, false), (state, None), "{}", case.name);
        assert_eq!(hashes(&case, true, true, false), (state, journal), "{}", case.name);
        assert_eq!(hashes(&case, true, true, true), (state, journal), "{}", case.name);
    }
}

#[test]
fn looking_changes_nothing() {
    for case in every_scene() {
        let mut run = case.start();
        while run.go_for(case.end, 97) {
            // Everything that can be looked at.
            run.outcome();
            run.sim.state_parts();
            run.sim.assert_conserved();
            run.sim.snapshot();
            let fork = run.fork();
            drop(fork);
        }
        run.go(case.end);
        assert_eq!(run.outcome(), case.whole(), "{}", case.name);
    }
}
