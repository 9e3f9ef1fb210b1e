//! What is known of belts, and the whole numbers in which they are computed.

use plantwright_units::{EquipmentId, Length, Speed};

use super::ProductFacts;
use crate::Span;

/// A belt: a moving surface on which items stand at a distance.
#[derive(Debug, Clone, PartialEq)]
pub struct BeltFacts {
    /// From the entry to the exit.
    pub length: Length,
    /// Of the surface.
    pub speed: Speed,
    /// From the front of an item to that of the item behind it.
    pub spacing: Spacing,
    /// Where the spacing stands in the scene.
    pub span: Span,
    /// Whether items go on while the one at the exit waits.
    pub accumulates: bool,
    /// Who goes first at the entry, the most important one first; none: whoever has waited longest.
    pub priority: Option<Vec<EquipmentId>>,
}

/// How far apart items stand on a belt at least.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spacing {
    /// From front to front, whatever the item's length.
    Pitch(Length),
    /// From the end of an item, by its length, to the front of the one behind.
    Gap(Length),
}

impl BeltFacts {
    /// Returns the distance from the front of an item of a product to that of the item behind it, in metres as numerator and
    /// denominator; none where the length of the product is needed and not known.
    pub fn pitch(&self, product: &ProductFacts) -> Option<(i128, i128)> {
        match self.spacing {
            Spacing::Pitch(pitch) => Some(pitch.ratio()),
            Spacing::Gap(gap) => {
                let ((gap, parts), (length, others)) = (gap.ratio(), product.length?.ratio());
                let sum = gap.checked_mul(others)?.checked_add(length.checked_mul(parts)?)?;
                Some((sum, parts.checked_mul(others)?))
            }
        }
    }

    /// Returns the unit of length in which speed, length and pitches are whole numbers; none where they are too fine,
    /// or the length of a product is not known.
    /// The pitches are those of these products, in their order.
    pub fn scale<'a>(&self, products: impl Iterator<Item = &'a ProductFacts>) -> Option<BeltScale> {
        BeltScale::new(self, products)
    }
}

/// A belt in whole numbers: a unit of length of its own, in which it runs a whole number of units in each nanosecond, and
/// lengths are whole, so that nothing is ever rounded but instants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeltScale {
    /// How many units the surface runs in a nanosecond.
    pub speed: u64,
    /// How many units long it is.
    pub length: u128,
    /// The pitches of the products that were asked for, in their order.
    pub pitches: Vec<u128>,
}

impl BeltScale {
    /// The least speed in units, so that a share of it can be told to a billionth.
    const FINE: i128 = 1_000_000_000;

    fn new<'a>(belt: &BeltFacts, products: impl Iterator<Item = &'a ProductFacts>) -> Option<Self> {
        const NANOS: i128 = 1_000_000_000;
        let (metres, seconds) = belt.speed.ratio();
        let speed = reduced((metres, seconds.checked_mul(NANOS)?));
        let length = reduced(belt.length.ratio());
        let pitches: Vec<(i128, i128)> =
            products.map(|product| belt.pitch(product).map(reduced)).collect::<Option<_>>()?;
        let mut units = common_multiple(speed.1, length.1)?;
        for (_, parts) in &pitches {
            units = common_multiple(units, *parts)?;
        }
        let whole = |(numerator, parts): (i128, i128), units: i128| {
            numerator.checked_mul(units / parts).filter(|units| *units >= 0 && *units < 1 << 100)
        };
        let coarse = whole(speed, units)?.max(1);
        units = units.checked_mul((Self::FINE + coarse - 1) / coarse)?;
        Some(Self {
            speed: u64::try_from(whole(speed, units)?).ok().filter(|speed| *speed < 1 << 60)?,
            length: whole(length, units)?.unsigned_abs(),
            pitches: pitches
                .into_iter()
                .map(|pitch| whole(pitch, units).map(i128::unsigned_abs))
                .collect::<Option<_>>()?,
        })
    }
}

fn divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.abs().max(1)
}

fn reduced((numerator, denominator): (i128, i128)) -> (i128, i128) {
    let by = divisor(numerator, denominator);
    (numerator / by, denominator / by)
}

fn common_multiple(a: i128, b: i128) -> Option<i128> {
    (a / divisor(a, b)).checked_mul(b)
}
