//! The floor: equipment where it stands, what it does by its colour, what it holds by numbers and marks. As a plan, or in 3D.

mod boxes;
mod camera;
mod ground;
mod matrix;
mod moving;
mod plan;
mod space;

use eframe::egui::{self, Color32, RichText, Ui};
use plantwright_journal::State;
use plantwright_model::Plant;
use plantwright_model::plant::Role;
use plantwright_sim::EquipmentView;
use plantwright_units::EquipmentId;
use serde::{Deserialize, Serialize};

use crate::format;
use crate::panels::{Panel, PanelCx, Request, csv, value_of};
use crate::session::Frame;
use crate::text::Words;
use crate::theme::{Theme, plain};
use crate::widgets::{self, Icon};

/// What the colour of equipment tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColourBy {
    /// What it does.
    #[default]
    State,
    /// How much of the time it works.
    Utilization,
    /// How much of the time it waits for room.
    Blocked,
    /// How many items it holds, of those that fit, or of the most anywhere.
    Items,
    /// Its mean power, of the greatest anywhere.
    Power,
    /// How many items wait there, of the most anywhere; and how long vehicles waited at each point.
    Congestion,
}

impl ColourBy {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::State, Self::Utilization, Self::Blocked, Self::Items, Self::Power, Self::Congestion];

    /// What it is called.
    pub const fn title(self, words: &Words) -> &'static str {
        match self {
            Self::State => words.by_state,
            Self::Utilization => words.by_utilization,
            Self::Blocked => words.by_blocked,
            Self::Items => words.by_items,
            Self::Power => words.by_energy,
            Self::Congestion => words.by_congestion,
        }
    }
}

/// What is shown of the floor, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FloorLook {
    /// Whether it is shown in 3D.
    pub is_space: bool,
    /// What colours tell.
    pub colour_by: ColourBy,
    /// Whether the ground is coloured, too.
    pub heat: bool,
}

/// From where the floor is looked at.
#[derive(Debug, Default)]
pub(crate) struct FloorPanel {
    plan: plan::Plan,
    space: space::Space,
}

impl Panel for FloorPanel {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let Some((branch, frame)) = cx.shown() else {
            return widgets::nothing(ui, cx.theme, cx.words.no_scene);
        };
        self.bar(ui, cx);
        let plant = branch.story.plant();
        let looks = looks(plant, frame, cx.theme, cx.floor.colour_by);
        let others = others(cx, &looks);
        if cx.floor.is_space {
            self.space.ui(ui, cx, &looks, &others);
        } else {
            self.plan.ui(ui, cx, &looks, &others);
        }
    }

    fn table(&self, cx: &PanelCx<'_>) -> Option<String> {
        let (branch, frame) = cx.shown()?;
        let plant = branch.story.plant();
        let rows = plant.equipment_ids().zip(&frame.view.equipment).map(|(id, it)| {
            let state = it.state.map_or("", State::name).to_owned();
            vec![plant.name(id), state, it.items.to_string(), it.busy.to_string()]
        });
        Some(csv(&["equipment", "state", "items", "busy"], rows))
    }
}

impl FloorPanel {
    fn bar(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let (theme, words) = (cx.theme, cx.words);
        let mut look = cx.floor;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for (is_space, title) in [(false, words.plan), (true, words.space)] {
                if ui.selectable_label(look.is_space == is_space, title).clicked() {
                    look.is_space = is_space;
                }
            }
            if widgets::icon_button(ui, theme, Icon::Fit, words.fit, 24.0).clicked() {
                self.plan.fit();
                self.space.fit();
            }
            ui.add_space(8.0);
            ui.label(RichText::new(words.colour_by).color(theme.quiet));
            let combo =
                egui::ComboBox::new("colour_by", "").selected_text(look.colour_by.title(words));
            let inner = combo.show_ui(ui, |ui| {
                for by in ColourBy::ALL {
                    ui.selectable_value(&mut look.colour_by, by, by.title(words));
                }
            });
            inner.response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::ComboBox, true, words.colour_by)
            });
            if look.colour_by != ColourBy::State {
                ui.checkbox(&mut look.heat, words.heat);
            }
            ui.add_space(8.0);
            legend(ui, cx);
        });
        if look != cx.floor {
            cx.ask(Request::ShowFloor(look));
        }
    }
}

/// What is otherwise in the second future: by equipment, its number there, and its colour where that is another one.
pub(crate) type Others = Vec<Option<(Option<Color32>, String)>>;

fn others(cx: &PanelCx<'_>, looks: &[Look]) -> Others {
    let second = cx.second().and_then(|branch| Some((branch.story.plant(), branch.shown()?)));
    let Some((plant, frame)) = second else { return vec![None; looks.len()] };
    let others = self::looks(plant, frame, cx.theme, cx.floor.colour_by);
    let mut others: Others = others
        .iter()
        .zip(looks)
        .map(|(other, look)| {
            let count = count(other);
            let color = (other.color != look.color).then_some(other.color);
            (color.is_some() || count != self::count(look)).then_some((color, count))
        })
        .collect();
    others.resize(looks.len(), None);
    others
}

/// How many items it holds, or how many it takes an hour.
pub(crate) fn count(look: &Look) -> String {
    look.rate.map_or_else(|| format::count(look.items.into()), |rate| format::value(rate, "1/h"))
}

/// What the colours stand for.
fn legend(ui: &mut Ui, cx: &PanelCx<'_>) {
    let (theme, words) = (cx.theme, cx.words);
    let Some((_, frame)) = cx.shown() else { return };
    if cx.floor.colour_by == ColourBy::State {
        let states = State::ALL
            .into_iter()
            .filter(|state| frame.view.equipment.iter().any(|it| it.state == Some(*state)));
        ui.spacing_mut().item_spacing.x = 10.0;
        for state in states {
            if ui.available_width() > 90.0 {
                widgets::legend(ui, theme.state(state), words.of_state(state), theme.quiet);
            }
        }
        return;
    }
    let (rect, _) = ui.allocate_exact_size(egui::vec2(120.0, 10.0), egui::Sense::hover());
    for step in 0..24 {
        let left = rect.left() + rect.width() * step as f32 / 24.0;
        let part = egui::Rect::from_min_size(egui::pos2(left, rect.top()), egui::vec2(5.5, 10.0));
        ui.painter().rect_filled(part, 0.0, theme.heat(step as f32 / 23.0));
    }
    let text = format!("0 – {}", format::share(1.0));
    ui.label(RichText::new(text).font(plain(11.0)).color(theme.quiet));
}

/// How a piece of equipment is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) id: EquipmentId,
    pub(crate) color: Color32,
    /// What stands under its name.
    pub(crate) said: Said,
    pub(crate) items: u32,
    /// What stands in place of the number of items: how many an hour, of what takes items out.
    pub(crate) rate: Option<f64>,
    /// How full it is, where that can be said.
    pub(crate) full: Option<f32>,
}

/// What stands under a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Said {
    /// A state.
    State(State),
    /// A share.
    Share(f64),
    /// Its kind.
    Kind,
}

/// How all equipment is drawn at an instant.
pub(crate) fn looks(plant: &Plant, frame: &Frame, theme: &Theme, by: ColourBy) -> Vec<Look> {
    let of = |id, kpi: &str| value_of(&frame.values, Some(id), kpi);
    let most = |kpi: &str| plant.equipment_ids().filter_map(|id| of(id, kpi)).fold(1e-12, f64::max);
    let (most_power, most_items) =
        (most("mean_power"), frame.view.equipment.iter().map(|it| it.items).max());
    let waiting = |it: &EquipmentView| it.items.saturating_sub(it.busy);
    let most_waiting = frame.view.equipment.iter().map(waiting).max().unwrap_or(0).max(1);
    let measured = frame.at.since(frame.from).as_secs_f64();
    plant
        .equipment_ids()
        .zip(&frame.view.equipment)
        .map(|(id, it)| {
            let facts = plant.equipment(id);
            let room = facts.capacity.or(facts.places.map(u64::from)).filter(|room| *room > 0);
            let full = room.map(|room| (f64::from(it.items) / room as f64).min(1.0) as f32);
            let share = match by {
                ColourBy::State => None,
                ColourBy::Utilization => of(id, "utilization"),
                ColourBy::Blocked => of(id, "blocked_time").map(|time| time / measured.max(1e-9)),
                ColourBy::Items => Some(full.map_or_else(
                    || f64::from(it.items) / f64::from(most_items.unwrap_or(1).max(1)),
                    f64::from,
                )),
                ColourBy::Power => of(id, "mean_power").map(|power| power / most_power),
                ColourBy::Congestion => Some(f64::from(waiting(it)) / f64::from(most_waiting)),
            };
            let (color, said) = match (by, share, it.state) {
                (ColourBy::State, _, Some(state)) => (theme.state(state), Said::State(state)),
                (ColourBy::State, _, None) | (_, None, _) => (theme.neutral(), Said::Kind),
                (_, Some(share), _) => (theme.heat(share as f32), Said::Share(share)),
            };
            let rate = (facts.role == Role::Sink).then(|| of(id, "throughput")).flatten();
            Look { id, color, said, items: it.items, rate, full }
        })
        .collect()
}

/// What is said of a piece of equipment when it is pointed at.
pub(crate) fn tooltip(cx: &PanelCx<'_>, plant: &Plant, frame: &Frame, id: EquipmentId) -> String {
    let words = cx.words;
    let facts = plant.equipment(id);
    let mut lines = vec![format!("{}  ({})", facts.name, words.of_kind(facts.kind))];
    if let Some(view) = frame.view.equipment.get(id.index()) {
        if let Some(state) = view.state {
            let since = format::span(frame.at.since(view.since).as_secs_f64());
            let mut line = format!("{} · {since}", words.of_state(state));
            if view.cause.is_some() {
                line.push_str(" · ");
                line.push_str(&plant.name(view.cause));
            }
            lines.push(line);
        }
        let room = facts.capacity.map_or_else(String::new, |room| {
            format!(" {} {}", words.of_capacity, format::count(room))
        });
        lines.push(format!("{}{room} {}", format::count(view.items.into()), words.items));
    }
    if let Some(value) = value_of(&frame.values, Some(id), "utilization") {
        lines.push(format!("{} {}", words.utilization, format::share(value)));
    }
    lines.join("\n")
}
