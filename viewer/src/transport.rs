//! The bar at the top: what runs, how fast, and where it stands; and what the window itself can do.

use eframe::egui::containers::menu::{MenuButton, MenuConfig};
use eframe::egui::{self, Align, Align2, Layout, PopupCloseBehavior, RichText, Ui};

use crate::app::Act;
use crate::branch::Branch;
use crate::format;
use crate::keys;
use crate::panels;
use crate::session::{Command, Goal, Missing, Status};
use crate::settings::Settings;
use crate::text::{Language, Words};
use crate::theme::{Theme, bold, plain};
use crate::widgets::{Icon, icon_button};

/// The speeds that can be chosen: seconds of the plant in a second.
pub(crate) const SPEEDS: [f64; 8] = [1.0, 10.0, 60.0, 300.0, 600.0, 3_600.0, 21_600.0, 86_400.0];

/// What the bar shows.
pub(crate) struct Bar<'a> {
    pub(crate) theme: &'static Theme,
    pub(crate) words: &'static Words,
    pub(crate) title: &'a str,
    pub(crate) branches: &'a [Branch],
    pub(crate) is_looking: bool,
    pub(crate) errors: usize,
    /// Whether a journal is shown, and nothing runs.
    pub(crate) is_journal: bool,
}

/// Draws it.
pub(crate) fn ui(ui: &mut Ui, bar: &Bar<'_>, settings: &mut Settings, acts: &mut Vec<Act>) {
    let Bar { theme, words, .. } = *bar;
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        if icon_button(ui, theme, Icon::Gallery, words.gallery, 30.0).clicked() {
            acts.push(Act::Gallery);
        }
        let room = (ui.available_width() - 760.0).clamp(56.0, 420.0);
        ui.allocate_ui_with_layout(
            egui::vec2(room, 30.0),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(room);
                let title = RichText::new(bar.title).font(bold(14.0)).color(theme.ink);
                ui.add(egui::Label::new(title).truncate()).on_hover_text(bar.title);
            },
        );
        if let Some(first) = bar.branches.first() {
            controls(ui, bar, settings, acts, first);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| menus(ui, bar, settings, acts));
    });
}

fn controls(
    ui: &mut Ui,
    bar: &Bar<'_>,
    settings: &mut Settings,
    acts: &mut Vec<Act>,
    first: &Branch,
) {
    let Bar { theme, words, .. } = *bar;
    if icon_button(ui, theme, Icon::Restart, words.restart, 30.0).clicked() {
        acts.push(Act::Core(Command::Restart));
    }
    let is_running = first.status == Status::Running;
    let (icon, label) =
        if is_running { (Icon::Pause, words.pause) } else { (Icon::Play, words.play) };
    play_button(ui, theme, icon, label, acts, is_running);
    if icon_button(ui, theme, Icon::Step, words.step, 30.0).clicked() {
        acts.push(Act::Core(Command::GoTo(Goal::Event)));
    }
    let (jump, _) = staying(words.jump).ui(ui, |ui| {
        let goals = [
            (words.next_decision, "D", Goal::Decision),
            (words.next_failure, "B", Goal::Failure),
            (words.next_deadlock, "K", Goal::Deadlock),
            (words.next_standstill, "E", Goal::Standstill),
        ];
        for (title, key, goal) in goals {
            if ui.add(egui::Button::new(title).shortcut_text(key)).clicked() {
                acts.push(Act::Core(Command::GoTo(goal)));
                ui.close();
            }
        }
        ui.separator();
        jump_to_time(ui, words, acts);
    });
    jump.on_hover_text(words.jump);
    ui.add_space(4.0);
    let shown = speed_label(words, settings.speed);
    let combo = egui::ComboBox::new("speed", "").selected_text(shown).width(92.0).height(320.0);
    let inner = combo.show_ui(ui, |ui| {
        let speeds = SPEEDS.into_iter().map(Some).chain([None]);
        for speed in speeds {
            let label = speed_label(words, speed);
            if ui.selectable_label(settings.speed == speed, label).clicked() {
                settings.speed = speed;
                acts.push(Act::Core(Command::SetSpeed(settings.speed())));
            }
        }
    });
    inner
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, words.speed));
    ui.add_space(8.0);
    clock(ui, bar, first, acts);
}

/// A menu in which something can be typed or pressed more than once: it is closed by what is done, or by pressing elsewhere.
fn staying(title: &str) -> MenuButton<'_> {
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    MenuButton::new(title).config(config)
}

/// Any instant, typed as people write it.
fn jump_to_time(ui: &mut Ui, words: &Words, acts: &mut Vec<Act>) {
    ui.horizontal(|ui| {
        let id = ui.scope_id().with("jump");
        let mut text: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let edit = egui::TextEdit::singleline(&mut text).hint_text("1d 6h, 90 min, 01:30");
        let response = ui.add(edit.desired_width(150.0).align(Align2::LEFT_CENTER));
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, words.to_time));
        let is_entered =
            response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let at = format::parse_time(&text);
        let button = ui.add_enabled(at.is_some(), egui::Button::new(words.to_time));
        if let Some(at) = at
            && (button.clicked() || is_entered)
        {
            acts.push(Act::Core(Command::GoTo(Goal::Time(at))));
            text.clear();
            ui.close();
        }
        ui.data_mut(|data| data.insert_temp(id, text));
    });
}

/// The one button that is used most stands out.
fn play_button(
    ui: &mut Ui,
    theme: &Theme,
    icon: Icon,
    label: &str,
    acts: &mut Vec<Act>,
    is_running: bool,
) {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(40.0, 30.0), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label));
    let weight = if response.hovered() { 0.85 } else { 1.0 };
    ui.painter().rect_filled(rect, 7.0, theme.accent.gamma_multiply(weight));
    let square = egui::Rect::from_center_size(rect.center(), egui::Vec2::splat(13.0));
    crate::widgets::paint_icon(ui.painter(), square, icon, Theme::on(theme.accent));
    if response.on_hover_text(label).clicked() {
        acts.push(Act::Core(if is_running { Command::Pause } else { Command::Play }));
    }
}

fn speed_label(words: &Words, speed: Option<f64>) -> String {
    match speed {
        None => words.unlimited.to_owned(),
        Some(1.0) => words.real_time.to_owned(),
        Some(times) if times < 60.0 => format!("{times:.0} ×"),
        Some(times) => format!("{}/s", format::span(times)),
    }
}

fn clock(ui: &mut Ui, bar: &Bar<'_>, first: &Branch, acts: &mut Vec<Act>) {
    let Bar { theme, words, .. } = *bar;
    let at = first.shown().map_or(plantwright_units::SimTime::ZERO, |frame| frame.at);
    ui.label(RichText::new(format::clock(at)).font(bold(19.0)).color(theme.ink));
    let (text, color) = match &first.status {
        _ if bar.is_looking => (words.looking_back, theme.accent),
        Status::Empty => ("", theme.quiet),
        Status::Paused if at == plantwright_units::SimTime::ZERO => (words.ready, theme.quiet),
        Status::Paused => (words.paused, theme.quiet),
        Status::Running => (words.running, theme.good),
        Status::Reached => (words.reached, theme.quiet),
        Status::Drained => (words.drained, theme.good),
        Status::Stuck(_) => (words.stuck, theme.alarm),
        Status::Failed(_) => (words.failed, theme.alarm),
        Status::Recorded(Missing::Nothing) => (words.recorded, theme.quiet),
        Status::Recorded(Missing::Rest) => (words.cut_off, theme.alarm),
        Status::Recorded(Missing::Damaged(_)) => (words.damaged, theme.alarm),
    };
    // In a narrow window, what can be pressed comes before what is said: the cursor of the time bar says it, too.
    if !bar.is_looking || ui.available_width() > 470.0 {
        ui.label(RichText::new(text).font(plain(12.0)).color(color));
    }
    if bar.is_looking && ui.button(words.live).clicked() {
        acts.push(Act::Look(None));
    }
    if bar.is_journal && ui.button(words.open_scene).on_hover_text(words.open_scene_more).clicked()
    {
        acts.push(Act::OpenScene);
    }
}

fn menus(ui: &mut Ui, bar: &Bar<'_>, settings: &mut Settings, acts: &mut Vec<Act>) {
    let words = bar.words;
    staying(words.settings).ui(ui, |ui| {
        ui.set_min_width(190.0);
        for (dark, title) in [(false, words.light), (true, words.dark)] {
            if ui.radio(settings.dark == dark, title).clicked() {
                settings.dark = dark;
            }
        }
        ui.separator();
        for (language, name) in Language::ALL {
            if ui.radio(settings.language == language, name).clicked() {
                settings.language = language;
            }
        }
        ui.separator();
        ui.horizontal(|ui| {
            ui.label(words.scale);
            for (step, sign) in [(-0.1, "−"), (0.1, "+")] {
                if ui.small_button(sign).clicked() {
                    settings.scale = (settings.scale + step).clamp(0.6, 2.5);
                }
            }
            ui.label(format!("{:.0} %", settings.scale * 100.0));
        });
        ui.separator();
        if ui.add(egui::Button::new(words.save_picture).shortcut_text("P")).clicked() {
            acts.push(Act::Picture(None));
            ui.close();
        }
        if ui.add(egui::Button::new(words.keys).shortcut_text("?")).clicked() {
            acts.push(Act::Keys);
            ui.close();
        }
    });
    staying(words.panels).ui(ui, |ui| {
        for (number, entry) in panels::ALL.iter().enumerate() {
            let title = (entry.title)(words);
            let key = keys::panel_key(number);
            if ui.add(egui::Button::new(title).shortcut_text(key)).clicked() {
                acts.push(Act::Show(entry.id));
                ui.close();
            }
        }
        ui.separator();
        layouts(ui, words, settings);
    });
    if bar.errors > 0 {
        let text = format!("{} {}", bar.errors, words.errors);
        let text = RichText::new(text).color(bar.theme.alarm);
        if ui.button(text).clicked() {
            acts.push(Act::Show("problems"));
        }
    }
}

/// Where panels are, by name: to be recalled, given up, and kept.
fn layouts(ui: &mut Ui, words: &Words, settings: &mut Settings) {
    if ui.button(words.reset_layout).clicked() {
        settings.tiles = crate::settings::arranged();
        ui.close();
    }
    let names: Vec<String> = settings.layouts.keys().cloned().collect();
    for name in names {
        ui.horizontal(|ui| {
            if ui.button(format!("{}: {name}", words.layout)).clicked() {
                settings.recall_layout(&name);
                ui.close();
            }
            let forget = ui.small_button("×").on_hover_text(words.forget);
            let label = format!("{}: {name}", words.forget);
            forget.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::Button, true, label.as_str())
            });
            if forget.clicked() {
                settings.layouts.remove(&name);
            }
        });
    }
    ui.horizontal(|ui| {
        let id = ui.scope_id().with("layout name");
        let mut name: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let edit = egui::TextEdit::singleline(&mut name).hint_text(words.layout_name);
        let response = ui.add(edit.desired_width(130.0).align(Align2::LEFT_CENTER));
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, words.layout_name)
        });
        let is_entered =
            response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if ui.button(words.keep_layout).clicked() || is_entered {
            settings.keep_layout(&name);
            name.clear();
        }
        ui.data_mut(|data| data.insert_temp(id, name));
    });
}
