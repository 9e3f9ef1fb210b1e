//! Replications of both futures from the start, and the gain with its interval: paired, since both have the same random numbers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, unbounded};
use plantwright_kpi::{KpiSet, Value};
use plantwright_sim::{Model, RunOptions, Sim};
use plantwright_units::SimTime;

/// The values of one replication of both.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    /// Of the first future, and of the second.
    pub values: [Vec<Value>; 2],
}

/// Replications that were run, and are.
#[derive(Debug, Default)]
pub struct Trials {
    pairs: Vec<Pair>,
    wanted: u32,
    work: Option<Work>,
    problem: Option<String>,
}

#[derive(Debug)]
struct Work {
    results: Receiver<Result<Pair, String>>,
    stop: Arc<AtomicBool>,
}

/// A mean with the half-width of its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Half the width; none: of a single value.
    pub half: Option<f64>,
}

impl Trials {
    /// Begins so many replications of both models.
    pub fn start(&mut self, models: [Model; 2], count: u32, wake: impl Fn() + Send + 'static) {
        self.stop();
        *self = Self { wanted: count, ..Self::default() };
        let stop = Arc::new(AtomicBool::new(false));
        let (outbox, results) = unbounded();
        let flag = Arc::clone(&stop);
        let work = move || {
            for replication in 0..count {
                let run = |model: &Model| run(model, replication, &flag);
                let pair = run(&models[0]).and_then(|first| Ok([first, run(&models[1])?]));
                if flag.load(Ordering::Relaxed) {
                    return;
                }
                let is_over = pair.is_err();
                let sent = outbox.send(pair.map(|values| Pair { values }));
                wake();
                if is_over || sent.is_err() {
                    return;
                }
            }
        };
        let name = "plantwright-trials".to_owned();
        match std::thread::Builder::new().name(name).spawn(work) {
            Ok(_) => self.work = Some(Work { results, stop }),
            Err(error) => self.problem = Some(error.to_string()),
        }
    }

    /// Lets it be.
    pub fn stop(&mut self) {
        if let Some(work) = self.work.take() {
            work.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Takes what has come.
    pub fn update(&mut self) {
        let Some(work) = &self.work else { return };
        for result in work.results.try_iter() {
            match result {
                Ok(pair) => self.pairs.push(pair),
                Err(problem) => self.problem = Some(problem),
            }
        }
        if self.pairs.len() as u32 >= self.wanted || self.problem.is_some() {
            self.work = None;
        }
    }

    /// Returns the replications so far, and how many were wanted.
    pub fn progress(&self) -> (usize, u32) {
        (self.pairs.len(), self.wanted)
    }

    /// Tells whether it is at work.
    pub const fn is_running(&self) -> bool {
        self.work.is_some()
    }

    /// Returns why it could not go on.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Returns both means of a KPI of the plant and the mean of their differences, pair by pair.
    pub fn estimates(&self, kpi: &str) -> Option<[Estimate; 3]> {
        let value = |values: &[Value]| {
            let is_it = |value: &&Value| {
                value.kpi == kpi && value.equipment.is_none() && value.product.is_none()
            };
            values.iter().find(is_it).map(|value| value.value)
        };
        let both: Vec<[f64; 2]> = self
            .pairs
            .iter()
            .filter_map(|pair| Some([value(&pair.values[0])?, value(&pair.values[1])?]))
            .collect();
        if both.is_empty() {
            return None;
        }
        let of = |take: fn(&[f64; 2]) -> f64| {
            let values: Vec<f64> = both.iter().map(take).collect();
            estimate(&values)
        };
        Some([of(|pair| pair[0]), of(|pair| pair[1]), of(|pair| pair[1] - pair[0])])
    }
}

/// One whole run, and its values.
fn run(model: &Model, replication: u32, stop: &AtomicBool) -> Result<Vec<Value>, String> {
    let plant = Arc::clone(model.plant());
    let scheduler = plant.run.scheduler.as_deref().map(plantwright_catalog::make);
    // Its name was looked at when the scene was read.
    let scheduler = scheduler.and_then(Result::ok);
    let options = RunOptions { seed: None, replication, scheduler };
    let mut sim = Sim::new(model, options).map_err(|error| error.to_string())?;
    let kpis = sim.listen(KpiSet::all(&plant));
    let end = plant.run.duration.map_or(SimTime::MAX, |duration| SimTime::ZERO + duration);
    let warm_up = SimTime::ZERO + plant.run.warm_up;
    let go_to = |sim: &mut Sim, until: SimTime| -> Result<(), String> {
        loop {
            let progress = sim.advance(until, 100_000).map_err(|fault| fault.to_string())?;
            if stop.load(Ordering::Relaxed) {
                return Err(String::new());
            }
            if progress != plantwright_sim::Progress::Paused {
                return Ok(());
            }
        }
    };
    if warm_up > SimTime::ZERO {
        go_to(&mut sim, warm_up)?;
        sim.restart_statistics();
    }
    go_to(&mut sim, end)?;
    let (now, closing) = (sim.now(), sim.closing());
    Ok(sim.fold::<KpiSet>(kpis).values(&plant, now, &closing))
}

/// The mean of independent values, with the half-width of its interval by Student's t.
fn estimate(values: &[f64]) -> Estimate {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    if values.len() < 2 {
        return Estimate { mean, half: None };
    }
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let error = (squares / (count - 1.0) / count).sqrt();
    Estimate { mean, half: Some(student_975(values.len() - 1) * error) }
}

/// The 97.5 % point of Student's t (Abramowitz and Stegun 26.7.5 and table 26.10).
fn student_975(degrees: usize) -> f64 {
    const TABLE: [f64; 10] =
        [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
    if let Some(value) = degrees.checked_sub(1).and_then(|position| TABLE.get(position)) {
        return *value;
    }
    let (n, z) = (degrees as f64, 1.959_964);
    let z2 = z * z;
    let (z3, z5, z7) = (z2 * z, z2 * z2 * z, z2 * z2 * z2 * z);
    z + (z3 + z) / (4.0 * n)
        + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * n * n)
        + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * n * n * n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_of_student() {
        for (degrees, expected) in
            [(1, 12.706), (10, 2.228), (11, 2.201), (29, 2.045), (120, 1.980)]
        {
            assert!((student_975(degrees) - expected).abs() < 1e-3, "{degrees}");
        }
        // The mean of 1, 2, 3, 4, 5 is 3; its standard error is 0.7071.
        let it = estimate(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        assert!((it.mean - 3.0).abs() < 1e-12);
        assert!((it.half.unwrap() - 2.776 * (0.5_f64).sqrt()).abs() < 1e-6);
        assert_eq!(estimate(&[4.0]).half, None);
    }

    #[test]
    fn equal_models_gain_nothing_in_any_replication() {
        let scene = r#"Scene(run: (duration: "2 h"), equipment: {
            "in": Source(every: Exponential("1 min"), to: ["machine"]),
            "machine": Station(queue: Unlimited, process: Exponential("50 s"), to: ["out"]),
            "out": Sink()})"#;
        let model = Model::read("scene", scene).unwrap();
        let mut trials = Trials::default();
        trials.start([model.clone(), model], 5, || {});
        while trials.is_running() {
            trials.update();
            std::thread::yield_now();
        }
        let [a, _, gain] = trials.estimates("throughput").unwrap();
        assert!(a.half.unwrap() > 0.0);
        assert_eq!((gain.mean, gain.half), (0.0, Some(0.0)));
    }
}
