//! What a scene expects of its results: said beside them, in JSON, and by the exit code.

use serde_json::json;

use crate::command::Folder;

/// A machine that is done with each item before the next one comes: nothing is left to chance.
fn scene(expect: &str) -> String {
    format!(
        r#"Scene(
            run: (duration: "100 min"),
            equipment: {{
                "infeed": Source(every: "1 min", to: ["press"]),
                "press": Station(process: "45 s", to: ["shipping"]),
                "shipping": Sink(),
            }},
            expect: [{expect}],
        )"#
    )
}

#[test]
fn what_holds_is_ticked() {
    let folder = Folder::new("expect_holds");
    folder.write(
        "press.ron",
        &scene(
            r#"(kpi: "produced", exactly: 99),
               (kpi: "throughput", of: "shipping", at_least: "0.98 /min", at_most: "60 /h"),
               (kpi: "mean_flow_time", exactly: "0.75 min"),
               (kpi: "utilization", of: "press", at_most: 0.75, because: "45 s of 60 s")"#,
        ),
    );
    let done = folder.plantwright(&["run", "press.ron"]).ends_with(0);
    let lines: Vec<&str> = done.out.lines().filter(|line| line.starts_with('✓')).collect();
    let expected = [
        "✓ produced                99          exactly 99",
        "✓ throughput of shipping  0.990 /min  0.98 /min to 60 /h",
        "✓ mean_flow_time          0.750 min   exactly 0.75 min",
        "✓ utilization of press    0.743       at most 0.75",
    ];
    assert_eq!(lines, expected, "{}", done.out);
    assert!(!done.out.contains('✗'), "{}", done.out);
}

#[test]
fn what_does_not_hold_is_crossed_explained_and_told_by_the_exit_code() {
    let folder = Folder::new("expect_fails");
    folder.write(
        "press.ron",
        &scene(
            r#"(kpi: "produced", at_least: 100, because: "One a minute."),
               (kpi: "produced", at_most: 98),
               (kpi: "scrapped", of: "press", at_most: 3),
               (kpi: "throughput", of: "press", at_least: "59 /h")"#,
        ),
    );
    let done = folder.plantwright(&["run", "press.ron"]).ends_with(5);
    assert_eq!(done.err, "plantwright: 3 of the 4 expectations of the scene do not hold\n");
    assert!(done.out.contains("\n✗ produced "), "{}", done.out);
    assert!(done.out.contains("\n✗ produced:\n  One a minute.\n"), "{}", done.out);
    // Nothing was scrapped, so there is no such figure.
    assert!(done.out.contains("\n✗ scrapped of press    no such figure"), "{}", done.out);
    assert!(done.out.contains("\n✓ throughput of press "), "{}", done.out);

    let report = folder.plantwright(&["run", "press.ron", "--json"]).ends_with(5).json();
    let first = json!({
        "equipment": null, "product": null, "kpi": "produced", "at_least": 100.0, "at_most": null,
        "value": 99.0, "unit": "items", "holds": false, "because": "One a minute.",
    });
    assert_eq!(report["expect"][0], first);
    assert_eq!(report["expect"][2]["value"], json!(null));
    assert_eq!(report["expect"][3]["equipment"], "press");
    assert_eq!(report["expect"][3]["at_least"], 59.0);
    let holds: Vec<_> = (0..4).map(|at| report["expect"][at]["holds"].as_bool()).collect();
    assert_eq!(holds, [Some(false), Some(false), Some(false), Some(true)]);
    // A run with other luck or another duration is judged as well.
    let longer = ["run", "press.ron", "--set", r#"run.duration="101 min""#, "--json"];
    let report = folder.plantwright(&longer).ends_with(5).json();
    assert_eq!(report["expect"][0]["holds"], true);
}

#[test]
fn a_run_that_does_not_come_to_its_end_is_not_judged() {
    let folder = Folder::new("expect_fault");
    folder.write(
        "live_lock.ron",
        r#"Scene(
            run: (duration: "1 h"),
            equipment: {
                "stock": Source(at: ["10 min"], to: ["ping"]),
                "ping": Delay(time: "0 s", to: ["pong"]),
                "pong": Delay(time: "0 s", to: FirstFree(["ping", "out"])),
                "out": Sink(),
            },
            expect: [(kpi: "produced", exactly: 1)],
        )"#,
    );
    let done = folder.plantwright(&["run", "live_lock.ron"]).ends_with(3);
    assert!(done.out.contains("\nexpected: not judged"), "{}", done.out);
    assert!(!done.out.contains('✗'), "{}", done.out);
    let report = folder.plantwright(&["run", "live_lock.ron", "--json"]).ends_with(3).json();
    assert_eq!(report["expect"][0]["holds"], json!(null));
}

#[test]
fn checking_a_scene_judges_its_words_alone() {
    let folder = Folder::new("expect_check");
    folder.write("press.ron", &scene(r#"(kpi: "produced", at_least: 1000)"#));
    folder.plantwright(&["check", "press.ron"]).ends_with(0);
    folder.write("press.ron", &scene(r#"(kpi: "prodused", at_least: 1000)"#));
    let done = folder.plantwright(&["check", "press.ron"]).ends_with(1);
    assert!(done.err.contains("did you mean `produced`?"), "{}", done.err);
}
