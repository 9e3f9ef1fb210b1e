//! Ovens, assemblies, splits and pull control, by hand: who waits for whom, what becomes of what, and when.

use crate::harness::{Case, Outcome};

fn case(equipment: &str, products: &str, minutes: u64) -> Case {
    let text = format!(
        "Scene(run: (duration: \"{minutes} min\"), products: {{{products}}}, equipment: {{{equipment} \"out\": Sink()}})"
    );
    let case = Case::read("assembly.ron", &text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn run(equipment: &str, products: &str, minutes: u64) -> Outcome {
    case(equipment, products, minutes).whole()
}

/// How long items are at a piece of equipment, in all [s], in ten minutes.
fn item_time(equipment: &str, products: &str, name: &str) -> f64 {
    let case = case(equipment, products, 10);
    let (id, outcome) = (case.model.plant().find(name), case.whole());
    let mut levels = outcome.values.iter().filter(|value| value.kpi == "mean_wip");
    levels.find(|value| value.equipment == id).expect("a level").value * 600.0
}

fn at(seconds: &[u32]) -> String {
    let at: Vec<String> = seconds.iter().map(|second| format!("\"{second} s\"")).collect();
    format!("at: [{}]", at.join(", "))
}

fn source(name: &str, product: &str, seconds: &[u32], to: &str) -> String {
    format!("{name:?}: Source(product: {product:?}, {}, to: [{to:?}]), ", at(seconds))
}

/// A value of the plant, or of the first piece of equipment that has it.
fn value(outcome: &Outcome, kpi: &str) -> f64 {
    let value = outcome.values.iter().find(|value| value.kpi == kpi);
    value.unwrap_or_else(|| panic!("no `{kpi}`")).value
}

/// Idle, processing, blocked and down times of the first machine [s].
fn times(outcome: &Outcome) -> [f64; 4] {
    ["idle_time", "processing_time", "blocked_time", "down_time"].map(|kpi| value(outcome, kpi))
}

/// Created, consumed, scrapped, absorbed, present.
fn counts(outcome: &Outcome) -> [u64; 5] {
    let counts = outcome.counts;
    [counts.created, counts.consumed, counts.scrapped, counts.absorbed, counts.present]
}

/// An oven with items that come at these seconds.
fn oven(seconds: &[u32], fields: &str) -> Outcome {
    let source = source("in", "x", seconds, "oven");
    run(&format!("{source} \"oven\": Batch({fields}, to: [\"out\"]),"), "\"x\": ()", 10)
}

#[test]
fn an_oven_waits_for_enough_and_takes_no_more_than_fit() {
    // From 20 s with two; what comes at 25 s to 29 s waits until 50 s, and then three of the four fit; one is left over.
    let outcome = oven(&[10, 20, 25, 26, 28, 29], r#"min: 2, max: 3, queue: 9, process: "30 s""#);
    assert_eq!(times(&outcome), [540.0, 60.0, 0.0, 0.0]);
    assert_eq!(counts(&outcome), [6, 5, 0, 0, 1]);
    // 40 s, 30 s, and 55 s, 54 s, 52 s.
    assert_eq!(value(&outcome, "mean_flow_time"), (40.0 + 30.0 + 55.0 + 54.0 + 52.0) / 5.0);
    assert_eq!(value(&outcome, "utilization"), 0.1);
}

#[test]
fn an_oven_does_not_wait_for_ever() {
    // The first one waits 40 s for a second one, which comes too late; that one waits 40 s as well.
    let outcome = oven(&[10, 60], r#"min: 2, max: 3, max_wait: "40 s", queue: 9, process: "30 s""#);
    assert_eq!(counts(&outcome), [2, 2, 0, 0, 0]);
    assert_eq!(times(&outcome), [540.0, 60.0, 0.0, 0.0]);
    assert_eq!(value(&outcome, "max_flow_time"), 70.0);
    // Two that wait long enough while it is busy begin as soon as it is free.
    let outcome =
        oven(&[0, 0, 5, 6], r#"min: 2, max: 2, max_wait: "3 s", queue: 9, process: "30 s""#);
    assert_eq!(value(&outcome, "max_flow_time"), 55.0);
}

#[test]
fn an_oven_keeps_families_apart() {
    let items = source("in a", "a", &[0, 30], "oven") + &source("in b", "b", &[10, 20, 25], "oven");
    let with = |compatible: &str| {
        let oven = format!(
            r#""oven": Batch(max: 2, compatible: {compatible}, queue: 9, process: "30 s", to: ["out"]),"#
        );
        run(&format!("{items}{oven}"), r#""a": (), "b": ()"#, 10)
    };
    // Two `b` from 20 s, and then, at 50 s, two `a`; the last `b` stays.
    let apart = with("SameProduct");
    assert_eq!(counts(&apart), [5, 4, 0, 0, 1]);
    assert_eq!(value(&apart, "max_flow_time"), 80.0);
    assert_eq!(with(r#"Families([["a"]])"#).values, apart.values);
    // Together: at 10 s the first two, at 40 s the next two.
    let together = with("Any");
    assert_eq!(value(&together, "max_flow_time"), 50.0);
    assert_eq!(with(r#"Families([["a", "b"]])"#).values, together.values);
}

#[test]
fn a_failure_spoils_the_whole_batch_or_makes_it_late() {
    let with = |item: &str| {
        oven(
            &[0, 0, 5, 5],
            &format!(
                r#"max: 2, queue: 2, process: "20 s",
                with: [Failure(every: "30 s", counts: Processing, repair: "10 s", item: {item})]"#
            ),
        )
    };
    // Ten seconds into the second batch.
    let late = with("Resume");
    assert_eq!((counts(&late), value(&late, "max_flow_time")), ([4, 4, 0, 0, 0], 45.0));
    assert_eq!(times(&late), [550.0, 40.0, 0.0, 10.0]);
    let anew = with("Repeat");
    assert_eq!((counts(&anew), value(&anew, "max_flow_time")), ([4, 4, 0, 0, 0], 55.0));
    let spoilt = with("Scrap");
    assert_eq!(counts(&spoilt), [4, 2, 2, 0, 0]);
    assert_eq!(times(&spoilt), [560.0, 30.0, 0.0, 10.0]);
}

/// Frames and wheels that come at these seconds.
fn bikes(frames: &[u32], wheels: &[u32], fields: &str) -> Outcome {
    let parts =
        source("in 1", "frame", frames, "mount") + &source("in 2", "wheel", wheels, "mount");
    run(
        &format!("{parts} \"mount\": Assembly({fields}, to: [\"out\"]),"),
        r#""frame": (), "wheel": (), "bike": ()"#,
        10,
    )
}

#[test]
fn an_assembly_waits_for_all_parts() {
    let parts = r#"parts: {"frame": 1, "wheel": 2}"#;
    let new =
        bikes(&[0, 5], &[10, 20, 25, 60], &format!(r#"{parts}, makes: "bike", process: "30 s""#));
    // From 20 s to 50 s, and from 60 s to 90 s; bikes begin with their assembly.
    assert_eq!(times(&new), [540.0, 60.0, 0.0, 0.0]);
    assert_eq!((counts(&new), value(&new, "mean_flow_time")), ([8, 2, 0, 6, 0], 30.0));
    // Item-time: 20 s and 55 s of frames, 10 s, 0 s, 35 s and 0 s of wheels, twice 30 s of bikes.
    assert_eq!(value(&new, "mean_wip"), 180.0 / 600.0);
    // As the frame goes on, its time counts from its coming.
    let main =
        bikes(&[0, 5], &[10, 20, 25, 60], &format!(r#"{parts}, main: "frame", process: "30 s""#));
    assert_eq!((counts(&main), value(&main, "mean_flow_time")), ([6, 2, 0, 4, 0], 67.5));
    assert_eq!(times(&main), times(&new));
    assert_eq!(value(&main, "mean_wip"), value(&new, "mean_wip"));
    // By where they come from, it is the same.
    let from = r#"from: {"in 1": 1, "in 2": 2}, main: "in 1", process: "30 s""#;
    assert_eq!(bikes(&[0, 5], &[10, 20, 25, 60], from).values, main.values);
}

#[test]
fn an_assembly_has_room_for_some_parts_and_none_for_others() {
    // Frames beyond the first wait outside; those that nobody waits for are lost, and wheels come in all the while.
    let fields = r#"parts: {"frame": 1, "wheel": 2}, main: "frame", capacity: {"frame": 2}"#;
    let parts = format!(
        r#""in 1": Source(product: "frame", {}, if_full: Lose, to: ["mount"]), {}"#,
        at(&[0, 1, 2, 3]),
        source("in 2", "wheel", &[10, 20, 30, 40], "mount")
    );
    let outcome = run(
        &format!("{parts} \"mount\": Assembly({fields}, to: [\"out\"]),"),
        r#""frame": (), "wheel": ()"#,
        10,
    );
    assert_eq!(outcome.counts.lost, 2);
    // Kitting takes no time: at 20 s and at 40 s.
    assert_eq!(counts(&outcome), [8, 2, 0, 4, 0]);
    assert_eq!(value(&outcome, "max_flow_time"), 39.0);
}

#[test]
fn who_waits_with_a_part_offers_it_again() {
    // A lane of wheels behind which a lane of frames waits; three bikes in a row.
    let equipment = format!(
        r#"{}{} "lane 1": Buffer(to: ["mount"]), "lane 2": Buffer(to: ["mount"]),
        "mount": Assembly(parts: {{"frame": 1, "wheel": 2}}, main: "frame", process: "10 s", to: ["out"]),"#,
        source("in 1", "frame", &[3, 3, 3], "lane 1"),
        source("in 2", "wheel", &[0, 0, 0, 0, 0, 0], "lane 2"),
    );
    let outcome = run(&equipment, r#""frame": (), "wheel": ()"#, 10);
    assert_eq!(counts(&outcome), [9, 3, 0, 6, 0]);
    assert_eq!(value(&outcome, "max_flow_time"), 30.0);
}

#[test]
fn parts_that_belong_together_are_put_together() {
    // The second task of the first order takes long, that of the second order is done at 15 s.
    let order = |matching: bool| {
        let equipment = format!(
            r#"{} "fork": Split(into: {{"a": 1, "b": 1}}, to: ByProduct({{"a": "join", "b": "ways"}})),
            "ways": Buffer(to: RoundRobin(["slow", "quick"])),
            "slow": Delay(time: "50 s", to: ["join"]),
            "quick": Delay(time: "5 s", to: ["join"]),
            "join": Assembly(parts: {{"a": 1, "b": 1}}, main: "a", matching: {matching},
                capacity: {{"a": Unlimited, "b": Unlimited}}, to: ["out"]),"#,
            source("in", "order", &[0, 10], "fork")
        );
        run(&equipment, r#""order": (), "a": (), "b": ()"#, 10)
    };
    // The first task goes with its own order after 50 s, or with the other order after 15 s.
    for (matching, first, second) in [(true, 50.0, 5.0), (false, 15.0, 40.0)] {
        let outcome = order(matching);
        // Two orders and two tasks are taken up.
        assert_eq!(counts(&outcome), [6, 2, 0, 4, 0]);
        assert_eq!(value(&outcome, "max_flow_time"), f64::max(first, second));
        assert_eq!(value(&outcome, "mean_flow_time"), f64::midpoint(first, second));
    }
    // What belongs together never comes: one order's tasks have the serial numbers of no other.
    let parts = source("in 1", "a", &[0, 10, 20], "join") + &source("in 2", "b", &[30], "join");
    let join = |matching: bool| {
        let join = format!(
            r#""join": Assembly(parts: {{"a": 1, "b": 1}}, main: "b", matching: {matching},
                capacity: {{"a": Unlimited}}, to: ["out"]),"#
        );
        run(&(parts.clone() + &join), r#""a": (), "b": ()"#, 10)
    };
    assert_eq!(counts(&join(true)), [4, 1, 0, 1, 2]);
}

#[test]
fn what_is_packed_stays_and_comes_out_again() {
    let equipment = |end: &str| {
        format!(
            r#"{}{} "pack": Assembly(parts: {{"box": 1, "part": 2}}, main: "box", pack: true, process: "10 s", to: ["way"]),
            "way": Delay(time: "20 s", to: [{end:?}]),
            "open": Split(process: "5 s", to: ["out"]),"#,
            source("in 1", "box", &[0], "pack"),
            source("in 2", "part", &[4, 6], "pack"),
        )
    };
    let products = r#""box": (), "part": ()"#;
    // At 36 s the box goes, with what is in it; nothing was taken up.
    let closed = run(&equipment("out"), products, 10);
    assert_eq!((counts(&closed), value(&closed, "max_flow_time")), ([3, 3, 0, 0, 0], 36.0));
    let open = run(&equipment("open"), products, 10);
    assert_eq!((counts(&open), value(&open, "max_flow_time")), ([3, 3, 0, 0, 0], 41.0));
    // In the plant all the while: the box 41 s, the parts 37 s and 35 s.
    assert_eq!(value(&open, "mean_wip"), (41.0 + 37.0 + 35.0) / 600.0);
    // On the way, the box is one item.
    let on_the_way = item_time(&equipment("open"), products, "way");
    assert!((on_the_way - 20.0).abs() < 1e-9, "{on_the_way} s");
}

#[test]
fn what_is_made_of_a_defect_has_a_defect() {
    for (share, scrapped) in [(0, 0), (1, 2)] {
        let outcome = run(
            &format!(
                r#"{} "m": Station(process: "1 s", quality: (defects: {share}), to: ["s"]),
                "s": Split(into: {{"half": 2}}, to: ["test"]),
                "test": Station(queue: 5, process: "1 s", inspect: (), to: ["out"]),"#,
                source("in", "whole", &[0], "m")
            ),
            r#""half": (), "whole": ()"#,
            1,
        );
        assert_eq!((outcome.counts.scrapped, outcome.counts.consumed), (scrapped, 2 - scrapped));
    }
}

#[test]
fn only_so_many_are_let_in() {
    // Two cards, a machine of 10 s and one of 30 s, and four items at once: two of them wait outside.
    let line = |until: &str| {
        format!(
            r#"{} "gate": Release(cards: 2, to: ["first"]),
            "first": Station(queue: Unlimited, process: "10 s", to: [{until:?}]),
            "ends": CardReturn(returns: ["gate"], to: ["second"]),
            "second": Station(queue: Unlimited, process: "30 s", to: ["out"]),"#,
            source("in", "x", &[0, 0, 0, 0], "gate")
        )
    };
    let products = r#""x": ()"#;
    // Up to the sink, cards are free at 40 s and at 70 s; behind the first machine, at 10 s and at 20 s.
    let outside = |until| item_time(&line(until), products, "in").round();
    assert_eq!((outside("second"), outside("ends")), (110.0, 30.0));
    let inside = |until| item_time(&line(until), products, "second").round();
    assert_eq!((inside("second"), inside("ends")), (30.0 + 50.0 + 50.0 + 50.0, 300.0 - 60.0));
    // The slower machine is never without work.
    for until in ["second", "ends"] {
        let outcome = run(&line(until), products, 10);
        assert_eq!(value(&outcome, "max_flow_time"), 130.0);
    }
}

#[test]
fn a_card_of_what_is_scrapped_or_taken_up_is_free_again() {
    // One card, and every item is spoilt after 5 s of 10 s: the next one is let in at once.
    let equipment = format!(
        r#"{} "gate": Release(cards: 1, to: ["m"]),
        "m": Station(process: "10 s", with: [Failure(every: "5 s", counts: Processing, repair: "5 s", item: Scrap)], to: ["out"]),"#,
        source("in", "x", &[0, 0, 0], "gate")
    );
    let outcome = run(&equipment, r#""x": ()"#, 10);
    assert_eq!(counts(&outcome), [3, 0, 3, 0, 0]);
    // A part whose card comes off when an order takes it up.
    let equipment = format!(
        r#"{}{} "gate": Release(cards: 1, to: ["m"]),
        "m": Station(process: "10 s", to: ["join"]),
        "join": Assembly(parts: {{"x": 1, "order": 1}}, main: "order", to: ["out"]),"#,
        source("in", "x", &[0, 0, 0], "gate"),
        source("orders", "order", &[30, 50], "join")
    );
    let outcome = run(&equipment, r#""x": (), "order": ()"#, 10);
    // The first part is ready at 10 s, the second one at 40 s, the third one at 60 s, for nobody.
    assert_eq!(counts(&outcome), [5, 2, 0, 2, 1]);
    assert_eq!(value(&outcome, "max_flow_time"), 0.0);
}

#[test]
fn base_stock_is_filled_up_order_by_order() {
    // Two parts are made ahead, at 10 s and at 20 s; each of three orders lets one more in, from 25 s on.
    let equipment = format!(
        r#"{} "material": Source(product: "x", to: ["stage"]),
        "stage": Release(base_stock: 2, to: ["m"]),
        "m": Station(queue: Unlimited, process: "10 s", to: ["store"]),
        "store": Buffer(to: ["delivery"]),
        "orders": CardReturn(returns: ["stage"], to: ["delivery"]),
        "delivery": Assembly(parts: {{"x": 1, "order": 1}}, main: "order", capacity: {{"order": Unlimited}}, to: ["out"]),"#,
        source("demand", "order", &[25, 26, 27], "orders")
    );
    let outcome = run(&equipment, r#""x": (), "order": ()"#, 10);
    // The third order waits for the part that the first one let in: from 27 s to 35 s.
    assert_eq!(value(&outcome, "max_flow_time"), 8.0);
    // Three orders and five parts; two parts are in stock again.
    assert_eq!(counts(&outcome), [8, 3, 0, 3, 2]);
}

#[test]
fn parts_of_orders_of_one_name_belong_together() {
    // Two bolts for each plate; the bolts of y come first, and order w has no plate.
    let equipment = r#"
        "plates": Source(orders: {"x": (product: "a"), "y": (product: "a", release: "10 s")}, to: ["join"]),
        "bolts": Source(orders: {
            "w": (product: "b", quantity: 2),
            "y": (product: "b", quantity: 2, release: "20 s"),
            "x": (product: "b", quantity: 2, release: "30 s"),
        }, to: ["join"]),
        "join": Assembly(parts: {"a": 1, "b": 2}, main: "a", matching: true,
            capacity: {"a": Unlimited, "b": Unlimited}, to: ["out"]),"#;
    let outcome = run(equipment, r#""a": (), "b": ()"#, 10);
    // y goes at 20 s, ten seconds old, and x at 30 s.
    assert_eq!(counts(&outcome), [8, 2, 0, 4, 2]);
    assert_eq!(value(&outcome, "mean_flow_time"), f64::midpoint(10.0, 30.0));
}

#[test]
fn carriers_in_carriers_are_unpacked_one_after_the_other() {
    // Two parts in each of two boxes, both on a pallet: nothing but boxes comes off the pallet, and nothing but parts out of boxes.
    let equipment = r#"
        "p1": Assembly(parts: {"box": 1, "part": 2}, main: "box", pack: true, process: "10 s", to: ["p2"]),
        "p2": Assembly(parts: {"box": 2, "pallet": 1}, main: "pallet", pack: true, process: "10 s", to: ["u2"]),
        "u2": Split(process: "5 s", to: ByProduct({"box": "u1", "pallet": "out"})),
        "u1": Split(process: "1 s", to: ["out"]),"#;
    let equipment = source("parts", "part", &[0, 0, 0, 0], "p1")
        + &source("boxes", "box", &[0, 0], "p1")
        + &source("pallets", "pallet", &[0], "p2")
        + equipment;
    let outcome = run(&equipment, r#""box": (), "pallet": (), "part": ()"#, 10);
    // Boxes at 10 s and 20 s, the pallet at 30 s, off it at 35 s, out of the boxes at 36 s and 37 s.
    assert_eq!(counts(&outcome), [7, 7, 0, 0, 0]);
    assert_eq!(value(&outcome, "max_flow_time"), 37.0);
}
