//! Whoever listens to records.

use std::any::Any;
use std::fmt::Debug;

use plantwright_units::SimTime;

use crate::recorder::{BATCH, ByKind};
use crate::{Record, Sheet, What};

/// A set of record kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wants(u64);

impl Wants {
    /// No kind.
    pub const NOTHING: Self = Self(0);
    /// Every kind.
    pub const EVERYTHING: Self = Self(u64::MAX >> (64 - What::COUNT));

    /// Returns the set of these kinds.
    pub const fn of(kinds: &[What]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < kinds.len() {
            bits |= 1_u64 << kinds[i] as u32;
            i += 1;
        }
        Self(bits)
    }

    /// Returns what is in either.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Tells whether the kind is in the set.
    #[inline]
    pub const fn contains(self, what: What) -> bool {
        self.0 & 1_u64 << what as u32 != 0
    }
}

/// Some records in the order in which they happened.
#[derive(Debug)]
pub struct Batch<'a> {
    /// The first `count` of these.
    records: &'a [Record; BATCH],
    count: usize,
    by_kind: &'a ByKind,
}

impl<'a> Batch<'a> {
    /// So many records are handed over at once at the most.
    pub(crate) const MOST: usize = BATCH;

    pub(crate) fn new(records: &'a [Record; BATCH], count: usize, by_kind: &'a ByKind) -> Self {
        Self { records, count, by_kind }
    }

    /// Hands records over in batches, for folds that no run feeds: replays, closing records, tests.
    pub fn each(records: &[Record], mut take: impl FnMut(&Batch<'_>)) {
        let mut by_kind = ByKind::default();
        let mut batch = [Record::BLANK; BATCH];
        for records in records.chunks(BATCH) {
            batch[..records.len()].copy_from_slice(records);
            by_kind.fill(records);
            take(&Batch::new(&batch, records.len(), &by_kind));
        }
    }

    /// Returns the records in order. Kinds that nobody listens to are missing.
    pub fn records(&self) -> &'a [Record] {
        &self.records[..self.count]
    }

    /// Returns the records of one kind, in order.
    #[inline]
    pub fn of(
        &self,
        what: What,
    ) -> impl ExactSizeIterator<Item = &'a Record> + DoubleEndedIterator {
        let records = self.records;
        self.by_kind.of(what).iter().map(move |position| &records[usize::from(*position)])
    }
}

/// Something that takes records in and makes something of them, and can do nothing else.
pub trait Fold: Any + Debug + Send + Sync {
    /// Returns the kinds it listens to.
    fn wants(&self) -> Wants;

    /// Takes what happened. It may hold kinds that this fold did not ask for.
    fn take(&mut self, batch: &Batch<'_>);

    /// Tells whether it keeps all that happens. Of a run's folds one at the most may.
    fn keeps_sheets(&self) -> bool {
        false
    }

    /// Takes the sheet of a full batch, when all others have heard it, and leaves a blank one. Asked of those that keep sheets,
    /// in place of [`take`](Self::take); what fills no sheet comes by that.
    fn keep(&mut self, _sheet: &mut Sheet) {}

    /// Forgets what was before `at`, the end of the warm-up. What began earlier counts from `at` on.
    fn restart(&mut self, at: SimTime);

    /// Returns a copy that listens to a fork of the run, or `None` where two listeners make no sense (a file).
    fn fork(&self) -> Option<Box<dyn Fold>>;

    /// Returns all that the fold has gathered, for a snapshot.
    fn save(&self) -> Vec<u8>;

    /// Takes back what [`save`](Self::save) returned from a fold of the same plant.
    ///
    /// # Errors
    /// A sentence that says why the bytes do not fit.
    fn load(&mut self, bytes: &[u8]) -> Result<(), String>;
}
