//! Belts, whose every instant is known: compared to the nanosecond. What is a rate is counted over a long time.

use std::sync::Arc;

use plantwright_journal::{Record, State, Wants, What};
use plantwright_model::Plant;
use plantwright_sim::Sim;
use plantwright_units::SimTime;

use crate::case::Case;
use crate::scene::Scene;
use crate::trial::{options, read};
use crate::watch::{Watch, Watcher};

/// Keeps all records.
#[derive(Debug, Default)]
struct Log(Vec<Record>);

impl Watcher for Log {
    fn wants(&self) -> Wants {
        Wants::EVERYTHING
    }

    fn take(&mut self, record: &Record) {
        self.0.push(*record);
    }

    fn restart(&mut self, _at: SimTime) {}
}

/// What happened in a plant up to an instant.
struct Seen {
    plant: Arc<Plant>,
    records: Vec<Record>,
}

impl Seen {
    fn of(scene: &Scene, seconds: u64) -> Self {
        let model = read(&scene.text());
        let mut sim = Sim::new(&model, options(&model, 1, 0)).expect("a plant");
        let log = sim.listen(Watch(vec![Box::new(Log::default())]));
        sim.run_until(SimTime::from_nanos(seconds * 1_000_000_000)).expect("a run");
        sim.assert_conserved();
        let records = sim.fold::<Watch>(log).get::<Log>().0.clone();
        Self { plant: Arc::clone(model.plant()), records }
    }

    fn at<'a>(&'a self, who: &str, what: What) -> impl Iterator<Item = &'a Record> + use<'a> {
        let who = self.plant.find(who).expect("equipment");
        self.records.iter().filter(move |it| it.who() == who && it.what() == what)
    }

    /// When something happened to each item [s].
    fn times(&self, who: &str, what: What) -> Vec<f64> {
        self.at(who, what).map(|record| record.at.as_secs_f64()).collect()
    }

    /// How often something happens from 1 000 s to 11 000 s [/s].
    fn rate(&self, who: &str, what: What) -> f64 {
        let times = self.times(who, what);
        times.iter().filter(|time| (1_000.0..11_000.0).contains(*time)).count() as f64 / 1e4
    }

    /// How long something was in a state, up to an instant [s].
    fn time_in(&self, who: &str, state: State, until: f64) -> f64 {
        let intervals = self.at(who, What::State).filter(|record| record.state() == state);
        intervals
            .map(|record| (record.at.as_secs_f64().min(until), record))
            .map(|(end, record)| end - (record.at.as_secs_f64() - record.span.as_secs_f64()))
            .filter(|time| *time > 0.0)
            .sum()
    }
}

/// Compares all expected numbers of a case.
fn compare(case: &Case, got: impl Fn(&str) -> Vec<f64>) {
    compare_within(case, 1e-9, got);
}

fn compare_within(case: &Case, tolerance: f64, got: impl Fn(&str) -> Vec<f64>) {
    for (name, expected) in &case.expected {
        let wanted = match expected.value().as_bool() {
            Some(truth) => vec![f64::from(u8::from(truth))],
            None => expected.values(),
        };
        let got = got(name);
        assert_eq!(got.len(), wanted.len(), "{} {name}", case.id);
        for (got, wanted) in got.iter().zip(&wanted) {
            assert!((got - wanted).abs() <= tolerance, "{} {name}: {got} is not {wanted}", case.id);
        }
        println!("{:<16} {name:<40}  as expected  ok", case.id);
    }
}

fn all(structure: &str) -> Vec<Case> {
    let cases = Case::of(structure);
    assert!(!cases.is_empty());
    cases
}

/// A belt with the length, pitch and speed of a case.
fn belt(case: &Case, more: &str, to: &str) -> String {
    let [length, pitch, speed] = ["length", "pitch", "speed"].map(|name| case.number(name));
    format!(
        "Conveyor(length: \"{length} m\", speed: \"{speed} m/s\", pitch: \"{pitch} m\"{more}, to: [{to:?}])"
    )
}

#[test]
fn belt_formulas() {
    for case in &all("belt_formulas") {
        let scene = Scene::default()
            .with("in", "Source(product: \"part\", to: [\"belt\"])")
            .with("belt", belt(case, "", "out"))
            .with("out", "Sink()");
        let seen = Seen::of(&scene, 11_000);
        let (came, left) = (seen.times("belt", What::Entered), seen.times("belt", What::Left));
        let on_belt = |(came, left): (&f64, &f64)| (left.min(11e3) - came.max(1e3)).max(0.0);
        let ever = left.iter().copied().chain(std::iter::repeat(f64::INFINITY));
        let area: f64 = came.iter().zip(ever).map(|(came, left)| on_belt((came, &left))).sum();
        compare(case, |name| {
            vec![match name {
                "transit_time" => left[0] - came[0],
                "max_throughput" => seen.rate("belt", What::Left),
                "capacity" => {
                    seen.at("belt", What::Entered).map(|it| f64::from(it.level)).fold(0.0, f64::max)
                }
                "wip_at_max_throughput" => area / 1e4,
                other => panic!("who reads `{other}`?"),
            }]
        });
    }
}

#[test]
fn accumulating_conveyor_trace() {
    traces("accumulating_conveyor_trace", "accumulating: true");
}

#[test]
fn non_accumulating_conveyor_trace() {
    traces("non_accumulating_conveyor_trace", "accumulating: false");
}

fn traces(structure: &str, accumulating: &str) {
    for case in &all(structure) {
        let mut scene = Scene::default();
        let times = case.numbers("process_times");
        let (mut orders, mut process) = (Vec::new(), Vec::new());
        for (number, (request, time)) in
            case.numbers("entry_requests").iter().zip(&times).enumerate()
        {
            let part = format!("part {number}");
            scene.product(&part, "()");
            orders.push(format!("{part:?}: (release: \"{request} s\")"));
            process.push(format!("{part:?}: \"{time} s\""));
        }
        let (orders, process) = (orders.join(", "), process.join(", "));
        let scene = scene
            .with("in", format!("Source(orders: {{{orders}}}, to: [\"lane\"])"))
            .with("lane", "Buffer(to: [\"belt\"])")
            .with("belt", belt(case, &format!(", {accumulating}"), "machine"))
            .with("machine", format!("Station(process: {{{process}}}, to: [\"out\"])"))
            .with("out", "Sink()");
        let seen = Seen::of(&scene, 1_000);
        let picks = seen.times("belt", What::Left);
        compare(case, |name| match name {
            "entry_times" => seen.times("belt", What::Entered),
            "reach_end_times" => seen.times("belt", What::Finished),
            "pick_times" => picks.clone(),
            "last_finish" => seen.times("machine", What::Left)[times.len() - 1..].to_vec(),
            "belt_stopped_time" => {
                vec![seen.time_in("belt", State::Blocked, picks[times.len() - 1])]
            }
            other => panic!("who reads `{other}`?"),
        });
    }
}

#[test]
fn belt_transfer_gap() {
    for case in &all("belt_transfer_gap") {
        let number = |name: &str| case.number(name);
        let (length, fast) = (number("part_length"), number("speed_out"));
        let mut scene = Scene::default();
        scene.product("part", &format!("(length: \"{length} m\")"));
        let scene = scene
            .with("in", "Source(product: \"part\", to: [\"slow\"])")
            .with(
                "slow",
                format!(
                    "Conveyor(length: \"8 m\", speed: \"{} m/s\", pitch: \"{} m\", to: [\"fast\"])",
                    number("speed_in"),
                    number("pitch_in")
                ),
            )
            .with(
                "fast",
                format!(
                    "Conveyor(length: \"9 m\", speed: \"{fast} m/s\", gap: \"0 m\", to: [\"out\"])"
                ),
            )
            .with("out", "Sink()");
        let seen = Seen::of(&scene, 11_000);
        let came = seen.times("fast", What::Entered);
        let pitch = (came[6] - came[5]) * fast;
        let waited = seen.time_in("slow", State::Blocked, f64::INFINITY) > 0.0;
        compare(case, |name| {
            vec![match name {
                "pitch_out" => pitch,
                "gap_out" => pitch - length,
                "throughput" => seen.rate("out", What::Consumed),
                "collision" => f64::from(u8::from(waited)),
                other => panic!("who reads `{other}`?"),
            }]
        });
    }
}

#[test]
fn merge_fluid() {
    for case in &all("merge_fluid") {
        let run = |merge: &str| {
            let mut scene = Scene::default();
            for lane in [1, 2] {
                let every = 1.0 / case.number(&format!("q{lane}"));
                let to = format!("lane {lane}");
                let source = format!("Source(every: \"{every:.9} s\", to: [{to:?}])");
                scene.add(&format!("in {lane}"), source);
                scene.add(&to, "Buffer(to: [\"belt\"])");
            }
            let [speed, pitch] = ["speed", "pitch"].map(|name| case.number(name));
            let belt = format!(
                "Conveyor(length: \"8 m\", speed: \"{speed} m/s\", pitch: \"{pitch} m\", merge: {merge}, to: [\"out\"])"
            );
            Seen::of(&scene.with("belt", belt).with("out", "Sink()"), 11_000)
        };
        let (strict, alternating) = (run("Priority([\"lane 1\"])"), run("InTurn"));
        // Over ten thousand seconds, one item more or less at both ends.
        compare_within(case, 1.01e-4, |name| {
            vec![match name {
                "outfeed_rate" => alternating.rate("out", What::Consumed),
                "overloaded" => {
                    let of = |lane: &str, what| alternating.at(lane, what).count();
                    let waits: usize = ["lane 1", "lane 2"]
                        .into_iter()
                        .map(|lane| of(lane, What::Entered) - of(lane, What::Left))
                        .sum();
                    f64::from(u8::from(waits > 100))
                }
                "rate1_strict_priority_1" => strict.rate("lane 1", What::Left),
                "rate2_strict_priority_1" => strict.rate("lane 2", What::Left),
                "rate1_alternating" => alternating.rate("lane 1", What::Left),
                "rate2_alternating" => alternating.rate("lane 2", What::Left),
                other => panic!("who reads `{other}`?"),
            }]
        });
    }
}

#[test]
fn divert_pattern() {
    for case in &all("divert_pattern") {
        let speed = case.number("speed");
        let belt = |length: &str, to: &str| {
            format!(
                "Conveyor(length: \"{} m\", speed: \"{speed} m/s\", pitch: \"500 mm\", to: {to})",
                case.number(length)
            )
        };
        let every = case.number("interarrival");
        let at: Vec<String> =
            (0..9).map(|number| format!("\"{} s\"", every * f64::from(number))).collect();
        let scene = Scene::default()
            .with("in", format!("Source(at: [{}], to: [\"belt\"])", at.join(", ")))
            .with("belt", belt("to_divert", "Pattern([\"straight\", \"straight\", \"branch\"])"))
            .with("straight", belt("straight", "[\"out\"]"))
            .with("branch", belt("branch", "[\"out\"]"))
            .with("out", "Sink()");
        let seen = Seen::of(&scene, 1_000);
        compare(case, |name| match name {
            "exit_times_straight_first4" => seen.times("straight", What::Left)[..4].to_vec(),
            "exit_times_branch_first2" => seen.times("branch", What::Left)[..2].to_vec(),
            other => panic!("who reads `{other}`?"),
        });
    }
}
