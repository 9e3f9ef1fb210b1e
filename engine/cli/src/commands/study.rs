//! `plantwright study`: a question, variants under the same luck, an answer with confidence.

use std::io::Write as _;
use std::path::Path;

use plantwright_study::pilot::{PilotError, pilot};
use plantwright_study::{Keeps, Method, Store, StoreError, Study, Warming, report};

use crate::args::{ReportArgs, StudyArgs};
use crate::exit::Failure;
use crate::output::parquet::Table;
use crate::study_file::{self, Ready};
use crate::studying::{self, Crew};

pub(crate) fn run(args: &StudyArgs) -> Result<(), Failure> {
    if args.studies.len() > 1 && args.parquet.is_some() {
        let message = "`--parquet` writes one file; give one study, or leave it out";
        return Err(Failure::Usage(message.to_owned()));
    }
    let reports = args.studies.iter().map(|path| report_of(args, path));
    let reports = reports.collect::<Result<Vec<_>, _>>()?;
    reports.iter().try_for_each(studying::may_write)?;
    // All of them are whole before the first one runs.
    let ready = args.studies.iter().map(|path| study_file::load(path));
    let ready = ready.collect::<Result<Vec<_>, _>>()?;
    let crew = Crew::new(&args.how);
    let mut worst = Ok(());
    for (number, (ready, report)) in ready.into_iter().zip(reports).enumerate() {
        if number > 0 && args.shard.is_none() {
            writeln!(anstream::stdout())?;
        }
        match one(args, &report, ready, &crew) {
            Ok(()) => {}
            // A run that failed is told, and the other studies go on.
            Err(Failure::Fault(message)) => worst = Err(Failure::Fault(message)),
            Err(failure) => return Err(failure),
        }
    }
    worst
}

/// How one of the studies is reported: several have their pages in a folder, by the names of their files.
fn report_of(args: &StudyArgs, study: &Path) -> Result<ReportArgs, Failure> {
    let mut report = args.report.clone();
    if let Some(folder) = report.html.as_mut().filter(|_| args.studies.len() > 1) {
        std::fs::create_dir_all(&*folder)
            .map_err(|error| Failure::file("make the folder", folder, &error))?;
        folder.push(study.with_extension("html").file_name().unwrap_or_default());
    }
    Ok(report)
}

fn one(args: &StudyArgs, how: &ReportArgs, ready: Ready, crew: &Crew) -> Result<(), Failure> {
    let Ready { mut study, wants_pilot } = ready;
    if let Some(budget) = args.how.budget {
        study.at_most = budget;
        study.at_least = study.at_least.min(budget);
    }
    if args.parquet.is_some() {
        study.keeps = Keeps::FiguresAndShowsAll;
    }
    if wants_pilot {
        study.warm_up = warm_up(&study, crew)?;
    }
    let mut store = open(args, &study)?;
    if let Some(store) = &store {
        tell_of(store, crew);
    }
    if let (Some(shard), Some(store)) = (args.shard, &mut store) {
        let results = crew.run_shard(study, shard, store);
        for failed in &results.failed {
            let command = results.study.command(failed.scenario, failed.replication);
            writeln!(anstream::stdout(), "{}\n  {command}", failed.message)?;
        }
        return studying::ending(&results);
    }
    let mut table = args.parquet.as_deref().map(Table::begin).transpose()?;
    let scenarios = study.scenarios.clone();
    let results = crew.run_showing(study, store.as_mut(), |scenario, replication, outcome| {
        if let Some(table) = &mut table {
            table.add(&scenarios[scenario], replication, outcome);
        }
    });
    let typed = studying::typed();
    let written = table.map_or(Ok(()), |table| table.end(&results.study, &typed));
    let document = report::study(&results, &typed);
    // The answer is there, whatever became of the table.
    studying::print(&document, how, || report::json(&results, &typed))?;
    written?;
    studying::ending(&results)
}

/// Finds the warm-up out.
fn warm_up(study: &Study, crew: &Crew) -> Result<Warming, Failure> {
    let found = pilot(&study.scenarios, study.seed, crew.workers, &crew.stop);
    found.map(Warming::Found).map_err(|error| {
        let hint = match &error {
            PilotError::TooShort { .. } => {
                "; make `run.duration` longer, or say `warm_up` in the study"
            }
            PilotError::Terminating { .. } => "; leave `warm_up: Auto` out of the study",
            PilotError::Failed { .. } => "",
        };
        Failure::Fault(format!("{error}{hint}"))
    })
}

fn open(args: &StudyArgs, study: &Study) -> Result<Option<Store>, Failure> {
    let Some(folder) = &args.keep else { return Ok(None) };
    if study.method != Method::Replications {
        let message = "`--keep` keeps replications, and a study by `OneRun` has none";
        return Err(Failure::Usage(message.to_owned()));
    }
    let name = match args.shard {
        None => "study".to_owned(),
        Some((shard, shards)) => format!("shard-{shard}-of-{shards}"),
    };
    let opened = Store::open(folder, &name, &study.setting(), &study.scenarios);
    opened
        .map(Some)
        .map_err(|StoreError { doing, path, error }| Failure::file(doing, &path, &error))
}

fn tell_of(store: &Store, crew: &Crew) {
    if store.count() > 0 {
        crew.say(&format!(
            "{} finished replications were found, and are not run again",
            store.count()
        ));
    }
    if store.others() > 0 {
        crew.say(&format!(
            "{} replications in the folder are of other scenes, settings or versions, and are not used",
            store.others()
        ));
    }
}
