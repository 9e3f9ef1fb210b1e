//! Plantwright on the same three models: scenes that are read once, and runs of them.
//!
//! A run is what the clock is for: it builds the world, runs, and keeps time in state, flow times with quantiles, waiting
//! times and work in process. Reading a scene is not part of it.

use std::fmt::Write as _;

use plantwright_des::{EventQueue, Phase};
use plantwright_journal::FoldId;
use plantwright_kpi::{KpiSet, Value};
use plantwright_sim::{Model, RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};

use crate::chance::{Exponential, Rng};
use crate::{Outcome, TIMER_MEAN_NS, stream};

/// The KPIs that the other peers keep as well.
const KPIS: [&str; 5] = ["throughput", "flow_time", "wip", "utilization", "state_time"];

/// A scene that was read, ready to run.
#[derive(Debug)]
pub struct Scene {
    model: Model,
    end: SimTime,
}

/// M1 as a scene: `customers` arrive, and the run ends when all have been served.
pub fn mm1(customers: u64) -> Scene {
    let text = format!(
        r#"Scene(equipment: {{
            "arrivals": Source(every: Exponential("1.25 s"), limit: {customers}, to: ["server"]),
            "server": Station(queue: Unlimited, process: Exponential("1 s"), to: ["out"]),
            "out": Sink(),
        }})"#
    );
    read(&text, SimTime::MAX)
}

/// M2 as a scene: `copies` lines of ten machines with buffers of five places between them.
pub fn line(copies: u32, horizon_s: u64) -> Scene {
    let mut text = format!("Scene(run: (duration: \"{horizon_s} s\"), equipment: {{");
    for copy in 0..copies {
        write(&mut text, format_args!("\"source {copy}\": Source(to: [\"machine {copy}.0\"]),"));
        write(&mut text, format_args!("\"out {copy}\": Sink(),"));
        for machine in 0..10 {
            let to = if machine < 9 { format!("buffer {copy}.{machine}") } else { format!("out {copy}") };
            write(
                &mut text,
                format_args!("\"machine {copy}.{machine}\": Station(process: Exponential(\"1 s\"), to: [\"{to}\"]),"),
            );
            if machine < 9 {
                let next = machine + 1;
                write(
                    &mut text,
                    format_args!("\"buffer {copy}.{machine}\": Buffer(capacity: 5, to: [\"machine {copy}.{next}\"]),"),
                );
            }
        }
    }
    text.push_str("})");
    read(&text, SimTime::ZERO + SimSpan::from_secs(horizon_s))
}

fn write(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("strings take everything");
}

fn read(text: &str, end: SimTime) -> Scene {
    let model = Model::read("peer.ron", text).unwrap_or_else(|error| panic!("{error}"));
    Scene { model, end }
}

impl Scene {
    /// Runs the scene, with the statistics that the other peers keep.
    pub fn run(&self, seed: u64) -> Outcome {
        self.run_listening(seed, true)
    }

    /// Runs the scene while nobody listens.
    pub fn run_unheard(&self, seed: u64) -> Outcome {
        self.run_listening(seed, false)
    }

    fn run_listening(&self, seed: u64, listening: bool) -> Outcome {
        let options = RunOptions { seed: Some(seed), ..RunOptions::default() };
        let mut sim = Sim::new(&self.model, options).expect("a small plant");
        let plant = sim.plant().clone();
        let kpis = listening.then(|| sim.listen(KpiSet::only(&plant, |name| KPIS.contains(&name))));
        sim.run_until(self.end).unwrap_or_else(|fault| panic!("{fault}"));
        match kpis {
            Some(kpis) => outcome(&mut sim, kpis),
            None => Outcome { events: sim.counts().events, ..Outcome::default() },
        }
    }
}

fn outcome(sim: &mut Sim, kpis: FoldId) -> Outcome {
    let plant = sim.plant().clone();
    let closing = sim.closing();
    let now = sim.now();
    let values = sim.fold::<KpiSet>(kpis).values(&plant, now, &closing);
    let copies = plant.equipment.iter().filter(|facts| facts.kind == "Sink").count() as f64;
    let of_plant = |kpi: &str| {
        let found = |value: &&Value| value.kpi == kpi && value.equipment.is_none() && value.product.is_none();
        values.iter().find(found).map_or(0.0, |value| value.value)
    };
    let mean_of_stations = |kpi: &str| {
        let all: Vec<f64> = values.iter().filter(|value| value.kpi == kpi).map(|value| value.value).collect();
        all.iter().sum::<f64>() / all.len().max(1) as f64
    };
    Outcome {
        events: sim.counts().events,
        simulated_s: now.as_secs_f64(),
        throughput: of_plant("throughput") / 3_600.0 / copies,
        mean_in_system: of_plant("mean_wip") / copies,
        mean_flow_s: of_plant("mean_flow_time"),
        flow_s_p95: of_plant("p95_flow_time"),
        mean_wait_s: of_plant("mean_waiting_time"),
        utilization: mean_of_stations("utilization"),
        blocked: mean_of_stations("blocked_time") / now.as_secs_f64(),
        mean_buffer: 0.0,
    }
}

/// M3 on Plantwright's event queue alone.
pub fn timers(n_timers: u32, operations: u64, seed: u64) -> Outcome {
    let mut queue = EventQueue::new();
    let table = Exponential::shared();
    let mut rng = Rng::new(seed, stream::TIMERS);
    for timer in 0..n_timers {
        queue.push(SimTime::from_nanos(table.span(&mut rng, TIMER_MEAN_NS)), Phase::Complete, timer, 0);
    }
    let mut now = SimTime::ZERO;
    for _ in 0..operations {
        let Some(event) = queue.pop() else { break };
        now = event.time;
        let next = now + SimSpan::from_nanos(table.span(&mut rng, TIMER_MEAN_NS));
        queue.push(next, Phase::Complete, event.target, 0);
    }
    Outcome {
        events: operations,
        simulated_s: now.as_secs_f64(),
        throughput: operations as f64 / now.as_secs_f64(),
        ..Outcome::default()
    }
}
