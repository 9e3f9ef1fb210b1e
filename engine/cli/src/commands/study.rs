//! `plantwright study`: a question, variants under the same luck, an answer with confidence.

use std::io::Write as _;

use plantwright_study::pilot::{PilotError, pilot};
use plantwright_study::{Store, StoreError, Study, Warming, report};

use crate::args::StudyArgs;
use crate::exit::Failure;
use crate::study_file::{self, Ready};
use crate::studying::{self, Crew};

pub(crate) fn run(args: &StudyArgs) -> Result<(), Failure> {
    let Ready { mut study, wants_pilot } = study_file::load(&args.study)?;
    if let Some(budget) = args.how.budget {
        study.at_most = budget;
        study.at_least = study.at_least.min(budget);
    }
    let crew = Crew::new(&args.how);
    if wants_pilot {
        study.warm_up = warm_up(&study, &crew)?;
    }
    let mut store = open(args, &study)?;
    if let Some(store) = &store {
        tell_of(store, &crew);
    }
    if let (Some(shard), Some(store)) = (args.shard, &mut store) {
        let results = crew.run_shard(study, shard, store);
        for failed in &results.failed {
            let command = results.study.command(failed.scenario, failed.replication);
            writeln!(anstream::stdout(), "{}\n  {command}", failed.message)?;
        }
        return studying::ending(&results);
    }
    let results = crew.run(study, store.as_mut());
    let typed = studying::typed();
    let document = report::study(&results, &typed);
    studying::print(&document, &args.report, || report::json(&results, &typed))?;
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
