//! The house is tidy.

use xtask::tidy::{allowed_edges, files, real_edges};

/// A file of more lines is two rooms in one.
const LONGEST: usize = 800;

#[test]
fn crates_use_what_the_architecture_allows() {
    let (allowed, real) = (allowed_edges().unwrap(), real_edges().unwrap());
    let crates = |edges: &xtask::tidy::Edges| edges.keys().cloned().collect::<Vec<_>>();
    assert_eq!(crates(&allowed), crates(&real), "the table of crates in ARCHITECTURE.md");
    for (name, uses) in &real {
        let forbidden: Vec<_> = uses.difference(&allowed[name]).collect();
        assert!(
            forbidden.is_empty(),
            "`{name}` uses {forbidden:?}, which ARCHITECTURE.md does not allow"
        );
        let unused: Vec<_> = allowed[name].difference(uses).collect();
        assert!(
            unused.is_empty(),
            "ARCHITECTURE.md lets `{name}` use {unused:?}, which it does not"
        );
    }
}

#[test]
fn files_are_rooms_and_not_halls() {
    for path in files("", ".rs").unwrap() {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.lines().count() <= LONGEST,
            "{} has more than {LONGEST} lines",
            path.display()
        );
        assert!(
            text.starts_with("//!"),
            "{} does not say at its top what lives there",
            path.display()
        );
    }
}

#[test]
fn modules_are_files_with_names() {
    let nameless: Vec<_> =
        files("", "mod.rs").unwrap().into_iter().filter(|path| path.ends_with("mod.rs")).collect();
    assert!(nameless.is_empty(), "write `foo.rs` beside `foo/`: {nameless:?}");
}

#[test]
fn nothing_is_left_for_later() {
    // Written so that this file does not find itself.
    let marks =
        [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("#[ign", "ore")];
    for path in files("", ".rs").unwrap() {
        let text = std::fs::read_to_string(&path).unwrap();
        for mark in marks {
            assert!(!text.contains(mark), "{} has `{mark}` in it", path.display());
        }
    }
}

#[test]
fn the_lints_of_the_peers_are_those_of_the_workspace() {
    let lints = |path: &str| {
        let text = std::fs::read_to_string(xtask::root().join(path)).unwrap();
        let start = text.find("[workspace.lints.rust]").unwrap();
        let rest = &text[start..];
        let end = rest.find("[profile").unwrap_or(rest.len());
        let lines = rest[..end].lines().map(str::trim_end).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lints("Cargo.toml"), lints("benches/peers/Cargo.toml"));
}
