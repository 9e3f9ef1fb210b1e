//! Vehicles on the floor of a zone: they push what they touch, and stop for what is in their safety field.

use plantwright_journal::{Batch, Drive, Fold, Notice, Wants, What};
use plantwright_model::{NoFiles, Plant, Report, Sources, syntax};
use plantwright_sim::{Model, RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};

use crate::failures::value;
use crate::harness::{Case, Outcome};

/// A belt of 4 m along x, and a path that crosses it after 2 m: a vehicle drives from 8 m south of it to 8 m north of it, when others have
/// done so that are before it on the path.
fn scene(at: &str, floor: &str, vehicles: &str) -> String {
    format!(
        r#"Scene(run: (duration: "5 min"), products: {{"item": ()}}, equipment: {{
        "in": Source(product: "item", at: [{at}], to: ["belt"]),
        "belt": Zone(
            length: "4 m", width: "600 mm", surface: Belt(speed: "0.5 m/s"), guides: false,
            body: (shape: Box(length: "400 mm", width: "300 mm", height: "300 mm"), mass: "5 kg", friction: 0.4),
            floor: (of: "agvs", entry: ("0 m", "0 m"), exit: ("4 m", "0 m"), height: "20 mm", around: "3 m"{floor}),
            to: ["out"],
        ),
        "out": Sink(),
        "agvs": Fleet(
            points: {{"far": ("2 m", "-14 m"), "south": ("2 m", "-8 m"), "mid": ("2 m", "1.5 m"), "north": ("2 m", "8 m"), "side": ("-8 m", "1.5 m")}},
            paths: [(along: ["far", "south", "mid", "north"]), (along: ["mid", "side"])],
            vehicles: {{{vehicles}}},
        ),
        }})"#
    )
}

/// A vehicle at 1 m/s that brakes within half a metre, from a point to another.
fn vehicle(name: &str, [from, to]: [&str; 2], field: &str) -> String {
    format!(
        r#""{name}": (length: "1.2 m", speed: "1 m/s", acceleration: "1 m/s2", start: ["{from}"], tour: [(at: "{to}")], repeat: false,
            body: (width: "800 mm", height: "400 mm"{field})), "#
    )
}

const FIELD: &str = r#", field: "1.5 m""#;

/// What was told of vehicles: when, which of them, what, and what was waited for or in the way.
#[derive(Debug, Clone, Default)]
struct Log(Vec<(f64, u32, Told, String)>);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Told {
    Drive(Drive, f64),
    Notice(Notice),
}

impl Fold for Log {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Driven, What::Noticed])
    }

    fn take(&mut self, batch: &Batch<'_>) {
        for record in batch.records() {
            let (told, what) = match record.what() {
                What::Driven => {
                    let told = Told::Drive(record.drive(), record.span.as_secs_f64());
                    (told, format!("{}", record.cause().0))
                }
                _ => (Told::Notice(record.notice()), format!("{}", record.item().serial())),
            };
            self.0.push((record.at.as_secs_f64(), record.who().0, told, what));
        }
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

struct Seen {
    log: Log,
    plant: std::sync::Arc<Plant>,
}

impl Seen {
    fn of(text: &str) -> Self {
        let model = Model::read("crossing.ron", text).unwrap_or_else(|error| panic!("{error}"));
        let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant");
        let log = sim.listen(Log::default());
        sim.run_until(SimTime::ZERO + SimSpan::from_secs(300)).expect("a run");
        let log = sim.fold::<Log>(log).clone();
        Self { log, plant: std::sync::Arc::clone(model.plant()) }
    }

    /// All that was told of somebody.
    fn told(&self, who: &str) -> Vec<(f64, Told, String)> {
        let own = self
            .log
            .0
            .iter()
            .filter(|(_, id, ..)| self.plant.name(plantwright_units::EquipmentId(*id)) == who);
        own.map(|(at, _, told, what)| (*at, *told, what.clone())).collect()
    }

    /// When a vehicle came to where it wanted to.
    fn arrives(&self, who: &str) -> f64 {
        let drives = |told: &Told| matches!(told, Told::Drive(Drive::Empty, _));
        let told = self.told(who);
        told.iter().filter(|(_, told, _)| drives(told)).map(|(at, ..)| *at).fold(0.0, f64::max)
    }
}

fn run(text: &str) -> Outcome {
    let case = Case::read("crossing.ron", text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}")).whole()
}

/// From rest to rest over 16 m at 1 m/s, with a second more for becoming faster and slower.
const FREE: f64 = 17.0;

#[test]
fn who_meets_nothing_drives_as_anywhere() {
    let seen = Seen::of(&scene("", "", &vehicle("agv", ["south", "north"], FIELD)));
    assert_eq!(seen.arrives("agvs: agv"), FREE);
}

#[test]
fn a_vehicle_lets_a_box_go_by() {
    // The box is before it from about 6.2 s on, until its end has passed the edge of the field at 2.4 m: 2.8 m and its slip later.
    let text = scene(r#""3 s""#, "", &vehicle("agv", ["south", "north"], FIELD));
    let seen = Seen::of(&text);
    let told = seen.told("agvs: agv");
    let (at, _, item) = &told[0];
    assert_eq!((told[0].1, item.as_str()), (Told::Notice(Notice::InTheWay), "0"), "{told:?}");
    // Until it is at 6.2 s, at full speed, its front comes to 1.1 m before the box: that is in the field.
    let slip = 0.5 / (2.0 * 0.4 * 9.81);
    let comes = 3.0 + slip + (1.6 - 0.0) / 0.5;
    assert!((at - comes).abs() < 0.03, "{at}, not {comes}");
    // It brakes for a second, stands, and goes on when the box has left the field.
    let belt = seen.plant.find("belt").expect("a belt").0.to_string();
    let (until, stood, zone) = told
        .iter()
        .find_map(|(at, told, what)| match told {
            Told::Drive(Drive::Obstructed, span) => Some((*at, *span, what.clone())),
            _ => None,
        })
        .expect("it stood");
    assert_eq!(zone, belt);
    let clear = 3.0 + slip + (2.4 + 0.4) / 0.5;
    assert!((until - clear).abs() < 0.03, "{until}, not {clear}");
    assert!((until - stood - (at + 1.0)).abs() < 1e-6, "{told:?}");
    // In the time from braking to full speed it would have come 2 m farther than it did, and the time for which it stood.
    let arrives = seen.arrives("agvs: agv");
    assert!((arrives - (FREE + stood + 1.0)).abs() < 1e-6, "{arrives}");
    let outcome = run(&text);
    assert_eq!((outcome.counts.consumed, value(&outcome, "fallen")), (1, 0.0));
    assert!((value(&outcome, "obstructed_time") - stood).abs() < 1e-6);
}

#[test]
fn a_wide_field_sees_what_comes_from_the_side() {
    let wide = r#", field: "1.5 m", beside: "1 m""#;
    let text = scene(r#""3 s""#, "", &vehicle("agv", ["south", "north"], wide));
    // The box is within a metre of its side long before the end of the field is at the near side of the box.
    let told = Seen::of(&text).told("agvs: agv");
    let comes = 1.0 + (8.0 - 0.5 - 0.6 - 1.5 - 0.15);
    assert_eq!(told[0].1, Told::Notice(Notice::InTheWay));
    assert!((told[0].0 - comes).abs() < 0.02, "{}, not {comes}", told[0].0);
    assert_eq!(run(&text).counts.consumed, 1);
}

#[test]
fn a_vehicle_without_a_field_pushes_the_box_off_the_belt() {
    let text = scene(r#""3 s""#, "", &vehicle("agv", ["south", "north"], ""));
    assert_eq!(Seen::of(&text).arrives("agvs: agv"), FREE, "nothing keeps it from its way");
    let outcome = run(&text);
    let counts = outcome.counts;
    assert_eq!((counts.consumed, counts.scrapped), (0, 1), "it went over the edge of the floor");
    assert_eq!(value(&outcome, "obstructed_time"), 0.0);
}

#[test]
fn a_box_that_has_fallen_onto_the_path_stops_who_comes() {
    // One without a field pushes a box off the belt, stops behind it, and turns aside; the next one stops for what lies there until
    // somebody takes it away.
    let first = vehicle("a", ["south", "mid"], "")
        .replace("(at: \"mid\")", "(at: \"mid\"), (at: \"side\")");
    let vehicles = first + &vehicle("b", ["far", "north"], FIELD);
    let text = scene(r#""3 s""#, r#", cleared_after: "1 min""#, &vehicles);
    let seen = Seen::of(&text);
    let [(rests, Told::Notice(Notice::Fallen), _)] = seen.told("belt")[..] else {
        panic!("{:?}", seen.told("belt"))
    };
    let told = seen.told("agvs: b");
    let stood = |(at, told, _): &(f64, Told, String)| match told {
        Told::Drive(Drive::Obstructed, span) => Some((*at, *span)),
        _ => None,
    };
    let (until, span) = told.iter().find_map(stood).expect("it stood");
    assert!((until - (rests + 60.0)).abs() < 1e-6, "{told:?}");
    assert!(span > 20.0 && seen.arrives("agvs: b") > until, "{told:?}");
    let ways: Vec<&Told> = told.iter().map(|(_, told, _)| told).collect();
    assert_eq!(ways.iter().filter(|it| ***it == Told::Notice(Notice::InTheWay)).count(), 1);
    let outcome = run(&text);
    assert_eq!((outcome.counts.consumed, outcome.counts.scrapped), (0, 1));
    assert_eq!(value(&outcome, "fallen"), 1.0);
    // Without anybody who takes it away, it stays there, and so does the vehicle; the rest of the plant goes on.
    let stays = run(&text.replace(r#", cleared_after: "1 min""#, ""));
    assert_eq!((stays.counts.present, stays.counts.scrapped), (1, 0));
    let stands = stays.values.iter().filter(|it| it.kpi == "obstructed_time");
    assert!(stands.map(|it| it.value).fold(0.0, f64::max) > 250.0);
}

#[test]
fn an_item_comes_in_when_the_vehicle_has_left_the_entry() {
    // The path leads over the entry, and the vehicle stands there for 10 s.
    let stop = vehicle("agv", ["south", "mid"], FIELD)
        .replace("(at: \"mid\")", "(at: \"mid\", dwell: \"10 s\"), (at: \"north\")");
    let over = |at: &str| {
        let text = scene(at, "", &stop);
        text.replace(
            "entry: (\"0 m\", \"0 m\"), exit: (\"4 m\", \"0 m\")",
            "entry: (\"2 m\", \"1.5 m\"), exit: (\"6 m\", \"1.5 m\")",
        )
    };
    // It is there from about 9 s on, and for a second after 20.5 s it has not gone far.
    let [early, late] = [r#""1 s""#, r#""15 s""#].map(|at| value(&run(&over(at)), "makespan"));
    let slip = 0.5 / (2.0 * 0.4 * 9.81);
    assert!((early - (1.0 + 8.0 + slip)).abs() < 0.02, "{early}");
    // Its end leaves the box behind after 0.6 m and 0.15 m: it has its full speed after half a metre and a second.
    let comes = 20.5 + 1.25;
    assert!((late - (comes + 8.0 + slip)).abs() < 0.03, "{late}, not {}", comes + 8.0 + slip);
}

#[test]
fn what_is_saved_while_a_vehicle_brakes_or_pushes_goes_on_bit_for_bit() {
    for field in [FIELD, ""] {
        let text = scene(
            r#""1 s", "3 s", "4 s", "6 s""#,
            r#", cleared_after: "20 s""#,
            &(vehicle("a", ["south", "mid"], field)
                .replace("(at: \"mid\")", "(at: \"mid\"), (at: \"side\")")
                + &vehicle("b", ["far", "north"], FIELD)),
        );
        let case = Case::read("crossing.ron", &text, None, u64::MAX).expect("a scene");
        let whole = case.whole();
        for millis in [3_000, 6_500, 6_900, 7_504, 9_000, 15_000, 40_000] {
            let mut run = case.start();
            run.go(SimTime::from_nanos(millis * 1_000_000 + 777));
            run.sim.assert_conserved();
            let mut restored = case.restore(&run.sim.snapshot()).expect("the same plant");
            let mut fork = run.fork();
            restored.go(case.end);
            fork.go(case.end);
            assert_eq!(restored.outcome(), whole, "restored at {millis} ms {field}");
            assert_eq!(fork.outcome(), whole, "forked at {millis} ms {field}");
        }
    }
}

/// What is said of a scene before it is run.
fn said(text: &str) -> String {
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let id = sources.add("crossing.ron", text);
    let root = syntax::parse(&sources, id, &mut report).expect("a scene");
    let _ = Model::of(&root, &mut sources, &NoFiles, &mut report);
    let all = report.into_sorted();
    all.iter().map(|it| it.message.clone()).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_cannot_be_on_a_floor_is_told_before_the_run() {
    let agv = vehicle("agv", ["south", "north"], FIELD);
    let with = |from: &str, to: &str| said(&scene("", "", &agv.replace(from, to)));
    assert_eq!(with("", ""), "");
    assert_eq!(
        with(&agv[agv.find("body").expect("a body")..], ")"),
        "`agv` has no `body`, and drives over the floor of `belt`, where it is a rigid body"
    );
    assert_eq!(
        with("length: \"1.2 m\", ", ""),
        "`agv` has no `length`, and drives over the floor of `belt`, where it is a rigid body"
    );
    // v^2 / 2b.
    assert_eq!(
        with("speed: \"1 m/s\"", "speed: \"2 m/s\""),
        "the safety field of `agv` reaches 1.50 m, and it takes 2.00 m to stop from 2.00 m/s: it hits what it meets at full speed"
    );
    let longer = scene("", "", &agv).replace(
        "(along: [\"far\", \"south\", \"mid\", \"north\"])",
        "(along: [\"far\", \"south\"]), (along: [\"south\", \"mid\"], length: \"12 m\"), (along: [\"mid\", \"north\"])",
    );
    assert_eq!(
        said(&longer),
        "over the floor of `belt`, ways are straight: `south - mid` is 12.00 m long, and its ends are 9.50 m apart"
    );
}

#[test]
fn where_no_bodies_are_a_vehicle_makes_no_steps() {
    let vehicle = vehicle("agv", ["south", "north"], FIELD);
    let events = |text: &str| run(text).counts.events;
    let with = scene("", "", &vehicle);
    let (from, to) = (with.find("floor:").expect("a floor"), with.find("to: [\"out\"]"));
    let without = format!("{}{}", &with[..from], &with[to.expect("a receiver")..]);
    assert_eq!(events(&with), events(&without));
}
