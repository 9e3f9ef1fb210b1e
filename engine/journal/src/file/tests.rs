//! Journals come back as they were written; what is missing or changed is noticed, wherever it is.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use plantwright_units::{EquipmentId, ItemId, SimSpan, SimTime};

use super::*;
use crate::{Batch, Fold as _, Record, State, What};

/// A disk with room for so many bytes.
#[derive(Debug, Clone, Default)]
struct Disk {
    bytes: Arc<Mutex<Vec<u8>>>,
    room: Option<usize>,
}

impl Disk {
    fn bytes(&self) -> Vec<u8> {
        self.bytes.lock().unwrap().clone()
    }
}

impl Write for Disk {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        let mut bytes = self.bytes.lock().unwrap();
        let room = self.room.map_or(more.len(), |room| room - bytes.len());
        if room == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = room.min(more.len());
        bytes.extend_from_slice(&more[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn head() -> Head {
    let names = ["in", "machine", "out", "machine: tool"].map(str::to_owned).to_vec();
    let products = vec!["part".to_owned()];
    Head { title: "A line".to_owned(), names, equipment: 3, products, seed: 7, ..Head::blank() }
}

/// What happens on a line, so many times over.
fn happened(times: u64) -> Vec<Record> {
    let [source, machine, sink] = [0, 1, 2].map(EquipmentId);
    let each = |number: u64| {
        let at = |more: u64| SimTime::from_nanos(number * 60_000_000_007 + more * 1_234_567_891);
        let item = ItemId::new(source, number);
        let span = SimSpan::from_nanos(1_234_567_891);
        [
            Record::of_item(What::Created, at(1), source, item),
            Record::of_item(What::Entered, at(1), machine, item).level(3),
            Record::of_state(at(2), machine, State::Blocked, span, sink).level(1),
            Record::of_item(What::Finished, at(2), machine, item).span(span),
            Record::of_cause(What::Failed, at(2), machine, EquipmentId(3)),
            Record::of_item(What::Consumed, at(3), sink, item).span(span).extra(span),
        ]
    };
    (0..times).flat_map(each).collect()
}

fn written(disk: &Disk, records: &[Record]) -> io::Result<()> {
    let writer = JournalWriter::new(disk.clone(), &head())?;
    let mut listener = writer.listener();
    let at = records.last().map_or(SimTime::ZERO, |record| record.at);
    let (first, second) = records.split_at(records.len() / 2);
    Batch::each(first, |batch| listener.take(batch));
    listener.restart(first.last().map_or(SimTime::ZERO, |record| record.at));
    Batch::each(second, |batch| listener.take(batch));
    writer.books(at, &records[..2]);
    let end = End { ending: "reached".to_owned(), at_ns: at.as_nanos(), ..End::default() };
    writer.close(end)
}

/// All that can be read, and why there is no more; none: the file ends.
fn read(bytes: Vec<u8>) -> (Vec<Block>, Option<Unreadable>, bool) {
    let mut reader = match JournalReader::new(io::Cursor::new(bytes)) {
        Ok(reader) => reader,
        Err(error) => return (Vec::new(), Some(error), false),
    };
    let mut blocks = Vec::new();
    loop {
        match reader.next_block() {
            Ok(Some(block)) => blocks.push(block),
            Ok(None) => return (blocks, None, reader.is_whole()),
            Err(error) => return (blocks, Some(error), reader.is_whole()),
        }
    }
}

fn records(blocks: &[Block]) -> Vec<Record> {
    let records = blocks.iter().filter_map(|block| match block {
        Block::Records(records) => Some(records.clone()),
        _ => None,
    });
    records.flatten().collect()
}

#[test]
fn it_comes_back_as_it_was_written() {
    let (disk, told) = (Disk::default(), happened(10_000));
    written(&disk, &told).unwrap();
    let (blocks, error, is_whole) = read(disk.bytes());
    assert!(error.is_none() && is_whole);
    assert_eq!(records(&blocks), told);
    assert!(blocks.len() > 5, "several blocks");
    let half = told[told.len() / 2 - 1].at;
    assert!(blocks.contains(&Block::Restarted(half)));
    assert!(blocks.contains(&Block::Books(told[told.len() - 1].at, told[..2].to_vec())));
    let Some(Block::End(end)) = blocks.last() else { panic!("no end") };
    assert_eq!((end.records, end.ending.as_str()), (told.len() as u64, "reached"));
    // It packs well: a record has 40 bytes.
    assert!(disk.bytes().len() < told.len() * 12, "{} bytes", disk.bytes().len());
    let reader = JournalReader::new(io::Cursor::new(disk.bytes())).unwrap();
    assert_eq!(*reader.head(), head());
}

#[test]
fn blocks_outside_of_a_time_are_left_out() {
    let (disk, told) = (Disk::default(), happened(20_000));
    written(&disk, &told).unwrap();
    let mut reader = JournalReader::new(io::Cursor::new(disk.bytes())).unwrap();
    let late = told[told.len() - 100].at;
    reader.only(late..=SimTime::MAX);
    let mut seen = Vec::new();
    while let Some(block) = reader.next_block().unwrap() {
        if let Block::Records(records) = block {
            seen.extend(records);
        }
    }
    assert!(seen.len() < told.len() / 2, "whole blocks are left out");
    assert!(told.ends_with(&seen) && seen.first().is_some_and(|record| record.at <= late));
}

#[test]
fn books_of_any_size_come_as_one() {
    let told = happened(6_000);
    for count in [0, 1, RECORDS - 1, RECORDS, RECORDS + 1, 2 * RECORDS] {
        let disk = Disk::default();
        let writer = JournalWriter::new(disk.clone(), &head()).unwrap();
        for at in [SimTime::from_nanos(5), SimTime::from_nanos(5), SimTime::from_nanos(9)] {
            writer.books(at, &told[..count]);
        }
        writer.close(End::default()).unwrap();
        let (blocks, error, is_whole) = read(disk.bytes());
        assert!(error.is_none() && is_whole && blocks.len() == 4, "{count}");
        let [first, second, third] = [5, 5, 9].map(SimTime::from_nanos);
        for (block, at) in blocks.iter().zip([first, second, third]) {
            assert_eq!(*block, Block::Books(at, told[..count].to_vec()), "{count}");
        }
    }
}

#[test]
fn wherever_it_is_cut_it_opens_up_to_the_cut() {
    let (disk, told) = (Disk::default(), happened(10));
    written(&disk, &told).unwrap();
    let bytes = disk.bytes();
    let mut longest = 0;
    for length in 0..bytes.len() {
        let (blocks, error, is_whole) = read(bytes[..length].to_vec());
        let expected = error.is_none() || blocks.is_empty() && length < 4_000;
        assert!(expected && !is_whole, "{length}: {error:?}");
        assert!(told.starts_with(&records(&blocks)), "{length}");
        longest = longest.max(records(&blocks).len());
    }
    assert_eq!(longest, told.len(), "all but the end is read without the end");
    let (_, error, _) = read(bytes[..60].to_vec());
    assert!(matches!(error, Some(Unreadable::Headless)), "{error:?}");
}

#[test]
fn whatever_byte_is_changed_is_noticed() {
    let (disk, told) = (Disk::default(), happened(10));
    written(&disk, &told).unwrap();
    let bytes = disk.bytes();
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 0x10;
        let (blocks, error, is_whole) = read(changed);
        // A block that is said to be longer than the file looks like a cut.
        assert!(error.is_some() || !is_whole, "byte {place}");
        assert!(told.starts_with(&records(&blocks)), "byte {place}");
    }
}

#[test]
fn what_is_no_journal_of_this_version_is_named() {
    let disk = Disk::default();
    written(&disk, &happened(1)).unwrap();
    let mut later = disk.bytes();
    later[8] = 9;
    let (_, error, _) = read(later);
    let said = error.unwrap().to_string();
    assert!(said.contains("has version 9") && said.contains("reads version 2"), "{said}");
    let (_, error, _) = read(b"Scene(title: \"no journal\")".to_vec());
    assert!(matches!(error, Some(Unreadable::Foreign)));
    let mut other = head();
    other.states[2] = "jammed".to_owned();
    let disk = Disk::default();
    JournalWriter::new(disk.clone(), &other).unwrap();
    let (_, error, _) = read(disk.bytes());
    let said = error.unwrap().to_string();
    assert!(said.contains("number 2 of its states is `jammed`, here it is `blocked`"), "{said}");
}

#[test]
fn a_full_disk_is_told_and_what_was_written_can_be_read() {
    let (told, large) = (happened(10_000), Disk::default());
    written(&large, &told).unwrap();
    let disk = Disk { room: Some(large.bytes().len() * 2 / 3), ..Disk::default() };
    let error = written(&disk, &told).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    let (blocks, error, is_whole) = read(disk.bytes());
    assert!(error.is_none() && !is_whole);
    let read = records(&blocks);
    assert!(read.len() > 10_000 && told.starts_with(&read));
}

#[test]
fn numbers_that_mean_nothing_are_damage() {
    let disk = Disk::default();
    let writer = JournalWriter::new(disk.clone(), &head()).unwrap();
    let mut listener = writer.listener();
    let strange = Record::of_item(
        What::Entered,
        SimTime::ZERO,
        EquipmentId(4),
        ItemId::new(EquipmentId(0), 1),
    );
    Batch::each(&[strange], |batch| listener.take(batch));
    writer.close(End::default()).unwrap();
    let (_, error, _) = read(disk.bytes());
    let said = error.unwrap().to_string();
    assert!(said.contains("in block 1") && said.contains("number 4 of 4 names"), "{said}");
}
