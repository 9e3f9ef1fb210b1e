//! `plantwright import`: benchmark instances become ordinary scenes.

use std::io::Write as _;
use std::path::Path;

use plantwright_model::instance::{Format, TransportShop};

use crate::args::{ImportArgs, ImportFormat};
use crate::exit::Failure;
use crate::instances;
use crate::scene_file;

pub(crate) fn run(args: &ImportArgs) -> Result<(), Failure> {
    let (args, scene) = match &args.format {
        ImportFormat::Jobshop(args) | ImportFormat::Flowshop(args) => {
            (args, instances::read(&args.file, Some(Format::Jsplib))?.scene())
        }
        ImportFormat::Flexible(args) => {
            (args, instances::read(&args.file, Some(Format::Fjs))?.scene())
        }
        ImportFormat::JspAgv(args) => (args, transport_shop(&args.file)?.scene()),
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

fn transport_shop(file: &Path) -> Result<TransportShop, Failure> {
    let text = scene_file::read(file)?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    TransportShop::parse(&name, &text)
        .map_err(|error| Failure::File(format!("not a JSPT instance: {error}: {}", file.display())))
}
