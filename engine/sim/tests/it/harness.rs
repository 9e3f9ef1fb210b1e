//! A scene as a case, a run of it with its listeners, and what came of it: the place where tests meet the API.

use std::path::{Path, PathBuf};

use plantwright_journal::{FoldId, JournalDigest};
use plantwright_kpi::{KpiSet, Value};
use plantwright_model::{Files, Report, Sources, syntax};
use plantwright_sim::{
    Counts, Fault, LoadError, Model, Progress, RunOptions, Sim, SnapshotError, Stuck,
};
use plantwright_units::SimTime;

/// A plant, and until when it is run.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) text: String,
    folder: Option<PathBuf>,
    pub(crate) model: Model,
    events: u64,
    /// The scene's own end, or the instant of a certain event where that comes first.
    pub(crate) end: SimTime,
}

impl Case {
    /// Reads a scene, which is run for `events` events at the most. Tables are in the folder, if there is one.
    pub(crate) fn read(
        name: &str,
        text: &str,
        folder: Option<&Path>,
        events: u64,
    ) -> Result<Self, Box<LoadError>> {
        let (mut sources, mut report) = (Sources::new(), Report::new());
        let id = sources.add(name, text);
        let root = syntax::parse(&sources, id, &mut report);
        let files = Folder(folder.map(Path::to_owned));
        let model = root.and_then(|root| Model::of(&root, &mut sources, &files, &mut report));
        let Some(model) = model else {
            let diagnostics = report.into_sorted();
            return Err(Box::new(LoadError { diagnostics, sources }));
        };
        let mut case = Self {
            name: name.to_owned(),
            text: text.to_owned(),
            folder: files.0,
            model,
            events,
            end: SimTime::MAX,
        };
        case.end = case.end_of_run();
        Ok(case)
    }

    /// Reads another text in its place.
    pub(crate) fn reread(&self, text: &str) -> Self {
        Self::read(&self.name, text, self.folder.as_deref(), self.events)
            .unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    /// Without a duration, a run ends when nothing is left to do; a run with a fault ends there.
    fn end_of_run(&self) -> SimTime {
        let duration = self.model.plant().run.duration;
        let end = duration.map_or(SimTime::MAX, |duration| SimTime::ZERO + duration);
        let mut sim = Sim::new(&self.model, self.options()).expect("a plant that can be built");
        match sim.advance(end, self.events) {
            Ok(Progress::Reached | Progress::Drained) if duration.is_some() => end,
            _ => sim.now(),
        }
    }

    /// The scene's own seed and scheduler, in the first replication.
    pub(crate) fn options(&self) -> RunOptions {
        let name = self.model.plant().run.scheduler.as_deref();
        let scheduler =
            name.map(|name| plantwright_catalog::make(name).expect("a known scheduler"));
        RunOptions { seed: None, replication: 0, scheduler }
    }

    /// Begins a run with a digest and all KPIs.
    pub(crate) fn start(&self) -> Run {
        self.start_with(self.options())
    }

    /// As [`start`](Self::start), with other options than the scene's.
    pub(crate) fn start_with(&self, options: RunOptions) -> Run {
        let mut sim = Sim::new(&self.model, options).expect("a plant that can be built");
        let (digest, kpis) = listen(&mut sim);
        Run::of(sim, digest, kpis)
    }

    /// Goes on where a snapshot was taken.
    pub(crate) fn restore(&self, bytes: &[u8]) -> Result<Run, SnapshotError> {
        let mut ids = None;
        let hear = |sim: &mut Sim| ids = Some(listen(sim));
        let sim = Sim::restore(&self.model, self.options(), hear, bytes)?;
        let (digest, kpis) = ids.expect("listeners were added");
        Ok(Run::of(sim, digest, kpis))
    }

    /// Runs to the end without a stop.
    pub(crate) fn whole(&self) -> Outcome {
        let mut run = self.start();
        run.go(self.end);
        run.outcome()
    }
}

/// Returns the digest of an empty journal of a run.
pub(crate) fn journal_digest(sim: &Sim) -> JournalDigest {
    let plant = sim.plant();
    JournalDigest::new(
        plant.names().iter().map(String::as_str),
        plant.products.iter().map(|facts| facts.name.as_str()),
    )
}

fn listen(sim: &mut Sim) -> (FoldId, FoldId) {
    let (digest, kpis) = (journal_digest(sim), KpiSet::all(sim.plant()));
    (sim.listen(digest), sim.listen(kpis))
}

/// A run that is listened to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) sim: Sim,
    digest: FoldId,
    kpis: FoldId,
    fault: Option<Fault>,
}

/// All that came of a run.
#[derive(Debug, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) at: SimTime,
    pub(crate) state: u128,
    pub(crate) journal: u128,
    pub(crate) counts: Counts,
    pub(crate) values: Vec<Value>,
    pub(crate) stuck: Vec<Stuck>,
    pub(crate) fault: Option<Fault>,
}

impl Run {
    const fn of(sim: Sim, digest: FoldId, kpis: FoldId) -> Self {
        Self { sim, digest, kpis, fault: None }
    }

    /// Goes on to an instant.
    pub(crate) fn go(&mut self, to: SimTime) {
        self.go_for(to, u64::MAX);
    }

    /// Goes on to an instant, for about so many events at the most; the warm-up ends on the way.
    /// Tells whether more is to come.
    pub(crate) fn go_for(&mut self, to: SimTime, events: u64) -> bool {
        let warm_up = SimTime::ZERO + self.sim.plant().run.warm_up;
        let handled = self.sim.counts().events;
        if to >= warm_up && self.kpis().from() < warm_up {
            if self.sim.advance(warm_up, events) == Ok(Progress::Paused) {
                return true;
            }
            self.sim.restart_statistics();
        }
        let left = events.saturating_sub(self.sim.counts().events - handled);
        let progress = self.sim.advance(to, left);
        let paused = progress == Ok(Progress::Paused);
        self.fault = progress.err();
        paused
    }

    /// Returns a copy that goes its own way.
    pub(crate) fn fork(&mut self) -> Self {
        Self {
            sim: self.sim.fork(),
            digest: self.digest,
            kpis: self.kpis,
            fault: self.fault.clone(),
        }
    }

    /// Returns all that came of the run so far.
    pub(crate) fn outcome(&mut self) -> Outcome {
        let now = self.sim.now();
        let closing = self.sim.closing();
        let plant = self.sim.plant().clone();
        Outcome {
            at: now,
            values: self.kpis().values(&plant, now, &closing),
            journal: self.digest().value(),
            state: self.sim.state_hash(),
            counts: self.sim.counts(),
            stuck: self.sim.stuck(),
            fault: self.fault.clone(),
        }
    }

    /// Returns the digest of all that happened.
    pub(crate) fn digest(&mut self) -> &JournalDigest {
        self.sim.fold(self.digest)
    }

    fn kpis(&mut self) -> &KpiSet {
        self.sim.fold(self.kpis)
    }
}

/// The tables beside a scene, if it has a place.
#[derive(Debug)]
struct Folder(Option<PathBuf>);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<String, String> {
        let folder = self.0.as_ref().ok_or("this scene has no folder")?;
        std::fs::read_to_string(folder.join(path)).map_err(|error| error.to_string())
    }
}
