//! The places of a station: what is in process there, until when, and what is finished and has not gone yet.

use std::collections::{BTreeMap, VecDeque};

use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::items::ItemRef;

/// Some places. One place is the common case, and needs no memory of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Places {
    /// One place, free.
    Free,
    /// One place, taken until an instant.
    Busy(ItemRef, SimTime),
    /// One place, with a finished item.
    Done(ItemRef),
    /// Several places.
    Many(Box<Many>),
}

/// Several places.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Many {
    /// `u32::MAX`: as many as wanted.
    places: u32,
    /// By end and order of beginning.
    busy: BTreeMap<(SimTime, u64), ItemRef>,
    begun: u64,
    done: VecDeque<ItemRef>,
}

impl Places {
    /// Makes so many places; `None`: as many as wanted.
    pub(crate) fn new(places: Option<u32>) -> Self {
        match places {
            Some(1) => Self::Free,
            places => {
                let (busy, done) = (BTreeMap::new(), VecDeque::new());
                Self::Many(Box::new(Many {
                    places: places.unwrap_or(u32::MAX),
                    busy,
                    begun: 0,
                    done,
                }))
            }
        }
    }
    #[inline(always)]
    pub(crate) fn has_room(&self) -> bool {
        match self {
            Self::Free => true,
            Self::Busy(..) | Self::Done(_) => false,
            Self::Many(many) => many.busy.len() + many.done.len() < many.places as usize,
        }
    }

    /// How many places are free; `usize::MAX` and more where there is no limit.
    pub(crate) fn room(&self) -> usize {
        match self {
            Self::Free => 1,
            Self::Busy(..) | Self::Done(_) => 0,
            Self::Many(many) if many.places == u32::MAX => usize::MAX,
            Self::Many(many) => many.places as usize - many.busy.len() - many.done.len(),
        }
    }

    /// How many items are in process.
    #[inline(always)]
    pub(crate) fn busy(&self) -> u32 {
        match self {
            Self::Busy(..) => 1,
            Self::Free | Self::Done(_) => 0,
            Self::Many(many) => many.busy.len() as u32,
        }
    }

    /// How many items are here.
    #[inline(always)]
    pub(crate) fn items(&self) -> usize {
        match self {
            Self::Free => 0,
            Self::Busy(..) | Self::Done(_) => 1,
            Self::Many(many) => many.busy.len() + many.done.len(),
        }
    }

    /// Begins with an item. There has to be room.
    #[inline(always)]
    pub(crate) fn begin(&mut self, item: ItemRef, until: SimTime) {
        match self {
            Self::Many(many) => {
                many.busy.insert((until, many.begun), item);
                many.begun += 1;
            }
            one => *one = Self::Busy(item, until),
        }
    }

    /// Ends the process that is due now, if there still is one.
    #[inline(always)]
    pub(crate) fn finish(&mut self, now: SimTime) -> Option<ItemRef> {
        match self {
            Self::Busy(item, until) if *until == now => {
                let item = *item;
                *self = Self::Done(item);
                Some(item)
            }
            Self::Many(many) => {
                let first = many.busy.first_entry().filter(|first| first.key().0 == now)?;
                let item = first.remove();
                many.done.push_back(item);
                Some(item)
            }
            _ => None,
        }
    }

    /// The finished items, the first one first.
    #[inline(always)]
    pub(crate) fn done(&self, position: usize) -> Option<ItemRef> {
        match self {
            Self::Done(item) if position == 0 => Some(*item),
            Self::Many(many) => many.done.get(position).copied(),
            _ => None,
        }
    }

    /// Gives a finished item away.
    #[inline(always)]
    pub(crate) fn clear(&mut self, position: usize) {
        match self {
            Self::Many(many) => {
                many.done.remove(position);
            }
            one => *one = Self::Free,
        }
    }

    /// All items: those in process by their ends, then the finished ones.
    pub(crate) fn contents(&self, items: &mut Vec<ItemRef>) {
        match self {
            Self::Free => {}
            Self::Busy(item, _) | Self::Done(item) => items.push(*item),
            Self::Many(many) => items.extend(many.busy.values().chain(&many.done)),
        }
    }
}
