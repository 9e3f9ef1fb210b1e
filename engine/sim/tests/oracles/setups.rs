//! Stations that change over from one product to another.

use plantwright_journal::{Record, Wants, What};
use plantwright_kpi::KpiSet;
use plantwright_sim::Sim;
use plantwright_units::SimTime;
use serde_json::Value;

use crate::case::{Case, number, numbers};
use crate::scene::{Scene, exponential, poisson, time};
use crate::setup::{Asked, Reading, Setup};
use crate::single::{Load, queue};
use crate::trial::{options, read};
use crate::watch::{Watch, Watcher};

/// Two products; the machine changes over only once nothing more of the present one waits.
pub(crate) fn two_product_exhaustive_setup(case: &Case) -> Vec<Setup> {
    let unit = case.unit();
    let law = |name: &str| exponential(case.number(name), unit);
    let mut scene = Scene::default();
    for class in ["1", "2"] {
        scene.product(&format!("product {class}"), "()");
        let source = poisson(case.number(&format!("arrival_rate_{class}")), unit, "machine");
        let source = source.replace("Source(", &format!("Source(product: \"product {class}\", "));
        scene.add(&format!("arrivals {class}"), source);
    }
    let machine = format!(
        r#"Station(queue: Unlimited, process: {{"product 1": {}, "product 2": {}}}, setup: (
            matrix: {{"product 1": {{"product 2": {}}}, "product 2": {{"product 1": {}}}}}, prefer: Same), to: ["done"])"#,
        law("service_rate_1"),
        law("service_rate_2"),
        law("setup_rate_1_to_2"),
        law("setup_rate_2_to_1"),
    );
    let mut setup = queue(unit, Load::of(0.78, 1.25), "", "");
    setup.scene = scene.with("machine", machine).with("done", "Sink()").text();
    setup.kpis = &["throughput", "flow_time", "wip", "level", "state_time", "setups"];
    setup.watch = Box::new(|_| Vec::new());
    setup.read = Box::new(read_two_products);
    vec![setup]
}

/// A machine that goes round its products, with a set-up before each visit even where nothing waits.
pub(crate) fn polling(case: &Case) -> Vec<Setup> {
    let (unit, count) = (case.unit(), case.number("queues") as usize);
    let visit = match &case.structure[..] {
        "polling_exhaustive" => "Exhaustive",
        "polling_gated" => "Gated",
        _ => "Limited(1)",
    };
    let law = |what: &str, moments: [f64; 2]| {
        let [mean, variance] = moments;
        if variance == 0.0 {
            return time(mean, unit);
        }
        assert!(
            (variance - mean * mean).abs() < 1e-12 && case.text("law").contains(what),
            "an exponential law of {what}"
        );
        exponential(1.0 / mean, unit)
    };
    let service = case.number("service_mean");
    let variance = case.number("service_second_moment") - service * service;
    let service_law = law("service", [service, variance]);
    let setup_law = law("setup", [case.number("setup_mean"), case.number("setup_variance")]);
    let mut scene = Scene::default();
    for number in 1..=count {
        let product = format!("product {number}");
        scene.product(&product, "()");
        let source = poisson(case.number("arrival_rate_each"), unit, "machine");
        let source = source.replace("Source(", &format!("Source(product: {product:?}, "));
        scene.add(&format!("arrivals {number}"), source);
    }
    let machine = format!(
        "Station(queue: Unlimited, process: {service_law}, setup: (time: {setup_law}, \
         prefer: Cyclic(visit: {visit}, at_empty: SetUp)), to: [\"done\"])"
    );
    let mut setup = queue(unit, Load::of(0.75, 1.0), "", "");
    setup.scene = scene.with("machine", machine).with("done", "Sink()").text();
    setup.kpis =
        &["throughput", "flow_time", "wip", "level", "state_time", "setups", "waiting_time"];
    setup.watch = Box::new(|_| Vec::new());
    setup.read = Box::new(move |asked, run| {
        Some(match asked.name {
            "mean_wait" => run.units(run.at("machine", "mean_waiting_time")),
            "mean_cycle_time" => run.span() / (run.at("machine", "setups") / count as f64),
            "fraction_setup" => run.share("machine", "setup"),
            _ => return None,
        })
    });
    vec![setup]
}

fn read_two_products(asked: &Asked<'_>, run: &Reading<'_>) -> Option<f64> {
    if let Some((name, class)) = asked.name.rsplit_once('_')
        && matches!(class, "1" | "2")
    {
        let product = format!("product {class}");
        let sojourn = run.product(&product, "mean_flow_time");
        return match name {
            "mean_sojourn" => Some(run.units(sojourn)),
            // By Little's law.
            "mean_in_system" => {
                Some(run.units(sojourn) * run.per_unit(run.product(&product, "throughput")))
            }
            _ => None,
        };
    }
    Some(match asked.name {
        "fraction_setup" => run.share("machine", "setup"),
        "fraction_idle" => run.share("machine", "idle"),
        "setups_per_min" => run.at("machine", "setups") / run.span(),
        _ => return None,
    })
}

/// Keeps what leaves.
#[derive(Debug, Default)]
struct Log(Vec<Record>);

impl Watcher for Log {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Consumed])
    }

    fn take(&mut self, record: &Record) {
        self.0.push(*record);
    }

    fn restart(&mut self, _at: SimTime) {}
}

/// A few jobs with a matrix of set-up times, exactly.
#[test]
fn sequence_dependent_setup() {
    let cases = Case::of("sequence_dependent_setup");
    assert!(!cases.is_empty());
    for case in &cases {
        let fcfs = run(case, "Order");
        let expected = |name: &str| case.expected[name].value();
        assert_eq!(fcfs.completions, numbers(expected("completion_times")), "{}", case.id);
        assert_eq!(fcfs.setup, number(expected("total_setup")), "{}", case.id);
        let last = |run: &Run| *run.completions.last().expect("jobs");
        assert_eq!(last(&fcfs), number(expected("makespan")), "{}", case.id);
        let least = run(case, "Least");
        assert_eq!(
            least.order,
            expected("order_under_least_setup_rule").as_str().expect("a text"),
            "{}",
            case.id
        );
        assert_eq!(last(&least), number(expected("makespan_under_least_setup_rule")));
        println!("{:<16} all numbers exactly as expected  ok", case.id);
    }
}

struct Run {
    /// Minutes, in the order of completion.
    completions: Vec<f64>,
    order: String,
    setup: f64,
}

fn run(case: &Case, prefer: &str) -> Run {
    let unit = case.unit();
    let entries = |value: &Value| -> Vec<(String, f64)> {
        let map = value.as_object().expect("a map");
        map.iter().map(|(name, value)| (name.clone(), number(value))).collect()
    };
    let times = |value: &Value| -> String {
        let times = entries(value);
        let times: Vec<String> =
            times.iter().map(|(name, value)| format!("{name:?}: {}", time(*value, unit))).collect();
        times.join(", ")
    };
    let mut scene = Scene::default();
    for (product, _) in entries(case.value("process")) {
        scene.product(&product, "()");
    }
    let sequence = case.text("sequence").chars().enumerate();
    let orders: Vec<String> = sequence
        .map(|(number, product)| format!("\"{number}\": (product: \"{product}\")"))
        .collect();
    // All of them are there before the first is begun.
    scene.add("jobs", format!("Source(orders: {{{}}}, to: [\"machine\"])", orders.join(", ")));
    let rows = case.value("setup_matrix").as_object().expect("a matrix");
    let rows: Vec<String> =
        rows.iter().map(|(from, row)| format!("{from:?}: {{{}}}", times(row))).collect();
    let machine = format!(
        "Station(queue: Unlimited, process: {{{}}}, setup: (matrix: {{{}}}, initial: {:?}, prefer: {prefer}), to: [\"done\"])",
        times(case.value("process")),
        rows.join(", "),
        case.text("initial_state"),
    );
    let model = read(&scene.with("machine", machine).with("done", "Sink()").text());
    let mut sim = Sim::new(&model, options(&model, 1, 0)).expect("a plant");
    let plant = model.plant().clone();
    let kpis = sim.listen(KpiSet::only(&plant, |name| name == "state_time"));
    let log = sim.listen(Watch(vec![Box::new(Log::default())]));
    sim.run_until(SimTime::MAX).expect("a run");
    let (now, closing) = (sim.now(), sim.closing());
    let values = sim.fold::<KpiSet>(kpis).values(&plant, now, &closing);
    let setup = values.iter().find(|value| value.kpi == "setup_time").map_or(0.0, |it| it.value);
    let records = &sim.fold::<Watch>(log).get::<Log>().0;
    let minutes = |record: &Record| record.at.as_secs_f64() / unit.seconds;
    Run {
        completions: records.iter().map(minutes).collect(),
        order: records.iter().map(|it| plant.product(it.product()).name.clone()).collect(),
        setup: setup / unit.seconds,
    }
}
