//! The models that speed is measured on, ready to run: for the criterion suites here, and for the comparison with peers in
//! `benches/peers`.
//!
//! ```text
//!   M1  mm1     arrivals ──► queue ──► server ──►            2 events per customer
//!   M2  line    M ─(5)─► M ─(5)─► … ─(5)─► M ──►  k times    1 event per completion, failure, and repair
//! ```
//!
//! A run builds the world, runs, and keeps time in state, flow times with quantiles, waiting times and work in process.
//! Reading a scene is not part of it.

use std::fmt::Write as _;

use plantwright_kpi::{KpiSet, Value};
use plantwright_sim::{Model, RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};

/// The KPIs that a measured run keeps: time in state, flow and waiting times, work in process, throughput.
const KPIS: [&str; 4] = ["throughput", "flow_time", "wip", "state_time"];

/// The machines of a line of M2.
const MACHINES: u32 = 10;

/// A model that was read, ready to run.
#[derive(Debug)]
pub struct Bench {
    model: Model,
    end: SimTime,
}

/// What a run did.
#[derive(Debug)]
pub struct Ran {
    /// Events handled.
    pub events: u64,
    /// Simulated time.
    pub simulated: SimTime,
    /// The KPIs, where anyone listened.
    pub values: Vec<Value>,
}

/// M1: an M/M/1 queue at 80 % load; the run ends when so many customers have been served.
pub fn mm1(customers: u64) -> Bench {
    let text = format!(
        r#"Scene(equipment: {{
            "arrivals": Source(every: Exponential("1.25 s"), limit: {customers}, to: ["server"]),
            "server": Station(queue: Unlimited, process: Exponential("1 s"), to: ["out"]),
            "out": Sink(),
        }})"#
    );
    read(&text, SimTime::MAX)
}

/// M2: so many saturated lines of ten machines, exponential process times of mean 1 s, buffers of five places between them.
pub fn line(copies: u32, horizon: SimSpan) -> Bench {
    lines(copies, horizon, "")
}

/// M2 with failures: every machine breaks down after 100 s of processing on average, and is down for 10 s.
pub fn failing_line(copies: u32, horizon: SimSpan) -> Bench {
    let with = r#"with: [Failure(every: Exponential("100 s"), counts: Processing, repair: Exponential("10 s"))], "#;
    lines(copies, horizon, with)
}

fn lines(copies: u32, horizon: SimSpan, with: &str) -> Bench {
    let mut text = "Scene(run: (duration: \"1 h\"), equipment: {".to_owned();
    for copy in 0..copies {
        // Writing into a string cannot fail.
        one_line(&mut text, copy, with).expect("strings take everything");
    }
    text.push_str("})");
    read(&text, SimTime::ZERO + horizon)
}

fn one_line(text: &mut String, copy: u32, with: &str) -> std::fmt::Result {
    write!(text, "\"source {copy}\": Source(to: [\"machine {copy}.0\"]),")?;
    write!(text, "\"out {copy}\": Sink(),")?;
    for machine in 0..MACHINES {
        let last = machine + 1 == MACHINES;
        let to = if last { format!("out {copy}") } else { format!("buffer {copy}.{machine}") };
        write!(
            text,
            "\"machine {copy}.{machine}\": Station(process: Exponential(\"1 s\"), {with}to: [\"{to}\"]),"
        )?;
        if !last {
            let next = machine + 1;
            write!(
                text,
                "\"buffer {copy}.{machine}\": Buffer(capacity: 5, to: [\"machine {copy}.{next}\"]),"
            )?;
        }
    }
    Ok(())
}

fn read(text: &str, end: SimTime) -> Bench {
    let model = Model::read("bench.ron", text).unwrap_or_else(|error| panic!("{error}"));
    Bench { model, end }
}

impl Bench {
    /// Runs the model with statistics on, or, unheard, while nobody listens.
    pub fn run(&self, seed: u64, heard: bool) -> Ran {
        let options = RunOptions { seed: Some(seed), ..RunOptions::default() };
        let mut sim = Sim::new(&self.model, options).expect("a plant that can be run");
        let plant = sim.plant().clone();
        let kpis = heard.then(|| sim.listen(KpiSet::only(&plant, |name| KPIS.contains(&name))));
        sim.run_until(self.end).unwrap_or_else(|fault| panic!("{fault}"));
        let values = kpis.map_or_else(Vec::new, |kpis| {
            let closing = sim.closing();
            let now = sim.now();
            sim.fold::<KpiSet>(kpis).values(&plant, now, &closing)
        });
        Ran { events: sim.counts().events, simulated: sim.now(), values }
    }
}

impl Ran {
    /// Returns a value of the whole plant.
    pub fn of_plant(&self, kpi: &str) -> Option<f64> {
        let found = |value: &&Value| {
            value.kpi == kpi && value.equipment.is_none() && value.product.is_none()
        };
        self.values.iter().find(found).map(|value| value.value)
    }

    /// Returns the mean over all equipment that has the value.
    pub fn mean_of_equipment(&self, kpi: &str) -> Option<f64> {
        let values =
            self.values.iter().filter(|value| value.kpi == kpi && value.equipment.is_some());
        let (sum, count) =
            values.fold((0.0, 0_u32), |(sum, count), value| (sum + value.value, count + 1));
        (count > 0).then(|| sum / f64::from(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is measured is what is meant: M/M/1 at 80 % has 4 customers in the system on average.
    #[test]
    fn m1_is_an_mm1_queue() {
        let ran = mm1(200_000).run(1, true);
        assert_eq!(ran.events, 400_000);
        assert!((ran.of_plant("mean_wip").unwrap() - 4.0).abs() < 0.4);
        assert!((ran.mean_of_equipment("utilization").unwrap() - 0.8).abs() < 0.01);
    }

    /// Lines that do not touch one another have the throughput of one.
    #[test]
    fn m2_copies_are_alike() {
        let horizon = SimSpan::from_secs(4_000);
        let one = line(1, horizon).run(1, true).of_plant("throughput").unwrap();
        let ten = line(10, horizon).run(1, true).of_plant("throughput").unwrap() / 10.0;
        assert!((one - ten).abs() < 0.03 * one, "{one} {ten}");
        assert!((ten / 3_600.0 - 0.76).abs() < 0.02, "{ten}");
    }
}
