//! What a KPI is, and the set of them that listens to one run.

use std::fmt::Debug;

use plantwright_journal::{Batch, Fold, Record, Wants};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, ProductId, SimSpan, SimTime};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::tables::Tables;

/// A number that says something about a plant.
#[expect(clippy::struct_field_names, reason = "the name that the output has, too")]
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The equipment that it is about; none: the whole plant.
    pub equipment: Option<EquipmentId>,
    /// The product that it is about; none: all of them.
    pub product: Option<ProductId>,
    /// Its name, in snake case.
    pub kpi: &'static str,
    /// The number.
    pub value: f64,
    /// The unit of the number; `1` for ratios.
    pub unit: &'static str,
}

impl Value {
    /// Returns a value of the whole plant.
    pub const fn of_plant(kpi: &'static str, value: f64, unit: &'static str) -> Self {
        Self { equipment: None, product: None, kpi, value, unit }
    }

    /// Returns a value of one piece of equipment.
    pub const fn of_equipment(
        id: EquipmentId,
        kpi: &'static str,
        value: f64,
        unit: &'static str,
    ) -> Self {
        Self { equipment: Some(id), product: None, kpi, value, unit }
    }

    /// Returns a value of one product.
    pub const fn of_product(
        id: ProductId,
        kpi: &'static str,
        value: f64,
        unit: &'static str,
    ) -> Self {
        Self { equipment: None, product: Some(id), kpi, value, unit }
    }
}

/// The stretch of time that values are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The end of the warm-up.
    pub from: SimTime,
    /// Now.
    pub to: SimTime,
}

impl Window {
    /// Returns its length.
    pub const fn span(self) -> SimSpan {
        self.to.since(self.from)
    }
}

/// A fold that ends in values. What it can read in the [`Tables`] that are kept for all, it need not listen to.
pub trait Kpi: Debug + Clone + Send + Sync + Serialize + DeserializeOwned + 'static {
    /// Makes an empty one for a plant.
    fn new(plant: &Plant) -> Self;

    /// Returns the kinds that it reads in the tables.
    fn reads(_plant: &Plant) -> Wants {
        Wants::NOTHING
    }

    /// Returns the kinds of records it listens to.
    fn wants(&self) -> Wants {
        Wants::NOTHING
    }

    /// Takes what happened; `from` is the end of the warm-up.
    fn take(&mut self, _batch: &Batch<'_>, _from: SimTime) {}

    /// Forgets what was before `at`.
    fn restart(&mut self, _at: SimTime) {}

    /// Adds its values at the end of the window.
    fn values(&self, plant: &Plant, tables: &Tables, window: Window, values: &mut Vec<Value>);
}

/// A KPI in the list: its name, its definition, how to make one.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The name of the family of values.
    pub name: &'static str,
    /// Formula, unit and source.
    pub about: &'static str,
    make: fn(&Plant) -> Box<dyn AnyKpi>,
    reads: fn(&Plant) -> Wants,
}

impl Entry {
    pub(crate) const fn of<K: Kpi>(name: &'static str, about: &'static str) -> Self {
        Self { name, about, make: |plant| Box::new(K::new(plant)), reads: K::reads }
    }
}

/// A KPI behind a pointer.
trait AnyKpi: Debug + Send + Sync {
    fn wants(&self) -> Wants;
    fn take(&mut self, batch: &Batch<'_>, from: SimTime);
    fn restart(&mut self, at: SimTime);
    fn values(&self, plant: &Plant, tables: &Tables, window: Window, values: &mut Vec<Value>);
    fn copy(&self) -> Box<dyn AnyKpi>;
    fn save(&self) -> Vec<u8>;
    fn load(&mut self, bytes: &[u8]) -> Result<(), String>;
}

impl<K: Kpi> AnyKpi for K {
    fn wants(&self) -> Wants {
        Kpi::wants(self)
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        Kpi::take(self, batch, from);
    }

    fn restart(&mut self, at: SimTime) {
        Kpi::restart(self, at);
    }

    fn values(&self, plant: &Plant, tables: &Tables, window: Window, values: &mut Vec<Value>) {
        Kpi::values(self, plant, tables, window, values);
    }

    fn copy(&self) -> Box<dyn AnyKpi> {
        Box::new(self.clone())
    }

    fn save(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("plain data")
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        *self = postcard::from_bytes(bytes).map_err(|error| error.to_string())?;
        Ok(())
    }
}

/// The KPIs that listen to one run.
#[derive(Debug)]
pub struct KpiSet {
    kpis: Vec<Listed>,
    tables: Tables,
    /// What the tables are made of.
    reads: Wants,
    from: SimTime,
}

/// A KPI, and what it listens to.
#[derive(Debug)]
struct Listed {
    kpi: Box<dyn AnyKpi>,
    wants: Wants,
}

impl KpiSet {
    /// Makes every KPI there is.
    pub fn all(plant: &Plant) -> Self {
        Self::only(plant, |_| true)
    }

    /// Makes the KPIs whose names are wanted.
    pub fn only(plant: &Plant, wanted: impl Fn(&str) -> bool) -> Self {
        let entries = || crate::ALL.iter().filter(|entry| wanted(entry.name));
        let kpis = entries().map(|entry| {
            let kpi = (entry.make)(plant);
            Listed { wants: kpi.wants(), kpi }
        });
        let reads = entries().map(|entry| (entry.reads)(plant));
        let reads = reads.fold(Wants::NOTHING, Wants::union);
        Self { kpis: kpis.collect(), tables: Tables::new(plant, reads), reads, from: SimTime::ZERO }
    }

    /// Returns all values at `now`, given the records that close the books at that instant (`Sim::closing`).
    pub fn values(&self, plant: &Plant, now: SimTime, closing: &[Record]) -> Vec<Value> {
        let mut closed = self.copy();
        Batch::each(closing, |batch| closed.take(batch));
        let window = Window { from: self.from, to: now };
        let mut values = Vec::new();
        for Listed { kpi, .. } in &closed.kpis {
            kpi.values(plant, &closed.tables, window, &mut values);
        }
        values
    }

    /// Returns the end of the warm-up, from which on values count.
    pub const fn from(&self) -> SimTime {
        self.from
    }

    fn copy(&self) -> Self {
        let kpis = self.kpis.iter().map(|it| Listed { kpi: it.kpi.copy(), wants: it.wants });
        Self { kpis: kpis.collect(), tables: self.tables.clone(), ..*self }
    }
}

impl Clone for KpiSet {
    fn clone(&self) -> Self {
        self.copy()
    }
}

impl Fold for KpiSet {
    fn wants(&self) -> Wants {
        self.kpis.iter().fold(self.reads, |wants, it| wants.union(it.wants))
    }

    fn take(&mut self, batch: &Batch<'_>) {
        self.tables.take(batch, self.from);
        for it in self.kpis.iter_mut().filter(|it| it.wants != Wants::NOTHING) {
            it.kpi.take(batch, self.from);
        }
    }

    fn restart(&mut self, at: SimTime) {
        self.from = at;
        self.tables.restart();
        self.kpis.iter_mut().for_each(|it| it.kpi.restart(at));
    }

    fn fork(&self) -> Option<Box<dyn Fold>> {
        Some(Box::new(self.copy()))
    }

    fn save(&self) -> Vec<u8> {
        let kpis: Vec<Vec<u8>> = self.kpis.iter().map(|it| it.kpi.save()).collect();
        postcard::to_allocvec(&(self.from, &self.tables, kpis)).expect("plain data")
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        let (from, tables, saved): (SimTime, Tables, Vec<Vec<u8>>) = postcard::from_bytes(bytes)
            .map_err(|error| format!("the KPIs cannot be read: {error}"))?;
        if saved.len() != self.kpis.len() {
            return Err(format!("{} KPIs were saved, and {} listen", saved.len(), self.kpis.len()));
        }
        for (it, bytes) in self.kpis.iter_mut().zip(&saved) {
            it.kpi.load(bytes)?;
        }
        (self.from, self.tables) = (from, tables);
        Ok(())
    }
}
