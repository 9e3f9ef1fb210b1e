//! A scene that was read without errors. How its mistakes are shown is the business of the command.

use std::sync::{Arc, OnceLock};

use plantwright_des::DistributionError;
use plantwright_model::syntax::{self, Node};
use plantwright_model::{
    Diagnostic, Files, NoFiles, Plant, Read, Reader, Report, Severity, Sources, Spec,
};

use crate::build::Prepared;
use crate::equipment::KINDS;
use crate::ground::Grounds;

/// A plant that can be run: its facts, and the bodies of its equipment.
#[derive(Debug, Clone)]
pub struct Model {
    pub(crate) plant: Arc<Plant>,
    pub(crate) specs: Arc<Vec<Box<dyn Spec>>>,
    /// What its runs have in common, without a scheduler and with one; made for the first of them.
    prepared: Arc<[OnceLock<Prepared>; 2]>,
    pub(crate) grounds: Arc<Grounds>,
}

/// A scene with mistakes in it.
#[derive(Debug, thiserror::Error)]
#[error("{}", first_error(diagnostics, sources))]
pub struct LoadError {
    /// Every mistake, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the places are in.
    pub sources: Sources,
}

impl Model {
    /// Reads a scene without tables.
    ///
    /// # Errors
    /// Every mistake at once.
    pub fn read(name: &str, text: &str) -> Result<Self, Box<LoadError>> {
        let mut sources = Sources::new();
        let mut report = Report::new();
        let id = sources.add(name, text);
        let root = syntax::parse(&sources, id, &mut report);
        let model = root.and_then(|root| Self::of(&root, &mut sources, &NoFiles, &mut report));
        model.ok_or_else(|| Box::new(LoadError { diagnostics: report.into_sorted(), sources }))
    }

    /// Makes a model of a tree that was parsed, and perhaps changed. Every mistake goes into the report; there is a model
    /// only where nothing but warnings was found.
    pub fn of(
        root: &Node,
        sources: &mut Sources,
        files: &dyn Files,
        report: &mut Report,
    ) -> Option<Self> {
        if report.has_errors() {
            // Go on, for the mistakes in what could be parsed.
            Reader { kinds: KINDS, files }.read(root, sources, report);
            return None;
        }
        let Read { plant, specs } = Reader { kinds: KINDS, files }.read(root, sources, report)?;
        Some(Self {
            plant: Arc::new(plant),
            specs: Arc::new(specs),
            prepared: Arc::default(),
            grounds: Arc::default(),
        })
    }

    /// What its runs with so many rows have in common.
    pub(crate) fn prepared(
        &self,
        is_chosen: bool,
        rows: usize,
    ) -> Result<&Prepared, DistributionError> {
        let prepared = &self.prepared[usize::from(is_chosen)];
        if let Some(prepared) = prepared.get() {
            return Ok(prepared);
        }
        let made = Prepared::new(&self.plant, rows)?;
        Ok(prepared.get_or_init(|| made))
    }

    /// Returns the facts.
    pub fn plant(&self) -> &Arc<Plant> {
        &self.plant
    }
}

fn first_error(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let errors = || diagnostics.iter().filter(|finding| finding.severity == Severity::Error);
    let Some(first) = errors().next() else {
        return "the scene cannot be read".to_owned();
    };
    let place = first.span.map_or_else(String::new, |span| {
        let (line, column) = sources.line_column(span);
        format!("{}:{line}:{column}: ", sources.name(span.source))
    });
    let more = match errors().count() - 1 {
        0 => String::new(),
        1 => " (and 1 more mistake)".to_owned(),
        more => format!(" (and {more} more mistakes)"),
    };
    format!("{place}{}{more}", first.message)
}
