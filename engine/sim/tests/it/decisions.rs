//! Decisions beside which item is next: for each point, a rule that changes the outcome as reckoned by hand, and a scheduler that
//! answers what cannot be.

use plantwright_scheduler::{
    Answer, Assignment, BatchAnswer, Changeover, DecideCx, Diversion, Forming, OrderRelease,
    Points, Scheduler, Sequence, Service, Staffing,
};
use plantwright_sim::{Fault, Progress, RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};

use crate::failures::value;
use crate::harness::{Case, Outcome};

fn case(text: &str) -> Case {
    Case::read("decisions.ron", text, None, u64::MAX).unwrap_or_else(|error| panic!("{error}"))
}

/// A run under a scheduler, or under none; halfway it is saved and gone on with, which changes nothing.
pub(crate) fn run(text: &str, scheduler: &str) -> Outcome {
    let text = if scheduler.is_empty() {
        text.to_owned()
    } else {
        text.replacen("run: (", &format!("run: (scheduler: {scheduler:?}, "), 1)
    };
    let case = case(&text);
    let whole = case.whole();
    let mut half = case.start();
    half.go(SimTime::from_nanos(case.end.as_nanos() / 2));
    let mut rest = case.restore(&half.sim.snapshot()).unwrap_or_else(|error| panic!("{error}"));
    rest.go(case.end);
    assert_eq!(rest.outcome(), whole, "a run that was saved and gone on with");
    whole
}

pub(crate) fn minutes(outcome: &Outcome, kpi: &str) -> f64 {
    value(outcome, kpi) / 60.0
}

/// A long job and two short ones stand at a source; one may be in the loop.
const LOOP: &str = r#"Scene(
    run: (duration: "1 h"),
    products: {
        "long": (route: [(on: "mill", process: "10 min")]),
        "short": (route: [(on: "mill", process: "2 min")]),
    },
    equipment: {
        "orders": Source(orders: {
            "a": (product: "long", due: "1 h"), "b": (product: "short", due: "30 min"), "c": (product: "short", due: "5 min"),
        }, to: ["gate"]),
        "gate": GATE,
        "mill": Station(to: ["out"]),
        "out": Sink(),
    },
)"#;

fn looped(gate: &str) -> String {
    LOOP.replace("GATE", gate)
}

#[test]
fn a_release_lets_in_whom_the_rule_takes_first() {
    let text = looped(r#"Release(cards: 1, to: ["mill"])"#);
    // In the order of their coming: done at 10, 12 and 14. The short ones first: 2, 4 and 14.
    assert_eq!(minutes(&run(&text, ""), "mean_flow_time"), 12.0);
    assert_eq!(minutes(&run(&text, "FIFO"), "mean_flow_time"), 12.0, "it decides nothing here");
    let by_rule = run(&text, "FIFO & RELEASE(SPT)");
    assert_eq!(minutes(&by_rule, "mean_flow_time") * 3.0, 20.0);
    // The one that is due at 5 comes first.
    let by_due = run(&text, "RELEASE(EDD)");
    assert_eq!(minutes(&by_due, "mean_flow_time") * 3.0, 20.0);
    assert_eq!(value(&by_due, "mean_tardiness"), 0.0);
    assert!(value(&by_rule, "mean_tardiness") <= 0.0);
    assert!(value(&run(&text, ""), "mean_tardiness") > 0.0);
}

#[test]
fn a_buffer_in_front_of_a_release_gives_whom_the_rule_takes_first() {
    let text = looped(r#"Release(cards: 1, to: ["mill"])"#)
        .replace("], to: [\"gate\"]", "], to: [\"pool\"]")
        .replace("\"mill\": Station", "\"pool\": Buffer(to: [\"gate\"]), \"mill\": Station");
    assert_eq!(minutes(&run(&text, ""), "mean_flow_time"), 12.0);
    assert_eq!(minutes(&run(&text, "RELEASE(SPT)"), "mean_flow_time") * 3.0, 20.0);
}

#[test]
fn a_source_lets_in_as_many_as_the_rule_says() {
    let text = looped(r#"Buffer(to: ["mill"])"#);
    // All come in at once, and wait in the buffer: on average 36 item-minutes in the first 14.
    let all = run(&text, "");
    let one = run(&text, "RELEASE(SPT, 1)");
    assert_eq!(minutes(&all, "mean_flow_time"), 12.0);
    assert_eq!(minutes(&one, "mean_flow_time") * 3.0, 20.0);
    assert_eq!(one.counts.consumed, 3);
}

/// Items of two families come alternately; a change takes 5 minutes.
const FAMILIES: &str = r#"Scene(
    run: (duration: "2 h"),
    products: {
        "red": (route: [(on: "press", process: "1 min")]),
        "blue": (route: [(on: "press", process: "1 min")]),
    },
    equipment: {
        "jobs": Source(orders: {
            "a": (product: "red", due: "2 h"), "b": (product: "blue", due: "3 min"),
            "c": (product: "red", due: "2 h"), "d": (product: "blue", due: "4 min"),
        }),
        "press": Station(queue: Unlimited, setup: (time: "5 min", initial: "red")),
        "out": Sink(),
    },
)"#;

#[test]
fn a_station_stays_with_its_family_or_changes_over() {
    let makespan = |scheduler: &str| minutes(&run(FAMILIES, scheduler), "max_flow_time");
    // Red, blue, red, blue: three changes.
    assert_eq!(makespan(""), 19.0);
    assert_eq!(makespan("FIFO"), 19.0);
    // Both red ones, one change, both blue ones.
    assert_eq!(makespan("SETUP(SAME)"), 9.0);
    assert_eq!(makespan("FIFO & SETUP(LEAST)"), 9.0);
    // The blue ones are due first: a change, both, a change, both.
    assert_eq!(makespan("SETUP(EDD)"), 14.0);
    assert!(
        value(&run(FAMILIES, "SETUP(EDD)"), "mean_tardiness")
            < value(&run(FAMILIES, "SETUP(SAME)"), "mean_tardiness")
    );
}

/// An oven of four, into which items come one by one; a process takes 10 minutes.
const OVEN: &str = r#"Scene(
    run: (duration: "2 h"),
    products: {"a": (route: [(on: "oven", process: "10 min")]), "b": (route: [(on: "oven", process: "10 min")])},
    equipment: {
        "jobs": Source(orders: {
            "a": (product: "a", release: "0 min", due: "2 h"),
            "b": (product: "a", release: "1 min", due: "2 h"),
            "c": (product: "b", release: "2 min", due: "20 min"),
            "d": (product: "b", release: "3 min", due: "20 min"),
        }),
        "oven": Batch(min: 2, max: 2, compatible: SameProduct, queue: Unlimited),
        "out": Sink(),
    },
)"#;

#[test]
fn an_oven_starts_when_the_rule_says() {
    let flow = |scheduler: &str| minutes(&run(OVEN, scheduler), "mean_flow_time") * 4.0;
    // Both `a` from 1 to 11, both `b` from 11 to 21.
    assert_eq!(flow(""), 11.0 + 10.0 + 19.0 + 18.0);
    assert_eq!(flow("FIFO"), flow(""));
    assert_eq!(flow("BATCH(FULL)"), flow(""));
    // One `a` at once until 10; both `b` until 20, since most waits of them; the other `a` until 30.
    assert_eq!(flow("BATCH(ANY)"), 10.0 + 29.0 + 18.0 + 17.0);
    // The scene starts with two: `a` from 1 to 11 all the same.
    assert_eq!(flow("BATCH(EDD)"), flow(""));
    let wide = OVEN.replace("release: \"2 min\"", "release: \"0 min\"");
    let wide = wide.replace("release: \"3 min\"", "release: \"1 min\"");
    let tardy = |scheduler: &str| value(&run(&wide, scheduler), "mean_tardiness");
    assert!(tardy("") > 0.0, "`a` goes first, and `b` is late");
    assert_eq!(tardy("BATCH(EDD)"), 0.0);
}

/// Two machines wait for one worker: one is far away, and more waits there; the other is near.
const WORKERS: &str = r#"Scene(
    run: (duration: "1 h"),
    people: {"worker": (walks: "1 m/s", home: ("0 m", "0 m"))},
    layout: {"far": (at: ("100 m", "0 m")), "near": (at: ("10 m", "0 m"))},
    equipment: {
        "in": Source(at: ["0 s", "0 s", "0 s"], to: ["far"]),
        "far": Station(queue: Unlimited, process: "1 min", crew: (of: "worker"), to: ["out"]),
        "in 2": Source(at: ["0 s"], to: ["near"]),
        "near": Station(queue: Unlimited, process: "1 min", crew: (of: "worker"), to: ["out"]),
        "out": Sink(),
    },
)"#;

#[test]
fn a_worker_goes_where_the_rule_says() {
    let flow = |scheduler: &str| value(&run(WORKERS, scheduler), "mean_flow_time") * 4.0;
    // To the far one first, since it asked first; then to the near one, and back.
    assert_eq!(flow(""), 160.0 + 310.0 + 460.0 + 520.0);
    assert_eq!(flow("STAFF(NEAREST)"), 70.0 + 220.0 + 280.0 + 340.0);
    // Of equals, what was asked for first: the last one at the far machine waits.
    assert_eq!(flow("STAFF(QUEUE)"), 160.0 + 220.0 + 370.0 + 520.0);
}

/// A machine that is idle from 20 to 40, and due to be maintained at 45.
const SERVICED: &str = r#"Scene(
    run: (duration: "70 min"),
    equipment: {
        "in": Source(at: ["0 min", "40 min"], to: ["m"]),
        "m": Station(queue: Unlimited, process: "20 min", with: [Maintenance(
            every: "45 min", counts: Calendar, window: "26 min", takes: "10 min", begins: AtOnce,
        )], to: ["out"]),
        "out": Sink(),
    },
)"#;

#[test]
fn maintenance_is_done_while_there_is_nothing_else_to_do() {
    let flow = |scheduler: &str| minutes(&run(SERVICED, scheduler), "max_flow_time");
    // At 45 it is due, and interrupts the second item for 10 minutes.
    assert_eq!(flow(""), 30.0);
    // From 20 on nothing is there.
    assert_eq!(flow("SERVICE(IDLE)"), 20.0);
}

/// Four items come, and go two ways: to `x`, which takes very long, and to `y`.
fn diverted(by: &str, to: &str) -> String {
    format!(
        r#"Scene(
            run: (duration: "10 h"),
            products: {{"box": (length: "400 mm", physics: (shape: Box(length: "400 mm", width: "300 mm", height: "200 mm"), mass: "5 kg"))}},
            equipment: {{
                "in": Source(product: "box", at: ["0 s", "20 s", "40 s", "60 s"], to: ["by"]),
                "by": {by}, to: {to}),
                "x": Station(queue: 10, process: "1000 s", to: ["out"]),
                "y": Station(queue: 10, process: "1 s", to: ["out"]),
                "out": Sink(),
            }},
        )"#
    )
}

const BELT: &str = r#"Conveyor(length: "10 m", speed: "2 m/s", gap: "100 mm""#;
const SORTER: &str =
    r#"Sorter(length: "40 m", speed: "2 m/s", gap: "100 mm", exits: {"x": "10 m", "y": "20 m"}"#;
const PUSHER: &str = r#"Zone(length: "3 m", width: "400 mm", surface: Belt(speed: "0.5 m/s"), pushers: {"x": (at: "1.5 m")}"#;
const TURNS: &str = r#"RoundRobin(["x", "y"])"#;

#[test]
fn a_diverter_sends_items_where_the_fewest_are() {
    let end =
        |by: &str, to: &str, scheduler: &str| value(&run(&diverted(by, to), scheduler), "makespan");
    // The first goes to `x` either way, and is there after 5 s.
    for by in [BELT, SORTER] {
        assert_eq!(end(by, TURNS, ""), 2005.0, "{by}");
        assert_eq!(end(by, TURNS, "FIFO & DIVERT(FEWEST)"), 1005.0, "{by}");
        assert_eq!(end(by, TURNS, "DIVERT(ROOM)"), 2005.0, "{by}: there is room");
    }
    assert!(end(PUSHER, TURNS, "") > 2000.0);
    assert!(end(PUSHER, TURNS, "DIVERT(FEWEST)") < 1020.0);
}

/// Leaves everything to the scene, but is asked.
#[derive(Debug, Clone)]
struct Plain;

impl Scheduler for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(self.clone())
    }
}

fn under(text: &str, scheduler: Box<dyn Scheduler>) -> (Sim, Result<Progress, Fault>) {
    let case = case(text);
    let options = RunOptions { scheduler: Some(scheduler), ..RunOptions::default() };
    let mut sim = Sim::new(&case.model, options).expect("a plant that can be built");
    let progress = sim.run_until(case.end);
    sim.assert_conserved();
    (sim, progress)
}

#[test]
fn the_defaults_do_as_the_scene_says() {
    let loops = looped(r#"Release(cards: 1, to: ["mill"])"#);
    let free = r#"FirstFree(["x", "y"])"#;
    let diverted = [(BELT, free), (BELT, TURNS), (SORTER, free), (SORTER, TURNS), (PUSHER, TURNS)]
        .map(|(by, to)| diverted(by, to));
    let diverted = diverted.iter().map(String::as_str);
    for text in [loops.as_str(), FAMILIES, OVEN, WORKERS, SERVICED].into_iter().chain(diverted) {
        let case = case(text);
        let options = || RunOptions { scheduler: Some(Box::new(Plain)), ..RunOptions::default() };
        let mut asked = case.start_with(options());
        asked.go(case.end);
        let (asked, alone) = (asked.outcome(), case.whole());
        let kpis = |outcome: &Outcome| -> Vec<f64> {
            ["mean_flow_time", "max_flow_time", "throughput"]
                .map(|kpi| value(outcome, kpi))
                .to_vec()
        };
        assert_eq!(kpis(&asked), kpis(&alone), "{text}");
    }
}

/// Answers one point with nonsense.
#[derive(Debug, Clone)]
struct Wrong(&'static str);

impl Scheduler for Wrong {
    fn name(&self) -> &'static str {
        "wrong"
    }

    fn decides(&self) -> Points {
        Points::ALL
    }

    fn release(&mut self, ask: &OrderRelease, _cx: &mut DecideCx<'_>) -> Answer {
        if self.0 == "release" { Answer::Take(ask.candidates.len()) } else { Answer::Take(0) }
    }

    fn setup(&mut self, ask: &Changeover, _cx: &mut DecideCx<'_>) -> Option<Answer> {
        if self.0 == "setup" { Some(Answer::WaitUntil(ask.now)) } else { None }
    }

    fn batch(&mut self, ask: &Forming, _cx: &mut DecideCx<'_>) -> BatchAnswer {
        match self.0 {
            "batch" => BatchAnswer::Start { family: 0, items: vec![0, 0] },
            "panic" => panic!("no idea"),
            _ => ask.first_of(0),
        }
    }

    fn staff(&mut self, _ask: &Staffing, _cx: &mut DecideCx<'_>) -> Vec<Assignment> {
        if self.0 == "staff" { vec![Assignment { task: 0, people: vec![7] }] } else { Vec::new() }
    }

    fn divert(&mut self, ask: &Diversion, _cx: &mut DecideCx<'_>) -> Vec<usize> {
        if self.0 == "divert" { vec![1, 1] } else { ask.scene.clone() }
    }

    fn service(&mut self, _ask: &Service, _cx: &mut DecideCx<'_>) -> Answer {
        if self.0 == "service" { Answer::Take(1) } else { Answer::Wait }
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(self.clone())
    }
}

#[test]
fn nonsense_ends_the_run_with_names_and_choices() {
    let loops = looped(r#"Release(cards: 1, to: ["mill"])"#);
    let by = diverted(BELT, TURNS);
    let cases: [(&'static str, &str, &[&str]); 7] = [
        ("release", &loops, &["`gate`", "`orders#0`, `orders#1`, `orders#2`"]),
        ("setup", FAMILIES, &["`press`", "`blue`, `red`"]),
        ("batch", OVEN, &["`oven`", "an item twice", "`jobs#0`"]),
        ("panic", OVEN, &["`oven`", "no idea"]),
        ("staff", WORKERS, &["somebody who is not free", "`worker 0`"]),
        ("divert", &by, &["`by`", "a way twice", "`x`, `y`"]),
        ("service", SERVICED, &["`m`", "`m: maintenance now`"]),
    ];
    for (point, text, words) in cases {
        let (_, progress) = under(text, Box::new(Wrong(point)));
        let said = progress.expect_err(point).to_string();
        for word in words.iter().chain(&["`wrong`"]) {
            assert!(said.contains(word), "{point}: {said}");
        }
    }
}

/// Lets an item in only when the plant is empty, and waits for a while first.
#[derive(Debug, Clone)]
struct OneByOne;

impl Scheduler for OneByOne {
    fn name(&self) -> &'static str {
        "one by one"
    }

    fn decides(&self) -> Points {
        Points::RELEASE
    }

    fn sequence(&mut self, _ask: &Sequence, _cx: &mut DecideCx<'_>) -> Answer {
        unreachable!("it does not decide that")
    }

    fn release(&mut self, ask: &OrderRelease, _cx: &mut DecideCx<'_>) -> Answer {
        let first = SimTime::ZERO + SimSpan::from_secs(60);
        match ask.in_plant {
            _ if ask.now < first => Answer::WaitUntil(first),
            0 => Answer::Take(0),
            _ => Answer::Wait,
        }
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(self.clone())
    }
}

#[test]
fn whoever_waits_with_a_release_is_asked_when_something_has_happened() {
    let text = looped(r#"Buffer(to: ["mill"])"#);
    let (sim, progress) = under(&text, Box::new(OneByOne));
    assert_eq!(progress, Ok(Progress::Drained));
    assert_eq!(sim.counts().consumed, 3);
    // In pieces as well as in one go.
    let case = case(&text);
    let options = || RunOptions { scheduler: Some(Box::new(OneByOne)), ..RunOptions::default() };
    let mut whole = case.start_with(options());
    whole.go(case.end);
    let mut pieces = case.start_with(options());
    for minute in 1..=60 {
        pieces.go(SimTime::ZERO + SimSpan::from_secs(60 * minute));
    }
    assert_eq!(pieces.outcome(), whole.outcome());
}
