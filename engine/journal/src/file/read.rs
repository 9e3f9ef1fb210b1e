//! Reads a journal block by block.

use std::fmt;
use std::io::{self, Read};
use std::ops::RangeInclusive;

use plantwright_units::SimTime;

use super::{
    End, FRAME, Frame, Head, LONGEST, RECORDS, SIGNATURE, START, Tag, Unreadable, VERSION,
    checksum, columns,
};
use crate::Record;

/// A part of a journal.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// What happened, in order.
    Records(Vec<Record>),
    /// The records that close the books at an instant. They are not part of what happened.
    Books(SimTime, Vec<Record>),
    /// The end of the warm-up: what came before is not measured.
    Restarted(SimTime),
    /// How the run ended. Nothing follows.
    End(End),
}

/// Reads a journal.
///
/// Memory is needed for one block, and for the books of one instant. Nothing is believed that the checksum does not vouch for, and lengths only as far as there are
/// bytes.
pub struct JournalReader {
    input: Box<dyn Read + Send>,
    head: Head,
    offset: u64,
    blocks: u64,
    until: SimTime,
    wanted: RangeInclusive<SimTime>,
    /// Books of which more blocks come.
    books: Vec<Record>,
    is_whole: bool,
    is_done: bool,
}

impl fmt::Debug for JournalReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JournalReader").field("offset", &self.offset).finish_non_exhaustive()
    }
}

impl JournalReader {
    /// Opens a journal: reads its head.
    ///
    /// # Errors
    /// Where it is none, or cannot be read.
    pub fn new(input: impl Read + Send + 'static) -> Result<Self, Unreadable> {
        let mut reader = Self {
            input: Box::new(input),
            head: Head::blank(),
            offset: 0,
            blocks: 0,
            until: SimTime::ZERO,
            wanted: SimTime::ZERO..=SimTime::MAX,
            books: Vec::new(),
            is_whole: false,
            is_done: false,
        };
        let mut start = [0; START];
        let length = reader.fill(&mut start)?;
        if length < 8 || start[..8] != SIGNATURE {
            return Err(Unreadable::Foreign);
        }
        let version = u32::from_le_bytes([start[8], start[9], start[10], start[11]]);
        if length < START {
            return Err(Unreadable::Headless);
        }
        if version != VERSION {
            return Err(Unreadable::Version(version));
        }
        if start[12..] != [0; 4] {
            return Err(Unreadable::Foreign);
        }
        let Some((frame, bytes)) = reader.frame()? else { return Err(Unreadable::Headless) };
        if frame.tag != Tag::Head {
            return Err(reader.damaged("the first block is not the head"));
        }
        let head = serde_json::from_slice(&bytes);
        reader.head = head.map_err(|error| reader.damaged(&format!("its head reads: {error}")))?;
        reader.head.check()?;
        if reader.head.equipment > reader.head.names.len() {
            return Err(reader.damaged("there is more equipment than names"));
        }
        Ok(reader)
    }

    /// Leaves records out that lie in blocks outside of a time; of the other blocks all come.
    pub fn only(&mut self, wanted: RangeInclusive<SimTime>) {
        self.wanted = wanted;
    }

    /// Returns what the journal is about.
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// Returns up to when the journal was read.
    pub const fn until(&self) -> SimTime {
        self.until
    }

    /// Tells whether the end of the journal was read. Where there is no more and it was not, the journal was cut off.
    pub const fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Returns the next block; none: there is no more.
    ///
    /// # Errors
    /// Where it cannot be read. Nothing comes behind that.
    pub fn next_block(&mut self) -> Result<Option<Block>, Unreadable> {
        if self.is_done {
            return Ok(None);
        }
        let block = self.read();
        if !matches!(block, Ok(Some(Block::Records(_) | Block::Books(..) | Block::Restarted(_)))) {
            self.is_done = true;
        }
        block
    }

    fn read(&mut self) -> Result<Option<Block>, Unreadable> {
        loop {
            let Some((frame, bytes)) = self.frame()? else { return Ok(None) };
            self.until = self.until.max(frame.to);
            let is_wanted = frame.from <= *self.wanted.end() && frame.to >= *self.wanted.start();
            return Ok(Some(match frame.tag {
                Tag::Head => return Err(self.damaged("there is a second head")),
                Tag::Records if !is_wanted => continue,
                Tag::Records => Block::Records(self.records(&frame, &bytes)?),
                Tag::Books => {
                    let records = self.records(&frame, &bytes)?;
                    let is_last = records.len() < RECORDS;
                    self.books.extend(records);
                    if !is_last {
                        continue;
                    }
                    Block::Books(frame.to, std::mem::take(&mut self.books))
                }
                Tag::Restart => Block::Restarted(frame.to),
                Tag::End => {
                    let end = serde_json::from_slice(&bytes)
                        .map_err(|error| self.damaged(&format!("its end reads: {error}")))?;
                    self.is_whole = true;
                    Block::End(end)
                }
            }));
        }
    }

    fn records(&self, frame: &Frame, bytes: &[u8]) -> Result<Vec<Record>, Unreadable> {
        let count = frame.count as usize;
        let records = (count <= RECORDS).then(|| columns::unpack(bytes, count, frame.from));
        let records = records.flatten().ok_or_else(|| self.damaged("its length is not right"))?;
        let (names, products) = (self.head.names.len(), self.head.products.len());
        match records.iter().find_map(|record| columns::wrong(record, names, products)) {
            Some(what) => Err(self.damaged(&what)),
            None => Ok(records),
        }
    }

    /// The next block as it is, unpacked; none where the file ends before or within it.
    fn frame(&mut self) -> Result<Option<(Frame, Vec<u8>)>, Unreadable> {
        let begin = self.offset;
        let mut bytes = [0; FRAME];
        if self.fill(&mut bytes)? < FRAME {
            return Ok(None);
        }
        let damaged = |reader: &mut Self, what: &str| {
            reader.offset = begin;
            reader.blocks += 1;
            Err(reader.damaged(what))
        };
        let (frame, sum) = match Frame::of(&bytes) {
            Ok(read) => read,
            Err(what) => return damaged(self, what),
        };
        if frame.stored > LONGEST || frame.unpacked > LONGEST {
            return damaged(self, "its length cannot be");
        }
        let mut stored = Vec::new();
        let length = (&mut self.input).take(u64::from(frame.stored)).read_to_end(&mut stored)?;
        if length < frame.stored as usize {
            return Ok(None);
        }
        if checksum(&bytes[..FRAME - 8], &stored) != sum {
            return damaged(self, "its checksum does not fit what it says");
        }
        let unpacked = lz4_flex::block::decompress(&stored, frame.unpacked as usize);
        let unpacked = match unpacked {
            Ok(unpacked) if unpacked.len() == frame.unpacked as usize => unpacked,
            _ => return damaged(self, "it cannot be unpacked"),
        };
        self.offset += length as u64;
        self.blocks += 1;
        Ok(Some((frame, unpacked)))
    }

    /// Fills as much as there is.
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut length = 0;
        while length < bytes.len() {
            match self.input.read(&mut bytes[length..]) {
                Ok(0) => break,
                Ok(more) => length += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.offset += length as u64;
        Ok(length)
    }

    fn damaged(&self, what: &str) -> Unreadable {
        let block = self.blocks.saturating_sub(1);
        Unreadable::Damaged { block, offset: self.offset, what: what.to_owned() }
    }
}
