//! Finished bouts on disk, by digest.
//!
//! A folder holds a file of lines. Each line is one bout: a checksum, what the score depends on as a digest, and the score. Lines
//! are only ever added. One whose checksum is another, because a program was stopped in the middle of it, the disk was full, or
//! somebody has changed a figure, is passed over, and its bout is played again.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use plantwright_journal::Digest;
use serde::{Deserialize, Serialize};

use crate::Score;

/// The file in the folder.
const FILE: &str = "league.bouts";

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
    pub error: io::Error,
}

/// Finished bouts.
#[derive(Debug)]
pub struct Store {
    known: BTreeMap<u128, Score>,
    file: File,
    path: PathBuf,
    /// Whether the last line may have been cut off, so that the next one has to begin with an end.
    is_cut: bool,
}

#[derive(Serialize, Deserialize)]
struct Line {
    digest: String,
    score: Score,
}

impl Store {
    /// Opens the store in a folder, which is made where it is not there.
    ///
    /// # Errors
    /// Where the folder or the file cannot be read or written.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(problem("make the folder", folder))?;
        let path = folder.join(FILE);
        let text = match fs::metadata(&path) {
            Ok(facts) if facts.is_file() => fs::read(&path),
            // There may be no end to what is in a device.
            Ok(_) => Ok(Vec::new()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        };
        let text = text.map_err(problem("read the store", &path))?;
        let known = text.split(|byte| *byte == b'\n').filter_map(Line::read).collect();
        let file = OpenOptions::new().create(true).append(true).open(&path);
        let file = file.map_err(problem("write the store", &path))?;
        let is_cut = text.last().is_some_and(|byte| *byte != b'\n');
        Ok(Self { known, file, path, is_cut })
    }

    /// Returns the score of a bout that was played before.
    pub fn find(&self, digest: u128) -> Option<Score> {
        self.known.get(&digest).cloned()
    }

    /// Keeps a score.
    ///
    /// # Errors
    /// Where the file cannot be written: a full disk. What was kept before stays, and the next score can be kept where there is
    /// room again.
    pub fn keep(&mut self, digest: u128, score: &Score) -> Result<(), StoreError> {
        let line = Line { digest: format!("{digest:032x}"), score: score.clone() };
        let mut text = line.written();
        if self.is_cut {
            text.insert(0, '\n');
        }
        self.is_cut = true;
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.flush());
        written.map_err(problem("write the store", &self.path))?;
        self.is_cut = false;
        self.known.insert(digest, line.score);
        Ok(())
    }
}

impl Line {
    /// Reads a line; nothing where it is not whole, or not one of ours.
    fn read(line: &[u8]) -> Option<(u128, Score)> {
        let (sum, json) = std::str::from_utf8(line).ok()?.split_once(' ')?;
        if u128::from_str_radix(sum, 16) != Ok(checksum(json)) {
            return None;
        }
        let line: Self = serde_json::from_str(json).ok()?;
        Some((u128::from_str_radix(&line.digest, 16).ok()?, line.score))
    }

    fn written(&self) -> String {
        let json = serde_json::to_string(self).expect("plain data");
        format!("{:032x} {json}\n", checksum(&json))
    }
}

fn checksum(json: &str) -> u128 {
    let mut digest = Digest::default();
    digest.bytes(json.as_bytes());
    digest.value()
}

fn problem(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError + use<> {
    let path = path.to_path_buf();
    move |error| StoreError { doing, path, error }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(flow: f64) -> Score {
        Score { makespan_ns: 7, mean_flow_ns: Some(flow), ..Score::default() }
    }

    #[test]
    fn what_is_read_is_what_was_written_to_the_last_bit() {
        for number in 1..2_000_u32 {
            let flow = 1e12 / f64::from(number).sqrt();
            let line = Line { digest: format!("{number:032x}"), score: score(flow) };
            let read = Line::read(line.written().trim_end().as_bytes());
            assert_eq!(read, Some((u128::from(number), score(flow))));
        }
    }

    #[test]
    fn a_line_whose_figures_were_changed_is_not_believed() {
        let line = Line { digest: "1".to_owned(), score: score(1.0) }.written();
        let changed = line.replace("\"makespan_ns\":7", "\"makespan_ns\":6");
        assert_ne!(line, changed);
        assert_eq!(Line::read(changed.trim_end().as_bytes()), None);
        let json = line.split_once(' ').map(|(_, json)| json.trim_end()).unwrap_or_default();
        assert_eq!(Line::read(json.as_bytes()), None);
    }

    #[test]
    fn after_a_full_disk_the_next_score_stands_on_a_line_of_its_own() {
        let folder = std::env::temp_dir().join(format!("plantwright_bouts_{}", std::process::id()));
        let path = folder.join(FILE);
        fs::create_dir_all(&folder).unwrap();
        let whole = Line { digest: "1".to_owned(), score: score(1.0) }.written();
        let file = File::create(&path).unwrap();
        let known = BTreeMap::new();
        let mut store = Store { known, file, path: path.clone(), is_cut: false };
        store.keep(1, &score(1.0)).unwrap();
        // The disk was full after half of a line.
        store.file.write_all(&whole.as_bytes()[..40]).unwrap();
        store.is_cut = true;
        store.keep(2, &score(2.0)).unwrap();
        store.keep(3, &score(3.0)).unwrap();
        let store = Store::open(&folder).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        let flows = [1, 2, 3].map(|digest| store.find(digest).and_then(|it| it.mean_flow_ns));
        assert_eq!(flows, [Some(1.0), Some(2.0), Some(3.0)]);
    }
}
