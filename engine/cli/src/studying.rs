//! How a study runs, watched by the user: the progress bar, Ctrl-C, and what is printed in the end.

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::ProgressBar;
use plantwright_study::answer::wanted;
use plantwright_study::report::{self, Document};
use plantwright_study::{Means, News, Outcome, Results, Store, Study, pool};

use crate::args::{ReplicatingArgs, ReportArgs};
use crate::exit::Failure;
use crate::output::document;
use crate::terminal;

/// Who works, who watches, and how it is stopped.
#[derive(Debug)]
pub(crate) struct Crew {
    pub(crate) workers: NonZeroUsize,
    pub(crate) stop: Arc<AtomicBool>,
    bar: ProgressBar,
}

impl Crew {
    /// Gathers the workers. From now on Ctrl-C lets them stop.
    pub(crate) fn new(how: &ReplicatingArgs) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        // Where no handler can be set, Ctrl-C ends the program as it always did.
        let _set = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).is_ok();
        let workers = how.workers.unwrap_or_else(pool::workers);
        Self {
            workers,
            stop,
            bar: terminal::progress_bar(0, "{bar:40} {pos} of {len} runs  {msg}  {eta} left"),
        }
    }

    /// Says something while the bar is there.
    pub(crate) fn say(&self, text: &str) {
        self.bar.suspend(|| {
            // Who cannot be told can still be worked for.
            let _unwritable = writeln!(anstream::stderr(), "plantwright: {text}").is_ok();
        });
    }

    /// Runs a study to its end.
    pub(crate) fn run(&self, study: Study, store: Option<&mut Store>) -> Results {
        self.run_showing(study, store, |_, _, _| {})
    }

    /// Runs a study to its end, and shows every replication whole.
    pub(crate) fn run_showing(
        &self,
        study: Study,
        store: Option<&mut Store>,
        mut show: impl FnMut(usize, u32, &Outcome),
    ) -> Results {
        self.bar.reset();
        let mut tell = self.news(&study);
        let results = study.run(self.means(store), |news| match news {
            News::Whole { scenario, replication, outcome } => show(scenario, replication, outcome),
            news => tell(news),
        });
        self.bar.finish_and_clear();
        results
    }

    /// Runs one share of a study.
    pub(crate) fn run_shard(&self, study: Study, shard: (u32, u32), store: &mut Store) -> Results {
        self.bar.reset();
        let news = self.news(&study);
        let results = study.run_shard(shard, self.means(Some(store)), news);
        self.bar.finish_and_clear();
        results
    }

    fn means<'a>(&'a self, store: Option<&'a mut Store>) -> Means<'a> {
        Means { workers: self.workers, stop: &self.stop, store }
    }

    fn news<'a>(&'a self, study: &Study) -> impl FnMut(News<'_>) + use<'a> {
        let budget = study.at_most;
        let precision = wanted(study.precision, study.figures[0].1);
        let mut is_full = false;
        move |news| match news {
            News::Planned(runs) => self.bar.set_length(runs as u64),
            News::Done => self.bar.inc(1),
            News::FirstLook { needed, .. } => match needed {
                Some(needed) if needed > budget as usize => self.say(&format!(
                    "{precision} will take about {needed} replications, and the budget is {budget}"
                )),
                Some(needed) => self.bar.set_message(format!("about {needed} replications")),
                None => {}
            },
            News::NotKept(problem) if !is_full => {
                is_full = true;
                self.say(&format!("{problem}; the study goes on without keeping what it does"));
            }
            News::NotKept(_) | News::Whole { .. } => {}
        }
    }
}

/// Prints a report in the form that was asked for, and writes it where it was asked for.
pub(crate) fn print(
    document: &Document,
    how: &ReportArgs,
    json: impl FnOnce() -> serde_json::Value,
) -> Result<(), Failure> {
    let text = if how.json {
        format!("{:#}\n", json())
    } else if how.markdown {
        report::markdown(document)
    } else {
        document::render(document)
    };
    anstream::stdout().write_all(text.as_bytes())?;
    // The answer is there, whatever became of the file.
    if let Some(path) = &how.html {
        std::fs::write(path, report::html(document))
            .map_err(|error| Failure::file("write the report", path, &error))?;
    }
    Ok(())
}

/// Looks whether a report can be written where it was asked for, before anything runs.
pub(crate) fn may_write(how: &ReportArgs) -> Result<(), Failure> {
    let Some(path) = &how.html else { return Ok(()) };
    let is_new = !path.exists();
    let opened = std::fs::OpenOptions::new().append(true).create(true).open(path);
    let emptied = opened.and_then(|_| if is_new { std::fs::remove_file(path) } else { Ok(()) });
    emptied.map_err(|error| Failure::file("write the report", path, &error))
}

/// How a study ends for the shell.
pub(crate) fn ending(results: &Results) -> Result<(), Failure> {
    if results.is_stopped {
        return Err(Failure::Interrupted);
    }
    match results.failed.len() {
        0 => Ok(()),
        1 => {
            Err(Failure::Fault("a run failed; what reproduces it stands in the report".to_owned()))
        }
        failed => {
            let message =
                format!("{failed} runs failed; what reproduces them stands in the report");
            Err(Failure::Fault(message))
        }
    }
}

/// What was typed, for reports.
pub(crate) fn typed() -> String {
    let words = std::env::args().skip(1);
    let words = std::iter::once("plantwright".to_owned()).chain(words);
    words.map(|word| plantwright_study::quoted(&word)).collect::<Vec<_>>().join(" ")
}
