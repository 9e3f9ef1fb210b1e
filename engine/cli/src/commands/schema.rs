//! `plantwright schema`: the JSON Schema of scenes, made from the types and their doc comments.

use std::io::Write as _;

use plantwright_model::Scene;
use plantwright_sim::KINDS;
use plantwright_study::file::StudyFile;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::exit::Failure;

pub(crate) fn run() -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(&schema()).map_err(std::io::Error::other)?;
    writeln!(anstream::stdout(), "{text}")?;
    Ok(())
}

/// What a reader of the schema has to know beside it.
const LONG_FORMS: &str = "Scenes are written in RON, of which this is the structure: a kind or a law with its name is an \
    object with that one key. The short forms (an amount alone for `Constant`, a list alone for `FirstFree`, parameters in \
    order, `Csv(\"...\")` for a table) are told in the descriptions.";

/// Returns the schema of a study.
pub(crate) fn study() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    generator.into_root_schema_for::<StudyFile>().to_value()
}

/// Returns the schema of a scene, every type with its doc comment.
pub(crate) fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let bodies: Vec<Value> = KINDS
        .iter()
        .map(|kind| {
            let body = kind.schema(&mut generator);
            json!({
                "type": "object",
                "properties": { kind.name: body },
                "required": [kind.name],
                "additionalProperties": false,
            })
        })
        .collect();
    let mut root = generator.into_root_schema_for::<Scene>().to_value();
    root["properties"]["equipment"]["additionalProperties"] =
        json!({ "title": "any kind of equipment", "oneOf": bodies });
    root["$comment"] = json!(LONG_FORMS);
    root
}
