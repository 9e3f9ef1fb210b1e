//! `plantwright run`: one run, its KPIs, and whatever went wrong on the way.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::ProgressBar;
use plantwright_catalog::Scheduler;
use plantwright_journal::{FoldId, JournalDigest};
use plantwright_kpi::expect::{self, Judgement};
use plantwright_kpi::why::Why;
use plantwright_kpi::{BottleneckWatch, Closely, KpiSet, LossTree, Values};
use plantwright_model::Plant;
use plantwright_schedule::{Problem, ScheduleLog, check, to_plan};
use plantwright_scheduler::plan::{Follow, Ready};
use plantwright_sim::{Fault, Progress, RunOptions, Sim};
use plantwright_units::SimTime;

use crate::args::RunArgs;
use crate::diagnostics;
use crate::exit::Failure;
use crate::journal_file::JournalFile;
use crate::output::{self, Ending, RunReport};
use crate::scene_file;
use crate::schedule_file;
use crate::schedulers;
use crate::terminal;
use crate::why::{Answer, Subject};

/// How many events are handled between two looks at the keyboard and the progress bar: some 10 ms.
const STRETCH: u64 = 200_000;

pub(crate) fn run(args: &RunArgs) -> Result<(), Failure> {
    let path = &args.scene.scene;
    let loaded = scene_file::load(path, &args.scene.set)?;
    diagnostics::show(&loaded.findings, &loaded.sources)?;
    let Some(model) = &loaded.model else {
        writeln!(
            anstream::stderr(),
            "{}: {}",
            path.display(),
            diagnostics::summary(&loaded.findings)
        )?;
        return Err(Failure::Scene);
    };
    let plant = Arc::clone(model.plant());
    let scheduler = args.scheduler.clone().or_else(|| plant.run.scheduler.clone());
    let scheduler = match &args.schedule.plan {
        Some(path) => Some(follow(path, &plant)?),
        None => scheduler.as_deref().map(make_scheduler).transpose()?,
    };
    let named = scheduler.as_ref().map(|scheduler| scheduler.name().to_owned());

    let subject = args.more.why.as_ref().map(|name| Subject::find(&plant, name)).transpose()?;

    let options = RunOptions { seed: args.seed, replication: args.replication, scheduler };
    let mut sim = Sim::new(model, options).map_err(|error| Failure::Fault(error.to_string()))?;
    let disk = args
        .journal
        .as_deref()
        .map(|path| JournalFile::begin(path, args, &loaded, named.as_deref()));
    if let Some(listener) = disk.as_ref().and_then(JournalFile::listener) {
        sim.listen(listener);
    }
    let kpis = sim.listen(KpiSet::all(&plant));
    let names = plant.names();
    let names = names.iter().map(String::as_str);
    let products = plant.products.iter().map(|facts| facts.name.as_str());
    let journal = sim.listen(JournalDigest::new(names, products));
    let losses = args.more.oee.then(|| sim.listen(Closely::<LossTree>::new(&plant)));
    let bottlenecks =
        args.more.bottlenecks.then(|| sim.listen(Closely::<BottleneckWatch>::new(&plant)));
    let wants_schedule = args.schedule.solution.is_some() || args.schedule.gantt.is_some();
    let log = wants_schedule.then(|| sim.listen(ScheduleLog::new()));
    let listeners = Listeners { kpis, journal, losses, bottlenecks };

    let why = subject.map(|subject| (sim.listen(Why::new(&plant)), subject));

    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    // Where no handler can be set, Ctrl-C ends the program as it always did.
    let _set = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).is_ok();
    let started = output::stopwatch();
    let ending = drive(&mut sim, &interrupted, disk.as_ref());
    let wall = started();

    if let Some(log) = log {
        write_schedule(args, sim.fold(log), &plant, named.as_deref())?;
    }
    let mut report = report(args, &mut sim, listeners, ending, wall);
    report.scheduler = named;
    report.why = why.map(|(id, subject)| explain(&mut sim, id, subject));
    let text = if args.json {
        output::json::render(&report)
    } else if args.csv {
        output::csv::render(&report)
    } else {
        output::table::render(&report)
    };
    let kept = disk.map_or(Ok(()), |disk| disk.end(&report));
    anstream::stdout().write_all(text.as_bytes())?;
    kept?;
    match &report.ending {
        Ending::Fault(fault) => Err(Failure::Fault(fault.to_string())),
        Ending::Interrupted => Err(Failure::Interrupted),
        Ending::Reached | Ending::Drained => {
            as_expected(&report.expected)?;
            goes_on(&report)
        }
    }
}

/// Tells whether nothing stands for good that holds items.
fn goes_on(report: &RunReport) -> Result<(), Failure> {
    if report.stuck.is_empty() && report.deadlocks.is_empty() {
        return Ok(());
    }
    let message = if matches!(report.ending, Ending::Drained) && !report.stuck.is_empty() {
        "the plant has come to a stand with items in it"
    } else {
        "a part of the plant has come to a stand, for ever"
    };
    Err(Failure::Standstill(message.to_owned()))
}

/// Tells whether all came as the scene expects.
fn as_expected(expected: &[Judgement]) -> Result<(), Failure> {
    let failed = expected.iter().filter(|judgement| !judgement.holds).count();
    match (failed, expected.len()) {
        (0, _) => Ok(()),
        (1, 1) => Err(Failure::Expectation("what the scene expects does not hold".to_owned())),
        (failed, all) => {
            let does = if failed == 1 { "does" } else { "do" };
            let message =
                format!("{failed} of the {all} expectations of the scene {does} not hold");
            Err(Failure::Expectation(message))
        }
    }
}

/// Who listens to the run.
#[derive(Debug, Clone, Copy)]
struct Listeners {
    kpis: FoldId,
    journal: FoldId,
    losses: Option<FoldId>,
    bottlenecks: Option<FoldId>,
}

fn make_scheduler(name: &str) -> Result<Box<dyn Scheduler>, Failure> {
    schedulers::make(name)
        .map_err(|unknown| Failure::Usage(format!("{}; {}", unknown.message, unknown.hint)))
}

/// The scheduler that follows a schedule from a file.
fn follow(path: &Path, plant: &Plant) -> Result<Box<dyn Scheduler>, Failure> {
    let schedule = schedule_file::read(path)?;
    let breaches = check(&Problem::of_plant(plant), &schedule);
    let wrong: Vec<_> = breaches.iter().filter(|it| it.is_of_what_is_done()).collect();
    if let Some(first) = wrong.first() {
        let more = wrong.len() - 1;
        let more = if more > 0 { format!(" (and {more} more mistakes)") } else { String::new() };
        let path = path.display();
        return Err(Failure::Schedule(format!("no plan for this scene: {first}{more}: {path}")));
    }
    if let Some(first) = breaches.first() {
        let more = breaches.len() - 1;
        let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        writeln!(
            anstream::stderr(),
            "the plan cannot be kept, and is followed as far as it can be: {first}{more}"
        )?;
    }
    let plan = to_plan(&schedule, plant).map_err(|reason| {
        Failure::File(format!("not a schedule of this scene: {reason}: {}", path.display()))
    })?;
    let name = format!("the plan {}", path.display());
    Ok(Box::new(Follow::new(Box::new(Ready::new(name, plan)))))
}

fn write_schedule(
    args: &RunArgs,
    log: &ScheduleLog,
    plant: &Plant,
    scheduler: Option<&str>,
) -> Result<(), Failure> {
    let title = &plant.title;
    let scene = args.scene.scene.display().to_string();
    let problem = if title.is_empty() { &scene } else { title };
    let schedule = log.schedule(plant, problem, scheduler.unwrap_or_default());
    if let Some(path) = &args.schedule.solution {
        schedule_file::write(path, &schedule)?;
    }
    if let Some(path) = &args.schedule.gantt {
        schedule_file::draw(path, &schedule)?;
    }
    Ok(())
}

/// Runs to the end, or as far as the user lets it.
fn drive(sim: &mut Sim, interrupted: &AtomicBool, disk: Option<&JournalFile>) -> Ending {
    let plant = Arc::clone(sim.plant());
    let end = plant.run.duration.map_or(SimTime::MAX, |duration| SimTime::ZERO + duration);
    let warm_up = SimTime::ZERO + plant.run.warm_up;
    let bar = progress_bar(&plant);
    let mut warm = warm_up == SimTime::ZERO;
    let ending = loop {
        let until = if warm { end } else { warm_up };
        let progress = sim.advance(until, STRETCH);
        show_progress(&bar, sim, &plant);
        if let Some(disk) = disk {
            disk.close_books(sim);
        }
        match progress {
            Err(fault) => break Ending::Fault(fault),
            Ok(_) if interrupted.load(Ordering::Relaxed) => break Ending::Interrupted,
            Ok(Progress::Paused) => {}
            Ok(_) if !warm => {
                warm = true;
                sim.restart_statistics();
            }
            Ok(Progress::Reached) => break Ending::Reached,
            Ok(Progress::Drained) => break Ending::Drained,
        }
    };
    bar.finish_and_clear();
    ending
}

fn progress_bar(plant: &Plant) -> ProgressBar {
    let template = match plant.run.duration {
        Some(_) => "{bar:40} {percent:>3} %  {msg}  {eta} left",
        None => "{spinner} {msg}",
    };
    terminal::progress_bar(1_000, template)
}

fn show_progress(bar: &ProgressBar, sim: &Sim, plant: &Plant) {
    if bar.is_hidden() {
        return;
    }
    if let Some(duration) = plant.run.duration {
        let share = sim.now().as_nanos() as f64 / duration.as_nanos() as f64;
        bar.set_position((share * 1_000.0) as u64);
    }
    bar.set_message(format!("{} events", output::grouped(sim.counts().events)));
}

fn report(
    args: &RunArgs,
    sim: &mut Sim,
    Listeners { kpis, journal, losses, bottlenecks }: Listeners,
    ending: Ending,
    wall: Duration,
) -> RunReport {
    let plant = Arc::clone(sim.plant());
    let now = sim.now();
    let closing = sim.closing();
    let values = Values::from(sim.fold::<KpiSet>(kpis).values(&plant, now, &closing));
    let expected = expect::judge(&plant, &values);
    let warm_up_end = sim.fold::<KpiSet>(kpis).from();
    let losses = losses.map(|id| sim.fold::<Closely<LossTree>>(id).report(&plant, now, &closing));
    let bottlenecks = bottlenecks
        .map(|id| sim.fold::<Closely<BottleneckWatch>>(id).report(&plant, now, &closing));
    let journal_hash = sim.fold::<JournalDigest>(journal).value();
    let stuck = if matches!(ending, Ending::Drained) { sim.stuck() } else { sim.circle() };
    RunReport {
        scene: args.scene.scene.display().to_string(),
        seed: args.seed.unwrap_or(plant.run.seed),
        replication: args.replication,
        scheduler: None,
        counts: sim.counts(),
        simulated: now,
        warm_up_end,
        wall,
        state_hash: sim.state_hash(),
        journal_hash,
        ending,
        stuck,
        deadlocks: sim.deadlocks(),
        starved: sim.starved(),
        stranded: sim.stranded(),
        values,
        expected,
        losses,
        bottlenecks,
        states: args.more.states,
        why: None,
        plant,
    }
}

fn explain(sim: &mut Sim, id: FoldId, subject: Subject) -> Answer {
    let (plant, now, closing) = (Arc::clone(sim.plant()), sim.now(), sim.closing());
    let explanation = sim.fold::<Why>(id).explain(&plant, now, &closing);
    Answer::of(&plant, &explanation, subject)
}

/// The fault is part of the report's ending.
impl From<Fault> for Ending {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
