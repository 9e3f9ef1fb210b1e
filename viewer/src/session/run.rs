//! One future: a simulation with its listeners, and copies of it from which any instant that was can be shown again.

use std::sync::Arc;
use std::time::Duration;

use plantwright_journal::{FoldId, What};
use plantwright_kpi::KpiSet;
use plantwright_model::Plant;
use plantwright_sim::{Model, Progress, RunOptions, Sim};
use plantwright_units::{SimSpan, SimTime};

use super::tape::{Piece, Stack, Tape};
use super::thread::now;
use super::{Frame, Opening, Status};

/// How many copies are kept; when there are more, every other one is let go.
const COPIES: usize = 256;

/// So much work lies between two copies at first, and so much is done again at the most to show an instant.
const BETWEEN_COPIES: Duration = Duration::from_millis(10);

/// Where it takes long to copy a run, so many times as much work lies between two copies, up to [`FAR_BETWEEN`].
const TIMES_A_COPY: u32 = 60;

/// As far apart as copies may be, for the sake of what they cost.
const FAR_BETWEEN: Duration = Duration::from_millis(60);

/// Up to so many items of each piece of equipment are shown one by one.
const SHOWN_ITEMS: usize = 400;

/// Whom a run has listening.
#[derive(Debug, Clone, Copy)]
struct Listeners {
    kpis: FoldId,
    /// The last one: copies of the run have none, and the others keep their ids.
    tape: FoldId,
}

/// A simulation, and where it has been.
#[derive(Debug)]
pub(super) struct Run {
    model: Model,
    sim: Sim,
    listeners: Listeners,
    is_warm: bool,
    status: Status,
    copies: Vec<Copy>,
    /// How long it was at work since the last copy. It decides what is kept, and nothing of what happens.
    worked: Duration,
    between: Duration,
    /// How many records were handed on.
    kept: u64,
}

/// The run as it was.
#[derive(Debug)]
struct Copy {
    at: SimTime,
    is_warm: bool,
    sim: Sim,
}

impl Run {
    /// Makes a run ready.
    pub(super) fn new(opening: &Opening, blank: Option<&Stack>) -> Result<Self, String> {
        let model = opening.model.clone();
        let plant = Arc::clone(model.plant());
        let scheduler = plant.run.scheduler.as_deref().map(plantwright_catalog::make);
        let options = RunOptions {
            seed: None,
            replication: opening.replication,
            // Its name was looked at when the scene was read.
            scheduler: scheduler.and_then(Result::ok),
        };
        let mut sim = Sim::new(&model, options).map_err(|error| error.to_string())?;
        let kpis = sim.listen(KpiSet::all(&plant));
        let tape = sim.listen(Tape::new(blank.cloned()));
        let is_warm = plant.run.warm_up == SimSpan::ZERO;
        Ok(Self::paused(model, sim, Listeners { kpis, tape }, is_warm))
    }

    /// A run that stands, with a copy of where it stands.
    fn paused(model: Model, sim: Sim, listeners: Listeners, is_warm: bool) -> Self {
        let mut run = Self {
            model,
            sim,
            listeners,
            is_warm,
            status: Status::Paused,
            copies: Vec::new(),
            worked: Duration::ZERO,
            between: BETWEEN_COPIES,
            kept: 0,
        };
        run.keep_copy();
        run
    }

    /// A second future of it from an instant on, of a model that may differ.
    pub(super) fn fork(
        &mut self,
        at: SimTime,
        model: &Model,
        blank: Option<&Stack>,
    ) -> Result<Self, String> {
        let (mut sim, is_warm) = self.at(at)?;
        let mut sim = if Arc::ptr_eq(model.plant(), self.model.plant()) {
            sim.fork()
        } else {
            sim.fork_as(model).map_err(|error| error.to_string())?
        };
        let tape = sim.listen(Tape::new(blank.cloned()));
        let listeners = Listeners { tape, ..self.listeners };
        Ok(Self::paused(model.clone(), sim, listeners, is_warm))
    }

    pub(super) fn plant(&self) -> &Arc<Plant> {
        self.model.plant()
    }

    pub(super) const fn model(&self) -> &Model {
        &self.model
    }

    pub(super) fn now(&self) -> SimTime {
        self.sim.now()
    }

    pub(super) const fn status(&self) -> &Status {
        &self.status
    }

    /// When the run ends.
    pub(super) fn end(&self) -> SimTime {
        self.plant().run.duration.map_or(SimTime::MAX, |duration| SimTime::ZERO + duration)
    }

    /// Goes on up to an instant, by so many events at the most. Returns whether that is as far as it can go for now.
    pub(super) fn advance(&mut self, until: SimTime, events: u64) -> bool {
        if self.status.is_over() {
            return true;
        }
        let began = now();
        let end = self.end();
        let until = until.min(end);
        let warm_up = SimTime::ZERO + self.plant().run.warm_up;
        let stop = if self.is_warm { until } else { until.min(warm_up) };
        let progress = self.sim.advance(stop, events);
        let is_done = match progress {
            Err(fault) => {
                self.status = Status::Failed(fault.to_string());
                true
            }
            Ok(Progress::Paused) => false,
            Ok(_) if !self.is_warm && stop == warm_up => {
                self.is_warm = true;
                self.sim.restart_statistics();
                until <= warm_up
            }
            Ok(Progress::Drained) if end == SimTime::MAX || self.is_stuck() => {
                let stuck: Vec<_> = self.sim.stuck().iter().map(|it| it.holder).collect();
                self.status = if stuck.is_empty() { Status::Drained } else { Status::Stuck(stuck) };
                true
            }
            Ok(_) => {
                if until == end {
                    self.status = Status::Reached;
                }
                true
            }
        };
        self.worked += began.elapsed();
        if self.worked >= self.between {
            self.keep_copy();
        }
        is_done
    }

    /// Whether nothing is left to happen though items are in the plant.
    fn is_stuck(&mut self) -> bool {
        self.sim.counts().present > 0 && !self.sim.stuck().is_empty()
    }

    fn keep_copy(&mut self) {
        let (at, is_warm) = (self.now(), self.is_warm);
        let began = now();
        let sim = self.sim.fork();
        let dear = (began.elapsed() * TIMES_A_COPY).min(FAR_BETWEEN);
        self.between = self.between.max(dear);
        self.worked = Duration::ZERO;
        self.copies.push(Copy { at, is_warm, sim });
        if self.copies.len() > COPIES {
            let mut position = 0;
            self.copies.retain(|_| {
                position += 1;
                position % 2 == 1
            });
            self.between *= 2;
        }
    }

    /// The run as it was at an instant, without its journal.
    fn at(&mut self, at: SimTime) -> Result<(Sim, bool), String> {
        let at = at.min(self.now());
        let position = self.copies.partition_point(|copy| copy.at <= at).saturating_sub(1);
        let warm_up = SimTime::ZERO + self.plant().run.warm_up;
        let copy = self.copies.get_mut(position).ok_or("there is no copy of the run")?;
        let (mut sim, mut is_warm) = (copy.sim.fork(), copy.is_warm);
        if !is_warm && at >= warm_up {
            sim.run_until(warm_up).map_err(|fault| fault.to_string())?;
            sim.restart_statistics();
            is_warm = true;
        }
        sim.run_until(at).map_err(|fault| fault.to_string())?;
        Ok((sim, is_warm))
    }

    /// Whether something has happened since it was last asked for. It is handed on later all the same.
    pub(super) fn has_heard(&mut self, wanted: What) -> bool {
        self.sim.fold::<Tape>(self.listeners.tape).find(wanted)
    }

    /// Hands on what has happened.
    pub(super) fn take_pieces(&mut self) -> Vec<Piece> {
        let pieces = self.sim.fold::<Tape>(self.listeners.tape).take_pieces();
        self.kept += pieces.iter().map(|piece| piece.len() as u64).sum::<u64>();
        pieces
    }

    /// How many records were handed on: what whoever keeps them has of this run.
    pub(super) const fn kept(&self) -> u64 {
        self.kept
    }

    /// Where it is.
    pub(super) fn frame(&mut self) -> Arc<Frame> {
        frame(&mut self.sim, self.listeners.kpis)
    }

    /// Where it was.
    pub(super) fn look(&mut self, at: SimTime) -> Result<Arc<Frame>, String> {
        let (mut sim, _) = self.at(at)?;
        Ok(frame(&mut sim, self.listeners.kpis))
    }
}

fn frame(sim: &mut Sim, kpis: FoldId) -> Arc<Frame> {
    let (plant, at) = (Arc::clone(sim.plant()), sim.now());
    let view = sim.view(SHOWN_ITEMS);
    let closing = sim.closing();
    let set = sim.fold::<KpiSet>(kpis);
    let values = set.values(&plant, at, &closing);
    let from = set.from();
    Arc::new(Frame {
        at,
        view,
        counts: sim.counts(),
        closing: Arc::new(closing),
        values: Arc::new(values.into()),
        from,
    })
}
