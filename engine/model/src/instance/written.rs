//! How an instance is written as a scene: the parts of a scene that it needs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::{Instance, Kind, Step, Transport};

pub(super) fn scene(instance: &Instance) -> String {
    // A scene is RON: the ron crate writes it, and the formatter brings it into its canonical form.
    let scene = Scene::of(instance);
    // Equipment carries its kind's name, and of the plain things the scene alone.
    let mut text = String::from("Scene");
    let config = ron::ser::PrettyConfig::new();
    // Writing plain data into a string cannot fail.
    ron::Options::default()
        .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
        .to_io_writer_pretty(&mut Sink(&mut text), &scene, config)
        .expect("plain data");
    crate::syntax::format(&text).expect("the ron crate writes RON")
}

/// Takes UTF-8 into a string.
struct Sink<'a>(&'a mut String);

impl std::io::Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(std::io::Error::other)?;
        self.0.write_str(text).map_err(std::io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[derive(Serialize)]
struct Scene {
    version: u32,
    title: String,
    about: String,
    products: BTreeMap<String, Product>,
    equipment: BTreeMap<String, Equipment>,
}

#[derive(Serialize)]
struct Product {
    route: Vec<Operation>,
}

#[derive(Serialize)]
struct Operation {
    on: Stations,
    #[serde(skip_serializing_if = "Option::is_none")]
    process: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    setup: Option<String>,
}

/// Set-up times from one operation to another.
#[derive(Serialize)]
struct Setup {
    families: BTreeMap<String, Vec<String>>,
    matrix: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Stations {
    One(String),
    Timed(BTreeMap<String, String>),
}

#[derive(Serialize)]
#[expect(clippy::zero_sized_map_values, reason = "an order without properties is written `()`")]
enum Equipment {
    Source {
        orders: BTreeMap<String, Order>,
    },
    Station {
        queue: Capacity,
        #[serde(skip_serializing_if = "Option::is_none")]
        setup: Option<Setup>,
    },
    Sink {},
    Fleet {
        paths: Vec<Path>,
        stations: BTreeMap<String, Stop>,
        vehicles: BTreeMap<&'static str, Vehicles>,
        traffic: Traffic,
    },
}

#[derive(Serialize)]
struct Order {}

#[derive(Serialize)]
struct Path {
    along: Vec<String>,
    length: String,
}

#[derive(Serialize)]
struct Stop {
    at: String,
    waiting: Capacity,
}

#[derive(Serialize)]
struct Vehicles {
    count: usize,
    speed: &'static str,
    start: Vec<String>,
}

#[derive(Serialize)]
enum Traffic {
    Free,
}

#[derive(Serialize)]
enum Capacity {
    Unlimited,
}

impl Operation {
    fn of(instance: &Instance, (job, number): (usize, usize), steps: &[Step]) -> Self {
        let setup = instance.setups.as_ref().map(|_| setup_name(instance, job, number));
        let time = |step: &Step| format!("{} s", step.duration);
        if let [only] = steps {
            let on = Stations::One(instance.machine_name(only.machine));
            return Self { on, process: Some(time(only)), setup };
        }
        let timed = steps.iter().map(|step| (instance.machine_name(step.machine), time(step)));
        Self { on: Stations::Timed(timed.collect()), process: None, setup }
    }
}

/// What an operation's set-up is called.
fn setup_name(instance: &Instance, job: usize, operation: usize) -> String {
    format!("{} operation {operation}", instance.job_name(job))
}

/// The set-ups of a machine, between the operations that it can do.
fn setup_of(instance: &Instance, machine: usize) -> Option<Setup> {
    let times = &instance.setups.as_ref()?[machine];
    let operations = instance.jobs.iter().enumerate().flat_map(|(job, operations)| {
        operations.iter().enumerate().map(move |(number, steps)| (job, number, steps))
    });
    let able: Vec<(usize, String)> = operations
        .enumerate()
        .filter(|(_, (.., steps))| steps.iter().any(|step| step.machine == machine))
        .map(|(row, (job, number, _))| (row, setup_name(instance, job, number)))
        .collect();
    let row = |from: usize| {
        let others = able.iter().filter(|(to, _)| *to != from);
        others.map(|(to, name)| (name.clone(), format!("{} s", times[from][*to]))).collect()
    };
    let matrix = able.iter().map(|(from, name)| (name.clone(), row(*from)));
    let families = able.iter().map(|(_, name)| (name.clone(), Vec::new())).collect();
    Some(Setup { families, matrix: matrix.collect() })
}

/// The vehicles: they drive a metre in a unit of time, nobody is in anybody's way, and what is finished needs none: it leaves the
/// plant where it is.
fn fleet(instance: &Instance, transport: &Transport) -> Equipment {
    let place = |number: usize| match number.checked_sub(1) {
        Some(machine) => instance.machine_name(machine),
        None => instance.entry_name().to_owned(),
    };
    let path = |from: usize, to: usize, time: u64| Path {
        along: vec![place(from), place(to)],
        length: format!("{time} m"),
    };
    let paths = transport.travel.iter().enumerate().flat_map(|(from, row)| {
        let others = row.iter().enumerate().filter(move |(to, _)| *to != from);
        others.map(move |(to, time)| path(from, to, *time))
    });
    let stop = |number| (place(number), Stop { at: place(number), waiting: Capacity::Unlimited });
    let count = transport.vehicles;
    let vehicles = Vehicles { count, speed: "1 m/s", start: vec![place(0); count] };
    Equipment::Fleet {
        paths: paths.collect(),
        stations: (0..transport.travel.len()).map(stop).collect(),
        vehicles: BTreeMap::from([("agv", vehicles)]),
        traffic: Traffic::Free,
    }
}

impl Scene {
    fn of(instance: &Instance) -> Self {
        let jobs = || (0..instance.jobs.len()).map(|job| instance.job_name(job));
        let products = jobs().zip(&instance.jobs).enumerate().map(|(job, (name, operations))| {
            let operations = operations.iter().enumerate();
            let route = operations.map(|(number, it)| Operation::of(instance, (job, number), it));
            (name, Product { route: route.collect() })
        });
        let orders = jobs().map(|name| (name, Order {})).collect();
        let station = |machine| {
            let (queue, setup) = (Capacity::Unlimited, setup_of(instance, machine));
            (instance.machine_name(machine), Equipment::Station { queue, setup })
        };
        let mut equipment: BTreeMap<String, Equipment> =
            (0..instance.machines).map(station).collect();
        equipment.insert(instance.entry_name().to_owned(), Equipment::Source { orders });
        equipment.insert("done".to_owned(), Equipment::Sink {});
        if let Some(transport) = &instance.transport {
            equipment.insert("vehicles".to_owned(), fleet(instance, transport));
        }
        let kind = match instance.kind {
            Kind::Job => "Job shop",
            Kind::Flexible => "Flexible job shop",
            Kind::Flow => "Flow shop",
        };
        let (with, brought) = match &instance.transport {
            Some(it) => (" with vehicles", format!(", brought by {} vehicles", it.vehicles)),
            None => ("", String::new()),
        };
        Self {
            version: crate::VERSION,
            title: format!("{kind}{with} {}", instance.name),
            about: format!(
                "{} jobs on {} machines{brought}; one time unit of the instance is 1 s. \
                 Run it with `--scheduler`: SPT, LPT, FIFO, MWKR, LWKR, MOPNR, LOPNR, ...",
                instance.jobs.len(),
                instance.machines,
            ),
            products: products.collect(),
            equipment,
        }
    }
}
