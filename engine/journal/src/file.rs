//! Journals on disk: what they consist of. `docs/guide/journals.md` has the layout, for whoever reads them without this program.
//!
//! * [`Head`]: what the numbers in a journal mean, and what it is the journal of.
//! * [`JournalWriter`]: writes one while a run goes on, with one block in memory.
//! * [`JournalReader`]: reads one, block by block. One that was cut off is read up to the cut.
//!
//! ```text
//!   start   signature, version                       16 bytes
//!   HEAD    what all of it is about                  JSON
//!   RECS    up to 16 384 records                     columns    ┐
//!   BOOK    the books, closed at an instant          columns    ├ as often as need be, in any order
//!   WARM    what came before is not measured         nothing    ┘
//!   END     how the run ended, and its digests       JSON
//! ```

mod columns;
mod head;
mod read;
mod write;

use std::fmt;

use plantwright_units::SimTime;
use xxhash_rust::xxh3::Xxh3;

pub use head::{End, EyesOf, Head, KindOf, OrderOf, PointsOf, SceneOf};
pub use read::{Block, JournalReader};
pub use write::JournalWriter;

/// The first bytes of every journal. As in PNG files, they show at once whether a transfer has changed line ends.
pub const SIGNATURE: [u8; 8] = *b"\x89PWJ\r\n\x1a\n";

/// The version of the layout.
pub const VERSION: u32 = 2;

/// The signature, the version, and four bytes that are zero.
const START: usize = 16;

/// Before each block: its tag, three lengths, two instants, and its checksum.
const FRAME: usize = 40;

/// So many records stand in a block at the most.
pub(crate) const RECORDS: usize = 16_384;

/// No block is longer than this once it is unpacked.
const LONGEST: u32 = 1 << 30;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Head,
    Records,
    Books,
    Restart,
    End,
}

impl Tag {
    const ALL: [Self; 5] = [Self::Head, Self::Records, Self::Books, Self::Restart, Self::End];

    const fn bytes(self) -> [u8; 4] {
        match self {
            Self::Head => *b"HEAD",
            Self::Records => *b"RECS",
            Self::Books => *b"BOOK",
            Self::Restart => *b"WARM",
            Self::End => *b"END ",
        }
    }
}

/// What stands before a block.
#[derive(Debug, Clone, Copy)]
struct Frame {
    tag: Tag,
    count: u32,
    stored: u32,
    unpacked: u32,
    from: SimTime,
    to: SimTime,
}

impl Frame {
    /// Without the checksum.
    fn bytes(&self) -> [u8; FRAME - 8] {
        let mut bytes = [0; FRAME - 8];
        bytes[..4].copy_from_slice(&self.tag.bytes());
        let numbers = [self.count, self.stored, self.unpacked];
        for (number, place) in numbers.iter().zip(bytes[4..16].as_chunks_mut::<4>().0) {
            *place = number.to_le_bytes();
        }
        for (at, place) in [self.from, self.to].iter().zip(bytes[16..].as_chunks_mut::<8>().0) {
            *place = at.as_nanos().to_le_bytes();
        }
        bytes
    }

    fn of(bytes: &[u8; FRAME]) -> Result<(Self, u64), &'static str> {
        let tag = Tag::ALL.into_iter().find(|tag| bytes[..4] == tag.bytes());
        let tag = tag.ok_or("no block of a kind that is known begins here")?;
        let numbers = bytes[4..16].as_chunks::<4>().0;
        let [count, stored, unpacked] = [0, 1, 2].map(|it| u32::from_le_bytes(numbers[it]));
        let times = bytes[16..].as_chunks::<8>().0;
        let [from, to, checksum] = [0, 1, 2].map(|it| u64::from_le_bytes(times[it]));
        let [from, to] = [from, to].map(SimTime::from_nanos);
        Ok((Self { tag, count, stored, unpacked, from, to }, checksum))
    }
}

/// The checksum of a block: of what stands before it, and of its bytes as they are stored.
fn checksum(frame: &[u8], stored: &[u8]) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(frame);
    hash.update(stored);
    hash.digest()
}

/// Why a journal cannot be read, or not any further.
#[derive(Debug)]
pub enum Unreadable {
    /// The file, or what it lies on, gives an error.
    File(std::io::Error),
    /// It is no journal.
    Foreign,
    /// It ends within its head.
    Headless,
    /// It is a journal of another version of the layout.
    Version(u32),
    /// It is of this version, and yet has other words: it was written by a program that knows other records.
    Words {
        /// The list of words.
        list: &'static str,
        /// The place in it.
        number: usize,
        /// The word there.
        found: String,
        /// The word that is known.
        known: String,
    },
    /// It was changed after it was written.
    Damaged {
        /// The number of the block, the head being 0.
        block: u64,
        /// Where the block begins in the file.
        offset: u64,
        /// What is wrong with it.
        what: String,
    },
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => write!(f, "the journal cannot be read: {error}"),
            Self::Foreign => write!(f, "this is not a journal: it does not begin like one"),
            Self::Headless => {
                write!(f, "the journal is cut off within its head: nothing of it can be read")
            }
            Self::Version(version) => write!(
                f,
                "the journal has version {version} of the layout, and this program reads version {VERSION}"
            ),
            Self::Words { list, number, found, known } => write!(
                f,
                "the journal was written by a program with other words: number {number} of its {list} is `{found}`, here it \
                 is `{known}`"
            ),
            Self::Damaged { block, offset, what } => {
                write!(f, "the journal is damaged in block {block}, at byte {offset}: {what}")
            }
        }
    }
}

impl std::error::Error for Unreadable {}

impl From<std::io::Error> for Unreadable {
    fn from(error: std::io::Error) -> Self {
        Self::File(error)
    }
}

#[cfg(test)]
mod tests;
