//! Overall equipment effectiveness: exact arithmetic, from records made by hand and from a plant whose times come out so.

use std::collections::BTreeMap;

use plantwright_journal::{Batch, Fold as _, Record, State, What};
use plantwright_kpi::{Closely, KpiSet, LossClass, LossTree};
use plantwright_model::Plant;
use plantwright_sim::Sim;
use plantwright_units::{EquipmentId, ItemId, SimSpan, SimTime};

use crate::case::{Case, Unit, number};
use crate::scene::{Scene, time};
use crate::trial::{options, read};

/// The values of the machine, by name.
type Values = BTreeMap<&'static str, f64>;

#[test]
fn oee_iso22400() {
    let cases = Case::of("oee_iso22400");
    assert!(!cases.is_empty());
    for case in &cases {
        for values in [by_hand(case), by_scene(case)] {
            let short = values["good_quantity"] * case.number("planned_run_time_per_item_PRI")
                / (values["planned_busy_time"] / case.unit().seconds);
            judge(case, |name| match name {
                "oee_short_form" => short,
                other => values[other],
            });
        }
    }
}

#[test]
fn oee_from_event_log() {
    let cases = Case::of("oee_from_event_log");
    assert!(!cases.is_empty());
    for case in &cases {
        judge_log(case, &by_log(case));
    }
}

/// A scene of the repository in which all that happens as in the log of one of the cases.
#[test]
fn oee_of_the_shipped_shift() {
    let cases = Case::of("oee_from_event_log");
    let case = cases.iter().find(|case| case.id == "A-OEE-03").expect("the case");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenes/classic/oee_shift.ron");
    let model = read(&std::fs::read_to_string(path).expect("a scene"));
    let mut sim = Sim::new(&model, options(&model, 1, 0)).expect("a plant");
    let plant = model.plant();
    let kpis = sim.listen(KpiSet::all(plant));
    let end = SimTime::ZERO + SimSpan::from_secs(400 * 60);
    sim.run_until(end).expect("a run");
    let closing = sim.closing();
    let values = sim.fold::<KpiSet>(kpis).values(plant, end, &closing);
    let machine = plant.find("machine");
    let own = values.into_iter().filter(|value| value.equipment == machine);
    let values: Values = own.map(|value| (value.kpi, value.value)).collect();
    judge_log(case, &values);
    let minutes = |word: &str| -> f64 {
        let log = case.value("log").as_array().expect("a log").iter();
        let entries = log.filter_map(|entry| entry.as_array().filter(|it| it[2] == word));
        entries.map(|entry| number(&entry[1]) - number(&entry[0])).sum()
    };
    for (word, kpi) in [
        ("setup", "setup_time"),
        ("producing", "processing_time"),
        ("failed", "down_time"),
        ("break", "off_time"),
        ("starved", "idle_time"),
        ("blocked", "blocked_time"),
    ] {
        assert_eq!(values[kpi], minutes(word) * 60.0, "{word}");
    }
}

fn judge_log(case: &Case, values: &Values) {
    let minute = case.unit().seconds;
    judge(case, |name| match name {
        "PBT" => values["planned_busy_time"] / minute,
        "APT" => values["processing_time"] / minute,
        "setup_share_of_PBT" => values["setup_time"] / values["planned_busy_time"],
        "mttr" => values["mean_time_to_repair"] / minute,
        other => values[other],
    });
}

/// Compares every expected number to its digits.
fn judge(case: &Case, got: impl Fn(&str) -> f64) {
    for (name, expected) in &case.expected {
        let (got, known) = (got(name), expected.values()[0]);
        assert!(
            (got - known).abs() <= 1e-10 * known.abs(),
            "{} {name}: {got}, not {known}",
            case.id
        );
        println!("{:<16} {name:<40}  {got:.12}  ok", case.id);
    }
}

/// A journal of one machine, written by hand.
struct Journal {
    machine: EquipmentId,
    records: Vec<Record>,
    now: SimTime,
}

impl Journal {
    fn new(plant: &Plant) -> Self {
        let machine = plant.find("machine").expect("a machine");
        Self { machine, records: Vec::new(), now: SimTime::ZERO }
    }

    /// A state that lasts so long.
    fn state(&mut self, state: State, span: SimSpan, cause: EquipmentId) {
        self.now = self.now + span;
        let record = Record::of_state(self.now, self.machine, state, span, cause);
        self.records.push(record.level(u32::from(state == State::Processing)));
    }

    /// The machine ends with items, the first of them bad, at this instant.
    fn items(&mut self, produced: u64, bad: u64) {
        for number in 0..produced {
            let item = ItemId::new(EquipmentId(0), number);
            let mut push = |what| {
                self.records.push(Record::of_item(what, self.now, self.machine, item));
            };
            push(What::Finished);
            if number < bad {
                push(What::Scrapped);
            }
        }
    }

    fn values(&self, plant: &Plant) -> Values {
        let mut kpis = KpiSet::all(plant);
        Batch::each(&self.records, |batch| kpis.take(batch));
        let values = kpis.values(plant, self.now, &[]);
        let own = values.into_iter().filter(|value| value.equipment == Some(self.machine));
        own.map(|value| (value.kpi, value.value)).collect()
    }
}

/// A plant of one machine with a planned run time, that can fail.
fn plant(planned: f64, unit: Unit) -> std::sync::Arc<Plant> {
    let machine = format!(
        "Station(process: \"1 h\", planned: {}, to: [\"done\"],
            with: [Failure(every: \"1 h\", counts: Up, repair: \"1 h\")])",
        time(planned, unit)
    );
    let scene = Scene::default().with("material", "Source(to: [\"machine\"])");
    let model = read(&scene.with("machine", machine).with("done", "Sink()").text());
    std::sync::Arc::clone(model.plant())
}

fn span(value: f64, unit: Unit) -> SimSpan {
    SimSpan::from_nanos((value * unit.seconds * 1e9).round() as u64)
}

fn by_hand(case: &Case) -> Values {
    let unit = case.unit();
    let (busy, production) =
        (case.number("planned_busy_time_PBT"), case.number("actual_production_time_APT"));
    let (produced, good) = (case.number("produced_quantity_PQ"), case.number("good_quantity_GQ"));
    let plant = plant(case.number("planned_run_time_per_item_PRI"), unit);
    let mut journal = Journal::new(&plant);
    journal.state(State::Processing, span(production, unit), EquipmentId::NONE);
    journal.items(produced as u64, (produced - good) as u64);
    journal.state(State::Blocked, span(busy - production, unit), EquipmentId::NONE);
    // Time in which it is off is not planned.
    journal.state(State::Off, span(busy, unit), EquipmentId::NONE);
    journal.values(&plant)
}

fn by_log(case: &Case) -> Values {
    let unit = case.unit();
    let plant = plant(case.number("ideal_cycle"), unit);
    let failure = plant.concerns().next().expect("a failure").0;
    let mut journal = Journal::new(&plant);
    for entry in case.value("log").as_array().expect("a log") {
        let entry = entry.as_array().expect("from, to, what");
        let lasts = span(number(&entry[1]) - number(&entry[0]), unit);
        let (state, cause) = match entry[2].as_str().expect("a word") {
            "setup" => (State::Setup, EquipmentId::NONE),
            "producing" => (State::Processing, EquipmentId::NONE),
            "failed" => (State::Down, failure),
            "break" => (State::Off, EquipmentId::NONE),
            "starved" => (State::Idle, EquipmentId::NONE),
            "blocked" => (State::Blocked, EquipmentId::NONE),
            other => panic!("no state `{other}`"),
        };
        if state == State::Down {
            let (at, who) = (journal.now, journal.machine);
            journal.records.push(Record::of_cause(What::Failed, at, who, cause));
            let repaired = Record::of_cause(What::Repaired, at + lasts, who, cause);
            journal.records.push(repaired.span(lasts));
        }
        journal.state(state, lasts, cause);
    }
    journal.items(case.number("produced") as u64, case.number("bad") as u64);
    journal.values(&plant)
}

/// A plant that makes it so. Good items come in two sizes, which together take the production time that the bad ones leave;
/// each of the bad ones takes a minute, and is found to have a defect.
fn by_scene(case: &Case) -> Values {
    let unit = case.unit();
    let seconds = |name: &str| case.number(name) * unit.seconds;
    let (produced, good) = (case.number("produced_quantity_PQ"), case.number("good_quantity_GQ"));
    let bad = produced - good;
    let for_good = seconds("actual_production_time_APT") - bad * 60.0;
    let quick = (for_good / good).floor();
    let slow_items = for_good - quick * good;
    let machine = format!(
        "Station(process: {{\"a\": \"{quick} s\", \"b\": \"{} s\", \"c\": \"1 min\"}}, planned: {}, quality: (defects: {{\"c\": 1.0}}), inspect: (detects: 1.0), to: [\"done\"])",
        quick + 1.0,
        time(case.number("planned_run_time_per_item_PRI"), unit),
    );
    let mut scene = Scene::default();
    for product in ["a", "b", "c"] {
        scene.product(product, "()");
    }
    let orders = format!(
        "Source(orders: {{\"1\": (product: \"a\", quantity: {}), \"2\": (product: \"b\", quantity: {slow_items}), \
         \"3\": (product: \"c\", quantity: {bad})}}, to: [\"machine\"])",
        good - slow_items
    );
    scene.add("material", orders);
    let model = read(&scene.with("machine", machine).with("done", "Sink()").text());
    let mut sim = Sim::new(&model, options(&model, 1, 0)).expect("a plant");
    let plant = model.plant();
    let (kpis, losses) = (KpiSet::all(plant), Closely::<LossTree>::new(plant));
    let (kpis, losses) = (sim.listen(kpis), sim.listen(losses));
    let end = SimTime::ZERO + span(case.number("planned_busy_time_PBT"), unit);
    sim.run_until(end).expect("a run");
    sim.assert_conserved();

    let closing = sim.closing();
    let tree = sim.fold::<Closely<LossTree>>(losses).report(plant, end, &closing);
    let planned_good = case.number("planned_run_time_per_item_PRI") * good;
    assert_eq!(tree[0].of(LossClass::Good), i128::from(span(planned_good, unit).as_nanos()));
    assert_eq!(tree[0].of(LossClass::Quality), bad as i128 * 60_000_000_000);
    let sum: i128 = tree[0].parts.iter().map(|part| part.nanos).sum();
    assert_eq!((sum, tree[0].measured), (i128::from(end.as_nanos()), sum));
    let machine = plant.find("machine");
    let values = sim.fold::<KpiSet>(kpis).values(plant, end, &closing);
    let own = values.into_iter().filter(|value| value.equipment == machine);
    own.map(|value| (value.kpi, value.value)).collect()
}
