//! How a league is written down: `League(schedulers: ["FIFO", "SPT"], instances: ["ft06", "ta01..ta10"])`.

use std::collections::BTreeMap;

use plantwright_model::syntax::{self, Node};
use plantwright_model::{Diagnostic, Report, Spanned, codes};
use plantwright_units::Duration;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Bound, Measure};

/// Schedulers against one another, on instances, on plants, or on both.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename = "League")]
pub struct LeagueFile {
    /// What it is called; default: nothing.
    #[serde(default)]
    pub title: String,
    /// What it is about; default: nothing.
    #[serde(default)]
    pub about: String,
    /// The schedulers, as behind `--scheduler`.
    pub schedulers: Vec<Spanned<String>>,
    /// Benchmark instances: files beside the league, names of instances that are made from seeds, or several of them,
    /// `"ta01..ta10"`; default: none.
    #[serde(default)]
    pub instances: Vec<Spanned<String>>,
    /// A table of the bounds that are known of instances, with the columns `instance`, `lb` and `ub`: no makespan is below `lb`, and
    /// the best known one is `ub`, in the units of the instance; default: none.
    #[serde(default)]
    pub bounds: Option<Spanned<String>>,
    /// Plants, by the names that the report calls them; default: none.
    #[serde(default)]
    pub plants: BTreeMap<Spanned<String>, PlantEntry>,
    /// How often each plant is run, each time with other luck; default: 20.
    #[serde(default)]
    pub replications: Option<Spanned<u32>>,
    /// The seed of all randomness; default: that of each plant.
    #[serde(default)]
    pub seed: Option<u64>,
    /// The level of confidence, of all comparisons by one measure on one plant together; default: 0.95.
    #[serde(default)]
    pub level: Option<Spanned<f64>>,
    /// By what schedulers are ranked on plants; default: mean flow time.
    #[serde(default = "flow_time")]
    pub rank_by: Vec<Measure>,
    /// Of which instances the best schedule is drawn; default: the first one.
    #[serde(default)]
    pub gantt: Option<Vec<Spanned<String>>>,
    /// How long a scheduler may think about one decision, in real time; default: 10 s.
    #[serde(default)]
    pub time_limit: Option<Spanned<Duration>>,
}

/// A plant of a league.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlantEntry {
    /// The scene, a file beside the league.
    pub scene: Spanned<String>,
    /// What is changed in it, as behind `--set`; default: nothing.
    #[serde(default)]
    pub set: Vec<Spanned<String>>,
}

fn flow_time() -> Vec<Measure> {
    vec![Measure::MeanFlowTime]
}

impl LeagueFile {
    /// Reads a league from its tree; every mistake goes into the report.
    pub fn read(root: &Node, report: &mut Report) -> Option<Self> {
        let league: Self = syntax::decode(root, report)?;
        let mut wrong = |span, message: &str, hint: &str| {
            report.push(Diagnostic::error(codes::INVALID_VALUE, span, message).hint(hint));
        };
        if league.schedulers.is_empty() {
            wrong(
                root.head(),
                "nobody plays in this league",
                "name schedulers: `[\"FIFO\", \"SPT\"]`",
            );
        }
        if league.instances.is_empty() && league.plants.is_empty() {
            let hint = "name `instances` or `plants`";
            wrong(root.head(), "this league has nothing to play on", hint);
        }
        if league.rank_by.is_empty() {
            wrong(root.head(), "nothing is ranked by", "leave `rank_by` out, or name a measure");
        }
        if let Some(few) = league.replications.filter(|it| it.value < 2) {
            let hint = "an interval takes two replications or more";
            wrong(few.span, "less than two replications say nothing of luck", hint);
        }
        if let Some(level) = league.level.filter(|it| !(0.5..1.0).contains(&it.value)) {
            wrong(level.span, "this is no level of confidence", "write 95 % as `0.95`");
        }
        (!report.has_errors()).then_some(league)
    }
}

/// How many names a range stands for at most: more are a slip of the finger.
const LONGEST: u32 = 1_000;

/// Returns the names that `"ta01..ta10"` stands for, a thousand at most, or the one name that it is.
pub fn names(text: &str) -> Vec<String> {
    let split = |text: &str| {
        let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (word, number) = text.split_at(text.len() - digits);
        Some((word.to_owned(), number.parse::<u32>().ok()?, digits))
    };
    let range = text.split_once("..").and_then(|(first, last)| Some((split(first)?, split(last)?)));
    match range {
        Some(((word, first, digits), (other, last, _)))
            if word == other && first <= last && last - first < LONGEST =>
        {
            (first..=last).map(|number| format!("{word}{number:0digits$}")).collect()
        }
        _ => vec![text.to_owned()],
    }
}

/// Reads a table of bounds, in which every instance stands once. Lines that begin with `#` are remarks.
///
/// # Errors
/// The first line that is wrong.
pub fn bounds(text: &str) -> Result<BTreeMap<String, Bound>, String> {
    let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.trim()));
    let mut lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let header: Vec<&str> =
        lines.next().map_or(Vec::new(), |(_, line)| line.split(',').map(str::trim).collect());
    let column = |name: &str| {
        let found = header.iter().position(|heading| *heading == name);
        found.ok_or_else(|| format!("there is no column `{name}`"))
    };
    let (name, lower, best) = (column("instance")?, column("lb")?, column("ub")?);
    let mut bounds = BTreeMap::new();
    let mut places = BTreeMap::new();
    for (number, line) in lines {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default();
        let whole = |column: usize| {
            let cell = cell(column);
            cell.parse().map_err(|_error| format!("line {number}: `{cell}` is no whole number"))
        };
        let bound = Bound { lower: whole(lower)?, best: whole(best)? };
        let Bound { lower, best } = bound;
        if lower > best {
            return Err(format!(
                "line {number}: no makespan is below `lb`, {lower}, and yet one of `ub`, {best}, is known"
            ));
        }
        if best == 0 {
            return Err(format!("line {number}: a makespan of 0 as the best one known"));
        }
        let instance = cell(name).to_owned();
        if let Some(before) = places.insert(instance.clone(), number) {
            return Err(format!("line {number}: `{instance}` stands in line {before} already"));
        }
        bounds.insert(instance, bound);
    }
    Ok(bounds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_names_stands_for_all_of_them() {
        assert_eq!(names("ta08..ta11"), ["ta08", "ta09", "ta10", "ta11"]);
        assert_eq!(names("ft06"), ["ft06"]);
        for no_range in ["ta01..la02", "ta05..ta01", "ta1..ta4000000000"] {
            assert_eq!(names(no_range), [no_range]);
        }
    }

    #[test]
    fn bounds_are_read_by_their_columns() {
        let table = "# a remark\ninstance,jobs,lb,ub\nft06,6,55,55\nta21,20,1642,1642\n";
        assert_eq!(bounds(table).unwrap()["ta21"], Bound { lower: 1_642, best: 1_642 });
        assert!(bounds("instance,lb\n").unwrap_err().contains("`ub`"));
        let fails = |table: &str| bounds(table).unwrap_err();
        assert!(fails("instance,lb,ub\nx,1,y\n").contains("line 2: `y`"));
        assert!(
            fails("instance,lb,ub\n# a remark\nx,9,8\n").contains("line 3: no makespan is below")
        );
        assert!(fails("instance,lb,ub\nx,0,0\n").contains("line 2: a makespan of 0"));
        let twice = "instance,lb,ub\nx,1,1\ny,1,1\nx,2,2\n";
        assert_eq!(fails(twice), "line 4: `x` stands in line 2 already");
    }
}
