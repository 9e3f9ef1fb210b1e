//! Quality where one item becomes several: each piece is judged for itself. And what wear spoils in ovens. All by hand.

use plantwright_kpi::{Closely, LossTree};
use plantwright_sim::Sim;

use crate::failures::value;
use crate::harness::Case;
use crate::people::{Run, at, run_with};

const PRODUCTS: &str = r#"products: {"bar": (), "half": (), "rest": ()},"#;

/// Two bars at a saw that takes 10 s for each, and makes two halves and a rest of it.
fn saw(more: &str, others: &str) -> Run {
    run_with(PRODUCTS, "", &equipment(more, others), 1)
}

fn equipment(more: &str, others: &str) -> String {
    format!(
        r#""in": Source(product: "bar", at: ["0 s", "0 s"], to: ["saw"]),
        "saw": Split(into: {{"half": 2, "rest": 1}}, process: "10 s", {more}, to: ["out"]), {others} "out": Sink()"#
    )
}

#[test]
fn each_piece_is_judged_for_itself() {
    let run = saw(r#"quality: (scrap: {"half": 1.0})"#, "");
    assert_eq!(at(&run, "saw", "scrapped"), 4.0);
    assert_eq!(value(&run.outcome, "produced"), 2.0);
    // What is produced is pieces, each of which is planned to take a third.
    assert_eq!(at(&run, "saw", "produced_quantity"), 6.0);
    assert_eq!(at(&run, "saw", "good_quantity"), 2.0);
    assert_eq!(at(&run, "saw", "quality_ratio"), 1.0 / 3.0);
    assert_eq!(at(&run, "saw", "effectiveness"), 1.0);
    // Where nothing is judged, it is items that are taken apart.
    let run = saw(r#"load: (time: "1 s")"#, "");
    assert_eq!(at(&run, "saw", "produced_quantity"), 2.0);
}

#[test]
fn a_spoilt_piece_costs_its_share_of_the_time() {
    let equipment = equipment(r#"quality: (scrap: {"half": 1.0})"#, "");
    let text = format!(r#"Scene(run: (duration: "1 min"), {PRODUCTS} equipment: {{{equipment}}})"#);
    let case = Case::read("saw.ron", &text, None, u64::MAX).expect("a scene");
    let plant = case.model.plant().clone();
    let mut sim = Sim::new(&case.model, case.options()).expect("a plant");
    let losses = sim.listen(Closely::<LossTree>::new(&plant));
    sim.run_until(case.end).expect("a run");
    let closing = sim.closing();
    let losses = sim.fold::<Closely<LossTree>>(losses).report(&plant, case.end, &closing);
    let part = |name| losses[0].parts.iter().find(|part| part.name == name).expect("a part").nanos;
    assert_eq!(part("scrapped_items"), 4 * (10_000_000_000 / 3));
    assert_eq!(part("good_items") + part("slow_cycles"), 20_000_000_000 - part("scrapped_items"));
    assert_eq!(losses[0].parts.iter().map(|part| part.nanos).sum::<i128>(), 60_000_000_000);
}

#[test]
fn what_is_rejected_is_reworked_piece_by_piece() {
    let run = saw(
        r#"quality: (defects: {"rest": 1.0}), inspect: (rejects: "repair")"#,
        r#""repair": Station(queue: 9, process: "3 s", quality: (repairs: 1.0), to: ["out"]),"#,
    );
    assert_eq!(at(&run, "saw", "rejected"), 2.0);
    assert_eq!(at(&run, "saw", "reject_ratio"), 2.0 / 6.0);
    assert_eq!(value(&run.outcome, "rework_ratio"), 2.0 / 6.0);
    assert_eq!(value(&run.outcome, "defects_delivered"), 0.0);
    // The rest of the second bar goes last: 20 s and 3 s.
    assert_eq!(value(&run.outcome, "makespan"), 23.0);
}

#[test]
fn pieces_inherit_defects_and_inspections_take_samples() {
    let bars = r#"
        "in": Source(product: "bar", at: ["0 s", "0 s"], to: ["mill"]),
        "mill": Station(process: "1 s", quality: (defects: 1.0), to: ["saw"]),
        "saw": Split(into: {"half": 2, "rest": 1}, inspect: (every: 2), to: ["out"]), "out": Sink()"#;
    let run = run_with(PRODUCTS, "", bars, 1);
    // Every second one of six pieces.
    assert_eq!(at(&run, "saw", "scrapped"), 3.0);
    assert_eq!(value(&run.outcome, "defects_delivered"), 3.0);
}

/// A part with a defect is built in: what comes out has it, whether it is new or a main part that was good.
#[test]
fn what_is_made_of_a_part_with_a_defect_has_one() {
    for how in [r#"makes: "rest""#, r#"main: "half""#] {
        let plant = format!(
            r#"
            "in": Source(product: "bar", at: ["0 s"], to: ["mill"]),
            "good": Source(product: "half", at: ["0 s"], to: ["join"]),
            "mill": Station(process: "1 s", quality: (defects: 1.0), to: ["join"]),
            "join": Assembly(parts: {{"bar": 1, "half": 1}}, {how}, to: ["out"]), "out": Sink()"#
        );
        let run = run_with(PRODUCTS, "", &plant, 1);
        assert_eq!(value(&run.outcome, "defects_delivered"), 1.0, "{how}");
    }
}

#[test]
fn a_saw_runs_in_after_a_set_up_and_loses_a_whole_bar_when_it_breaks() {
    let set_up = r#"setup: (time: "5 s", initial: "rest"), quality: (start_up: 2)"#;
    let run = saw(set_up, "");
    assert_eq!(at(&run, "saw", "setup_time"), 5.0);
    assert_eq!(at(&run, "saw", "scrapped"), 2.0);
    let breaks = r#"quality: (scrap: {"rest": 1.0}),
        with: [Failure(every: "4 s", counts: Processing, repair: "1 h", item: Scrap)]"#;
    let run = saw(breaks, "");
    assert_eq!(at(&run, "saw", "scrapped"), 1.0);
    assert_eq!(at(&run, "saw", "produced_quantity"), 0.0);
    assert_eq!(at(&run, "saw", "oee"), 0.0);
}

#[test]
fn a_worn_oven_spoils_and_a_worn_saw_does() {
    let wear = r#"with: [Degradation(stages: [(lasts: "15 s"), (lasts: "1 h", scrap: 1.0)], counts: Calendar, repair: "1 min")]"#;
    let oven = format!(
        r#""in": Source(product: "bar", at: ["0 s", "0 s", "0 s", "0 s"], to: ["oven"]),
        "oven": Batch(max: 2, queue: 4, process: "10 s", {wear}, to: ["out"]), "out": Sink()"#
    );
    let run = run_with(PRODUCTS, "", &oven, 1);
    assert_eq!(at(&run, "oven", "scrapped"), 2.0);
    let run = saw(wear, "");
    assert_eq!(at(&run, "saw", "scrapped"), 3.0);
    assert_eq!(at(&run, "saw", "quality_ratio"), 0.5);
}
