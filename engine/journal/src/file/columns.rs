//! Records as columns of bytes. Of each column the first bytes of all values stand first, then the second ones, and so on
//! (`BYTE_STREAM_SPLIT` in Parquet): high bytes differ little from each other, and pack well.

use plantwright_units::{SimSpan, SimTime};

use crate::{Record, What};

/// The bytes of a record in columns: four of eight, two of four.
pub(super) const WIDTH: usize = 40;

/// Writes records as columns. Instants are written as differences to the one before, the first to `from`.
pub(super) fn pack(records: &[Record], from: SimTime, bytes: &mut Vec<u8>) {
    bytes.clear();
    bytes.reserve(records.len() * WIDTH);
    let mut before = from.as_nanos();
    split(bytes, records, |record| {
        let at = record.at.as_nanos();
        at.wrapping_sub(std::mem::replace(&mut before, at)).to_le_bytes()
    });
    split(bytes, records, |record| record.span.as_nanos().to_le_bytes());
    split(bytes, records, |record| record.extra.as_nanos().to_le_bytes());
    split(bytes, records, |record| record.item().to_bits().to_le_bytes());
    split(bytes, records, |record| record.level.to_le_bytes());
    split(bytes, records, |record| record.who_state_what().to_le_bytes());
}

fn split<const N: usize>(
    bytes: &mut Vec<u8>,
    records: &[Record],
    mut value: impl FnMut(&Record) -> [u8; N],
) {
    let (start, count) = (bytes.len(), records.len());
    bytes.resize(start + N * count, 0);
    let column = &mut bytes[start..];
    for (number, record) in records.iter().enumerate() {
        for (plane, byte) in value(record).into_iter().enumerate() {
            column[plane * count + number] = byte;
        }
    }
}

/// Reads what [`pack`] wrote of so many records.
pub(super) fn unpack(bytes: &[u8], count: usize, from: SimTime) -> Option<Vec<Record>> {
    if bytes.len() != count.checked_mul(WIDTH)? {
        return None;
    }
    let (long, short) = bytes.split_at(32 * count);
    let column = |number: usize| &long[8 * number * count..8 * (number + 1) * count];
    let [ats, spans, extras, subjects] = [0, 1, 2, 3].map(column);
    let (levels, words) = short.split_at(4 * count);
    let mut at = from.as_nanos();
    let records = (0..count).map(|number| {
        let long = |column: &[u8]| u64::from_le_bytes(gather(column, count, number));
        at = at.wrapping_add(long(ats));
        Record::of_words(
            SimTime::from_nanos(at),
            [SimSpan::from_nanos(long(spans)), SimSpan::from_nanos(long(extras))],
            long(subjects),
            u32::from_le_bytes(gather(levels, count, number)),
            u32::from_le_bytes(gather(words, count, number)),
        )
    });
    Some(records.collect())
}

fn gather<const N: usize>(column: &[u8], count: usize, number: usize) -> [u8; N] {
    std::array::from_fn(|plane| column[plane * count + number])
}

/// Finds out what of a record cannot be: of a plant with so many names and products. What can be is not worth a word.
pub(super) fn wrong(record: &Record, names: usize, products: usize) -> Option<String> {
    let (what, who) = (record.what(), record.who().index());
    if who >= names {
        return Some(format!("a record is about number {who} of {names} names"));
    }
    let is_product = matches!(what.meaning().level, crate::Level::Product);
    if is_product && record.product().index() >= products && what != What::SetUp {
        let number = record.level;
        return Some(format!("a record is about number {number} of {products} products"));
    }
    (record.span.as_nanos() > record.at.as_nanos())
        .then(|| "something lasted longer than the run".to_owned())
}
