//! Deterministic lines, whose every instant is known: compared to the nanosecond.

use plantwright_journal::{Record, Wants, What};
use plantwright_kpi::KpiSet;
use plantwright_sim::{Progress, Sim};
use plantwright_units::SimTime;

use crate::case::{Case, Expected, Unit, number, numbers};
use crate::scene::{Scene, time};
use crate::trial::{options, read};
use crate::watch::{Watch, Watcher};

/// Keeps what is asked for.
#[derive(Debug, Default)]
struct Log(Vec<Record>);

#[test]
fn deterministic_flow_trace() {
    let cases = Case::of("deterministic_flow_trace");
    assert!(!cases.is_empty());
    for case in &cases {
        let seconds = Unit::in_text("s").expect("a unit");
        let trace = run(case, case.unit());
        for (name, expected) in &case.expected {
            let known = nanos(expected, case.unit());
            let got = match &name[..] {
                "start_times" => &trace.starts,
                "leave_times" => &trace.leaves,
                "makespan" => &vec![vec![trace.makespan]],
                other => panic!("who reads `{other}`?"),
            };
            assert_eq!(*got, known, "{} {name}", case.id);
            println!("{:<16} {name:<40}  exactly as expected  ok", case.id);
        }
        // The same numbers in seconds: every instant is a sixtieth, exactly.
        let faster = run(case, seconds);
        let scaled: Vec<Vec<u64>> =
            faster.leaves.iter().map(|row| row.iter().map(|nanos| nanos * 60).collect()).collect();
        assert_eq!(trace.leaves, scaled);
    }
}

struct Trace {
    /// By part, then by machine [ns].
    starts: Vec<Vec<u64>>,
    leaves: Vec<Vec<u64>>,
    makespan: u64,
}

fn run(case: &Case, unit: Unit) -> Trace {
    let times = case.matrix("process_times");
    let places = case.numbers("buffer_places");
    let machines = times[0].len();
    let machine = |number: usize| format!("machine {number}");
    let part = |number: usize| format!("part {number}");
    let mut scene = Scene::default();
    let mut orders = Vec::new();
    for number in 0..times.len() {
        scene.product(&part(number), "()");
        orders.push(format!("{:?}: ()", part(number)));
    }
    let orders = orders.join(", ");
    scene.add("material", format!("Source(orders: {{{orders}}}, to: [{:?}])", machine(0)));
    for number in 0..machines {
        let to = match places.get(number) {
            None => "done".to_owned(),
            Some(0.0) => machine(number + 1),
            Some(places) => {
                let buffer = format!("buffer {number}");
                let body = format!("Buffer(capacity: {places}, to: [{:?}])", machine(number + 1));
                scene.add(&buffer, body);
                buffer
            }
        };
        let one = |(row, times): (usize, &Vec<f64>)| {
            format!("{:?}: {}", part(row), time(times[number], unit))
        };
        let process = times.iter().enumerate().map(one).collect::<Vec<_>>().join(", ");
        scene.add(&machine(number), format!("Station(process: {{{process}}}, to: [{to:?}])"));
    }
    let model = read(&scene.with("done", "Sink()").text());
    let mut sim = Sim::new(&model, options(&model, 1, 0)).expect("a plant");
    let plant = model.plant();
    let kpis = sim.listen(KpiSet::only(plant, |name| name == "makespan"));
    let log = sim.listen(Watch(vec![Box::new(Log::default())]));
    assert_eq!(sim.run_until(SimTime::MAX).expect("a run"), Progress::Drained);
    sim.assert_conserved();
    assert_eq!(sim.counts().present, 0);

    let now = sim.now();
    let values = sim.fold::<KpiSet>(kpis).values(plant, now, &[]);
    let makespan = (values[0].value * 1e9).round() as u64;
    let records = &sim.fold::<Watch>(log).get::<Log>().0;
    let table = |what: What| -> Vec<Vec<u64>> {
        let at = |part: usize, number: usize| {
            let who = plant.find(&machine(number)).expect("a machine");
            let is_it = |record: &&Record| {
                record.what() == what
                    && record.who() == who
                    && record.item().serial() == part as u64
            };
            let mut found = records.iter().filter(is_it).map(|record| record.at.as_nanos());
            let instant = found.next().expect("an instant");
            assert_eq!(found.next(), None, "each part comes once");
            instant
        };
        (0..times.len())
            .map(|part| (0..machines).map(|number| at(part, number)).collect())
            .collect()
    };
    Trace { starts: table(What::Started), leaves: table(What::Left), makespan }
}

fn nanos(expected: &Expected, unit: Unit) -> Vec<Vec<u64>> {
    let nanos = |value: f64| (value * unit.seconds * 1e9) as u64;
    match expected.value().as_array() {
        Some(rows) => {
            rows.iter().map(|row| numbers(row).into_iter().map(nanos).collect()).collect()
        }
        None => vec![vec![nanos(number(expected.value()))]],
    }
}

impl Watcher for Log {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Started, What::Left])
    }

    fn take(&mut self, record: &Record) {
        self.0.push(*record);
    }

    fn restart(&mut self, _at: SimTime) {}
}
