//! The steps of all items. They are packed, since there are several for every event of a run and all of them are kept.

use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::ways::Ways;

/// A part of an item's story that lasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) from: SimTime,
    pub(super) until: SimTime,
    pub(super) at: EquipmentId,
    pub(super) phase: Phase,
}

/// What an item does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// It waits for this equipment: the one that it stands at, or the one that it goes to next; none: not known.
    Wait(EquipmentId),
    /// It is on a place, of which so long in process.
    Work(SimSpan),
    /// It is on a place, and not finished: it is in process whenever the equipment is.
    InWork,
    /// It is between two pieces of equipment.
    Way,
}

/// All steps that ended, of all items: of each item, its last one leads to those before.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Steps {
    packed: Vec<Packed>,
    pub(super) ways: Ways,
    /// Works that took longer than their process time, and that.
    long: Vec<(EquipmentId, SimSpan)>,
}

/// A step that begins where the one before it ends.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Packed {
    until: SimTime,
    before: Last,
    doing: Doing,
}

/// The last step of an item: its number from 1 on; 0: it has none.
pub(super) type Last = u32;

/// What an item does and where: what in the two lowest bits, and the number of a way, an equipment, a long work above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Doing(u32);

impl Doing {
    const WAITS: u32 = 0;
    const WORKS: u32 = 1;
    const WORKS_LONG: u32 = 2;
    const IS_ON_THE_WAY: u32 = 3;

    const fn new(what: u32, number: u32) -> Self {
        Self(number << 2 | what)
    }

    /// It waits to go a way.
    pub(super) const fn waits(way: u32) -> Self {
        Self::new(Self::WAITS, way)
    }

    /// It has left.
    pub(super) const fn is_on_the_way(from: EquipmentId) -> Self {
        Self::new(Self::IS_ON_THE_WAY, from.0)
    }
}

impl Steps {
    /// Ends a step, if it lasted: since when it did, and which one was the last before it, are set to what follows.
    #[inline]
    pub(super) fn end(
        &mut self,
        (since, last): (&mut SimTime, &mut Last),
        until: SimTime,
        doing: Doing,
    ) {
        if until > *since {
            self.packed.push(Packed { until, before: *last, doing });
            *last = Last::try_from(self.packed.len()).expect("fewer steps than 64 GiB hold");
            *since = until;
        }
    }

    /// What is done in a work that took so long, of which so long in process.
    #[inline]
    pub(super) fn work(&mut self, at: EquipmentId, took: SimSpan, work: SimSpan) -> Doing {
        if took <= work {
            return Doing::new(Doing::WORKS, at.0);
        }
        self.long.push((at, work));
        Doing::new(Doing::WORKS_LONG, self.long.len() as u32 - 1)
    }

    /// So much of an item's works at an equipment, of which it ended the last one there before, turns out to have been in vain.
    pub(super) fn lose(
        &mut self,
        created: SimTime,
        mut last: Last,
        (at, mut nanos): (EquipmentId, u64),
    ) {
        while let Some(Packed { until, before, doing }) = self.packed(last).copied() {
            let from = self.packed(before).map_or(created, |before| before.until);
            let number = doing.0 >> 2;
            let work = match doing.0 & 3 {
                Doing::WORKS if number == at.0 => until.since(from).as_nanos(),
                Doing::WORKS_LONG if self.long[number as usize].0 == at => {
                    self.long[number as usize].1.as_nanos()
                }
                _ => 0,
            };
            let lost = work.min(nanos);
            if lost > 0 {
                nanos -= lost;
                self.long.push((at, SimSpan::from_nanos(work - lost)));
                let number = self.long.len() as u32 - 1;
                self.packed[last as usize - 1].doing = Doing::new(Doing::WORKS_LONG, number);
            }
            if nanos == 0 {
                return;
            }
            last = before;
        }
    }

    /// Puts the steps of an item that was created at an instant into a list, in order.
    pub(super) fn unpack(&self, created: SimTime, mut last: Last, steps: &mut Vec<Step>) {
        steps.clear();
        while let Some(packed) = self.packed(last) {
            last = packed.before;
            let from = self.packed(last).map_or(created, |before| before.until);
            let number = packed.doing.0 >> 2;
            let (at, phase) = match packed.doing.0 & 3 {
                Doing::WAITS => {
                    let (at, wanted) = self.ways.ends(number);
                    (at, Phase::Wait(wanted))
                }
                Doing::WORKS => (EquipmentId(number), Phase::Work(SimSpan::MAX)),
                Doing::WORKS_LONG => {
                    let (at, work) = self.long[number as usize];
                    (at, Phase::Work(work))
                }
                _ => (EquipmentId(number), Phase::Way),
            };
            steps.push(Step { from, until: packed.until, at, phase });
        }
        steps.reverse();
    }

    fn packed(&self, last: Last) -> Option<&Packed> {
        self.packed.get(last.checked_sub(1)? as usize)
    }

    /// Forgets all steps but those of some items, told by their last ones.
    pub(super) fn keep<'a>(&mut self, lasts: impl Iterator<Item = &'a mut Last>) {
        let all = std::mem::take(self);
        let mut long = Vec::new();
        for last in lasts {
            let mut own = Vec::new();
            let mut next = *last;
            while let Some(packed) = all.packed(next) {
                own.push(*packed);
                next = packed.before;
            }
            *last = 0;
            for packed in own.into_iter().rev() {
                let mut doing = packed.doing;
                if doing.0 & 3 == Doing::WORKS_LONG {
                    long.push(all.long[(doing.0 >> 2) as usize]);
                    doing = Doing::new(Doing::WORKS_LONG, long.len() as u32 - 1);
                }
                self.packed.push(Packed { before: *last, doing, ..packed });
                *last = self.packed.len() as Last;
            }
        }
        (self.ways, self.long) = (all.ways, long);
    }
}
