//! People and stages of work, by hand: who waits for whom, in which order, and what it costs.

use crate::failures::{times, value};
use crate::harness::{Case, Outcome};

/// A run, with the names of equipment and people by id.
pub(crate) struct Run {
    pub(crate) outcome: Outcome,
    names: Vec<String>,
}

pub(crate) fn run(people: &str, equipment: &str, minutes: u64) -> Run {
    run_with("", people, equipment, minutes)
}

/// As [`run`], with further parts of the scene, each with a comma behind it.
pub(crate) fn run_with(parts: &str, people: &str, equipment: &str, minutes: u64) -> Run {
    let text = format!(
        r#"Scene(run: (duration: "{minutes} min"), {parts} people: {{{people}}}, equipment: {{{equipment}}})"#
    );
    let case = Case::read("people.ron", &text, None, u64::MAX).expect("a scene");
    Run { outcome: case.whole(), names: case.model.plant().names() }
}

/// A value of a piece of equipment or a group of people.
pub(crate) fn at(run: &Run, name: &str, kpi: &str) -> f64 {
    let is_it = |id: plantwright_units::EquipmentId| run.names[id.index()] == name;
    let mut values = run.outcome.values.iter();
    let value = values.find(|value| value.kpi == kpi && value.equipment.is_some_and(is_it));
    value.unwrap_or_else(|| panic!("no `{kpi}` of `{name}`")).value
}

#[test]
fn one_person_loads_two_machines_in_turn() {
    let machine =
        r#"Station(load: (time: "10 s", crew: (of: "worker")), process: "20 s", to: ["out"])"#;
    let equipment = format!(
        r#""in": Source(at: ["0 s", "0 s"], to: ["m1", "m2"]), "m1": {machine}, "m2": {machine}, "out": Sink()"#
    );
    let outcome = run(r#""worker": ()"#, &equipment, 1);
    // The second machine waits for 10 s, and its item is done at 40 s.
    assert_eq!(at(&outcome, "m2", "waiting_for_operator_time"), 10.0);
    assert_eq!(at(&outcome, "m2", "setup_time"), 10.0);
    assert_eq!(at(&outcome, "m2", "processing_time"), 20.0);
    assert_eq!(value(&outcome.outcome, "max_flow_time"), 40.0);
    assert_eq!(at(&outcome, "worker", "utilization"), 20.0 / 60.0);
    assert_eq!(at(&outcome, "worker", "mean_waiting_time"), 5.0);
    // With two of them nobody waits.
    let outcome = run(r#""worker": (count: 2)"#, &equipment, 1);
    assert_eq!(value(&outcome.outcome, "max_flow_time"), 30.0);
}

#[test]
fn a_crew_comes_whole_and_by_priority() {
    // From 0 s on one of the two is at the press for 30 s. The crane needs both, and waits; the saw needs one, and does not
    // wait behind the crane. From 30 s on the one that is free waits for nobody: the crane begins when the saw is done.
    let equipment = r#"
        "in": Source(at: ["0 s"], to: ["press"]), "press": Station(process: "30 s", crew: (of: "crew"), to: ["out"]),
        "in 2": Source(at: ["1 s"], to: ["crane"]),
        "crane": Station(process: "10 s", crew: (of: "crew", count: 2), to: ["out"]),
        "in 3": Source(at: ["2 s"], to: ["saw"]), "saw": Station(process: "40 s", crew: (of: "crew"), to: ["out"]),
        "in 4": Source(at: ["3 s"], to: ["drill"]),
        "drill": Station(process: "5 s", crew: (of: "crew", priority: 1), to: ["out"]),
        "out": Sink()"#;
    let outcome = run(r#""crew": (count: 2)"#, equipment, 2);
    assert_eq!(at(&outcome, "saw", "mean_waiting_time"), 0.0);
    // The drill asked last and is served first, at 30 s; the crane when both are free, at 42 s.
    assert_eq!(at(&outcome, "drill", "waiting_for_operator_time"), 27.0);
    assert_eq!(at(&outcome, "crane", "waiting_for_operator_time"), 41.0);
    assert_eq!(at(&outcome, "crew", "claims"), 4.0);
}

#[test]
fn skills_are_asked_of_those_who_have_the_fewest() {
    // The helper can only lift; the fitter can repair as well, and is kept for that.
    let equipment = r#"
        "in": Source(at: ["0 s"], to: ["lift"]), "lift": Station(process: "60 s", crew: (of: "lifting"), to: ["out"]),
        "in 2": Source(at: ["1 s"], to: ["m"]),
        "m": Station(process: "20 s", crew: (of: "repairing"), to: ["out"]), "out": Sink()"#;
    let people =
        r#""a fitter": (skills: ["lifting", "repairing"]), "helper": (skills: ["lifting"])"#;
    let outcome = run(people, equipment, 2);
    assert_eq!(at(&outcome, "m", "mean_waiting_time"), 0.0);
    assert_eq!(at(&outcome, "helper", "utilization"), 0.5);
}

#[test]
fn a_repair_waits_for_its_crew_and_a_broken_machine_lets_its_people_go() {
    // One person tends the machine, and repairs it: down from 10 s, repaired by the same person until 15 s.
    let equipment = r#""in": Source(at: ["0 s"], to: ["m"]),
        "m": Station(process: "20 s", crew: (of: "p"), with: [
            Failure(every: "10 s", counts: Processing, repair: "5 s", crew: (of: "p")),
        ], to: ["out"]), "out": Sink()"#;
    let outcome = run(r#""p": ()"#, equipment, 1);
    assert_eq!(times(&outcome.outcome), [30.0, 20.0, 0.0, 10.0]);
    assert_eq!(value(&outcome.outcome, "mean_waiting_for_repair"), 0.0);
    // Two machines break down at once, and one repairer comes to one after the other.
    let machine = r#"Station(process: "60 s", with: [
        Failure(every: "20 s", counts: Processing, repair: "5 s", crew: (of: "p")),
    ], to: ["out"])"#;
    let equipment = format!(
        r#""in": Source(at: ["0 s", "0 s"], to: ["m1", "m2"]), "m1": {machine}, "m2": {machine}, "out": Sink()"#
    );
    let outcome = run(r#""p": ()"#, &equipment, 1);
    assert_eq!(at(&outcome, "m1", "mean_waiting_for_repair"), 0.0);
    // 5 s the first time; after that they break down 5 s apart.
    assert_eq!(at(&outcome, "m2", "mean_time_to_repair"), 7.5);
}

/// How long a machine was ready and nobody came [s].
pub(crate) fn waited(run: &Run, name: &str) -> f64 {
    let is_it = |id: plantwright_units::EquipmentId| run.names[id.index()] == name;
    let mut values = run.outcome.values.iter();
    let value = values.find(|value| {
        value.kpi == "waiting_for_operator_time" && value.equipment.is_some_and(is_it)
    });
    value.map_or(0.0, |value| value.value)
}

/// What the members of a group did: working, walking, idle, overtime, off duty, in person-seconds.
pub(crate) fn account(run: &Run, group: &str) -> [f64; 5] {
    ["working_time", "walking_time", "idle_time", "overtime", "off_duty_time"]
        .map(|kpi| at(run, group, kpi))
}

/// Two shifts of an hour each, and then nobody.
const SHIFTS: &str = r#"calendars: {
    "early": (open: ["Mo 00:00-01:00"]), "late": (open: ["Mo 01:00-02:00"]), "night": (open: ["Mo 03:00-04:00"]),
},"#;

#[test]
fn the_next_shift_takes_over_without_a_gap() {
    let equipment = r#""in": Source(at: ["0 s"], to: ["m"]),
        "m": Station(process: "90 min", crew: (of: "p"), to: ["out"]), "out": Sink()"#;
    let people = r#""p": (shifts: [(calendar: "early"), (calendar: "late", count: 2)])"#;
    let outcome = run_with(SHIFTS, people, equipment, 180);
    // One of the late shift goes on from 60 min to 90 min; the other one waits for 60 min, and this one for 30 min more.
    assert_eq!(value(&outcome.outcome, "max_flow_time"), 5400.0);
    assert_eq!(waited(&outcome, "m"), 0.0);
    assert_eq!(account(&outcome, "p"), [5400.0, 0.0, 5400.0, 0.0, 3.0 * 10800.0 - 10800.0]);
    assert_eq!(at(&outcome, "p", "utilization"), 0.5);
    assert_eq!(at(&outcome, "p", "claims"), 2.0);
}

#[test]
fn work_that_nobody_takes_over_goes_on_when_someone_comes() {
    let equipment = r#""in": Source(at: ["0 s"], to: ["m"]),
        "m": Station(process: "90 min", crew: (of: "p"), to: ["out"]), "out": Sink()"#;
    let people = r#""p": (shifts: [(calendar: "early"), (calendar: "night")])"#;
    let outcome = run_with(SHIFTS, people, equipment, 240);
    // From 60 min to 180 min nobody is there; 30 min are left then.
    assert_eq!(value(&outcome.outcome, "max_flow_time"), 210.0 * 60.0);
    assert_eq!(waited(&outcome, "m"), 7200.0);
    assert_eq!(at(&outcome, "m", "processing_time"), 5400.0);
    assert_eq!(account(&outcome, "p"), [5400.0, 0.0, 1800.0, 0.0, 2.0 * 14400.0 - 7200.0]);
}

#[test]
fn who_finishes_first_works_overtime() {
    let equipment = r#""in": Source(at: ["0 s", "0 s"], to: ["m"]),
        "m": Station(
            queue: Unlimited, process: "40 min", crew: (of: "p"),
            unload: (time: "5 min", crew: (of: "p")), to: ["out"],
        ), "out": Sink()"#;
    let people =
        r#""p": (calendar: "early", at_end: Finish, wage: "30 /h", overtime_wage: "60 /h")"#;
    let outcome = run_with(SHIFTS, people, equipment, 120);
    // 40 min, 5 min, and 40 min of which 25 min are overtime. The second item is not unloaded: that is another stage.
    assert_eq!(account(&outcome, "p"), [3600.0, 0.0, 0.0, 1500.0, 2100.0]);
    assert_eq!(at(&outcome, "p", "worker_efficiency"), 1.0);
    assert_eq!(waited(&outcome, "m"), 2100.0);
    assert_eq!(value(&outcome.outcome, "produced"), 1.0);
    // An hour, and 25 min twice as dear.
    assert_eq!(at(&outcome, "p", "labor_cost"), 30.0 + 25.0);
    assert_eq!(value(&outcome.outcome, "labor_cost"), 55.0);
    assert_eq!(value(&outcome.outcome, "labor_cost_per_item"), 55.0);
}

#[test]
fn who_is_on_the_way_when_the_shift_ends_begins_nothing() {
    for (at_last, worked) in [("3559 s", 100.0), ("3560 s", 0.0), ("3580 s", 0.0)] {
        let equipment = format!(
            r#""in": Source(at: ["{at_last}"], to: ["m"]),
            "m": Station(process: "100 s", crew: (of: "p"), to: ["out"]), "out": Sink()"#
        );
        let people =
            r#""p": (calendar: "early", at_end: Finish, walks: "1 m/s", home: ("0 m", "0 m"))"#;
        let floor = format!(r#"{SHIFTS} layout: {{"m": (at: ("40 m", "0 m"))}},"#);
        let outcome = run_with(&floor, people, &equipment, 100);
        // It is 40 s to the machine, and an hour until they go home.
        let [working, .., overtime, _] = account(&outcome, "p");
        assert_eq!(working + overtime, worked, "{at_last}");
    }
}

#[test]
fn an_interrupted_work_asks_anew_behind_those_who_wait() {
    let equipment = r#""in": Source(at: ["0 s"], to: ["m"]), "in 2": Source(at: ["1 s"], to: ["n"]),
        "m": Station(process: "90 min", crew: (of: "p"), to: ["out"]),
        "n": Station(process: "10 min", crew: (of: "p"), to: ["out"]), "out": Sink()"#;
    let [handed, interrupted] = ["HandOver", "Interrupt"].map(|at_end| {
        let people = format!(
            r#""p": (shifts: [(calendar: "early"), (calendar: "late")], at_end: {at_end})"#
        );
        let outcome = run_with(SHIFTS, &people, equipment, 180);
        ["m", "n"].map(|machine| waited(&outcome, machine))
    });
    assert_eq!(handed, [0.0, 5400.0 - 1.0]);
    assert_eq!(interrupted, [600.0, 3600.0 - 1.0]);
}

#[test]
fn a_repair_goes_on_with_the_next_shift() {
    let equipment = r#""in": Source(at: ["0 s"], to: ["m"]),
        "m": Station(process: "60 min", with: [
            Failure(every: "30 min", counts: Processing, repair: "50 min", crew: (of: "fitters")),
        ], to: ["out"]), "out": Sink()"#;
    let people = r#""fitters": (shifts: [(calendar: "early"), (calendar: "night")])"#;
    let outcome = run_with(SHIFTS, people, equipment, 220);
    // Down from 30 min; repaired for 30 min until 60 min, and for 20 min from 180 min on.
    assert_eq!(at(&outcome, "m", "mean_time_to_repair"), 170.0 * 60.0);
    assert_eq!(at(&outcome, "m", "mean_waiting_for_repair"), 7200.0);
    assert_eq!(account(&outcome, "fitters")[0], 3000.0);
}

#[test]
fn maintenance_waits_for_its_crew() {
    let equipment = r#""in": Source(at: ["0 s"], to: ["m"]),
        "m": Station(process: "60 min", with: [
            Maintenance(every: "30 min", counts: Up, takes: "10 min", begins: AtOnce, crew: (of: "late shift")),
        ], to: ["out"]), "out": Sink()"#;
    let people = r#""late shift": (calendar: "late")"#;
    let outcome = run_with(SHIFTS, people, equipment, 80);
    // Due at 30 min, and done from 60 min to 70 min.
    assert_eq!(at(&outcome, "m", "maintenance_time"), 2400.0);
    assert_eq!(account(&outcome, "late shift"), [600.0, 0.0, 600.0, 0.0, 3600.0]);
}

/// Two machines 30 m apart on the long side of a triangle with home: 3-4-5.
const FLOOR: &str = r#"layout: {"m": (at: ("40 m", "0 m")), "n": (at: ("40 m", "30 m"))},"#;

const TWO: &str = r#""in": Source(at: ["0 s"], to: ["m"]), "in 2": Source(at: ["60 s"], to: ["n"]),
    "m": Station(process: "100 s", crew: (of: "p"), to: ["out"]),
    "n": Station(process: "100 s", crew: (of: "p"), to: ["out"]), "out": Sink()"#;

#[test]
fn people_walk_from_machine_to_machine() {
    let people = r#""p": (walks: "1 m/s", home: ("0 m", "0 m"))"#;
    let outcome = run_with(FLOOR, people, TWO, 10);
    // To m in 40 s, there until 140 s; to n in 30 s, there until 270 s.
    assert_eq!(waited(&outcome, "m"), 40.0);
    assert_eq!(waited(&outcome, "n"), 110.0);
    assert_eq!(account(&outcome, "p"), [200.0, 70.0, 330.0, 0.0, 0.0]);
    assert_eq!(at(&outcome, "p", "utilization"), 0.45);
    assert_eq!(at(&outcome, "p", "worker_efficiency"), 200.0 / 600.0);
    assert_eq!(at(&outcome, "p", "max_waiting_time"), 110.0);
}

#[test]
fn who_goes_home_can_be_called_from_the_way() {
    let equipment = TWO.replace("60 s", "160 s");
    let people = r#""p": (walks: "1 m/s", home: ("0 m", "0 m"), afterwards: GoHome)"#;
    let outcome = run_with(FLOOR, people, &equipment, 10);
    // On the way home from m at 140 s, 20 m along it at 160 s: the square root of 20² + 30² m from n.
    let way = 1300_f64.sqrt();
    let waits = waited(&outcome, "n");
    assert!((waits - way).abs() < 1e-8, "{waits}");
    // 40 s, 20 s, that way, and 50 s home.
    let walked = at(&outcome, "p", "walking_time");
    assert!((walked - (110.0 + way)).abs() < 1e-8, "{walked}");
    // Who stays is 30 m away.
    let people = r#""p": (walks: "1 m/s", home: ("0 m", "0 m"))"#;
    let outcome = run_with(FLOOR, people, &equipment, 10);
    assert_eq!(waited(&outcome, "n"), 30.0);
    assert_eq!(at(&outcome, "p", "walking_time"), 70.0);
}

#[test]
fn a_crew_begins_when_the_last_one_is_there() {
    let equipment = r#""in": Source(at: ["0 s"], to: ["m"]),
        "m": Station(process: "100 s", crew: (of: "lifting", count: 2), to: ["out"]), "out": Sink()"#;
    let people = r#""a": (walks: "1 m/s", home: ("0 m", "0 m"), skills: ["lifting"]),
        "b": (walks: "1 m/s", home: ("40 m", "10 m"), skills: ["lifting"])"#;
    let outcome = run_with(r#"layout: {"m": (at: ("40 m", "0 m"))},"#, people, equipment, 5);
    assert_eq!(account(&outcome, "a"), [100.0, 40.0, 160.0, 0.0, 0.0]);
    // There after 10 s, and idle until the other one comes.
    assert_eq!(account(&outcome, "b"), [100.0, 10.0, 190.0, 0.0, 0.0]);
    assert_eq!(waited(&outcome, "m"), 40.0);
}

#[test]
fn who_comes_is_chosen_by_rule() {
    // All can; "far" is free for longest when the second item comes, since "near" did the first.
    let scene = |choose: &str| {
        let equipment = format!(
            r#""in": Source(at: ["0 s", "300 s"], to: ["m"]),
            "m": Station(process: "100 s", crew: (of: "work", choose: {choose}), to: ["out"]), "out": Sink()"#
        );
        let people = r#""far": (walks: "1 m/s", home: ("50 m", "0 m"), skills: ["work"]),
            "near": (walks: "1 m/s", home: ("5 m", "0 m"), skills: ["work", "more"]),
            "quick": (walks: "1 m/s", home: ("99 m", "0 m"), skills: ["x", "y", (name: "work", takes: 0.5)])"#;
        let outcome = run_with(r#"layout: {"m": (at: ("0 m", "0 m"))},"#, people, &equipment, 10);
        ["far", "near", "quick"].map(|group| at(&outcome, group, "claims"))
    };
    assert_eq!(scene("FewestSkills"), [2.0, 0.0, 0.0]);
    assert_eq!(scene("Nearest"), [0.0, 2.0, 0.0]);
    assert_eq!(scene("LongestIdle"), [1.0, 1.0, 0.0]);
    assert_eq!(scene("Fastest"), [0.0, 0.0, 2.0]);
}

#[test]
fn experience_saves_time_and_can_be_asked_for() {
    let equipment = r#""in": Source(at: ["0 s"], to: ["m"]), "in 2": Source(at: ["0 s"], to: ["n"]),
        "m": Station(process: "100 s", crew: (of: "turning", level: 2), to: ["out"]),
        "n": Station(process: "100 s", crew: (of: "turning"), to: ["out"]), "out": Sink()"#;
    let people = r#""apprentice": (skills: [(name: "turning", takes: 1.5)]),
        "master": (skills: [(name: "turning", level: 3, takes: 0.8), "milling"])"#;
    let outcome = run(people, equipment, 10);
    assert_eq!(at(&outcome, "m", "processing_time"), 80.0);
    assert_eq!(at(&outcome, "n", "processing_time"), 150.0);
    assert_eq!(account(&outcome, "master")[0], 80.0);
}

#[test]
fn what_is_left_is_left_for_others_at_their_pace() {
    let equipment = r#""in": Source(at: ["0 s"], to: ["m"]),
        "m": Station(process: "100 min", crew: (of: "turning"), to: ["out"]), "out": Sink()"#;
    let people = r#""master": (calendar: "early", skills: [(name: "turning", takes: 0.75)]),
        "apprentice": (calendar: "late", skills: [(name: "turning", takes: 2.0)])"#;
    let outcome = run_with(SHIFTS, people, equipment, 120);
    // In 60 min the master does 80 min of it; the apprentice takes 40 min for the rest.
    assert_eq!(value(&outcome.outcome, "max_flow_time"), 6000.0);
    assert_eq!(at(&outcome, "m", "processing_time"), 6000.0);
}

#[test]
fn a_crew_that_reserves_is_not_passed_for_ever() {
    // One of the two is always asked for by the saw, so that the crane, which needs both, waits until it has nothing to do.
    let scene = |reserves: &str| {
        let equipment = format!(
            r#""in": Source(at: ["0 s", "0 s", "0 s", "0 s"], to: ["saw", "mill"]),
            "saw": Station(process: "10 s", crew: (of: "crew"), to: ["out"]),
            "mill": Station(process: "15 s", crew: (of: "crew"), to: ["out"]),
            "in 2": Source(at: ["1 s"], to: ["crane"]),
            "crane": Station(process: "5 s", crew: (of: "crew", count: 2{reserves}), to: ["out"]), "out": Sink()"#
        );
        waited(&run(r#""crew": (count: 2)"#, &equipment, 2), "crane")
    };
    // The saw is at it until 10 s and 20 s, the mill until 15 s and 30 s.
    assert_eq!(scene(""), 29.0);
    assert_eq!(scene(", reserves: true"), 14.0);
}

#[test]
fn a_crew_may_stay_with_a_broken_machine() {
    let scene = |stays: &str| {
        let equipment = format!(
            r#""in": Source(at: ["0 s"], to: ["m"]), "in 2": Source(at: ["12 s"], to: ["n"]),
            "m": Station(process: "20 s", crew: (of: "p"{stays}), with: [
                Failure(every: "10 s", counts: Processing, repair: "15 s", crew: (of: "fitter")),
            ], to: ["out"]),
            "n": Station(process: "10 s", crew: (of: "p"), to: ["out"]), "out": Sink()"#
        );
        let outcome = run(r#""p": (), "fitter": ()"#, &equipment, 2);
        (waited(&outcome, "n"), at(&outcome, "p", "working_time"))
    };
    // Down from 10 s to 25 s; the item is done at 35 s, at the next failure.
    assert_eq!(scene(""), (0.0, 30.0));
    assert_eq!(scene(", stays: true"), (23.0, 45.0));
}

#[test]
fn a_plant_whose_people_never_come_again_comes_to_a_stand() {
    // Two are needed, and both are at other machines, which wait for them to be repaired.
    let machine = r#"Station(process: "1 min", crew: (of: "p", stays: true), with: [
        Failure(every: "20 s", counts: Processing, repair: "5 s", crew: (of: "p")),
    ], to: ["out"])"#;
    let text = format!(
        r#"Scene(calendars: {{"day": (open: ["Mo-Fr 00:00-08:00"])}}, people: {{"p": (count: 2, calendar: "day")}},
        equipment: {{"in": Source(at: ["0 s", "0 s"], to: ["m", "n"]), "m": {machine}, "n": {machine}, "out": Sink()}})"#
    );
    let case = Case::read("people.ron", &text, None, u64::MAX).expect("a scene");
    let outcome = case.whole();
    let names = case.model.plant().names();
    let stuck = &outcome.stuck[0];
    assert_eq!((names[stuck.holder.index()].as_str(), stuck.items), ("m", 1));
    assert!(stuck.waits_for.iter().any(|id| names[id.index()] == "p"));
    assert!(
        outcome.at
            < plantwright_units::SimTime::ZERO + plantwright_units::SimSpan::from_secs(20 * 86_400)
    );
}

#[test]
fn people_walk_along_the_walkways() {
    // In an L: 10 m along and 6 m up, which is 11.66 m in a straight line.
    let equipment = r#"
        "in": Source(at: ["0 s"], to: ["m"]), "m": Station(process: "5 s", crew: (of: "op"), to: ["n"]),
        "n": Station(process: "5 s", crew: (of: "op"), to: ["out"]), "out": Sink()"#;
    let walks = r#""op": (walks: "2 m/s", home: ("0 m", "0 m"))"#;
    let layout = r#"layout: {"m": (at: ("10 m", "6 m")), "n": (at: ("10 m", "8 m"))},"#;
    let ways =
        r#"walkways: [[("0 m", "0 m"), ("10 m", "0 m")], [("10 m", "0 m"), ("10 m", "20 m")]],"#;
    let outcome = run_with(&format!("{layout} {ways}"), walks, equipment, 2);
    // 8 s to the first machine, 1 s to the second one.
    assert_eq!(at(&outcome, "op", "walking_time"), 9.0);
    assert_eq!(value(&outcome.outcome, "makespan"), 8.0 + 5.0 + 1.0 + 5.0);
}
