//! What the fields of a record mean, kind by kind, as names: for journals that are read without this program, and for whoever
//! prints them. Names are in snake case, as those of KPIs.

use crate::{Drive, Duty, Notice, Record, Stall, State, What};

/// What the subject of a record is: the item that it tells of, or other equipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An item.
    Item,
    /// A piece of equipment, or what happens to one, in this role; it may be none.
    Cause(&'static str),
}

/// What the level of a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It is zero.
    Nothing,
    /// The number of a product.
    Product,
    /// A number of this.
    Count(&'static str),
}

/// What the fields of a kind of record mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// The name of the kind.
    pub name: &'static str,
    /// What it tells of.
    pub subject: Subject,
    /// What the span is; none: it is zero.
    pub span: Option<&'static str>,
    /// What the second span is; none: it is zero.
    pub extra: Option<&'static str>,
    /// What the level is.
    pub level: Level,
    /// What the five bits beside the kind number: states, duties, drives, stalls or notices; none: they are zero.
    pub state: Option<&'static str>,
}

impl Meaning {
    const fn item(name: &'static str) -> Self {
        let (span, extra, level, state) = (None, None, Level::Nothing, None);
        Self { name, subject: Subject::Item, span, extra, level, state }
    }

    const fn cause(name: &'static str, role: &'static str) -> Self {
        Self { subject: Subject::Cause(role), ..Self::item(name) }
    }

    const fn span(self, span: &'static str) -> Self {
        Self { span: Some(span), ..self }
    }

    const fn extra(self, extra: &'static str) -> Self {
        Self { extra: Some(extra), ..self }
    }

    const fn product(self) -> Self {
        Self { level: Level::Product, ..self }
    }

    const fn count(self, of: &'static str) -> Self {
        Self { level: Level::Count(of), ..self }
    }

    const fn state(self, of: &'static str) -> Self {
        Self { state: Some(of), ..self }
    }
}

impl What {
    /// Returns what the fields of records of this kind mean.
    pub const fn meaning(self) -> Meaning {
        let item = Meaning::item;
        let cause = Meaning::cause;
        match self {
            Self::Created => item("created").product(),
            Self::Lost => item("lost").product(),
            Self::Entered => item("entered").count("items"),
            Self::Started => item("started").span("waited"),
            Self::Finished => item("finished").span("processed"),
            Self::Left => item("left").span("stayed").count("items"),
            Self::Consumed => item("consumed").span("age").extra("processed").product(),
            Self::Due => item("due").span("late").extra("early"),
            Self::State => cause("state", "waits_for").span("lasted").count("busy").state("states"),
            Self::Decided => item("decided").count("choices"),
            Self::Scrapped => item("scrapped").span("age").product(),
            Self::Failed => cause("failed", "failure"),
            Self::Repaired => cause("repaired", "failure").span("down").extra("waited"),
            Self::Rejected => item("rejected").product(),
            Self::Flawed => item("flawed").count("flaws"),
            Self::SetUp => item("set_up").product(),
            Self::Staffed => {
                cause("staffed", "nobody").span("lasted").count("people").state("duties")
            }
            Self::Claimed => {
                cause("claimed", "asked_by").span("waited").extra("walked").count("people")
            }
            Self::Maintained => cause("maintained", "maintenance").span("took").extra("waited"),
            Self::Present => item("present").span("stayed").extra("age").count("items"),
            Self::Absorbed => item("absorbed").span("age").product(),
            Self::Carried => item("carried").extra("age"),
            Self::Inspected => cause("inspected", "wear").span("took").count("stage"),
            Self::Working => cause("working", "concern").span("lasted").count("units"),
            Self::Reneged => item("reneged").span("waited").product(),
            Self::Breached => item("breached").span("waited").product(),
            Self::Withdrawn => item("withdrawn").span("age").product(),
            Self::Expired => item("expired").span("age").product(),
            Self::Driven => {
                cause("driven", "waits_for").span("lasted").count("millimetres").state("drives")
            }
            Self::Passed => cause("passed", "nobody").span("held").extra("waited").count("point"),
            Self::Deadlocked => cause("deadlocked", "waits_for").count("point").state("stalls"),
            Self::Noticed => item("noticed").span("lasted").count("number").state("notices"),
            Self::Interrupted => item("interrupted").span("done").count("group"),
            Self::Resumed => item("resumed").count("process"),
        }
    }
}

impl State {
    /// Returns what it means, as a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Idle => {
                "There is nothing to work on, or nothing may be begun yet. What it waits for is its cause."
            }
            Self::Processing => "At least one place is in process.",
            Self::Blocked => {
                "What is finished cannot go on: there is no room where it goes, which is the cause."
            }
            Self::Down => "It is broken, and waits for its repair or is repaired.",
            Self::Setup => "It is set up, loaded or unloaded, and nothing is in process meanwhile.",
            Self::WaitingForOperator => {
                "There is work, and the people for it are busy elsewhere, on their way or off duty."
            }
            Self::Maintenance => "It is maintained or inspected.",
            Self::Off => "Its calendar is closed.",
            Self::Standby => "It sleeps, to save energy.",
            Self::Starting => "It wakes up from standby.",
        }
    }
}

impl Duty {
    /// Returns what it means, as a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Working => {
                "At work: the whole crew of a work has come. `working_time` is that of it within \
                 their shifts; the rest is overtime."
            }
            Self::Walking => "On their way to work, or home.",
            Self::Present => {
                "There by their calendar, whatever they do: at work, on their way, or idle."
            }
            Self::Overtime => {
                "At work though their calendar is closed, where `at_end: Finish` lets them finish \
                 what they are at."
            }
            Self::Away => {
                "Neither there by their calendar nor at work: at home, on a break, on a holiday. \
                 What waits for them waits for `off_duty`, and not for who is busy."
            }
        }
    }

    /// Returns the name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Walking => "walking",
            Self::Present => "present",
            Self::Overtime => "overtime",
            Self::Away => "off_duty",
        }
    }
}

impl Drive {
    /// Returns the name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Parked => "parked",
            Self::Empty => "empty",
            Self::Loaded => "loaded",
            Self::Waiting => "waiting",
            Self::Loading => "loading",
            Self::Unloading => "unloading",
            Self::Blocked => "blocked",
            Self::Charging => "charging",
            Self::Dwelling => "dwelling",
            Self::Broken => "broken",
            Self::Towed => "towed",
            Self::OffDuty => "off_duty",
            Self::Obstructed => "obstructed",
            Self::Stranded => "stranded",
        }
    }
}

impl Stall {
    /// Returns the name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Unsolved => "unsolved",
            Self::Dissolved => "dissolved",
        }
    }
}

impl Notice {
    /// Returns the name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Cleared => "cleared",
            Self::Fallen => "fallen",
            Self::Jammed => "jammed",
            Self::NotFinite => "not_finite",
            Self::Tunnelled => "tunnelled",
            Self::Missed => "missed",
            Self::InTheWay => "in_the_way",
            Self::Starved => "starved",
        }
    }
}

impl Record {
    /// Returns the name of the state, duty, drive, stall or notice that it tells of, where it tells of one.
    pub const fn state_name(&self) -> Option<&'static str> {
        match self.what() {
            What::State => Some(self.state().name()),
            What::Staffed => Some(self.duty().name()),
            What::Driven => Some(self.drive().name()),
            What::Deadlocked => Some(self.stall().name()),
            What::Noticed => Some(self.notice().name()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = What::ALL.iter().map(|what| what.meaning().name).collect();
        assert_eq!(names.len(), What::COUNT);
    }
}
