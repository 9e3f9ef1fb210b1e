//! Vehicles that come to stand: who could get through after all does, what dissolves is taken back, and what is not known is told as
//! that.

use std::fmt::Write as _;

use plantwright_journal::{Batch, Fold, FoldId, Record, Stall, Wants, What};
use plantwright_model::plant::FleetFacts;
use plantwright_sim::{RunOptions, Sim};
use plantwright_units::SimTime;

use super::breakdowns::seconds;
use super::{Distances, model, solver, touching};

/// Keeps what is told of vehicles that wait in vain.
#[derive(Debug, Default)]
struct Told(Vec<Record>);

impl Fold for Told {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Deadlocked])
    }

    fn take(&mut self, batch: &Batch<'_>) {
        self.0.extend(batch.of(What::Deadlocked));
    }

    fn restart(&mut self, _at: SimTime) {}

    fn fork(&self) -> Option<Box<dyn Fold>> {
        None
    }

    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    fn load(&mut self, _bytes: &[u8]) -> Result<(), String> {
        Ok(())
    }
}

fn run(text: &str) -> (Sim, FoldId) {
    let mut sim = Sim::new(&model(text), RunOptions::default()).expect("a plant");
    let told = sim.listen(Told::default());
    (sim, told)
}

fn told(sim: &mut Sim, fold: FoldId) -> Vec<(f64, Stall)> {
    let records = &sim.fold::<Told>(fold).0;
    records.iter().map(|it| (it.at.as_secs_f64(), it.stall())).collect()
}

/// An aisle of so many points with a bay at every other one. One vehicle wants to get from one end past all others, who stand in a row
/// before it and have nothing to do.
fn aisle(points: usize, bays: usize, others: usize) -> String {
    let mut text = String::from("Scene(equipment: {\"agvs\": Fleet(paths: [(along: [");
    (0..points).for_each(|at| write!(text, "\"m{at}\", ").expect("room"));
    text.push_str("], length: \"4 m\", two_way: true), ");
    for bay in 0..bays {
        write!(text, "(along: [\"m{0}\", \"b{0}\"], length: \"4 m\", two_way: true), ", 2 * bay)
            .expect("room");
    }
    let rest = "speed: \"1 m/s\", length: \"1.5 m\", repeat: false";
    let start = points - 2;
    write!(text, "], vehicles: {{\"go\": (start: [\"m{start}\"], tour: [(at: \"m1\")], {rest}), ")
        .expect("room");
    for other in 0..others {
        let at = start - 1 - other;
        write!(text, "\"o{other}\": (start: [\"m{at}\"], tour: [(at: \"m{at}\")], {rest}), ")
            .expect("room");
    }
    text.push_str("})})");
    text
}

/// More arrangements than can be looked at: a search over them gave up, and a deadlock was told of vehicles that get through.
#[test]
fn who_can_get_through_a_dense_aisle_does() {
    for (points, bays, others) in [(16, 8, 8), (20, 10, 9), (24, 12, 12), (40, 15, 16)] {
        let text = aisle(points, bays, others);
        let (mut sim, fold) = run(&text);
        let plant = model(&text);
        let (_, fleet) = plant.plant().fleets().next().expect("a fleet");
        let far = Distances::of(fleet);
        while sim.now() < seconds(3_600.0) {
            let next = sim.now() + plantwright_units::SimSpan::from_secs(1);
            sim.run_until(next).expect("a run");
            assert_eq!(touching(fleet, &far, &sim.vehicles()), None);
        }
        assert_eq!(told(&mut sim, fold), [], "{points} {bays} {others}");
        let go = sim.vehicles()[0];
        assert_eq!(fleet.nodes[go.to as usize].name, "m1", "{points}");
    }
}

/// Without a bay nobody gets past anybody, however many points are free: that is proven, whatever their number.
#[test]
fn who_cannot_get_through_is_told_so() {
    let (mut sim, fold) = run(&aisle(40, 0, 12));
    sim.run_until(seconds(3_600.0)).expect("a run");
    assert_eq!(told(&mut sim, fold), [(0.0, Stall::Locked)]);
    assert!(sim.deadlocks()[0].is_proven);
}

/// The exact answer is that of a search over all arrangements, on all networks that are small enough for one.
#[test]
fn it_is_decided_as_by_looking_at_everything() {
    let (mut possible, mut impossible) = (0, 0);
    for points in 4..8 {
        for bays in 0..=points / 2 {
            for others in 1..points - 2 {
                let text = aisle(points, bays, others);
                let (mut sim, fold) = run(&text);
                let of = model(&text);
                let (_, fleet) = of.plant().fleets().next().expect("a fleet");
                let fleet: &FleetFacts = fleet;
                let far = Distances::of(fleet);
                let at: Vec<u32> = sim.vehicles().iter().map(|it| it.to).collect();
                let goal = fleet.nodes.iter().position(|it| it.name == "m1").expect("a point");
                let can = solver::can_reach(fleet, &far, &at, 0, goal as u32).expect("an answer");
                sim.run_until(seconds(3_600.0)).expect("a run");
                assert_eq!(sim.deadlocks().is_empty(), can, "{points} {bays} {others}");
                assert_eq!(told(&mut sim, fold).is_empty(), can);
                possible += usize::from(can);
                impossible += usize::from(!can);
            }
        }
    }
    assert!(possible > 20 && impossible > 5, "{possible} {impossible}");
}

/// First come, first served: one waits behind another one that has nothing to do, until there is an order for that.
#[test]
fn what_dissolves_is_taken_back() {
    let text = "Scene(run: (duration: \"10 min\"), equipment: {
        \"in\": Source(at: [\"5 min\"], to: [\"out\"]),
        \"out\": Sink(),
        \"agvs\": Fleet(
            traffic: FirstCome,
            paths: [(along: [\"a\", \"b\", \"c\", \"d\"], length: \"10 m\")],
            stations: {\"in\": (at: \"b\"), \"out\": (at: \"d\")},
            vehicles: {
                \"idle\": (speed: \"1 m/s\", start: [\"b\"]),
                \"late\": (speed: \"1 m/s\", start: [\"a\"], tour: [(at: \"c\")], repeat: false),
            },
        ),
    })";
    // The idle one could be anywhere else.
    let text = text.replace("\"d\"], length", "\"d\", \"a\"], length");
    let (mut sim, fold) = run(&text);
    sim.run_until(seconds(100.0)).expect("a run");
    assert_eq!(told(&mut sim, fold), [(0.0, Stall::Locked)]);
    assert_eq!(sim.deadlocks().len(), 1);
    sim.run_until(seconds(600.0)).expect("a run");
    assert_eq!(told(&mut sim, fold), [(0.0, Stall::Locked), (300.0, Stall::Dissolved)]);
    assert_eq!(sim.deadlocks(), []);
    let deadlocks = super::breakdowns::values(&mut sim, 600.0)("deadlocks");
    assert_eq!(deadlocks, 0.0);
}

/// Three vehicles and a zone for two of them: whoever waits to get in waits for either of those inside, and not in a circle.
#[test]
fn who_waits_for_one_of_two_waits_in_vain_only_for_both() {
    let text = "Scene(run: (duration: \"10 min\"), equipment: {\"agvs\": Fleet(
        traffic: FirstCome,
        zones: {\"hall\": (points: [\"h1\", \"h2\"], capacity: 2)},
        paths: [
            (along: [\"a\", \"h1\", \"x\"], length: \"10 m\"),
            (along: [\"h2\", \"a\"], length: \"10 m\"),
            (along: [\"p\", \"h1\"], length: \"10 m\"),
        ],
        vehicles: {
            \"first\": (speed: \"1 m/s\", start: [\"h1\"], tour: [(at: \"h1\", dwell: \"60 s\"), (at: \"x\")], repeat: false),
            \"inside\": (speed: \"1 m/s\", start: [\"h2\"], tour: [(at: \"a\")], repeat: false),
            \"outside\": (speed: \"1 m/s\", start: [\"a\"], tour: [(at: \"h1\")], repeat: false),
        },
    )})";
    let (mut sim, fold) = run(text);
    sim.run_until(seconds(600.0)).expect("a run");
    assert_eq!(told(&mut sim, fold), []);
}

/// Two that can never pass each other are told of though a third one drives round and round elsewhere, once they have waited for a minute.
#[test]
fn who_can_never_pass_is_told_of_while_others_drive() {
    let text = |bay: &str| {
        format!(
            "Scene(run: (duration: \"1 h\"), equipment: {{\"agvs\": Fleet(
                paths: [
                    (along: [\"a\", \"b\", \"c\", \"d\"], length: \"10 m\", two_way: true),
                    (along: [\"x\", \"y\", \"z\", \"x\"], length: \"10 m\", two_way: true),{bay}
                ],
                vehicles: {{
                    \"east\": (speed: \"1 m/s\", length: \"1 m\", start: [\"a\"], tour: [(at: \"a\", dwell: \"5 s\"), (at: \"d\")], repeat: false),
                    \"west\": (speed: \"1 m/s\", length: \"1 m\", start: [\"d\"], tour: [(at: \"d\", dwell: \"5 s\"), (at: \"a\")], repeat: false),
                    \"round\": (speed: \"1 m/s\", length: \"1 m\", start: [\"x\"], tour: [(at: \"y\"), (at: \"z\"), (at: \"x\")]),
                }},
            )}})"
        )
    };
    let (mut sim, fold) = run(&text(""));
    sim.run_until(seconds(3_600.0)).expect("a run");
    let found = told(&mut sim, fold);
    assert!(
        !found.is_empty() && found.iter().all(|(_, stall)| *stall == Stall::Locked),
        "{found:?}"
    );
    assert!(found.iter().all(|(at, _)| (60.0..300.0).contains(at)), "{found:?}");
    let first = sim.plant().find("agvs: round");
    let members: Vec<_> = sim.deadlocks().iter().flat_map(|lock| lock.vehicles.clone()).collect();
    assert!(members.iter().all(|held| Some(held.vehicle) != first));
    // With a bay they pass.
    let bay = "(along: [\"b\", \"bay\"], length: \"10 m\", two_way: true),";
    let (mut sim, fold) = run(&text(bay));
    sim.run_until(seconds(3_600.0)).expect("a run");
    assert_eq!(told(&mut sim, fold), []);
}

/// A triangle, round which one goes out of the other one's way.
fn triangle(zones: &str) -> String {
    format!(
        "Scene(equipment: {{\"agvs\": Fleet(
            paths: [(along: [\"a\", \"b\", \"c\", \"a\"], length: \"10 m\", two_way: true)], {zones}
            vehicles: {{
                \"v0\": (speed: \"1 m/s\", start: [\"c\"], tour: [(at: \"b\")], repeat: false),
                \"v1\": (speed: \"1 m/s\", start: [\"b\"], tour: [(at: \"a\")], repeat: false),
            }})}})"
    )
}

/// Room for two at two points was looked for as if it could be missing: one stood for ever, and nobody told.
#[test]
fn a_zone_that_has_room_for_all_is_none() {
    let ends = |zones: &str| {
        let (mut sim, fold) = run(&triangle(zones));
        sim.run_until(seconds(600.0)).expect("a run");
        assert_eq!(told(&mut sim, fold), [], "{zones}");
        sim.vehicles().iter().map(|it| it.to).collect::<Vec<u32>>()
    };
    let without = ends("");
    for zone in ["points: [\"c\", \"a\"], capacity: 2", "points: [\"c\", \"a\"], capacity: 3"] {
        assert_eq!(ends(&format!("zones: {{\"z\": ({zone})}},")), without);
    }
}

/// On one-way rings with zones that have room for some, items are brought as long as nobody is told to stand. Vehicles took their ways
/// back from one another without end.
#[test]
fn zones_that_have_room_for_some_let_items_pass_or_tell() {
    for seed in 0..40 {
        let mut dice = super::dice::Dice::new(seed);
        let mut below = |most: usize| dice.below(most as u64) as usize;
        let points = 5 + below(4);
        let at = |number: usize| format!("p{}", number % points);
        let ring: Vec<String> =
            (0..=points).map(|number| format!("\"{}\", ", at(number))).collect();
        let ring = ring.concat();
        let (first, second) = (below(points), below(points - 1));
        let (from, to) = (at(first), at(first + 1 + second));
        let zone = below(points);
        let zone = [at(zone), at(zone + 1), at(zone + 2 + below(points - 2))];
        // As many begin outside of the zone as there is room for.
        let outside = (0..points).map(at).filter(|point| !zone.contains(point));
        let starts: Vec<String> = outside.chain(zone.iter().cloned()).take(3).collect();
        let text = format!(
            "Scene(run: (duration: \"3 h\"), equipment: {{\"in\": Source(every: \"61 s\", to: [\"m\"]), \"m\": Station(queue: Unlimited, process: \"7 s\", to: [\"out\"]),
            \"out\": Sink(), \"agvs\": Fleet(paths: [(along: [{ring}], length: \"10 m\")],
                zones: {{\"z\": (points: [\"{}\", \"{}\", \"{}\"], capacity: 2)}},
                stations: {{\"in\": (at: \"{from}\", waiting: Unlimited), \"m\": (at: \"{to}\", waiting: Unlimited)}},
                vehicles: {{\"v\": (start: {starts:?}, speed: \"1 m/s\", length: \"1 m\")}})}})",
            zone[0], zone[1], zone[2]
        );
        let (mut sim, fold) = run(&text);
        sim.run_until(seconds(3_600.0)).expect("a run");
        let before = sim.counts().consumed;
        sim.run_until(seconds(7_200.0)).expect("a run");
        let stands = !told(&mut sim, fold).is_empty();
        assert_ne!(sim.counts().consumed > before + 20, stands, "seed {seed}: {text}");
    }
}

/// A machine for a minute a part that has room for no other one, with four parts for it 10 m away, and another line that keeps running.
fn full_machine(fleet: &str, vehicle: &str) -> String {
    format!(
        "Scene(run: (duration: \"1 h\"), equipment: {{
            \"s\": Source(at: [\"0 s\", \"0 s\", \"0 s\", \"0 s\"], to: [\"m\"]), \"m\": Station(process: \"60 s\", to: [\"k\"]), \"k\": Sink(),
            \"other\": Source(every: \"1 min\", to: [\"drain\"]), \"drain\": Sink(),
            \"agvs\": Fleet(
                {fleet} paths: [(along: [\"a\", \"b\", \"c\"], length: \"10 m\", two_way: true)],
                stations: {{\"s\": (at: \"a\", waiting: Unlimited), \"m\": (at: \"b\"), \"k\": (at: \"c\")}},
                vehicles: {{\"v\": (start: [\"a\"], speed: \"1 m/s\", load: \"1 s\", unload: \"1 s\", {vehicle})}},
            ),
        }})"
    )
}

/// It stands before the machine already when that comes to be full of what waits for it: nobody looked at it any more.
#[test]
fn who_stands_before_a_machine_that_becomes_full_takes_along_what_waits_there() {
    for traffic in ["Planned", "FirstCome", "Free"] {
        let (mut sim, fold) = run(&full_machine(&format!("traffic: {traffic},"), "capacity: 4"));
        sim.run_until(seconds(3_600.0)).expect("a run");
        assert_eq!(told(&mut sim, fold), [], "{traffic}");
        // Four parts, and one a minute on the other line.
        assert_eq!(sim.counts().consumed, 4 + 60, "{traffic}");
    }
}

/// Where it has no room for more, it waits for the machine and the machine for it: that is told when the machine comes to be full, at
/// 132 s, with what it has and who has no room for it.
#[test]
fn who_stands_before_a_machine_that_becomes_full_is_told_of() {
    for traffic in ["Planned", "FirstCome", "Free"] {
        let (mut sim, fold) =
            run(&full_machine(&format!("dispatch: Oldest, traffic: {traffic},"), "capacity: 1"));
        sim.run_until(seconds(3_600.0)).expect("a run");
        assert_eq!(told(&mut sim, fold), [(132.0, Stall::Locked)], "{traffic}");
        let (machine, held) =
            (sim.plant().find("m").expect("a machine"), &sim.deadlocks()[0].vehicles);
        let (item, receiver) = held[0].no_room.expect("what it stands with");
        let item = sim.plant().item_name(item);
        assert_eq!(
            (held.len(), held[0].at.as_str(), receiver, item.as_str()),
            (1, "b", machine, "s#2")
        );
    }
}

/// Three fill a ring, and only one of them wants to go on: all move on at once.
#[test]
fn a_full_ring_moves_on_with_those_who_have_nothing_to_do() {
    let one = |name: &str, at: &str, goal: &str, rotates: bool| {
        format!(
            "\"{name}\": (speed: \"1 m/s\", length: \"1 m\", rotates: {rotates}, start: [\"{at}\"], tour: [(at: \"{goal}\")], repeat: false), "
        )
    };
    for rotates in [true, false] {
        let vehicles = [("v0", "a", "b"), ("v1", "b", "b"), ("v2", "c", "c")]
            .map(|(name, at, goal)| one(name, at, goal, rotates));
        let text = format!(
            "Scene(equipment: {{\"agvs\": Fleet(paths: [(along: [\"a\", \"b\", \"c\", \"a\"], length: \"10 m\")], vehicles: {{{}}})}})",
            vehicles.concat()
        );
        let (mut sim, fold) = run(&text);
        sim.run_until(seconds(600.0)).expect("a run");
        let (plant, first) = (sim.plant().clone(), sim.vehicles()[0]);
        let (_, fleet) = plant.fleets().next().expect("a fleet");
        if rotates {
            assert_eq!(told(&mut sim, fold), []);
            assert_eq!(fleet.nodes[first.to as usize].name, "b");
        } else {
            assert_eq!(told(&mut sim, fold), [(0.0, Stall::Locked)]);
        }
    }
}
