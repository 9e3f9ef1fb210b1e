//! Shuttles, by hand: lifts, transfer cars, turntables, right to the nanosecond.

use crate::failures::value;
use crate::harness::{Case, Outcome};

fn run(equipment: &str) -> Outcome {
    let text = format!(
        r#"Scene(run: (duration: "10 min"), products: {{"a": (), "b": ()}}, equipment: {{{equipment}}})"#
    );
    let case = Case::read("shuttle.ron", &text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}")).whole()
}

/// Two lines at 0 m and 6 m, and two places behind the car at 2 m and 10 m.
fn cross(a: &str, b: &str, car: &str, y: &str) -> Outcome {
    run(&format!(
        r#""in a": Source(product: "a", at: [{a}], to: ["car"]), "in b": Source(product: "b", at: [{b}], to: ["car"]),
        "car": Shuttle(at: {{"in a": "0 m", "in b": "6 m", "x": "2 m", "y": "10 m"}}, {car}, to: ByProduct({{"a": "x", "b": "y"}})),
        "x": Sink(), "y": {y}"#
    ))
}

#[test]
fn it_goes_and_fetches() {
    // It stands at 0 m: loads 2 s, goes 2 m in 4 s, unloads in 3 s.
    let car = r#"speed: "0.5 m/s", load: "2 s", unload: "3 s""#;
    assert_eq!(value(&cross(r#""10 s""#, "", car, "Sink()"), "makespan"), 19.0);
    // Empty over 6 m in 12 s, 2 s, 4 m in 8 s, 3 s.
    assert_eq!(value(&cross("", r#""10 s""#, car, "Sink()"), "makespan"), 35.0);
    // Both at once: from 2 m, where it put the first off at 9 s, 8 s to the second, 2 s, 8 s, 3 s.
    let both = cross(r#""0 s""#, r#""0 s""#, car, "Sink()");
    assert_eq!(value(&both, "makespan"), 30.0);
    let times = ["processing_time", "setup_time"].map(|kpi| value(&both, kpi));
    assert_eq!(times, [22.0, 8.0], "on the way to a call it makes ready");
}

#[test]
fn short_ways_do_not_reach_its_speed() {
    // a = v / ramp = 0.25 m/s²: 2 m take 2 sqrt(2 / 0.25) s; 8 m take 8 / 1 + 4 s.
    let car = r#"speed: "1 m/s", ramp: "4 s""#;
    let short = value(&cross(r#""0 s""#, "", car, "Sink()"), "makespan");
    assert!((short - 2.0 * 8.0_f64.sqrt()).abs() < 1e-9, "{short}");
    // 6 m to fetch it (6 / 1 + 4 s), 4 m exactly up to speed and down again (8 s).
    assert_eq!(value(&cross("", r#""0 s""#, car, "Sink()"), "makespan"), 18.0);
}

#[test]
fn a_turntable_turns_for_as_long_whatever_the_way() {
    let car = r#"turn: "5 s""#;
    assert_eq!(value(&cross("", r#""0 s""#, car, "Sink()"), "makespan"), 10.0);
    // From where it stands, no turn is needed.
    let straight = run(
        r#""in": Source(product: "a", at: ["0 s"], to: ["table"]), "table": Shuttle(turn: "5 s", to: ["out"]), "out": Sink()"#,
    );
    assert_eq!(value(&straight, "makespan"), 0.0);
}

#[test]
fn it_waits_until_its_item_is_taken() {
    let car = r#"speed: "1 m/s""#;
    let machine = r#"Station(process: "60 s", to: ["z"]), "z": Sink()"#;
    let outcome = cross(r#""20 s""#, r#""0 s", "0 s""#, car, machine);
    // The first b is there at 10 s, the second from 18 s on, until 70 s; then a, called at 20 s, from 10 m to 0 m to 2 m.
    assert_eq!(value(&outcome, "blocked_time"), 52.0);
    assert_eq!(value(&outcome, "makespan"), 130.0);
}

#[test]
fn calls_are_taken_in_their_order_or_by_their_way() {
    // From 10 m, b at 6 m is nearer than a at 0 m.
    let near = |calls: &str| {
        let car = format!(r#"speed: "1 m/s", calls: {calls}"#);
        value(&cross(r#""5 s""#, r#""0 s", "6 s""#, &car, "Sink()"), "mean_flow_time")
    };
    // Longest: b 10 s, a 22 s - 5 s, b 30 s - 6 s. Nearest: b 10 s, b 18 s - 6 s, a 30 s - 5 s.
    assert_eq!(near("Longest"), (10.0 + 17.0 + 24.0) / 3.0);
    assert_eq!(near("Nearest"), (10.0 + 12.0 + 25.0) / 3.0);
}

#[test]
fn it_stands_while_it_is_down() {
    // Down from 3 s to 8 s: on its way to the call.
    let car = r#"speed: "1 m/s", with: [Failure(every: "3 s", counts: Calendar, repair: "5 s")]"#;
    let outcome = cross("", r#""0 s""#, car, "Sink()");
    // 3 s on its way, down until 8 s, 3 s, at 6 m at 11 s; down from 11 s to 16 s, 3 s, down until 24 s, 1 s.
    assert_eq!(value(&outcome, "makespan"), 25.0);
}
