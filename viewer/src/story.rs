//! What has happened in one future, as the panels need it: the journal, and what was gathered from it once, as it came.

mod jobs;

use std::collections::BTreeMap;
use std::sync::Arc;

use plantwright_journal::{Record, Stall, State, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, ItemId, ProductId, SimTime};

use crate::session::Piece;

pub use jobs::{Job, Jobs, Work};

/// So many stretches of time at the most are told apart in trends.
const STRETCHES: usize = 480;

/// A state that came to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Its beginning \[ns\].
    pub from: u64,
    /// Its end \[ns\].
    pub to: u64,
    /// What it waited for, or which failure it was.
    pub cause: EquipmentId,
    /// The state.
    pub state: State,
}

/// An item that has left the plant.
#[derive(Debug, Clone, Copy)]
pub struct Done {
    /// When \[ns\].
    pub at: u64,
    /// Which.
    pub item: ItemId,
    /// What.
    pub product: ProductId,
    /// How long it was in the plant \[ns\].
    pub flow: u64,
    /// How long it was processed \[ns\].
    pub processed: u64,
}

/// Something worth a mark in time.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// When \[ns\].
    pub at: u64,
    /// Where.
    pub who: EquipmentId,
    /// The failure.
    pub cause: EquipmentId,
}

/// What happened in a stretch of time.
#[derive(Debug, Clone, Default)]
pub struct Stretch {
    /// Items that came in.
    pub created: u32,
    /// Items that were completed.
    pub completed: u32,
    /// Items in the plant at its end.
    pub present: i64,
    /// How long all equipment was in each state \[ns\].
    pub states: [u64; State::COUNT],
    /// The items at each piece of equipment at its end.
    pub levels: Vec<u32>,
}

/// One future so far.
#[derive(Debug, Clone)]
pub struct Story {
    plant: Arc<Plant>,
    pieces: Vec<Piece>,
    /// How many records lie before each piece.
    starts: Vec<usize>,
    total: usize,
    /// How many pieces were taken in: the others are only known.
    taken: usize,
    /// Up to when it is known what has happened.
    known: SimTime,
    /// By equipment.
    intervals: Vec<Vec<Interval>>,
    done: Vec<Done>,
    failures: Vec<Mark>,
    deadlocks: Vec<Mark>,
    /// By fleet, and point: how long vehicles stood waiting for it \[ns\].
    waited: Vec<(EquipmentId, std::ops::Range<u32>, Vec<u64>)>,
    flows: BTreeMap<(EquipmentId, EquipmentId), u64>,
    jobs: Jobs,
    stretches: Vec<Stretch>,
    width: u64,
    present: i64,
    levels: Vec<u32>,
    until: SimTime,
}

impl Story {
    /// Makes one in which nothing has happened.
    pub fn new(plant: Arc<Plant>) -> Self {
        let count = plant.equipment.len();
        let width = plant.run.duration.map_or(60_000_000_000, |duration| {
            (duration.as_nanos() / (STRETCHES as u64 / 2)).max(1)
        });
        let fleets = plant.fleets().map(|(id, facts)| {
            let first = plant.vehicle_ids(id).next().map_or(0, |vehicle| vehicle.0);
            let vehicles = first..first + facts.vehicles.len() as u32;
            (id, vehicles, vec![0; facts.nodes.len()])
        });
        let waited = fleets.collect();
        Self {
            plant,
            pieces: Vec::new(),
            starts: Vec::new(),
            total: 0,
            taken: 0,
            known: SimTime::ZERO,
            intervals: vec![Vec::new(); count],
            done: Vec::new(),
            failures: Vec::new(),
            deadlocks: Vec::new(),
            waited,
            flows: BTreeMap::new(),
            jobs: Jobs::default(),
            stretches: Vec::new(),
            width,
            present: 0,
            levels: vec![0; count],
            until: SimTime::ZERO,
        }
    }

    /// Returns the part of it up to an instant, as the past of another future.
    pub fn up_to(&self, at: SimTime, plant: Arc<Plant>) -> Self {
        let mut past = Self::new(plant);
        for piece in &self.pieces {
            let count = piece.partition_point(|record| record.at <= at);
            if count == piece.len() {
                past.put(piece);
            } else {
                past.put(&Piece::new(piece[..count].to_vec()));
                break;
            }
        }
        past.take_in(|| true);
        past.until = at;
        past
    }

    /// Takes in what has happened, at once.
    pub fn add(&mut self, piece: &Piece) {
        self.put(piece);
        self.take_in(|| true);
    }

    /// Puts what has happened where it is taken in from later.
    pub fn put(&mut self, piece: &Piece) {
        if !piece.is_empty() {
            self.starts.push(self.total);
            self.total += piece.len();
            self.pieces.push(Arc::clone(piece));
        }
    }

    /// Takes in what was put there, while there is time for more. Returns whether all of it was.
    pub fn take_in(&mut self, has_time: impl Fn() -> bool) -> bool {
        while let Some(piece) = self.pieces.get(self.taken).map(Arc::clone) {
            if !has_time() {
                return false;
            }
            piece.iter().for_each(|record| self.take(record));
            self.taken += 1;
        }
        self.until = self.until.max(self.known);
        true
    }

    /// It is known that nothing has happened up to now that was not put there.
    pub fn set_known(&mut self, at: SimTime) {
        self.known = self.known.max(at);
    }

    fn take(&mut self, record: &Record) {
        self.until = self.until.max(record.at);
        let (at, who) = (record.at.as_nanos(), record.who());
        match record.what() {
            What::State => return self.take_state(record),
            What::Created => {
                self.present += 1;
                self.jobs.take(record);
                self.stretch(at).created += 1;
            }
            What::Lost | What::Scrapped | What::Absorbed | What::Withdrawn => {
                self.present -= 1;
                self.jobs.take(record);
            }
            What::Started | What::Finished | What::Due => return self.jobs.take(record),
            What::Consumed => {
                self.present -= 1;
                self.go(record, who);
                self.jobs.take(record);
                self.done.push(Done {
                    at,
                    item: record.item(),
                    product: record.product(),
                    flow: record.span.as_nanos(),
                    processed: record.extra.as_nanos(),
                });
                self.stretch(at).completed += 1;
            }
            What::Entered => {
                self.go(record, who);
                self.set_level(record, record.level);
            }
            What::Left => {
                self.set_level(record, record.level.saturating_sub(1));
            }
            What::Failed => self.failures.push(Mark { at, who, cause: record.cause() }),
            What::Deadlocked if record.stall() != Stall::Dissolved => {
                self.deadlocks.push(Mark { at, who, cause: record.cause() });
            }
            What::Passed => return self.pass(record),
            _ => return,
        }
        let present = self.present;
        self.stretch(at).present = present;
    }

    /// An item comes from where it was. Whether it is told first that it came or that it left depends on who moved it.
    fn go(&mut self, record: &Record, to: EquipmentId) {
        if let Some(from) = self.jobs.go(record.item(), to, record.at.as_nanos()) {
            *self.flows.entry((from, to)).or_default() += 1;
        }
    }

    /// A vehicle leaves a point behind.
    fn pass(&mut self, record: &Record) {
        let who = record.who().0;
        let fleet = self.waited.iter_mut().find(|(_, vehicles, _)| vehicles.contains(&who));
        if let Some(waited) = fleet.and_then(|(_, _, waited)| waited.get_mut(record.level as usize))
        {
            *waited += record.extra.as_nanos();
        }
    }

    fn set_level(&mut self, record: &Record, level: u32) {
        let who = record.who().index();
        if let Some(known) = self.levels.get_mut(who) {
            *known = level;
            let stretch = self.stretch(record.at.as_nanos());
            if let Some(known) = stretch.levels.get_mut(who) {
                *known = level;
            }
        }
    }

    fn take_state(&mut self, record: &Record) {
        let Some(intervals) = self.intervals.get_mut(record.who().index()) else { return };
        let to = record.at.as_nanos();
        let from = to - record.span.as_nanos().min(to);
        let (state, cause) = (record.state(), record.cause());
        match intervals.last_mut() {
            // Only the number of busy places has changed.
            Some(last) if last.to == from && last.state == state && last.cause == cause => {
                last.to = to;
            }
            _ => intervals.push(Interval { from, to, cause, state }),
        }
        self.stretch(to);
        let width = self.width;
        let mut at = from;
        while at < to {
            let number = at / width;
            let next = ((number + 1) * width).min(to);
            if let Some(stretch) = self.stretches.get_mut(number as usize) {
                stretch.states[state as usize] += next - at;
            }
            at = next;
        }
    }

    /// The stretch that an instant lies in.
    fn stretch(&mut self, at: u64) -> &mut Stretch {
        while at / self.width >= STRETCHES as u64 {
            self.join();
        }
        let number = (at / self.width) as usize;
        while self.stretches.len() <= number {
            let levels = self.levels.clone();
            let next = Stretch { present: self.present, levels, ..Stretch::default() };
            self.stretches.push(next);
        }
        &mut self.stretches[number]
    }

    /// Two stretches become one.
    fn join(&mut self) {
        self.width *= 2;
        let joined = self.stretches.chunks(2).map(|pair| {
            let mut last = pair[pair.len() - 1].clone();
            if let [first, _] = pair {
                last.created += first.created;
                last.completed += first.completed;
                for (state, nanos) in last.states.iter_mut().zip(first.states) {
                    *state += nanos;
                }
            }
            last
        });
        self.stretches = joined.collect();
    }

    /// Returns the plant that it is about.
    pub const fn plant(&self) -> &Arc<Plant> {
        &self.plant
    }

    /// Returns up to when everything that happened is in here.
    pub const fn until(&self) -> SimTime {
        self.until
    }

    /// Returns how many records there are.
    pub const fn len(&self) -> usize {
        self.total
    }

    /// Tells whether nothing has happened.
    pub const fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// Returns the pieces of the journal, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Returns a record by its number.
    pub fn record(&self, number: usize) -> Option<&Record> {
        let piece = self.starts.partition_point(|start| *start <= number).checked_sub(1)?;
        self.pieces[piece].get(number - self.starts[piece])
    }

    /// Returns all records from a number on.
    pub fn records_from(&self, number: usize) -> impl Iterator<Item = (usize, &Record)> {
        let piece = self.starts.partition_point(|start| *start <= number).saturating_sub(1);
        let starts = self.starts[piece.min(self.starts.len())..].iter();
        let pieces = self.pieces[piece.min(self.pieces.len())..].iter();
        starts
            .zip(pieces)
            .flat_map(|(start, piece)| (*start..).zip(piece.iter()))
            .skip_while(move |(position, _)| *position < number)
    }

    /// Returns the next instant after another one at which something happened: anything, or something of one kind.
    pub fn next_after(&self, at: SimTime, wanted: Option<What>) -> Option<SimTime> {
        let piece = self.pieces.partition_point(|piece| piece.last().is_some_and(|it| it.at <= at));
        let later = self.pieces[piece..].iter().flat_map(|piece| {
            let first = piece.partition_point(|record| record.at <= at);
            piece[first..].iter()
        });
        let mut found = later.filter(|record| wanted.is_none_or(|wanted| record.what() == wanted));
        found.next().map(|record| record.at)
    }

    /// Returns the states of a piece of equipment that have ended.
    pub fn intervals(&self, who: EquipmentId) -> &[Interval] {
        self.intervals.get(who.index()).map_or(&[], Vec::as_slice)
    }

    /// Returns all items, and the work on each.
    pub const fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// Returns the items that were completed, in order.
    pub fn done(&self) -> &[Done] {
        &self.done
    }

    /// Returns the breakdowns, in order.
    pub fn failures(&self) -> &[Mark] {
        &self.failures
    }

    /// Returns the deadlocks: each vehicle that was found in one.
    pub fn deadlocks(&self) -> &[Mark] {
        &self.deadlocks
    }

    /// Returns how long vehicles of a fleet stood waiting for each point \[ns\].
    pub fn waited(&self, fleet: EquipmentId) -> &[u64] {
        let found = self.waited.iter().find(|(id, ..)| *id == fleet);
        found.map_or(&[], |(.., waited)| waited.as_slice())
    }

    /// Returns how many items went from where to where.
    pub const fn flows(&self) -> &BTreeMap<(EquipmentId, EquipmentId), u64> {
        &self.flows
    }

    /// Returns the stretches of time, and how long each is \[ns\].
    pub fn stretches(&self) -> (&[Stretch], u64) {
        (&self.stretches, self.width)
    }
}

#[cfg(test)]
mod tests {
    use plantwright_sim::{Model, RunOptions, Sim};
    use plantwright_units::SimSpan;

    use super::*;
    use crate::session::{Command, Engine, Opening, Speed, Update};

    const SCENE: &str = r#"Scene(run: (duration: "4 h"), equipment: {
        "in": Source(every: Exponential("1 min"), to: ["machine"]),
        "machine": Station(queue: Unlimited, process: Exponential("50 s"), to: ["out"]),
        "out": Sink()})"#;

    fn told() -> (Story, Model) {
        let model = Model::read("scene", SCENE).unwrap();
        let mut story = Story::new(Arc::clone(model.plant()));
        let mut engine = Engine::default();
        engine.command(Command::Open(Box::new(Opening { model: model.clone(), replication: 0 })));
        engine.command(Command::SetSpeed(Speed::Unlimited));
        engine.command(Command::Play);
        while engine.is_busy() {
            engine.work(std::time::Duration::ZERO);
        }
        for update in engine.updates() {
            if let Update::Went { pieces, .. } = update {
                for piece in &pieces {
                    story.add(piece);
                }
            }
        }
        (story, model)
    }

    #[test]
    fn what_was_gathered_agrees_with_the_run() {
        let (story, model) = told();
        let mut sim = Sim::new(&model, RunOptions::default()).unwrap();
        let end = SimTime::ZERO + SimSpan::from_secs(4 * 3_600);
        sim.run_until(end).unwrap();
        let counts = sim.counts();
        assert_eq!(story.done().len() as u64, counts.consumed);
        let (stretches, _) = story.stretches();
        let created: u64 = stretches.iter().map(|it| u64::from(it.created)).sum();
        assert_eq!(created, counts.created);
        assert_eq!(stretches.last().unwrap().present as u64, counts.present);
        let machine = model.plant().find("machine").unwrap();
        assert_eq!(
            stretches.last().unwrap().levels[machine.index()] as usize,
            sim.items_at(machine)
        );
        // Intervals lie one behind the other, without a gap.
        let intervals = story.intervals(machine);
        assert!(intervals.len() > 20);
        assert!(intervals.windows(2).all(|pair| pair[0].to == pair[1].from));
        let flows: u64 = story.flows().values().sum();
        assert_eq!(flows, counts.created + counts.consumed);
        // Each item has its way: from when it came in until it was completed, with its work on the machine in between.
        let (jobs, now) = (story.jobs(), end.as_nanos());
        assert_eq!(jobs.all().len() as u64, counts.created);
        let done: Vec<&Job> = jobs.all().iter().filter(|job| job.to.is_some()).collect();
        assert_eq!(done.len() as u64, counts.consumed);
        for (job, done) in done.iter().zip(story.done()) {
            let works: Vec<Work> = jobs.works(job, now).collect();
            assert_eq!((works.len(), works[0].who, job.item), (1, machine, done.item));
            assert_eq!(works[0].to - works[0].from, done.processed);
            assert!(job.from <= works[0].from && Some(works[0].to) == job.to);
        }
        let open = jobs.all().iter().filter(|job| job.to.is_none());
        let busy = open.flat_map(|job| jobs.works(job, now)).filter(|work| work.to == now);
        assert_eq!(busy.count(), 1, "one is on the machine");
    }

    #[test]
    fn the_past_of_a_fork_is_the_same_past() {
        let (story, _) = told();
        let at = SimTime::ZERO + SimSpan::from_secs(3_600);
        let past = story.up_to(at, Arc::clone(story.plant()));
        assert!(past.len() > 100 && past.len() < story.len());
        assert!((0..past.len()).all(|number| past.record(number) == story.record(number)));
        assert!(past.record(past.len()).is_none());
        assert_eq!(past.records_from(past.len() - 3).count(), 3);
    }
}
