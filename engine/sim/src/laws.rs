//! How long things take: the samplers of every station, product and operation, prepared once for a run.

use plantwright_des::{Distribution, DistributionError, Sampler, Stream};
use plantwright_model::Plant;
use plantwright_model::plant::Role;
use plantwright_units::{EquipmentId, ProductId, SimSpan};

use crate::core::Core;
use crate::items::{Item, ItemRef};

/// The samplers of a plant. They never change while a run lasts.
#[derive(Debug, Default)]
pub(crate) struct Laws {
    /// For each product, for each of its operations, the stations that do it, with their laws: few, looked at one by one.
    by_operation: Vec<Vec<Vec<(EquipmentId, Law)>>>,
    /// For each piece of equipment, its own laws for products, in the order of these.
    own: Vec<Vec<(ProductId, Law)>>,
    /// For each product, for each number of operations done, the mean work that remains on the fastest alternatives.
    remaining: Vec<Vec<SimSpan>>,
}

/// A sampler and its mean.
#[derive(Debug, Clone)]
pub(crate) struct Law {
    pub(crate) sampler: Sampler,
    /// In nanoseconds.
    pub(crate) mean: f64,
}

impl Laws {
    pub(crate) fn new(plant: &Plant) -> Result<Self, DistributionError> {
        let mut laws = Self {
            by_operation: Vec::with_capacity(plant.products.len()),
            own: vec![Vec::new(); plant.equipment.len()],
            remaining: plant.product_ids().map(|product| remaining(plant, product)).collect(),
        };
        for id in plant.equipment_ids().filter(|id| plant.equipment(*id).role == Role::Processor) {
            let own = plant.equipment(id).service.as_ref();
            for product in plant.product_ids() {
                if let Some(law) = own.and_then(|service| service.law(product)) {
                    laws.own[id.index()].push((product, Law::new(law)?));
                }
            }
        }
        for product in plant.product_ids() {
            let route = &plant.product(product).route;
            let mut operations = Vec::with_capacity(route.len());
            for operation in route {
                let mut stations = Vec::with_capacity(operation.alternatives.len());
                for alternative in &operation.alternatives {
                    let own =
                        || plant.equipment(alternative.station).service.as_ref()?.law(product);
                    if let Some(law) = alternative.law.as_ref().or_else(own) {
                        // Of a station that is named twice, the last law holds.
                        stations.retain(|(station, _)| *station != alternative.station);
                        stations.push((alternative.station, Law::new(law)?));
                    }
                }
                operations.push(stations);
            }
            laws.by_operation.push(operations);
        }
        Ok(laws)
    }

    /// Returns the law for an item at a station: that of its next operation if it is done there, else the station's own.
    pub(crate) fn of(&self, station: EquipmentId, item: &Item) -> Option<&Law> {
        self.operation(station, item).or_else(|| {
            let own = &self.own[station.index()];
            let found = own.binary_search_by_key(&item.product, |(product, _)| *product);
            found.ok().map(|position| &own[position].1)
        })
    }

    /// Returns the mean work of an item's next operation and all that follow, on the fastest alternatives, and how many
    /// operations that are.
    pub(crate) fn remaining(&self, item: &Item) -> (SimSpan, u32) {
        let remaining = &self.remaining[item.product.index()];
        let done = usize::from(item.done);
        let work = remaining.get(done).copied().unwrap_or(SimSpan::ZERO);
        (work, remaining.len().saturating_sub(done) as u32)
    }

    /// Returns the mean work of the operations of an item that are done, and of the one after its next one, on the fastest
    /// alternatives.
    pub(crate) fn around(&self, item: &Item) -> (SimSpan, SimSpan) {
        let remaining = &self.remaining[item.product.index()];
        let from = |number: usize| remaining.get(number).map_or(0, |span| span.as_nanos());
        let done = usize::from(item.done);
        let between = |a: usize, b: usize| SimSpan::from_nanos(from(a).saturating_sub(from(b)));
        (between(0, done), between(done + 1, done + 2))
    }

    /// Tells whether an item's next operation is done at a station.
    pub(crate) fn is_operation(&self, station: EquipmentId, item: &Item) -> bool {
        self.operation(station, item).is_some()
    }

    /// The law of an item's next operation at a station, if it is done there.
    #[inline]
    fn operation(&self, station: EquipmentId, item: &Item) -> Option<&Law> {
        let operations = self.by_operation.get(item.product.index())?;
        let stations = operations.get(usize::from(item.done))?;
        stations.iter().find(|(other, _)| *other == station).map(|(_, law)| law)
    }
}

/// For each operation of a product, the mean work of it and all that follow, on the fastest alternatives.
fn remaining(plant: &Plant, product: ProductId) -> Vec<SimSpan> {
    let fastest = |number: usize| {
        let alternatives = &plant.product(product).route[number].alternatives;
        let means =
            alternatives.iter().filter_map(|it| plant.mean_process(product, number, it.station));
        means.fold(f64::INFINITY, f64::min)
    };
    let mut sum = 0.0;
    let mut remaining: Vec<SimSpan> = (0..plant.product(product).route.len())
        .rev()
        .map(|number| {
            sum += fastest(number);
            SimSpan::from_nanos_f64(sum).unwrap_or(SimSpan::MAX)
        })
        .collect();
    remaining.reverse();
    remaining
}

impl Law {
    fn new(law: &Distribution) -> Result<Self, DistributionError> {
        Ok(Self { sampler: law.sampler()?, mean: law.mean() })
    }
}

impl Core {
    /// Draws how long an item takes at a station. `only` is the station's law where it has one for everything.
    ///
    /// One draw of the stream, whatever the law.
    #[inline(always)]
    pub(crate) fn draw_work(
        &mut self,
        station: EquipmentId,
        only: Option<&Sampler>,
        stream: &mut Stream,
        item: ItemRef,
    ) -> SimSpan {
        let draw = stream.draw();
        let nanos = match only {
            Some(sampler) => sampler.sample(draw),
            None => self.laws.sample(station, &self.items[item], draw),
        };
        self.span(station, nanos)
    }
}

impl Laws {
    #[inline(never)]
    fn sample(&self, station: EquipmentId, item: &Item, draw: u64) -> f64 {
        // The checks have made sure that there is a law wherever an item can come.
        self.of(station, item).map_or(f64::NAN, |law| law.sampler.sample(draw))
    }
}
