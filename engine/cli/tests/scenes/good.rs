//! Scenes that people start from have no mistakes, are written as the formatter writes them, and run.

use plantwright_model::Plant;
use plantwright_sim::{Progress, RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};

use crate::support::{files, good_scenes, model, plantwright, read};

#[test]
fn there_are_lessons_and_classics() {
    let scenes = good_scenes();
    let lessons = scenes.iter().filter(|path| path.starts_with("scenes/tutorial/")).count();
    assert_eq!(lessons, 16, "{scenes:?}");
    for name in ["mm1", "mmc", "jackson", "three_machine_line", "ft06", "ft10"] {
        assert!(scenes.contains(&format!("scenes/classic/{name}.ron")), "{name} is missing");
    }
}

#[test]
fn no_mistakes_and_no_warnings() {
    for path in good_scenes() {
        let said = plantwright(&["check", &path]);
        assert_eq!(said.text, format!("{path}: no mistakes\n"));
        assert_eq!(said.code, Some(0));
    }
}

#[test]
fn canonical_form() {
    for path in good_scenes() {
        let said = plantwright(&["fmt", "--check", &path]);
        assert_eq!(said.code, Some(0), "{}", said.text);
    }
}

#[test]
fn the_ron_crate_reads_them() {
    for path in good_scenes() {
        let text = read(&path);
        ron::from_str::<Box<ron::value::RawValue>>(&text)
            .unwrap_or_else(|error| panic!("{path}:{error}"));
    }
}

#[test]
fn each_says_what_it_is_about() {
    for path in good_scenes() {
        let model = model(&path);
        let plant = model.plant();
        assert!(!plant.title.is_empty(), "{path} has no title");
        assert!(plant.about.len() > 40, "{path} does not say what it is about");
    }
}

#[test]
fn lessons_say_what_to_type() {
    for path in good_scenes().iter().filter(|path| path.starts_with("scenes/tutorial/")) {
        let text = read(path);
        assert!(text.contains(&format!("plantwright run {path}\n")), "{path}");
        assert!(text.contains("// Look at:") && text.contains("// Change:"), "{path}");
    }
}

/// Every `--set '...'` that a comment proposes, tried.
#[test]
fn proposed_changes_can_be_made() {
    let mut tried = 0;
    for path in good_scenes() {
        for line in read(&path).lines().filter(|line| line.starts_with("//")) {
            let Some((_, rest)) = line.split_once("--set '") else { continue };
            let (assignment, _) = rest.split_once('\'').expect("a closing quote");
            let said = plantwright(&["check", &path, "--set", assignment]);
            // A change may overload a machine, and the comment says so.
            assert_eq!(said.code, Some(0), "{path}: {assignment}\n{}", said.text);
            tried += 1;
        }
    }
    assert!(tried >= 15, "{tried}");
}

#[test]
fn a_tenth_of_each_runs_without_a_fault() {
    for path in good_scenes() {
        let model = model(&path);
        let plant = model.plant();
        let scheduler = plant.run.scheduler.as_deref().map(|name| {
            plantwright_catalog::make(name).unwrap_or_else(|error| panic!("{path}: {error}"))
        });
        let options = RunOptions { scheduler, ..RunOptions::default() };
        let mut sim = Sim::new(&model, options).unwrap_or_else(|error| panic!("{path}: {error}"));
        let progress = sim.run_until(end(plant)).unwrap_or_else(|fault| panic!("{path}: {fault}"));
        if plant.run.duration.is_none() {
            assert_eq!(progress, Progress::Drained, "{path}");
            assert_eq!(sim.counts().present, 0, "{path} leaves items in the plant");
        }
        assert!(sim.counts().consumed > 0, "{path}: nothing has left the plant");
    }
}

/// A tenth of the duration, or until nothing is left to do.
fn end(plant: &Plant) -> SimTime {
    match plant.run.duration {
        Some(duration) => SimTime::ZERO + SimSpan::from_nanos(duration.as_nanos() / 10),
        None => SimTime::MAX,
    }
}

/// Studies have no mistakes either, nor have the scenes that they name.
#[test]
fn studies_are_whole_and_in_canonical_form() {
    let studies = files("scenes/studies", "ron");
    assert!(studies.len() >= 4, "{studies:?}");
    for path in studies.into_iter().chain(files("scenes/studies/plants", "ron")) {
        let said = plantwright(&["check", &path]);
        assert_eq!(said.text, format!("{path}: no mistakes\n"));
        let said = plantwright(&["fmt", "--check", &path]);
        assert_eq!(said.code, Some(0), "{}", said.text);
        let text = read(&path);
        assert!(
            path.contains("plants/") || text.contains(&format!("// plantwright study {path}\n")),
            "{path}"
        );
    }
}
