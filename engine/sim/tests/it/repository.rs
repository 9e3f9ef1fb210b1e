//! The scenes of the repository, found at run time: a new scene is tested by being there.

use std::path::{Path, PathBuf};

use crate::harness::Case;
use crate::scenes::{EVENTS_MAX, SCENES};

/// Every scene there is: those of the tests, then those of the repository by path.
pub(crate) fn every_scene() -> Vec<Case> {
    let inline = SCENES
        .iter()
        .map(|(name, text)| Case::read(name, text, None, EVENTS_MAX))
        .map(|case| case.unwrap_or_else(|error| panic!("{error}")));
    inline.chain(scenes_of_repository()).collect()
}

fn scenes_of_repository() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenes");
    let mut paths = Vec::new();
    gather(&root, &mut paths);
    paths.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("a text");
        let inside = path.strip_prefix(&root).expect("a scene of the folder");
        let name = inside.display().to_string().replace('\\', "/");
        Case::read(&name, &text, path.parent(), EVENTS_MAX)
            .unwrap_or_else(|error| panic!("{error}"))
    };
    paths.iter().map(read).collect()
}

/// Folders in which no whole scenes are: what is broken on purpose, studies with parts of scenes, leagues.
const OTHERS: [&str; 3] = ["broken", "studies", "leagues"];

/// Adds the scenes of a folder and its folders.
fn gather(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() && !OTHERS.iter().any(|other| path.ends_with(other)) {
            gather(&path, paths);
        } else if path.is_file() && path.extension().is_some_and(|ext| ext == "ron") {
            paths.push(path);
        }
    }
}

#[test]
fn one_name_is_called_as_all_are() {
    for case in every_scene() {
        let plant = case.model.plant();
        for (id, name) in (0..).zip(plant.names()) {
            assert_eq!(plant.name(plantwright_units::EquipmentId(id)), name, "{}", case.name);
        }
    }
}

#[test]
fn what_becomes_scrap_in_a_loop_leaves_it() {
    let text = r#"Scene(run: (duration: "1 h"), products: {"good": (), "bad": ()}, equipment: {
        "in": Source(every: "1 min", mix: {"good": 0.9, "bad": 0.1}, to: ["wash"]),
        "wash": Station(queue: Unlimited, process: "10 s", quality: (scrap: {"bad": 1.0}),
            to: ByProduct({"good": "out", "bad": "wash"})),
        "out": Sink(),
    })"#;
    let case = Case::read("loop.ron", text, None, u64::MAX);
    let counts = case.unwrap_or_else(|error| panic!("{error}")).whole().counts;
    assert!(counts.scrapped > 0 && counts.scrapped + counts.consumed >= 58, "{counts:?}");
}
