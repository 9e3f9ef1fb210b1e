//! The journal of a run, on disk: what stands in its head, and what becomes of it when the disk does not want it.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use plantwright_journal::Fold;
use plantwright_journal::file::{End, EyesOf, Head, JournalWriter, OrderOf, PointsOf, SceneOf};
use plantwright_model::Plant;
use plantwright_sim::Sim;

use crate::args::RunArgs;
use crate::exit::Failure;
use crate::output::RunReport;
use crate::scene_file::Loaded;

/// A journal that is written. Where the disk does not take it, the run goes on, and what was wrong is said at its end.
#[derive(Debug)]
pub(crate) struct JournalFile {
    path: PathBuf,
    writer: io::Result<JournalWriter>,
}

impl JournalFile {
    /// Begins it.
    pub(crate) fn begin(
        path: &Path,
        args: &RunArgs,
        loaded: &Loaded,
        scheduler: Option<&str>,
    ) -> Self {
        let plant = loaded.model.as_ref().map(|model| model.plant().as_ref());
        let head = plant.map(|plant| Head {
            seed: args.seed.unwrap_or(plant.run.seed),
            replication: args.replication,
            scheduler: scheduler.map(str::to_owned),
            scene: SceneOf {
                path: args.scene.scene.display().to_string(),
                digest: format!("{:032x}", loaded.digest),
                text: loaded.said.clone(),
                tables: loaded.folder.tables(),
            },
            ..of_plant(plant)
        });
        let head = head.unwrap_or_else(Head::blank);
        let writer = File::create(path).and_then(|file| JournalWriter::new(file, &head));
        Self { path: path.to_owned(), writer }
    }

    /// Returns who writes what it hears, unless nothing can be written.
    pub(crate) fn listener(&self) -> Option<impl Fold + use<>> {
        self.writer.as_ref().ok().map(JournalWriter::listener)
    }

    /// Writes down what goes on now, for those who read the journal up to here.
    pub(crate) fn close_books(&self, sim: &mut Sim) {
        if let Ok(writer) = &self.writer {
            // The recorder has handed everything over whenever time stands.
            writer.books(sim.now(), &sim.closing());
        }
    }

    /// Ends it.
    pub(crate) fn end(self, report: &RunReport) -> Result<(), Failure> {
        let (ending, fault) = report.ending.name();
        let end = End {
            ending: ending.to_owned(),
            fault,
            at_ns: report.simulated.as_nanos(),
            events: report.counts.events,
            records: 0,
            journal_hash: format!("{:032x}", report.journal_hash),
            state_hash: format!("{:032x}", report.state_hash),
        };
        let closed = self.writer.and_then(|writer| writer.close(end));
        closed.map_err(|error| Failure::file("write the journal", &self.path, &error))
    }
}

/// What a head says of a plant.
fn of_plant(plant: &Plant) -> Head {
    let sources = plant.equipment_ids().zip(&plant.equipment);
    let orders = sources.filter_map(|(id, facts)| Some((id, facts.arrivals.as_ref()?)));
    let orders = orders.flat_map(|(id, arrivals)| {
        arrivals.numbered().map(move |(order, serials)| OrderOf {
            name: order.name.clone(),
            source: id.0,
            first: serials.start,
            count: serials.end - serials.start,
        })
    });
    let points = plant.fleets().map(|(id, facts)| PointsOf {
        first: plant.vehicle_ids(id).next().map_or(0, |id| id.0),
        vehicles: facts.vehicles.len() as u32,
        names: facts.nodes.iter().map(|node| node.name.clone()).collect(),
    });
    let eyes = plant.equipment_ids().zip(&plant.equipment).map(|(id, facts)| EyesOf {
        who: id.0,
        names: facts.eyes().iter().map(|eye| eye.name.clone()).collect(),
    });
    Head {
        title: plant.title.clone(),
        duration_ns: plant.run.duration.map(plantwright_units::SimSpan::as_nanos),
        names: plant.names(),
        equipment: plant.equipment.len(),
        products: plant.products.iter().map(|facts| facts.name.clone()).collect(),
        orders: orders.collect(),
        points: points.collect(),
        eyes: eyes.filter(|it| !it.names.is_empty()).collect(),
        ..Head::blank()
    }
}
