//! Items and orders on their way: when each came in, where it was worked on, and when it was completed.

use std::collections::BTreeMap;

use plantwright_journal::{Record, What};
use plantwright_units::{EquipmentId, ItemId, ProductId};

/// No work before.
const NONE: u32 = u32::MAX;

/// An item, from its beginning to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    /// Which.
    pub item: ItemId,
    /// What; none: it is not known, such as of what was made of other items.
    pub product: Option<ProductId>,
    /// When it came in \[ns\].
    pub from: u64,
    /// When it was completed, or left in another way; none: it is there \[ns\].
    pub to: Option<u64>,
    /// When it was due \[ns\]; none: it has no due date, or was not completed yet.
    pub due: Option<u64>,
    /// The last work on it.
    last: u32,
}

/// Work on an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    /// Where.
    pub who: EquipmentId,
    /// Its beginning \[ns\].
    pub from: u64,
    /// Its end \[ns\].
    pub to: u64,
    /// The work before it on the same item.
    before: u32,
}

/// Where an item is that is in the plant.
#[derive(Debug, Clone, Copy)]
struct Present {
    who: EquipmentId,
    job: u32,
    /// Since when it is worked on, where it is.
    since: Option<u64>,
}

/// All items of a future.
#[derive(Debug, Clone, Default)]
pub struct Jobs {
    all: Vec<Job>,
    works: Vec<Work>,
    present: BTreeMap<ItemId, Present>,
}

impl Jobs {
    /// Takes in what happened to an item.
    pub(super) fn take(&mut self, record: &Record) {
        let at = record.at.as_nanos();
        match record.what() {
            What::Created => {
                self.begin(record.item(), Some(record.product()), record.who(), at);
            }
            What::Started => {
                if let Some(it) = self.present.get_mut(&record.item()) {
                    it.since = Some(at);
                }
            }
            What::Finished => self.finish(record, at),
            What::Due => {
                let (late, early) = (record.span.as_nanos(), record.extra.as_nanos());
                if let Some(it) = self.present.get(&record.item()) {
                    self.all[it.job as usize].due = Some(at.saturating_sub(late) + early);
                }
            }
            What::Lost | What::Scrapped | What::Absorbed | What::Withdrawn | What::Consumed => {
                if let Some(it) = self.present.remove(&record.item()) {
                    self.all[it.job as usize].to = Some(at);
                }
            }
            _ => {}
        }
    }

    /// An item comes to a place. Returns where it was, if that is known and elsewhere.
    pub(super) fn go(&mut self, item: ItemId, to: EquipmentId, at: u64) -> Option<EquipmentId> {
        let Some(it) = self.present.get_mut(&item) else {
            self.begin(item, None, to, at);
            return None;
        };
        let from = std::mem::replace(&mut it.who, to);
        (from != to).then_some(from)
    }

    fn begin(&mut self, item: ItemId, product: Option<ProductId>, who: EquipmentId, at: u64) {
        let job = self.all.len() as u32;
        self.all.push(Job { item, product, from: at, to: None, due: None, last: NONE });
        self.present.insert(item, Present { who, job, since: None });
    }

    fn finish(&mut self, record: &Record, at: u64) {
        let Some(it) = self.present.get_mut(&record.item()) else { return };
        let from = it.since.take().unwrap_or(at - record.span.as_nanos().min(at));
        let job = &mut self.all[it.job as usize];
        let before = std::mem::replace(&mut job.last, self.works.len() as u32);
        self.works.push(Work { who: record.who(), from, to: at, before });
    }

    /// Returns all items, in the order in which they came in.
    pub fn all(&self) -> &[Job] {
        &self.all
    }

    /// Returns the work on an item, the last first; what is going on at an instant included.
    pub fn works(&self, job: &Job, now: u64) -> impl Iterator<Item = Work> {
        let open = self
            .present
            .get(&job.item)
            .and_then(|it| Some(Work { who: it.who, from: it.since?, to: now, before: NONE }));
        let mut next = job.last;
        let done = std::iter::from_fn(move || {
            let work = self.works.get(next as usize).copied()?;
            next = work.before;
            Some(work)
        });
        open.into_iter().chain(done)
    }
}
