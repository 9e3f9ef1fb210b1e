//! `plantwright explain`: everything that is in a list has an explanation.

use plantwright_journal::{Duty, State};
use plantwright_model::codes::CODES;
use plantwright_sim::KINDS;

use crate::command::Folder;

fn explain(topic: &str) -> String {
    let out = Folder::new(&format!("explain_{}", topic.to_lowercase()))
        .plantwright(&["explain", topic])
        .ends_with(0)
        .out;
    let widest = out.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{topic}: {widest:?} columns:\n{out}");
    assert!(!out.contains('\u{1b}') && !out.contains('\u{a0}'), "{topic}:\n{out}");
    out
}

#[test]
fn every_kind_has_a_sample_and_a_meaning_for_each_field() {
    for kind in KINDS {
        let page = explain(kind.name);
        assert!(page.starts_with(&format!("{}, a kind of equipment\n", kind.name)), "{page}");
        let sample: Vec<String> = kind.sample.lines().map(|line| format!("    {line}\n")).collect();
        assert!(page.contains(&format!("\n{}", sample.concat())), "{page}");
    }
}

#[test]
fn words_of_the_field_are_found() {
    for (word, page) in [
        ("ODF", "Counts"),
        ("BBS", "Blocking"),
        ("shelf life", "ShelfLife"),
        ("micro stop", "MicroStop"),
        ("sampling plan", "Inspect"),
        ("minimal repair", "Restores"),
        ("SkillGroup", "Skill"),
        ("z_negexp", "Random"),
        ("NonStatExponentialDist", "Rates"),
    ] {
        let found = explain(word);
        assert!(
            found.contains(&format!("\n{page}")) || found.starts_with(page),
            "{word}:\n{found}"
        );
    }
}

#[test]
fn every_kpi_is_found_by_its_family_and_its_values() {
    for kpi in plantwright_kpi::ALL {
        assert!(!kpi.about.is_empty());
        let page = explain(kpi.name);
        assert!(page.contains(&format!("{}, a family of KPIs\n", kpi.name)), "{page}");
    }
    let page = explain("mean_wip");
    assert!(page.contains("wip, a family of KPIs") && page.contains("level, a family of KPIs"));
}

#[test]
fn every_scheduler_has_a_sentence() {
    for scheduler in plantwright_catalog::all() {
        let page = explain(scheduler.name);
        assert!(page.starts_with(&format!("{}, a scheduler\n\n", scheduler.name)), "{page}");
        assert!(page.trim_end().ends_with('.'), "{page}");
    }
}

#[test]
fn every_mistake_has_an_explanation() {
    for info in CODES {
        assert!(!info.title.is_empty() && !info.explanation.is_empty(), "{}", info.code);
        let page = explain(info.code.0);
        assert!(page.starts_with(&format!("{}, a mistake\n", info.code)), "{page}");
        assert!(page.lines().count() >= 5, "{page}");
    }
}

#[test]
fn every_state_of_equipment_and_people_has_a_meaning() {
    for state in State::ALL {
        let page = explain(state.name());
        assert!(
            page.contains(&format!("{}, a state\n\nA state of equipment. ", state.name())),
            "{page}"
        );
        assert!(page.contains(&format!("`{}_time`", state.name())), "{page}");
    }
    for duty in Duty::ALL {
        let page = explain(duty.name());
        assert!(page.contains(&format!("{}, a state\n\nWhat people do. ", duty.name())), "{page}");
    }
    assert!(explain("off_duty").contains("`off_duty_time`"));
    assert!(explain("states").contains("\n  off_duty "));
    // A field that is called as a state is shown beside it.
    assert!(explain("idle").contains("idle, a field of Power"));
}

#[test]
fn without_a_topic_everything_is_listed() {
    let folder = Folder::new("explain_overview");
    let page = folder.plantwright(&["explain"]).ends_with(0).out;
    let listed = |name: &str| page.lines().any(|line| line.split_whitespace().next() == Some(name));
    let kinds = KINDS.iter().map(|kind| kind.name);
    let schedulers = plantwright_catalog::all().map(|scheduler| scheduler.name);
    let kpis = plantwright_kpi::ALL.iter().map(|kpi| kpi.name);
    let codes = CODES.iter().map(|info| info.code.0);
    let words = [
        "Scene",
        "Run",
        "Product",
        "Route",
        "Operation",
        "To",
        "Random",
        "Orders",
        "Capacity",
        "Discipline",
        "Csv",
        "Duration",
    ];
    for name in kinds.chain(schedulers).chain(kpis).chain(codes).chain(words) {
        assert!(listed(name), "{name} is not listed:\n{page}");
    }
}

#[test]
fn fields_stand_with_their_types_and_defaults() {
    let page = explain("station");
    let row = |name: &str| {
        let found = page.lines().find(|line| line.split_whitespace().next() == Some(name));
        found
            .unwrap_or_else(|| panic!("no {name} in:\n{page}"))
            .split_whitespace()
            .collect::<Vec<_>>()
    };
    assert_eq!(row("places")[..4], ["places", "whole", "number", "1"]);
    assert_eq!(row("queue")[..3], ["queue", "Capacity", "0"]);
    assert_eq!(row("draw")[..3], ["draw", "Draw", "AtStart"]);
    assert!(explain("delay").contains(" needed "));
}

#[test]
fn laws_fields_and_lists_are_found_by_name() {
    assert!(explain("Random").contains("\nTriangular(min, mode, max)\n"));
    assert!(explain("normal").starts_with("Normal(mean, sd, [min], [max]), a choice of Random\n"));
    assert!(explain("Fifo").contains("a scheduler") && explain("Fifo").contains("Discipline"));
    assert!(explain("warm_up").starts_with("warm_up, a field of Run\n"));
    assert!(explain("schedulers").contains("\n  SPT "));
    assert!(explain("kpis").contains("\n  throughput "));
    assert!(explain("mistakes").contains("\n  S101 "));
    assert!(explain("quantities").contains("\n  Duration "));
}

#[test]
fn what_is_not_there_is_answered_with_what_is_near() {
    let folder = Folder::new("explain_unknown");
    let near = folder.plantwright(&["explain", "Statoin"]).ends_with(2);
    assert!(near.err.contains("did you mean `Station`?"), "{}", near.err);
    let far = folder.plantwright(&["explain", "xyzzyplugh"]).ends_with(2);
    assert!(far.err.contains("`plantwright explain` lists what there is"), "{}", far.err);
    assert_eq!(far.out, "");
}

#[test]
fn a_word_of_another_simulator_leads_to_ours() {
    let page = explain("WorkerPool");
    assert!(page.starts_with("`WorkerPool` is said here by `People` and `Crew`.\n"), "{page}");
    assert!(page.contains("\nPeople, a word of the scene language\n"), "{page}");
    assert!(page.contains("\nCrew, a word of the scene language\n"), "{page}");
}
