//! The dimensions that a scene can speak of, each with its units as exact ratios of the base unit.

use super::Quantity;

/// A unit: `numerator / denominator` of the dimension's base unit.
#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    /// What people write behind the number.
    pub symbol: &'static str,
    /// How many base units (over the denominator) one of it is.
    pub numerator: u64,
    /// See `numerator`.
    pub denominator: u64,
}

/// What a quantity measures.
pub trait Dimension: 'static {
    /// The dimension in words, with its article.
    const NAME: &'static str;
    /// The name of the type in schemas.
    const TYPE_NAME: &'static str;
    /// A typical quantity.
    const EXAMPLE: &'static str;
    /// The units, from small to large.
    const UNITS: &'static [Unit];

    /// Returns the unit of that symbol.
    fn unit(symbol: &str) -> Option<&'static Unit> {
        Self::UNITS.iter().find(|unit| unit.symbol == symbol)
    }
}

/// Declares a dimension, its quantity type and its units.
macro_rules! dimensions {
    ($($(#[$doc:meta])* $dimension:ident, $quantity:ident, $name:literal, $example:literal,
        [$($symbol:literal = $numerator:literal / $denominator:literal),+];)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $dimension;

        impl Dimension for $dimension {
            const NAME: &'static str = $name;
            const TYPE_NAME: &'static str = stringify!($quantity);
            const EXAMPLE: &'static str = $example;
            const UNITS: &'static [Unit] = &[
                $(Unit { symbol: $symbol, numerator: $numerator, denominator: $denominator }),+
            ];
        }

        $(#[$doc])*
        pub type $quantity = Quantity<$dimension>;
    )+};
}

dimensions! {
    /// A length of time; base unit second.
    TimeDimension, Duration, "a duration", "1.5 s",
    ["ns" = 1 / 1_000_000_000, "us" = 1 / 1_000_000, "ms" = 1 / 1_000, "s" = 1 / 1, "min" = 60 / 1,
     "h" = 3_600 / 1, "d" = 86_400 / 1];
    /// How often something happens; base unit per second.
    Frequency, Rate, "a rate", "1450 /h",
    ["/s" = 1 / 1, "/min" = 1 / 60, "/h" = 1 / 3_600, "/d" = 1 / 86_400];
    /// A length in space; base unit metre.
    LengthDimension, Length, "a length", "90 mm",
    ["um" = 1 / 1_000_000, "mm" = 1 / 1_000, "cm" = 1 / 100, "m" = 1 / 1, "km" = 1_000 / 1, "in" = 254 / 10_000, "ft" = 3_048 / 10_000];
    /// A speed; base unit metre per second.
    SpeedDimension, Speed, "a speed", "0.5 m/s",
    ["mm/s" = 1 / 1_000, "m/min" = 1 / 60, "m/s" = 1 / 1, "km/h" = 10 / 36];
    /// How fast a speed changes; base unit metre per second and second.
    AccelerationDimension, Acceleration, "an acceleration", "0.5 m/s2",
    ["mm/s2" = 1 / 1_000, "m/s2" = 1 / 1];
    /// A mass; base unit kilogram.
    MassDimension, Mass, "a mass", "12 kg",
    ["g" = 1 / 1_000, "kg" = 1 / 1, "t" = 1_000 / 1];
    /// A power; base unit watt.
    PowerDimension, ElectricPower, "a power", "6 kW",
    ["W" = 1 / 1, "kW" = 1_000 / 1, "MW" = 1_000_000 / 1];
    /// An energy; base unit joule.
    EnergyDimension, Energy, "an energy", "1.2 kWh",
    ["J" = 1 / 1, "kJ" = 1_000 / 1, "MJ" = 1_000_000 / 1, "Wh" = 3_600 / 1, "kWh" = 3_600_000 / 1, "MWh" = 3_600_000_000 / 1];
    /// What a unit of energy costs, in any currency; base unit per kilowatt-hour.
    EnergyPriceDimension, EnergyPrice, "a price of energy", "0.25 /kWh",
    ["/kWh" = 1 / 1, "/MWh" = 1 / 1_000];
    /// What a unit of power costs, in any currency; base unit per kilowatt.
    PowerPriceDimension, PowerPrice, "a price of power", "12 /kW",
    ["/kW" = 1 / 1, "/MW" = 1 / 1_000];
    /// The carbon that a unit of energy stands for; base unit gram per kilowatt-hour.
    CarbonIntensityDimension, CarbonIntensity, "a carbon intensity", "350 g/kWh",
    ["g/kWh" = 1 / 1, "kg/MWh" = 1 / 1, "kg/kWh" = 1_000 / 1, "t/MWh" = 1_000 / 1];
}
