//! From the path of a study to what it compares, with every mistake shown.

use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use plantwright_model::{Diagnostic, Report, Severity, Sources, Spanned, codes, syntax};
use plantwright_study::file::StudyFile;
use plantwright_study::{Scenario, Study};

use crate::diagnostics;
use crate::exit::Failure;
use crate::scene_file::{self, Loaded};
use crate::schedulers;

/// A study that can be run.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) study: Study,
    /// Whether the warm-up is to be found out first.
    pub(crate) wants_pilot: bool,
}

/// Returns the word at the head of a file: `Scene`, `Study`, `League`; none where it has none, or cannot be read that far.
pub(crate) fn head(path: &Path) -> Result<Option<String>, Failure> {
    let mut sources = Sources::new();
    let id = sources.add("", scene_file::read(path)?);
    let root = syntax::parse(&sources, id, &mut Report::new());
    Ok(root.and_then(|root| root.name().map(str::to_owned)))
}

/// Reads a study, and every scene that it names. What is wrong is shown.
pub(crate) fn load(path: &Path) -> Result<Ready, Failure> {
    let text = scene_file::read(path)?;
    let mut sources = Sources::new();
    let mut report = Report::new();
    let id = sources.add(path.display().to_string(), text);
    let root = syntax::parse(&sources, id, &mut report);
    let scene = root.as_ref().filter(|root| root.name() == Some("Scene"));
    if let Some(scene) = scene {
        let message = "this is a scene, and no study";
        let finding = Diagnostic::error(codes::UNKNOWN_VARIANT, scene.head(), message);
        let hint = "name it in a study, `Study(scene: \"…\")`, or look at `plantwright bottleneck`";
        report.push(finding.hint(hint));
    }
    let root = root.filter(|_| !report.has_errors());
    let file = root.and_then(|root| StudyFile::read(&root, &mut report));
    let ready = match file {
        Some(file) => of(&file, path, &mut report)?,
        None => None,
    };
    let findings = report.into_sorted();
    diagnostics::show(&findings, &sources)?;
    if ready.is_none() && !findings.is_empty() {
        let said = diagnostics::summary(&findings);
        writeln!(anstream::stderr(), "{}: {said}", path.display())?;
    }
    ready.ok_or(Failure::Scene)
}

fn of(file: &StudyFile, path: &Path, report: &mut Report) -> Result<Option<Ready>, Failure> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let all = |set: &[Spanned<String>]| -> Vec<String> {
        file.set.iter().chain(set).map(|it| it.value.clone()).collect()
    };
    let mut scenarios = Vec::new();
    let base = Part { name: file.base_name(), scene: &file.scene, set: all(&[]), scheduler: None };
    scenarios.extend(scenario(&base, folder, report)?);
    let has_base = !scenarios.is_empty();
    for (name, variant) in &file.variants {
        let part = Part {
            name: &name.value,
            scene: variant.scene.as_ref().unwrap_or(&file.scene),
            set: all(&variant.set),
            scheduler: variant.scheduler.as_ref(),
        };
        scenarios.extend(scenario(&part, folder, report)?);
    }
    if scenarios.len() < 1 + file.variants.len() {
        if has_base {
            // What else is wrong is told at once.
            file.study(scenarios, report);
        }
        return Ok(None);
    }
    // A variant that names itself after a number stands behind that with a smaller one.
    scenarios[1..].sort_by(|a, b| plantwright_units::natural_cmp(&a.name, &b.name));
    let wants_pilot = file.wants_pilot();
    Ok(file.study(scenarios, report).map(|study| Ready { study, wants_pilot }))
}

/// What is run, as the study says it.
struct Part<'a> {
    name: &'a str,
    scene: &'a Spanned<String>,
    set: Vec<String>,
    scheduler: Option<&'a Spanned<String>>,
}

fn scenario(
    part: &Part<'_>,
    folder: &Path,
    report: &mut Report,
) -> Result<Option<Scenario>, Failure> {
    let path = tidy(&folder.join(&part.scene.value));
    if !path.is_file() {
        let message = format!("there is no file `{}`", path.display());
        let finding = Diagnostic::error(codes::STUDY, part.scene.span, message);
        report.push(finding.hint("paths are seen from the folder of the study"));
        return Ok(None);
    }
    let loaded = scene_file::load(&path, &part.set)?;
    if loaded.findings.iter().any(|finding| finding.severity == Severity::Error) {
        diagnostics::show(&loaded.findings, &loaded.sources)?;
        let said = diagnostics::summary(&loaded.findings);
        writeln!(anstream::stderr(), "`{}` of the study: {said}", part.name)?;
        return Ok(None);
    }
    let scheduler = match part.scheduler {
        None => None,
        Some(name) => match schedulers::choose(&name.value) {
            Ok(_) => Some(name.value.as_str()),
            Err(unknown) => {
                let finding = Diagnostic::error(codes::STUDY, name.span, unknown.message);
                report.push(finding.hint(unknown.hint));
                return Ok(None);
            }
        },
    };
    Ok(of_scene(part.name, &path, loaded, &part.set, scheduler))
}

/// Makes a scenario of a scene that was read, under a scheduler or that of the scene.
pub(crate) fn of_scene(
    name: &str,
    path: &Path,
    loaded: Loaded,
    set: &[String],
    scheduler: Option<&str>,
) -> Option<Scenario> {
    let model = loaded.model?;
    let named = scheduler.or(model.plant().run.scheduler.as_deref());
    // A scene whose scheduler does not exist was not read without mistakes.
    let scheduler = named.and_then(|name| schedulers::choose(name).ok());
    let mut command = vec![path.display().to_string()];
    for assignment in set {
        command.extend(["--set".to_owned(), assignment.clone()]);
    }
    Some(Scenario {
        name: name.to_owned(),
        model,
        scheduler,
        said: loaded.said,
        digest: loaded.digest,
        command,
    })
}

/// A path without steps back.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(tidy.components().next_back(), Some(Component::Normal(_))) =>
            {
                tidy.pop();
            }
            part => tidy.push(part),
        }
    }
    tidy
}

/// Reads a scene and shows what is found in it; fails where that keeps it from being run.
pub(crate) fn whole_scene(path: &Path, set: &[String]) -> Result<Loaded, Failure> {
    let loaded = scene_file::load(path, set)?;
    diagnostics::show(&loaded.findings, &loaded.sources)?;
    if loaded.model.is_some() {
        return Ok(loaded);
    }
    let said = diagnostics::summary(&loaded.findings);
    writeln!(anstream::stderr(), "{}: {said}", path.display())?;
    Err(Failure::Scene)
}
