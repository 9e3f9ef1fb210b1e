//! Wear in stages, by hand: how it slows a machine and spoils items, when it is seen, and what is done then. And units beside
//! each other.

use plantwright_scheduler::{DecideCx, Scheduler, Upkeep};
use plantwright_sim::RunOptions;

use crate::harness::{Case, Outcome};

/// Runs a machine that never lacks material, with what may happen to it, for so many seconds.
fn run(machine: &str, seconds: u32) -> Outcome {
    case(machine, seconds).whole()
}

fn case(machine: &str, seconds: u32) -> Case {
    let text = format!(
        r#"Scene(run: (duration: "{seconds} s"), people: {{"fitter": ()}}, equipment: {{
            "in": Source(to: ["m"]), "m": Station({machine}, to: ["out"]), "out": Sink(),
        }})"#
    );
    let case = Case::read("worn.ron", &text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}"))
}

fn value(outcome: &Outcome, kpi: &str) -> f64 {
    outcome.values.iter().find(|value| value.kpi == kpi).map_or(0.0, |value| value.value)
}

/// Processing, idle, maintenance and down times of the machine [s].
fn times(outcome: &Outcome) -> [f64; 4] {
    ["processing_time", "idle_time", "maintenance_time", "down_time"].map(|kpi| value(outcome, kpi))
}

#[test]
fn what_is_in_process_goes_on_at_the_new_speed() {
    // Items of 10 s; from 15 s on half as fast. The second one has 5 s left then, and ends at 25; others take 20, until it fails
    // at 115, with 10 s left; repaired at 125, they are 5 s.
    let slow = r#"Degradation(stages: [(lasts: "15 s"), (lasts: "100 s", speed: 0.5)], counts: Processing, repair: "10 s")"#;
    let outcome = run(&format!(r#"process: "10 s", with: [{slow}]"#), 130);
    assert_eq!(outcome.counts.consumed, 7);
    assert_eq!(times(&outcome), [120.0, 0.0, 0.0, 10.0]);
    assert_eq!(value(&outcome, "failures"), 1.0);
    // What they were worked on is how long it took: nobody waited but the seventh, for the repair.
    assert_eq!(value(&outcome, "max_flow_time"), 25.0);
    assert!((value(&outcome, "mean_waiting_time") - 10.0 / 7.0).abs() < 1e-9);
    // Two things that slow it do so together: a quarter of the speed from 15 s on, ends at 35.
    let slow_too = slow.replace("Degradation(", "Degradation(name: \"belt\", ");
    let outcome = run(&format!(r#"process: "10 s", with: [{slow}, {slow_too}]"#), 35);
    assert_eq!(outcome.counts.consumed, 2);
}

/// Places, set-ups and crews, interruptions and what is begun anew know the speed as well.
#[test]
fn everything_that_is_processed_takes_longer() {
    let half = |rest: &str| {
        format!(
            r#"Degradation(stages: [(lasts: "100 s", speed: 0.5)], counts: Calendar, repair: "10 s"{rest})"#
        )
    };
    // Two places: two items each 20 s.
    let outcome = run(&format!(r#"places: 2, process: "10 s", with: [{}]"#, half("")), 41);
    assert_eq!(outcome.counts.consumed, 4);
    // Loading takes its 5 s, and the work 20.
    let load = r#"load: (time: "5 s"), crew: (of: "fitter"), process: "10 s""#;
    let outcome = run(&format!("{load}, with: [{}]", half("")), 51);
    assert_eq!((outcome.counts.consumed, value(&outcome, "setup_time")), (2, 11.0));
    // The fourth one of 30 s is interrupted at 100 s after 10 of them: until 110, and begun anew.
    for item in ["Repeat", "Resample"] {
        let outcome =
            run(&format!(r#"process: "15 s", with: [{}]"#, half(&format!(", item: {item}"))), 141);
        assert_eq!((outcome.counts.consumed, value(&outcome, "failures")), (4, 1.0), "{item}");
    }
}

#[test]
fn it_is_inspected_and_maintained() {
    // Items of 10 s. Due at an age of 12 s, seen at 20: nothing; due at 24, seen at 32, an age of 30: worn since 25, and
    // maintained until 39; due 12 s of work later, at 51, seen at 59.
    let worn = r#"Degradation(
            stages: [(lasts: "25 s"), (lasts: "100 s")], counts: Processing, repair: "50 s",
            maintain: (at: 1, every: "12 s", inspection: "2 s", takes: "5 s"),
        ), Cost(per_inspection: 3, per_maintenance: 10, per_repair: 1000)"#;
    let outcome = run(&format!(r#"process: "10 s", with: [{worn}]"#), 60);
    assert_eq!(times(&outcome), [50.0, 0.0, 10.0, 0.0]);
    assert_eq!((value(&outcome, "inspections"), value(&outcome, "maintenances")), (2.0, 1.0));
    assert_eq!((value(&outcome, "preventive_share"), value(&outcome, "cost")), (1.0, 16.0));
    // An inspection that takes no time stops nothing: at 12, at 24, and at an age of 36, which is at 36; it is maintained once
    // the item is done, from 40 to 45.
    let quick = worn.replace("inspection: \"2 s\", ", "");
    let outcome = run(&format!(r#"process: "10 s", with: [{quick}]"#), 46);
    assert_eq!(times(&outcome), [41.0, 0.0, 5.0, 0.0]);
    assert_eq!((value(&outcome, "inspections"), value(&outcome, "maintenances")), (3.0, 1.0));
    // At once: from 36 to 41.
    let at_once = quick.replace("takes:", "begins: AtOnce, takes:");
    let outcome = run(&format!(r#"process: "10 s", with: [{at_once}]"#), 40);
    assert_eq!(times(&outcome), [36.0, 0.0, 4.0, 0.0]);
}

#[test]
fn it_may_fail_before_the_item_is_done() {
    // An item of 30 s; worn after 5, failed after 10, down for 10.
    let worn = |begins: &str| {
        format!(
            r#"process: "30 s", with: [Degradation(
                stages: [(lasts: "5 s"), (lasts: "5 s")], counts: Processing, repair: "10 s",
                maintain: (at: 1, takes: "4 s", begins: {begins}),
            )]"#
        )
    };
    let late = run(&worn("AfterItem"), 49);
    assert_eq!(times(&late), [29.0, 0.0, 0.0, 20.0]);
    assert_eq!((value(&late, "failures"), value(&late, "maintenances")), (2.0, 0.0));
    let at_once = run(&worn("AtOnce"), 49);
    assert_eq!(times(&at_once), [29.0, 0.0, 20.0, 0.0]);
    assert_eq!((value(&at_once, "failures"), value(&at_once, "maintenances")), (0.0, 5.0));
}

#[test]
fn it_waits_for_its_crew_and_is_not_always_new() {
    // The same fitter: from 10 to 30 here, from 30 to 50 there.
    let worn = |name: &str, lasts: u32| {
        format!(
            r#"Degradation(name: "{name}", stages: [(lasts: "{lasts} s")], counts: Calendar, repair: "20 s", crew: (of: "fitter"))"#
        )
    };
    let outcome =
        run(&format!(r#"process: "100 s", with: [{}, {}]"#, worn("a", 10), worn("b", 15)), 49);
    assert_eq!(times(&outcome), [10.0, 0.0, 0.0, 39.0]);
    assert_eq!(value(&outcome, "mean_waiting_for_repair"), 0.0);
    // Stages of 10, 20 and 40 s, repaired at once: 70 s, and then the last stage again and again, or one of two.
    for (restores, seconds, failures) in
        [("AsGoodAsNew", 209, 2.0), ("Minimal", 149, 2.0), ("KijimaII(0.5)", 111, 2.0)]
    {
        let machine = format!(
            r#"process: "100 s", with: [Degradation(
                stages: [(lasts: "10 s"), (lasts: "20 s"), (lasts: "40 s")], counts: Processing, repair: "0 s", restores: {restores},
            )]"#
        );
        assert_eq!(value(&run(&machine, seconds), "failures"), failures, "{restores}");
    }
}

/// Others inspect it than maintain and repair it: 12 s of work are over at 20 s, the inspector comes at 21 s and looks until 23 s.
/// Stage 1 began at 15 s, and the fitter is busy at another machine until 40 s: maintained until 45 s.
#[test]
fn others_inspect_it_than_maintain_it() {
    let text = r#"Scene(run: (duration: "49 s"), people: {"fitter": (), "inspector": ()}, equipment: {
        "in": Source(to: ["m"]), "out": Sink(),
        "m": Station(process: "10 s", with: [Degradation(
            stages: [(lasts: "15 s"), (lasts: "100 s")], counts: Processing, repair: "50 s", crew: (of: "fitter"),
            maintain: (at: 1, every: "12 s", inspection: "2 s", takes: "5 s", INSPECTORS),
        )], to: ["out"]),
        "in n": Source(at: ["0 s"], to: ["n"]), "n": Station(process: "40 s", crew: (of: "fitter"), to: ["out"]),
        "in o": Source(at: ["0 s"], to: ["o"]), "o": Station(process: "21 s", crew: (of: "inspector"), to: ["out"]),
    })"#;
    let run = |inspectors: &str| {
        let text = text.replace(", INSPECTORS", inspectors);
        let case = Case::read("worn.ron", &text, None, u64::MAX);
        let outcome = case.unwrap_or_else(|error| panic!("{error}")).whole();
        let of_m = |kpi: &str| {
            let mut values = outcome.values.iter().filter(|value| value.kpi == kpi);
            let found = values.find(|it| it.equipment.is_some_and(|id| id.index() == 3));
            found.map_or(0.0, |value| value.value)
        };
        ["inspections", "maintenances", "maintenance_time"].map(of_m)
    };
    assert_eq!(run(r#", inspection_crew: (of: "inspector")"#), [1.0, 1.0, 25.0]);
    // The fitter for both: looks from 40 s to 42 s, and maintains it until 47 s.
    assert_eq!(run(""), [1.0, 1.0, 27.0]);
    // The inspector maintains it as well, at once: until 28 s; the next 12 s are over at 48 s.
    let both = r#", crew: (of: "inspector"), inspection_crew: (of: "inspector")"#;
    assert_eq!(run(both), [1.0, 1.0, 8.0 + 1.0]);
}

#[test]
fn what_is_worn_spoils_items() {
    // The fifth item ends as the stage does, and is good; the next five are spoilt.
    let machine = r#"process: "10 s", with: [Degradation(
        stages: [(lasts: "50 s"), (lasts: "50 s", scrap: 1)], counts: Processing, repair: "100 s",
    )]"#;
    let outcome = run(machine, 101);
    assert_eq!((outcome.counts.consumed, outcome.counts.scrapped), (5, 5));
    // Beside what is spoilt anyway; and a defect that is found.
    let machine = r#"process: "10 s", inspect: (), quality: (scrap: 0), with: [Degradation(
        stages: [(lasts: "50 s"), (lasts: "50 s", defects: 1)], counts: Processing, repair: "100 s",
    )]"#;
    let outcome = run(machine, 101);
    assert_eq!((outcome.counts.consumed, outcome.counts.scrapped), (5, 5));
}

#[test]
fn enough_units_have_to_work() {
    let units = |counts: &str| {
        format!(
            r#"process: "100 s", with: [Redundancy(
                units: 3, needed: 2, every: "10 s", counts: {counts}, repair: "6 s", crew: (of: "fitter"),
            )]"#
        )
    };
    // All fail at 10; one by one they are repaired at 16, 22, 28. The first one fails again at 26: two work from 22 to 26 and
    // from 28 on.
    let outcome = run(&units("Calendar"), 30);
    assert_eq!(times(&outcome), [16.0, 0.0, 0.0, 14.0]);
    assert_eq!(value(&outcome, "failures"), 2.0);
    assert!((value(&outcome, "mean_working_units") - 50.0 / 30.0).abs() < 1e-9);
    // Where those that work do not age while the others are repaired, two do until 32, and then only the third.
    for counts in ["Up", "Processing"] {
        let outcome = run(&units(counts), 33);
        assert_eq!(times(&outcome), [20.0, 0.0, 0.0, 13.0], "{counts}");
        assert_eq!(value(&outcome, "failures"), 2.0, "{counts}");
    }
    // Without a crew, all at once: down from 10 to 16.
    let together = units("Calendar").replace(", crew: (of: \"fitter\")", "");
    assert_eq!(times(&run(&together, 25)), [19.0, 0.0, 0.0, 6.0]);
}

#[test]
fn cold_spares_do_not_wear_and_take_over_at_once() {
    let units = |standby: &str, every: &str, repair: &str| {
        format!(
            r#"process: "100 s", with: [Redundancy(
                units: 2, needed: 1, standby: {standby}, every: {every}, counts: Calendar, repair: {repair},
            )]"#
        )
    };
    // Run along, both fail at 10 and at 26; in turn, one fails at 10 and one at 20, and each is back when it is needed.
    let hot = run(&units("Hot", r#""10 s""#, r#""6 s""#), 30);
    assert_eq!(times(&hot), [20.0, 0.0, 0.0, 10.0]);
    let cold = run(&units("Cold", r#""10 s""#, r#""6 s""#), 30);
    assert_eq!(times(&cold), [30.0, 0.0, 0.0, 0.0]);
    assert_eq!(value(&cold, "failures"), 0.0);
    assert_eq!(value(&cold, "mean_working_units"), 48.0 / 30.0);
    // Birth and death: (1 + a) / (1 + a + a²/2) with a = failure rate over repair rate, and (1 + 2a) / (1 + a)² where they wear.
    let up = |standby: &str| {
        let law = r#"Exponential("10 s")"#;
        times(&run(&units(standby, law, law), 400_000))[0] / 400_000.0
    };
    let (hot, cold) = (up("Hot"), up("Cold"));
    assert!((hot - 0.75).abs() < 0.005 && (cold - 0.8).abs() < 0.005, "{hot} {cold}");
}

/// Has everything maintained one stage earlier than the scene says, or never.
#[derive(Debug, Clone)]
struct Decided {
    early: bool,
}

impl Scheduler for Decided {
    fn name(&self) -> &'static str {
        "decided"
    }

    fn maintain(&mut self, ask: &Upkeep, _cx: &mut DecideCx<'_>) -> bool {
        assert!(ask.stage < ask.fails_at && ask.items > 0);
        self.early && ask.stage + 1 >= ask.threshold
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(self.clone())
    }
}

#[test]
fn a_scheduler_decides_when_it_is_maintained() {
    let values = |policy: &str, scheduler: Option<Decided>| {
        let machine = format!(
            r#"process: "100 s", with: [Degradation(
                stages: [(lasts: "10 s"), (lasts: "10 s"), (lasts: "10 s")], counts: Processing, repair: "6 s",
                maintain: (at: 2, takes: "4 s", begins: AtOnce{policy}),
            )]"#
        );
        let case = case(&machine, 47);
        let scheduler = scheduler.map(|it| Box::new(it) as Box<dyn Scheduler>);
        let mut run = case.start_with(RunOptions { scheduler, ..RunOptions::default() });
        run.go(case.end);
        let outcome = run.outcome();
        ["failures", "maintenances", "maintenance_time"].map(|kpi| value(&outcome, kpi))
    };
    for policy in ["", ", every: \"10 s\"", ", every: \"10 s\", inspection: \"0 s\""] {
        // From 20 to 24 and from 44 on; from 10 to 14, 24 to 28, 38 to 42; never, and down from 30 to 36.
        assert_eq!(values(policy, None), [0.0, 1.0, 7.0], "{policy}");
        assert_eq!(values(policy, Some(Decided { early: true })), [0.0, 3.0, 12.0], "{policy}");
        assert_eq!(values(policy, Some(Decided { early: false }))[0], 1.0, "{policy}");
    }
}
