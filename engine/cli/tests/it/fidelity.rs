//! `plantwright fidelity`: one plant with exact events and with rigid bodies, side by side.

use serde_json::Value;

use crate::command::Folder;

/// Cartons come onto a belt at rest, and a packer behind it stops now and then.
const LINE: &str = r#"Scene(
    run: (duration: "4 min", warm_up: "30 s"),
    products: {
        "carton": (
            length: "400 mm",
            physics: (shape: Box(length: "400 mm", width: "300 mm", height: "200 mm"), mass: "5 kg"),
        ),
    },
    equipment: {
        "infeed": Source(product: "carton", every: Exponential("2 s"), to: ["belt"]),
        "belt": Conveyor(length: "3 m", speed: "1 m/s", gap: "100 mm", to: ["packing"]),
        "packing": Station(
            process: "0.8 s",
            with: [MicroStop(every: Exponential("1 min"), counts: Up, repair: "5 s")],
            to: ["shipping"],
        ),
        "shipping": Sink(),
    },
)
"#;

fn lens(name: &str, scene: &str, more: &[&str]) -> Value {
    let folder = Folder::new(name);
    folder.write("line.ron", scene);
    let args = [&["fidelity", "line.ron", "--replications", "3", "--json"], more].concat();
    folder.plantwright(&args).ends_with(0).json()
}

fn belt(report: &Value) -> &Value {
    report["equipment"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|it| it["equipment"] == "belt")
        .expect("the belt")
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

/// A body that is put down at rest slips until it is as fast as the belt, v / (μ g), and lags behind by v² / (2 μ g): so much
/// longer it takes, to a step.
#[test]
fn items_that_come_at_rest_lag_behind() {
    let report = lens("fidelity_lag", LINE, &[]);
    let belt = belt(&report);
    let lag = 1.0 / (2.0 * 0.4 * 9.81);
    let step = 1.0 / 120.0;
    let free = &belt["free_transit_s"];
    assert!((number(&free["events"]["estimate"]) - 3.0).abs() < 1e-9, "{free}");
    let apart = number(&free["bodies_less_events"]["estimate"]);
    assert!((apart - lag).abs() < 2.0 * step, "{apart} s, and {lag} s expected");
    let speed = number(&belt["effective_speed_m_per_s"]);
    assert!((speed - 3.0 / (3.0 + apart)).abs() < 1e-9, "{belt}");
    assert!((number(&belt["slip"]) - (1.0 - speed)).abs() < 1e-9, "{belt}");
    // The one behind comes when the one ahead has gone its own length and the gap, from rest: later than from full speed.
    let (gap, loss) = (number(&belt["effective_gap_m"]), number(&belt["merge_loss"]));
    let headway = 0.5 + lag;
    assert!((gap - (headway * speed - 0.4)).abs() < 2.0 * step, "{belt}");
    assert!((loss - (1.0 - 0.5 / headway)).abs() < 0.02, "{belt}");
    assert_eq!(report["kept"], Value::Array(Vec::new()));
}

#[test]
fn workers_change_nothing() {
    let without_speeds = |workers: &str| {
        let mut report = lens(&format!("fidelity_{workers}"), LINE, &["--workers", workers]);
        report["times_real_time"].take();
        report
    };
    assert_eq!(without_speeds("1"), without_speeds("3"));
}

#[test]
fn a_fit_is_a_scene_whose_events_do_what_bodies_do() {
    let folder = Folder::new("fidelity_fit");
    folder.write("line.ron", LINE);
    let args = ["fidelity", "line.ron", "--replications", "3", "--fit", "fitted.ron"];
    let done = folder.plantwright(&args).ends_with(0);
    assert!(done.out.contains("The scene with these measures: fitted.ron"), "{}", done.out);
    folder.plantwright(&["check", "fitted.ron"]).ends_with(0);
    folder.plantwright(&["fmt", "--check", "fitted.ron"]).ends_with(0);
    let args = ["fidelity", "fitted.ron", "--replications", "3", "--json"];
    let again = folder.plantwright(&args).ends_with(0).json();
    // The belt of the fitted scene is as slow as bodies were.
    let speed = number(&belt(&again)["speed_m_per_s"]);
    assert!((speed - 3.0 / (3.0 + 1.0 / (2.0 * 0.4 * 9.81))).abs() < 0.01, "{speed} m/s");
}

/// Free rollers have no speed of their own: the event model gets that which bodies had.
#[test]
fn zones_become_belts() {
    let scene = LINE.replace(
        r#"Conveyor(length: "3 m", speed: "1 m/s", gap: "100 mm""#,
        r#"Zone(length: "3 m", width: "400 mm", surface: Rollers(), rise: "-200 mm""#,
    );
    let report = lens("fidelity_rollers", &scene, &[]);
    let belt = belt(&report);
    assert_eq!((&belt["written_as"], &belt["slip"]), (&"Zone".into(), &Value::Null));
    let free = &belt["free_transit_s"];
    let (events, bodies) = (&free["events"]["estimate"], &free["bodies"]["estimate"]);
    assert!((number(events) / number(bodies) - 1.0).abs() < 0.02, "{free}");
}

/// Two lanes onto a belt that can take no more than 100 items in a minute: 0.5 m/s and 600 mm for each.
fn merge(more: &str, lanes: [&str; 2]) -> String {
    let [one, other] = lanes;
    format!(
        r#"Scene(
        run: (duration: "4 min", warm_up: "30 s"),
        products: {{"carton": (length: "400 mm",
            physics: (shape: Box(length: "400 mm", width: "300 mm", height: "200 mm"), mass: "5 kg", friction: 0.5))}},
        equipment: {{
            "one in": Source(product: "carton", every: "{one}", to: ["one"]),
            "other in": Source(product: "carton", every: "{other}", to: ["other"]),
            "one": Conveyor(length: "2 m", speed: "0.5 m/s", gap: "100 mm", to: ["belt"]),
            "other": Conveyor(length: "2 m", speed: "0.5 m/s", gap: "100 mm", to: ["belt"]),
            "belt": Conveyor(length: "3 m", speed: "0.5 m/s", gap: "200 mm", {more}to: ["out"]),
            "out": Sink()}})"#
    )
}

/// Bodies go first as the scene says of the belt: a zip is as fast as its slower lane in both.
#[test]
fn bodies_merge_as_events_do() {
    let scene = merge(r#"merge: Zip(["one", "other"]), "#, ["2.5 s", "5 s"]);
    let report = lens("fidelity_zip", &scene, &[]);
    let throughput = &report["throughput_per_h"];
    for fidelity in ["events", "bodies"] {
        let of = number(&throughput[fidelity]["estimate"]);
        assert!((of / (2.0 * 3_600.0 / 5.0) - 1.0).abs() < 0.02, "{fidelity}: {of}");
    }
    // Of more than the belt takes, all of the first lane comes, and what is left of the other.
    let scene = merge(r#"merge: Priority(["one", "other"]), "#, ["1.5 s", "1.5 s"]);
    let report = lens("fidelity_priority", &scene, &[]);
    let all = report["equipment"].as_array().expect("a list");
    for fidelity in ["events", "bodies"] {
        let one = all.iter().find(|it| it["equipment"] == "one").expect("a lane");
        let between = number(&one["between_leaving_s"][fidelity]["estimate"]);
        assert!((between - 1.5).abs() < 0.05, "{fidelity}: one each {between} s");
    }
}

/// What comes from a slower belt is as fast as that, and slips until it is as fast as this one.
#[test]
fn what_comes_from_a_slower_belt_slips_first() {
    let scene = LINE.replace(
        r#"to: ["belt"]),"#,
        r#"to: ["slow"]),
        "slow": Conveyor(length: "2 m", speed: "0.3 m/s", gap: "0 mm", to: ["belt"]),"#,
    );
    let report = lens("fidelity_slow_to_fast", &scene, &[]);
    let apart = number(&belt(&report)["free_transit_s"]["bodies_less_events"]["estimate"]);
    let slip = (1.0 - 0.3) * (1.0 - 0.3) / (2.0 * 0.4 * 9.81);
    assert!((apart - slip).abs() < 2.0 / 120.0, "{apart} s, and {slip} s expected");
}

#[test]
fn what_cannot_be_both_is_said() {
    let folder = Folder::new("fidelity_none");
    folder.write(
        "line.ron",
        &LINE.replace(r#"gap: "100 mm""#, r#"gap: "100 mm", accumulating: false"#),
    );
    let done = folder.plantwright(&["fidelity", "line.ron"]).ends_with(2);
    assert!(done.err.contains("can be both exact events and rigid bodies"), "{}", done.err);

    let start = LINE.find("physics").expect("a body");
    let end = start + LINE[start..].find("),\n").expect("its end") + 2;
    folder.write("line.ron", &format!("{}{}", &LINE[..start], &LINE[end..]));
    let done = folder.plantwright(&["fidelity", "line.ron"]).ends_with(3);
    assert!(done.err.contains("physics") && done.err.contains("carton"), "{}", done.err);
}

#[test]
fn the_shipped_scenes_run_in_both_fidelities() {
    let folder = Folder::new("fidelity_shipped");
    for scene in ["accumulation", "baggage", "gravity_lane", "line_end", "parcel_sorter"] {
        let path = format!("{}/../../scenes/logistics/{scene}.ron", env!("CARGO_MANIFEST_DIR"));
        let short = ["--set", "run.duration=\"3 min\"", "--set", "run.warm_up=\"30 s\""];
        let args = [&["fidelity", &path, "--replications", "2", "--json"], &short[..]].concat();
        let report = folder.plantwright(&args).ends_with(0).json();
        let carriers = report["equipment"].as_array().expect("a list");
        assert!(!carriers.is_empty(), "{scene}");
        assert_eq!(report["kept"], Value::Array(Vec::new()), "{scene}");
        for carrier in carriers {
            // As far as anything came, both take about as long; on a loop, what finds its exit taken goes round once more.
            let most = if carrier["written_as"] == "Sorter" { 1.5 } else { 1.2 };
            if let Some(transit) = carrier["transit_s"].as_object() {
                let ratio =
                    number(&transit["bodies"]["estimate"]) / number(&transit["events"]["estimate"]);
                assert!((0.9..most).contains(&ratio), "{scene}: {carrier:#}");
            }
        }
    }
}

/// A straight sorter is a zone with pushers.
#[test]
fn a_straight_sorter_is_compared() {
    let scene = r#"Scene(run: (duration: "10 min"), products: {
        "box": (length: "400 mm", physics: (shape: Box(length: "400 mm", width: "300 mm", height: "200 mm"), mass: "5 kg"))},
        equipment: {
        "in": Source(product: "box", every: "4 s", to: ["belt"]),
        "belt": Sorter(length: "4 m", speed: "0.5 m/s", gap: "100 mm", exits: {"aside": "2 m"}, to: RoundRobin(["aside", "ahead"])),
        "aside": Sink(), "ahead": Sink()})"#;
    let report = lens("fidelity_sorter", scene, &[]);
    let found = belt(&report);
    assert_eq!((&found["written_as"], &report["kept"]), (&"Sorter".into(), &Value::Array(vec![])));
    let through = &report["throughput_per_h"];
    assert!(
        (number(&through["bodies"]["estimate"]) - number(&through["events"]["estimate"])).abs()
            < 20.0,
        "{through}"
    );
    // Pushers at one place would be in each other's way.
    let tight = scene.replace(r#""aside": "2 m""#, r#""aside": "2 m", "ahead": "2.2 m""#);
    let folder = Folder::new("fidelity_tight");
    folder.write("line.ron", &tight);
    let done = folder.plantwright(&["fidelity", "line.ron"]).ends_with(2);
    assert!(done.err.contains("can be both exact events and rigid bodies"), "{}", done.err);
}

/// On a loop, and where items come along it: 8 m and 4 m to the nearest exit from where they come, and from the belt across onto the
/// plate beside it. That draws an item by its friction: 335 mm from rest at 0.4 g are 0.41 s, and somewhat more since the last part
/// of it lies on the plate.
#[test]
fn a_loop_with_an_entry_along_it_is_compared() {
    let scene = r#"Scene(run: (duration: "4 min"), products: {
        "box": (length: "400 mm", physics: (shape: Box(length: "400 mm", width: "300 mm", height: "200 mm"), mass: "5 kg"))},
        equipment: {
        "in": Source(product: "box", every: Exponential("3 s"), to: ["belt"]),
        "side": Source(product: "box", every: Exponential("4 s"), to: ["belt"]),
        "belt": Sorter(length: "12 m", speed: "1 m/s", gap: "100 mm", closed: true, entries: {"side": "4 m"},
            exits: {"near": "8 m", "far": "11 m"}, to: RoundRobin(["near", "far"])),
        "near": Sink(), "far": Sink()})"#;
    let report = lens("fidelity_loop", scene, &[]);
    let found = belt(&report);
    assert_eq!((&found["written_as"], &report["kept"]), (&"Sorter".into(), &Value::Array(vec![])));
    let through = &report["throughput_per_h"];
    let ratio = number(&through["bodies"]["estimate"]) / number(&through["events"]["estimate"]);
    assert!((0.97..1.01).contains(&ratio), "{through}");
    // (8 + 4) / (8 + 4 + twice the time across).
    let speed = number(&found["effective_speed_m_per_s"]);
    let across = (12.0 / speed - 12.0) / 2.0;
    assert!((0.41..0.55).contains(&across), "{across} s across: {found:#}");
    assert!((number(&found["slip"]) - (1.0 - speed)).abs() < 1e-9, "{found:#}");
    // What comes at the speed of the loop comes as close as events say.
    let gap = number(&found["effective_gap_m"]);
    assert!((gap - (0.5 * speed - 0.4)).abs() < 0.02, "{gap} m: {found:#}");
}

#[test]
fn belts_of_cells_are_compared_and_fitted() {
    let folder = Folder::new("fidelity_cells");
    let scene = LINE.replace(
        r#""belt": Conveyor(length: "3 m", speed: "1 m/s", gap: "100 mm", to: ["packing"]),"#,
        "",
    );
    let cells = r#"
    templates: {"lane": (needs: ["next"], defaults: {"v": "1 m/s"}, equipment: {
        "<name>": Conveyor(length: "3 m", speed: "<v>", gap: "100 mm", to: ["<next>"]), // a lane
    })},
    cells: {"belt": (template: "lane", with: {"next": "packing"})},
    equipment: {"#;
    folder.write("line.ron", &scene.replace("\n    equipment: {", cells));
    let args = ["fidelity", "line.ron", "--replications", "2", "--fit", "fitted.ron", "--json"];
    let report = folder.plantwright(&args).ends_with(0).json();
    assert_eq!(number(&belt(&report)["speed_m_per_s"]), 1.0);
    folder.plantwright(&["check", "fitted.ron"]).ends_with(0);
}

#[test]
fn a_fit_is_written_over_nothing_that_is_read() {
    let folder = Folder::new("fidelity_over");
    folder.write("line.ron", LINE);
    let done = folder.plantwright(&["fidelity", "line.ron", "--fit", "line.ron"]).ends_with(2);
    assert!(done.err.contains("would write over the scene itself"), "{}", done.err);
    folder.plantwright(&["fmt", "--check", "line.ron"]);
    // What is beside the scene is not beside one that is written elsewhere.
    let orders = r#"Source(orders: Csv("orders.csv"), to: ["belt"])"#;
    let source = r#"Source(product: "carton", every: Exponential("2 s"), to: ["belt"])"#;
    folder.write("line.ron", &LINE.replace(source, orders));
    let rows: Vec<String> =
        (0..60).map(|number| format!("o{number},carton,{} s\n", 4 * number)).collect();
    folder.write("orders.csv", &format!("order,product,release\n{}", rows.concat()));
    std::fs::create_dir_all(folder.path("elsewhere")).expect("a folder");
    let args = ["fidelity", "line.ron", "--replications", "2", "--fit", "elsewhere/fitted.ron"];
    let done = folder.plantwright(&args).ends_with(3);
    assert!(done.out.contains("exact events"), "{}", done.out);
    assert!(done.err.contains("write it beside the scene"), "{}", done.err);
}
