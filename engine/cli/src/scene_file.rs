//! From a path and `--set` to a model, with every mistake shown.

use std::path::{Path, PathBuf};

use plantwright_kpi::expect;
use plantwright_model::syntax::{self, Node};
use plantwright_model::{Diagnostic, Files, Report, Sources, codes};
use plantwright_sim::Model;

use crate::exit::Failure;
use crate::schedulers;

/// The folder that a scene's tables are read from.
#[derive(Debug)]
struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<String, String> {
        std::fs::read_to_string(self.0.join(path)).map_err(|error| error.to_string())
    }
}

/// What became of a scene file.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The model, unless something is wrong.
    pub(crate) model: Option<Model>,
    /// Everything that was found, by place.
    pub(crate) findings: Vec<Diagnostic>,
    /// The texts that the places are in.
    pub(crate) sources: Sources,
}

/// Reads a scene and changes it as `--set` says.
pub(crate) fn load(path: &Path, set: &[String]) -> Result<Loaded, Failure> {
    let text = read(path)?;
    let mut sources = Sources::new();
    let mut report = Report::new();
    let id = sources.add(path.display().to_string(), text);
    let root: Option<Node> = syntax::parse(&sources, id, &mut report).map(|mut root| {
        for assignment in set {
            syntax::set(&mut root, &mut sources, assignment, &mut report);
        }
        root
    });
    let folder = Folder(path.parent().map(Path::to_path_buf).unwrap_or_default());
    if let Some(root) = &root {
        check_scheduler(root, &mut report);
    }
    let model = root.and_then(|root| Model::of(&root, &mut sources, &folder, &mut report));
    if let Some(model) = &model {
        // Which KPIs there are is known to who reckons them.
        expect::check(model.plant(), &mut report);
    }
    let model = model.filter(|_| !report.has_errors());
    Ok(Loaded { model, findings: report.into_sorted(), sources })
}

/// Reports a scheduler that does not exist: which ones there are is known to the command alone.
fn check_scheduler(root: &Node, report: &mut Report) {
    let written = root.field("run").and_then(|run| run.field("scheduler"));
    if let Some((node, name)) = written.and_then(|node| Some((node, node.as_str()?)))
        && let Err(unknown) = schedulers::make(name)
    {
        let finding = Diagnostic::error(codes::INVALID_VALUE, node.head(), unknown.message);
        report.push(finding.hint(unknown.hint));
    }
}

/// Reads a file whole.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::file("read the file", path, &error))
}
