//! What bodies do, in the words of the event model.
//!
//! * The **effective speed** is the length over the mean transit of items that found nobody ahead; of a sorter, and where nobody
//!   did, it is that at which the event model takes as long as bodies from each entry to the nearest exit. **Slip** is what it
//!   lacks of the speed of the surface.
//! * The **effective gap** is the least time between two items that came, times the effective speed, less the length of the
//!   first: how close they follow where the entry, a merge above all, is the limit. With the length it is the effective pitch.
//! * The **merge loss** is the share of the entries of the event model, at its closest, that bodies do not reach.
//!
//! The closest entries say something only where items waited to come in: so they count where the event model, too, let items in
//! at its own pitch.

use std::collections::BTreeSet;

use plantwright_units::ProductId;

use super::other::{Carrier, Fitted};
use super::passages::{Entry, Passage};

/// What was seen of a measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Seen {
    /// This number.
    As(f64),
    /// Nothing came that could tell.
    Nothing,
}

impl Seen {
    fn of(number: Option<f64>) -> Self {
        number.map_or(Self::Nothing, Self::As)
    }

    /// Returns the number.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::As(number) => Some(number),
            Self::Nothing => None,
        }
    }
}

/// The parameters of the event model that bring the two together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Metres per second.
    pub speed: Seen,
    /// The share of the surface's speed that items lack; below zero: they are faster.
    pub slip: Seen,
    /// Metres between the end of an item and the front of the next.
    pub gap: Seen,
    /// The share of the entries an hour, at the closest, that is lost.
    pub merge_loss: Seen,
}

/// Within this share of the pitch, the closest entries of the event model are at it: items did wait.
const AT_THE_LIMIT: f64 = 0.02;

/// Fits one carrier to what passed in runs with events and with bodies.
pub(super) fn fit(carrier: &Carrier, events: &[Passage], bodies: &[Passage]) -> Fit {
    // Where items follow one another closely nobody found nobody ahead. Those that took the least time tell how fast it is, unless
    // they stood in a queue with exact events, too.
    let over_its_length = || {
        let free = mean(bodies, |passage| passage.free_transit).filter(|transit| *transit > 0.0);
        free.map(|transit| carrier.length / transit).or_else(|| {
            let (said, (events, bodies)) = carrier.speed.zip(nearest(events, bodies))?;
            let is_free = events <= carrier.length / said * (1.0 + AT_THE_LIMIT);
            is_free.then_some(said * events / bodies)
        })
    };
    // What leaves before the end goes as far as with exact events.
    let speed = match carrier.speed.filter(|_| carrier.is_sorter()) {
        Some(said) => nearest(events, bodies).map(|(events, bodies)| said * events / bodies),
        None => over_its_length(),
    };
    let slip = speed.zip(carrier.speed).map(|(is, said)| 1.0 - is / said);
    // The closest entries behind each product where items did wait: with events, and with bodies.
    let places: BTreeSet<Entry> =
        events.iter().flat_map(|it| &it.least_entries).map(|((entry, _), _)| *entry).collect();
    let all = places.iter().flat_map(|entry| carrier.lengths.iter().map(move |it| (*entry, it)));
    let waited = all.filter_map(|(entry, (product, length))| {
        let key = (entry, *product);
        let (with_events, with_bodies) = (closest(events, key)?, closest(bodies, key)?);
        let limit = (length + carrier.gap_behind(*length)) / carrier.speed?;
        let is_at_it = with_events <= limit * (1.0 + AT_THE_LIMIT);
        is_at_it.then_some((*length, with_events, with_bodies))
    });
    let waited: Vec<(f64, f64, f64)> = waited.collect();
    let gaps = waited.iter().filter_map(|(length, _, bodies)| Some(bodies * speed? - length));
    let losses = waited.iter().filter(|(.., bodies)| *bodies > 0.0);
    let losses: Vec<f64> = losses.map(|(_, events, bodies)| 1.0 - events / bodies).collect();
    let loss = (!losses.is_empty()).then(|| losses.iter().sum::<f64>() / losses.len() as f64);
    Fit {
        speed: Seen::of(speed),
        slip: Seen::of(slip),
        gap: Seen::of(gaps.reduce(f64::min).map(|gap| gap.max(0.0))),
        merge_loss: Seen::of(loss),
    }
}

impl Fit {
    /// Returns what to write in place of the scene's measures; those that were not seen stay. None: nothing is known.
    pub(super) fn fitted(&self, carrier: &Carrier) -> Option<Fitted> {
        let speed = self.speed.number().or(carrier.speed)?;
        Some(Fitted { speed, gap: self.gap.number() })
    }
}

/// The least time between two items that came at a place, the first one of a product.
fn closest(of: &[Passage], key: (Entry, ProductId)) -> Option<f64> {
    let all = of.iter().flat_map(|passage| &passage.least_entries);
    all.filter(|(known, _)| *known == key).map(|(_, least)| *least).reduce(f64::min)
}

/// The least times from each entry to the nearest exit, summed over the entries for which both are known: with events, and with
/// bodies.
fn nearest(events: &[Passage], bodies: &[Passage]) -> Option<(f64, f64)> {
    let least = |of: &[Passage], entry: Entry| {
        let all = of.iter().flat_map(|passage| &passage.least_transits);
        all.filter(|(known, _)| *known == entry).map(|(_, least)| *least).reduce(f64::min)
    };
    let entries: BTreeSet<Entry> =
        events.iter().flat_map(|it| &it.least_transits).map(|(entry, _)| *entry).collect();
    let both = entries.iter().filter_map(|it| Some((least(events, *it)?, least(bodies, *it)?)));
    let sum = both.reduce(|one, two| (one.0 + two.0, one.1 + two.1));
    sum.filter(|(_, bodies)| *bodies > 0.0)
}

fn mean(of: &[Passage], what: fn(&Passage) -> Option<f64>) -> Option<f64> {
    let numbers: Vec<f64> = of.iter().filter_map(what).collect();
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}
