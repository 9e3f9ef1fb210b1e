//! Listening changes nothing, and who else listens changes nothing either.

use plantwright_journal::JournalDigest;
use plantwright_kpi::KpiSet;
use plantwright_sim::Sim;

use crate::harness::{Case, journal_digest};
use crate::ledger::Ledger;
use crate::repository::every_scene;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listener {
    Digest,
    Kpis,
    Books,
}

use Listener::{Books, Digest, Kpis};

/// State and, where it is listened to, journal of a run.
fn hashes(case: &Case, listeners: &[Listener]) -> (u128, Option<u128>) {
    let mut sim = Sim::new(&case.model, case.options()).expect("a plant that can be built");
    let mut digest = None;
    for listener in listeners {
        match listener {
            Digest => {
                let empty = journal_digest(&sim);
                digest = Some(sim.listen(empty));
            }
            Kpis => {
                let kpis = KpiSet::all(sim.plant());
                sim.listen(kpis);
            }
            Books => {
                sim.listen(Ledger::new(case));
            }
        }
    }
    sim.run_until(case.end).expect("no fault");
    let journal = digest.map(|digest| sim.fold::<JournalDigest>(digest).value());
    (sim.state_hash(), journal)
}

#[test]
fn the_state_is_the_same_whoever_listens() {
    for case in every_scene() {
        let (state, none) = hashes(&case, &[]);
        let (with_digest, journal) = hashes(&case, &[Digest]);
        assert_eq!((with_digest, none), (state, None), "{}", case.name);
        assert_eq!(hashes(&case, &[Kpis]), (state, None), "{}", case.name);
        for listeners in [&[Digest, Kpis][..], &[Kpis, Digest], &[Books, Kpis, Digest]] {
            assert_eq!(hashes(&case, listeners), (state, journal), "{}", case.name);
        }
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
