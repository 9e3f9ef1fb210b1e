//! What the scene expects, and what came.

use plantwright_kpi::expect::Judgement;

use super::grid::{self, Column};
use super::number::short;
use crate::output::{RunReport, grouped};
use crate::terminal;

/// One line for each expectation; under those that do not hold, why they should.
pub(super) fn list(report: &RunReport, width: usize) -> Option<String> {
    let expected = &report.expected;
    if expected.is_empty() {
        return None;
    }
    if !report.is_judged() {
        let count = grouped(expected.len() as u64);
        return Some(format!(
            "expected: not judged, since the run did not come to its end (expectations: {count})"
        ));
    }
    let mark = |it: &Judgement| if it.holds { "✓" } else { "✗" };
    let cells = |cell: &dyn Fn(&Judgement) -> String| expected.iter().map(cell).collect();
    let columns = vec![
        Column::text("expectation", cells(&|it| format!("{} {}", mark(it), what(report, it)))),
        Column::text("came", cells(&came)),
        Column::text("expected", cells(&|it| it.expected.clone())),
    ];
    let mut text = grid::table(columns, width);
    for failed in expected.iter().filter(|it| !it.holds) {
        let because = if failed.because.is_empty() { "no reason given" } else { &failed.because };
        let lines = terminal::wrap(because, width.saturating_sub(2));
        text = format!("{text}\n✗ {}:\n  {}", what(report, failed), lines.join("\n  "));
    }
    Some(text)
}

fn what(report: &RunReport, judgement: &Judgement) -> String {
    let of = judgement.equipment.map(|id| report.plant.name(id));
    let product = judgement.product.map(|id| report.plant.product(id).name.clone());
    let of = of.or(product).map_or_else(String::new, |name| format!(" of {name}"));
    format!("{}{of}", judgement.kpi)
}

fn came(judgement: &Judgement) -> String {
    match &judgement.shown {
        None => "no such figure".to_owned(),
        Some((count, unit)) if unit.is_empty() && count.fract() == 0.0 && *count >= 2.0 => {
            grouped(*count as u64)
        }
        Some((value, unit)) => format!("{} {unit}", short(*value)).trim_end().to_owned(),
    }
}
