//! Times that are none end the run at once, by name, with every item still in its place.

use plantwright_sim::{Fault, Model, Progress, RunOptions, Sim};
use plantwright_units::SimTime;

/// Runs a plant to its fault.
fn fault(equipment: &str) -> Fault {
    let scene = format!("Scene(run: (duration: \"200000 d\"), equipment: {{{equipment}}})");
    let model = Model::read("faults.ron", &scene).unwrap_or_else(|error| panic!("{error}"));
    let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant that can be built");
    let fault = sim.run_until(SimTime::MAX).expect_err("a fault");
    sim.assert_conserved();
    assert_eq!(sim.run_until(SimTime::MAX), Err(fault.clone()), "the fault stays");
    fault
}

#[test]
fn a_process_beyond_the_end_of_time() {
    let equipment = r#"
        "in": Source(at: ["0 s", "0 s"], to: ["a"]),
        "a": Station(process: "150000 d", to: ["out"]),
        "out": Sink()"#;
    assert_eq!(fault(equipment), Fault::EndOfTime { equipment: "a".to_owned() });
}

#[test]
fn an_arrival_beyond_the_end_of_time() {
    let equipment = r#"
        "in": Source(every: "150000 d", to: ["out"]),
        "out": Sink()"#;
    assert_eq!(fault(equipment), Fault::EndOfTime { equipment: "in".to_owned() });
}

#[test]
fn a_duration_longer_than_all_of_time() {
    let equipment = r#"
        "in": Source(at: ["1 s"], to: ["lane"]),
        "lane": Buffer(to: ["a"]),
        "a": Station(queue: 2, process: Shifted(by: "200000 d", of: Uniform("100000 d", "200000 d")), to: ["out"]),
        "out": Sink()"#;
    let fault = fault(equipment);
    let Fault::Duration { at, equipment, .. } = &fault else {
        panic!("{fault}");
    };
    assert_eq!((at.as_nanos(), equipment.as_str()), (1_000_000_000, "a"));
}

#[test]
fn a_fault_that_is_the_last_thing_to_happen_is_seen() {
    // The queue is empty once the first item has gone: nothing but the fault is left.
    let scene = r#"Scene(
        equipment: {
            "in": Source(at: ["0 s", "0 s"], to: ["a"]),
            "a": Station(process: "150000 d", to: ["out"]),
            "out": Sink(),
        },
    )"#;
    let model = Model::read("faults.ron", scene).expect("a scene");
    let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant that can be built");
    loop {
        match sim.advance(SimTime::MAX, 1) {
            Ok(Progress::Paused) => {}
            Ok(progress) => panic!("{progress:?} in spite of the fault"),
            Err(_fault) => return,
        }
    }
}
