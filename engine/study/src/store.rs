//! Finished replications on disk, so that a study that was stopped goes on where it was, and machines can share one.
//!
//! A folder holds files of lines. Each line is one replication: the digest of what was run, the number, and what came of it; or
//! a scenario: the digest, and the scene. Lines are only ever added, and each one carries a checksum: what a kill in the middle of
//! a line leaves is skipped. Which file a line stands in means nothing, so that results of several machines are merged by putting
//! their files into one folder. What is found stays on disk until it is asked for.

mod kept;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use plantwright_kpi::Value;
use plantwright_units::{EquipmentId, ProductId, intern};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::replication::{Outcome, Setting};
use crate::scenario::{Scenario, digest};

pub use kept::KeptScenario;

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
    seed: u64,
    /// Every file of the folder, to read from.
    files: Vec<File>,
    found: BTreeMap<(u128, u32), Place>,
    /// The scenarios that the folder tells of.
    told: BTreeSet<u128>,
    /// The digests of the study's scenarios, in their order.
    wanted: Vec<u128>,
    /// Lines of replications of other scenes, settings or versions.
    others: usize,
}

/// Where a line is.
#[derive(Debug, Clone, Copy)]
struct Place {
    file: usize,
    from: u64,
    length: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Done(Done),
    Told(Told),
}

/// A replication.
#[derive(Serialize, Deserialize)]
struct Done {
    /// Of scene, settings and version.
    digest: String,
    replication: u32,
    events: u64,
    is_stuck: bool,
    values: Vec<Kept>,
}

/// A scenario: what the ids in its replications stand for, and what it was.
#[derive(Serialize, Deserialize)]
struct Told {
    digest: String,
    /// Its place among the scenarios of its study: workers begin them in any order.
    #[serde(default)]
    place: usize,
    scenario: String,
    version: String,
    seed: u64,
    scheduler: Option<String>,
    scene: String,
    names: Vec<String>,
    products: Vec<String>,
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
        fs::create_dir_all(folder).map_err(problem("make the folder", folder))?;
        let families = setting.families.clone().unwrap_or_else(|| vec!["all"]);
        let digest = digest([
            env!("CARGO_PKG_VERSION"),
            &setting.seed.to_string(),
            &format!("{:?}", setting.warm_up),
            &families.join(" "),
            &setting.fork.as_ref().map_or_else(String::new, |fork| {
                format!("{} {:x}", fork.at.as_nanos(), fork.base.digest)
            }),
        ]);
        let path = folder.join(format!("{name}.{ENDING}"));
        let file = OpenOptions::new().append(true).create(true).open(&path);
        let file = file.map_err(problem("write the file", &path))?;
        let mut store = Self {
            file,
            path,
            setting: digest,
            seed: setting.seed,
            files: Vec::new(),
            found: BTreeMap::new(),
            told: BTreeSet::new(),
            wanted: Vec::new(),
            others: 0,
        };
        store.wanted = scenarios.iter().map(|it| store.digest(it)).collect();
        for path in files(folder)? {
            let file = File::open(&path).map_err(problem("read the file", &path))?;
            let number = store.files.len();
            let is_whole = each_line(&file, |from, length, line| {
                store.read(Place { file: number, from, length }, line);
            })
            .map_err(problem("read the file", &path))?;
            store.files.push(file);
            if path == store.path && !is_whole {
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

    /// Tells whether a replication was finished before.
    pub fn has(&self, scenario: &Scenario, replication: u32) -> bool {
        self.found.contains_key(&(self.digest(scenario), replication))
    }

    /// Returns what came of a replication, where it was finished before and can still be read.
    pub fn find(&self, scenario: &Scenario, replication: u32) -> Option<Outcome> {
        let place = self.found.get(&(self.digest(scenario), replication))?;
        let mut file = &self.files[place.file];
        file.seek(SeekFrom::Start(place.from)).ok()?;
        let mut text = vec![0; place.length];
        file.read_exact(&mut text).ok()?;
        match Line::of(&text)? {
            Line::Done(done) => Some(done.outcome()),
            Line::Told(_) => None,
        }
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
        let whose = self.digest(scenario);
        let digest = format!("{whose:032x}");
        if !self.told.contains(&whose) {
            let plant = scenario.model.plant();
            let told = Told {
                digest: digest.clone(),
                place: self.wanted.iter().position(|it| *it == whose).unwrap_or_default(),
                scenario: scenario.name.clone(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                seed: self.seed,
                scheduler: scenario.scheduler.as_ref().map(|it| it.name().to_owned()),
                scene: scenario.said.clone(),
                names: plant.names(),
                products: plant.products.iter().map(|it| it.name.clone()).collect(),
            };
            self.write(&Line::Told(told).written())?;
            self.told.insert(whose);
        }
        let values = outcome.values.iter().map(|value| {
            let ids = (value.equipment.map(|id| id.0), value.product.map(|id| id.0));
            // The bits, so that what is read is what was written, to the last one.
            (value.kpi.to_owned(), ids.0, ids.1, value.value.to_bits(), value.unit.to_owned())
        });
        let done = Done {
            digest,
            replication,
            events: outcome.events,
            is_stuck: outcome.is_stuck,
            values: values.collect(),
        };
        self.write(&Line::Done(done).written())
    }

    fn write(&mut self, text: &str) -> Result<(), StoreError> {
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.flush());
        written.map_err(problem("write the file", &self.path))
    }

    fn digest(&self, scenario: &Scenario) -> u128 {
        let scheduler = scenario.scheduler.as_ref().map_or("", |chosen| chosen.name());
        digest([&format!("{:x} {:x}", self.setting, scenario.digest), scheduler])
    }

    fn read(&mut self, place: Place, line: &[u8]) {
        let read = |digest: &str| u128::from_str_radix(digest, 16).ok();
        match Line::of(line) {
            Some(Line::Done(done)) => match read(&done.digest) {
                Some(digest) if self.wanted.contains(&digest) => {
                    self.found.insert((digest, done.replication), place);
                }
                _ => self.others += 1,
            },
            Some(Line::Told(told)) => self.told.extend(read(&told.digest)),
            None => {}
        }
    }
}

impl Line {
    /// Reads a line; nothing where it is not whole, or not one of ours.
    fn of(line: &[u8]) -> Option<Self> {
        let (sum, json) = std::str::from_utf8(line).ok()?.trim_end().split_once(' ')?;
        let is_whole = u64::from_str_radix(sum, 16) == Ok(xxh3_64(json.as_bytes()));
        is_whole.then(|| serde_json::from_str(json).ok()).flatten()
    }

    fn written(&self) -> String {
        let json = serde_json::to_string(self).expect("plain data");
        format!("{:016x} {json}\n", xxh3_64(json.as_bytes()))
    }
}

impl Done {
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

fn problem(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError + use<> {
    let path = path.to_path_buf();
    move |error| StoreError { doing, path, error }
}

/// Returns the files of a folder that hold replications, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries = fs::read_dir(folder).map_err(problem("read the folder", folder))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|it| it == ENDING));
    files.sort();
    Ok(files)
}

/// Shows each line of a file with where it begins and how long it is; tells whether the last one ends.
fn each_line(file: &File, mut show: impl FnMut(u64, usize, &[u8])) -> io::Result<bool> {
    let mut reader = BufReader::new(file);
    let (mut from, mut line) = (0, Vec::new());
    let mut is_whole = true;
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line)?;
        if length == 0 {
            return Ok(is_whole);
        }
        is_whole = line.ends_with(b"\n");
        show(from, length, &line);
        from += length as u64;
    }
}
