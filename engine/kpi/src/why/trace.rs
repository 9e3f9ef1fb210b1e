//! What each item did: where it waited and for whom, where it was worked on, from its creation to its end.

use std::ops::Range;

use plantwright_journal::{Record, What};
use plantwright_units::{EquipmentId, ItemId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::alive::Alive;
use super::links::Moves;

/// A part of an item's story that lasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) from: SimTime,
    pub(super) until: SimTime,
    pub(super) at: EquipmentId,
    pub(super) phase: Phase,
}

/// What an item does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// An item that was completed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Story {
    pub(super) item: ItemId,
    pub(super) created: SimTime,
    pub(super) ended: SimTime,
    /// How late it was, where it had a due date.
    pub(super) late: Option<SimSpan>,
    first: usize,
    behind: usize,
}

impl Story {
    pub(super) fn steps(&self) -> Range<usize> {
        self.first..self.behind
    }
}

/// An item in the plant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Open {
    pub(super) created: SimTime,
    pub(super) at: EquipmentId,
    /// When it came there; tells which of two records of leaving is meant.
    entered: SimTime,
    /// Since when it does what it does.
    pub(super) since: SimTime,
    /// On a place, and not finished.
    in_work: bool,
    /// It was worked on here, and waits for what follows.
    finished: bool,
    left: Option<SimTime>,
    pub(super) steps: Vec<Step>,
}

impl Open {
    /// One that begins now; `steps` is memory for what it will do.
    pub(super) fn new(at: EquipmentId, now: SimTime, steps: Option<Vec<Step>>) -> Self {
        Self {
            created: now,
            at,
            entered: now,
            since: now,
            in_work: false,
            finished: false,
            left: None,
            steps: steps.unwrap_or_default(),
        }
    }

    /// Ends what it does.
    fn close(&mut self, until: SimTime, phase: Phase) {
        if until > self.since {
            self.steps.push(Step { from: self.since, until, at: self.at, phase });
            self.since = until;
        }
    }

    /// It comes to stand, or goes out of the plant, somewhere else.
    fn move_on(&mut self, to: EquipmentId, now: SimTime) {
        self.close(self.left.unwrap_or(now), Phase::Wait(to));
        self.close(now, Phase::Way);
        (self.at, self.entered, self.left) = (to, now, None);
        (self.in_work, self.finished) = (false, false);
    }

    /// What it has done up to now, the last of it included.
    pub(super) fn until(&self, now: SimTime) -> Vec<Step> {
        let mut open = self.clone();
        let wanted = if self.finished { EquipmentId::NONE } else { self.at };
        if let Some(left) = self.left {
            open.close(left, Phase::Wait(wanted));
            open.close(now, Phase::Way);
        }
        open.close(now, if self.in_work { Phase::InWork } else { Phase::Wait(wanted) });
        open.steps
    }
}

/// The stories of all items.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Trace {
    pub(super) open: Alive,
    pub(super) stories: Vec<Story>,
    pub(super) steps: Vec<Step>,
    pub(super) moves: Moves,
    /// The item that ended last: of an item that was always at hand, the end may be told just before the beginning.
    ended: Option<ItemId>,
    /// Memory of stories that were told, for new ones.
    #[serde(skip)]
    spare: Vec<Vec<Step>>,
}

impl Trace {
    /// Forgets the items that were completed. How those in the plant fared so far is still known.
    pub(super) fn restart(&mut self) {
        self.stories.clear();
        self.steps.clear();
    }

    pub(super) fn take(&mut self, record: &Record) {
        let (at, who, item) = (record.at, record.who(), record.item());
        match record.what() {
            What::Created if self.ended != Some(item) => {
                let spare = &mut self.spare;
                self.open.get_or_insert(item, || Open::new(who, at, spare.pop()));
            }
            What::Entered => self.item(item, at, |open, moves| {
                moves.count(open.at, who);
                open.move_on(who, at);
            }),
            What::Started => self.item(item, at, |open, _| {
                open.close(at, Phase::Wait(who));
                (open.at, open.in_work, open.left) = (who, true, None);
            }),
            What::Finished => self.item(item, at, |open, _| {
                open.at = who;
                open.close(at, Phase::Work(record.span));
                (open.in_work, open.finished, open.left) = (false, true, None);
            }),
            What::Left => {
                let entered = SimTime::ZERO + at.since(SimTime::ZERO + record.span);
                let here = |open: &&mut Open| open.at == who && open.entered == entered;
                if let Some(open) = self.open.get_mut(item).filter(|open| here(open)) {
                    open.left = Some(at);
                }
            }
            // Whom it waited for is not where it goes now.
            What::Reneged | What::Breached | What::Expired => self.item(item, at, |open, _| {
                let wanted = if open.finished { EquipmentId::NONE } else { open.at };
                open.close(at, Phase::Wait(wanted));
            }),
            What::Lost | What::Scrapped | What::Withdrawn => {
                self.open.remove(item);
            }
            What::Consumed => {
                self.item(item, at, |open, moves| {
                    moves.count(open.at, who);
                    open.move_on(who, at);
                });
                self.complete(item, at);
            }
            What::Due => {
                if let Some(story) = self.stories.last_mut().filter(|story| story.item == item) {
                    story.late = Some(record.span);
                }
            }
            _ => {}
        }
    }

    /// Goes on with an item. One that nobody told of was at hand at its origin, and came into the plant just now.
    fn item(&mut self, item: ItemId, now: SimTime, act: impl FnOnce(&mut Open, &mut Moves)) {
        let spare = &mut self.spare;
        let open = self.open.get_or_insert(item, || Open::new(item.origin(), now, spare.pop()));
        act(open, &mut self.moves);
    }

    fn complete(&mut self, item: ItemId, now: SimTime) {
        let Some(mut open) = self.open.remove(item) else { return };
        let first = self.steps.len();
        self.steps.append(&mut open.steps);
        let behind = self.steps.len();
        let created = open.created;
        self.stories.push(Story { item, created, ended: now, late: None, first, behind });
        self.ended = Some(item);
        self.spare.push(open.steps);
    }
}
