//! How the window behaves: keys, broken scenes, values that are changed by hand.

use eframe::egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{By, Queryable as _};
use plantwright_units::{SimSpan, SimTime};
use plantwright_viewer::panels::Request;
use plantwright_viewer::session::Status;
use plantwright_viewer::{App, Document, Language, Settings};

use crate::harness::{every_scene, hours, line, root, run_until, settle, window};

fn running() -> Harness<'static, App> {
    let mut harness = window(Settings::default());
    harness.state_mut().open(line());
    settle(harness.state_mut());
    run_until(harness.state_mut(), hours(2));
    harness.run_steps(2);
    harness
}

#[test]
fn keys_do_what_the_list_says() {
    let mut harness = running();
    harness.key_press(Key::Home);
    harness.run_steps(2);
    assert_eq!(harness.state().shown(), SimTime::ZERO);
    harness.key_press(Key::End);
    harness.run_steps(2);
    assert_eq!(harness.state().shown(), hours(2));
    harness.key_press(Key::Questionmark);
    harness.run_steps(2);
    assert!(harness.query_by_label("Play or pause").is_some());
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert!(harness.query_by_label("Play or pause").is_none());
    harness.key_press(Key::E);
    harness.run_steps(2);
    settle(harness.state_mut());
    harness.run_steps(2);
    assert_eq!(harness.state().branches()[0].status, Status::Reached);
    harness.key_press(Key::L);
    harness.run_steps(2);
    assert!(harness.state_mut().settings_mut().dark);
}

#[test]
fn a_broken_scene_shows_its_mistakes_and_the_last_good_picture_stays() {
    let mut harness = running();
    let broken = line().with(&["equipment.press.to=[\"rak\"]".to_owned()]);
    harness.state_mut().open(broken);
    harness.run_steps(3);
    assert_eq!(harness.state().branches().len(), 1, "the last good one stays");
    let said = By::new().label_contains("there is no equipment `rak`");
    assert!(harness.query_all(said).next().is_some());
    // All the broken scenes open, and none takes the window down.
    let mut count = 0;
    for entry in std::fs::read_dir(root().join("scenes/broken")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "ron") {
            harness.state_mut().open(Document::read(&path).unwrap());
            settle(harness.state_mut());
            harness.state_mut().ask(Request::Show("problems"));
            harness.run_steps(2);
            count += 1;
        }
    }
    assert!(count > 50);
}

#[test]
fn a_value_changed_by_hand_becomes_a_second_future() {
    let mut harness = running();
    harness.state_mut().select("rack");
    harness.state_mut().ask(Request::Show("inspector"));
    harness.run_steps(2);
    let field = || By::new().role(Role::TextInput).label_contains("capacity");
    harness.get(field()).focus();
    harness.run_steps(2);
    harness.key_combination_modifiers(eframe::egui::Modifiers::COMMAND, &[Key::A]);
    harness.run_steps(1);
    harness.get(field()).type_text("60");
    harness.run_steps(2);
    harness.get_by_label("Fork here").click();
    harness.run_steps(2);
    settle(harness.state_mut());
    harness.run_steps(2);
    let branches = harness.state().branches();
    assert_eq!(branches.len(), 2);
    assert_eq!((branches[1].label.as_str(), branches[1].from), ("rack.capacity = 60", hours(2)));
}

#[test]
fn a_change_that_cannot_be_is_said_where_it_was_typed() {
    let mut harness = running();
    harness.state_mut().ask(Request::Fork(vec!["equipment.press.process=blue".to_owned()]));
    harness.run_steps(2);
    assert_eq!(harness.state().branches().len(), 1);
}

#[test]
fn every_scene_is_opened_played_scrubbed_and_forked() {
    for path in every_scene() {
        let mut harness = window(Settings::default());
        harness.state_mut().open_file(&path);
        settle(harness.state_mut());
        let app = harness.state_mut();
        let plant = std::sync::Arc::clone(app.branches()[0].story.plant());
        let whole = plant.run.duration.map_or(hours(2).as_nanos(), SimSpan::as_nanos);
        let until = SimTime::from_nanos(whole / 128);
        run_until(app, until);
        app.ask(Request::Look(Some(SimTime::from_nanos(whole / 256))));
        settle(app);
        app.ask(Request::Fork(vec!["run.duration=1000 h".to_owned()]));
        settle(app);
        assert_eq!(app.branches().len(), 2, "{}", path.display());
        // Every figure of every scene has a name in Chinese, but for media, which are those of the scene.
        let chinese = Language::Chinese.words();
        let frame = app.branches()[0].frame.as_ref().unwrap();
        for value in frame.values.iter() {
            let name = chinese.of_figure(value.kpi);
            assert!(!name.is_ascii(), "{}: {} has no name", path.display(), value.kpi);
        }
        harness.run_steps(2);
    }
}

/// Two vehicles that meet on a way for one.
const DEADLOCK: &str = r#"Scene(run: (duration: "1 h"), equipment: {
    "in 1": Source(every: "10 min", to: ["out 1"]),
    "in 2": Source(every: "10 min", to: ["out 2"]),
    "out 1": Sink(),
    "out 2": Sink(),
    "agvs": Fleet(
        points: {"a": ("0 m", "0 m"), "b": ("10 m", "0 m"), "c": ("20 m", "0 m")},
        paths: [(along: ["a", "b", "c"], two_way: true)],
        stations: {
            "in 1": (at: "a", waiting: Unlimited),
            "in 2": (at: "c", waiting: Unlimited),
            "out 1": (at: "c"),
            "out 2": (at: "a"),
        },
        vehicles: {"agv": (count: 2, speed: "1 m/s", start: ["a", "c"])},
        traffic: FirstCome,
    ),
})"#;

#[test]
fn jumps_lead_to_what_comes_next_also_in_the_past() {
    let mut harness = window(Settings::default());
    let text = DEADLOCK.to_owned();
    let name = "deadlock".to_owned();
    harness.state_mut().open(Document { name, text, ..Document::default() });
    settle(harness.state_mut());
    let press = |harness: &mut Harness<'_, App>, key| {
        harness.key_press(key);
        harness.run_steps(2);
        settle(harness.state_mut());
        harness.run_steps(2);
    };
    press(&mut harness, Key::K);
    let branch = &harness.state().branches()[0];
    let first = branch.story.deadlocks().first().expect("a deadlock").at;
    assert_eq!((branch.now().as_nanos(), &branch.status), (first, &Status::Paused));
    assert_eq!(branch.frame.as_ref().unwrap().view.vehicles.len(), 2);
    assert!(branch.frame.as_ref().unwrap().view.vehicles.iter().all(|it| it.load.len() == 1));
    // Back at the beginning, the same key leads there again, without running on.
    press(&mut harness, Key::Home);
    assert_eq!(harness.state().shown(), SimTime::ZERO);
    press(&mut harness, Key::K);
    assert_eq!(harness.state().shown().as_nanos(), first);
    // What happens first of all comes before that.
    press(&mut harness, Key::Home);
    press(&mut harness, Key::Period);
    let next = harness.state().shown();
    assert!(next > SimTime::ZERO && next.as_nanos() < first);
    // Behind the last of them, time goes on.
    press(&mut harness, Key::End);
    press(&mut harness, Key::E);
    assert!(harness.state().branches()[0].now().as_nanos() > first);
}

/// Opens a menu of the bar.
fn open_menu(harness: &mut Harness<'_, App>, title: &str) {
    harness.get_by_label(title).click();
    harness.run_steps(2);
}

/// Types into a field, after a click into it, as people do.
fn type_into(harness: &mut Harness<'_, App>, field: &str, text: &str) {
    let find = || By::new().role(Role::TextInput).label_contains(field);
    harness.get(find()).click();
    harness.run_steps(2);
    harness.get(find()).type_text(text);
    harness.run_steps(2);
}

#[test]
fn any_instant_can_be_typed() {
    let mut harness = running();
    let jump = |harness: &mut Harness<'_, App>, text: &str| {
        open_menu(harness, "Jump to");
        type_into(harness, "To this time", text);
        harness.key_press(Key::Enter);
        harness.run_steps(2);
        settle(harness.state_mut());
        harness.run_steps(2);
    };
    // What was is shown, what comes is run.
    jump(&mut harness, "01:30");
    assert_eq!(harness.state().shown(), SimTime::ZERO + SimSpan::from_secs(5_400));
    assert_eq!(harness.state().branches()[0].now(), hours(2));
    jump(&mut harness, "3h");
    assert_eq!(
        (harness.state().shown(), harness.state().branches()[0].now()),
        (hours(3), hours(3))
    );
    // What is no time leads nowhere.
    jump(&mut harness, "soon");
    assert_eq!(harness.state().shown(), hours(3));
}

#[test]
fn a_layout_is_kept_under_a_name() {
    let mut harness = running();
    open_menu(&mut harness, "Panels");
    type_into(&mut harness, "Name of this layout", "mine");
    harness.get_by_label("Keep").click();
    harness.run_steps(2);
    assert!(harness.state_mut().settings_mut().layouts.contains_key("mine"));
    // Escape closes a menu, and nothing else; a step of the scale leaves it open for the next one.
    harness.state_mut().select("press");
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_label("Keep").is_none());
    assert_eq!(harness.state().selected().as_deref(), Some("press"));
    open_menu(&mut harness, "Settings");
    harness.get_by_label("+").click();
    harness.run_steps(2);
    assert!((harness.state_mut().settings_mut().scale - 1.1).abs() < 1e-3);
    assert!(harness.query_by_label("+").is_some());
}

#[test]
fn every_panel_has_a_key() {
    let mut harness = running();
    let mut press = |modifiers, key, panel: &str| {
        harness.state_mut().settings_mut().show_only("kpis");
        harness.key_combination_modifiers(modifiers, &[key]);
        harness.run_steps(2);
        let tiles = &harness.state_mut().settings_mut().tiles;
        let is_it = |tile: &egui_tiles::Tile<String>| matches!(tile, egui_tiles::Tile::Pane(it) if it == panel);
        assert!(tiles.tiles.tiles().any(is_it), "{panel}");
    };
    use eframe::egui::Modifiers;
    press(Modifiers::NONE, Key::Num4, "gantt");
    press(Modifiers::NONE, Key::Num9, "because");
    press(Modifiers::ALT, Key::Num1, "inspector");
    press(Modifiers::ALT, Key::Num5, "problems");
    let floor = harness.state_mut().settings_mut().floor;
    harness.key_press(Key::V);
    harness.key_press(Key::C);
    harness.run_steps(2);
    let now = harness.state_mut().settings_mut().floor;
    assert!(now.is_space != floor.is_space && now.colour_by != floor.colour_by);
}

#[test]
fn a_panel_is_pictured_alone() {
    let mut harness = running();
    harness.state_mut().ask(Request::Picture(Some("gantt")));
    let asks = |harness: &Harness<'_, App>| {
        let output = &harness.output().viewport_output;
        output
            .values()
            .flat_map(|viewport| &viewport.commands)
            .any(|command| matches!(command, eframe::egui::ViewportCommand::Screenshot(..)))
    };
    // The menu that asked is closed first.
    harness.step();
    assert!(!asks(&harness));
    assert!((0..6).any(|_| {
        harness.step();
        asks(&harness)
    }));
}
