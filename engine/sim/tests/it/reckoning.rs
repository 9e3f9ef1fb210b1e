//! Plain sums of lost time, waits and lateness, straight from the records: what explanations have to sum to, to the nanosecond.

use std::collections::BTreeMap;

use plantwright_journal::{Batch, Fold, FoldId, Record, State, Wants, What};
use plantwright_kpi::why::{Account, Explanation, Reason, Why};
use plantwright_sim::Sim;
use plantwright_units::{EquipmentId, SimTime};

/// Sums over the measured time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Sums {
    from: SimTime,
    states: BTreeMap<(EquipmentId, State), u64>,
    completed: u64,
    flow: u128,
    processed: u128,
    late: u128,
}

impl Sums {
    fn add(&mut self, record: &Record) {
        let span = record.span.as_nanos();
        match record.what() {
            What::State => {
                let measured = span.min(record.at.since(self.from).as_nanos());
                *self.states.entry((record.who(), record.state())).or_default() += measured;
            }
            What::Consumed => {
                self.completed += 1;
                self.flow += u128::from(span);
                self.processed += u128::from(record.extra.as_nanos());
            }
            What::Due => self.late += u128::from(span),
            _ => {}
        }
    }
}

impl Fold for Sums {
    fn wants(&self) -> Wants {
        Wants::of(&[What::State, What::Consumed, What::Due])
    }

    fn take(&mut self, batch: &Batch<'_>) {
        batch.records().iter().for_each(|record| self.add(record));
    }

    fn restart(&mut self, at: SimTime) {
        *self = Self { from: at, ..Self::default() };
    }

    fn fork(&self) -> Option<Box<dyn Fold>> {
        Some(Box::new(self.clone()))
    }

    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    fn load(&mut self, _bytes: &[u8]) -> Result<(), String> {
        Err("sums are not saved".to_owned())
    }
}

/// What listens for causes, and beside it what sums up plainly.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reckoning {
    why: FoldId,
    sums: FoldId,
}

impl Reckoning {
    pub(crate) fn listen(sim: &mut Sim) -> Self {
        let why = Why::new(sim.plant());
        Self { why: sim.listen(why), sums: sim.listen(Sums::default()) }
    }

    /// Shows the explanation of the time up to now.
    pub(crate) fn explained<R>(self, sim: &mut Sim, look: impl FnOnce(&Explanation<'_>) -> R) -> R {
        let (plant, now, closing) = (sim.plant().clone(), sim.now(), sim.closing());
        look(&sim.fold::<Why>(self.why).explain(&plant, now, &closing))
    }

    /// Compares what is explained with what was lost.
    pub(crate) fn audit(self, sim: &mut Sim) -> Result<(), String> {
        let mut sums = sim.fold::<Sums>(self.sums).clone();
        sim.closing().iter().filter(|it| it.what() == What::State).for_each(|it| sums.add(it));
        self.explained(sim, |explanation| compare(&sums, explanation))
    }
}

fn compare(sums: &Sums, explanation: &Explanation<'_>) -> Result<(), String> {
    let known: Vec<EquipmentId> = explanation.stations().iter().map(|it| it.who).collect();
    let mut written: Vec<EquipmentId> = sums.states.keys().map(|(who, _)| *who).collect();
    written.dedup();
    same("stations", &known, &written)?;
    for station in explanation.stations() {
        let who = station.who;
        let time = |state| sums.states.get(&(who, state)).copied().unwrap_or(0);
        let observed: u64 = State::ALL.into_iter().map(time).sum();
        same("observed", &station.observed, &observed)?;
        same("processing", &station.processing, &time(State::Processing))?;
        let lost = u128::from(observed - time(State::Processing));
        same(&format!("lost by {who:?}"), &station.lost.total(), &lost)?;
        for own in State::ALL {
            if !matches!(own, State::Idle | State::Processing | State::Blocked) {
                let part = own_part(&station.lost, who, own);
                if own == State::Standby && part <= u128::from(time(own)) {
                    // Who sleeps lacks what does not come.
                    continue;
                }
                same(own.name(), &part, &u128::from(time(own)))?;
            }
        }
    }
    let items = explanation.items();
    same("completed", &items.completed, &sums.completed)?;
    same("flow", &items.flow, &sums.flow)?;
    same("processed", &items.processing, &sums.processed)?;
    same("waited", &items.waiting.total(), &(sums.flow - sums.processed))?;
    let present = explanation.items_of(|_| true);
    same("present", &(present.flow - present.processing), &present.waiting.total())?;
    let lateness = explanation.lateness_of(|_| true);
    same("late", &lateness.time.total(), &sums.late)
}

fn own_part(account: &Account, who: EquipmentId, state: State) -> u128 {
    let own = |cause: &plantwright_kpi::why::Cause| {
        // Who waits for people who walk waits for people.
        let of_people = matches!(cause.reason, Reason::Walking | Reason::OffDuty);
        let walking = state == State::WaitingForOperator && of_people;
        cause.who == who && (cause.reason == Reason::State(state) || walking)
    };
    account.causes().into_iter().filter(|(cause, _)| own(cause)).map(|(_, nanos)| nanos).sum()
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, one: &T, other: &T) -> Result<(), String> {
    if one == other {
        return Ok(());
    }
    Err(format!("{what}: {one:?} explained, {other:?} written down"))
}
