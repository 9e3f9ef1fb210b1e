//! Fleets of which not everyone is looked at whenever anything has changed: nobody touches anybody, and nobody is left standing.

use std::fmt::Write as _;
use std::path::Path;

use plantwright_sim::{RunOptions, Sim};
use plantwright_units::SimTime;

use super::watch;

/// One-way streets, six by six, with a bay at every crossing but the first ones, where stations are; `limit` orders at each of eight.
fn city(vehicles: u32, limit: u32, words: &str) -> String {
    let (mut paths, mut parks) = (String::new(), String::new());
    let mut street = |mut names: Vec<String>, back: bool| {
        if back {
            names.reverse();
        }
        write!(paths, "(along: [{}], length: \"6 m\"), ", names.join(", ")).expect("room");
    };
    for row in 0..6 {
        street((0..6).map(|at| format!("\"{row}.{at}\"")).collect(), row % 2 == 1);
        street((0..6).map(|at| format!("\"{at}.{row}\"")).collect(), row % 2 == 0);
    }
    for at in 0..36 {
        write!(
            paths,
            "(along: [\"{}.{}\", \"bay {at}\"], length: \"4 m\", two_way: true), ",
            at / 6,
            at % 6
        )
        .expect("room");
        if at >= 16 {
            write!(parks, "\"bay {at}\", ").expect("room");
        }
    }
    let (mut equipment, mut stations) = (String::new(), String::new());
    for at in 0..8 {
        write!(
            equipment,
            "\"in {at}\": Source(every: Exponential(\"20 s\"), limit: {limit}, to: [\"out {}\"]), \"out {at}\": Sink(), ",
            (at * 3 + 1) % 8
        )
        .expect("room");
        write!(
            stations,
            "\"in {at}\": (at: \"bay {at}\", waiting: 3), \"out {at}\": (at: \"bay {}\"), ",
            15 - at
        )
        .expect("room");
    }
    format!(
        "Scene(equipment: {{{equipment} \"agvs\": Fleet(paths: [{paths}], stations: {{{stations}}}, parks: [{parks}],
         traffic: Planned, {words}
         vehicles: {{\"v\": (count: {vehicles}, length: \"1.2 m\", safety: \"0.3 m\", speed: \"1.5 m/s\", acceleration: \"0.8 m/s2\",
         load: \"4 s\", unload: \"4 s\", failure: (distance: Exponential(\"500 m\"), repair: \"30 s\"))}})}})"
    )
}

#[test]
fn a_large_fleet_comes_through() {
    for (seed, words) in
        [(1, ""), (2, "dispatch: Assignment, reassign: true,"), (3, "idle: Distribute,")]
    {
        assert_eq!(watch(seed, &city(20, 4, words)), 0, "{words}");
    }
}

/// On one-way streets somebody can always go on. Who gives up where it goes, since it gets an order, has those behind it plan anew.
#[test]
fn nobody_comes_to_wait_for_whom_it_keeps_waiting() {
    let scene = "../../scenes/logistics/assembly_hall.ron";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(scene);
    let text = std::fs::read_to_string(path).expect("the scene");
    let few = text.replace("count: 14,", "count: 10,");
    assert_ne!(few, text);
    let model = super::model(&few);
    for replication in [0, 14] {
        let options = RunOptions { replication, ..RunOptions::default() };
        let mut sim = Sim::new(&model, options).expect("a plant");
        sim.run_until(SimTime::from_nanos(24 * 3_600_000_000_000)).expect("a run");
        assert_eq!(sim.deadlocks(), [], "replication {replication}");
    }
}
