//! `plantwright fidelity`: one plant with exact events and with rigid bodies, side by side.

use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::HumanDuration;
use plantwright_model::Sources;
use plantwright_model::syntax::{self, Node};
use plantwright_study::fidelity::{self, Effort, Lens, LensError, Read};
use plantwright_study::pool;

use crate::args::FidelityArgs;
use crate::diagnostics;
use crate::exit::Failure;
use crate::output;
use crate::scene_file;
use crate::schedulers;
use crate::terminal;

/// How finely the bar moves.
const STEPS: u64 = 1000;

/// After which time it can be said how long it is going to take.
const SILENCE: Duration = Duration::from_secs(5);

/// Nobody is told of less that is left.
const LONG: Duration = Duration::from_mins(1);

pub(crate) fn run(args: &FidelityArgs) -> Result<(), Failure> {
    let path = &args.scene.scene;
    if let Some(to) = &args.fit
        && is_same(to, path)
    {
        return Err(Failure::Usage(format!(
            "`--fit {}` would write over the scene itself; name another file",
            to.display()
        )));
    }
    let loaded = scene_file::load(path, &args.scene.set)?;
    diagnostics::show(&loaded.findings, &loaded.sources)?;
    let (Some(model), Some(root)) = (loaded.model, loaded.root) else {
        let summary = diagnostics::summary(&loaded.findings);
        writeln!(anstream::stderr(), "{}: {summary}", path.display())?;
        return Err(Failure::Scene);
    };
    // Its name was looked at when the scene was read.
    let scheduler = model.plant().run.scheduler.as_deref();
    let scheduler = scheduler.and_then(|name| schedulers::choose(name).ok());
    let effort = Effort {
        replications: args.replications,
        seed: args.seed,
        level: f64::from(args.confidence) / 100.0,
        workers: args.workers.unwrap_or_else(pool::workers),
        scheduler,
    };
    let bar =
        terminal::progress_bar(STEPS, "{bar:40} {percent} % of the runs with bodies  {eta} left");
    let is_told = AtomicBool::new(false);
    let read = Read { root: &root, sources: &loaded.sources, files: &loaded.folder };
    let lens = fidelity::compare(&read, &effort, &|share| {
        bar.set_position((share * STEPS as f64) as u64);
        if bar.is_hidden() && bar.elapsed() > SILENCE && !is_told.swap(true, Ordering::Relaxed) {
            tell_of_time(&effort, bar.elapsed(), share);
        }
    });
    bar.finish_and_clear();
    let lens = lens.map_err(|error| tell(&error, path))?;
    let fit = args.fit.as_ref().map_or(Ok(()), |to| write_fit(&lens, root, loaded.sources, to));
    let text = if args.json {
        output::fidelity::json(&lens, path)
    } else {
        output::fidelity::render(&lens, path, args.fit.as_deref())
    };
    anstream::stdout().write_all(text.as_bytes())?;
    fit
}

/// Says, where no bar shows it, how long it is going to take.
fn tell_of_time(effort: &Effort, elapsed: Duration, share: f64) {
    let left = elapsed.mul_f64((1.0 - share) / share);
    if left < LONG {
        return;
    }
    let runs = effort.replications;
    let text = format!("{runs} runs with bodies: about {} left", HumanDuration(left));
    // Whoever cannot hear it need not.
    drop(writeln!(anstream::stderr(), "{text}"));
}

/// Says why nothing was compared, and what to do.
fn tell(error: &LensError, path: &Path) -> Failure {
    match error {
        LensError::NothingToCompare(_) => Failure::Usage(format!(
            "{error}; it has no `Conveyor` or `Zone` in line: {}",
            path.display()
        )),
        LensError::Other(found) => {
            let (report, sources) = (&found.0, &found.1);
            let findings: Vec<_> = report.iter().cloned().collect();
            if let Err(failure) = diagnostics::show(&findings, sources) {
                return failure;
            }
            Failure::Fault(format!(
                "{error}: {}; what becomes a body has `physics: (shape: Box(...), mass: \"5 kg\")` in its product",
                diagnostics::summary(&findings)
            ))
        }
        LensError::Run(_) | LensError::NothingPassed(_) => Failure::Fault(error.to_string()),
    }
}

/// Whether both are the same file.
fn is_same(one: &Path, other: &Path) -> bool {
    let files = [one, other].map(std::fs::canonicalize);
    matches!(&files, [Ok(one), Ok(other)] if one == other)
}

/// Writes the scene with the measures that were fitted, in its canonical form.
fn write_fit(lens: &Lens, mut root: Node, mut sources: Sources, to: &Path) -> Result<(), Failure> {
    let mut report = plantwright_model::Report::new();
    for assignment in lens.assignments() {
        syntax::set(&mut root, &mut sources, &assignment, &mut report);
    }
    let text = syntax::format_node(&sources, &root);
    std::fs::write(to, text).map_err(|error| Failure::file("write the scene", to, &error))?;
    // Tables are looked for beside the scene.
    let written = scene_file::load(to, &[])?;
    if written.model.is_none() {
        diagnostics::show(&written.findings, &written.sources)?;
        let text = "the scene with these measures cannot be read where it was written: write it beside the scene";
        return Err(Failure::Fault(text.to_owned()));
    }
    Ok(())
}
