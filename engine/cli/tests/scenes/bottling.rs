//! The bottling line is of realistic size, and behaves like one: its filler sets the pace.

use std::collections::BTreeMap;

use crate::support::{model, plantwright};

const SCENE: &str = "scenes/bottling.ron";

#[test]
fn a_dozen_machines_and_more() {
    let model = model(SCENE);
    let count = model.plant().equipment.len();
    assert!(count >= 12, "{count} pieces of equipment");
}

#[test]
fn the_filler_sets_the_pace() {
    let said = plantwright(&[
        "run",
        SCENE,
        "--csv",
        "--set",
        r#"run.duration="90 min""#,
        "--set",
        r#"run.warm_up="30 min""#,
    ]);
    assert_eq!(said.code, Some(0), "{}", said.text);
    // Columns: equipment, product, kpi, value, unit.
    let values: BTreeMap<(&str, &str), f64> = said
        .text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let [equipment, "", kpi, value, _unit] = cells[..] else { return None };
            Some(((equipment, kpi), value.parse().ok()?))
        })
        .collect();
    let utilization = |name: &'static str| values[&(name, "utilization")];

    assert!(utilization("filler") > 0.98, "{}", utilization("filler"));
    for other in ["single filer", "rinser", "inspector", "labeller", "case packer", "palletiser"] {
        assert!(utilization(other) < 0.95, "{other}: {}", utilization(other));
    }
    // One hour is measured.
    let blocked = |name: &'static str| values[&(name, "blocked_time")] / 3_600.0;
    let idle = |name: &'static str| values[&(name, "idle_time")] / 3_600.0;
    assert!(blocked("single filer") > 0.1, "upstream waits for room");
    assert!(idle("case packer") > 0.1, "downstream waits for bottles");
    let shipped = values[&("shipping", "throughput")];
    assert!((17_500.0..=18_000.0).contains(&shipped), "{shipped} bottles/h");
}
