//! Leagues and schedules from the command line.

use crate::command::Folder;
use crate::docs::root;

const TIMES: &str = "Time per decision";

/// A report without what differs from run to run.
fn without_times(report: &str) -> &str {
    report.split(TIMES).next().expect("a part before the times")
}

/// Plays a shipped league, and compares what it prints and the page that it writes with the shipped reports.
fn is_reproduced(name: &str) {
    let folder = Folder::new(&format!("league_{name}"));
    let leagues = root().join("scenes/leagues");
    let league = leagues.join(format!("{name}.ron")).display().to_string();
    let printed = folder.plantwright(&["league", &league, "--store", "bouts"]).ends_with(0).out;
    folder.plantwright(&["league", &league, "--store", "bouts", "-o", "report"]).ends_with(0);
    for (now, ending) in [(printed, "md"), (folder.read("report/report.html"), "html")] {
        let shipped = leagues.join("reports").join(format!("{name}.{ending}"));
        let shipped = std::fs::read_to_string(&shipped).expect("a shipped report");
        assert!(now.contains(TIMES), "{now}");
        assert!(without_times(&now) == without_times(&shipped), "{name}.{ending} says now\n{now}");
    }
}

#[test]
fn the_reports_on_instances_are_reproduced() {
    ["jobshop", "flexible", "flowshop", "agv"].into_iter().for_each(is_reproduced);
}

#[test]
fn the_reports_on_plants_are_reproduced() {
    ["dynamic", "factory"].into_iter().for_each(is_reproduced);
}

#[test]
fn mistakes_in_a_league_are_shown_with_their_places() {
    let folder = Folder::new("league_broken");
    let broken = [
        (r#"League(schedulers: ["SPTT"], instances: ["ta01"])"#, "did you mean `SPT`?"),
        (r#"League(schedulers: ["SPT"], instances: ["ta99"])"#, "fifty of `dmu01` to `dmu80`"),
        (r#"League(schedulers: ["SPT"], instances: ["ta05..ta01"])"#, "a range counts up"),
        (r#"League(schedulers: ["SPT"], instances: ["dmu40..dmu41"])"#, "`dmu01..dmu25`"),
        (r#"League(schedulers: ["SPT", "FIFO", "SPT"], instances: ["ta01"])"#, "plays twice"),
        (
            r#"League(schedulers: ["SPT"], instances: ["ta01..ta03", "ta02"])"#,
            "`ta02` is here twice",
        ),
        (r#"League(schedulers: ["SPT"], instances: ["ta01"], time_limit: "0 s")"#, "no time"),
        (r#"League(schedulers: ["SPT"])"#, "nothing to play on"),
        (r#"League(schedulers: [], instances: ["ta01"])"#, "nobody plays"),
        (r#"League(schedulers: ["SPT"], instances: ["ta01"], level: 95)"#, "0.95"),
        (r#"League(schedulers: ["SPT"], instances: ["ta01"], time_limits: "1 s")"#, "time_limit"),
    ];
    for (text, says) in broken {
        folder.write("league.ron", text);
        let done = folder.plantwright(&["league", "league.ron"]).ends_with(1);
        assert!(done.err.contains(says), "{says}: {}", done.err);
        assert!(done.err.contains("league.ron:1:"), "{}", done.err);
    }
}

#[test]
fn a_scheduler_that_cannot_play_loses_and_the_rest_is_shown() {
    let folder = Folder::with_line("league_lost");
    let text = r#"League(schedulers: ["FIFO", "GT(SPT)"], plants: {"line": (scene: "line.ron")}, replications: 3)"#;
    folder.write("league.ron", text);
    let done = folder.plantwright(&["league", "league.ron", "-o", "report"]).ends_with(3);
    assert!(done.err.contains("3 bouts ended with a fault"), "{}", done.err);
    let report = folder.read("report/report.md");
    assert!(report.contains("`arrivals` brings what is not known beforehand"), "{report}");
    assert!(report.contains("By mean flow time, only `FIFO` has a rank"), "{report}");
    assert!(report.contains("| GT(SPT) |  | – | 3 of 3 lost |"), "{report}");
    assert!(folder.read("report/report.html").contains("<h2>line</h2>"));
}

#[test]
fn mistakes_in_a_table_of_bounds_are_shown_with_their_lines() {
    let folder = Folder::new("league_bounds");
    let league = r#"League(schedulers: ["SPT"], instances: ["ta01"], bounds: "bounds.csv")"#;
    folder.write("league.ron", league);
    for (rows, says) in [
        ("ta01,1231,1230", "line 2: no makespan is below"),
        ("ta01,1231,1231\nta01,1,2000", "line 3: `ta01` stands in line 2 already"),
    ] {
        folder.write("bounds.csv", &format!("instance,lb,ub\n{rows}\n"));
        let done = folder.plantwright(&["league", "league.ron"]).ends_with(1);
        assert!(done.err.contains(says) && done.err.contains("league.ron:1:"), "{}", done.err);
    }
}

#[cfg(unix)]
#[test]
fn a_store_on_a_full_disk_is_told_of_once_and_the_league_goes_on() {
    let folder = Folder::new("league_full");
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    folder.write("league.ron", r#"League(schedulers: ["SPT", "FIFO"], instances: ["ta01..ta02"])"#);
    std::fs::create_dir_all(folder.path("bouts")).expect("a folder");
    let file = folder.path("bouts/league.bouts");
    std::os::unix::fs::symlink("/dev/full", file).expect("a file on a full disk");
    let args = ["league", "league.ron", "--store", "bouts"];
    let done = folder.plantwright(&args).ends_with(0);
    assert_eq!(done.err.matches("cannot write the store").count(), 1, "{}", done.err);
    assert!(done.err.contains("the league goes on"), "{}", done.err);
    assert!(done.out.contains("| SPT | 1 |"), "{}", done.out);
}

#[test]
fn a_schedule_with_a_mistake_has_an_exit_code_of_its_own() {
    let folder = Folder::new("verify_schedule");
    folder.plantwright(&["import", "jobshop", "ta01", "-o", "ta01.ron"]).ends_with(0);
    let args =
        ["run", "ta01.ron", "--scheduler", "MWKR", "--solution", "s.csv", "--gantt", "s.html"];
    folder.plantwright(&args).ends_with(0);
    let fine = folder.plantwright(&["verify-schedule", "ta01.ron", "s.csv"]).ends_with(0);
    assert!(fine.out.starts_with("s.csv solves ta01.ron: 225 operations\n"), "{}", fine.out);
    let table = folder.read("s.csv");
    let cut = table.lines().take(225).map(|line| line.to_owned() + "\n").collect::<String>();
    folder.write("s.csv", &cut);
    let done = folder.plantwright(&["verify-schedule", "ta01", "s.csv", "--json"]).ends_with(7);
    assert_eq!(done.json()["solves"], false);
    assert_eq!(done.json()["mistakes"].as_array().map(Vec::len), Some(1));
    folder.write("s.csv", "nonsense\n");
    folder.plantwright(&["verify-schedule", "ta01", "s.csv"]).ends_with(4);
    assert!(folder.read("s.html").contains("<svg"));
}

#[test]
fn set_ups_between_operations_are_imported_run_and_checked() {
    let folder = Folder::new("verify_setups");
    folder.write("two.fjs", "2 1 1\n1 1 1 3\n1 1 1 2\n\n0 5\n7 0\n");
    folder.plantwright(&["import", "flexible", "two.fjs", "-o", "two.ron"]).ends_with(0);
    // The first job, a set-up of 5, the second one; or the second, a set-up of 7, the first.
    for (scheduler, makespan) in [("FIFO", 10.0), ("SPT", 12.0), ("GT(FIFO)", 10.0)] {
        let args = ["run", "two.ron", "--scheduler", scheduler, "--solution", "own.csv"];
        folder.plantwright(&args).ends_with(0);
        for problem in ["two.ron", "two.fjs"] {
            let args = ["verify-schedule", problem, "own.csv", "--json"];
            let worth = folder.plantwright(&args).ends_with(0).json();
            assert_eq!(worth["makespan_s"], makespan, "{scheduler} on {problem}");
        }
    }
    let table = "job,operation,machine,start,setup,end\njob 0,0,machine 0,0,0,3\n";
    folder.write("s.csv", &format!("{table}job 1,0,machine 0,3,5,10\n"));
    folder.plantwright(&["verify-schedule", "two.fjs", "s.csv"]).ends_with(0);
    folder.write("s.csv", &format!("{table}job 1,0,machine 0,3,4,9\n"));
    let done = folder.plantwright(&["verify-schedule", "two.fjs", "s.csv"]).ends_with(7);
    assert!(done.out.contains("lasts 4 s, and takes 5 s"), "{}", done.out);
}

#[test]
fn due_dates_and_weights_count_in_what_a_schedule_is_worth() {
    let folder = Folder::new("verify_due");
    let scene = r#"Scene(
    products: {"a": (route: [(on: "m", process: "3 s")]), "b": (route: [(on: "m", process: "5 s")])},
    equipment: {
        "orders": Source(orders: {"x": (product: "a", due: "4 s", priority: 3), "y": (product: "b", due: "5 s")}),
        "m": Station(queue: Unlimited),
        "done": Sink(),
    },
)"#;
    folder.write("two.ron", scene);
    let worth = |scheduler: &str| {
        let args = ["run", "two.ron", "--scheduler", scheduler, "--solution", "s.json"];
        folder.plantwright(&args).ends_with(0);
        folder.plantwright(&["verify-schedule", "two.ron", "s.json", "--json"]).ends_with(0).json()
    };
    // x, y: 3 and 8 s, y is 3 s late. y, x: 5 and 8 s, x is 4 s late and weighs 3.
    assert_eq!(worth("SPT")["weighted_tardiness_s"], 3.0);
    assert_eq!(worth("LPT")["weighted_tardiness_s"], 12.0);
    assert_eq!(worth("WSPT")["makespan_s"], 8.0);
}

#[test]
fn leagues_and_studies_are_checked_without_being_played() {
    let folder = Folder::with_line("check_league");
    folder.write("broken.ron", "Scene(equipment: { \"a\": Statoin() })");
    let fine = r#"League(schedulers: ["SPT"], instances: ["ta01"], plants: {"line": (scene: "line.ron")})"#;
    folder.write("league.ron", fine);
    let done = folder.plantwright(&["check", "league.ron", "line.ron"]).ends_with(0);
    assert_eq!(done.out, "league.ron: no mistakes\nline.ron: no mistakes\n");
    // Everything at once, each with its place; what is wrong in a scene is shown there.
    let wrong = r#"League(
    schedulers: ["SPTT", "RELEASE(EDD, many)"],
    instances: ["ta99"],
    bounds: "nowhere.csv",
    gantt: ["line"],
    plants: {
        "line": (scene: "line.ron"),
        "lost": (scene: "lost.ron"),
        "broken": (scene: "broken.ron"),
    },
)"#;
    folder.write("wrong.ron", wrong);
    let done = folder.plantwright(&["check", "wrong.ron", "league.ron"]).ends_with(1);
    for place in ["wrong.ron:2:18", "wrong.ron:2:26", "wrong.ron:3:17", "wrong.ron:4:13"] {
        assert!(done.err.contains(place), "{place}: {}", done.err);
    }
    for place in ["wrong.ron:5:13", "wrong.ron:8:25", "wrong.ron:9:27", "broken.ron:1:"] {
        assert!(done.err.contains(place), "{place}: {}", done.err);
    }
    assert!(done.err.contains("did you mean `SPT`?"), "{}", done.err);
    assert!(done.err.contains("is no number of items"), "{}", done.err);
    assert_eq!(done.out, "league.ron: no mistakes\n");
    let study = r#"Study(scene: "line.ron", variants: {"b": (scene: "lost.ron")})"#;
    folder.write("study.ron", study);
    let done = folder.plantwright(&["check", "study.ron"]).ends_with(1);
    assert!(done.err.contains("study.ron:1:"), "{}", done.err);
}

#[test]
fn who_brought_what_is_written_down_and_checked() {
    let folder = Folder::new("league_agv");
    let instance = root().join("scenes/leagues/instances/agv/EX11.txt").display().to_string();
    folder.plantwright(&["import", "jsp-agv", &instance, "-o", "ex11.ron"]).ends_with(0);
    let scheduler = "SPT & TRANSPORT(ASSIGNMENT)";
    let args = ["run", "ex11.ron", "--scheduler", scheduler, "--solution", "s.json"];
    folder.plantwright(&args).ends_with(0);
    for problem in [&instance, "ex11.ron"] {
        let fine = folder.plantwright(&["verify-schedule", problem, "s.json"]).ends_with(0);
        assert!(fine.out.contains("13 operations"), "{}", fine.out);
    }
    let written = folder.read("s.json");
    let earliest = written.split("\"depart\": ").skip(1).filter_map(|it| it.split(',').next());
    let latest = earliest.filter_map(|it| it.parse::<u32>().ok()).max().expect("a trip");
    let wrong = written.replace(&format!("\"depart\": {latest},"), "\"depart\": 1,");
    folder.write("s.json", &wrong);
    for problem in [&instance, "ex11.ron"] {
        let done = folder.plantwright(&["verify-schedule", problem, "s.json"]).ends_with(7);
        assert!(done.out.contains("before the job is ready"), "{}", done.out);
    }
    let (operations, _) = written.split_once("\"trips\"").expect("trips");
    let none = operations.trim_end().trim_end_matches(',').to_owned() + "}";
    folder.write("s.json", &none);
    for problem in [&instance, "ex11.ron"] {
        let done = folder.plantwright(&["verify-schedule", problem, "s.json"]).ends_with(7);
        assert!(done.out.contains("nobody brings the job"), "{}", done.out);
    }
    let args = ["run", "ex11.ron", "--scheduler", "SPT", "--solution", "s.csv"];
    let done = folder.plantwright(&args).ends_with(0);
    assert!(done.err.contains("no place in a table"), "{}", done.err);
    // Where a job stays on its machine, nobody has to bring it.
    let same =
        "JSPT 1\njobs 1 machines 2 vehicles 1\ntravel 3\n0 4 6\n4 0 3\n6 3 0\njob 3 1 5 1 7 2 4\n";
    folder.write("same.jspt", same);
    folder.plantwright(&["import", "jsp-agv", "same.jspt", "-o", "same.ron"]).ends_with(0);
    let args = ["run", "same.ron", "--scheduler", "SPT", "--solution", "same.json"];
    folder.plantwright(&args).ends_with(0);
    folder.plantwright(&["verify-schedule", "same.jspt", "same.json"]).ends_with(0);
    let args = ["run", "ex11.ron", "--scheduler", "TRANSPORT(FASTEST)"];
    let done = folder.plantwright(&args).ends_with(2);
    assert!(done.err.contains("`ASSIGNMENT`"), "{}", done.err);
}

#[test]
fn a_plan_that_is_none_is_refused_and_one_that_cannot_be_kept_is_said_so() {
    let folder = Folder::new("plan_broken");
    folder.plantwright(&["import", "jobshop", "ft06", "-o", "ft06.ron"]).ends_with(4);
    let instance = root().join("scenes/leagues/instances/ft06").display().to_string();
    folder.plantwright(&["import", "jobshop", &instance, "-o", "ft06.ron"]).ends_with(0);
    let args = ["run", "ft06.ron", "--scheduler", "SPT", "--solution", "spt.csv"];
    folder.plantwright(&args).ends_with(0);
    let run = |table: &str| {
        folder.write("plan.csv", table);
        folder.plantwright(&["run", "ft06.ron", "--plan", "plan.csv"])
    };
    let table = folder.read("spt.csv");
    assert_eq!(run(&table).ends_with(0).err, "");
    let one_less: Vec<&str> = table.lines().take(36).collect();
    let done = run(&(one_less.join("\n") + "\n")).ends_with(7);
    assert!(done.err.contains("is missing"), "{}", done.err);
    let done = run(&table.replacen("machine 2", "machine 3", 1)).ends_with(7);
    assert!(done.err.contains("cannot be done on `machine 3`"), "{}", done.err);
    let squeezed = table.lines().enumerate().map(|(number, line)| {
        let mut cells: Vec<&str> = line.split(',').collect();
        if number > 0 {
            (cells[3], cells[5]) = ("0", "1");
        }
        cells.join(",") + "\n"
    });
    let done = run(&squeezed.collect::<String>()).ends_with(0);
    assert!(done.err.contains("the plan cannot be kept"), "{}", done.err);
}

/// A plant of one's own: the vehicle begins elsewhere, picks up for 3 s and drops for 2 s, and points are apart where it does so.
#[test]
fn trips_of_a_plant_of_ones_own_are_checked() {
    let folder = Folder::new("league_own_fleet");
    let scene = r#"Scene(
        products: {"job": (route: [(on: "saw", process: "10 s"), (on: "mill", process: "20 s")])},
        equipment: {
            "in": Source(orders: {"job": ()}),
            "saw": Station(),
            "mill": Station(),
            "out": Sink(),
            "agvs": Fleet(
                paths: [(along: ["home", "a", "b", "c", "d"], length: "30 m", two_way: true)],
                stations: {"in": (at: "a"), "saw": (pick: "c", drop: "b"), "mill": (at: "d")},
                vehicles: {"v": (speed: "1 m/s", load: "3 s", unload: "2 s", start: ["home"])},
            ),
        },
    )"#;
    folder.write("own.ron", scene);
    folder.plantwright(&["run", "own.ron", "--solution", "s.json"]).ends_with(0);
    folder.plantwright(&["verify-schedule", "own.ron", "s.json"]).ends_with(0);
    let written = folder.read("s.json");
    // It departs after 33 s, arrives at 65 s; then 75 s, 30 s to where it picks up, 3 s; 30 s, and 2 s.
    for (was, is, mistake) in [
        ("\"depart\": 33,", "\"depart\": 32,", "cannot be there"),
        ("\"arrive\": 65", "\"arrive\": 64", "sooner than it can"),
        ("\"vehicle\": 0", "\"vehicle\": 1", "there is no vehicle 1"),
    ] {
        assert!(written.contains(was), "{written}");
        folder.write("s.json", &written.replacen(was, is, 1));
        let done = folder.plantwright(&["verify-schedule", "own.ron", "s.json"]).ends_with(7);
        assert!(done.out.contains(mistake), "{mistake}: {}", done.out);
    }
}
