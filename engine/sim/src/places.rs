//! The places of a station: what is in process there, until when, and what is finished and has not gone yet.

use std::collections::{BTreeMap, VecDeque};

use plantwright_units::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::items::ItemRef;

/// Some places. One place is the common case, and needs no memory of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Places {
    /// The only place, where there is one.
    pub(crate) one: Place,
    many: Option<Box<Many>>,
}

/// What is on a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Place {
    /// Nothing.
    Free,
    /// An item in process, until an instant.
    Busy(ItemRef, SimTime),
    /// An item whose process stands still: the fields of [`Held`], in place, where the tag finds room beside them.
    Held(ItemRef, bool, SimSpan),
    /// A finished item.
    Done(ItemRef),
}

/// An item whose process stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Held {
    pub(crate) item: ItemRef,
    /// Whether its process had begun.
    pub(crate) begun: bool,
    /// The time that it still takes.
    pub(crate) left: SimSpan,
}

/// Several places.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Many {
    /// `u32::MAX`: as many as wanted.
    places: u32,
    busy: Busy,
    begun: u64,
    held: Vec<Held>,
    done: VecDeque<ItemRef>,
}

/// What is in process on several places, by end and order of beginning.
///
/// Where all processes take equally long, as on a conveyor, what begins last ends last: it goes to the end of a row. Only what ends
/// before others that began earlier has to find its place among them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Busy {
    row: VecDeque<((SimTime, u64), ItemRef)>,
    early: BTreeMap<(SimTime, u64), ItemRef>,
}

impl Busy {
    #[inline(always)]
    fn len(&self) -> usize {
        self.row.len() + self.early.len()
    }

    #[inline(always)]
    fn insert(&mut self, end: (SimTime, u64), item: ItemRef) {
        if self.row.back().is_none_or(|(last, _)| *last < end) {
            self.row.push_back((end, item));
        } else {
            self.early.insert(end, item);
        }
    }

    /// Takes out what ends first, if it ends now.
    #[inline(always)]
    fn take_due(&mut self, now: SimTime) -> Option<ItemRef> {
        let in_row = self.row.front().map(|(end, _)| *end);
        if !self.early.is_empty() {
            let first = self.early.first_entry()?;
            if in_row.is_none_or(|end| *first.key() < end) {
                return (first.key().0 == now).then(|| first.remove());
            }
        }
        if in_row?.0 != now {
            return None;
        }
        self.row.pop_front().map(|(_, item)| item)
    }

    /// All of it, in no order that means anything.
    fn iter(&self) -> impl Iterator<Item = ((SimTime, u64), ItemRef)> {
        let early = self.early.iter().map(|(end, item)| (*end, *item));
        self.row.iter().copied().chain(early)
    }

    /// Takes an item out. Returns when it would have ended.
    fn remove(&mut self, item: ItemRef) -> Option<SimTime> {
        let (end, _) = self.iter().find(|(_, busy)| *busy == item)?;
        if self.early.remove(&end).is_none() {
            self.row.retain(|(other, _)| *other != end);
        }
        Some(end.0)
    }
}

impl Places {
    /// Makes so many places; `None`: as many as wanted.
    pub(crate) fn new(places: Option<u32>) -> Self {
        let many = (places != Some(1)).then(|| {
            Box::new(Many {
                places: places.unwrap_or(u32::MAX),
                busy: Busy::default(),
                begun: 0,
                held: Vec::new(),
                done: VecDeque::new(),
            })
        });
        Self { one: Place::Free, many }
    }

    /// How much work is left on what is in process, of all places together.
    pub(crate) fn work_left(&self, now: SimTime) -> SimSpan {
        let Some(many) = &self.many else {
            return match self.one {
                Place::Busy(_, until) => until.since(now),
                Place::Held(_, _, left) => left,
                Place::Free | Place::Done(_) => SimSpan::ZERO,
            };
        };
        let busy = many.busy.iter().map(|((until, _), _)| until.since(now));
        let nanos = busy.chain(many.held.iter().map(|held| held.left)).map(SimSpan::as_nanos);
        SimSpan::from_nanos(nanos.fold(0, u64::saturating_add))
    }

    #[inline(always)]
    pub(crate) fn are_many(&self) -> bool {
        self.many.is_some()
    }

    #[inline(always)]
    pub(crate) fn has_room(&self) -> bool {
        match &self.many {
            None => self.one == Place::Free,
            Some(many) => many.items() < many.places as usize,
        }
    }

    /// How many places are free; `usize::MAX` and more where there is no limit.
    pub(crate) fn room(&self) -> usize {
        match &self.many {
            None => usize::from(self.one == Place::Free),
            Some(many) if many.places == u32::MAX => usize::MAX,
            Some(many) => many.places as usize - many.items(),
        }
    }

    /// How many items are in process.
    #[inline(always)]
    pub(crate) fn busy(&self) -> u32 {
        match &self.many {
            None => u32::from(matches!(self.one, Place::Busy(..))),
            Some(many) => many.busy.len() as u32,
        }
    }

    /// How many items are here.
    #[inline(always)]
    pub(crate) fn items(&self) -> usize {
        match &self.many {
            None => usize::from(self.one != Place::Free),
            Some(many) => many.items(),
        }
    }

    /// Begins with an item. There has to be room.
    #[inline(always)]
    pub(crate) fn begin(&mut self, item: ItemRef, until: SimTime) {
        match &mut self.many {
            None => self.one = Place::Busy(item, until),
            Some(many) => {
                many.busy.insert((until, many.begun), item);
                many.begun += 1;
            }
        }
    }

    /// Ends the process that is due now, if there still is one.
    #[inline(always)]
    pub(crate) fn finish(&mut self, now: SimTime) -> Option<ItemRef> {
        let Some(many) = &mut self.many else {
            let Place::Busy(item, until) = self.one else { return None };
            if until != now {
                return None;
            }
            self.one = Place::Done(item);
            return Some(item);
        };
        let item = many.busy.take_due(now)?;
        many.done.push_back(item);
        Some(item)
    }

    /// The finished items, the first one first.
    #[inline(always)]
    pub(crate) fn done(&self, position: usize) -> Option<ItemRef> {
        match (&self.many, self.one) {
            (None, Place::Done(item)) if position == 0 => Some(item),
            (None, _) => None,
            (Some(many), _) => many.done.get(position).copied(),
        }
    }

    /// Gives a finished item away.
    #[inline(always)]
    pub(crate) fn clear(&mut self, position: usize) {
        match &mut self.many {
            None => self.one = Place::Free,
            Some(many) if position == 0 => {
                many.done.pop_front();
            }
            Some(many) => {
                many.done.remove(position);
            }
        }
    }

    /// Puts an item on a place on which nothing goes on for now. There has to be room.
    pub(crate) fn hold(&mut self, held: Held) {
        match &mut self.many {
            None => self.one = Place::Held(held.item, held.begun, held.left),
            Some(many) => many.held.push(held),
        }
    }

    /// The items in process, the one that was begun last first: who looks at them does not know when they will end.
    pub(crate) fn in_process(&self) -> impl Iterator<Item = ItemRef> {
        let one = match self.one {
            Place::Busy(item, _) => Some(item),
            Place::Free | Place::Held(..) | Place::Done(_) => None,
        };
        let many = self.many.iter().flat_map(|many| many.busy.iter());
        let mut many: Vec<_> = many.map(|((_, begun), item)| (begun, item)).collect();
        many.sort_unstable_by_key(|(begun, _)| std::cmp::Reverse(*begun));
        one.into_iter().chain(many.into_iter().map(|(_, item)| item))
    }

    /// The items that stand still, the one that was begun last first.
    pub(crate) fn standing(&self) -> impl Iterator<Item = ItemRef> {
        let one = match self.one {
            Place::Held(item, ..) => Some(item),
            Place::Free | Place::Busy(..) | Place::Done(_) => None,
        };
        let many = self.many.iter().flat_map(|many| many.held.iter().rev());
        one.into_iter().chain(many.map(|held| held.item))
    }

    /// Takes an item in process off its place.
    pub(crate) fn interrupt(&mut self, item: ItemRef, now: SimTime) -> Option<Held> {
        let until = match (&mut self.many, self.one) {
            (None, Place::Busy(busy, until)) if busy == item => {
                self.one = Place::Free;
                until
            }
            (None, _) => return None,
            (Some(many), _) => many.busy.remove(item)?,
        };
        Some(Held { item, begun: true, left: until.since(now) })
    }

    /// Until when an item is in process; of one that stands still, how long it still takes once it goes on.
    pub(crate) fn until_of(&self, item: ItemRef) -> Option<Result<SimTime, SimSpan>> {
        match (&self.many, self.one) {
            (None, Place::Busy(busy, until)) if busy == item => Some(Ok(until)),
            (None, Place::Held(held, _, left)) if held == item => Some(Err(left)),
            (None, _) => None,
            (Some(many), _) => {
                let until = many.busy.iter().find(|(_, busy)| *busy == item);
                let mut held = many.held.iter().filter(|held| held.item == item);
                let until = until.map(|((until, _), _)| Ok(until));
                until.or_else(|| held.next().map(|held| Err(held.left)))
            }
        }
    }

    /// Whether an item stands still whose process has not begun.
    pub(crate) fn holds_unbegun(&self, item: ItemRef) -> bool {
        match (&self.many, self.one) {
            (None, Place::Held(held, begun, _)) => held == item && !begun,
            (None, _) => false,
            (Some(many), _) => many.held.iter().any(|held| held.item == item && !held.begun),
        }
    }

    /// How many items stand still, and whether the process of one of them had begun.
    pub(crate) fn held(&self) -> (usize, bool) {
        match (&self.many, self.one) {
            (None, Place::Held(_, begun, _)) => (1, begun),
            (None, _) => (0, false),
            (Some(many), _) => (many.held.len(), many.held.iter().any(|held| held.begun)),
        }
    }

    /// Until when something of what counts is in process; the beginning of time where nothing is.
    pub(crate) fn until(&self, counts: impl Fn(ItemRef) -> bool) -> SimTime {
        let one = match self.one {
            Place::Busy(item, until) => Some((item, until)),
            Place::Free | Place::Held(..) | Place::Done(_) => None,
        };
        let many = self.many.iter().flat_map(|many| many.busy.iter());
        let busy = one.into_iter().chain(many.map(|((until, _), item)| (item, until)));
        let ends = busy.filter(|(item, _)| counts(*item)).map(|(_, until)| until);
        ends.max().unwrap_or(SimTime::ZERO)
    }

    /// Takes what is in process off its places, to be held, in the order of beginning.
    pub(crate) fn stop(&mut self, now: SimTime) -> impl Iterator<Item = Held> + use<> {
        let stopped = |item, until: SimTime| Held { item, begun: true, left: until.since(now) };
        let (one, many) = match (&mut self.many, self.one) {
            (None, Place::Busy(item, until)) => {
                self.one = Place::Free;
                (Some(stopped(item, until)), Vec::new())
            }
            (None, _) => (None, Vec::new()),
            (Some(many), _) => {
                let mut busy: Vec<_> = std::mem::take(&mut many.busy).iter().collect();
                busy.sort_unstable_by_key(|((_, begun), _)| *begun);
                let held = busy.into_iter().map(|((until, _), item)| stopped(item, until));
                (None, held.collect())
            }
        };
        one.into_iter().chain(many)
    }

    /// Takes an item that has just finished off its place, to go on with it.
    pub(crate) fn take_back(&mut self, item: ItemRef) {
        match &mut self.many {
            None => self.one = Place::Free,
            Some(many) => many.done.retain(|done| *done != item),
        }
    }

    /// Puts a finished item on a place. There has to be room.
    pub(crate) fn put_done(&mut self, item: ItemRef) {
        match &mut self.many {
            None => self.one = Place::Done(item),
            Some(many) => many.done.push_back(item),
        }
    }

    /// Takes an item that stands still off its place, to go on with it.
    pub(crate) fn take_held_one(&mut self, item: ItemRef) -> Option<Held> {
        match (&mut self.many, self.one) {
            (None, Place::Held(held, begun, left)) if held == item => {
                self.one = Place::Free;
                Some(Held { item, begun, left })
            }
            (None, _) => None,
            (Some(many), _) => {
                let position = many.held.iter().position(|held| held.item == item)?;
                Some(many.held.remove(position))
            }
        }
    }

    /// Takes what stands still off its places, to be begun again.
    pub(crate) fn take_held(&mut self) -> impl Iterator<Item = Held> + use<> {
        let (one, many) = match (&mut self.many, self.one) {
            (None, Place::Held(item, begun, left)) => {
                self.one = Place::Free;
                (Some(Held { item, begun, left }), Vec::new())
            }
            (None, _) => (None, Vec::new()),
            (Some(many), _) => (None, std::mem::take(&mut many.held)),
        };
        one.into_iter().chain(many)
    }

    /// All items: those in process by their ends, then the finished ones.
    pub(crate) fn contents(&self, items: &mut Vec<ItemRef>) {
        if let Place::Busy(item, _) | Place::Held(item, ..) | Place::Done(item) = self.one {
            items.push(item);
        }
        if let Some(many) = &self.many {
            let mut busy: Vec<_> = many.busy.iter().collect();
            busy.sort_unstable_by_key(|(end, _)| *end);
            items.extend(busy.into_iter().map(|(_, item)| item));
            items.extend(many.held.iter().map(|held| held.item));
            items.extend(&many.done);
        }
    }
}

impl Many {
    fn items(&self) -> usize {
        self.busy.len() + self.held.len() + self.done.len()
    }
}
