//! Every kind of equipment keeps the promises, by being listed: the test plan is the list of kinds.

use plantwright_model::plant::Role;
use plantwright_model::syntax::{Node, parse};
use plantwright_model::{Kind, NoFiles, Report, Sources};
use plantwright_sim::{KINDS, Model};

use crate::harness::Case;

const EVENTS: u64 = 10_000;

/// The smallest plant in which the sample of a kind has something to do.
fn plant_around(kind: &Kind) -> Case {
    let without_feed = scene(kind, "");
    let plant = checked(kind, &without_feed, false).plant().clone();
    let role = plant.equipment(plant.find("sample").expect("the sample")).role;
    let text = match role {
        Role::Source => without_feed,
        _ if kind.name == "Fleet" => without_feed,
        _ => scene(
            kind,
            r#""the feed": Source(product: "item", every: Exponential("12 s"), to: ["sample"]),"#,
        ),
    };
    checked(kind, &text, true);
    Case::read(kind.name, &text, None, EVENTS).expect("a scene that was read before")
}

/// Every name that the sample sends items to is a sink.
fn scene(kind: &Kind, feed: &str) -> String {
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let id = sources.add(kind.name, kind.sample);
    let body = parse(&sources, id, &mut report).expect("a sample without mistakes");
    let mut targets = Vec::new();
    names_in(body.field("to"), &mut targets);
    let sinks: Vec<String> = targets.iter().map(|name| format!("{name:?}: Sink()")).collect();
    let mut sinks = sinks.join(", ");
    if body.field("stations").is_some() {
        // What goes from one station to the other goes by the sample.
        sinks = String::from(
            r#""saw": Source(product: "item", every: Exponential("12 s"), to: ["mill"]), "mill": Sink()"#,
        );
    }
    let duration = r#"run: (duration: "1000 d")"#;
    format!("Scene({duration}, equipment: {{\"sample\": {}, {feed} {sinks}}})", kind.sample)
}

fn names_in(node: Option<&Node>, names: &mut Vec<String>) {
    let Some(node) = node else { return };
    names.extend(node.as_str().map(str::to_owned));
    for child in node.children() {
        names_in(Some(child), names);
    }
}

/// Reads a scene without a finding, or at least without an error.
fn checked(kind: &Kind, text: &str, clean: bool) -> Model {
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let id = sources.add(kind.name, text);
    let root = parse(&sources, id, &mut report).expect("a scene without mistakes");
    let model = Model::of(&root, &mut sources, &NoFiles, &mut report);
    let findings: Vec<_> = report.iter().collect();
    assert!(findings.is_empty() || !clean, "{}: {findings:#?}", kind.name);
    model.unwrap_or_else(|| panic!("{}: {findings:#?}\n{text}", kind.name))
}

#[test]
fn every_kind_keeps_the_promises() {
    for kind in KINDS {
        let case = plant_around(kind);
        let whole = case.whole();
        assert!(whole.counts.events >= EVENTS, "{}: {:?}", kind.name, whole.counts);
        assert_eq!(case.whole(), whole, "{}: two runs", kind.name);
        assert_eq!(whole.fault, None, "{}", kind.name);

        let mut run = case.start();
        run.go_for(case.end, EVENTS / 2);
        run.sim.assert_conserved();
        let mut restored = case.restore(&run.sim.snapshot()).expect("a snapshot of this plant");
        let mut fork = run.fork();
        for (way, copy) in [("restored", &mut restored), ("forked", &mut fork)] {
            copy.go(case.end);
            assert_eq!(copy.outcome(), whole, "{}: {way}", kind.name);
        }
    }
}

#[test]
fn every_kind_is_listed_once() {
    for (position, kind) in KINDS.iter().enumerate() {
        assert!(KINDS[..position].iter().all(|other| other.name != kind.name));
        assert!(kind.sample.starts_with(kind.name), "{}", kind.sample);
    }
}
