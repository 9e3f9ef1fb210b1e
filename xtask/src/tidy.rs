//! What a tidy house looks like, as far as a program can tell. The tests beside it fail where it does not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

/// For each crate (by folder), the crates of ours that it uses or may use.
pub type Edges = BTreeMap<String, BTreeSet<String>>;

/// Returns the edges that ARCHITECTURE.md allows.
///
/// # Errors
/// Where the file or its table cannot be read.
pub fn allowed_edges() -> Result<Edges> {
    let text = std::fs::read_to_string(crate::root().join("ARCHITECTURE.md"))?;
    let rows = text
        .lines()
        .skip_while(|line| !line.starts_with("| crate | may use"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let edges: Edges = rows
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let folder =
                cells.get(1).context("a row without a crate")?.trim_matches('`').to_owned();
            let uses = cells.get(2).context("a row without uses")?.split(',').map(str::trim);
            Ok((folder, uses.filter(|name| !name.is_empty()).map(str::to_owned).collect()))
        })
        .collect::<Result<_>>()?;
    anyhow::ensure!(!edges.is_empty(), "ARCHITECTURE.md has no table of crates");
    Ok(edges)
}

/// Returns the edges that `cargo metadata` shows. What only tests use does not count.
///
/// # Errors
/// Where cargo does not answer.
pub fn real_edges() -> Result<Edges> {
    let output = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(crate::root())
        .output()?;
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
    let packages = metadata["packages"].as_array().context("packages")?;
    packages
        .iter()
        .map(|package| {
            let manifest =
                PathBuf::from(package["manifest_path"].as_str().context("manifest_path")?);
            let folder = manifest.parent().context("a folder")?.strip_prefix(crate::root())?;
            let uses = package["dependencies"].as_array().context("dependencies")?.iter();
            let ours = uses
                .filter(|dependency| dependency["kind"].is_null())
                .filter_map(|dependency| dependency["name"].as_str()?.strip_prefix("plantwright-"));
            Ok((folder.display().to_string(), ours.map(str::to_owned).collect()))
        })
        .collect()
}

/// Returns every file below a folder of the repository with this ending, without what is built.
///
/// # Errors
/// Where a folder cannot be read.
pub fn files(folder: &str, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(&crate::root().join(folder), ending, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            collect(&path, ending, found)?;
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
    Ok(())
}
