//! Random parts of scenes, as text: times, laws, amounts, names.

use crate::dice::Dice;

/// True in so many of a hundred cases.
pub(crate) fn chance(dice: &mut Dice, percent: u64) -> bool {
    dice.below(100) < percent
}

/// Any of them.
pub(crate) fn pick<'a, T>(dice: &mut Dice, things: &'a [T]) -> &'a T {
    &things[dice.below(things.len() as u64) as usize]
}

/// A number from `least` to `most`.
pub(crate) fn between(dice: &mut Dice, least: u64, most: u64) -> u64 {
    least + dice.below(most - least + 1)
}

/// A list of names, as text.
pub(crate) fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    format!("[{}]", quoted.join(", "))
}

/// How times are drawn in one plant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    /// Everything takes a few times five seconds, so that much falls on the same instants.
    pub(crate) lattice: bool,
}

impl Times {
    /// A process time; now and then none at all.
    pub(crate) fn process(self, dice: &mut Dice) -> String {
        match (self.lattice, dice.below(30)) {
            (_, 0) => "\"0 s\"".to_owned(),
            (true, 1..25) => format!("\"{} s\"", 5 * between(dice, 1, 6)),
            _ => law(dice, 20),
        }
    }

    /// A time between arrivals.
    pub(crate) fn interval(self, dice: &mut Dice) -> String {
        if self.lattice && !chance(dice, 10) {
            return format!("\"{} s\"", 5 * between(dice, 1, 8));
        }
        law(dice, 30)
    }

    /// An instant of the run's first half hour.
    pub(crate) fn instant(self, dice: &mut Dice) -> String {
        if self.lattice {
            return format!("\"{} s\"", 5 * dice.below(360));
        }
        format!("\"{} ms\"", dice.below(1_800_000))
    }
}

/// A law of durations around so many seconds.
fn law(dice: &mut Dice, seconds: u64) -> String {
    let s = between(dice, 1, seconds * 2);
    let less = s as f64 / 3.0;
    match dice.below(18) {
        0..4 => format!("\"{s} s\""),
        4..8 => format!("Exponential(\"{s} s\")"),
        8 => format!("Uniform(\"0 s\", \"{s} s\")"),
        9 => format!("Triangular(\"{less} s\", \"{s} s\", \"{} s\")", 2 * s),
        10 => format!("Normal(\"{s} s\", \"{less} s\")"),
        11 => format!("Lognormal(mean: \"{s} s\", sd: \"{less} s\")"),
        12 => format!("Gamma(shape: 0.7, scale: \"{s} s\")"),
        13 => format!("Erlang(k: 3, mean: \"{s} s\")"),
        14 => format!("Weibull(shape: 1.3, mean: \"{s} s\")"),
        15 => format!("Discrete([(\"{less} s\", 0.25), (\"{s} s\", 0.75)])"),
        16 => format!("Mixture([(0.8, \"{s} s\"), (0.2, Exponential(\"{} s\"))])", 2 * s),
        _ => format!("Truncated(max: \"{s} s\", of: Exponential(\"{s} s\"))"),
    }
}

/// A number of items at once, now and then none.
pub(crate) fn batch(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => between(dice, 2, 4).to_string(),
        1 => "Uniform(0, 3)".to_owned(),
        2 => "Bernoulli(p: 0.6, value: 2)".to_owned(),
        _ => "Discrete([(1, 0.5), (3, 0.5)])".to_owned(),
    }
}

/// The capacity of a queue.
pub(crate) fn capacity(dice: &mut Dice) -> String {
    match dice.below(5) {
        0 => "Unlimited".to_owned(),
        1 => between(dice, 5, 20).to_string(),
        _ => between(dice, 1, 4).to_string(),
    }
}
