//! What becomes of work at breaks and on holidays, and who comes by skill, level and priority. All by hand.

use crate::failures::value;
use crate::harness::Case;
use crate::people::{Run, account, at, run_with, waited};

const MINUTE: f64 = 60.0;

const DAY: &str = r#"calendars: {
    "day": (open: ["00:00-02:00"], breaks: ["00:30-00:40"]), "other": (open: ["00:00-02:00"], breaks: ["01:00-01:10"]),
},"#;

/// An hour of work from the start on, and 10 min of it elsewhere, which is asked for at 20 min.
fn over_a_break(people: &str) -> Run {
    let equipment = r#"
        "in": Source(at: ["0 s"], to: ["m"]), "in 2": Source(at: ["20 min"], to: ["n"]),
        "m": Station(process: "1 h", crew: (of: "p"), to: ["out"]),
        "n": Station(process: "10 min", crew: (of: "p"), to: ["out"]), "out": Sink()"#;
    run_with(DAY, people, equipment, 120)
}

#[test]
fn work_keeps_its_turn_over_a_break() {
    let run = over_a_break(r#""p": (calendar: "day")"#);
    // m 0-30 and 40-70, n 70-80.
    assert_eq!(value(&run.outcome, "max_flow_time"), 70.0 * MINUTE);
    assert_eq!([waited(&run, "m"), waited(&run, "n")], [10.0 * MINUTE, 50.0 * MINUTE]);
    assert_eq!(account(&run, "p"), [70.0, 0.0, 40.0, 0.0, 10.0].map(|minutes| minutes * MINUTE));
    // Asked for three times: it came to m twice.
    assert_eq!(at(&run, "p", "claims"), 3.0);
}

#[test]
fn work_that_is_interrupted_by_a_break_asks_anew() {
    let run = over_a_break(r#""p": (calendar: "day", at_end: Interrupt)"#);
    // m 0-30, n 40-50, m 50-80.
    assert_eq!(value(&run.outcome, "max_flow_time"), 80.0 * MINUTE);
    assert_eq!([waited(&run, "m"), waited(&run, "n")], [20.0 * MINUTE, 20.0 * MINUTE]);
    assert_eq!(account(&run, "p"), [70.0, 0.0, 40.0, 0.0, 10.0].map(|minutes| minutes * MINUTE));
}

#[test]
fn work_that_is_finished_first_takes_the_break_with_it() {
    let run = over_a_break(r#""p": (calendar: "day", at_end: Finish)"#);
    // m 0-60, over the whole break; n 60-70.
    assert_eq!(value(&run.outcome, "max_flow_time"), 60.0 * MINUTE);
    assert_eq!([waited(&run, "m"), waited(&run, "n")], [0.0, 40.0 * MINUTE]);
    assert_eq!(account(&run, "p"), [60.0, 0.0, 50.0, 10.0, 0.0].map(|minutes| minutes * MINUTE));
}

#[test]
fn who_has_another_break_takes_over() {
    let run = over_a_break(r#""p": (shifts: [(calendar: "day"), (calendar: "other")])"#);
    // The second one is at n from 20 to 30 min, and at m from then on until it is done.
    assert_eq!(value(&run.outcome, "max_flow_time"), 60.0 * MINUTE);
    assert_eq!([waited(&run, "m"), waited(&run, "n")], [0.0, 0.0]);
    assert_eq!(account(&run, "p"), [70.0, 0.0, 150.0, 0.0, 20.0].map(|minutes| minutes * MINUTE));
}

#[test]
fn a_repair_stands_still_over_a_break() {
    let equipment = r#"
        "in": Source(at: ["0 s"], to: ["m"]),
        "m": Station(process: "30 min", to: ["out"],
            with: [Failure(every: "20 min", counts: Processing, repair: "15 min", crew: (of: "p"))]),
        "out": Sink()"#;
    let run = run_with(DAY, r#""p": (calendar: "day")"#, equipment, 120);
    // It breaks down at 20 min; repaired 20-30 and 40-45; the last 10 min of the item.
    assert_eq!(at(&run, "m", "down_time"), 25.0 * MINUTE);
    assert_eq!(value(&run.outcome, "max_flow_time"), 55.0 * MINUTE);
    assert_eq!(account(&run, "p")[0], 15.0 * MINUTE);
}

#[test]
fn nobody_comes_on_a_holiday_or_over_the_weekend() {
    let text = r#"Scene(run: (duration: "6 d", start: "2026-04-30"),
        calendars: {"day": (open: ["Mo-Fr 08:00-16:00"], holidays: ["2026-05-01"], breaks: ["12:00-12:30"])},
        people: {"p": (calendar: "day")},
        equipment: {
            "in": Source(at: ["15.5 h"], to: ["m"]),
            "m": Station(process: "1 h", crew: (of: "p"), to: ["out"]), "out": Sink(),
        })"#;
    let case = Case::read("holiday.ron", text, None, u64::MAX).expect("a scene");
    let (outcome, group) = (case.whole(), case.model.plant().people_ids().next());
    let of_group = |kpi: &str| {
        let mut values = outcome.values.iter();
        let found = values.find(|value| value.kpi == kpi && value.equipment == group);
        found.expect("a value of the group").value
    };
    // Thursday 15:30 to 16:00, and on Monday from 8:00 to 8:30: Friday is the first of May.
    assert_eq!(value(&outcome, "max_flow_time"), 89.0 * 60.0 * MINUTE);
    // Thursday, Monday and Tuesday, 7.5 h each.
    assert_eq!(of_group("idle_time"), (22.5 - 1.0) * 60.0 * MINUTE);
    assert_eq!(of_group("off_duty_time"), (6.0 * 24.0 - 22.5) * 60.0 * MINUTE);
}

#[test]
fn people_come_by_priority_to_what_they_can_do_well_enough() {
    let people = r#""junior": (skills: ["weld"]), "senior": (skills: [(name: "weld", level: 3, takes: 0.5), "paint"])"#;
    let station = |crew: &str| {
        format!("Station(process: \"10 s\", crew: (of: \"weld\"{crew}), to: [\"out\"])")
    };
    let equipment = format!(
        r#""in": Source(at: ["0 s"], to: ["both"]), "in a": Source(at: ["1 s"], to: ["a"]),
        "in b": Source(at: ["2 s"], to: ["b"]), "in c": Source(at: ["3 s"], to: ["c"]),
        "both": {}, "a": {}, "b": {}, "c": {}, "out": Sink()"#,
        station(", count: 2"),
        station(", level: 2"),
        station(", priority: 1"),
        station(", priority: 5")
    );
    let run = run_with("", people, &equipment, 1);
    // Both are at work to 10 s, as fast as the slower one. Then c has the junior, to 20 s; b the senior, to 15 s; and a, which
    // asked first and wants experience, the senior from 15 s to 20 s.
    assert_eq!(["a", "b", "c"].map(|name| waited(&run, name)), [14.0, 8.0, 7.0]);
    assert_eq!(["a", "b", "c"].map(|name| at(&run, name, "processing_time")), [5.0, 5.0, 10.0]);
    assert_eq!(at(&run, "junior", "working_time"), 20.0);
    assert_eq!(at(&run, "senior", "working_time"), 20.0);
}
