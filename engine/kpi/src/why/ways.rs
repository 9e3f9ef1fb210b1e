//! The ways that items went, or wait to go, from one piece of equipment to another.

use std::collections::BTreeMap;

use plantwright_units::EquipmentId;
use serde::{Deserialize, Serialize};

/// Ways with numbers, and how many items went each of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Ways {
    ways: Vec<Way>,
    /// Of each piece of equipment, whither ways lead from it, ordered, with their numbers.
    from: Vec<Vec<(EquipmentId, u32)>>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Way {
    from: EquipmentId,
    to: EquipmentId,
    items: u64,
}

impl Ways {
    /// The number of a way.
    #[inline]
    pub(super) fn number(&mut self, from: EquipmentId, to: EquipmentId) -> u32 {
        match self.from.get(from.index()).map(Vec::as_slice) {
            // From most there is one.
            Some([(only, number)]) if *only == to => *number,
            Some(ways) => match ways.binary_search_by_key(&to, |(to, _)| *to) {
                Ok(position) => ways[position].1,
                Err(_) => self.open(from, to),
            },
            None => self.open(from, to),
        }
    }

    #[cold]
    fn open(&mut self, from: EquipmentId, to: EquipmentId) -> u32 {
        if from.index() >= self.from.len() {
            self.from.resize_with(from.index() + 1, Vec::new);
        }
        let number = self.ways.len() as u32;
        self.ways.push(Way { from, to, items: 0 });
        let ways = &mut self.from[from.index()];
        let position = ways.partition_point(|(other, _)| *other < to);
        ways.insert(position, (to, number));
        number
    }

    /// An item goes a way: returns its number.
    #[inline]
    pub(super) fn go(&mut self, from: EquipmentId, to: EquipmentId) -> u32 {
        let number = self.number(from, to);
        self.ways[number as usize].items += 1;
        number
    }

    /// From where to where a way leads.
    pub(super) fn ends(&self, number: u32) -> (EquipmentId, EquipmentId) {
        let way = self.ways[number as usize];
        (way.from, way.to)
    }

    /// How many items went each way, where any did.
    pub(super) fn gone(&self) -> BTreeMap<(EquipmentId, EquipmentId), u64> {
        let gone = self.ways.iter().filter(|way| way.items > 0);
        gone.map(|way| ((way.from, way.to), way.items)).collect()
    }
}
