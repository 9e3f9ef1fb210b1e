//! Digests: 128 bits that tell whether two histories are the same. They are for comparing, not for security.

use std::collections::BTreeMap;

use plantwright_units::{EquipmentId, ItemId, SimTime};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::{Batch, Fold, Record, Wants, What};

/// Returns the 64 bits that stand for a name in digests.
pub fn name_hash(name: &str) -> u64 {
    xxh3_64(name.as_bytes())
}

/// 128 bits that words are folded into, one after the other.
///
/// Two lanes of multiply-and-fold (as in wyhash, Wang Yi 2019) with different constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    low: u64,
    high: u64,
}

impl Default for Digest {
    fn default() -> Self {
        Self { low: 0x9e37_79b9_7f4a_7c15, high: 0xd1b5_4a32_d192_ed03 }
    }
}

impl Digest {
    /// Folds a word in.
    #[inline]
    pub fn word(&mut self, word: u64) {
        self.low = folded(self.low ^ word, 0xa076_1d64_78bd_642f);
        self.high = folded(self.high.rotate_left(29) ^ word, 0xe703_7ed1_a0b4_28db);
    }

    /// Folds four words in at once: pairs of them are mixed before, so that only one step waits for what was folded in before.
    #[inline]
    pub fn words(&mut self, [a, b, c, d]: [u64; 4]) {
        let one = paired(a, b, 0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db);
        let other = paired(c, d, 0x8ebc_6af0_9c88_c6e3, 0x5899_65cc_7537_4cc3);
        self.low = folded(self.low ^ one ^ other.rotate_left(17), 0xa076_1d64_78bd_642f);
        self.high =
            folded(self.high.rotate_left(29) ^ other ^ one.rotate_left(41), 0xe703_7ed1_a0b4_28db);
    }

    /// Folds bytes in, with their number.
    pub fn bytes(&mut self, bytes: &[u8]) {
        let hash = xxh3_128(bytes);
        self.word(hash as u64);
        self.word((hash >> 64) as u64);
    }

    /// Returns the 128 bits.
    pub const fn value(self) -> u128 {
        (self.high as u128) << 64 | self.low as u128
    }
}

/// Adding the operand keeps a product of zero from swallowing the history.
#[inline]
fn folded(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    ((product as u64) ^ (product >> 64) as u64).wrapping_add(a)
}

/// Two words in one. The sum keeps one that makes the product zero from swallowing the other.
#[inline]
fn paired(a: u64, b: u64, first: u64, second: u64) -> u64 {
    let product = u128::from(a ^ first) * u128::from(b ^ second);
    ((product as u64) ^ (product >> 64) as u64).wrapping_add(a.rotate_left(23)).wrapping_add(b)
}

/// Digests everything that happened, apart for each piece of equipment.
///
/// Names, not ids, are folded in: the part of a machine stays what it is when others are added or their order changes.
#[derive(Debug, Clone)]
pub struct JournalDigest {
    names: Vec<String>,
    hashes: Vec<u64>,
    products: Vec<u64>,
    parts: Vec<Digest>,
}

impl JournalDigest {
    /// Returns the digest of an empty journal of a plant whose equipment and products have these names, by id.
    pub fn new<'a>(
        equipment: impl IntoIterator<Item = &'a str>,
        products: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let names: Vec<String> = equipment.into_iter().map(str::to_owned).collect();
        let hashes = names.iter().map(|name| name_hash(name)).collect();
        let products = products.into_iter().map(name_hash).collect();
        let parts = vec![Digest::default(); names.len()];
        Self { names, hashes, products, parts }
    }

    /// Returns each equipment's digest, by name.
    pub fn parts(&self) -> BTreeMap<&str, u128> {
        self.names
            .iter()
            .map(String::as_str)
            .zip(self.parts.iter().map(|part| part.value()))
            .collect()
    }

    /// Returns the digest of the whole journal.
    pub fn value(&self) -> u128 {
        let mut whole = Digest::default();
        for (name, part) in self.parts() {
            whole.word(name_hash(name));
            whole.word(part as u64);
            whole.word((part >> 64) as u64);
        }
        whole.value()
    }

    fn equipment(&self, id: EquipmentId) -> u64 {
        self.hashes.get(id.index()).copied().unwrap_or(0)
    }

    fn subject(&self, record: &Record) -> u64 {
        match record.what() {
            What::State
            | What::Failed
            | What::Repaired
            | What::Maintained
            | What::Inspected
            | What::Working
            | What::Staffed
            | What::Claimed
            | What::Driven
            | What::Passed
            | What::Deadlocked => self.equipment(record.cause()),
            _ if record.item() == ItemId::NONE => 0,
            _ => {
                self.equipment(record.item().origin())
                    ^ record.item().serial().wrapping_mul(0x9e37_79b9_7f4a_7c15)
            }
        }
    }
}

impl Fold for JournalDigest {
    fn wants(&self) -> Wants {
        Wants::EVERYTHING
    }

    fn take(&mut self, batch: &Batch<'_>) {
        for record in batch.records() {
            let subject = self.subject(record);
            let level = match record.what() {
                What::Created
                | What::Lost
                | What::Consumed
                | What::Scrapped
                | What::Rejected
                | What::SetUp
                | What::Absorbed
                | What::Reneged
                | What::Breached
                | What::Withdrawn
                | What::Expired => {
                    self.products.get(record.product().index()).copied().unwrap_or(0)
                }
                What::Interrupted => record
                    .level
                    .checked_sub(1)
                    .map_or(0, |group| self.equipment(EquipmentId(group))),
                _ => u64::from(record.level),
            };
            let part = &mut self.parts[record.who().index()];
            part.words([
                record.at.as_nanos() ^ (record.state() as u64) << 56,
                record.span.as_nanos() ^ (record.what() as u64) << 56,
                subject,
                record.extra.as_nanos() ^ level.rotate_left(32),
            ]);
        }
    }

    /// A journal has no warm-up: nothing is forgotten.
    fn restart(&mut self, _at: SimTime) {}

    fn fork(&self) -> Option<Box<dyn Fold>> {
        Some(Box::new(self.clone()))
    }

    fn save(&self) -> Vec<u8> {
        self.parts.iter().flat_map(|part| part.value().to_le_bytes()).collect()
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        if bytes.len() != 16 * self.parts.len() {
            return Err("the journal digest is of another plant".to_owned());
        }
        for (part, bytes) in self.parts.iter_mut().zip(bytes.as_chunks::<16>().0) {
            let value = u128::from_le_bytes(*bytes);
            *part = Digest { low: value as u64, high: (value >> 64) as u64 };
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use plantwright_units::{ProductId, SimSpan};

    use super::*;
    use crate::State;

    fn digest(records: &[Record]) -> u128 {
        let mut digest = JournalDigest::new(["source", "machine", "sink"], ["a", "b"]);
        Batch::each(records, |batch| digest.take(batch));
        digest.value()
    }

    #[test]
    fn whatever_a_record_tells_is_digested() {
        let (at, span) = (SimTime::from_nanos(5_000), SimSpan::from_nanos(70));
        let [source, machine, sink] = [0, 1, 2].map(EquipmentId);
        let item = |serial| ItemId::new(source, serial);
        let entered = |what| Record::of_item(what, at, machine, item(7)).span(span).level(3);
        let mut records = vec![entered(What::Entered)];
        // The kind, and each field.
        records.extend([What::Started, What::Finished, What::Left, What::Decided].map(entered));
        records.push(Record::of_item(What::Entered, at, sink, item(7)).span(span).level(3));
        records.push(Record::of_item(What::Entered, at, machine, item(8)).span(span).level(3));
        records.push(
            Record::of_item(What::Entered, at, machine, ItemId::new(sink, 7)).span(span).level(3),
        );
        records
            .push(Record::of_item(What::Entered, at + span, machine, item(7)).span(span).level(3));
        records.push(entered(What::Entered).level(4));
        records.push(entered(What::Entered).span(SimSpan::from_nanos(71)));
        records.push(entered(What::Entered).extra(span));
        for product in [0, 1] {
            records.push(
                Record::of_item(What::Created, at, source, item(7)).level(ProductId(product).0),
            );
        }
        for state in State::ALL {
            records.push(Record::of_state(at, machine, state, span, EquipmentId::NONE));
        }
        records.push(Record::of_state(at, machine, State::Idle, span, sink));
        let mut digests: Vec<u128> = records.iter().map(|it| digest(&[*it])).collect();
        let count = digests.len();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), count);
        // And the order, of one and the same machine.
        let [a, b] = [records[0], records[1]];
        assert_ne!(digest(&[a, b]), digest(&[b, a]));
    }

    #[test]
    fn the_part_of_one_machine_does_not_depend_on_others() {
        let at = SimTime::from_nanos(5);
        let record = |who| Record::of_item(What::Entered, at, EquipmentId(who), ItemId::NONE);
        let mut one = JournalDigest::new(["x", "y"], []);
        Batch::each(&[record(1)], |batch| one.take(batch));
        let mut other = JournalDigest::new(["y", "z", "x"], []);
        Batch::each(&[record(2), record(0), record(1)], |batch| other.take(batch));
        assert_eq!(one.parts()["y"], other.parts()["y"]);
    }
}
