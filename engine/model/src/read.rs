//! What is at hand while a scene is read: names, files, and the report that mistakes go to.

use std::fmt::Debug;

use plantwright_units::{CalendarId, Duration, EquipmentId, ProductId, SimSpan, natural_cmp};

use crate::plant::{CalendarFacts, PeopleFacts, PeopleId};
use crate::{Code, Diagnostic, Report, Sources, Span, Spanned, codes, did_you_mean};

/// Where tables come from. The command reads files beside the scene; tests bring their own.
pub trait Files: Debug {
    /// Returns the text of a file, by its path from the folder of the scene.
    ///
    /// # Errors
    /// A sentence that says why there is none.
    fn read(&self, path: &str) -> Result<String, String>;
}

/// No files at all: for scenes without tables.
#[derive(Debug, Clone, Copy)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Result<String, String> {
        Err("this scene was not read from a folder".to_owned())
    }
}

/// Names in their natural order; a name's position is its id.
#[derive(Debug, Clone, Default)]
pub struct Names(Vec<String>);

impl Names {
    /// Sorts the names.
    pub fn new(mut names: Vec<String>) -> Self {
        names.sort_by(|a, b| natural_cmp(a, b));
        names.dedup();
        Self(names)
    }

    /// Returns the position of a name.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.0
            .binary_search_by(|known| natural_cmp(known, name))
            .ok()
            .map(|position| position as u32)
    }

    /// Returns the names in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// What is at hand while a scene is read.
#[derive(Debug)]
pub struct ReadCx<'a> {
    /// The texts that are read; tables join them.
    pub sources: &'a mut Sources,
    /// Where mistakes go.
    pub report: &'a mut Report,
    /// Where tables come from.
    pub files: &'a dyn Files,
    /// The equipment of the scene.
    pub equipment: &'a Names,
    /// The products of the scene.
    pub products: &'a Names,
    /// The groups of people, in the natural order of their names.
    pub people: &'a [PeopleFacts],
    /// The calendars of the scene, in the natural order of their names; none where one of them could not be read.
    pub calendars: Option<&'a [CalendarFacts]>,
}

impl ReadCx<'_> {
    /// Finds a piece of equipment, or reports that there is none.
    pub fn equipment(&mut self, name: &Spanned<String>) -> Option<EquipmentId> {
        let names = self.equipment;
        self.resolve(names, "equipment", codes::UNKNOWN_EQUIPMENT, name).map(EquipmentId)
    }

    /// Finds a product, or reports that there is none.
    pub fn product(&mut self, name: &Spanned<String>) -> Option<ProductId> {
        let names = self.products;
        self.resolve(names, "product", codes::UNKNOWN_PRODUCT, name).map(ProductId)
    }

    /// Finds the groups that a name or a skill means, those with the fewest skills first, or reports that there are none.
    pub fn people(&mut self, name: &Spanned<String>) -> Option<Vec<PeopleId>> {
        let groups = self.people;
        let mut found: Vec<PeopleId> = (0..groups.len() as u32)
            .map(PeopleId)
            .filter(|id| groups[id.index()].ability(&name.value).is_some())
            .collect();
        found.sort_by_key(|id| groups[id.index()].skills.len());
        if !found.is_empty() {
            return Some(found);
        }
        let known = || {
            let skills =
                |it: &PeopleFacts| it.skills.iter().map(|skill| skill.name.clone()).collect();
            groups.iter().flat_map(move |it| {
                let skills: Vec<String> = skills(it);
                std::iter::once(it.name.clone()).chain(skills)
            })
        };
        let known: Vec<String> = known().collect();
        let message = format!("there are no people `{}`", name.value);
        let finding = Diagnostic::error(codes::UNKNOWN_PEOPLE, name.span, message);
        self.report.push(match did_you_mean(&name.value, known.iter().map(String::as_str)) {
            Some(near) => finding.hint(format!("did you mean `{near}`?")),
            None => finding.hint("name a group under `people`, or a skill of one"),
        });
        None
    }

    /// Finds a calendar, or reports that there is none.
    pub fn calendar(&mut self, name: &Spanned<String>) -> Option<CalendarId> {
        // What is wrong with the calendars themselves was reported before.
        let calendars = self.calendars?;
        let names = Names::new(calendars.iter().map(|calendar| calendar.name.clone()).collect());
        self.resolve(&names, "calendar", codes::CALENDAR, name).map(CalendarId)
    }

    /// Returns the exact span of a duration, or reports why there is none.
    pub fn span(&mut self, duration: &Spanned<Duration>) -> Option<SimSpan> {
        match duration.value.span() {
            Ok(span) => Some(span),
            Err(error) => {
                self.error(codes::INVALID_VALUE, duration.span, error.to_string());
                None
            }
        }
    }

    /// Reports an error without a hint.
    pub fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.report.push(Diagnostic::error(code, span, message));
    }

    fn resolve(
        &mut self,
        names: &Names,
        what: &str,
        code: Code,
        name: &Spanned<String>,
    ) -> Option<u32> {
        let found = names.find(&name.value);
        if found.is_none() {
            let message = format!("there is no {what} `{}`", name.value);
            let finding = Diagnostic::error(code, name.span, message);
            self.report.push(match did_you_mean(&name.value, names.iter()) {
                Some(near) => finding.hint(format!("did you mean `{near}`?")),
                None if what == "product" && names.iter().all(|name| name == "item") => {
                    let wanted = &name.value;
                    finding.hint(format!("list it in the scene: `products: {{\"{wanted}\": ()}}`"))
                }
                None if names.0.is_empty() => finding,
                None => finding.hint(format!("there is: {}", some(names))),
            });
        }
        found
    }
}

/// The first few names.
fn some(names: &Names) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.0.len().saturating_sub(SHOWN);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}
