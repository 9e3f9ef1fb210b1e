//! Every panel of the list: with nothing, with a scene that has not begun, with a run, with two futures; in both themes and both
//! languages. What a screen reader hears of it is kept as text.

use std::fmt::Write as _;

use eframe::egui::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};
use plantwright_units::SimTime;
use plantwright_viewer::panels::{ALL, Request};
use plantwright_viewer::session::Command;
use plantwright_viewer::{App, ColourBy, FloorLook, Language, Settings};

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

/// Draws it in both themes and both languages.
fn draw_both(harness: &mut Harness<'_, App>) {
    for (dark, language) in [(false, Language::English), (true, Language::Chinese)] {
        let settings = harness.state_mut().settings_mut();
        (settings.dark, settings.language) = (dark, language);
        draw(harness);
    }
}

#[test]
fn every_panel_bears_every_state_of_the_window() {
    for entry in ALL {
        let mut harness = alone(entry.id, Settings::default());
        // Nothing is open.
        harness.state_mut().ask(Request::Show(entry.id));
        draw_both(&mut harness);
        // A scene that has not begun.
        harness.state_mut().open(line());
        settle(harness.state_mut());
        draw_both(&mut harness);
        // One that has run, looked back upon, forked, and given up again.
        run_to(&mut harness, hours(5));
        draw_both(&mut harness);
        harness.state_mut().ask(Request::Look(Some(hours(2))));
        fork(&mut harness);
        draw_both(&mut harness);
        harness.state_mut().ask(Request::Core(Command::DropFork));
        settle(harness.state_mut());
        assert_eq!(harness.state().branches().len(), 1);
    }
}

#[test]
fn every_panel_bears_a_huge_journal() {
    let mut harness = window(Settings::default());
    harness.state_mut().open_file(&root().join("scenes/bottling.ron"));
    settle(harness.state_mut());
    run_until(harness.state_mut(), hours(1));
    assert!(harness.state().branches()[0].story.len() > 1_000_000);
    for entry in ALL {
        harness.state_mut().ask(Request::Show(entry.id));
        draw_both(&mut harness);
    }
}

/// Compares what is heard with what is known to be heard.
fn compare(name: &str, text: &str) {
    let folder = root().join("viewer/tests/it/heard");
    let path = folder.join(format!("{name}.txt"));
    if std::env::var_os("UPDATE_HEARD").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == text,
        "{}: something else is heard; `UPDATE_HEARD=1` writes it anew:\n{text}",
        path.display()
    );
}

#[test]
fn what_is_heard_of_the_list_of_keys_and_of_chinese_panels() {
    let mut harness = alone("kpis", Settings::default());
    run_to(&mut harness, hours(2));
    harness.state_mut().ask(Request::Keys);
    draw(&mut harness);
    compare("keys", &heard(&harness));
    harness.state_mut().ask(Request::Keys);
    for panel in ["kpis", "inspector", "compare", "study"] {
        let chinese = Settings { language: Language::Chinese, ..Settings::default() };
        let mut harness = alone(panel, chinese);
        run_to(&mut harness, hours(2));
        fork(&mut harness);
        harness.state_mut().ask(Request::Show(panel));
        draw(&mut harness);
        compare(&format!("{panel}-chinese"), &heard(&harness));
    }
}

#[test]
fn what_is_heard_of_every_panel() {
    for entry in ALL {
        let mut harness = alone(entry.id, Settings::default());
        run_to(&mut harness, hours(2));
        if entry.id == "compare" {
            fork(&mut harness);
        }
        harness.state_mut().ask(Request::Show(entry.id));
        draw(&mut harness);
        compare(entry.id, &heard(&harness));
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
fn queues_are_told_the_longest_first() {
    let mut harness = alone("queues", Settings::default());
    run_to(&mut harness, hours(2));
    harness.state_mut().ask(Request::Show("queues"));
    draw(&mut harness);
    harness.get_by_label("Queues").click();
    draw(&mut harness);
    let text = heard(&harness);
    let at =
        |name: &str| text.find(&format!("Button {name}: ")).unwrap_or_else(|| panic!("{text}"));
    assert!(at("press") < at("weld"), "{text}");
    let table = harness.state().table("queues").unwrap();
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("equipment,items,mean_wip,max_wip,mean_waiting_time_s"));
    let means: Vec<f64> =
        lines.map(|line| line.split(',').nth(2).unwrap().parse().unwrap()).collect();
    assert!(means.len() >= 3 && means.is_sorted_by(|a, b| a >= b), "{means:?}");
    // With a second future, and with nothing.
    fork(&mut harness);
    draw_both(&mut harness);
    harness.state_mut().open(line());
    settle(harness.state_mut());
    draw_both(&mut harness);
}

#[test]
fn the_floor_marks_what_is_otherwise_in_the_second_future() {
    let mut harness = alone("floor", Settings::default());
    run_to(&mut harness, hours(5));
    let app = harness.state_mut();
    app.ask(Request::Look(Some(hours(1))));
    app.ask(Request::Fork(vec!["equipment.weld.process=10 min".to_owned()]));
    app.ask(Request::Look(None));
    settle(app);
    draw_both(&mut harness);
    harness.state_mut().settings_mut().language = Language::English;
    draw(&mut harness);
    let text = heard(&harness);
    let card = text.lines().find(|line| line.contains("shipping: ")).unwrap();
    assert!(card.contains("; Changed: "), "{text}");
    // The same model has the same future, and nothing is marked.
    harness.state_mut().ask(Request::Fork(Vec::new()));
    settle(harness.state_mut());
    draw(&mut harness);
    assert!(!heard(&harness).contains("; Changed: "));
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

#[test]
fn the_gantt_shows_orders_too() {
    let mut harness = alone("gantt", Settings::default());
    run_to(&mut harness, hours(2));
    harness.state_mut().ask(Request::Show("gantt"));
    draw(&mut harness);
    harness.get_by_label("Orders").click();
    draw_both(&mut harness);
    harness.state_mut().settings_mut().language = Language::English;
    draw(&mut harness);
    let story = &harness.state().branches()[0].story;
    let count = story.jobs().all().len();
    assert!(count > 80);
    let text = heard(&harness);
    assert!(text.contains(&format!("Image Orders: {count} items")), "{text}");
    let table = harness.state().table("gantt").unwrap();
    assert_eq!(table.lines().next(), Some("item,equipment,from_s,to_s"));
    assert!(table.lines().any(|line| line.starts_with("arrivals#0,press,")), "{table}");
    // Looked back upon, with a second future, and with nothing.
    harness.state_mut().ask(Request::Look(Some(hours(1))));
    fork(&mut harness);
    draw_both(&mut harness);
    harness.state_mut().open(line());
    settle(harness.state_mut());
    draw_both(&mut harness);
}

#[test]
fn the_floor_tells_everything_in_every_colour() {
    for (scene, moving) in [("logistics/agv_job_shop", "6 vehicles"), ("people", "people")] {
        let mut harness = alone("floor", Settings::default());
        harness.state_mut().open_file(&root().join(format!("scenes/{scene}.ron")));
        settle(harness.state_mut());
        run_until(harness.state_mut(), hours(8));
        for colour_by in ColourBy::ALL {
            for heat in [false, true] {
                let look = FloorLook { colour_by, heat, ..FloorLook::default() };
                harness.state_mut().ask(Request::ShowFloor(look));
                draw(&mut harness);
            }
        }
        let text = heard(&harness);
        assert!(text.contains(moving), "{text}");
        let story = &harness.state().branches()[0].story;
        let fleets: Vec<_> = story.plant().fleets().map(|(id, _)| id).collect();
        assert!(fleets.iter().all(|id| story.waited(*id).iter().any(|waited| *waited > 0)));
    }
}
