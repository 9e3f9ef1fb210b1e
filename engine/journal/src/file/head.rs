//! The head and the end of a journal: what it is about, in JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Unreadable;
use crate::{Drive, Duty, Level, Notice, Record, Stall, State, Subject, What};

/// What a journal is about, and what the numbers in it mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The program that wrote it, with its version.
    pub program: String,
    /// The title of the scene; empty where it has none.
    pub title: String,
    /// The scene.
    pub scene: SceneOf,
    /// The seed of all randomness.
    pub seed: u64,
    /// The replication.
    pub replication: u32,
    /// Who decided what was worked on next; none: each queue's own discipline.
    pub scheduler: Option<String>,
    /// How long the run was to last \[ns\]; none: until nothing was left to do.
    pub duration_ns: Option<u64>,
    /// What records are about, by number: equipment, then all else that can be named.
    pub names: Vec<String>,
    /// How many of the names are equipment.
    pub equipment: usize,
    /// The products, by number.
    pub products: Vec<String>,
    /// The orders.
    pub orders: Vec<OrderOf>,
    /// The kinds of records, by number.
    pub kinds: Vec<KindOf>,
    /// The states of equipment, by number.
    pub states: Vec<String>,
    /// What people do, by number.
    pub duties: Vec<String>,
    /// What vehicles do, by number.
    pub drives: Vec<String>,
    /// Whether vehicles wait in vain, by number.
    #[serde(default)]
    pub stalls: Vec<String>,
    /// What is noticed, by number.
    pub notices: Vec<String>,
    /// The points of fleets.
    #[serde(default)]
    pub points: Vec<PointsOf>,
    /// The photo-eyes of belts and zones.
    #[serde(default)]
    pub eyes: Vec<EyesOf>,
}

/// The photo-eyes of a piece of equipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EyesOf {
    /// The number of the equipment.
    pub who: u32,
    /// Their names, by number.
    pub names: Vec<String>,
}

/// The points on the paths of the vehicles of a fleet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointsOf {
    /// The number of the first vehicle, among all that can be named.
    pub first: u32,
    /// How many vehicles there are; their numbers follow one another.
    pub vehicles: u32,
    /// The points, by number.
    pub names: Vec<String>,
}

/// The scene of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SceneOf {
    /// Its path, as it was given.
    pub path: String,
    /// The digest of what it says.
    pub digest: String,
    /// What it says, with what was changed in it and put into it.
    pub text: String,
    /// The tables that it reads, by their paths.
    pub tables: BTreeMap<String, String>,
}

/// An order: items of one source with consecutive serial numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderOf {
    /// Its name.
    pub name: String,
    /// The number of the source.
    pub source: u32,
    /// The first serial number.
    pub first: u64,
    /// How many items.
    pub count: u64,
}

/// A kind of record: what its fields mean. What is none is zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindOf {
    /// Its name.
    pub name: String,
    /// `item`, or the role that another name has.
    pub subject: String,
    /// What the span is.
    pub span: Option<String>,
    /// What the second span is.
    pub extra: Option<String>,
    /// What the level is: `product`, or a number of this.
    pub level: Option<String>,
    /// The list that the state is in.
    pub state: Option<String>,
}

impl KindOf {
    fn of(what: What) -> Self {
        let meaning = what.meaning();
        let text = |it: Option<&str>| it.map(str::to_owned);
        Self {
            name: meaning.name.to_owned(),
            subject: match meaning.subject {
                Subject::Item => "item".to_owned(),
                Subject::Cause(role) => role.to_owned(),
            },
            span: text(meaning.span),
            extra: text(meaning.extra),
            level: match meaning.level {
                Level::Nothing => None,
                Level::Product => Some("product".to_owned()),
                Level::Count(of) => Some(of.to_owned()),
            },
            state: text(meaning.state),
        }
    }
}

impl Head {
    /// Returns a head with the words of this program, and nothing else.
    pub fn blank() -> Self {
        let texts = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Self {
            program: format!("plantwright {}", env!("CARGO_PKG_VERSION")),
            title: String::new(),
            scene: SceneOf::default(),
            seed: 0,
            replication: 0,
            scheduler: None,
            duration_ns: None,
            names: Vec::new(),
            equipment: 0,
            products: Vec::new(),
            orders: Vec::new(),
            kinds: What::ALL.iter().map(|what| KindOf::of(*what)).collect(),
            states: texts(&State::ALL.map(State::name)),
            duties: texts(&Duty::ALL.map(Duty::name)),
            drives: texts(&Drive::ALL.map(Drive::name)),
            stalls: texts(&Stall::ALL.map(Stall::name)),
            notices: texts(&Notice::ALL.map(Notice::name)),
            points: Vec::new(),
            eyes: Vec::new(),
        }
    }

    /// Returns what the level of a record is the number of, and the name of that one, where it has a name: a point on the paths of a
    /// vehicle, or a photo-eye.
    pub fn named(&self, record: &Record) -> Option<(&'static str, &str)> {
        let (who, number) = (record.who().0, record.level as usize);
        let (of, names) = match record.what() {
            What::Noticed if matches!(record.notice(), Notice::Covered | Notice::Cleared) => {
                ("eye", &self.eyes.iter().find(|it| it.who == who)?.names)
            }
            what if what.meaning().level == Level::Count("point") => {
                let is_own =
                    |it: &&PointsOf| who.checked_sub(it.first).is_some_and(|at| at < it.vehicles);
                ("point", &self.points.iter().find(is_own)?.names)
            }
            _ => return None,
        };
        Some((of, names.get(number)?))
    }

    /// Checks that its numbers mean what they mean here. It may know fewer words: they were added since.
    pub(super) fn check(&self) -> Result<(), Unreadable> {
        let known = Self::blank();
        let names = |kinds: &[KindOf]| kinds.iter().map(|kind| kind.name.clone()).collect();
        let lists: [(&'static str, Vec<String>, Vec<String>); 6] = [
            ("kinds of records", names(&self.kinds), names(&known.kinds)),
            ("states", self.states.clone(), known.states),
            ("duties", self.duties.clone(), known.duties),
            ("drives", self.drives.clone(), known.drives),
            ("stalls", self.stalls.clone(), known.stalls),
            ("notices", self.notices.clone(), known.notices),
        ];
        for (list, found, known) in lists {
            for (number, found) in found.into_iter().enumerate() {
                let known = known.get(number).cloned().unwrap_or_else(|| "nothing".to_owned());
                if found != known {
                    return Err(Unreadable::Words { list, number, found, known });
                }
            }
        }
        Ok(())
    }
}

/// How the run of a journal ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct End {
    /// `reached`, `drained`, `interrupted` or `fault`, as in the JSON of `run`.
    pub ending: String,
    /// What went wrong, where it ended by a fault.
    pub fault: Option<String>,
    /// When it ended \[ns\].
    pub at_ns: u64,
    /// The events that were handled.
    pub events: u64,
    /// The records in the journal, without those that close books.
    pub records: u64,
    /// The digest of everything that happened, as `run` prints it.
    pub journal_hash: String,
    /// The digest of all that affects the future.
    pub state_hash: String,
}
