//! The solution file and the table.
//!
//! # The solution file
//!
//! JSON: an object with `format` (`"plantwright-schedule"`), `version` (1), `problem` and `scheduler` (names, which may be left
//! out), `time_unit` (`"ns"`, `"us"`, `"ms"`, `"s"` or `"min"`), `operations` and, where vehicles bring jobs, `trips`. An
//! operation has `job`, `operation` (its number in the job's route, from 0), `machine`, `start`, `setup` (how long the machine is
//! set up for it first; 0 where it is left out) and `end`; all times are whole numbers of the unit, from the beginning. A trip has
//! `vehicle` (from 0), `job`, `operation` (the one it brings the job to), `depart` and `arrive`. `makespan` is written for readers,
//! and not read.
//!
//! # The table
//!
//! CSV with the columns `job`, `operation`, `machine`, `start`, `setup`, `end`, in this order; times in seconds, with up to nine
//! digits behind the point. Names that hold a comma or a quotation mark are quoted.

use std::fmt::Write as _;

use plantwright_units::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::{Operation, Schedule, Trip};

/// Why a file is no schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// No solution file.
    #[error("not a solution file: {0}")]
    Json(String),
    /// Another format or version.
    #[error(
        "the format is `{format}`, version {version}, and `plantwright-schedule`, version 1, is read"
    )]
    Format {
        /// As written.
        format: String,
        /// As written.
        version: u32,
    },
    /// A time beyond 584 years.
    #[error("a time is beyond the end of simulated time (584 years)")]
    Time,
    /// A row of a table that is none.
    #[error("line {line}: {problem}")]
    Row {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
}

const FORMAT: &str = "plantwright-schedule";
const HEADER: &str = "job,operation,machine,start,setup,end";

#[derive(Debug, Serialize, Deserialize)]
struct Solution {
    format: String,
    version: u32,
    #[serde(default)]
    problem: String,
    #[serde(default)]
    scheduler: String,
    time_unit: Unit,
    #[serde(default, skip_deserializing)]
    makespan: u64,
    operations: Vec<Row>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    trips: Vec<TripRow>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Ns,
    Us,
    Ms,
    S,
    Min,
}

impl Unit {
    const fn nanos(self) -> u64 {
        match self {
            Self::Ns => 1,
            Self::Us => 1_000,
            Self::Ms => 1_000_000,
            Self::S => 1_000_000_000,
            Self::Min => 60_000_000_000,
        }
    }

    fn whole(self, number: u64) -> Result<u64, FileError> {
        number.checked_mul(self.nanos()).ok_or(FileError::Time)
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Row {
    job: String,
    operation: u32,
    machine: String,
    start: u64,
    #[serde(default)]
    setup: u64,
    end: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct TripRow {
    vehicle: u32,
    job: String,
    operation: u32,
    depart: u64,
    arrive: u64,
}

/// Writes a solution file, in the coarsest unit up to a second in which all times are whole.
pub fn write_json(schedule: &Schedule) -> String {
    let times = schedule
        .operations
        .iter()
        .flat_map(|it| [it.start.as_nanos(), it.setup.as_nanos(), it.end.as_nanos()])
        .chain(schedule.trips.iter().flat_map(|it| [it.depart.as_nanos(), it.arrive.as_nanos()]));
    let times: Vec<u64> = times.collect();
    let is_whole = |unit: &Unit| times.iter().all(|time| time.is_multiple_of(unit.nanos()));
    let unit = [Unit::S, Unit::Ms, Unit::Us].into_iter().find(is_whole).unwrap_or(Unit::Ns);
    let number = |nanos: u64| nanos / unit.nanos();
    let solution = Solution {
        format: FORMAT.to_owned(),
        version: 1,
        problem: schedule.problem.clone(),
        scheduler: schedule.scheduler.clone(),
        time_unit: unit,
        makespan: number(schedule.makespan().as_nanos()),
        operations: schedule
            .operations
            .iter()
            .map(|it| Row {
                job: it.job.clone(),
                operation: it.operation,
                machine: it.machine.clone(),
                start: number(it.start.as_nanos()),
                setup: number(it.setup.as_nanos()),
                end: number(it.end.as_nanos()),
            })
            .collect(),
        trips: schedule
            .trips
            .iter()
            .map(|it| TripRow {
                vehicle: it.vehicle,
                job: it.job.clone(),
                operation: it.operation,
                depart: number(it.depart.as_nanos()),
                arrive: number(it.arrive.as_nanos()),
            })
            .collect(),
    };
    // Writing plain data cannot fail.
    serde_json::to_string_pretty(&solution).unwrap_or_default() + "\n"
}

/// Reads a solution file.
///
/// # Errors
/// Where it is none.
pub fn read_json(text: &str) -> Result<Schedule, FileError> {
    let solution: Solution =
        serde_json::from_str(text).map_err(|error| FileError::Json(error.to_string()))?;
    if solution.format != FORMAT || solution.version != 1 {
        let Solution { format, version, .. } = solution;
        return Err(FileError::Format { format, version });
    }
    let unit = solution.time_unit;
    let time = |number: u64| unit.whole(number).map(SimTime::from_nanos);
    let operations = solution.operations.into_iter().map(|row| {
        Ok(Operation {
            start: time(row.start)?,
            machine: row.machine,
            job: row.job,
            operation: row.operation,
            setup: SimSpan::from_nanos(unit.whole(row.setup)?),
            end: time(row.end)?,
        })
    });
    let operations = operations.collect::<Result<_, FileError>>()?;
    let trips = solution.trips.into_iter().map(|row| {
        Ok(Trip {
            depart: time(row.depart)?,
            vehicle: row.vehicle,
            job: row.job,
            operation: row.operation,
            arrive: time(row.arrive)?,
        })
    });
    let trips = trips.collect::<Result<_, FileError>>()?;
    let Solution { problem, scheduler, .. } = solution;
    Ok(Schedule { problem, scheduler, operations, trips }.sorted())
}

/// Writes the table.
pub fn write_csv(schedule: &Schedule) -> String {
    let mut text = format!("{HEADER}\n");
    for it in &schedule.operations {
        let times = [it.start.as_nanos(), it.setup.as_nanos(), it.end.as_nanos()].map(seconds);
        let (job, machine) = (quoted(&it.job), quoted(&it.machine));
        // Writing into a string cannot fail.
        let _ok = writeln!(text, "{job},{},{machine},{}", it.operation, times.join(",")).is_ok();
    }
    text
}

/// Reads the table.
///
/// # Errors
/// The first row that is wrong.
pub fn read_csv(text: &str) -> Result<Schedule, FileError> {
    let mut lines = text.lines().enumerate().map(|(number, line)| (number + 1, line));
    let header = lines.next().map_or("", |(_, line)| line.trim());
    if header != HEADER {
        let problem = format!("the columns have to be `{HEADER}`, and are `{header}`");
        return Err(FileError::Row { line: 1, problem });
    }
    let rows = lines.filter(|(_, line)| !line.trim().is_empty());
    let operations =
        rows.map(|(line, text)| row(text).map_err(|problem| FileError::Row { line, problem }));
    let operations = operations.collect::<Result<_, _>>()?;
    Ok(Schedule { operations, ..Schedule::default() }.sorted())
}

fn row(text: &str) -> Result<Operation, String> {
    let cells = cells(text);
    let [job, operation, machine, start, setup, end] = &cells[..] else {
        return Err(format!("6 cells are needed, and there are {}", cells.len()));
    };
    let time = |cell: &str| {
        nanos(cell)
            .ok_or_else(|| format!("`{cell}` is no time in seconds, with nine digits at most"))
    };
    Ok(Operation {
        start: SimTime::from_nanos(time(start)?),
        machine: machine.clone(),
        job: job.clone(),
        operation: operation
            .trim()
            .parse()
            .map_err(|_error| format!("`{operation}` is no number"))?,
        setup: SimSpan::from_nanos(time(setup)?),
        end: SimTime::from_nanos(time(end)?),
    })
}

fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.trim_end().chars().peekable();
    while let Some(letter) = letters.next() {
        let cell = cells.len() - 1;
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cells[cell].push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells[cell].push(other),
        }
    }
    cells
}

/// Seconds with as many digits as are needed, exactly.
pub(crate) fn seconds(nanos: u64) -> String {
    let (whole, part) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    if part == 0 {
        return whole.to_string();
    }
    format!("{whole}.{part:09}").trim_end_matches('0').to_owned()
}

fn nanos(text: &str) -> Option<u64> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 9 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let part: u64 = format!("{part:0<9}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1_000_000_000)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(unit: u64) -> Schedule {
        let operation = |job: &str, operation, start: u64, end: u64| Operation {
            start: SimTime::from_nanos(start * unit),
            machine: "lathe, \"old\"".to_owned(),
            job: job.to_owned(),
            operation,
            setup: SimSpan::from_nanos(unit),
            end: SimTime::from_nanos(end * unit),
        };
        let operations = vec![operation("a", 0, 0, 4), operation("b", 1, 4, 9)];
        Schedule { operations, ..Schedule::default() }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for unit in [1, 1_000, 1_500_000, 1_000_000_000, 60_000_000_000] {
            let schedule = schedule(unit);
            assert_eq!(read_json(&write_json(&schedule)).as_ref(), Ok(&schedule), "{unit}");
            assert_eq!(read_csv(&write_csv(&schedule)).as_ref(), Ok(&schedule), "{unit}");
        }
    }

    #[test]
    fn what_is_no_schedule_is_told() {
        let error = |text: &str| read_csv(text).unwrap_err().to_string();
        assert!(error("job;machine\n").starts_with("line 1: the columns have to be"));
        let row = |row: &str| error(&format!("{HEADER}\n{row}\n"));
        assert_eq!(row("a,0,m,1,2"), "line 2: 6 cells are needed, and there are 5");
        assert!(row("a,0,m,1,0,-2").contains("`-2` is no time"));
        assert!(row("a,x,m,1,0,2").contains("`x` is no number"));
        assert!(matches!(read_json("{}"), Err(FileError::Json(_))));
        let other = write_json(&schedule(1)).replace("\"version\": 1", "\"version\": 2");
        assert!(matches!(read_json(&other), Err(FileError::Format { version: 2, .. })));
    }
}
