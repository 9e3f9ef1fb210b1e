//! Machines that break down: which time counts, and what a repair costs.

use crate::case::{Case, Unit};
use crate::scene::{Scene, exponential, poisson, time};
use crate::setup::{Asked, Items, Reading, Setup};
use crate::single::{Load, queue, read as read_queue, scene};

/// The field of a scene for exponential failures and repairs; `mode` is `ODF` or `TDF`.
pub(crate) fn with_failure(mode: &str, failure: f64, repair: f64, unit: Unit) -> String {
    let counts = match mode {
        "ODF" => "Processing",
        "TDF" => "Up",
        other => panic!("no failure mode `{other}`"),
    };
    let (every, repair) = (exponential(failure, unit), exponential(repair, unit));
    format!("with: [Failure(every: {every}, counts: {counts}, repair: {repair})], ")
}

/// M/M/1 whose server breaks down; the interrupted item goes on afterwards.
pub(crate) fn mm1_breakdowns(case: &Case) -> Vec<Setup> {
    let (unit, rate, service) =
        (case.unit(), case.number("arrival_rate"), case.number("service_rate"));
    let (failure, repair) = (case.number("failure_rate"), case.number("repair_rate"));
    let mode = if case.structure.ends_with("TDF") { "TDF" } else { "ODF" };
    let (law, with) = (exponential(service, unit), with_failure(mode, failure, repair, unit));
    let machine = format!("Station(queue: Unlimited, process: {law}, {with}to: [\"done\"])");
    // Down times take capacity away and come in long pieces: as busy as with them, in steps of a repair.
    let available = repair / (failure + repair);
    let load = Load::of(rate / service / available, 1.0 / repair);
    let mut setup = queue(unit, load, "", "");
    setup.scene = scene(&poisson(rate, unit, "machine"), &machine).text();
    setup.kpis = &["throughput", "flow_time", "wip", "level", "state_time", "failures"];
    setup.watch = Box::new(|_| Vec::new());
    setup.read = Box::new(|asked, run| {
        Some(match asked.name {
            "fraction_down" => run.share("machine", "down"),
            "fraction_processing" => run.share("machine", "processing"),
            "failures_per_min" => run.at("machine", "failures") / run.span(),
            "mean_sojourn_completion_time_formula" => run.units(run.plant("mean_flow_time")),
            _ => return read_queue(asked, run),
        })
    });
    vec![setup]
}

/// A saturated machine: what comes out depends on the means of life and repair alone. Lives wear out and repairs vary here;
/// the lines have the exponential ones.
pub(crate) fn single_machine_availability(case: &Case) -> Vec<Setup> {
    let unit = case.unit();
    let (life, repair) = (case.number("mtbf_operating"), case.number("mttr"));
    // The mean of a Weibull law of shape 2 is its scale times half the root of pi.
    let scale = life / (0.5 * std::f64::consts::PI.sqrt());
    let every = format!("Weibull(shape: 2, scale: {})", time(scale, unit));
    let repair = format!("Lognormal(mean: {0}, sd: {0})", time(repair, unit));
    let failure = format!("Failure(every: {every}, counts: Processing, repair: {repair})");
    vec![saturated(unit, life, &time(case.number("cycle"), unit), &failure, read_machine)]
}

/// What becomes of interrupted work makes three machines of one.
pub(crate) fn interrupt_modes(case: &Case) -> Vec<Setup> {
    let unit = case.unit();
    let (rate, repair) = (case.number("failure_rate_operating"), case.number("mean_repair"));
    let every = exponential(rate, unit);
    let setup = |item: &str, read: fn(&Asked<'_>, &Reading<'_>) -> Option<f64>| {
        let repair = exponential(1.0 / repair, unit);
        let failure =
            format!("Failure(every: {every}, counts: Processing, repair: {repair}, item: {item})");
        saturated(unit, 1.0 / rate, &time(case.number("cycle"), unit), &failure, read)
    };
    let mut setups = vec![
        setup("Resume", |asked, run| {
            (asked.name == "throughput_resume").then(|| run.per_unit(run.plant("throughput")))
        }),
        setup("Repeat", |asked, run| match asked.name {
            "throughput_repeat" => Some(run.per_unit(run.plant("throughput"))),
            // Every failure is one more.
            "mean_attempts_per_part" => {
                Some(1.0 + run.at("machine", "failures") / run.plant("produced"))
            }
            _ => None,
        }),
        setup("Scrap", |asked, run| match asked.name {
            "throughput_scrap_good_parts" => Some(run.per_unit(run.plant("throughput"))),
            "scrap_per_good_part" => Some(run.plant("scrapped") / run.plant("produced")),
            _ => None,
        }),
    ];
    setups[2].items = Items::Spoil;
    setups
}

/// Each machine alone, and all of them with so much room in between that the slowest one rules.
pub(crate) fn bottleneck(case: &Case) -> Vec<Setup> {
    let unit = case.unit();
    let [rates, failures, repairs] =
        ["service_rates", "failure_rates", "repair_rates"].map(|name| case.numbers(name));
    let failure = |machine: usize| {
        let (every, repair) =
            (exponential(failures[machine], unit), exponential(repairs[machine], unit));
        format!("Failure(every: {every}, counts: Processing, repair: {repair})")
    };
    let alone = |machine: usize| {
        let law = exponential(rates[machine], unit);
        let mut setup =
            saturated(unit, 1.0 / failures[machine], &law, &failure(machine), |_, _| None);
        setup.read = Box::new(move |asked, run| {
            let wanted = asked.name == "isolated_rates" && asked.position == machine;
            wanted.then(|| run.per_unit(run.plant("throughput")))
        });
        setup
    };
    let mut scene = Scene::default().with("material", "Source(to: [\"machine 0\"])");
    for (machine, rate) in rates.iter().enumerate() {
        let (law, failure) = (exponential(*rate, unit), failure(machine));
        let last = machine + 1 == rates.len();
        let to = if last { "done".to_owned() } else { format!("buffer {machine}") };
        scene.add(
            &format!("machine {machine}"),
            format!("Station(process: {law}, with: [{failure}], to: [{to:?}])"),
        );
        if !last {
            let next = format!("machine {}", machine + 1);
            scene.add(&to, format!("Buffer(capacity: 50, to: [{next:?}])"));
        }
    }
    let mut line = saturated(unit, 1.0 / failures[0], "", "", |asked, run| {
        (asked.name == "limit_throughput").then(|| run.per_unit(run.plant("throughput")))
    });
    line.scene = scene.with("done", "Sink()").text();
    line.warm_up = 5_000.0;
    line.first = 100_000.0;
    let mut setups: Vec<Setup> = (0..rates.len()).map(alone).collect();
    setups.push(line);
    setups
}

/// A machine that never lacks material, with something that may happen to it every `life`.
fn saturated(
    unit: Unit,
    life: f64,
    process: &str,
    failure: &str,
    read: fn(&Asked<'_>, &Reading<'_>) -> Option<f64>,
) -> Setup {
    let machine = format!("Station(process: {process}, with: [{failure}], to: [\"done\"])");
    let material = "Source(to: [\"machine\"])";
    let scene = Scene::default().with("material", material).with("machine", machine);
    Setup {
        scene: scene.with("done", "Sink()").text(),
        unit,
        warm_up: 10.0 * life,
        first: 500.0 * life,
        items: Items::Come,
        heavy: false,
        kpis: &["throughput", "flow_time", "wip", "state_time", "level", "failures", "scrap"],
        watch: Box::new(|_| Vec::new()),
        read: Box::new(read),
    }
}

fn read_machine(asked: &Asked<'_>, run: &Reading<'_>) -> Option<f64> {
    Some(match asked.name {
        // Of the time in which it is meant to run, which is all of it.
        "availability" => run.share("machine", "processing"),
        "throughput" => run.per_unit(run.plant("throughput")),
        "failures_per_calendar_h" => run.at("machine", "failures") / run.span(),
        _ => return None,
    })
}
