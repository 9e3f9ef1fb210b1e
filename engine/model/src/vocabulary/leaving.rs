//! What items count as that leave the plant.

use schemars::JsonSchema;
use serde::Deserialize;

/// What items count as that leave the plant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum LeavesAs {
    /// They were made: produced, and good unless they have a defect.
    #[default]
    Made,
    /// They are waste: scrapped, as if they had been taken out where they were spoilt, rejected or expired.
    Waste,
    /// Neither made nor lost: what is no product, such as breaks of people, empty boxes, or test pieces.
    Nothing,
}
