//! One station with an unlimited queue, under all laws of arrival and service.

use plantwright_units::SimSpan;

use crate::case::{Case, Unit};
use crate::scene::{Scene, chances, exponential, poisson, station, time};
use crate::setup::{Asked, Items, Reading, Setup};
use crate::watch::{Gaps, Numbers, Passes, Waits};

/// What nearly every station is asked for.
const KPIS: &[&str] = &["throughput", "flow_time", "wip", "state_time", "level", "waiting_time"];

pub(crate) fn mm1(case: &Case) -> Vec<Setup> {
    let (unit, rate, service) =
        (case.unit(), case.number("arrival_rate"), case.number("service_rate"));
    let t = case.expected["prob_wait_exceeds_t"].t.expect("a time");
    let limit = SimSpan::from_nanos_f64(t * unit.seconds * 1e9).expect("a time");
    let arrivals = poisson(rate, unit, "machine");
    let machine = station(1, &exponential(service, unit), "[\"done\"]");
    let mut setup = queue(unit, Load::of(rate / service, 1.0 / service), &arrivals, &machine);
    setup.watch = Box::new(move |plant| {
        vec![
            Box::new(Waits::new(plant, "machine", limit)),
            Box::new(Numbers::new(plant, false)),
            Box::new(Gaps::new(plant, "machine")),
        ]
    });
    setup.read = Box::new(|asked, run| match asked.name {
        "variance_in_system" => {
            let machine = run.plant.find("machine")?;
            Some(run.watch.get::<Numbers>().at(machine, run.now).1)
        }
        "prob_wait_exceeds_t" => Some(run.watch.get::<Waits>().exceeding_share()),
        "sojourn_p95" => Some(run.units(run.plant("p95_flow_time"))),
        "wait_p95" => Some(run.units(run.at("machine", "p95_waiting_time"))),
        "interdeparture_scv" => Some(run.watch.get::<Gaps>().scv()),
        _ => read(asked, run),
    });
    vec![setup]
}

pub(crate) fn mmc(case: &Case) -> Vec<Setup> {
    let (unit, rate) = (case.unit(), case.number("arrival_rate"));
    let (service, servers) = (case.number("service_rate_each"), case.number("servers"));
    let machine = station(servers as u32, &exponential(service, unit), "[\"done\"]");
    let load = Load::of(rate / service / servers, 1.0 / service / servers);
    vec![queue(unit, load, &poisson(rate, unit, "machine"), &machine)]
}

pub(crate) fn mdc(case: &Case) -> Vec<Setup> {
    let (unit, rate) = (case.unit(), case.number("arrival_rate"));
    let (service, servers) = (case.number("service_time"), case.number("servers"));
    let machine = station(servers as u32, &time(service, unit), "[\"done\"]");
    let load = Load::of(rate * service / servers, service / servers);
    vec![queue(unit, load, &poisson(rate, unit, "machine"), &machine)]
}

pub(crate) fn mg1(case: &Case) -> Vec<Setup> {
    let (unit, rate) = (case.unit(), case.number("arrival_rate"));
    let (law, mean) = service(case, unit);
    let machine = station(1, &law, "[\"done\"]");
    let load = Load::of(rate * mean, mean);
    vec![queue(unit, load, &poisson(rate, unit, "machine"), &machine)]
}

pub(crate) fn mg1_lcfs(case: &Case) -> Vec<Setup> {
    let (unit, rate) = (case.unit(), case.number("arrival_rate"));
    let (law, mean) = service(case, unit);
    let machine = format!("Station(queue: Unlimited, order: Lifo, process: {law}, to: [\"done\"])");
    let load = Load::of(rate * mean, mean);
    vec![queue(unit, load, &poisson(rate, unit, "machine"), &machine)]
}

/// Shortest job first: a scheduler's rule, which sees the times because they are drawn when items arrive.
pub(crate) fn mg1_sjf(case: &Case) -> Vec<Setup> {
    let (unit, rate, service) =
        (case.unit(), case.number("arrival_rate"), case.number("service_rate"));
    let law = exponential(service, unit);
    let machine =
        format!("Station(queue: Unlimited, draw: AtArrival, process: {law}, to: [\"done\"])");
    let load = Load::of(rate / service, 1.0 / service);
    let mut setup = queue(unit, load, "", "");
    setup.scene = scene(&poisson(rate, unit, "machine"), &machine).scheduled_by("SPT").text();
    vec![setup]
}

pub(crate) fn gim1(case: &Case) -> Vec<Setup> {
    let (unit, service) = (case.unit(), case.number("service_rate"));
    let (law, mean) = if case.has("k") {
        let (k, mean) = (case.number("k"), case.number("interarrival_mean"));
        (erlang(k, mean, unit), mean)
    } else {
        let every = case.number("interarrival");
        (time(every, unit), every)
    };
    let arrivals = format!("Source(every: {law}, to: [\"machine\"])");
    let machine = station(1, &exponential(service, unit), "[\"done\"]");
    let load = Load::of(1.0 / mean / service, 1.0 / service);
    vec![queue(unit, load, &arrivals, &machine)]
}

pub(crate) fn phph1(case: &Case) -> Vec<Setup> {
    let (unit, rate, mean) =
        (case.unit(), case.number("arrival_rate"), case.number("service_mean"));
    let every = erlang(case.number("arrival_phases"), 1.0 / rate, unit);
    let arrivals = format!("Source(every: {every}, to: [\"machine\"])");
    let machine = station(1, &erlang(case.number("service_phases"), mean, unit), "[\"done\"]");
    vec![queue(unit, Load::of(rate * mean, mean), &arrivals, &machine)]
}

pub(crate) fn mx_m_1(case: &Case) -> Vec<Setup> {
    let (unit, rate, service) =
        (case.unit(), case.number("batch_arrival_rate"), case.number("service_rate"));
    let (sizes, shares) = (case.numbers("batch_sizes"), case.numbers("batch_probs"));
    let points: Vec<String> =
        sizes.iter().zip(&shares).map(|(size, share)| format!("({size}, {share})")).collect();
    let (every, points) = (exponential(rate, unit), points.join(", "));
    let arrivals =
        format!("Source(every: {every}, batch: Discrete([{points}]), to: [\"machine\"])");
    let machine = station(1, &exponential(service, unit), "[\"done\"]");
    let items: f64 = sizes.iter().zip(&shares).map(|(size, share)| size * share).sum();
    vec![queue(unit, Load::of(rate * items / service, 1.0 / service), &arrivals, &machine)]
}

/// Items that fail go back to the end of the station's own queue.
pub(crate) fn mm1_bernoulli_feedback(case: &Case) -> Vec<Setup> {
    let (unit, rate, service) =
        (case.unit(), case.number("arrival_rate"), case.number("service_rate"));
    let again = case.number("rework_prob");
    let to = chances(&[("machine".to_owned(), again), ("done".to_owned(), 1.0 - again)]);
    let machine = station(1, &exponential(service, unit), &to);
    let load = Load::of(rate / service / (1.0 - again), 1.0 / service);
    let mut setup = queue(unit, load, &poisson(rate, unit, "machine"), &machine);
    setup.watch = Box::new(|plant| vec![Box::new(Passes::new(plant, "machine"))]);
    setup.read = Box::new(|asked, run| match asked.name {
        "mean_total_time" => Some(run.units(run.plant("mean_flow_time"))),
        "mean_passes" => Some(run.watch.get::<Passes>().mean()),
        "prob_passes_ge_3" => Some(run.watch.get::<Passes>().share_of_three_or_more()),
        "output_rate" => Some(run.per_unit(run.at("done", "throughput"))),
        _ => read(asked, run),
    });
    vec![setup]
}

/// How busy a queue is, and how fast it works.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    utilization: f64,
    /// Mean time between the ends of service while all servers are busy.
    step: f64,
}

impl Load {
    pub(crate) const fn of(utilization: f64, step: f64) -> Self {
        Self { utilization, step }
    }

    /// What it takes until the beginning is forgotten: some relaxation times, which grow with 1 / (1 - utilization)^2.
    pub(crate) fn warm_up(self) -> f64 {
        let idle = 1.0 - self.utilization;
        (30.0 / (idle * idle)).ceil() * self.step
    }

    pub(crate) fn is_heavy(self) -> bool {
        self.utilization >= 0.9 - 1e-9
    }
}

/// A setup of source, station and sink.
pub(crate) fn queue(unit: Unit, load: Load, arrivals: &str, machine: &str) -> Setup {
    Setup {
        scene: scene(arrivals, machine).text(),
        unit,
        warm_up: load.warm_up(),
        first: 10.0 * load.warm_up(),
        items: Items::Come,
        heavy: load.is_heavy(),
        kpis: KPIS,
        watch: Box::new(|plant| vec![Box::new(Waits::new(plant, "machine", SimSpan::ZERO))]),
        read: Box::new(read),
    }
}

/// Reads what is asked of one queue.
pub(crate) fn read(asked: &Asked<'_>, run: &Reading<'_>) -> Option<f64> {
    // What a wrong rule would give, and bounds, are compared with the number itself.
    let name = match asked.name.split_once("_if_") {
        Some((name, _)) => name,
        None => asked.name,
    };
    let utilization = || run.at("machine", "utilization");
    Some(match name {
        "utilization" => utilization(),
        "mean_in_system" => run.at("machine", "mean_wip"),
        "mean_in_queue" => {
            let places = run.plant.equipment(run.plant.find("machine")?).places?;
            run.at("machine", "mean_wip") - utilization() * f64::from(places)
        }
        "mean_sojourn" | "mean_sojourn_item" => run.units(run.plant("mean_flow_time")),
        "mean_wait"
        | "mean_wait_item"
        | "kingman_upper_bound_mean_wait"
        | "marshall_lower_bound_mean_wait"
        | "kraemer_langenbach_belz_approx_mean_wait" => {
            run.units(run.at("machine", "mean_waiting_time"))
        }
        "std_wait" => run.units(run.watch.get::<Waits>().sd_s()),
        "prob_wait" | "sigma_root_prob_wait" => run.watch.get::<Waits>().waiting_share(),
        _ => return None,
    })
}

/// A service law as a scene writes it, and its mean.
fn service(case: &Case, unit: Unit) -> (String, f64) {
    let three = |names: [&str; 3]| names.map(|name| case.number(name));
    match case.text("service_law") {
        "deterministic" => (time(case.number("mean"), unit), case.number("mean")),
        "erlang" => (erlang(case.number("k"), case.number("mean"), unit), case.number("mean")),
        "uniform" => {
            let (low, high) = (case.number("low"), case.number("high"));
            (format!("Uniform({}, {})", time(low, unit), time(high, unit)), 0.5 * (low + high))
        }
        "hyperexp2_balanced" => {
            let [p, fast, slow] = three(["p1", "rate1", "rate2"]);
            (hyperexponential(p, fast, slow, unit), case.number("mean"))
        }
        "lognormal" => {
            let (mean, scv) = (case.number("mean"), case.number("scv"));
            let sd = time(mean * scv.sqrt(), unit);
            (format!("Lognormal(mean: {}, sd: {sd})", time(mean, unit)), mean)
        }
        "triangular" => {
            let [low, mode, high] = three(["low", "mode", "high"]);
            let [a, b, c] = [low, mode, high].map(|value| time(value, unit));
            (format!("Triangular({a}, {b}, {c})"), (low + mode + high) / 3.0)
        }
        other => panic!("no law `{other}`"),
    }
}

fn erlang(k: f64, mean: f64, unit: Unit) -> String {
    format!("Erlang(k: {k}, mean: {})", time(mean, unit))
}

/// One of two exponential laws, the first with probability `p`.
pub(crate) fn hyperexponential(p: f64, fast: f64, slow: f64, unit: Unit) -> String {
    let (fast, slow) = (exponential(fast, unit), exponential(slow, unit));
    format!("Mixture([({p}, {fast}), ({}, {slow})])", 1.0 - p)
}

/// Source, station, sink.
pub(crate) fn scene(arrivals: &str, machine: &str) -> Scene {
    Scene::default().with("arrivals", arrivals).with("machine", machine).with("done", "Sink()")
}
