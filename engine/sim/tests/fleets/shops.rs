//! Job shops with transport (Bilge and Ulusoy 1995, Deroussi and Norre 2010): every schedule is confirmed by a checker that knows the
//! problem and not the simulator, and none is better than what is proven to be best.

use std::collections::BTreeMap;

use plantwright_journal::{Batch, Fold, Record, Wants, What};
use plantwright_model::instance::TransportShop;
use plantwright_sim::{Model, RunOptions, Sim};
use plantwright_units::{ItemId, SimTime};

/// Keeps what happens to jobs.
#[derive(Debug, Clone, Default)]
struct Log(Vec<Record>);

impl Fold for Log {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Started, What::Finished])
    }

    fn take(&mut self, batch: &Batch<'_>) {
        self.0.extend(batch.records());
    }

    fn restart(&mut self, _at: SimTime) {}

    fn fork(&self) -> Option<Box<dyn Fold>> {
        None
    }

    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    fn load(&mut self, _bytes: &[u8]) -> Result<(), String> {
        Ok(())
    }
}

/// Instances with the least makespan that is possible, and whether that is proven [s].
const INSTANCES: &[(&str, &str, f64)] = &[
    ("EX11", include_str!("instances/EX11.txt"), 96.0),
    ("EX22", include_str!("instances/EX22.txt"), 76.0),
    ("EX41", include_str!("instances/EX41.txt"), 112.0),
    ("EX73", include_str!("instances/EX73.txt"), 83.0),
    ("EX83", include_str!("instances/EX83.txt"), 153.0),
    ("fjspt1", include_str!("instances/fjspt1.txt"), 134.0),
];

/// A stretch of work: from when, until when [s].
type Stretch = (f64, f64);

/// Runs an instance, and returns how long it takes.
fn makespan(name: &str, shop: &TransportShop, dispatch: &str) -> f64 {
    let scene =
        shop.scene().replace("traffic: Free,", &format!("traffic: Free, dispatch: {dispatch},"));
    let model = Model::read(name, &scene).unwrap_or_else(|error| panic!("{error}\n{scene}"));
    let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant");
    let log = sim.listen(Log::default());
    sim.run_until(SimTime::MAX).expect("a run");
    assert_eq!(sim.counts().consumed, shop.jobs.len() as u64, "{name}: {:?}", sim.stuck());
    let plant = model.plant();
    let fleet = plant.find("vehicles").expect("a fleet");
    let mut trips: BTreeMap<ItemId, Vec<Stretch>> = BTreeMap::new();
    let mut work: BTreeMap<ItemId, Vec<(usize, Stretch)>> = BTreeMap::new();
    for record in sim.fold::<Log>(log).0.iter().filter(|it| it.what() == What::Finished) {
        let (end, span) = (record.at.as_secs_f64(), record.span.as_secs_f64());
        if record.who() == fleet {
            trips.entry(record.item()).or_default().push((end - span, end));
        } else {
            let machine = &plant.equipment(record.who()).name;
            let number =
                machine.strip_prefix("machine ").and_then(|it| it.parse().ok()).expect("a machine");
            work.entry(record.item()).or_default().push((number, (end - span, end)));
        }
    }
    let mut machines: BTreeMap<usize, Vec<Stretch>> = BTreeMap::new();
    let mut end: f64 = 0.0;
    let mut routes: Vec<Vec<(usize, u64)>> = Vec::new();
    for (item, operations) in &work {
        let (mut at, mut ready) = (0, 0.0);
        assert_eq!(operations.len(), trips[item].len(), "{name}: a trip for each operation");
        for ((machine, (from, to)), (left, came)) in operations.iter().zip(&trips[item]) {
            assert!(*left >= ready, "{name}: a trip begins before the operation ends");
            assert_eq!(
                came - left,
                shop.travel[at][*machine] as f64,
                "{name}: a trip takes as long as it takes"
            );
            assert!(from >= came, "{name}: an operation begins before the job is there");
            machines.entry(*machine).or_default().push((*from, *to));
            (at, ready) = (*machine, *to);
            end = end.max(*to);
        }
        routes.push(
            operations.iter().map(|(machine, (from, to))| (*machine, (to - from) as u64)).collect(),
        );
    }
    for times in machines.values_mut() {
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!(
            times.windows(2).all(|pair| pair[0].1 <= pair[1].0),
            "{name}: two jobs on one machine"
        );
    }
    // At most as many trips at once as there are vehicles.
    let all: Vec<Stretch> = trips.into_values().flatten().collect();
    for (from, _) in &all {
        let at_once = all.iter().filter(|(a, b)| a <= from && from < b).count();
        assert!(at_once <= shop.vehicles, "{name}: more trips at once than vehicles");
    }
    // What was done is what the jobs ask for.
    for (job, route) in shop.jobs.iter().zip(&routes) {
        let asked = job.iter().zip(route).all(|(ways, done)| ways.contains(done));
        assert!(asked && job.len() == route.len(), "{name}: {job:?} was made as {route:?}");
    }
    end
}

#[test]
fn schedules_are_possible_and_none_is_better_than_the_best() {
    for (name, text, best) in INSTANCES {
        let shop = TransportShop::parse(name, text).expect("an instance");
        for dispatch in ["Nearest", "Oldest", "DueDate", "Assignment"] {
            let takes = makespan(name, &shop, dispatch);
            assert!(takes >= *best, "{name} {dispatch}: {takes} s, and {best} s are least");
            assert!(takes < best * 1.7, "{name} {dispatch}: {takes} s, and {best} s are possible");
        }
    }
}
