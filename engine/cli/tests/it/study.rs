//! Studies as their users meet them.

use arrow_array::{Array as _, Float64Array, StringArray};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use crate::command::{Done, Folder};

/// Two machines of which the second decides, with a rack between them.
const RACKS: &str = r#"Scene(
    run: (duration: "2 d", warm_up: "2 h", seed: 5),
    equipment: {
        "stock": Source(to: ["turning"]),
        "turning": Station(process: Exponential("60 s"), to: ["rack"]),
        "rack": Buffer(capacity: 2, to: ["grinding"]),
        "grinding": Station(process: Exponential("54 s"), to: ["done"]),
        "done": Sink(),
    },
    expect: [
        (kpi: "throughput", at_least: "40 /h"),
        (kpi: "throughput", at_most: "20 /h", because: "a joke"),
    ],
)"#;

const STUDY: &str = r#"Study(
    question: "Does a larger rack pay?",
    scene: "racks.ron",
    variants: {"9 places": (set: ["equipment.rack.capacity=9"])},
    replications: (at_least: 4, at_most: 12),
    precision: "1.5 %",
)"#;

fn folder(test: &str) -> Folder {
    let folder = Folder::new(&format!("study_{test}"));
    folder.write("racks.ron", RACKS);
    folder.write("rack.ron", STUDY);
    folder
}

/// What is the same however a study was done: all but the command.
fn results(done: Done) -> Value {
    let mut value = done.ends_with(0).json();
    value["command"] = Value::Null;
    value
}

#[test]
fn the_answer_is_the_first_sentence() {
    let folder = folder("answer");
    let out = folder.plantwright(&["study", "rack.ron"]).ends_with(0).out;
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "Does a larger rack pay?");
    assert!(lines[2].starts_with("With `9 places`, throughput is "), "{out}");
    assert!(out.contains("\n  plantwright study rack.ron\n"), "{out}");
    let value = folder.plantwright(&["study", "rack.ron", "--json"]).ends_with(0).json();
    assert_eq!(value["best"], "9 places");
    assert_eq!(value["comparisons"][0]["verdict"], "more");
    let first = value["answer"][0].as_str().expect("a sentence");
    assert!(first.contains("paired replications)."), "{first}");
}

#[test]
fn workers_shards_and_resumed_studies_find_the_same() {
    let folder = folder("same");
    let alone = results(folder.plantwright(&["study", "rack.ron", "--json", "--workers", "1"]));
    let eight = results(folder.plantwright(&["study", "rack.ron", "--json", "--workers", "8"]));
    assert_eq!(alone, eight);
    for shard in ["1/2", "2/2"] {
        let done = folder.plantwright(&["study", "rack.ron", "--keep", "shared", "--shard", shard]);
        assert_eq!(done.ends_with(0).out, "");
    }
    let done = folder.plantwright(&["study", "rack.ron", "--json", "--keep", "shared"]);
    assert!(done.err.contains("24 finished replications were found"), "{}", done.err);
    assert_eq!(results(done), alone);
}

#[test]
fn reports_come_in_three_forms() {
    let folder = folder("forms");
    let args = ["study", "rack.ron", "--html", "report.html", "--markdown"];
    let markdown = folder.plantwright(&args).ends_with(0).out;
    assert!(markdown.starts_with("# Does a larger rack pay?\n\n**With `9 places`, "), "{markdown}");
    assert!(markdown.contains("\n| --- | ---: |"), "{markdown}");
    let html = folder.read("report.html");
    for part in ["<title>Does a larger rack pay?</title>", "<svg ", "class=\"answer\"", "</html>"] {
        assert!(html.contains(part), "no {part}");
    }
    for outside in ["src=", "href=", "url(", "@import"] {
        assert!(!html.contains(outside), "{outside}: it needs something beside it");
    }
    let done = folder.plantwright(&["study", "rack.ron", "--html", "nowhere/report.html"]);
    assert!(done.ends_with(4).err.contains("cannot write the report"));
}

#[test]
fn a_run_that_fails_is_told_with_its_command() {
    let folder = folder("fails");
    folder.write(
        "cursed.ron",
        r#"Scene(
            run: (duration: "2 h"),
            equipment: {
                "stock": Source(every: Exponential("1 min"), to: Probability({"out": 0.99, "ping": 0.01})),
                "ping": Delay(time: "0 s", to: ["pong"]),
                "pong": Delay(time: "0 s", to: ["ping"]),
                "out": Sink(),
            },
        )"#,
    );
    folder.write("study.ron", r#"Study(scene: "cursed.ron", replications: (at_most: 8))"#);
    let done = folder.plantwright(&["study", "study.ron"]).ends_with(3);
    let commands = done.out.lines().filter_map(|line| line.strip_prefix("  plantwright run "));
    let command = commands.into_iter().next().unwrap_or_else(|| panic!("{}", done.out));
    let words: Vec<&str> = std::iter::once("run").chain(command.split(' ')).collect();
    let again = folder.plantwright(&words).ends_with(3);
    assert!(again.err.contains("`ping`"), "{}", again.err);
}

#[test]
fn what_is_kept_where_nothing_can_be_is_told() {
    let folder = folder("unwritable");
    let done = folder.plantwright(&["study", "rack.ron", "--keep", "racks.ron"]).ends_with(4);
    assert!(done.err.contains("cannot make the folder"), "{}", done.err);
    let done = folder.plantwright(&["study", "rack.ron", "--keep", "kept", "--shard", "3/2"]);
    assert!(done.ends_with(2).err.contains("such as `2/8`"));
}

#[test]
fn what_to_improve_first_stands_first() {
    let folder = folder("bottleneck");
    let args = ["bottleneck", "racks.ron", "--budget", "6"];
    let out = folder.plantwright(&args).ends_with(0).out;
    let answer = out.lines().nth(2).expect("an answer");
    assert!(answer.starts_with("`turning"), "{out}");
    let cost = ["--cost", "rack: one more place to hold items=100", "--json"];
    let value = folder.plantwright(&[&args[..], &cost].concat()).ends_with(0).json();
    let gains = value["gains"].as_array().expect("gains");
    let rack = gains.iter().find(|it| it["cost"] == 100.0).expect("its cost");
    assert!(rack["for_money"].as_f64() > Some(0.0), "{rack}");
    let done =
        folder.plantwright(&["bottleneck", "racks.ron", "--cost", "rack: one more plaice=5"]);
    assert!(done.ends_with(2).err.contains("there is no improvement"));
}

#[test]
fn claims_are_judged_with_confidence() {
    let folder = folder("claims");
    let done = folder.plantwright(&["test", "racks.ron"]).ends_with(5);
    assert!(done.out.starts_with("racks.ron: 1 passed, 1 failed, 0 undecided"), "{}", done.out);
    assert!(done.out.contains("a joke"), "{}", done.out);
    assert!(done.err.contains("1 expectation does not hold"), "{}", done.err);
    let set = ["--set", "expect=[(kpi: \"throughput\", at_least: \"51.4 /h\")]"];
    let done = folder.plantwright(&[&["test", "racks.ron", "--budget", "4"][..], &set].concat());
    assert!(done.ends_with(6).out.contains("undecided  throughput: "));
}

#[test]
fn what_changed_stands_beside_what_it_did() {
    let folder = folder("diff");
    folder.write("new.ron", &RACKS.replace("capacity: 2", "capacity: 6"));
    let done = folder.plantwright(&["diff", "racks.ron", "new.ron", "--json"]).ends_with(0);
    let value = done.json();
    let change =
        serde_json::json!({ "path": "equipment.rack.capacity", "before": "2", "after": "6" });
    assert_eq!(value["changes"], serde_json::json!([change]));
    assert!(value["figures"].as_array().expect("figures").len() > 20);
    let done = folder.plantwright(&["diff", "racks.ron", "racks.ron"]).ends_with(0);
    assert!(done.out.contains("Both scenes say the same."), "{}", done.out);
}

#[test]
fn what_was_kept_is_compared_without_running_anything() {
    let folder = folder("diff_kept");
    folder.write("new.ron", &RACKS.replace("capacity: 2", "capacity: 6"));
    let estimate = |scene: &str| {
        format!(r#"Study(scene: "{scene}", replications: (at_least: 5, at_most: 5))"#)
    };
    folder.write("before.ron", &estimate("racks.ron"));
    folder.write("after.ron", &estimate("new.ron"));
    for name in ["before", "after"] {
        let study = format!("{name}.ron");
        folder.plantwright(&["study", &study, "--keep", name]).ends_with(0);
    }
    let value = folder.plantwright(&["diff", "before", "after", "--json"]).ends_with(0).json();
    let pair = &value["scenarios"][0];
    let change =
        serde_json::json!({ "path": "equipment.rack.capacity", "before": "2", "after": "6" });
    assert_eq!(pair["changes"], serde_json::json!([change]));
    // The same as a study of both says.
    let both = r#"Study(scene: "racks.ron", variants: {"new": (scene: "new.ron")}, replications: (at_least: 5, at_most: 5))"#;
    folder.write("both.ron", both);
    let study = folder.plantwright(&["study", "both.ron", "--json"]).ends_with(0).json();
    let is_throughput = |it: &&Value| it["kpi"] == "throughput" && it["of"].is_null();
    let figures = pair["figures"].as_array().expect("figures");
    let found = figures.iter().find(is_throughput).expect("throughput");
    assert_eq!(found["difference"], study["comparisons"][0]["difference"]);
    // Other seeds are other luck.
    let seeded = estimate("new.ron").replace(", replications", ", seed: 99, replications");
    folder.write("other.ron", &seeded);
    folder.plantwright(&["study", "other.ron", "--keep", "other"]).ends_with(0);
    let out = folder.plantwright(&["diff", "before", "other"]).ends_with(0).out;
    assert!(out.contains("Welch's t") && out.contains("throughput changes by +"), "{out}");
    let out = folder.plantwright(&["diff", "before", "before"]).ends_with(0).out;
    assert!(out.contains("the scenes say the same."), "{out}");
    std::fs::create_dir(folder.path("empty")).expect("a folder");
    let done = folder.plantwright(&["diff", "before", "empty"]).ends_with(2);
    assert!(done.err.contains("there are no replications in the folder: empty"), "{}", done.err);
    let done = folder.plantwright(&["diff", "before", "new.ron"]).ends_with(2);
    assert!(done.err.contains("two scenes, or two folders"), "{}", done.err);
}

#[test]
fn several_studies_are_answered_one_after_the_other() {
    let folder = folder("several");
    folder.write(
        "same.ron",
        r#"Study(question: "Nothing?", scene: "racks.ron", variants: {"b": ()})"#,
    );
    let out = folder.plantwright(&["study", "same.ron", "rack.ron"]).ends_with(0).out;
    assert!(
        out.contains("`b` changes nothing: throughput is the same as with `as it is`"),
        "{out}"
    );
    assert!(out.contains("\n\nDoes a larger rack pay?\n"), "{out}");
    let done = folder.plantwright(&["study", "same.ron", "rack.ron", "--parquet", "one.parquet"]);
    assert!(done.ends_with(2).err.contains("writes one file"));
    folder.plantwright(&["study", "same.ron", "rack.ron", "--html", "pages"]).ends_with(0);
    assert!(folder.read("pages/rack.html").contains("Does a larger rack pay?"));
    assert!(folder.read("pages/same.html").contains("Nothing?"));
}

/// A file in the place of a folder, so that nothing can be written there, whoever runs the test.
#[test]
fn a_page_that_cannot_be_written_is_told_before_anything_runs() {
    let folder = folder("no_page");
    folder.write("taken", "");
    for command in ["study rack.ron", "bottleneck racks.ron", "diff racks.ron racks.ron"] {
        let words = command.split(' ').chain(["--html", "taken/page.html"]);
        let done = folder.plantwright(&words.collect::<Vec<_>>()).ends_with(4);
        assert!(done.err.contains("taken/page.html") && done.out.is_empty(), "{}", done.err);
    }
}

#[test]
fn variants_that_come_to_the_same_are_best_together_and_standstills_are_told() {
    let folder = folder("alike");
    let alike = r#"Study(
        scene: "racks.ron",
        variants: {
            "wide": (set: ["equipment.rack.capacity=9"]),
            "wide, too": (set: ["equipment.rack.capacity=9"]),
        },
        replications: (at_least: 4, at_most: 4),
    )"#;
    folder.write("alike.ron", alike);
    let out = folder.plantwright(&["study", "alike.ron", "--markdown"]).ends_with(0).out;
    assert!(out.contains("`wide` is best of 3, and alike `wide, too`"), "{out}");
    let enough = r#"Study(
        scene: "racks.ron",
        base: "2 places",
        variants: {
            "20 places": (set: ["equipment.rack.capacity=20"]),
            "40 places": (set: ["equipment.rack.capacity=40"]),
        },
        enough: "2 %",
        replications: (at_least: 6, at_most: 6),
    )"#;
    folder.write("enough.ron", enough);
    let out = folder.plantwright(&["study", "enough.ron", "--markdown"]).ends_with(0).out;
    assert!(out.contains("`20 places` is enough: throughput is certainly within 2 % of"), "{out}");
    // A loop that fills up with itself, while orders still come.
    let looped = r#"Scene(run: (duration: "20 h"), equipment: {
        "in": Source(every: Exponential("60 s"), to: ["a"]),
        "a": Station(process: "20 s", to: ["b"]),
        "b": Station(process: "20 s", to: Probability({"a": 0.3, "out": 0.7})),
        "out": Sink(),
    }, expect: [(kpi: "throughput", at_most: "100 /h")])"#;
    folder.write("looped.ron", looped);
    let out = folder.plantwright(&["run", "looped.ron"]).ends_with(8).out;
    assert!(out.contains("these wait for one another, for ever\n  `a` holds 1 item"), "{out}");
    let text = r#"Study(scene: "looped.ron", replications: (at_least: 3, at_most: 3))"#;
    folder.write("study.ron", text);
    let out = folder.plantwright(&["study", "study.ron", "--markdown"]).ends_with(0).out;
    assert!(out.contains("In 3 of 3 runs the plant, or a part of it, came to a stand"), "{out}");
    let done = folder.plantwright(&["study", "study.ron", "--json"]).ends_with(0);
    assert_eq!(done.json()["stuck"].as_array().map(Vec::len), Some(3));
    let out = folder.plantwright(&["test", "looped.ron"]).ends_with(0).out;
    assert!(out.contains("replications the plant, or a part of it, came to a stand"), "{out}");
}

/// The table as `docs/study-parquet.md` describes it.
#[test]
fn the_table_has_every_kpi_of_every_replication() {
    let folder = folder("parquet");
    let args = ["study", "rack.ron", "--parquet", "results.parquet", "--json"];
    let value = folder.plantwright(&args).ends_with(0).json();
    let file = std::fs::File::open(folder.path("results.parquet")).expect("a table");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
    let facts = reader.metadata().file_metadata().key_value_metadata().expect("metadata").clone();
    let command = facts.iter().find(|it| it.key == "plantwright.command").expect("the command");
    assert!(command.value.as_ref().is_some_and(|it| it.starts_with("plantwright study rack.ron")));
    let (mut throughput, mut rows) = (Vec::new(), 0);
    for batch in reader.build().expect("a reader") {
        let batch = batch.expect("rows");
        let text = |name: &str| -> StringArray {
            let column = batch.column_by_name(name).expect("a column");
            column.as_any().downcast_ref::<StringArray>().expect("text").clone()
        };
        let (scenario, kpi, equipment) = (text("scenario"), text("kpi"), text("equipment"));
        let values = batch.column_by_name("value").expect("a column");
        let values = values.as_any().downcast_ref::<Float64Array>().expect("numbers");
        rows += batch.num_rows();
        for row in 0..batch.num_rows() {
            let is_plant = equipment.is_null(row) && text("product").is_null(row);
            if is_plant && kpi.value(row) == "throughput" && scenario.value(row) == "9 places" {
                throughput.push(values.value(row));
            }
        }
    }
    let told = value["scenarios"][1]["figures"][0]["values"].as_array().expect("values");
    let told: Vec<f64> = told.iter().filter_map(Value::as_f64).collect();
    assert_eq!(throughput, told);
    assert!(rows > 50 * told.len(), "{rows} rows");
}

#[test]
fn a_scene_is_told_from_a_study() {
    let folder = folder("mixed_up");
    let done = folder.plantwright(&["run", "rack.ron"]).ends_with(1);
    assert!(done.err.contains("this is a study, and no scene"), "{}", done.err);
    assert!(done.err.contains("`plantwright study rack.ron`"), "{}", done.err);
    let done = folder.plantwright(&["study", "racks.ron"]).ends_with(1);
    assert!(done.err.contains("this is a scene, and no study"), "{}", done.err);
    let done = folder.plantwright(&["test", "racks.ron", "--set", "expect=[]"]).ends_with(0);
    assert_eq!((done.out.as_str(), done.err.as_str()), ("", "racks.ron: nothing is expected\n"));
}

/// One long run takes the place of many.
#[test]
fn one_run_is_cut_into_batches() {
    let folder = folder("one_run");
    let study = STUDY.replace("replications: (at_least: 4, at_most: 12)", "method: OneRun");
    folder.write("one.ron", &study);
    let out = folder.plantwright(&["study", "one.ron"]).ends_with(0).out;
    assert!(out.contains("paired batches"), "{out}");
    let done = folder.plantwright(&["study", "one.ron", "--keep", "kept"]).ends_with(2);
    assert!(done.err.contains("`--keep` keeps replications"), "{}", done.err);
}

/// Cells of a template, a base and what changes: all of it can be run, changed and studied.
#[test]
fn scenes_are_put_together_before_they_are_changed() {
    let folder = folder("parts");
    folder.write(
        "cells.ron",
        r#"Scene(
            run: (duration: "8 h"),
            templates: {
                "cell": (
                    needs: ["next"],
                    defaults: {"pace": "50 s"},
                    equipment: {"<name>": Station(queue: 5, process: "<pace>", to: ["<next>"])},
                ),
            },
            cells: {
                "saw": (template: "cell", with: {"next": "mill"}),
                "mill": (template: "cell", with: {"next": "exit"}),
            },
            equipment: {"stock": Source(to: ["saw"]), "exit": Sink()},
        )"#,
    );
    folder.write("new.ron", r#"Scene(base: "cells.ron", set: ["equipment.mill.process=40 s"])"#);
    let produced = |args: &[&str]| -> f64 {
        let value = folder.plantwright(&[args, &["--json"]].concat()).ends_with(0).json();
        let kpis = value["kpis"].as_array().expect("KPIs").clone();
        let found = kpis.iter().find(|it| it["kpi"] == "throughput" && it["equipment"].is_null());
        found.expect("the throughput")["value"].as_f64().expect("a number")
    };
    assert!((produced(&["run", "cells.ron"]) - 72.0).abs() < 1.0);
    let faster = produced(&[
        "run",
        "cells.ron",
        "--set",
        "cells.saw.with={\"next\": \"mill\", \"pace\": \"25 s\"}",
        "--set",
        "equipment.mill.process=25 s",
    ]);
    assert!((faster - 144.0).abs() < 2.0, "{faster}");
    let done = folder
        .plantwright(&["diff", "cells.ron", "new.ron", "--json", "--budget", "2"])
        .ends_with(0);
    assert_eq!(done.json()["changes"][0]["path"], "equipment.mill.process");
}
