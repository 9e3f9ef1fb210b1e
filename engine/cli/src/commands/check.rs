//! `plantwright check`: every mistake in scenes and studies, without a run.

use std::io::Write as _;

use crate::args::CheckArgs;
use crate::diagnostics;
use crate::exit::Failure;
use crate::scene_file;
use crate::study_file;

pub(crate) fn run(args: &CheckArgs) -> Result<(), Failure> {
    let mut all_well = true;
    for path in &args.scenes {
        if study_file::is_study(path)? {
            match study_file::load(path) {
                Ok(_) => writeln!(anstream::stdout(), "{}: no mistakes", path.display())?,
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
