//! Benchmark instances of the scheduling literature, and the ordinary scenes they become.

mod jsplib;
mod jspt;
mod lehmer;
mod taillard;

use std::fmt::Write as _;

pub use jsplib::InstanceError;
pub use jspt::{TransportError, TransportShop};

/// A job shop: each job's operations in order, as `(machine from 0, duration)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobShop {
    /// What it is called, such as `ft06`.
    pub name: String,
    /// How many machines there are.
    pub machines: usize,
    /// The jobs.
    pub jobs: Vec<Vec<(usize, u64)>>,
}

impl JobShop {
    /// Reads an instance in the JSPLIB "standard" format.
    ///
    /// # Errors
    /// Where the text is not in that format, with the line.
    pub fn parse(name: &str, text: &str) -> Result<Self, InstanceError> {
        jsplib::parse(name, text)
    }

    /// Generates one of Taillard's instances `ta01` to `ta80` from its published seeds
    /// (Taillard 1993, "Benchmarks for basic scheduling problems").
    pub fn taillard(name: &str) -> Option<Self> {
        taillard::job_shop(name)
    }

    /// Writes the instance as a scene: one time unit is one second.
    ///
    /// Every job is a product with a route and an order of its own; every machine a station with an unlimited queue. Names
    /// are numbered from 0 as in the instance, so that ties between jobs go to the lowest job number.
    pub fn scene(&self) -> String {
        // A scene is RON: the ron crate writes it, and the formatter brings it into its canonical form.
        let scene = written::Scene::of(self);
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

/// The parts of a scene that an imported instance needs, for writing.
mod written {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::JobShop;

    #[derive(Serialize)]
    pub(super) struct Scene {
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
        on: String,
        process: String,
    }

    #[derive(Serialize)]
    #[expect(clippy::zero_sized_map_values, reason = "an order without properties is written `()`")]
    enum Equipment {
        Source { orders: BTreeMap<String, Order> },
        Station { queue: Capacity },
        Sink {},
    }

    #[derive(Serialize)]
    struct Order {}

    #[derive(Serialize)]
    enum Capacity {
        Unlimited,
    }

    impl Scene {
        pub(super) fn of(instance: &JobShop) -> Self {
            let name = |what: &str, number: usize, of: usize| {
                let width = of.saturating_sub(1).max(1).ilog10() as usize + 1;
                format!("{what} {number:0width$}")
            };
            let job = |number| name("job", number, instance.jobs.len());
            let machine = |number| name("machine", number, instance.machines);
            let products = instance.jobs.iter().enumerate().map(|(number, operations)| {
                let route = operations
                    .iter()
                    .map(|(on, time)| Operation { on: machine(*on), process: format!("{time} s") })
                    .collect();
                (job(number), Product { route })
            });
            let orders = (0..instance.jobs.len()).map(|number| (job(number), Order {})).collect();
            let mut equipment: BTreeMap<String, Equipment> = (0..instance.machines)
                .map(|number| (machine(number), Equipment::Station { queue: Capacity::Unlimited }))
                .collect();
            equipment.insert("release".to_owned(), Equipment::Source { orders });
            equipment.insert("done".to_owned(), Equipment::Sink {});
            Self {
                version: crate::VERSION,
                title: format!("Job shop {}", instance.name),
                about: format!(
                    "{} jobs on {} machines; one time unit of the instance is 1 s. \
                     Run it with `--scheduler`: SPT, LPT, FIFO, MWKR, LWKR, MOPNR, LOPNR, ...",
                    instance.jobs.len(),
                    instance.machines,
                ),
                products: products.collect(),
                equipment,
            }
        }
    }
}
