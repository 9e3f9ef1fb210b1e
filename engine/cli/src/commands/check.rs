//! `plantwright check`: every mistake in scenes, studies and leagues, without a run.

use std::io::Write as _;
use std::path::Path;

use crate::args::CheckArgs;
use crate::diagnostics;
use crate::exit::Failure;
use crate::league_file;
use crate::scene_file;
use crate::study_file;

/// Reads a file of another kind than scenes, and shows what is wrong.
type Load = fn(&Path) -> Result<(), Failure>;

pub(crate) fn run(args: &CheckArgs) -> Result<(), Failure> {
    let mut all_well = true;
    for path in &args.scenes {
        let head = study_file::head(path)?;
        let load: Option<Load> = match head.as_deref() {
            Some("Study") => Some(|path| study_file::load(path).map(drop)),
            Some("League") => Some(|path| league_file::load(path).map(drop)),
            _ => None,
        };
        if let Some(load) = load {
            match load(path) {
                Ok(()) => writeln!(anstream::stdout(), "{}: no mistakes", path.display())?,
                Err(Failure::Scene) => all_well = false,
                Err(failure) => return Err(failure),
            }
            continue;
        }
        let loaded = scene_file::load(path, &args.set)?;
        diagnostics::show(&loaded.findings, &loaded.sources)?;
        all_well &= loaded.model.is_some();
        writeln!(
            anstream::stdout(),
            "{}: {}",
            path.display(),
            diagnostics::summary(&loaded.findings)
        )?;
    }
    if all_well { Ok(()) } else { Err(Failure::Scene) }
}
