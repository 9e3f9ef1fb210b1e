//! What equipment keeps that something may happen to: why it stands, and how much it has been used.

use plantwright_journal::State;
use plantwright_model::Plant;
use plantwright_model::plant::{ConcernFacts, ConcernRole};
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::clock::StateClock;
use crate::core::Core;
use crate::items::ItemRef;

/// A part of the component of equipment with concerns; boxed there, since most has none.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Carried {
    /// Who wants to be told, unordered.
    watches: Vec<Watch>,
    /// Who was told of work that may last until its age.
    told: Vec<Watch>,
    /// The first of its concerns, and how many there are; their ids follow one another.
    concerns: (EquipmentId, u32),
    /// The least age of each measure that someone watches for.
    first: [Age; Measure::COUNT],
    /// Why it stands still, the oldest cause first.
    halts: Vec<Halt>,
    /// Why it will stand still as soon as nothing is in process, the oldest cause first.
    pending: Vec<Halt>,
    /// Until when it may begin work.
    gate: Gate,
    /// Who makes use of it when it stands still, in the order of their asking.
    opportunists: Vec<EquipmentId>,
    /// Who makes use of it when it has nothing to do.
    idlers: Vec<EquipmentId>,
    /// What concerns make of its work, ordered by their ids.
    conditions: Vec<Condition>,
    /// How fast it works because of them, as a part of how fast it would.
    speed: f64,
    /// Whether nothing holds back work, however long: no halt, none that waits, no gate.
    is_free: bool,
    /// Whether someone may have to be told when a cycle ends, or something waits for what is in process.
    is_heeded: bool,
    /// Whether the owner enters whatever state it says: it does not stand still, and nobody waits for it to be idle.
    is_shown: bool,
    /// What matters where it may fail when work is to begin.
    trials: Option<Box<Trials>>,
    /// How much it has been used once what it works on now is done; its time at a standstill up to `halted_since`.
    used: Usage,
    /// Until when it works on what it has begun, if it is not stopped.
    works_until: SimTime,
    halted_since: SimTime,
}

/// Trials: it may fail when work is to begin.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Trials {
    /// Who was told that it fails, and has not halted it yet.
    told: Vec<EquipmentId>,
    /// The items for which it failed: they are begun without another trial.
    tried: Vec<ItemRef>,
}

/// When equipment can be seen to without taking time from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leisure {
    /// It stands still because of another concern.
    Halts,
    /// It has nothing to work on, or no room for what is finished.
    Idleness,
}

/// A cause to stand still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Halt {
    /// The concern.
    pub(crate) by: EquipmentId,
    /// The state that it means.
    pub(crate) state: State,
}

/// What a concern makes of the work of its owner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Condition {
    /// The concern.
    pub(crate) by: EquipmentId,
    /// How fast it works, as a part of how fast it would.
    pub(crate) speed: f64,
    /// The share of items that it spoils beside.
    pub(crate) scrap: f64,
    /// The share of items that get a defect beside.
    pub(crate) defects: f64,
}

/// Until when equipment may begin work. It says nothing of work that was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Gate {
    /// From this instant on it begins none.
    pub(crate) until: SimTime,
    /// Whether work has to end by then, too.
    pub(crate) fits_only: bool,
    /// What says so.
    pub(crate) by: EquipmentId,
}

/// How much a piece of equipment has been used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Usage {
    /// For how long it has processed.
    pub(crate) processing: SimSpan,
    /// For how long it has stood still because of concerns.
    pub(crate) halted: SimSpan,
    /// How many items it has finished.
    pub(crate) cycles: u64,
    /// How often work was to begin, where that is counted.
    pub(crate) demands: u64,
}

/// An age, in nanoseconds or cycles.
pub(crate) type Age = u64;

/// By what an owner can tell that something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Measure {
    /// Time of processing: told when work begins that may last until then.
    Processing,
    /// Items finished: told when it is so.
    Cycles,
    /// Nothing: told when it has nothing to do any more.
    Idle,
    /// Items here while it stands still: told when another one comes and it is so.
    Items,
    /// Work that is to begin: told before it does.
    Demands,
}

impl Measure {
    const COUNT: usize = 5;
}

/// Once an owner is so old, a concern wants to be told.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Watch {
    pub(crate) who: EquipmentId,
    pub(crate) measure: Measure,
    pub(crate) at: Age,
}

impl Carried {
    /// What equipment keeps that has so many concerns, with ids from the first one on.
    pub(crate) fn new(first: EquipmentId, count: u32) -> Self {
        Self {
            watches: Vec::new(),
            told: Vec::new(),
            concerns: (first, count),
            first: [Age::MAX; Measure::COUNT],
            halts: Vec::new(),
            pending: Vec::new(),
            gate: Gate { until: SimTime::MAX, fits_only: false, by: EquipmentId::NONE },
            opportunists: Vec::new(),
            idlers: Vec::new(),
            conditions: Vec::new(),
            speed: 1.0,
            is_free: true,
            is_heeded: false,
            is_shown: true,
            trials: None,
            used: Usage::default(),
            works_until: SimTime::ZERO,
            halted_since: SimTime::ZERO,
        }
    }

    /// Its concerns.
    pub(crate) fn concerns(&self) -> impl Iterator<Item = EquipmentId> + use<> {
        let (EquipmentId(first), count) = self.concerns;
        (first..first + count).map(EquipmentId)
    }

    /// The concerns because of which it stands still.
    pub(crate) fn halted_by(&self) -> impl Iterator<Item = EquipmentId> {
        self.halts.iter().map(|halt| halt.by)
    }

    /// A concern wants to be poked whenever it comes to stand still, or to have nothing to do.
    pub(crate) fn tell_of(&mut self, leisure: Leisure, who: EquipmentId) {
        match leisure {
            Leisure::Halts => self.opportunists.push(who),
            Leisure::Idleness => self.idlers.push(who),
        }
        self.take_stock();
    }

    /// Takes what a concern makes of its work from now on. Returns how many times as long as before work takes: what is in
    /// process has to be begun again.
    pub(crate) fn set_condition(&mut self, now: SimTime, condition: Condition) -> f64 {
        self.work_until(now, now);
        let position = self.conditions.partition_point(|other| other.by < condition.by);
        match self.conditions.get_mut(position) {
            Some(known) if known.by == condition.by => *known = condition,
            _ => self.conditions.insert(position, condition),
        }
        let speed = self.conditions.iter().map(|condition| condition.speed).product();
        std::mem::replace(&mut self.speed, speed) / speed
    }

    /// How long work that was drawn takes at the present speed; the item is told.
    #[inline]
    pub(crate) fn at_speed(&self, core: &mut Core, item: ItemRef, work: SimSpan) -> SimSpan {
        if self.speed != 1.0 {
            core.items[item].work = stretched(work, 1.0 / self.speed);
            return core.items[item].work;
        }
        work
    }

    /// A share of items, with those that it spoils because of its concerns.
    pub(crate) fn with_spoilt(&self, share: f64, of: fn(&Condition) -> f64) -> f64 {
        self.conditions.iter().fold(share, |share, condition| share + (1.0 - share) * of(condition))
    }

    /// How fast it works because of its concerns, as a part of how fast it would.
    pub(crate) fn speed(&self) -> f64 {
        self.speed
    }

    #[inline]
    pub(crate) fn is_halted(&self) -> bool {
        !self.halts.is_empty()
    }

    /// Whether work is begun only where it will be finished in time.
    pub(crate) fn has_to_fit(&self) -> bool {
        self.gate.fits_only
    }

    /// Whether work that takes so long is not to be begun now.
    #[inline]
    pub(crate) fn holds_back(&self, now: SimTime, work: SimSpan) -> bool {
        !self.is_free && self.is_held_back(now, work)
    }

    #[cold]
    fn is_held_back(&self, now: SimTime, work: SimSpan) -> bool {
        let Gate { until, fits_only, .. } = self.gate;
        if self.is_halted() || !self.pending.is_empty() || now >= until {
            return true;
        }
        let fits = || {
            let end = now.checked_add(stretched(work, 1.0 / self.speed));
            end.is_some_and(|end| end <= until)
        };
        fits_only && !fits()
    }

    /// Sets what is looked at for every item, so that nothing else has to be.
    fn take_stock(&mut self) {
        let is_open = self.gate.until == SimTime::MAX;
        self.is_free = self.halts.is_empty() && self.pending.is_empty() && is_open;
        let counts_cycles = self.first[Measure::Cycles as usize] < Age::MAX;
        self.is_heeded = counts_cycles || !self.told.is_empty() || !self.pending.is_empty();
        let waits_for_idleness =
            self.first[Measure::Idle as usize] < Age::MAX || !self.idlers.is_empty();
        self.is_shown = self.halts.is_empty() && !waits_for_idleness;
    }

    pub(crate) fn set_gate(&mut self, gate: Gate) {
        self.gate = gate;
        self.take_stock();
    }

    /// What keeps it from beginning something, though it does not stand still.
    pub(crate) fn held_back_by(&self) -> EquipmentId {
        self.gate.by
    }

    /// Wants it to stand still as soon as nothing is in process.
    pub(crate) fn drain(&mut self, halt: Halt) {
        self.pending.push(halt);
        self.take_stock();
    }

    /// Work on an item is to begin. False where it fails instead, or nobody has said yet when it does.
    pub(crate) fn tries(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let trials = self.trials.get_or_insert_default();
        if !trials.told.is_empty() || self.first[Measure::Demands as usize] == Age::MAX {
            return false;
        }
        if let Some(position) = trials.tried.iter().position(|tried| *tried == item) {
            trials.tried.swap_remove(position);
            return true;
        }
        self.used.demands += 1;
        let (demands, first) = (self.used.demands, self.first[Measure::Demands as usize]);
        if first > demands {
            return true;
        }
        let due = |watch: &&Watch| watch.measure == Measure::Demands && watch.at <= demands;
        trials.told.extend(self.watches.iter().filter(due).map(|watch| watch.who));
        // Who would have been due may have begun another life since.
        let fails = !trials.told.is_empty();
        if fails {
            trials.tried.push(item);
        }
        self.tell(core, Measure::Demands, demands);
        !fails
    }

    /// An item is taken away: another one may stand in its place, and has not been tried.
    pub(crate) fn forget(&mut self, item: ItemRef) {
        if let Some(trials) = &mut self.trials {
            trials.tried.retain(|tried| *tried != item);
        }
    }

    /// Who was told that it fails has halted it, or changed its mind.
    fn settle_trial(&mut self, who: EquipmentId) {
        if let Some(trials) = &mut self.trials {
            trials.told.retain(|told| *told != who);
        }
    }

    /// Takes the causes to stand still that waited for what is in process.
    pub(crate) fn take_pending(&mut self) -> Vec<Halt> {
        let pending = std::mem::take(&mut self.pending);
        self.take_stock();
        pending
    }

    pub(crate) fn is_draining(&self) -> bool {
        !self.pending.is_empty()
    }

    /// One more cause to stand still, or another state of one that there was; true where it is the first.
    pub(crate) fn halt(&mut self, core: &mut Core, halt: Halt) -> bool {
        for who in self.opportunists.iter().filter(|who| **who != halt.by) {
            core.poke(*who);
        }
        self.settle_trial(halt.by);
        // It no longer waits for what is in process.
        self.pending.retain(|pending| pending.by != halt.by);
        self.take_stock();
        if let Some(known) = self.halts.iter_mut().find(|known| known.by == halt.by) {
            *known = halt;
            return false;
        }
        if self.halts.is_empty() {
            self.work_until(core.now, core.now);
            self.halted_since = core.now;
        }
        self.halts.push(halt);
        let is_first = self.halts.len() == 1;
        if !self.pending.is_empty() && stands_for_long(&core.plant, halt.by) {
            self.maintain_meanwhile(core);
        }
        self.take_stock();
        is_first
    }

    /// Maintenance that waited for what is in process need not: that is interrupted anyway.
    #[cold]
    fn maintain_meanwhile(&mut self, core: &mut Core) {
        for halt in self.pending.extract_if(.., |halt| halt.state == State::Maintenance) {
            core.poke(halt.by);
            self.halts.push(halt);
        }
    }

    /// Whether it stands still because of a breakdown by a concern, and not because of a stop that is over by itself or planned.
    pub(crate) fn is_broken_by(&self, concerns: &[ConcernFacts], by: EquipmentId) -> bool {
        let is_down = |halt: &Halt| halt.by == by && halt.state == State::Down;
        let number = by.0.checked_sub(self.concerns.0.0);
        let facts = number.and_then(|number| concerns.get(number as usize));
        facts.is_some_and(|it| it.role != ConcernRole::MicroStop) && self.halts.iter().any(is_down)
    }

    /// One cause to stand still lifts; true where none is left.
    pub(crate) fn resume(&mut self, now: SimTime, by: EquipmentId) -> bool {
        let was_halted = self.is_halted();
        self.halts.retain(|halt| halt.by != by);
        self.pending.retain(|halt| halt.by != by);
        self.take_stock();
        if was_halted && !self.is_halted() {
            self.used.halted += now.since(self.halted_since);
        }
        !self.is_halted()
    }

    /// The cause that is shown: outside its shifts it is off whatever else there is, failures go before maintenance that is done
    /// meanwhile, and among equals the oldest one stands.
    fn shown(&self) -> Option<Halt> {
        let rank = |halt: &&Halt| match halt.state {
            State::Off => 0,
            State::Down => 1,
            State::Maintenance => 2,
            _ => 3,
        };
        self.halts.iter().min_by_key(rank).copied()
    }

    /// Whether states are entered with [`enter`](Self::enter), and not as they are.
    #[inline(always)]
    pub(crate) fn heeds_states(&self) -> bool {
        !self.is_shown
    }

    /// Lets the owner enter a state, or be down as long as it stands still; tells who waits for it to be idle.
    #[cold]
    pub(crate) fn enter(
        &mut self,
        clock: &mut StateClock,
        core: &mut Core,
        who: EquipmentId,
        (state, busy): (State, u32),
        cause: EquipmentId,
    ) {
        if let Some(halt) = self.shown() {
            return clock.enter(core, who, halt.state, 0, halt.by);
        }
        let is_new = !clock.is(state, busy, cause);
        clock.enter(core, who, state, busy, cause);
        if is_new && state == State::Idle {
            self.tell(core, Measure::Idle, 0);
        }
        if is_new && matches!(state, State::Idle | State::Blocked) {
            self.idlers.iter().for_each(|who| core.poke(*who));
        }
    }

    /// An item came while it stands still, and so many are here now.
    pub(crate) fn count_items(&mut self, core: &mut Core, items: usize) {
        if self.first[Measure::Items as usize] <= items as u64 {
            self.tell(core, Measure::Items, items as u64);
        }
    }

    /// How much it has been used up to now.
    pub(crate) fn usage(&self, now: SimTime) -> Usage {
        let mut used = self.used;
        if self.works_until > now {
            used.processing -= self.works_until.since(now);
        }
        if self.is_halted() {
            used.halted += now.since(self.halted_since);
        }
        used
    }

    /// A concern wants to be told, once, and no longer of what it wanted to be told before.
    pub(crate) fn watch(&mut self, watch: Watch) {
        self.settle_trial(watch.who);
        self.watches.retain(|other| other.who != watch.who);
        self.told.retain(|other| other.who != watch.who);
        let first = &mut self.first[watch.measure as usize];
        *first = watch.at.min(*first);
        self.watches.push(watch);
        self.take_stock();
    }

    /// Work begins, or goes on, and takes so long. Work on several places at once is counted once.
    #[inline]
    pub(crate) fn begin_work(&mut self, core: &mut Core, work: SimSpan) {
        let until = core.now.checked_add(work).unwrap_or(SimTime::MAX);
        let counted = self.works_until.max(core.now);
        if until > counted {
            self.used.processing += until.since(counted);
            self.works_until = until;
        }
        let age = self.used.processing.as_nanos();
        if self.first[Measure::Processing as usize] <= age {
            self.tell(core, Measure::Processing, age);
        }
    }

    /// Work that has begun is stopped, so that what is left of it lasts until an instant.
    pub(crate) fn work_until(&mut self, now: SimTime, until: SimTime) {
        let until = until.max(now);
        if self.works_until > until {
            self.used.processing -= self.works_until.since(until);
            self.works_until = until;
        }
    }

    /// Work that was drawn begins. Returns how long it takes.
    #[inline]
    pub(crate) fn begin_drawn(&mut self, core: &mut Core, item: ItemRef, work: SimSpan) -> SimSpan {
        let work = self.at_speed(core, item, work);
        self.begin_work(core, work);
        work
    }

    /// A cycle ends. True where it matters to someone, or something waits for what is in process.
    #[inline]
    pub(crate) fn count_cycle(&mut self) -> bool {
        self.used.cycles += 1;
        self.is_heeded
    }

    /// Tells of the end of a cycle. True where concerns look again, before the owner moves.
    #[cold]
    pub(crate) fn tell_of_cycle(&mut self, core: &mut Core) -> bool {
        let on_time = self.tell_on_time(core);
        let is_due = self.first[Measure::Cycles as usize] <= self.used.cycles;
        if is_due {
            self.tell(core, Measure::Cycles, self.used.cycles);
        }
        is_due || on_time
    }

    /// Pokes who is due by time of processing at the very end of a cycle.
    fn tell_on_time(&self, core: &mut Core) -> bool {
        let age = self.usage(core.now).processing.as_nanos();
        let due = self.told.iter().filter(|watch| watch.at <= age);
        due.map(|watch| core.poke(watch.who)).count() > 0
    }

    #[cold]
    fn tell(&mut self, core: &mut Core, measure: Measure, age: Age) {
        let told = &mut self.told;
        self.watches.retain(|watch| {
            let is_due = watch.measure == measure && watch.at <= age;
            if is_due {
                core.poke(watch.who);
                if measure == Measure::Processing {
                    told.push(*watch);
                }
            }
            !is_due
        });
        let others = self.watches.iter().filter(|watch| watch.measure == measure);
        self.first[measure as usize] = others.map(|watch| watch.at).min().unwrap_or(Age::MAX);
        self.take_stock();
    }
}

/// Whether what stands because of a concern stands for a repair, for maintenance, or outside its shift: long enough to maintain it
/// meanwhile, which micro-stops are not.
pub(crate) fn stands_for_long(plant: &Plant, by: EquipmentId) -> bool {
    let facts = plant.concerns().find(|(id, ..)| *id == by);
    facts.is_some_and(|(.., facts)| facts.role != ConcernRole::MicroStop && !facts.sleeps)
}

/// So many times a span.
pub(crate) fn stretched(span: SimSpan, times: f64) -> SimSpan {
    if times == 1.0 {
        return span;
    }
    SimSpan::from_nanos_f64(span.as_nanos() as f64 * times).unwrap_or(SimSpan::MAX)
}

/// What is left of the work on an item at another speed; the whole of it is changed with it.
pub(crate) fn at_other_speed(core: &mut Core, item: ItemRef, left: SimSpan, times: f64) -> SimSpan {
    let other = stretched(left, times);
    let work = &mut core.items[item].work;
    let rest = work.as_nanos().saturating_sub(left.as_nanos());
    *work = SimSpan::from_nanos(rest.saturating_add(other.as_nanos()));
    other
}
