//! Waves on a belt: how items come to stand one behind the other while the first one waits at the exit, and how they go on again.
//!
//! Nothing of it is recorded: it follows from when items came, were at the exit and went, and from when the belt itself stood. So
//! a [`Tape`] of the records of one belt is played on a belt like it, and the odometer says the rest. Let item m wait at the exit
//! of an accumulating belt from R(m) until it is taken at P(m). Then item i behind it stands at `x = L - (p(m) + ... + p(i-1))`
//!
//! ```text
//! from max(E(i) + x, P(m-1) + p(m-1)) until P(m),   if that is not empty
//! ```
//!
//! with the letters of `belt.rs`: the wave of m is all of these. The stop runs back as fast as items come to its end, and all go on
//! at once. Where items go on only into an empty zone, item i stands at the end of zone `k = n - (i - m)` from D(i, k-1) + z until
//! D(i, k), with the letters of `zones.rs`: there the start runs back, too.

mod cause;
mod tape;

use std::collections::BTreeMap;

use plantwright_model::plant::BeltFacts;
use plantwright_units::{EquipmentId, ItemId, ProductId, SimTime};

use super::belt::{Belt, Fittings, Measure, Units};
use crate::items::ItemRef;

pub use cause::Cause;
use cause::Reasons;
pub use tape::Tape;
use tape::{Event, Happened};

/// An instant at most so far from the reckoned one is that of a journal: both are rounded.
const CLOSE_NS: u64 = 2;

/// An item that stands, or stood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stand {
    /// The item.
    pub item: ItemId,
    /// From when on.
    pub from: SimTime,
    /// Until when; none: it still stands where the journal ends.
    pub to: Option<SimTime>,
    /// How far its front is behind the entry \[m\].
    pub at_m: f64,
}

/// Items that come to stand one after the other, or all at once, for one reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Wave {
    /// Who stands, the one that stands first in the direction of the belt first. Not empty.
    pub stands: Vec<Stand>,
    /// Why.
    pub cause: Cause,
}

impl Wave {
    /// When the first one of them comes to a stand.
    pub fn from(&self) -> SimTime {
        self.stands[0].from
    }

    /// When the first one of them goes on; none: it still stands where the journal ends.
    pub fn to(&self) -> Option<SimTime> {
        self.stands[0].to
    }

    /// How many come to a stand together with the first one, which is counted.
    pub fn together(&self) -> usize {
        self.stands.iter().take_while(|stand| stand.from <= self.from()).count()
    }

    /// How fast the stop runs back from those that come to a stand together to the last one \[m/s\]; none: it does not.
    pub fn stop_mps(&self) -> Option<f64> {
        let (first, last) = (self.stands[self.together() - 1], self.stands.last()?);
        front(first.at_m - last.at_m, self.from(), Some(last.from))
    }

    /// How fast the start runs back \[m/s\]; none: all go on at once, or not yet.
    pub fn start_mps(&self) -> Option<f64> {
        let last = self.stands.iter().rfind(|stand| stand.to.is_some())?;
        front(self.stands[0].at_m - last.at_m, self.to()?, last.to)
    }
}

/// A front that covers a distance in a time.
fn front(metres: f64, from: SimTime, to: Option<SimTime>) -> Option<f64> {
    let to = to.filter(|to| *to > from)?;
    Some(metres / to.since(from).as_secs_f64())
}

/// Why nothing can be told of the waves of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoWaves {
    /// It is no belt that items come onto at its entry and leave at its exit.
    NoBelt,
    /// All on it stands and goes as a whole, a pitch at a time.
    Indexed,
}

impl std::fmt::Display for NoWaves {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoBelt => "no `Conveyor`: waves are told of belts",
            Self::Indexed => {
                "an indexed belt: all on it stands and goes at once, a pitch at a time"
            }
        })
    }
}

/// An item on its way over the belt.
#[derive(Debug, Clone)]
struct Passage {
    item: ItemId,
    came: SimTime,
    entry: Units,
    measure: Measure,
    /// The pitches of all that came before it.
    before: Units,
    /// How often the belt had been cleared before it came.
    life: usize,
    /// From where on the item taken before lets it be at the exit; none: it never was the first.
    free: Option<Units>,
    /// Where the odometer was when it was taken.
    taken: Option<Units>,
    gone: Option<SimTime>,
    receiver: Option<EquipmentId>,
}

/// A time in which the surface itself stands.
#[derive(Debug)]
struct Rest {
    to: Option<SimTime>,
    cause: Cause,
    /// Who is on it, where, and since when that one stands there: somebody may come onto a clear entry meanwhile.
    items: Vec<(usize, Units, SimTime)>,
}

/// All waves of a belt, as far as its journal goes.
#[derive(Debug)]
pub struct Waves {
    facts: BeltFacts,
    reasons: Reasons,
    length: Units,
    zone: Units,
    passages: Vec<Passage>,
    /// Since when the odometer ran so far in a nanosecond, and where it was then.
    runs: Vec<(SimTime, Units, u64)>,
    /// When the surface itself stood.
    rests: Vec<Rest>,
    until: SimTime,
    is_odd: bool,
}

impl Waves {
    /// Returns up to when they are told: where the journal ends, or where it does not fit the belt of the scene.
    pub const fn until(&self) -> SimTime {
        self.until
    }

    /// Returns whether an item was at the exit at another instant than the scene says it should have been: then something slows
    /// the belt down of which no record tells, such as wear, and what came after the item before was at the exit is left out.
    pub const fn is_odd(&self) -> bool {
        self.is_odd
    }

    /// Gives each wave to `tell`, in the order in which the first items come to a stand, as far as each kind of them goes: first
    /// those of what waits at the exit, then those of the surface.
    ///
    /// # Errors
    /// That of `tell`, which is the end of it.
    pub fn each<E>(&self, mut tell: impl FnMut(Wave) -> Result<(), E>) -> Result<(), E> {
        // Those of the surface come in between, by their instants.
        let mut rests = self.rests.iter().map(|rest| self.rest(rest)).peekable();
        let mut queued = self.queued();
        let mut next = queued.next();
        loop {
            let is_rest = match (&next, rests.peek()) {
                (Some(wave), Some(rest)) => rest.from() < wave.from(),
                (None, rest) => rest.is_some(),
                (Some(_), None) => false,
            };
            let wave = if is_rest { rests.next() } else { next.take() };
            let Some(wave) = wave else { return Ok(()) };
            if !is_rest {
                next = queued.next();
            }
            tell(wave)?;
        }
    }

    fn queued(&self) -> Box<dyn Iterator<Item = Wave> + '_> {
        let stands: Box<dyn Iterator<Item = (usize, Vec<Stand>)>> = if self.zone > 0 {
            Box::new(self.zoned().into_iter())
        } else {
            Box::new((0..self.passages.len()).map(|head| (head, self.behind(head))))
        };
        Box::new(stands.filter(|(_, stands)| !stands.is_empty()).map(|(head, stands)| {
            let passage = &self.passages[head];
            let is_first = stands[0].item == passage.item;
            let to = passage.gone.unwrap_or(self.until);
            let cause = if is_first {
                self.reasons.of_receiver(passage.receiver, stands[0].from, to)
            } else {
                Cause::Zone
            };
            Wave { stands, cause }
        }))
    }

    fn rest(&self, rest: &Rest) -> Wave {
        let stand = |(index, at, from): &(usize, Units, SimTime)| {
            let passage = &self.passages[*index];
            // Who is at the exit can be taken meanwhile.
            let to = rest.to.into_iter().chain(passage.gone).min();
            Stand { item: passage.item, from: *from, to, at_m: self.metres(*at) }
        };
        Wave { stands: rest.items.iter().map(stand).collect(), cause: rest.cause }
    }

    fn metres(&self, units: Units) -> f64 {
        let whole = self.facts.length.base_f64();
        whole * (units as f64 / self.length.max(1) as f64)
    }

    /// When the odometer was there; none: not as far as the journal goes.
    fn when(&self, units: Units) -> Option<SimTime> {
        let next = self.runs.partition_point(|(_, odometer, _)| *odometer < units);
        let Some(last) = next.checked_sub(1) else { return Some(SimTime::ZERO) };
        let (at, odometer, speed) = self.runs[last];
        if speed == 0 {
            // It stood there until the journal ended.
            return None;
        }
        let nanos = u64::try_from((units - odometer).div_ceil(speed.into())).ok()?;
        let at = SimTime::from_nanos(at.as_nanos().checked_add(nanos)?);
        (at <= self.until).then_some(at)
    }

    /// Somebody who stands from a reading of the odometer on, if that is for a time.
    fn stand(&self, index: usize, from: Units, to: Option<SimTime>, at: Units) -> Option<Stand> {
        let passage = &self.passages[index];
        let from = self.when(from)?.max(passage.came);
        // Who is cleared away goes before it would go on.
        let to = to.into_iter().chain(passage.gone).min();
        (to.is_none_or(|to| to > from)).then(|| Stand {
            item: passage.item,
            from,
            to,
            at_m: self.metres(at),
        })
    }

    /// Who stands while an item waits at the exit, that one first.
    fn behind(&self, head: usize) -> Vec<Stand> {
        let first = &self.passages[head];
        let mut stands = Vec::new();
        let Some(free) = first.free else { return stands };
        let exit = (first.entry + self.length).max(free);
        for (index, passage) in self.passages.iter().enumerate().skip(head) {
            let ahead = passage.before - first.before;
            let place = if self.facts.accumulates {
                self.length.checked_sub(ahead)
            } else {
                exit.checked_sub(passage.entry)
            };
            let Some(place) = place.filter(|_| passage.life == first.life) else { break };
            let from =
                if self.facts.accumulates { (passage.entry + place).max(free) } else { exit };
            let is_past = first.gone.is_some_and(|gone| passage.came >= gone);
            // Where the odometer itself stands while one waits, it is no measure of who stands.
            let is_free = first.taken.is_some_and(|taken| self.facts.accumulates && from >= taken);
            if is_past || is_free {
                break;
            }
            let Some(stand) = self.stand(index, from, first.gone, place) else { break };
            stands.push(stand);
        }
        stands
    }

    /// Who stands at the ends of zones, by the item whose leaving lets them go on, one after the other.
    fn zoned(&self) -> BTreeMap<usize, Vec<Stand>> {
        let count = (self.length / self.zone.max(1)) as usize;
        let mut waves: BTreeMap<usize, Vec<Stand>> = BTreeMap::new();
        // Where the end of the item ahead had left each zone, as far as that is known.
        let mut ahead: Vec<Option<Units>> = Vec::new();
        let mut life = usize::MAX;
        for (index, passage) in self.passages.iter().enumerate() {
            if passage.life != life {
                life = passage.life;
                ahead = vec![Some(0); count + 1];
            }
            let mut left = vec![None; count + 1];
            let mut leaves = Some(passage.entry);
            for zone in 1..=count {
                let Some(arrives) = leaves.map(|leaves| leaves + self.zone) else { break };
                leaves = if zone == count {
                    passage.taken
                } else {
                    ahead[zone + 1].map(|free| free.max(arrives))
                };
                left[zone] = if zone == count {
                    // What is taken is gone at once, and what goes through leaves with its end.
                    let end = arrives + passage.measure.length;
                    passage.taken.map(|taken| taken.max(if count > 1 { end } else { 0 }))
                } else {
                    leaves.map(|leaves| leaves + passage.measure.length)
                };
                if leaves == Some(arrives) {
                    continue;
                }
                let to = leaves.and_then(|leaves| self.when(leaves));
                if let Some(stand) = self.stand(index, arrives, to, self.zone * zone as Units)
                    && let Some(head) = index.checked_sub(count - zone)
                {
                    waves.entry(head).or_default().push(stand);
                }
            }
            ahead = left;
        }
        waves
    }
}

/// A belt on which a tape is played.
struct Player<'a> {
    belt: Belt,
    measures: &'a BTreeMap<ProductId, Measure>,
    passages: Vec<Passage>,
    /// Who is on it, the first one first.
    on: std::collections::VecDeque<usize>,
    runs: Vec<(SimTime, Units, u64)>,
    speed: u64,
    is_halted: bool,
    life: usize,
}

impl Player<'_> {
    fn run(&mut self, now: SimTime) {
        self.belt.run(now, !self.is_halted, self.speed);
        let reading = self.belt.reading();
        if self.runs.last() != Some(&reading) {
            self.runs.push(reading);
        }
    }

    /// The first item knows from now on whom it comes behind.
    fn lead(&mut self) {
        if let Some(first) = self.on.front() {
            self.passages[*first].free = Some(self.belt.exit_free());
        }
    }

    fn came(&mut self, now: SimTime, item: ItemId, product: ProductId) {
        let measure = self.measures[&product];
        let index = self.passages.len();
        self.belt.put(now, ItemRef(index as u32), measure);
        let Some(last) = self.belt.last() else { return };
        self.passages.push(Passage {
            item,
            came: now,
            entry: last.entry,
            measure,
            before: last.before,
            life: self.life,
            free: None,
            taken: None,
            gone: None,
            receiver: None,
        });
        self.on.push_back(index);
        if self.on.len() == 1 {
            self.lead();
        }
    }

    fn went(&mut self, now: SimTime, item: ItemId, receiver: Option<EquipmentId>) {
        let Some(place) = self.on.iter().position(|index| self.passages[*index].item == item)
        else {
            return;
        };
        let is_first = place == 0 && self.belt.waiting(now).is_some();
        let index = self.on[place];
        (self.passages[index].gone, self.passages[index].receiver) = (Some(now), receiver);
        if is_first {
            self.on.pop_front();
            self.belt.take(now);
            self.passages[index].taken =
                Some(self.belt.exit_free() - self.passages[index].measure.pitch);
        } else {
            // Who goes from elsewhere goes with all the others.
            for index in self.on.drain(..) {
                self.passages[index].gone = Some(now);
            }
            self.belt.clear();
            self.life += 1;
        }
        self.lead();
        self.run(now);
    }
}

impl Tape<'_> {
    /// Reckons all waves, up to an instant: that at which the books were closed last, or the last record.
    ///
    /// # Errors
    /// Where it is none of the belts on which waves run.
    pub fn play(self, until: SimTime) -> Result<Waves, NoWaves> {
        let facts = self.facts()?.clone();
        let ids: Vec<ProductId> = self.products();
        let scale = facts.scale(ids.iter().map(|id| self.plant.product(*id)));
        let scale = scale.ok_or(NoWaves::NoBelt)?;
        let measures = scale.pitches.iter().zip(&scale.lengths);
        let measures = measures.map(|(pitch, length)| Measure { pitch: *pitch, length: *length });
        let measures: BTreeMap<ProductId, Measure> = ids.into_iter().zip(measures).collect();
        let fittings = Fittings { zone: scale.zone, is_indexed: false, beams: Vec::new() };
        let mut player = Player {
            belt: Belt::new(scale.length, scale.speed, facts.accumulates, fittings),
            measures: &measures,
            passages: Vec::new(),
            on: std::collections::VecDeque::new(),
            runs: vec![(SimTime::ZERO, 0, scale.speed)],
            speed: scale.speed,
            is_halted: false,
            life: 0,
        };
        let (events, reasons) = self.events(until);
        let mut waves = Waves {
            length: scale.length,
            zone: scale.zone,
            facts,
            reasons,
            passages: Vec::new(),
            runs: Vec::new(),
            rests: Vec::new(),
            until,
            is_odd: false,
        };
        let mut speeds = scale.speeds.iter();
        // When an item was at the exit last, and as it should have been.
        let mut fits = SimTime::ZERO;
        for Happened { at, what } in events {
            match what {
                Event::Speed => {
                    player.speed = speeds.next().copied().unwrap_or(player.speed);
                    player.run(at);
                }
                Event::Halted(cause) => {
                    let places = player.belt.places(at).into_iter();
                    let items = player.on.iter().zip(places);
                    let items = items.map(|(index, place)| (*index, place, at)).collect();
                    waves.rests.push(Rest { to: None, cause, items });
                    player.is_halted = true;
                    player.run(at);
                }
                Event::Resumed => {
                    if let Some(rest) = waves.rests.last_mut() {
                        rest.to = Some(at);
                    }
                    player.is_halted = false;
                    player.run(at);
                }
                Event::Came(item, product) => {
                    let product = product.expect("what comes was created");
                    player.came(at, item, product);
                    let halted = waves.rests.last_mut().filter(|_| player.is_halted);
                    if let (Some(rest), Some(index)) = (halted, player.on.back()) {
                        rest.items.push((*index, 0, at));
                    }
                }
                Event::AtExit => {
                    let due = player.belt.at_exit();
                    if due.is_none_or(|due| due.as_nanos().abs_diff(at.as_nanos()) > CLOSE_NS) {
                        (waves.until, waves.is_odd) = (fits, true);
                        break;
                    }
                    fits = at;
                    player.run(at);
                }
                Event::Went(item, receiver) => player.went(at, item, receiver),
            }
        }
        waves.rests.retain(|rest| !rest.items.is_empty());
        (waves.passages, waves.runs) = (player.passages, player.runs);
        Ok(waves)
    }
}
