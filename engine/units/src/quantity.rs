//! Numbers with units, kept exactly as they were written. Which field takes which dimension is said elsewhere.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::SimSpan;

mod dimension;

pub use dimension::{
    Acceleration, AccelerationDimension, CarbonIntensity, CarbonIntensityDimension, Dimension,
    Duration, ElectricPower, Energy, EnergyDimension, EnergyPrice, EnergyPriceDimension, Frequency,
    Length, LengthDimension, Mass, MassDimension, PowerDimension, PowerPrice, PowerPriceDimension,
    Rate, Speed, SpeedDimension, TimeDimension, Unit,
};

/// A decimal number with a unit of dimension `D`, exactly as written.
///
/// Two quantities are equal where they mean the same amount, whatever their units.
pub struct Quantity<D> {
    /// The number without its decimal point.
    digits: i64,
    /// How many of the digits stand behind the point.
    scale: u8,
    unit: &'static Unit,
    dimension: PhantomData<fn() -> D>,
}

/// Why a text is no quantity, or a quantity does not fit its use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// The text does not start with a decimal number.
    #[error("`{text}` is not a number with a unit: {help}")]
    NoNumber {
        /// What was written.
        text: String,
        /// What a quantity of this dimension looks like.
        help: String,
    },
    /// The number has no unit.
    #[error("`{text}` has no unit: {help}")]
    NoUnit {
        /// What was written.
        text: String,
        /// What a quantity of this dimension looks like.
        help: String,
    },
    /// The unit is not one of the dimension's.
    #[error("`{unit}` is not a unit of {dimension}: {help}")]
    UnknownUnit {
        /// What was written.
        unit: String,
        /// The dimension that was wanted.
        dimension: &'static str,
        /// What a quantity of this dimension looks like.
        help: String,
    },
    /// The number has more than 18 digits.
    #[error("`{text}` has too many digits: at most 18 are kept exactly")]
    TooLong {
        /// What was written.
        text: String,
    },
    /// A span of time that is below zero.
    #[error("`{quantity}` is negative, and a span of time is not")]
    Negative {
        /// What was written.
        quantity: String,
    },
    /// A span of time that is no whole number of nanoseconds.
    #[error("`{quantity}` is finer than a nanosecond, the tick of simulated time")]
    TooFine {
        /// What was written.
        quantity: String,
    },
    /// An amount of which only whole parts are counted, and that has other parts.
    #[error("`{quantity}` is below zero, or finer or larger than can be counted exactly")]
    NotCountable {
        /// What was written.
        quantity: String,
    },
    /// A span of time beyond 584 years.
    #[error("`{quantity}` is longer than simulated time can tell (584 years)")]
    TooLarge {
        /// What was written.
        quantity: String,
    },
}

impl<D: Dimension> Quantity<D> {
    /// Returns `digits` / 10^`scale` of `unit`.
    ///
    /// # Panics
    /// Where the dimension has no unit of that symbol.
    pub fn new(digits: i64, scale: u8, unit: &str) -> Self {
        let unit = D::unit(unit).expect("a unit of the dimension");
        Self { digits, scale, unit, dimension: PhantomData }
    }

    /// Returns the value in the dimension's base unit (seconds, metres, per second, ...), correctly rounded twice at most.
    pub fn base_f64(&self) -> f64 {
        let (numerator, denominator) = self.ratio();
        nearest(numerator, denominator)
    }

    /// Returns how many parts it is, of which `parts` are one base unit.
    ///
    /// # Errors
    /// Below zero, no whole number of parts, or more than 64 bits of them.
    pub fn whole(&self, parts: u64) -> Result<u64, QuantityError> {
        let (numerator, denominator) = self.ratio();
        let exact = numerator
            .checked_mul(i128::from(parts))
            .filter(|numerator| numerator % denominator == 0)
            .and_then(|numerator| u64::try_from(numerator / denominator).ok());
        exact.ok_or_else(|| QuantityError::NotCountable { quantity: self.to_string() })
    }

    /// Returns the number as written, without its unit.
    pub fn number(&self) -> f64 {
        self.digits as f64 / 10_i128.pow(u32::from(self.scale)) as f64
    }

    /// Returns the symbol of the unit as written.
    pub fn unit(&self) -> &'static str {
        self.unit.symbol
    }

    /// Tells whether the amount is below zero.
    pub fn is_negative(&self) -> bool {
        self.digits < 0
    }

    /// Tells whether the amount is nothing.
    pub fn is_zero(&self) -> bool {
        self.digits == 0
    }

    /// Returns the exact value in the base unit, as numerator and denominator, not reduced.
    ///
    /// 18 digits times a unit of at most 10^18 stay within 128 bits.
    pub fn ratio(&self) -> (i128, i128) {
        (
            i128::from(self.digits) * i128::from(self.unit.numerator),
            10_i128.pow(u32::from(self.scale)) * i128::from(self.unit.denominator),
        )
    }
}

impl Duration {
    /// Returns the exact span of simulated time.
    ///
    /// # Errors
    /// Negative, finer than a nanosecond, or longer than 584 years.
    pub fn span(&self) -> Result<SimSpan, QuantityError> {
        let (numerator, denominator) = self.ratio();
        let nanos = numerator * 1_000_000_000;
        if nanos < 0 {
            return Err(QuantityError::Negative { quantity: self.to_string() });
        }
        if nanos % denominator != 0 {
            return Err(QuantityError::TooFine { quantity: self.to_string() });
        }
        match u64::try_from(nanos / denominator) {
            Ok(nanos) => Ok(SimSpan::from_nanos(nanos)),
            Err(_beyond) => Err(QuantityError::TooLarge { quantity: self.to_string() }),
        }
    }

    /// Returns nanoseconds as a real number, for the parameters of distributions.
    pub fn nanos_f64(&self) -> f64 {
        let (numerator, denominator) = self.ratio();
        nearest(numerator * 1_000_000_000, denominator)
    }
}

/// A fraction as a real number: the same one however it was written, since it is brought into lowest terms first.
fn nearest(numerator: i128, denominator: i128) -> f64 {
    let (mut common, mut rest) = (numerator, denominator);
    while rest != 0 {
        (common, rest) = (rest, common % rest);
    }
    (numerator / common) as f64 / (denominator / common) as f64
}

impl<D: Dimension> FromStr for Quantity<D> {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let trimmed = text.trim();
        let end = trimmed
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | '_')))
            .unwrap_or(trimmed.len());
        let (number, symbol) = (&trimmed[..end], trimmed[end..].trim());
        let (digits, scale) = decimal(number).map_err(|problem| match problem {
            NotDecimal::Malformed => {
                QuantityError::NoNumber { text: text.to_owned(), help: help::<D>() }
            }
            NotDecimal::TooLong => QuantityError::TooLong { text: text.to_owned() },
        })?;
        if symbol.starts_with(',') {
            // A decimal comma, or digits in groups of three.
            return Err(QuantityError::NoNumber { text: text.to_owned(), help: help::<D>() });
        }
        if symbol.is_empty() {
            return Err(QuantityError::NoUnit { text: text.to_owned(), help: help::<D>() });
        }
        let unit = D::unit(symbol).ok_or_else(|| QuantityError::UnknownUnit {
            unit: symbol.to_owned(),
            dimension: D::NAME,
            help: help::<D>(),
        })?;
        Ok(Self { digits, scale, unit, dimension: PhantomData })
    }
}

enum NotDecimal {
    Malformed,
    TooLong,
}

/// Reads `-1_450.25` as (-145025, 2), trailing zeros behind the point dropped.
fn decimal(text: &str) -> Result<(i64, u8), NotDecimal> {
    let (negative, unsigned) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let fraction = fraction.trim_end_matches('0');
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    if !whole.starts_with(|c: char| c.is_ascii_digit()) || !plain(whole) || !plain(fraction) {
        return Err(NotDecimal::Malformed);
    }
    let digits: String = whole.chars().chain(fraction.chars()).filter(|c| *c != '_').collect();
    let significant = digits.trim_start_matches('0');
    let scale = fraction.bytes().filter(|b| *b != b'_').count();
    if significant.len() > 18 || scale > 18 {
        return Err(NotDecimal::TooLong);
    }
    let value: i64 = if significant.is_empty() {
        0
    } else {
        significant.parse().map_err(|_e| NotDecimal::TooLong)?
    };
    Ok((if negative { -value } else { value }, if value == 0 { 0 } else { scale as u8 }))
}

/// One sentence that shows how a quantity of the dimension is written.
fn help<D: Dimension>() -> String {
    let symbols: Vec<&str> = D::UNITS.iter().map(|unit| unit.symbol).collect();
    format!("write {} like \"{}\" (units: {})", D::NAME, D::EXAMPLE, symbols.join(", "))
}

impl<D> fmt::Display for Quantity<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = 10_u64.pow(u32::from(self.scale));
        let amount = self.digits.unsigned_abs();
        if self.digits < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}", amount / size)?;
        if self.scale > 0 {
            write!(f, ".{:0width$}", amount % size, width = usize::from(self.scale))?;
        }
        write!(f, " {}", self.unit.symbol)
    }
}

impl<D> fmt::Debug for Quantity<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

impl<D> Clone for Quantity<D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D> Copy for Quantity<D> {}

impl<D: Dimension> PartialEq for Quantity<D> {
    fn eq(&self, other: &Self) -> bool {
        let ((a, b), (c, d)) = (self.ratio(), other.ratio());
        // Cross products may leave 128 bits; whole and fractional parts may not.
        a.div_euclid(b) == c.div_euclid(d) && {
            let (left, right) = (a.rem_euclid(b), c.rem_euclid(d));
            match (left.checked_mul(d), right.checked_mul(b)) {
                (Some(x), Some(y)) => x == y,
                _ => left as f64 / b as f64 == right as f64 / d as f64,
            }
        }
    }
}

impl<D> Serialize for Quantity<D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, D: Dimension> Deserialize<'de> for Quantity<D> {
    fn deserialize<De: Deserializer<'de>>(deserializer: De) -> Result<Self, De::Error> {
        struct Visitor<D>(PhantomData<D>);

        impl<D: Dimension> Visitor<D> {
            fn bare<E: de::Error>(number: impl fmt::Display) -> E {
                E::custom(format!("the number `{number}` has no unit\n{}", help::<D>()))
            }
        }

        impl<D: Dimension> de::Visitor<'_> for Visitor<D> {
            type Value = Quantity<D>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} like \"{}\"", D::NAME, D::EXAMPLE)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Quantity<D>, E> {
                text.parse().map_err(|error: QuantityError| {
                    // The sentence is the message, what would be right is the hint.
                    E::custom(error.to_string().replacen(": write ", "\nwrite ", 1))
                })
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Quantity<D>, E> {
                Err(Self::bare(number))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Quantity<D>, E> {
                Err(Self::bare(number))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Quantity<D>, E> {
                Err(Self::bare(number))
            }
        }

        deserializer.deserialize_any(Visitor(PhantomData))
    }
}

impl<D: Dimension> JsonSchema for Quantity<D> {
    fn schema_name() -> Cow<'static, str> {
        D::TYPE_NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let symbols: Vec<&str> = D::UNITS.iter().map(|unit| unit.symbol).collect();
        json_schema!({
            "type": "string",
            "description": help::<D>(),
            "examples": [D::EXAMPLE],
            "pattern": format!("^\\s*[+-]?[0-9][0-9_]*(\\.[0-9_]*)?\\s*({})\\s*$", symbols.join("|").replace('.', "\\.")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_convert_exactly() {
        for (text, nanos) in [
            ("1.5 s", 1_500_000_000),
            ("35 min", 2_100_000_000_000),
            ("8 h", 28_800_000_000_000),
            ("0.1 ms", 100_000),
            ("1_000 ns", 1_000),
            ("2.50us", 2_500),
            ("1 d", 86_400_000_000_000),
            ("0 s", 0),
        ] {
            let duration: Duration = text.parse().unwrap();
            assert_eq!(duration.span().unwrap().as_nanos(), nanos, "{text}");
        }
    }

    #[test]
    fn quantities_print_back_as_written() {
        for text in ["1.5 s", "35 min", "-2 s", "0.05 h", "1450 s"] {
            assert_eq!(text.parse::<Duration>().unwrap().to_string(), text);
        }
        assert_eq!("1_450/h".parse::<Rate>().unwrap().to_string(), "1450 /h");
        assert_eq!("90.0 mm".parse::<Length>().unwrap().to_string(), "90 mm");
    }

    #[test]
    fn the_same_amount_is_equal_in_any_unit() {
        assert_eq!("90 s".parse::<Duration>().unwrap(), "1.5 min".parse().unwrap());
        assert_ne!("90 s".parse::<Duration>().unwrap(), "91 s".parse().unwrap());
        assert_eq!("60 /h".parse::<Rate>().unwrap(), "1 /min".parse().unwrap());
        assert_eq!("3.6 km/h".parse::<Speed>().unwrap(), "1 m/s".parse().unwrap());
        for (one, other) in
            [("17.8125 h", "0.7421875 d"), ("3171 s", "3171000000000 ns"), ("0 h", "0 s")]
        {
            let [one, other] = [one, other].map(|text| text.parse::<Duration>().unwrap());
            assert_eq!(one.nanos_f64().to_bits(), other.nanos_f64().to_bits(), "{one}");
            assert_eq!(one.base_f64().to_bits(), other.base_f64().to_bits(), "{one}");
        }
    }

    #[test]
    fn amounts_are_whole_parts_or_errors() {
        assert_eq!("1.2 kW".parse::<ElectricPower>().unwrap().whole(1_000_000), Ok(1_200_000_000));
        assert_eq!("30 /h".parse::<Rate>().unwrap().whole(86_400), Ok(720));
        for text in ["-1 W", "0.0000001 W", "99999999999999 MW"] {
            assert_eq!(
                text.parse::<ElectricPower>().unwrap().whole(1_000_000).unwrap_err().to_string(),
                format!("`{text}` is below zero, or finer or larger than can be counted exactly")
            );
        }
    }

    #[test]
    fn mistakes_say_what_would_be_right() {
        for (text, message) in [
            (
                "5",
                "`5` has no unit: write a duration like \"1.5 s\" (units: ns, us, ms, s, min, h, d)",
            ),
            (
                "fast",
                "`fast` is not a number with a unit: write a duration like \"1.5 s\" (units: ns, us, ms, s, min, h, d)",
            ),
            (
                "5 m",
                "`m` is not a unit of a duration: write a duration like \"1.5 s\" (units: ns, us, ms, s, min, h, d)",
            ),
            (
                "1234567890123456789 s",
                "`1234567890123456789 s` has too many digits: at most 18 are kept exactly",
            ),
        ] {
            assert_eq!(text.parse::<Duration>().unwrap_err().to_string(), message);
        }
        for (text, message) in [
            ("-1 s", "`-1 s` is negative, and a span of time is not"),
            ("0.5 ns", "`0.5 ns` is finer than a nanosecond, the tick of simulated time"),
            ("999999 d", "`999999 d` is longer than simulated time can tell (584 years)"),
        ] {
            assert_eq!(text.parse::<Duration>().unwrap().span().unwrap_err().to_string(), message);
        }
    }
}
