//! Which station holds the plant up, told by three methods side by side.
//!
//! * Utilization: the station whose places are in process most. It knows nothing of failures and set-ups.
//! * Active periods (`active.rs`): who has worked longest without a pause, at every instant.
//! * Arrows (`arrows.rs`): who blocks those before it more than it starves those behind it.
//!
//! All three look at stations alone. Whether stations are what limits the plant at all, `others.rs` looks at.

mod active;
mod arrows;
mod others;
mod verdict;

use plantwright_journal::{Batch, Record, State, Wants, What};
use plantwright_model::Plant;
use plantwright_units::EquipmentId;
use plantwright_units::SimTime;
use serde::{Deserialize, Serialize};

use crate::accumulate::NANOS;
use crate::closely::Look;
use crate::set::Window;
use crate::work_unit::{self, Times};

use active::{Periods, Shares};
use others::Others;
pub use others::PeopleUse;

/// What the three methods say.
#[derive(Debug, Clone, PartialEq)]
pub struct Bottlenecks {
    /// Every station, in the order of names.
    pub stations: Vec<StationFlow>,
    /// The station that is utilized most.
    pub by_utilization: Option<EquipmentId>,
    /// The station that is the bottleneck for the largest share of the time, alone or shifting.
    pub by_active_period: Option<EquipmentId>,
    /// The stations that no arrow goes out from, the one with the greatest severity first. None where stations have no neighbours,
    /// or arrows go round.
    pub by_arrows: Vec<EquipmentId>,
    /// Whether all that comes in goes out: arrivals go on at their own pace, and the plant keeps up with them.
    pub keeps_up: bool,
    /// How much each group of people has to do, in the order of names.
    pub people: Vec<PeopleUse>,
}

/// What is known of a station's place in the flow. Shares are of the measured time.
#[derive(Debug, Clone, PartialEq)]
pub struct StationFlow {
    /// The station.
    pub equipment: EquipmentId,
    /// Its utilization: place-time in process over places times the measured time.
    pub utilization: f64,
    /// The share of time in which it is active: works on all its places, is down, set up, maintained or starting.
    pub active: f64,
    /// The mean length of its active periods, as far as they lie in the measured time, in seconds (Roser, Nakano, Tanaka 2001).
    pub mean_active_s: Option<f64>,
    /// The share of time in which it alone is the bottleneck (Roser, Nakano, Tanaka 2002).
    pub sole: f64,
    /// The share of time in which the bottleneck shifts to it or from it.
    pub shifting: f64,
    /// The share of time in which it is blocked, MB.
    pub blocked: f64,
    /// The share of time in which it is starved, MS.
    pub starved: f64,
    /// The share of time in which it is off, which is no activity.
    pub off: f64,
    /// The share of time in which it waits for people.
    pub waiting_for_people: f64,
    /// The neighbours that an arrow goes to from here: the bottleneck lies there (Kuo, Lim, Meerkov 1996).
    pub arrows_to: Vec<EquipmentId>,
    /// The neighbours that an arrow comes from.
    pub arrows_from: Vec<EquipmentId>,
    /// How far blocking and starving differ between it and its neighbours, summed.
    pub severity: f64,
}

/// Follows states to find the bottleneck.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BottleneckWatch {
    times: Vec<Times>,
    places: Vec<Option<u32>>,
    periods: Periods,
    others: Others,
}

impl Look for BottleneckWatch {
    type Report = Bottlenecks;

    fn new(plant: &Plant) -> Self {
        let mut places = vec![None; plant.equipment.len()];
        for (id, count) in work_unit::all(plant) {
            places[id.index()] = Some(count);
        }
        let times = vec![Times::default(); plant.equipment.len()];
        let periods = Periods::new(plant.equipment.len());
        Self { times, places, periods, others: Others::new(plant) }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::State]).union(Others::wants())
    }

    fn take(&mut self, batch: &Batch<'_>, from: SimTime) {
        for record in batch.of(What::State) {
            let who = record.who();
            let Some(places) = self.places[who.index()] else { continue };
            self.times[who.index()].add(record, from);
            self.periods.enter(record, is_active(record, places), from);
        }
        self.others.take(batch, from);
    }

    fn restart(&mut self, at: SimTime) {
        self.times.fill(Times::default());
        self.periods.restart(at);
        self.others.restart();
    }

    fn report(&self, plant: &Plant, window: Window) -> Bottlenecks {
        let shares = self.periods.shares(window);
        let mut stations: Vec<StationFlow> = work_unit::all(plant)
            .map(|(id, places)| self.flow(id, places, &shares, window))
            .collect();
        arrows::draw(plant, &mut stations);
        Bottlenecks {
            by_utilization: most(&stations, |it| (it.utilization, 0.0)),
            by_active_period: most(&stations, |it| (it.sole + it.shifting, it.sole)),
            by_arrows: arrows::without_way_out(&stations),
            keeps_up: self.others.keep_up(),
            people: self.others.people(plant, window),
            stations,
        }
    }
}

impl StationFlow {
    /// How much of the time at which it is on it is active.
    pub fn load(&self) -> f64 {
        if self.off < 1.0 { self.active / (1.0 - self.off) } else { 0.0 }
    }
}

impl BottleneckWatch {
    fn flow(&self, id: EquipmentId, places: u32, shares: &[Shares], window: Window) -> StationFlow {
        let measured = (window.span().as_nanos() as f64).max(1.0);
        let (times, shares) = (&self.times[id.index()], &shares[id.index()]);
        let share = |state| times.whole(state) as f64 / measured;
        let busy = times.of(State::Processing, places) as f64;
        let mean = shares.active as f64 / shares.count as f64 / NANOS;
        StationFlow {
            equipment: id,
            utilization: busy / measured / f64::from(places),
            active: shares.active as f64 / measured,
            mean_active_s: (shares.count > 0).then_some(mean),
            sole: shares.sole as f64 / measured,
            shifting: shares.shifting as f64 / measured,
            blocked: share(State::Blocked),
            starved: share(State::Idle),
            off: share(State::Off),
            waiting_for_people: share(State::WaitingForOperator),
            arrows_to: Vec::new(),
            arrows_from: Vec::new(),
            severity: 0.0,
        }
    }
}

/// Whether others may have to wait for a station: it works on all its places, or is busy with itself. Waiting for items, for room
/// or for an operator is no activity, nor is being off or asleep (Roser, Nakano, Tanaka 2001).
fn is_active(record: &Record, places: u32) -> bool {
    match record.state() {
        State::Processing => record.level >= places,
        State::Down | State::Setup | State::Maintenance | State::Starting => true,
        State::Idle | State::Blocked | State::WaitingForOperator | State::Off | State::Standby => {
            false
        }
    }
}

/// The first station for which a pair of numbers is greatest, if it is above zero for any.
fn most(stations: &[StationFlow], of: impl Fn(&StationFlow) -> (f64, f64)) -> Option<EquipmentId> {
    let mut best: Option<(&StationFlow, (f64, f64))> = None;
    for station in stations {
        let value = of(station);
        if value.0 > 0.0 && best.is_none_or(|(_, known)| value > known) {
            best = Some((station, value));
        }
    }
    best.map(|(station, _)| station.equipment)
}
