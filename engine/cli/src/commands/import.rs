//! `plantwright import`: benchmark instances become ordinary scenes.

use std::io::Write as _;
use std::path::Path;

use plantwright_model::instance::Format;

use crate::args::{ImportArgs, ImportFormat};
use crate::exit::Failure;
use crate::instances;

pub(crate) fn run(args: &ImportArgs) -> Result<(), Failure> {
    let (args, scene) = match &args.format {
        ImportFormat::Jobshop(args) | ImportFormat::Flowshop(args) => {
            (args, instance_scene(&args.file, Format::Jsplib)?)
        }
        ImportFormat::Flexible(args) => (args, instance_scene(&args.file, Format::Fjs)?),
        ImportFormat::JspAgv(args) => (args, instance_scene(&args.file, Format::Transport)?),
    };
    let Some(path) = &args.output else {
        anstream::stdout().write_all(scene.as_bytes())?;
        return Ok(());
    };
    std::fs::write(path, scene).map_err(|error| Failure::file("write the scene", path, &error))?;
    writeln!(
        anstream::stdout(),
        "wrote {}\nnow type: plantwright run {} --scheduler SPT",
        path.display(),
        path.display()
    )?;
    Ok(())
}

fn instance_scene(file: &Path, format: Format) -> Result<String, Failure> {
    Ok(instances::read(file, Some(format))?.scene())
}
