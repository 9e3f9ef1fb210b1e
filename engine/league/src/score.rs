//! How a bout went.

use std::collections::BTreeMap;

use plantwright_journal::{Batch, Fold, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{ItemId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

/// What a bout is worth. Times are in nanoseconds; what there was nothing of is none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Why it did not end well; none: it did.
    pub fault: Option<String>,
    /// When the last item was complete.
    pub makespan_ns: u64,
    /// How many items were completed in the measured time.
    pub completed: u64,
    /// How long that was.
    pub measured_ns: u64,
    /// The mean time from coming into the plant to completion.
    #[serde(with = "bits")]
    pub mean_flow_ns: Option<f64>,
    /// How many of the completed had a due date.
    pub with_due: u64,
    /// How many of them were late.
    pub late: u64,
    /// The mean time after the due date, zero for early ones.
    #[serde(with = "bits")]
    pub mean_tardiness_ns: Option<f64>,
    /// The mean of the same, each times its priority where that is above 1.
    #[serde(with = "bits")]
    pub weighted_tardiness_ns: Option<f64>,
    /// The largest completion less due date; below zero where all were early.
    pub max_lateness_ns: Option<i64>,
    /// How often the scheduler was asked.
    pub decisions: u64,
    /// How long it thought in all.
    pub thought_ns: u64,
    /// Whether it drew from its stream of random numbers: another seed may then give another score, even where nothing else is
    /// left to chance.
    pub draws: bool,
}

impl Score {
    /// Returns the score of a bout that did not end well.
    pub fn fault(message: String) -> Self {
        Self { fault: Some(message), ..Self::default() }
    }
}

/// Numbers as their bits: what is read is what was written, to the last one.
mod bits {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    #[expect(clippy::ref_option, reason = "what serde asks for")]
    pub(super) fn serialize<S: Serializer>(it: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
        it.map(f64::to_bits).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
        Ok(Option::<u64>::deserialize(from)?.map(f64::from_bits))
    }
}

/// Listens to what is completed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Completions {
    /// The weights of the items of orders that have one of their own.
    weights: BTreeMap<ItemId, u64>,
    of_products: Vec<u64>,
    from: SimTime,
    last: SimTime,
    /// The item that was completed last, and its weight: what is said of its due date comes next.
    item: (u64, u64),
    completed: u64,
    flow: u128,
    with_due: u64,
    late: u64,
    tardiness: u128,
    weighted: u128,
    max_lateness: Option<i64>,
}

impl Completions {
    pub(crate) fn new(plant: &Plant) -> Self {
        let weight = |priority: i32| priority.max(1) as u64;
        let mut weights = BTreeMap::new();
        for id in plant.equipment_ids() {
            let arrivals = plant.equipment(id).arrivals.as_ref();
            let mut serial = 0;
            for order in arrivals.map_or(&[][..], |arrivals| &arrivals.orders) {
                for _ in 0..order.quantity {
                    if let Some(priority) = order.priority {
                        weights.insert(ItemId::new(id, serial), weight(priority));
                    }
                    serial += 1;
                }
            }
        }
        let of_products = plant.products.iter().map(|product| weight(product.priority)).collect();
        Self { weights, of_products, item: (u64::MAX, 1), ..Self::default() }
    }

    /// Fills in what was heard.
    pub(crate) fn score(&self, now: SimTime) -> Score {
        let mean = |sum: u128, count: u64| (count > 0).then(|| sum as f64 / count as f64);
        Score {
            makespan_ns: self.last.as_nanos(),
            completed: self.completed,
            measured_ns: now.since(self.from).as_nanos(),
            mean_flow_ns: mean(self.flow, self.completed),
            with_due: self.with_due,
            late: self.late,
            mean_tardiness_ns: mean(self.tardiness, self.with_due),
            weighted_tardiness_ns: mean(self.weighted, self.with_due),
            max_lateness_ns: self.max_lateness,
            ..Score::default()
        }
    }
}

impl Fold for Completions {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Consumed, What::Due])
    }

    fn take(&mut self, batch: &Batch<'_>) {
        for record in batch.records() {
            match record.what() {
                What::Consumed => {
                    self.last = self.last.max(record.at);
                    self.completed += 1;
                    self.flow += u128::from(record.span.as_nanos());
                    let of_product = self.of_products.get(record.product().index()).copied();
                    let own = self.weights.get(&record.item()).copied();
                    self.item = (record.item().to_bits(), own.or(of_product).unwrap_or(1));
                }
                What::Due => {
                    let weight =
                        if self.item.0 == record.item().to_bits() { self.item.1 } else { 1 };
                    let late = record.span.as_nanos();
                    self.with_due += 1;
                    self.late += u64::from(record.span > SimSpan::ZERO);
                    self.tardiness += u128::from(late);
                    self.weighted += u128::from(weight) * u128::from(late);
                    let lateness = late as i64 - record.extra.as_nanos() as i64;
                    self.max_lateness = self.max_lateness.max(Some(lateness));
                }
                _ => {}
            }
        }
    }

    fn restart(&mut self, at: SimTime) {
        let (weights, of_products) =
            (std::mem::take(&mut self.weights), std::mem::take(&mut self.of_products));
        *self = Self { weights, of_products, from: at, item: (u64::MAX, 1), ..Self::default() };
    }

    fn fork(&self) -> Option<Box<dyn Fold>> {
        Some(Box::new(self.clone()))
    }

    fn save(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        *self = postcard::from_bytes(bytes).map_err(|error| error.to_string())?;
        Ok(())
    }
}
