//! What every part of Plantwright shares: simulated time, quantities with units, ids, and the order of names.
//!
//! # In the reader's order
//!
//! * [`SimTime`] and [`SimSpan`]: an instant and a length of simulated time, whole nanoseconds in 64 bits.
//! * [`Quantity`]: a number with a unit, kept exactly as a person wrote it (`"1.5 m/s"`, `"35 min"`, `"1450 /h"`);
//!   [`Duration`], [`Rate`], [`Length`] and the others are its dimensions.
//! * [`EquipmentId`], [`ProductId`], [`ItemId`]: what records, views and handlers use instead of names.
//! * [`natural_cmp`]: the order of names in which `job 2` stands before `job 10`; [`intern`]: names that scenes bring and
//!   results carry.
//!
//! ```
//! use plantwright_units::{Duration, SimSpan};
//!
//! let cycle: Duration = "1.5 s".parse()?;
//! assert_eq!(cycle.span()?, SimSpan::from_nanos(1_500_000_000));
//! assert_eq!(cycle.to_string(), "1.5 s");
//! # Ok::<(), plantwright_units::QuantityError>(())
//! ```
//!
//! # Guarantees
//!
//! 1. No floating-point time: a quantity becomes a span exactly, or with an error.
//! 2. What was parsed prints back in the same unit.
//! 3. Nothing here reads a clock, an environment or a file.

mod ids;
mod name;
mod quantity;
mod time;

pub use ids::{CalendarId, EquipmentId, ItemId, ProductId};
pub use name::{intern, natural_cmp};
pub use quantity::{
    Acceleration, AccelerationDimension, CarbonIntensity, CarbonIntensityDimension, Dimension,
    Duration, ElectricPower, Energy, EnergyDimension, EnergyPrice, EnergyPriceDimension, Frequency,
    Length, LengthDimension, Mass, MassDimension, PowerDimension, PowerPrice, PowerPriceDimension,
    Quantity, QuantityError, Rate, Speed, SpeedDimension, TimeDimension, Unit,
};
pub use time::{SimSpan, SimTime};

/// The acceleration of gravity on the floor of a plant, metres per second squared: in mechanics, and in checks of slopes and curves.
pub const GRAVITY: f64 = 9.81;
