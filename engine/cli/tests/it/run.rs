//! `plantwright run`: its tables, its JSON, its CSV, and what changes a run.

use plantwright_kpi::ALL;
use serde_json::Value;

use crate::command::Folder;

#[test]
fn people_get_tables() {
    let done = Folder::with_line("run_tables").plantwright(&["run", "line.ron"]).ends_with(0);
    for part in [
        "Two in a row\nseed 3; measured 7 h after a warm-up of 60 min\n",
        "\nthroughput ",
        "\nflow time ",
        "\npress      Station ",
        " million/s)\nstate ",
    ] {
        assert!(done.out.contains(part), "no {part:?} in:\n{}", done.out);
    }
    assert_eq!(done.err, "");
    let widest = done.out.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{widest:?} columns:\n{}", done.out);
}

#[test]
fn long_names_are_shortened_and_empty_columns_left_out() {
    let folder = Folder::new("run_long_names");
    let name = "the oven at the far end of the hall, behind the second row of the old presses";
    folder.write(
        "long.ron",
        &format!(
            r#"Scene(run: (duration: "1 h"), equipment: {{
                "in": Source(every: "1 min", to: ["{name}"]),
                "{name}": Delay(time: "5 min", to: ["out"]),
                "out": Sink(),
            }})"#
        ),
    );
    let out = folder.plantwright(&["run", "long.ron"]).ends_with(0).out;
    assert!(out.lines().all(|line| line.chars().count() <= 100), "{out}");
    assert!(out.contains('…') && !out.contains(name), "{out}");
    assert!(!out.contains("lost") && !out.contains("utilized"), "{out}");
    assert!(out.lines().all(|line| line == line.trim_end()), "{out}");
}

#[test]
fn programs_get_json_in_its_documented_form() {
    let folder = Folder::with_line("run_json");
    let report = folder.plantwright(&["run", "line.ron", "--json"]).ends_with(0).json();
    assert_eq!(report["format"], 1);
    assert_eq!(report["scene"], "line.ron");
    assert_eq!(report["title"], "Two in a row");
    assert_eq!(report["seed"], 3);
    assert_eq!(report["replication"], 0);
    assert_eq!(report["scheduler"], Value::Null);
    assert_eq!(report["ending"], "reached");
    assert_eq!(report["fault"], Value::Null);
    assert_eq!(report["simulated_s"], 28_800.0);
    assert_eq!(report["warm_up_s"], 3_600.0);
    assert_eq!(report["stuck"], Value::Array(Vec::new()));
    assert!(report["events"].as_u64() > Some(1_000));
    assert!(report["wall_s"].as_f64() > Some(0.0));
    for hash in ["state_hash", "journal_hash"] {
        let digits = report[hash].as_str().expect("a hash is text");
        assert_eq!(digits.len(), 32, "{digits}");
        assert!(digits.bytes().all(|digit| digit.is_ascii_hexdigit()), "{digits}");
    }
    let items = &report["items"];
    let count = |name: &str| items[name].as_u64().expect("a number of items");
    assert_eq!(
        count("created"),
        ["consumed", "lost", "scrapped", "absorbed", "present"].map(count).iter().sum::<u64>()
    );

    let documented = crate::docs::read("run-json.md");
    for name in report.as_object().expect("an object").keys() {
        assert!(documented.contains(&format!("`{name}`")), "docs/run-json.md lacks `{name}`");
    }
}

#[test]
fn every_value_has_a_name_that_is_explained_and_a_unit() {
    let folder = Folder::with_line("run_values");
    let report = folder.plantwright(&["run", "line.ron", "--json"]).ends_with(0).json();
    let values = report["kpis"].as_array().expect("a list");
    assert!(values.len() > 30, "{values:#?}");
    for value in values {
        let name = value["kpi"].as_str().expect("a name");
        let quoted = format!("`{name}`");
        assert!(ALL.iter().any(|kpi| kpi.about.contains(&quoted)), "{name} is defined nowhere");
        assert!(value["value"].as_f64().is_some_and(f64::is_finite), "{value}");
        let unit = value["unit"].as_str().expect("a unit");
        assert!(["1", "1/h", "items", "s"].contains(&unit), "{value}");
        for owner in ["equipment", "product"] {
            assert!(value[owner].is_null() || value[owner].is_string(), "{value}");
        }
    }
}

#[test]
fn two_runs_agree_in_all_but_wall_time() {
    let folder = Folder::with_line("run_twice");
    let run = || {
        let mut report = folder.plantwright(&["run", "line.ron", "--json"]).ends_with(0).json();
        report["wall_s"] = Value::Null;
        report
    };
    assert_eq!(run(), run());
}

#[test]
fn seeds_and_replications_have_numbers_of_their_own() {
    let folder = Folder::with_line("run_seed");
    let journal = |args: &[&str]| {
        let args = [&["run", "line.ron", "--json"], args].concat();
        folder.plantwright(&args).ends_with(0).json()["journal_hash"].to_string()
    };
    let base = journal(&[]);
    assert_eq!(base, journal(&["--seed", "3"]));
    assert_eq!(base, journal(&["--set", "run.seed=3"]));
    assert_ne!(base, journal(&["--seed", "4"]));
    assert_eq!(journal(&["--seed", "4"]), journal(&["--set", "run.seed=4"]));
    assert_ne!(base, journal(&["--replication", "1"]));
}

#[test]
fn set_changes_the_scene() {
    let folder = Folder::with_line("run_set");
    let set = ["--set", "run.duration=\"2 h\"", "--set", "equipment.pack.places=3"];
    let args = [&["run", "line.ron", "--json"], &set[..]].concat();
    let report = folder.plantwright(&args).ends_with(0).json();
    assert_eq!(report["simulated_s"], 7_200.0);
    let wrong = folder.plantwright(&["run", "line.ron", "--set", "equipment.pakc.places=3"]);
    assert!(wrong.ends_with(1).err.contains("S008"));
}

#[test]
fn spreadsheets_get_the_same_values_as_csv() {
    let folder = Folder::with_line("run_csv");
    let csv = folder.plantwright(&["run", "line.ron", "--csv"]).ends_with(0).out;
    let report = folder.plantwright(&["run", "line.ron", "--json"]).json();
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("equipment,product,kpi,value,unit"));
    let values = report["kpis"].as_array().expect("a list");
    assert_eq!(lines.clone().count(), values.len());
    for (line, value) in lines.zip(values) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells[0], value["equipment"].as_str().unwrap_or_default());
        assert_eq!(cells[2], value["kpi"].as_str().unwrap_or_default());
        let both = cells[3].parse::<f64>().ok().zip(value["value"].as_f64());
        // The reader of JSON may be off by the last bit.
        assert!(both.is_some_and(|(a, b)| (a - b).abs() <= 1e-12 * a.abs()), "{line}: {value}");
    }
    folder.plantwright(&["run", "line.ron", "--csv", "--json"]).ends_with(2);
}

#[test]
fn a_scheduler_is_chosen_by_name() {
    let folder = Folder::with_line("run_scheduler");
    let run = |name: &str| folder.plantwright(&["run", "line.ron", "--json", "--scheduler", name]);
    for scheduler in plantwright_catalog::all() {
        assert_eq!(run(scheduler.name).ends_with(0).json()["scheduler"], scheduler.name);
    }
    let wrong = run("SPTT").ends_with(2);
    assert_eq!(wrong.err, "plantwright: there is no scheduler `SPTT`; did you mean `SPT`?\n");
    assert_eq!(wrong.out, "");
}

#[test]
fn people_and_quality_are_shown_where_there_are_some() {
    let folder = Folder::new("run_people_and_quality");
    folder.write(
        "plant.ron",
        r#"Scene(
            run: (duration: "100 s"),
            people: {"fitter": (), "hands": (count: 2)},
            equipment: {
                "in": Source(every: "10 s", limit: 5, to: ["saw"]),
                "saw": Station(process: "5 s", crew: (of: "hands"), quality: (defects: 1), to: ["test"]),
                "test": Station(process: "1 s", inspect: (rejects: "repair"), to: ["out"]),
                "repair": Station(process: "2 s", crew: (of: "fitter"), quality: (scrap: 1), to: ["test"]),
                "out": Sink(),
            },
        )"#,
    );
    let out = folder.plantwright(&["run", "plant.ron"]).ends_with(0).out;
    // Five items of 5 s each, and as many repairs of 2 s, in 100 s.
    let row = |name: &str| out.lines().find(|line| line.starts_with(name)).expect("a row");
    let cells = |name: &str| row(name).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        cells("hands"),
        ["hands", "2", "12.5", "12.5", "87.5", "5", "0.000", "0.000"],
        "{out}"
    );
    assert_eq!(
        cells("fitter"),
        ["fitter", "1", "10.0", "10.0", "90.0", "5", "0.000", "0.000"],
        "{out}"
    );
    assert_eq!(row("scrapped"), "scrapped      5 items");
    assert_eq!(row("yield"), "yield         0.0 % good at the first pass");
    assert!(row("test").ends_with(" 100.0"), "all are rejected: {out}");
    assert!(row("repair").ends_with(" 5"), "all are scrapped: {out}");
}

/// Vehicles and the row that asks schedulers again have ids of their own.
#[test]
fn vehicles_drive_under_every_kind_of_scheduler() {
    let scene = format!("{}/../../scenes/logistics/fms_cell.ron", env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::new("run_vehicles_scheduled");
    for scheduler in ["SPT", "0.6*ATC + 0.4*EDD", "GT(MWKR)"] {
        let done = folder.plantwright(&["run", &scene, "--scheduler", scheduler, "--json"]);
        let report = done.ends_with(0).json();
        assert_eq!(report["items"]["consumed"], 5, "{scheduler}");
    }
}
