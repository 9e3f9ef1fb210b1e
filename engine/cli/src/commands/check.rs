//! `plantwright check`: every mistake, without a run.

use std::io::Write as _;

use crate::args::CheckArgs;
use crate::diagnostics;
use crate::exit::Failure;
use crate::scene_file;

pub(crate) fn run(args: &CheckArgs) -> Result<(), Failure> {
    let mut all_well = true;
    for path in &args.scenes {
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
