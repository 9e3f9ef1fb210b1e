//! Looking harder: where nobody moves any more, nothing is left to wait for, and a long search is worth its time before a deadlock is
//! told.

use plantwright_model::plant::{FleetFacts, Traffic};
use plantwright_units::SimTime;

use super::Yard;
use super::aside::{Mover, Search, Sought};
use super::check;
use super::roads::Roads;
use super::shunt::Shunt;

/// How many arrangements of vehicles are looked at before a search is given up.
const DEEP: usize = 1_000_000;

/// What a long search came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Through {
    /// It is on its way, and others make way.
    Goes,
    /// It can never come there.
    Never,
    /// That was not found out.
    Unknown,
}

impl Roads<'_> {
    /// Whether a vehicle can never come to its goal, however all others move, those that drive now as well; false: it can, or that is not
    /// known.
    pub(super) fn is_hopeless(&self, vehicle: u32, goal: u32) -> bool {
        if check::may_rotate(self.facts) {
            return false;
        }
        let mover = |number: u32| {
            let it = &self.vehicles[number as usize];
            Mover { vehicle: number, pace: it.pace(self.facts), at: it.rest(), goal: None }
        };
        let others = (0..self.vehicles.len() as u32).filter(|number| *number != vehicle);
        let others: Vec<Mover> = others.map(mover).collect();
        let shunt = Shunt::new(self.facts, std::iter::empty());
        let sought = shunt.map(|mut it| it.moves(mover(vehicle), goal, &others));
        matches!(sought, Some(Sought::None))
    }

    /// Brings a vehicle to its goal while all others make way who can, if that is possible at all.
    fn get_through(&mut self, vehicle: u32, goal: u32) -> Through {
        let mover = |number: u32| {
            let it = &self.vehicles[number as usize];
            Mover { vehicle: number, pace: it.pace(self.facts), at: it.rest(), goal: None }
        };
        let may_move = |number: &u32| {
            let it = &self.vehicles[*number as usize];
            it.is_free() && it.tasks.front().is_none_or(|(node, _)| *node != it.rest())
        };
        let others = (0..self.vehicles.len() as u32).filter(|number| *number != vehicle);
        let (others, stay): (Vec<u32>, Vec<u32>) = others.partition(may_move);
        let others: Vec<Mover> = others.into_iter().map(mover).collect();
        let stay = || stay.iter().map(|number| self.vehicles[*number as usize].rest());
        let one = mover(vehicle);
        let sought = if let Some(mut shunt) = Shunt::new(self.facts, stay()) {
            shunt.moves(one, goal, &others)
        } else {
            let one = Mover { goal: Some(goal), ..one };
            let movers = others.into_iter().chain([one]).collect();
            Search::new(self.facts, movers, stay()).in_haste().moves(DEEP)
        };
        match sought {
            Sought::Moves(moves) => {
                self.make(&moves);
                Through::Goes
            }
            Sought::None => Through::Never,
            Sought::Unknown => Through::Unknown,
        }
    }
}

impl Yard {
    /// Where nobody moves any more, brings somebody on who waits, however long it takes to find out how. Returns whether there was one;
    /// `unsolved`: of whom it was not found out.
    pub(super) fn look_deep(
        &mut self,
        facts: &FleetFacts,
        now: SimTime,
        unsolved: &mut Vec<u32>,
    ) -> bool {
        if facts.traffic != Traffic::Planned || self.stuck.is_empty() {
            return false;
        }
        unsolved.clear();
        for number in self.nobody_moves(&[]) {
            let it = &self.vehicles[number as usize];
            let Some((goal, _)) = it.tasks.front().copied().filter(|_| it.is_free()) else {
                continue;
            };
            let mut roads = self.roads(facts, now);
            let through = roads.get_through(number, goal);
            let sent = std::mem::take(&mut roads.sent);
            match through {
                // Moves of a whole ring at once are not among those that were looked at.
                Through::Never if check::may_rotate(facts) => unsolved.push(number),
                Through::Never => {}
                Through::Unknown => unsolved.push(number),
                Through::Goes => {
                    self.dirty.extend(sent);
                    self.dirty.insert(number);
                    self.epoch += 1;
                    self.stuck.remove(&number);
                    let it = &mut self.vehicles[number as usize];
                    (it.stuck_since, it.waits_for) = (None, None);
                    return true;
                }
            }
        }
        false
    }
}
