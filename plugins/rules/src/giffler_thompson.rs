//! Active schedules by the procedure of Giffler and Thompson, with any rule for its choices.

use plantwright_scheduler::plan::{Job, Outlook, Plan, Planned, Planner, Resource, Step};
use plantwright_scheduler::{Answer, Candidate, DecideCx, Scheduler, Sequence};
use plantwright_units::{EquipmentId, SimSpan, SimTime};

/// Builds an active schedule ahead: no operation could begin earlier without another one beginning later (Giffler & Thompson
/// 1960, "Algorithms for solving production-scheduling problems").
///
/// Again and again: of the next operations of all jobs, the one that could be complete first is found, of equals that of the
/// lowest item. Those that could begin on the same machine before that time are candidates, and the rule chooses one, which
/// begins as soon as it can. A machine may thus wait for something better, as it never does in a non-delay schedule.
///
/// Where an operation has alternatives, each of them is a next operation of its own; set-ups count into the time at which
/// something is complete. To the rule, a candidate is ready when its job is, and the time is that at which the first candidate
/// could begin.
#[derive(Debug)]
pub struct GifflerThompson {
    name: String,
    rule: Box<dyn Scheduler>,
}

impl GifflerThompson {
    /// Makes a planner that chooses by a rule.
    pub fn new(rule: Box<dyn Scheduler>) -> Self {
        Self { name: format!("GT({})", rule.name()), rule }
    }
}

impl Planner for GifflerThompson {
    fn name(&self) -> &str {
        &self.name
    }

    fn plan(&mut self, outlook: &Outlook, cx: &mut DecideCx<'_>) -> Result<Plan, String> {
        let mut shop = Shop::new(outlook);
        let mut plan = Plan::default();
        while let Some(bottleneck) = shop.first_complete() {
            let conflict = shop.conflict(bottleneck);
            let ask = shop.question(bottleneck.step.station, &conflict);
            let Answer::Take(position) = self.rule.sequence(&ask, cx) else {
                return Err(format!("`{}` waits, and cannot choose for a plan", self.rule.name()));
            };
            let choice = conflict.get(position).ok_or_else(|| {
                format!("`{}` took {position} of {}", self.rule.name(), conflict.len())
            })?;
            plan.operations.push(shop.begin(*choice));
        }
        Ok(plan)
    }

    fn fork(&self) -> Box<dyn Planner> {
        Box::new(Self { name: self.name.clone(), rule: self.rule.fork() })
    }
}

/// What is done, and from when on everything is free.
#[derive(Debug)]
struct Shop<'a> {
    outlook: &'a Outlook,
    jobs: Vec<Progress>,
    /// For each place of each station, from when on it is free. Where there are as many places as wanted, one is always free.
    places: std::collections::BTreeMap<EquipmentId, Places>,
    /// For each job, for each of its operations, the mean work of it and all that follow, on the fastest alternatives.
    remaining: Vec<Vec<SimSpan>>,
}

#[derive(Debug, Clone, Copy)]
struct Progress {
    done: usize,
    ready: SimTime,
}

#[derive(Debug)]
struct Places {
    free: Vec<SimTime>,
    family: Option<u32>,
}

/// A next operation on one of its stations.
#[derive(Debug, Clone, Copy)]
struct Next {
    job: usize,
    step: Step,
    start: SimTime,
    setup: SimSpan,
    end: SimTime,
}

impl<'a> Shop<'a> {
    fn new(outlook: &'a Outlook) -> Self {
        let places = |resource: &Resource| {
            let mut free = vec![resource.works; resource.places.unwrap_or(0) as usize];
            for (place, busy) in free.iter_mut().zip(&resource.busy) {
                *place = resource.works.max(*busy);
            }
            let family = resource.setups.as_ref().and_then(|setups| setups.initial);
            Places { free, family }
        };
        let begin = |job: &Job| Progress { done: job.begun as usize, ready: job.release };
        Self {
            outlook,
            jobs: outlook.jobs.iter().map(begin).collect(),
            places: outlook.stations.iter().map(|(id, it)| (*id, places(it))).collect(),
            remaining: outlook.jobs.iter().map(remaining).collect(),
        }
    }

    /// All next operations, of all jobs.
    fn next(&self) -> impl Iterator<Item = Next> {
        self.jobs.iter().enumerate().flat_map(move |(number, progress)| {
            let steps = self.outlook.jobs[number].operations.get(progress.done);
            steps.into_iter().flatten().map(move |step| self.next_on(number, *step))
        })
    }

    fn next_on(&self, job: usize, step: Step) -> Next {
        let places = &self.places[&step.station];
        let free = places.free.iter().min().copied().unwrap_or(SimTime::ZERO);
        let start = self.jobs[job].ready.max(free);
        let setups = self.outlook.stations[&step.station].setups.as_ref();
        let work = (self.outlook.jobs[job].product, self.jobs[job].done as u32);
        let setup = setups.map_or(SimSpan::ZERO, |setups| setups.change(places.family, work).0);
        Next { job, step, start, setup, end: start + setup + step.process }
    }

    fn first_complete(&self) -> Option<Next> {
        self.next().min_by_key(|next| (next.end, next.job))
    }

    /// Those that could begin on the same station before something is complete there; at least the one that is.
    fn conflict(&self, first: Next) -> Vec<Next> {
        let same = self.next().filter(|next| next.step.station == first.step.station);
        same.filter(|next| next.start < first.end || next.job == first.job).collect()
    }

    fn question(&self, station: EquipmentId, conflict: &[Next]) -> Sequence {
        let now = conflict.iter().map(|next| next.start).min().unwrap_or(SimTime::ZERO);
        let candidates = conflict.iter().map(|next| self.candidate(next)).collect();
        Sequence { now, station, candidates, last_call: false }
    }

    fn candidate(&self, next: &Next) -> Candidate {
        let (job, progress) = (&self.outlook.jobs[next.job], self.jobs[next.job]);
        let remaining = &self.remaining[next.job];
        let from = |number: usize| remaining.get(number).map_or(0, |span| span.as_nanos());
        let between = |a: usize, b: usize| SimSpan::from_nanos(from(a) - from(b));
        Candidate {
            item: job.item,
            product: job.product,
            ready: progress.ready,
            released: job.release,
            operation: progress.done as u32,
            process: next.step.process,
            work_done: between(0, progress.done),
            remaining_work: remaining[progress.done],
            remaining_operations: (remaining.len() - progress.done) as u32,
            due: job.due,
            priority: job.priority,
            next_process: between(progress.done + 1, progress.done + 2),
            next_queue: self.work_waiting(next),
            setup: next.setup,
        }
    }

    /// Work of those that could begin where an item goes next, of alternatives the least.
    fn work_waiting(&self, next: &Next) -> SimSpan {
        let following = self.jobs[next.job].done + 1;
        let stations = self.outlook.jobs[next.job].operations.get(following);
        let work = |to: &Step| {
            let there =
                self.next().filter(|it| it.step.station == to.station && it.job != next.job);
            there.map(|it| it.step.process.as_nanos()).fold(0, u64::saturating_add)
        };
        SimSpan::from_nanos(stations.into_iter().flatten().map(work).min().unwrap_or(0))
    }

    fn begin(&mut self, next: Next) -> Planned {
        let job = &self.outlook.jobs[next.job];
        let operation = self.jobs[next.job].done as u32;
        self.jobs[next.job] = Progress { done: operation as usize + 1, ready: next.end };
        if let Some(places) = self.places.get_mut(&next.step.station) {
            if let Some(free) = places.free.iter_mut().min() {
                *free = next.end;
            }
            let setups = self.outlook.stations[&next.step.station].setups.as_ref();
            places.family = setups.map(|setups| setups.change(None, (job.product, operation)).1);
        }
        let Next { step, start, end, .. } = next;
        Planned { start, end, item: job.item, operation, station: step.station }
    }
}

fn remaining(job: &Job) -> Vec<SimSpan> {
    let mut sum = 0_u64;
    let fastest = |steps: &Vec<Step>| steps.iter().map(|step| step.process.as_nanos()).min();
    let mut remaining: Vec<SimSpan> = job
        .operations
        .iter()
        .rev()
        .map(|steps| {
            sum = sum.saturating_add(fastest(steps).unwrap_or(0));
            SimSpan::from_nanos(sum)
        })
        .collect();
    remaining.reverse();
    remaining
}
