//! What stands inside of literals: escapes of strings and characters, the digits of numbers.
//!
//! Where a literal ends is decided by the lexer.

use std::fmt::Write as _;
use std::ops::Range;

/// Writes a text as a string in double quotes, escaping what has to be.
///
/// # Example
///
/// ```
/// # use plantwright_model::syntax::write_string;
/// assert_eq!(write_string("belt 1"), r#""belt 1""#);
/// assert_eq!(write_string("6\" roller"), r#""6\" roller""#);
/// ```
pub fn write_string(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for character in text.chars() {
        push_escaped(&mut written, character, '"');
    }
    written.push('"');
    written
}

/// Writes a character in single quotes.
pub(super) fn write_char(character: char) -> String {
    let mut written = String::from("'");
    push_escaped(&mut written, character, '\'');
    written.push('\'');
    written
}

fn push_escaped(written: &mut String, character: char, quote: char) {
    match character {
        '\\' => written.push_str(r"\\"),
        '\n' => written.push_str(r"\n"),
        '\r' => written.push_str(r"\r"),
        '\t' => written.push_str(r"\t"),
        _ if character == quote => {
            written.push('\\');
            written.push(quote);
        }
        _ if character.is_control() => {
            write!(written, r"\u{{{:x}}}", u32::from(character))
                .expect("a string takes everything");
        }
        _ => written.push(character),
    }
}

/// A text whose escapes are resolved, and what was wrong with them.
pub(super) struct Unescaped {
    /// The text; a wrong escape is left out of it.
    pub(super) text: String,
    /// The first wrong escape, as bytes of the body, and why it is wrong.
    pub(super) mistake: Option<(Range<usize>, &'static str)>,
}

/// Resolves the escapes in what stands between the quotes of a string or a character.
pub(super) fn unescape(body: &str) -> Unescaped {
    let mut text = String::with_capacity(body.len());
    let mut mistake = None;
    let mut at = 0;
    while let Some(backslash) = body[at..].find('\\').map(|offset| at + offset) {
        text.push_str(&body[at..backslash]);
        let rest = &body[backslash + 1..];
        let (length, result) = escape(rest);
        at = backslash + 1 + length;
        match result {
            Ok(character) => text.extend(character),
            Err(reason) => mistake = mistake.or(Some((backslash..at, reason))),
        }
    }
    text.push_str(&body[at..]);
    Unescaped { text, mistake }
}

/// Reads what follows a backslash: how many bytes it takes, and the character it means.
///
/// A backslash at the end of a line means nothing and takes the indentation of the next line along.
fn escape(rest: &str) -> (usize, Result<Option<char>, &'static str>) {
    let simple = |character| (1, Ok(Some(character)));
    match rest.chars().next() {
        Some('n') => simple('\n'),
        Some('r') => simple('\r'),
        Some('t') => simple('\t'),
        Some('0') => simple('\0'),
        Some(quoted @ ('\\' | '"' | '\'')) => simple(quoted),
        Some('\n' | '\r') => {
            (rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len(), Ok(None))
        }
        Some('x') => {
            let digits = rest.get(1..3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
            match digits {
                Some(byte) if byte.is_ascii() => (3, Ok(Some(char::from(byte)))),
                _ => (1, Err(r"`\x` takes two hexadecimal digits up to 7F")),
            }
        }
        Some('u') => unicode_escape(rest),
        Some(other) => (other.len_utf8(), Err("there is no such escape")),
        None => (0, Err("there is no such escape")),
    }
}

fn unicode_escape(rest: &str) -> (usize, Result<Option<char>, &'static str>) {
    const WRONG: &str = r"unicode escapes are written `\u{1F3ED}`";
    let Some(digits) = rest.strip_prefix("u{").and_then(|rest| rest.split_once('}')) else {
        return (1, Err(WRONG));
    };
    let digits = digits.0;
    let hexadecimal = digits.len() <= 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if !hexadecimal {
        return (1, Err(WRONG));
    }
    let character = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    (digits.len() + 3, character.map(Some).ok_or("there is no character of this number"))
}

/// The value of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    /// A whole number from zero.
    Unsigned(u64),
    /// A whole number below zero.
    Negative(i64),
    /// Anything else, and whole numbers too large for 64 bits.
    Float(f64),
}

/// Reads a number as it is written in a scene; none when it is not one.
pub(super) fn parse_number(written: &str) -> Option<Number> {
    const SUFFIXES: [&str; 10] =
        ["i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128"];
    let unsuffixed = SUFFIXES.iter().find_map(|suffix| written.strip_suffix(suffix));
    if let Some(digits) = unsuffixed {
        return parse_whole(digits);
    }
    parse_whole(written).or_else(|| parse_float(written))
}

fn parse_whole(written: &str) -> Option<Number> {
    let (negative, unsigned) = split_sign(written);
    let (radix, digits) = match unsigned.get(..2) {
        Some("0x") => (16, &unsigned[2..]),
        Some("0o") => (8, &unsigned[2..]),
        Some("0b") => (2, &unsigned[2..]),
        _ => (10, unsigned),
    };
    let plausible = digits.starts_with(|digit: char| digit.is_digit(radix))
        && digits.chars().all(|digit| digit.is_digit(radix) || digit == '_');
    if !plausible {
        return None;
    }
    let digits = digits.replace('_', "");
    let Ok(magnitude) = u64::from_str_radix(&digits, radix) else {
        let beyond = digits.chars().filter_map(|digit| digit.to_digit(radix));
        let beyond = beyond.fold(0.0, |sum, digit| sum * f64::from(radix) + f64::from(digit));
        return Some(Number::Float(if negative { -beyond } else { beyond }));
    };
    Some(match (negative, 0_i64.checked_sub_unsigned(magnitude)) {
        (false, _) | (true, Some(0)) => Number::Unsigned(magnitude),
        (true, Some(value)) => Number::Negative(value),
        (true, None) => Number::Float(-(magnitude as f64)),
    })
}

fn parse_float(written: &str) -> Option<Number> {
    let written =
        written.strip_suffix("f64").or_else(|| written.strip_suffix("f32")).unwrap_or(written);
    let (negative, unsigned) = split_sign(written);
    let magnitude = match unsigned {
        "inf" => f64::INFINITY,
        "NaN" => f64::NAN,
        _ => {
            let plausible = unsigned
                .starts_with(|first: char| first.is_ascii_digit() || first == '.')
                && unsigned.bytes().all(|byte| byte.is_ascii_digit() || b"._eE+-".contains(&byte));
            if !plausible || !separators_follow_digits(unsigned) {
                return None;
            }
            unsigned.replace('_', "").parse().ok()?
        }
    };
    Some(Number::Float(if negative { -magnitude } else { magnitude }))
}

fn separators_follow_digits(number: &str) -> bool {
    let bytes = number.as_bytes();
    bytes.windows(2).all(|pair| pair[1] != b'_' || pair[0] == b'_' || pair[0].is_ascii_digit())
}

fn split_sign(written: &str) -> (bool, &str) {
    match written.strip_prefix('-') {
        Some(unsigned) => (true, unsigned),
        None => (false, written.strip_prefix('+').unwrap_or(written)),
    }
}
