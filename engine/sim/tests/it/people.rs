//! People and stages of work, by hand: who waits for whom, in which order, and what it costs.

use crate::failures::{times, value};
use crate::harness::{Case, Outcome};

/// A run, with the names of equipment and people by id.
struct Run {
    outcome: Outcome,
    names: Vec<String>,
}

fn run(people: &str, equipment: &str, minutes: u64) -> Run {
    let text = format!(
        r#"Scene(run: (duration: "{minutes} min"), people: {{{people}}}, equipment: {{{equipment}}})"#
    );
    let case = Case::read("people.ron", &text, None, u64::MAX).expect("a scene");
    Run { outcome: case.whole(), names: case.model.plant().names() }
}

/// A value of a piece of equipment or a group of people.
fn at(run: &Run, name: &str, kpi: &str) -> f64 {
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
