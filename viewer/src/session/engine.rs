//! The work itself: up to two futures that go on together. Time is handed in; nothing here waits.

use std::time::Duration;

use plantwright_journal::What;
use plantwright_units::SimTime;

use super::run::Run;
use super::tape::Stack;
use super::{A, B, Command, Fork, Goal, Opening, Recording, Speed, Status, Update};

/// How many events are handled at a stretch.
const STRETCH: u64 = 4_000;

/// So many records of a run are kept before it is asked whether more are wanted: 2 GB, and half as much again by what panels gather.
const ROOM: u64 = 50_000_000;

/// As fast as it can, a recorded run is shown within so many seconds.
const WHOLE: f64 = 20.0;

/// Runs what it is told to, in small stretches.
#[derive(Debug, Default)]
pub struct Engine {
    opening: Option<Opening>,
    runs: Vec<Run>,
    /// Instead of runs.
    recording: Option<Recording>,
    labels: Vec<String>,
    is_playing: bool,
    speed: Option<Speed>,
    /// The instant up to which the clock on the wall lets the runs go.
    clock: f64,
    /// Whether the instant of a recorded run has moved on since that was told.
    has_moved: bool,
    goal: Option<Goal>,
    updates: Vec<Update>,
    is_changed: bool,
    /// Whence the sheets come on which runs write what happens.
    blank: Option<Stack>,
    /// How many records of a run may be kept; none: there is no end to it.
    room: Option<u64>,
}

impl Engine {
    /// One whose runs write on sheets that somebody else lays out.
    pub(super) fn writing_on(blank: Stack) -> Self {
        Self { blank: Some(blank), room: Some(ROOM), ..Self::default() }
    }

    /// Does what is asked for.
    pub fn command(&mut self, command: Command) {
        match command {
            Command::Open(opening) => self.open(*opening),
            Command::Read(recording) => self.read(*recording),
            Command::Restart => {
                if let Some(opening) = self.opening.clone() {
                    self.open(opening);
                }
            }
            Command::Play => self.play(true),
            Command::Pause => self.play(false),
            Command::SetSpeed(speed) => {
                self.speed = Some(speed);
                self.set_clock();
            }
            Command::GoTo(goal) => {
                self.goal = Some(goal);
                self.play(true);
            }
            Command::Look(at) => self.look(at),
            Command::Fork(fork) => self.fork(*fork),
            Command::DropFork => {
                self.runs.truncate(1);
                self.updates.push(Update::Dropped);
            }
            #[cfg(test)]
            Command::Panic => panic!("as the test wants it"),
        }
    }

    /// Tells whether there is something to do.
    pub fn is_busy(&self) -> bool {
        if let Some(recording) = &self.recording {
            return self.is_playing || !recording.is_read();
        }
        let goes_on = self.runs.iter().any(|run| !run.status().is_over());
        self.is_playing && goes_on || self.is_catching_up()
    }

    /// Whether the second future is not where the first one is yet.
    fn is_catching_up(&self) -> bool {
        let [first, second] = &self.runs[..] else { return false };
        second.now() < first.now() && !second.status().is_over()
    }

    /// Tells whether it works as fast as it can.
    pub fn is_hurried(&self) -> bool {
        let reads = self.recording.as_ref().is_some_and(|it| !it.is_read());
        reads
            || self.goal.is_some()
            || self.is_catching_up()
            || self.speed == Some(Speed::Unlimited)
    }

    /// Does some of it; `passed` is how long it has been on the wall since the last time.
    pub fn work(&mut self, passed: Duration) {
        if !self.is_busy() {
            return;
        }
        self.is_changed = true;
        if self.recording.is_some() {
            return self.tell(passed);
        }
        if self.is_catching_up() {
            let until = self.runs[A].now();
            self.runs[B].advance(until, 4 * STRETCH);
            return;
        }
        match (self.goal, self.speed.unwrap_or(Speed::Times(60.0))) {
            (Some(goal), _) => self.work_to(goal),
            (None, Speed::Unlimited) => self.work_on(SimTime::MAX),
            (None, Speed::Times(times)) => {
                // Whoever cannot keep up is waited for, for a moment.
                let behind = self.runs.iter().map(|run| run.now().as_secs_f64());
                let slowest = behind.fold(f64::MAX, f64::min);
                self.clock = (self.clock + passed.as_secs_f64() * times).min(slowest + times);
                let nanos = (self.clock * 1e9).min(1.8e19);
                self.work_on(SimTime::from_nanos(nanos as u64));
            }
        }
        if self.runs.iter().all(|run| run.status().is_over()) {
            self.is_playing = false;
            self.goal = None;
        }
    }

    /// Takes what there is to tell: with the runs as they are now, if they have changed.
    pub fn updates(&mut self) -> Vec<Update> {
        if std::mem::take(&mut self.is_changed) {
            self.tell_recorded();
            let first = self.runs.first().map_or(SimTime::ZERO, Run::now);
            let is_behind = |branch, run: &Run| branch != A && run.now() < first;
            for branch in 0..self.runs.len() {
                let run = &mut self.runs[branch];
                let pieces = run.take_pieces();
                let kept = run.kept();
                if self.is_playing && self.room.is_some_and(|room| kept >= room) {
                    // Whoever goes on has twice as much.
                    self.room = Some(2 * kept);
                    (self.is_playing, self.goal) = (false, None);
                    self.updates.push(Update::Filled { records: kept });
                }
                let frame = run.frame();
                let status = match run.status() {
                    Status::Paused if self.is_playing || is_behind(branch, run) => Status::Running,
                    status => status.clone(),
                };
                self.updates.push(Update::Went { branch, frame, pieces, status });
            }
        }
        std::mem::take(&mut self.updates)
    }

    /// Tells whether anything has changed that nobody has been told of.
    pub fn has_news(&self) -> bool {
        self.is_changed || !self.updates.is_empty()
    }

    fn read(&mut self, recording: Recording) {
        self.runs.clear();
        self.opening = None;
        self.is_playing = false;
        self.goal = None;
        self.clock = 0.0;
        let (model, from, label) = (recording.model().clone(), SimTime::ZERO, String::new());
        self.updates.push(Update::Began { branch: A, model, from, label });
        self.recording = Some(recording);
        self.is_changed = true;
    }

    /// Reads on, or moves the instant that is shown.
    fn tell(&mut self, passed: Duration) {
        let Some(recording) = &mut self.recording else { return };
        if !recording.is_read() {
            return recording.read_on();
        }
        let whole = recording.until().as_secs_f64();
        let times = match self.speed.unwrap_or(Speed::Times(60.0)) {
            Speed::Times(times) => times,
            Speed::Unlimited => whole / WHOLE,
        };
        self.clock += passed.as_secs_f64() * times;
        self.has_moved = true;
        if self.clock >= whole {
            self.clock = whole;
            self.is_playing = false;
        }
    }

    /// Tells how far a journal was read, and which instant of it is shown.
    fn tell_recorded(&mut self) {
        let Some(recording) = &mut self.recording else { return };
        let is_at_work = self.is_playing || !recording.is_read();
        let status = if is_at_work {
            Status::Running
        } else {
            Status::Recorded(recording.missing().clone())
        };
        let (frame, pieces) = (recording.frame(), recording.take_pieces());
        self.updates.push(Update::Went { branch: A, frame, pieces, status });
        if std::mem::take(&mut self.has_moved) {
            let at = SimTime::from_nanos((self.clock * 1e9) as u64);
            self.updates.push(Update::Moved(recording.look(at)));
        }
    }

    fn open(&mut self, opening: Opening) {
        self.runs.clear();
        self.recording = None;
        self.labels = vec![String::new()];
        self.is_playing = false;
        self.goal = None;
        self.clock = 0.0;
        self.room = self.room.map(|_| ROOM);
        match Run::new(&opening, self.blank.as_ref()) {
            Ok(run) => {
                let model = run.model().clone();
                self.runs.push(run);
                let (label, from) = (String::new(), SimTime::ZERO);
                self.updates.push(Update::Began { branch: A, model, from, label });
                self.is_changed = true;
            }
            Err(problem) => self.updates.push(Update::Refused(problem)),
        }
        self.opening = Some(opening);
    }

    fn play(&mut self, on: bool) {
        self.is_playing = on;
        self.is_changed = true;
        if !on {
            self.goal = None;
        }
        self.set_clock();
    }

    /// The clock goes on from where the runs are.
    fn set_clock(&mut self) {
        if self.recording.is_some() {
            return;
        }
        self.clock = self.runs.iter().map(|run| run.now().as_secs_f64()).fold(0.0, f64::max);
    }

    /// Goes on by a stretch, the second future as far as the first.
    fn work_on(&mut self, until: SimTime) {
        let Some((first, others)) = self.runs.split_first_mut() else { return };
        first.advance(until, STRETCH);
        let until = if first.status().is_over() { until } else { first.now() };
        for other in others {
            // Linked in time: it never falls behind for long.
            other.advance(until, STRETCH * 4);
        }
    }

    fn work_to(&mut self, goal: Goal) {
        let Some(first) = self.runs.first_mut() else { return };
        let is_there = match goal {
            Goal::Time(at) => first.advance(at, STRETCH),
            Goal::Standstill => first.advance(SimTime::MAX, STRETCH),
            Goal::Event => {
                first.advance(SimTime::MAX, 1);
                true
            }
            Goal::Decision => next(first, What::Decided),
            Goal::Failure => next(first, What::Failed),
            Goal::Deadlock => next(first, What::Deadlocked),
        };
        let at = first.now();
        let is_over = first.status().is_over();
        for other in &mut self.runs[1..] {
            other.advance(at, STRETCH);
        }
        if is_there || is_over {
            self.play(false);
        }
    }

    fn look(&mut self, at: SimTime) {
        if let Some(recording) = &mut self.recording {
            self.clock = at.as_secs_f64();
            return self.updates.push(Update::Looked { branch: A, frame: recording.look(at) });
        }
        for branch in 0..self.runs.len() {
            match self.runs[branch].look(at) {
                Ok(frame) => self.updates.push(Update::Looked { branch, frame }),
                Err(problem) => self.updates.push(Update::Refused(problem)),
            }
        }
    }

    /// Begins a second future, which catches up with the first as work goes on.
    fn fork(&mut self, fork: Fork) {
        let Some(first) = self.runs.first_mut() else { return };
        match first.fork(fork.at, &fork.model, self.blank.as_ref()) {
            Ok(run) => {
                let from = run.now();
                self.runs.truncate(1);
                self.runs.push(run);
                let model = fork.model;
                self.updates.push(Update::Began { branch: B, model, from, label: fork.label });
                self.is_changed = true;
            }
            Err(problem) => self.updates.push(Update::Refused(problem)),
        }
    }
}

/// Goes on one event at a time until something happens, for a stretch. Returns whether it did.
fn next(run: &mut Run, wanted: What) -> bool {
    // What was before is not meant.
    run.has_heard(wanted);
    for _ in 0..STRETCH {
        run.advance(SimTime::MAX, 1);
        if run.has_heard(wanted) || run.status().is_over() {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use plantwright_sim::Model;

    use super::super::tape::stationer;
    use super::*;

    /// Works until there is nothing more to do. Returns how many records were handed on, and of how many it was said that they fill
    /// the memory.
    fn work(engine: &mut Engine) -> (u64, Vec<u64>) {
        let (mut told, mut filled) = (0, Vec::new());
        loop {
            let is_busy = engine.is_busy();
            engine.work(Duration::ZERO);
            for update in engine.updates() {
                match update {
                    Update::Filled { records } => filled.push(records),
                    Update::Went { pieces, .. } => {
                        told += pieces.iter().map(|piece| piece.len() as u64).sum::<u64>();
                    }
                    _ => {}
                }
            }
            if !is_busy {
                return (told, filled);
            }
        }
    }

    #[test]
    fn whoever_fills_the_memory_is_asked_whether_to_go_on() {
        let scene = r#"Scene(run: (duration: "100 h"), equipment: {
            "in": Source(every: Exponential("1 min"), to: ["machine"]),
            "machine": Station(queue: Unlimited, process: Exponential("50 s"), to: ["out"]),
            "out": Sink()})"#;
        let model = Model::read("scene", scene).unwrap();
        let run = |room| {
            let (_stationer, blank) = stationer();
            let mut engine = Engine { room, ..Engine::writing_on(blank) };
            engine
                .command(Command::Open(Box::new(Opening { model: model.clone(), replication: 0 })));
            engine.room = room;
            engine.command(Command::GoTo(Goal::Standstill));
            engine
        };
        let (whole, never) = work(&mut run(None));
        assert!(whole > 40_000 && never.is_empty(), "{whole} {never:?}");
        let mut engine = run(Some(10_000));
        let (mut told, mut times) = (0, 0);
        loop {
            let (new, filled) = work(&mut engine);
            told += new;
            if filled.is_empty() {
                break;
            }
            times += 1;
            assert!(filled == [told] && !engine.is_busy(), "{filled:?} {told}");
            engine.command(Command::GoTo(Goal::Standstill));
        }
        assert!((2..=4).contains(&times) && told == whole, "{times} {told} {whole}");
    }
}
