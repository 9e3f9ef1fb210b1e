//! Job shops with transport (Bilge and Ulusoy 1995, Deroussi and Norre 2010): every schedule is confirmed by a checker that knows the
//! problem and not the simulator, and none is better than what is proven to be best.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use plantwright_journal::{Batch, Fold, Record, Wants, What};
use plantwright_model::instance::{Format, Instance, Step, Transport};
use plantwright_sim::{Model, RunOptions, Sim};
use plantwright_units::{ItemId, SimTime, natural_cmp};

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

/// The rules that a fleet has built in.
const RULES: [&str; 4] = ["Nearest", "Oldest", "DueDate", "Assignment"];

/// Instances, each with a lower bound of its makespan and the best that is known [s], in the order of their names.
fn instances() -> Vec<(String, Instance, f64, f64)> {
    let leagues = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenes/leagues");
    let folder = leagues.join("instances/agv");
    let bounds = fs::read_to_string(leagues.join("agv_bounds.csv")).expect("a table");
    let mut all: Vec<_> = bounds
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let text =
                fs::read_to_string(folder.join(format!("{}.txt", cells[0]))).expect("a file");
            let shop = Instance::parse(Format::Transport, cells[0], &text).expect("an instance");
            let [least, best] = [cells[1], cells[2]].map(|it| it.parse().expect("a number"));
            (cells[0].to_owned(), shop, least, best)
        })
        .collect();
    all.sort_by(|a, b| natural_cmp(&a.0, &b.0));
    all
}

/// A stretch of work: from when, until when [s].
type Stretch = (f64, f64);

/// Runs an instance, and returns how long it takes.
fn makespan(name: &str, shop: &Instance, dispatch: &str) -> f64 {
    let Some(Transport { vehicles, travel }) = &shop.transport else {
        panic!("{name} has no vehicles")
    };
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
                travel[at][*machine] as f64,
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
        assert!(at_once <= *vehicles, "{name}: more trips at once than vehicles");
    }
    // What was done is what the jobs ask for.
    for (job, route) in shop.jobs.iter().zip(&routes) {
        let is_one = |ways: &[Step], (machine, duration): (usize, u64)| {
            ways.contains(&Step { machine: machine - 1, duration })
        };
        let asked = job.iter().zip(route).all(|(ways, done)| is_one(ways, *done));
        assert!(asked && job.len() == route.len(), "{name}: {job:?} was made as {route:?}");
    }
    end
}

/// All schedules are possible, none is better than what is proven to be least, and what the page says of them is so.
/// `UPDATE_EXPECT=1 cargo test -p plantwright-sim --test fleets schedules` writes its table anew.
#[test]
fn schedules_are_possible_and_none_is_better_than_the_best() {
    let mut table = String::from(
        "| instance | jobs | operations | best known | Nearest | Oldest | DueDate | Assignment |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    let mut above = [0.0; RULES.len()];
    let instances = instances();
    for (name, shop, least, best) in &instances {
        let operations: usize = shop.jobs.iter().map(Vec::len).sum();
        write!(table, "| {name} | {} | {operations} | {best} |", shop.jobs.len()).expect("room");
        for (dispatch, above) in RULES.iter().zip(&mut above) {
            let takes = makespan(name, shop, dispatch);
            assert!(takes >= *least, "{name} {dispatch}: {takes} s, and {least} s are least");
            assert!(takes < best * 2.0, "{name} {dispatch}: {takes} s, and {best} s are possible");
            *above += 100.0 * (takes / best - 1.0) / instances.len() as f64;
            write!(table, " {takes} |").expect("room");
        }
        table.push('\n');
    }
    let [nearest, oldest, due, assignment] = above;
    writeln!(
        table,
        "| above the best, mean | | | | {nearest:.1} % | {oldest:.1} % | {due:.1} % | {assignment:.1} % |"
    )
    .expect("room");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/vehicle-dispatch.md");
    let text = fs::read_to_string(&page).expect("the page");
    let (head, rest) = text.split_once("| instance |").expect("a table on the page");
    let behind = rest.split_once("\n\n").map_or("", |(_, behind)| behind);
    let behind = if behind.is_empty() { String::new() } else { format!("\n{behind}") };
    let wanted = format!("{head}{table}{behind}");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&page, &wanted).expect("the page can be written");
    }
    assert_eq!(fs::read_to_string(&page).expect("the page"), wanted);
}
