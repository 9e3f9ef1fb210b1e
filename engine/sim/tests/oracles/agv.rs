//! Vehicles whose every instant is known, and networks on which it is known whether everyone can get where they want to.

use std::fmt::Write as _;
use std::sync::Arc;

use plantwright_journal::{Drive, Record, Wants, What};
use plantwright_model::Plant;
use plantwright_sim::Sim;
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use crate::case::Case;
use crate::scene::Scene;
use crate::trial::{options, read};
use crate::watch::{Watch, Watcher};

/// Keeps what vehicles do.
#[derive(Debug, Default)]
struct Log(Vec<Record>);

impl Watcher for Log {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Driven, What::Passed, What::Deadlocked, What::Finished])
    }

    fn take(&mut self, record: &Record) {
        self.0.push(*record);
    }

    fn restart(&mut self, _at: SimTime) {}
}

/// A run that can be looked at while it goes on.
struct Run {
    plant: Arc<Plant>,
    sim: Sim,
    log: plantwright_journal::FoldId,
}

fn instant(seconds: f64) -> SimTime {
    SimTime::ZERO + SimSpan::from_nanos_f64(seconds * 1e9).expect("an instant")
}

impl Run {
    fn of(scene: &str) -> Self {
        let model = read(scene);
        let mut sim = Sim::new(&model, options(&model, 1, 0)).expect("a plant");
        let log = sim.listen(Watch(vec![Box::new(Log::default())]));
        Self { plant: Arc::clone(model.plant()), sim, log }
    }

    /// A plant that is nothing but a fleet.
    fn fleet(body: &str) -> Self {
        Self::of(&format!(
            "Scene(run: (duration: \"1 d\"), equipment: {{\"agvs\": Fleet({body})}})"
        ))
    }

    fn until(&mut self, seconds: f64) -> &mut Self {
        self.sim.run_until(instant(seconds)).expect("a run");
        self
    }

    fn records(&mut self) -> Vec<Record> {
        self.sim.fold::<Watch>(self.log).get::<Log>().0.clone()
    }

    /// The ends of the stretches for which vehicles drove without a load [s].
    fn arrivals(&mut self) -> Vec<f64> {
        let records = self.records();
        let driven =
            records.iter().filter(|it| it.what() == What::Driven && it.drive() == Drive::Empty);
        driven.map(|it| it.at.as_secs_f64()).collect()
    }

    /// The names of the points at which vehicles stand at the end.
    fn places(&mut self) -> Vec<String> {
        let (_, fleet) = self.plant.fleets().next().expect("a fleet");
        let names: Vec<String> = fleet.nodes.iter().map(|node| node.name.clone()).collect();
        self.sim.vehicles().iter().map(|it| names[it.to as usize].clone()).collect()
    }
}

fn close(case: &Case, name: &str, got: f64) {
    let expected = &case.expected[name];
    let wanted = expected.values()[0];
    // Instants are whole nanoseconds.
    let within = (got - wanted).abs() <= wanted.abs() * 1e-8 + 1e-9;
    assert!(within, "{} {name}: {got} is not {wanted}", case.id);
    println!("{:<16} {name:<40}  {got} as expected  ok", case.id);
}

fn all(structure: &str) -> Vec<Case> {
    let cases = Case::of(structure);
    assert!(!cases.is_empty());
    cases
}

fn metres_per_second(case: &Case, name: &str) -> String {
    format!("\"{} m/s\"", case.number(name))
}

fn rate(case: &Case, name: &str) -> String {
    format!("\"{} m/s2\"", case.number(name))
}

/// One vehicle that drives a distance from rest to rest.
fn straight(distance: f64, vehicle: &str) -> Run {
    Run::fleet(&format!(
        "paths: [(along: [\"a\", \"b\"], length: \"{distance} m\")],
        vehicles: {{\"agv\": ({vehicle}, start: [\"a\"], tour: [(at: \"b\")], repeat: false)}}"
    ))
}

#[test]
fn trapezoid_travel() {
    for case in &all("trapezoid_travel") {
        let speed = metres_per_second(case, "v_max");
        let [a, b] = ["accel", "decel"].map(|name| rate(case, name));
        let vehicle = format!("speed: {speed}, acceleration: {a}, braking: {b}");
        let distance = case.number("distance");
        let mut run = straight(distance, &vehicle);
        close(case, "travel_time", run.until(1e3).arrivals()[0]);
        let naive = straight(distance, &format!("speed: {speed}")).until(1e3).arrivals()[0];
        close(case, "naive_time_d_over_v", naive);
        // The highest speed is that at which it stops to become faster.
        let peak = case.expected["peak_speed"].values()[0];
        let at = peak / case.number("accel");
        let speed_at =
            |distance: f64, at: f64| straight(distance, &vehicle).until(at).sim.vehicles()[0].speed;
        close(case, "peak_speed", speed_at(distance, at));
        assert!(
            speed_at(distance, at * 0.99) < peak && speed_at(distance, at + 0.01) <= peak + 1e-9
        );
        // On the least distance on which it reaches its full speed, it does, for an instant.
        let least = case.expected["min_distance_to_reach_v_max"].values()[0];
        let full = case.number("v_max");
        let at = full / case.number("accel");
        assert!((speed_at(least, at) - full).abs() < 1e-8 && speed_at(least, at + 0.01) < full);
        assert!(speed_at(least * 0.999, at) < full - 1e-4);
        println!("{:<16} {:<40}  {least} as expected  ok", case.id, "min_distance_to_reach_v_max");
    }
}

#[test]
fn route_with_turns() {
    for case in &all("route_with_turns") {
        let legs = case.numbers("legs");
        let quarter = 90.0 / case.number("turn_rate");
        // Each corner is a quarter turn to the left.
        let (mut x, mut y, mut direction) = (0.0, 0.0, 0_usize);
        let mut points = String::from("\"p0\": (\"0 m\", \"0 m\"), ");
        let mut along = String::from("\"p0\", ");
        let turns = case.numbers("turns");
        for (number, leg) in legs.iter().enumerate() {
            let (dx, dy) = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)][direction % 4];
            (x, y) = (x + dx * leg, y + dy * leg);
            write!(points, "\"p{}\": (\"{x} m\", \"{y} m\"), ", number + 1).expect("room");
            write!(along, "\"p{}\", ", number + 1).expect("room");
            direction += turns.get(number).map_or(0, |turn| (turn / 90.0) as usize);
        }
        let mut run = Run::fleet(&format!(
            "points: {{{points}}}, paths: [(along: [{along}])],
            vehicles: {{\"agv\": (speed: {}, acceleration: {}, quarter_turn: \"{quarter} s\", start: [\"p0\"],
                tour: [(at: \"p{}\")], repeat: false)}}",
            metres_per_second(case, "v_max"),
            rate(case, "accel"),
            legs.len(),
        ));
        let arrivals = run.until(1e3).arrivals();
        close(case, "route_time", *arrivals.last().expect("an arrival"));
    }
}

#[test]
fn curve_speed() {
    for case in &all("curve_speed") {
        let mut run = Run::fleet(&format!(
            "paths: [(along: [\"a\", \"b\"], radius: \"{} m\")],
            vehicles: {{\"agv\": (speed: {}, lateral: {}, start: [\"a\"], tour: [(at: \"b\")], repeat: false)}}",
            case.number("radius"),
            metres_per_second(case, "v_max"),
            rate(case, "a_lat"),
        ));
        close(case, "curve_speed", run.until(0.5).sim.vehicles()[0].speed);
        close(case, "curve_time", run.until(1e3).arrivals()[0]);
    }
}

#[test]
fn speed_limit_edges() {
    for case in &all("speed_limit_edges") {
        let (lengths, limits) = (case.numbers("lengths"), case.numbers("limits"));
        let most = limits.iter().copied().fold(0.0, f64::max);
        let paths: Vec<String> = lengths
            .iter()
            .zip(&limits)
            .enumerate()
            .map(|(number, (length, limit))| {
                format!(
                    "(along: [\"{number}\", \"{}\"], length: \"{length} m\", speed: \"{limit} m/s\")",
                    number + 1
                )
            })
            .collect();
        let mut run = Run::fleet(&format!(
            "paths: [{}], vehicles: {{\"agv\": (speed: \"{most} m/s\", acceleration: {}, start: [\"0\"],
            tour: [(at: \"{}\")], repeat: false)}}",
            paths.join(", "),
            rate(case, "accel"),
            lengths.len(),
        ));
        let total = run.until(1e3).arrivals()[0];
        // A point is left behind at the instant at which it is passed: the vehicle has no length.
        let passed: Vec<f64> = run
            .records()
            .iter()
            .filter(|it| it.what() == What::Passed)
            .map(|it| it.at.as_secs_f64())
            .collect();
        close(case, "time_edge1", passed[1]);
        close(case, "time_edge2", total - passed[1]);
        close(case, "total_time", total);
    }
}

/// Each point is a zone, with the way that leads to it.
#[test]
fn zone_loop_trace() {
    for case in &all("zone_loop_trace") {
        for traffic in ["Planned", "FirstCome"] {
            let (travel, dwell) = (case.numbers("travel"), case.numbers("dwell"));
            let (zones, vehicles) = (travel.len(), case.number("vehicles") as usize);
            let point = |zone: usize| format!("\"{}\"", zone % zones);
            let paths: Vec<String> = (0..zones)
                .map(|zone| {
                    let (from, to) = (point(zone + zones - 1), point(zone));
                    format!("(along: [{from}, {to}], length: \"{} m\")", travel[zone])
                })
                .collect();
            // At 1 m/s, what is left behind after so many seconds is so long.
            let length = case.number("release_delay");
            let kinds: Vec<String> = (0..vehicles)
                .map(|number| {
                    let zone = zones - 1 - number;
                    let stops: Vec<String> = (zone..zone + zones)
                        .map(|at| format!("(at: {}, dwell: \"{} s\")", point(at), dwell[at % zones]))
                        .collect();
                    format!(
                        "\"v{number}\": (speed: \"1 m/s\", length: \"{length} m\", entering: [({}, {})], tour: [{}])",
                        point(zone + zones - 1),
                        point(zone),
                        stops.join(", "),
                    )
                })
                .collect();
            let mut run = Run::fleet(&format!(
                "paths: [{}], traffic: {traffic}, vehicles: {{{}}}",
                paths.join(", "),
                kinds.join(", "),
            ));
            let records = run.until(6_000.0).records();
            assert!(run.sim.deadlocks().is_empty(), "{}", case.id);
            // The right to be at a zone begins when it is entered.
            let (_, fleet) = run.plant.fleets().next().expect("a fleet");
            let zero =
                fleet.nodes.iter().position(|node| node.name == "0").expect("a point") as u32;
            let mut entries: Vec<f64> = records
                .iter()
                .filter(|it| it.what() == What::Passed && it.level == zero)
                .map(|it| it.at.as_secs_f64() - it.span.as_secs_f64())
                .collect();
            entries.sort_by(f64::total_cmp);
            let wanted = case.expected["first_12_entries_into_zone_0"].values();
            assert_eq!(entries[..12], wanted[..], "{} {traffic}", case.id);
            let gap = |from: usize, to: usize| (entries[to] - entries[from]) / (to - from) as f64;
            let steady = gap(entries.len() - 1 - vehicles * 10, entries.len() - 1);
            close(case, "steady_headway", steady);
            close(case, "steady_throughput", 3_600.0 / steady);
            let free: f64 = travel.iter().chain(&dwell).sum();
            close(case, "free_flow_lap", free);
            for bound in ["bound_vehicles", "bound_slowest_zone"] {
                assert!(
                    3_600.0 / steady <= case.expected[bound].values()[0] + 1e-6,
                    "{} {bound}",
                    case.id
                );
            }
        }
    }
}

#[test]
fn battery_cycle() {
    for case in &all("battery_cycle") {
        let d = case.number("d");
        let scene = Scene::default()
            .with("material", "Source(product: \"part\", to: [\"out\"])")
            .with("out", "Sink()")
            .with(
                "agvs",
                format!(
                    "Fleet(
                    paths: [(along: [\"a\", \"b\"], length: \"{d} m\", two_way: true)],
                    stations: {{\"material\": (at: \"a\"), \"out\": (at: \"b\")}},
                    chargers: [\"b\"],
                    vehicles: {{\"agv\": (speed: \"1 m/s\", load: \"10 s\", unload: \"10 s\", start: [\"b\"], battery: (
                        capacity: \"{} kWh\", per_km: \"{} kWh\", loaded_per_km: \"{} kWh\", idle: \"{} kW\",
                        charging: \"{} kW\", low: {}, high: {}))}},
                )",
                    case.number("capacity"),
                    case.number("empty"),
                    case.number("loaded"),
                    case.number("idle_power"),
                    case.number("charge_power"),
                    case.number("soc_low"),
                    case.number("soc_high"),
                ),
            );
        let mut run = Run::of(&scene.text());
        let records = run.until(400_000.0).records();
        let charges: Vec<&Record> = records
            .iter()
            .filter(|it| it.what() == What::Driven && it.drive() == Drive::Charging)
            .collect();
        // From the end of the second charge to that of the third.
        let (from, to) = (charges[1].at, charges[2].at);
        let trips = records
            .iter()
            .filter(|it| it.what() == What::Finished && it.at > from && it.at <= to)
            .count() as f64;
        let (takes, cycle) = (charges[2].span.as_secs_f64(), to.since(from).as_secs_f64());
        close(case, "trips_per_charge", trips);
        close(case, "charge_time", takes);
        close(case, "duty_availability", 1.0 - takes / cycle);
        close(case, "trips_per_hour", trips * 3_600.0 / cycle);
        let charged = takes * case.number("charge_power") / 3_600.0;
        close(case, "energy_per_trip", charged / trips);
        let mut again = Run::of(&scene.text());
        let begun = to.as_secs_f64() - takes;
        let charge = again.until(begun).sim.vehicles()[0].charge;
        close(case, "soc_when_charging_starts", charge);
    }
}

/// A map of cells as a network: `.` is a point, and neighbours are joined both ways.
#[test]
fn joint_path() {
    for case in &all("joint_path") {
        let rows: Vec<Vec<char>> = case
            .value("map_rows")
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| row.as_str().expect("a row").chars().collect())
            .collect();
        let cell = |at: &[f64]| format!("\"{} {}\"", at[0], at[1]);
        let is_open = |row: usize, column: usize| {
            rows.get(row).and_then(|row| row.get(column)).is_some_and(|cell| *cell == '.')
        };
        let mut paths = String::new();
        for (row, cells) in rows.iter().enumerate() {
            for column in (0..cells.len()).filter(|column| is_open(row, *column)) {
                for (r, c) in [(row + 1, column), (row, column + 1)] {
                    if is_open(r, c) {
                        write!(
                            paths,
                            "(along: [\"{row} {column}\", \"{r} {c}\"], length: \"1 m\", two_way: true), "
                        )
                        .expect("room");
                    }
                }
            }
        }
        let (starts, goals) = (case.matrix("starts_row_col"), case.matrix("goals_row_col"));
        let kinds: Vec<String> = starts
            .iter()
            .zip(&goals)
            .enumerate()
            .map(|(number, (start, goal))| {
                format!(
                    "\"v{number}\": (speed: \"1 m/s\", start: [{}], tour: [(at: {})], repeat: false{})",
                    cell(start),
                    cell(goal),
                    if case.id.contains("RING") { ", rotates: true" } else { "" },
                )
            })
            .collect();
        let kinds = kinds.join(", ");
        let body = format!("paths: [{paths}], vehicles: {{{kinds}}}");
        let (is_solved, steps, locks) = solve(&body, &goals);
        assert_eq!(case.expected["solvable"].value().as_bool(), Some(is_solved), "{}", case.id);
        assert_eq!(is_solved, locks == 0, "{}: what cannot be solved is reported", case.id);
        if is_solved {
            let best = case.expected["optimal_makespan_mapf_rules"].values()[0];
            assert!(steps >= best - 1e-6, "{}: {steps} steps, and {best} are least", case.id);
            println!("{:<16} makespan {steps}, {:.2} times the least", case.id, steps / best);
        } else {
            println!("{:<16} reported as a deadlock of {locks} vehicles", case.id);
        }
        // Without moving on together, a full ring is no more solvable than without a free place.
        if let Some(without) = case.expected.get("solvable_no_following") {
            let (is_solved, _, locks) = solve(&body.replace(", rotates: true", ""), &goals);
            assert_eq!(without.value().as_bool(), Some(is_solved));
            assert_eq!(locks, goals.len());
        }
    }
}

/// Whether all come to their goals, after how long the last one does, and how many vehicles are locked.
fn solve(body: &str, goals: &[Vec<f64>]) -> (bool, f64, usize) {
    let mut run = Run::fleet(body);
    run.until(1_000.0);
    let wanted: Vec<String> = goals.iter().map(|at| format!("{} {}", at[0], at[1])).collect();
    let steps = run.arrivals().into_iter().fold(0.0, f64::max);
    let locks = run.sim.deadlocks().iter().map(|lock| lock.vehicles.len()).sum();
    (run.places() == wanted, steps, locks)
}

/// Two that want past each other without a place to do so: the report names both, and where they are.
#[test]
fn the_witness_of_a_deadlock_names_who_waits_for_whom() {
    for traffic in ["Planned", "FirstCome"] {
        let mut run = Run::fleet(&format!(
            "paths: [(along: [\"a\", \"b\", \"c\", \"d\"], length: \"5 m\", two_way: true)], traffic: {traffic},
            vehicles: {{
                \"x\": (speed: \"1 m/s\", start: [\"a\"], tour: [(at: \"d\")], repeat: false),
                \"y\": (speed: \"1 m/s\", start: [\"d\"], tour: [(at: \"a\")], repeat: false),
            }}"
        ));
        run.until(100.0);
        let locks = run.sim.deadlocks();
        let [lock] = &locks[..] else { panic!("{traffic}: {locks:?}") };
        let (plant, ids) =
            (&run.plant, run.plant.vehicle_ids(lock.fleet).collect::<Vec<EquipmentId>>());
        let who: Vec<_> = lock
            .vehicles
            .iter()
            .map(|it| (plant.name(it.vehicle), &it.at[..], &it.wants[..], it.held_by))
            .collect();
        let (x, y) = ("agvs: x".to_owned(), "agvs: y".to_owned());
        let expected = match traffic {
            // Nobody sets out.
            "Planned" => [(x, "a", "b", Some(ids[1])), (y, "d", "c", Some(ids[0]))],
            // They meet in the middle.
            _ => [(x, "b", "c", Some(ids[1])), (y, "c", "b", Some(ids[0]))],
        };
        assert_eq!(who, expected, "{traffic}");
    }
}

/// A ring with so many vehicles in which one station loads and one unloads. Before each, the last metre is divided finely, since the time
/// from one vehicle to the next is neglected.
fn ring(case: &Case, vehicles: usize, (traffic, blocks): (&str, u32)) -> Run {
    let half = case.number("loop_length") / 2.0;
    Run::of(&format!(
        "Scene(run: (duration: \"10 d\"), equipment: {{
            \"in\": Source(product: \"load\", to: [\"out\"]),
            \"out\": Sink(),
            \"agvs\": Fleet(
                paths: [
                    (along: [\"a\", \"before b\"], length: \"{far} m\", blocks: 60),
                    (along: [\"before b\", \"b\"], length: \"1 m\", blocks: {blocks}),
                    (along: [\"b\", \"before a\"], length: \"{far} m\", blocks: 60),
                    (along: [\"before a\", \"a\"], length: \"1 m\", blocks: {blocks}),
                ],
                traffic: {traffic},
                stations: {{\"in\": (at: \"a\", waiting: 50), \"out\": (at: \"b\")}},
                vehicles: {{\"v\": (count: {vehicles}, speed: {speed}, load: \"{load} s\", unload: \"{unload} s\")}},
            ),
        }})",
        far = half - 1.0,
        speed = metres_per_second(case, "speed"),
        load = case.number("load"),
        unload = case.number("unload"),
    ))
}

/// How many loads come out in an hour, in the long run: each vehicle brings as many as any other while that is measured.
fn loads_per_hour(run: &mut Run, lap: f64, vehicles: usize) -> f64 {
    let records = run.until(30.0 * lap).records();
    let out: Vec<f64> = records
        .iter()
        .filter(|it| it.what() == What::Finished && it.at.as_secs_f64() > 10.0 * lap)
        .map(|it| it.at.as_secs_f64())
        .collect();
    assert!(run.sim.deadlocks().is_empty());
    let brought = (out.len() - 1) / vehicles * vehicles;
    brought as f64 / (out[brought] - out[0]) * 3_600.0
}

/// Where the station is what holds them up, it stands idle from the end of one vehicle until the next one is there, and that waits in the
/// block before: to neglect that time is to let blocks be as short as one likes.
#[test]
fn loop_capacity() {
    for case in &all("loop_capacity") {
        let vehicles = case.number("vehicles") as usize;
        let [lap, bound] = ["lap_time_without_waiting", "throughput_upper_bound"]
            .map(|name| case.expected[name].values()[0]);
        let station = case.number("load").max(case.number("unload"));
        let per_hour = |vehicles: usize, blocks: u32| {
            let mut ring = ring(case, vehicles, ("FirstCome", blocks));
            loads_per_hour(&mut ring, lap, vehicles)
        };
        close(case, "lap_time_without_waiting", 3_600.0 / per_hour(1, 10));
        assert_eq!(case.expected["note_attained"].value().as_bool(), Some(true));
        for blocks in [10, 40] {
            let next = 1.0 / f64::from(blocks) / case.number("speed");
            let attained = (vehicles as f64 / lap).min(1.0 / (station + next)) * 3_600.0;
            let found = per_hour(vehicles, blocks);
            assert!(
                (found / attained - 1.0).abs() < 1e-9,
                "{}: {found} of {attained} with {blocks} blocks in the last metre",
                case.id
            );
            assert!(found <= bound * (1.0 + 1e-9) && found > bound * (1.0 - next / station));
            println!("{:<16} {found} loads per hour of {bound}  ok", case.id);
        }
        // With one vehicle less than saturates, each is never held up; with so many, the station is never without one for longer.
        let saturates = case.expected["vehicles_to_saturate"].values()[0] as usize;
        let free = (saturates - 1) as f64 / lap * 3_600.0;
        assert!((per_hour(saturates - 1, 10) / free - 1.0).abs() < 1e-9, "{}", case.id);
        let next = 0.1 / case.number("speed");
        let full = 3_600.0 / (station + next);
        assert!((per_hour(saturates, 10) / full - 1.0).abs() < 1e-9, "{}", case.id);
        // Planned ways lose a block now and then, since it is estimated who comes when.
        let mut planned = ring(case, vehicles, ("Planned", 10));
        let found = loads_per_hour(&mut planned, lap, vehicles);
        let attained = (vehicles as f64 / lap * 3_600.0).min(full);
        assert!((0.99..1.000_001).contains(&(found / attained)), "{}: {found}", case.id);
    }
}

/// Two vehicles, the second so far behind the first: how much later it comes to the end of a long way. A block is as long as a vehicle,
/// the margin, and what is driven until one reacts; that it can stop before a block that is not free, vehicles see to themselves.
fn behind(case: &Case, apart: f64) -> f64 {
    let block = 1.0 + case.number("margin") + case.number("v") * case.number("reaction");
    let kind = |name: &str, start: &str| {
        format!(
            "\"{name}\": (speed: {}, acceleration: {rate}, braking: {rate}, start: [\"{start}\"], tour: [(at: \"z\")], repeat: false)",
            metres_per_second(case, "v"),
            rate = rate(case, "decel"),
        )
    };
    let mut run = Run::fleet(&format!(
        "paths: [
            (along: [\"a\", \"b\"], length: \"{apart} m\"),
            (along: [\"b\", \"y\"], length: \"{} m\", blocks: 100),
            (along: [\"y\", \"z\"], length: \"{} m\", blocks: 10),
        ],
        traffic: FirstCome, vehicles: {{{}, {}}}",
        block * 100.0,
        block * 10.0,
        kind("first", "b"),
        kind("second", "a"),
    ));
    let records = run.until(1_000.0).records();
    let (_, fleet) = run.plant.fleets().next().expect("a fleet");
    let at = fleet.nodes.iter().position(|node| node.name == "y").expect("a point") as u32;
    // A point is left when it is passed.
    let passed = records.iter().filter(|it| it.what() == What::Passed && it.level == at);
    let passed: Vec<f64> = passed.map(|it| it.at.as_secs_f64()).collect();
    passed[1] - passed[0]
}

/// What holds for vehicles that follow one another as near as they can without ever having to slow down.
#[test]
fn safe_following() {
    for case in &all("safe_following") {
        let (speed, length) = (case.number("v"), 1.0);
        let headway = case.expected["min_headway_at_1m_vehicle"].values()[0];
        let nearest = headway * speed;
        let found = behind(case, nearest);
        close(case, "min_headway_at_1m_vehicle", found);
        close(case, "max_flow", 3_600.0 / found);
        close(case, "min_gap_brickwall", found * speed - length);
        close(case, "stop_distance", found * speed - length - case.number("margin"));
        // Farther behind, it is never held up either; a centimetre nearer, it has to slow down, and falls back.
        assert!((behind(case, nearest + 1.0) - (nearest + 1.0) / speed).abs() < 1e-8);
        assert!(behind(case, nearest - 0.01) > (nearest - 0.01) / speed + 1e-3);
    }
}

/// Loads by a from-to matrix: what is driven with them is arithmetic, and no way to give out orders drives less without than balances the
/// points.
#[test]
fn fleet_size() {
    for case in &all("fleet_size") {
        let pairs = |name: &str| -> Vec<(String, f64)> {
            let pairs = case.value(name).as_object().expect("pairs").iter();
            pairs.map(|(pair, value)| (pair.clone(), value.as_f64().expect("a number"))).collect()
        };
        let mut paths = String::new();
        for (pair, metres) in pairs("distances") {
            let (from, to) = pair.split_at(1);
            write!(
                paths,
                "(along: [\"at {from}\", \"at {to}\"], length: \"{metres} m\", two_way: true), "
            )
            .expect("room");
        }
        let (mut equipment, mut stations) = (String::new(), String::new());
        for name in ["A", "B", "C"] {
            write!(equipment, "\"{name}\": Sink(), ").expect("room");
            write!(stations, "\"{name}\": (at: \"at {name}\"), ").expect("room");
        }
        for (pair, per_hour) in pairs("flows") {
            let (from, to) = pair.split_at(1);
            write!(
                equipment,
                "\"{pair}\": Source(every: \"{} s\", to: [\"{to}\"]), ",
                3_600.0 / per_hour
            )
            .expect("room");
            write!(stations, "\"{pair}\": (at: \"at {from}\", waiting: Unlimited), ")
                .expect("room");
        }
        for dispatch in ["Nearest", "Oldest", "Assignment"] {
            let mut run = Run::of(&format!(
                "Scene(run: (duration: \"200 h\"), equipment: {{{equipment} \"agvs\": Fleet(
                    paths: [{paths}], stations: {{{stations}}}, traffic: Free, dispatch: {dispatch},
                    vehicles: {{\"v\": (count: 2, speed: \"1 m/s\", load: \"15 s\", unload: \"15 s\")}})}})"
            ));
            let hours = 200.0;
            let records = run.until(hours * 3_600.0).records();
            let fleet = run.plant.find("agvs").expect("a fleet");
            let driven = |drive: Drive| {
                let own =
                    records.iter().filter(|it| it.what() == What::Driven && it.drive() == drive);
                own.fold((0.0, 0.0), |(metres, seconds), it| {
                    (metres + f64::from(it.level) / 1e3, seconds + it.span.as_secs_f64())
                })
            };
            let (loaded, empty) = (driven(Drive::Loaded), driven(Drive::Empty));
            let handled = driven(Drive::Loading).1 + driven(Drive::Unloading).1;
            // What is under way or waits at the end is not counted: less than two orders of each vehicle.
            let near = |found: f64, wanted: f64, off: f64| {
                assert!(
                    (found - wanted).abs() <= off,
                    "{} {dispatch}: {found}, not {wanted}",
                    case.id
                );
            };
            let expected = |name: &str| case.expected[name].values()[0];
            near(loaded.0 / hours, expected("loaded_m_per_h"), 320.0 / hours);
            let least = expected("min_empty_m_per_h");
            assert!(
                empty.0 / hours >= least - 400.0 / hours,
                "{} {dispatch}: {}",
                case.id,
                empty.0
            );
            let busy = (loaded.1 + empty.1 + handled) / hours;
            assert!(busy >= expected("busy_vehicle_s_per_h") - 1_000.0 / hours, "{busy}");
            assert!(busy / 3_600.0 >= expected("lower_bound_vehicles") - 0.001);
            // What is busy beyond the bound is driven without a load.
            near(busy - expected("busy_vehicle_s_per_h"), empty.0 / hours - least, 1_000.0 / hours);
            // What leaves a station less what comes to it.
            let brought =
                records.iter().filter(|it| it.what() == What::Finished && it.who() == fleet);
            let mut net = std::collections::BTreeMap::from([("A", 0.0), ("B", 0.0), ("C", 0.0)]);
            for record in brought {
                let pair = run.plant.name(record.item().origin());
                let (from, to) = pair.split_at(1);
                let [from, to] =
                    [from, to].map(|it| ["A", "B", "C"].iter().find(|name| **name == it));
                *net.get_mut(from.expect("a station")).expect("a station") += 1.0 / hours;
                *net.get_mut(to.expect("a station")).expect("a station") -= 1.0 / hours;
            }
            let wanted = case.expected["net_out_per_node"].value().as_object().expect("stations");
            for (name, value) in wanted {
                near(net[name.as_str()], value.as_f64().expect("a number"), 4.0 / hours);
            }
            println!(
                "{:<16} {dispatch}: {:.1} m/h empty, {least} are least  ok",
                case.id,
                empty.0 / hours
            );
        }
    }
}
