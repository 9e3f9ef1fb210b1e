//! `plantwright run --why`: what its page shows is what it prints, its JSON sums up exactly, and it knows what can be asked.

use serde_json::Value;

use crate::command::Folder;
use crate::docs;

/// The text of the first fence of a kind on the page.
fn shown(fence: &str) -> String {
    let page = docs::read("why.md");
    let (_, rest) = page.split_once(&format!("```{fence}\n")).expect("such a fence");
    rest.split_once("```").expect("its end").0.to_owned()
}

/// The line of the page, and orders that come too late.
fn folder(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("line.ron", &shown("ron"));
    folder.write(
        "orders.ron",
        r#"Scene(
            products: {"p": (route: [(on: "m", process: "10 s")])},
            equipment: {
                "in": Source(orders: {
                    "a": (product: "p", due: "10 s"),
                    "b": (product: "p", due: "15 s"),
                    "c": (product: "p", due: "5 s"),
                }),
                "m": Station(queue: Unlimited),
                "out": Sink(),
            },
        )"#,
    );
    folder
}

#[test]
fn the_page_shows_what_is_printed() {
    let folder = folder("why_page");
    let out = folder.plantwright(&["run", "line.ron", "--why"]).ends_with(0).out;
    let (body, _footer) = out.rsplit_once("\n\n").expect("a footer");
    assert_eq!(format!("{body}\n"), shown("text"));
    folder.plantwright(&["fmt", "--check", "line.ron"]).ends_with(0);
    let proposed = "equipment.press.with.0.repair=\"5 min\"";
    assert!(docs::read("why.md").contains(&format!("--set '{proposed}'")));
    folder.plantwright(&["check", "line.ron", "--set", proposed]).ends_with(0);
}

fn nanos(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no whole number"))
}

/// The sum of the causes of an account, which it has to say itself.
fn total(account: &Value) -> u64 {
    let causes = account["causes"].as_array().expect("a list");
    let sum = causes.iter().map(|cause| nanos(&cause["time_ns"])).sum();
    assert_eq!(nanos(&account["total_ns"]), sum, "{account}");
    sum
}

#[test]
fn json_sums_up_to_the_nanosecond() {
    let folder = folder("why_json");
    let report = folder.plantwright(&["run", "line.ron", "--why", "--json"]).ends_with(0).json();
    let why = &report["why"];
    assert_eq!(why["subject"], Value::Null);
    let stations = why["stations"].as_array().expect("a list");
    assert_eq!(stations.len(), 3);
    let mut all = 0;
    for station in stations {
        assert_eq!(nanos(&station["observed_ns"]), 8 * 3_600 * 1_000_000_000);
        let lost = nanos(&station["observed_ns"]) - nanos(&station["processing_ns"]);
        assert_eq!(total(&station["lost"]), lost, "{station}");
        all += lost;
    }
    assert_eq!(total(&why["lost"]), all);
    let first = &why["lost"]["causes"][0];
    assert_eq!((&first["equipment"], &first["concern"]), (&"press".into(), &"jam".into()));
    assert_eq!(first["reason"], "down");
    let items = &why["items"];
    let waited = nanos(&items["flow_ns"]) - nanos(&items["processing_ns"]);
    assert_eq!(total(&items["waiting"]), waited);

    let documented = docs::read("run-json.md");
    let mut names = Vec::new();
    names_in(why, &mut names);
    for name in names {
        assert!(documented.contains(&format!("`{name}`")), "docs/run-json.md lacks `{name}`");
    }
    let plain = folder.plantwright(&["run", "line.ron", "--json"]).ends_with(0).json();
    assert_eq!(plain["why"], Value::Null);
    assert_eq!(plain["journal_hash"], report["journal_hash"]);
}

/// The names of all fields, at any depth.
fn names_in(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                names.push(name.clone());
                names_in(value, names);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| names_in(value, names)),
        _ => {}
    }
}

#[test]
fn a_station_an_order_and_an_item_can_be_asked_about() {
    let folder = folder("why_subject");
    let ask = |scene: &str, name: &str| {
        folder.plantwright(&["run", scene, "--why", name]).ends_with(0).out
    };
    let press = ask("line.ron", "press");
    assert!(press.contains("`press` did not process for "), "{press}");
    assert!(press.contains("\nothers lost 5.628 h for `press`\n"), "{press}");
    let pack = ask("line.ron", "pack");
    assert!(pack.contains("\nno other station lost time for `pack`\n"), "{pack}");

    let order = ask("orders.ron", "c");
    assert!(
        order.contains("`c`, 1 item: 30 s in the plant, of which 20 s waiting (66.7 %)\n"),
        "{order}"
    );
    assert!(order.contains("\nlate by 25 s\n"), "{order}");
    let has = |words: &[&str]| {
        order.lines().any(|line| line.split_whitespace().eq(words.iter().copied()))
    };
    assert!(has(&["m", "works", "20.00", "80.0"]), "{order}");
    assert!(has(&["in", "due", "too", "soon", "5.00", "20.0"]), "{order}");
    assert!(
        order.contains("\n20.0 %: orders of `in` are due sooner than their work takes"),
        "{order}"
    );
    assert!(ask("orders.ron", "a").contains("\nin time\n"));
    // Items are numbered in the order of the orders' names.
    assert!(ask("orders.ron", "in#2").contains("`in#2`, 1 item: 30 s in the plant,"));
    let never = ask("orders.ron", "in#3");
    assert!(never.contains("`in#3`: none of it was in the plant"), "{never}");
    let plant = ask("orders.ron", "");
    assert!(
        plant.contains("\n2 of 3 items with a due date were late, by 30 s together\n"),
        "{plant}"
    );
}

#[test]
fn what_cannot_be_asked_about_is_said_before_the_run() {
    let folder = folder("why_wrong");
    let ask = |name: &str| folder.plantwright(&["run", "line.ron", "--why", name]).ends_with(2);
    let wrong = ask("pres");
    assert_eq!(wrong.err, "plantwright: nothing is called `pres`; did you mean `press`?\n");
    assert_eq!(wrong.out, "");
    let lane = ask("lane").err;
    assert!(lane.contains("`lane` is a buffer, which has no lost time of its own"), "{lane}");
    assert!(ask("saw#1").err.contains("an item such as `source#0`"));
    folder.plantwright(&["run", "line.ron", "--why", "--csv"]).ends_with(2);
}

/// A page of causes hides nothing that was asked for besides; a group of people is known, and has none of its own.
#[test]
fn what_was_asked_for_besides_is_shown_too() {
    let folder = folder("why_besides");
    let args = ["run", "line.ron", "--oee", "--bottlenecks", "--why"];
    let out = folder.plantwright(&args).ends_with(0).out;
    for part in ["because of", "losses of", "severity", "plantwright bottleneck"] {
        assert!(out.contains(part), "no {part:?} in:\n{out}");
    }
    folder.write(
        "crew.ron",
        r#"Scene(run: (duration: "1 h"), people: {"op": ()}, equipment: {
            "in": Source(to: ["m"]), "m": Station(process: "1 min", crew: (of: "op"), to: ["out"]), "out": Sink() })"#,
    );
    let told = folder.plantwright(&["run", "crew.ron", "--why", "op"]).ends_with(2).err;
    assert!(told.contains("`op` is a group of people"), "{told}");
}

/// Both are off in the same hours: no shifts have to be aligned. With a shift of its own, the second one lets the first one wait.
#[test]
fn shifts_are_to_be_aligned_only_where_someone_waits() {
    let folder = Folder::new("why_shifts");
    folder.write(
        "shifts.ron",
        r#"Scene(
            run: (duration: "28 d"),
            calendars: {"c": (open: ["06:00-14:00"]), "late": (open: ["14:00-22:00"])},
            equipment: {
                "in": Source(to: ["a"]),
                "a": Station(process: "1 min", with: [Shift(calendar: "c")], to: ["b"]),
                "b": Station(process: "1 min", with: [Shift(calendar: "c")], to: ["out"]),
                "out": Sink(),
            },
        )"#,
    );
    let out = folder.plantwright(&["run", "shifts.ron", "--why"]).ends_with(0).out;
    assert!(out.contains("`a` is off, and no other station waits for it"), "{out}");
    assert!(!out.contains("align"), "{out}");
    let late = "equipment.b.with.0.calendar=\"late\"";
    let out = folder.plantwright(&["run", "shifts.ron", "--why", "--set", late]).ends_with(0).out;
    assert!(out.contains("`b` is off while others are not: align its shifts"), "{out}");
    let out = folder.plantwright(&["run", "shifts.ron", "--why", "in#700"]).ends_with(0).out;
    assert!(out.contains("items wait while `a` is off") || !out.contains("align"), "{out}");
}
