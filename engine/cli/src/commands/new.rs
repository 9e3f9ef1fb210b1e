//! `plantwright new`: a small scene to start from.

use std::fs::OpenOptions;
use std::io::Write as _;

use crate::args::NewArgs;
use crate::exit::Failure;

/// A line that runs, with a comment for each thing that a newcomer changes first.
const STARTER: &str = include_str!("new/starter.ron");

pub(crate) fn run(args: &NewArgs) -> Result<(), Failure> {
    let path = &args.path;
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(|error| Failure::file("write a new scene", path, &error))?;
    file.write_all(STARTER.as_bytes())
        .map_err(|error| Failure::file("write a new scene", path, &error))?;
    writeln!(
        anstream::stdout(),
        "wrote {}\nnow type: plantwright run {}",
        path.display(),
        path.display()
    )?;
    Ok(())
}
