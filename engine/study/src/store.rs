//! Finished replications on disk, so that a study that was stopped goes on where it was, and machines can share one.
//!
//! A folder holds files of lines. Each line is one replication: the digest of what was run, the number, and what came of it. Lines
//! are only ever added, and each one carries a checksum: what a kill in the middle of a line leaves is skipped. Which file a
//! line stands in means nothing, so that results of several machines are merged by putting their files into one folder.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use plantwright_kpi::Value;
use plantwright_units::{EquipmentId, ProductId, intern};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::replication::{Outcome, Setting};
use crate::scenario::{Scenario, digest};

/// The ending of the files.
const ENDING: &str = "replications";

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing}: {error}: {}", path.display())]
pub struct StoreError {
    /// What was tried.
    pub doing: &'static str,
    /// Where.
    pub path: PathBuf,
    /// What the system said.
    pub error: io::Error,
}

/// A folder with finished replications of one study.
#[derive(Debug)]
pub struct Store {
    file: File,
    path: PathBuf,
    /// What is the same in all replications.
    setting: u128,
    found: BTreeMap<(u128, u32), Outcome>,
    /// Lines of replications of other scenes, settings or versions.
    others: usize,
}

#[derive(Serialize, Deserialize)]
struct Line {
    /// Of scene, settings and version.
    digest: String,
    replication: u32,
    events: u64,
    is_stuck: bool,
    values: Vec<Kept>,
}

/// A value: KPI, equipment, product, the bits of the number, unit.
type Kept = (String, Option<u32>, Option<u32>, u64, String);

impl Store {
    /// Opens a folder, which is made where it is not there, and reads what is finished. What this process adds stands in the file
    /// `name`.
    ///
    /// # Errors
    /// Where the folder cannot be read or written.
    pub fn open(
        folder: &Path,
        name: &str,
        setting: &Setting,
        scenarios: &[Scenario],
    ) -> Result<Self, StoreError> {
        let problem = |doing: &'static str, path: &Path| {
            let path = path.to_path_buf();
            move |error: io::Error| StoreError { doing, path, error }
        };
        fs::create_dir_all(folder).map_err(problem("make the folder", folder))?;
        let families = setting.families.clone().unwrap_or_else(|| vec!["all"]);
        let setting = digest([
            env!("CARGO_PKG_VERSION"),
            &setting.seed.to_string(),
            &format!("{:?}", setting.warm_up),
            &families.join(" "),
        ]);
        let path = folder.join(format!("{name}.{ENDING}"));
        let file = OpenOptions::new().append(true).create(true).open(&path);
        let file = file.map_err(problem("write the file", &path))?;
        let mut store = Self { file, path, setting, found: BTreeMap::new(), others: 0 };
        let wanted: Vec<u128> = scenarios.iter().map(|it| store.digest(it)).collect();
        let entries = fs::read_dir(folder).map_err(problem("read the folder", folder))?;
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|path| path.extension().is_some_and(|it| it == ENDING));
        files.sort();
        for path in files {
            let text = fs::read_to_string(&path).map_err(problem("read the file", &path))?;
            store.read(&text, &wanted);
            if path == store.path && !text.is_empty() && !text.ends_with('\n') {
                store.write("\n")?;
            }
        }
        Ok(store)
    }

    /// Returns how many replications were found that belong to the study.
    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// Returns how many replications were found that belong to other scenes, settings or versions, and are not used.
    pub const fn others(&self) -> usize {
        self.others
    }

    /// Returns what came of a replication, where it was finished before.
    pub fn find(&self, scenario: &Scenario, replication: u32) -> Option<Outcome> {
        self.found.get(&(self.digest(scenario), replication)).cloned()
    }

    /// Adds a finished replication.
    ///
    /// # Errors
    /// Where it cannot be written: a full disk. What was kept before stays.
    pub fn keep(
        &mut self,
        scenario: &Scenario,
        replication: u32,
        outcome: &Outcome,
    ) -> Result<(), StoreError> {
        let values = outcome.values.iter().map(|value| {
            let ids = (value.equipment.map(|id| id.0), value.product.map(|id| id.0));
            // The bits, so that what is read is what was written, to the last one.
            (value.kpi.to_owned(), ids.0, ids.1, value.value.to_bits(), value.unit.to_owned())
        });
        let line = Line {
            digest: format!("{:032x}", self.digest(scenario)),
            replication,
            events: outcome.events,
            is_stuck: outcome.is_stuck,
            values: values.collect(),
        };
        let json = serde_json::to_string(&line).expect("plain data");
        self.write(&format!("{:016x} {json}\n", xxh3_64(json.as_bytes())))
    }

    fn write(&mut self, text: &str) -> Result<(), StoreError> {
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.flush());
        written.map_err(|error| StoreError {
            doing: "write the file",
            path: self.path.clone(),
            error,
        })
    }

    fn digest(&self, scenario: &Scenario) -> u128 {
        let scheduler = scenario.scheduler.as_ref().map_or("", |chosen| chosen.name());
        digest([&format!("{:x} {:x}", self.setting, scenario.digest), scheduler])
    }

    fn read(&mut self, text: &str, wanted: &[u128]) {
        for line in text.lines() {
            let Some((sum, json)) = line.split_once(' ') else { continue };
            if u64::from_str_radix(sum, 16) != Ok(xxh3_64(json.as_bytes())) {
                continue;
            }
            let Ok(line) = serde_json::from_str::<Line>(json) else { continue };
            match u128::from_str_radix(&line.digest, 16) {
                Ok(digest) if wanted.contains(&digest) => {
                    self.found.insert((digest, line.replication), line.outcome());
                }
                _ => self.others += 1,
            }
        }
    }
}

impl Line {
    fn outcome(&self) -> Outcome {
        let values = self.values.iter().map(|(kpi, equipment, product, bits, unit)| Value {
            equipment: equipment.map(EquipmentId),
            product: product.map(ProductId),
            kpi: intern(kpi),
            value: f64::from_bits(*bits),
            unit: intern(unit),
        });
        Outcome { values: values.collect(), events: self.events, is_stuck: self.is_stuck }
    }
}
