//! Work units, the equipment that ISO 22400-2 speaks of: how long each was in which state, and how much of what it made was good.
//! What the KPIs of that standard are made of.

use std::collections::{BTreeMap, BTreeSet};

use plantwright_journal::{Batch, Record, State, Wants, What};
use plantwright_model::Plant;
use plantwright_model::plant::{EquipmentFacts, Role, ServiceFacts};
use plantwright_units::{EquipmentId, ItemId, ProductId, SimTime};
use serde::{Deserialize, Serialize};

use crate::accumulate::after;

/// What happened to items that came to nothing at the place that the record names. Whoever adds a kind of scrap lists its record
/// here.
pub(crate) const BAD: [What; 1] = [What::Scrapped];

/// Returns the work units of a plant with their places. A station with several places counts as so many work units.
pub(crate) fn all(plant: &Plant) -> impl Iterator<Item = (EquipmentId, u32)> {
    plant.equipment_ids().filter_map(|id| {
        let facts = plant.equipment(id);
        let places = facts.places.filter(|_| facts.role == Role::Processor)?;
        Some((id, places))
    })
}

/// How long a work unit was in each state. Times are of all its places together, in nanoseconds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Times {
    /// Without the number of places, by state.
    states: [u64; State::COUNT],
    /// Of the places in process beside the first.
    more_busy: u128,
}

impl Times {
    /// Adds up a state that ended, as far as it lay after `from`.
    #[inline]
    pub(crate) fn add(&mut self, record: &Record, from: SimTime) {
        let (state, span) = (record.state(), after(record, record.span, from));
        self.states[state as usize] += span;
        // Asked first: which state it is cannot be guessed.
        if record.level > 1 {
            self.add_beside(state, span, record.level - 1);
        }
    }

    /// Adds up places in process beside the first.
    #[cold]
    fn add_beside(&mut self, state: State, span: u64, places: u32) {
        if state == State::Processing {
            self.more_busy += u128::from(span) * u128::from(places);
        }
    }

    /// Returns the time of the places in process.
    pub(crate) fn busy(&self) -> u128 {
        u128::from(self.whole(State::Processing)) + self.more_busy
    }

    /// Returns the time of the places in a state; of `Processing`, only of those in process.
    pub(crate) fn of(&self, state: State, places: u32) -> u128 {
        match state {
            State::Processing => self.busy(),
            _ => u128::from(self.states[state as usize]) * u128::from(places),
        }
    }

    /// Returns the time of places that were free or blocked while others were in process.
    pub(crate) fn beside(&self, places: u32) -> u128 {
        let processing = u128::from(self.whole(State::Processing));
        (processing * u128::from(places)).saturating_sub(self.busy())
    }

    /// Returns the time of the whole unit in a state.
    pub(crate) fn whole(&self, state: State) -> u64 {
        self.states[state as usize]
    }

    /// Returns PBT, the planned busy time: all time less that in which it was off.
    pub(crate) fn planned_busy(&self, places: u32) -> u128 {
        let on = State::ALL.into_iter().filter(|state| *state != State::Off);
        on.map(|state| self.of(state, places)).sum::<u128>() + self.beside(places)
    }
}

/// What a work unit made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Output {
    /// GQ, the good quantity.
    pub(crate) good: u64,
    /// SQ, the scrap quantity: of what was completed. PQ, the produced quantity, is both together.
    pub(crate) bad: u64,
    /// PRI of the good and of the bad items, summed [ns].
    pub(crate) planned_good: u128,
    pub(crate) planned_bad: u128,
    /// Of how many items nobody knows the PRI.
    pub(crate) unplanned: u64,
}

/// Counts what work units make, and what was planned for it.
///
/// What is produced is what was completed. So an item that is scrapped half done was not, and one that is scrapped as soon as it
/// is finished, at the same place and instant, was, as scrap. One that is scrapped later, while it waits there, was good when it
/// was made. Where an item is taken apart and each piece is judged, what is produced is pieces.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Outputs {
    of: Vec<Output>,
    /// How many pieces are made of an item, where they are judged; zero: none are.
    pieces: Vec<u32>,
    planned: Planned,
    /// The instant of the last item that was finished, and what was finished at it.
    at: SimTime,
    finished: Vec<(EquipmentId, ItemId, Option<u64>)>,
}

/// Where the item of a bad record was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Was {
    /// It had been finished there at the same instant.
    Finished,
    /// It had not.
    Unfinished,
    /// It was one of so many pieces of an item that had been finished there at the same instant.
    Piece(u32),
}

impl Outputs {
    pub(crate) fn new(plant: &Plant) -> Self {
        Self {
            of: vec![Output::default(); plant.equipment.len()],
            pieces: plant.equipment.iter().map(EquipmentFacts::judged_pieces).collect(),
            planned: Planned::new(plant),
            at: SimTime::ZERO,
            finished: Vec::new(),
        }
    }

    /// The records that it follows where the order of all of them matters.
    pub(crate) const fn followed() -> Wants {
        let others = [
            What::Created,
            What::Lost,
            What::Withdrawn,
            What::Finished,
            What::Consumed,
            What::Scrapped,
            What::Absorbed,
        ];
        Wants::of(&others).union(Wants::of(&BAD))
    }

    /// The records that [`take`](Self::take) has to see.
    pub(crate) fn wants(&self) -> Wants {
        if self.planned.follows_items() {
            return Self::followed();
        }
        Wants::of(&[What::Finished]).union(Wants::of(&BAD))
    }

    pub(crate) fn restart(&mut self) {
        self.of.fill(Output::default());
        self.finished.clear();
    }

    /// Takes records in.
    pub(crate) fn take(&mut self, batch: &Batch<'_>) {
        if self.planned.follows_items() {
            batch.records().iter().for_each(|record| self.enter(record));
            return;
        }
        // Mostly finished items only need to be counted, and others do that.
        for record in BAD.iter().flat_map(|what| batch.of(*what)) {
            let who = record.who().index();
            let is_it = |at, who, item| (at, who, item) == (record.at, record.who(), record.item());
            let mut before = self.finished.iter().map(|(who, item, _)| (self.at, *who, *item));
            let now = batch.of(What::Finished).map(|done| (done.at, done.who(), done.item()));
            let (was_made, quantity) = if self.is_piece(record) {
                // Its whole was finished at this instant, or it has waited here since.
                let made = before.any(|(at, who, _)| (at, who) == (record.at, record.who()))
                    || now.rev().any(|(at, who, _)| (at, who) == (record.at, record.who()));
                (made, 1)
            } else {
                let finished = before.any(|(at, who, item)| is_it(at, who, item))
                    || now.rev().any(|(at, who, item)| is_it(at, who, item));
                (finished, u64::from(self.pieces[who].max(1)))
            };
            self.of[who].bad += u64::from(was_made) * quantity;
        }
        let Some(last) = batch.records().last() else { return };
        if last.at != self.at {
            self.finished.clear();
            self.at = last.at;
        }
        let latest = batch.of(What::Finished).rev().take_while(|done| done.at == last.at);
        self.finished.extend(latest.map(|done| (done.who(), done.item(), None)));
    }

    /// Returns what a work unit made, of which [`take`](Self::take) was told, where so many items were finished.
    pub(crate) fn of(&self, id: EquipmentId, finished: u64) -> Output {
        let known = &self.of[id.index()];
        if self.planned.follows_items() {
            return known.clone();
        }
        let pieces = u64::from(self.pieces[id.index()].max(1));
        let (good, bad) = (finished * pieces - known.bad, known.bad);
        let planned = u128::from(self.planned.same[id.index()].unwrap_or(0));
        let of = |count: u64| u128::from(count) * planned / u128::from(pieces);
        let planned_good = of(good);
        Output { good, bad, planned_good, planned_bad: of(good + bad) - planned_good, unplanned: 0 }
    }

    /// Whether a record tells of a piece, and not of the item that was to be taken apart: pieces come from where they are made.
    fn is_piece(&self, record: &Record) -> bool {
        self.pieces[record.who().index()] > 0 && record.item().origin() == record.who()
    }

    /// Returns what a work unit made, of which `finish` and `spoil` were told.
    pub(crate) fn followed_of(&self, id: EquipmentId) -> &Output {
        &self.of[id.index()]
    }

    fn enter(&mut self, record: &Record) {
        match record.what() {
            What::Finished => {
                self.finish(record);
            }
            what if BAD.contains(&what) => {
                self.spoil(record);
            }
            _ => self.follow(record),
        }
    }

    /// Notes which item is which product.
    pub(crate) fn follow(&mut self, record: &Record) {
        self.planned.follow(record);
    }

    /// Counts an item as good; returns its PRI [ns].
    pub(crate) fn finish(&mut self, record: &Record) -> Option<u64> {
        if record.at != self.at {
            self.finished.clear();
            self.at = record.at;
        }
        let (who, item) = (record.who(), record.item());
        self.planned.put_together(who, item);
        let planned = self.planned.of(who, item);
        self.planned.go_on(who, item);
        self.finished.push((who, item, planned));
        let output = &mut self.of[who.index()];
        output.good += u64::from(self.pieces[who.index()].max(1));
        output.planned_good += u128::from(planned.unwrap_or(0));
        output.unplanned += u64::from(planned.is_none());
        planned
    }

    /// Counts an item as scrap, if it was completed.
    pub(crate) fn spoil(&mut self, record: &Record) -> Was {
        if self.is_piece(record) {
            return self.spoil_piece(record);
        }
        let (who, item) = (record.who(), record.item());
        let is_it = |done: &&(EquipmentId, ItemId, _)| (done.0, done.1) == (who, item);
        let finished = self.finished.iter().find(is_it).filter(|_| self.at == record.at).copied();
        self.planned.follow(record);
        let Some((.., planned)) = finished else { return Was::Unfinished };
        let pieces = u64::from(self.pieces[who.index()].max(1));
        let planned = u128::from(planned.unwrap_or(0));
        let output = &mut self.of[who.index()];
        output.good -= pieces;
        output.planned_good -= planned;
        output.bad += pieces;
        output.planned_bad += planned;
        Was::Finished
    }

    /// Counts a piece as scrap, with its share of what was planned for its whole, if that was finished at this instant.
    fn spoil_piece(&mut self, record: &Record) -> Was {
        let who = record.who();
        let pieces = self.pieces[who.index()];
        let made = self.finished.iter().rev().find(|done| done.0 == who && self.at == record.at);
        let made = made.copied();
        self.planned.follow(record);
        let Some((.., planned)) = made else { return Was::Unfinished };
        let planned = u128::from(planned.unwrap_or(0) / u64::from(pieces));
        let output = &mut self.of[who.index()];
        output.good -= 1;
        output.planned_good -= planned;
        output.bad += 1;
        output.planned_bad += planned;
        Was::Piece(pieces)
    }
}

/// PRI, the planned run time per item, of every work unit [ns].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Planned {
    /// By equipment, where it is the same for every item.
    same: Vec<Option<u64>>,
    /// Elsewhere, by product and operations done; the last number stands for all others.
    by_item: BTreeMap<(EquipmentId, ProductId, u32), u64>,
    /// The operations of routes, to tell which is next.
    operations: BTreeSet<(EquipmentId, ProductId, u32)>,
    /// What parts are put together to, by where.
    made: BTreeMap<EquipmentId, ProductId>,
    /// The items in the plant, where any of this depends on them: product and operations done.
    items: BTreeMap<ItemId, (ProductId, u32)>,
}

/// In place of the number of operations done: whatever it is.
const ANY: u32 = u32::MAX;

impl Planned {
    fn new(plant: &Plant) -> Self {
        let mut planned = Self { same: vec![None; plant.equipment.len()], ..Self::default() };
        for (id, _) in all(plant) {
            planned.same[id.index()] = same_for_all(plant, id);
            planned.made.extend(plant.equipment(id).put_together().map(|product| (id, product)));
        }
        if planned.same_everywhere(plant) {
            return planned;
        }
        for product in plant.product_ids() {
            for (number, operation) in (0..).zip(&plant.product(product).route) {
                for way in &operation.alternatives {
                    planned.operations.insert((way.station, product, number));
                    let time = plant.planned_run_time(product, number as usize, way.station);
                    planned.insert(way.station, product, number, time);
                }
            }
            for (id, _) in all(plant) {
                let time = plant.planned_run_time(product, usize::MAX, id);
                planned.insert(id, product, ANY, time);
            }
        }
        planned
    }

    fn same_everywhere(&self, plant: &Plant) -> bool {
        all(plant).all(|(id, _)| self.same[id.index()].is_some())
    }

    fn insert(&mut self, id: EquipmentId, product: ProductId, done: u32, time: Option<f64>) {
        if let Some(time) = time.filter(|time| time.is_finite()) {
            self.by_item.insert((id, product, done), time.round() as u64);
        }
    }

    fn follows_items(&self) -> bool {
        !self.by_item.is_empty()
    }

    fn follow(&mut self, record: &Record) {
        match record.what() {
            What::Created if self.follows_items() => {
                self.items.insert(record.item(), (record.product(), 0));
            }
            What::Lost | What::Withdrawn | What::Consumed | What::Scrapped | What::Absorbed => {
                self.items.remove(&record.item());
            }
            _ => {}
        }
    }

    /// An item was put together here: if it was a part that goes on, it has become something else.
    fn put_together(&mut self, who: EquipmentId, item: ItemId) {
        if let (Some(made), Some(is)) = (self.made.get(&who), self.items.get_mut(&item))
            && is.0 != *made
        {
            *is = (*made, 0);
        }
    }

    /// What is planned for an item that is here.
    fn of(&self, who: EquipmentId, item: ItemId) -> Option<u64> {
        self.same[who.index()].or_else(|| {
            let (product, done) = *self.items.get(&item)?;
            let at = |done| self.by_item.get(&(who, product, done)).copied();
            at(done).or_else(|| at(ANY))
        })
    }

    /// An item has been worked on here: its next operation is another one.
    fn go_on(&mut self, who: EquipmentId, item: ItemId) {
        if let Some((product, done)) = self.items.get_mut(&item)
            && self.operations.contains(&(who, *product, *done))
        {
            *done += 1;
        }
    }
}

/// The planned run time where neither product nor operation matters.
fn same_for_all(plant: &Plant, id: EquipmentId) -> Option<u64> {
    let facts = plant.equipment(id);
    let is_routed = plant.products.iter().any(|product| {
        let ways = product.route.iter().flat_map(|operation| &operation.alternatives);
        ways.into_iter().any(|way| way.station == id && way.law.is_some())
    });
    let law = match (&facts.planned, &facts.service) {
        (Some(ServiceFacts::All(law)), _) => law,
        (None, Some(ServiceFacts::All(law))) if !is_routed => law,
        _ => return None,
    };
    let mean = law.mean() / f64::from(facts.processed_together());
    Some(mean).filter(|mean| mean.is_finite()).map(|mean| mean.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What one machine made, whose PRI is 7 ns, of records in this order: what, item, instant.
    fn output(records: &[(What, u64, u64)]) -> Output {
        let planned = Planned { same: vec![Some(7)], ..Planned::default() };
        let mut outputs = Outputs {
            of: vec![Output::default()],
            pieces: vec![0],
            planned,
            at: SimTime::ZERO,
            finished: Vec::new(),
        };
        let who = EquipmentId(0);
        let record = |(what, item, at): &(What, u64, u64)| {
            Record::of_item(*what, SimTime::from_nanos(*at), who, ItemId::new(who, *item))
        };
        let records: Vec<Record> = records.iter().map(record).collect();
        // However records are cut into batches.
        for record in &records {
            Batch::each(std::slice::from_ref(record), |batch| outputs.take(batch));
        }
        let finished =
            records.iter().filter(|record| record.what() == What::Finished).count() as u64;
        let one_by_one = outputs.of(who, finished);
        outputs.restart();
        Batch::each(&records, |batch| outputs.take(batch));
        assert_eq!(outputs.of(who, finished), one_by_one);
        // And where all are followed.
        outputs.restart();
        for record in &records {
            outputs.enter(record);
        }
        assert_eq!(*outputs.followed_of(who), one_by_one);
        one_by_one
    }

    #[test]
    fn only_what_was_completed_was_produced() {
        let made = |good, bad| Output {
            good,
            bad,
            planned_good: u128::from(good) * 7,
            planned_bad: u128::from(bad) * 7,
            unplanned: 0,
        };
        let (finished, scrapped) = (What::Finished, What::Scrapped);
        // In process, or as soon as it is finished; another one was finished at the same instant.
        assert_eq!(output(&[(finished, 1, 5), (scrapped, 2, 9)]), made(1, 0));
        assert_eq!(output(&[(finished, 1, 5), (finished, 2, 5), (scrapped, 1, 5)]), made(1, 1));
        // An item that comes again and is spoilt half done was produced once, and was good then.
        assert_eq!(output(&[(finished, 1, 5), (scrapped, 1, 9)]), made(1, 0));
        assert_eq!(output(&[(finished, 1, 5), (finished, 1, 9), (scrapped, 1, 9)]), made(1, 1));
    }
}
