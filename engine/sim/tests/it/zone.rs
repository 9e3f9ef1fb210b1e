//! Zones, by hand: what theory says of bodies, told by records and KPIs; and how they go together with events.

use plantwright_journal::What;
use plantwright_kpi::Value;
use plantwright_units::{EquipmentId, SimTime};

use crate::belts::Told;
use crate::failures::value;
use crate::harness::{Case, Outcome};

const BOX: &str = r#"body: (shape: Box(length: "400 mm", width: "300 mm", height: "200 mm"), mass: "5 kg", friction: 0.4)"#;

fn scene(equipment: &str) -> String {
    format!(
        r#"Scene(run: (duration: "10 min"), products: {{"item": ()}}, equipment: {{{equipment}}})"#
    )
}

fn case(equipment: &str) -> Case {
    Case::read("zone.ron", &scene(equipment), None, u64::MAX)
        .unwrap_or_else(|error| panic!("{error}"))
}

fn run(equipment: &str) -> Outcome {
    case(equipment).whole()
}

/// Items at these times over a zone of 3 m to a machine.
fn over(at: &str, zone: &str, machine: &str) -> String {
    format!(
        r#""in": Source(product: "item", at: [{at}], to: ["a zone"]),
        "a zone": Zone(length: "3 m", width: "500 mm", {zone}, {BOX}, to: ["b"]),
        "b": Station(process: "{machine}", to: ["out"]), "out": Sink()"#
    )
}

const BELT: &str = r#"surface: Belt(speed: "0.5 m/s")"#;

fn is_near(found: f64, wanted: f64, off: f64) {
    assert!((found - wanted).abs() <= off, "{found}, not {wanted}");
}

#[test]
fn a_box_on_a_belt_comes_after_its_slip() {
    // Put down at rest, it lags behind the belt by v^2 / (2 mu g).
    let slip = 0.5 / (2.0 * 0.4 * 9.81);
    let outcome = run(&over(r#""0 s""#, BELT, "1 s"));
    is_near(value(&outcome, "makespan"), 3.0 / 0.5 + slip + 1.0, 2.0 / 120.0);
    // Who comes at the belt's speed has no slip.
    let outcome = run(&over(r#""0 s""#, &format!(r#"{BELT}, entry_speed: "0.5 m/s""#), "1 s"));
    is_near(value(&outcome, "makespan"), 7.0, 2.0 / 120.0);
}

#[test]
fn a_box_rolls_down_a_lane() {
    // 4 degrees: 3 m x sin 4 = 209.27 mm. s = a t^2 / 2 with a = g (sin - crr cos).
    let lane = r#"surface: Rollers(resistance: 0.03), rise: "-209.27 mm""#;
    let angle = 4.0_f64.to_radians();
    let acceleration =
        9.81 * (libm_sin(angle) - 0.03 * (1.0 - libm_sin(angle) * libm_sin(angle)).sqrt());
    let time = (2.0 * 3.0 / acceleration).sqrt();
    let outcome = run(&over(r#""0 s""#, lane, "1 s"));
    is_near(value(&outcome, "makespan"), time + 1.0, 2.0 / 120.0);
}

/// The sine of a small angle, by its series.
fn libm_sin(x: f64) -> f64 {
    x - x * x * x / 6.0 + x * x * x * x * x / 120.0
}

#[test]
fn who_waits_at_the_exit_holds_those_behind() {
    // The machine takes 20 s: the second waits from about 10 s on, and the third behind it. All are told of once.
    let outcome = run(&over(r#""0 s", "3 s", "6 s""#, BELT, "20 s"));
    let slip = 0.5 / (2.0 * 0.4 * 9.81);
    is_near(value(&outcome, "makespan"), 6.0 + slip + 60.0, 2.0 / 120.0);
    let blocked = value(&outcome, "blocked_time");
    assert!(blocked > 20.0 && blocked < 40.0, "{blocked}");
    assert_eq!(outcome.counts.consumed, 3);
}

/// Who goes first at the entry of a zone, by the same words as at that of a belt.
#[test]
fn who_goes_first_onto_bodies_is_said_as_of_a_belt() {
    // Three of each side come at once, the left ones first, and the machine takes 10 s for each; one more comes at 300 s.
    let told = |merge: &str| {
        Told::of_scene(&format!(
            r#"Scene(run: (duration: "10 min"), products: {{"item": ()}}, equipment: {{
            "l in": Source(product: "item", at: ["0 s", "0 s", "0 s"], to: ["l"]),
            "r in": Source(product: "item", at: ["0 s", "0 s", "0 s", "300 s"], to: ["r"]),
            "l": Buffer(capacity: 9, to: ["a zone"]), "r": Buffer(capacity: 9, to: ["a zone"]),
            "a zone": Zone(length: "1 m", width: "500 mm", {BELT}, {BOX}{merge}, to: ["b"]),
            "b": Station(process: "10 s", to: ["out"]), "out": Sink()}})"#
        ))
    };
    let order = |merge: &str| {
        let told = told(merge);
        let left =
            |lane: &'static str| told.times(What::Left, lane).into_iter().map(move |at| (at, lane));
        let mut all: Vec<(f64, &str)> = left("l").chain(left("r")).collect();
        all.sort_by(|one, other| one.0.total_cmp(&other.0));
        let sides: String = all.iter().map(|(_, lane)| *lane).collect();
        (sides, all.last().expect("items").0)
    };
    assert_eq!(order(""), ("llrlrrr".to_owned(), 300.0));
    assert_eq!(order(r#", merge: Priority(["r", "l"])"#).0, "lrrrllr");
    assert_eq!(order(r#", merge: Priority(["l", "r"])"#).0, "lllrrrr");
    // The fourth one of the right side is waited for, and then one of the left side goes.
    let (sides, last) = order(r#", merge: Zip(["r", "r", "l"])"#);
    assert!(sides == "rrlrrl" && last > 300.0, "{sides} until {last} s");
    assert_eq!(order(", merge: Fullest").0, "lrlrlrr");
}

/// A ball that waits at the exit turns as fast as the belt in the end, and stays where it bounced off to: it is taken all the same.
#[test]
fn a_ball_that_has_waited_at_the_exit_is_taken() {
    // Put down at rest, a ball rolls on at 2/7 of the speed of the belt: it is at the end after some 21 s.
    let told = Told::of_scene(
        r#"Scene(run: (duration: "10 min"), products: {
            "ball": (physics: (shape: Sphere(diameter: "250 mm"), mass: "5 kg"))}, equipment: {
            "in": Source(product: "ball", every: "2 s", limit: 2, to: ["a zone"]),
            "a zone": Zone(length: "3 m", width: "400 mm", surface: Belt(speed: "0.5 m/s"), to: ["b"]),
            "b": Station(process: "8 s", to: ["out"]), "out": Sink()})"#,
    );
    let (came, left) = (told.times(What::Entered, "b"), told.times(What::Left, "b"));
    assert_eq!((came.len(), left.len()), (2, 2));
    is_near(came[0], 2.0 + 3.0 / (2.0 / 7.0 * 0.5), 0.2);
    assert_eq!(came[1], left[0]);
}

#[test]
fn a_queue_that_has_stood_for_long_is_no_jam_when_it_moves_up() {
    // What waits falls asleep; whoever is let go after more than the patience of five seconds has had no time to move.
    let equipment = |policy: &str| {
        format!(
            r#""in": Source(every: "1 s", limit: 20, product: "item", to: ["a zone"]),
            "a zone": Zone(length: "4 m", width: "500 mm", {BELT}, {BOX}{policy}, to: ["b"]),
            "b": Station(process: "8 s", to: ["out"]), "out": Sink()"#
        )
    };
    let outcome = run(&equipment(""));
    assert_eq!((value(&outcome, "jams"), outcome.counts.consumed), (0.0, 20));
    let outcome = run(&equipment(", jammed: Scrap"));
    assert_eq!((outcome.counts.scrapped, outcome.counts.consumed), (0, 20));
}

#[test]
fn what_is_pushed_off_with_others_is_missed() {
    // Two blocks a hand apart: the first one's takes both kinds along.
    let zone = |apart: &str| {
        let body = r#"physics: (shape: Box(length: "300 mm", width: "200 mm", height: "200 mm"), mass: "3 kg")"#;
        format!(
            r#"Scene(run: (duration: "60 s"), products: {{"p": ({body}), "q": ({body})}}, equipment: {{
                "s": Source(product: "p", every: "4 s", first: "1 s", to: ["b"]),
                "t": Source(product: "q", every: "4 s", first: "3 s", to: ["b"]),
                "b": Zone(length: "4 m", width: "400 mm", surface: Belt(speed: "0.5 m/s"),
                    pushers: {{"x": (at: "1 m"), "y": (at: "{apart}")}}, to: ByProduct({{"p": "x", "q": "y"}})),
                "x": Sink(), "y": Sink() }})"#
        )
    };
    let run = |apart: &str| {
        let case = Case::read("pushers.ron", &zone(apart), None, u64::MAX);
        case.unwrap_or_else(|error| panic!("{error}")).whole()
    };
    let (near, far) = (run("1.1 m"), run("2 m"));
    assert!(value(&near, "missed") >= 10.0, "{}", value(&near, "missed"));
    assert_eq!(value(&far, "missed"), 0.0);
}

#[test]
fn who_is_pushed_off_where_is_said_by_routes_as_well() {
    let body = r#"physics: (shape: Box(length: "300 mm", width: "200 mm", height: "200 mm"), mass: "3 kg")"#;
    let run = |second: &str| {
        let text = format!(
            r#"Scene(run: (duration: "5 min"), products: {{
            "p": ({body}, route: [(on: "c1", process: "2 s")], exit: "k"), "q": ({body}, route: [(on: "c2", process: "2 s")], exit: "l")}},
            equipment: {{
            "s": Source(product: "p", every: "6 s", limit: 9, to: ["z"]),
            "t": Source(product: "q", every: "6 s", first: "3 s", limit: 9, to: ["z"]),
            "z": Zone(length: "5 m", width: "400 mm", surface: Belt(speed: "0.5 m/s"),
                pushers: {{"c1": (at: "1.5 m"), "c2": (at: "{second}")}}),
            "c1": Station(queue: Unlimited, to: ["k"]), "c2": Station(queue: Unlimited, to: ["l"]),
            "k": Sink(), "l": Sink() }})"#
        );
        let case = Case::read("routes.ron", &text, None, u64::MAX);
        case.unwrap_or_else(|error| panic!("{error}")).whole()
    };
    let outcome = run("3 m");
    assert_eq!((outcome.counts.consumed, value(&outcome, "missed")), (18, 0.0));
    // Where they stand too near, what is not for the machine behind the plate is in the way there.
    let outcome = run("1.6 m");
    assert_eq!(outcome.fault, None);
    assert!(value(&outcome, "missed") >= 1.0 && outcome.counts.consumed < 18);
}

#[test]
fn a_stop_lets_pass_while_a_photo_eye_is_clear() {
    // The first box is in the beam from about 1.1 m to 1.9 m; the second comes to the stop meanwhile.
    let zone = |stops: &str| format!(r#"{BELT}, eyes: {{"eye": (at: "1.5 m")}}{stops}"#);
    let makespan =
        |stops: &str| value(&run(&over(r#""0 s", "1.6 s""#, &zone(stops), "0.1 s")), "makespan");
    let (free, stopped) =
        (makespan(""), makespan(r#", stops: {"gate": (at: "1 m", opens: WhileClear("eye"))}"#));
    assert!(stopped > free + 0.2 && stopped < free + 1.0, "{stopped} {free}");
}

#[test]
fn the_entry_is_clear_when_an_item_has_gone_its_length() {
    // Six at once: each comes when the one ahead has gone 400 mm, from rest with the slip of the belt.
    let outcome = run(&over(r#""0 s", "0 s", "0 s", "0 s", "0 s", "0 s""#, BELT, "0.1 s"));
    let slip = 0.5 / (2.0 * 0.4 * 9.81);
    let headway = 0.4 / 0.5 + slip;
    is_near(value(&outcome, "makespan"), 6.0 + slip + 5.0 * headway + 0.1, 14.0 / 120.0);
}

#[test]
fn a_failure_stops_the_belt_and_its_items() {
    let with = r#", with: [Failure(every: "3 s", counts: Processing, repair: "10 s")]"#;
    let outcome = run(&over(r#""0 s""#, &format!("{BELT}{with}"), "1 s"));
    // It stands after 3 s and after 6 s of work; after each stop the item slides on, and starts with slip again.
    let slip = 0.5 / (2.0 * 0.4 * 9.81);
    let makespan = value(&outcome, "makespan");
    assert!(makespan > 6.0 + slip + 10.0 + 1.0 - 0.2 && makespan < 28.5, "{makespan}");
    assert!(value(&outcome, "down_time") >= 10.0);
}

#[test]
fn what_rolls_off_an_open_side_is_scrapped_or_stops_the_run() {
    // A chute without guides, so steep that its items are fast; two bounce apart, and fall.
    let zone = |fallen: &str| {
        format!(r#"surface: Slide, rise: "-1.5 m", friction: 0.1, guides: false, fallen: {fallen}"#)
    };
    let outcome = run(&over(r#""0 s", "1 s", "2 s""#, &zone("Scrap"), "1 min"));
    assert_eq!(outcome.fault, None);
    assert_eq!(outcome.counts.consumed + outcome.counts.scrapped, 3);
}

#[test]
fn a_jam_stops_the_run_where_the_scene_says_so() {
    // Friction holds what is to slide: it comes to rest on the chute.
    let zone = r#"surface: Slide, rise: "-0.3 m", friction: 0.5, jammed: Stop"#;
    let outcome = run(&over(r#""0 s""#, zone, "1 s"));
    let fault = outcome.fault.expect("a fault").to_string();
    assert!(fault.starts_with("item in#0 jammed in `a zone` at "), "{fault}");

    let scrapped = run(&over(r#""0 s""#, &zone.replace("Stop", "Scrap"), "1 s"));
    assert_eq!((scrapped.fault, scrapped.counts.scrapped), (None, 1));
}

#[test]
fn a_zone_that_is_saved_in_a_queue_goes_on_bit_for_bit() {
    let case = case(&over(r#""0 s", "1 s", "2 s", "3 s", "4 s""#, BELT, "7 s"));
    let whole = case.whole();
    for millis in [500, 4_321, 9_000, 14_007] {
        let mut run = case.start();
        run.go(SimTime::from_nanos(millis * 1_000_000));
        run.sim.assert_conserved();
        let mut restored = case.restore(&run.sim.snapshot()).unwrap();
        let mut fork = run.fork();
        restored.go(case.end);
        fork.go(case.end);
        assert_eq!(restored.outcome(), whole, "restored at {millis} ms");
        assert_eq!(fork.outcome(), whole, "forked at {millis} ms");
    }
}

#[test]
fn an_idle_zone_makes_no_steps() {
    let outcome = run(&over(r#""0 s""#, BELT, "1 s"));
    // Six seconds of steps, and a handful of events.
    assert!(outcome.counts.events < 6 * 120 + 100, "{:?}", outcome.counts);
}

#[test]
fn an_eye_closes_the_entry() {
    // The end of the first is past 1 m when its front is at 1.4 m: 2.8 s and its slip later.
    let slip = 0.5 / (2.0 * 0.4 * 9.81);
    let eye = |closes: bool| {
        let eyes = format!(r#"{BELT}, eyes: {{"e": (at: "1 m", closes: {closes})}}"#);
        run(&over(r#""0 s", "1500 ms", "2200 ms""#, &eyes, "1 s"))
    };
    let open = eye(false);
    assert_eq!(value(&open, "eye_counts"), 3.0);
    is_near(value(&open, "eye_covered_time"), 3.0 * 0.8, 0.1);
    let closed = eye(true);
    is_near(value(&closed, "makespan"), 2.8 + slip + 6.0 + slip + 1.0, 0.1);
}

#[test]
fn a_stop_opens_by_the_clock() {
    // From 10 s to 11 s. What waits at 1.5 m then has 1.5 m to go, and its slip, since it stood.
    let slip = 0.5 / (2.0 * 0.4 * 9.81);
    let stop = r#"stops: {"s": (at: "1.5 m", opens: Every(every: "10 s", lasts: "1 s"))}"#;
    let outcome = run(&over(r#""0 s""#, &format!("{BELT}, {stop}"), "1 s"));
    is_near(value(&outcome, "makespan"), 10.0 + 3.0 + slip + 1.0, 0.1);
}

#[test]
fn a_pusher_sends_items_aside() {
    let outcome = run(&format!(
        r#""in": Source(product: "item", every: "4 s", limit: 10, to: ["a zone"]),
        "a zone": Zone(length: "3 m", width: "400 mm", {BELT}, {BOX}, pushers: {{"aside": (at: "1.5 m")}}, to: RoundRobin(["aside", "ahead"])),
        "aside": Sink(), "ahead": Sink()"#
    ));
    // In the order of their names: the zone, ahead, aside.
    let through = |sink: u32| {
        let is_of = |it: &&Value| it.kpi == "throughput" && it.equipment == Some(EquipmentId(sink));
        outcome.values.iter().find(is_of).map_or(0.0, |it| it.value)
    };
    assert_eq!((through(1), through(2)), (5.0 * 6.0, 5.0 * 6.0));
    assert_eq!(value(&outcome, "missed"), 0.0);
}

#[test]
fn who_outruns_its_pusher_is_counted() {
    // The block has 60 mm to go until it touches an item: 0.3 s, in which that goes 1.2 m.
    let outcome = run(&format!(
        r#""in": Source(product: "item", every: "40 s", limit: 6, to: ["a zone"]),
        "a zone": Zone(length: "6 m", width: "400 mm", surface: Belt(speed: "4 m/s"), entry_speed: "4 m/s", {BOX}, pushers: {{"aside": (at: "1.5 m", speed: "200 mm/s")}}, to: ["aside"]),
        "aside": Sink()"#
    ));
    // It goes on to the exit, and is taken from there.
    assert_eq!((value(&outcome, "missed"), outcome.counts.consumed), (6.0, 6));
}

#[test]
fn who_bumps_into_a_pusher_that_is_out_is_told_to_jam() {
    // The pusher is out and back in 4.2 s, and the next item is before it after 4 s: it is thrown aside, and stays there until
    // the next one comes. The last one stays for good.
    let outcome = run(&format!(
        r#""in": Source(product: "item", every: "4 s", limit: 40, to: ["a zone"]),
        "a zone": Zone(length: "6 m", width: "400 mm", surface: Belt(speed: "4 m/s"), entry_speed: "4 m/s", {BOX}, pushers: {{"aside": (at: "1.5 m", speed: "200 mm/s")}}, to: ["aside"]),
        "aside": Sink()"#
    ));
    let left = 40 - outcome.counts.consumed;
    assert!(left > 0, "somebody stays: {:?}", outcome.counts);
    assert!(value(&outcome, "jams") >= left as f64, "{}", value(&outcome, "jams"));
}

/// A loop of 10 m, and what is said of it beside.
fn round(more: &str) -> String {
    format!(
        r#""a zone": Zone(length: "10 m", width: "400 mm", surface: Belt(speed: "1 m/s"), entry_speed: "1 m/s", {BOX}, closed: true,
            pushers: {{"b": (at: "4.8 m")}}, {more} to: ["b"]), "out": Sink()"#
    )
}

#[test]
fn what_is_not_taken_goes_round() {
    // The first is pushed off when its middle is at 4.8 m, so its front at 5 m. The machine has it for 12 s, from about 5.5 s on.
    // The second comes by at 7 s and is pushed onto the plate, where it waits until 17.5 s. The third comes by at 9 s and at 19 s,
    // while nobody is on the plate.
    let equipment = format!(
        r#""in": Source(product: "item", at: ["0 s", "2 s", "4 s"], to: ["a zone"]), {}, "b": Station(process: "12 s", to: ["out"])"#,
        round("")
    );
    let outcome = run(&equipment);
    assert_eq!((outcome.counts.consumed, value(&outcome, "missed")), (3, 0.0));
    let told = Told::of_scene(&scene(&equipment));
    let left = told.times(What::Left, "a zone");
    // The push is 0.35 m at 1.5 m/s, and the plate as much again.
    let push = 0.7;
    is_near(left[0], 5.0 + push / 2.0, push / 2.0);
    is_near(left[1], left[0] + 12.0, 0.02);
    is_near(left[2], left[1] + 12.0, 0.02);
    // The third was on the plate long before: it is at a way out for the first time after its second round.
    is_near(told.times(What::Finished, "a zone")[2], 19.0 + push / 2.0, push / 2.0);
}

#[test]
fn what_is_on_a_loop_has_right_of_way() {
    // Boxes of 400 mm every second, at 1 m/s: between two of them there are 600 mm. Who comes along the loop wants 400 mm and
    // twice the gap, and comes where the end of one has passed its place by the gap; with a larger gap it has to wait until the
    // last one is by, at 12 s and the gap.
    let came = |gap: &str| {
        let told = Told::of_scene(&scene(&format!(
            r#""in": Source(product: "item", every: "1 s", limit: 10, to: ["a zone"]), "side": Source(product: "item", at: ["4200 ms"], to: ["a zone"]),
            {}, "b": Sink()"#,
            round(&format!(r#"gap: "{gap}", entries: {{"side": "2 m"}},"#))
        )));
        told.times(What::Left, "side")[0]
    };
    // A front is at 2 m at 5 s, its end 0.4 s later, and the gap after that.
    is_near(came("50 mm"), 5.0 - 1.0 + 0.45, 0.02);
    is_near(came("150 mm"), 10.0 + 2.0 + 0.4 + 0.15, 0.02);
}

#[test]
fn a_lane_that_falls_little_brings_all() {
    // 100 mm on 3 m, against 0.03: a = g (0.0333 - 0.03 x 0.99944) is less than a two-hundredth of the weight.
    let sine = 0.1 / 3.0_f64;
    let held = 0.03 * (1.0 - sine * sine).sqrt();
    let acceleration = 9.80665 * (sine - held);
    let lane = r#"surface: Rollers(resistance: 0.03), rise: "-100 mm""#;
    let outcome = run(&over(r#""0 s""#, lane, "1 s"));
    // Two steps; and it is put down without a force on the rollers, so that they resist from the middle of the first step on.
    let off = 2.0 / 120.0 + 0.5 / 120.0 * 9.80665 * held / acceleration;
    is_near(value(&outcome, "makespan"), (2.0 * 3.0 / acceleration).sqrt() + 1.0, off);
    // Where more come than the machine takes, they queue up, and move up each time that one is taken.
    let equipment = format!(
        r#""in": Source(every: "5 s", product: "item", to: ["a zone"]),
        "a zone": Zone(length: "3 m", width: "500 mm", {lane}, entry_speed: "0.3 m/s", {BOX}, to: ["b"]),
        "b": Station(process: "30 s", to: ["out"]), "out": Sink()"#
    );
    // The first comes after (sqrt(v^2 + 2 a s) - v) / a = 7.0 s: the 19th is done at 577 s, and the next begins at once.
    let outcome = run(&equipment);
    assert_eq!((outcome.counts.consumed, value(&outcome, "jams")), (19, 0.0));
}

#[test]
fn what_finds_no_room_at_an_entry_waits() {
    // Two sizes on a lane with a stop, and a second infeed between boxes that tip at it.
    let body = |length: u32, width: u32, height: u32, mass: u32| {
        format!(
            r#"(physics: (shape: Box(length: "{length} mm", width: "{width} mm", height: "{height} mm"), mass: "{mass} kg", friction: 0.4))"#
        )
    };
    let (a, b) = (body(400, 300, 250, 8), body(150, 150, 150, 3));
    for seed in [10, 46] {
        let text = format!(
            r#"Scene(run: (duration: "1 min", seed: {seed}), products: {{"a": {a}, "b": {b}}}, equipment: {{
            "s1": Source(product: "a", every: Exponential("2 s"), to: ["z"]),
            "s2": Source(product: "b", every: Exponential("3 s"), to: ["z"]),
            "z": Zone(length: "4 m", width: "600 mm", surface: Rollers(resistance: 0.02), rise: "-504 mm",
                stops: {{"g": (at: "1.5 m", opens: Every(every: "6 s", lasts: "2 s"))}},
                entries: {{"s2": "1291 mm"}}, to: ["st"]),
            "st": Station(process: Exponential("2 s"), to: ["o"]), "o": Sink() }})"#
        );
        let case = Case::read("entry.ron", &text, None, u64::MAX);
        let outcome = case.unwrap_or_else(|error| panic!("{error}")).whole();
        assert_eq!(outcome.fault, None);
        assert!(outcome.counts.consumed > 10, "{}", outcome.counts.consumed);
    }
}

#[test]
fn nobody_is_put_down_in_another() {
    // Nothing moves on a belt without friction: the first stays at the entry, and all others wait before it.
    let text = r#"Scene(run: (duration: "2 min"), products: {"box": (physics: (
            shape: Box(length: "400 mm", width: "300 mm", height: "250 mm"), mass: "8 kg", friction: 0))},
        equipment: {
        "in": Source(product: "box", every: "3 s", to: ["z"]),
        "z": Zone(length: "3 m", width: "500 mm", surface: Belt(speed: "0.5 m/s"), to: ["b"]),
        "b": Station(process: "1 s", to: ["out"]), "out": Sink() })"#;
    let case = Case::read("slippery.ron", text, None, u64::MAX);
    let outcome = case.unwrap_or_else(|error| panic!("{error}")).whole();
    // What comes into another is thrown out by it, and falls.
    assert_eq!((outcome.counts.consumed, outcome.counts.scrapped), (0, 0));
}
