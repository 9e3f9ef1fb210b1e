//! Benchmark instances: from files, and from seeds by their names.

use std::ffi::OsStr;
use std::path::Path;

use plantwright_model::instance::{Format, Instance};

use crate::exit::Failure;
use crate::scene_file;

/// Reads a file, or makes the instance of that name where there is no such file. Without a format, it is guessed.
pub(crate) fn read(file: &Path, format: Option<Format>) -> Result<Instance, Failure> {
    let name = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    if !file.exists()
        && let Some(instance) = Instance::generate(&name(file.file_name()))
    {
        return Ok(instance);
    }
    let text = scene_file::read(file)?;
    let format = format.unwrap_or_else(|| Format::guess(&name(file.extension()), &text));
    Instance::parse(format, &name(file.file_stem()), &text).map_err(|error| {
        let what = match format {
            Format::Jsplib => "a JSPLIB",
            Format::Fjs => "an .fjs",
            Format::Transport => "a JSPT",
        };
        Failure::File(format!("not {what} instance: {error}: {}", file.display()))
    })
}
