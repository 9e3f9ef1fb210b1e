//! Waves on belts, from records alone: who stood where, from when to when, by hand; and wherever a run itself says where items are.

use std::collections::BTreeMap;

use plantwright_journal::State;
use plantwright_sim::waves::{Cause, NoWaves, Tape, Wave, Waves};
use plantwright_sim::{Model, RunOptions, Sim};
use plantwright_units::{ItemId, SimTime};

use crate::dice::Dice;
use crate::log::Log;

fn at(seconds: f64) -> SimTime {
    SimTime::from_nanos((seconds * 1e9).round() as u64)
}

fn model(equipment: &str) -> Model {
    let text = format!(
        r#"Scene(run: (duration: "10 min"), products: {{
            "box": (length: "400 mm"), "bag": (length: "900 mm"), "item": ()}}, equipment: {{{equipment}}})"#
    );
    Model::read("waves.ron", &text).unwrap_or_else(|error| panic!("{error}"))
}

/// The waves on "belt" up to an instant, and where the run said that its items were at some instants before.
fn played(model: &Model, until: f64, looks: &[f64]) -> (Waves, Vec<BTreeMap<ItemId, f64>>) {
    let mut sim = Sim::new(model, RunOptions::default()).expect("a plant");
    let log = sim.listen(Log::default());
    let belt = model.plant().find("belt").expect("a belt");
    let length = model.plant().equipment(belt).belt.as_ref().expect("a belt").length.base_f64();
    let mut seen = Vec::new();
    for look in looks {
        sim.run_until(at(*look)).expect("a run");
        let view = sim.view(usize::MAX);
        let items = view.equipment[belt.index()].contents.iter();
        let items = items.map(|it| (it.id, f64::from(it.along.expect("a place")) * length));
        seen.push(items.collect());
    }
    sim.run_until(at(until)).expect("a run");
    let mut tape = Tape::new(model.plant(), belt).expect("a belt on which waves run");
    tape.close(sim.closing());
    sim.fold::<Log>(log).0.iter().for_each(|record| tape.take(record));
    (tape.play(sim.now()).expect("waves"), seen)
}

fn all(waves: &Waves) -> Vec<Wave> {
    let mut all = Vec::new();
    let told: Result<(), ()> = waves.each(|wave| {
        all.push(wave);
        Ok(())
    });
    told.expect("all of them");
    all
}

/// Of each wave: who stood, from when to when [s], and where [m].
type Told = Vec<Vec<(u64, f64, Option<f64>, f64)>>;

fn told(equipment: &str) -> (Told, Vec<Wave>) {
    let (waves, _) = played(&model(equipment), 600.0, &[]);
    assert!(!waves.is_odd());
    let all = all(&waves);
    let told = all.iter().map(|wave| {
        let stands = wave.stands.iter().map(|it| {
            (it.item.serial(), it.from.as_secs_f64(), it.to.map(SimTime::as_secs_f64), it.at_m)
        });
        stands.collect()
    });
    (told.collect(), all)
}

/// Three items over 5 m in 10 s, to a machine that takes 20 s for each.
fn three(more: &str) -> (Told, Vec<Wave>) {
    told(&format!(
        r#""in": Source(product: "item", at: ["0 s", "2 s", "8 s"], to: ["belt"]),
        "belt": Conveyor(length: "5 m", speed: "0.5 m/s", pitch: "1 m"{more}, to: ["b"]),
        "b": Station(process: "20 s", to: ["out"]), "out": Sink()"#
    ))
}

#[test]
fn a_stop_runs_back_as_fast_as_items_come_and_all_start_at_once() {
    let (told, waves) = three("");
    // The second waits from 12 s; the third touches it at 4 m, at 16 s. Both go on at 30 s, and the third is there at 32 s.
    let first = vec![(1, 12.0, Some(30.0), 5.0), (2, 16.0, Some(30.0), 4.0)];
    assert_eq!(told, [first, vec![(2, 32.0, Some(50.0), 5.0)]]);
    assert_eq!(
        (waves[0].together(), waves[0].stop_mps(), waves[0].start_mps()),
        (1, Some(0.25), None)
    );
    let Cause::Receiver { state, why: None, .. } = waves[0].cause else { panic!("{waves:?}") };
    assert_eq!(state, Some(State::Processing));
}

#[test]
fn a_belt_that_does_not_accumulate_stands_as_a_whole() {
    let (told, waves) = three(", accumulating: false");
    let first = vec![(1, 12.0, Some(30.0), 5.0), (2, 12.0, Some(30.0), 2.0)];
    assert_eq!(told, [first, vec![(2, 36.0, Some(50.0 + 0.0), 5.0)]]);
    assert_eq!((waves[0].together(), waves[0].stop_mps()), (2, None));
}

#[test]
fn those_that_come_up_together_stop_at_once_and_a_queue_dissolves_item_by_item() {
    // Five bags as close as they come (1 m): at 0, 2, 4, 6, 8 s. They are at the exit from 10 s on, 2 s after one another, and
    // the machine takes one each 5 s.
    let (told, waves) = told(
        r#""in": Source(orders: {"bags": (product: "bag", quantity: 5)}, to: ["belt"]),
        "belt": Conveyor(length: "5 m", speed: "0.5 m/s", gap: "100 mm", to: ["b"]),
        "b": Station(process: "5 s", to: ["out"]), "out": Sink()"#,
    );
    let whole = |from: f64, to: f64, items: std::ops::Range<u64>| -> Vec<_> {
        items
            .clone()
            .map(|item| (item, from, Some(to), 5.0 - (item - items.start) as f64))
            .collect()
    };
    assert_eq!(
        told,
        [
            whole(12.0, 15.0, 1..5),
            whole(17.0, 20.0, 2..5),
            whole(22.0, 25.0, 3..5),
            whole(27.0, 30.0, 4..5)
        ]
    );
    assert_eq!((waves[0].together(), waves[0].stop_mps(), waves[0].start_mps()), (4, None, None));
}

#[test]
fn in_zones_the_start_runs_back_too() {
    // Zones of 1 m, boxes of 400 mm, 0.5 m/s: a zone in 2 s, an end out of it 0.8 s later. The machine takes the first at 10 s and
    // the second at 40 s. That one waits at 5 m from 13 s on, the others stop behind it.
    let (told, waves) = told(
        r#""in": Source(product: "box", at: ["0 s", "3 s", "6 s", "9 s"], to: ["belt"]),
        "belt": Conveyor(length: "5 m", speed: "0.5 m/s", zones: (length: "1 m", release: Single), to: ["b"]),
        "b": Station(process: "30 s", to: ["out"]), "out": Sink()"#,
    );
    let first = vec![
        (1, 13.0, Some(40.0), 5.0),
        (2, 14.0, Some(40.0), 4.0),
        // The end of the one ahead is out of the zone 0.8 s after that started.
        (3, 15.0, Some(40.8), 3.0),
    ];
    assert_eq!(told[0], first);
    assert_eq!(told[1], [(2, 42.0, Some(70.0), 5.0), (3, 42.8, Some(70.0), 4.0)]);
    // 2 m in 0.8 s.
    assert_eq!(waves[0].start_mps(), Some(2.0 / 0.8));
    assert_eq!(waves[0].stop_mps(), Some(2.0 / 2.0));
}

#[test]
fn a_failure_stops_the_surface_and_is_named() {
    let (told, waves) = told(
        r#""in": Source(product: "item", at: ["0 s", "3 s"], to: ["belt"]),
        "belt": Conveyor(length: "5 m", speed: "0.5 m/s", pitch: "1 m", to: ["out"],
            with: [Failure(name: "jam", every: "6 s", counts: Processing, repair: "10 s")]),
        "out": Sink()"#,
    );
    assert_eq!(told[0], [(0, 6.0, Some(16.0), 3.0), (1, 6.0, Some(16.0), 1.5)]);
    // After 6 s more, at 22 s, the second is half a metre from the exit.
    assert_eq!(told[1], [(1, 22.0, Some(32.0), 4.5)]);
    let Cause::Halted { state: State::Down, why: Some(_) } = waves[0].cause else {
        panic!("{waves:?}")
    };
}

#[test]
fn of_a_belt_that_stands_where_its_journal_ends_all_waves_are_told() {
    // A machine that takes 3 s for what comes each 2 s, so that a line stands at the end of the belt; it fails at 55 s, or the eye
    // of the next belt stops it, and the journal ends before it runs again.
    let failure = r#""belt": Conveyor(length: "5 m", speed: "0.5 m/s", gap: "100 mm", to: ["b"],
            with: [Failure(name: "f", every: "55 s", counts: Calendar, repair: "10 s")]),
        "b": Station(process: "3 s", to: ["out"])"#;
    let eye = r#""belt": Conveyor(length: "5 m", speed: "0.5 m/s", gap: "100 mm", to: ["next"]),
        "next": Conveyor(length: "2 m", speed: "0.5 m/s", gap: "100 mm", to: ["b"],
            eyes: {"e": (at: "1 m", covered_for: "1 s", stops: ["belt"])}),
        "b": Station(process: "30 s", to: ["out"])"#;
    for line in [failure, eye] {
        let scene = format!(
            r#""in": Source(product: "box", every: "2 s", to: ["belt"]), {line}, "out": Sink()"#
        );
        let (waves, _) = played(&model(&scene), 60.0, &[]);
        let all = all(&waves);
        let (last, before) = all.split_last().expect("waves");
        assert!(matches!(last.cause, Cause::Halted { .. } | Cause::Eye { .. }), "{last:?}");
        // Who is at the exit can be taken all the same; the others still stand.
        let stands = last.stands.last().expect("somebody");
        assert_eq!((stands.to, waves.until()), (None, at(60.0)), "{last:?}");
        // Whoever waited for the machine before has gone on, or still stands with the belt.
        assert!(before.iter().all(|wave| wave.from() < last.from()), "{before:?}");
    }
}

#[test]
fn a_photo_eye_of_the_next_belt_that_stops_it_is_told_from_a_wait() {
    // The first is in the machine, which is broken. The second is at the exit of "next" at 16 s, and covers the eye; 1 s later
    // "belt" stands, with the third half a second before its exit, until the machine takes the second.
    let (told, waves) = told(
        r#""in": Source(product: "box", at: ["0 s", "4 s", "7.5 s"], to: ["belt"]),
        "belt": Conveyor(length: "5 m", speed: "0.5 m/s", gap: "100 mm", to: ["next"]),
        "next": Conveyor(length: "1 m", speed: "0.5 m/s", gap: "100 mm",
            eyes: {"full": (at: "1 m", covered_for: "1 s", stops: ["belt"])}, to: ["b"]),
        "b": Station(process: "1 s", to: ["out"], with: [Failure(every: "5 s", counts: Up, repair: "35 s")]), "out": Sink()"#,
    );
    assert_eq!(told[0], [(2, 17.0, Some(41.0), 4.75)]);
    let Cause::Eye { number: 0, .. } = waves[0].cause else { panic!("{waves:?}") };
}

#[test]
fn who_waits_for_others_is_followed_to_where_it_begins() {
    let plant = model(
        r#""in": Source(product: "item", to: ["belt"]),
        "belt": Conveyor(length: "5 m", speed: "0.5 m/s", pitch: "1 m", to: ["a"]),
        "a": Station(process: "1 s", to: ["b"]),
        "b": Station(process: "1 s", to: ["out"], with: [Failure(name: "jam", every: "30 s", counts: Up, repair: "1 min")]),
        "out": Sink()"#,
    );
    let (waves, _) = played(&plant, 600.0, &[]);
    assert!(!waves.is_odd(), "at {}", waves.until());
    let wave = all(&waves).into_iter().find(|wave| wave.from() > at(30.0)).expect("a wave");
    let id = |name: &str| plant.plant().find(name).expect("equipment");
    let Cause::Receiver { who, root, state, why: Some(_) } = wave.cause else { panic!("{wave:?}") };
    assert_eq!((who, root, state), (id("a"), id("b"), Some(State::Down)));
}

#[test]
fn what_slows_a_belt_down_unsaid_is_not_told_wrong() {
    let slow = r#""in": Source(product: "item", at: ["0 s", "3 s"], to: ["belt"]),
        "belt": Conveyor(length: "5 m", speed: "0.5 m/s", pitch: "1 m", to: ["b"],
            with: [Degradation(stages: [(lasts: "4 s"), (lasts: "1 h", speed: 0.5)], counts: Calendar, repair: "1 s")]),
        "b": Station(process: "20 s", to: ["out"]), "out": Sink()"#;
    let (waves, _) = played(&model(slow), 600.0, &[]);
    assert!(waves.is_odd());
    assert_eq!((waves.until(), all(&waves).len()), (at(0.0), 0));
}

#[test]
fn of_what_is_no_belt_nothing_is_told() {
    let plant = model(
        r#""in": Source(product: "item", to: ["steps"]),
        "steps": Conveyor(length: "5 m", speed: "0.5 m/s", pitch: "1 m", index: WhenFree, to: ["out"]),
        "out": Sink()"#,
    );
    let refused = |name: &str| Tape::new(plant.plant(), plant.plant().find(name).unwrap()).err();
    assert_eq!(refused("steps"), Some(NoWaves::Indexed));
    assert_eq!(refused("out"), Some(NoWaves::NoBelt));
}

/// Boxes and bags to a machine that stops now and then.
fn busy(belt: &str) -> Model {
    let gap = if belt.contains("zones") { "" } else { r#"gap: "100 mm","# };
    model(&format!(
        r#""bags": Source(product: "bag", every: Exponential("6 s"), to: ["belt"]),
        "belt": Conveyor(length: "20 m", speed: "0.7 m/s", {gap} {belt} to: ["machine"]),
        "boxes": Source(product: "box", every: Exponential("2.5 s"), to: ["belt"]),
        "machine": Station(process: Uniform("0.5 s", "2.6 s"),
            with: [MicroStop(every: Exponential("1 min"), counts: Up, repair: Uniform("5 s", "40 s"))], to: ["out"]),
        "out": Sink()"#
    ))
}

/// Whoever stands does so where and when waves say, and nobody else.
fn agrees(belt: &str) {
    let mut dice = Dice::new(7);
    // Pairs of instants near one another: who has not moved in between stands.
    let mut looks: Vec<f64> = (0..400).map(|_| dice.below(590_000) as f64 / 1e3).collect();
    looks.sort_by(f64::total_cmp);
    looks.dedup();
    let pairs: Vec<f64> = looks.iter().flat_map(|look| [*look, look + 1e-4]).collect();
    let (waves, seen) = played(&busy(belt), 600.0, &pairs);
    assert!(!waves.is_odd(), "{belt}: at {}", waves.until());
    let all = all(&waves);
    let (mut standing, mut moving) = (0, 0);
    for (look, pair) in looks.iter().zip(seen.chunks(2)) {
        let (from, to) = (at(*look), at(look + 1e-4));
        for (item, place) in &pair[0] {
            let Some(later) = pair[1].get(item) else { continue };
            let stands = all.iter().flat_map(|wave| &wave.stands).filter(|it| it.item == *item);
            // Whoever starts or stops in between does neither.
            let mut within = stands.filter(|it| it.from < to && it.to.is_none_or(|end| end > from));
            match within.next() {
                Some(stand) if stand.from <= from && stand.to.is_none_or(|end| end >= to) => {
                    assert!(
                        (stand.at_m - place).abs() < 1e-4,
                        "{belt}: {stand:?}, seen at {place} at {from}"
                    );
                    assert!((later - place).abs() < 1e-5, "{belt}: {stand:?} at {from} moves");
                    standing += 1;
                }
                Some(_) => {}
                None => {
                    assert!(later - place > 1e-5, "{belt}: {item:?} stands at {place} at {from}");
                    moving += 1;
                }
            }
        }
    }
    assert!(standing > 200 && moving > 500, "{belt}: {standing} stood, {moving} moved");
}

#[test]
fn whoever_stands_in_a_run_stands_in_a_wave_and_nobody_else() {
    agrees("");
    agrees("accumulating: false,");
    agrees(r#"zones: (length: "1 m", release: Single),"#);
    agrees(
        r#"with: [Failure(every: Exponential("40 s"), counts: Calendar, repair: Uniform("2 s", "9 s"))],"#,
    );
    agrees(r#"speeds: [(from: "3 min", speed: "0.5 m/s"), (from: "6 min", speed: "0.9 m/s")],"#);
    let scrapping = r#"zones: (length: "1 m"), with: [Failure(every: Exponential("1 min"), counts: Up, repair: "9 s", item: Scrap)],"#;
    agrees(scrapping);
    agrees(
        r#"with: [Failure(every: Exponential("1 min"), counts: Up, repair: "9 s", item: Scrap)],"#,
    );
}
