//! One station that serves by priority: without interruption, or interrupting what is lower.

use plantwright_units::SimSpan;

use crate::case::Case;
use crate::scene::{Scene, exponential, time};
use crate::setup::{Asked, Reading, Setup};
use crate::single::{Load, queue, read};
use crate::watch::Waits;

pub(crate) fn mg1(case: &Case) -> Vec<Setup> {
    let (unit, means) = (case.unit(), case.numbers("service_means"));
    let law = |mean: &f64| match case.text("service_law") {
        "exponential" => exponential(1.0 / mean, unit),
        "deterministic" => time(*mean, unit),
        other => panic!("no law `{other}`"),
    };
    let laws: Vec<String> = means.iter().map(law).collect();
    vec![by_priority(case, 1, &laws, &means, "")]
}

pub(crate) fn mg1_preemptive(case: &Case) -> Vec<Setup> {
    let (unit, means) = (case.unit(), case.numbers("service_means"));
    let text = case.text("service_law").to_owned();
    // `Erlang-2 (class 1), Erlang-4 (class 2)`
    let erlang = |class: usize| {
        let shape = text.split(", ").nth(class).and_then(|part| part.strip_prefix("Erlang-"));
        shape.and_then(|rest| rest.split(' ').next()).map(str::to_owned)
    };
    let laws: Vec<String> = means
        .iter()
        .enumerate()
        .map(|(class, mean)| match erlang(class) {
            Some(shape) => format!("Erlang(k: {shape}, mean: {})", time(*mean, unit)),
            None => exponential(1.0 / mean, unit),
        })
        .collect();
    let mut setup = by_priority(case, 1, &laws, &means, "preempt: Resume, ");
    setup.read = Box::new(move |asked, run| {
        let Some((name @ "mean_wait", class)) = asked.name.split_once("_class") else {
            return read_classes(asked, run);
        };
        // Interruptions are waiting, too.
        let class: i32 = class.parse().ok().filter(|_| name == "mean_wait")?;
        let sojourn = run.product(&product(class), "mean_flow_time");
        Some(run.units(sojourn) - means[class as usize - 1])
    });
    vec![setup]
}

pub(crate) fn mmc(case: &Case) -> Vec<Setup> {
    let (service, servers) = (case.number("service_rate_each"), case.number("servers"));
    let classes = case.numbers("arrival_rates").len();
    let laws = vec![exponential(service, case.unit()); classes];
    vec![by_priority(case, servers as u32, &laws, &vec![1.0 / service; classes], "")]
}

/// A product and a source for each class; the first class goes first.
fn by_priority(case: &Case, servers: u32, laws: &[String], means: &[f64], preempt: &str) -> Setup {
    let (unit, rates) = (case.unit(), case.numbers("arrival_rates"));
    let mut scene = Scene::default();
    let mut times = Vec::new();
    for (class, (rate, law)) in (1..).zip(rates.iter().zip(laws)) {
        scene.product(&product(class), &format!("(priority: {})", -class));
        let (product, every) = (product(class), exponential(*rate, unit));
        let body = format!("Source(product: {product:?}, every: {every}, to: [\"machine\"])");
        scene.add(&source(class), body);
        times.push(format!("{product:?}: {law}"));
    }
    let times = times.join(", ");
    let machine = format!(
        "Station(places: {servers}, queue: Unlimited, order: Priority, {preempt}process: {{{times}}}, to: [\"done\"])"
    );
    let work: f64 = rates.iter().zip(means).map(|(rate, mean)| rate * mean).sum();
    let longest = means.iter().copied().fold(0.0, f64::max);
    let servers = f64::from(servers);
    let mut setup = queue(unit, Load::of(work / servers, longest / servers), "", "");
    setup.scene = scene.with("machine", machine).with("done", "Sink()").text();
    setup.watch = Box::new(|plant| vec![Box::new(Waits::new(plant, "machine", SimSpan::ZERO))]);
    setup.read = Box::new(read_classes);
    setup
}

fn read_classes(asked: &Asked<'_>, run: &Reading<'_>) -> Option<f64> {
    let Some((name, class)) = asked.name.split_once("_class") else {
        return read(asked, run);
    };
    let class = class.parse().ok()?;
    let seconds = match name {
        "mean_wait" => run.watch.get::<Waits>().mean_s(run.plant.find(&source(class))?),
        "mean_sojourn" => run.product(&product(class), "mean_flow_time"),
        _ => return None,
    };
    Some(run.units(seconds))
}

fn product(class: i32) -> String {
    format!("class {class}")
}

fn source(class: i32) -> String {
    format!("arrivals {class}")
}
