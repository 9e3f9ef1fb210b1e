//! Finished bouts on disk: a line of JSON for each, by digest.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Score;

/// A store that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing}: {error}: {}", path.display())]
pub struct StoreError {
    /// What was tried.
    pub doing: &'static str,
    /// Which file.
    pub path: PathBuf,
    /// Why it cannot be.
    #[source]
    pub error: std::io::Error,
}

/// Finished bouts.
#[derive(Debug)]
pub struct Store {
    known: BTreeMap<u128, Score>,
    file: File,
}

#[derive(Serialize, Deserialize)]
struct Line {
    digest: String,
    score: Score,
}

impl Store {
    /// Opens the store in a folder, which is made where it is not there. A line that was cut off when a program was stopped is
    /// passed over.
    ///
    /// # Errors
    /// Where the folder or the file cannot be read or written.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let failed = |doing, path: &Path| {
            let path = path.to_path_buf();
            move |error| StoreError { doing, path, error }
        };
        std::fs::create_dir_all(folder).map_err(failed("make the folder", folder))?;
        let path = folder.join("bouts.jsonl");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed("read the store", &path)(error)),
        };
        let lines = text.lines().filter_map(|line| {
            let line: Line = serde_json::from_str(line).ok()?;
            Some((u128::from_str_radix(&line.digest, 16).ok()?, line.score))
        });
        let known = lines.collect();
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(failed("write the store", &path))?;
        if !text.is_empty() && !text.ends_with('\n') {
            // What was cut off ends here.
            file.write_all(b"\n").map_err(failed("write the store", &path))?;
        }
        Ok(Self { known, file })
    }

    /// Returns the score of a bout that was played before.
    pub fn find(&self, digest: u128) -> Option<Score> {
        self.known.get(&digest).cloned()
    }

    /// Keeps a score.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn keep(&mut self, digest: u128, score: &Score) -> std::io::Result<()> {
        let line = Line { digest: format!("{digest:032x}"), score: score.clone() };
        let text = serde_json::to_string(&line).map_err(std::io::Error::other)?;
        writeln!(self.file, "{text}")?;
        self.known.insert(digest, line.score);
        Ok(())
    }
}
