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

/// What is begun when the shift of its machine ends is finished, also where it waits for the people of its next stage just then.
#[test]
fn what_is_between_two_crews_when_the_shift_ends_is_finished() {
    let head = r#"calendars: {"hour": (open: ["00:00-01:00"])},"#;
    let equipment = r#"
        "in": Source(at: ["20 min"], to: ["m"]), "in 2": Source(at: ["65 min"], to: ["n"]),
        "m": Station(process: "50 min", unload: (time: "5 min", crew: (of: "p")), to: ["out"],
            with: [Shift(calendar: "hour", at_end: Finish)]),
        "n": Station(process: "10 min", crew: (of: "p"), to: ["out"]), "out": Sink()"#;
    let run = run_with(head, r#""p": ()"#, equipment, 120);
    // m 20-70, n 65-75, unloaded until 80.
    assert_eq!(value(&run.outcome, "makespan"), 80.0 * MINUTE);
    assert_eq!(at(&run, "m", "off_time"), 40.0 * MINUTE);
}

#[test]
fn maintenance_waits_for_an_item_that_waits_to_be_unloaded() {
    let equipment = r#"
        "in": Source(at: ["0 s"], to: ["m"]), "in 2": Source(at: ["5 min"], to: ["n"]),
        "m": Station(process: "7 min", unload: (time: "1 min", crew: (of: "p")), to: ["out"],
            with: [Maintenance(every: "6 min", counts: Processing, takes: "2 min")]),
        "n": Station(process: "3 min", crew: (of: "p"), to: ["out"]), "out": Sink()"#;
    let run = run_with("", r#""p": ()"#, equipment, 20);
    assert_eq!(value(&run.outcome, "makespan"), 9.0 * MINUTE);
    assert_eq!(at(&run, "m", "maintenance_time"), 2.0 * MINUTE);
}

/// What has to be finished before the shift ends is not begun by people who come too late for that.
#[test]
fn people_who_come_too_late_begin_nothing_that_has_to_fit() {
    let head = r#"calendars: {"hours": (open: ["00:00-01:00", "02:00-03:00"])},"#;
    let equipment = r#"
        "in": Source(at: ["10 min"], to: ["m"]), "in 2": Source(at: ["5 min", "52 min"], to: ["n"]),
        "m": Station(process: "20 min", crew: (of: "p"), to: ["out"],
            with: [Shift(calendar: "hours", at_end: FitsOnly)]),
        "n": Station(process: "45 min", crew: (of: "p"), to: ["out"]), "out": Sink()"#;
    let run = run_with(head, r#""p": ()"#, equipment, 180);
    // n 5-50 and 52-97: who is not needed at m is free for it. m 120-140.
    assert_eq!(value(&run.outcome, "makespan"), 140.0 * MINUTE);
    assert_eq!(at(&run, "m", "processing_time"), 20.0 * MINUTE);
}

#[test]
fn who_has_not_come_does_not_stay_with_a_broken_machine() {
    let equipment = r#"
        "in": Source(at: ["1 min"], to: ["m"]), "in 2": Source(at: ["0 s"], to: ["n"]), "in 3": Source(at: ["9 min"], to: ["k"]),
        "m": Station(process: "5 min", crew: (of: "p", stays: true), to: ["out"],
            with: [Failure(every: "8 min", counts: Calendar, repair: "20 min")]),
        "n": Station(process: "10 min", crew: (of: "p"), to: ["out"]),
        "k": Station(process: "5 min", crew: (of: "p"), to: ["out"]), "out": Sink()"#;
    let run = run_with("", r#""p": ()"#, equipment, 30);
    assert_eq!(waited(&run, "k"), MINUTE);
}
