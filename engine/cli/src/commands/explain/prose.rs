//! What can be told from the prose of doc comments: paragraphs, first sentences, defaults.

use serde_json::Value;

/// What stands in doc comments between a meaning and its default.
const DEFAULT: &str = "; default: ";

/// Returns the text that a schema carries, one line for each paragraph.
pub(super) fn description(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    let paragraphs: Vec<String> = text
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    paragraphs.join("\n")
}

/// Splits `How many; default: 1. More about it.` into `How many. More about it.` and `1`.
pub(super) fn split_default(text: &str) -> (String, Option<String>) {
    let Some((meaning, rest)) = text.split_once(DEFAULT) else {
        return (text.to_owned(), None);
    };
    let (default, more) = rest.split_once(". ").unwrap_or((rest.trim_end_matches('.'), ""));
    let meaning = format!("{meaning}. {more}").trim_end().to_owned();
    (meaning, Some(default.replace('`', "")))
}

/// Returns the first sentence of a text.
pub(super) fn first_sentence(text: &str) -> &str {
    let paragraph = text.lines().next().unwrap_or_default();
    match paragraph.find(". ") {
        Some(end) => &paragraph[..=end],
        None => paragraph,
    }
}

/// Returns the parts of the definition of a family of KPIs, each about one value or several alike.
pub(super) fn parts(about: &str) -> Vec<String> {
    about.split("; `").enumerate().map(part).collect()
}

fn part((position, text): (usize, &str)) -> String {
    let quote = if position == 0 { "" } else { "`" };
    format!("{quote}{}.", text.trim_end_matches('.'))
}

/// Returns a text with a capital letter at its beginning and a period at its end.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let mut sentence: String = first.chain(letters).collect();
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

/// Returns the words in backticks.
pub(super) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_told_from_meanings() {
        assert_eq!(
            split_default("How many; default: 1."),
            ("How many.".to_owned(), Some("1".to_owned()))
        );
        assert_eq!(
            split_default("When; default: AtStart. Else known to rules."),
            ("When. Else known to rules.".to_owned(), Some("AtStart".to_owned()))
        );
        assert_eq!(
            split_default("A share; default: 0.5."),
            ("A share.".to_owned(), Some("0.5".to_owned()))
        );
        assert_eq!(split_default("What comes."), ("What comes.".to_owned(), None));
    }

    #[test]
    fn definitions_have_a_part_for_each_value() {
        assert_eq!(
            parts("`a`, `b`: this [s]; `c`: that; more [1]."),
            ["`a`, `b`: this [s].", "`c`: that; more [1]."]
        );
        assert_eq!(quoted("`a`, `b`: this").collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn sentences_begin_and_end_like_sentences() {
        assert_eq!(sentence("first in, first out"), "First in, first out.");
        assert_eq!(first_sentence("One. Two.\nThree."), "One.");
        assert_eq!(first_sentence("0.5 of it"), "0.5 of it");
    }
}
