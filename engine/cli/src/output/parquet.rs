//! Every KPI of every replication of a study as a Parquet table: `docs/study-parquet.md` describes its columns.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt32Array};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use plantwright_study::{Figure, Outcome, Scenario, Study};

use crate::exit::Failure;

/// How many rows are written at once: what is open needs room for so many, however long the study is.
const ROWS: usize = 1 << 17;

/// A table that is written replication by replication.
pub(crate) struct Table {
    path: PathBuf,
    schema: Arc<Schema>,
    writer: ArrowWriter<File>,
    /// What went wrong first: nothing is written after it.
    problem: Option<ParquetError>,
}

impl Table {
    /// Begins a table. A file that was there is written anew.
    pub(crate) fn begin(path: &Path) -> Result<Self, Failure> {
        let file =
            File::create(path).map_err(|error| Failure::file("write the table", path, &error))?;
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
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(ROWS))
            .build();
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties));
        let writer = writer.map_err(|error| unwritable(path, &error))?;
        Ok(Self { path: path.to_path_buf(), schema, writer, problem: None })
    }

    /// Adds a replication. What goes wrong is told in the end: the study goes on.
    pub(crate) fn add(&mut self, scenario: &Scenario, replication: u32, outcome: &Outcome) {
        if self.problem.is_none() {
            self.problem = self.write(scenario, replication, outcome).err();
        }
    }

    /// Ends the table with what the study was.
    pub(crate) fn end(mut self, study: &Study, command: &str) -> Result<(), Failure> {
        let facts = [
            ("plantwright.version", env!("CARGO_PKG_VERSION").to_owned()),
            ("plantwright.command", command.to_owned()),
            ("plantwright.question", study.question.clone()),
            ("plantwright.seed", study.seed.to_string()),
        ];
        for (name, fact) in facts {
            self.writer.append_key_value_metadata(KeyValue::new(name.to_owned(), fact));
        }
        let ended = self.problem.map_or_else(|| self.writer.close().map(|_| ()), Err);
        ended.map_err(|error| unwritable(&self.path, &error))
    }

    fn write(
        &mut self,
        scenario: &Scenario,
        replication: u32,
        outcome: &Outcome,
    ) -> Result<(), ParquetError> {
        let (name, plant) = (scenario.name.as_str(), scenario.model.plant());
        let values = &outcome.values;
        let figures: Vec<Figure> =
            values.iter().map(|value| Figure::of_value(value, plant)).collect();
        let columns: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from_iter_values(values.iter().map(|_| name))),
            Arc::new(UInt32Array::from_iter_values(values.iter().map(|_| replication))),
            Arc::new(StringArray::from_iter_values(values.iter().map(|it| it.kpi))),
            Arc::new(figures.iter().map(|it| it.of.as_deref()).collect::<StringArray>()),
            Arc::new(figures.iter().map(|it| it.product.as_deref()).collect::<StringArray>()),
            Arc::new(Float64Array::from_iter_values(values.iter().map(|it| it.value))),
            Arc::new(StringArray::from_iter_values(values.iter().map(|it| it.unit))),
        ];
        self.writer.write(&RecordBatch::try_new(Arc::clone(&self.schema), columns)?)
    }
}

fn unwritable(path: &Path, error: &ParquetError) -> Failure {
    Failure::File(format!("cannot write the table: {error}: {}", path.display()))
}
