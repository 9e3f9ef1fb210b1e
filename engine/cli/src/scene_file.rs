//! From a path and `--set` to a model, with every mistake shown.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use plantwright_kpi::expect;
use plantwright_model::syntax::{self, Node};
use plantwright_model::{Diagnostic, Files, Report, Sources, assemble, codes, is_of_parts};
use plantwright_sim::Model;
use plantwright_study::{compact, digest};

use crate::exit::Failure;

/// The folder that a scene's tables are read from, and what was read there.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// By their paths.
    texts: RefCell<Vec<(String, String)>>,
}

impl Folder {
    /// The tables that were read, by their paths.
    pub(crate) fn tables(&self) -> BTreeMap<String, String> {
        self.texts.borrow().iter().cloned().collect()
    }
}

impl Files for Folder {
    fn read(&self, path: &str) -> Result<String, String> {
        let text = std::fs::read_to_string(self.path.join(path));
        let text = text.map_err(|error| error.to_string())?;
        self.texts.borrow_mut().push((path.to_owned(), text.clone()));
        Ok(text)
    }
}

/// Tables that a journal carries, by their paths.
#[derive(Debug)]
pub(crate) struct Tables<'a>(pub(crate) &'a BTreeMap<String, String>);

impl Files for Tables<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        self.0.get(path).cloned().ok_or_else(|| "the journal does not carry it".to_owned())
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
    /// The scene as it is written and changed, if it could be read that far.
    pub(crate) root: Option<Node>,
    /// The same on one line, without comments.
    pub(crate) said: String,
    /// The folder that its tables are read from.
    pub(crate) folder: Folder,
    /// The digest of what it says, with its tables and without its comments.
    pub(crate) digest: u128,
}

/// Reads a scene and changes it as `--set` says.
pub(crate) fn load(path: &Path, set: &[String]) -> Result<Loaded, Failure> {
    let text = read(path)?;
    let mut sources = Sources::new();
    let mut report = Report::new();
    let id = sources.add(path.display().to_string(), text);
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let folder = Folder { path: folder, texts: RefCell::default() };
    let root: Option<Node> = syntax::parse(&sources, id, &mut report);
    if let Some(study) = root.as_ref().filter(|root| root.name() == Some("Study")) {
        let finding = Diagnostic::error(
            codes::UNKNOWN_VARIANT,
            study.head(),
            "this is a study, and no scene",
        );
        report.push(finding.hint(format!("`plantwright study {}`", path.display())));
        let findings = report.into_sorted();
        return Ok(Loaded {
            model: None,
            findings,
            sources,
            root: None,
            said: String::new(),
            folder,
            digest: 0,
        });
    }
    let root: Option<Node> = root.map(|mut root| {
        // What the parts are made of is changed before they are put together, all else in what comes out.
        let (of_parts, others): (Vec<_>, Vec<_>) = set.iter().partition(|it| is_of_parts(it));
        for assignment in of_parts {
            syntax::set(&mut root, &mut sources, assignment, &mut report);
        }
        let mut root = assemble(&root, &mut sources, &folder, &mut report);
        // What was put in stands in the scene now, and not beside it.
        folder.texts.borrow_mut().clear();
        for assignment in others {
            syntax::set(&mut root, &mut sources, assignment, &mut report);
        }
        root
    });
    if let Some(root) = &root {
        plantwright_catalog::check(root, &mut report);
    }
    // On one line, and without comments.
    let said = root.as_ref().map(compact).unwrap_or_default();
    let model = root.as_ref().and_then(|it| Model::of(it, &mut sources, &folder, &mut report));
    if let Some(model) = &model {
        // Which KPIs there are is known to who reckons them.
        expect::check(model.plant(), &mut report);
    }
    let model = model.filter(|_| !report.has_errors());
    let tables = folder.texts.borrow().clone();
    let digest =
        digest(std::iter::once(said.as_str()).chain(tables.iter().map(|(_, text)| text.as_str())));
    Ok(Loaded { model, findings: report.into_sorted(), sources, root, said, folder, digest })
}

/// Reads a file whole.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::file("read the file", path, &error))
}
