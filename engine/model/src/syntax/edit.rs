//! Changes to a tree from the command line: `--set equipment.filler.process="3 s"`.

mod path;

use super::lexer::is_plain_ident;
use super::parser::parse_at;
use super::tree::{Field, Name, Node, NodeKind};
use crate::{Diagnostic, Report, SourceId, Sources, Span, codes, did_you_mean};
use path::{Path, Step};

/// Hints list the names there are only while a reader can take them in.
const LISTED_MAX: usize = 16;

/// Carries out one `PATH=VALUE`: replaces the value at the path, or adds a field there.
///
/// The path leads by the names of fields, the keys of maps and the numbers of list items, counted
/// from 0, separated by dots: `equipment.belt 1.length`, `equipment.filler.to.0`. A name with a dot
/// or `=` in it is put in double quotes. Fields that are missing are added, and structs around
/// them; decoding finds out whether they exist. List items and map entries must be there.
///
/// The value is written as in a scene, except that the quotes around a string can be left out:
/// `3 s`, `bottle`. A single word that starts with a capital letter remains a name, such as `Fifo`.
///
/// Mistakes go to the report and leave the tree as it is. The new value lies in a new source named
/// after the path.
pub fn set(root: &mut Node, sources: &mut Sources, assignment: &str, report: &mut Report) {
    let (name, _) = path::split(assignment).unwrap_or((assignment, ""));
    let source = sources.add(format!("--set {}", name.trim()), assignment);
    let Some(path) = Path::parse(assignment, source, report) else {
        return;
    };
    let Some(mut value) = read_value(sources, source, path.value_start, report) else {
        return;
    };
    let Some(place) = find(root, &path, report) else {
        return;
    };
    value.comments = std::mem::take(&mut place.comments);
    value.comments.inside.clear();
    *place = value;
}

/// Reads what stands after the `=`.
fn read_value(
    sources: &Sources,
    source: SourceId,
    start: usize,
    report: &mut Report,
) -> Option<Node> {
    let whole = sources.text(source);
    let text = whole[start..].trim();
    let start = whole.len() - whole[start..].trim_start().len();
    let span = Span::new(source, start, start + text.len());
    if text.is_empty() {
        let finding = Diagnostic::error(codes::SYNTAX, span, "nothing stands after the `=`");
        report.push(finding.hint("an empty text is written `\"\"`"));
        return None;
    }
    let name_length = text.find(|part: char| !part.is_alphanumeric() && part != '_');
    let call = name_length.is_some_and(|length| length > 0 && text[length..].starts_with('('))
        && text.starts_with(char::is_uppercase);
    if call || text.starts_with(['"', '[', '{', '(']) {
        let mut own = Report::new();
        let node = parse_at(sources, source, start, &mut own).filter(|_| !own.has_errors());
        report.extend(own.into_sorted());
        return node;
    }
    let mut ignored = Report::new();
    let node = parse_at(sources, source, start, &mut ignored).filter(|node| node.span == span);
    let word = is_plain_ident(text) && !text.starts_with(char::is_uppercase);
    match node {
        Some(node)
            if !ignored.has_errors() && (!word || matches!(node.kind, NodeKind::Bool(_))) =>
        {
            Some(node)
        }
        _ => Some(Node::new(span, NodeKind::Str(text.to_owned()))),
    }
}

/// Follows a path; adds missing fields on the way, once it is certain that there is a way.
fn find<'n>(root: &'n mut Node, path: &Path, report: &mut Report) -> Option<&'n mut Node> {
    let mut place = root;
    for (depth, step) in path.steps.iter().enumerate() {
        let walked = Walked { steps: &path.steps[..depth] };
        place = match next(place, step, &walked) {
            Ok(next) => next,
            Err(finding) => {
                report.push(*finding);
                return None;
            }
        };
    }
    Some(place)
}

/// The part of a path that exists, for messages.
struct Walked<'p> {
    steps: &'p [Step],
}

impl Walked<'_> {
    fn name(&self) -> String {
        match self.steps.last() {
            Some(last) => format!("`{}`", last.text),
            None => "the scene".to_owned(),
        }
    }
}

/// Takes one step of a path.
fn next<'n>(
    node: &'n mut Node,
    step: &Step,
    walked: &Walked<'_>,
) -> Result<&'n mut Node, Box<Diagnostic>> {
    let wrong = |message: String| Diagnostic::error(codes::PATH_NOT_FOUND, step.span, message);
    let node = opened(node, step);
    let kind = kind_of(node);
    match &mut node.kind {
        NodeKind::Struct { fields, .. } => Ok(field(fields, step)),
        NodeKind::List(items) | NodeKind::Tuple { items, .. } => {
            let count = items.len();
            let found = step.index.and_then(|index| items.get_mut(index));
            found.ok_or_else(|| {
                let message = format!("{} has no `{}`", walked.name(), step.text);
                Box::new(wrong(message).hint(numbered(count)))
            })
        }
        NodeKind::Map(entries) => {
            let at = entries.iter().position(|(key, _)| key_text(key) == Some(&step.text));
            match at {
                Some(at) => Ok(&mut entries[at].1),
                None => Err(Box::new(no_entry(wrong, entries, step, walked))),
            }
        }
        _ => Err(Box::new(wrong(format!("{} is {kind}, with nothing inside", walked.name())))),
    }
}

/// Steps into `Some(...)`, and gives a name alone the brackets that fields can stand in.
fn opened<'n>(node: &'n mut Node, step: &Step) -> &'n mut Node {
    let wraps = matches!(&node.kind, NodeKind::Tuple { items, .. } if items.len() == 1);
    if wraps && step.index.is_none() && node.name() == Some("Some") {
        let NodeKind::Tuple { items, .. } = &mut node.kind else { unreachable!("it is a tuple") };
        return opened(&mut items[0], step);
    }
    if let NodeKind::Ident(name) = &mut node.kind
        && name != "None"
    {
        let name = Name { text: std::mem::take(name), span: node.span };
        node.kind = NodeKind::Struct { name: Some(name), fields: Vec::new() };
    }
    node
}

/// Returns the value of a field; a missing one is added as an empty struct.
fn field<'n>(fields: &'n mut Vec<Field>, step: &Step) -> &'n mut Node {
    let at = fields.iter().position(|field| field.name.text == step.text).unwrap_or_else(|| {
        let empty = NodeKind::Struct { name: None, fields: Vec::new() };
        let name = Name { text: step.text.clone(), span: step.span };
        fields.push(Field { name, value: Node::new(step.span, empty) });
        fields.len() - 1
    });
    &mut fields[at].value
}

fn no_entry(
    wrong: impl Fn(String) -> Diagnostic,
    entries: &[(Node, Node)],
    step: &Step,
    walked: &Walked<'_>,
) -> Diagnostic {
    let names: Vec<&str> = entries.iter().filter_map(|(key, _)| key_text(key)).collect();
    let finding = wrong(format!("{} has no `{}`", walked.name(), step.text));
    match did_you_mean(&step.text, names.iter().copied()) {
        Some(meant) => finding.hint(format!("did you mean `{meant}`?")),
        None if names.is_empty() => finding.hint("it is empty"),
        None if names.len() > LISTED_MAX => finding,
        None => finding.hint(format!("there is `{}`", names.join("`, `"))),
    }
}

fn key_text(key: &Node) -> Option<&str> {
    match &key.kind {
        NodeKind::Str(text) | NodeKind::Ident(text) | NodeKind::Number(text) => Some(text),
        _ => None,
    }
}

fn numbered(count: usize) -> String {
    match count {
        0 => "it is empty".to_owned(),
        1 => "it has one item, number 0".to_owned(),
        _ => format!("its items are numbered from 0 to {}", count - 1),
    }
}

fn kind_of(node: &Node) -> &'static str {
    match node.kind {
        NodeKind::Str(_) => "a string",
        NodeKind::Number(_) => "a number",
        NodeKind::Bool(_) => "`true` or `false`",
        NodeKind::Char(_) => "a character",
        NodeKind::Ident(_) => "a name",
        _ => "a value",
    }
}
