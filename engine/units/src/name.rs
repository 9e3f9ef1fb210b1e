//! The order of names, and names that last.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Returns a text that lasts as long as the program: the same one for the same text.
///
/// For the few names that scenes bring and results carry, such as units of media and currencies. Each of them is kept once.
pub fn intern(text: &str) -> &'static str {
    static TEXTS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = texts.get(text) {
        return known;
    }
    let kept: &'static str = Box::leak(text.to_owned().into_boxed_str());
    texts.insert(kept);
    kept
}

/// Compares names the way people number things: runs of digits compare as numbers, all else by character.
///
/// `job 2` stands before `job 10`. The order is total: names that differ only in leading zeros compare by their text.
pub fn natural_cmp(a: &str, b: &str) -> Ordering {
    let alike = what_they_share(a, b);
    let (mut left, mut right) = (&a[alike..], &b[alike..]);
    loop {
        let (digits_left, digits_right) = (leading_digits(left), leading_digits(right));
        if digits_left > 0 && digits_right > 0 {
            let (number_left, rest_left) = left.split_at(digits_left);
            let (number_right, rest_right) = right.split_at(digits_right);
            let (trimmed_left, trimmed_right) =
                (number_left.trim_start_matches('0'), number_right.trim_start_matches('0'));
            let order = trimmed_left
                .len()
                .cmp(&trimmed_right.len())
                .then_with(|| trimmed_left.cmp(trimmed_right));
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (rest_left, rest_right);
            continue;
        }
        let (mut chars_left, mut chars_right) = (left.chars(), right.chars());
        match (chars_left.next(), chars_right.next()) {
            (None, None) => return a.cmp(b),
            (x, y) if x == y => (left, right) = (chars_left.as_str(), chars_right.as_str()),
            (x, y) => return x.cmp(&y),
        }
    }
}

/// The length of what both begin with, up to a run of digits that is cut by its end.
fn what_they_share(a: &str, b: &str) -> usize {
    let (left, right) = (a.as_bytes(), b.as_bytes());
    let mut alike = left.iter().zip(right).take_while(|(x, y)| x == y).count();
    while alike > 0 && (left[alike - 1].is_ascii_digit() || !a.is_char_boundary(alike)) {
        alike -= 1;
    }
    alike
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once() {
        let (a, b) = (intern("Nm3"), intern(&String::from("Nm3")));
        assert!(std::ptr::eq(a, b));
        assert_ne!(a, intern("m3"));
    }

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut names = ["job 10", "job 2", "job 02", "a", "job 2b", "B", "job", ""];
        names.sort_by(|a, b| natural_cmp(a, b));
        assert_eq!(names, ["", "B", "a", "job", "job 02", "job 2", "job 2b", "job 10"]);
        let mut names = ["Rücken 12b", "Rück", "line 12 m9", "line 9 m12", "line 12 m10", "Rüsten"];
        names.sort_by(|a, b| natural_cmp(a, b));
        assert_eq!(
            names,
            ["Rück", "Rücken 12b", "Rüsten", "line 9 m12", "line 12 m9", "line 12 m10"]
        );
    }
}
