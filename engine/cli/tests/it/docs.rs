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

/// Returns the folder of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A piece of code in a document: the words behind its opening fence, and its text.
#[derive(Debug)]
pub(crate) struct Snippet {
    pub(crate) info: String,
    pub(crate) text: String,
}

/// Returns the pieces of code in a document, in their order.
pub(crate) fn snippets(document: &str) -> Vec<Snippet> {
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

/// Reads the scenes of a page, which may be called by a name, `ron lathe.ron`, with the tables of the page beside them.
/// Fails where one has a mistake, a warning, or another form than `plantwright fmt` gives it; returns how many there are.
pub(crate) fn check_scenes(page: &str, snippets: &[Snippet]) -> usize {
    let tables = snippets.iter().filter_map(|snippet| {
        let name = snippet.info.strip_prefix("csv ")?;
        Some((name.to_owned(), snippet.text.clone()))
    });
    let tables = Tables(tables.collect());
    let scenes =
        snippets.iter().filter(|snippet| snippet.info.split_whitespace().next() == Some("ron"));
    let mut count = 0;
    for scene in scenes {
        let mut sources = Sources::new();
        let mut report = Report::new();
        let id = sources.add(page, scene.text.as_str());
        let model = syntax::parse(&sources, id, &mut report)
            .and_then(|tree| Model::of(&tree, &mut sources, &tables, &mut report));
        assert!(model.is_some() && report.is_empty(), "{page}: {report:#?}\n{}", scene.text);
        let formatted = syntax::format(&scene.text).expect("it was parsed");
        assert_eq!(formatted, scene.text, "a scene of {page} is not in canonical form");
        count += 1;
    }
    count
}

#[test]
fn every_scene_in_the_tour_is_read_without_a_warning() {
    let page = "scene-language.md";
    let scenes = check_scenes(page, &snippets(&read(page)));
    assert!(scenes >= 5, "{scenes} scenes");
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
