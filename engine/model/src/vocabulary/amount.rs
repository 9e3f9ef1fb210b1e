//! What a random amount can be made of: durations, lengths and plain numbers.

use plantwright_units::{Duration, Length};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// A quantity that a distribution can range over.
pub trait Amount: Copy + DeserializeOwned + JsonSchema + 'static {
    /// Whether amounts below zero make no sense.
    const NEVER_NEGATIVE: bool;

    /// Returns the amount as a real number: nanoseconds for durations, metres for lengths.
    fn real(&self) -> f64;

    /// Writes a real number the way people write the amount, for messages.
    fn show(real: f64) -> String;

    /// Reads a cell of a table; `unit` is that of the column, if it has one.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the text.
    fn parse_cell(text: &str, unit: Option<&str>) -> Result<Self, String>;
}

impl Amount for Duration {
    const NEVER_NEGATIVE: bool = true;

    fn real(&self) -> f64 {
        self.nanos_f64()
    }

    fn show(real: f64) -> String {
        format!("{} s", real / 1e9)
    }

    fn parse_cell(text: &str, unit: Option<&str>) -> Result<Self, String> {
        let whole = match unit {
            Some(unit) => format!("{text} {unit}"),
            None => text.to_owned(),
        };
        whole.parse().map_err(|error: plantwright_units::QuantityError| error.to_string())
    }
}

impl Amount for Length {
    const NEVER_NEGATIVE: bool = true;

    fn real(&self) -> f64 {
        self.base_f64()
    }

    fn show(real: f64) -> String {
        format!("{real} m")
    }

    fn parse_cell(text: &str, unit: Option<&str>) -> Result<Self, String> {
        let whole = unit.map_or_else(|| text.to_owned(), |unit| format!("{text} {unit}"));
        whole.parse().map_err(|error: plantwright_units::QuantityError| error.to_string())
    }
}

impl Amount for f64 {
    const NEVER_NEGATIVE: bool = false;

    fn real(&self) -> f64 {
        *self
    }

    fn show(real: f64) -> String {
        real.to_string()
    }

    fn parse_cell(text: &str, unit: Option<&str>) -> Result<Self, String> {
        if let Some(unit) = unit {
            return Err(format!("plain numbers are wanted, and the unit `{unit}` was given"));
        }
        text.parse().map_err(|_error| format!("`{text}` is not a number"))
    }
}
