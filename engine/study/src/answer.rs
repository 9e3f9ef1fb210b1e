//! What the numbers mean, in sentences: the first one answers the question.

use plantwright_units::natural_cmp;

use crate::compare::{Comparison, Verdict};
use crate::report::number;
use crate::statistics::{Interval, Paired, Precision};
use crate::study::{Goal, Method, Results};

/// Returns the answer to the question of a study. The first sentence alone is enough; the others say what it leaves open.
pub fn sentences(results: &Results) -> Vec<String> {
    let mut sentences = match results.study.scenarios.len() {
        1 => vec![estimate(results)],
        2 => vec![of_two(results)],
        _ => of_many(results),
    };
    // What the best costs stands right behind what it brings.
    let behind = 1 + usize::from(results.study.enough.is_some());
    if let Some(sentence) = beside(results) {
        sentences.insert(behind.min(sentences.len()), sentence);
    }
    sentences.extend(precision(results));
    sentences.extend(left_out(results));
    sentences
}

/// The scenarios in the order of the goal, best first; those without a mean last.
pub fn ranking(results: &Results) -> Vec<usize> {
    let figure = &results.study.figures[0].0;
    let mean = |scenario: usize| results.interval(scenario, figure).map(|it| it.estimate);
    let mut order: Vec<(usize, Option<f64>)> =
        (0..results.study.scenarios.len()).map(|it| (it, mean(it))).collect();
    let better = |mean: Option<f64>| match (mean, results.study.goal) {
        (None, _) => f64::NEG_INFINITY,
        (Some(mean), Goal::Most) => mean,
        (Some(mean), Goal::Least) => -mean,
    };
    order.sort_by(|a, b| better(b.1).total_cmp(&better(a.1)));
    order.into_iter().map(|(scenario, _)| scenario).collect()
}

/// Returns the comparison of one scenario against another, whichever way round it was made.
pub fn against(all: &[Comparison], first: usize, second: usize) -> Option<Comparison> {
    let same = all.iter().find(|it| (it.first, it.second) == (first, second));
    if let Some(found) = same {
        return Some(found.clone());
    }
    let reverse = all.iter().find(|it| (it.first, it.second) == (second, first))?;
    let mut turned = reverse.clone();
    (turned.first, turned.second) = (first, second);
    turned.paired = reverse.paired.map(|mut it| {
        it.difference = it.difference.scaled(-1.0);
        // (1 + r) the other way round; bounds change places.
        let invert = |value: f64| 1.0 / (1.0 + value) - 1.0;
        it.ratio = if it.ratio.low > -1.0 && it.ratio.is_bounded() {
            Interval {
                estimate: invert(it.ratio.estimate),
                low: invert(it.ratio.high),
                high: invert(it.ratio.low),
                ..it.ratio
            }
        } else {
            Interval::unbounded(invert(it.ratio.estimate), it.ratio.level, it.ratio.n)
        };
        it
    });
    Some(turned)
}

fn name(results: &Results, scenario: usize) -> String {
    format!("`{}`", results.study.scenarios[scenario].name)
}

fn figure_name(results: &Results) -> String {
    results.study.figures[0].0.label()
}

fn level(results: &Results) -> String {
    let percent = results.study.level * 100.0;
    if percent.fract().abs() < 1e-9 { format!("{percent:.0} %") } else { format!("{percent:.1} %") }
}

fn estimate(results: &Results) -> String {
    let (figure, unit) = &results.study.figures[0];
    let label = capital(&figure.label());
    match results.interval(0, figure) {
        None => format!("No run has a {}: there is no answer.", figure.label()),
        Some(it) => format!(
            "{label} is {} ({} interval, {}).",
            number::with_interval(&it, unit),
            level(results),
            count(it.n, results.study.method.noun())
        ),
    }
}

fn of_two(results: &Results) -> String {
    let all = results.comparisons(0);
    match all.first() {
        Some(comparison) => compared(results, comparison, true),
        None => estimate(results),
    }
}

/// "With `b`, throughput is 4.1 % higher than with `a` …"; the first words only where `b` is not named before.
fn compared(results: &Results, comparison: &Comparison, names_it: bool) -> String {
    let (first, second) = (name(results, comparison.first), name(results, comparison.second));
    let figure = figure_name(results);
    let level = level(results);
    let Some(paired) = &comparison.paired else {
        return format!(
            "{first} and {second} cannot be compared: no two replications have a {figure}."
        );
    };
    let pairs = count(comparison.n, &format!("paired {}", results.study.method.noun()));
    match comparison.verdict() {
        Verdict::Same => format!(
            "{second} changes nothing: {figure} is the same as with {first} in every one of {pairs}."
        ),
        Verdict::Undecided => format!(
            "No difference in {figure} is certain between {first} and {second}: {} ({level} interval, {pairs}).",
            change(results, paired)
        ),
        Verdict::More | Verdict::Less => {
            let higher = if comparison.verdict() == Verdict::More { "higher" } else { "lower" };
            let (by, range) = amounts(results.study.figures[0].1, paired);
            let with = if names_it { format!("With {second}, ") } else { String::new() };
            format!(
                "{with}{figure} is {by} {higher} than with {first} ({level} interval {range}, {pairs})."
            )
        }
    }
}

/// A relative change where there is one, else the difference.
fn change(results: &Results, paired: &Paired) -> String {
    if paired.ratio.is_bounded() {
        number::percent(&paired.ratio)
    } else {
        number::difference(&paired.difference, results.study.figures[0].1)
    }
}

/// How much, and between what, both without a sign.
fn amounts(unit: &'static str, paired: &Paired) -> (String, String) {
    let (interval, unit) = if paired.ratio.is_bounded() {
        (paired.ratio.scaled(100.0), "%")
    } else {
        (paired.difference, unit)
    };
    let size = if interval.estimate < 0.0 { interval.scaled(-1.0) } else { interval };
    let decimals = number::decimals_of(size.half_width());
    let (by, unit) = if unit == "%" { (1.0, "%") } else { number::scale(size.high, unit) };
    let size = size.scaled(by);
    let decimals = if unit == "%" { decimals } else { number::decimals_of(size.half_width()) };
    let text = |value: f64| number::fixed(value, decimals);
    let by = format!("{} {unit}", text(size.estimate)).trim_end().to_owned();
    let range = format!("{} to {} {unit}", text(size.low), text(size.high));
    (by, range.trim_end().to_owned())
}

fn of_many(results: &Results) -> Vec<String> {
    let all = results.comparisons(0);
    let ranking = ranking(results);
    let (best, count) = (ranking[0], ranking.len());
    let is_better = |verdict: Verdict| match results.study.goal {
        Goal::Most => verdict == Verdict::More,
        Goal::Least => verdict == Verdict::Less,
    };
    let mut sentences = Vec::new();
    sentences.extend(enough(results, &all, best));
    let best_variant = ranking.iter().copied().find(|it| *it != 0).unwrap_or(0);
    let against_base = against(&all, 0, best_variant);
    match &against_base {
        Some(it) if is_better(it.verdict()) => {
            let alike = alike(results, best_variant);
            let lead = if alike.is_empty() {
                format!("{} is best of {count}: ", name(results, best_variant))
            } else {
                let best = name(results, best_variant);
                format!("{best} is best of {count}, and alike {}: ", alike.join(", "))
            };
            sentences.push(lead + &small(&compared(results, it, false)));
        }
        Some(it) if it.verdict() == Verdict::More || it.verdict() == Verdict::Less => {
            let lead = format!("{} stays best of {count}: even ", name(results, 0));
            sentences.push(lead + &small(&compared(results, it, true)));
        }
        Some(it) => {
            let lead = format!(
                "None of the {} variants is certainly better than {}: of the nearest, ",
                count - 1,
                name(results, 0)
            );
            sentences.push(lead + &small(&compared(results, it, true)));
        }
        None => sentences.push(estimate(results)),
    }
    // Who may be as good as the best.
    let worse = |it: &Comparison| match results.study.goal {
        Goal::Most => it.verdict() == Verdict::Less,
        Goal::Least => it.verdict() == Verdict::More,
    };
    let rivals: Vec<String> = ranking[1..]
        .iter()
        .filter(|it| !against(&all, best, **it).is_some_and(|it| worse(&it)))
        .map(|it| name(results, *it))
        .collect();
    if best == best_variant {
        sentences.push(if rivals.is_empty() {
            format!("{} is certainly better than each of the others.", name(results, best))
        } else {
            format!("Not certainly worse than {}: {}.", name(results, best), rivals.join(", "))
        });
    }
    sentences
}

/// The first, in the natural order of names, that is certainly not farther behind the best than is enough.
fn enough(results: &Results, all: &[Comparison], best: usize) -> Option<String> {
    let allowed = results.study.enough?;
    let names = &results.study.scenarios;
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|a, b| natural_cmp(&names[*a].name, &names[*b].name));
    let is_enough = |scenario: &usize| {
        let Some(paired) = against(all, best, *scenario).and_then(|it| it.paired) else {
            return *scenario == best;
        };
        let (interval, width) = match allowed {
            Precision::Relative(share) => (paired.ratio, share),
            Precision::Absolute(width) => (paired.difference, width),
        };
        match results.study.goal {
            Goal::Most => interval.low >= -width,
            Goal::Least => interval.high <= width,
        }
    };
    let least = order.into_iter().find(is_enough)?;
    let within = wanted(allowed, results.study.figures[0].1);
    let within = within.trim_start_matches('±');
    let figure = figure_name(results);
    if least == best {
        return Some(format!(
            "Nothing before {} is certainly enough, within {within} of it in {figure}.",
            name(results, best)
        ));
    }
    let comparison = against(all, best, least)?;
    let pairs = count(comparison.n, &format!("paired {}", results.study.method.noun()));
    Some(format!(
        "{} is enough: {figure} is certainly within {within} of that with the best, {}: {} ({} interval, {pairs}).",
        name(results, least),
        name(results, best),
        change(results, comparison.paired.as_ref()?),
        level(results),
    ))
}

/// What the best variant changes for certain in the other figures that were asked for.
fn beside(results: &Results) -> Option<String> {
    let best = ranking(results).into_iter().find(|it| *it != 0)?;
    let changes = results.study.figures.iter().enumerate().skip(1);
    let changes = changes.filter_map(|(number, (figure, unit))| {
        let comparison = against(&results.comparisons(number), 0, best)?;
        let (verdict, paired) = (comparison.verdict(), comparison.paired.as_ref()?);
        let higher = match verdict {
            Verdict::More => "higher",
            Verdict::Less => "lower",
            Verdict::Same | Verdict::Undecided => return None,
        };
        let (by, range) = amounts(unit, paired);
        Some(format!("{} is {by} {higher} ({range})", figure.label()))
    });
    let changes: Vec<String> = changes.collect();
    let (best, base) = (name(results, best), name(results, 0));
    (!changes.is_empty()).then(|| format!("With {best} against {base}, {}.", changes.join(", ")))
}

/// The other variants that come to the same in every replication.
fn alike(results: &Results, scenario: usize) -> Vec<String> {
    let figure = &results.study.figures[0].0;
    let series = results.series(scenario, figure);
    let others = (1..results.study.scenarios.len()).filter(|other| *other != scenario);
    others
        .filter(|other| results.series(*other, figure) == series)
        .map(|other| name(results, other))
        .collect()
}

/// Whether the answer is as precise as was wanted.
fn precision(results: &Results) -> Option<String> {
    let study = &results.study;
    let done = results.replications();
    if results.is_stopped {
        return Some(format!(
            "The study was stopped after {}: this is less than was asked for.",
            count(done as usize, "replication")
        ));
    }
    if !results.is_long_enough() {
        return Some("The run is too short for this: its batches still depend on one another, and the intervals are too narrow.".to_owned());
    }
    if results.is_precise {
        return None;
    }
    let wanted = wanted(study.precision, study.figures[0].1);
    if study.method != Method::Replications {
        return Some(format!(
            "It is less precise than wanted ({wanted}): a longer run would be needed."
        ));
    }
    let needed = match results.needed {
        Some(needed) => format!("about {needed} replications would be needed"),
        None => "how many replications would be needed cannot be told".to_owned(),
    };
    Some(format!("It is less precise than wanted ({wanted}): {needed}, and the budget was {done}."))
}

/// A precision for people: `±1 %`.
pub fn wanted(precision: Precision, unit: &str) -> String {
    match precision {
        Precision::Relative(share) => format!("±{} %", trimmed(share * 100.0)),
        Precision::Absolute(width) => format!("±{}", number::value(width, unit)),
    }
}

fn trimmed(number: f64) -> String {
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What the answer does not rest on.
fn left_out(results: &Results) -> Vec<String> {
    let mut sentences = Vec::new();
    let each = match results.study.method {
        Method::Replications => results.replications() as usize,
        Method::OneRun { .. } => 1,
    };
    let runs = each * results.study.scenarios.len();
    if !results.failed.is_empty() {
        let failed = results.failed.len();
        sentences
            .push(format!("{failed} of {runs} runs failed, and the answer rests on the others."));
    }
    let stuck = results.stuck();
    if let Some((scenario, replication)) = stuck.first() {
        let command = results.study.command(*scenario, *replication);
        sentences.push(format!(
            "In {} of {runs} runs the plant, or a part of it, came to a stand for good: {}. They count as they are, so that means and intervals over them tell little; `{command}` shows who waits for whom.",
            stuck.len(),
            standstills(results, &stuck),
        ));
    }
    sentences
}

/// In which runs the plant came to a stand, in words.
fn standstills(results: &Results, stuck: &[(usize, u32)]) -> String {
    let of = |(scenario, it): (usize, &crate::scenario::Scenario)| {
        let mut numbers = stuck.iter().filter(|(stuck, _)| *stuck == scenario).map(|it| it.1);
        let first: Vec<String> = numbers.by_ref().take(3).map(|it| it.to_string()).collect();
        let more = if numbers.next().is_some() { ", …" } else { "" };
        let which = format!("replication {}{more}", first.join(", "));
        (!first.is_empty()).then(|| format!("`{}` in {which}", it.name))
    };
    let all = results.study.scenarios.iter().enumerate().filter_map(of);
    all.collect::<Vec<_>>().join("; ")
}

/// A number of things: `1 replication`, `12 replications`.
pub fn count(number: usize, what: &str) -> String {
    let plural = if what.ends_with("ch") { "es" } else { "s" };
    format!("{number} {what}{}", if number == 1 { "" } else { plural })
}

/// With a capital letter at its beginning.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn small(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
