//! The buffer between those who record and those who listen.

use std::any::Any;

use plantwright_units::SimTime;

use crate::{Batch, Fold, Record, Wants, What};

/// The number of records handed over at once: 10 KiB, so that they are still in the first cache when folds read them.
pub(crate) const BATCH: usize = 256;

/// Which of a recorder's folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoldId(usize);

/// What a batch is written on. A fold that keeps all that happens keeps the sheets, and copies nothing.
#[derive(Debug)]
pub struct Sheet(pub(crate) Box<[Record; BATCH]>);

impl Sheet {
    /// How many records have room on it.
    pub const ROOM: usize = BATCH;

    /// Returns one on which nothing was written yet; its memory was touched.
    pub fn blank() -> Self {
        Self(Box::new([Record::BLANK; BATCH]))
    }

    /// Returns what was written on a full one, where it was written.
    pub fn into_records(self) -> Vec<Record> {
        let records: Box<[Record]> = self.0;
        records.into_vec()
    }
}

/// Gathers records and hands them to folds in batches.
#[derive(Debug)]
pub struct Recorder {
    /// The first `count` of these were recorded, and nobody has heard of them yet.
    sheet: Sheet,
    count: usize,
    by_kind: ByKind,
    wants: Wants,
    folds: Vec<Box<dyn Fold>>,
    /// Which of them keeps full sheets.
    keeper: Option<usize>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self {
            sheet: Sheet::blank(),
            count: 0,
            by_kind: ByKind::default(),
            wants: Wants::NOTHING,
            folds: Vec::new(),
            keeper: None,
        }
    }
}

impl Recorder {
    /// Adds a listener. It hears what happens from now on.
    ///
    /// # Panics
    /// Where a second one wants to keep the sheets.
    pub fn listen(&mut self, fold: Box<dyn Fold>) -> FoldId {
        self.flush();
        if fold.keeps_sheets() {
            assert!(self.keeper.is_none(), "a sheet is kept by one");
            self.keeper = Some(self.folds.len());
        }
        self.wants = self.wants.union(fold.wants());
        self.folds.push(fold);
        FoldId(self.folds.len() - 1)
    }

    /// Tells whether anyone listens to the kind.
    #[inline(always)]
    pub fn wants(&self, what: What) -> bool {
        self.wants.contains(what)
    }

    /// Records what happened, if anyone listens.
    #[inline(always)]
    pub fn push(&mut self, record: Record) {
        if self.wants.contains(record.what()) {
            // There is always room: a full batch is handed over at once.
            self.sheet.0[self.count % BATCH] = record;
            self.by_kind.add(record.number_of_kind(), self.count);
            self.count += 1;
            if self.count == BATCH {
                self.flush();
            }
        }
    }

    /// Hands what was recorded to the folds.
    #[inline(never)]
    pub fn flush(&mut self) {
        if self.count == 0 {
            return;
        }
        let batch = Batch::new(&self.sheet.0, self.count, &self.by_kind);
        let is_full = self.count == BATCH;
        let keeper = self.keeper.filter(|_| is_full);
        for (number, fold) in self.folds.iter_mut().enumerate() {
            if keeper != Some(number) {
                fold.take(&batch);
            }
        }
        if let Some(keeper) = keeper {
            self.folds[keeper].keep(&mut self.sheet);
        }
        self.forget();
    }

    /// Forgets what nobody has heard of yet.
    fn forget(&mut self) {
        self.count = 0;
        self.by_kind.clear();
    }

    /// Lets every fold forget what was before `at`.
    pub fn restart(&mut self, at: SimTime) {
        self.flush();
        for fold in &mut self.folds {
            fold.restart(at);
        }
    }

    /// Returns a listener, with all that was recorded so far.
    ///
    /// # Panics
    /// Where the id is another recorder's, or `F` is not the type that was added.
    pub fn fold<F: Fold>(&mut self, id: FoldId) -> &F {
        self.flush();
        let fold: &dyn Any = &*self.folds[id.0];
        fold.downcast_ref().expect("the type of fold that was added")
    }

    /// Returns copies of the folds that can be copied, in a recorder of their own.
    ///
    /// Ids stay valid as long as every fold can be copied.
    pub fn fork(&mut self) -> Self {
        self.flush();
        let mut fork = Self::default();
        for fold in self.folds.iter().filter_map(|fold| fold.fork()) {
            fork.listen(fold);
        }
        fork
    }

    /// Returns what every fold has gathered, in their order.
    pub fn save(&mut self) -> Vec<Vec<u8>> {
        self.flush();
        self.folds.iter().map(|fold| fold.save()).collect()
    }

    /// Gives folds back what they had gathered.
    ///
    /// # Errors
    /// Where the folds are not those that were saved.
    pub fn load(&mut self, saved: &[Vec<u8>]) -> Result<(), String> {
        if saved.len() != self.folds.len() {
            return Err(format!(
                "{} folds were saved, and {} listen",
                saved.len(),
                self.folds.len()
            ));
        }
        self.forget();
        for (fold, bytes) in self.folds.iter_mut().zip(saved) {
            fold.load(bytes)?;
        }
        Ok(())
    }
}

/// For each kind, the positions of its records in a batch.
#[derive(Debug, Clone)]
pub(crate) struct ByKind {
    positions: [[u8; BATCH]; KINDS],
    counts: [u16; KINDS],
}

/// What the number of a kind stays below, whatever it is.
const KINDS: usize = 1 << Record::WHAT_BITS;
const _: () = assert!(What::COUNT <= KINDS);

// A position fits a byte.
const _: () = assert!(BATCH == 256);

impl Default for ByKind {
    fn default() -> Self {
        Self { positions: [[0; BATCH]; KINDS], counts: [0; KINDS] }
    }
}

impl ByKind {
    /// Sorts the positions of records by kind; each list keeps the order of the records.
    pub(crate) fn fill(&mut self, records: &[Record]) {
        self.clear();
        for (position, record) in records.iter().enumerate() {
            self.add(record.number_of_kind(), position);
        }
    }

    #[inline(always)]
    fn add(&mut self, kind: usize, position: usize) {
        let kind = kind % KINDS;
        let count = &mut self.counts[kind];
        self.positions[kind][usize::from(*count) % BATCH] = position as u8;
        *count += 1;
    }

    fn clear(&mut self) {
        self.counts = [0; KINDS];
    }

    /// The positions of one kind, in order.
    pub(crate) fn of(&self, what: What) -> &[u8] {
        &self.positions[what as usize][..usize::from(self.counts[what as usize])]
    }
}
