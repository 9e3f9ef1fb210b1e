//! Maintenance, by hand: when it is due, what it waits for, and what it does to the failures.

use plantwright_journal::What;

use crate::harness::{Case, Outcome};
use crate::log::Log;

/// Runs a machine that never lacks material for so many minutes.
fn run(machine: &str, minutes: u64) -> Outcome {
    run_from("", machine, minutes)
}

fn run_from(source: &str, machine: &str, minutes: u64) -> Outcome {
    let text = format!(
        r#"Scene(run: (duration: "{minutes} min"), equipment: {{
            "in": Source({source} to: ["m"]), "m": Station({machine}, to: ["out"]), "out": Sink(),
        }})"#
    );
    let case = Case::read("maintenance.ron", &text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}")).whole()
}

fn value(outcome: &Outcome, kpi: &str) -> f64 {
    outcome.values.iter().find(|value| value.kpi == kpi).map_or(0.0, |value| value.value)
}

/// Processing, idle, maintenance and down times of the machine [min].
fn times(outcome: &Outcome) -> [f64; 4] {
    ["processing_time", "idle_time", "maintenance_time", "down_time"]
        .map(|kpi| value(outcome, kpi) / 60.0)
}

#[test]
fn which_time_counts() {
    // One item of 20 minutes at 0 and one at 60; maintenance after 30 minutes that count, for 10.
    let run = |rest: &str, minutes: u64| {
        let machine = format!(r#"process: "20 min", with: [Maintenance({rest}, takes: "10 min")]"#);
        run_from(r#"at: ["0 s", "60 min"],"#, &machine, minutes)
    };
    // Due at 70, after the second item: from 80 to 90.
    let by_use = run(r#"every: "30 min", counts: Processing"#, 120);
    assert_eq!(times(&by_use), [40.0, 70.0, 10.0, 0.0]);
    assert_eq!(value(&by_use, "maintenances"), 1.0);
    // From 70 to 80, and the item goes on.
    let at_once = run(r#"every: "30 min", counts: Processing, begins: AtOnce"#, 85);
    assert_eq!(times(&at_once), [35.0, 40.0, 10.0, 0.0]);
    // From 30 to 40, due at 70 and done from 80 to 90, due at 120.
    assert_eq!(times(&run(r#"every: "30 min", counts: Calendar"#, 120)), [40.0, 60.0, 20.0, 0.0]);
    // The plan is for 30, 60 and 90: an item that comes at 61 is begun at 70, and the third is done before the next.
    let machine = r#"process: "20 min", with: [Maintenance(every: "30 min", counts: Calendar, from: Due, takes: "10 min")]"#;
    let plan = run_from(r#"at: ["0 s", "61 min"],"#, machine, 101);
    assert_eq!(times(&plan), [40.0, 31.0, 30.0, 0.0]);
    // Time in which it stands still does not count: 30 to 40, 80 to 90 instead of 70.
    assert_eq!(times(&run(r#"every: "30 min", counts: Up"#, 120)), [40.0, 60.0, 20.0, 0.0]);
    // After the second item.
    assert_eq!(times(&run("cycles: 2", 120)), [40.0, 70.0, 10.0, 0.0]);
}

#[test]
fn what_is_due_as_an_item_ends_begins_before_the_next() {
    // Three items of 10 minutes, ten of maintenance: 3 of every 4.
    for rest in [r#"every: "30 min", counts: Processing"#, "cycles: 3"] {
        let machine =
            format!(r#"queue: 3, process: "10 min", with: [Maintenance({rest}, takes: "10 min")]"#);
        let outcome = run(&machine, 400);
        assert_eq!(times(&outcome), [300.0, 0.0, 100.0, 0.0], "{rest}");
        assert_eq!(outcome.counts.consumed, 30);
    }
    // So it is with failures: nothing is begun and spoilt at once.
    let machine = r#"process: "10 min", with: [Failure(every: "30 min", counts: Processing, repair: "10 min", item: Scrap)]"#;
    let outcome = run(machine, 400);
    assert_eq!((outcome.counts.consumed, outcome.counts.scrapped), (30, 0));
}

#[test]
fn it_keeps_failures_away() {
    let run = |failure: &str, maintenance: &str| {
        let machine = format!(
            r#"process: "1 min", with: [
                Failure(name: "tool", every: "50 min", counts: Processing, repair: "10 min" {failure}),
                Maintenance(every: "30 min", counts: Processing, takes: "5 min" {maintenance}),
            ]"#
        );
        let outcome = run(&machine, 3_500);
        (value(&outcome, "failures"), value(&outcome, "maintenances"))
    };
    // As good as new every 30 minutes: it never comes to 50.
    assert_eq!(run("", ""), (0.0, 100.0));
    // Minimal: as if it were not done. 150 minutes of work take 200: 3 failures and 5 maintenances, two of them at once.
    assert_eq!(run("", ", restores: Minimal"), (52.0, 87.0));
    // Another failure is meant, or none at all.
    let two = r#"), Failure(name: "belt", every: "1000 h", counts: Processing, repair: "1 min""#;
    assert_eq!(run(two, r#", of: ["belt"]"#), (52.0, 87.0));
    assert_eq!(run(two, r#", of: ["belt", "tool"]"#), (0.0, 100.0));
    // Half of the age remains (II): 30 -> 15, 45 -> 22.5, and it fails 27.5 minutes later. A part of what came last (I): 3, 6,
    // 9 and so on, older each time. The numbers are those of the recursion by hand.
    assert_eq!(run("", ", restores: KijimaII(0.5)"), (30.0, 91.0));
    assert_eq!(run("", ", restores: KijimaI(0.1)"), (12.0, 96.0));
    assert_eq!(run("", ", restores: KijimaI(0.9)"), (48.0, 86.0));
}

#[test]
fn a_repair_may_count_as_maintenance() {
    // It fails after 20 minutes each time, and maintenance is due after 30.
    let run = |on_repair: &str| {
        let machine = format!(
            r#"process: "1 min", with: [
                Failure(every: "20 min", counts: Processing, repair: "5 min"),
                Maintenance(every: "30 min", counts: Processing, takes: "5 min", on_repair: {on_repair}, restores: Minimal),
            ]"#
        );
        let outcome = run(&machine, 100);
        (value(&outcome, "failures"), value(&outcome, "maintenances"))
    };
    assert_eq!(run("Restarts"), (4.0, 0.0));
    // Failures at 20 and 50 (40 of use), maintenance at 35 (30) and 70 (60).
    assert_eq!(run("GoesOn"), (4.0, 2.0));
}

/// After a minimal repair it is as old as before: with a law of ages that are certain, it fails again at once.
#[test]
fn repairs_may_leave_it_as_old_as_it_was() {
    let run = |restores: &str, every: &str| {
        let machine = format!(
            r#"process: "7 min", with: [Failure(every: {every}, counts: Processing, repair: "10 min", restores: {restores})]"#
        );
        run(&machine, 600)
    };
    // Ages of 10 or 40 minutes: as old as 10, it is 40 next; as old as 40, it fails whenever it is repaired.
    let law = r#"Discrete([("10 min", 0.5), ("40 min", 0.5)])"#;
    let minimal = run("Minimal", law);
    assert_eq!(times(&minimal)[0], 40.0);
    assert!(times(&run("AsGoodAsNew", law))[0] > 200.0);
    assert_eq!(run("KijimaII(0)", law).values, run("AsGoodAsNew", law).values);
    assert_eq!(run("KijimaI(1)", law).values, minimal.values);
    // An exponential law has no memory.
    let mean = |restores: &str| value(&run(restores, r#"Exponential("20 min")"#), "failures");
    assert!((15.0..25.0).contains(&mean("Minimal")), "{}", mean("Minimal"));
}

/// With shifts and failures beside it, and saved at any instant, it goes on as it would have.
#[test]
fn saved_in_its_course() {
    let text = r#"Scene(run: (duration: "10 d"), calendars: {"c": (open: ["06:00-14:00"])}, equipment: {
        "in": Source(every: Exponential("5 min"), to: ["m"]),
        "m": Station(places: 2, queue: Unlimited, process: Exponential("7 min"), with: [
            Shift(calendar: "c", at_end: Finish),
            Failure(name: "a", every: Weibull(shape: 2, mean: "3 h"), counts: Processing, repair: "9 min", restores: KijimaI(0.4)),
            Failure(name: "b", every: Weibull(shape: 3, mean: "5 h"), counts: Up, repair: "8 min", restores: Minimal),
            Maintenance(name: "oil", every: "4 h", counts: Processing, takes: "10 min", on_repair: Restarts, of: ["a"]),
            Maintenance(name: "overhaul", cycles: 100, takes: Exponential("1 h"), begins: AtOnce, restores: KijimaII(0.2)),
        ], to: ["out"]),
        "out": Sink(),
    })"#;
    let case = Case::read("maintenance.ron", text, None, u64::MAX)
        .unwrap_or_else(|error| panic!("{error}"));
    let whole = case.whole();
    assert!(value(&whole, "maintenances") > 10.0 && value(&whole, "failures") > 10.0);
    for part in 1..40 {
        let mut run = case.start();
        run.go_for(case.end, whole.counts.events / 40 * part);
        let mut restored = case.restore(&run.sim.snapshot()).expect("a snapshot of this plant");
        restored.go(case.end);
        assert_eq!(restored.outcome(), whole, "{part}");
    }
}

#[test]
fn a_repair_is_a_repair_whatever_is_done_meanwhile() {
    // Down from 40 to 60 h, maintained meanwhile from 41 to 42 h; next due an age of 41 h later, at 83 h, and done by 84 h.
    let machine = r#"process: "1 h", with: [
        Failure(every: "40 h", counts: Processing, repair: "20 h"),
        Maintenance(every: "41 h", counts: Calendar, takes: "1 h", restores: Minimal, begins: AtOnce),
    ]"#;
    let outcome = run_from("", machine, 60 * 90);
    assert_eq!(times(&outcome).map(|minutes| minutes / 60.0), [69.0, 0.0, 1.0, 20.0]);
    assert_eq!(value(&outcome, "mean_time_to_repair"), 72_000.0);
    assert_eq!(value(&outcome, "mean_time_to_failure"), 70.0 * 3_600.0);
    // 20 h of repair, twice 1 h of maintenance.
    assert_eq!(value(&outcome, "corrective_maintenance_ratio"), 20.0 / 22.0);
}

#[test]
fn only_after_a_repair_it_runs_in() {
    // Ten hours of work, in which it stops some times; what is begun after a repair, and only that, is bad at first.
    let scrapped = |concern: &str| {
        let machine = format!(r#"process: "1 min", quality: (start_up: 2), with: [{concern}]"#);
        run_from("", &machine, 600).counts.scrapped
    };
    assert_eq!(scrapped(r#"Failure(every: "250 min", counts: Processing, repair: "1 min")"#), 4);
    assert_eq!(scrapped(r#"MicroStop(every: "100 min", counts: Processing, repair: "1 min")"#), 0);
    assert_eq!(
        scrapped(r#"Maintenance(every: "130 min", counts: Processing, takes: "10 min")"#),
        0
    );
    let both = r#"Failure(every: "250 min", counts: Processing, repair: "1 min"),
        Maintenance(every: "40 min", counts: Calendar, takes: "2 min", begins: AtOnce, restores: Minimal)"#;
    assert_eq!(scrapped(both), 4);
}

#[test]
fn an_opportunity_is_used_within_the_window() {
    // Down from 30 to 45: maintained meanwhile, until 40. Next due at an age of 80: again with the failure, from 75 to 85. What is
    // shown is the failure: without it nobody would have stopped.
    let machine = r#"process: "20 min", with: [
        Failure(every: "30 min", counts: Processing, repair: "15 min"),
        Maintenance(every: "50 min", counts: Processing, window: "25 min", takes: "10 min", restores: Minimal),
    ]"#;
    let outcome = run(machine, 89);
    assert_eq!(times(&outcome), [60.0, 0.0, 0.0, 29.0]);
    assert_eq!(value(&outcome, "maintenances"), 2.0);
    // With a window of 15 minutes it is not open yet at 30, and not due before 50, which is at 65; the item ends at 75.
    let outcome = run(&machine.replace("25 min", "15 min"), 76);
    assert_eq!(times(&outcome), [60.0, 0.0, 0.0, 16.0]);
    // Two that are due at 40 and at 50 are done together.
    let machine = r#"process: "20 min", with: [
        Maintenance(name: "a", every: "40 min", counts: Calendar, takes: "10 min", begins: AtOnce),
        Maintenance(name: "b", every: "50 min", counts: Calendar, window: "15 min", takes: "8 min", begins: AtOnce),
    ]"#;
    let outcome = run(machine, 60);
    assert_eq!((times(&outcome)[2], value(&outcome, "maintenances")), (10.0, 2.0));
}

#[test]
fn an_opportunity_is_used_when_others_stand_still() {
    // The other machine is down from 30 to 55. The item here ends at 40, and maintenance begins; or it is interrupted.
    let run = |begins: &str, window: u32| {
        let text = format!(
            r#"Scene(run: (duration: "49 min"), equipment: {{
                "in": Source(to: ["m"]),
                "m": Station(process: "20 min", with: [Maintenance(
                    every: "50 min", counts: Calendar, window: "{window} min", along_with: ["other"], takes: "10 min", begins: {begins},
                )], to: ["out"]),
                "more": Source(to: ["other"]),
                "other": Station(process: "7 min", with: [Failure(every: "30 min", counts: Up, repair: "25 min")], to: ["out"]),
                "out": Sink(),
            }})"#
        );
        let case = Case::read("maintenance.ron", &text, None, u64::MAX);
        let outcome = case.unwrap_or_else(|error| panic!("{error}")).whole();
        (value(&outcome, "maintenance_time") / 60.0, value(&outcome, "maintenances"))
    };
    assert_eq!(run("AfterItem", 25), (9.0, 0.0));
    assert_eq!(run("AtOnce", 25), (10.0, 1.0));
    // The window opens at 35, while the other one is down.
    assert_eq!(run("AtOnce", 15), (10.0, 1.0));
    assert_eq!(run("AfterItem", 5), (0.0, 0.0));
}

/// When the maintenances of the machine ended [min], and how the run came out.
fn ends(run: &str, calendars: &str, machine: &str) -> (Vec<u64>, Outcome) {
    let text = format!(
        r#"Scene(run: ({run}), calendars: {{{calendars}}}, equipment: {{
            "in": Source(every: "30 min", to: ["m"]), "m": Station(queue: Unlimited, {machine}, to: ["out"]), "out": Sink(),
        }})"#
    );
    let case = Case::read("maintenance.ron", &text, None, u64::MAX);
    let case = case.unwrap_or_else(|error| panic!("{error}"));
    let mut run = case.start();
    let log = run.sim.listen(Log::default());
    run.go(case.end);
    let maintained =
        run.sim.fold::<Log>(log).0.iter().filter(|record| record.what() == What::Maintained);
    let ends = maintained.map(|record| record.at.as_nanos() / 60_000_000_000).collect();
    (ends, run.outcome())
}

#[test]
fn it_is_due_on_dates() {
    // A Monday at 6:00. The clock is put forward on the 29th of March, and one Saturday is a holiday.
    let run = r#"duration: "32 d", start: "2026-03-02 06:00", time_zone: "Europe/Berlin""#;
    let calendar = r#""service": (open: ["Sa 06:00-07:00", "1st 08:00-09:00", "last Fr 12:00-13:00"], holidays: ["2026-03-14"])"#;
    let machine = r#"process: "1 min", with: [Maintenance(on: "service", takes: "2 h")]"#;
    let (at, outcome) = ends(run, calendar, machine);
    // Saturdays the 7th, 21st and 28th, Friday the 27th, and Wednesday the 1st of April at 8, which is an hour sooner.
    let hours = [5 * 24, 19 * 24, 25 * 24 + 6, 26 * 24, 30 * 24 + 1].map(|hours| (hours + 2) * 60);
    assert_eq!(at, hours);
    assert_eq!(value(&outcome, "maintenances"), 5.0);
    // What becomes due while it goes on is done once; what had begun when the run does is not due.
    let daily = r#""daily": (open: ["00:00-12:00", "12:00-24:00"])"#;
    let machine = r#"process: "1 min", with: [Maintenance(on: "daily", takes: "13 h")]"#;
    let (at, _) = ends(r#"duration: "3 d""#, daily, machine);
    assert_eq!(at, [25, 49].map(|hours| hours * 60));
    // With a window, and a failure to make use of: down from 10 h to 11 h.
    let machine = r#"process: "1 min", with: [
        Failure(every: "10 h", counts: Calendar, repair: "1 h"),
        Maintenance(on: "daily", window: "3 h", takes: "10 min", restores: Minimal),
    ]"#;
    let (at, _) = ends(r#"duration: "13 h""#, daily, machine);
    assert_eq!(at, [10 * 60 + 10]);
}

#[test]
fn it_is_done_when_there_is_nothing_to_do() {
    // Items of 20 minutes every 30 minutes from 0 on, without end: idle from 20 to 30, from 50 to 60 and so on.
    let run = |more: &str| {
        let machine = format!(
            r#"process: "20 min", with: [Maintenance(every: "100 min", counts: Calendar, takes: "4 min", {more})]"#
        );
        ends(r#"duration: "2 h""#, "", &machine).0
    };
    // Due at 100, when an item has begun at 90.
    assert_eq!(run(""), [114]);
    // From 40 on: at 50, and what comes then waits for nobody.
    assert_eq!(run(r#"window: "60 min", when_idle: "0 s""#), [54, 114]);
    assert_eq!(run(r#"window: "60 min", when_idle: "6 min""#), [60, 120]);
    // It is idle since 20 when the window opens at 25.
    assert_eq!(run(r#"window: "75 min", when_idle: "1 min""#)[0], 29);
    // It is never idle for so long: done when it is due.
    assert_eq!(run(r#"window: "60 min", when_idle: "11 min""#), [114]);
    // Without the word, idleness is no opportunity.
    assert_eq!(run(r#"window: "60 min""#), [114]);
}

#[test]
fn it_is_done_while_there_is_no_room() {
    // Blocked from 10 on, by one that takes 60 minutes.
    let text = r#"Scene(run: (duration: "40 min"), equipment: {
        "in": Source(to: ["m"]), "m": Station(process: "10 min", with: [
            Maintenance(every: "60 min", counts: Calendar, window: "50 min", when_idle: "5 min", takes: "8 min")], to: ["slow"]),
        "slow": Station(process: "60 min", to: ["out"]), "out": Sink(),
    })"#;
    let case = Case::read("maintenance.ron", text, None, u64::MAX);
    let outcome = case.unwrap_or_else(|error| panic!("{error}")).whole();
    // The second item is finished at 20; from 25 to 33.
    assert_eq!(value(&outcome, "maintenance_time"), 8.0 * 60.0);
    assert_eq!(value(&outcome, "blocked_time"), 12.0 * 60.0);
}

#[test]
fn dates_and_idleness_saved_in_their_course() {
    let text = r#"Scene(run: (duration: "20 d"), calendars: {"c": (open: ["Tu,Fr 06:00-14:00"])}, equipment: {
        "in": Source(every: Exponential("9 min"), to: ["m"]),
        "m": Station(queue: 5, process: Exponential("7 min"), with: [
            Maintenance(name: "oil", every: Exponential("9 h"), counts: Processing, window: "2 h", when_idle: "4 min", takes: "10 min"),
            Maintenance(name: "service", on: "c", window: "5 h", when_idle: "20 min", takes: Exponential("1 h")),
        ], to: ["out"]),
        "out": Sink(),
    })"#;
    let case = Case::read("maintenance.ron", text, None, u64::MAX)
        .unwrap_or_else(|error| panic!("{error}"));
    let whole = case.whole();
    assert!(value(&whole, "maintenances") > 20.0);
    for part in 1..30 {
        let mut run = case.start();
        run.go_for(case.end, whole.counts.events / 30 * part);
        let mut restored = case.restore(&run.sim.snapshot()).expect("a snapshot of this plant");
        restored.go(case.end);
        assert_eq!(restored.outcome(), whole, "{part}");
    }
}

/// A machine that is repaired as bad as old fails for ever at the rate of its law, however old it has become.
#[test]
fn minimal_repairs_go_on_for_as_long_as_the_run_does() {
    let share = |life: &str, restores: &str, minutes: u64| {
        let machine = format!(
            r#"process: "1 min", with: [Failure(every: {life}, counts: Processing, repair: "5 min", restores: {restores})]"#
        );
        times(&run(&machine, minutes))[0] / minutes as f64
    };
    // 60 of 65 minutes, over some 10 000 failures.
    let exponential = share(r#"Exponential("1 h")"#, "Minimal", 650_000);
    assert!((exponential - 60.0 / 65.0).abs() < 0.002, "{exponential}");
    // t hours in process have failed (t / 10)^1.5 times, in the mean: 1000 of them by 1000 hours.
    let weibull = share(r#"Weibull(shape: 1.5, scale: "10 h")"#, "Minimal", 65_000);
    assert!((weibull - 60_000.0 / 65_000.0).abs() < 0.01, "{weibull}");
    let kijima = share(r#"Exponential("1 h")"#, "KijimaI(0.5)", 65_000);
    assert!((kijima - 60.0 / 65.0).abs() < 0.01, "{kijima}");
}

/// An item that a repair keeps from being finished is not waited for; one that a micro-stop does is.
#[test]
fn what_falls_due_during_a_repair_is_done_meanwhile() {
    let count = |stop: &str, maintenance: &str| {
        let machine = format!(
            r#"process: "4 min", with: [{stop}(every: "5 min", counts: Calendar, repair: "6 min"),
                Maintenance({maintenance}, counts: Calendar, takes: "1 min", restores: Minimal)]"#
        );
        value(&run(&machine, 12), "maintenances")
    };
    // It stands from 5 min to 11 min with half an item.
    assert_eq!(count("Failure", r#"every: "7 min""#), 1.0);
    assert_eq!(count("MicroStop", r#"every: "7 min""#), 0.0);
    // Due just before, and waiting for the item.
    assert_eq!(count("Failure", r#"every: "4.5 min""#), 2.0);
    assert_eq!(count("MicroStop", r#"every: "4.5 min""#), 0.0);
    // A window of no time is none.
    assert_eq!(count("Failure", r#"every: "11.5 min", window: "0 s""#), 0.0);
    assert_eq!(count("Failure", r#"every: "11.5 min", window: "5 min""#), 1.0);
}
