//! Vehicles: on random networks, under random orders, none ever touches another one, nothing is lost, no stall goes unreported, and
//! nobody stands for ever who could come to where it wants to, as a solver of the test finds out (`solver.rs`).
//!
//! ```text
//! cargo test -p plantwright-sim --test fleets                        500 networks
//! FLEETS=20000 cargo test --release -p plantwright-sim --test fleets  as many as wanted
//! ```
//!
//! A test that fails prints the seed and the scene.

#[path = "../it/dice.rs"]
#[expect(dead_code, reason = "other tests need more of it")]
mod dice;
#[path = "../it/harness.rs"]
#[expect(dead_code, reason = "other tests need more of it")]
mod harness;

mod batteries;
mod breakdowns;
mod decisions;
mod large;
mod shops;
mod solver;
mod stalls;
mod starved;

use std::fmt::Write as _;

use plantwright_model::plant::FleetFacts;
use plantwright_sim::{Deadlock, Model, Progress, RunOptions, Sim, VehicleAt};
use plantwright_units::{SimSpan, SimTime};

use dice::Dice;
use harness::Case;

/// How many networks are drawn.
const LAYOUTS: u64 = 500;
/// More events than any of them needs.
const MOST_EVENTS: u64 = 300_000;

fn model(text: &str) -> Model {
    Model::read("vehicles.ron", text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// How far all points of a network are from one another, whatever the direction of travel.
struct Distances(Vec<Vec<f64>>);

impl Distances {
    fn of(fleet: &FleetFacts) -> Self {
        let count = fleet.nodes.len();
        let mut far = vec![vec![f64::INFINITY; count]; count];
        for (at, row) in far.iter_mut().enumerate() {
            row[at] = 0.0;
        }
        for edge in &fleet.edges {
            let (a, b) = (edge.from as usize, edge.to as usize);
            let length = far[a][b].min(edge.length);
            (far[a][b], far[b][a]) = (length, length);
        }
        for over in 0..count {
            for from in 0..count {
                for to in 0..count {
                    let sum = far[from][over] + far[over][to];
                    if sum < far[from][to] {
                        far[from][to] = sum;
                    }
                }
            }
        }
        Self(far)
    }

    /// From the middle of one vehicle to that of another one, along the network.
    fn between(&self, a: &VehicleAt, b: &VehicleAt) -> f64 {
        let ends = |it: &VehicleAt| [(it.from, it.along), (it.to, it.way - it.along)];
        let mut least = f64::INFINITY;
        for (from, before) in ends(a) {
            for (to, after) in ends(b) {
                least = least.min(before + self.0[from as usize][to as usize] + after);
            }
        }
        if (a.from, a.to) == (b.from, b.to) {
            least = least.min((a.along - b.along).abs());
        } else if (a.from, a.to) == (b.to, b.from) {
            least = least.min((a.along - (b.way - b.along)).abs());
        }
        least
    }
}

/// Tells how two vehicles touch that do.
fn touching(fleet: &FleetFacts, far: &Distances, places: &[VehicleAt]) -> Option<String> {
    for (number, a) in places.iter().enumerate() {
        for (other, b) in places.iter().enumerate().take(number) {
            let length = |number: usize| fleet.types[fleet.vehicles[number].1 as usize].length;
            let wanted = f64::midpoint(length(number), length(other));
            let found = far.between(a, b);
            if found < wanted - 1e-6 {
                return Some(format!("{found} m in place of {wanted} m: {a:?} {b:?}"));
            }
        }
    }
    None
}

/// A network as scene text, and how many vehicles it has for how many points.
fn network(dice: &mut Dice) -> (String, usize) {
    let length = |dice: &mut Dice| (10 + dice.below(80)) as f64 / 10.0;
    let mut paths = String::new();
    let mut join = |dice: &mut Dice, a: usize, b: usize, two_way: bool| {
        let way = if two_way { ", two_way: true" } else { "" };
        let length = length(dice);
        write!(paths, "(along: [\"{a}\", \"{b}\"], length: \"{length} m\"{way}), ").expect("room");
    };
    let points = match dice.below(4) {
        // A loop with branches that end.
        0 => {
            let ring = 5 + dice.below(8) as usize;
            (0..ring).for_each(|at| join(dice, at, (at + 1) % ring, false));
            let branches = dice.below(4) as usize;
            for number in 0..branches {
                let at = dice.below(ring as u64) as usize;
                join(dice, at, ring + number, true);
            }
            ring + branches
        }
        // Aisles that cross.
        1 => {
            let (rows, columns) = (2 + dice.below(3) as usize, 3 + dice.below(3) as usize);
            for row in 0..rows {
                for column in 0..columns {
                    let at = row * columns + column;
                    if column + 1 < columns {
                        join(dice, at, at + 1, true);
                    }
                    if row + 1 < rows {
                        join(dice, at, at + columns, true);
                    }
                }
            }
            rows * columns
        }
        // A corridor with bays.
        2 => {
            let along = 4 + dice.below(6) as usize;
            (1..along).for_each(|at| join(dice, at - 1, at, true));
            let bays = 1 + dice.below(3) as usize;
            for number in 0..bays {
                let at = 1 + dice.below(along as u64 - 2) as usize;
                join(dice, at, along + number, true);
            }
            along + bays
        }
        // A tree with some ways more.
        _ => {
            let points = 5 + dice.below(10) as usize;
            for at in 1..points {
                let before = dice.below(at as u64) as usize;
                join(dice, before, at, true);
            }
            points
        }
    };
    (paths, points)
}

/// A plant with a fleet on a random network.
fn scene(dice: &mut Dice, traffic: &str) -> String {
    let (paths, points) = network(dice);
    let stations = 2 + dice.below(4).min(points as u64 - 2) as usize;
    let mut free: Vec<usize> = (0..points).collect();
    let mut at = Vec::new();
    for _ in 0..stations {
        at.push(free.swap_remove(dice.below(free.len() as u64) as usize));
    }
    let mut text = String::from("Scene(equipment: {");
    let mut served = String::new();
    for (number, point) in at.iter().enumerate() {
        let name = if number == 0 { "out".to_owned() } else { format!("m{number}") };
        let (every, limit) = (10 + dice.below(60), 1 + dice.below(6));
        if number == 0 {
            write!(text, "\"out\": Sink(), ").expect("room");
        } else {
            // Everything goes on to a station of a lower number: so it comes to an end.
            let to = dice.below(number as u64);
            let to = if to == 0 { "out".to_owned() } else { format!("m{to}") };
            let queue = ["Unlimited", "1", "2"][dice.below(3) as usize];
            write!(
                text,
                "\"s{number}\": Source(every: Exponential(\"{every} s\"), limit: {limit}, to: [\"{name}\"]),
                 \"{name}\": Station(queue: {queue}, process: Exponential(\"20 s\"), to: [\"{to}\"]), "
            )
            .expect("room");
        }
        let waiting = ["1", "2", "Unlimited"][dice.below(3) as usize];
        write!(served, "\"{name}\": (at: \"{point}\", waiting: {waiting}), ").expect("room");
    }
    let vehicles = 1 + dice.below((points as u64 / 3).clamp(1, 6));
    let length = (2 + dice.below(12)) as f64 / 10.0;
    let (speed, loaded) = (5 + dice.below(20), 5 + dice.below(15));
    let rates = match dice.below(3) {
        0 => String::new(),
        1 => format!("acceleration: \"0.{} m/s2\", ", 1 + dice.below(9)),
        _ => "acceleration: \"0.7 m/s2\", braking: \"1.1 m/s2\", ".to_owned(),
    };
    let dispatch = ["Nearest", "Oldest", "DueDate", "Assignment"][dice.below(4) as usize];
    let parks = match free.first() {
        Some(point) if dice.below(2) == 0 => format!("parks: [\"{point}\"], "),
        _ => String::new(),
    };
    let (capacity, safety) = (1 + dice.below(3), dice.below(4));
    let breakdown = match dice.below(6) {
        0 => {
            "failure: (distance: Exponential(\"60 m\"), repair: Exponential(\"20 s\")), ".to_owned()
        }
        1 => format!(
            "failure: (every: Exponential(\"2 min\"), repair: \"30 s\",
                tow: (after: \"10 s\", to: \"{}\", speed: \"0.4 m/s\")), ",
            at[0]
        ),
        _ => String::new(),
    };
    write!(
        text,
        "\"agvs\": Fleet(paths: [{paths}], stations: {{{served}}}, {parks}traffic: {traffic}, dispatch: {dispatch},
         vehicles: {{\"v\": (count: {vehicles}, length: \"{length} m\", speed: \"{:.1} m/s\", loaded_speed: \"{:.1} m/s\", {rates}
         {breakdown}capacity: {capacity}, safety: \"0.{safety} m\", load: Exponential(\"5 s\"), unload: \"3 s\")}})}})",
        speed as f64 / 10.0,
        loaded as f64 / 10.0,
    )
    .expect("room");
    text
}

/// Runs a plant, and looks at all vehicles at every event and between them. Returns how many deadlocks were reported.
fn watch(seed: u64, text: &str) -> usize {
    let model = model(text);
    let plant = model.plant();
    let (_, fleet) = plant.fleets().next().expect("a fleet");
    let far = Distances::of(fleet);
    let mut sim = Sim::new(&model, RunOptions { seed: Some(seed), ..RunOptions::default() })
        .expect("a plant");
    let mut dice = Dice::new(seed ^ 0x9e37);
    loop {
        assert!(sim.counts().events < MOST_EVENTS, "seed {seed}: it never comes to an end\n{text}");
        // One event, or a stretch of time without one.
        let progress = if dice.below(2) == 0 {
            sim.advance(SimTime::MAX, 1)
        } else {
            let next = sim.now() + SimSpan::from_nanos(1 + dice.below(3_000_000_000));
            sim.run_until(next)
        };
        let progress = progress.unwrap_or_else(|fault| panic!("seed {seed}: {fault}\n{text}"));
        if let Some(how) = touching(fleet, &far, &sim.vehicles()) {
            panic!("seed {seed} at {}: vehicles touch, {how}\n{text}", sim.now());
        }
        if progress == Progress::Drained {
            break;
        }
    }
    sim.assert_conserved();
    let locks = sim.deadlocks();
    let is_planned = text.contains("traffic: Planned");
    let of_traffic = |lock: &&Deadlock| !lock.vehicles.iter().any(|held| held.no_room.is_some());
    for lock in locks.iter().filter(of_traffic).filter(|_| is_planned) {
        let first = plant.vehicle_ids(lock.fleet).next().expect("a vehicle");
        let at: Vec<u32> = sim.vehicles().iter().map(|it| it.to).collect();
        for held in &lock.vehicles {
            let who = held.vehicle.index() - first.index();
            let goal = fleet.nodes.iter().position(|node| node.name == held.goal);
            let goal = goal.expect("a point") as u32;
            assert_eq!(
                solver::can_reach(fleet, &far, &at, who, goal),
                Some(false),
                "seed {seed}: a deadlock is reported, and `{}` could be reached from `{}`: {lock:?}\n{text}",
                held.goal,
                held.at,
            );
        }
    }
    let locks = locks.len();
    let present = sim.counts().present;
    let stuck = sim.stuck();
    // A full machine whose own parts wait for the vehicle that stands before it is no matter of traffic, and is told as such.
    let (id, _) = plant.fleets().next().expect("a fleet");
    let is_told = stuck.iter().any(|it| it.holder == id && !it.waits_for.is_empty());
    assert!(
        present == 0 || locks > 0 || is_told,
        "seed {seed}: {present} items are left, and no vehicle was reported: {stuck:?}\n{text}"
    );
    locks
}

/// Draws a plant whose scene is right: not every network lets vehicles come everywhere.
fn draw(seed: u64, traffic: &str) -> Option<String> {
    let text = scene(&mut Dice::new(seed), traffic);
    Model::read("vehicles.ron", &text).is_ok().then_some(text)
}

fn swarm(traffic: &str, layouts: u64) -> (u64, u64) {
    let (mut drawn, mut locked) = (0, 0);
    for seed in 0..layouts {
        if let Some(text) = draw(seed, traffic) {
            drawn += 1;
            locked += u64::from(watch(seed, &text) > 0);
        }
    }
    (drawn, locked)
}

#[test]
fn vehicles_never_touch_and_never_stall_unseen() {
    let layouts = std::env::var("FLEETS").ok().and_then(|it| it.parse().ok()).unwrap_or(LAYOUTS);
    let (drawn, locked) = swarm("Planned", layouts);
    assert!(drawn > layouts * 3 / 4, "{drawn} of {layouts}");
    // A vehicle that stands before a full machine whose own parts wait for it has to be told of, and no traffic can help it.
    assert!(locked * 10 < drawn, "{locked} of {drawn} came to stand");
}

/// One that was let go on in the same instant in which it came past a point drove on for as long as it was past it, beyond the end of its way.
#[test]
fn who_is_past_a_point_stops_where_it_is_to() {
    let text = draw(548, "Planned").expect("a scene");
    watch(548, &text);
}

#[test]
fn who_takes_what_comes_first_never_touches_either() {
    let (drawn, locked) = swarm("FirstCome", 100);
    assert!(drawn > 75 && locked > 5, "{locked} of {drawn} came to stand");
}

/// What is saved in mid-move goes on as if nothing had been.
#[test]
fn a_move_goes_on_where_it_was_saved() {
    let mut tried = 0;
    for seed in 1_000..1_020 {
        let Some(text) = draw(seed, "Planned") else { continue };
        tried += 1;
        let case = Case::read("vehicles.ron", &text, None, 20_000).expect("a scene");
        let whole = case.whole();
        let mut run = case.start();
        let half = SimTime::from_nanos(case.end.as_nanos() / 2 + 123_456_789);
        run.go(half.min(case.end));
        let bytes = run.sim.snapshot();
        let mut other = case.restore(&bytes).expect("the same plant");
        other.go(case.end);
        assert_eq!(other.outcome(), whole, "seed {seed}\n{text}");
    }
    assert!(tried > 10);
}

/// Every order is carried by one vehicle from its station to the next: what comes out is what went in.
#[test]
fn a_vehicle_carries_as_many_as_it_has_room_for() {
    let text = |capacity: u32| {
        format!(
            "Scene(equipment: {{
                \"in\": Source(product: \"part\", limit: 12, to: [\"out\"]),
                \"out\": Sink(),
                \"agvs\": Fleet(
                    paths: [(along: [\"a\", \"b\"], length: \"60 m\", two_way: true)],
                    stations: {{\"in\": (at: \"a\", waiting: Unlimited), \"out\": (at: \"b\")}},
                    vehicles: {{\"v\": (speed: \"1 m/s\", capacity: {capacity}, load: \"5 s\", unload: \"5 s\", start: [\"a\"])}},
                ),
            }})"
        )
    };
    let makespan = |capacity: u32| {
        let model = model(&text(capacity));
        let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant");
        sim.run_until(SimTime::from_nanos(u64::MAX / 2)).expect("a run");
        assert_eq!(sim.counts().consumed, 12);
        let mut again = Sim::new(&model, RunOptions::default()).expect("a plant");
        let mut last = SimTime::ZERO;
        while again.advance(SimTime::MAX, 1).expect("a run") != Progress::Drained {
            last = again.now();
        }
        last.as_secs_f64()
    };
    // 12 times there and 11 times back, or 3 times and 2 times; each item is loaded and unloaded.
    assert_eq!(makespan(1), 23.0 * 60.0 + 120.0);
    assert_eq!(makespan(4), 5.0 * 60.0 + 120.0);
}

/// What has come while a vehicle drove there is taken along: 100 s there, four times 1 s, 100 s, and one after the other out.
#[test]
fn what_waits_by_then_is_taken_along() {
    let text = |capacity: u32| {
        format!(
            "Scene(equipment: {{
                \"in\": Source(at: [\"0 s\", \"1 s\", \"2 s\", \"3 s\"], to: [\"out\"]), \"out\": Sink(),
                \"agvs\": Fleet(
                    idle: Stay,
                    paths: [(along: [\"p\", \"a\", \"b\"], length: \"100 m\", two_way: true)],
                    stations: {{\"in\": (at: \"a\", waiting: Unlimited), \"out\": (at: \"b\")}},
                    vehicles: {{\"v\": (speed: \"1 m/s\", capacity: {capacity}, load: \"1 s\", unload: \"1 s\", start: [\"p\"])}},
                ),
            }})"
        )
    };
    for (capacity, out) in [(4, 208.0), (3, 208.0 - 2.0 + 202.0), (1, 202.0 + 3.0 * 202.0)] {
        let mut sim = Sim::new(&model(&text(capacity)), RunOptions::default()).expect("a plant");
        let mut last = SimTime::ZERO;
        while sim.advance(SimTime::MAX, 1).expect("a run") != Progress::Drained {
            last = sim.now();
        }
        assert_eq!((sim.counts().consumed, last.as_secs_f64()), (4, out), "{capacity}");
    }
}

/// On a loop that is served by several vehicles nobody who is idle holds up the others.
#[test]
fn who_is_idle_makes_way() {
    let text = "Scene(run: (duration: \"1 h\"), equipment: {
        \"in\": Source(every: \"1 min\", to: [\"out\"]),
        \"out\": Sink(),
        \"agvs\": Fleet(
            paths: [(along: [\"a\", \"b\", \"c\", \"d\", \"e\", \"a\"], length: \"5 m\")],
            stations: {\"in\": (at: \"a\"), \"out\": (at: \"c\")},
            vehicles: {\"v\": (count: 3, speed: \"1 m/s\", length: \"1 m\")},
        ),
    })";
    let model = model(text);
    let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant");
    sim.run_until(SimTime::from_nanos(3_600_000_000_000)).expect("a run");
    assert!(sim.deadlocks().is_empty());
    assert!(sim.counts().consumed >= 58, "{:?}", sim.counts());
}
