//! Where lost time comes from, as tables: the largest cause first, and a sentence on what can be done about the first ones.

use plantwright_kpi::why::{Account, Cause, Items};
use plantwright_model::Plant;
use plantwright_units::EquipmentId;

use super::grid::{self, Column};
use super::number::{TimeUnit, duration, fixed};
use crate::output::causes::Waiting;
use crate::output::{causes, grouped};
use crate::terminal;
use crate::why::{Answer, Subject};

/// More causes than these are added up in one line; JSON has them all.
const CAUSES_SHOWN: usize = 12;

/// About how many causes something is said.
const ADVISED: usize = 3;

/// Nothing is said of a cause of less than one in so many parts.
const LEAST_ADVISED: u128 = 50;

pub(super) fn parts(plant: &Plant, answer: &Answer, width: usize) -> Vec<Option<String>> {
    let page = Page { plant, answer, width };
    match &answer.subject {
        Subject::Plant => vec![
            page.lost(),
            page.stations(),
            page.items("items", &answer.items),
            page.lateness(),
            page.advice(&answer.lost(), false),
        ],
        Subject::Station(id) => page.station(*id),
        Subject::Items { name, .. } => vec![
            page.items(name, &answer.items),
            page.lateness(),
            // Of what is late, that counts.
            page.advice(
                match answer.lateness.late {
                    0 => &answer.items.waiting,
                    _ => &answer.lateness.time,
                },
                true,
            ),
        ],
    }
}

struct Page<'a> {
    plant: &'a Plant,
    answer: &'a Answer,
    width: usize,
}

impl Page<'_> {
    fn name(&self, id: EquipmentId) -> String {
        self.plant.equipment(id).name.clone()
    }

    /// The lost time of all stations by cause.
    fn lost(&self) -> Option<String> {
        let all = self.answer.lost();
        if self.answer.stations.is_empty() {
            return None;
        }
        let observed: u128 =
            self.answer.stations.iter().map(|station| u128::from(station.observed)).sum();
        let title = format!(
            "stations did not process for {}, {} of their time",
            span(all.total()),
            percent(all.total(), observed)
        );
        let own = self.answer.at_itself();
        let there = |cause: &Cause| own.get(cause).copied().unwrap_or(0);
        let elsewhere = |cause: &Cause, nanos| nanos - there(cause);
        let more = [
            Beside { heading: "there", of: &|cause, _| there(cause), compares: true },
            Beside { heading: "elsewhere", of: &elsewhere, compares: true },
        ];
        Some(format!("{title}\n{}", self.causes(&all, &more)?))
    }

    /// For each station, how much it lost, and its largest cause.
    fn stations(&self) -> Option<String> {
        let plant = self.plant;
        let mut stations: Vec<_> =
            self.answer.stations.iter().filter(|station| station.lost.total() > 0).collect();
        stations.sort_by_key(|station| (std::cmp::Reverse(station.lost.total()), station.who));
        let first: Vec<_> =
            stations.iter().filter_map(|it| it.lost.causes().first().copied()).collect();
        let part = |part: u128, whole: u128| Some(part as f64 / whole as f64);
        let lost = stations.iter().map(|it| part(it.lost.total(), u128::from(it.observed)));
        let share =
            stations.iter().zip(&first).map(|(it, (_, nanos))| part(*nanos, it.lost.total()));
        let columns = vec![
            Column::text("station", stations.iter().map(|it| self.name(it.who)).collect()),
            Column::percent("lost\n%", &lost.collect::<Vec<_>>()),
            Column::text("most of it for", first.iter().map(|(it, _)| self.name(it.who)).collect()),
            Column::text("which", first.iter().map(|(it, _)| causes::what(plant, *it)).collect()),
            Column::percent("of the lost\n%", &share.collect::<Vec<_>>()),
        ];
        (!stations.is_empty()).then(|| grid::table(columns, self.width))
    }

    fn station(&self, id: EquipmentId) -> Vec<Option<String>> {
        let Some(station) = self.answer.stations.iter().find(|station| station.who == id) else {
            return vec![Some(format!("nothing is known of `{}`", self.name(id)))];
        };
        let (lost, name) = (station.lost.total(), self.name(id));
        let title = format!(
            "`{name}` did not process for {}, {} of {}",
            span(lost),
            percent(lost, u128::from(station.observed)),
            span(u128::from(station.observed)),
        );
        let table = self.causes(&station.lost, &[]);
        let table = table.map_or_else(|| title.clone(), |table| format!("{title}\n{table}"));
        vec![Some(table), Some(self.cost_of(id, &name)), self.advice(&station.lost, false)]
    }

    /// What a station costs the others.
    fn cost_of(&self, id: EquipmentId, name: &str) -> String {
        let cost = self.answer.cost_of(id);
        let all: u128 = cost.iter().map(|(.., nanos)| nanos).sum();
        if all == 0 {
            return format!("no other station lost time for `{name}`");
        }
        let shown = &cost[..cost.len().min(CAUSES_SHOWN)];
        let seconds: Vec<_> = shown.iter().map(|(.., nanos)| Some(seconds(*nanos))).collect();
        let unit = TimeUnit::for_all(seconds.iter().copied().flatten());
        let heading = format!("time [{}]", unit.symbol);
        let [times] = Column::times(unit, [&heading], [seconds]);
        let what = |cause| causes::what(self.plant, cause);
        let columns = vec![
            Column::text("who lost it", shown.iter().map(|(who, ..)| self.name(*who)).collect()),
            Column::text("while it", shown.iter().map(|(_, cause, _)| what(*cause)).collect()),
            times,
        ];
        let title = format!("others lost {} for `{name}`", span(all));
        format!("{title}\n{}", grid::table(columns, self.width))
    }

    /// The waits of items by cause.
    fn items(&self, name: &str, items: &Items) -> Option<String> {
        let count = items.completed + items.present;
        if count == 0 {
            return Some(match self.answer.subject {
                Subject::Plant => return None,
                _ => format!("`{name}`: none of it was in the plant in the measured time"),
            });
        }
        let present = match items.present {
            0 => String::new(),
            present => format!(", {} of them still in the plant", grouped(present)),
        };
        let who = match (&self.answer.subject, count) {
            (Subject::Plant, _) => format!("{} completed items", grouped(items.completed)),
            (_, 1) => format!("`{name}`, 1 item{present}"),
            _ => format!("`{name}`, {} items{present}", grouped(count)),
        };
        let waited = items.waiting.total();
        let title = format!(
            "{who}: {} in the plant{}, of which {} waiting ({})",
            span(items.flow / u128::from(count)),
            if count > 1 { " each" } else { "" },
            span(waited / u128::from(count)),
            percent(waited, items.flow),
        );
        let share = |_: &Cause, nanos| nanos / u128::from(count);
        let each = [Beside { heading: "each", of: &share, compares: false }];
        let each = if count > 1 { &each[..] } else { &[] };
        let table = self.causes(&items.waiting, each);
        Some(table.map_or_else(|| title.clone(), |table| format!("{title}\n{table}")))
    }

    /// What made items late.
    fn lateness(&self) -> Option<String> {
        let lateness = &self.answer.lateness;
        if lateness.due == 0 {
            return None;
        }
        let (due, total) = (grouped(lateness.due), lateness.time.total());
        let title = match (lateness.late, lateness.due) {
            (0, 1) => "in time".to_owned(),
            (0, _) => format!("all {due} items with a due date were in time"),
            (_, 1) => format!("late by {}", span(total)),
            (late, _) => {
                let late = grouped(late);
                format!(
                    "{late} of {due} items with a due date were late, by {} together",
                    span(total)
                )
            }
        };
        let table = self.causes(&lateness.time, &[]);
        Some(table.map_or_else(|| title.clone(), |table| format!("{title}\n{table}")))
    }

    /// A table of causes, with other columns of times beside; none where there is no cause.
    fn causes(&self, account: &Account, more: &[Beside<'_>]) -> Option<String> {
        let (plant, total) = (self.plant, account.total());
        let all = account.causes();
        let (shown, rest) = all.split_at(all.len().min(CAUSES_SHOWN));
        let mut names: Vec<_> = shown.iter().map(|(cause, _)| self.name(cause.who)).collect();
        if !rest.is_empty() {
            names.push(format!("and {} more", rest.len()));
        }
        let what = shown.iter().map(|(cause, _)| causes::what(plant, *cause));
        let what = what.chain((!rest.is_empty()).then(String::new));
        // Nothing is left blank.
        let column = |of: &dyn Fn(&Cause, u128) -> u128| -> Vec<Option<f64>> {
            let sum = |causes: &[(Cause, u128)]| -> u128 {
                causes.iter().map(|(cause, nanos)| of(cause, *nanos)).sum()
            };
            let each = shown.chunks(1).map(sum);
            let times = each.chain((!rest.is_empty()).then(|| sum(rest)));
            times.map(|nanos| Some(seconds(nanos)).filter(|_| nanos > 0)).collect()
        };
        let times = column(&|_, nanos| nanos);
        let unit = TimeUnit::for_all(times.iter().copied().flatten());
        let titled = |heading: &str, unit: TimeUnit, times| {
            let heading = format!("{heading}\n[{}]", unit.symbol);
            let [column] = Column::times(unit, [&heading], [times]);
            column
        };
        let shares: Vec<_> = times.iter().map(|it| it.map(|it| it / seconds(total))).collect();
        let mut columns = vec![
            Column::text("because of", names),
            Column::text("which", what.collect()),
            titled("time", unit, times),
            Column::percent("share\n%", &shares),
        ];
        for beside in more {
            let times = column(beside.of);
            let own = TimeUnit::for_all(times.iter().copied().flatten());
            let unit = if beside.compares { unit } else { own };
            columns.push(titled(beside.heading, unit, times));
        }
        (total > 0).then(|| grid::table(columns, self.width))
    }

    /// Who waits for a cause: other stations, if they do so for more than a part of what it costs.
    fn waiting(&self, cause: Cause) -> Waiting {
        let stations = &self.answer.stations;
        let times = stations.iter().map(|station| (station.who, station.lost.of(cause)));
        let (own, others): (Vec<_>, Vec<_>) = times.partition(|(who, _)| *who == cause.who);
        let [own, others] = [own, others].map(|it| it.into_iter().map(|(_, ns)| ns).sum::<u128>());
        if others * LEAST_ADVISED > own { Waiting::Stations } else { Waiting::Nobody }
    }

    /// What can be done about the first causes, of waits of items or of lost time of stations.
    fn advice(&self, account: &Account, of_items: bool) -> Option<String> {
        let total = account.total();
        let first = account.causes().into_iter().take(ADVISED);
        let first = first.filter(|(_, nanos)| nanos * LEAST_ADVISED >= total);
        let lines = first.flat_map(|(cause, nanos)| {
            let waiting = if of_items { Waiting::Items } else { self.waiting(cause) };
            let advice = causes::advice(self.plant, cause, waiting);
            let text = format!("{}: {advice}.", percent(nanos, total));
            let lines = terminal::wrap(&text, self.width - 2);
            lines
                .into_iter()
                .enumerate()
                .map(|(position, line)| if position == 0 { line } else { format!("  {line}") })
        });
        let lines: Vec<String> = lines.collect();
        (!lines.is_empty()).then(|| format!("what could be done\n{}", lines.join("\n")))
    }
}

/// A column beside time and share.
struct Beside<'a> {
    heading: &'a str,
    /// What part of a cause's time it shows.
    of: &'a dyn Fn(&Cause, u128) -> u128,
    /// Whether it has the unit of the time, and not one that fits it.
    compares: bool,
}

fn seconds(nanos: u128) -> f64 {
    nanos as f64 / 1e9
}

fn span(nanos: u128) -> String {
    duration(seconds(nanos))
}

fn percent(part: u128, whole: u128) -> String {
    let share = if whole > 0 { part as f64 / whole as f64 } else { 0.0 };
    format!("{} %", fixed(share * 100.0, 1))
}
