//! What a type of the scene language looks like, read from its JSON Schema: its fields, its choices, its forms.

use serde_json::Value;

use super::prose;

/// A field of a thing, or a parameter of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    /// What can stand there: `Capacity`, `whole number`, `[Duration]`, `{name: Product}`.
    pub(super) term: String,
    /// Whether it has to be written.
    pub(super) needed: bool,
    /// What holds where it is not written, in the words of its doc comment.
    pub(super) default: Option<String>,
    /// What it means.
    pub(super) meaning: String,
}

/// One of several things that can stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    /// Its name, unless it is told by its form alone.
    pub(super) name: Option<String>,
    pub(super) meaning: String,
    /// What it is given: parameters with names, or one thing without.
    pub(super) given: Given,
}

/// What stands in the brackets of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    Nothing,
    Term(String),
    Parameters(Vec<Field>),
}

impl Choice {
    /// Returns how it is written: `Normal(mean, sd, [min], [max])`.
    pub(super) fn signature(&self) -> String {
        let name = self.name.as_deref().unwrap_or_default();
        match &self.given {
            Given::Nothing => name.to_owned(),
            Given::Term(term) if name.is_empty() => term.clone(),
            Given::Term(term) => format!("{name}({term})"),
            Given::Parameters(fields) => {
                let names: Vec<String> = fields
                    .iter()
                    .map(|field| {
                        let name = &field.name;
                        if field.needed { name.clone() } else { format!("[{name}]") }
                    })
                    .collect();
                format!("{name}({})", names.join(", "))
            }
        }
    }
}

/// Returns the fields of a type, none where it is no thing with fields.
pub(super) fn fields(schema: &Value) -> Vec<Field> {
    let needed: Vec<&str> = list(schema, "required").iter().filter_map(Value::as_str).collect();
    let Some(properties) = schema["properties"].as_object() else {
        return Vec::new();
    };
    properties
        .iter()
        .map(|(name, property)| {
            let (meaning, default) = prose::split_default(&prose::description(property));
            Field {
                name: name.clone(),
                term: term(property),
                needed: needed.contains(&name.as_str()),
                default,
                meaning,
            }
        })
        .collect()
}

/// Returns what a type lets choose from, none where it is no choice.
pub(super) fn choices(schema: &Value) -> Vec<Choice> {
    let (named, forms) = (list(schema, "oneOf"), list(schema, "anyOf"));
    let named = named.iter().map(named_choice);
    named.chain(forms.iter().map(form)).collect()
}

/// Tells whether all of a type's choices are plain words, such as `Fifo`.
pub(super) fn is_list_of_words(schema: &Value) -> bool {
    let choices = choices(schema);
    !choices.is_empty()
        && choices.iter().all(|choice| choice.given == Given::Nothing && choice.name.is_some())
}

/// Returns the names of the types that a type refers to, in the order of its text, each of them once.
pub(super) fn references(schema: &Value) -> Vec<String> {
    let mut names = Vec::new();
    collect_references(schema, &mut names);
    names
}

/// Returns the name under which people know a type: generic ones have a number for each use.
pub(super) fn plain_name(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// Returns what can stand at a place, in the notation of scenes.
fn term(schema: &Value) -> String {
    if let Some(title) = schema["title"].as_str() {
        return title.to_owned();
    }
    if let Some(name) = reference(schema) {
        return plain_name(name).to_owned();
    }
    if let Some(word) = schema["const"].as_str() {
        return word.to_owned();
    }
    for several in ["anyOf", "oneOf"] {
        let terms: Vec<String> =
            list(schema, several).iter().filter(|one| one["type"] != "null").map(term).collect();
        if !terms.is_empty() {
            return terms.join(" or ");
        }
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| **kind != "null"),
        kind => Some(kind),
    };
    match kind.and_then(Value::as_str) {
        Some("string") => "text".to_owned(),
        Some("integer") => "whole number".to_owned(),
        Some("number") => "number".to_owned(),
        Some("boolean") => "true or false".to_owned(),
        Some("array") => match list(schema, "prefixItems") {
            [] => format!("[{}]", term(&schema["items"])),
            parts => {
                let parts: Vec<String> = parts.iter().map(term).collect();
                format!("({})", parts.join(", "))
            }
        },
        Some("object") if schema["additionalProperties"].is_object() => {
            format!("{{name: {}}}", term(&schema["additionalProperties"]))
        }
        Some("object") => {
            let names: Vec<String> = fields(schema).into_iter().map(|field| field.name).collect();
            format!("({})", names.join(", "))
        }
        _ => "anything".to_owned(),
    }
}

/// `{"Normal": {...}}` and `"Fifo"`: choices that are told by their names.
fn named_choice(schema: &Value) -> Choice {
    let meaning = prose::description(schema);
    let only = schema["properties"].as_object().and_then(|properties| properties.iter().next());
    let (name, given) = match only {
        Some((name, body)) if body["properties"].is_object() => {
            (name.clone(), Given::Parameters(fields(body)))
        }
        Some((name, body)) => (name.clone(), Given::Term(term(body))),
        None => (term(schema), Given::Nothing),
    };
    Choice { name: Some(name), meaning, given }
}

/// A list, a map, a word, a number: choices that are told by their forms.
fn form(schema: &Value) -> Choice {
    let given = if schema["properties"].is_object() {
        Given::Parameters(fields(schema))
    } else {
        Given::Term(term(schema))
    };
    Choice { name: None, meaning: prose::description(schema), given }
}

fn list<'a>(schema: &'a Value, key: &str) -> &'a [Value] {
    schema[key].as_array().map_or(&[], Vec::as_slice)
}

fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str().map(|path| path.rsplit('/').next().unwrap_or(path))
}

fn collect_references(schema: &Value, names: &mut Vec<String>) {
    if let Some(name) = reference(schema).map(plain_name)
        && !names.iter().any(|known| known == name)
    {
        names.push(name.to_owned());
    }
    match schema {
        Value::Object(parts) => parts
            .iter()
            .filter(|(key, _)| *key != "$defs")
            .for_each(|(_, part)| collect_references(part, names)),
        Value::Array(parts) => parts.iter().for_each(|part| collect_references(part, names)),
        _ => {}
    }
}
