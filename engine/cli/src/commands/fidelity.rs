//! `plantwright fidelity`: one plant with exact events and with rigid bodies, side by side.

use std::io::Write as _;
use std::path::Path;

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

pub(crate) fn run(args: &FidelityArgs) -> Result<(), Failure> {
    let path = &args.scene.scene;
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
    let bar = terminal::progress_bar(0, "{bar:40} {pos} of {len} runs  {eta} left");
    let read = Read { root: &root, sources: &loaded.sources, files: &loaded.folder };
    let lens = fidelity::compare(&read, &effort, &mut |done, all| {
        bar.set_length(u64::from(all));
        bar.set_position(u64::from(done));
    });
    bar.finish_and_clear();
    let lens = lens.map_err(|error| tell(&error, path))?;
    if let Some(to) = &args.fit {
        write_fit(&lens, root, loaded.sources, to)?;
    }
    let text = if args.json {
        output::fidelity::json(&lens, path)
    } else {
        output::fidelity::render(&lens, path, args.fit.as_deref())
    };
    anstream::stdout().write_all(text.as_bytes())?;
    Ok(())
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

/// Writes the scene with the measures that were fitted, in its canonical form.
fn write_fit(lens: &Lens, mut root: Node, mut sources: Sources, to: &Path) -> Result<(), Failure> {
    let mut report = plantwright_model::Report::new();
    for assignment in lens.assignments() {
        syntax::set(&mut root, &mut sources, &assignment, &mut report);
    }
    let text = syntax::format_node(&sources, &root);
    std::fs::write(to, text).map_err(|error| Failure::file("write the scene", to, &error))
}
