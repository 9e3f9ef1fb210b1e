//! Every KPI of every replication of a study as a Parquet table: `docs/study-parquet.md` describes its columns.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt32Array};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use plantwright_study::{Figure, Results};

use crate::exit::Failure;

/// Writes the table. A file that was there is written anew.
pub(crate) fn write(results: &Results, command: &str, path: &Path) -> Result<(), Failure> {
    let file =
        File::create(path).map_err(|error| Failure::file("write the table", path, &error))?;
    table(results, command, file).map_err(|error| {
        Failure::File(format!("cannot write the table: {error}: {}", path.display()))
    })
}

fn table(results: &Results, command: &str, file: File) -> Result<(), ParquetError> {
    let text = |name: &str, nullable| Field::new(name, DataType::Utf8, nullable);
    let schema = Arc::new(Schema::new(vec![
        text("scenario", false),
        Field::new("replication", DataType::UInt32, false),
        text("kpi", false),
        text("equipment", true),
        text("product", true),
        Field::new("value", DataType::Float64, false),
        text("unit", false),
    ]));
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))?;
    for (scenario, outcomes) in results.outcomes.iter().enumerate() {
        let name = results.study.scenarios[scenario].name.as_str();
        let plant = results.study.scenarios[scenario].model.plant();
        for (replication, outcome) in outcomes.iter().enumerate() {
            let Some(outcome) = outcome else { continue };
            let values = &outcome.values;
            let figures: Vec<Figure> =
                values.iter().map(|value| Figure::of_value(value, plant)).collect();
            let columns: Vec<ArrayRef> = vec![
                Arc::new(StringArray::from_iter_values(values.iter().map(|_| name))),
                Arc::new(UInt32Array::from_iter_values(values.iter().map(|_| replication as u32))),
                Arc::new(StringArray::from_iter_values(values.iter().map(|it| it.kpi))),
                Arc::new(StringArray::from_iter(figures.iter().map(|it| it.of.as_deref()))),
                Arc::new(StringArray::from_iter(figures.iter().map(|it| it.product.as_deref()))),
                Arc::new(Float64Array::from_iter_values(values.iter().map(|it| it.value))),
                Arc::new(StringArray::from_iter_values(values.iter().map(|it| it.unit))),
            ];
            writer.write(&RecordBatch::try_new(Arc::clone(&schema), columns)?)?;
        }
    }
    let facts = [
        ("plantwright.version", env!("CARGO_PKG_VERSION").to_owned()),
        ("plantwright.command", command.to_owned()),
        ("plantwright.question", results.study.question.clone()),
        ("plantwright.seed", results.study.seed.to_string()),
    ];
    for (name, fact) in facts {
        writer.append_key_value_metadata(KeyValue::new(name.to_owned(), fact));
    }
    writer.close()?;
    Ok(())
}
