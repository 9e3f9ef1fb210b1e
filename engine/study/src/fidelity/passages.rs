//! How items pass belts and zones: what is measured alike in both fidelities.

use std::collections::BTreeMap;

use plantwright_journal::{Batch, Fold, Record, Wants, What};
use plantwright_units::{EquipmentId, ItemId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

/// What passed one piece of equipment in the measured time. Times are seconds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Passage {
    /// Items that left.
    pub left: u64,
    /// From the entry to the exit, whatever was in the way: the mean.
    pub transit: Option<f64>,
    /// The same of items that found nobody ahead: what the surface does with them.
    pub free_transit: Option<f64>,
    /// By where items came, the least time from the entry to the exit: of what left the nearest, with nothing in its way.
    pub least_transits: Vec<(Entry, f64)>,
    /// The least time between two items that came at the same place, by that and the product of the first one.
    pub least_entries: Vec<((Entry, ProductId), f64)>,
    /// The mean time between two items that left.
    pub exit: Option<f64>,
    /// The most items at once.
    pub most: u32,
}

/// A place where items come: 0: the entry of all who have none of their own; from 1 on: those of the others, in their order.
pub type Entry = u32;

/// Watches what passes some equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Passages {
    /// By equipment; none: it is not watched.
    watched: Vec<Option<Watch>>,
    /// What the items in the plant were created as, and where they came last.
    items: BTreeMap<ItemId, (ProductId, EquipmentId)>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Watch {
    /// Who brings items to a place of its own.
    givers: Vec<EquipmentId>,
    /// When items came that are on their way to the exit, where, and whether nobody was ahead.
    on_the_way: BTreeMap<ItemId, (SimTime, Entry, bool)>,
    /// Items that are here, at the exit or before.
    here: u32,
    most: u32,
    /// When the last item came, by where, and its product.
    entries: BTreeMap<Entry, (SimTime, Option<ProductId>)>,
    least_entries: BTreeMap<(Entry, ProductId), SimSpan>,
    exits: Headways,
    transit: Sum,
    free: Sum,
    least_transits: BTreeMap<Entry, SimSpan>,
}

/// Times between things that happen one after the other.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Headways {
    last: Option<SimTime>,
    between: Sum,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Sum {
    count: u64,
    nanos: u128,
}

impl Sum {
    fn add(&mut self, span: SimSpan) {
        self.count += 1;
        self.nanos += u128::from(span.as_nanos());
    }

    fn mean(self) -> Option<f64> {
        (self.count > 0).then(|| self.nanos as f64 / self.count as f64 / 1e9)
    }
}

impl Headways {
    fn tick(&mut self, now: SimTime) {
        if let Some(last) = self.last.replace(now) {
            self.between.add(now.since(last));
        }
    }

    /// What happened last goes on being the one before the next.
    fn restart(&mut self) {
        *self = Self { last: self.last, ..Self::default() };
    }
}

impl Passages {
    /// Watches these, of so many pieces of equipment; with each, who brings items to a place of its own there.
    pub(super) fn of(watched: &[(EquipmentId, Vec<EquipmentId>)], equipment: usize) -> Self {
        let mut all = vec![None; equipment];
        for (id, givers) in watched {
            all[id.index()] = Some(Watch { givers: givers.clone(), ..Watch::default() });
        }
        Self { watched: all, items: BTreeMap::new() }
    }

    /// Returns what passed.
    pub(super) fn passage(&self, id: EquipmentId) -> Passage {
        let Some(watch) = &self.watched[id.index()] else { return Passage::default() };
        let least = watch.least_entries.iter();
        let nearest = watch.least_transits.iter();
        Passage {
            left: watch.exits.between.count + u64::from(watch.exits.last.is_some()),
            transit: watch.transit.mean(),
            free_transit: watch.free.mean(),
            least_transits: nearest.map(|(entry, span)| (*entry, span.as_secs_f64())).collect(),
            least_entries: least.map(|(key, span)| (*key, span.as_secs_f64())).collect(),
            exit: watch.exits.between.mean(),
            most: watch.most,
        }
    }
}

impl Watch {
    /// `known`: the product of the item, and where it came last.
    fn take(&mut self, record: &Record, known: Option<(ProductId, EquipmentId)>) {
        match record.what() {
            What::Entered => {
                let giver = self.givers.iter().position(|it| Some(*it) == known.map(|it| it.1));
                let entry = giver.map_or(0, |giver| giver as Entry + 1);
                self.on_the_way.insert(record.item(), (record.at, entry, self.here == 0));
                self.here += 1;
                self.most = self.most.max(self.here);
                let before = self.entries.insert(entry, (record.at, known.map(|it| it.0)));
                if let Some((last, Some(ahead))) = before {
                    let span = record.at.since(last);
                    let least = self.least_entries.entry((entry, ahead)).or_insert(span);
                    *least = span.min(*least);
                }
            }
            What::Finished => {
                if let Some((came, entry, was_free)) = self.on_the_way.remove(&record.item()) {
                    let transit = record.at.since(came);
                    self.transit.add(transit);
                    if was_free {
                        self.free.add(transit);
                    }
                    let least = self.least_transits.entry(entry).or_insert(transit);
                    *least = transit.min(*least);
                }
            }
            What::Left => {
                self.here = self.here.saturating_sub(1);
                self.exits.tick(record.at);
            }
            // Out of the plant, from here.
            _ => {
                self.here = self.here.saturating_sub(1);
                self.on_the_way.remove(&record.item());
            }
        }
    }
}

impl Fold for Passages {
    fn wants(&self) -> Wants {
        let passing = [What::Entered, What::Finished, What::Left];
        let ends = [What::Created, What::Consumed, What::Absorbed, What::Lost];
        let both = [What::Scrapped, What::Withdrawn];
        Wants::of(&passing).union(Wants::of(&ends)).union(Wants::of(&both))
    }

    fn take(&mut self, batch: &Batch<'_>) {
        let wants = self.wants();
        for record in batch.records().iter().filter(|record| wants.contains(record.what())) {
            let passes = !matches!(
                record.what(),
                What::Created | What::Consumed | What::Absorbed | What::Lost
            );
            if let Some(Some(watch)) = self.watched.get_mut(record.who().index())
                && passes
            {
                watch.take(record, self.items.get(&record.item()).copied());
            }
            match record.what() {
                What::Created => {
                    self.items.insert(record.item(), (record.product(), record.who()));
                }
                What::Entered => {
                    if let Some((_, at)) = self.items.get_mut(&record.item()) {
                        *at = record.who();
                    }
                }
                What::Finished | What::Left => {}
                _ => {
                    self.items.remove(&record.item());
                }
            }
        }
    }

    fn restart(&mut self, _at: SimTime) {
        for watch in self.watched.iter_mut().flatten() {
            watch.most = watch.here;
            watch.exits.restart();
            watch.least_entries.clear();
            watch.least_transits.clear();
            (watch.transit, watch.free) = (Sum::default(), Sum::default());
        }
    }

    fn fork(&self) -> Option<Box<dyn Fold>> {
        Some(Box::new(self.clone()))
    }

    fn save(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("plain data")
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        *self = postcard::from_bytes(bytes).map_err(|error| error.to_string())?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transits_and_headways_are_those_of_the_items() {
        let who = EquipmentId(0);
        let record = |what, seconds: u64, item| {
            let at = SimTime::from_nanos(seconds * 1_000_000_000);
            Record::of_item(what, at, who, ItemId::new(who, item))
        };
        let mut passages = Passages::of(&[(who, vec![])], 1);
        let made = |item, product| {
            let record = record(What::Created, 0, item);
            record.level(product)
        };
        let records = [
            made(1, 0),
            made(2, 1),
            made(3, 0),
            made(4, 0),
            record(What::Entered, 1, 1),
            record(What::Entered, 3, 2),
            record(What::Finished, 11, 1),
            // The first one stays at the exit, so the second one takes longer.
            record(What::Left, 15, 1),
            record(What::Finished, 16, 2),
            record(What::Left, 17, 2),
            record(What::Entered, 20, 3),
            record(What::Scrapped, 22, 3),
            record(What::Entered, 30, 4),
            record(What::Finished, 42, 4),
            record(What::Left, 42, 4),
        ];
        Batch::each(&records, |batch| passages.take(batch));
        let passage = passages.passage(who);
        assert_eq!((passage.left, passage.most), (3, 2));
        assert_eq!(passage.transit, Some((10.0 + 13.0 + 12.0) / 3.0));
        assert_eq!(passage.free_transit, Some(11.0));
        let least = [((0, ProductId(0)), 2.0), ((0, ProductId(1)), 17.0)];
        assert_eq!(passage.least_entries, least, "by what was ahead");
        assert_eq!(passage.least_transits, [(0, 10.0)]);
        assert_eq!(passage.exit, Some(13.5));
    }

    /// What comes along a sorter is measured by where it came, from whom it was last.
    #[test]
    fn every_entry_has_closest_items_and_a_nearest_exit_of_its_own() {
        let [sorter, left, right] = [0, 1, 2].map(EquipmentId);
        let of = |what, seconds: u64, who, item| {
            let at = SimTime::from_nanos(seconds * 1_000_000_000);
            Record::of_item(what, at, who, ItemId::new(left, item))
        };
        let mut passages = Passages::of(&[(sorter, vec![right])], 3);
        let records = [
            of(What::Created, 0, left, 1),
            of(What::Created, 0, left, 2),
            of(What::Created, 0, right, 3),
            of(What::Created, 0, right, 4),
            of(What::Entered, 1, sorter, 1),
            of(What::Entered, 2, sorter, 3),
            of(What::Entered, 6, sorter, 4),
            of(What::Entered, 8, sorter, 2),
            of(What::Finished, 9, sorter, 3),
            of(What::Finished, 21, sorter, 1),
            of(What::Finished, 22, sorter, 2),
            of(What::Finished, 23, sorter, 4),
        ];
        Batch::each(&records, |batch| passages.take(batch));
        let passage = passages.passage(sorter);
        let product = ProductId(0);
        assert_eq!(passage.least_entries, [((0, product), 7.0), ((1, product), 4.0)]);
        assert_eq!(passage.least_transits, [(0, 14.0), (1, 7.0)]);
    }
}
