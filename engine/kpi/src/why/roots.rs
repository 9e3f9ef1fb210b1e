//! From who waits at an instant to the root of it: along causes and links, through whatever waits itself, to what does not.

use plantwright_journal::State;
use plantwright_model::Plant;
use plantwright_model::plant::{Role, Routing};
use plantwright_units::{EquipmentId, SimTime};

use super::links::{Links, Neighbour};
use super::loops::{Loop, Loops, returners};
use super::timeline::{Interval, Timeline};
use super::{Cause, Reason, Why};

/// The whole of something that is shared among causes. Shares are whole numbers, so that they sum to it exactly.
const WHOLE: u64 = 1 << 62;

/// Causes with their shares, which sum to [`WHOLE`].
type Shares = Vec<(Cause, u64)>;

/// The roots of a wait, and until when they stay what they are.
#[derive(Debug)]
pub(super) struct Roots {
    shares: Shares,
    pub(super) until: SimTime,
}

impl Roots {
    /// Divides a time among the roots, to the nanosecond.
    pub(super) fn divide(&self, nanos: u64, mut give: impl FnMut(Cause, u64)) {
        let (mut behind, mut given) = (0, 0);
        for (cause, share) in &self.shares {
            behind += share;
            let up_to = portion(nanos, behind, WHOLE);
            give(*cause, up_to - given);
            given = up_to;
        }
    }
}

/// `amount × part / whole`, rounded half-up; the whole of it where the part is the whole.
pub(super) fn portion(amount: u64, part: u64, whole: u64) -> u64 {
    let product = u128::from(amount) * u128::from(part) + u128::from(whole / 2);
    (product / u128::from(whole)) as u64
}

/// Looks for roots.
#[derive(Debug)]
pub(super) struct Finder<'a> {
    plant: &'a Plant,
    timelines: &'a [Timeline],
    loops: &'a Loops,
    /// What goes on at the end, behind each timeline.
    tails: &'a [Interval],
    links: &'a Links,
    /// Where something was found in each timeline.
    near: Vec<usize>,
    /// What was looked at in this search, and what came of it.
    seen: Vec<Seen>,
    search: u32,
    until: SimTime,
}

#[derive(Debug, Clone, Default)]
struct Seen {
    search: u32,
    /// None: it is looked at just now, or leads nowhere else.
    shares: Option<Shares>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        plant: &'a Plant,
        why: &'a Why,
        tails: &'a [Interval],
        links: &'a Links,
    ) -> Self {
        let count = plant.equipment.len();
        Self {
            plant,
            timelines: &why.timelines,
            loops: &why.loops,
            tails,
            links,
            near: vec![0; count],
            seen: vec![Seen::default(); count],
            search: 0,
            until: SimTime::MAX,
        }
    }

    /// Why a station stands at an instant.
    pub(super) fn of_station(&mut self, who: EquipmentId, at: SimTime) -> Roots {
        self.begin();
        let shares = self.look(who, at);
        self.found(shares, who)
    }

    /// Why an item that stands at `holder` waits for `wanted` at an instant.
    pub(super) fn of_item(
        &mut self,
        holder: EquipmentId,
        wanted: EquipmentId,
        at: SimTime,
    ) -> Roots {
        self.begin();
        if wanted.is_some() && wanted.index() >= self.plant.equipment.len() {
            let shares = of_one(self.lack_of(wanted, holder, at));
            return Roots { shares, until: self.until };
        }
        let shares = if wanted == holder || (wanted.is_some() && !self.takes_any(holder)) {
            self.look(wanted, at)
        } else {
            self.behind(holder, at)
        };
        self.found(shares, holder)
    }

    /// The state of a piece of equipment at an instant.
    pub(super) fn state(&mut self, who: EquipmentId, at: SimTime) -> Interval {
        let timeline = &self.timelines[who.index()];
        let position = timeline.find(at, self.near[who.index()]);
        self.near[who.index()] = position;
        let tail = || timeline.tail(at, self.tails[who.index()]);
        timeline.intervals().get(position).copied().unwrap_or_else(tail)
    }

    /// Whether it is something that items move along.
    pub(super) fn moves_items(&self, who: EquipmentId) -> bool {
        self.plant.equipment(who).moves_items()
    }

    /// Whether items stand in a queue on it, or go round once more, while others go on.
    pub(super) fn is_accumulating(&self, who: EquipmentId) -> bool {
        let facts = self.plant.equipment(who);
        let belt = facts.belt.as_ref();
        belt.is_some_and(|belt| belt.accumulates || belt.sorter.is_some()) || facts.zone.is_some()
    }

    fn begin(&mut self) {
        self.search += 1;
        self.until = SimTime::MAX;
    }

    fn found(&self, shares: Option<Shares>, who: EquipmentId) -> Roots {
        let shares = shares.unwrap_or_else(|| of_one(Cause::of(who, Reason::Circle)));
        Roots { shares, until: self.until }
    }

    /// Whether its items go to whichever receiver has room.
    fn takes_any(&self, who: EquipmentId) -> bool {
        let routing = self.plant.equipment(who).routing.as_ref();
        matches!(routing, Some(Routing::FirstFree(to) | Routing::ShortestQueue(to)) if to.len() > 1)
    }

    /// The roots of what a piece of equipment does at an instant. None where they lead back to what is being looked at.
    fn look(&mut self, who: EquipmentId, at: SimTime) -> Option<Shares> {
        let seen = &mut self.seen[who.index()];
        if seen.search == self.search {
            return seen.shares.clone();
        }
        *seen = Seen { search: self.search, shares: None };
        let shares = self.explain(who, at);
        self.seen[who.index()].shares.clone_from(&shares);
        shares
    }

    fn explain(&mut self, who: EquipmentId, at: SimTime) -> Option<Shares> {
        let interval = self.state(who, at);
        let Interval { until, cause, state, .. } = interval;
        self.until = self.until.min(until);
        match state {
            State::Processing => Some(of_one(Cause::of(who, Reason::Working))),
            State::Blocked if cause.index() < self.plant.equipment.len() => self.look(cause, at),
            State::Blocked => self.behind(who, at),
            State::Idle if cause == who => Some(of_one(Cause::of(who, Reason::NotYet))),
            State::Idle if cause.is_some() && cause.index() >= self.plant.equipment.len() => {
                Some(of_one(Cause { who, reason: Reason::NotYet, concern: cause }))
            }
            State::Idle if self.plant.equipment(who).role == Role::Source => self.brings(who, at),
            State::Idle if self.plant.equipment(who).role == Role::Sink => None,
            // Who waits for it brings what it lacks: a photo-eye of its own keeps that out.
            State::Idle => self.starved(who, at).or_else(|| {
                let keeps_out = self.plant.equipment(who).eyes().iter().any(|eye| eye.closes);
                keeps_out.then(|| of_one(Cause::of(who, Reason::Working)))
            }),
            State::WaitingForOperator if interval.reason() != Reason::Walking => {
                Some(of_one(self.lack_of(cause, who, at)))
            }
            _ => Some(of_one(Cause { who, reason: interval.reason(), concern: cause })),
        }
    }

    /// Why a source that holds nothing gives nothing.
    fn brings(&mut self, who: EquipmentId, at: SimTime) -> Option<Shares> {
        if !self.is_at_hand(who, at) {
            return Some(of_one(Cause::of(who, Reason::Arrivals)));
        }
        // What it has at hand is not for who asks, or it could have it.
        if self.takes_any(who) { None } else { self.behind(who, at) }
    }

    /// Whether a source always has an item at hand, is open, and has not come to its end.
    fn is_at_hand(&mut self, who: EquipmentId, at: SimTime) -> bool {
        let plant = self.plant;
        let Some(arrivals) = plant.equipment(who).arrivals.as_ref() else { return false };
        let end = self.loops.end_of(who);
        if !arrivals.always_at_hand || end <= at {
            return false;
        }
        self.until = self.until.min(end);
        let Some(calendar) = arrivals.calendar.map(|id| plant.calendar(id)) else { return true };
        self.until = self.until.min(calendar.next_change(at).unwrap_or(SimTime::MAX));
        calendar.is_open(at)
    }

    /// Why nothing comes to a piece of equipment.
    fn starved(&mut self, who: EquipmentId, at: SimTime) -> Option<Shares> {
        let mut givers = self.links.givers[who.index()].clone();
        // Where parts are put together, it is known who has yet to bring one.
        let cause = self.state(who, at).cause;
        if givers.iter().any(|giver| giver.who == cause) {
            givers.retain(|giver| giver.who == cause);
        }
        if self.plant.equipment(who).kind == "Release" && self.is_shut(who, &givers, at) {
            return self.without_card(who, at);
        }
        let mut found = Vec::new();
        let loops = self.loops;
        for ring in loops.rings() {
            if !givers.iter().any(|giver| giver.who == ring.gate) {
                continue;
            }
            let end = loops.end_of(ring.gate);
            if end > at {
                self.until = self.until.min(end);
                continue;
            }
            // What it once brought comes back from the others.
            let (own, others) = givers.into_iter().partition(|it| ring.reaches(it.who));
            givers = others;
            let items = own.iter().map(|giver: &Neighbour| giver.items).sum();
            let root = Cause::of(ring.gate, Reason::AllOut);
            found.extend(self.of_loop(ring, root, Some(who), at).map(|shares| (items, shares)));
        }
        for giver in &givers {
            let shares = self.look_up_stream(giver.who, at);
            found.extend(shares.map(|shares| (giver.items, shares)));
        }
        divided(found)
    }

    /// Why a giver gives nothing. What should come from the end of a belt now should have come onto it a transit before: so it is
    /// seen what kept it from coming then.
    fn look_up_stream(&mut self, giver: EquipmentId, at: SimTime) -> Option<Shares> {
        let Some((then, until)) = self.entered(giver, at) else { return self.look(giver, at) };
        let seen = &mut self.seen[giver.index()];
        if seen.search == self.search {
            return seen.shares.clone();
        }
        *seen = Seen { search: self.search, shares: None };
        let outer = std::mem::replace(&mut self.until, SimTime::MAX);
        let shares = self.starved(giver, then);
        let inner = self.until.checked_add(at.since(then)).unwrap_or(SimTime::MAX);
        self.until = outer.min(inner).min(until);
        // Where all had something for it, it takes no more in that time.
        let shares = shares.unwrap_or_else(|| of_one(Cause::of(giver, Reason::Working)));
        self.seen[giver.index()].shares = Some(shares.clone());
        Some(shares)
    }

    /// When what would be at the end of a belt now would have come onto it, as long as it ran since; and until when that is as long
    /// ago. None: it is no belt that runs steadily, or stands, or began to run since.
    fn entered(&mut self, who: EquipmentId, at: SimTime) -> Option<(SimTime, SimTime)> {
        let transit = self.plant.equipment(who).belt.as_ref()?.free_transit()?;
        let runs = |state| matches!(state, State::Processing | State::Idle);
        let Interval { until, state, .. } = self.state(who, at);
        if !runs(state) {
            return None;
        }
        let (here, intervals) = (self.near[who.index()], self.timelines[who.index()].intervals());
        let (mut end, mut left) = (at, transit.as_nanos());
        for position in (0..=here).rev() {
            let begin = position.checked_sub(1).map_or(SimTime::ZERO, |it| intervals[it].until);
            let state = intervals.get(position).map_or(state, |it| it.state);
            let ran = if runs(state) { end.since(begin).as_nanos() } else { 0 };
            if ran >= left {
                let then = SimTime::from_nanos(end.as_nanos() - left);
                // Behind the end of that stretch it may have stood.
                let stays = if position == here {
                    until
                } else {
                    at.checked_add(intervals[position].until.since(then))?
                };
                return Some((then, until.min(stays)));
            }
            (left, end) = (left - ran, begin);
        }
        None
    }

    /// Whether a release lets nothing in, though there is something that it could let in.
    fn is_shut(&mut self, who: EquipmentId, givers: &[Neighbour], at: SimTime) -> bool {
        if let Some(cards) = self.loops.of_release(who) {
            let (is_exhausted, until) = cards.is_exhausted(at);
            self.until = self.until.min(until);
            if !is_exhausted {
                return false;
            }
        }
        let has_one = |giver: &Neighbour| {
            let Interval { until, state, .. } = self.state(giver.who, at);
            self.until = self.until.min(until);
            state == State::Blocked || (state == State::Idle && self.is_at_hand(giver.who, at))
        };
        givers.iter().any(has_one)
    }

    /// Why a release has no card.
    fn without_card(&mut self, who: EquipmentId, at: SimTime) -> Option<Shares> {
        let root = Cause::of(who, Reason::NoCard);
        let loops = self.loops;
        if let Some(cards) = loops.of_release(who) {
            return self.of_loop(cards, root, None, at);
        }
        // Base stock: what lets something in is an order that comes by where cards are given back.
        let orders = returners(self.plant, who).map(|who| Neighbour { who, items: 1 });
        let orders: Vec<_> = orders.collect();
        self.share(&orders, at).or_else(|| Some(of_one(root)))
    }

    /// Why no item of a loop comes: those of it who wait, and else that there are not more of them. Who asks and has one does
    /// not lack it.
    fn of_loop(
        &mut self,
        ring: &Loop,
        root: Cause,
        asks: Option<EquipmentId>,
        at: SimTime,
    ) -> Option<Shares> {
        let mut waiting = Vec::new();
        for (who, spells) in ring.waits() {
            let (waits, until) = spells.at(at);
            self.until = self.until.min(until);
            let state = self.state(who, at);
            // A belt moves what is on it.
            if waits && (!self.plant.equipment(who).moves_items() || state.state == State::Blocked)
            {
                self.until = self.until.min(state.until);
                waiting.push(Neighbour { who, items: 1 });
            }
        }
        if waiting.iter().any(|it| Some(it.who) == asks) {
            return None;
        }
        self.share(&waiting, at).or_else(|| Some(of_one(root)))
    }

    /// Why people of a group, none of whom is on the way, do not come to a piece of equipment.
    fn lack_of(&mut self, group: EquipmentId, who: EquipmentId, at: SimTime) -> Cause {
        let off_duty = self.are_off_duty(group, at);
        let busy = Reason::State(State::WaitingForOperator);
        Cause { who, reason: if off_duty { Reason::OffDuty } else { busy }, concern: group }
    }

    /// Whether nobody of a group is there by their calendars at an instant.
    fn are_off_duty(&mut self, group: EquipmentId, at: SimTime) -> bool {
        let plant = self.plant;
        let mut groups = plant.people_ids().zip(&plant.people);
        let Some((_, facts)) = groups.find(|(id, _)| *id == group) else { return false };
        let mut off = true;
        for team in &facts.teams {
            let Some(calendar) = team.calendar.map(|id| plant.calendar(id)) else { return false };
            off &= !calendar.is_open(at);
            self.until = self.until.min(calendar.next_change(at).unwrap_or(SimTime::MAX));
        }
        off
    }

    /// Why what a piece of equipment holds does not go on: those of its receivers who are not free are in the way.
    fn behind(&mut self, who: EquipmentId, at: SimTime) -> Option<Shares> {
        let plant = self.plant;
        let mut receivers = self.links.receivers[who.index()].clone();
        // What has neither places nor an end of its room takes everything.
        receivers.retain(|to| {
            let facts = plant.equipment(to.who);
            facts.places.is_some() || facts.capacity.is_some() || facts.moves_items()
        });
        let busy: Vec<Neighbour> =
            receivers.iter().copied().filter(|to| !self.is_free(to.who, at)).collect();
        if busy.is_empty() && self.moves_items(who) {
            // Nothing is in the way: a stop, a transfer or a beat of its own keeps them.
            return Some(of_one(Cause::of(who, Reason::Working)));
        }
        self.share(if busy.is_empty() { &receivers } else { &busy }, at)
    }

    fn is_free(&mut self, who: EquipmentId, at: SimTime) -> bool {
        let Interval { until, state, .. } = self.state(who, at);
        self.until = self.until.min(until);
        state == State::Idle
    }

    /// Divides among neighbours by the number of items that went their way; equally, where none ever did. Those who lead back
    /// to who asks have no share.
    fn share(&mut self, neighbours: &[Neighbour], at: SimTime) -> Option<Shares> {
        divided(self.look_at(neighbours, at))
    }

    /// The roots of what neighbours do, each with its items; without those who lead back to who asks.
    fn look_at(&mut self, neighbours: &[Neighbour], at: SimTime) -> Vec<(u64, Shares)> {
        neighbours
            .iter()
            .filter_map(|neighbour| Some((neighbour.items, self.look(neighbour.who, at)?)))
            .collect()
    }
}

/// The shares of all in one, by their items.
fn divided(mut found: Vec<(u64, Shares)>) -> Option<Shares> {
    if let [_] = found[..] {
        return found.pop().map(|(_, shares)| shares);
    }
    if found.iter().all(|(items, _)| *items == 0) {
        for (items, _) in &mut found {
            *items = 1;
        }
    }
    let all = found.iter().map(|(items, _)| items).sum::<u64>();
    let (mut behind, mut given) = (0, 0);
    let mut merged = Shares::new();
    for (items, shares) in found {
        behind += items;
        let up_to = portion(WHOLE, behind, all);
        let roots = Roots { shares, until: SimTime::MAX };
        roots.divide(up_to - given, |cause, share| add(&mut merged, cause, share));
        given = up_to;
    }
    (all > 0).then_some(merged)
}

fn of_one(cause: Cause) -> Shares {
    vec![(cause, WHOLE)]
}

fn add(shares: &mut Shares, cause: Cause, share: u64) {
    match shares.iter_mut().find(|(known, _)| *known == cause) {
        Some((_, known)) => *known += share,
        None if share > 0 => shares.push((cause, share)),
        None => {}
    }
}
