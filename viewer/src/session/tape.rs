//! The journal of a run as the viewer keeps it: a listener that hands records on, in pieces that are shared and never change.
//!
//! Records stay on the sheets on which they were recorded. To a core at full speed new memory is dear: the system clears each page
//! when it is touched for the first time. So whoever takes full sheets lays out blank ones in their place, already touched, on its
//! own thread.

use std::cell::Cell;
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender, unbounded};
use plantwright_journal::{Batch, Fold, Record, Sheet, Wants, What};
use plantwright_units::SimTime;

/// Some records in the order in which they happened. Where they fill a sheet, they stay on it.
pub type Piece = Arc<Vec<Record>>;

/// So many blank sheets lie there when a run begins to hurry: what is written until the first of them are taken.
const AT_FIRST: usize = 4_000;

/// So many blank sheets are laid out at the most: 80 MB.
const BLANK: usize = 8_000;

/// Where blank sheets are taken from.
pub(super) type Stack = Receiver<Sheet>;

/// Lays out blank sheets.
#[derive(Debug)]
pub(super) struct Stationer {
    stack: Sender<Sheet>,
    /// How many should have lain there when it was last seen to. While they are laid out, some are used.
    wanted: Cell<usize>,
}

/// Somebody who lays out blank sheets, and where they are taken from.
pub(super) fn stationer() -> (Stationer, Stack) {
    let (sender, stack) = unbounded();
    (Stationer { stack: sender, wanted: Cell::new(0) }, stack)
}

impl Stationer {
    /// A run is about to hurry.
    pub(super) fn prepare(&self) {
        self.lay_out(AT_FIRST);
    }

    /// Sees that twice as many blank sheets lie there as were used since it was last done: before each picture, however seldom
    /// full ones are handed over.
    pub(super) fn restock(&self) {
        let used = self.wanted.get().saturating_sub(self.stack.len());
        if used > 0 {
            self.lay_out(self.wanted.get().max(2 * used).min(BLANK));
        }
    }

    fn lay_out(&self, count: usize) {
        self.wanted.set(count);
        for _ in self.stack.len()..count {
            // A core that is gone needs none.
            let _gone = self.stack.send(Sheet::blank()).is_err();
        }
    }
}

/// Keeps what happened until someone takes it.
#[derive(Debug)]
pub(super) struct Tape {
    /// A fold is only lent out to be read, so what it holds is taken from behind a lock that nobody else waits for.
    kept: Mutex<Kept>,
    /// None: nobody lays sheets out.
    blank: Option<Stack>,
}

#[derive(Debug, Default)]
struct Kept {
    pieces: Vec<Piece>,
    /// How many records of those that are here were looked through.
    searched: usize,
}

impl Tape {
    pub(super) fn new(blank: Option<Stack>) -> Self {
        Self { kept: Mutex::default(), blank }
    }

    /// Takes what has happened since it was last taken.
    pub(super) fn take_pieces(&self) -> Vec<Piece> {
        std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner)).pieces
    }

    /// Whether something has happened since it was last asked for, or taken.
    pub(super) fn find(&self, wanted: What) -> bool {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut before, searched) = (0, kept.searched);
        let mut is_found = false;
        for piece in &kept.pieces {
            let new = searched.saturating_sub(before).min(piece.len());
            is_found |= piece[new..].iter().any(|record| record.what() == wanted);
            before += piece.len();
        }
        kept.searched = before;
        is_found
    }
}

impl Fold for Tape {
    fn wants(&self) -> Wants {
        Wants::EVERYTHING
    }

    /// What fills no sheet is little: it is copied, behind what else fills none.
    fn take(&mut self, batch: &Batch<'_>) {
        let pieces = &mut self.kept.get_mut().unwrap_or_else(PoisonError::into_inner).pieces;
        let few =
            pieces.last_mut().filter(|piece| piece.len() < Sheet::ROOM).and_then(Arc::get_mut);
        match few {
            Some(few) => few.extend_from_slice(batch.records()),
            None => pieces.push(Piece::new(batch.records().to_vec())),
        }
    }

    fn keeps_sheets(&self) -> bool {
        true
    }

    fn keep(&mut self, sheet: &mut Sheet) {
        let blank = self.blank.as_ref().and_then(|blank| blank.try_recv().ok());
        let full = std::mem::replace(sheet, blank.unwrap_or_else(Sheet::blank));
        let kept = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        kept.pieces.push(Piece::new(full.into_records()));
    }

    /// The journal goes on: what is measured is the business of those who read it.
    fn restart(&mut self, _at: SimTime) {}

    /// Two runs that write one journal make no sense.
    fn fork(&self) -> Option<Box<dyn Fold>> {
        None
    }

    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    fn load(&mut self, _bytes: &[u8]) -> Result<(), String> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use plantwright_journal::{FoldId, Recorder};
    use plantwright_units::EquipmentId;

    use super::*;

    fn write(count: usize, recorder: &mut Recorder) {
        for number in 0..count {
            let (at, who) = (SimTime::from_nanos(number as u64), EquipmentId(0));
            recorder.push(Record::of_cause(What::Failed, at, who, EquipmentId::NONE));
        }
    }

    fn take(recorder: &mut Recorder, tape: FoldId) -> Vec<Piece> {
        recorder.fold::<Tape>(tape).take_pieces()
    }

    #[test]
    fn full_sheets_are_handed_on_and_what_fills_none_is_copied() {
        let (stationer, stack) = stationer();
        let mut recorder = Recorder::default();
        let tape = recorder.listen(Box::new(Tape::new(Some(stack))));
        write(3 * Sheet::ROOM + 100, &mut recorder);
        assert!(recorder.fold::<Tape>(tape).find(What::Failed));
        assert!(!recorder.fold::<Tape>(tape).find(What::Failed), "they were looked through");
        write(1, &mut recorder);
        assert!(recorder.fold::<Tape>(tape).find(What::Failed));
        let pieces = take(&mut recorder, tape);
        let lengths: Vec<usize> = pieces.iter().map(|piece| piece.len()).collect();
        assert_eq!(lengths, [Sheet::ROOM, Sheet::ROOM, Sheet::ROOM, 101]);
        let times = pieces.iter().flat_map(|piece| piece.iter()).map(|record| record.at.as_nanos());
        assert!(times.take(3 * Sheet::ROOM).eq(0..3 * Sheet::ROOM as u64));
        assert!(take(&mut recorder, tape).is_empty());
        stationer.lay_out(6);
        write(4 * Sheet::ROOM, &mut recorder);
        assert_eq!(stationer.stack.len(), 2, "blank sheets are used");
        stationer.restock();
        assert_eq!(stationer.stack.len(), 8, "twice as many as were used");
        stationer.restock();
        assert_eq!(stationer.stack.len(), 8, "and nobody has used any since");
        assert!(pieces[0].iter().all(|record| record.at.as_nanos() < 256), "and nobody else's");
    }
}
