//! What only some belts have: moves of one pitch, another direction, other speeds later, photo-eyes, a rule at the entry.

use plantwright_model::plant::{BeltFacts, BeltScale, IndexFacts, ReversalFacts, Routing};
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::belt::{Belt, Units};
use crate::build::SpawnCx;
use crate::core::Core;
use crate::equipment::eye::Eyes;
use crate::equipment::merge::Order;
use crate::links::LinkId;

/// What a belt that is not plain has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Fitted {
    pub(super) merge: Order,
    pub(super) indexing: Option<Indexing>,
    pub(super) reversal: Option<Reversal>,
    pub(super) eyes: Eyes,
    /// The speeds that it changes to, and when, the latest first.
    pub(super) changes: Vec<(SimTime, u64)>,
}

/// When an indexed belt moves on by one pitch.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Indexing {
    when: When,
    pub(super) pitch: Units,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum When {
    Free,
    Loaded,
    Every(SimSpan),
}

/// A belt that runs both ways. Forward is from its beginning to its end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Reversal {
    beginning: Vec<EquipmentId>,
    turn: SimSpan,
    at_once: u32,
    is_backward: bool,
    /// Until when it turns round.
    turns_until: Option<SimTime>,
    /// How many have come since it turned round.
    went: u32,
    /// The ways out at its end, and at its beginning.
    ways: [Option<LinkId>; 2],
}

impl Fitted {
    /// None: the belt is plain.
    pub(super) fn new(facts: &BeltFacts, scale: &BeltScale, cx: &SpawnCx<'_>) -> Option<Box<Self>> {
        let merge = Order::new(&facts.merge);
        let indexing = facts.index.map(|index| Indexing {
            when: match index {
                IndexFacts::WhenFree => When::Free,
                IndexFacts::WhenLoaded => When::Loaded,
                IndexFacts::Every(every) => When::Every(every),
            },
            pitch: scale.pitches.first().copied().unwrap_or(scale.length),
        });
        let reversal = facts.reversal.as_ref().map(|reversal| Reversal::new(reversal, cx));
        let times = facts.changes.iter().map(|(at, _)| *at);
        let changes: Vec<_> = times.zip(scale.speeds.iter().copied()).rev().collect();
        let is_plain = merge.is_in_turn()
            && indexing.is_none()
            && reversal.is_none()
            && facts.eyes.is_empty()
            && changes.is_empty();
        let eyes = Eyes::new(&facts.eyes);
        (!is_plain).then(|| Box::new(Self { merge, indexing, reversal, eyes, changes }))
    }

    /// When something of it happens next.
    pub(super) fn next(&self, belt: &Belt, now: SimTime) -> Option<SimTime> {
        let change = self.changes.last().map(|(at, _)| *at);
        let beams = if self.eyes.len() > 0 { belt.next_passage(now) } else { None };
        let turned = self.reversal.as_ref().and_then(|reversal| reversal.turns_until);
        let moves = self.indexing.as_ref().and_then(|indexing| indexing.next(belt, now));
        [change, beams, self.eyes.next(), turned, moves].into_iter().flatten().min()
    }

    /// Whether an item of a giver may come, as far as this has a say.
    pub(super) fn lets_in(
        &self,
        core: &Core,
        me: EquipmentId,
        belt: &Belt,
        giver: EquipmentId,
    ) -> bool {
        self.merge.lets_in(giver)
            && !self.eyes.closes()
            && self.indexing.as_ref().is_none_or(|indexing| indexing.rests(belt, core.now))
            && self.reversal.as_ref().is_none_or(|reversal| reversal.lets_in(core, me, giver))
    }

    /// An item has come.
    pub(super) fn came(&mut self) {
        self.merge.came();
        if let Some(reversal) = &mut self.reversal {
            reversal.went += 1;
        }
    }
}

impl Indexing {
    /// Whether a belt is on a move that nothing is on, whose moves are not followed. What comes at the very beat goes with the move.
    fn is_on_empty_move(&self, belt: &Belt, now: SimTime) -> bool {
        let When::Every(every) = self.when else { return false };
        let since = now.as_nanos() % every.as_nanos().max(1);
        let is_under_way = since > 0 && since < self.takes(belt).as_nanos();
        belt.len() == 0 && now.as_nanos() >= every.as_nanos() && is_under_way
    }

    fn takes(&self, belt: &Belt) -> SimSpan {
        belt.span(self.pitch)
    }

    /// Whether it rests, so that an item may come.
    fn rests(&self, belt: &Belt, now: SimTime) -> bool {
        !belt.is_on_its_way(now) && !self.is_on_empty_move(belt, now)
    }

    fn next(&self, belt: &Belt, now: SimTime) -> Option<SimTime> {
        if belt.is_on_its_way(now) {
            return belt.move_ends();
        }
        let When::Every(every) = self.when else { return None };
        let last = now.as_nanos() - now.as_nanos() % every.as_nanos().max(1);
        if self.is_on_empty_move(belt, now) {
            return SimTime::from_nanos(last).checked_add(self.takes(belt));
        }
        (belt.len() > 0).then(|| SimTime::from_nanos(last).checked_add(every)).flatten()
    }

    /// Whether a move is to begin now; the belt is not halted.
    pub(super) fn is_due(&self, belt: &Belt, now: SimTime) -> bool {
        if belt.is_on_its_way(now) || belt.len() == 0 || belt.waiting(now).is_some() {
            return false;
        }
        match self.when {
            When::Free => true,
            When::Loaded => belt.is_loaded(now),
            When::Every(every) => {
                now > SimTime::ZERO && now.as_nanos().is_multiple_of(every.as_nanos().max(1))
            }
        }
    }

    /// Whether it works on a cycle while it rests.
    pub(super) const fn has_a_cycle(&self) -> bool {
        matches!(self.when, When::Every(_))
    }
}

impl Reversal {
    fn new(facts: &ReversalFacts, cx: &SpawnCx<'_>) -> Self {
        let targets: Vec<EquipmentId> =
            (cx.plant.equipment(cx.id).routing.iter()).flat_map(Routing::targets).collect();
        let way = |at_beginning: bool| {
            let to = targets.iter().find(|to| facts.beginning.contains(to) == at_beginning);
            to.map(|to| cx.link_to(*to))
        };
        Self {
            beginning: facts.beginning.clone(),
            turn: facts.turn,
            at_once: facts.at_once,
            is_backward: false,
            turns_until: None,
            went: 0,
            ways: [way(false), way(true)],
        }
    }

    pub(super) const fn is_backward(&self) -> bool {
        self.is_backward
    }

    /// Whether it is turning round.
    pub(super) const fn turns(&self) -> bool {
        self.turns_until.is_some()
    }

    /// The way out of all that is on it.
    pub(super) fn way(&self) -> Option<LinkId> {
        self.ways[usize::from(self.is_backward)]
    }

    /// Whether what a giver brings goes the way that it runs.
    pub(super) fn is_along(&self, giver: EquipmentId) -> bool {
        self.beginning.contains(&giver) != self.is_backward
    }

    fn others_wait(&self, core: &Core, me: EquipmentId) -> bool {
        core.links.notes(me).into_iter().any(|link| !self.is_along(core.links.from(link)))
    }

    fn lets_in(&self, core: &Core, me: EquipmentId, giver: EquipmentId) -> bool {
        self.turns_until.is_none()
            && self.is_along(giver)
            && (self.went < self.at_once || !self.others_wait(core, me))
    }

    /// Turns round, once it is empty, for those who wait at the other end; goes on when it has.
    pub(super) fn turn_round(&mut self, core: &Core, me: EquipmentId, belt: &mut Belt) {
        if self.turns_until.is_some_and(|until| until <= core.now) {
            self.turns_until = None;
            self.is_backward = !self.is_backward;
            self.went = 0;
            belt.turn_round();
        }
        if self.turns_until.is_some() || belt.len() > 0 || !self.others_wait(core, me) {
            return;
        }
        let notes = core.links.notes(me);
        let mut along = notes.iter().filter(|link| self.is_along(core.links.from(**link)));
        if self.went >= self.at_once || along.next().is_none() {
            self.turns_until = core.now.checked_add(self.turn);
            if self.turn == SimSpan::ZERO {
                self.turn_round(core, me, belt);
            }
        }
    }
}
