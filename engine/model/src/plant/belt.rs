//! What is known of belts and sorters, and the whole numbers in which they are computed.

use plantwright_units::{EquipmentId, Length, SimSpan, SimTime, Speed};

use super::{EyeFacts, ProductFacts};
use crate::{Span, Spanned};

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
    /// Who goes first at the entry.
    pub merge: MergeFacts,
    /// How long each of its zones is, where items go on only into an empty one; none: all that touch start at once.
    pub zones: Option<Spanned<Length>>,
    /// When it moves on by one pitch, where it does not run all the time.
    pub index: Option<IndexFacts>,
    /// How it turns round, where it runs both ways.
    pub reversal: Option<ReversalFacts>,
    /// When it runs at another speed from then on, the earliest first.
    pub changes: Vec<(SimTime, Speed)>,
    /// The photo-eyes along it.
    pub eyes: Vec<EyeFacts>,
    /// Where items come and go between its ends, where they do.
    pub sorter: Option<SorterFacts>,
    /// Where it is not straight and level.
    pub shape: Option<ShapeFacts>,
}

/// Who goes first at the entry of a belt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum MergeFacts {
    /// Who has waited longest.
    #[default]
    InTurn,
    /// The first in the list that waits.
    Priority(Vec<EquipmentId>),
    /// Each in the order of the list; whose turn it is is waited for.
    Zip(Vec<EquipmentId>),
    /// Who holds the most items.
    Fullest,
}

/// When an indexed belt moves on by one pitch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexFacts {
    /// As soon as its last place is free.
    WhenFree,
    /// As soon as its last place is free and its first one is not.
    WhenLoaded,
    /// At the multiples of a time at which its last place is free.
    Every(SimSpan),
}

/// How a belt runs both ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReversalFacts {
    /// Who brings and takes items at its beginning; all others do at its end.
    pub beginning: Vec<EquipmentId>,
    /// How long it takes to turn round.
    pub turn: SimSpan,
    /// How many items go one way at the most while others wait at the other end.
    pub at_once: u32,
}

/// An incline or a curve, and what keeps items where they stand.
#[derive(Debug, Clone, PartialEq)]
pub struct ShapeFacts {
    /// How much higher its exit is than its entry; negative: lower.
    pub rise: Option<Spanned<Length>>,
    /// Of its curve.
    pub radius: Option<Spanned<Length>>,
    /// The coefficient of static friction between its surface and items.
    pub friction: f64,
}

/// Where items come onto a sorter, and where they leave it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SorterFacts {
    /// Whether its end is its beginning.
    pub closed: bool,
    /// Where items come from: from its beginning on, with where that is said; others bring theirs to the beginning.
    pub entries: Vec<(EquipmentId, Spanned<Length>)>,
    /// Where items go to; others take theirs at the end.
    pub exits: Vec<(EquipmentId, Spanned<Length>)>,
    /// For how long all stands while one item is taken off.
    pub stands: SimSpan,
}

impl SorterFacts {
    /// Returns how far behind the beginning items of a giver come.
    pub fn entry(&self, from: EquipmentId) -> Option<Length> {
        Self::find(&self.entries, from)
    }

    /// Returns how far behind the beginning items go to a receiver; none: at the end.
    pub fn exit(&self, to: EquipmentId) -> Option<Length> {
        Self::find(&self.exits, to)
    }

    /// Returns whether all that comes is behind all entries and before all exits somewhere.
    pub fn meets_at_one_place(&self) -> bool {
        let metres = |list: &[(EquipmentId, Spanned<Length>)]| -> Vec<f64> {
            list.iter().map(|(_, at)| at.value.base_f64()).collect()
        };
        let last = metres(&self.entries).into_iter().fold(0.0, f64::max);
        metres(&self.exits).into_iter().all(|exit| exit > last)
    }

    fn find(list: &[(EquipmentId, Spanned<Length>)], who: EquipmentId) -> Option<Length> {
        list.iter().find(|(known, _)| *known == who).map(|(_, at)| at.value)
    }
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
        if self.zones.is_some() {
            return Some(product.length?.ratio());
        }
        match self.spacing {
            Spacing::Pitch(pitch) => Some(pitch.ratio()),
            Spacing::Gap(gap) => {
                let ((gap, parts), (length, others)) = (gap.ratio(), product.length?.ratio());
                let sum = gap.checked_mul(others)?.checked_add(length.checked_mul(parts)?)?;
                Some((sum, parts.checked_mul(others)?))
            }
        }
    }

    /// Returns whether it looks at who wants to come: it may take from one while another one, who came first, has to wait.
    pub const fn picks(&self) -> bool {
        matches!(self.merge, MergeFacts::Zip(_)) || self.reversal.is_some()
    }

    /// Returns how many metres it runs at least from an item that comes to the next one, while nothing is in their way.
    pub fn headway(&self, product: &ProductFacts) -> Option<f64> {
        let (metres, parts) = self.pitch(product)?;
        let pitch = metres as f64 / parts as f64;
        let zone = self.zones.map_or(0.0, |zone| zone.value.base_f64());
        let cycle = match self.index {
            Some(IndexFacts::Every(every)) => every.as_secs_f64() * self.speed.base_f64(),
            _ => 0.0,
        };
        Some((pitch + zone).max(cycle))
    }

    /// Returns how long an item takes over it while nothing is in its way and it runs; none where that differs from item to item.
    pub fn free_transit(&self) -> Option<SimSpan> {
        let is_steady = self.index.is_none()
            && self.reversal.is_none()
            && self.changes.is_empty()
            && self.sorter.is_none();
        let seconds = self.length.base_f64() / self.speed.base_f64();
        SimSpan::from_nanos_f64(seconds * 1e9).filter(|span| is_steady && *span > SimSpan::ZERO)
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
    /// How long their items are, in the same order; where that is not said, as far as to the item behind.
    pub lengths: Vec<u128>,
    /// The length of a zone; zero: there are none.
    pub zone: u128,
    /// The places of its photo-eyes, in their order.
    pub eyes: Vec<u128>,
    /// The speeds that it changes to, in their order.
    pub speeds: Vec<u64>,
    /// The entries and the exits of a sorter, in their order.
    pub entries: Vec<u128>,
    /// As `entries`.
    pub exits: Vec<u128>,
}

impl BeltScale {
    /// The least speed in units, so that a share of it can be told to a billionth.
    const FINE: i128 = 1_000_000_000;

    fn new<'a>(belt: &BeltFacts, products: impl Iterator<Item = &'a ProductFacts>) -> Option<Self> {
        let speed = per_nano(belt.speed)?;
        let speeds: Vec<(i128, i128)> =
            belt.changes.iter().map(|(_, speed)| per_nano(*speed)).collect::<Option<_>>()?;
        let length = reduced(belt.length.ratio());
        let products: Vec<&ProductFacts> = products.collect();
        let of_each = |ratio: &dyn Fn(&ProductFacts) -> Option<(i128, i128)>| {
            let all = products.iter().map(|product| ratio(product).map(reduced));
            all.collect::<Option<Vec<(i128, i128)>>>()
        };
        let pitches = of_each(&|product| belt.pitch(product))?;
        let lengths = of_each(&|product| {
            product.length.map(|length| length.ratio()).or_else(|| belt.pitch(product))
        })?;
        let zone = reduced(belt.zones.map_or((0, 1), |zone| zone.value.ratio()));
        let eyes: Vec<(i128, i128)> =
            belt.eyes.iter().map(|eye| reduced(eye.at.value.ratio())).collect();
        let places = |list: &[(EquipmentId, Spanned<Length>)]| -> Vec<(i128, i128)> {
            list.iter().map(|(_, at)| reduced(at.value.ratio())).collect()
        };
        let sorter = belt.sorter.clone().unwrap_or_default();
        let (entries, exits) = (places(&sorter.entries), places(&sorter.exits));
        let mut units = common_multiple(common_multiple(speed.1, length.1)?, zone.1)?;
        let more = [&speeds, &pitches, &lengths, &eyes, &entries, &exits];
        for (_, parts) in more.into_iter().flatten() {
            units = common_multiple(units, *parts)?;
        }
        let whole = |(numerator, parts): (i128, i128), units: i128| {
            numerator.checked_mul(units / parts).filter(|units| *units >= 0 && *units < 1 << 100)
        };
        let coarse = whole(speed, units)?.max(1);
        units = units.checked_mul((Self::FINE + coarse - 1) / coarse)?;
        let all_whole = |list: Vec<(i128, i128)>| -> Option<Vec<u128>> {
            list.into_iter().map(|it| whole(it, units).map(i128::unsigned_abs)).collect()
        };
        let fast = |it: (i128, i128)| {
            u64::try_from(whole(it, units)?).ok().filter(|speed| *speed < 1 << 60)
        };
        Some(Self {
            speed: fast(speed)?,
            speeds: speeds.into_iter().map(fast).collect::<Option<_>>()?,
            length: whole(length, units)?.unsigned_abs(),
            pitches: all_whole(pitches)?,
            lengths: all_whole(lengths)?,
            zone: whole(zone, units)?.unsigned_abs(),
            eyes: all_whole(eyes)?,
            entries: all_whole(entries)?,
            exits: all_whole(exits)?,
        })
    }
}

/// Metres in a nanosecond.
fn per_nano(speed: Speed) -> Option<(i128, i128)> {
    const NANOS: i128 = 1_000_000_000;
    let (metres, seconds) = speed.ratio();
    Some(reduced((metres, seconds.checked_mul(NANOS)?)))
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
