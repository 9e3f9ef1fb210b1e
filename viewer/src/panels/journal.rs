//! Journal: everything that has happened, with a filter, and one item to be followed.

use eframe::egui::{self, Align2, Sense, Ui, pos2, vec2};
use plantwright_journal::{Record, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, ItemId};

use super::{Panel, PanelCx, Request, csv};
use crate::format;
use crate::story::Story;
use crate::text::Words;
use crate::theme::{bold, mono, plain};
use crate::widgets;

/// So many records are looked through in one picture.
const AT_ONCE: usize = 200_000;

/// What is wanted, and what of it was found.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    filter: Filter,
    /// What the list was made with.
    made_with: Option<Filter>,
    found: Vec<u32>,
    looked_through: usize,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Filter {
    words: String,
    kind: Option<What>,
    item: Option<ItemId>,
    only_selected: bool,
    selected: Option<EquipmentId>,
}

impl Filter {
    fn is_all(&self) -> bool {
        self.words.is_empty() && self.kind.is_none() && self.item.is_none() && !self.only_selected
    }

    /// The equipment whose name has the words in it.
    fn named(&self, plant: &Plant) -> Vec<bool> {
        let words = self.words.to_lowercase();
        plant.names().iter().map(|name| name.to_lowercase().contains(&words)).collect()
    }

    fn wants(&self, record: &Record, named: &[bool], words: &Words) -> bool {
        let has_item = has_item(record.what());
        self.kind.is_none_or(|kind| record.what() == kind)
            && self.item.is_none_or(|item| has_item && record.item() == item)
            && (!self.only_selected || self.selected == Some(record.who()))
            && (self.words.is_empty()
                || named.get(record.who().index()).copied().unwrap_or(false)
                || words.of_what(record.what()).to_lowercase().contains(&self.words.to_lowercase()))
    }
}

/// Whether a record is about an item.
const fn has_item(what: What) -> bool {
    !matches!(
        what,
        What::State
            | What::Failed
            | What::Repaired
            | What::Staffed
            | What::Claimed
            | What::Maintained
            | What::Inspected
            | What::Working
            | What::Driven
            | What::Passed
            | What::Deadlocked
    )
}

impl Panel for Journal {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let Some((branch, frame)) = cx.shown() else {
            return widgets::nothing(ui, cx.theme, cx.words.no_scene);
        };
        let story = &branch.story;
        self.filter.selected = cx.selected;
        self.bar(ui, cx, story);
        if story.is_empty() {
            return widgets::nothing(ui, cx.theme, cx.words.nothing_yet);
        }
        self.look_through(story, cx.words);
        let is_all = self.filter.is_all();
        let count = if is_all { story.len() } else { self.found.len() };
        let plant = story.plant();
        let names = plant.names();
        let row_height = 19.0;
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = egui::ScrollArea::vertical().auto_shrink(false).stick_to_bottom(true);
        area.show_rows(ui, row_height, count, |ui, range| {
            for row in range {
                let number = if is_all { row } else { self.found[row] as usize };
                let Some(record) = story.record(number) else { continue };
                let size = vec2(ui.available_width(), row_height);
                let (rect, response) = ui.allocate_exact_size(size, Sense::click());
                let line = line(record, cx.words, plant, &names);
                let label =
                    format!("{} {} {} {}", format::clock(record.at), line[0], line[1], line[2]);
                response
                    .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
                let painter = ui.painter();
                let is_here = record.at == frame.at;
                if response.hovered() || is_here {
                    painter.rect_filled(rect, 3.0, cx.theme.grid);
                }
                let width = rect.width();
                let columns =
                    [0.0, 104.0, 104.0 + (width - 104.0) * 0.3, 104.0 + (width - 104.0) * 0.54];
                let at = |column: usize| pos2(rect.left() + 4.0 + columns[column], rect.center().y);
                painter.text(
                    at(0),
                    Align2::LEFT_CENTER,
                    format::clock_exactly(record.at),
                    mono(11.0),
                    cx.theme.faint,
                );
                let room = columns[2] - columns[1] - 8.0;
                widgets::elided(
                    painter,
                    at(1),
                    Align2::LEFT_CENTER,
                    &line[0],
                    bold(11.5),
                    cx.theme.ink,
                    room,
                );
                let room = columns[3] - columns[2] - 8.0;
                let color = match record.what() {
                    What::Failed | What::Scrapped | What::Lost => cx.theme.alarm,
                    What::Consumed | What::Repaired => cx.theme.good,
                    _ => cx.theme.quiet,
                };
                widgets::elided(
                    painter,
                    at(2),
                    Align2::LEFT_CENTER,
                    &line[1],
                    plain(11.5),
                    color,
                    room,
                );
                let room = width - columns[3] - 8.0;
                widgets::elided(
                    painter,
                    at(3),
                    Align2::LEFT_CENTER,
                    &line[2],
                    plain(11.5),
                    cx.theme.quiet,
                    room,
                );
                if response.clicked() {
                    cx.ask(Request::Look(Some(record.at)));
                    if record.who().index() < plant.equipment.len() {
                        cx.ask(Request::Select(Some(record.who())));
                    }
                }
                response.context_menu(|ui| {
                    if has_item(record.what()) && ui.button(cx.words.follow_item).clicked() {
                        self.filter.item = Some(record.item());
                        ui.close();
                    }
                });
            }
        });
    }

    fn table(&self, cx: &PanelCx<'_>) -> Option<String> {
        let story = cx.story()?;
        let (plant, names) = (story.plant(), story.plant().names());
        let row = |record: &Record| {
            let [who, what, more] = line(record, cx.words, plant, &names);
            vec![format!("{:.9}", record.at.as_secs_f64()), who, what, more]
        };
        let head = ["time_s", "equipment", "what", "more"];
        if self.filter.is_all() {
            return Some(csv(&head, story.records_from(0).map(|(_, record)| row(record))));
        }
        let found = self.found.iter().filter_map(|number| story.record(*number as usize));
        Some(csv(&head, found.map(row)))
    }
}

impl Journal {
    fn bar(&mut self, ui: &mut Ui, cx: &PanelCx<'_>, story: &Story) {
        let words = cx.words;
        ui.horizontal_wrapped(|ui| {
            let edit = egui::TextEdit::singleline(&mut self.filter.words).hint_text(words.filter);
            let response = ui.add(edit.desired_width(150.0));
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, words.filter)
            });
            let shown = self.filter.kind.map_or(words.all_kinds, |kind| words.of_what(kind));
            let kinds = egui::ComboBox::new("kind", "").selected_text(shown).height(320.0);
            let inner = kinds.show_ui(ui, |ui| {
                ui.selectable_value(&mut self.filter.kind, None, words.all_kinds);
                for kind in What::ALL {
                    ui.selectable_value(&mut self.filter.kind, Some(kind), words.of_what(kind));
                }
            });
            inner.response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::ComboBox, true, words.all_kinds)
            });
            ui.checkbox(&mut self.filter.only_selected, words.only_selected);
            if let Some(item) = self.filter.item {
                let name = item_name(story.plant(), item);
                if ui.button(format!("{name}  ×")).on_hover_text(words.follow_off).clicked() {
                    self.filter.item = None;
                }
            }
            let count = if self.filter.is_all() { story.len() } else { self.found.len() };
            let text = format!("{} {}", format::count(count as u64), words.records);
            ui.label(egui::RichText::new(text).color(cx.theme.faint));
        });
        ui.add_space(2.0);
    }

    /// Finds what is wanted, some of it in each picture.
    fn look_through(&mut self, story: &Story, words: &Words) {
        if self.made_with.as_ref() != Some(&self.filter) || self.looked_through > story.len() {
            self.made_with = Some(self.filter.clone());
            self.found.clear();
            self.looked_through = 0;
        }
        if self.filter.is_all() || self.looked_through >= story.len() {
            return;
        }
        let named = self.filter.named(story.plant());
        let from = self.looked_through;
        for (number, record) in story.records_from(from).take(AT_ONCE) {
            if self.filter.wants(record, &named, words) {
                self.found.push(number as u32);
            }
            self.looked_through = number + 1;
        }
    }
}

pub(super) fn item_name(plant: &Plant, item: ItemId) -> String {
    let origin = item.origin();
    if origin.index() < plant.equipment.len() {
        plant.item_name(item)
    } else {
        format!("#{}", item.serial())
    }
}

/// The name of the point of a record of a vehicle.
fn point(plant: &Plant, record: &Record) -> String {
    let mut fleets = plant.fleets();
    let fleet = fleets.find(|(id, _)| plant.vehicle_ids(*id).any(|it| it == record.who()));
    let point = fleet.and_then(|(_, facts)| facts.nodes.get(record.level as usize));
    point.map_or_else(String::new, |point| point.name.clone())
}

/// Where, what, and what more there is to say.
fn line(record: &Record, words: &Words, plant: &Plant, names: &[String]) -> [String; 3] {
    let name = |id: EquipmentId| names.get(id.index()).cloned().unwrap_or_default();
    let span = || format::span(record.span.as_secs_f64());
    let what = words.of_what(record.what()).to_owned();
    let more = match record.what() {
        What::State => {
            let cause = record.cause();
            let cause =
                if cause.is_some() { format!(" · {}", name(cause)) } else { String::new() };
            format!("{} {}{cause}", words.of_state(record.state()), span())
        }
        What::Failed | What::Repaired | What::Maintained | What::Inspected | What::Working => {
            let cause = name(record.cause());
            let cause =
                cause.split_once(": ").map_or(cause.as_str(), |(_, cause)| cause).to_owned();
            if record.span == plantwright_units::SimSpan::ZERO {
                cause
            } else {
                format!("{cause} · {}", span())
            }
        }
        What::Staffed => {
            let duty = words.of_duty(record.duty());
            format!("{} {duty} · {}", record.level, span())
        }
        What::Driven => {
            let cause = record.cause();
            let cause =
                if cause.is_some() { format!(" · {}", name(cause)) } else { String::new() };
            let way = match record.level {
                0 => String::new(),
                way => format!(" · {}", format::value(f64::from(way) / 1e3, "m")),
            };
            format!("{} {}{way}{cause}", words.of_drive(record.drive()), span())
        }
        What::Passed | What::Deadlocked => {
            let cause = record.cause();
            let cause =
                if cause.is_some() { format!(" · {}", name(cause)) } else { String::new() };
            format!("{}{cause}", point(plant, record))
        }
        What::Claimed => format!("{} · {}", name(record.cause()), span()),
        _ if record.span == plantwright_units::SimSpan::ZERO => item_name(plant, record.item()),
        _ => format!("{} · {}", item_name(plant, record.item()), span()),
    };
    [name(record.who()), what, more]
}

#[cfg(test)]
mod tests {
    use plantwright_units::SimTime;

    use super::*;

    #[test]
    fn filters_narrow() {
        let who = EquipmentId(1);
        let entered =
            Record::of_item(What::Entered, SimTime::ZERO, who, ItemId::new(EquipmentId(0), 7));
        let words = crate::text::Language::English.words();
        let wants = |filter: &Filter| filter.wants(&entered, &[false, true], words);
        assert!(wants(&Filter::default()));
        assert!(wants(&Filter { words: "entered".to_owned(), ..Filter::default() }));
        assert!(wants(&Filter { item: Some(ItemId::new(EquipmentId(0), 7)), ..Filter::default() }));
        assert!(!wants(&Filter {
            item: Some(ItemId::new(EquipmentId(0), 8)),
            ..Filter::default()
        }));
        assert!(!wants(&Filter { kind: Some(What::Left), ..Filter::default() }));
        let others =
            Filter { only_selected: true, selected: Some(EquipmentId(0)), ..Filter::default() };
        assert!(!wants(&others));
    }
}
