//! `plantwright import`: benchmark instances become ordinary scenes.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;

use plantwright_model::instance::{JobShop, TransportShop};

use crate::args::{ImportArgs, ImportFormat};
use crate::exit::Failure;
use crate::scene_file;

pub(crate) fn run(args: &ImportArgs) -> Result<(), Failure> {
    let (scene, output) = match &args.format {
        ImportFormat::Jobshop { file, output } => (job_shop(file)?.scene(), output),
        ImportFormat::JspAgv { file, output } => (transport_shop(file)?.scene(), output),
    };
    match output {
        Some(path) => {
            std::fs::write(path, scene)
                .map_err(|error| Failure::file("write the scene", path, &error))?;
            writeln!(
                anstream::stdout(),
                "wrote {}\nnow type: plantwright run {} --scheduler SPT",
                path.display(),
                path.display()
            )?;
        }
        None => anstream::stdout().write_all(scene.as_bytes())?,
    }
    Ok(())
}

fn transport_shop(file: &Path) -> Result<TransportShop, Failure> {
    let text = scene_file::read(file)?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    TransportShop::parse(&name, &text)
        .map_err(|error| Failure::File(format!("not a JSPT instance: {error}: {}", file.display())))
}

/// A file, or one of Taillard's instances by name where there is no such file.
fn job_shop(file: &Path) -> Result<JobShop, Failure> {
    let name = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    if !file.exists()
        && let Some(instance) = JobShop::taillard(&name(file.file_name()))
    {
        return Ok(instance);
    }
    let text = scene_file::read(file)?;
    JobShop::parse(&name(file.file_stem()), &text).map_err(|error| {
        Failure::File(format!("not a JSPLIB instance: {error}: {}", file.display()))
    })
}
