//! The examples beside the program, in groups, each with what it says of itself.

use std::path::{Path, PathBuf};

use plantwright_model::syntax;
use plantwright_model::{Report, Sources};

use crate::text::Words;

/// An example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Example {
    /// Its file.
    pub path: PathBuf,
    /// What it is called.
    pub title: String,
    /// The first sentence of what it is about.
    pub about: String,
    /// How much equipment it has.
    pub equipment: usize,
}

/// Examples of a kind.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// Its title.
    pub title: Title,
    /// The examples, by name.
    pub examples: Vec<Example>,
}

/// A title in the language of the window.
type Title = fn(&Words) -> &'static str;

/// The groups, and the folders below `scenes` that they are in.
const GROUPS: [(&str, Title); 5] = [
    (".", |words| words.group_plants),
    ("factories", |words| words.group_factories),
    ("logistics", |words| words.group_logistics),
    ("tutorial", |words| words.group_tutorial),
    ("classic", |words| words.group_classic),
];

/// Finds the folder `scenes`: here, above, or above the program.
pub(crate) fn folder() -> Option<PathBuf> {
    let here = std::env::current_dir().ok();
    let program = std::env::current_exe().ok();
    let starts = [here, program];
    let above = starts.iter().flatten().flat_map(|start| start.ancestors());
    above.map(|folder| folder.join("scenes")).find(|folder| folder.join("bottling.ron").is_file())
}

/// Reads what is in the folder.
pub(crate) fn read(folder: &Path) -> Vec<Group> {
    let group = |(name, title): &(&str, Title)| {
        let entries = std::fs::read_dir(folder.join(name)).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "ron"));
        paths.sort();
        let examples = paths.iter().filter_map(|path| example(path)).collect();
        Group { title: *title, examples }
    };
    GROUPS.iter().map(group).filter(|group| !group.examples.is_empty()).collect()
}

fn example(path: &Path) -> Option<Example> {
    let text = std::fs::read_to_string(path).ok()?;
    let mut sources = Sources::new();
    let id = sources.add(path.display().to_string(), text);
    let root = syntax::parse(&sources, id, &mut Report::new())?;
    let said = |field: &str| root.field(field).and_then(|node| node.as_str()).unwrap_or_default();
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().replace('_', " "));
    let equipment = match root.field("equipment").map(|node| &node.kind) {
        Some(syntax::NodeKind::Map(entries)) => entries.len(),
        _ => 0,
    };
    let title = Some(said("title").to_owned()).filter(|title| !title.is_empty()).or(stem)?;
    Some(Example { path: path.to_owned(), title, about: first_sentence(said("about")), equipment })
}

fn first_sentence(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = text.find(". ").or_else(|| text.find(": ")).map_or(text.len(), |end| end + 1);
    text[..end].trim_end_matches(':').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_examples_are_found() {
        let groups = read(&folder().unwrap());
        assert_eq!(groups.len(), GROUPS.len());
        let bottling = groups[0].examples.iter().find(|it| it.path.ends_with("bottling.ron"));
        let bottling = bottling.unwrap();
        assert!(bottling.title.starts_with("Bottling line"));
        assert!(bottling.equipment > 10 && bottling.about.ends_with('.'));
    }
}
