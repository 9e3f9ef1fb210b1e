//! What a builder makes of a case: a scene, how long to run it, and how its numbers are read.

use std::fmt;

use plantwright_model::Plant;
use plantwright_units::SimTime;

use plantwright_kpi::Value;

use crate::case::Unit;
use crate::watch::{Watch, Watcher};

/// A plant to run, and what to read off its runs.
pub(crate) struct Setup {
    pub(crate) scene: String,
    pub(crate) unit: Unit,
    /// What is forgotten of each run [unit].
    pub(crate) warm_up: f64,
    /// How much is measured at first, before the run is lengthened [unit]; lengthened runs are multiples of it.
    pub(crate) first: f64,
    pub(crate) items: Items,
    /// Whether waiting is so strong that what is made of it is judged more generously.
    pub(crate) heavy: bool,
    /// The KPIs that are needed.
    pub(crate) kpis: &'static [&'static str],
    /// The folds for what no KPI gives.
    pub(crate) watch: Box<Watchers>,
    /// Reads a number off a run; none: another setup of the case has it.
    pub(crate) read: Box<Read>,
}

/// Makes the folds of a run.
pub(crate) type Watchers = dyn Fn(&Plant) -> Vec<Box<dyn Watcher>> + Sync;

/// Reads a number off a run.
pub(crate) type Read = dyn Fn(&Asked<'_>, &Reading<'_>) -> Option<f64> + Sync;

/// Whether items come and go, or stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Items {
    /// They come and go: Little's law is checked for the plant.
    Come,
    /// They come and go, and some are scrapped: how long these were in the plant, no KPI tells.
    Spoil,
    /// So many stay for ever: the levels must sum to their number.
    Stay(u32),
}

/// The number that is wanted: `name` of a case's expected numbers, `position` in a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) name: &'a str,
    pub(crate) position: usize,
}

/// One run at an instant, with its books closed.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) plant: &'a Plant,
    pub(crate) values: &'a [Value],
    pub(crate) watch: &'a Watch,
    pub(crate) unit: Unit,
    pub(crate) from: SimTime,
    pub(crate) now: SimTime,
}

impl Reading<'_> {
    /// Returns a KPI of the plant, in its own unit.
    pub(crate) fn plant(&self, kpi: &str) -> f64 {
        self.find(kpi, |value| value.equipment.is_none() && value.product.is_none())
    }

    /// Returns a KPI of a piece of equipment, in its own unit.
    pub(crate) fn at(&self, equipment: &str, kpi: &str) -> f64 {
        let names = self.plant.names();
        let id = names.iter().position(|name| name == equipment).expect("equipment or people");
        self.find(kpi, |value| value.equipment.is_some_and(|it| it.index() == id))
    }

    /// Returns a KPI of a product, in its own unit.
    pub(crate) fn product(&self, product: &str, kpi: &str) -> f64 {
        let mut ids = self.plant.product_ids();
        let id = ids.find(|id| self.plant.product(*id).name == product);
        assert!(id.is_some(), "no product `{product}`");
        self.find(kpi, |value| value.product == id)
    }

    /// Returns a share of time that a station spent in a state: `idle`, `processing`, `blocked`.
    pub(crate) fn share(&self, equipment: &str, state: &str) -> f64 {
        self.at(equipment, &format!("{state}_time")) / self.now.since(self.from).as_secs_f64()
    }

    /// Turns seconds into the case's unit.
    pub(crate) fn units(&self, seconds: f64) -> f64 {
        seconds / self.unit.seconds
    }

    /// Turns a rate per hour into one per unit.
    pub(crate) fn per_unit(&self, per_hour: f64) -> f64 {
        per_hour / 3_600.0 * self.unit.seconds
    }

    /// Returns the measured time [unit].
    pub(crate) fn span(&self) -> f64 {
        self.units(self.now.since(self.from).as_secs_f64())
    }

    fn find(&self, kpi: &str, wanted: impl Fn(&Value) -> bool) -> f64 {
        let mut found = self.values.iter().filter(|value| value.kpi == kpi && wanted(value));
        let value = found.next().unwrap_or_else(|| panic!("no KPI `{kpi}`"));
        assert!(found.next().is_none(), "two values of `{kpi}`");
        value.value
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.scene)
    }
}
