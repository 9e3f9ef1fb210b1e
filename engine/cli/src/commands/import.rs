//! `plantwright import`: benchmark instances become ordinary scenes.

use std::io::Write as _;

use plantwright_model::instance::Format;

use crate::args::{ImportArgs, ImportFormat};
use crate::exit::Failure;
use crate::instances;

pub(crate) fn run(args: &ImportArgs) -> Result<(), Failure> {
    let (args, format) = match &args.format {
        ImportFormat::Jobshop(args) | ImportFormat::Flowshop(args) => (args, Format::Jsplib),
        ImportFormat::Flexible(args) => (args, Format::Fjs),
    };
    let instance = instances::read(&args.file, Some(format))?;
    let Some(path) = &args.output else {
        anstream::stdout().write_all(instance.scene().as_bytes())?;
        return Ok(());
    };
    std::fs::write(path, instance.scene())
        .map_err(|error| Failure::file("write the scene", path, &error))?;
    writeln!(
        anstream::stdout(),
        "wrote {}\nnow type: plantwright run {} --scheduler SPT",
        path.display(),
        path.display()
    )?;
    Ok(())
}
