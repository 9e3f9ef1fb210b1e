//! Schedules from and to files, by the endings of their names.

use std::io::Write as _;
use std::path::Path;

use plantwright_schedule::{Schedule, file, gantt};

use crate::exit::Failure;
use crate::scene_file;

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case(ending))
}

/// Reads a table with the ending `.csv`, else a solution file.
pub(crate) fn read(path: &Path) -> Result<Schedule, Failure> {
    let text = scene_file::read(path)?;
    let read = if has_ending(path, "csv") { file::read_csv(&text) } else { file::read_json(&text) };
    read.map_err(|error| Failure::File(format!("{error}: {}", path.display())))
}

/// Writes a table with the ending `.csv`, else a solution file.
pub(crate) fn write(path: &Path, schedule: &Schedule) -> Result<(), Failure> {
    let is_table = has_ending(path, "csv");
    let text = if is_table { file::write_csv(schedule) } else { file::write_json(schedule) };
    if is_table && !schedule.trips.is_empty() {
        writeln!(
            anstream::stderr(),
            "the trips of vehicles have no place in a table, and `verify-schedule` will miss them: write `--solution {}`",
            path.with_extension("json").display()
        )?;
    }
    put(path, &text)
}

/// Draws a page with the ending `.html`, else an image.
pub(crate) fn draw(path: &Path, schedule: &Schedule) -> Result<(), Failure> {
    let is_page = has_ending(path, "html");
    put(path, &if is_page { gantt::html(schedule) } else { gantt::svg(schedule) })
}

fn put(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| Failure::file("write the schedule", path, &error))
}
