//! `plantwright league`: schedulers against one another.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use plantwright_league::file::{self, LeagueFile, PlantEntry};
use plantwright_league::report::{Document, report};
use plantwright_league::{Bound, League, Make, Results, Store, StoreError, Subject};
use plantwright_model::{Diagnostic, Report, Sources, Spanned, codes, syntax};
use plantwright_schedule::Problem;
use plantwright_sim::Model;
use plantwright_study::pool;
use plantwright_units::SimSpan;

use crate::args::LeagueArgs;
use crate::exit::Failure;
use crate::{diagnostics, instances, scene_file, schedulers, terminal};

/// The folder of the pictures beside the report.
const PICTURES: &str = "pictures";

pub(crate) fn run(args: &LeagueArgs) -> Result<(), Failure> {
    let league = Arc::new(read(&args.league)?);
    let mut store = args
        .store
        .as_deref()
        .map(Store::open)
        .transpose()
        .map_err(|StoreError { doing, path, error }| Failure::file(doing, &path, &error))?;
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // Where no handler can be set, Ctrl-C ends the program as it always did.
    let _set = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).is_ok();
    let make: Arc<Make> = Arc::new(|name: &str| {
        schedulers::make(name).map_err(|unknown| format!("{}; {}", unknown.message, unknown.hint))
    });
    let workers = args.workers.unwrap_or_else(pool::workers);
    let bar = terminal::progress_bar(0, "{bar:40} {pos} of {len} bouts  {eta} left");
    let results = league.run(&make, workers, &stop, store.as_mut(), |played, of| {
        bar.set_length(of as u64);
        bar.set_position(played as u64);
    });
    bar.finish_and_clear();
    if results.found > 0 {
        writeln!(anstream::stderr(), "{} bouts were found in the store", results.found)?;
    }
    show(args, &report(&league, &results))?;
    verdict(&results, stop.load(Ordering::Relaxed))
}

/// Whether all bouts were played, and ended well.
fn verdict(results: &Results, stopped: bool) -> Result<(), Failure> {
    let scores = || results.scores.iter().flatten().flatten();
    if stopped && scores().any(Option::is_none) {
        return Err(Failure::Interrupted);
    }
    match scores().flatten().filter(|score| score.fault.is_some()).count() {
        0 => Ok(()),
        1 => Err(Failure::Fault("1 bout ended with a fault".to_owned())),
        count => Err(Failure::Fault(format!("{count} bouts ended with a fault"))),
    }
}

fn show(args: &LeagueArgs, document: &Document) -> Result<(), Failure> {
    let Some(folder) = &args.output else {
        anstream::stdout().write_all(document.markdown(None).as_bytes())?;
        return Ok(());
    };
    let pictures = folder.join(PICTURES);
    std::fs::create_dir_all(&pictures)
        .map_err(|error| Failure::file("make the folder", &pictures, &error))?;
    let put = |path: PathBuf, text: &str| {
        std::fs::write(&path, text)
            .map_err(|error| Failure::file("write the report", &path, &error))
    };
    put(folder.join("report.md"), &document.markdown(Some(PICTURES)))?;
    put(folder.join("report.html"), &document.html())?;
    for picture in document.pictures() {
        put(pictures.join(&picture.name), &picture.svg)?;
    }
    writeln!(anstream::stdout(), "wrote {}", folder.join("report.html").display())?;
    Ok(())
}

/// Reads a league with all that it names, and shows every mistake.
fn read(path: &Path) -> Result<League, Failure> {
    let text = scene_file::read(path)?;
    let mut sources = Sources::new();
    let mut report = Report::new();
    let id = sources.add(path.display().to_string(), text);
    let root = syntax::parse(&sources, id, &mut report);
    let file = root.and_then(|root| LeagueFile::read(&root, &mut report));
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let league = match file {
        Some(file) => gather(file, &folder, &mut report)?,
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

/// Reads instances and plants. A scene with mistakes ends it, since they are shown in another file.
fn gather(file: LeagueFile, folder: &Path, report: &mut Report) -> Result<Option<League>, Failure> {
    for name in &file.schedulers {
        if let Err(unknown) = schedulers::make(&name.value) {
            let finding = Diagnostic::error(codes::INVALID_VALUE, name.span, unknown.message);
            report.push(finding.hint(unknown.hint));
        }
    }
    let bounds = match &file.bounds {
        None => BTreeMap::new(),
        Some(table) => {
            let text = scene_file::read(&folder.join(&table.value))?;
            file::bounds(&text).unwrap_or_else(|problem| {
                report.push(Diagnostic::error(codes::TABLE, table.span, problem));
                BTreeMap::new()
            })
        }
    };
    let mut subjects = Vec::new();
    for entry in &file.instances {
        for name in file::names(&entry.value) {
            match instance(&name, folder, &bounds) {
                Ok(subject) => subjects.push(subject),
                Err(Failure::File(problem)) => {
                    report.push(Diagnostic::error(codes::INVALID_VALUE, entry.span, problem));
                }
                Err(other) => return Err(other),
            }
        }
    }
    for (name, entry) in &file.plants {
        subjects.push(plant(&name.value, entry, folder)?);
    }
    let gantt = match &file.gantt {
        Some(names) => names.iter().map(|name| name.value.clone()).collect(),
        None => subjects.iter().take(1).map(|subject| subject.name.clone()).collect(),
    };
    let time_limit = match &file.time_limit {
        None => Duration::from_secs(10),
        Some(limit) => {
            let span = limit.value.span();
            if span.is_err() {
                let message = "a limit below zero";
                report.push(Diagnostic::error(codes::INVALID_VALUE, limit.span, message));
            }
            Duration::from_nanos(span.map_or(0, SimSpan::as_nanos))
        }
    };
    Ok(Some(League {
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
    }))
}

fn instance(
    name: &str,
    folder: &Path,
    bounds: &BTreeMap<String, Bound>,
) -> Result<Subject, Failure> {
    let instance = instances::read(&folder.join(name), None)?;
    instances::can_be_a_scene(&instance)?;
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

fn plant(name: &str, entry: &PlantEntry, folder: &Path) -> Result<Subject, Failure> {
    let path = folder.join(&entry.scene.value);
    let set: Vec<String> = entry.set.iter().map(|Spanned { value, .. }| value.clone()).collect();
    let loaded = scene_file::load(&path, &set)?;
    diagnostics::show(&loaded.findings, &loaded.sources)?;
    let model = loaded.model.ok_or(Failure::Scene)?;
    let mut text = scene_file::read(&path)?;
    for change in set {
        text.push_str("\n--set ");
        text.push_str(&change);
    }
    Ok(Subject { name: name.to_owned(), model, text, problem: None, bound: None })
}
