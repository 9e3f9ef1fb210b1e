//! Where items are on belts between events, at any instant: as reckoned from nothing but when each came and was taken.
//!
//! An item is as far as the belt has run since it came, unless it touches the one ahead: then it is a pitch behind that. One that
//! was taken goes on, for those behind it, as if the belt were longer. Nobody looks at what happened in between.

use plantwright_journal::What;
use plantwright_sim::{Model, Progress, RunOptions, Sim};
use plantwright_units::{EquipmentId, ItemId, SimTime};

use crate::dice::Dice;
use crate::log::Log;

/// Of the belt, metres.
const LENGTH: f64 = 20.0;
/// Metres per second.
const SPEED: f64 = 0.7;

/// When items came onto the belt, in that order, and when they were taken, in nanoseconds.
#[derive(Debug)]
struct Passed {
    came: Vec<(ItemId, u64)>,
    taken: Vec<u64>,
}

impl Passed {
    fn of(log: &Log, belt: EquipmentId) -> Self {
        let all = |what| {
            let mine = log.0.iter().filter(move |it| it.what() == what && it.who() == belt);
            mine.map(|it| (it.item(), it.at.as_nanos()))
        };
        let taken = all(What::Left).map(|(_, at)| at);
        Self { came: all(What::Entered).collect(), taken: taken.collect() }
    }
}

/// Boxes and bags over a belt to a machine that stops now and then, so that queues build up, move and dissolve.
fn scene(belt: &str) -> String {
    format!(
        r#"Scene(run: (duration: "20 min"), products: {{"box": (length: "400 mm"), "bag": (length: "900 mm")}}, equipment: {{
            "bags": Source(product: "bag", every: Exponential("6 s"), to: ["belt"]),
            "belt": Conveyor(length: "20 m", speed: "0.7 m/s", gap: "100 mm", {belt} to: ["machine"]),
            "boxes": Source(product: "box", every: Exponential("2.5 s"), to: ["belt"]),
            "machine": Station(process: Uniform("0.5 s", "2.6 s"),
                with: [MicroStop(every: Exponential("1 min"), counts: Up, repair: Uniform("5 s", "40 s"))], to: ["out"]),
            "out": Sink(),
        }})"#
    )
}

/// How far the belt runs until an instant, metres, if nothing waits at its exit.
type Run = fn(f64) -> f64;

/// Where all items are that are on it, the first one first, metres; and how many of them do not go at the speed of the belt.
fn reckon(passed: &Passed, pitch: &dyn Fn(ItemId) -> f64, run: Run, now: u64) -> (Vec<f64>, usize) {
    let distance = |since: u64| run(now as f64 / 1e9) - run(since as f64 / 1e9);
    let (mut places, mut touching) = (Vec::new(), 0);
    // Where the one ahead is, or would be, and its pitch.
    let mut ahead = f64::INFINITY;
    for (number, (item, came)) in passed.came.iter().enumerate() {
        if *came > now {
            break;
        }
        let taken = passed.taken.get(number).filter(|taken| **taken <= now);
        let free = distance(*came);
        let place = match taken {
            Some(taken) => LENGTH + distance(*taken),
            None => free.min(ahead).min(LENGTH),
        };
        if taken.is_none() {
            places.push(place);
            touching += usize::from(place < free - 1e-6);
        }
        ahead = place - pitch(*item);
    }
    (places, touching)
}

/// The same on a belt that stops as a whole while an item waits at its exit.
fn reckon_as_a_whole(passed: &Passed, run: Run, now: u64) -> Vec<f64> {
    // How far the belt had run when each was taken: to where that was at the exit. From then on it ran until the next one was.
    let mut stops: Vec<(u64, f64)> = Vec::new();
    let mut come = Vec::new();
    let run_until = |stops: &[(u64, f64)], come: &[f64], now: u64| {
        let (since, ran) = stops.last().copied().unwrap_or((0, 0.0));
        let free = ran + run(now as f64 / 1e9) - run(since as f64 / 1e9);
        come.get(stops.len()).map_or(free, |came: &f64| free.min(came + LENGTH))
    };
    let mut events: Vec<(u64, bool)> = passed.came.iter().map(|(_, came)| (*came, true)).collect();
    events.extend(passed.taken.iter().map(|taken| (*taken, false)));
    events.sort_unstable();
    for (at, comes) in events.into_iter().filter(|(at, _)| *at <= now) {
        let ran = run_until(&stops, &come, at);
        if comes {
            come.push(ran);
        } else {
            stops.push((at, come[stops.len()] + LENGTH));
        }
    }
    let ran = run_until(&stops, &come, now);
    come[stops.len()..].iter().map(|came| ran - came).collect()
}

/// Looks at a belt at instants that have nothing to do with events, and returns how many of the items seen stood in a queue.
fn look(belt: &str, run: Run, is_whole: bool) -> usize {
    let model =
        Model::read("positions.ron", &scene(belt)).unwrap_or_else(|error| panic!("{error}"));
    let plant = model.plant();
    let id = |name: &str| plant.equipment_ids().find(|id| plant.name(*id) == name).expect("a name");
    let (on, boxes) = (id("belt"), id("boxes"));
    let pitch = |item: ItemId| if item.origin() == boxes { 0.5 } else { 1.0 };
    let end = SimTime::from_nanos(1_200_000_000_000);
    let mut whole = Sim::new(&model, RunOptions::default()).expect("a plant that runs");
    let log = whole.listen(Log::default());
    assert_eq!(whole.run_until(end).expect("no fault"), Progress::Reached);
    let passed = Passed::of(whole.fold::<Log>(log), on);
    assert!(passed.taken.len() > 300, "{} were taken", passed.taken.len());

    let mut dice = Dice::new(8);
    let mut instants: Vec<u64> = (0..400).map(|_| dice.below(end.as_nanos())).collect();
    instants.sort_unstable();
    let mut sim = Sim::new(&model, RunOptions::default()).expect("a plant that runs");
    let (mut seen, mut touching) = (0, 0);
    for now in instants {
        sim.run_until(SimTime::from_nanos(now)).expect("no fault");
        let places = places(&mut sim, on);
        let reckoned = if is_whole {
            reckon_as_a_whole(&passed, run, now)
        } else {
            let (reckoned, those) = reckon(&passed, &pitch, run, now);
            touching += those;
            reckoned
        };
        assert_eq!(places.len(), reckoned.len(), "at {now}");
        seen += places.len();
        for (number, (place, reckoned)) in places.iter().zip(&reckoned).enumerate() {
            // Views tell it in single precision.
            let off = (place - reckoned).abs();
            assert!(off < 4e-6, "`{belt}` at {now} ns, item {number}: {place} m, not {reckoned} m");
        }
    }
    assert!(seen > 2_000, "{seen} items were looked at");
    touching
}

fn places(sim: &mut Sim, belt: EquipmentId) -> Vec<f64> {
    let view = sim.view(usize::MAX);
    let contents = &view.equipment[belt.index()].contents;
    contents.iter().map(|item| f64::from(item.along.expect("a place")) * LENGTH).collect()
}

#[test]
fn items_of_a_queue_that_moves_are_where_arithmetic_says() {
    assert!(look("", |now| SPEED * now, false) > 1_000);
}

#[test]
fn a_belt_with_photo_eyes_has_them_at_the_same_places() {
    assert!(look(r#"eyes: {"e": (at: "7 m")},"#, |now| SPEED * now, false) > 1_000);
}

#[test]
fn a_belt_that_fails_runs_for_less_time() {
    // 17 s of every 22 s.
    let failing = r#"with: [Failure(every: "17 s", counts: Calendar, repair: "5 s")],"#;
    let run = |now: f64| {
        let rounds = (now / 22.0).floor();
        SPEED * (rounds * 17.0 + (now - rounds * 22.0).min(17.0))
    };
    assert!(look(failing, run, false) > 500);
}

#[test]
fn a_belt_whose_speed_changes_runs_as_far_as_its_speeds_say() {
    let speeds =
        r#"speeds: [(from: "400 s", speed: "1.4 m/s"), (from: "900 s", speed: "0.35 m/s")],"#;
    let run = |now: f64| {
        let [first, second, third] = [now.min(400.0), now.clamp(400.0, 900.0), now.max(900.0)];
        0.7 * first + 1.4 * (second - 400.0) + 0.35 * (third - 900.0)
    };
    assert!(look(speeds, run, false) > 500);
}

#[test]
fn a_belt_that_does_not_accumulate_keeps_its_gaps() {
    look("accumulating: false,", |now| SPEED * now, true);
}
