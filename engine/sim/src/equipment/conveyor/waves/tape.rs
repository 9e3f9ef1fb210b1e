//! What the records of a journal say of one belt, kept until all of them were read.

use std::collections::BTreeMap;

use plantwright_journal::{Notice, Record, State, What};
use plantwright_model::Plant;
use plantwright_model::plant::{BeltFacts, Routing};
use plantwright_units::{EquipmentId, ItemId, ProductId, SimTime};

use super::NoWaves;
use super::cause::{Cause, Interval, Reasons};

/// Something that happens on a belt, or to it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Event {
    /// The next of its speeds.
    Speed,
    /// Its surface stands from now on.
    Halted(Cause),
    Resumed,
    Came(ItemId, Option<ProductId>),
    AtExit,
    Went(ItemId, Option<EquipmentId>),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Happened {
    pub(super) at: SimTime,
    pub(super) what: Event,
}

/// A time in which the surface stands.
type Rest = (SimTime, SimTime, Cause);

/// The records of one belt, and of what it waits for. All records of a journal are handed to it, in their order.
#[derive(Debug)]
pub struct Tape<'a> {
    pub(super) plant: &'a Plant,
    belt: EquipmentId,
    products: BTreeMap<ItemId, ProductId>,
    /// Who came before it was told what it is, as from a source that always has an item at hand.
    unknown: BTreeMap<ItemId, usize>,
    happened: Vec<Happened>,
    /// Who took items that are on the belt as far as was read, and when.
    taken: BTreeMap<ItemId, (EquipmentId, SimTime)>,
    /// Who left at this instant, and was not seen elsewhere yet.
    left: Vec<(SimTime, ItemId, usize)>,
    states: BTreeMap<EquipmentId, Vec<Interval>>,
    /// What goes on where the books were closed last.
    open: Vec<Record>,
    /// By its owner and its number, when a photo-eye was covered, and when it was clear again.
    eyes: BTreeMap<(EquipmentId, usize), Vec<(SimTime, bool)>>,
}

impl<'a> Tape<'a> {
    /// Makes an empty one.
    ///
    /// # Errors
    /// Where it is none of the belts on which waves run.
    pub fn new(plant: &'a Plant, belt: EquipmentId) -> Result<Self, NoWaves> {
        let stopping = plant.equipment_ids().flat_map(|id| {
            let eyes = plant.equipment(id).eyes().iter().enumerate();
            let stops = eyes.filter(|(_, eye)| eye.stops.contains(&belt));
            stops.map(|(number, _)| ((id, number), Vec::new())).collect::<Vec<_>>()
        });
        let eyes = stopping.collect();
        let tape = Self {
            plant,
            belt,
            products: BTreeMap::new(),
            unknown: BTreeMap::new(),
            happened: Vec::new(),
            taken: BTreeMap::new(),
            left: Vec::new(),
            states: BTreeMap::new(),
            open: Vec::new(),
            eyes,
        };
        tape.facts()?;
        Ok(tape)
    }

    pub(super) fn facts(&self) -> Result<&'a BeltFacts, NoWaves> {
        let belt = self.plant.equipment(self.belt).belt.as_deref();
        let belt = belt.filter(|belt| belt.sorter.is_none()).ok_or(NoWaves::NoBelt)?;
        if belt.index.is_some() { Err(NoWaves::Indexed) } else { Ok(belt) }
    }

    /// The products that came onto it.
    pub(super) fn products(&self) -> Vec<ProductId> {
        let came = self.happened.iter().filter_map(|it| match it.what {
            Event::Came(_, product) => product,
            _ => None,
        });
        came.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    }

    /// Takes what happened next.
    pub fn take(&mut self, record: &Record) {
        let (at, who) = (record.at, record.who());
        match record.what() {
            What::Created => {
                let item = record.item();
                if let Some(place) = self.unknown.remove(&item) {
                    self.happened[place].what = Event::Came(item, Some(record.product()));
                }
                self.products.insert(item, record.product());
            }
            What::State => {
                let from =
                    SimTime::from_nanos(at.as_nanos().saturating_sub(record.span.as_nanos()));
                let interval =
                    Interval { from, to: at, state: record.state(), why: record.cause() };
                self.states.entry(who).or_default().push(interval);
            }
            What::Noticed => {
                let is_covered = match record.notice() {
                    Notice::Covered => true,
                    Notice::Cleared => false,
                    _ => return,
                };
                if let Some(changes) = self.eyes.get_mut(&(who, record.level as usize)) {
                    changes.push((at, is_covered));
                }
            }
            What::Entered if who == self.belt => {
                let item = record.item();
                let product = self.products.get(&item).copied();
                if product.is_none() {
                    self.unknown.insert(item, self.happened.len());
                }
                self.taken.insert(item, (EquipmentId::NONE, at));
                self.happened.push(Happened { at, what: Event::Came(item, product) });
            }
            What::Finished if who == self.belt => {
                self.happened.push(Happened { at, what: Event::AtExit });
            }
            What::Left if who == self.belt => {
                let item = record.item();
                let taken =
                    self.taken.remove(&item).filter(|(to, when)| to.is_some() && *when == at);
                self.left.push((at, item, self.happened.len()));
                let what = Event::Went(item, taken.map(|(to, _)| to));
                self.happened.push(Happened { at, what });
            }
            What::Entered | What::Consumed => {
                let item = record.item();
                // The giver is told before or after, whoever of the two asked.
                self.left.retain(|(then, ..)| *then == at);
                if let Some((_, _, place)) = self.left.iter().find(|(_, left, _)| *left == item) {
                    if let Event::Went(_, to @ None) = &mut self.happened[*place].what {
                        *to = Some(who);
                    }
                } else if let Some(taken) = self.taken.get_mut(&item) {
                    *taken = (who, at);
                }
                if record.what() == What::Consumed {
                    self.products.remove(&item);
                }
            }
            _ => {}
        }
    }

    /// Takes the records that close the books; those of an earlier closing are forgotten.
    pub fn close(&mut self, closing: Vec<Record>) {
        self.open = closing;
    }

    /// All that happens up to an instant, in order, and why others do not take what comes.
    pub(super) fn events(mut self, until: SimTime) -> (Vec<Happened>, Reasons) {
        for record in std::mem::take(&mut self.open) {
            if record.what() == What::State {
                self.take(&record);
            }
        }
        let mut events = self.rests(until);
        let changes = self.plant.equipment(self.belt).belt.iter().flat_map(|belt| &belt.changes);
        let changes = changes.map(|(at, _)| Happened { at: *at, what: Event::Speed });
        events.extend(changes.filter(|change| change.at <= until));
        events.append(&mut self.happened);
        // What stands where several things happen at once is in this order already.
        events.sort_by_key(|event| event.at);
        let routing = self.plant.equipment(self.belt).routing.as_ref();
        let only = match routing.map(Routing::targets).as_deref() {
            Some([only]) => Some(*only),
            _ => None,
        };
        (events, Reasons { states: self.states, only })
    }

    /// When its surface stands and goes on.
    fn rests(&self, until: SimTime) -> Vec<Happened> {
        let own = self.states.get(&self.belt).into_iter().flatten();
        let halted =
            own.filter(|it| !matches!(it.state, State::Idle | State::Processing | State::Blocked));
        let mut rests: Vec<Rest> = halted
            .map(|it| {
                let why = Some(it.why).filter(|why| why.is_some());
                (it.from, it.to, Cause::Halted { state: it.state, why })
            })
            .collect();
        for ((whose, number), changes) in &self.eyes {
            rests.extend(self.acting(*whose, *number, changes, until));
        }
        rests.sort_by_key(|(from, to, _)| (*from, *to));
        let mut events = Vec::new();
        let mut rests = rests.into_iter().peekable();
        while let Some((from, mut to, cause)) = rests.next() {
            while let Some((_, later, _)) = rests.next_if(|(from, ..)| *from <= to) {
                to = to.max(later);
            }
            events.push(Happened { at: from, what: Event::Halted(cause) });
            if to < until {
                events.push(Happened { at: to, what: Event::Resumed });
            }
        }
        events
    }

    /// When a photo-eye acts, by its delays.
    fn acting(
        &self,
        whose: EquipmentId,
        number: usize,
        changes: &[(SimTime, bool)],
        until: SimTime,
    ) -> Vec<Rest> {
        let eye = &self.plant.equipment(whose).eyes()[number];
        let mut acting = Vec::new();
        let mut since = None;
        for (position, (at, is_covered)) in changes.iter().enumerate() {
            let next = changes.get(position + 1).map_or(until, |(next, _)| *next);
            let after = if *is_covered { eye.covered_for } else { eye.clear_for };
            let Some(turns) = at.checked_add(after).filter(|turns| *turns <= next) else {
                continue;
            };
            if *is_covered {
                since = since.or(Some(turns));
            } else if let Some(from) = since.take() {
                acting.push((from, turns, Cause::Eye { whose, number }));
            }
        }
        acting.extend(since.map(|from| (from, until, Cause::Eye { whose, number })));
        acting
    }
}
