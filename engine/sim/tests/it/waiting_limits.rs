//! Limits of waiting and polling, by hand and against the formulas of queueing theory.

use plantwright_units::{SimSpan, SimTime};

use crate::failures::{run as one_machine, value};
use crate::harness::{Case, Outcome};

fn run(text: &str) -> Outcome {
    let case = Case::read("limits.ron", text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}")).whole()
}

#[test]
fn who_waits_for_too_long_goes_away() {
    // Patience of 10 s at a machine that is busy until 30 s: the second goes at 15 s, the third is begun just in time.
    let machine =
        |to: &str| format!(r#"queue: Unlimited, patience: (time: "10 s"{to}), process: "30 s""#);
    let outcome = one_machine(&[0, 5, 20], &machine(""), 2);
    assert_eq!((outcome.counts.consumed, outcome.counts.lost, outcome.counts.scrapped), (2, 1, 0));
    assert_eq!((value(&outcome, "reneged"), value(&outcome, "makespan")), (1.0, 60.0));
    assert_eq!(value(&outcome, "reneged_ratio"), 1.0 / 3.0);
    // It was in the plant all the same: 30 s, 10 s and 40 s.
    assert_eq!(value(&outcome, "mean_wip"), 80.0 / 120.0);
    let outcome = one_machine(&[0, 5, 20], &machine(r#", to: "out""#), 2);
    assert_eq!((outcome.counts.consumed, outcome.counts.lost), (3, 0));
    assert_eq!(value(&outcome, "reneged"), 1.0);
}

#[test]
fn one_operation_begins_soon_after_another() {
    // Done at 10 s, 20 s and 30 s; begun at 10 s, 40 s and 70 s; the third has time until 55 s.
    let line = |then: &str, way: &str, after: &str| {
        run(&format!(
            r#"Scene(run: (duration: "5 min"), equipment: {{
                "in": Source(at: ["0 s", "0 s", "0 s"], to: ["a"]),
                "a": Station(process: "10 s", to: ["{way}"]),
                "belt": Delay(time: "30 s", to: ["b"]),
                "b": Station(queue: 5, within: [(after: "a", time: "{after}", then: {then})], process: "30 s", to: ["out"]),
                "aside": Buffer(to: ["out"]), "out": Sink(),
            }})"#
        ))
    };
    let counts = |outcome: &Outcome| (outcome.counts.consumed, outcome.counts.scrapped);
    let reported = line("Report", "b", "25 s");
    assert_eq!((counts(&reported), value(&reported, "makespan")), ((3, 0), 100.0));
    assert_eq!(value(&reported, "breaches"), 1.0);
    let scrapped = line("Scrap", "b", "25 s");
    assert_eq!((counts(&scrapped), value(&scrapped, "makespan")), ((2, 1), 70.0));
    let sent = line("Send(\"aside\")", "b", "25 s");
    assert_eq!((counts(&sent), value(&sent, "breaches")), ((3, 0), 1.0));
    // On the way it is too late already: nothing is ever begun.
    let late = line("Scrap", "belt", "25 s");
    assert_eq!((counts(&late), value(&late, "breaches")), ((0, 3), 3.0));
    let in_time = line("Scrap", "belt", "30 s");
    assert_eq!(counts(&in_time), (1, 2));
}

/// An item of two operations, with 3 min between them, at a second machine that cannot begin at once.
fn second_operation(plant: &str, coat: &str) -> Outcome {
    run(&format!(
        r#"Scene(run: (duration: "2 h"), {plant} equipment: {{
            "in": Source(product: "x", at: ["0 s"], to: ["etch"]),
            "etch": Station(process: "1 min", to: ["coat"]),
            "coat": Station(queue: Unlimited, within: [(after: "etch", time: "3 min", then: Scrap)], process: "5 min", {coat}
                to: ["out"]),
            "out": Sink(),
        }})"#
    ))
}

#[test]
fn the_time_to_the_next_operation_ends_when_that_begins() {
    // On a place of its own it waits all the same: for an operator, a set-up, or to be loaded.
    let late = r#"products: {"x": ()}, calendars: {"late": (open: ["01:00-02:00"])}, people: {"op": (calendar: "late")},"#;
    let breached = |outcome: &Outcome| {
        let counts = (outcome.counts.consumed, outcome.counts.scrapped);
        assert_eq!((counts, value(outcome, "breaches")), ((0, 1), 1.0));
        // Scrapped after four minutes, of which it was etched for one.
        assert_eq!(value(outcome, "mean_wip"), 240.0 / 7_200.0);
    };
    breached(&second_operation(late, r#"crew: (of: "op"),"#));
    breached(&second_operation(late, r#"with: [Shift(calendar: "late")],"#));
    let x = r#"products: {"x": ()},"#;
    breached(&second_operation(x, r#"load: (time: "5 min"),"#));
    let setup_of = |time: &str| {
        let of = format!(r#"setup: (time: "{time}", initial: "y"),"#);
        second_operation(r#"products: {"x": (), "y": ()},"#, &of)
    };
    breached(&setup_of("30 min"));
    // At the very last instant it is begun in time.
    let in_time = setup_of("3 min");
    assert_eq!((in_time.counts.consumed, value(&in_time, "makespan")), (1, 540.0));
    let in_time = second_operation(x, r#"load: (time: "3 min"),"#);
    assert_eq!(in_time.counts.consumed, 1);
}

#[test]
fn patience_ends_when_anything_is_done() {
    let at = |machine: &str| {
        run(&format!(
            r#"Scene(run: (duration: "2 h"), calendars: {{"late": (open: ["01:00-02:00"])}}, people: {{"op": (calendar: "late")}},
            equipment: {{
                "in": Source(at: ["0 s", "55 min"], to: ["m"]), "out": Sink(),
                "m": Station(queue: Unlimited, patience: (time: "10 min"), process: "5 min", {machine} to: ["out"]),
            }})"#
        ))
    };
    // The first waits for the operator, and goes after ten minutes; the second is loaded for longer than that.
    let loaded = at(r#"load: (time: "50 min", crew: (of: "op")),"#);
    assert_eq!((loaded.counts.consumed, loaded.counts.lost), (1, 1));
    assert_eq!(value(&loaded, "makespan"), 6_900.0);
    let worked_on = at(r#"crew: (of: "op"),"#);
    assert_eq!((worked_on.counts.consumed, worked_on.counts.lost), (1, 1));
}

/// M/M/c+M (Palm 1957, Erlang-A): with n in the system, items leave at the rate min(n, c) mu + max(n - c, 0) theta.
fn erlang_a(arrivals: f64, service: f64, places: u32, impatience: f64) -> (f64, f64) {
    let (mut weight, mut sum, mut queue) = (1.0, 1.0, 0.0);
    for number in 1..2_000_u32 {
        let waiting = f64::from(number.saturating_sub(places));
        weight *= arrivals / (f64::from(number.min(places)) * service + waiting * impatience);
        sum += weight;
        queue += waiting * weight;
    }
    let queue = queue / sum;
    (impatience * queue / arrivals, queue)
}

#[test]
fn impatience_is_that_of_the_formula() {
    for (places, arrivals, patience) in [(1, 1.0, 2.0), (2, 3.0, 1.5), (5, 4.0, 4.0)] {
        let outcome = run(&format!(
            r#"Scene(run: (duration: "20 d", warm_up: "2 h"), equipment: {{
                "in": Source(every: Exponential("{} s"), to: ["m"]),
                "m": Station(places: {places}, queue: Unlimited, patience: (time: Exponential("{patience} min")),
                    process: Exponential("1 min"), to: ["out"]),
                "out": Sink(),
            }})"#,
            60.0 / arrivals
        ));
        let (lost, queue) = erlang_a(arrivals, 1.0, places, 1.0 / patience);
        let got = value(&outcome, "reneged_ratio");
        assert!((got - lost).abs() < 0.04 * lost, "{places} places: {got}, and not {lost}");
        let level = outcome
            .values
            .iter()
            .find(|it| it.kpi == "mean_wip" && it.equipment.is_some_and(|id| id.index() == 1));
        let busy = value(&outcome, "utilization") * f64::from(places);
        let got = level.expect("a level").value - busy;
        assert!((got - queue).abs() < 0.06 * queue, "{places} places: {got} wait, and not {queue}");
    }
}

/// In a buffer in front of a machine without a queue, patience is the same: M/M/1+M and M/M/c+M.
#[test]
fn impatience_in_a_buffer_is_that_of_the_formula() {
    for (places, arrivals, patience) in [(1, 1.0, 2.0), (3, 4.0, 1.5)] {
        let outcome = run(&format!(
            r#"Scene(run: (duration: "20 d", warm_up: "2 h"), equipment: {{
                "in": Source(every: Exponential("{} s"), to: ["hall"]),
                "hall": Buffer(patience: (time: Exponential("{patience} min")), to: ["m"]),
                "m": Station(places: {places}, process: Exponential("1 min"), to: ["out"]),
                "out": Sink(),
            }})"#,
            60.0 / arrivals
        ));
        let (lost, queue) = erlang_a(arrivals, 1.0, places, 1.0 / patience);
        let got = value(&outcome, "reneged_ratio");
        assert!((got - lost).abs() < 0.04 * lost, "{places} places: {got}, and not {lost}");
        let level = outcome
            .values
            .iter()
            .find(|it| it.kpi == "mean_wip" && it.equipment.is_some_and(|id| id.index() == 0));
        let got = level.expect("a level").value;
        assert!((got - queue).abs() < 0.06 * queue, "{places} places: {got} wait, and not {queue}");
    }
}

#[test]
fn who_waits_for_too_long_goes_out_of_a_buffer() {
    // Patience of 10 s in front of a machine that is busy until 30 s: the second goes at 15 s, the third goes on just in time.
    let hall = |to: &str, then: &str| {
        run(&format!(
            r#"Scene(run: (duration: "2 min"), equipment: {{
                "in": Source(at: ["0 s", "5 s", "20 s"], to: ["hall"]),
                "hall": Buffer(capacity: 2, order: Lifo, patience: (time: "10 s"{to}), to: ["m"]),
                "m": Station({then}process: "30 s", to: ["out"]), "out": Sink(),
            }})"#
        ))
    };
    let lost = hall("", "");
    assert_eq!((lost.counts.consumed, lost.counts.lost, lost.counts.scrapped), (2, 1, 0));
    assert_eq!((value(&lost, "reneged"), value(&lost, "makespan")), (1.0, 60.0));
    assert_eq!(value(&lost, "reneged_ratio"), 1.0 / 3.0);
    let sent = hall(r#", to: "out""#, "");
    assert_eq!((sent.counts.consumed, sent.counts.lost, value(&sent, "reneged")), (3, 0, 1.0));
    // A machine that lets itself be asked whom it takes does not take longer for it.
    let asked = hall("", "queue: 1, ");
    assert_eq!((asked.counts.consumed, value(&asked, "reneged")), (3, 0.0));
}

/// Patience at one machine leaves all other draws as they are.
#[test]
fn limits_are_edit_stable() {
    let digest = |limits: &str| {
        let text = format!(
            r#"Scene(run: (duration: "5 h"), equipment: {{
                "in a": Source(every: Exponential("20 s"), to: ["a"]),
                "a": Station(queue: Unlimited, {limits}process: Exponential("19 s"), to: ["out a"]),
                "out a": Sink(),
                "in b": Source(every: Exponential("20 s"), to: ["b"]),
                "b": Station(queue: Unlimited, patience: (time: Exponential("1 min")), process: Exponential("19 s"), to: ["out b"]),
                "out b": Sink(),
            }})"#
        );
        let case = Case::read("limits.ron", &text, None, u64::MAX).expect("a scene");
        let mut run = case.start();
        run.go(SimTime::ZERO + SimSpan::from_secs(5 * 3_600));
        let parts = run.sim.state_parts();
        let journal = run.digest();
        ["b", "in b", "out b", "in a"].map(|name| (parts[name], journal.parts()[name]))
    };
    assert_eq!(digest(r#"patience: (time: Exponential("30 s")), "#), digest(""));
}

/// Items of two products at given seconds, on a machine that takes 10 s for each, and 5 s to change over.
fn round(a: &str, b: &str, initial: &str, cyclic: &str) -> Outcome {
    run(&format!(
        r#"Scene(run: (duration: "1 min"), products: {{"a": (), "b": ()}}, equipment: {{
            "in a": Source(product: "a", at: [{a}], to: ["m"]), "in b": Source(product: "b", at: [{b}], to: ["m"]),
            "m": Station(queue: Unlimited, process: "10 s", setup: (time: "5 s", {initial}prefer: Cyclic({cyclic})), to: ["out"]),
            "out": Sink(),
        }})"#
    ))
}

#[test]
fn a_machine_goes_round() {
    let makespan = |outcome: Outcome| value(&outcome, "makespan");
    // Until nothing more waits: both of `a` first, though one comes in between; to `b` at 25 s.
    let (a, b) = (r#""0 s", "7 s""#, r#""0 s""#);
    assert_eq!(makespan(round(a, b, "", "")), 40.0);
    // Behind the gate the second waits for the next round: 0-5 set-up, a, 15-20 set-up, b, 30-35 set-up, a.
    assert_eq!(makespan(round(a, b, "", "visit: Gated")), 45.0);
    // One at a time, beginning with a visit to `a`: a, set-up, b, set-up, a, and a again, for which nothing is changed.
    let three = r#""0 s", "0 s", "0 s""#;
    assert_eq!(makespan(round(three, b, r#"initial: "a", "#, "visit: Limited(1)")), 50.0);
    assert_eq!(makespan(round(three, b, r#"initial: "a", "#, "visit: Limited(2)")), 50.0);
    // Nothing waits, and it is set up all the same: for `a` at 5 s, `b` at 10 s, `a` at 15 s, when one is there.
    let (one, late) = (r#""12 s""#, r#""59 s""#);
    let never_rests = round(one, late, "", "at_empty: SetUp");
    assert_eq!((value(&never_rests, "makespan"), value(&never_rests, "setup_time")), (25.0, 50.0));
    let rests = round(one, late, r#"initial: "a", "#, "");
    assert_eq!((value(&rests, "makespan"), value(&rests, "setup_time")), (22.0, 1.0));
}
