//! `plantwright check`, and what the other commands say of scenes that cannot be run.

use crate::command::{Folder, LINE};

#[test]
fn several_scenes_are_checked_at_once() {
    let folder = Folder::with_line("check_several");
    folder.write("broken.ron", &LINE.replace("to: [\"pack\"]", "to: [\"pakc\"]"));
    let done = folder.plantwright(&["check", "line.ron", "line.ron"]).ends_with(0);
    assert_eq!(done.out, "line.ron: no mistakes\nline.ron: no mistakes\n");
    let done = folder.plantwright(&["check", "broken.ron", "line.ron"]).ends_with(1);
    assert!(done.out.starts_with("broken.ron: 1 mistake"), "{}", done.out);
    assert!(done.out.ends_with("line.ron: no mistakes\n"), "{}", done.out);
    assert!(done.err.contains("S101") && done.err.contains("`pack`"), "{}", done.err);
    assert!(done.err.contains("broken.ron:6:"), "{}", done.err);
}

/// Who stands twice in a `Zip` may bring twice as much, and no more; what an indexed belt carries is told by its cycle.
#[test]
fn loads_of_belts_are_told_by_what_they_do() {
    let folder = Folder::new("check_loads");
    let said = |first: &str, belt: &str| {
        let text = format!(
            r#"Scene(run: (duration: "1 h"), equipment: {{
                "a": Source(every: "{first}", to: ["m"]), "b": Source(every: "4 s", to: ["m"]),
                "m": Conveyor(length: "6 m", speed: "1 m/s", pitch: "600 mm", {belt}, to: ["out"]), "out": Sink()}})"#
        );
        folder.write("load.ron", &text);
        folder.plantwright(&["check", "load.ron"]).err
    };
    let zip = r#"merge: Zip(["a", "a", "b"])"#;
    assert_eq!(said("2 s", zip), "");
    let told = said("1 s", zip);
    assert!(
        told.contains("takes 2 of `a` for 1 of `b`, and `a` brings 2.000 times as many"),
        "{told}"
    );
    let told = said("4 s", r#"merge: Zip(["a", "a", "b"])"#);
    assert!(
        told.contains("takes 1 of `b` for 2 of `a`, and `b` brings 2.000 times as many"),
        "{told}"
    );
    let told = said("2 s", r#"index: Every("2 s")"#);
    assert!(told.contains("2700 items/h x 2 s from move to move = 1.500"), "{told}");
}

#[test]
fn a_broken_scene_is_not_run() {
    let folder = Folder::new("check_broken");
    for (text, code, hint) in [
        ("Scene(equipment: {", "S001", "never closed"),
        ("Scene(equipment: { \"a\": Statoin() })", "S005", "did you mean `Station`?"),
    ] {
        folder.write("broken.ron", text);
        let done = folder.plantwright(&["run", "broken.ron", "--json"]).ends_with(1);
        assert_eq!(done.out, "");
        assert!(done.err.contains(code) && done.err.contains(hint), "{}", done.err);
        assert!(done.err.ends_with("broken.ron: 1 mistake\n"), "{}", done.err);
    }
}

/// A scene that lists no products has one called `item`, for orders as well; others are listed. Words of textbooks lead to ours.
#[test]
fn what_is_not_listed_and_what_others_call_it_is_helped_with() {
    let folder = Folder::new("check_item");
    let orders = |product: &str| {
        format!(
            r#"Scene(equipment: {{
                "in": Source(orders: {{"x": (product: "{product}", quantity: 3, due: "10 min")}}, to: ["m"]),
                "m": Station(queue: Unlimited, process: "4 min", to: ["out"]), "out": Sink() }})"#
        )
    };
    folder.write("item.ron", &orders("item"));
    let done = folder.plantwright(&["check", "item.ron"]).ends_with(0);
    assert_eq!(done.out, "item.ron: no mistakes\n");
    folder.write("pump.ron", &orders("pump"));
    let done = folder.plantwright(&["check", "pump.ron"]).ends_with(1);
    assert!(done.err.contains(r#"list it in the scene: `products: {"pump": ()}`"#), "{}", done.err);
    let fails = r#"process: "4 min", with: [Failure(mtbf: "5 h", mttr: "1 min")]"#;
    folder.write("mtbf.ron", &orders("item").replace(r#"process: "4 min""#, fails));
    let done = folder.plantwright(&["check", "mtbf.ron"]).ends_with(1);
    for (theirs, ours) in [("mtbf", "every"), ("mttr", "repair")] {
        let hint = format!("what others call `{theirs}` is `{ours}` here");
        assert!(done.err.contains(&hint), "{}", done.err);
    }
}

#[test]
fn a_scene_names_a_scheduler_that_exists() {
    let folder = Folder::new("check_scheduler");
    folder.write("scene.ron", &LINE.replace("seed: 3", "scheduler: \"STP\""));
    for command in ["check", "run"] {
        let done = folder.plantwright(&[command, "scene.ron"]).ends_with(1);
        assert!(done.err.contains("there is no scheduler `STP`"), "{}", done.err);
        assert!(done.err.contains("did you mean `SPT`?"), "{}", done.err);
        assert!(done.err.contains("scene.ron:3:"), "{}", done.err);
    }
}

#[test]
fn a_missing_file_has_an_exit_code_of_its_own() {
    let folder = Folder::new("check_missing");
    for command in ["run", "check", "fmt"] {
        let done = folder.plantwright(&[command, "nowhere.ron"]).ends_with(4);
        assert!(done.err.contains("cannot read the file"), "{}", done.err);
        assert!(done.err.ends_with(": nowhere.ron\n"), "{}", done.err);
    }
}

/// Kits of one part of each: three an hour of the rare one make three kits, whatever comes of the other one.
#[test]
fn an_assembly_is_asked_for_as_often_as_the_part_that_comes_least() {
    let folder = Folder::new("check_kits");
    let kits = |takes: &str| {
        let text = format!(
            r#"Scene(run: (duration: "10 h"), products: {{"often": (), "rare": (), "kit": ()}}, equipment: {{
                "a": Source(product: "often", every: "5 min", to: ["kits"]),
                "b": Source(product: "rare", every: "20 min", to: ["kits"]),
                "kits": Assembly(parts: {{"often": 1, "rare": 1}}, makes: "kit", process: "{takes}", to: ["out"]),
                "out": Sink(),
            }})"#
        );
        folder.write("kits.ron", &text);
        folder.plantwright(&["check", "kits.ron"]).ends_with(0).err
    };
    assert_eq!(kits("19 min"), "");
    let told = kits("25 min");
    assert!(told.contains("`kits` is asked for 1.250 times what it can do"), "{told}");
    assert!(told.contains("3 items/h x 1500 s / 1 place = 1.250"), "{told}");
}
