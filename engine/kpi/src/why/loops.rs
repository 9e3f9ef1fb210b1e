//! Loops that bound how many items go round in them: by the cards of a `Release`, or since a source has an end and its items
//! never leave. Who lacks an item of such a loop waits for another card or item, unless items of it wait themselves.

use std::collections::{BTreeMap, BTreeSet};

use plantwright_journal::{Record, What};
use plantwright_model::Plant;
use plantwright_model::plant::Role;
use plantwright_units::{EquipmentId, ItemId, ProductId, SimTime};
use serde::{Deserialize, Serialize};

use super::links::next;

/// The loops of a plant, and the sources that come to an end.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Loops {
    loops: Vec<Loop>,
    ends: Vec<End>,
}

/// A loop, from where its items are let in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Loop {
    /// A `Release`, or a source.
    pub(super) gate: EquipmentId,
    /// How many cards it has; none: its items are those of a source.
    cards: Option<u64>,
    /// Where its items can come to; of a loop of cards, where the cards come off.
    reach: BTreeSet<EquipmentId>,
    /// The items that have a card.
    items: BTreeSet<ItemId>,
    /// When no card was free.
    exhausted: Spells,
    /// Where items of it wait.
    waits: BTreeMap<EquipmentId, Waits>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Waits {
    items: u64,
    spells: Spells,
}

/// When something was so: it began at the first instant, ended at the second, and so on.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Spells(Vec<SimTime>);

/// A source that brings so many items and no more.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct End {
    who: EquipmentId,
    left: u64,
    /// When the last one came; `MAX`: not yet.
    at: SimTime,
}

impl Spells {
    fn set(&mut self, at: SimTime, on: bool) {
        if (self.0.len() % 2 == 1) == on {
            return;
        }
        // What begins and ends at one instant was never so.
        if self.0.last() == Some(&at) {
            self.0.pop();
        } else {
            self.0.push(at);
        }
    }

    /// Whether it is so at an instant, and until when that stays.
    pub(super) fn at(&self, at: SimTime) -> (bool, SimTime) {
        let position = self.0.partition_point(|time| *time <= at);
        (position % 2 == 1, self.0.get(position).copied().unwrap_or(SimTime::MAX))
    }
}

impl Loop {
    fn new(gate: EquipmentId, cards: Option<u64>, reach: BTreeSet<EquipmentId>) -> Self {
        let (items, waits) = (BTreeSet::new(), BTreeMap::new());
        Self { gate, cards, reach, items, exhausted: Spells::default(), waits }
    }

    /// Whether cards bound it.
    pub(super) const fn has_cards(&self) -> bool {
        self.cards.is_some()
    }

    /// Whether its items can come to a piece of equipment.
    pub(super) fn reaches(&self, who: EquipmentId) -> bool {
        who == self.gate || self.reach.contains(&who)
    }

    /// Whether no card was free, and until when that stays.
    pub(super) fn is_exhausted(&self, at: SimTime) -> (bool, SimTime) {
        self.exhausted.at(at)
    }

    /// Where items of it can wait, with when they did.
    pub(super) fn waits(&self) -> impl Iterator<Item = (EquipmentId, &Spells)> {
        self.waits.iter().map(|(who, waits)| (*who, &waits.spells))
    }

    fn holds(&self, item: ItemId) -> bool {
        if self.cards.is_some() { self.items.contains(&item) } else { item.origin() == self.gate }
    }

    fn wait(&mut self, who: EquipmentId, at: SimTime, more: bool) {
        let waits = self.waits.entry(who).or_default();
        waits.items = if more { waits.items + 1 } else { waits.items.saturating_sub(1) };
        waits.spells.set(at, waits.items > 0);
    }

    /// Cards go with what comes in, and come back.
    fn pass_cards(&mut self, record: &Record) {
        let Some(cards) = self.cards else { return };
        let (who, item) = (record.who(), record.item());
        match record.what() {
            What::Entered if who == self.gate => {
                self.items.insert(item);
            }
            What::Entered if self.reach.contains(&who) => {
                self.items.remove(&item);
            }
            What::Consumed | What::Lost | What::Scrapped | What::Withdrawn | What::Absorbed => {
                self.items.remove(&item);
            }
            _ => return,
        }
        self.exhausted.set(record.at, self.items.len() as u64 >= cards);
    }
}

impl Loops {
    pub(super) fn new(plant: &Plant) -> Self {
        let facts = || plant.equipment_ids().zip(&plant.equipment);
        let cards = facts().filter(|(_, it)| it.kind == "Release");
        let cards = cards.filter_map(|(id, it)| {
            Some(Loop::new(id, Some(it.capacity?), returners(plant, id).collect()))
        });
        let mut loops: Vec<Loop> = cards.collect();
        let mut ends = Vec::new();
        for (who, it) in facts() {
            let Some(arrivals) = &it.arrivals else { continue };
            let Some(left) = arrivals.count else { continue };
            ends.push(End { who, left, at: if left == 0 { SimTime::ZERO } else { SimTime::MAX } });
            let products = arrivals.mix.iter().map(|(product, _)| *product);
            loops.extend(ring(plant, who, products).map(|reach| Loop::new(who, None, reach)));
        }
        Self { loops, ends }
    }

    /// Whether there is none, so that nobody need look at where items wait.
    pub(super) fn is_empty(&self) -> bool {
        self.loops.is_empty()
    }

    /// A source brought an item.
    #[inline]
    pub(super) fn brought(&mut self, record: &Record) {
        let Some(end) = self.ends.iter_mut().find(|end| end.who == record.who()) else { return };
        if record.item().origin() == end.who && end.left > 0 {
            end.left -= 1;
            if end.left == 0 {
                end.at = record.at;
            }
        }
    }

    /// Something happened to an item that waited at one place before, and at another after.
    pub(super) fn note(
        &mut self,
        record: &Record,
        before: Option<EquipmentId>,
        after: Option<EquipmentId>,
    ) {
        let item = record.item();
        for it in &mut self.loops {
            if let Some(who) = before.filter(|_| it.holds(item)) {
                it.wait(who, record.at, false);
            }
            it.pass_cards(record);
            if let Some(who) = after.filter(|_| it.holds(item)) {
                it.wait(who, record.at, true);
            }
        }
    }

    /// When a source brought its last item; `MAX`: it still brings.
    pub(super) fn end_of(&self, source: EquipmentId) -> SimTime {
        let end = self.ends.iter().find(|end| end.who == source);
        end.map_or(SimTime::MAX, |end| end.at)
    }

    /// The loop that a `Release` lets items into by cards.
    pub(super) fn of_release(&self, who: EquipmentId) -> Option<&Loop> {
        self.loops.iter().find(|it| it.has_cards() && it.gate == who)
    }

    /// The loops of sources whose items never leave.
    pub(super) fn rings(&self) -> impl Iterator<Item = &Loop> {
        self.loops.iter().filter(|it| !it.has_cards())
    }
}

/// Who gives cards back to a `Release`.
pub(super) fn returners(plant: &Plant, gate: EquipmentId) -> impl Iterator<Item = EquipmentId> {
    let all = plant.equipment_ids().zip(&plant.equipment);
    let gives = all.filter(move |(_, it)| it.returns.iter().any(|(to, _)| *to == gate));
    gives.map(|(id, _)| id)
}

/// Where items of a source can come to, if they never leave the plant.
fn ring(
    plant: &Plant,
    source: EquipmentId,
    products: impl Iterator<Item = ProductId>,
) -> Option<BTreeSet<EquipmentId>> {
    let mut reach = BTreeSet::new();
    for product in products {
        let mut seen = BTreeSet::new();
        let mut open = next(plant, source, product);
        while let Some(at) = open.pop() {
            let facts = plant.equipment(at);
            if facts.role == Role::Sink || facts.ends(product) {
                return None;
            }
            if seen.insert(at) {
                open.extend(next(plant, at, product));
            }
        }
        reach.extend(seen);
    }
    (!reach.is_empty()).then_some(reach)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_begin_and_end_and_those_of_no_time_were_never() {
        let at = SimTime::from_nanos;
        let mut spells = Spells::default();
        for (time, on) in [(1, false), (2, true), (3, true), (5, false), (6, true), (6, false)] {
            spells.set(at(time), on);
        }
        let told = [0, 1, 2, 4, 5, 6, 9].map(|time| spells.at(at(time)));
        let (no, yes) = (false, true);
        let expected = [(no, 2), (no, 2), (yes, 5), (yes, 5)].map(|(on, until)| (on, at(until)));
        assert_eq!(told[..4], expected);
        assert_eq!(told[4..], [(no, SimTime::MAX); 3]);
    }
}
