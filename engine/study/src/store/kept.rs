//! Result sets: what a folder of finished replications tells without the scenes that they are of.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use plantwright_units::intern;

use super::{Done, Line, StoreError, Told, each_line, files, problem};
use crate::figure::Figure;

/// A scenario as a folder tells of it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptScenario {
    /// What it is called.
    pub name: String,
    /// The scene, on one line.
    pub scene: String,
    /// The version of Plantwright that ran it.
    pub version: String,
    /// The seed of all randomness.
    pub seed: u64,
    /// Who decided; none: every queue's own discipline.
    pub scheduler: Option<String>,
    /// Every figure that was kept: its unit, and its value in each replication.
    pub figures: BTreeMap<Figure, (&'static str, BTreeMap<u32, f64>)>,
    /// How many replications there are.
    pub replications: usize,
}

impl KeptScenario {
    /// Reads every scenario that a folder tells of, in the order of their study.
    ///
    /// # Errors
    /// Where the folder or one of its files cannot be read.
    pub fn read(folder: &Path) -> Result<Vec<Self>, StoreError> {
        let (mut told, mut done): (Vec<Told>, Vec<Done>) = (Vec::new(), Vec::new());
        for path in files(folder)? {
            let file = File::open(&path).map_err(problem("read the file", &path))?;
            each_line(&file, |_, _, line| match Line::of(line) {
                Some(Line::Told(it)) if !told.iter().any(|old| old.digest == it.digest) => {
                    told.push(it);
                }
                Some(Line::Done(it)) => done.push(it),
                _ => {}
            })
            .map_err(problem("read the file", &path))?;
        }
        told.sort_by_key(|it| it.place);
        Ok(told.into_iter().map(|it| Self::of(it, &done)).collect())
    }

    fn of(told: Told, all: &[Done]) -> Self {
        let mut figures: BTreeMap<Figure, (&'static str, BTreeMap<u32, f64>)> = BTreeMap::new();
        let mut numbers = Vec::new();
        for done in all.iter().filter(|it| it.digest == told.digest) {
            numbers.push(done.replication);
            for (kpi, equipment, product, bits, unit) in &done.values {
                let name = |names: &[String], id: &Option<u32>| {
                    id.and_then(|id| names.get(id as usize).cloned())
                };
                let figure = Figure {
                    kpi: kpi.clone(),
                    of: name(&told.names, equipment),
                    product: name(&told.products, product),
                };
                let values =
                    figures.entry(figure).or_insert_with(|| (intern(unit), BTreeMap::new()));
                values.1.insert(done.replication, f64::from_bits(*bits));
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        Self {
            name: told.scenario,
            scene: told.scene,
            version: told.version,
            seed: told.seed,
            scheduler: told.scheduler,
            figures,
            replications: numbers.len(),
        }
    }
}
