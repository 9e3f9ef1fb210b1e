//! A plugin that answers nonsense, panics or never answers loses its bouts, with a message that names it, the decision and the
//! choices; everyone else's results are kept, and nothing hangs.

use std::sync::Arc;
use std::time::Duration;

use plantwright_league::{League, Make, Score};
use plantwright_scheduler::{Answer, DecideCx, Scheduler, Sequence};

use crate::support::{instance, league, plant, play, scores};

/// Breaks the contract in one way, at its tenth decision.
#[derive(Debug, Clone)]
struct Broken {
    how: &'static str,
    asked: u32,
}

impl Scheduler for Broken {
    fn name(&self) -> &str {
        self.how
    }

    fn sequence(&mut self, ask: &Sequence, _cx: &mut DecideCx<'_>) -> Answer {
        self.asked += 1;
        match self.how {
            "nonsense" if self.asked >= 10 => Answer::Take(ask.candidates.len()),
            "past" if self.asked >= 10 => Answer::WaitUntil(ask.now),
            "panics" if self.asked >= 10 => panic!("out of ideas"),
            "hangs" if self.asked >= 10 => {
                std::thread::sleep(Duration::from_hours(1));
                Answer::Wait
            }
            "slow" if self.asked == 10 => {
                std::thread::sleep(Duration::from_millis(8));
                Answer::Take(0)
            }
            "waits" => Answer::Wait,
            _ => Answer::Take(0),
        }
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(self.clone())
    }
}

fn make() -> Arc<Make> {
    Arc::new(|name: &str| {
        let all = ["nonsense", "past", "panics", "hangs", "slow", "waits", "fine"];
        let how = all.into_iter().find(|it| *it == name);
        let how = how.ok_or_else(|| format!("there is no scheduler `{name}`"))?;
        Ok(Box::new(Broken { how, asked: 0 }) as Box<dyn Scheduler>)
    })
}

fn played(names: &[&str]) -> Vec<Score> {
    let league = league(names, vec![instance("ta01", None)]);
    let league = League { time_limit: Duration::from_secs(3), ..league };
    scores(&play(&league, &make(), 3, None))
}

#[test]
fn whoever_breaks_the_contract_loses_and_the_others_go_on() {
    let scores = played(&["nonsense", "past", "panics", "hangs", "fine"]);
    let says = |number: usize, parts: &[&str]| {
        let fault = scores[number].fault.as_deref().expect("a fault");
        for part in parts {
            assert!(fault.contains(part), "`{part}` is not in: {fault}");
        }
    };
    says(0, &["`nonsense` answered Take(", "for `machine ", "choices were `release#"]);
    says(1, &["`past` answered WaitUntil(", "choices were `release#"]);
    says(
        2,
        &["`panics` panicked when it was asked for `machine ", "out of ideas", "choices were `"],
    );
    says(3, &["`hangs` gave no answer within 3000 ms", "for `machine ", "choices were `release#"]);
    assert_eq!(scores[4].fault, None);
    assert!(scores[4].makespan_ns > 1_231_000_000_000);
    // What was measured until then is kept: fifteen jobs were let in, and the tenth item was chosen wrongly.
    assert_eq!(scores[0].decisions, 15 + 10);
}

#[test]
fn who_answers_late_loses_although_nobody_looked_meanwhile() {
    let league = league(&["slow"], vec![instance("ta01", None)]);
    let of = |micros| {
        let league = League { time_limit: Duration::from_micros(micros), ..league.clone() };
        scores(&play(&league, &make(), 1, None))[0].fault.clone().unwrap_or_default()
    };
    assert_eq!(of(10_000_000), "");
    let fault = of(7_500);
    assert!(fault.contains("`slow` gave no answer within 7500 µs"), "{fault}");
    assert!(fault.contains("for `machine "), "{fault}");
}

#[test]
fn who_always_waits_is_asked_for_the_last_time_and_the_run_ends() {
    let scores = played(&["waits"]);
    let fault = scores[0].fault.as_deref().expect("a fault");
    assert!(fault.contains("is missing"), "{fault}");
}

#[test]
fn who_is_not_there_loses() {
    let scores = played(&["fine", "nobody"]);
    assert_eq!(scores[1].fault.as_deref(), Some("there is no scheduler `nobody`"));
}

/// A loop that fills up with itself while orders still come.
const LOOP: &str = r#"Scene(run: (duration: "20 h"), equipment: {
    "in": Source(every: Exponential("60 s"), to: ["a"]),
    "a": Station(process: "20 s", to: ["b"]),
    "b": Station(process: "20 s", to: Probability({"a": 0.3, "out": 0.7})),
    "out": Sink(),
})"#;

#[test]
fn who_brings_a_plant_to_a_stand_loses() {
    let league = league(&["fine"], vec![plant("loop", LOOP.to_owned())]);
    for score in scores(&play(&league, &make(), 2, None)) {
        let fault = score.fault.expect("a standstill");
        assert!(fault.contains("came to a stand for good"), "{fault}");
    }
}
