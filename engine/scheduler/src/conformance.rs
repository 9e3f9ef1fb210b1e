//! What every scheduler has to do right, whatever it decides. Authors run it in their own tests.

mod contrary;
mod points;
mod vehicles;

use plantwright_des::{Stream, StreamKey};
use plantwright_model::plant::{EnergyFacts, Plant, RunFacts};
use plantwright_units::{EquipmentId, ItemId, ProductId, SimSpan, SimTime};

use crate::{Alternative, Answer, Candidate, Choice, DecideCx, Scheduler, Sequence, Upkeep};

/// What a scheduler did wrong, and on which question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{scheduler}` {problem}, when asked: {question}")]
pub struct Failure {
    /// The scheduler.
    pub scheduler: String,
    /// What it did.
    pub problem: String,
    /// The question, as written by `Debug`.
    pub question: String,
}

/// How many questions of each kind are asked.
const QUESTIONS: u64 = 200;

/// Asks a scheduler many questions and judges the answers.
///
/// 1. Only choices that were offered are taken.
/// 2. Equal questions with equal draws get equal answers, from a new scheduler as from a fork or a restored one.
/// 3. A lone candidate and extreme numbers are no trouble.
///
/// # Errors
/// The first thing that it did wrong.
///
/// # Determinism
/// The questions are the same on every machine and in every version of a scheduler.
pub fn check(make: &dyn Fn() -> Box<dyn Scheduler>) -> Result<(), Failure> {
    compare(make, make)
}

/// Asks two schedulers the questions of [`check`]: whoever passes questions on to another scheduler answers as that one does. For
/// adapters, which easily forget a method that has a default.
///
/// # Errors
/// The first question to which they give different answers, or the first thing that the first of them did wrong.
///
/// # Determinism
/// As of [`check`].
pub fn compare(
    make: &dyn Fn() -> Box<dyn Scheduler>,
    make_other: &dyn Fn() -> Box<dyn Scheduler>,
) -> Result<(), Failure> {
    let plant = empty_plant();
    let mut one = make();
    let mut other = make_other();
    let mut draws = Stream::new(StreamKey {
        seed: 1,
        replication: 0,
        owner: "conformance",
        purpose: "questions",
    });
    let stream = || {
        Stream::new(StreamKey { seed: 1, replication: 0, owner: "conformance", purpose: "decide" })
    };
    let (mut one_stream, mut other_stream) = (stream(), stream());
    for number in 0..QUESTIONS {
        if number == QUESTIONS / 2 {
            other = restored(&*other, make_other)?;
        } else if number == QUESTIONS * 3 / 4 {
            other = other.fork();
        }
        let mut both = Both {
            schedulers: [&mut *one, &mut *other],
            streams: [&mut one_stream, &mut other_stream],
            plant: &plant,
        };
        both.ask(number, &mut draws)?;
    }
    Ok(())
}

/// Returns a scheduler that answers nothing as schedulers do by default. An adapter around it that forgets to pass something on is told
/// apart from it by [`compare`].
pub fn contrary() -> Box<dyn Scheduler> {
    Box::new(contrary::Contrary)
}

fn restored(
    scheduler: &dyn Scheduler,
    make: &dyn Fn() -> Box<dyn Scheduler>,
) -> Result<Box<dyn Scheduler>, Failure> {
    let mut copy = make();
    copy.load(&scheduler.save()).map_err(|reason| Failure {
        scheduler: scheduler.name().to_owned(),
        problem: format!("does not take back what it saved ({reason})"),
        question: "load(save())".to_owned(),
    })?;
    Ok(copy)
}

/// Two that should answer alike.
struct Both<'a> {
    schedulers: [&'a mut dyn Scheduler; 2],
    streams: [&'a mut Stream; 2],
    plant: &'a Plant,
}

impl Both<'_> {
    /// Puts one question of each kind.
    fn ask(&mut self, number: u64, draws: &mut Stream) -> Result<(), Failure> {
        let ask = sequence(number, draws);
        self.judge(
            &ask,
            |it, ask, cx| it.sequence(ask, cx),
            |it| of_choices(*it, ask.candidates.len(), ask.now),
        )?;
        let ask = alternative(number, draws);
        self.judge(
            &ask,
            |it, ask, cx| it.alternative(ask, cx),
            |it| of_choices(*it, ask.choices.len(), ask.now),
        )?;
        self.judge(&upkeep(number, draws), |it, ask, cx| it.maintain(ask, cx), |_| None)?;
        let ask = points::release(number, draws);
        self.judge(
            &ask,
            |it, ask, cx| it.release(ask, cx),
            |it| of_choices(*it, ask.candidates.len(), ask.now),
        )?;
        let ask = points::setup(number, draws);
        self.judge(
            &ask,
            |it, ask, cx| it.setup(ask, cx),
            |it| it.and_then(|it| of_choices(it, ask.families.len(), ask.now)),
        )?;
        let ask = points::batch(number, draws);
        let wrong = |problem: &str| format!("answered with {problem}");
        self.judge(&ask, |it, ask, cx| it.batch(ask, cx), |it| ask.problem(it).map(wrong))?;
        let ask = points::staffing(number, draws);
        self.judge(&ask, |it, ask, cx| it.staff(ask, cx), |it| ask.problem(it).map(wrong))?;
        let ask = points::service(number, draws);
        self.judge(&ask, |it, ask, cx| it.service(ask, cx), |it| of_choices(*it, 1, ask.now))?;
        let ask = points::diversion(number, draws);
        self.judge(&ask, |it, ask, cx| it.divert(ask, cx), |it| ask.problem(it).map(wrong))?;
        self.ask_of_vehicles(number, draws)
    }

    /// Puts one question of each kind about vehicles.
    fn ask_of_vehicles(&mut self, number: u64, draws: &mut Stream) -> Result<(), Failure> {
        let ask = vehicles::transport(number, draws);
        self.judge(&ask, |it, ask, cx| it.transport(ask, cx), |it| vehicles::of_pairs(&ask, it))?;
        let ask = vehicles::parking(number, draws);
        self.judge(
            &ask,
            |it, ask, cx| it.park(ask, cx),
            |it| vehicles::of_places(*it, ask.places.len()),
        )?;
        let ask = vehicles::charging(number, draws);
        self.judge(
            &ask,
            |it, ask, cx| it.charge(ask, cx),
            |it| vehicles::of_places(*it, ask.chargers.len()),
        )?;
        self.judge(
            &vehicles::ways(number, draws),
            |it, ask, cx| it.goes_shortest(ask, cx),
            |_| None,
        )
    }

    /// Puts a question to both.
    fn judge<Q: std::fmt::Debug, A: std::fmt::Debug + PartialEq>(
        &mut self,
        question: &Q,
        ask: impl for<'a, 'b, 'c, 'd> Fn(&'a mut dyn Scheduler, &'b Q, &'c mut DecideCx<'d>) -> A,
        problem: impl Fn(&A) -> Option<String>,
    ) -> Result<(), Failure> {
        let [one, other] = [0, 1].map(|which| {
            let stream = &mut *self.streams[which];
            ask(&mut *self.schedulers[which], question, &mut DecideCx { plant: self.plant, stream })
        });
        let differs = || {
            (one != other).then(|| format!("answered {one:?} and {other:?} to the same question"))
        };
        match problem(&one).or_else(differs) {
            None => Ok(()),
            Some(problem) => Err(Failure {
                scheduler: self.schedulers[0].name().to_owned(),
                problem,
                question: format!("{question:?}"),
            }),
        }
    }
}

/// What is wrong with an answer to a question with so many choices.
fn of_choices(answer: Answer, choices: usize, now: SimTime) -> Option<String> {
    match answer {
        Answer::Take(position) if position >= choices => {
            Some(format!("took choice {position} of {choices}"))
        }
        Answer::WaitUntil(until) if until <= now => {
            Some(format!("wanted to be asked again at {until}, which is not ahead"))
        }
        Answer::Take(_) | Answer::Wait | Answer::WaitUntil(_) => None,
    }
}

fn sequence(number: u64, draws: &mut Stream) -> Sequence {
    let count = if number < 10 { 1 } else { 1 + draws.draw() % 12 };
    let now = SimTime::from_nanos(1_000_000);
    let origin = EquipmentId((draws.draw() % 3) as u32);
    let mut candidates: Vec<Candidate> =
        (0..count).map(|serial| candidate(ItemId::new(origin, serial), now, draws)).collect();
    if number.is_multiple_of(20) {
        // Extremes: a rule that adds or negates must not overflow.
        candidates[0].process = SimSpan::MAX;
        candidates[0].remaining_work = SimSpan::MAX;
        candidates[0].due = Some(SimTime::MAX);
        candidates[0].priority = i32::MIN;
        candidates[0].next_queue = SimSpan::MAX;
        candidates[0].setup = SimSpan::MAX;
    }
    Sequence { now, station: EquipmentId(3), candidates, last_call: number.is_multiple_of(7) }
}

fn candidate(item: ItemId, now: SimTime, draws: &mut Stream) -> Candidate {
    // Few different numbers, so that ties are common.
    let process = SimSpan::from_nanos(draws.draw() % 5);
    let ready = SimTime::from_nanos(now.as_nanos() - draws.draw() % 4);
    let operation = (draws.draw() % 4) as u32;
    Candidate {
        operation,
        work_done: SimSpan::from_nanos(u64::from(operation) * (draws.draw() % 9)),
        next_process: SimSpan::from_nanos(draws.draw() % 5),
        next_queue: SimSpan::from_nanos(draws.draw() % 30),
        setup: SimSpan::from_nanos(draws.draw() % 3),
        item,
        product: ProductId((draws.draw() % 4) as u32),
        ready,
        released: SimTime::from_nanos(ready.as_nanos() - draws.draw() % 100),
        process,
        remaining_work: process + SimSpan::from_nanos(draws.draw() % 50),
        remaining_operations: 1 + (draws.draw() % 6) as u32,
        due: (!draws.draw().is_multiple_of(3))
            .then(|| SimTime::from_nanos(999_900 + draws.draw() % 200)),
        priority: (draws.draw() % 3) as i32 - 1,
    }
}

fn alternative(number: u64, draws: &mut Stream) -> Alternative {
    let count = 2 + (draws.draw() % 5) as u32;
    let span = |bits: u64| {
        SimSpan::from_nanos(if number.is_multiple_of(20) { u64::MAX } else { bits % 4 })
    };
    let choices = (0..count)
        .map(|station| Choice {
            station: EquipmentId(station),
            process: span(draws.draw()),
            items: (draws.draw() % 4) as u32,
            work_ahead: span(draws.draw()),
            setup: span(draws.draw()),
            completion: SimTime::from_nanos(1_000_000 + draws.draw() % 50),
            down: draws.draw().is_multiple_of(5),
        })
        .collect();
    Alternative {
        now: SimTime::from_nanos(1_000_000),
        item: ItemId::new(EquipmentId(9), number),
        product: ProductId(0),
        operation: (number % 3) as u32,
        choices,
    }
}

fn upkeep(number: u64, draws: &mut Stream) -> Upkeep {
    let fails_at = if number.is_multiple_of(20) { u32::MAX } else { 1 + (draws.draw() % 6) as u32 };
    Upkeep {
        now: SimTime::from_nanos(1_000_000),
        equipment: EquipmentId(3),
        stage: (draws.draw() % u64::from(fails_at)) as u32,
        fails_at,
        threshold: 1 + (draws.draw() % u64::from(fails_at)) as u32,
        items: (draws.draw() % 4) as u32,
    }
}

fn empty_plant() -> Plant {
    Plant {
        title: String::new(),
        about: String::new(),
        run: RunFacts { duration: None, warm_up: SimSpan::ZERO, seed: 1, scheduler: None },
        equipment: Vec::new(),
        products: Vec::new(),
        people: Vec::new(),
        calendars: Vec::new(),
        walkways: None,
        energy: EnergyFacts::default(),
        currency: "currency",
        expect: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Assignment, BatchAnswer, Combined, Diversion, Forming, OrderRelease, Pairs, Parking, Rule,
        Staffing, Transport,
    };

    /// Obeys or breaks one part of the contract.
    #[derive(Debug, Clone)]
    struct Canary {
        fault: &'static str,
        asked: u64,
    }

    impl Scheduler for Canary {
        fn name(&self) -> &'static str {
            "canary"
        }

        fn sequence(&mut self, ask: &Sequence, cx: &mut DecideCx<'_>) -> Answer {
            self.asked += 1;
            match self.fault {
                "takes what is not there" => Answer::Take(ask.candidates.len()),
                "forgets" => Answer::Take((self.asked % ask.candidates.len() as u64) as usize),
                "forgets when it maintained"
                | "empty batch"
                | "one for two"
                | "late release"
                | "nowhere"
                | "one vehicle twice"
                | "parks nowhere" => Answer::Take(0),
                _ => Answer::Take((cx.stream.draw() % ask.candidates.len() as u64) as usize),
            }
        }

        fn maintain(&mut self, ask: &Upkeep, _cx: &mut DecideCx<'_>) -> bool {
            self.asked += 1;
            if self.fault == "forgets when it maintained" {
                return self.asked.is_multiple_of(3);
            }
            ask.stage >= ask.threshold
        }

        fn batch(&mut self, ask: &Forming, _cx: &mut DecideCx<'_>) -> BatchAnswer {
            if self.fault == "empty batch" {
                return BatchAnswer::Start { family: 0, items: Vec::new() };
            }
            ask.first_of(0)
        }

        fn divert(&mut self, ask: &Diversion, _cx: &mut DecideCx<'_>) -> Vec<usize> {
            if self.fault == "nowhere" { Vec::new() } else { ask.scene.clone() }
        }

        fn staff(&mut self, ask: &Staffing, _cx: &mut DecideCx<'_>) -> Vec<Assignment> {
            if self.fault == "one for two" {
                return (0..ask.tasks.len())
                    .map(|task| Assignment { task, people: vec![0] })
                    .collect();
            }
            Vec::new()
        }

        fn transport(&mut self, ask: &Transport, _cx: &mut DecideCx<'_>) -> Pairs {
            let mut pairs = ask.by_rule(ask.rule);
            if self.fault == "one vehicle twice" {
                pairs.extend(pairs.first().copied());
            }
            pairs
        }

        fn park(&mut self, ask: &Parking, _cx: &mut DecideCx<'_>) -> Option<usize> {
            Some(ask.places.len()).filter(|_| self.fault == "parks nowhere")
        }

        fn release(&mut self, ask: &OrderRelease, _cx: &mut DecideCx<'_>) -> Answer {
            if self.fault == "late release" { Answer::WaitUntil(ask.now) } else { Answer::Wait }
        }

        fn fork(&self) -> Box<dyn Scheduler> {
            Box::new(self.clone())
        }
    }

    fn run(fault: &'static str) -> Result<(), Failure> {
        check(&|| Box::new(Canary { fault, asked: 0 }))
    }

    #[test]
    fn a_faulty_scheduler_is_caught() {
        assert!(run("takes what is not there").unwrap_err().problem.starts_with("took choice"));
        assert!(run("forgets").unwrap_err().problem.contains("to the same question"));
        let upkeep = run("forgets when it maintained").unwrap_err();
        assert!(upkeep.question.starts_with("Upkeep"), "{upkeep}");
        assert!(run("empty batch").unwrap_err().problem.contains("a batch of nothing"));
        assert!(run("one for two").unwrap_err().question.starts_with("Staffing"));
        assert!(run("nowhere").unwrap_err().problem.contains("no way at all"));
        assert!(run("one vehicle twice").unwrap_err().problem.contains("one of them twice"));
        assert!(run("parks nowhere").unwrap_err().problem.starts_with("took place"));
        assert!(run("late release").unwrap_err().problem.contains("not ahead"));
    }

    #[test]
    fn who_is_no_other_is_told_apart() {
        let make = |fault| move || -> Box<dyn Scheduler> { Box::new(Canary { fault, asked: 0 }) };
        compare(&make("nothing"), &make("nothing")).unwrap();
        let other = compare(&make("nothing"), &make("parks nowhere")).unwrap_err();
        assert!(other.problem.contains("to the same question"), "{other}");
    }

    /// An adapter that passes on the least that it must.
    #[derive(Debug)]
    struct Forgetful(Box<dyn Scheduler>);

    impl Scheduler for Forgetful {
        fn name(&self) -> &str {
            self.0.name()
        }

        fn sequence(&mut self, ask: &Sequence, cx: &mut DecideCx<'_>) -> Answer {
            self.0.sequence(ask, cx)
        }

        fn fork(&self) -> Box<dyn Scheduler> {
            Box::new(Self(self.0.fork()))
        }
    }

    #[test]
    fn who_passes_on_half_of_the_questions_is_told_so() {
        let forgets = compare(&contrary, &|| Box::new(Forgetful(contrary()))).unwrap_err();
        assert!(forgets.problem.contains("to the same question"), "{forgets}");
        check(&contrary).unwrap();
        let alone = || -> Box<dyn Scheduler> { Box::new(Combined::new(vec![contrary()])) };
        compare(&contrary, &alone).unwrap();
    }

    #[test]
    fn a_scheduler_that_draws_from_its_stream_is_fine() {
        run("nothing").unwrap();
    }

    #[test]
    fn a_rule_breaks_ties_by_item() {
        let candidate = |serial| Candidate {
            process: SimSpan::from_nanos(u64::from(serial == 0)),
            ..Candidate::numbered(serial)
        };
        let ask = Sequence::of((0..3).map(candidate).collect());
        let mut rule = Rule::new("SPT", |_, candidate| i128::from(candidate.process.as_nanos()));
        let mut stream = Stream::new(StreamKey { seed: 1, replication: 0, owner: "", purpose: "" });
        let answer =
            rule.sequence(&ask, &mut DecideCx { plant: &empty_plant(), stream: &mut stream });
        assert_eq!(answer, Answer::Take(1));
    }
}
