//! `plantwright schema`: the JSON Schema of scenes, made from the types and their doc comments.

use std::io::Write as _;

use plantwright_model::Scene;
use plantwright_sim::KINDS;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::exit::Failure;

pub(crate) fn run() -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(&schema()).map_err(std::io::Error::other)?;
    writeln!(anstream::stdout(), "{text}")?;
    Ok(())
}

/// Returns the schema of a scene as serde sees it: a kind or a law with its name is an object with that one key.
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
    root["properties"]["equipment"]["additionalProperties"] = json!({ "oneOf": bodies });
    root
}
