//! Questions about what can be left to the scene: release, set-ups, batches, people, maintenance.

use plantwright_des::Stream;
use plantwright_model::plant::{Choice, Pace, Prefer};
use plantwright_units::{EquipmentId, ItemId, SimSpan, SimTime};

use super::candidate;
use crate::{
    Candidate, Changeover, Diversion, FamilyWaiting, Forming, FreePerson, OrderRelease, Service,
    Staffing, Task, WayOut,
};

const NOW: SimTime = SimTime::from_nanos(1_000_000);

fn candidates(from: u64, count: u64, draws: &mut Stream) -> Vec<Candidate> {
    let item = |serial| ItemId::new(EquipmentId(0), serial);
    (from..from + count).map(|serial| candidate(item(serial), NOW, draws)).collect()
}

/// Small numbers, so that ties are common; now and then the largest there is.
fn span(number: u64, draws: &mut Stream) -> SimSpan {
    let drawn = draws.draw() % 5;
    if number.is_multiple_of(20) { SimSpan::MAX } else { SimSpan::from_nanos(drawn) }
}

pub(super) fn release(number: u64, draws: &mut Stream) -> OrderRelease {
    let count = 1 + draws.draw() % 9;
    OrderRelease {
        now: NOW,
        gate: EquipmentId(3),
        cards: draws.draw().is_multiple_of(2).then(|| 1 + (draws.draw() % 4) as u32),
        in_plant: (draws.draw() % 20) as u32,
        candidates: candidates(0, count, draws),
        last_call: number.is_multiple_of(7),
    }
}

pub(super) fn setup(number: u64, draws: &mut Stream) -> Changeover {
    let count = 1 + (draws.draw() % 4) as u32;
    let prefer = [Prefer::Order, Prefer::Same, Prefer::Least][(draws.draw() % 3) as usize];
    let families = (0..count).map(|family| FamilyWaiting {
        family: 2 * family,
        items: 1 + (draws.draw() % 4) as u32,
        work: span(number, draws),
        setup: span(number, draws),
        since: SimTime::from_nanos(999_990 + draws.draw() % 10),
        due: draws.draw().is_multiple_of(2).then(|| SimTime::from_nanos(draws.draw() % 2_000_000)),
        priority: (draws.draw() % 3) as i32 - 1,
    });
    Changeover {
        now: NOW,
        station: EquipmentId(3),
        families: families.collect(),
        family: (!draws.draw().is_multiple_of(4)).then(|| (draws.draw() % 8) as u32),
        run: (draws.draw() % 6) as u32,
        prefer,
        minimum_run: (draws.draw() % 4) as u32,
        last_call: number.is_multiple_of(7),
    }
}

pub(super) fn batch(number: u64, draws: &mut Stream) -> Forming {
    let max = 1 + (draws.draw() % 6) as u32;
    let count = 1 + draws.draw() % 3;
    let families =
        (0..count).map(|family| candidates(100 * family, 1 + draws.draw() % 8, draws)).collect();
    Forming {
        now: NOW,
        equipment: EquipmentId(3),
        min: 1 + (draws.draw() % u64::from(max)) as u32,
        max,
        max_wait: draws.draw().is_multiple_of(2).then(|| span(number, draws)),
        process: span(number, draws),
        families,
        last_call: number.is_multiple_of(7),
    }
}

pub(super) fn staffing(number: u64, draws: &mut Stream) -> Staffing {
    let groups = [EquipmentId(20), EquipmentId(21)];
    let mut people = Vec::new();
    for (group, most) in groups.iter().zip([4, 3]) {
        let count = (draws.draw() % most) as u32 + u32::from(*group == groups[0]);
        let since = |draws: &mut Stream| SimTime::from_nanos(999_990 + draws.draw() % 10);
        people.extend((0..count).map(|number| FreePerson {
            group: *group,
            number,
            since: since(draws),
        }));
    }
    let choices = [Choice::FewestSkills, Choice::Nearest, Choice::LongestIdle, Choice::Fastest];
    let task = |draws: &mut Stream| {
        let known = &groups[..=(draws.draw() % 2) as usize];
        let equipment = EquipmentId((draws.draw() % 4) as u32);
        let ways = people
            .iter()
            .map(|person: &FreePerson| known.contains(&person.group).then(|| span(number, draws)));
        let ways = ways.collect();
        Task {
            of: equipment,
            equipment,
            priority: (draws.draw() % 3) as i32,
            since: SimTime::from_nanos(999_990 + draws.draw() % 10),
            count: 1 + (draws.draw() % 2) as u32,
            groups: known.iter().map(|it| (*it, Pace(1_000_000))).collect(),
            choice: choices[(draws.draw() % 4) as usize],
            reserves: draws.draw().is_multiple_of(4),
            items: (draws.draw() % 5) as u32,
            due: draws
                .draw()
                .is_multiple_of(2)
                .then(|| SimTime::from_nanos(draws.draw() % 2_000_000)),
            ways,
        }
    };
    let mut tasks: Vec<Task> = (0..=draws.draw() % 5).map(|_| task(draws)).collect();
    tasks.sort_by_key(|task| std::cmp::Reverse(task.priority));
    Staffing { now: NOW, tasks, people }
}

pub(super) fn service(number: u64, draws: &mut Stream) -> Service {
    Service {
        now: NOW,
        equipment: EquipmentId(3),
        maintenance: EquipmentId(8),
        left: span(number, draws),
        takes: span(number, draws),
        items: (draws.draw() % 3) as u32,
        stands: draws.draw().is_multiple_of(3),
    }
}

pub(super) fn diversion(number: u64, draws: &mut Stream) -> Diversion {
    let count = 2 + draws.draw() % 4;
    let few = |draws: &mut Stream| {
        if number.is_multiple_of(20) { u32::MAX } else { (draws.draw() % 4) as u32 }
    };
    let ways = (0..count).map(|way| WayOut {
        to: EquipmentId(10 + way as u32),
        items: few(draws),
        coming: few(draws),
        has_room: draws.draw().is_multiple_of(2),
    });
    let ways: Vec<WayOut> = ways.collect();
    let first = draws.draw() % count;
    let all = draws.draw().is_multiple_of(2);
    let scene = (first..count).chain(0..first).take(if all { ways.len() } else { 1 });
    Diversion {
        now: NOW,
        equipment: EquipmentId(3),
        item: candidate(ItemId::new(EquipmentId(0), number), NOW, draws),
        scene: scene.map(|way| way as usize).collect(),
        ways,
    }
}
