//! Writes a journal while a run goes on.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lz4_flex::block::compress_into;
use plantwright_units::SimTime;

use super::{End, Frame, Head, RECORDS, SIGNATURE, START, Tag, VERSION, checksum, columns};
use crate::{Batch, Fold, Record, Wants};

/// Writes a journal. It holds one block in memory, whatever the run is.
///
/// A run cannot stop for its journal: an error of the disk is kept, nothing is written from then on, and [`close`](Self::close)
/// tells. What was written until then can be read.
#[derive(Debug, Clone)]
pub struct JournalWriter(Arc<Mutex<Inner>>);

struct Inner {
    out: Box<dyn Write + Send>,
    error: Option<io::Error>,
    /// What was recorded, and not written yet.
    records: Vec<Record>,
    written: u64,
    unpacked: Vec<u8>,
    block: Vec<u8>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("written", &self.written).finish_non_exhaustive()
    }
}

impl JournalWriter {
    /// Begins a journal.
    ///
    /// # Errors
    /// Where its head cannot be written.
    pub fn new(out: impl Write + Send + 'static, head: &Head) -> io::Result<Self> {
        let mut inner = Inner {
            out: Box::new(out),
            error: None,
            records: Vec::with_capacity(RECORDS),
            written: 0,
            unpacked: Vec::new(),
            block: Vec::new(),
        };
        let mut start = [0; START];
        start[..8].copy_from_slice(&SIGNATURE);
        start[8..12].copy_from_slice(&VERSION.to_le_bytes());
        inner.out.write_all(&start)?;
        inner.json(Tag::Head, head, SimTime::ZERO);
        inner.told()?;
        Ok(Self(Arc::new(Mutex::new(inner))))
    }

    /// Returns a listener that writes what it hears.
    pub fn listener(&self) -> impl Fold + use<> {
        Listener(self.clone())
    }

    /// Writes the records that close the books at an instant, so that whoever reads the journal up to here knows what goes on.
    pub fn books(&self, at: SimTime, closing: &[Record]) {
        let mut inner = self.inner();
        inner.flush();
        for records in closing.chunks(RECORDS) {
            inner.columns(Tag::Books, records, Some(at));
        }
        if closing.len().is_multiple_of(RECORDS) {
            // The last block of books is one that is not full.
            inner.columns(Tag::Books, &[], Some(at));
        }
    }

    /// Ends the journal.
    ///
    /// # Errors
    /// The first error that writing it has met.
    pub fn close(&self, mut end: End) -> io::Result<()> {
        let mut inner = self.inner();
        inner.flush();
        end.records = inner.written;
        inner.json(Tag::End, &end, SimTime::from_nanos(end.at_ns));
        inner.told()?;
        inner.out.flush()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// The first error, once.
    fn told(&mut self) -> io::Result<()> {
        self.error.take().map_or(Ok(()), Err)
    }

    fn take(&mut self, records: &[Record]) {
        self.records.extend_from_slice(records);
        if self.records.len() + Batch::MOST > RECORDS {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self.records.is_empty() {
            return;
        }
        let records = std::mem::take(&mut self.records);
        self.columns(Tag::Records, &records, None);
        self.written += records.len() as u64;
        self.records = records;
        self.records.clear();
    }

    /// Writes a block of records: from the first instant to the last one, or at one.
    fn columns(&mut self, tag: Tag, records: &[Record], at: Option<SimTime>) {
        let times = || records.iter().map(|record| record.at);
        let from = at.or_else(|| times().min()).unwrap_or_default();
        let to = at.or_else(|| times().max()).unwrap_or_default();
        let mut unpacked = std::mem::take(&mut self.unpacked);
        columns::pack(records, from, &mut unpacked);
        self.write(tag, records.len() as u32, &unpacked, (from, to));
        self.unpacked = unpacked;
    }

    fn json(&mut self, tag: Tag, value: &impl serde::Serialize, at: SimTime) {
        match serde_json::to_vec(value) {
            Ok(bytes) => self.write(tag, 0, &bytes, (at, at)),
            Err(error) => self.error = self.error.take().or_else(|| Some(error.into())),
        }
    }

    fn write(&mut self, tag: Tag, count: u32, unpacked: &[u8], (from, to): (SimTime, SimTime)) {
        if self.error.is_some() {
            return;
        }
        let done = self.packed(tag, count, unpacked, (from, to));
        self.error = done.and_then(|()| self.out.write_all(&self.block)).err();
    }

    /// Makes a block of bytes.
    fn packed(
        &mut self,
        tag: Tag,
        count: u32,
        unpacked: &[u8],
        (from, to): (SimTime, SimTime),
    ) -> io::Result<()> {
        if unpacked.len() > super::LONGEST as usize {
            return Err(io::Error::other("what is to be written is too long for a block"));
        }
        let most = lz4_flex::block::get_maximum_output_size(unpacked.len());
        self.block.resize(super::FRAME + most, 0);
        let stored = compress_into(unpacked, &mut self.block[super::FRAME..]);
        let stored = stored.map_err(io::Error::other)?;
        self.block.truncate(super::FRAME + stored);
        let (stored, unpacked) = (stored as u32, unpacked.len() as u32);
        let frame = Frame { tag, count, stored, unpacked, from, to }.bytes();
        let sum = checksum(&frame, &self.block[super::FRAME..]);
        self.block[..frame.len()].copy_from_slice(&frame);
        self.block[frame.len()..super::FRAME].copy_from_slice(&sum.to_le_bytes());
        Ok(())
    }
}

/// Hears what happens, and writes it.
#[derive(Debug)]
struct Listener(JournalWriter);

impl Fold for Listener {
    fn wants(&self) -> Wants {
        Wants::EVERYTHING
    }

    fn take(&mut self, batch: &Batch<'_>) {
        self.0.inner().take(batch.records());
    }

    fn restart(&mut self, at: SimTime) {
        let mut inner = self.0.inner();
        inner.flush();
        inner.write(Tag::Restart, 0, &[], (at, at));
    }

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
