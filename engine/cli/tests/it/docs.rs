//! What the documents show is true: every scene in them is read, every file they name is there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use plantwright_model::{Files, Report, Sources, syntax};
use plantwright_sim::Model;

/// Reads a file of the `docs` folder.
pub(crate) fn read(name: &str) -> String {
    let path = root().join("docs").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A piece of code in a document: the words behind its opening fence, and its text.
struct Snippet {
    info: String,
    text: String,
}

fn snippets(document: &str) -> Vec<Snippet> {
    let mut snippets: Vec<Snippet> = Vec::new();
    let mut inside = false;
    for line in document.lines() {
        match line.strip_prefix("```") {
            Some(info) if !inside => {
                snippets.push(Snippet { info: info.to_owned(), text: String::new() });
                inside = true;
            }
            Some(_) => inside = false,
            None if inside => {
                let snippet = snippets.last_mut().expect("a fence was opened");
                snippet.text.push_str(line);
                snippet.text.push('\n');
            }
            None => {}
        }
    }
    snippets
}

/// The tables of a document: fences that begin with ```` ```csv name.csv ````.
#[derive(Debug)]
struct Tables(BTreeMap<String, String>);

impl Files for Tables {
    fn read(&self, path: &str) -> Result<String, String> {
        self.0.get(path).cloned().ok_or_else(|| format!("the document has no table `{path}`"))
    }
}

#[test]
fn every_scene_in_the_tour_is_read_without_a_warning() {
    let document = read("scene-language.md");
    let snippets = snippets(&document);
    let tables = snippets.iter().filter_map(|snippet| {
        let name = snippet.info.strip_prefix("csv ")?;
        Some((name.to_owned(), snippet.text.clone()))
    });
    let tables = Tables(tables.collect());
    let scenes: Vec<&Snippet> = snippets.iter().filter(|snippet| snippet.info == "ron").collect();
    assert!(scenes.len() >= 5, "{} scenes", scenes.len());
    for scene in scenes {
        let mut sources = Sources::new();
        let mut report = Report::new();
        let id = sources.add("scene-language.md", scene.text.as_str());
        let model = syntax::parse(&sources, id, &mut report)
            .and_then(|tree| Model::of(&tree, &mut sources, &tables, &mut report));
        assert!(model.is_some() && report.is_empty(), "{report:#?}\n{}", scene.text);
        let formatted = syntax::format(&scene.text).expect("it was parsed");
        assert_eq!(formatted, scene.text, "a scene of the tour is not in canonical form");
    }
}

#[test]
fn every_test_that_the_promises_name_is_there() {
    let document = read("determinism.md");
    let quoted = document.split('`').skip(1).step_by(2);
    let named = quoted.filter(|word| word.starts_with("engine/"));
    let mut count = 0;
    for path in named {
        count += 1;
        assert!(
            root().join(path).is_file(),
            "docs/determinism.md names {path}, which is not there"
        );
    }
    assert!(count >= 8, "{count} files");
}

#[test]
fn every_kind_stands_in_the_glossary() {
    let glossary = read("glossary.md");
    for kind in plantwright_sim::KINDS {
        assert!(glossary.contains(&format!("`{}`", kind.name)), "{} is missing", kind.name);
    }
}
