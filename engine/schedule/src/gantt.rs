//! Gantt charts: a row for each machine, a bar for each operation, coloured by job.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::Schedule;
use crate::file::seconds;

const WIDTH: f64 = 1_000.0;
const ROW: f64 = 26.0;
const BAR: f64 = 20.0;
const TOP: f64 = 8.0;
const AXIS: f64 = 34.0;
/// The width of a letter of a name, about.
const LETTER: f64 = 7.2;

/// Draws a schedule as one SVG image. The same schedule gives the same bytes.
pub fn svg(schedule: &Schedule) -> String {
    let machines = schedule.machines();
    let rows: BTreeMap<&str, usize> = machines.iter().copied().zip(0..).collect();
    let colours: BTreeMap<&str, usize> = schedule.jobs().into_iter().zip(0..).collect();
    let longest = machines.iter().map(|name| name.chars().count()).max().unwrap_or(0) as f64;
    let left = longest * LETTER + 16.0;
    let makespan = schedule.makespan().as_nanos().max(1) as f64;
    let x = |nanos: u64| left + nanos as f64 / makespan * WIDTH;
    let height = TOP + machines.len() as f64 * ROW + AXIS;
    let width = left + WIDTH + 40.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<title>{}</title>\n",
        escaped(&title(schedule)),
    );
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    for (name, row) in &rows {
        let y = TOP + *row as f64 * ROW;
        line(format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            left - 8.0,
            y + BAR * 0.72,
            escaped(name)
        ));
        line(format!(
            "<line x1=\"{left:.1}\" x2=\"{:.1}\" y1=\"{y2:.1}\" y2=\"{y2:.1}\" stroke=\"#ddd\"/>",
            left + WIDTH,
            y2 = y + (ROW + BAR) / 2.0
        ));
    }
    for it in &schedule.operations {
        let y = TOP + rows[it.machine.as_str()] as f64 * ROW;
        let begin = it.start.as_nanos() + it.setup.as_nanos();
        if it.setup.as_nanos() > 0 {
            line(format!(
                "<rect x=\"{:.2}\" y=\"{y:.1}\" width=\"{:.2}\" height=\"{BAR}\" fill=\"#bbb\"/>",
                x(it.start.as_nanos()),
                x(begin) - x(it.start.as_nanos())
            ));
        }
        line(format!(
            "<rect x=\"{:.2}\" y=\"{y:.1}\" width=\"{:.2}\" height=\"{BAR}\" fill=\"{}\" stroke=\"#fff\" \
             stroke-width=\"0.5\"><title>{}, operation {}: {} to {} s</title></rect>",
            x(begin),
            x(it.end.as_nanos()) - x(begin),
            colour(colours[it.job.as_str()]),
            escaped(&it.job),
            it.operation,
            seconds(it.start.as_nanos()),
            seconds(it.end.as_nanos()),
        ));
    }
    let base = TOP + machines.len() as f64 * ROW + 4.0;
    for tick in ticks(makespan) {
        line(format!(
            "<line x1=\"{x:.2}\" x2=\"{x:.2}\" y1=\"{base:.1}\" y2=\"{:.1}\" stroke=\"#888\"/>\
             <text x=\"{x:.2}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#555\">{}</text>",
            base + 4.0,
            base + 18.0,
            seconds(tick),
            x = x(tick)
        ));
    }
    out.push_str("</svg>\n");
    out
}

/// Draws a schedule as a page that needs nothing else: the chart, and the operations as a table.
pub fn html(schedule: &Schedule) -> String {
    let mut rows = String::new();
    for it in &schedule.operations {
        // Writing into a string cannot fail.
        let _ok = writeln!(
            rows,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escaped(&it.job),
            it.operation,
            escaped(&it.machine),
            seconds(it.start.as_nanos()),
            seconds(it.setup.as_nanos()),
            seconds(it.end.as_nanos()),
        )
        .is_ok();
    }
    let title = escaped(&title(schedule));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n<h1>{title}</h1>\n<p>Makespan: {} s. One row for each machine; the colour tells the job.</p>\n\
         {}<table>\n<tr><th>job</th><th>operation</th><th>machine</th><th>start [s]</th><th>set-up [s]</th><th>end [s]</th></tr>\n\
         {rows}</table>\n</html>\n",
        seconds(schedule.makespan().as_nanos()),
        svg(schedule),
    )
}

/// How pages look.
pub const STYLE: &str = "body{font-family:sans-serif;margin:2em;max-width:75em;color:#222}\
    table{border-collapse:collapse;margin:1em 0}th,td{padding:.25em .7em;border-bottom:1px solid #ddd;text-align:right}\
    th:first-child,td:first-child{text-align:left}svg{width:100%;height:auto}";

fn title(schedule: &Schedule) -> String {
    match (schedule.problem.as_str(), schedule.scheduler.as_str()) {
        ("", "") => "A schedule".to_owned(),
        (problem, "") => problem.to_owned(),
        ("", scheduler) => scheduler.to_owned(),
        (problem, scheduler) => format!("{problem} by {scheduler}"),
    }
}

/// Text within markup.
pub fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}

/// Neighbours differ: each is a golden angle further round the circle of colours.
fn colour(number: usize) -> String {
    let hue = number as f64 * 137.508 % 360.0;
    let lightness = 45 + 12 * (number / 9 % 3);
    format!("hsl({hue:.0},62%,{lightness}%)")
}

/// About eight times at round distances.
fn ticks(makespan: f64) -> impl Iterator<Item = u64> {
    let rough = makespan / 8.0;
    let mut size = 1.0;
    while size * 10.0 <= rough {
        size *= 10.0;
    }
    let step = [1.0, 2.0, 5.0, 10.0].map(|it| it * size).into_iter().find(|it| *it >= rough);
    let step = step.unwrap_or(rough);
    (0..)
        .map(move |number| (f64::from(number) * step) as u64)
        .take_while(move |it| *it as f64 <= makespan)
}
