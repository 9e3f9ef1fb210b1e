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

/// On a one-way ring with a bay for each vehicle, the only one that is open is that of the vehicle which has just brought something: it
/// is farther away than anyone looks for what is near.
#[test]
fn the_only_park_that_is_open_is_found_however_far_away_it_is() {
    let bays = 150;
    let (mut ring, mut paths, mut parks) = (String::new(), String::new(), String::new());
    for at in 0..bays {
        write!(ring, "\"c{at}\", ").expect("room");
        write!(paths, "(along: [\"c{at}\", \"b{at}\"], length: \"5 m\", two_way: true), ")
            .expect("room");
        write!(parks, "\"b{at}\", ").expect("room");
    }
    let text = format!(
        "Scene(equipment: {{
         \"in\": Source(every: \"1000 s\", limit: 4, to: [\"out\"]), \"out\": Sink(),
         \"agvs\": Fleet(
             paths: [(along: [{ring} \"c0\"], length: \"5 m\"), {paths}
                 (along: [\"c70\", \"from\"], length: \"5 m\", two_way: true),
                 (along: [\"c75\", \"to\"], length: \"5 m\", two_way: true)],
             stations: {{\"in\": (at: \"from\"), \"out\": (at: \"to\")}}, parks: [{parks}],
             vehicles: {{\"v\": (count: {bays}, length: \"1.2 m\", safety: \"0.3 m\", speed: \"2 m/s\", acceleration: \"1 m/s2\")}})}})"
    );
    let model = super::model(&text);
    let plant = model.plant();
    let (_, fleet) = plant.fleets().next().expect("a fleet");
    let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant");
    for brought in 1..=4 {
        // The last second before the next one comes.
        sim.run_until(SimTime::from_nanos(brought * 1_000_000_000_000 + 999_000_000_000))
            .expect("a run");
        assert_eq!(sim.counts().consumed, brought);
        let places = sim.vehicles();
        assert!(places.iter().all(|it| it.along == it.way && it.speed == 0.0), "all stand");
        let mut at: Vec<u32> = places.iter().map(|it| it.to).collect();
        at.sort_unstable();
        at.dedup();
        assert_eq!(at.len(), bays);
        assert!(at.iter().all(|node| fleet.nodes[*node as usize].parks), "{brought}: {places:?}");
    }
}
