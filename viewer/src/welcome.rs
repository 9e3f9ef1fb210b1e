//! The first page: the examples, and what was open before.

use eframe::egui::{self, Align2, RichText, Sense, Ui, vec2};

use crate::gallery::Group;
use crate::panels::Request;
use crate::settings::Settings;
use crate::text::Words;
use crate::theme::{Theme, bold, plain};
use crate::widgets;

/// Draws it.
pub(crate) fn ui(
    ui: &mut Ui,
    (theme, words): (&Theme, &Words),
    groups: &[Group],
    settings: &Settings,
    requests: &mut Vec<Request>,
) {
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let width = (ui.available_width() - 48.0).min(1180.0);
        let margin = (ui.available_width() - width) / 2.0;
        ui.horizontal(|ui| {
            ui.add_space(margin);
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.add_space(26.0);
                ui.label(RichText::new(words.welcome).font(bold(26.0)).color(theme.ink));
                ui.label(RichText::new(words.welcome_more).font(plain(13.5)).color(theme.quiet));
                ui.add_space(8.0);
                open(ui, (theme, words), requests);
                ui.add_space(10.0);
                let recent: Vec<_> = settings.recent.iter().filter(|path| path.is_file()).collect();
                if !recent.is_empty() {
                    widgets::heading(ui, theme, words.recent);
                    ui.horizontal_wrapped(|ui| {
                        for path in recent {
                            let stem =
                                path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
                            let button = ui.button(stem.unwrap_or_default());
                            if button.on_hover_text(path.display().to_string()).clicked() {
                                requests.push(Request::Open(path.clone()));
                            }
                        }
                    });
                    ui.add_space(8.0);
                }
                if groups.is_empty() {
                    ui.label(RichText::new(words.no_examples).color(theme.quiet));
                }
                for group in groups {
                    ui.label(RichText::new((group.title)(words)).font(bold(15.0)).color(theme.ink));
                    cards(ui, (theme, words), group, width, requests);
                    ui.add_space(12.0);
                }
            });
        });
    });
}

/// A file by a dialog, or by its path.
fn open(ui: &mut Ui, (theme, words): (&Theme, &Words), requests: &mut Vec<Request>) {
    ui.horizontal(|ui| {
        // On the ground of the page, not on that of a panel.
        let line = egui::Stroke::new(1.0, theme.line);
        let button = |title| egui::Button::new(title).fill(theme.raised).stroke(line);
        if ui.add(button(words.choose_file)).clicked() {
            requests.push(Request::Choose);
        }
        let id = ui.scope_id().with("path");
        let mut path: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let edit = egui::TextEdit::singleline(&mut path)
            .hint_text(words.path_hint)
            .background_color(theme.raised);
        let response = ui.add(edit.desired_width(420.0));
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, words.path_hint)
        });
        let is_entered =
            response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let is_named = !path.trim().is_empty();
        let clicked = ui.add_enabled(is_named, button(words.open)).clicked();
        if is_named && (clicked || is_entered) {
            requests.push(Request::Open(path.trim().trim_matches('"').into()));
        }
        ui.data_mut(|data| data.insert_temp(id, path));
    });
}

fn cards(
    ui: &mut Ui,
    (theme, words): (&Theme, &Words),
    group: &Group,
    width: f32,
    requests: &mut Vec<Request>,
) {
    const GAP: f32 = 10.0;
    let columns = ((width + GAP) / (270.0 + GAP)).floor().max(1.0);
    let size = vec2((width - GAP * (columns - 1.0)) / columns, 92.0);
    for row in group.examples.chunks(columns as usize) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            for example in row {
                let (rect, response) = ui.allocate_exact_size(size, Sense::click());
                let label = example.title.as_str();
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label));
                if response.clicked() {
                    requests.push(Request::Open(example.path.clone()));
                }
                let is_hovered = response.hovered() || response.has_focus();
                let line = if is_hovered { theme.accent } else { theme.line };
                let stroke = egui::Stroke::new(if is_hovered { 1.5 } else { 1.0 }, line);
                let painter = ui.painter();
                painter.rect(rect, 9.0, theme.raised, stroke, egui::StrokeKind::Inside);
                let inner = rect.shrink2(vec2(14.0, 11.0));
                widgets::elided(
                    painter,
                    inner.min,
                    Align2::LEFT_TOP,
                    &example.title,
                    bold(13.5),
                    theme.ink,
                    inner.width(),
                );
                let mut job = egui::text::LayoutJob::simple(
                    example.about.clone(),
                    plain(12.0),
                    theme.quiet,
                    inner.width(),
                );
                job.wrap.max_rows = 2;
                let galley = painter.layout_job(job);
                painter.galley(inner.min + vec2(0.0, 21.0), galley, theme.quiet);
                let name = example.path.file_name().map(|name| name.to_string_lossy().into_owned());
                let foot = format!(
                    "{}  ·  {} {}",
                    name.unwrap_or_default(),
                    example.equipment,
                    words.pieces
                );
                widgets::elided(
                    painter,
                    inner.left_bottom(),
                    Align2::LEFT_BOTTOM,
                    &foot,
                    plain(10.5),
                    theme.faint,
                    inner.width(),
                );
            }
        });
        ui.add_space(GAP - 6.0);
    }
}
