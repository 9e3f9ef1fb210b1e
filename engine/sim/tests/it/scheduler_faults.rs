//! A scheduler that answers what it was not offered ends the run; one that never decides brings it to a stand.

use plantwright_scheduler::{Alternative, Answer, DecideCx, Scheduler, Sequence};
use plantwright_sim::{Fault, Model, Progress, RunOptions, Sim};
use plantwright_units::SimTime;

const SHOP: &str = r#"Scene(
    products: {"p": (route: [(on: "cutting", process: "5 s"), (on: ["drill 1", "drill 2"], process: "9 s")])},
    equipment: {
        "jobs": Source(at: ["1 s", "1 s", "2 s"]),
        "cutting": Station(queue: Unlimited),
        "drill 1": Station(queue: Unlimited),
        "drill 2": Station(queue: Unlimited),
        "out": Sink(),
    },
)"#;

/// Gives the same two answers for ever.
#[derive(Debug, Clone)]
struct Stubborn {
    sequence: Answer,
    alternative: Answer,
}

impl Scheduler for Stubborn {
    fn name(&self) -> &'static str {
        "stubborn"
    }

    fn sequence(&mut self, _ask: &Sequence, _cx: &mut DecideCx<'_>) -> Answer {
        self.sequence
    }

    fn alternative(&mut self, _ask: &Alternative, _cx: &mut DecideCx<'_>) -> Answer {
        self.alternative
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(self.clone())
    }
}

fn run(sequence: Answer, alternative: Answer) -> (Sim, Result<Progress, Fault>) {
    let model = Model::read("shop.ron", SHOP).unwrap_or_else(|error| panic!("{error}"));
    let scheduler = Stubborn { sequence, alternative };
    let options = RunOptions { scheduler: Some(Box::new(scheduler)), ..RunOptions::default() };
    let mut sim = Sim::new(&model, options).expect("a plant that can be built");
    let progress = sim.run_until(SimTime::MAX);
    sim.assert_conserved();
    (sim, progress)
}

/// Who holds how many items.
fn holders(sim: &mut Sim) -> Vec<(String, u32)> {
    let plant = sim.plant().clone();
    let name = |id| plant.equipment(id).name.clone();
    let stuck = sim.stuck().into_iter();
    stuck.map(|stuck| (name(stuck.holder), stuck.items)).collect()
}

#[test]
fn the_first_choice_is_there() {
    let (sim, progress) = run(Answer::Take(0), Answer::Take(0));
    assert_eq!(progress, Ok(Progress::Drained));
    assert_eq!(sim.counts().consumed, 3);
}

#[test]
fn an_item_that_does_not_wait() {
    let (mut sim, progress) = run(Answer::Take(2), Answer::Take(0));
    let fault = progress.expect_err("a wrong answer");
    let expected = Fault::Answer {
        at: SimTime::from_nanos(1_000_000_000),
        scheduler: "stubborn".to_owned(),
        equipment: "cutting".to_owned(),
        answer: Answer::Take(2),
        choices: vec!["jobs#0".to_owned(), "jobs#1".to_owned()],
    };
    assert_eq!(fault, expected);
    let said = fault.to_string();
    for word in ["`stubborn`", "`cutting`", "`jobs#0`, `jobs#1`"] {
        assert!(said.contains(word), "{said}");
    }
    assert_eq!(sim.run_until(SimTime::MAX), Err(fault), "the fault stays");
}

#[test]
fn a_station_that_was_not_offered() {
    let (_sim, progress) = run(Answer::Take(0), Answer::Take(7));
    let Err(Fault::Answer { at, equipment, choices, .. }) = progress else {
        panic!("{progress:?}");
    };
    assert_eq!((at.as_nanos(), equipment.as_str()), (6_000_000_000, "cutting"));
    assert_eq!(choices, ["drill 1", "drill 2"]);
}

#[test]
fn who_never_chooses_an_item_brings_the_plant_to_a_stand() {
    let (mut sim, progress) = run(Answer::Wait, Answer::Take(0));
    assert_eq!(progress, Ok(Progress::Drained));
    assert_eq!(holders(&mut sim), [("cutting".to_owned(), 3)]);
}

#[test]
fn who_never_chooses_a_station_brings_the_plant_to_a_stand() {
    let (mut sim, progress) = run(Answer::Take(0), Answer::Wait);
    assert_eq!(progress, Ok(Progress::Drained));
    assert_eq!(holders(&mut sim), [("cutting".to_owned(), 3)]);
}

#[test]
fn who_always_waits_can_be_forked() {
    let (mut sim, _) = run(Answer::Wait, Answer::Wait);
    let mut fork = sim.fork();
    assert_eq!(fork.run_until(SimTime::MAX), Ok(Progress::Drained));
    assert_eq!(fork.state_hash(), sim.state_hash());
}
