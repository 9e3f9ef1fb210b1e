//! Inspector: what is selected as it is now, and as it is written in the scene. The form comes from the kind's schema: its fields,
//! their comments, their defaults. A changed value is tried as a fork from the shown instant on, or from the start.

use std::collections::BTreeMap;

use eframe::egui::{self, RichText, Ui};
use plantwright_model::syntax::{self, Node};
use plantwright_sim::KINDS;
use plantwright_units::EquipmentId;
use serde_json::Value as Json;

use super::{Panel, PanelCx, Request, value_of};
use crate::format;
use crate::theme::{bold, mono, plain};
use crate::widgets;

/// What is being changed.
#[derive(Debug, Default)]
pub(crate) struct Inspector {
    of: Option<EquipmentId>,
    /// What was typed, by field.
    typed: BTreeMap<String, String>,
    /// Why it does not fit.
    refused: Vec<String>,
    forms: BTreeMap<&'static str, Vec<Field>>,
}

/// A field of a kind.
#[derive(Debug, Clone)]
struct Field {
    name: String,
    about: String,
}

/// The fields of a kind, with what is said of each, from its schema.
fn form(kind: &str) -> Vec<Field> {
    let Some(kind) = KINDS.iter().find(|it| it.name == kind) else { return Vec::new() };
    let mut generator = schemars::SchemaGenerator::default();
    let schema: Json = kind.schema(&mut generator).to_value();
    let definitions = generator.definitions();
    let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    let body = name.and_then(|name| definitions.get(name)).unwrap_or(&schema);
    let Some(properties) = body["properties"].as_object() else { return Vec::new() };
    properties
        .iter()
        .map(|(name, field)| {
            let about = field["description"].as_str().unwrap_or_default();
            Field {
                name: name.clone(),
                about: about.split_whitespace().collect::<Vec<_>>().join(" "),
            }
        })
        .collect()
}

impl Panel for Inspector {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let Some((branch, frame)) = cx.shown() else {
            return widgets::nothing(ui, cx.theme, cx.words.no_scene);
        };
        let Some(id) = cx.selected else {
            return widgets::nothing(ui, cx.theme, cx.words.select_something);
        };
        if self.of != Some(id) {
            *self =
                Self { of: Some(id), forms: std::mem::take(&mut self.forms), ..Self::default() };
        }
        let plant = branch.story.plant();
        let Some(facts) = plant.equipment.get(id.index()) else { return };
        let (theme, words) = (cx.theme, cx.words);
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.label(RichText::new(&facts.name).font(bold(16.0)).color(theme.ink));
            let mut rows: Vec<(&str, String)> =
                vec![(words.kind, words.of_kind(facts.kind).to_owned())];
            if let Some(view) = frame.view.equipment.get(id.index()) {
                if let Some(state) = view.state {
                    let since = frame.at.since(view.since).as_secs_f64();
                    let text = format!("{} · {}", words.of_state(state), format::span(since));
                    rows.push((words.state, text));
                }
                if view.cause.is_some() {
                    rows.push((words.waits_for, plant.name(view.cause)));
                }
                let room = facts
                    .capacity
                    .map(|room| format!(" {} {}", words.of_capacity, format::count(room)));
                let items =
                    format!("{}{}", format::count(view.items.into()), room.unwrap_or_default());
                rows.push((words.by_items, items));
            }
            for (title, kpi, unit) in [
                (words.utilization, "utilization", "1"),
                (words.throughput, "throughput", "1/h"),
                (words.mean_wip, "mean_wip", "items"),
            ] {
                if let Some(value) = value_of(&frame.values, Some(id), kpi) {
                    rows.push((title, format::value(value, words.unit(unit))));
                }
            }
            ui.spacing_mut().interact_size.y = 18.0;
            egui::Grid::new("facts").num_columns(2).spacing([16.0, 4.0]).show(ui, |ui| {
                for (title, value) in rows {
                    ui.label(RichText::new(title).color(theme.quiet));
                    ui.label(RichText::new(value).font(plain(13.0)).color(theme.ink));
                    ui.end_row();
                }
            });
            ui.add_space(6.0);
            widgets::heading(ui, theme, words.written);
            let kind = facts.kind;
            let fields = self.forms.entry(kind).or_insert_with(|| form(kind)).clone();
            let node = cx.opened.tree.as_ref().and_then(|tree| body(tree, &facts.name));
            for field in &fields {
                self.field(ui, cx, node, field);
            }
            self.offer(ui, cx, &facts.name, node);
        });
    }
}

/// The body of a piece of equipment in the tree.
fn body<'t>(tree: &'t Node, name: &str) -> Option<&'t Node> {
    let equipment = tree.field("equipment")?.as_map()?;
    equipment.iter().find(|(key, _)| key.as_str() == Some(name)).map(|(_, body)| body)
}

/// What a field has in the scene, on one line.
fn written(cx: &PanelCx<'_>, node: Option<&Node>, field: &str) -> Option<String> {
    let value = node?.field(field)?;
    let mut plain = value.clone();
    plain.comments = syntax::Comments::default();
    let text = syntax::format_node(&cx.opened.sources, &plain);
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.split_once("//").map_or(line, |(code, _)| code).trim())
        .collect();
    Some(lines.join(" ").trim().to_owned())
}

impl Inspector {
    fn field(&mut self, ui: &mut Ui, cx: &PanelCx<'_>, node: Option<&Node>, field: &Field) {
        let (theme, words) = (cx.theme, cx.words);
        let written = written(cx, node, &field.name);
        let is_changed = self.typed.contains_key(&field.name);
        ui.horizontal(|ui| {
            let width = ui.available_width();
            let color = if is_changed { theme.accent } else { theme.quiet };
            let name = RichText::new(&field.name).font(mono(12.0)).color(color);
            let size = egui::vec2((width * 0.34).max(70.0), 20.0);
            let label = ui.allocate_ui_with_layout(
                size,
                egui::Layout::left_to_right(egui::Align::Center),
                |ui| {
                    ui.set_min_width(size.x);
                    ui.add(egui::Label::new(name).truncate())
                },
            );
            label.inner.on_hover_text(&field.about);
            let start = written.clone().unwrap_or_default();
            let mut text = self.typed.get(&field.name).cloned().unwrap_or_else(|| start.clone());
            let edit = egui::TextEdit::singleline(&mut text)
                .font(mono(12.0))
                .hint_text(words.add_value)
                .desired_width(ui.available_width() - 14.0);
            let response = ui.add(edit);
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, &field.name)
            });
            let response = response.on_hover_text(&field.about);
            if response.changed() {
                self.refused.clear();
                if text == start || text.is_empty() {
                    self.typed.remove(&field.name);
                } else {
                    self.typed.insert(field.name.clone(), text);
                }
            }
        });
    }

    /// What can be done with what was typed.
    fn offer(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>, name: &str, _node: Option<&Node>) {
        let (theme, words) = (cx.theme, cx.words);
        ui.add_space(6.0);
        if self.typed.is_empty() {
            ui.label(RichText::new(words.change_help).font(plain(12.0)).color(theme.faint));
            return;
        }
        let quoted =
            if name.contains(['.', '=']) { format!("\"{name}\"") } else { name.to_owned() };
        let changes: Vec<String> = self
            .typed
            .iter()
            .map(|(field, value)| format!("equipment.{quoted}.{field}={value}"))
            .collect();
        ui.horizontal_wrapped(|ui| {
            let fork =
                ui.button(RichText::new(words.fork_here).font(bold(13.0)).color(theme.second));
            let rerun = ui.button(words.rerun);
            if !fork.clicked() && !rerun.clicked() {
                return;
            }
            let opened = cx.document.with(&changes).open();
            let errors = opened.problems.iter().filter(|problem| problem.is_error);
            self.refused = errors
                .map(|problem| match &problem.hint {
                    Some(hint) => format!("{}\n{hint}", problem.message),
                    None => problem.message.clone(),
                })
                .collect();
            if opened.model.is_some() {
                let is_fork = fork.clicked();
                cx.ask(if is_fork {
                    Request::Fork(changes.clone())
                } else {
                    Request::Rerun(changes.clone())
                });
                if is_fork {
                    cx.ask(Request::Show("compare"));
                }
            }
        });
        for refused in &self.refused {
            ui.label(RichText::new(refused).color(theme.alarm));
        }
        for change in &changes {
            ui.label(
                RichText::new(format!("--set '{change}'")).font(mono(11.0)).color(theme.faint),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_form() {
        for kind in KINDS {
            let fields = form(kind.name);
            assert!(fields.iter().all(|field| !field.about.is_empty()), "{}", kind.name);
        }
        let station = form("Station");
        let process = station.iter().find(|field| field.name == "process").unwrap();
        assert!(process.about.starts_with("Process time"), "{}", process.about);
    }
}
