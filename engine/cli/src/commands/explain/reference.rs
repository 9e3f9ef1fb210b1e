//! Everything that can be explained, and how it is found by a name.

use plantwright_journal::{Duty, State};
use plantwright_kpi::{Doing, Standard};
use plantwright_model::{CodeInfo, codes};
use plantwright_sim::KINDS;
use serde_json::Value;

use super::category::Category;
use super::prose;
use super::shape::{self, Choice, Field};
use crate::commands::schema;

/// One thing that can be explained.
#[derive(Debug)]
pub(super) struct Topic {
    pub(super) category: Category,
    pub(super) name: String,
    /// What it is: a doc comment, a definition, an explanation. One line for each paragraph.
    pub(super) text: String,
    /// What is said of it in lists.
    pub(super) summary: String,
    /// How it is written in a scene.
    pub(super) sample: Option<&'static str>,
    pub(super) fields: Vec<Field>,
    pub(super) choices: Vec<Choice>,
    /// The lists of words that its fields choose from, with their meanings.
    pub(super) words: Vec<(String, Vec<Choice>)>,
    /// The other things that it is made of.
    pub(super) see: Vec<String>,
}

/// Something that was found by its name.
#[derive(Debug)]
pub(super) enum Found<'a> {
    /// All things of a category.
    Category(Category, Vec<&'a Topic>),
    /// One thing.
    Topic(&'a Topic),
    /// One of the things that a word lets choose from.
    Choice(&'a Topic, &'a Choice),
    /// A field of a thing.
    Field(&'a Topic, &'a Field),
}

/// Everything that can be explained.
#[derive(Debug)]
pub(super) struct Reference(Vec<Topic>);

impl Reference {
    /// Collects it from the types and lists that say it.
    pub(super) fn new() -> Self {
        let schema = schema::schema();
        let mut topics = Vec::new();
        topics.extend(of_scene(&schema));
        topics.extend(of_study(&schema::study()));
        topics.extend(plantwright_kpi::ALL.iter().map(|kpi| Topic {
            text: prose::parts(kpi.about).join("\n"),
            summary: prose::parts(kpi.about).swap_remove(0),
            ..plain(Category::Kpi, kpi.name)
        }));
        topics.extend(State::ALL.map(of_equipment));
        topics.extend(Duty::ALL.map(of_people));
        topics.extend(plantwright_catalog::all().map(|scheduler| {
            Topic {
                text: format!("{}\n{}", prose::sentence(scheduler.about), scheduler.definition)
                    .trim_end()
                    .to_owned(),
                summary: prose::sentence(scheduler.about),
                ..plain(Category::Scheduler, scheduler.name)
            }
        }));
        topics.extend(plantwright_catalog::POINTS.iter().map(|form| Topic {
            text: format!("{}.\n{}", form.form, prose::sentence(form.about)),
            summary: format!("{}.", form.form),
            ..plain(Category::Scheduler, form.point)
        }));
        topics.extend(codes::CODES.iter().map(|info: &CodeInfo| Topic {
            text: format!("{}\n{}", prose::sentence(info.title), info.explanation),
            summary: prose::sentence(info.title),
            ..plain(Category::Mistake, info.code.0)
        }));
        Self(topics)
    }

    /// Returns the things of a category, in the order of its list.
    pub(super) fn of(&self, category: Category) -> impl Iterator<Item = &Topic> {
        self.0.iter().filter(move |topic| topic.category == category)
    }

    /// Returns all that goes by a name, in capitals or not: what carries it itself first. Fields are many, and looked at
    /// only where nothing else is called so but a state, since what a field says is often said for a state.
    pub(super) fn find(&self, name: &str) -> Vec<Found<'_>> {
        let named = |other: &str| other.eq_ignore_ascii_case(name);
        let categories = Category::ALL
            .into_iter()
            .filter(|category| category.names().iter().any(|other| named(other)))
            .map(|category| Found::Category(category, self.of(category).collect()));
        let topics = self
            .0
            .iter()
            .filter(|topic| {
                named(&topic.name) || (topic.category == Category::Kpi && values(topic).any(&named))
            })
            .map(Found::Topic);
        let choices = self.choices().filter(|(_, choice)| choice_name(choice).is_some_and(named));
        let choices = choices.map(|(topic, choice)| Found::Choice(topic, choice));
        let mut found: Vec<Found<'_>> = topics.chain(choices).chain(categories).collect();
        let is_state = |found: &Found<'_>| matches!(found, Found::Topic(topic) if topic.category == Category::State);
        if !found.iter().all(is_state) {
            return found;
        }
        let fields = self.fields().filter(|(_, field)| named(&field.name));
        found.extend(fields.map(|(topic, field)| Found::Field(topic, field)));
        found
    }

    /// Returns every name that something is found by.
    pub(super) fn names(&self) -> Vec<String> {
        let topics = self.0.iter().map(|topic| topic.name.as_str());
        let choices = self.choices().filter_map(|(_, choice)| choice_name(choice));
        let categories = Category::ALL.iter().flat_map(|category| category.names());
        let kpis = self.of(Category::Kpi).flat_map(values);
        let fields = self.fields().map(|(_, field)| field.name.as_str());
        topics
            .chain(choices)
            .chain(categories.copied())
            .chain(kpis)
            .chain(fields)
            .map(str::to_owned)
            .collect()
    }

    /// The choices of all words, those of lists of words with them.
    fn choices(&self) -> impl Iterator<Item = (&Topic, &Choice)> {
        self.0.iter().flat_map(|topic| topic.choices.iter().map(move |choice| (topic, choice)))
    }

    fn fields(&self) -> impl Iterator<Item = (&Topic, &Field)> {
        self.0.iter().flat_map(|topic| topic.fields.iter().map(move |field| (topic, field)))
    }
}

/// The values that a family of KPIs consists of.
fn values(kpi: &Topic) -> impl Iterator<Item = &str> {
    prose::quoted(&kpi.text).filter(|word| !word.contains([' ', ':']))
}

fn choice_name(choice: &Choice) -> Option<&str> {
    choice.name.as_deref()
}

/// A state of equipment, with its names elsewhere.
fn of_equipment(state: State) -> Topic {
    let standards = [
        ("PackML", Standard::PackMl),
        ("OPC UA for Machinery", Standard::Machinery),
        ("ISO 22400-2", Standard::Iso22400),
    ];
    let names = standards
        .map(|(of, standard)| format!("`{}` ({of})", standard.name_of(Doing::State(state))));
    let text = format!(
        "A state of equipment. {}\nKPIs: `{}_time`. Elsewhere: {}.",
        state.about(),
        state.name(),
        names.join(", ")
    );
    Topic {
        summary: format!("Of equipment. {}", state.about()),
        text,
        ..plain(Category::State, state.name())
    }
}

/// What people do, and which KPI says for how long.
fn of_people(duty: Duty) -> Topic {
    let kpis = match duty {
        Duty::Working => "`working_time`, `utilization`, `worker_efficiency`",
        Duty::Walking => "`walking_time`",
        Duty::Present => "`idle_time` is what is left of it",
        Duty::Overtime => "`overtime`",
        Duty::Away => "`off_duty_time`",
    };
    let text = format!(
        "What people do. {}\nKPIs: {kpis}. In journals: `staffed` records of each group, with the \
         number of its people and for how long.",
        duty.about()
    );
    Topic {
        summary: format!("Of people. {}", duty.about()),
        text,
        see: ["People", "AtShiftEnd", "Calendar"].map(str::to_owned).to_vec(),
        ..plain(Category::State, duty.name())
    }
}

fn plain(category: Category, name: &str) -> Topic {
    Topic {
        category,
        name: name.to_owned(),
        text: String::new(),
        summary: String::new(),
        sample: None,
        fields: Vec::new(),
        choices: Vec::new(),
        words: Vec::new(),
        see: Vec::new(),
    }
}

/// The kinds, in the order of their list; the scene itself; all other types by name.
fn of_scene(schema: &Value) -> Vec<Topic> {
    let types = schema["$defs"].as_object();
    let find = |name: &str| types.and_then(|types| types.get(name));
    let kinds = KINDS.iter().filter_map(|kind| {
        Some(Topic {
            sample: Some(kind.sample),
            ..of_type(Category::Kind, kind.name, find(kind.name)?, &find)
        })
    });
    let mut names: Vec<&String> = types.into_iter().flat_map(|types| types.keys()).collect();
    names.retain(|name| {
        shape::plain_name(name) == name.as_str()
            && !KINDS.iter().any(|kind| kind.name == name.as_str())
    });
    names.sort_unstable();
    let words = names.into_iter().filter_map(|name| {
        let schema = find(name)?;
        let category =
            if schema["pattern"].is_string() { Category::Quantity } else { Category::Word };
        Some(of_type(category, name, schema, &find))
    });
    kinds.chain([of_type(Category::Word, "Scene", schema, &find)]).chain(words).collect()
}

/// The words of studies that scenes do not have.
fn of_study(schema: &Value) -> Vec<Topic> {
    let types = schema["$defs"].as_object();
    let find = |name: &str| types.and_then(|types| types.get(name));
    let parts = ["LeftOut", "Measure", "Observe", "Replications", "Variant"].into_iter();
    let parts = parts.filter_map(|name| Some(of_type(Category::Word, name, find(name)?, &find)));
    std::iter::once(of_type(Category::Word, "Study", schema, &find)).chain(parts).collect()
}

fn of_type<'a>(
    category: Category,
    name: &str,
    schema: &'a Value,
    find: &impl Fn(&str) -> Option<&'a Value>,
) -> Topic {
    let text = prose::description(schema);
    let fields = shape::fields(schema);
    let references = shape::references(schema);
    let (words, see): (Vec<String>, Vec<String>) = references
        .into_iter()
        .filter(|other| other != name)
        .partition(|other| !fields.is_empty() && find(other).is_some_and(shape::is_list_of_words));
    let words = words.into_iter().filter_map(|name| {
        let choices = shape::choices(find(&name)?);
        Some((name, choices))
    });
    let text = match category {
        Category::Quantity => prose::sentence(&text),
        _ => text,
    };
    Topic {
        summary: prose::first_sentence(&text).to_owned(),
        text,
        fields,
        choices: shape::choices(schema),
        words: words.collect(),
        see,
        ..plain(category, name)
    }
}
