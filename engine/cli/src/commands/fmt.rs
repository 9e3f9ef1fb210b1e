//! `plantwright fmt`: the canonical form, comments kept.

use std::io::Write as _;

use plantwright_model::{Sources, syntax};

use crate::args::FmtArgs;
use crate::diagnostics;
use crate::exit::Failure;
use crate::scene_file;

pub(crate) fn run(args: &FmtArgs) -> Result<(), Failure> {
    let mut all_well = true;
    for path in &args.scenes {
        let text = scene_file::read(path)?;
        let formatted = match syntax::format(&text) {
            Ok(formatted) => formatted,
            Err(findings) => {
                let mut sources = Sources::new();
                sources.add(path.display().to_string(), text);
                diagnostics::show(&findings, &sources)?;
                all_well = false;
                continue;
            }
        };
        if formatted == text {
            continue;
        }
        if args.check {
            writeln!(anstream::stdout(), "{}: not in canonical form", path.display())?;
            all_well = false;
        } else {
            std::fs::write(path, formatted)
                .map_err(|error| Failure::file("write the file", path, &error))?;
            writeln!(anstream::stdout(), "{}: formatted", path.display())?;
        }
    }
    if all_well { Ok(()) } else { Err(Failure::Scene) }
}
