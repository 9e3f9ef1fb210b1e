//! `plantwright run --oee --bottlenecks --states`: where time goes, and who holds the plant up.

use serde_json::Value;

use crate::command::Folder;

/// A press that stops for moments and takes longer than planned, behind a feeder that now and then breaks down.
const PLANT: &str = r#"Scene(
    run: (duration: "40 h", warm_up: "1 h"),
    equipment: {
        "material": Source(to: ["feeder"]),
        "feeder": Station(
            process: "20 s",
            with: [Failure(every: Exponential("1 h"), counts: Processing, repair: "6 min", item: Scrap)],
            to: ["press"],
        ),
        "press": Station(
            places: 2,
            process: Uniform("40 s", "56 s"),
            planned: "45 s",
            with: [MicroStop(every: Exponential("5 min"), counts: Processing, repair: "10 s")],
            to: ["shipping"],
        ),
        "shipping": Sink(),
    },
)
"#;

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("press.ron", PLANT);
    folder
}

#[test]
fn people_get_trees() {
    let done = folder("losses_trees").plantwright(&["run", "press.ron", "--oee"]).ends_with(0);
    for part in [
        "\nlosses of feeder\nOEE ",
        "\nlosses of press, all 2 places together\nOEE ",
        "  measured time  ",
        "  │  ├─ down: failures ",
        "  │  ├─ micro stops ",
        "  │  └─ slow cycles ",
        "  │  └─ spoilt half done ",
        "  └─ good items, as long as planned ",
    ] {
        assert!(done.out.contains(part), "no {part:?} in:\n{}", done.out);
    }
    let without = folder("losses_none").plantwright(&["run", "press.ron"]).ends_with(0).out;
    assert!(!without.contains("losses of") && !without.contains("bottlenecks"), "{without}");
}

#[test]
fn programs_get_every_nanosecond() {
    let report = folder("losses_json")
        .plantwright(&["run", "press.ron", "--oee", "--json"])
        .ends_with(0)
        .json();
    let losses = report["losses"].as_array().expect("a list");
    assert_eq!(losses.len(), 2);
    for station in losses {
        let nanos = |part: &Value| part["ns"].as_i64().expect("whole nanoseconds");
        let parts = station["parts"].as_array().expect("parts");
        let places = station["places"].as_i64().expect("places");
        let measured = station["measured_ns"].as_i64().expect("whole nanoseconds");
        assert_eq!(measured, places * 39 * 3_600 * 1_000_000_000);
        assert_eq!(parts.iter().map(nanos).sum::<i64>(), measured, "{station:#}");
        // What is left after all losses is OEE.
        let oee = report["kpis"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|value| value["kpi"] == "oee" && value["equipment"] == station["equipment"]);
        let oee = oee.expect("a value")["value"].as_f64().expect("a number");
        let good = parts.iter().find(|part| part["class"] == "good").map(nanos).expect("a part");
        assert!((good as f64 / measured as f64 - oee).abs() < 1e-12, "{station:#}");
    }
    let documented = crate::docs::read("run-json.md");
    for part in losses[0]["parts"].as_array().expect("parts") {
        let name = format!("`{}`", part["part"].as_str().expect("a name"));
        assert!(documented.contains(&name), "docs/run-json.md lacks {name}");
    }
}

#[test]
fn bottlenecks_stand_side_by_side() {
    let folder = folder("bottlenecks");
    let done = folder.plantwright(&["run", "press.ron", "--bottlenecks"]).ends_with(0);
    for part in ["\nbottlenecks ", "severity", "arrow to", "\nfeeder ", "`press`"] {
        assert!(done.out.contains(part), "no {part:?} in:\n{}", done.out);
    }
    let report =
        folder.plantwright(&["run", "press.ron", "--bottlenecks", "--json"]).ends_with(0).json();
    let found = &report["bottlenecks"];
    assert_eq!(found["by_utilization"], "press");
    assert_eq!(found["by_arrows"][0], "press");
    let documented = crate::docs::read("run-json.md");
    let mut names: Vec<&String> = found.as_object().expect("an object").keys().collect();
    names.extend(found["stations"][0].as_object().expect("an object").keys());
    for name in names {
        assert!(documented.contains(&format!("`{name}`")), "docs/run-json.md lacks `{name}`");
    }
}

#[test]
fn states_have_the_names_of_standards() {
    let folder = folder("states");
    let out = folder.plantwright(&["run", "press.ron", "--states", "packml"]).ends_with(0).out;
    assert!(out.contains("\nPackML [%]  Suspended  Execute  Aborted  Held\n"), "{out}");
    let documented = crate::docs::read("kpis.md");
    for (states, standard) in
        [("packml", "PackML"), ("machinery", "OPC UA for Machinery"), ("iso22400", "ISO 22400-2")]
    {
        let args = ["run", "press.ron", "--json", "--states", states];
        let report = folder.plantwright(&args).ends_with(0).json();
        assert_eq!(report["states"]["standard"], standard);
        assert!(documented.contains(standard));
        for station in report["states"]["equipment"].as_array().expect("a list") {
            let times = station["times_s"].as_object().expect("times");
            let sum: f64 = times.values().filter_map(Value::as_f64).sum();
            assert!((sum - 39.0 * 3_600.0).abs() < 1e-6, "{station:#}");
            for name in times.keys() {
                assert!(documented.contains(&format!("`{name}`")), "docs/kpis.md lacks `{name}`");
            }
        }
    }
    folder.plantwright(&["run", "press.ron", "--states", "packml", "--csv"]).ends_with(2);
    folder.plantwright(&["run", "press.ron", "--states", "iso"]).ends_with(2);
}
