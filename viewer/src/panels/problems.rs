//! Problems: the mistakes of the scene, each with its line, and what went wrong in a run.

use eframe::egui::{self, RichText, Ui};

use super::{Panel, PanelCx};
use crate::scene::Problem;
use crate::session::Status;
use crate::text::mistakes;
use crate::theme::{bold, mono, plain};
use crate::widgets;

/// It is looked at in one way only.
#[derive(Debug, Default)]
pub(crate) struct Problems;

impl Panel for Problems {
    fn ui(&mut self, ui: &mut Ui, cx: &mut PanelCx<'_>) {
        let (theme, words) = (cx.theme, cx.words);
        let faults: Vec<&str> = cx
            .branches
            .iter()
            .filter_map(|branch| match &branch.status {
                Status::Failed(fault) => Some(fault.as_str()),
                _ => None,
            })
            .collect();
        if cx.opened.problems.is_empty() && cx.crash.is_none() && faults.is_empty() {
            return widgets::nothing(ui, theme, words.no_problems);
        }
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            if let Some((said, line)) = cx.crash {
                framed(ui, cx, |ui| {
                    ui.label(RichText::new(words.crashed).color(theme.alarm));
                    ui.label(RichText::new(said).font(mono(12.0)).color(theme.ink));
                    ui.label(RichText::new(words.reproduce).color(theme.quiet));
                    ui.add(egui::Label::new(RichText::new(line).font(mono(12.0))).selectable(true));
                });
            }
            for fault in faults {
                framed(ui, cx, |ui| {
                    ui.label(RichText::new(words.failed).font(bold(13.0)).color(theme.alarm));
                    ui.label(RichText::new(fault).color(theme.ink));
                });
            }
            if cx.opened.model.is_none() && !cx.branches.is_empty() {
                ui.label(RichText::new(words.last_good).color(theme.quiet));
            }
            for problem in &cx.opened.problems {
                framed(ui, cx, |ui| self::problem(ui, cx, problem));
            }
        });
    }
}

fn framed(ui: &mut Ui, cx: &PanelCx<'_>, add: impl FnOnce(&mut Ui)) {
    let frame = egui::Frame::new()
        .fill(cx.theme.raised)
        .stroke(egui::Stroke::new(1.0, cx.theme.line))
        .corner_radius(8.0)
        .inner_margin(10.0);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        add(ui);
    });
    ui.add_space(2.0);
}

fn problem(ui: &mut Ui, cx: &PanelCx<'_>, problem: &Problem) {
    let theme = cx.theme;
    let color = if problem.is_error { theme.alarm } else { theme.warning };
    ui.horizontal_wrapped(|ui| {
        let code = ui.label(RichText::new(&problem.code).font(bold(12.0)).color(color));
        if let Some(explanation) = mistakes::explanation(&problem.code) {
            code.on_hover_text(explanation);
        }
        if let Some(title) = cx.words.of_mistake(&problem.code) {
            ui.label(RichText::new(title).font(bold(12.0)).color(color));
        }
        if let Some((name, line, column)) = &problem.place {
            let place = format!("{name}:{line}:{column}");
            ui.label(RichText::new(place).font(mono(11.5)).color(theme.faint));
        }
    });
    ui.label(RichText::new(&problem.message).color(theme.ink));
    if !problem.line.is_empty() {
        let text = |text: String, color| {
            let font_id = mono(12.0);
            let format = egui::text::TextFormat {
                font_id,
                color,
                background: theme.grid,
                ..Default::default()
            };
            (text, format)
        };
        let letters: Vec<char> = problem.line.chars().collect();
        let part = |range: std::ops::Range<usize>| -> String {
            letters[range.start.min(letters.len())..range.end.min(letters.len())].iter().collect()
        };
        let mut job = egui::text::LayoutJob::default();
        let mark = &problem.mark;
        let parts = [
            text(part(0..mark.start), theme.quiet),
            text(part(mark.clone()), color),
            text(part(mark.end..letters.len()), theme.quiet),
        ];
        for (text, format) in parts {
            job.append(&text, 0.0, format);
        }
        ui.label(job);
    }
    if let Some(hint) = &problem.hint {
        let text = format!("{}: {hint}", cx.words.hint);
        ui.label(RichText::new(text).font(plain(12.5)).color(theme.good));
    }
}
