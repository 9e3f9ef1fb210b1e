//! The models that speed is measured on, ready to run: for the criterion suites here, and for the comparison with peers in
//! `benches/peers`.
//!
//! ```text
//!   M1  mm1     arrivals ──► queue ──► server ──►            2 events per customer
//!   M2  line    M ─(5)─► M ─(5)─► … ─(5)─► M ──►  k times    1 event per completion, failure, and repair
//!   M4  busy    the same line, and on every machine all that a shop floor does to it at once
//!   M5  belts   the same line with belts of five places for its buffers
//!       queue   a belt so long that so many items stand on it, and a machine that takes them one by one
//!       mixed   a zone of 200 rigid bodies in a plant of 200 machines
//!   M6  fleet   vehicles on a loop, and in a city of one-way streets (`fleet.rs`)
//!       boxes   the boxes of a zone, and the same boxes in bare rapier
//! ```
//!
//! A run builds the world, runs, and keeps time in state, flow times with quantiles, waiting times and work in process.
//! Reading a scene is not part of it.

pub mod boxes;
mod decisions;
mod fleet;
mod job_shop;

use std::fmt::Write as _;

use plantwright_kpi::why::Why;
use plantwright_kpi::{KpiSet, Value};
use plantwright_sim::{Model, RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};

pub use decisions::Decisions;
pub use fleet::{carriers, city, cruise, delays, wide_city};
pub use job_shop::Shop;

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

/// Who listens to a measured run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listeners {
    /// Nobody.
    Nobody,
    /// Time in state, flow and waiting times, work in process, throughput: what the peers keep as well.
    Usual,
    /// Every KPI there is.
    Kpis,
    /// Every KPI, and what finds the causes of lost time.
    KpisAndCauses,
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

/// M4: the line of M2 with every feature at once on each of its machines: set-ups, loading, failures, micro-stops, maintenance,
/// people for all of that, shifts, scrap, defects and inspection, power, compressed air, costs.
pub fn busy_line(horizon: SimSpan) -> Bench {
    let words = r#"
        setup: (time: Exponential("4 s"), crew: (of: "setting")),
        load: (time: Exponential("0.2 s"), crew: (of: "operators")),
        quality: (scrap: 0.01, defects: 0.05),
        inspect: (detects: 0.9, false_alarms: 0.02),
        with: [
            Failure(every: Exponential("100 s"), counts: Processing, repair: Exponential("10 s"),
                crew: (of: "repair", priority: 1)),
            MicroStop(every: Exponential("60 s"), counts: Processing, repair: Exponential("2 s")),
            Maintenance(cycles: 500, takes: "30 s"),
            Shift(calendar: "shifts"),
            Power(idle: "1 kW", processing: "5 kW"),
            Medium(name: "compressed air", unit: "Nm3", processing: "3 /h"),
            Cost(idle: "20 /h", processing: "30 /h"),
        ], "#;
    let head = r#"
        energy: (tariff: "0.2 /kWh", carbon: "350 g/kWh"),
        currency: "EUR",
        products: {"a": (), "b": ()},
        people: {"operators": (count: 8), "fitters": (count: 6, skills: ["repair", "setting"])},
        calendars: {"shifts": (open: ["00:00-16:00"], breaks: ["04:00-04:15"])},"#;
    let mix = r#"mix: {"a": 0.8, "b": 0.2}, "#;
    let mut text = format!("Scene(run: (duration: \"1 h\"), {head} equipment: {{");
    one_line(&mut text, 0, mix, words).expect("strings take everything");
    text.push_str("})");
    read(&text, SimTime::ZERO + horizon)
}

/// M5: the line of M2 with belts of five places between its machines, which take items on as fast as those come.
pub fn belts(horizon: SimSpan) -> Bench {
    let mut text = "Scene(run: (duration: \"1 h\"), equipment: {".to_owned();
    one_line(&mut text, 0, "", "").expect("strings take everything");
    text.push_str("})");
    let belt = r#"Conveyor(length: "4 m", speed: "20 m/s", pitch: "1 m", "#;
    read(&text.replace("Buffer(capacity: 5, ", belt), SimTime::ZERO + horizon)
}

/// A belt on which `items` stand, to a machine that takes one of them every second, and a source that has always more.
pub fn queue(items: u32, horizon: SimSpan) -> Bench {
    let length = items.max(2) - 1;
    let text = format!(
        r#"Scene(run: (duration: "1 h"), equipment: {{
            "source": Source(to: ["belt"]), "out": Sink(),
            "belt": Conveyor(length: "{length} m", speed: "100 m/s", pitch: "1 m", to: ["machine"]),
            "machine": Station(process: Exponential("1 s"), to: ["out"]),
        }})"#
    );
    read(&text, SimTime::ZERO + horizon)
}

/// A zone in which 200 boxes are on their way at a time, in a plant of 200 machines.
pub fn mixed(horizon: SimSpan) -> Bench {
    let mut text = "Scene(run: (duration: \"1 h\"), equipment: {".to_owned();
    for copy in 0..20 {
        one_line(&mut text, copy, "", "").expect("strings take everything");
    }
    text.push_str(
        r#"
        "boxes": Source(every: "1 s", to: ["zone"]), "boxes out": Sink(),
        "zone": Zone(length: "100 m", width: "500 mm", surface: Belt(speed: "0.5 m/s"), entry_speed: "0.5 m/s",
            body: (shape: Box(length: "400 mm", width: "300 mm", height: "200 mm"), mass: "5 kg"), to: ["boxes out"]),
        })"#,
    );
    read(&text, SimTime::ZERO + horizon)
}

/// The line of M2, and beside it a zone into which nothing comes in all that time.
pub fn idle_zone(horizon: SimSpan) -> Bench {
    let mut text = "Scene(run: (duration: \"1 h\"), equipment: {".to_owned();
    one_line(&mut text, 0, "", "").expect("strings take everything");
    text.push_str(
        r#"
        "boxes": Source(at: ["10000 d"], to: ["zone"]), "boxes out": Sink(),
        "zone": Zone(length: "10 m", width: "500 mm", surface: Belt(speed: "0.5 m/s"), entry_speed: "0.5 m/s",
            body: (shape: Box(length: "400 mm", width: "300 mm", height: "200 mm"), mass: "5 kg"), to: ["boxes out"]),
        })"#,
    );
    read(&text, SimTime::ZERO + horizon)
}

fn lines(copies: u32, horizon: SimSpan, with: &str) -> Bench {
    let mut text = "Scene(run: (duration: \"1 h\"), equipment: {".to_owned();
    for copy in 0..copies {
        // Writing into a string cannot fail.
        one_line(&mut text, copy, "", with).expect("strings take everything");
    }
    text.push_str("})");
    read(&text, SimTime::ZERO + horizon)
}

fn one_line(text: &mut String, copy: u32, mix: &str, with: &str) -> std::fmt::Result {
    write!(text, "\"source {copy}\": Source({mix}to: [\"machine {copy}.0\"]),")?;
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
    /// Runs the model while someone listens, or nobody.
    pub fn run(&self, seed: u64, heard: Listeners) -> Ran {
        let options = RunOptions { seed: Some(seed), ..RunOptions::default() };
        let mut sim = Sim::new(&self.model, options).expect("a plant that can be run");
        let plant = sim.plant().clone();
        let kpis = match heard {
            Listeners::Nobody => None,
            Listeners::Usual => Some(KpiSet::only(&plant, |name| KPIS.contains(&name))),
            Listeners::Kpis | Listeners::KpisAndCauses => Some(KpiSet::all(&plant)),
        };
        let kpis = kpis.map(|kpis| sim.listen(kpis));
        if heard == Listeners::KpisAndCauses {
            sim.listen(Why::new(&plant));
        }
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
        let ran = mm1(200_000).run(1, Listeners::Usual);
        assert_eq!(ran.events, 400_000);
        assert!((ran.of_plant("mean_wip").unwrap() - 4.0).abs() < 0.4);
        assert!((ran.mean_of_equipment("utilization").unwrap() - 0.8).abs() < 0.01);
    }

    /// A bench of every feature has them all.
    #[test]
    fn m4_has_something_of_everything() {
        let ran = busy_line(SimSpan::from_secs(2 * 86_400)).run(1, Listeners::Kpis);
        for kpi in
            ["failures", "micro_stops", "maintenances", "setups", "energy", "cost", "off_time"]
        {
            assert!(ran.mean_of_equipment(kpi).unwrap() > 0.0, "{kpi}");
        }
    }

    /// Lines that do not touch one another have the throughput of one.
    #[test]
    fn m2_copies_are_alike() {
        let horizon = SimSpan::from_secs(4_000);
        let one = line(1, horizon).run(1, Listeners::Usual).of_plant("throughput").unwrap();
        let ten = line(10, horizon).run(1, Listeners::Usual).of_plant("throughput").unwrap() / 10.0;
        assert!((one - ten).abs() < 0.03 * one, "{one} {ten}");
        assert!((ten / 3_600.0 - 0.76).abs() < 0.02, "{ten}");
    }
}
