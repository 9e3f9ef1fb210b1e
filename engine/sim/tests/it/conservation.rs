//! After every event, every item is in exactly one place, and all times add up to the nanosecond.

use plantwright_sim::{Progress, Sim};
use plantwright_units::SimTime;

use crate::harness::Case;
use crate::ledger::Ledger;
use crate::repository::every_scene;

/// Runs a scene event by event, and looks at everything after each of them.
fn check(case: &Case) {
    let mut sim = Sim::new(&case.model, case.options()).expect("a plant that can be built");
    let books = sim.listen(Ledger::new(case));
    let mut last = SimTime::ZERO;
    loop {
        let progress = sim.advance(case.end, 1).expect("no fault");
        sim.assert_conserved();
        let (now, closing) = (sim.now(), sim.closing());
        assert!(now >= last, "{}: the clock goes back", case.name);
        last = now;
        let problems = sim.fold::<Ledger>(books).audit(now, &closing);
        assert!(problems.is_empty(), "{}: {problems:#?}", case.name);
        if progress != Progress::Paused {
            return;
        }
    }
}

#[test]
fn items_and_times_add_up_after_every_event() {
    for case in every_scene() {
        check(&case);
    }
}

#[test]
fn a_run_past_its_drained_plant_adds_up_too() {
    let case =
        every_scene().into_iter().find(|case| case.name == "orders").expect("a scene of orders");
    let mut run = case.start();
    run.go(case.end);
    run.sim.assert_conserved();
    let counts = run.sim.counts();
    assert_eq!((counts.created, counts.consumed, counts.present), (14, 14, 0));
}

/// The canary: books with a wrong number in them have to find something.
#[test]
fn wrong_books_are_noticed() {
    let scenes = every_scene();
    let case = scenes.iter().find(|case| case.name == "line that blocks").expect("the scene");
    let mut sim = Sim::new(&case.model, case.options()).expect("a plant that can be built");
    let mut books = Ledger::new(case);
    books.claim_less_room();
    let books = sim.listen(books);
    sim.run_until(case.end).expect("no fault");
    let (now, closing) = (sim.now(), sim.closing());
    let problems = sim.fold::<Ledger>(books).audit(now, &closing);
    assert!(
        problems.iter().any(|problem| problem.starts_with("`lane` has room for 1 and holds 2"))
    );
    // Without what closes them, no books add up.
    assert!(sim.fold::<Ledger>(books).audit(now, &[]).len() > problems.len());
}
