//! `plantwright league`: schedulers against one another.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use plantwright_league::report::{Document, report};
use plantwright_league::{Make, News, Results, Store, StoreError};
use plantwright_study::pool;

use crate::args::LeagueArgs;
use crate::exit::Failure;
use crate::{league_file, schedulers, terminal};

/// The folder of the pictures beside the report.
const PICTURES: &str = "pictures";

pub(crate) fn run(args: &LeagueArgs) -> Result<(), Failure> {
    let league = Arc::new(league_file::load(&args.league)?);
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
    let mut is_full = false;
    let results = league.run(&make, workers, &stop, store.as_mut(), |news| match news {
        News::Played { played, of } => {
            bar.set_length(of as u64);
            bar.set_position(played as u64);
        }
        News::NotKept(problem) if !is_full => {
            is_full = true;
            let text = format!("{problem}; the league goes on, and keeps what it can");
            bar.suspend(|| {
                // Who cannot be told can still be played for.
                let _unwritable = writeln!(anstream::stderr(), "plantwright: {text}").is_ok();
            });
        }
        News::NotKept(_) => {}
    });
    bar.finish_and_clear();
    match results.found {
        0 => {}
        1 => writeln!(anstream::stderr(), "1 bout was found in the store")?,
        found => writeln!(anstream::stderr(), "{found} bouts were found in the store")?,
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
