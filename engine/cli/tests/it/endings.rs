//! How runs end: with a fault, at a stand, by Ctrl-C. Results are printed in every case.

use crate::command::Folder;

/// Two delays that take no time and send to each other.
const LIVE_LOCK: &str = r#"Scene(
    run: (duration: "1 h"),
    equipment: {
        "stock": Source(at: ["10 min"], to: ["ping"]),
        "ping": Delay(time: "0 s", to: ["pong"]),
        "pong": Delay(time: "0 s", to: FirstFree(["ping", "out"])),
        "out": Sink(),
    },
)"#;

#[test]
fn a_fault_keeps_the_results_up_to_it() {
    let folder = Folder::new("endings_fault");
    folder.write("live_lock.ron", LIVE_LOCK);
    let done = folder.plantwright(&["run", "live_lock.ron", "--json"]).ends_with(3);
    let report = done.json();
    assert_eq!(report["ending"], "fault");
    assert_eq!(report["simulated_s"], 600.0);
    let fault = report["fault"].as_str().expect("a fault in words");
    assert!(fault.contains("`ping`, `pong`"), "{fault}");
    assert!(done.err.ends_with(&format!("\nplantwright: {fault}\n")), "{}", done.err);

    let done = folder.plantwright(&["run", "live_lock.ron"]).ends_with(3);
    assert!(done.out.contains("ended by a fault: "), "{}", done.out);
    assert!(done.out.contains("\nthroughput "), "{}", done.out);
}

#[test]
fn a_plant_that_comes_to_a_stand_says_who_waits_for_whom() {
    let folder = Folder::new("endings_stand");
    folder.write(
        "stand.ron",
        r#"Scene(
            products: {
                "there": (route: [(on: "a", process: "5 s"), (on: "b", process: "5 s")]),
                "back": (route: [(on: "b", process: "5 s"), (on: "a", process: "5 s")]),
            },
            equipment: {
                "release": Source(orders: { "there": (), "back": () }),
                "a": Station(),
                "b": Station(),
                "out": Sink(),
            },
        )"#,
    );
    let report = folder.plantwright(&["run", "stand.ron", "--json"]).ends_with(8).json();
    assert_eq!(report["ending"], "drained");
    assert_eq!(report["items"]["present"], 2);
    let stuck = serde_json::json!([
        { "equipment": "a", "items": 1, "waits_for": ["b"] },
        { "equipment": "b", "items": 1, "waits_for": ["a"] },
    ]);
    assert_eq!(report["stuck"], stuck);
    let done = folder.plantwright(&["run", "stand.ron"]).ends_with(8);
    let said = "\nplantwright: the plant has come to a stand with items in it\n";
    assert!(done.err.ends_with(said), "{}", done.err);
    let out = done.out;
    assert!(out.contains("came to a stand with 2 items in the plant:\n"), "{out}");
    assert!(out.contains("\n  `a` holds 1 item, waiting for `b`\n"), "{out}");
}

#[test]
fn who_waits_for_what_does_not_come_any_more_says_so() {
    let folder = Folder::new("endings_incomplete");
    folder.write(
        "incomplete.ron",
        r#"Scene(run: (duration: "1 h"), products: {"lid": (), "tin": ()}, equipment: {
            "lids": Source(product: "lid", limit: 3, to: ["oven"]), "oven": Batch(min: 2, max: 2, process: "1 min", to: ["press"]),
            "tins": Source(product: "tin", limit: 1, to: ["press"]),
            "press": Assembly(parts: {"lid": 1, "tin": 1}, main: "tin", process: "1 min", to: ["out"]), "out": Sink(),
        })"#,
    );
    let out = folder.plantwright(&["run", "incomplete.ron"]).ends_with(8).out;
    let oven =
        "\n  `oven` holds 1 item, waiting for more items for a batch, which do not come any more\n";
    assert!(out.contains(oven), "{out}");
    let press = "\n  `press` holds 1 item, waiting for parts that do not come any more\n";
    assert!(out.contains(press), "{out}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_run_with_the_results_so_far() {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    let folder = Folder::with_line("endings_ctrl_c");
    let child = folder
        .command(&["run", "line.ron", "--json", "--set", "run.duration=\"180000 d\""])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    std::thread::sleep(Duration::from_secs(1));
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status().expect("there is `kill`");
    assert!(sent.success());
    let output = child.wait_with_output().expect("the command ends");

    assert_eq!(output.status.code(), Some(130));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("whole JSON");
    assert_eq!(report["ending"], "interrupted");
    assert!(report["simulated_s"].as_f64() > Some(0.0));
    assert!(!report["kpis"].as_array().expect("a list").is_empty());
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(message, "plantwright: interrupted; the results are those up to then\n");
}

#[test]
fn a_part_of_a_plant_that_stands_for_ever_is_told_by_the_exit_code() {
    let folder = Folder::new("endings_part");
    // Two machines without room in between, and a third one that goes on.
    folder.write(
        "part.ron",
        r#"Scene(run: (duration: "1 d"), equipment: {
            "in": Source(to: ["m"]), "m": Station(process: "4 min", to: ["n"]),
            "n": Station(process: "4 min", inspect: (rejects: "m", false_alarms: 0.3), to: ["out"]),
            "more": Source(every: "1 h", to: ["k"]), "k": Station(process: "4 min", to: ["out"]), "out": Sink(),
        })"#,
    );
    folder.write(
        "head_on.ron",
        r#"Scene(run: (duration: "1 h"), equipment: {"agvs": Fleet(
            paths: [(along: ["a", "b", "c", "d"], length: "10 m", two_way: true)], traffic: FirstCome, vehicles: {
                "east": (length: "1 m", speed: "1 m/s", start: ["a"], tour: [(at: "d")], repeat: false),
                "west": (length: "1 m", speed: "1 m/s", start: ["d"], tour: [(at: "a")], repeat: false),
            })})"#,
    );
    for scene in ["part.ron", "head_on.ron"] {
        let done = folder.plantwright(&["run", scene]).ends_with(8);
        let said = "\nplantwright: a part of the plant has come to a stand, for ever\n";
        assert!(done.err.ends_with(said), "{}", done.err);
        // It could have been known before.
        assert!(done.err.starts_with("warning[S118]: "), "{}", done.err);
    }
    // What a scene expects goes before.
    let expects = folder.read("part.ron").replace(
        "Scene(",
        r#"Scene(expect: [(kpi: "throughput", of: "k", at_least: "900 /h", because: "of the test")], "#,
    );
    folder.write("expects.ron", &expects);
    folder.plantwright(&["run", "expects.ron"]).ends_with(5);
}
