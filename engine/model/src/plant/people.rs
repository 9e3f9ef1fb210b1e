//! Who works in a plant: groups of people, when they are there, how they move, and who is needed for a piece of work.

use plantwright_units::{CalendarId, SimSpan, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CalendarFacts;
use crate::Span;

/// A group of people who are alike.
#[derive(Debug, Clone, PartialEq)]
pub struct PeopleFacts {
    /// Its name.
    pub name: String,
    /// Where the name stands in the scene.
    pub span: Span,
    /// How many they are, over all shifts.
    pub count: u32,
    /// Who of them is there when; there is at least one.
    pub teams: Vec<TeamFacts>,
    /// What they can do.
    pub skills: Vec<SkillFacts>,
    /// How long they take for what is asked of the group by its name.
    pub pace: Pace,
    /// What becomes of work when those who do it go home.
    pub at_end: AtShiftEnd,
    /// How they walk; none: they are at once where they are needed.
    pub walk: Option<WalkFacts>,
    /// What an hour of one of them costs, and one of overtime, in billionths per day; none: nothing is said.
    pub wage: Option<(u64, u64)>,
}

/// Those of a group who work the same hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TeamFacts {
    /// How many they are.
    pub count: u32,
    /// When they are there; none: always.
    pub calendar: Option<CalendarId>,
}

/// What a group can do, and how well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillFacts {
    /// What.
    pub name: String,
    /// How well: more is better.
    pub level: u32,
    /// How long they take for it.
    pub pace: Pace,
}

/// How people walk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WalkFacts {
    /// How fast they walk, in metres per second.
    pub speed_mps: f64,
    /// Where they are at the beginning of their shifts.
    pub home: Position,
    /// Where they go when nobody needs them.
    pub afterwards: Afterwards,
}

/// A place on the floor, in metres.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// How far along the floor.
    pub x: f64,
    /// How far across it.
    pub y: f64,
}

/// How long someone takes, in millionths of the time that is said for the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pace(pub u32);

/// What becomes of work when those who do it go home.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum AtShiftEnd {
    /// Others who are there and free take it over at once, before all who wait as long as they; where there is nobody, it is
    /// interrupted, and goes on when someone comes.
    #[default]
    HandOver,
    /// It is interrupted, and asks for people anew, behind those who wait already.
    Interrupt,
    /// They finish it first, as overtime: the stage that they are at, or the repair.
    Finish,
}

/// Where people go when nobody needs them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Afterwards {
    /// They stay where they worked last.
    #[default]
    Stay,
    /// They walk home, and can be called away from the way.
    GoHome,
}

/// Who of those who can comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Choice {
    /// Who has the fewest skills, the others being kept for what only they can do; among these the nearest, and where that is
    /// equal who has been free for longest.
    #[default]
    FewestSkills,
    /// Who is there first; where that is equal, as `FewestSkills`.
    Nearest,
    /// Who has been free for longest; where that is equal, as `FewestSkills`.
    LongestIdle,
    /// Who takes the shortest time for it; where that is equal, as `FewestSkills`.
    Fastest,
}

/// A group of people, by its position among the groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PeopleId(pub u32);

/// Who is needed for a piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrewFacts {
    /// From which groups they may come, those with the fewest skills first; and how long each takes.
    pub groups: Vec<(PeopleId, Pace)>,
    /// How many.
    pub count: u32,
    /// Higher is served first.
    pub priority: i32,
    /// Who comes first.
    pub choice: Choice,
    /// Whether those who are free are kept for it while it waits.
    pub reserves: bool,
    /// Whether it stays while its station is down.
    pub stays: bool,
}

impl PeopleId {
    /// Returns the position.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl PeopleFacts {
    /// Returns how well the group does what it is asked for by a name, and how long it takes; none where it cannot do it.
    pub fn ability(&self, name: &str) -> Option<(u32, Pace)> {
        let skill = self.skills.iter().find(|skill| skill.name == name);
        let skill = skill.map(|skill| (skill.level, skill.pace));
        skill.or_else(|| (self.name == name).then_some((1, self.pace)))
    }
}

impl Position {
    /// Returns how far it is to another place in a straight line, in metres.
    pub fn distance(self, to: Self) -> f64 {
        let (x, y) = (to.x - self.x, to.y - self.y);
        (x * x + y * y).sqrt()
    }

    /// Returns the place on the straight way to another one at which so much of the way is done.
    #[must_use]
    pub fn on_the_way(self, to: Self, done: f64) -> Self {
        Self { x: self.x + (to.x - self.x) * done, y: self.y + (to.y - self.y) * done }
    }
}

impl Pace {
    /// Exactly as long as is said.
    pub const USUAL: Self = Self(1_000_000);

    /// Returns how long someone takes for work of so much time, rounded half-up.
    pub fn takes(self, work: SimSpan) -> SimSpan {
        scaled(work, self.0, Self::USUAL.0)
    }

    /// Returns how much work is done in a time, rounded half-up.
    pub fn done(self, time: SimSpan) -> SimSpan {
        scaled(time, Self::USUAL.0, self.0)
    }
}

/// Beyond the end of time it stays at the end of time.
fn scaled(span: SimSpan, by: u32, over: u32) -> SimSpan {
    if by == over {
        return span;
    }
    let over = u128::from(over);
    let nanos = (u128::from(span.as_nanos()) * u128::from(by) + over / 2) / over;
    SimSpan::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

/// Returns how many of several groups are there at once at most.
pub(crate) fn most_at_once<'a>(
    groups: impl Iterator<Item = &'a PeopleFacts> + Clone,
    calendars: &[CalendarFacts],
) -> u64 {
    /// A calendar that goes on for ever repeats itself after its dates.
    const WINDOWS: usize = 1_000;
    let teams = || groups.clone().flat_map(|group| &group.teams);
    let of = |team: &TeamFacts| team.calendar.and_then(|id| calendars.get(id.index()));
    let there = |at: SimTime| -> u64 {
        let there = teams().filter(|team| of(team).is_none_or(|calendar| calendar.is_open(at)));
        there.map(|team| u64::from(team.count)).sum()
    };
    let opens = teams().filter_map(of).flat_map(|calendar| {
        calendar.windows(SimTime::ZERO).take(WINDOWS).map(|window| window.from)
    });
    let mut instants: Vec<SimTime> = opens.chain([SimTime::ZERO]).collect();
    instants.sort_unstable();
    instants.dedup();
    instants.into_iter().map(there).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_and_time_of_a_pace_fit_each_other() {
        let pace = Pace(800_000);
        let work = SimSpan::from_secs(100);
        assert_eq!(pace.takes(work), SimSpan::from_secs(80));
        assert_eq!(pace.done(SimSpan::from_secs(80)), work);
        assert_eq!(Pace::USUAL.takes(SimSpan::from_nanos(7)), SimSpan::from_nanos(7));
        assert_eq!(Pace(1_500_000).takes(SimSpan::MAX), SimSpan::MAX);
    }
}
