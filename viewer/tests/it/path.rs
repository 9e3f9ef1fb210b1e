//! The path of somebody new: from the examples to a gain with its interval, by what is seen and pressed.

use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};
use plantwright_viewer::panels::Request;
use plantwright_viewer::session::Status;
use plantwright_viewer::{App, Settings};

use crate::harness::{settle, window};

/// Draws it as often as it takes to settle, once what is reckoned beside it has come.
fn draw(harness: &mut Harness<'_, App>) {
    harness.run_steps(2);
    settle(harness.state_mut());
    harness.state_mut().wait_for_trials();
    if harness.state().is_reckoning() {
        harness.state_mut().wait_for_analysis();
    }
    harness.run_steps(3);
}

/// Presses the first thing whose name begins so.
fn press(harness: &mut Harness<'_, App>, role: Role, label: &str) {
    let found = By::new().role(role).label_contains(label);
    let node = harness.get_all(found).next().unwrap_or_else(|| panic!("there is no {label}"));
    node.click();
    draw(harness);
}

/// The first name that is read out and has this in it.
fn heard(harness: &Harness<'_, App>, words: &str) -> String {
    let found = By::new().label_contains(words);
    let node = harness.query_all(found).next().unwrap_or_else(|| panic!("nothing says {words}"));
    node.accesskit_node().label().unwrap_or_default()
}

#[test]
fn from_the_examples_to_a_gain_with_its_interval() {
    let mut harness = window(Settings::default());
    draw(&mut harness);
    press(&mut harness, Role::Button, "Bottling line");
    assert_eq!(harness.state().branches().len(), 1);
    // A shift is much for a test: a quarter of an hour.
    let short = ["run.duration=15 min", "run.warm_up=5 min"].map(str::to_owned);
    harness.state_mut().ask(Request::Rerun(short.to_vec()));
    harness.key_press(Key::E);
    draw(&mut harness);
    assert_eq!(harness.state().branches()[0].status, Status::Reached);

    // Which machine is the bottleneck?
    harness.state_mut().ask(Request::Show("bottlenecks"));
    draw(&mut harness);
    assert_eq!(heard(&harness, "Longest active periods: "), "Longest active periods: filler");
    press(&mut harness, Role::Button, "Longest active periods: ");
    assert_eq!(harness.state().selected().as_deref(), Some("filler"));

    // What improves it, of what can be done to it?
    harness.state_mut().ask(Request::Show("study"));
    draw(&mut harness);
    press(&mut harness, Role::CheckBox, "only filler");
    press(&mut harness, Role::Button, "Run replications");
    let faster = heard(&harness, "filler 10 % faster: +");
    assert!(faster.contains(" ± "), "{faster}");

    // A place more in the buffer before it, as a fork.
    harness.state_mut().select("infeed table");
    harness.state_mut().ask(Request::Show("inspector"));
    draw(&mut harness);
    let field = || By::new().role(Role::TextInput).label_contains("capacity");
    harness.get(field()).focus();
    harness.run_steps(2);
    harness.key_combination_modifiers(Modifiers::COMMAND, &[Key::A]);
    harness.run_steps(1);
    harness.get(field()).type_text("901");
    harness.run_steps(2);
    press(&mut harness, Role::Button, "Fork here");
    let branches = harness.state().branches();
    assert_eq!((branches.len(), branches[1].label.as_str()), (2, "infeed table.capacity = 901"));

    // What it brings: as good as nothing, and the interval says so.
    harness.state_mut().ask(Request::Show("study"));
    draw(&mut harness);
    press(&mut harness, Role::Button, "What the fork brings");
    press(&mut harness, Role::Button, "Run replications");
    let gain = heard(&harness, "Throughput: ");
    assert!(gain.contains(" ± ") && !gain.contains('?'), "{gain}");
    let table = harness.state().table("study").unwrap();
    let row = table.lines().find(|line| line.starts_with("throughput,1/h,")).unwrap();
    let cells: Vec<f64> = row.split(',').skip(2).map(|cell| cell.parse().unwrap()).collect();
    let [base, .., gain, low, high] = cells[..] else { panic!("{row}") };
    assert!(base > 15_000.0, "{row}");
    assert!(low <= gain && gain <= high && gain.abs() < base / 100.0, "{row}");
}
