//! What happened: one vocabulary of records for simulated and real plants, and the folds that listen.
//!
//! # In the reader's order
//!
//! * [`Record`]: one thing that happened, 40 bytes, plain data. [`What`] lists the kinds; [`State`] the states that a
//!   piece of equipment can be in.
//! * [`Fold`]: whoever listens. KPIs, digests and journals are folds; a fold takes records in [`Batch`]es.
//! * [`Recorder`]: the buffer between the two. Handlers append; the recorder hands full batches to its folds, and
//!   always before a snapshot or the end. What nobody listens to is not recorded.
//! * [`JournalDigest`]: the fold behind `journal_hash`.
//! * [`What::meaning`]: what the fields of each kind mean, as names.
//! * [`file`](mod@file): journals on disk, written while a run goes on and read block by block.
//!
//! ```text
//!   handlers ──► Recorder (256 records) ──► Batch ──► KPIs
//!                    │ mask: is anyone listening?  ──► JournalDigest
//!                                                  ──► a journal file, a viewer
//! ```
//!
//! # Guarantees
//!
//! 1. Records of one run leave in the order in which they happened.
//! 2. Listening changes nothing: a record is a copy, and a fold cannot reach the plant.
//! 3. Times in state sum exactly: the spans of one equipment's `State` records cover its time without gap or overlap.

mod digest;
pub mod file;
mod fold;
mod meaning;
mod record;
mod recorder;

pub use digest::{Digest, JournalDigest, name_hash};
pub use fold::{Batch, Fold, Wants};
pub use meaning::{Level, Meaning, Subject};
pub use record::{Drive, Duty, Notice, Record, Stall, State, What};
pub use recorder::{FoldId, Recorder, Sheet};
