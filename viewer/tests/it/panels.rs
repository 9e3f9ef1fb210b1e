//! Every panel of the list: with nothing, with a scene that has not begun, with a run, with two futures; in both themes and both
//! languages. What a screen reader hears of it is kept as text.

use std::fmt::Write as _;

use eframe::egui::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};
use plantwright_units::SimTime;
use plantwright_viewer::panels::{ALL, Request};
use plantwright_viewer::session::Command;
use plantwright_viewer::{App, Language, Settings};

use crate::harness::{hours, line, root, run_until, settle, window};

/// A window in which one panel is alone.
fn alone(panel: &str, mut settings: Settings) -> Harness<'static, App> {
    settings.show_only(panel);
    window(settings)
}

/// Draws it as often as it takes to settle.
fn draw(harness: &mut Harness<'_, App>) {
    harness.run_steps(2);
    if harness.state().is_reckoning() {
        harness.state_mut().wait_for_analysis();
    }
    harness.run_steps(2);
}

fn run_to(harness: &mut Harness<'_, App>, at: SimTime) {
    let app = harness.state_mut();
    app.open(line());
    settle(app);
    run_until(app, at);
    app.select("press");
}

fn fork(harness: &mut Harness<'_, App>) {
    let app = harness.state_mut();
    app.ask(Request::Look(Some(hours(1))));
    app.ask(Request::Fork(vec!["equipment.rack.capacity=40".to_owned()]));
    app.ask(Request::Look(None));
    settle(app);
    assert_eq!(app.branches().len(), 2);
}

/// What a screen reader hears: the role of each thing, and its name.
fn heard(harness: &Harness<'_, App>) -> String {
    fn tell(node: &egui_kittest::Node<'_>, depth: usize, text: &mut String) {
        let it = node.accesskit_node();
        let name = it.label().or_else(|| it.value()).unwrap_or_default();
        let role = format!("{:?}", it.role());
        let is_told = !name.is_empty() && role != "Window";
        if is_told {
            let name = name.replace('\n', " / ");
            writeln!(text, "{}{role} {name}", "  ".repeat(depth)).unwrap();
        }
        for child in node.children() {
            tell(&child, depth + usize::from(is_told), text);
        }
    }
    let mut text = String::new();
    tell(&harness.root(), 0, &mut text);
    text
}

#[test]
fn every_panel_bears_every_state_of_the_window() {
    for entry in ALL {
        for (dark, language) in [(false, Language::English), (true, Language::Chinese)] {
            let settings = Settings { dark, language, ..Settings::default() };
            let mut harness = alone(entry.id, settings);
            // Nothing is open.
            harness.state_mut().ask(Request::Show(entry.id));
            draw(&mut harness);
            // A scene that has not begun.
            harness.state_mut().open(line());
            settle(harness.state_mut());
            harness.state_mut().ask(Request::Show(entry.id));
            draw(&mut harness);
            // One that has run, looked back upon, forked, and given up again.
            run_to(&mut harness, hours(5));
            harness.state_mut().ask(Request::Show(entry.id));
            draw(&mut harness);
            harness.state_mut().ask(Request::Look(Some(hours(2))));
            draw(&mut harness);
            fork(&mut harness);
            draw(&mut harness);
            harness.state_mut().ask(Request::Core(Command::DropFork));
            settle(harness.state_mut());
            draw(&mut harness);
            assert_eq!(harness.state().branches().len(), 1);
        }
    }
}

#[test]
fn what_is_heard_of_every_panel() {
    let folder = root().join("viewer/tests/it/heard");
    for entry in ALL {
        let mut harness = alone(entry.id, Settings::default());
        run_to(&mut harness, hours(2));
        if entry.id == "compare" {
            fork(&mut harness);
        }
        harness.state_mut().ask(Request::Show(entry.id));
        draw(&mut harness);
        let text = heard(&harness);
        let path = folder.join(format!("{}.txt", entry.id));
        if std::env::var_os("UPDATE_HEARD").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, text).unwrap();
            continue;
        }
        let known = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            known == text,
            "{}: something else is heard; `UPDATE_HEARD=1` writes it anew:\n{text}",
            path.display()
        );
    }
}

#[test]
fn a_table_is_saved_of_whatever_has_one() {
    let mut harness = window(Settings::default());
    run_to(&mut harness, hours(3));
    fork(&mut harness);
    for entry in ALL {
        harness.state_mut().ask(Request::Show(entry.id));
        draw(&mut harness);
        let Some(table) = harness.state_mut().table(entry.id) else {
            assert!(["inspector", "problems"].contains(&entry.id), "{} has no table", entry.id);
            continue;
        };
        let mut lines = table.lines();
        let columns = lines.next().unwrap().split(',').count();
        assert!(columns >= 3 || entry.id == "study", "{}", entry.id);
        if entry.id != "study" {
            assert!(lines.next().is_some(), "{}: {table}", entry.id);
        }
    }
}

#[test]
fn what_is_selected_in_one_panel_is_selected_in_all() {
    let mut harness = window(Settings::default());
    run_to(&mut harness, hours(2));
    harness.state_mut().ask(Request::Show("floor"));
    harness.state_mut().ask(Request::Show("inspector"));
    draw(&mut harness);
    assert_eq!(harness.state().selected().as_deref(), Some("press"));
    let card = By::new().role(Role::Button).label_contains("weld: ");
    harness.get_all(card).next().unwrap().click();
    draw(&mut harness);
    assert_eq!(harness.state().selected().as_deref(), Some("weld"));
    let heard = heard(&harness);
    assert!(heard.contains("Label weld"), "{heard}");
}
