//! What is run: a plant as it is, or a variant of it.

use plantwright_scheduler::Chosen;
use plantwright_sim::Model;
use xxhash_rust::xxh3::Xxh3;

/// A plant as it is, or a variant of it.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What it is called in answers.
    pub name: String,
    /// The plant.
    pub model: Model,
    /// Who decides; none: every queue's own discipline.
    pub scheduler: Option<Chosen>,
    /// The scene as it is written and changed, on one line and without comments: results say what they are of.
    pub said: String,
    /// The digest of everything that it was read from: results of another plant are not mistaken for its own.
    pub digest: u128,
    /// The words behind `plantwright run` that run it: the scene, and what is changed in it.
    pub command: Vec<String>,
}

impl Scenario {
    /// Returns the command that runs one of its replications alone.
    pub fn command(&self, seed: u64, replication: u32, warm_up: Option<&str>) -> String {
        let mut words = vec!["plantwright".to_owned(), "run".to_owned()];
        words.extend(self.command.iter().cloned());
        if let Some(warm_up) = warm_up {
            words.extend(["--set".to_owned(), format!("run.warm_up={warm_up}")]);
        }
        if let Some(chosen) = &self.scheduler {
            words.extend(["--scheduler".to_owned(), chosen.name().to_owned()]);
        }
        words.extend(["--seed".to_owned(), seed.to_string()]);
        words.extend(["--replication".to_owned(), replication.to_string()]);
        words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }
}

/// Returns a word as a shell wants it.
pub fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./=:+,@%".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Returns the digest of some texts in their order.
pub fn digest<'a>(texts: impl IntoIterator<Item = &'a str>) -> u128 {
    let mut hash = Xxh3::new();
    for text in texts {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.digest128()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(quoted("run.seed=7"), "run.seed=7");
        assert_eq!(quoted("equipment.belt 1.length=3 m"), "'equipment.belt 1.length=3 m'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn where_texts_end_counts() {
        assert_ne!(digest(["ab", "c"]), digest(["a", "bc"]));
    }
}
