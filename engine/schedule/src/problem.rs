//! What a schedule has to solve.

use std::collections::BTreeMap;

use plantwright_des::Distribution;
use plantwright_model::Plant;
use plantwright_model::instance::Instance;
use plantwright_model::plant::{FleetFacts, SetupFacts, StationFacts};
use plantwright_units::{ItemId, SimSpan, SimTime};

/// Jobs and machines, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problem {
    /// What it is called.
    pub name: String,
    /// The jobs.
    pub jobs: BTreeMap<String, Job>,
    /// The machines.
    pub machines: BTreeMap<String, Machine>,
    /// How jobs come from machine to machine; none: they are there at once.
    pub travel: Option<Travel>,
}

/// A job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Job {
    /// Where it is at the beginning, by name; empty: where all are.
    pub origin: String,
    /// When work on it may begin.
    pub release: SimTime,
    /// When it should be complete.
    pub due: Option<SimTime>,
    /// Its weight in sums of tardiness.
    pub weight: u64,
    /// For each operation, the machines that can do it, and how long it takes there; none: that is not certain beforehand.
    pub operations: Vec<BTreeMap<String, Option<SimSpan>>>,
}

/// A machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Machine {
    /// How many operations it does at once; none: as many as come.
    pub places: Option<u32>,
    /// How its set-ups change; none: they take no time.
    pub setups: Option<Setups>,
    /// Whether an operation may last longer than it takes, since the machine may stand still meanwhile.
    pub may_stand: bool,
}

/// Set-ups of a machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setups {
    /// The family of each operation; what is not listed is of none.
    pub family: BTreeMap<(String, u32), u32>,
    /// What is set up at the beginning; none: whatever comes first.
    pub initial: Option<u32>,
    /// How long a change takes; what is not listed takes no time. A time of none is not certain beforehand.
    pub times: BTreeMap<(u32, u32), Option<SimSpan>>,
}

/// The vehicles and their travel times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Travel {
    /// How many vehicles there are.
    pub vehicles: u32,
    /// With a job from machine to machine, at least; the empty name is where jobs are at the beginning of an instance. Between those that
    /// are not listed nobody has to bring anything.
    pub times: BTreeMap<(String, String), SimSpan>,
    /// Without one, at least, until it departs.
    pub empty: BTreeMap<(String, String), SimSpan>,
    /// By vehicle: from where it is at the beginning to each machine, without a job. Empty: all are where jobs are.
    pub starts: Vec<BTreeMap<String, SimSpan>>,
    /// Whether a vehicle brings several jobs at once.
    pub brings_several: bool,
}

const SECOND: u64 = 1_000_000_000;

fn units(duration: u64) -> SimSpan {
    SimSpan::from_nanos(duration.saturating_mul(SECOND))
}

impl Problem {
    /// Makes a problem of a benchmark instance: jobs and machines are called as in the scene that it becomes, and one time unit
    /// is one second.
    pub fn of_instance(instance: &Instance) -> Self {
        let job = |operations: &Vec<Vec<plantwright_model::instance::Step>>| Job {
            weight: 1,
            operations: operations
                .iter()
                .map(|steps| {
                    let steps = steps.iter();
                    steps
                        .map(|it| (instance.machine_name(it.machine), Some(units(it.duration))))
                        .collect()
                })
                .collect(),
            ..Job::default()
        };
        let jobs = instance.jobs.iter().enumerate();
        let machines = (0..instance.machines).map(|machine| {
            let setups =
                instance.setups.as_ref().map(|all| setups_of_instance(instance, &all[machine]));
            (instance.machine_name(machine), Machine { places: Some(1), setups, may_stand: false })
        });
        Self {
            name: instance.name.clone(),
            jobs: jobs.map(|(number, it)| (instance.job_name(number), job(it))).collect(),
            machines: machines.collect(),
            travel: instance.transport.as_ref().map(|transport| {
                let place = |number: usize| match number.checked_sub(1) {
                    Some(machine) => instance.machine_name(machine),
                    None => String::new(),
                };
                let cells = transport.travel.iter().enumerate().flat_map(|(from, row)| {
                    row.iter()
                        .enumerate()
                        .map(move |(to, time)| ((place(from), place(to)), units(*time)))
                });
                let times: BTreeMap<(String, String), SimSpan> = cells.collect();
                let empty = times.clone();
                let vehicles = transport.vehicles as u32;
                Travel { vehicles, times, empty, ..Travel::default() }
            }),
        }
    }

    /// Makes a problem of a plant's facts: its orders are the jobs, the stations that its routes name the machines, and the vehicles
    /// of its fleet, if it has one, bring the jobs. Times that are drawn are not certain, and not checked; of those of vehicles the least
    /// that can be.
    pub fn of_plant(plant: &Plant) -> Self {
        let certain = |law: &Distribution| match law {
            Distribution::Constant { value } => SimSpan::from_nanos_f64(*value),
            _ => None,
        };
        let mut problem = Self { name: plant.title.clone(), ..Self::default() };
        for (item, order) in orders(plant) {
            let facts = plant.product(order.product);
            let mut job = Job {
                origin: plant.name(item.origin()),
                release: order.release,
                due: order.due,
                weight: order.priority.unwrap_or(facts.priority).max(1) as u64,
                operations: Vec::new(),
            };
            for operation in &facts.route {
                let steps = operation.alternatives.iter().map(|it| {
                    let station = plant.equipment(it.station);
                    let own =
                        || station.service.as_ref().and_then(|service| service.law(order.product));
                    let law = it.law.as_ref().or_else(own);
                    (station.name.clone(), law.and_then(certain))
                });
                job.operations.push(steps.collect());
            }
            problem.jobs.insert(item_name(plant, item, &order.name, order.quantity), job);
        }
        let stations = plant.products.iter().flat_map(|product| &product.route);
        for step in stations.flat_map(|operation| &operation.alternatives) {
            let facts = plant.equipment(step.station);
            let stages = facts.stages.as_ref();
            let setups = stages.and_then(|stages| stages.setup.as_ref()).map(|facts| Setups {
                family: problem_families(plant, facts),
                initial: facts.initial,
                times: facts.times.iter().map(|(change, law)| (*change, certain(law))).collect(),
            });
            let may_stand = !facts.concerns.is_empty()
                || stages.is_some_and(|it| {
                    it.load.is_some() || it.unload.is_some() || it.crew.is_some()
                });
            let machine = Machine { places: facts.places, setups, may_stand };
            problem.machines.insert(facts.name.clone(), machine);
        }
        // Trips do not say of which fleet their vehicle is.
        let mut fleets = plant.fleets().filter(|(_, facts)| facts.stations.len() > 1);
        if let (Some((_, fleet)), None) = (fleets.next(), fleets.next()) {
            problem.travel = Some(travel_of_fleet(plant, fleet));
        }
        problem
    }
}

/// How long a fleet takes at least.
fn travel_of_fleet(plant: &Plant, fleet: &FleetFacts) -> Travel {
    let takers: Vec<u32> = (0..)
        .zip(&fleet.types)
        .filter(|(_, kind)| kind.tour.is_empty())
        .map(|(number, _)| number)
        .collect();
    let least =
        |law: &Option<Distribution>| law.as_ref().map_or(0.0, |law| law.support().0.max(0.0));
    // Each way is rounded to the nanosecond.
    let rounded = |nanos: f64| SimSpan::from_nanos((nanos - 1_000.0).max(0.0) as u64);
    let loaded = |kind: u32, from: u32, to: u32| {
        let facts = &fleet.types[kind as usize];
        let way = fleet.time_between(kind, from, to)?.as_nanos() as f64;
        let faster = (facts.speed / facts.loaded_speed).min(1.0);
        Some(rounded(way * faster + least(&facts.unload)))
    };
    let empty = |kind: u32, from: u32, to: u32| {
        let way = fleet.time_between(kind, from, to)?.as_nanos() as f64;
        Some(rounded(way + least(&fleet.types[kind as usize].load)))
    };
    let stations = || fleet.stations.iter();
    let mut travel = Travel {
        vehicles: fleet.vehicles.len() as u32,
        brings_several: takers.iter().any(|kind| fleet.types[*kind as usize].capacity > 1),
        ..Travel::default()
    };
    for (from, to) in stations().flat_map(|from| stations().map(move |to| (from, to))) {
        let names = (plant.name(from.equipment), plant.name(to.equipment));
        if let Some(time) = takers.iter().filter_map(|it| empty(*it, from.drop, to.pick)).min() {
            travel.empty.insert(names.clone(), time);
        }
        let time = takers.iter().filter_map(|it| loaded(*it, from.pick, to.drop)).min();
        if let Some(time) = time.filter(|_| fleet.carries(from.equipment, to.equipment)) {
            travel.times.insert(names, time);
        }
    }
    let starts = fleet.vehicles.iter().map(|(_, kind, start)| {
        let from = start.node(&fleet.edges);
        let way =
            |to: &StationFacts| Some((plant.name(to.equipment), empty(*kind, from, to.pick)?));
        stations().filter_map(way).collect()
    });
    travel.starts = starts.collect();
    travel
}

fn setups_of_instance(instance: &Instance, matrix: &[Vec<u64>]) -> Setups {
    let mut family = BTreeMap::new();
    for (number, job) in instance.jobs.iter().enumerate() {
        for operation in 0..job.len() {
            family.insert((instance.job_name(number), operation as u32), family.len() as u32);
        }
    }
    let cells = matrix.iter().enumerate().flat_map(|(from, row)| {
        row.iter().enumerate().map(move |(to, time)| ((from as u32, to as u32), Some(units(*time))))
    });
    Setups {
        family,
        initial: None,
        times: cells.filter(|(change, _)| change.0 != change.1).collect(),
    }
}

fn problem_families(plant: &Plant, setup: &SetupFacts) -> BTreeMap<(String, u32), u32> {
    let mut family = BTreeMap::new();
    for (item, order) in orders(plant) {
        let name = item_name(plant, item, &order.name, order.quantity);
        for operation in 0..plant.product(order.product).route.len() as u32 {
            family.insert((name.clone(), operation), setup.family(order.product, operation as u16));
        }
    }
    family
}

/// The items that orders bring, each with its order.
fn orders(plant: &Plant) -> impl Iterator<Item = (ItemId, &plantwright_model::plant::OrderFacts)> {
    plant.equipment_ids().flat_map(move |id| {
        let arrivals = plant.equipment(id).arrivals.as_ref();
        let orders = arrivals.map_or(&[][..], |arrivals| &arrivals.orders);
        let items = orders.iter().flat_map(|order| (0..order.quantity).map(move |_| order));
        items.zip(0..).map(move |(order, serial)| (ItemId::new(id, serial), order))
    })
}

/// The items that orders bring, by name: that of the order, or `order#0` where it is for several.
pub(crate) fn item_names(plant: &Plant) -> BTreeMap<ItemId, String> {
    orders(plant)
        .map(|(item, order)| (item, item_name(plant, item, &order.name, order.quantity)))
        .collect()
}

fn item_name(plant: &Plant, item: ItemId, order: &str, quantity: u32) -> String {
    if quantity == 1 {
        return order.to_owned();
    }
    let arrivals = plant.equipment(item.origin()).arrivals.as_ref();
    let first = arrivals.and_then(|arrivals| arrivals.order(order)).map_or(0, |(_, it)| it.start);
    format!("{order}#{}", item.serial() - first)
}
