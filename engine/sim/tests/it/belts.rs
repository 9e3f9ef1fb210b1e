//! Belts that are not plain: zones, moves of a pitch, both ways, other speeds, photo-eyes, rules at the entry.

use plantwright_journal::{Notice, What};
use plantwright_sim::{Model, RunOptions, Sim};
use plantwright_units::SimTime;

use crate::failures::value;
use crate::harness::{Case, Outcome};
use crate::log::Log;

fn scene(equipment: &str) -> String {
    format!(
        r#"Scene(run: (duration: "10 min"), products: {{
            "box": (length: "400 mm"), "bag": (length: "600 mm")}}, equipment: {{{equipment}}})"#
    )
}

fn run(equipment: &str) -> Outcome {
    let case = Case::read("belts.ron", &scene(equipment), None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}")).whole()
}

/// What ten minutes of a scene told.
pub(crate) struct Told {
    log: Log,
    names: Vec<String>,
}

impl Told {
    fn of(equipment: &str) -> Self {
        Self::of_scene(&scene(equipment))
    }

    pub(crate) fn of_scene(text: &str) -> Self {
        let model = Model::read("belts.ron", text).unwrap_or_else(|it| panic!("{it}"));
        let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant that runs");
        let log = sim.listen(Log::default());
        sim.run_until(SimTime::from_nanos(600_000_000_000)).expect("a run without a fault");
        Self { log: sim.fold::<Log>(log).clone(), names: model.plant().names() }
    }

    /// When something happened at somebody, in seconds.
    pub(crate) fn times(&self, what: What, name: &str) -> Vec<f64> {
        let who = self.names.iter().position(|it| it == name).expect("a name") as u32;
        let mine = self.log.0.iter().filter(|it| it.what() == what && it.who().0 == who);
        mine.map(|it| it.at.as_secs_f64()).collect()
    }

    fn notices(&self) -> Vec<(Notice, f64)> {
        let noticed = self.log.0.iter().filter(|it| it.what() == What::Noticed);
        noticed.map(|it| (it.notice(), it.at.as_secs_f64())).collect()
    }
}

#[test]
fn zones_are_left_one_by_one() {
    // Three zones of 1 m, boxes of 0.4 m, 0.5 m/s. All come at once: the second one once the first has left zone 1 with its
    // end, at 1.4 m, and so on.
    let told = Told::of(
        r#""in": Source(product: "box", at: ["0 s", "0 s", "0 s", "0 s"], to: ["a belt"]),
        "a belt": Conveyor(length: "3 m", speed: "0.5 m/s", zones: (length: "1 m"), to: ["b"]),
        "b": Station(process: "20 s", to: ["out"]), "out": Sink()"#,
    );
    assert_eq!(told.times(What::Entered, "a belt"), [0.0, 2.8, 5.6, 8.4]);
    // The first is taken at 6 s and worked on until 26 s. The second waits at 3 m from 8.8 s on, the third at 2 m until the
    // second is taken at 26 s, and the fourth at 1 m until the end of the third has left 2 m, at 26.8 s.
    assert_eq!(told.times(What::Finished, "a belt"), [6.0, 8.8, 28.0, 48.0]);
}

#[test]
fn what_is_left_one_by_one_opens_gaps() {
    // All three zones are full, and the exit is opened for good at 60 s: the second goes at once, the third 0.8 s later.
    let release = |release: &str| {
        let told = Told::of(&format!(
            r#""in": Source(product: "box", at: ["0 s", "5 s", "10 s"], to: ["a belt"]),
            "a belt": Conveyor(length: "3 m", speed: "0.5 m/s", zones: (length: "1 m", release: {release}), to: ["b"]),
            "b": Station(process: "60 s", queue: 2, with: [Failure(name: "f", every: "1 ns", counts: Calendar, repair: "60 s")], to: ["out"]), "out": Sink()"#
        ));
        told.times(What::Finished, "a belt")
    };
    let (single, slug) = (release("Single"), release("Slug"));
    assert_eq!(single.len(), 3);
    assert!(single[2] - single[1] >= slug[2] - slug[1], "{single:?} {slug:?}");
}

#[test]
fn an_indexed_belt_moves_a_pitch_at_a_time() {
    let belt = |index: &str| {
        Told::of(&format!(
            r#""in": Source(product: "box", at: ["0 s", "1 s", "9 s"], to: ["a belt"]),
            "a belt": Conveyor(length: "2 m", speed: "0.5 m/s", pitch: "1 m", index: {index}, to: ["out"]), "out": Sink()"#
        ))
    };
    // A move takes 2 s. The second waits until the belt rests, at 2 s; the third comes at 9 s onto an empty belt.
    let told = belt("WhenFree");
    assert_eq!(told.times(What::Entered, "a belt"), [0.0, 2.0, 9.0]);
    assert_eq!(told.times(What::Finished, "a belt"), [4.0, 6.0, 13.0]);
    // It moves only when something comes: the second moves the first on, and the third both.
    let told = belt("WhenLoaded");
    assert_eq!(told.times(What::Entered, "a belt"), [0.0, 2.0, 9.0]);
    assert_eq!(told.times(What::Finished, "a belt"), [4.0, 11.0]);
    // It moves at 5 s, 10 s, 15 s: the second finds the first place free at 7 s.
    let told = belt(r#"Every("5 s")"#);
    assert_eq!(told.times(What::Entered, "a belt"), [0.0, 7.0, 12.0]);
    assert_eq!(told.times(What::Finished, "a belt"), [12.0, 17.0, 22.0]);
}

#[test]
fn a_reversible_belt_takes_turns() {
    // From left to right and back over 5 m in 10 s, and 2 s to turn round.
    let told = Told::of(
        r#""left": Source(product: "box", at: ["0 s", "1 s"], to: ["a belt"]),
        "right": Source(product: "box", at: ["3 s"], to: ["a belt"]),
        "a belt": Conveyor(length: "5 m", speed: "0.5 m/s", pitch: "1 m", reversible: (beginning: ["left", "west"], turn: "2 s"), to: ["west", "east"]),
        "west": Sink(), "east": Sink()"#,
    );
    // The second of the left comes behind the first at 2 s, before anybody waits at the other end; that one comes when the belt
    // is empty, at 12 s, and has turned round.
    assert_eq!(told.times(What::Entered, "a belt"), [0.0, 2.0, 14.0]);
    assert_eq!(told.times(What::Consumed, "east"), [10.0, 12.0]);
    assert_eq!(told.times(What::Consumed, "west"), [24.0]);
}

#[test]
fn a_belt_runs_at_another_speed_from_an_instant_on() {
    // 4 s at 0.5 m/s, 2 s at 0.25 m/s, and the last 2.5 m at 1 m/s.
    let outcome = run(r#""in": Source(product: "box", at: ["0 s"], to: ["a belt"]),
        "a belt": Conveyor(length: "5 m", speed: "0.5 m/s", pitch: "1 m", speeds: [(from: "4 s", speed: "0.25 m/s"), (from: "6 s", speed: "1 m/s")], to: ["out"]),
        "out": Sink()"#);
    assert_eq!(value(&outcome, "makespan"), 8.5);
}

#[test]
fn an_eye_sees_each_item() {
    let told = Told::of(
        r#""in": Source(product: "box", at: ["0 s", "4 s"], to: ["a belt"]),
        "a belt": Conveyor(length: "3 m", speed: "0.5 m/s", gap: "100 mm", eyes: {"e": (at: "1 m")}, to: ["b"]),
        "b": Station(process: "20 s", to: ["out"]), "out": Sink()"#,
    );
    let seen = [
        (Notice::Covered, 2.0),
        (Notice::Cleared, 2.8),
        (Notice::Covered, 6.0),
        (Notice::Cleared, 6.8),
    ];
    assert_eq!(told.notices(), seen);
}

#[test]
fn an_eye_in_a_queue_is_covered_until_the_queue_goes_on() {
    // The first is taken at 6 s and worked on until 36 s. The second waits at 3 m, the third at 2.5 m from 9 s on: its end at
    // 2.1 m. An eye at 2.2 m is covered by it from 8.4 s until the second is taken: at 36 s it goes on, and is past at 2.6 m.
    let told = Told::of(
        r#""in": Source(product: "box", at: ["0 s", "2 s", "4 s"], to: ["a belt"]),
        "a belt": Conveyor(length: "3 m", speed: "0.5 m/s", gap: "100 mm", eyes: {"e": (at: "2.2 m")}, to: ["b"]),
        "b": Station(process: "30 s", to: ["out"]), "out": Sink()"#,
    );
    let covered = told.notices();
    let last = &covered[covered.len() - 2..];
    assert_eq!(last, [(Notice::Covered, 8.4), (Notice::Cleared, 36.2)]);
}

#[test]
fn an_eye_stops_a_machine_before_the_belt_is_full() {
    let belt = |eye: &str| {
        Told::of(&format!(
            r#""in": Source(product: "box", to: ["a"]), "a": Station(process: "2 s", to: ["a belt"]),
            "a belt": Conveyor(length: "5 m", speed: "0.5 m/s", gap: "100 mm", eyes: {{"full": (at: "1 m", covered_for: "1500 ms"{eye})}}, to: ["b"]),
            "b": Station(process: "60 s", to: ["out"]), "out": Sink()"#
        ))
    };
    // One every 2 s; 11 fit. The ninth stands with its front at 1 m, and has been there for 1.5 s when the tenth is on the belt
    // and the eleventh is not yet.
    let (without, with) = (belt(""), belt(r#", stops: ["a"]"#));
    let most = |told: &Told| {
        let mut all: Vec<(f64, i32)> =
            told.times(What::Entered, "a belt").into_iter().map(|at| (at, 1)).collect();
        all.extend(told.times(What::Left, "a belt").into_iter().map(|at| (at, -1)));
        all.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.cmp(&two.1)));
        all.iter()
            .scan(0, |sum, (_, by)| {
                *sum += by;
                Some(*sum)
            })
            .max()
    };
    assert_eq!(most(&without), Some(11));
    assert_eq!(most(&with), Some(10));
    let closed = belt(", closes: true");
    assert_eq!(most(&closed), Some(10));
}

#[test]
fn a_zip_takes_one_of_each() {
    let told = Told::of(
        r#""l": Source(product: "box", at: ["0 s", "0 s", "0 s"], to: ["a belt"]),
        "r": Source(product: "bag", at: ["5 s", "50 s"], to: ["a belt"]),
        "a belt": Conveyor(length: "3 m", speed: "0.5 m/s", pitch: "1 m", merge: Zip(["l", "r"]), to: ByProduct({"box": "x", "bag": "y"})),
        "x": Sink(), "y": Sink()"#,
    );
    assert_eq!(told.times(What::Consumed, "x"), [6.0, 13.0, 58.0]);
    assert_eq!(told.times(What::Consumed, "y"), [11.0, 56.0]);
}

#[test]
fn the_fullest_lane_goes_first() {
    let told = Told::of(
        r#""l": Source(product: "box", at: ["0 s", "1 s", "1 s"], to: ["few"]),
        "r": Source(product: "bag", at: ["0 s", "1 s", "1 s", "1 s", "1 s"], to: ["many"]),
        "few": Buffer(capacity: 10, to: ["a belt"]), "many": Buffer(capacity: 10, to: ["a belt"]),
        "a belt": Conveyor(length: "3 m", speed: "0.5 m/s", pitch: "2 m", merge: Fullest, to: ByProduct({"box": "x", "bag": "y"})),
        "x": Sink(), "y": Sink()"#,
    );
    // One of each until 4 s; then four wait in one lane and two in the other: two of the many, and by turns.
    let y = told.times(What::Consumed, "y");
    assert!(y.len() == 5 && y[1] <= 14.0 && y[2] <= 18.0, "{y:?}");
}

/// Two lanes to a receiver B that takes 20 s: one leads there alone, and brings a bag at 10 s; the other may also go to A, which takes
/// 15 s, and brings four boxes at once. B takes the first box at 2 s, and waits for nobody; the second box goes to A.
fn two_ways(lane: impl Fn(&str) -> String, b: &str) -> Told {
    Told::of(&format!(
        r#""boxes": Source(product: "box", at: ["0 s", "0 s", "0 s", "0 s"], to: ["f1"]),
        "bags": Source(product: "bag", at: ["10 s"], to: ["f0"]),
        "f0": {}, "f1": {},
        "A": Station(process: "15 s", to: ["x"]), "B": {b},
        "x": Sink(), "y": Sink()"#,
        lane(r#"["B"]"#),
        lane(r#"["A", "B"]"#),
    ))
}

#[test]
fn who_went_another_way_no_longer_waits_here() {
    // The third box waits for A and B from 3 s on, and goes to A at 16 s; the fourth comes then. The bag waits for B since 11 s: it
    // goes there at 22 s, and is finished at 42 s.
    let station = |to: &str| format!(r#"Station(process: "1 s", to: {to})"#);
    let b = r#"Station(process: "20 s", to: ByProduct({"box": "x", "bag": "y"}))"#;
    assert_eq!(two_ways(station, b).times(What::Consumed, "y"), [42.0]);
    // The same over belts.
    let belt =
        |to: &str| format!(r#"Conveyor(length: "1 m", speed: "1 m/s", gap: "0 mm", to: {to})"#);
    // There the second box is at the exit 0.4 s after the first one, and B is free 20 s later.
    assert_eq!(two_ways(belt, b).times(What::Left, "f0"), [21.4]);
    // Onto a belt and into a sorter, whose entries are clear when an item is 600 mm on, after 20 s.
    for b in [
        r#"Conveyor(length: "1.2 m", speed: "30 mm/s", pitch: "600 mm", to: ["y"])"#,
        r#"Sorter(length: "1.2 m", speed: "30 mm/s", pitch: "600 mm", to: ["y"])"#,
    ] {
        let told = two_ways(station, b);
        let (bag, entered) = (told.times(What::Left, "f0"), told.times(What::Entered, "B"));
        assert_eq!((bag[0], entered[1]), (22.0, 22.0), "{b}");
    }
}

#[test]
fn of_equally_full_lanes_who_has_waited_longest_goes_first() {
    // The eye of "m" keeps its entry closed until the machine takes the first item at 10 s. "few" waits from 3 s on with one item, from
    // 7 s on with two; "many" from 4 s on with two. Looking in between, when "m" has failed, changes nothing.
    let told = |more: &str| {
        Told::of(&format!(
            r#""before": Source(product: "box", at: ["0 s", "0 s"], to: ["m"]),
            "one": Source(product: "box", at: ["2 s", "7 s"], to: ["few"]),
            "other": Source(product: "box", at: ["3 s", "3 s"], to: ["many"]),
            "few": Conveyor(length: "1 m", speed: "1 m/s", pitch: "500 mm", to: ["m"]),
            "many": Conveyor(length: "1 m", speed: "1 m/s", pitch: "500 mm", to: ["m"]),
            "m": Conveyor(length: "1 m", speed: "1 m/s", pitch: "500 mm", merge: Fullest,
                eyes: {{"e": (at: "800 mm", closes: true)}}{more}, to: ["b"]),
            "b": Station(process: "9 s", to: ["out"]), "out": Sink()"#
        ))
    };
    for more in
        ["", r#", with: [Failure(name: "f", every: "5 s", counts: Calendar, repair: "500 ms")]"#]
    {
        let told = told(more);
        let [few, many] = ["few", "many"].map(|lane| told.times(What::Left, lane)[0]);
        assert!((few - 10.0).abs() < 0.6 && many > few, "few at {few}, many at {many}");
    }
}

/// A line with belts of every kind of traffic: full, empty, mixed lengths, two that merge, one that leads two ways. Their speeds
/// have some more digits.
fn traffic(more: &str, digits: &str) -> String {
    let belt = |name: &str, length: &str, speed: &str, to: &str| {
        format!(
            r#""{name}": Conveyor(length: "{length}", speed: "{speed}{digits} m/s", gap: "70 mm", {more}to: {to}),"#
        )
    };
    let belts = [
        belt("one", "3 m", "0.7", r#"["press"]"#),
        belt("two", "7 m", "0.333", r#"["merge"]"#),
        belt("side", "2 m", "1.0", r#"["merge"]"#),
        belt("merge", "5 m", "1.1", r#"RoundRobin(["left", "right"])"#),
        belt("left", "600 mm", "0.45", r#"["slow"]"#),
        belt("right", "4 m", "3.0", r#"["out"]"#),
    ]
    .concat();
    format!(
        r#""mixed": Source(mix: {{"box": 0.6, "bag": 0.4}}, every: Exponential("3 s"), to: ["one"]),
        "others": Source(product: "bag", every: Exponential("9 s"), to: ["side"]),
        "press": Station(process: Exponential("2.8 s"), to: ["two"]),
        "slow": Station(process: Exponential("5 s"), to: ["out"]), "out": Sink(),
        {belts}"#
    )
}

/// Belts that are plain, and belts that are not, do the same; of some speeds.
fn assert_plain_belts_are_like_others(digits: &str) {
    // A change of speed that never comes makes it a belt that is not plain.
    let plain = Told::of(&traffic("", digits));
    let never = r#"speeds: [(from: "1000 d", speed: "1 m/s")], "#;
    let other = Told::of(&traffic(never, digits));
    assert_eq!(plain.names, other.names);
    for name in &plain.names {
        for what in [What::Entered, What::Finished, What::Left, What::State, What::Consumed] {
            let (one, two) = (plain.times(what, name), other.times(what, name));
            assert_eq!(one, two, "{what:?} at `{name}`");
        }
    }
    assert!(plain.times(What::Left, "right").len() > 40, "the belts are busy");
    assert!(plain.times(What::State, "left").len() > 40, "they come to a stand");
}

#[test]
fn a_plain_belt_does_what_any_other_does() {
    assert_plain_belts_are_like_others("");
}

/// In ten minutes, these run some times as far as an odometer of 64 bits may in their units, and are set back.
#[test]
fn a_plain_belt_runs_on_and_on() {
    assert_plain_belts_are_like_others("000037");
}
