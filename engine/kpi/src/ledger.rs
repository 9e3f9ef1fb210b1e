//! The ledger of one thing that equipment uses: how much in each state, and how much of it went into which item. All sums are
//! whole parts, so what items took and what is overhead add up to what equipment used, exactly.

use std::collections::BTreeMap;

use plantwright_journal::{Record, State, Wants, What};
use plantwright_model::plant::{ByState, Course, MeterFacts, Ramp, UpkeepFacts};
use plantwright_units::{EquipmentId, ProductId, SimTime};
use serde::{Deserialize, Serialize};

/// The records that a ledger is made of.
pub(crate) const WANTS: Wants = Wants::of(&[
    What::Created,
    What::Lost,
    What::Withdrawn,
    What::Started,
    What::Interrupted,
    What::Resumed,
    What::Finished,
    What::Consumed,
    What::Scrapped,
    What::State,
    What::Inspected,
    What::Maintained,
    What::Repaired,
]);

/// Meters every piece of equipment, and books what processing takes on the items in process.
///
/// A `State` record comes when the state is over, and items begin and end in between. So what happens at an instant is put
/// off until the clock goes on: by then it is known whether the state went on, too.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Ledger {
    /// By equipment; none: nothing is used there.
    accounts: Vec<Option<Box<Account>>>,
    /// The items in the plant, by their bits.
    items: BTreeMap<u64, Item>,
    /// By product: what was completed in the measured time, and what it took.
    completed: Vec<(u64, u128)>,
    scrapped: u128,
    now: SimTime,
    /// The accounts with changes at this instant.
    changed: Vec<u32>,
    /// The items that were completed (true) or otherwise taken out at this instant.
    leaving: Vec<(u64, bool)>,
}

/// The account of a piece of equipment.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Account {
    rates: [u64; State::COUNT],
    by_product: BTreeMap<ProductId, u64>,
    per_item: u128,
    upkeep: UpkeepFacts,
    by_state: [u128; State::COUNT],
    /// What was taken for each item and each work of upkeep, whatever the time.
    by_count: u128,
    /// What went into items, of both.
    direct: u128,
    finished: u64,
    /// Up to when all is booked.
    since: SimTime,
    ramp: Ramp,
    /// The course of the rate, with when the present state of it began; none: nothing was booked yet.
    course: Option<Course>,
    turns: SimTime,
    in_process: Vec<u64>,
    /// Items that began (true) or ended at this instant.
    changes: Vec<(u64, bool)>,
    /// Whether one of them tells that it was, and is, processing. What is scrapped, or makes way, may do so while it stands.
    processes: bool,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Item {
    product: ProductId,
    parts: u128,
}

/// A piece of equipment used something for a while.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) who: usize,
    pub(crate) from: SimTime,
    pub(crate) to: SimTime,
    pub(crate) course: Course,
}

/// Sums of parts.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    pub(crate) by_state: [u128; State::COUNT],
    pub(crate) by_count: u128,
    pub(crate) direct: u128,
    /// Items that equipment finished.
    pub(crate) finished: u64,
}

impl Ledger {
    pub(crate) fn new<'a>(
        meters: impl Iterator<Item = Option<&'a MeterFacts>>,
        products: usize,
    ) -> Self {
        Self {
            accounts: meters
                .map(|meter| meter.map(|meter| Box::new(Account::new(meter))))
                .collect(),
            items: BTreeMap::new(),
            completed: vec![(0, 0); products],
            scrapped: 0,
            now: SimTime::ZERO,
            changed: Vec::new(),
            leaving: Vec::new(),
        }
    }

    /// Whether anything is metered.
    pub(crate) fn is_used(&self) -> bool {
        self.accounts.iter().any(Option::is_some)
    }

    /// Who is metered.
    pub(crate) fn metered(&self) -> impl Iterator<Item = EquipmentId> {
        let ids = (0..self.accounts.len() as u32).map(EquipmentId);
        ids.zip(&self.accounts).filter(|(_, account)| account.is_some()).map(|(id, _)| id)
    }

    /// Takes what happened; tells of every stretch of time that was booked, ordered by its end.
    pub(crate) fn take(&mut self, record: &Record, mut told: impl FnMut(Piece)) {
        if record.at > self.now {
            self.end_instant(&mut told);
            self.now = record.at;
        }
        match record.what() {
            What::Created => {
                let item = Item { product: record.product(), parts: 0 };
                self.items.insert(record.item().to_bits(), item);
            }
            What::Started => self.change(record, true),
            What::Resumed if record.level == 1 => self.change(record, true),
            What::Finished | What::Interrupted => self.change(record, false),
            What::Scrapped => {
                self.change(record, false);
                self.leaving.push((record.item().to_bits(), false));
            }
            What::Inspected => self.book_upkeep(record, |upkeep| upkeep.inspection),
            What::Maintained => self.book_upkeep(record, |upkeep| upkeep.maintenance),
            What::Repaired => self.book_upkeep(record, |upkeep| upkeep.repair),
            What::Lost | What::Withdrawn => self.leaving.push((record.item().to_bits(), false)),
            What::Consumed => self.leaving.push((record.item().to_bits(), true)),
            What::State => {
                let who = record.who().index();
                if let Some(account) = &mut self.accounts[who] {
                    let piece = account.book(record.state(), record.at, &mut self.items);
                    told(Piece { who, ..piece });
                }
            }
            _ => {}
        }
    }

    fn book_upkeep(&mut self, record: &Record, parts: fn(&UpkeepFacts) -> u128) {
        if let Some(account) = &mut self.accounts[record.who().index()] {
            account.by_count += parts(&account.upkeep);
        }
    }

    fn change(&mut self, record: &Record, begins: bool) {
        let who = record.who();
        let Some(account) = &mut self.accounts[who.index()] else { return };
        let bits = record.item().to_bits();
        if account.changes.is_empty() {
            self.changed.push(who.0);
        }
        account.changes.push((bits, begins));
        account.processes |= begins || record.what() == What::Finished;
        if record.what() == What::Finished {
            account.finished += 1;
            account.by_count += account.per_item;
            account.direct += account.per_item;
            if let Some(item) = self.items.get_mut(&bits) {
                item.parts += account.per_item;
            }
        }
    }

    /// Nothing more happens at this instant.
    fn end_instant(&mut self, told: &mut impl FnMut(Piece)) {
        for who in std::mem::take(&mut self.changed) {
            let who = who as usize;
            let Some(account) = &mut self.accounts[who] else { continue };
            let processes = std::mem::take(&mut account.processes);
            if processes && account.since < self.now && !account.in_process.is_empty() {
                // No state ended here: it was, and is, processing.
                let piece = account.book(State::Processing, self.now, &mut self.items);
                told(Piece { who, ..piece });
            }
            for (bits, begins) in std::mem::take(&mut account.changes) {
                if begins {
                    account.in_process.push(bits);
                } else {
                    account.in_process.retain(|other| *other != bits);
                }
            }
        }
        for (bits, completed) in std::mem::take(&mut self.leaving) {
            let Some(item) = self.items.remove(&bits) else { continue };
            if completed {
                let (count, parts) = &mut self.completed[item.product.index()];
                *count += 1;
                *parts += item.parts;
            } else {
                self.scrapped += item.parts;
            }
        }
    }

    /// Forgets what was before `at`.
    pub(crate) fn restart(&mut self, at: SimTime) {
        self.end_instant(&mut |_| {});
        self.now = at;
        for account in self.accounts.iter_mut().flatten() {
            account.by_state = [0; State::COUNT];
            (account.by_count, account.direct, account.finished) = (0, 0, 0);
            account.since = account.since.max(at);
        }
        self.items.values_mut().for_each(|item| item.parts = 0);
        self.completed.fill((0, 0));
        self.scrapped = 0;
    }

    /// Returns the ledger with all that happened up to now booked; the books have to be closed.
    pub(crate) fn closed(&self) -> Self {
        let mut closed = self.clone();
        closed.end_instant(&mut |_| {});
        closed
    }

    /// Returns the sums of a piece of equipment.
    pub(crate) fn of(&self, who: EquipmentId) -> Sums {
        let account = self.accounts[who.index()].as_deref();
        account.map_or_else(Sums::default, |account| Sums {
            by_state: account.by_state,
            by_count: account.by_count,
            direct: account.direct,
            finished: account.finished,
        })
    }

    /// Returns the sums of all equipment.
    pub(crate) fn of_all(&self) -> Sums {
        let mut all = Sums::default();
        for who in self.metered() {
            let sums = self.of(who);
            all.by_state.iter_mut().zip(sums.by_state).for_each(|(all, one)| *all += one);
            all.by_count += sums.by_count;
            all.direct += sums.direct;
            all.finished += sums.finished;
        }
        all
    }

    /// Returns by product how many items were completed, and what went into them.
    pub(crate) fn completed(&self) -> &[(u64, u128)] {
        &self.completed
    }

    /// Returns what went into items, wherever these are now.
    #[cfg(test)]
    pub(crate) fn in_items(&self) -> u128 {
        let completed: u128 = self.completed.iter().map(|(_, parts)| parts).sum();
        completed + self.scrapped + self.items.values().map(|item| item.parts).sum::<u128>()
    }
}

impl Account {
    fn new(meter: &MeterFacts) -> Self {
        Self {
            rates: State::ALL.map(|state| rate(&meter.rates, state)),
            by_product: meter.by_product.clone(),
            per_item: meter.per_item,
            upkeep: meter.upkeep,
            by_state: [0; State::COUNT],
            by_count: 0,
            direct: 0,
            finished: 0,
            since: SimTime::ZERO,
            ramp: meter.ramp,
            course: None,
            turns: SimTime::ZERO,
            in_process: Vec::new(),
            changes: Vec::new(),
            processes: false,
        }
    }

    /// Books a state that lasted until now; what is used while processing goes into the items in process, in equal parts
    /// where they are of one product, and what cannot be divided into the first of them.
    fn book(&mut self, state: State, now: SimTime, items: &mut BTreeMap<u64, Item>) -> Piece {
        let from = self.since;
        let (mut rate, mut weights) = (self.rates[state as usize], Vec::new());
        if state == State::Processing && !self.in_process.is_empty() {
            let of = |bits: &u64| {
                let product = items.get(bits).map(|item| item.product);
                let own = product.and_then(|product| self.by_product.get(&product));
                u128::from(*own.unwrap_or(&rate))
            };
            weights = self.in_process.iter().map(of).collect();
            // A mean of rates that fit.
            rate = (weights.iter().sum::<u128>() / weights.len() as u128) as u64;
        }
        // What it draws in a state that it is in at the beginning, it has drawn before.
        let course = self.course.unwrap_or(Course::flat(rate)).turn(self.turns, rate, self.ramp);
        let parts = course.parts(from, now);
        if !weights.is_empty() {
            self.book_on_items(parts, now, &weights, items);
        }
        self.by_state[state as usize] += parts;
        (self.since, self.turns, self.course) = (now, now, Some(course));
        Piece { who: 0, from, to: now, course }
    }

    /// Books parts on the items in process, by what each of them takes; what cannot be divided goes into the first of them.
    fn book_on_items(
        &mut self,
        parts: u128,
        now: SimTime,
        weights: &[u128],
        items: &mut BTreeMap<u64, Item>,
    ) {
        let (count, sum) = (weights.len() as u128, weights.iter().sum::<u128>());
        let nanos = u128::from(now.since(self.since).as_nanos());
        let share = |weight: &u128| match self.ramp {
            Ramp::Jump => weight / count * nanos,
            _ if sum == 0 => parts / count,
            _ => (parts / sum) * weight + (parts % sum) * weight / sum,
        };
        let shares: Vec<u128> = weights[1..].iter().map(share).collect();
        let rest = parts - shares.iter().sum::<u128>();
        for (bits, share) in self.in_process.iter().zip(std::iter::once(rest).chain(shares)) {
            if let Some(item) = items.get_mut(bits) {
                item.parts += share;
                self.direct += share;
            }
        }
    }
}

impl Sums {
    /// Returns all that was used.
    pub(crate) fn total(&self) -> u128 {
        self.by_state.iter().sum::<u128>() + self.by_count
    }
}

const fn rate(rates: &ByState, state: State) -> u64 {
    match state {
        State::Idle => rates.idle,
        State::Processing => rates.processing,
        State::Blocked => rates.blocked,
        State::Down => rates.down,
        State::Setup => rates.setup,
        State::WaitingForOperator => rates.waiting,
        State::Maintenance => rates.maintenance,
        State::Off => rates.off,
        State::Standby => rates.standby,
        State::Starting => rates.starting,
    }
}

#[cfg(test)]
mod tests {
    use plantwright_units::{ItemId, SimSpan};

    use super::*;

    const WHO: EquipmentId = EquipmentId(0);

    fn at(seconds: u64) -> SimTime {
        SimTime::ZERO + SimSpan::from_secs(seconds)
    }

    fn item(what: What, seconds: u64, serial: u64) -> Record {
        Record::of_item(what, at(seconds), WHO, ItemId::new(WHO, serial))
    }

    fn state(state: State, from: u64, to: u64) -> Record {
        let span = at(to).since(at(from));
        Record::of_state(at(to), WHO, state, span, EquipmentId::NONE)
    }

    /// Items begin before the record comes of the state that ended then: idle, down, or processing that goes on.
    #[test]
    fn what_begins_with_a_state_takes_nothing_of_the_one_before() {
        let rates = ByState { idle: 2, processing: 7, down: 1, ..ByState::default() };
        let meter = MeterFacts { rates, ..MeterFacts::default() };
        let mut ledger = Ledger::new([Some(&meter)].into_iter(), 1);
        let mut pieces = 0;
        for record in [
            item(What::Created, 0, 0),
            item(What::Created, 0, 1),
            item(What::Created, 0, 2),
            item(What::Started, 10, 0),
            item(What::Started, 10, 1),
            state(State::Idle, 0, 10),
            state(State::Processing, 10, 20),
            item(What::Started, 25, 2),
            state(State::Down, 20, 25),
            item(What::Finished, 30, 0),
            item(What::Consumed, 30, 0),
            item(What::Finished, 35, 2),
            item(What::Scrapped, 35, 2),
            item(What::Finished, 40, 1),
            state(State::Processing, 25, 40),
            state(State::Idle, 40, 50),
        ] {
            ledger.take(&record, |piece| {
                assert!(piece.from < piece.to);
                pieces += 1;
            });
        }
        let ledger = ledger.closed();
        let sums = ledger.of(WHO);
        let second = 1_000_000_000;
        assert_eq!(sums.by_state[State::Idle as usize], 2 * 20 * second);
        assert_eq!(sums.by_state[State::Down as usize], 5 * second);
        assert_eq!(sums.by_state[State::Processing as usize], 7 * 25 * second);
        assert_eq!(sums.direct, 7 * 25 * second);
        assert_eq!(ledger.in_items(), sums.direct);
        // Of two the first takes 4 of 7, of three 3 of 7: 10 s of two, 5 s of three. It is gone then.
        assert_eq!(ledger.completed(), [(1, (10 * 4 + 5 * 3) * second)]);
        // Beside the second for 5 s and before: 5 s of three, 5 s of two.
        assert_eq!(ledger.scrapped, (5 * 2 + 5 * 3) * second);
        assert_eq!(pieces, 7);
    }

    /// While it is down, something else is scrapped, and one makes way: that says nothing of its state.
    #[test]
    fn what_goes_away_while_it_stands_is_not_processed() {
        let rates = ByState { processing: 7, down: 1, ..ByState::default() };
        let meter = MeterFacts { rates, ..MeterFacts::default() };
        let mut ledger = Ledger::new([Some(&meter)].into_iter(), 1);
        for record in [
            item(What::Created, 0, 0),
            item(What::Created, 0, 1),
            item(What::Started, 0, 0),
            state(State::Processing, 0, 10),
            item(What::Scrapped, 15, 1),
            item(What::Interrupted, 20, 0),
            state(State::Down, 10, 40),
        ] {
            ledger.take(&record, |_| {});
        }
        let sums = ledger.closed().of(WHO);
        let second = 1_000_000_000;
        assert_eq!(sums.by_state[State::Processing as usize], 7 * 10 * second);
        assert_eq!(sums.by_state[State::Down as usize], 30 * second);
        assert_eq!(sums.direct, 7 * 10 * second);
    }

    /// From 2 to 12 within 10 s, and back; a warm-up that ends within a ramp forgets what was before.
    #[test]
    fn ramps_add_up_to_the_part() {
        let rates = ByState { idle: 2, processing: 12, ..ByState::default() };
        let ramp = Ramp::Linear(SimSpan::from_secs(10));
        let meter = MeterFacts { rates, ramp, ..MeterFacts::default() };
        let second = 1_000_000_000;
        let records = [
            item(What::Created, 0, 0),
            item(What::Created, 0, 1),
            item(What::Started, 10, 0),
            item(What::Started, 10, 1),
            state(State::Idle, 0, 10),
            item(What::Finished, 30, 0),
            item(What::Finished, 30, 1),
            state(State::Processing, 10, 30),
            state(State::Idle, 30, 50),
        ];
        let mut ledger = Ledger::new([Some(&meter)].into_iter(), 1);
        for record in &records {
            ledger.take(record, |_| {});
        }
        let sums = ledger.closed().of(WHO);
        // 70 while it goes up, 120 at the top; 70 while it goes down, 20 at the bottom.
        assert_eq!(sums.by_state[State::Processing as usize], 190 * second);
        assert_eq!(sums.by_state[State::Idle as usize], (20 + 70 + 20) * second);
        assert_eq!((sums.direct, ledger.closed().in_items()), (190 * second, 190 * second));
        let mut ledger = Ledger::new([Some(&meter)].into_iter(), 1);
        for record in &records {
            if record.at == at(30) && ledger.now < at(15) {
                ledger.restart(at(15));
            }
            ledger.take(record, |_| {});
        }
        // From 7 to 12 in 5 s, then 10 s of 12.
        let sums = ledger.closed().of(WHO);
        assert_eq!(2 * sums.by_state[State::Processing as usize], (95 + 2 * 120) * second);
    }
}
