//! The part of a report that is about benchmark instances.

use super::document::{Document, Table};
use super::number::{counted, plain};
use crate::{League, Results, Subject};

const SECOND: u64 = 1_000_000_000;

/// With what the makespans of an instance are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The best one that is known: somebody has reached it.
    Known,
    /// A simple lower bound: perhaps nobody can.
    Bound,
}

const KINDS: [Kind; 2] = [Kind::Known, Kind::Bound];

/// What a scheduler is worth.
struct Standing {
    scheduler: usize,
    /// Gaps in percent.
    gaps: Vec<(Kind, f64)>,
    won: usize,
    lost: usize,
    open: usize,
}

impl Standing {
    fn of(&self, kind: Kind) -> impl Iterator<Item = f64> {
        self.gaps.iter().filter(move |(it, _)| *it == kind).map(|(_, gap)| *gap)
    }

    /// The mean of the gaps of a kind; none: there is none.
    fn mean(&self, kind: Kind) -> Option<f64> {
        let count = self.of(kind).count();
        (count > 0).then(|| self.of(kind).sum::<f64>() / count as f64)
    }

    fn largest(&self, kind: Kind) -> Option<f64> {
        self.of(kind).reduce(f64::max)
    }

    /// Whether it has played all instances: only means over the same instances can be compared.
    const fn is_whole(&self) -> bool {
        self.lost == 0 && self.open == 0
    }
}

/// All instances of a league, and who plays on them.
struct Field<'a> {
    league: &'a League,
    results: &'a Results,
    /// The instances among the subjects.
    played: Vec<usize>,
}

impl Field<'_> {
    fn subject(&self, number: usize) -> &Subject {
        &self.league.subjects[number]
    }

    /// With what the makespans of an instance are compared, in its units.
    fn reference(&self, subject: usize) -> (Kind, u64) {
        let Subject { bound, problem, .. } = self.subject(subject);
        match (bound, problem) {
            (Some(bound), _) => (Kind::Known, bound.best),
            (None, Some(problem)) => (Kind::Bound, problem.trivial_bound().as_nanos() / SECOND),
            (None, None) => (Kind::Bound, 0),
        }
    }

    fn count(&self, kind: Kind) -> usize {
        self.played.iter().filter(|it| self.reference(**it).0 == kind).count()
    }

    fn makespan(&self, subject: usize, scheduler: usize) -> Option<u64> {
        let score = self.results.scores[subject][scheduler].first()?.as_ref()?;
        score.fault.is_none().then_some(score.makespan_ns)
    }

    /// The shortest makespan of this league.
    fn shortest(&self, subject: usize) -> Option<u64> {
        let schedulers = 0..self.league.schedulers.len();
        schedulers.filter_map(|scheduler| self.makespan(subject, scheduler)).min()
    }

    fn standing(&self, scheduler: usize) -> Standing {
        let mut standing = Standing { scheduler, gaps: Vec::new(), won: 0, lost: 0, open: 0 };
        for subject in &self.played {
            let Some(makespan) = self.makespan(*subject, scheduler) else {
                let score = self.results.scores[*subject][scheduler].first();
                let is_lost = score.is_some_and(Option::is_some);
                standing.lost += usize::from(is_lost);
                standing.open += usize::from(!is_lost);
                continue;
            };
            let (kind, reference) = self.reference(*subject);
            let reference = (reference * SECOND).max(1) as f64;
            standing.gaps.push((kind, 100.0 * (makespan as f64 / reference - 1.0)));
            standing.won += usize::from(self.shortest(*subject) == Some(makespan));
        }
        standing
    }

    /// The kind by which is ranked.
    fn first_kind(&self) -> Kind {
        if self.count(Kind::Known) > 0 { Kind::Known } else { Kind::Bound }
    }

    /// Those who played everything, the smallest gap first, and the others, the fewest lost first.
    fn standings(&self) -> Vec<Standing> {
        let kind = self.first_kind();
        let all = 0..self.league.schedulers.len();
        let mut standings: Vec<Standing> = all.map(|scheduler| self.standing(scheduler)).collect();
        let key = |it: &Standing| it.mean(kind).unwrap_or(f64::INFINITY);
        standings.sort_by(|a, b| {
            let order = (a.lost, a.open).cmp(&(b.lost, b.open));
            order.then(key(a).total_cmp(&key(b)))
        });
        standings
    }

    /// What the gaps are.
    fn headline(&self, standings: &[Standing]) -> String {
        let (known, bounded) = (self.count(Kind::Known), self.count(Kind::Bound));
        let bound = "a simple lower bound, the longest job, marked with ≥, which perhaps no schedule reaches";
        let gap = match (known, bounded) {
            (_, 0) => {
                "The gap is that of the makespan to the best makespan that is known.".to_owned()
            }
            (0, _) => format!("The gap is that of the makespan to {bound}."),
            (_, bounded) => format!(
                "The gap is that of the makespan to the best makespan that is known. On {} none is known: there the gap is \
                 that to {bound}, has columns of its own, and does not count for the rank.",
                counted(bounded, "instance")
            ),
        };
        let rest = if standings.iter().all(Standing::is_whole) {
            ""
        } else {
            " Who has not played all instances to the end comes last and has no rank, and gaps of those only that were played."
        };
        format!(
            "{}. {gap} Shortest counts the instances on which nobody else in this league was shorter. Every schedule was \
             checked against its instance without the simulator.{rest}",
            counted(self.played.len(), "instance")
        )
    }

    fn ranks(&self, standings: &[Standing]) -> Table {
        let has_lost = standings.iter().any(|it| it.lost > 0);
        let first_kind = self.first_kind();
        let kinds: Vec<Kind> = KINDS.into_iter().filter(|kind| self.count(*kind) > 0).collect();
        let mut heads = vec!["scheduler", "rank"];
        for kind in &kinds {
            heads.extend(match kind {
                Kind::Known => ["mean gap [%]", "largest gap [%]"],
                Kind::Bound => ["mean gap to the bound [%]", "largest gap to the bound [%]"],
            });
        }
        heads.extend(["shortest", "instances"]);
        heads.extend(has_lost.then_some("lost"));
        let mut before = (None, 0);
        let rows = standings.iter().enumerate().map(|(number, standing)| {
            let mean = standing.mean(first_kind);
            // Equal gaps share a rank.
            if before.0 != mean {
                before = (mean, number + 1);
            }
            let rank = if standing.is_whole() { before.1.to_string() } else { String::new() };
            let mut row = vec![self.league.schedulers[standing.scheduler].clone(), rank];
            for kind in &kinds {
                row.extend([standing.mean(*kind), standing.largest(*kind)].map(percent));
            }
            row.extend([standing.won.to_string(), standing.gaps.len().to_string()]);
            row.extend(has_lost.then(|| standing.lost.to_string()));
            row
        });
        let rows = rows.collect();
        Table::new(&heads, rows)
    }

    /// Makespans below the best that was known.
    fn records(&self) -> Option<String> {
        let mut records = Vec::new();
        for subject in &self.played {
            let (kind, reference) = self.reference(*subject);
            let Some(shortest) = self.shortest(*subject) else { continue };
            if kind == Kind::Known && shortest < reference * SECOND {
                let schedulers = 0..self.league.schedulers.len();
                let by = schedulers.filter(|it| self.makespan(*subject, *it) == Some(shortest));
                let by: Vec<String> =
                    by.map(|it| format!("`{}`", self.league.schedulers[it])).collect();
                records.push(format!(
                    "{} in {} by {}, in place of {reference}",
                    self.subject(*subject).name,
                    seconds(shortest),
                    by.join(", ")
                ));
            }
        }
        let what = if records.len() == 1 { "A makespan is" } else { "Makespans are" };
        (!records.is_empty()).then(|| {
            let list = records.join("; ");
            format!("{what} shorter than the best in the table of bounds: {list}.")
        })
    }

    /// Who leaves decisions to chance.
    fn chance(&self) -> Option<String> {
        let draws = |scheduler: &usize| {
            self.played.iter().any(|subject| {
                let score = self.results.scores[*subject][*scheduler].first();
                score.and_then(Option::as_ref).is_some_and(|score| score.draws)
            })
        };
        let names = (0..self.league.schedulers.len()).filter(draws);
        let names: Vec<String> =
            names.map(|it| format!("`{}`", self.league.schedulers[it])).collect();
        let verb = if names.len() == 1 { "decides" } else { "decide" };
        (!names.is_empty()).then(|| {
            format!(
                "{} {verb} by chance, and every instance was played once: these makespans are one draw, and another `seed` gives \
                 others.",
                names.join(", ")
            )
        })
    }

    fn makespans(&self, standings: &[Standing]) -> Table {
        let reference = match (self.count(Kind::Known), self.count(Kind::Bound)) {
            (0, _) => "bound",
            (_, 0) => "best known",
            _ => "best known, or bound",
        };
        let mut heads = vec!["instance", reference];
        heads.extend(standings.iter().map(|it| self.league.schedulers[it.scheduler].as_str()));
        let rows = self.played.iter().map(|subject| {
            let known = match self.reference(*subject) {
                (Kind::Known, reference) => reference.to_string(),
                (Kind::Bound, reference) => format!("≥ {reference}"),
            };
            let mut row = vec![self.subject(*subject).name.clone(), known];
            let shortest = self.shortest(*subject);
            let cells = standings.iter().map(|it| match self.makespan(*subject, it.scheduler) {
                None => "–".to_owned(),
                Some(makespan) if shortest == Some(makespan) => {
                    format!("**{}**", seconds(makespan))
                }
                Some(makespan) => seconds(makespan),
            });
            row.extend(cells);
            row
        });
        let rows = rows.collect();
        Table::new(&heads, rows)
    }
}

pub(super) fn write(league: &League, results: &Results, document: &mut Document) {
    let all = 0..league.subjects.len();
    let played: Vec<usize> = all.filter(|it| league.subjects[*it].problem.is_some()).collect();
    if played.is_empty() {
        return;
    }
    let field = Field { league, results, played };
    let standings = field.standings();
    document.title("Makespans on instances");
    document.say(field.headline(&standings));
    document.table(field.ranks(&standings));
    for text in [field.records(), field.chance()].into_iter().flatten() {
        document.say(text);
    }
    document.table(field.makespans(&standings));
}

fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"))
}

fn seconds(nanos: u64) -> String {
    if nanos.is_multiple_of(SECOND) {
        (nanos / SECOND).to_string()
    } else {
        plain(nanos as f64 / SECOND as f64)
    }
}
