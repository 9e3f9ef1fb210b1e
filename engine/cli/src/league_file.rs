//! From the path of a league to all that it names, with every mistake shown.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use plantwright_league::file::{self, LeagueFile, PlantEntry};
use plantwright_league::{Bound, League, Subject};
use plantwright_model::instance::{Instance, JobShop};
use plantwright_model::{Diagnostic, Report, Sources, Span, Spanned, codes, syntax};
use plantwright_schedule::Problem;
use plantwright_sim::Model;
use plantwright_units::SimSpan;

use crate::exit::Failure;
use crate::{diagnostics, instances, scene_file, schedulers};

/// Reads a league with all that it names, and shows every mistake, those of its scenes first.
pub(crate) fn load(path: &Path) -> Result<League, Failure> {
    let text = scene_file::read(path)?;
    let mut sources = Sources::new();
    let mut report = Report::new();
    let id = sources.add(path.display().to_string(), text);
    let root = syntax::parse(&sources, id, &mut report);
    let others = root.as_ref().filter(|root| matches!(root.name(), Some("Scene" | "Study")));
    if let Some(other) = others {
        let message = "this is no league";
        let finding = Diagnostic::error(codes::UNKNOWN_VARIANT, other.head(), message);
        report.push(finding.hint("write `League(schedulers: [\"FIFO\", \"SPT\"], …)`"));
    }
    let file = root.and_then(|root| LeagueFile::read(&root, &mut report));
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let league = match file {
        Some(file) => Some(gather(file, &folder, &mut report)?),
        None => None,
    };
    let has_errors = report.has_errors();
    let findings = report.into_sorted();
    diagnostics::show(&findings, &sources)?;
    if let Some(league) = league.filter(|_| !has_errors) {
        return Ok(league);
    }
    let (path, summary) = (path.display(), diagnostics::summary(&findings));
    writeln!(anstream::stderr(), "{path}: {summary}")?;
    Err(Failure::Scene)
}

fn wrong(report: &mut Report, span: Span, message: impl Into<String>, hint: &str) {
    let finding = Diagnostic::error(codes::INVALID_VALUE, span, message);
    report.push(if hint.is_empty() { finding } else { finding.hint(hint) });
}

/// Reads instances and plants.
fn gather(file: LeagueFile, folder: &Path, report: &mut Report) -> Result<League, Failure> {
    let mut seen = BTreeSet::new();
    for name in &file.schedulers {
        if let Err(unknown) = schedulers::make(&name.value) {
            wrong(report, name.span, unknown.message, &unknown.hint);
        } else if !seen.insert(name.value.trim()) {
            let message = format!("`{}` plays twice", name.value.trim());
            wrong(report, name.span, message, "name each scheduler once");
        }
    }
    let bounds = match &file.bounds {
        None => BTreeMap::new(),
        Some(table) => bounds(table, folder, report),
    };
    let mut subjects: Vec<Subject> = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in &file.instances {
        for name in file::names(&entry.value) {
            if !folder.join(&name).exists() && Instance::generate(&name).is_none() {
                let message =
                    format!("there is no instance `{name}`: no such file, and no such name");
                wrong(report, entry.span, message, &hint_of_names(&name));
                // The others of a range would say the same.
                break;
            }
            match instance(&name, folder, &bounds) {
                Ok(subject) if !seen.insert(subject.name.clone()) => {
                    let message = format!("the instance `{}` is here twice", subject.name);
                    wrong(report, entry.span, message, "name each instance once");
                }
                Ok(subject) => subjects.push(subject),
                Err(Failure::File(problem)) => wrong(report, entry.span, problem, ""),
                Err(other) => return Err(other),
            }
        }
    }
    for (name, entry) in &file.plants {
        if seen.contains(&name.value) {
            let message = format!("`{}` is an instance of this league already", name.value);
            wrong(report, name.span, message, "call the plant something else");
        }
        subjects.extend(plant(&name.value, entry, folder, report)?);
    }
    for name in file.gantt.iter().flatten() {
        let found = subjects.iter().find(|subject| subject.name == name.value);
        if found.is_none_or(|subject| subject.problem.is_none()) {
            let message = format!("there is no instance `{}` here to draw", name.value);
            wrong(report, name.span, message, "name one of the `instances`");
        }
    }
    let gantt = match &file.gantt {
        Some(names) => names.iter().map(|name| name.value.clone()).collect(),
        None => subjects.iter().take(1).map(|subject| subject.name.clone()).collect(),
    };
    let time_limit = match &file.time_limit {
        None => Duration::from_secs(10),
        Some(limit) => {
            let span = limit.value.span().ok();
            if span.is_none_or(|span| span == SimSpan::ZERO) {
                let message = "nobody answers in no time";
                wrong(report, limit.span, message, "write a time above zero: `\"10 s\"`");
            }
            Duration::from_nanos(span.map_or(0, SimSpan::as_nanos))
        }
    };
    Ok(League {
        title: file.title,
        about: file.about,
        schedulers: file.schedulers.into_iter().map(|name| name.value).collect(),
        subjects,
        replications: file.replications.map_or(20, |it| it.value),
        seed: file.seed,
        level: file.level.map_or(0.95, |level| level.value),
        rank_by: file.rank_by,
        gantt,
        time_limit,
    })
}

fn bounds(table: &Spanned<String>, folder: &Path, report: &mut Report) -> BTreeMap<String, Bound> {
    let text = std::fs::read_to_string(folder.join(&table.value));
    let text = text.map_err(|error| format!("cannot read `{}`: {error}", table.value));
    text.and_then(|text| file::bounds(&text)).unwrap_or_else(|problem| {
        report.push(Diagnostic::error(codes::TABLE, table.span, problem));
        BTreeMap::new()
    })
}

/// Says which instances are known by their names.
fn hint_of_names(wrong: &str) -> String {
    if wrong.contains("..") {
        return "a range counts up, over a thousand names at most that differ in their number alone: `ta01..ta05`"
            .to_owned();
    }
    if !wrong.starts_with("dmu") {
        return "made from seeds are `ta01` to `ta80`, fifty of `dmu01` to `dmu80`, and the flow shops `tfs001` to `tfs120`; files \
                are seen from the folder of the league"
            .to_owned();
    }
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in (1..=80).filter(|it| JobShop::dmu(&format!("dmu{it:02}")).is_some()) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let runs = runs.iter().map(|(first, last)| format!("`dmu{first:02}..dmu{last:02}`"));
    let runs = runs.collect::<Vec<_>>().join(", ");
    format!("of these, fifty have public seeds: {runs}; others are read from files")
}

fn instance(
    name: &str,
    folder: &Path,
    bounds: &BTreeMap<String, Bound>,
) -> Result<Subject, Failure> {
    let instance = instances::read(&folder.join(name), None)?;
    let text = instance.scene();
    let model = Model::read(&instance.name, &text)
        .map_err(|error| Failure::File(format!("the instance makes no scene: {error}")))?;
    Ok(Subject {
        model,
        text,
        problem: Some(Arc::new(Problem::of_instance(&instance))),
        bound: bounds.get(&instance.name).copied(),
        name: instance.name,
    })
}

/// Reads a plant; what is wrong in its scene is shown with the places there.
fn plant(
    name: &str,
    entry: &PlantEntry,
    folder: &Path,
    report: &mut Report,
) -> Result<Option<Subject>, Failure> {
    let path = folder.join(&entry.scene.value);
    let set: Vec<String> = entry.set.iter().map(|Spanned { value, .. }| value.clone()).collect();
    if !path.is_file() {
        let message = format!("there is no file `{}`", path.display());
        wrong(report, entry.scene.span, message, "paths are seen from the folder of the league");
        return Ok(None);
    }
    let loaded = scene_file::load(&path, &set)?;
    diagnostics::show(&loaded.findings, &loaded.sources)?;
    let Some(model) = loaded.model else {
        let message = format!("`{}` has mistakes", entry.scene.value);
        wrong(report, entry.scene.span, message, "they are shown above");
        return Ok(None);
    };
    let mut text = scene_file::read(&path)?;
    for change in set {
        text.push_str("\n--set ");
        text.push_str(&change);
    }
    Ok(Some(Subject { name: name.to_owned(), model, text, problem: None, bound: None }))
}
