//! The unit of time does not matter: a plant in minutes is the same plant in seconds, sixty times slower.
//!
//! Streams are the same, so the same things happen in the same order. Instants are whole nanoseconds, and rounding moves
//! each drawn duration by up to half a nanosecond, which is sixty times as much of a second as of a minute. So what is
//! counted is compared exactly, record by record, and what is measured to one part in a thousand million, or to what
//! the roundings of a whole run add up to.

use plantwright_journal::{Record, State, Wants, What};
use plantwright_kpi::KpiSet;
use plantwright_sim::Sim;
use plantwright_units::SimTime;

use crate::BUILDERS;
use crate::case::{Case, Unit};
use crate::trial::{on_all_processors, options, read};
use crate::watch::{Watch, Watcher};

/// How long is run [unit].
const UNITS: u64 = 3_000;

/// How far the roundings of a run may carry a time, in the unit: 100 ns, some times what 24 000 of them are likely to.
const WALK: f64 = 1e-7;

/// What has powers in it, which are per second whatever the unit: a minute's energy is not a second's.
const POWERED: [&str; 4] =
    ["energy_state_based", "energy_mm1", "peak_demand", "mm1_switch_off_setup"];

/// What happened, without the instants.
#[derive(Debug, Default)]
struct Story(Vec<Line>);

type Line = (What, u32, State, u64, u32);

/// A KPI, its unit, and its value with the case's unit for seconds.
type Measured = (&'static str, &'static str, f64);

#[test]
fn the_unit_of_time_does_not_matter() {
    let minute = Unit::in_text("min").expect("a unit");
    let mut scenes = Vec::new();
    for (structure, builder) in BUILDERS.iter().filter(|(name, _)| !POWERED.contains(name)) {
        for case in Case::of(structure).iter().filter(|case| case.unit() == minute) {
            let setups = builder(case);
            scenes.extend(setups.into_iter().map(|setup| (case.id.clone(), setup.scene)));
        }
    }
    assert!(scenes.len() > 30);
    on_all_processors(&mut scenes, |(id, scene)| {
        let slow = run(scene, 60);
        let fast = run(&scene.replace(" min\"", " s\""), 1);
        let differs = slow.0.iter().zip(&fast.0).position(|(slow, fast)| slow != fast);
        assert_eq!(differs, None, "{id}: another history");
        assert_eq!(slow.0.len(), fast.0.len(), "{id}");
        assert!(slow.0.len() > 1_000, "{id}: nothing happened");
        assert_eq!(slow.1.len(), fast.1.len(), "{id}");
        for ((kpi, unit, slow), (.., fast)) in slow.1.iter().zip(&fast.1) {
            // Standard deviations are made of whole microseconds.
            let exactness = if kpi.starts_with("sd_") { 1e-6 } else { 1e-9 };
            let walk = if *unit == "s" { WALK } else { 0.0 };
            let close = exactness * slow.abs() + walk;
            assert!((slow - fast).abs() <= close, "{id}: {kpi} is {slow} and {fast}");
        }
    });
}

/// Returns what happened, and all KPIs without a unit of time.
fn run(scene: &str, seconds: u64) -> (Vec<Line>, Vec<Measured>) {
    let model = read(scene);
    let mut sim = Sim::new(&model, options(&model, 1, 0)).expect("a plant");
    let kpis = sim.listen(KpiSet::all(model.plant()));
    let story = sim.listen(Watch(vec![Box::new(Story::default())]));
    sim.run_until(SimTime::from_nanos(UNITS * seconds * 1_000_000_000)).expect("a run");
    let (closing, now) = (sim.closing(), sim.now());
    let values = sim.fold::<KpiSet>(kpis).values(model.plant(), now, &closing);
    let values = values.into_iter().map(|value| {
        let factor = match value.unit {
            "s" => 1.0 / seconds as f64,
            "1/h" => seconds as f64,
            _ => 1.0,
        };
        (value.kpi, value.unit, value.value * factor)
    });
    // Quantiles come from buckets whose bounds are nanoseconds, and do not scale.
    let values = values.filter(|(kpi, ..)| !kpi.starts_with("p50_") && !kpi.starts_with("p95_"));
    (sim.fold::<Watch>(story).get::<Story>().0.clone(), values.collect())
}

impl Watcher for Story {
    fn wants(&self) -> Wants {
        Wants::EVERYTHING
    }

    fn take(&mut self, record: &Record) {
        let subject = match record.what() {
            What::State => u64::from(record.cause().0),
            _ => record.item().to_bits(),
        };
        self.0.push((record.what(), record.who().0, record.state(), subject, record.level));
    }

    fn restart(&mut self, _at: SimTime) {}
}
