//! The number of items at each piece of equipment: mean, variance, how long it is empty; in all, and by where items came from.

use plantwright_journal::{Record, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, SimTime};

use super::Watcher;

#[derive(Debug)]
pub(crate) struct Numbers {
    equipment: usize,
    by_origin: bool,
    levels: Vec<Level>,
    from: SimTime,
}

/// A number of items over time.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    items: u32,
    since: SimTime,
    /// Item-seconds.
    area: f64,
    /// Square-item-seconds.
    squares: f64,
    /// Seconds without an item.
    empty: f64,
}

impl Numbers {
    pub(crate) fn new(plant: &Plant, by_origin: bool) -> Self {
        let equipment = plant.equipment.len();
        let levels = if by_origin { equipment * equipment } else { equipment };
        Self { equipment, by_origin, levels: vec![Level::default(); levels], from: SimTime::ZERO }
    }

    /// Returns mean, variance and the share of time without items at a piece of equipment.
    pub(crate) fn at(&self, who: EquipmentId, now: SimTime) -> (f64, f64, f64) {
        assert!(!self.by_origin, "these are numbers by origin");
        self.statistics(who.index(), now)
    }

    /// Returns the mean number of items from a source.
    pub(crate) fn mean_from(&self, who: EquipmentId, origin: EquipmentId, now: SimTime) -> f64 {
        assert!(self.by_origin, "these are numbers of all items");
        self.statistics(who.index() * self.equipment + origin.index(), now).0
    }

    fn statistics(&self, index: usize, now: SimTime) -> (f64, f64, f64) {
        let mut level = self.levels[index];
        level.pass(now);
        let span = now.since(self.from).as_secs_f64();
        let mean = level.area / span;
        (mean, level.squares / span - mean * mean, level.empty / span)
    }
}

impl Level {
    fn pass(&mut self, now: SimTime) {
        let (span, items) = (now.since(self.since).as_secs_f64(), f64::from(self.items));
        self.since = now;
        self.area += items * span;
        self.squares += items * items * span;
        if self.items == 0 {
            self.empty += span;
        }
    }
}

impl Watcher for Numbers {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Entered, What::Left])
    }

    fn take(&mut self, record: &Record) {
        let who = record.who().index();
        let index = if self.by_origin {
            who * self.equipment + record.item().origin().index()
        } else {
            who
        };
        let level = &mut self.levels[index];
        level.pass(record.at);
        if record.what() == What::Entered {
            level.items += 1;
        } else {
            // A source's own yard is left without having been entered.
            level.items = level.items.saturating_sub(1);
        }
    }

    fn restart(&mut self, at: SimTime) {
        self.from = at;
        for level in &mut self.levels {
            let items = level.items;
            *level = Level { items, since: at, ..Level::default() };
        }
    }
}
