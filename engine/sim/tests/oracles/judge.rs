//! The rule by which a number is accepted. It stands in `main.rs`.

use crate::case::{Case, Expected, Unit};
use crate::setup::{Asked, Setup};
use crate::trial::{REPLICATIONS, Trial};

/// The 99.95 % quantile of Student's t with 63 degrees of freedom.
const T: f64 = 3.451_769;

/// The first seed, and that of the second chance.
const SEEDS: [u64; 2] = [1, 2];

/// When a trial that is still too wide is given up: events over all replications.
const EVENTS: u64 = 600_000_000;

/// A number that is wanted, and what the trials say.
#[derive(Debug)]
pub(crate) struct Number<'a> {
    case: &'a Case,
    pub(crate) asked: Asked<'a>,
    expected: &'a Expected,
    value: f64,
    several: bool,
}

/// Mean and half-width of the interval.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interval {
    pub(crate) mean: f64,
    pub(crate) half_width: f64,
}

impl Interval {
    /// Returns the interval of as many values as there are replications.
    pub(crate) fn of(values: &[f64]) -> Self {
        assert_eq!(values.len(), REPLICATIONS as usize);
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let half_width = T * (squares / (count - 1.0) / count).sqrt();
        Self { mean, half_width }
    }

    fn holds(self, value: f64) -> bool {
        // What is the same in every run has no width but that of rounding.
        (self.mean - value).abs() <= self.half_width + 1e-10 * value.abs()
    }
}

/// What is to be found out of a case.
pub(crate) fn numbers(case: &Case) -> Vec<Number<'_>> {
    let unit = case.unit();
    let mut numbers = Vec::new();
    for (name, expected) in &case.expected {
        let other = Unit::in_text(&expected.unit).filter(|other| *other != unit);
        assert!(other.is_none(), "{} mixes units", case.id);
        let values = expected.values();
        for (position, value) in values.iter().enumerate() {
            numbers.push(Number {
                case,
                asked: Asked { name, position },
                expected,
                value: *value,
                several: values.len() > 1,
            });
        }
    }
    numbers
}

impl Number<'_> {
    fn is_for_contrast(&self) -> bool {
        self.asked.name.ends_with("_for_contrast")
    }

    /// The widest half-width that is a pass.
    fn widest(&self, heavy: bool) -> f64 {
        let name = self.asked.name;
        if self.is_for_contrast() || self.expected.relation.is_some() {
            return f64::INFINITY;
        }
        let of_waiting = ["wait", "sojourn", "queue", "system", "flow"];
        let share = if name.starts_with("variance_") {
            0.10
        } else if name.starts_with("std_") {
            0.05
        } else if name.starts_with("prob_") && self.value < 1e-3 {
            0.10
        } else if let Some(share) = self.case.run_hint.rel_halfwidth {
            share
        } else if heavy && of_waiting.iter().any(|word| name.contains(word)) {
            0.03
        } else {
            0.01
        };
        share * self.value.abs()
    }

    /// How much wider than allowed; at most 1 is a pass.
    pub(crate) fn excess(&self, heavy: bool, interval: Interval) -> f64 {
        if interval.half_width == 0.0 {
            return 0.0;
        }
        interval.half_width / self.widest(heavy)
    }

    /// Returns why the number is not accepted; prints it either way.
    pub(crate) fn judge(&self, heavy: bool, interval: Interval) -> Option<String> {
        let Interval { mean, half_width } = interval;
        let relation = self.expected.relation.as_deref().unwrap_or_default();
        let verdict = if self.is_for_contrast() {
            let apart = !interval.holds(self.value);
            if apart { "ok, apart" } else { "WRONG: what a wrong rule would give" }
        } else if relation.starts_with("upper_bound_of ") {
            let below = mean + half_width <= self.value;
            if below { "ok, below" } else { "WRONG: above" }
        } else if relation.starts_with("lower_bound_of ") {
            let above = mean - half_width >= self.value;
            if above { "ok, above" } else { "WRONG: below" }
        } else if relation == "approximation only" {
            "not judged: an approximation"
        } else if self.excess(heavy, interval) > 1.0 {
            "WRONG: too wide"
        } else if interval.holds(self.value) {
            "ok"
        } else {
            "WRONG: outside"
        };
        let (id, name, value) = (&self.case.id, self.asked.name, self.value);
        let position =
            if self.several { format!("[{}]", self.asked.position) } else { String::new() };
        let width = 40 - position.len();
        let line = format!(
            "{id:<16} {name:>width$}{position}  expected {value:<14} got {mean:.6} \u{b1} {half_width:.6}  {verdict}"
        );
        println!("{line}");
        verdict.starts_with("WRONG").then_some(line)
    }
}

/// Judges a case whose numbers are read off one of the setups each. Returns what failed twice.
pub(crate) fn check(case: &Case, setups: &[Setup]) -> Vec<String> {
    let numbers = numbers(case);
    let mut answered = vec![0; numbers.len()];
    let mut wrong = Vec::new();
    for setup in setups {
        let all: Vec<&Number<'_>> = numbers.iter().collect();
        let (failed, measured) = attempt(setup, &all, SEEDS[0], setup.first, Some(&mut answered));
        if failed.is_empty() {
            continue;
        }
        let again: Vec<&Number<'_>> = failed.iter().map(|(number, _)| all[*number]).collect();
        println!("{}: once more, with another seed and twice the horizon", case.id);
        let (failed, _) = attempt(setup, &again, SEEDS[1], 2.0 * measured, None);
        wrong.extend(failed.into_iter().map(|(_, line)| line));
    }
    for (number, answers) in numbers.iter().zip(answered) {
        assert_eq!(answers, 1, "{}: who reads `{}`?", case.id, number.asked.name);
    }
    wrong
}

/// Runs a setup until everything is narrow enough. Returns the numbers that are wrong, and how long was measured.
fn attempt(
    setup: &Setup,
    numbers: &[&Number<'_>],
    seed: u64,
    first: f64,
    answered: Option<&mut [u32]>,
) -> (Vec<(usize, String)>, f64) {
    let mut trial = Trial::new(setup, seed);
    let mut units = first;
    let intervals = loop {
        trial.measure(units);
        let read = trial.read(|reading| -> Vec<Option<f64>> {
            numbers.iter().map(|number| (setup.read)(&number.asked, reading)).collect()
        });
        let intervals: Vec<Option<Interval>> = (0..numbers.len())
            .map(|number| {
                let values: Option<Vec<f64>> = read.iter().map(|run| run[number]).collect();
                values.map(|values| Interval::of(&values))
            })
            .collect();
        let excess = numbers.iter().zip(&intervals).filter_map(|(number, interval)| {
            interval.map(|interval| number.excess(setup.heavy, interval))
        });
        let excess = excess.fold(0.0, f64::max);
        if excess <= 1.0 || trial.events() > EVENTS {
            break intervals;
        }
        // Half-widths shrink with the square root of the time.
        let longer = (units / setup.first * (1.05 * excess * excess).clamp(1.05, 10.0)).ceil();
        units = longer * setup.first;
    };
    trial.check();
    if let Some(answered) = answered {
        for (answers, interval) in answered.iter_mut().zip(&intervals) {
            *answers += u32::from(interval.is_some());
        }
    }
    let judged = numbers.iter().zip(intervals).enumerate();
    let wrong = judged.filter_map(|(position, (number, interval))| {
        Some((position, number.judge(setup.heavy, interval?)?))
    });
    (wrong.collect(), trial.measured)
}
