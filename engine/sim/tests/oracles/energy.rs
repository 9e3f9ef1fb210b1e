//! Machines that use energy, and one that sleeps to save it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::case::{Case, Unit, number};
use crate::scene::{Scene, exponential, poisson, time};
use crate::setup::{Asked, Items, Reading, Setup};
use crate::single::{Load, queue, read as read_queue, scene};

/// A day of one machine in known states. It sleeps for half of its idle time, with the power of idleness; what is called its
/// set-up is its waking up.
pub(crate) fn energy_state_based(case: &Case) -> Vec<Setup> {
    let unit = case.unit();
    let [minutes, powers] = ["minutes_in_state", "power"].map(|name| by_name(case.value(name)));
    let [processing, idle, setup, failed] =
        ["processing", "idle", "setup", "failed"].map(|state| minutes[state]);
    let power = |state: &str| format!("\"{} kW\"", powers[state]);
    let parts = case.number("parts");
    let machine = format!(
        "Station(queue: Unlimited, process: {process}, to: [\"done\"], with: [
            Power(processing: {p}, idle: {i}, starting: {s}, down: {f}),
            Standby(after: {half}, starting: {setup}),
            Failure(every: {wear}, counts: Processing, repair: {repair}),
        ])",
        process = time(processing / parts, unit),
        p = power("processing"),
        i = power("idle"),
        s = power("setup"),
        f = power("failed"),
        half = time(idle / 2.0, unit),
        setup = time(setup, unit),
        wear = time(processing * 0.7, unit),
        repair = time(failed, unit),
    );
    let at = vec![time(idle, unit); parts as usize].join(", ");
    let arrivals = format!("Source(at: [{at}], to: [\"machine\"])");
    let day = processing + idle + setup + failed;
    vec![exact(unit, scene(&arrivals, &machine), (0.0, day), |asked, run| {
        Some(match asked.name {
            "energy" => run.plant("energy"),
            "energy_per_part" => run.plant("energy_per_item"),
            "mean_power" => run.plant("mean_power"),
            "value_adding_share" => run.plant("value_adding_energy_share"),
            _ => return None,
        })
    })]
}

pub(crate) fn energy_mm1(case: &Case) -> Vec<Setup> {
    let (unit, rate, service) =
        (case.unit(), case.number("arrival_rate"), case.number("service_rate"));
    let (busy, idle) = (case.number("power_busy"), case.number("power_idle"));
    let power = format!("Power(processing: \"{busy} kW\", idle: \"{idle} kW\")");
    let load = Load::of(rate / service, 1.0 / service);
    let mut setup = powered(unit, load, (rate, service), &power);
    // Powers are known long before Little's law holds.
    setup.first *= 10.0;
    vec![setup]
}

/// The machine sleeps as soon as it is empty.
pub(crate) fn mm1_switch_off_setup(case: &Case) -> Vec<Setup> {
    let (unit, rate, service) =
        (case.unit(), case.number("arrival_rate"), case.number("service_rate"));
    let starting = case.number("warmup_rate");
    let [asleep, waking, busy] =
        ["power_standby", "power_warmup", "power_processing"].map(|name| case.number(name));
    let with = format!(
        "Power(processing: \"{busy} kW\", standby: \"{asleep} kW\", starting: \"{waking} kW\"), Standby(starting: {})",
        exponential(starting, unit)
    );
    let load = Load::of(rate / service, 1.0 / service + 1.0 / starting);
    vec![powered(unit, load, (rate, service), &with)]
}

/// An exponential queue with power.
fn powered(unit: Unit, load: Load, (rate, service): (f64, f64), with: &str) -> Setup {
    let law = exponential(service, unit);
    let machine =
        format!("Station(queue: Unlimited, process: {law}, with: [{with}], to: [\"done\"])");
    let mut setup = queue(unit, load, "", "");
    setup.scene = scene(&poisson(rate, unit, "machine"), &machine).text();
    setup.kpis = &["throughput", "flow_time", "wip", "level", "state_time", "energy"];
    setup.watch = Box::new(|_| Vec::new());
    setup.read = Box::new(|asked, run| {
        Some(match asked.name {
            "mean_power" => run.plant("mean_power"),
            "energy_per_part" | "energy_per_item" => run.plant("energy_per_item"),
            "fraction_standby" => run.share("machine", "standby"),
            "fraction_warmup" => run.share("machine", "starting"),
            "fraction_processing" => run.share("machine", "processing"),
            "mean_sojourn_formula" => run.units(run.plant("mean_flow_time")),
            _ => return read_queue(asked, run),
        })
    });
    setup
}

/// Machines that run once each; one setup for all, and one for each billing window.
pub(crate) fn peak_demand(case: &Case) -> Vec<Setup> {
    const WINDOW: f64 = 15.0;
    let unit = case.unit();
    let (loads, on) = (case.numbers("loads"), case.matrix("on"));
    let end = on.iter().map(|on| on[1]).fold(0.0, f64::max);
    let windows = (end / WINDOW).ceil();
    let plant = || {
        let mut scene = Scene::default();
        for (machine, (load, on)) in loads.iter().zip(&on).enumerate() {
            let (from, process) = (time(on[0], unit), time(on[1] - on[0], unit));
            let power = format!("Power(processing: \"{load} kW\")");
            scene.add(
                &format!("in {machine}"),
                format!("Source(at: [{from}], to: [\"machine {machine}\"])"),
            );
            scene.add(
                &format!("machine {machine}"),
                format!("Station(process: {process}, with: [{power}], to: [\"done\"])"),
            );
        }
        // Something is still to come when all is measured.
        let later = format!("Source(at: [{}], to: [\"done\"])", time(end * 10.0, unit));
        scene.with("later", later).with("done", "Sink()")
    };
    let mut setups = vec![exact(unit, plant(), (0.0, windows * WINDOW), |asked, run| {
        Some(match asked.name {
            "instant_peak" => run.plant("peak_power"),
            "energy" => run.plant("energy"),
            _ => return None,
        })
    })];
    for window in 0..windows as usize {
        let stretch = (window as f64 * WINDOW, WINDOW);
        setups.push(exact(unit, plant(), stretch, move |asked, run| {
            let wanted = asked.name == "window_mean_power" && asked.position == window;
            wanted.then(|| run.plant("peak_window_power"))
        }));
    }
    setups
}

/// A plant without randomness, measured once.
fn exact(
    unit: Unit,
    scene: Scene,
    (warm_up, first): (f64, f64),
    read: impl Fn(&Asked<'_>, &Reading<'_>) -> Option<f64> + Sync + 'static,
) -> Setup {
    Setup {
        scene: scene.text(),
        unit,
        warm_up,
        first,
        // Those that are there at the ends of what is measured are no matter of chance.
        items: Items::Spoil,
        heavy: false,
        kpis: &["energy"],
        watch: Box::new(|_| Vec::new()),
        read: Box::new(read),
    }
}

fn by_name(value: &Value) -> BTreeMap<&str, f64> {
    let entries = value.as_object().expect("numbers by name");
    entries.iter().map(|(name, value)| (&name[..], number(value))).collect()
}
