//! Where the scenes are, and the command as a user types it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use plantwright_model::syntax;
use plantwright_model::{Files, Report, Sources};
use plantwright_sim::Model;

/// The folder of the repository, which the command is run in: paths in its output are the same everywhere.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the files in a folder of the repository with one of the endings, by path from the repository, in order.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut found: Vec<String> = fs::read_dir(repository().join(folder))
        .expect("a folder of the repository")
        .map(|entry| entry.expect("a readable folder").file_name())
        .map(|name| name.into_string().expect("a name in Unicode"))
        .filter(|name| Path::new(name).extension().is_some_and(|found| found == ending))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    found.sort();
    found
}

/// Returns every scene that is not broken.
pub(crate) fn good_scenes() -> Vec<String> {
    ["scenes", "scenes/tutorial", "scenes/classic", "scenes/factories", "scenes/logistics"]
        .iter()
        .flat_map(|folder| files(folder, "ron"))
        .collect()
}

/// Returns the text of a file of the repository.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What the command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    /// Mistakes first, and then what is for pipes.
    pub(crate) text: String,
}

/// Runs the command in the folder of the repository.
pub(crate) fn plantwright(args: &[&str]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_plantwright"))
        .args(args)
        .current_dir(repository())
        .env("NO_COLOR", "1")
        .output()
        .expect("the command");
    let text = [output.stderr, output.stdout]
        .map(|bytes| String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n"))
        .concat();
    Said { code: output.status.code(), text }
}

/// Tables beside a scene.
#[derive(Debug)]
struct Beside(PathBuf);

impl Files for Beside {
    fn read(&self, path: &str) -> Result<String, String> {
        fs::read_to_string(self.0.join(path)).map_err(|error| error.to_string())
    }
}

/// Reads a scene that has no mistakes.
pub(crate) fn model(path: &str) -> Model {
    let file = repository().join(path);
    let mut sources = Sources::new();
    let mut report = Report::new();
    let id = sources.add(path, read(path));
    let root = syntax::parse(&sources, id, &mut report).expect("a scene");
    let folder = Beside(file.parent().expect("a folder").to_path_buf());
    Model::of(&root, &mut sources, &folder, &mut report)
        .unwrap_or_else(|| panic!("{path}: {:?}", report.into_sorted()))
}
