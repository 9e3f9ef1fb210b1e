//! Machines that work by a calendar, whose every instant is known: compared to the nanosecond.

use plantwright_journal::{Record, Wants, What};
use plantwright_sim::Sim;
use plantwright_units::{SimSpan, SimTime};

use crate::case::{Case, number, numbers};
use crate::trial::{options, read};
use crate::watch::{Watch, Watcher};

const MINUTE: u64 = 60_000_000_000;
const DAY: u64 = 24 * 60;

/// When items are finished and machines fail [min].
#[derive(Debug, Default)]
struct Log {
    finished: Vec<f64>,
    failed: Vec<f64>,
}

#[test]
fn shift_calendar() {
    let cases = Case::of("shift_calendar");
    assert!(!cases.is_empty());
    for case in &cases {
        let windows = case.matrix("open_windows");
        // The conventions and the title say it; the rule is not among the parameters.
        let at_end = if case.title.contains("only if it can finish") {
            "FitsOnly"
        } else {
            assert!(case.title.contains("interrupted and resumed"), "{}", case.id);
            "Interrupt"
        };
        let work = case.numbers("work_minutes");
        let release = case.number("release");
        let job = |number: usize| format!("\"job {number}\"");
        let list =
            |one: &dyn Fn(usize) -> String| (0..work.len()).map(one).collect::<Vec<_>>().join(", ");
        let products = list(&|number| format!("{}: ()", job(number)));
        let orders = list(&|number| format!("{}: (release: \"{release} min\")", job(number)));
        let process = list(&|number| format!("{}: \"{} min\"", job(number), work[number]));
        let scene = format!(
            r#"Scene(
    products: {{ {products} }},
    calendars: {{ "shift": (open: [{}]) }},
    equipment: {{
        "jobs": Source(orders: {{ {orders} }}, to: ["machine"]),
        "machine": Station(
            process: {{ {process} }},
            with: [Shift(calendar: "shift", at_end: {at_end})],
            to: ["done"],
        ),
        "done": Sink(),
    }},
)"#,
            open(&windows)
        );
        let mut sim = sim(&scene);
        // The plant ends by itself, though the shifts go on.
        let log = run(&mut sim, SimTime::MAX);
        let known = case.expected["completion_times"].values();
        assert_eq!(log.finished, known, "{} {at_end}\n{scene}", case.id);
        let per_day = number(case.expected["open_minutes_per_day"].value());
        let calendar = &sim.plant().calendars[0];
        assert_eq!((calendar.share() * DAY as f64).round(), per_day, "{}", case.id);
        // Open minutes of a day, counted one by one.
        let minutes = (7 * DAY..8 * DAY).map(|minute| SimTime::from_nanos(minute * MINUTE));
        let minutes = minutes.filter(|minute| calendar.is_open(*minute)).count();
        assert_eq!(minutes as f64, per_day, "{}", case.id);
        println!("{:<16} completion_times  exactly as expected  ok", case.id);
    }
}

#[test]
fn shift_failure_trace() {
    let cases = Case::of("shift_failure_trace");
    assert!(!cases.is_empty());
    for case in &cases {
        let scene = format!(
            r#"Scene(
    run: (duration: "10 d"),
    calendars: {{ "shift": (open: [{}]) }},
    equipment: {{
        "material": Source(to: ["machine"]),
        "machine": Station(
            process: "{} min",
            with: [
                Shift(calendar: "shift"),
                Failure(every: "{} min", counts: Processing, repair: "{} min"),
            ],
            to: ["done"],
        ),
        "done": Sink(),
    }},
)"#,
            open(&[numbers(case.value("window"))]),
            case.number("cycle"),
            case.number("operating_time_to_failure"),
            case.number("repair"),
        );
        let log = run(&mut sim(&scene), SimTime::ZERO + SimSpan::from_nanos(10 * DAY * MINUTE));
        for (name, expected) in &case.expected {
            let (what, day) = name.rsplit_once("day_").expect("a day");
            let day: f64 = day.parse().expect("the number of a day");
            let (from, to) = (day * DAY as f64, (day + 1.0) * DAY as f64);
            let got = match what {
                "parts_by_end_of_" => {
                    vec![log.finished.iter().filter(|at| **at <= to).count() as f64]
                }
                "failure_times_" => {
                    let of_day = log.failed.iter().copied();
                    of_day.filter(|at| (from..to).contains(at)).collect()
                }
                other => panic!("who reads `{other}`?"),
            };
            assert_eq!(got, expected.values(), "{} {name}", case.id);
            println!("{:<16} {name:<40}  exactly as expected  ok", case.id);
        }
    }
}

/// Daily windows, from minutes of the day.
fn open(windows: &[Vec<f64>]) -> String {
    let time = |minutes: f64| format!("{:02}:{:02}", minutes as u32 / 60, minutes as u32 % 60);
    let window = |window: &Vec<f64>| format!("\"{}-{}\"", time(window[0]), time(window[1]));
    windows.iter().map(window).collect::<Vec<_>>().join(", ")
}

fn sim(scene: &str) -> Sim {
    let model = read(scene);
    Sim::new(&model, options(&model, 1, 0)).expect("a plant")
}

fn run(sim: &mut Sim, until: SimTime) -> Log {
    let log = sim.listen(Watch(vec![Box::new(Log::default())]));
    sim.run_until(until).expect("a run");
    sim.assert_conserved();
    let log = sim.fold::<Watch>(log).get::<Log>();
    Log { finished: log.finished.clone(), failed: log.failed.clone() }
}

impl Watcher for Log {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Finished, What::Failed])
    }

    fn take(&mut self, record: &Record) {
        let at = record.at.as_nanos() as f64 / MINUTE as f64;
        match record.what() {
            What::Finished => self.finished.push(at),
            _ => self.failed.push(at),
        }
    }

    fn restart(&mut self, _at: SimTime) {}
}
