//! People: who there is, when they are there, how they walk, and what takes whom.

use std::fmt;

use plantwright_units::{Length, Rate, Speed};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::plant::{
    Afterwards, AtShiftEnd, BILLIONTHS_PER_DAY, Choice, CrewFacts, Pace, PeopleFacts, Position,
    SkillFacts, TeamFacts, WalkFacts, most_at_once,
};
use crate::{Diagnostic, ReadCx, Spanned, codes};

/// More than these in one group are taken for a slip of the pen.
const MOST: u32 = 100_000;

/// A group of people who are alike: `(count: 2, skills: ["repair", "setup"])`,
/// `(shifts: [(calendar: "early", count: 4), (calendar: "late", count: 2)], at_end: Finish)`.
///
/// At any time each of them is at work, on the way or idle within the shift, in overtime, or off duty; `working_time`,
/// `walking_time`, `idle_time`, `overtime` and `off_duty_time` of the group say for how long, and sum to all their time.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// How many they are; default: 1, or as many as the `shifts` have.
    #[serde(default)]
    pub count: Option<Spanned<u32>>,
    /// What they can do beside what is asked of the group by its name; default: nothing.
    #[serde(default)]
    pub skills: Vec<Skill>,
    /// When they are there, one of the scene's `calendars`: breaks and holidays are its; default: always, or as the `shifts` say.
    #[serde(default)]
    pub calendar: Option<Spanned<String>>,
    /// Instead of `count` and `calendar`: who of them works when; default: all of them the same hours.
    #[serde(default)]
    pub shifts: Vec<Team>,
    /// What becomes of work when those who do it go home, or on a break; default: `HandOver`.
    #[serde(default)]
    pub at_end: AtShiftEnd,
    /// How long they take for what is asked of the group by its name: 0.8 is a fifth less than is said; default: 1.
    #[serde(default)]
    pub takes: Option<Spanned<f64>>,
    /// How fast they walk, in straight lines, from where they are to where they are needed; default: they are there at once.
    #[serde(default)]
    pub walks: Option<Spanned<Speed>>,
    /// Where they are at the beginning of their shifts, `("4 m", "0 m")`; default: nowhere, it has to be said where they walk.
    #[serde(default)]
    pub home: Option<Spanned<Place>>,
    /// Where they go when nobody needs them; default: `Stay`.
    #[serde(default)]
    pub afterwards: Afterwards,
    /// What an hour of one of them costs, from the beginning of the shift to its end: `"32 /h"`; default: nothing.
    #[serde(default)]
    pub wage: Option<Spanned<Rate>>,
    /// What an hour of overtime costs; default: as `wage`.
    #[serde(default)]
    pub overtime_wage: Option<Spanned<Rate>>,
}

/// Two lengths: along the floor, and across it.
pub(crate) type Place = (Length, Length);

/// Those of a group who work the same hours: `(calendar: "late", count: 2)`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// When they are there: one of the scene's `calendars`.
    pub calendar: Spanned<String>,
    /// How many they are; default: 1.
    #[serde(default)]
    pub count: Option<Spanned<u32>>,
}

/// What people can do: `"repair"`, or with how well they do it, `(name: "repair", level: 2, takes: 0.8)`.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(untagged)]
pub enum Skill {
    /// By its name alone: level 1, in the usual time.
    Name(String),
    /// With level and speed.
    Graded(Graded),
}

/// A skill, and how well it is mastered.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Graded {
    /// What it is called.
    pub name: String,
    /// How well they do it; work may ask for a level; default: 1.
    #[serde(default)]
    pub level: Option<u32>,
    /// How long they take for it: 0.8 is a fifth less than is said; default: 1.
    #[serde(default)]
    pub takes: Option<Spanned<f64>>,
}

/// Who is needed for a piece of work: `(of: "setters")`, `(of: "repair", count: 2, priority: 1)`.
///
/// All of them come together or nobody does. They are granted in the order of priority, and of asking where that is equal, among
/// all who ask until the end of an instant; who cannot be served yet does not hold up those behind, unless it `reserves`. Where they take more or less time than is said, the
/// slowest of them sets the pace.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crew {
    /// A group of people, or a skill that members of several groups may have.
    pub of: Spanned<String>,
    /// How many of them; default: 1.
    #[serde(default)]
    pub count: Option<Spanned<u32>>,
    /// Higher is served first; default: 0.
    #[serde(default)]
    pub priority: i32,
    /// How well they have to do it at least; default: 1, anyone who can.
    #[serde(default)]
    pub level: Option<Spanned<u32>>,
    /// Who of those who can comes first; default: `FewestSkills`.
    #[serde(default)]
    pub choose: Choice,
    /// Whether those who are free already are kept for it while it waits for the others, so that nobody behind it is served by
    /// them; default: false.
    #[serde(default)]
    pub reserves: bool,
    /// Whether it stays while its station is down, and is bound meanwhile; default: false, it goes, and is asked for again.
    #[serde(default)]
    pub stays: bool,
}

/// Where a piece of equipment stands: `(at: ("14 m", "3 m"))`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spot {
    /// How far along the floor and across it.
    pub at: Place,
}

impl Spot {
    /// Where that is.
    pub(crate) fn position(&self) -> Position {
        position(&self.at)
    }
}

pub(crate) fn position((x, y): &Place) -> Position {
    Position { x: x.base_f64(), y: y.base_f64() }
}

impl People {
    pub(crate) fn facts(&self, name: &Spanned<String>, cx: &mut ReadCx<'_>) -> PeopleFacts {
        let teams = self.teams(name, cx);
        let skills = self.skills.iter().map(|skill| skill.facts(cx)).collect();
        PeopleFacts {
            name: name.value.clone(),
            span: name.span,
            count: teams.iter().map(|team| team.count).sum(),
            teams,
            skills,
            pace: pace(self.takes, cx),
            at_end: self.at_end,
            walk: self.walk(name, cx),
            wage: self.wages(cx),
        }
    }

    fn teams(&self, name: &Spanned<String>, cx: &mut ReadCx<'_>) -> Vec<TeamFacts> {
        let mut team = |calendar: Option<&Spanned<String>>, count: Option<Spanned<u32>>| {
            let calendar = calendar.and_then(|calendar| cx.calendar(calendar));
            TeamFacts { count: head_count(count, &name.value, cx), calendar }
        };
        if self.shifts.is_empty() {
            return vec![team(self.calendar.as_ref(), self.count)];
        }
        let teams: Vec<TeamFacts> =
            self.shifts.iter().map(|shift| team(Some(&shift.calendar), shift.count)).collect();
        let calendar = self.calendar.as_ref().map(|calendar| calendar.span);
        if let Some(span) = self.count.map(|count| count.span).or(calendar) {
            let message = format!("how many of `{}` work when is said twice", name.value);
            cx.report.push(
                Diagnostic::error(codes::PEOPLE, span, message)
                    .hint("leave out `count` and `calendar`, or `shifts`"),
            );
        }
        teams
    }

    fn walk(&self, name: &Spanned<String>, cx: &mut ReadCx<'_>) -> Option<WalkFacts> {
        let Some(speed) = &self.walks else {
            if let Some(home) = &self.home {
                let message = format!("people of `{}` have a home, and do not walk", name.value);
                let finding = Diagnostic::error(codes::PEOPLE, home.span, message);
                cx.report.push(finding.hint("add `walks: \"1.2 m/s\"`, or leave `home` out"));
            }
            return None;
        };
        let speed_mps = speed.value.base_f64();
        if speed_mps <= 0.0 {
            let finding =
                Diagnostic::error(codes::PEOPLE, speed.span, "at this speed nobody gets anywhere");
            cx.report.push(finding.hint("people walk at about `\"1.2 m/s\"`"));
            return None;
        }
        let Some(home) = &self.home else {
            let message =
                format!("people of `{}` walk, and where they set out is not said", name.value);
            cx.report.push(
                Diagnostic::error(codes::PEOPLE, speed.span, message)
                    .hint("add a `home`, such as `home: (\"0 m\", \"0 m\")`"),
            );
            return None;
        };
        let home = position(&home.value);
        Some(WalkFacts { speed_mps, home, afterwards: self.afterwards })
    }

    fn wages(&self, cx: &mut ReadCx<'_>) -> Option<(u64, u64)> {
        let mut whole = |wage: &Spanned<Rate>| match wage.value.whole(BILLIONTHS_PER_DAY) {
            Ok(parts) => Some(parts),
            Err(error) => {
                cx.error(codes::ENERGY, wage.span, error.to_string());
                None
            }
        };
        let (regular, overtime) =
            (self.wage.as_ref().map(&mut whole), self.overtime_wage.as_ref().map(&mut whole));
        match (regular, overtime) {
            (None, None) => None,
            (Some(regular), None) => Some((regular?, regular?)),
            (regular, Some(overtime)) => Some((regular.unwrap_or(Some(0))?, overtime?)),
        }
    }
}

/// How many there are, or reports that there is nobody.
fn head_count(count: Option<Spanned<u32>>, name: &str, cx: &mut ReadCx<'_>) -> u32 {
    let Some(count) = count else { return 1 };
    if count.value == 0 {
        let message = format!("there is nobody in `{name}`");
        cx.report.push(
            Diagnostic::error(codes::CAPACITY, count.span, message)
                .hint("leave `count` out for one person, or take the group out of the scene"),
        );
    }
    if count.value > MOST {
        let message = format!("a group has {MOST} people at most");
        cx.error(codes::CAPACITY, count.span, message);
    }
    count.value.min(MOST)
}

/// A share of the usual time, in millionths.
fn pace(takes: Option<Spanned<f64>>, cx: &mut ReadCx<'_>) -> Pace {
    let Some(takes) = takes else { return Pace::USUAL };
    let millionths = (takes.value * f64::from(Pace::USUAL.0)).round();
    if (1_000.0..=1e9).contains(&millionths) {
        return Pace(millionths as u32);
    }
    let message = "work takes between a thousandth and a thousand times of what is said";
    let finding = Diagnostic::error(codes::PEOPLE, takes.span, message);
    cx.report
        .push(finding.hint("`takes: 0.8` is a fifth less than is said, `1.25` a quarter more"));
    Pace::USUAL
}

impl Skill {
    fn facts(&self, cx: &mut ReadCx<'_>) -> SkillFacts {
        match self {
            Self::Name(name) => SkillFacts { name: name.clone(), level: 1, pace: Pace::USUAL },
            Self::Graded(Graded { name, level, takes }) => {
                SkillFacts { name: name.clone(), level: level.unwrap_or(1), pace: pace(*takes, cx) }
            }
        }
    }
}

impl Crew {
    /// Finds who can be asked, or reports that there are too few.
    pub fn facts(&self, cx: &mut ReadCx<'_>) -> Option<CrewFacts> {
        let count = self.count.map_or(1, |count| count.value);
        let level = self.level.map_or(1, |level| level.value);
        let able = cx.people(&self.of)?;
        let people = cx.people;
        let ability = |position: usize| people[position].ability(&self.of.value);
        let groups: Vec<_> = able
            .iter()
            .filter_map(|id| Some((*id, ability(id.index())?)))
            .filter(|(_, (reached, _))| *reached >= level)
            .map(|(id, (_, pace))| (id, pace))
            .collect();
        if groups.is_empty() {
            let span = self.level.map_or(self.of.span, |level| level.span);
            let best = able.iter().filter_map(|id| Some(ability(id.index())?.0)).max();
            let message = format!("nobody has `{}` at level {level}", self.of.value);
            let hint = format!("the highest level there is, is {}", best.unwrap_or(1));
            cx.report.push(Diagnostic::error(codes::UNKNOWN_PEOPLE, span, message).hint(hint));
            return None;
        }
        if count == 0 {
            let span = self.count.map_or(self.of.span, |count| count.span);
            let finding = Diagnostic::error(codes::CAPACITY, span, "nobody is needed");
            cx.report.push(finding.hint("leave the field out"));
            return None;
        }
        let of_groups = groups.iter().map(|(id, _)| &people[id.index()]);
        let all: u64 = of_groups.clone().map(|group| u64::from(group.count)).sum();
        let there = most_at_once(of_groups, cx.calendars.unwrap_or(&[]));
        if u64::from(count) > there {
            let span = self.count.map_or(self.of.span, |count| count.span);
            let needed = format!("{count} of `{}` are needed", self.of.value);
            let (message, hint) = if u64::from(count) > all {
                (
                    format!("{needed}, and there are {there}"),
                    "ask for fewer, or raise the `count` of the group under `people`",
                )
            } else {
                (
                    format!("{needed}, and never more than {there} are there at once"),
                    "ask for fewer, or let their calendars overlap",
                )
            };
            cx.report.push(Diagnostic::error(codes::CAPACITY, span, message).hint(hint));
            return None;
        }
        let (priority, choice) = (self.priority, self.choose);
        let (reserves, stays) = (self.reserves, self.stays);
        Some(CrewFacts { groups, count, priority, choice, reserves, stays })
    }
}

impl<'de> Deserialize<'de> for Skill {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Skill;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a skill, `\"repair\"` or `(name: \"repair\", level: 2)`")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Skill, E> {
                Ok(Skill::Name(name.to_owned()))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Skill, A::Error> {
                Graded::deserialize(de::value::MapAccessDeserializer::new(map)).map(Skill::Graded)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
