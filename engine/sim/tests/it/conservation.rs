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

/// How many items: so many, unless `PLANTWRIGHT_ITEMS` says it.
fn items() -> u64 {
    let said = std::env::var("PLANTWRIGHT_ITEMS").ok();
    said.map_or(10_000, |said| said.parse().expect("a number of items"))
}

/// Belts of every kind that stop and jam by chance, some with everything that lies on them spoilt.
fn stopping_belts(items: u64) -> Case {
    let fails = |every: &str, item: &str| {
        format!(
            r#"with: [Failure(every: Exponential("{every}"), counts: Calendar, repair: Exponential("9 s"), item: {item})]"#
        )
    };
    let (now_and_then, spoils) = (fails("150 s", "Resume"), fails("400 s", "Scrap"));
    let text = format!(
        r#"Scene(run: (), products: {{"box": (length: "400 mm"), "bag": (length: "600 mm")}}, equipment: {{
            "boxes": Source(product: "box", every: Exponential("1.6 s"), limit: {half}, to: ["plain"]),
            "bags": Source(product: "bag", every: Exponential("1.6 s"), limit: {half}, to: ["second"]),
            "plain": Conveyor(length: "9 m", speed: "1 m/s", gap: "100 mm", to: ["stops"]),
            "stops": Conveyor(length: "5 m", speed: "1.3 m/s", gap: "100 mm", {now_and_then}, to: ["jams"]),
            "jams": Station(process: Triangular("0.5 s", "1 s", "2 s"), {spoils}, to: ["joins"]),
            "second": Conveyor(length: "4 m", speed: "2 m/s", gap: "100 mm", to: ["zoned"]),
            "zoned": Conveyor(length: "6 m", speed: "1.5 m/s", zones: (length: "1 m"), {spoils}, to: ["steps"]),
            "steps": Conveyor(length: "3 m", speed: "2 m/s", pitch: "1 m", index: WhenFree, to: ["joins"]),
            "joins": Conveyor(length: "5 m", speed: "2 m/s", gap: "100 mm", merge: Fullest, {now_and_then},
                eyes: {{"full": (at: "1 m", covered_for: "4 s", stops: ["zoned"])}}, to: ["loop"]),
            "loop": Sorter(length: "60 m", speed: "2.5 m/s", gap: "200 mm", closed: true, exits: {{"a": "20 m", "b": "40 m"}}, {spoils},
                to: RoundRobin(["a", "b"])),
            "a": Conveyor(length: "4 m", speed: "1 m/s", gap: "100 mm", {now_and_then}, to: ["pack a"]),
            "b": Conveyor(length: "4 m", speed: "1 m/s", gap: "100 mm", to: ["pack b"]),
            "pack a": Station(process: Exponential("1.4 s"), to: ["out"]),
            "pack b": Station(process: Exponential("1.4 s"), {now_and_then}, to: ["out"]),
            "out": Sink(),
        }})"#,
        half = items / 2,
    );
    Case::read("belts that stop", &text, None, 0).unwrap_or_else(|error| panic!("{error}"))
}

/// A million items, as the specification asks for, over belts that jam and stop by chance:
///
/// ```text
/// PLANTWRIGHT_ITEMS=1000000 cargo test -p plantwright-sim --test it million -- --nocapture
/// ```
///
/// Last result, after 14 seconds in a debug build on two processors, at `7f9ff21` and what loops of bodies changed after it (no belt):
///
/// ```text
/// 1000000 items, until 9 d 6 h 28 min 50.400814295 s: events: 15971040, created: 1000000, consumed: 913915, lost: 0,
/// scrapped: 86085, absorbed: 0, present: 0
/// ```
///
/// What bodies do is looked at in `engine/motion/tests/it/conservation.rs`, with as many.
#[test]
fn none_of_a_million_items_is_lost_on_belts() {
    let items = items();
    let case = stopping_belts(items);
    let mut sim = Sim::new(&case.model, case.options()).expect("a plant that can be built");
    while sim.advance(SimTime::MAX, 5_000).expect("no fault") == Progress::Paused {
        sim.assert_conserved();
    }
    sim.assert_conserved();
    let counts = sim.counts();
    println!("{items} items, until {}: {counts:?}", sim.now());
    assert_eq!((counts.created, counts.present), (items, 0), "{counts:?}");
    assert_eq!(counts.consumed + counts.scrapped, items, "{counts:?}");
    assert!(counts.scrapped > items / 200, "belts spoil what lies on them: {counts:?}");
}
