//! What serde finds wrong, in the words of someone who writes scenes.

use super::deserializer::NodeDe;
use super::problem::{Error, Problem};
use crate::syntax::literal::{parse_number, write_char, write_string};
use crate::syntax::{Node, NodeKind};
use crate::{Code, Diagnostic, Span, codes, did_you_mean};

/// Hints list the known names only while a reader can take them in.
const LISTED_MAX: usize = 16;

/// Strings in messages are cut to this many characters.
const QUOTED_MAX: usize = 40;

impl Problem {
    /// Puts the mistake into words, and says where in the value that was being read it stands.
    pub(super) fn explain(&self, de: NodeDe<'_>) -> Diagnostic {
        let node = de.node;
        match self {
            Self::UnknownField { field, known } => unknown_field(node, field, known),
            Self::MissingField(field) => {
                let message = match node.name() {
                    Some(name) => format!("`{name}` lacks the field `{field}`"),
                    None => format!("the field `{field}` is missing here"),
                };
                Diagnostic::error(codes::MISSING_FIELD, node.head(), message)
                    .hint(format!("add `{field}: ...`"))
            }
            Self::DuplicateField(field) => {
                let message = format!("the field `{field}` is written twice");
                Diagnostic::error(codes::DUPLICATE, node.head(), message)
            }
            Self::UnknownVariant { variant, known } => {
                let span = node.name().map_or(node.span, |_| node.head());
                let message = format!("there is no `{variant}` to choose here");
                with_names(codes::UNKNOWN_VARIANT, span, message, (variant, known, "there is"))
            }
            Self::WrongKind { expected } => wrong_kind(de, expected),
            Self::WrongValue { expected } => {
                let range = whole_number_range(expected);
                let code = range.as_ref().map_or(codes::INVALID_VALUE, |_| codes::WRONG_KIND);
                let expected = range.unwrap_or_else(|| plain(expected));
                let message = format!("expected {expected}, found {}", described(node));
                Diagnostic::error(code, node.span, message)
            }
            Self::WrongLength { found, expected } => {
                let message = format!("expected {}, found {found}", plain(expected));
                Diagnostic::error(codes::WRONG_KIND, node.span, message)
            }
            Self::Custom(text) => {
                let (message, hint) = text.split_once('\n').unwrap_or((text, ""));
                let finding =
                    Diagnostic::error(codes::INVALID_VALUE, node.span, message.trim_end());
                let hint = hint.trim();
                if hint.is_empty() { finding } else { finding.hint(hint) }
            }
        }
    }

    /// Says that a choice is expected where something without a name stands.
    pub(super) fn not_a_variant(de: NodeDe<'_>, variants: &'static [&'static str]) -> Error {
        let node = de.node;
        if node.kind == NodeKind::Invalid {
            return Error::reported(node);
        }
        let message = format!("expected one of {}, found {}", listed(variants), described(node));
        let finding = Diagnostic::error(codes::WRONG_KIND, node.span, message);
        let named = node.as_str().filter(|text| variants.contains(text));
        let finding = match named {
            Some(name) => finding.hint(format!("write `{name}` without quotes")),
            None => finding,
        };
        Error::about(node, finding)
    }
}

fn unknown_field(node: &Node, field: &str, known: &[&str]) -> Diagnostic {
    let written = node.fields().iter().find(|written| written.name.text == field);
    let span = written.map_or(node.head(), |written| written.name.span);
    let message = match node.name() {
        Some(name) => format!("`{name}` has no field `{field}`"),
        None => format!("there is no field `{field}` here"),
    };
    let finding = with_names(codes::UNKNOWN_FIELD, span, message, (field, known, "the fields are"));
    let ours = OTHER_WORDS
        .iter()
        .find(|(word, ours)| *word == field.to_lowercase() && known.contains(ours));
    let Some((_, ours)) = ours else { return finding };
    let names = finding.hint.as_deref().unwrap_or_default();
    let hint = format!("what others call `{field}` is `{ours}` here; {names}");
    finding.hint(hint)
}

/// Words of textbooks and other simulators for fields.
const OTHER_WORDS: [(&str, &str); 16] = [
    ("mtbf", "every"),
    ("mttf", "every"),
    ("uptime", "every"),
    ("interarrival", "every"),
    ("interarrival_time", "every"),
    ("mttr", "repair"),
    ("downtime", "repair"),
    ("cycle_time", "process"),
    ("process_time", "process"),
    ("processing_time", "process"),
    ("service_time", "process"),
    ("servers", "places"),
    ("successor", "to"),
    ("successors", "to"),
    ("next", "to"),
    ("due_date", "due"),
];

/// Adds a hint with the name that was probably meant and the names there are.
fn with_names(
    code: Code,
    span: Span,
    message: String,
    (wrong, known, lead): (&str, &[&str], &str),
) -> Diagnostic {
    let finding = Diagnostic::error(code, span, message);
    let meant = did_you_mean(wrong, known.iter().copied());
    let names =
        (1..=LISTED_MAX).contains(&known.len()).then(|| format!("{lead} {}", listed(known)));
    match (meant, names) {
        (Some(meant), Some(names)) => finding.hint(format!("did you mean `{meant}`? {names}")),
        (Some(meant), None) => finding.hint(format!("did you mean `{meant}`?")),
        (None, Some(names)) => finding.hint(names),
        (None, None) if known.is_empty() => finding.hint("nothing can be written here"),
        (None, None) => finding.hint(format!("{lead} {}, ...", listed(&known[..LISTED_MAX]))),
    }
}

fn wrong_kind(de: NodeDe<'_>, expected: &str) -> Diagnostic {
    let node = de.node;
    if de.unnamed
        && let NodeKind::Ident(name) = &node.kind
    {
        let message = format!("`{name}` needs a value, {}", plain(expected));
        return Diagnostic::error(codes::WRONG_KIND, node.span, message)
            .hint(format!("write `{name}(...)`"));
    }
    let message = format!("expected {}, found {}", plain(expected), described(node));
    // A whole block is too much to point at.
    let span = if node.children().is_empty() { node.span } else { node.head() };
    let finding = Diagnostic::error(codes::WRONG_KIND, span, message);
    match form_hint(node, expected) {
        Some(hint) => finding.hint(hint),
        None => finding,
    }
}

/// Suggests the same content in the form that belongs here.
fn form_hint(node: &Node, expected: &str) -> Option<String> {
    let is_struct = expected.starts_with("struct ");
    match (&node.kind, expected) {
        (NodeKind::Str(text), "a sequence") => Some(format!("write `[{}]`", write_string(text))),
        (NodeKind::Tuple { name: None, .. }, "a sequence") => {
            Some("lists are written in square brackets: `[a, b]`".to_owned())
        }
        (NodeKind::List(_), _) if expected.starts_with("a tuple") => {
            Some("a fixed number of values is written in round brackets: `(a, b)`".to_owned())
        }
        (NodeKind::Map(_), _) if is_struct => {
            Some("fields are written in round brackets: `(name: value)`".to_owned())
        }
        (NodeKind::List(_) | NodeKind::Struct { name: None, .. }, "a map") => {
            Some("maps are written in curly brackets: `{\"key\": value}`".to_owned())
        }
        (NodeKind::Ident(text) | NodeKind::Number(text), "a string") => {
            Some(format!("write {}", write_string(text)))
        }
        (NodeKind::Char(character), "a string") => {
            Some(format!("write {}", write_string(&character.to_string())))
        }
        (NodeKind::Str(text), _) => {
            let number = is_number(expected) && parse_number(text).is_some();
            let boolean = expected == "a boolean" && matches!(text.as_str(), "true" | "false");
            (number || boolean).then(|| format!("write `{text}` without quotes"))
        }
        (NodeKind::Number(text), _) => {
            let least = if expected.starts_with("a nonzero") { 1.0 } else { 0.0 };
            let number = text.parse::<f64>().ok().filter(|it| it.fract() != 0.0 && *it > 0.0)?;
            whole_number_range(expected)?;
            let near = [number.floor(), number.ceil()].into_iter().filter(|near| *near >= least);
            let near: Vec<String> = near.map(|near| format!("`{near}`")).collect();
            Some(format!("write {}", near.join(" or ")))
        }
        _ => None,
    }
}

/// Says what stands in the scene.
fn described(node: &Node) -> String {
    match &node.kind {
        NodeKind::Invalid => "something unreadable".to_owned(),
        NodeKind::Ident(name) => format!("the name `{name}`"),
        NodeKind::Bool(value) => format!("`{value}`"),
        NodeKind::Number(written) => format!("the number `{written}`"),
        NodeKind::Char(character) => format!("the character {}", write_char(*character)),
        NodeKind::Str(text) => {
            let mut shown: String = text.chars().take(QUOTED_MAX).collect();
            if shown.len() < text.len() {
                shown.push('…');
            }
            format!("the string {}", write_string(&shown))
        }
        NodeKind::List(_) => "a list".to_owned(),
        NodeKind::Map(_) => "a map".to_owned(),
        NodeKind::Struct { .. } | NodeKind::Tuple { .. } => match node.name() {
            Some(name) => format!("`{name}(...)`"),
            None => "`(...)`".to_owned(),
        },
    }
}

/// Says what serde expects; what a hand-written type expects is left as it is.
fn plain(expected: &str) -> String {
    let words: Vec<&str> = expected.split(' ').collect();
    match words.as_slice() {
        ["a", "sequence"] => "a list".to_owned(),
        ["a", "map"] => "a map".to_owned(),
        ["a", "boolean"] => "`true` or `false`".to_owned(),
        ["unit"] => "`()`".to_owned(),
        ["f32" | "f64"] => "a number".to_owned(),
        [number] if is_number(number) => "a whole number".to_owned(),
        ["struct", ""] | ["struct" | "tuple", "variant", _] => {
            "fields in round brackets, `(...)`".to_owned()
        }
        ["struct" | "enum", name] | ["unit", "struct", name] | ["tuple", "struct", name, ..] => {
            format!("`{name}`")
        }
        ["a", "tuple", "of", "size", count] => format!("{count} values in round brackets"),
        _ => expected.to_owned(),
    }
}

fn is_number(expected: &str) -> bool {
    matches!(expected, "f32" | "f64") || whole_number_range(expected).is_some()
}

fn whole_number_range(expected: &str) -> Option<String> {
    let (min, max) = match expected {
        "u8" => (0, u128::from(u8::MAX)),
        "u16" => (0, u128::from(u16::MAX)),
        "u32" => (0, u128::from(u32::MAX)),
        "u64" | "usize" => (0, u128::from(u64::MAX)),
        "u128" => (0, u128::MAX),
        "i8" => (i128::from(i8::MIN), i8::MAX as u128),
        "i16" => (i128::from(i16::MIN), i16::MAX as u128),
        "i32" => (i128::from(i32::MIN), i32::MAX as u128),
        "i64" | "isize" => (i128::from(i64::MIN), i64::MAX as u128),
        "i128" => (i128::MIN, i128::MAX as u128),
        "a nonzero u32" => (1, u128::from(u32::MAX)),
        "a nonzero u64" => (1, u128::from(u64::MAX)),
        _ => return None,
    };
    // An upper end that nobody comes near says nothing.
    match (min, max) {
        (0, max) if max >= u128::from(u32::MAX) => Some("a whole number, 0 or more".to_owned()),
        (1, max) if max >= u128::from(u32::MAX) => Some("a whole number, 1 or more".to_owned()),
        _ => Some(format!("a whole number from {min} to {max}")),
    }
}

/// Lists names: "`a`, `b`".
fn listed(names: &[&str]) -> String {
    format!("`{}`", names.join("`, `"))
}
