//! Serial lines with finite buffers: blocking after or before service, the first machine never starved, the last never blocked.

use serde_json::Value;

use crate::case::{Case, Unit, numbers};
use crate::failures::with_failure;
use crate::judge::Interval;
use crate::scene::{Scene, exponential, time};
use crate::setup::{Asked, Items, Reading, Setup};
use crate::trial::Trial;

const KPIS: &[&str] = &["throughput", "flow_time", "wip", "state_time", "level"];

pub(crate) fn serial_line(case: &Case) -> Vec<Setup> {
    let (unit, rates) = (case.unit(), case.numbers("service_rates"));
    let laws: Vec<String> = if case.has("erlang_phases") {
        let phases = case.numbers("erlang_phases");
        let laws = rates.iter().zip(&phases);
        laws.map(|(rate, k)| format!("Erlang(k: {k}, mean: {})", time(1.0 / rate, unit))).collect()
    } else {
        rates.iter().map(|rate| exponential(*rate, unit)).collect()
    };
    let with = failing(case, rates.len());
    let places = case.numbers("buffer_places");
    if case.text("blocking") == "BAS" {
        return vec![line(unit, &laws, &with, &places, read)];
    }
    // The part that is worked on counts in the storage that it was taken from: one of its places is the machine's.
    let with: Vec<String> =
        with.iter().map(|with| format!("blocking: BeforeService, {with}")).collect();
    let places: Vec<f64> = places.iter().map(|places| places - 1.0).collect();
    vec![line(unit, &laws, &with, &places, read_storages)]
}

/// What may happen to each machine.
fn failing(case: &Case, machines: usize) -> Vec<String> {
    if !case.has("failure_mode") {
        return vec![String::new(); machines];
    }
    let (unit, mode) = (case.unit(), case.text("failure_mode"));
    let rates = case.numbers("failure_rates").into_iter().zip(case.numbers("repair_rates"));
    rates.map(|(failure, repair)| with_failure(mode, failure, repair, unit)).collect()
}

/// A line and its mirror image.
pub(crate) fn metamorphic_reversal(case: &Case) -> Vec<Setup> {
    let unit = case.unit();
    let part = |value: &Value, name: &str| numbers(&value[name]);
    let build = |parameter: &str, read: fn(&Asked<'_>, &Reading<'_>) -> Option<f64>| {
        let value = case.value(parameter);
        let rates = part(value, "service_rates");
        let laws: Vec<String> = rates.iter().map(|rate| exponential(*rate, unit)).collect();
        let with = vec![String::new(); laws.len()];
        line(unit, &laws, &with, &part(value, "buffer_places"), read)
    };
    vec![
        build("line", |asked, run| (asked.name == "throughput_line").then(|| throughput(run))),
        build("reversed_line", |asked, run| {
            (asked.name == "throughput_reversed").then(|| throughput(run))
        }),
    ]
}

/// A line that indexes as a whole is one machine, which everything stops that stops one of its stations.
pub(crate) fn transfer_line_no_buffers(case: &Case) -> Vec<Setup> {
    let unit = case.unit();
    let rates = case.numbers("p_over_cycle").into_iter().zip(case.numbers("r"));
    let failures: Vec<String> = rates
        .zip(1..)
        .map(|((failure, repair), number)| {
            let (every, repair) = (exponential(failure, unit), exponential(repair, unit));
            format!(
                "Failure(name: \"station {number}\", every: {every}, counts: Processing, repair: {repair})"
            )
        })
        .collect();
    let with = format!("with: [{}], ", failures.join(", "));
    let read = |asked: &Asked<'_>, run: &Reading<'_>| {
        (asked.name == "throughput").then(|| throughput(run))
    };
    vec![line(unit, &[time(1.0, unit)], &[with], &[], read)]
}

/// A paced line: each of its machines begins at the beats of one clock, and fails, or is repaired, with a probability at each.
/// The part that a machine works on counts in the storage that it was taken from.
pub(crate) fn synchronous_line_geometric(case: &Case) -> Vec<Setup> {
    let (unit, cycle) = (case.unit(), time(1.0, case.unit()));
    let rates = case.numbers("p").into_iter().zip(case.numbers("r"));
    let with: Vec<String> = rates
        .map(|(failure, repair)| {
            format!(
                "takt: {cycle}, blocking: BeforeService, with: [Failure(on_demand: {failure}, repair: Geometric(p: {repair}, step: {cycle}))], "
            )
        })
        .collect();
    let laws = vec![cycle; with.len()];
    let places: Vec<f64> = case.numbers("storage_N").iter().map(|places| places - 1.0).collect();
    let whole = line(unit, &laws, &with, &places, |asked, run| match asked.name {
        // What a line without storage makes is compared with the same number.
        "throughput" | "zero_storage_lower_bound" => Some(throughput(run)),
        "mean_storage" => {
            let (before, behind) = (buffer(asked.position), machine(asked.position + 1));
            // A storage of one part is the machine's place alone.
            let waiting = run.plant.find(&before).map_or(0.0, |_| run.at(&before, "mean_wip"));
            Some(waiting + run.at(&behind, "mean_wip"))
        }
        _ => None,
    });
    let alone = (0..with.len()).map(|number| {
        let read = move |asked: &Asked<'_>, run: &Reading<'_>| {
            let is_it = asked.name == "isolated_efficiency" && asked.position == number;
            is_it.then(|| throughput(run))
        };
        let setup = line(unit, &laws[..1], &with[number..=number], &[], |_, _| None);
        Setup { read: Box::new(read), ..setup }
    });
    std::iter::once(whole).chain(alone).collect()
}

/// The bowl phenomenon: with the same work in all, a line whose middle is a little faster makes more than a balanced one.
#[test]
fn a_bowl_beats_a_flat_line() {
    let cases = Case::of("serial_line");
    let throughputs = ["L-EXP4-BOWL", "L-EXP4-FLAT"].map(|id| {
        let case = cases.iter().find(|case| case.id == id).expect("the case");
        let setup = &serial_line(case)[0];
        let mut trial = Trial::new(setup, 1);
        trial.measure(setup.first);
        trial.read(throughput)
    });
    let [bowl, flat] = &throughputs;
    let more: Vec<f64> = bowl.iter().zip(flat).map(|(bowl, flat)| bowl - flat).collect();
    let more = Interval::of(&more);
    assert!(more.mean > more.half_width, "{more:?}");
}

fn line(
    unit: Unit,
    laws: &[String],
    with: &[String],
    places: &[f64],
    read: fn(&Asked<'_>, &Reading<'_>) -> Option<f64>,
) -> Setup {
    let mut scene = Scene::default().with("material", format!("Source(to: [{:?}])", machine(0)));
    for (number, (law, with)) in laws.iter().zip(with).enumerate() {
        let to = match places.get(number) {
            None => "done".to_owned(),
            Some(0.0) => machine(number + 1),
            Some(places) => {
                scene.add(
                    &buffer(number),
                    format!("Buffer(capacity: {places}, to: [{:?}])", machine(number + 1)),
                );
                buffer(number)
            }
        };
        scene.add(&machine(number), format!("Station(process: {law}, {with}to: [{to:?}])"));
    }
    Setup {
        scene: scene.with("done", "Sink()").text(),
        unit,
        warm_up: 1_000.0,
        first: 10_000.0,
        items: Items::Come,
        heavy: false,
        kpis: KPIS,
        watch: Box::new(|_| Vec::new()),
        read: Box::new(read),
    }
}

fn throughput(run: &Reading<'_>) -> f64 {
    run.per_unit(run.plant("throughput"))
}

fn read(asked: &Asked<'_>, run: &Reading<'_>) -> Option<f64> {
    let machine = machine(asked.position);
    Some(match asked.name {
        "throughput" => throughput(run),
        "mean_buffer_levels" => {
            let buffer = buffer(asked.position);
            // Without places there is no buffer.
            run.plant.find(&buffer).map_or(0.0, |_| run.at(&buffer, "mean_wip"))
        }
        "fraction_working" => run.share(&machine, "processing"),
        "fraction_blocked_while_up" => run.share(&machine, "blocked"),
        "fraction_down" => run.share(&machine, "down"),
        "fraction_starved_while_up" => run.share(&machine, "idle"),
        _ => return None,
    })
}

/// As [`read`], where a storage is a buffer and the place of the machine behind it.
fn read_storages(asked: &Asked<'_>, run: &Reading<'_>) -> Option<f64> {
    let own = read(asked, run)?;
    let behind = machine(asked.position + 1);
    Some(if asked.name == "mean_buffer_levels" { own + run.at(&behind, "mean_wip") } else { own })
}

fn machine(number: usize) -> String {
    format!("machine {}", number + 1)
}

fn buffer(number: usize) -> String {
    format!("buffer {}", number + 1)
}
