//! Intervals as a picture: SVG that stands in an HTML page.

use super::document::Intervals;
use super::html::escaped;
use super::number::{decimals_of, fixed};

const WIDTH: f64 = 800.0;
/// Where the axis begins and ends; names stand to the left of it.
const LEFT: f64 = 250.0;
const RIGHT: f64 = 780.0;
const ROW: f64 = 26.0;
const TOP: f64 = 14.0;
/// How many letters of a name fit to the left of the axis.
const NAME: usize = 32;

/// Draws intervals one below the other.
pub(super) fn svg(intervals: &Intervals) -> String {
    let drawn: Vec<_> = intervals.rows.iter().filter(|(_, it)| it.is_bounded()).collect();
    let lows = drawn.iter().map(|(_, it)| it.low);
    let highs = drawn.iter().map(|(_, it)| it.high);
    let zero = intervals.marks_zero.then_some(0.0);
    let low = lows.chain(zero).fold(f64::INFINITY, f64::min);
    let high = highs.chain(zero).fold(f64::NEG_INFINITY, f64::max);
    if drawn.is_empty() {
        return String::new();
    }
    let (from, to, step) = axis(low, high);
    let x = |value: f64| LEFT + (value - from) / (to - from) * (RIGHT - LEFT);
    let bottom = TOP + ROW * drawn.len() as f64;
    let height = bottom + 44.0;
    let mut out = vec![format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">\n",
        escaped(&intervals.axis)
    )];
    let mut tick = from;
    while tick <= to + step / 2.0 {
        let at = x(tick);
        out.push(format!(
            "<line class=\"rule\" x1=\"{at:.1}\" y1=\"{TOP}\" x2=\"{at:.1}\" y2=\"{bottom}\"/><text class=\"soft\" x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\n",
            bottom + 16.0,
            fixed(tick, decimals_of(step).saturating_sub(1))
        ));
        tick += step;
    }
    if intervals.marks_zero {
        let at = x(0.0);
        out.push(format!(
            "<line class=\"zero\" x1=\"{at:.1}\" y1=\"{TOP}\" x2=\"{at:.1}\" y2=\"{bottom}\"/>\n"
        ));
    }
    for (row, (name, it)) in drawn.iter().enumerate() {
        let y = TOP + ROW * (row as f64 + 0.5);
        out.push(format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text><line class=\"mark\" x1=\"{:.1}\" y1=\"{y}\" x2=\"{:.1}\" y2=\"{y}\"/><circle cx=\"{:.1}\" cy=\"{y}\" r=\"4\"/>\n",
            LEFT - 14.0,
            y + 4.5,
            escaped(&shortened(name)),
            x(it.low),
            x(it.high),
            x(it.estimate)
        ));
    }
    out.push(format!(
        "<text class=\"soft\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\n</svg>\n",
        f64::midpoint(LEFT, RIGHT),
        bottom + 36.0,
        escaped(&intervals.axis)
    ));
    out.concat()
}

/// Where an axis begins and ends, and how far its marks are apart: some five round steps.
fn axis(low: f64, high: f64) -> (f64, f64, f64) {
    let range = if high > low { high - low } else { low.abs().max(1.0) / 10.0 };
    let rough = range / 5.0;
    let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
    let step = [1.0, 2.0, 5.0, 10.0].map(|it| it * power);
    let step = step.into_iter().find(|it| *it >= rough).unwrap_or(power * 10.0);
    let from = (low / step).floor() * step;
    let to = (high / step).ceil() * step;
    (from, if to > from { to } else { from + step }, step)
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    name.chars().take(NAME - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_steps_and_hold_everything() {
        for (low, high) in [(0.0, 4.6), (-0.3, 0.2), (17_998.0, 18_026.0), (5.0, 5.0)] {
            let (from, to, step) = axis(low, high);
            assert!(from <= low && to >= high && to > from, "{low} {high}: {from} {to} {step}");
            assert!((to - from) / step < 12.0);
        }
        assert_eq!(axis(0.0, 4.6), (0.0, 5.0, 1.0));
    }
}
