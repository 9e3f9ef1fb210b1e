//! What must be true of every plant, however it is run.

use plantwright_journal::{Record, State, What};
use plantwright_kpi::{
    BottleneckWatch, Bottlenecks, Closely, LossTree, Losses, StationFlow, Value,
};
use plantwright_model::Plant;
use plantwright_model::plant::{Role, Routing};
use plantwright_sim::{Fault, Progress, Sim};
use plantwright_units::{EquipmentId, SimTime};

use crate::dice::Dice;
use crate::harness::{Case, Outcome, Run};
use crate::ledger::Ledger;
use crate::reckoning::Reckoning;
use crate::shuffle::shuffled;

/// What a plant that is in order did.
#[derive(Debug)]
pub(crate) struct Seen {
    /// Whether it ended with a fault of the scene's own making.
    pub(crate) fault: bool,
    /// Whether nothing was left to happen.
    pub(crate) drained: bool,
}

type Verdict = Result<(), String>;

/// Runs a plant in every way there is, and compares.
pub(crate) fn plant(case: &Case, dice: &mut Dice) -> Result<Seen, String> {
    let whole = case.whole();
    match &whole.fault {
        None | Some(Fault::LiveLock { .. }) => {}
        Some(fault) => return Err(format!("an unexpected fault: {fault}")),
    }
    same("again", &case.whole(), &whole)?;
    energy(&whole)?;
    saved_and_forked(case, &whole, dice)?;
    let text = shuffled(&case.text, dice);
    same("in another order", &case.reread(&text).whole(), &whole)?;
    let drained = watched(case, Ledger::new(case), &whole, dice)?;
    Ok(Seen { fault: whole.fault.is_some(), drained })
}

/// Watches a plant with books in which everything has less room than it has.
pub(crate) fn with_less_room(case: &Case) -> Verdict {
    let mut books = Ledger::new(case);
    books.claim_less_room();
    watched(case, books, &case.whole(), &mut Dice::new(0)).map(|_drained| ())
}

fn same(what: &str, one: &Outcome, other: &Outcome) -> Verdict {
    if one == other {
        return Ok(());
    }
    Err(format!("run {what}, it differs: {one:#?}\nand {other:#?}"))
}

/// All that is used while processing went into items, and nothing else.
fn energy(whole: &Outcome) -> Verdict {
    let of_plant = |kpi: &str| {
        let is_it = |value: &&Value| value.kpi == kpi && value.equipment.is_none();
        whole.values.iter().find(is_it).map_or(0.0, |value| value.value)
    };
    let (all, processing) = (of_plant("energy"), of_plant("processing_energy"));
    let (overhead, peak) = (of_plant("overhead_energy"), of_plant("peak_power"));
    if (all - processing - overhead).abs() > 1e-12 * all {
        return Err(format!("{processing} kWh of {all} while processing, and {overhead} overhead"));
    }
    let highest = of_plant("peak_window_power");
    if highest > peak * (1.0 + 1e-12) {
        return Err(format!("a window of {highest} kW, and the peak is {peak} kW"));
    }
    Ok(())
}

/// Stops the run at any instant, also in the middle of one; then it, its fork and what is restored go on.
fn saved_and_forked(case: &Case, whole: &Outcome, dice: &mut Dice) -> Verdict {
    for in_the_middle in [false, true] {
        let mut run = case.start();
        if in_the_middle {
            run.go_for(case.end, 1 + dice.below(whole.counts.events.max(1)));
        } else {
            run.go(SimTime::from_nanos(dice.below(case.end.as_nanos() + 1)));
        }
        let at = run.sim.now();
        let mut fork = run.fork();
        let bytes = run.sim.snapshot();
        let mut restored = case.restore(&bytes).map_err(|error| format!("at {at}: {error}"))?;
        if restored.sim.snapshot() != bytes {
            return Err(format!("saved at {at}, restored and saved again, it differs"));
        }
        let finish = |run: &mut Run| {
            run.go(case.end);
            run.outcome()
        };
        same(&format!("from a fork at {at}"), &finish(&mut fork), whole)?;
        same(&format!("from a snapshot at {at}"), &finish(&mut restored), whole)?;
        same(&format!("in two parts, to {at}"), &finish(&mut run), whole)?;
    }
    Ok(())
}

/// Runs in small steps, and looks at everything after each of them. Returns whether the run drained.
fn watched(case: &Case, books: Ledger, whole: &Outcome, dice: &mut Dice) -> Result<bool, String> {
    let mut sim = Sim::new(&case.model, case.options()).map_err(|error| error.to_string())?;
    let books = sim.listen(books);
    let losses = sim.listen(Closely::<LossTree>::new(sim.plant()));
    let bottlenecks = sim.listen(Closely::<BottleneckWatch>::new(sim.plant()));
    let reckoning = Reckoning::listen(&mut sim);
    let mut last = SimTime::ZERO;
    loop {
        let rest = dice.below(4) == 0;
        let progress = if rest {
            let ahead = dice.below((case.end.as_nanos() / 16).max(1));
            let to = SimTime::from_nanos(sim.now().as_nanos().saturating_add(ahead)).min(case.end);
            sim.run_until(to)
        } else {
            let events = 1 + dice.below(60);
            sim.advance(case.end, events)
        };
        sim.assert_conserved();
        let (now, closing) = (sim.now(), sim.closing());
        if now < last {
            return Err(format!("the clock goes back from {last} to {now}"));
        }
        last = now;
        let problems = sim.fold::<Ledger>(books).audit(now, &closing);
        if let Some(problem) = problems.first() {
            return Err(problem.clone());
        }
        let plant = sim.plant().clone();
        // Who makes way for another, or waits for people to come back, is in process longer than it is worked on.
        let waits = ["preempt:", "crew:"].iter().any(|word| case.text.contains(word));
        let report = sim.fold::<Closely<LossTree>>(losses).report(&plant, now, &closing);
        every_nanosecond(&report, waits)?;
        let found = sim.fold::<Closely<BottleneckWatch>>(bottlenecks).report(&plant, now, &closing);
        one_bottleneck_at_a_time(&found)?;
        capacities(&mut sim)?;
        if dice.below(40) == 0 {
            reckoning.audit(&mut sim)?;
        }
        let at_rest = matches!(progress, Ok(Progress::Reached | Progress::Drained));
        if at_rest {
            rest_is_rest(&mut sim, &closing)?;
        }
        if progress.is_err() || (at_rest && now >= case.end) {
            let hashes = (sim.state_hash(), sim.counts());
            if hashes != (whole.state, whole.counts) {
                return Err(format!("watched, the run differs: {:?} and {whole:?}", hashes.1));
            }
            reckoning.audit(&mut sim)?;
            let drained = progress == Ok(Progress::Drained);
            return stuck_is_all(&mut sim, drained).map(|()| drained);
        }
    }
}

/// The parts of a station's time are its time; only slow cycles may be less than nothing where no warm-up cuts items in two.
fn every_nanosecond(losses: &[Losses], waits: bool) -> Verdict {
    for station in losses {
        let sum: i128 = station.parts.iter().map(|part| part.nanos).sum();
        if sum != station.measured {
            return Err(format!("the parts of {} ns sum to {sum}: {station:?}", station.measured));
        }
        let signed: &[&str] = if waits { &["slow_cycles", "in_process"] } else { &["slow_cycles"] };
        let wrong = station.parts.iter().find(|it| it.nanos < 0 && !signed.contains(&it.name));
        if let Some(part) = wrong {
            return Err(format!("{part:?} of {station:?}"));
        }
    }
    Ok(())
}

/// The times in which stations are the bottleneck alone do not overlap.
fn one_bottleneck_at_a_time(found: &Bottlenecks) -> Verdict {
    let sole: f64 = found.stations.iter().map(|station| station.sole).sum();
    let wrong = |it: &&StationFlow| it.sole + it.shifting > it.active + 1e-9;
    match found.stations.iter().find(wrong) {
        None if sole <= 1.0 + 1e-9 => Ok(()),
        wrong => Err(format!("{sole} of the time has a sole bottleneck; {wrong:?}")),
    }
}

fn capacities(sim: &mut Sim) -> Verdict {
    let plant = sim.plant().clone();
    for id in plant.equipment_ids() {
        let (facts, items) = (plant.equipment(id), sim.items_at(id) as u64);
        if let Some(capacity) = facts.capacity.filter(|capacity| items > *capacity) {
            return Err(format!("`{}` has room for {capacity} and holds {items}", facts.name));
        }
    }
    Ok(())
}

/// Before the clock advances, everything that can move has moved: nobody waits where there is room.
fn rest_is_rest(sim: &mut Sim, closing: &[Record]) -> Verdict {
    let plant = sim.plant().clone();
    for record in closing.iter().filter(|record| record.what() == What::State) {
        let items = sim.items_at(record.who());
        // What stands still does so whether it holds items or not, and what does not fit into a shift waits for the next.
        let stands = !matches!(record.state(), State::Idle | State::Processing | State::Blocked)
            || record.state() == State::Idle
                && (has_shifts(&plant, record.who()) || is_paced(&plant, record.who()));
        let facts = plant.equipment(record.who());
        // Some wait for more items before they begin.
        // Vehicles have something to do beside carrying.
        let waits =
            matches!(facts.kind, "Assembly" | "Batch") && items > 0 || facts.kind == "Fleet";
        if !stands && !waits && (record.state() == State::Idle) != (items == 0) {
            let name = &facts.name;
            return Err(format!("`{name}` is {} with {items} items", record.state().name()));
        }
    }
    for id in plant.equipment_ids() {
        let facts = plant.equipment(id);
        // A source that is closed gives nothing away, nor one that a scheduler holds back.
        let scheduler = plant.run.scheduler.as_deref().unwrap_or_default();
        let is_held_back = scheduler.contains("RELEASE(");
        let is_closed = facts.arrivals.as_ref().and_then(|arrivals| arrivals.calendar);
        let is_closed = is_closed.is_some_and(|it| !plant.calendar(it).is_open(sim.now()));
        let waits = match facts.role {
            Role::Source if is_closed || is_held_back => false,
            Role::Source => sim.items_at(id) > 0,
            Role::Holder if !facts.moves_items() => sim.items_at(id) > 0,
            Role::Holder | Role::Processor => closing.iter().any(|record| {
                record.what() == What::State
                    && record.who() == id
                    && record.state() == State::Blocked
            }),
            Role::Sink => false,
        };
        // Bodies rest before a stop, too, or where they jam.
        let waits = waits && facts.zone.is_none();
        let Some(routing) = facts.routing.as_ref().filter(|_| waits) else { continue };
        let rooms: Vec<bool> =
            routing.targets().into_iter().map(|to| has_room(sim, &plant, (id, to))).collect();
        let wrong = match routing {
            // Who is past an exit does not go back, and who has gone to one place does not go to another.
            Routing::FirstFree(_) | Routing::ShortestQueue(_)
                if !["Shuttle", "Sorter"].contains(&facts.kind) =>
            {
                rooms.contains(&true)
            }
            _ => !rooms.contains(&false),
        };
        if wrong {
            return Err(format!("`{}` waits at {} though there is room", facts.name, sim.now()));
        }
    }
    Ok(())
}

/// Whether items wait on its places for a beat.
fn is_paced(plant: &Plant, who: EquipmentId) -> bool {
    plant.equipment(who).stages.as_ref().is_some_and(|stages| stages.takt.is_some())
}

fn has_shifts(plant: &Plant, id: EquipmentId) -> bool {
    plant.equipment(id).concerns.iter().any(|concern| concern.calendar.is_some())
}

/// Whether there is room for whatever comes. Some have room for one thing and not for another.
fn has_room(sim: &mut Sim, plant: &Plant, (giver, id): (EquipmentId, EquipmentId)) -> bool {
    // What is brought by vehicles waits for one.
    if plant.fleet_between(giver, id).is_some() {
        return false;
    }
    let picks = ["Assembly", "Batch", "Conveyor", "Release", "Shuttle", "Sorter", "Split", "Zone"];
    if picks.contains(&plant.equipment(id).kind) {
        return false;
    }
    // What is free may be reserved.
    let reserves = |from: EquipmentId| {
        let facts = plant.equipment(from);
        let is_target = match &facts.routing {
            Some(routing) => routing.targets().contains(&id),
            None => plant.after_on_routes(from).contains(&id),
        };
        is_target && facts.stages.as_ref().is_some_and(|stages| stages.before_service.is_some())
    };
    if plant.equipment_ids().any(reserves) {
        return false;
    }
    let items = sim.items_at(id) as u64;
    plant.equipment(id).capacity.is_none_or(|capacity| items < capacity)
}

/// What is left in a drained plant is stuck, and nothing else.
fn stuck_is_all(sim: &mut Sim, drained: bool) -> Verdict {
    let stuck: u64 = sim.stuck().iter().map(|stuck| u64::from(stuck.items)).sum();
    let present = sim.counts().present;
    if drained && stuck != present {
        return Err(format!("{present} items are in a drained plant, and {stuck} are stuck"));
    }
    Ok(())
}
