//! `scenes/broken`: each scene makes a mistake, and what `plantwright check` says of it stands beside it.
//!
//! The expected texts are what reviewers of the scene language argue about: is the place right, is the way out named?

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use plantwright_model::codes::{self, CODES};

use crate::support::{files, plantwright, read, repository};

const FOLDER: &str = "scenes/broken";

/// The least size of the set.
const COUNT_MIN: usize = 45;

#[test]
fn each_shows_its_mistake_as_expected() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut differences = String::new();
    for path in files(FOLDER, "ron") {
        let said = plantwright(&["check", &path]);
        let expected = path.replace(".ron", ".txt");
        if update {
            fs::write(repository().join(&expected), &said.text).expect("a writable folder");
        } else if fs::read_to_string(repository().join(&expected)).ok().as_ref() != Some(&said.text)
        {
            writeln!(differences, "not as in {expected}:\n{}", said.text).expect("a string");
        }
        let warns_only = !said.text.contains("error[");
        assert_eq!(said.code, Some(i32::from(!warns_only)), "{path}\n{}", said.text);
        assert!(warns_only <= said.text.contains("warning["), "{path} has no mistake");
    }
    assert!(differences.is_empty(), "{differences}UPDATE_EXPECT=1 writes the texts anew");
}

#[test]
fn scenes_and_texts_come_in_pairs() {
    let names = |ending: &str| -> Vec<String> {
        let dotted = format!(".{ending}");
        files(FOLDER, ending).iter().map(|path| path.replace(&dotted, "")).collect()
    };
    let scenes = names("ron");
    assert_eq!(scenes, names("txt"));
    assert!(scenes.len() >= COUNT_MIN, "only {} scenes", scenes.len());
    for table in names("csv") {
        assert!(scenes.contains(&table), "{table}.csv belongs to no scene");
    }
}

#[test]
fn each_is_small() {
    for path in files(FOLDER, "ron") {
        let lines = read(&path).lines().count();
        assert!(lines < 20, "{path} has {lines} lines");
    }
}

#[test]
fn every_kind_of_mistake_is_shown() {
    let texts: String = files(FOLDER, "txt").iter().map(|path| read(path)).collect();
    let shown: BTreeSet<&str> = texts
        .lines()
        .filter_map(|line| line.strip_prefix("error[").or(line.strip_prefix("warning[")))
        .filter_map(|rest| rest.split_once(']'))
        .map(|(code, _)| code)
        .collect();
    // What a file cannot show is shown below.
    let missing: Vec<&str> = CODES
        .iter()
        .map(|info| info.code)
        .filter(|code| *code != codes::PATH_NOT_FOUND)
        .map(|code| code.0)
        .filter(|code| !shown.contains(code))
        .collect();
    assert!(missing.is_empty(), "no broken scene shows {missing:?}");
}

#[test]
fn a_set_that_leads_nowhere() {
    let said = plantwright(&[
        "check",
        "scenes/tutorial/02_a_line.ron",
        "--set",
        "equipment.rakc.capacity=1",
    ]);
    assert_eq!(said.code, Some(1));
    let expected = "\
error[S008]: `equipment` has no `rakc`
 --> --set equipment.rakc.capacity:1:11
  |
1 | equipment.rakc.capacity=1
  |           ^^^^
  |
  = help: did you mean `rack`?

scenes/tutorial/02_a_line.ron: 1 mistake
";
    assert_eq!(said.text, expected);
}

#[test]
fn hints_do_not_speak_of_the_machinery() {
    // Words of the standard library, of serde and of the kernel's clock.
    for path in files(FOLDER, "txt") {
        let text = read(&path);
        // What is shown of a file is in its own words.
        let said = text.lines().filter(|line| !line.contains(" | "));
        let text = said.collect::<Vec<_>>().join("\n");
        for word in
            ["found in string", "variant", "struct", "deserializ", "0000000", "Some(", "visitor"]
        {
            assert!(!text.contains(word), "{path} says `{word}`");
        }
    }
}
