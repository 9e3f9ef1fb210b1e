//! People: who there is, and what takes whom.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::plant::{CrewFacts, PeopleFacts};
use crate::{Diagnostic, ReadCx, Spanned, codes};

/// A group of people who are alike: `(count: 2, skills: ["repair", "setup"])`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// How many they are; default: 1.
    #[serde(default)]
    pub count: Option<Spanned<u32>>,
    /// What they can do beside what is asked of the group by its name; default: nothing.
    #[serde(default)]
    pub skills: Vec<Spanned<String>>,
}

/// Who is needed for a piece of work: `(of: "setters")`, `(of: "repair", count: 2, priority: 1)`.
///
/// All of them come together or nobody does. They are granted in the order of priority, and of asking where that is equal; who
/// cannot be served yet does not hold up those behind.
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
}

impl People {
    pub(crate) fn facts(&self, name: &Spanned<String>, cx: &mut ReadCx<'_>) -> PeopleFacts {
        if let Some(count) = self.count.filter(|count| count.value == 0) {
            let message = format!("there is nobody in `{}`", name.value);
            cx.report.push(
                Diagnostic::error(codes::CAPACITY, count.span, message)
                    .hint("leave `count` out for one person, or take the group out of the scene"),
            );
        }
        PeopleFacts {
            name: name.value.clone(),
            span: name.span,
            count: self.count.map_or(1, |count| count.value),
            skills: self.skills.iter().map(|skill| skill.value.clone()).collect(),
        }
    }
}

impl Crew {
    /// Finds who can be asked, or reports that there are too few.
    pub fn facts(&self, cx: &mut ReadCx<'_>) -> Option<CrewFacts> {
        let count = self.count.map_or(1, |count| count.value);
        let groups = cx.people(&self.of)?;
        let there: u64 = groups.iter().map(|id| u64::from(cx.people[id.index()].count)).sum();
        if u64::from(count) > there {
            let span = self.count.map_or(self.of.span, |count| count.span);
            let message =
                format!("{count} of `{}` are needed, and there are {there}", self.of.value);
            cx.report.push(
                Diagnostic::error(codes::CAPACITY, span, message)
                    .hint("ask for fewer, or raise the `count` of the group under `people`"),
            );
            return None;
        }
        if count == 0 {
            let span = self.count.map_or(self.of.span, |count| count.span);
            let finding = Diagnostic::error(codes::CAPACITY, span, "nobody is needed");
            cx.report.push(finding.hint("leave the field out"));
            return None;
        }
        Some(CrewFacts { groups, count, priority: self.priority })
    }
}
