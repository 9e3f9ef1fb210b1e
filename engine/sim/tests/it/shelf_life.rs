//! Shelf lives, by hand and against a formula: where items expire, what is finished all the same, and where they go.

use plantwright_units::{SimSpan, SimTime};

use crate::failures::value;
use crate::harness::{Case, Outcome};

fn run(text: &str) -> Outcome {
    let case = Case::read("shelf_life.ron", text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}")).whole()
}

#[test]
fn what_is_old_before_it_is_begun_is_not_begun() {
    // On the place of a machine that is off, or that waits for its operator until 1 h; it keeps for ten minutes.
    for machine in [r#"with: [Shift(calendar: "late")]"#, r#"crew: (of: "op")"#] {
        let outcome = run(&format!(
            r#"Scene(run: (duration: "2 h"), products: {{"milk": (shelf_life: (time: "10 min"))}},
            calendars: {{"late": (open: ["01:00-02:00"])}}, people: {{"op": (calendar: "late")}}, equipment: {{
                "in": Source(product: "milk", at: ["0 s", "55 min"], to: ["m"]),
                "m": Station(process: "5 min", {machine}, to: ["out"]), "out": Sink(),
            }})"#
        ));
        let counts = (outcome.counts.consumed, outcome.counts.scrapped, value(&outcome, "expired"));
        assert_eq!(counts, (1, 1, 1.0), "{machine}");
        assert_eq!(
            (value(&outcome, "processing_time"), value(&outcome, "makespan")),
            (300.0, 3_900.0)
        );
    }
}

/// A machine that takes `process`, and items that keep as long as `life` says, at given seconds.
fn machine(at: &str, life: &str, process: &str) -> Outcome {
    run(&format!(
        r#"Scene(run: (duration: "5 min"), products: {{"milk": (shelf_life: ({life}))}}, equipment: {{
            "in": Source(product: "milk", at: [{at}], to: ["m"]),
            "m": Station(queue: Unlimited, process: "{process}", to: ["out"]),
            "out": Sink(), "waste": Sink(),
        }})"#
    ))
}

#[test]
fn what_is_old_goes_away_and_what_is_begun_is_finished() {
    let counts = |outcome: &Outcome| {
        (outcome.counts.consumed, outcome.counts.scrapped, value(outcome, "expired"))
    };
    let at = r#""0 s", "5 s", "19 s""#;
    // The first is finished at the very last instant; the second goes at 25 s, which it is not begun before; the third is begun at
    // 20 s, ends at 40 s, and is too old then, since 39 s.
    let outcome = machine(at, r#"time: "20 s""#, "20 s");
    assert_eq!(counts(&outcome), (1, 2, 2.0));
    assert_eq!(value(&outcome, "processing_time"), 40.0);
    assert_eq!(value(&outcome, "expired_ratio"), 2.0 / 3.0);
    // What is begun at the very last instant is begun in time: the second at 25 s, when the first is finished and too old.
    let outcome = machine(at, r#"time: "20 s""#, "25 s");
    assert_eq!(counts(&outcome), (0, 3, 3.0));
    assert_eq!(value(&outcome, "processing_time"), 50.0);
    // Somewhere else they are not scrapped.
    let outcome = machine(at, r#"time: "20 s", to: "waste""#, "20 s");
    assert_eq!(counts(&outcome), (3, 0, 2.0));
    assert_eq!(value(&outcome, "makespan"), 40.0);
    // After the machine the time begins, and nothing waits there.
    let outcome = machine(at, r#"time: "20 s", after: "m""#, "25 s");
    assert_eq!(counts(&outcome), (3, 0, 0.0));
}

/// What goes to waste is lost as what is scrapped where it waits, in every figure of the plant; what is inside of it, too.
#[test]
fn what_a_sink_takes_as_waste_is_not_made() {
    let plant = |to: &str, waste: &str| {
        run(&format!(
            r#"Scene(run: (duration: "10 d"), products: {{"milk": (shelf_life: (time: "6 min"{to}), allowance: "4 min")}}, equipment: {{
                "in": Source(product: "milk", every: Exponential("2 min"), to: ["m"]),
                "m": Station(queue: Unlimited, process: Exponential("1.8 min"), quality: (defects: 0.01), to: ["out"]),
                "out": Sink(), "waste": Sink({waste}),
            }})"#
        ))
    };
    let to = r#", to: "waste""#;
    let (made, lost, scrapped) = (plant(to, ""), plant(to, "leaves_as: Waste"), plant("", ""));
    let names = [
        "throughput",
        "first_pass_yield",
        "scrapped",
        "scrap_ratio",
        "late_share",
        "mean_flow_time",
        "mean_wip",
    ];
    for name in names {
        let of_plant = |outcome: &Outcome| {
            let found = outcome
                .values
                .iter()
                .find(|it| it.kpi == name && it.equipment.is_none() && it.product.is_none());
            found.unwrap_or_else(|| panic!("no {name}")).value
        };
        assert_eq!(of_plant(&lost), of_plant(&scrapped), "{name}");
        if !matches!(name, "scrapped" | "scrap_ratio" | "mean_wip") {
            assert_ne!(of_plant(&lost), of_plant(&made), "{name}");
        }
    }
    assert_eq!(lost.counts, scrapped.counts);
    // Of a full box that is thrown away, the box and what is in it.
    let boxes = run(
        r#"Scene(run: (duration: "1 min"), products: {"box": (), "bike": ()}, equipment: {
            "boxes": Source(product: "box", at: ["0 s"], to: ["pack"]), "bikes": Source(product: "bike", at: ["0 s", "0 s"], to: ["pack"]),
            "pack": Assembly(parts: {"bike": 2, "box": 1}, main: "box", pack: true, to: ["waste"]), "waste": Sink(leaves_as: Waste),
        })"#,
    );
    assert_eq!((boxes.counts.consumed, boxes.counts.scrapped), (0, 3));
}

#[test]
fn what_is_no_product_is_neither_made_nor_lost_as_scrap() {
    let outcome = run(
        r#"Scene(run: (duration: "1 min"), products: {"box": (), "bike": ()}, equipment: {
            "bikes": Source(product: "bike", at: ["0 s", "1 s"], to: ["out"]), "out": Sink(),
            "boxes": Source(product: "box", at: ["0 s", "0 s", "0 s"], to: ["away"]), "away": Sink(leaves_as: Nothing),
        })"#,
    );
    let counts = &outcome.counts;
    assert_eq!((counts.consumed, counts.scrapped, counts.lost), (2, 0, 3));
    assert_eq!(outcome.values.iter().find(|it| it.kpi == "produced").map(|it| it.value), Some(2.0));
    assert!(outcome.values.iter().all(|it| it.kpi != "scrapped"));
}

/// Behind a machine that is busy with something else, milk comes at 1 s, and keeps for a minute.
fn behind(way: &str) -> Outcome {
    let text = format!(
        r#"Scene(run: (duration: "2 min"), products: {{
            "box": (), "cream": (), "milk": (shelf_life: (time: "1 min")), "stone": (),
        }}, equipment: {{
            "stones": Source(product: "stone", at: ["0 s"], to: ["slow"]),
            {way},
            "slow": Station(process: ByProductOr, to: ["out"]), "out": Sink(),
        }})"#
    );
    let times = r#"{"box": "1 s", "cream": "1 s", "milk": "1 s", "stone": "1 h"}"#;
    run(&text.replace("ByProductOr", times))
}

#[test]
fn it_expires_wherever_it_waits() {
    let first = |to: &str| format!(r#""in": Source(product: "milk", at: ["1 s"], to: ["{to}"])"#);
    let held = |x: &str| format!(r#"{}, "x": {x}"#, first("x"));
    for (way, name) in [
        (first("slow"), "a source"),
        (held(r#"Buffer(to: ["slow"])"#), "a buffer"),
        (held(r#"Delay(time: "5 s", to: ["slow"])"#), "a delay"),
        (held(r#"Station(process: "5 s", to: ["slow"])"#), "a station"),
        (
            held(r#"Conveyor(length: "5 m", speed: "1 m/s", pitch: "1 m", to: ["slow"])"#),
            "the end of a belt",
        ),
        (
            held(r#"Conveyor(length: "90 m", speed: "1 m/s", pitch: "1 m", to: ["slow"])"#),
            "the way on a belt",
        ),
        (
            held(r#"Sorter(length: "5 m", speed: "1 m/s", pitch: "1 m", to: ["slow"])"#),
            "the end of a sorter",
        ),
        (
            held(
                r#"Sorter(length: "9 m", speed: "1 m/s", pitch: "1 m", closed: true, to: ["slow"])"#,
            ),
            "a loop",
        ),
        (
            held(
                r#"Zone(length: "2 m", width: "400 mm", surface: Belt(speed: "1 m/s"), body: (shape: Sphere(diameter: "200 mm"), mass: "1 kg"), to: ["slow"])"#,
            ),
            "a zone",
        ),
        (held(r#"Station(places: 2, process: "5 s", to: ["slow"])"#), "a station of two places"),
        (
            held(
                r#"Station(process: "5 s", blocking: BeforeService, to: ["last"]), "last": Buffer(to: ["slow"])"#,
            ),
            "a buffer",
        ),
        (held(r#"Batch(max: 2, queue: 5, process: "5 s", to: ["slow"])"#), "an oven"),
        (
            held(r#"Batch(min: 2, max: 2, queue: 5, process: "5 s", to: ["slow"])"#),
            "a queue of an oven",
        ),
        (held(r#"Release(cards: 2, to: ["slow"])"#), "a release"),
        (held(r#"CardReturn(to: ["slow"])"#), "a card return"),
        (
            held(
                r#"Assembly(parts: {"box": 1, "milk": 1}, makes: "cream", to: ["slow"]), "boxes": Source(product: "box", at: ["90 s"], to: ["x"])"#,
            ),
            "an assembly that lacks a part",
        ),
        (
            held(
                r#"Assembly(parts: {"box": 1, "milk": 1}, main: "milk", process: "5 s", to: ["slow"]), "boxes": Source(product: "box", at: ["1 s"], to: ["x"])"#,
            ),
            "an assembly that has finished",
        ),
        (
            held(
                r#"Assembly(parts: {"box": 1, "milk": 1}, main: "box", pack: true, to: ["way"]), "boxes": Source(product: "box", at: ["1 s"], to: ["x"]),
                "way": Delay(time: "80 s", to: ["open"]), "open": Split(to: ["slow"])"#,
            ),
            "what it was packed into",
        ),
        (
            held(
                r#"Assembly(parts: {"box": 1, "milk": 1}, main: "box", pack: true, to: ["open"]), "boxes": Source(product: "box", at: ["1 s"], to: ["x"]),
                "open": Split(to: ["slow"])"#,
            ),
            "what is unpacked",
        ),
    ] {
        let outcome = behind(&way);
        assert_eq!(value(&outcome, "expired"), 1.0, "{name}");
        assert_eq!(outcome.counts.scrapped, 1, "{name}");
    }
    // Made into something else, its time is over, or begins anew.
    let cream = r#"Assembly(parts: {"milk": 1}, makes: "cream", to: ["slow"])"#;
    assert_eq!(value(&behind(&held(cream)), "expired"), 0.0);
    let whipped = r#"Assembly(parts: {"milk": 1}, main: "milk", makes: "cream", to: ["slow"])"#;
    assert_eq!(value(&behind(&held(whipped)), "expired"), 0.0);
}

/// What is always at hand is fresh when it comes.
#[test]
fn it_is_fresh_when_it_comes() {
    let outcome = run(
        r#"Scene(run: (duration: "5 min"), products: {"milk": (shelf_life: (time: "15 s"))}, equipment: {
            "in": Source(product: "milk", to: ["m"]), "m": Station(process: "10 s", to: ["out"]), "out": Sink(),
        })"#,
    );
    assert_eq!((outcome.counts.consumed, value(&outcome, "expired")), (30, 0.0));
}

/// M/M/1 where who has waited for a time D goes away (Barrer 1957): the work that a new item finds has the density
/// l p e^-(m-l)x below D, and l p e^(lD) e^-mx above. Here items also expire that were begun in time and finished after D.
#[test]
fn as_many_expire_as_the_formula_says() {
    for (load, keeps) in [(0.8_f64, 3.0_f64), (1.25, 2.0)] {
        let outcome = run(&format!(
            r#"Scene(run: (duration: "30 d", warm_up: "5 h"), products: {{"milk": (shelf_life: (time: "{keeps} min", to: "waste"))}}, equipment: {{
                "in": Source(product: "milk", every: Exponential("{} s"), to: ["m"]),
                "m": Station(queue: Unlimited, process: Exponential("1 min"), to: ["out"]),
                "out": Sink(), "waste": Sink(),
            }})"#,
            60.0 / load
        ));
        // exp(-(1 - load) keeps), by halves.
        let decay = (0..20).fold(1.0 - (1.0 - load) * keeps / f64::from(1 << 20), |it, _| it * it);
        let empty = 1.0 / (1.0 + load * (1.0 - decay) / (1.0 - load) + load * decay);
        let expected = empty * decay * (1.0 + load);
        let got = value(&outcome, "expired_ratio");
        assert!((got - expected).abs() < 0.03 * expected, "{got}, and not {expected}");
        // A machine is busy with all that is begun in time.
        let busy = load * (1.0 - empty * decay * load);
        let got = value(&outcome, "utilization");
        assert!((got - busy).abs() < 0.01, "{got}, and not {busy}");
    }
}

/// The shelf life of one product leaves all other draws as they are.
#[test]
fn shelf_lives_are_edit_stable() {
    let digest = |life: &str| {
        let text = format!(
            r#"Scene(run: (duration: "5 h"), products: {{
                "a": (shelf_life: (time: {life})), "b": (shelf_life: (time: Exponential("1 min"))),
            }}, equipment: {{
                "in a": Source(product: "a", every: Exponential("20 s"), to: ["a"]),
                "a": Station(queue: Unlimited, process: Exponential("19 s"), to: ["out a"]), "out a": Sink(),
                "in b": Source(product: "b", every: Exponential("20 s"), to: ["b"]),
                "b": Station(queue: Unlimited, process: Exponential("19 s"), to: ["out b"]), "out b": Sink(),
            }})"#
        );
        let case = Case::read("shelf_life.ron", &text, None, u64::MAX).expect("a scene");
        let mut run = case.start();
        run.go(SimTime::ZERO + SimSpan::from_secs(5 * 3_600));
        let journal = run.digest();
        ["b", "in b", "out b", "in a"].map(|name| journal.parts()[name])
    };
    assert_eq!(digest("\"30 s\""), digest("Exponential(\"90 s\")"));
}

#[test]
fn what_is_being_loaded_is_begun() {
    let text = r#"Scene(run: (duration: "1 h"), products: {"milk": (shelf_life: (time: "30 min"))}, equipment: {
        "in": Source(product: "milk", at: ["0 s"], to: ["m"]),
        "m": Station(load: (time: "40 min"), process: "1 min", to: ["out"]), "out": Sink(),
    })"#;
    let outcome = run(text);
    // It is finished, and too old then.
    assert_eq!(value(&outcome, "processing_time"), 60.0);
    assert_eq!((outcome.counts.scrapped, value(&outcome, "expired")), (1, 1.0));
}
