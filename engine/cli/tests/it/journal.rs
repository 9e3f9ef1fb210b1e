//! Journals on disk: written by `run`, printed by `journal`, whole, cut off, or damaged.

use std::fs;

use plantwright_journal::file::{Block, JournalReader};
use plantwright_journal::{Batch, Fold as _};
use plantwright_kpi::KpiSet;
use serde_json::Value;

use crate::command::Folder;

/// Two orders that a machine works off, which breaks down now and then.
const ORDERS: &str = r#"Scene(
    title: "Two orders",
    run: (duration: "4 h", warm_up: "30 min", seed: 3),
    products: {"bolt": ()},
    equipment: {
        "orders": Source(orders: {
            "early": (product: "bolt", quantity: 20, release: "0 s"),
            "late": (product: "bolt", quantity: 30, release: "10 min"),
        }, to: ["press"]),
        "press": Station(
            queue: Unlimited,
            process: Exponential("2 min"),
            with: [Failure(name: "jam", every: Exponential("20 min"), counts: Processing, repair: "3 min")],
            to: ["out"],
        ),
        "out": Sink(),
    },
)
"#;

/// A folder in which a run was recorded, and what it printed as JSON.
fn recorded(test: &str) -> (Folder, Value) {
    let folder = Folder::new(test);
    folder.write("orders.ron", ORDERS);
    let run = ["run", "orders.ron", "--json", "--journal", "run.pwj", "--seed", "5"];
    let done = folder.plantwright(&run).ends_with(0);
    (folder, done.json())
}

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn a_journal_has_all_of_a_run() {
    let (folder, run) = recorded("journal_whole");
    let done = folder.plantwright(&["journal", "run.pwj", "--about", "--json"]).ends_with(0);
    let about = done.json();
    assert_eq!(about["state"], "whole");
    assert_eq!((&about["seed"], &about["title"]), (&Value::from(5), &Value::from("Two orders")));
    assert_eq!(about["journal_hash"], run["journal_hash"]);
    assert_eq!(about["ending"], run["ending"]);
    assert_eq!(about["until_s"], run["simulated_s"]);
    let all = folder.plantwright(&["journal", "run.pwj", "--json"]).ends_with(0);
    let all = lines(&all.out);
    assert_eq!(Value::from(all.len()), about["records"]);
    let consumed = all.iter().filter(|it| it["what"] == "consumed").count();
    assert_eq!(Value::from(consumed), run["items"]["consumed"]);
    // Writing it changes nothing.
    let without = folder.plantwright(&["run", "orders.ron", "--json", "--seed", "5"]).ends_with(0);
    assert_eq!(without.json()["state_hash"], run["state_hash"]);
    assert_eq!(without.json()["journal_hash"], run["journal_hash"]);
}

#[test]
fn its_kpis_can_be_reckoned_without_running_it_again() {
    let (folder, run) = recorded("journal_kpis");
    let file = fs::File::open(folder.path("run.pwj")).unwrap();
    let mut reader = JournalReader::new(file).unwrap();
    let model = plantwright_sim::Model::read("scene", &reader.head().scene.text).unwrap();
    let plant = model.plant();
    assert_eq!(plant.names(), reader.head().names);
    let mut kpis = KpiSet::all(plant);
    let mut books = None;
    while let Some(block) = reader.next_block().unwrap() {
        match block {
            Block::Records(records) => Batch::each(&records, |batch| kpis.take(batch)),
            Block::Restarted(at) => kpis.restart(at),
            Block::Books(at, records) => books = Some((at, records)),
            Block::End(_) => {}
        }
    }
    let (at, closing) = books.unwrap();
    let values = kpis.values(plant, at, &closing);
    let told = run["kpis"].as_array().unwrap();
    assert_eq!(values.len(), told.len());
    for (value, told) in values.iter().zip(told) {
        assert_eq!(Some(value.kpi), told["kpi"].as_str());
        // Sums of squares are rounded where a batch ends, which is elsewhere.
        let (now, then) = (value.value, told["value"].as_f64().unwrap_or(f64::NAN));
        let is_same = (now - then).abs() <= 1e-12 * then.abs() || !now.is_finite();
        assert!(is_same, "{}: {now} and {then}", value.kpi);
    }
}

#[test]
fn its_scene_comes_with_what_was_changed_in_it_and_with_its_tables() {
    let folder = Folder::new("journal_scene");
    let scene = r#"Scene(products: {"bolt": ()}, equipment: {
        "orders": Source(orders: Csv("orders.csv"), to: ["press"]),
        "press": Station(queue: Unlimited, process: "2 min", to: ["out"]),
        "out": Sink()})"#;
    folder.write("scene.ron", scene);
    folder.write(
        "orders.csv",
        "order,product,quantity,release\nfirst,bolt,3,0 s\nsecond,bolt,4,1 h\n",
    );
    let run =
        ["run", "scene.ron", "--journal", "run.pwj", "--set", "equipment.press.process=3 min"];
    folder.plantwright(&run).ends_with(0);
    let file = fs::File::open(folder.path("run.pwj")).unwrap();
    let head = JournalReader::new(file).unwrap().head().clone();
    assert!(head.scene.text.contains("3 min") && !head.scene.text.contains("2 min"));
    assert_eq!(head.scene.tables["orders.csv"], folder.read("orders.csv"));
    let orders: Vec<_> =
        head.orders.iter().map(|it| (it.name.as_str(), it.first, it.count)).collect();
    assert_eq!(orders, [("first", 0, 3), ("second", 3, 4)]);
    let second = ["journal", "run.pwj", "--json", "--order", "second", "--kind", "finished"];
    let second = lines(&folder.plantwright(&second).ends_with(0).out);
    assert_eq!(second.len(), 4);
    assert!(second.iter().all(|it| it["processed_s"] == 180.0));
}

#[test]
fn filters_leave_what_is_asked_for() {
    let (folder, _) = recorded("journal_filters");
    let ask = |more: &[&str]| {
        let args = [&["journal", "run.pwj", "--json"], more].concat();
        lines(&folder.plantwright(&args).ends_with(0).out)
    };
    let jams = ask(&["--kind", "failed", "--equipment", "press"]);
    assert!(!jams.is_empty());
    assert!(jams.iter().all(|it| it["failure"] == "press: jam" && it["where"] == "press"));
    let item = ask(&["--item", "orders#3"]);
    let kinds: Vec<&str> = item.iter().map(|it| it["what"].as_str().unwrap()).collect();
    assert_eq!(kinds.first(), Some(&"created"));
    assert_eq!(kinds.iter().filter(|kind| **kind == "consumed").count(), 1);
    assert!(item.iter().all(|it| it["item"] == "orders#3"));
    let late = ask(&["--order", "late", "--kind", "consumed"]);
    assert_eq!(late.len(), 30);
    let hour = ask(&["--from", "1 h", "--to", "90 min"]);
    assert!(hour.len() > 10);
    assert!(hour.iter().all(|it| (3_600.0..=5_400.0).contains(&it["at_s"].as_f64().unwrap())));
    let csv = folder.plantwright(&["journal", "run.pwj", "--csv", "--order", "early"]).ends_with(0);
    let mut rows = csv.out.lines();
    assert_eq!(rows.next(), Some("at_s,where,what,item,product,state,cause,span_s,extra_s,level"));
    assert!(rows.all(|row| row.contains(",orders#")));
    let text = folder.plantwright(&["journal", "run.pwj", "--kind", "repaired"]).ends_with(0);
    assert!(text.out.contains("failure press: jam, down 3 min"), "{}", text.out);
}

/// The tables that both commands print, between the heading and what only a run knows.
fn tables(text: &str) -> &str {
    let begin = text.find("\n\n").expect("a heading") + 2;
    let end = text
        .rfind(" events in ")
        .map_or(text.len(), |end| text[..end].rfind("\n\n").expect("a line of its own"));
    text[begin..end].trim_end()
}

#[test]
fn lost_time_is_explained_from_a_journal_as_the_run_explains_it() {
    let (folder, _) = recorded("journal_why");
    folder.write("line.ron", crate::command::LINE);
    // So long that the books are closed several times on the way.
    let long = ["run", "line.ron", "--set", "run.duration=60 d", "--journal", "long.pwj"];
    folder.plantwright(&long).ends_with(0);
    let cases = [
        ("run.pwj", &["orders.ron", "--seed", "5"][..], &["", "press", "late", "orders#30"][..]),
        ("long.pwj", &["line.ron", "--set", "run.duration=60 d"], &["", "pack", "arrivals#9000"]),
    ];
    for (journal, scene, names) in cases {
        for name in names {
            let why: Vec<&str> = ["--why", name].into_iter().filter(|it| !it.is_empty()).collect();
            let of_run = [&["run"], scene, &why].concat();
            let of_journal = [&["journal", journal], &why[..]].concat();
            let of = |args: &[&str]| folder.plantwright(args).ends_with(0).out;
            let (run, told) = (of(&of_run), of(&of_journal));
            assert!(tables(&told).lines().count() > 5, "{name}: {told}");
            assert_eq!(tables(&run), tables(&told), "{name}");
            assert_eq!(run.lines().next(), told.lines().next());
            let json = |args: &[&str]| folder.plantwright(&[args, &["--json"]].concat()).json();
            let (run, told) = (json(&of_run), json(&of_journal));
            for field in ["why", "seed", "simulated_s", "warm_up_s"] {
                assert_eq!(run[field], told[field], "{name}: {field}");
            }
            // The parts are the whole, to the nanosecond.
            let lost = &told["why"]["lost"];
            let causes = lost["causes"].as_array().unwrap().iter();
            let sum: u64 = causes.map(|cause| cause["time_ns"].as_u64().unwrap()).sum();
            assert_eq!(lost["total_ns"].as_u64(), Some(sum));
        }
    }
    let said = |more: &[&str]| {
        folder.plantwright(&[&["journal", "run.pwj", "--why"], more].concat()).ends_with(2).err
    };
    assert!(said(&["pres"]).contains("did you mean `press`?"));
    assert!(said(&["press", "--kind", "failed"]).contains("cannot be used with"));
    // Whom it is about is said once, and by itself.
    let hint = said(&["--item", "orders#30"]);
    assert!(hint.contains("`--why orders#30`, without `--item`"), "{hint}");
    let hint = said(&["press", "--order", "late"]);
    assert!(hint.contains("either `--why press` or `--why late`"), "{hint}");
}

#[test]
fn of_a_journal_that_is_cut_off_the_books_that_were_closed_last_are_explained() {
    let folder = Folder::new("journal_why_cut");
    folder.write("line.ron", crate::command::LINE);
    let long = ["run", "line.ron", "--set", "run.duration=60 d", "--journal", "long.pwj"];
    folder.plantwright(&long).ends_with(0);
    let bytes = fs::read(folder.path("long.pwj")).unwrap();
    // Within the last stretch: what came behind the last books is left out.
    fs::write(folder.path("cut.pwj"), &bytes[..bytes.len() - 10_000]).unwrap();
    let done = folder.plantwright(&["journal", "cut.pwj", "--why", "--json"]).ends_with(0);
    assert!(
        done.err.contains("the journal is cut off: what is explained came up to"),
        "{}",
        done.err
    );
    let told = done.json();
    let until = format!("run.duration={} s", told["simulated_s"]);
    assert!(told["simulated_s"].as_f64().unwrap() < 60.0 * 86_400.0);
    let run = ["run", "line.ron", "--why", "--json", "--set", &until];
    let run = folder.plantwright(&run).ends_with(0).json();
    assert_eq!(run["why"], told["why"]);
    // Nothing at all was closed yet.
    let books = bytes.windows(4).position(|tag| tag == b"BOOK").unwrap();
    fs::write(folder.path("begun.pwj"), &bytes[..books]).unwrap();
    let done = folder.plantwright(&["journal", "begun.pwj", "--why"]).ends_with(4);
    assert!(done.err.contains("cut off before anything in it can be explained"), "{}", done.err);
}

#[test]
fn what_is_not_there_is_said_with_what_is_near() {
    let (folder, _) = recorded("journal_unknown");
    let said = |more: &[&str]| {
        folder.plantwright(&[&["journal", "run.pwj"], more].concat()).ends_with(2).err
    };
    assert!(said(&["--equipment", "pres"]).contains("did you mean `press`?"));
    assert!(said(&["--order", "earl"]).contains("did you mean `early`?"));
    assert!(said(&["--kind", "fail"]).contains("did you mean `failed`?"));
    assert!(said(&["--item", "press"]).contains("as `source#0`"));
    assert!(said(&["--from", "later"]).contains("not a number with a unit"));
}

#[test]
fn a_journal_that_is_cut_off_is_read_up_to_the_cut() {
    let (folder, run) = recorded("journal_cut");
    let bytes = fs::read(folder.path("run.pwj")).unwrap();
    fs::write(folder.path("cut.pwj"), &bytes[..bytes.len() - 100]).unwrap();
    let done = folder.plantwright(&["journal", "cut.pwj", "--json"]).ends_with(0);
    assert!(done.err.contains("the journal is cut off: this is what happened up to 4:00:00.000"));
    let consumed = lines(&done.out).iter().filter(|it| it["what"] == "consumed").count();
    assert_eq!(Value::from(consumed), run["items"]["consumed"]);
    let about = folder.plantwright(&["journal", "cut.pwj", "--about"]).ends_with(0).out;
    assert!(about.contains("cut off"), "{about}");
}

#[test]
fn a_journal_that_is_damaged_or_none_is_an_error_that_says_where() {
    let (folder, _) = recorded("journal_damaged");
    let mut bytes = fs::read(folder.path("run.pwj")).unwrap();
    let place = bytes.len() - 600;
    bytes[place] ^= 1;
    fs::write(folder.path("damaged.pwj"), &bytes).unwrap();
    let done = folder.plantwright(&["journal", "damaged.pwj"]).ends_with(4);
    assert!(done.err.contains("the journal is damaged in block "), "{}", done.err);
    assert!(done.err.contains("its checksum does not fit") && done.err.contains("was read"));
    bytes[8] = 9;
    fs::write(folder.path("later.pwj"), &bytes).unwrap();
    let done = folder.plantwright(&["journal", "later.pwj"]).ends_with(4);
    assert!(done.err.contains("has version 9 of the layout, and this program reads version 2"));
    let done = folder.plantwright(&["journal", "orders.ron"]).ends_with(4);
    assert!(done.err.contains("this is not a journal"), "{}", done.err);
    folder.plantwright(&["journal", "nowhere.pwj"]).ends_with(4);
}

#[test]
fn where_it_cannot_be_written_the_results_are_printed_all_the_same() {
    let folder = Folder::new("journal_unwritable");
    folder.write("orders.ron", ORDERS);
    let run = ["run", "orders.ron", "--json", "--journal"];
    let done = folder.plantwright(&[&run[..], &["nowhere/run.pwj"]].concat()).ends_with(4);
    assert!(done.json()["kpis"].as_array().is_some_and(|kpis| !kpis.is_empty()));
    assert!(done.err.contains("cannot write the journal: "), "{}", done.err);
    assert!(done.err.contains("nowhere/run.pwj"), "{}", done.err);
    // A disk that is full, where the system has one.
    if fs::metadata("/dev/full").is_ok() {
        let done = folder.plantwright(&[&run[..], &["/dev/full"]].concat()).ends_with(4);
        assert_eq!(done.json()["ending"], "drained");
        assert!(done.err.contains("cannot write the journal: No space left"), "{}", done.err);
    }
}

/// Three boxes over 5 m in 10 s, to a machine that takes 20 s for each and jams after 5 s of the second one.
const BELT: &str = r#"Scene(
    run: (duration: "2 min"),
    products: {"box": (length: "400 mm")},
    equipment: {
        "in": Source(product: "box", at: ["0 s", "2 s", "8 s"], to: ["belt"]),
        "belt": Conveyor(length: "5 m", speed: "0.5 m/s", pitch: "1 m", to: ["press"]),
        "press": Station(process: "20 s", to: ["out"],
            with: [Failure(name: "jam", every: "25 s", counts: Processing, repair: "1 min")]),
        "out": Sink(),
    },
)
"#;

#[test]
fn waves_on_a_belt_are_told_with_who_stood_where_and_why() {
    let folder = Folder::new("journal_waves");
    folder.write("belt.ron", BELT);
    folder.plantwright(&["run", "belt.ron", "--journal", "run.pwj"]).ends_with(0);
    let ask = |more: &[&str]| {
        folder.plantwright(&[&["journal", "run.pwj", "--waves", "belt"], more].concat())
    };
    let text = ask(&[]).ends_with(0).out;
    let rows: Vec<Vec<&str>> =
        text.lines().skip(2).map(|line| line.split_whitespace().collect()).collect();
    let told: Vec<String> = rows.iter().map(|row| row.join(" ")).collect();
    assert_eq!(
        told,
        [
            "0:00:12.000 2 1 4000 0:00:16.000 0.250 0:00:30.000 at once `press` is processing",
            "0:00:32.000 1 1 5000 0:00:32.000 at once 0:01:50.000 at once `press` is down: jam",
        ]
    );
    let item = ask(&["--item", "in#2"]).ends_with(0).out;
    assert!(item.contains("in#2 stood at 4000 mm from 0:00:16.000 to 0:00:30.000"), "{item}");
    assert!(item.contains("in#2 stood at 5000 mm from 0:00:32.000 to 0:01:50.000"), "{item}");
    assert!(!item.contains("in#1 "), "{item}");
    let all = lines(&ask(&["--json", "--stands"]).ends_with(0).out);
    assert_eq!((&all[0]["stop_mps"], &all[0]["start_mps"]), (&Value::from(0.25), &Value::Null));
    assert_eq!(all[1]["because"]["why"], "press: jam");
    assert_eq!(all[0]["stands"][1]["at_m"], 4.0);
    let late = lines(&ask(&["--json", "--from", "31 s"]).ends_with(0).out);
    assert_eq!(
        late,
        [all[1]
            .as_object()
            .map(|it| {
                let mut it = it.clone();
                it.remove("stands");
                Value::Object(it)
            })
            .unwrap()]
    );
    let csv = ask(&["--csv"]).ends_with(0).out;
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows[0], "wave,because,item,from_s,to_s,at_m,state");
    assert_eq!(rows[2], "1,press,in#2,16.000000000,30.000000000,4.000000,processing");
    assert_eq!(rows.len(), 4);
    let said =
        |belt: &str| folder.plantwright(&["journal", "run.pwj", "--waves", belt]).ends_with(2).err;
    assert!(said("bel").contains("did you mean `belt`?"));
    assert!(said("press").contains("`press` is no `Conveyor`"));
    assert!(ask(&["--kind", "failed"]).ends_with(2).err.contains("cannot be used with"));
}

/// The table of kinds at the end of the page in the guide.
#[test]
fn the_guide_lists_every_kind_with_its_fields() {
    let page = crate::docs::root().join("docs/guide/journals.md");
    let text = fs::read_to_string(&page).unwrap();
    let head = "Empty cells are zero.\n\n";
    let start = text.find(head).expect("the table of kinds") + head.len();
    let cell = |text: &str| if text.is_empty() { " |".to_owned() } else { format!(" {text} |") };
    let row = |kind: plantwright_journal::file::KindOf| {
        let optional = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
        let fields = [&kind.span, &kind.extra, &kind.level, &kind.state].map(optional);
        format!("| `{}` | {} |{}\n", kind.name, kind.subject, fields.concat())
    };
    let names = "| kind | subject | span | extra | level | state |\n| --- | --- | --- | --- | --- | --- |\n";
    let kinds = plantwright_journal::file::Head::blank().kinds;
    let table = names.to_owned() + &kinds.into_iter().map(row).collect::<String>();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&page, text[..start].to_owned() + &table).unwrap();
        return;
    }
    assert_eq!(&text[start..], table, "UPDATE_EXPECT=1 writes it anew");
}

#[test]
fn photo_eyes_are_told_by_their_names() {
    let folder = Folder::new("journal_eyes");
    let scene = r#"Scene(equipment: {
        "in": Source(every: "10 s", limit: 1, to: ["belt"]),
        "belt": Conveyor(length: "4 m", speed: "1 m/s", pitch: "500 mm",
            eyes: {"half": (at: "2 m"), "near": (at: "1 m")}, to: ["out"]),
        "out": Sink(),
    })"#;
    folder.write("eyes.ron", scene);
    folder.plantwright(&["run", "eyes.ron", "--journal", "run.pwj"]).ends_with(0);
    let all = folder.plantwright(&["journal", "run.pwj", "--json"]).ends_with(0);
    let noticed = lines(&all.out).into_iter().filter(|it| it["what"] == "noticed");
    let covered: Vec<Value> =
        noticed.filter(|it| it["state"] == "covered").map(|it| it["eye"].clone()).collect();
    assert_eq!(covered, ["near", "half"]);
    let text = folder.plantwright(&["journal", "run.pwj"]).ends_with(0).out;
    assert!(text.contains("eye near") && text.contains("eye half"), "{text}");
}
