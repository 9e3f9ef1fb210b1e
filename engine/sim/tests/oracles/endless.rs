//! As many places as wanted: the number of items follows from arrivals and stays alone.

use crate::case::{Case, Unit};
use crate::scene::{Scene, exponential, poisson, time};
use crate::setup::{Asked, Items, Read, Reading, Setup, Watchers};
use crate::watch::{Numbers, Samples};

pub(crate) fn mginf(case: &Case) -> Vec<Setup> {
    let (unit, rate) = (case.unit(), case.number("arrival_rate"));
    let (low, high) = (case.number("low"), case.number("high"));
    let scene = Scene::default()
        .with("arrivals", poisson(rate, unit, "cooling"))
        .with(
            "cooling",
            format!(
                "Delay(time: Uniform({}, {}), to: [\"done\"])",
                time(low, unit),
                time(high, unit)
            ),
        )
        .with("done", "Sink()");
    let read = Box::new(|asked: &Asked<'_>, run: &Reading<'_>| {
        let cooling = run.plant.find("cooling")?;
        let (_, variance, empty) = run.watch.get::<Numbers>().at(cooling, run.now);
        match asked.name {
            "mean_in_system" => Some(run.at("cooling", "mean_wip")),
            "variance_in_system" => Some(variance),
            "prob_empty" => Some(empty),
            _ => None,
        }
    });
    let watch: Box<Watchers> = Box::new(|plant| vec![Box::new(Numbers::new(plant, false))]);
    vec![setup(&scene, unit, 1_000.0 * high, high, watch, read)]
}

/// Arrivals whose rate follows the time of day.
pub(crate) fn mt_m_inf(case: &Case) -> Vec<Setup> {
    let unit = case.unit();
    let (high, low, mean) =
        (case.number("rate_high"), case.number("rate_low"), case.number("mean_residence"));
    let day = case.numbers("high_from_to");
    let &[0.0, until] = &day[..] else {
        panic!("the day begins with the high rate");
    };
    let rates = format!(
        "(steps: [(\"0 h\", \"{high} /h\"), (\"{until} h\", \"{low} /h\")], cycle: \"24 h\")"
    );
    let scene = Scene::default()
        .with("arrivals", format!("Source(rates: {rates}, to: [\"cooling\"])"))
        .with("cooling", format!("Delay(time: {}, to: [\"done\"])", exponential(1.0 / mean, unit)))
        .with("done", "Sink()");
    let read = Box::new(|asked: &Asked<'_>, run: &Reading<'_>| {
        if asked.name == "daily_mean" {
            return Some(run.at("cooling", "mean_wip"));
        }
        let hour = asked.name.strip_prefix("mean_in_system_at_hour_")?;
        Some(run.watch.get::<Samples>().mean_at(hour.parse().ok()?))
    });
    let watch: Box<Watchers> =
        Box::new(|plant| vec![Box::new(Samples::new(plant, "cooling", &[0, 8, 12]))]);
    // Ten days to get into step, and then whole days.
    vec![setup(&scene, unit, 100.0 * 24.0, 10.0 * 24.0, watch, read)]
}

fn setup(
    scene: &Scene,
    unit: Unit,
    first: f64,
    warm_up: f64,
    watch: Box<Watchers>,
    read: Box<Read>,
) -> Setup {
    Setup {
        scene: scene.text(),
        unit,
        warm_up,
        first,
        items: Items::Come,
        heavy: false,
        kpis: &["throughput", "flow_time", "wip", "level"],
        watch,
        read,
    }
}
