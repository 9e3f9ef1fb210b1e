//! The guide shows what is true: its scenes are read and run, and its commands print what stands below them.
//!
//! On a page, ```` ```ron lathe.ron ```` is a scene, ```` ```study lathes.ron ```` a study and ```` ```csv orders.csv ```` a table, all
//! as files beside one another, and
//! ```` ```scene jam.ron ```` a scene that is warned of, for the commands that show it;
//! ```` ```console ```` is commands with what they print. `UPDATE_EXPECT=1 cargo test -p plantwright-cli --test it guide` writes what
//! they print anew; look at the difference.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::Folder;
use crate::docs::{Snippet, check_scenes, root, snippets};

/// Returns the pages of the guide, in the order of their names.
fn pages() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("docs/guide")).expect("the guide");
    let mut pages: Vec<PathBuf> = entries.map(|entry| entry.expect("a page").path()).collect();
    pages.retain(|page| page.extension().is_some_and(|ending| ending == "md"));
    pages.sort();
    pages
}

fn name(page: &Path) -> String {
    page.file_name().expect("a page has a name").to_string_lossy().into_owned()
}

fn text(page: &Path) -> String {
    fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()))
}

/// A folder for a test, with the scenes and tables of a page.
fn beside(test: &str, page: &Path, snippets: &[Snippet]) -> Folder {
    let folder = Folder::new(&format!("guide_{test}_{}", name(page)));
    for snippet in snippets {
        if let Some((_, file)) = snippet.info.split_once(' ') {
            folder.write(file, &snippet.text);
        }
    }
    folder
}

/// The arguments of a command: words, and quoted ones.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('\'').enumerate();
    let mut words = Vec::new();
    for (number, part) in parts {
        if number % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// What a filter of the shell lets through, of those that the guide uses.
fn filtered(lines: &[String], filter: &[String]) -> Vec<String> {
    let words: Vec<&str> = filter.iter().map(String::as_str).collect();
    let number =
        |word: &str| -> usize { word.trim_start_matches('-').parse().expect("a number of lines") };
    let has = |line: &String, any: &str| any.split('|').any(|word| line.contains(word));
    let chosen: Vec<&String> = match words.as_slice() {
        ["grep", "-E", any] => lines.iter().filter(|line| has(line, any)).collect(),
        ["grep", "-vE", any] => lines.iter().filter(|line| !has(line, any)).collect(),
        ["grep", "-A", more, word] => {
            let first = lines.iter().position(|line| line.contains(word)).expect("such a line");
            lines[first..].iter().take(1 + number(more)).collect()
        }
        ["grep", word] => lines.iter().filter(|line| line.contains(word)).collect(),
        ["head", count] => lines.iter().take(number(count)).collect(),
        _ => panic!("a filter that the guide does not use: {words:?}"),
    };
    chosen.into_iter().cloned().collect()
}

/// What a line of the guide prints, and its exit code where that is not 0.
fn printed(folder: &Folder, line: &str) -> Vec<String> {
    // A bar within quotes belongs to its word.
    let mut stages: Vec<Vec<String>> = vec![Vec::new()];
    for word in words(line) {
        if word == "|" {
            stages.push(Vec::new());
        } else {
            stages.last_mut().expect("a stage").push(word);
        }
    }
    let command = &stages[0];
    assert_eq!(command[0], "plantwright", "{line}");
    let args: Vec<&str> = command[1..].iter().map(String::as_str).collect();
    let done = folder.plantwright(&args);
    let said = done.err + &done.out;
    let mut lines: Vec<String> = said.lines().map(|line| line.trim_end().to_owned()).collect();
    for filter in &stages[1..] {
        lines = filtered(&lines, filter);
    }
    if done.code != 0 {
        lines.push(format!("(exit code {})", done.code));
    }
    lines
}

/// A console as it should be: each command with what it prints now.
fn console(folder: &Folder, shown: &str) -> String {
    let mut lines = Vec::new();
    for command in shown.lines().filter_map(|line| line.strip_prefix("$ ")) {
        lines.push(format!("$ {command}"));
        lines.extend(printed(folder, command));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

#[test]
fn its_scenes_are_canonical_and_without_a_warning() {
    let pages = pages();
    assert!(pages.len() >= 15, "{} pages", pages.len());
    let mut scenes = 0;
    for page in &pages {
        scenes += check_scenes(&name(page), &snippets(&text(page)));
    }
    assert!(scenes >= 15, "{scenes} scenes");
}

#[test]
fn its_studies_are_canonical() {
    let mut studies = 0;
    for page in &pages() {
        for study in snippets(&text(page)).iter().filter(|it| it.info.starts_with("study ")) {
            let formatted = plantwright_model::syntax::format(&study.text).expect("a study");
            assert_eq!(formatted, study.text, "{}", name(page));
            studies += 1;
        }
    }
    assert!(studies >= 1, "no studies");
}

#[test]
fn its_scenes_run() {
    for page in pages() {
        let snippets = snippets(&text(&page));
        let folder = beside("runs", &page, &snippets);
        for scene in snippets.iter().filter(|snippet| snippet.info.starts_with("ron")) {
            folder.write("scene.ron", &scene.text);
            let done = folder.plantwright(&["run", "scene.ron", "--json"]).ends_with(0);
            let consumed = &done.json()["items"]["consumed"];
            assert!(
                consumed.as_u64() > Some(0),
                "{}: nothing is made\n{}",
                name(&page),
                scene.text
            );
        }
    }
}

#[test]
fn its_commands_print_what_it_shows() {
    let mut wrong = Vec::new();
    let mut commands = 0;
    for page in pages() {
        let before = text(&page);
        let mut after = before.clone();
        let snippets = snippets(&before);
        let folder = beside("prints", &page, &snippets);
        for snippet in snippets.iter().filter(|snippet| snippet.info == "console") {
            commands += snippet.text.lines().filter(|line| line.starts_with("$ ")).count();
            let anew = console(&folder, &snippet.text);
            let fence = |text: &str| format!("```console\n{text}```\n");
            after = after.replace(&fence(&snippet.text), &fence(&anew));
            if anew != snippet.text {
                wrong.push(format!("{} shows\n{}and it is\n{anew}", name(&page), snippet.text));
            }
        }
        if std::env::var_os("UPDATE_EXPECT").is_some() && after != before {
            fs::write(&page, after).expect("a page can be written");
        }
    }
    assert!(commands >= 15, "{commands} commands");
    assert!(
        wrong.is_empty() || std::env::var_os("UPDATE_EXPECT").is_some(),
        "UPDATE_EXPECT=1 writes anew what commands print\n{}",
        wrong.join("\n")
    );
}

/// Links to pages, scenes and folders of the repository.
#[test]
fn what_it_links_to_is_there() {
    let mut links = 0;
    for page in pages() {
        let folder = page.parent().expect("a folder").to_path_buf();
        let text = text(&page);
        for part in text.split("](").skip(1) {
            let (target, _) = part.split_once(')').expect("the end of a link");
            if target.starts_with("http") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() { page.clone() } else { folder.join(file) };
            assert!(path.exists(), "{} links to {target}", name(&page));
            if !heading.is_empty() {
                let linked = fs::read_to_string(&path).expect("a page");
                let found = linked
                    .lines()
                    .filter(|line| line.starts_with('#'))
                    .any(|line| anchor(line.trim_start_matches('#').trim()) == heading);
                assert!(found, "{} links to {target}, where that heading is not", name(&page));
            }
            links += 1;
        }
    }
    assert!(links >= 30, "{links} links");
}

/// What a heading is called in a link.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn every_page_stands_in_its_contents() {
    let contents = text(&root().join("docs/guide/README.md"));
    for page in pages() {
        let name = name(&page);
        assert!(name == "README.md" || contents.contains(&format!("({name})")), "{name}");
    }
}
