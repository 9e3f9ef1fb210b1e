//! The commands that write: `fmt`, `new`, `import`, `completions`.

use crate::command::Folder;

const UNTIDY: &str = "Scene(equipment:{\"a\":Source(every:\"1 s\",limit:3,to:[\"b\"]),\n  // the end\n\"b\":Sink()})";

#[test]
fn fmt_writes_the_canonical_form_and_keeps_comments() {
    let folder = Folder::new("files_fmt");
    folder.write("scene.ron", UNTIDY);
    let done = folder.plantwright(&["fmt", "--check", "scene.ron"]).ends_with(1);
    assert_eq!(done.out, "scene.ron: not in canonical form\n");
    assert_eq!(folder.read("scene.ron"), UNTIDY);

    let done = folder.plantwright(&["fmt", "scene.ron"]).ends_with(0);
    assert_eq!(done.out, "scene.ron: formatted\n");
    assert!(folder.read("scene.ron").contains("// the end"));
    assert_eq!(folder.plantwright(&["fmt", "--check", "scene.ron"]).ends_with(0).out, "");
    folder.plantwright(&["run", "scene.ron"]).ends_with(0);
}

#[test]
fn fmt_leaves_what_it_cannot_read() {
    let folder = Folder::new("files_fmt_broken");
    folder.write("scene.ron", "Scene(");
    folder.write("other.ron", UNTIDY);
    let done = folder.plantwright(&["fmt", "scene.ron", "other.ron"]).ends_with(1);
    assert!(done.err.contains("S001"), "{}", done.err);
    assert_eq!(folder.read("scene.ron"), "Scene(");
    assert_ne!(folder.read("other.ron"), UNTIDY);
}

#[test]
fn new_writes_a_scene_that_runs_and_overwrites_none() {
    let folder = Folder::new("files_new");
    folder.plantwright(&["new"]).ends_with(0);
    folder.plantwright(&["check", "plant.ron"]).ends_with(0);
    folder.plantwright(&["fmt", "--check", "plant.ron"]).ends_with(0);
    folder.plantwright(&["run", "plant.ron"]).ends_with(0);

    folder.write("mine.ron", "mine");
    let done = folder.plantwright(&["new", "mine.ron"]).ends_with(4);
    assert!(done.err.contains("mine.ron"), "{}", done.err);
    assert_eq!(folder.read("mine.ron"), "mine");
}

#[test]
fn completions_know_every_command() {
    let folder = Folder::new("files_completions");
    for shell in ["bash", "zsh", "fish"] {
        let script = folder.plantwright(&["completions", shell]).ends_with(0).out;
        for command in ["run", "check", "fmt", "explain", "schema", "new", "import"] {
            assert!(script.contains(command), "{shell} knows no {command}");
        }
    }
}
