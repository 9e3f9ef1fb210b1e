//! A replication that fails is told, and the others go on.

use crate::harness::{run, scenario, study};

/// Now and then an item comes into a loop that takes no time.
const CURSED: &str = r#"Scene(
    run: (duration: "2 h"),
    equipment: {
        "stock": Source(every: Exponential("1 min"), to: Probability({"out": 0.995, "ping": 0.005})),
        "ping": Delay(time: "0 s", to: ["pong"]),
        "pong": Delay(time: "0 s", to: ["ping"]),
        "out": Sink(),
    },
)"#;

#[test]
fn the_command_reproduces_it() {
    let results = run(study(vec![scenario("cursed", CURSED)], (12, 12)), 2, None);
    let failed = &results.failed;
    assert!(!failed.is_empty() && failed.len() < 12, "{} failed", failed.len());
    let whole = results.outcomes[0].iter().flatten().count();
    assert_eq!(whole + failed.len(), 12);
    assert!(failed[0].message.contains("`ping`"), "{}", failed[0].message);
    let command = results.study.command(0, failed[0].replication);
    let number = failed[0].replication;
    assert_eq!(command, format!("plantwright run cursed.ron --seed 7 --replication {number}"));
    let document = plantwright_study::report::study(&results, "plantwright study");
    let said = document.answer.join(" ");
    assert!(said.contains(&format!("{} of 12 runs failed", failed.len())), "{said}");
    let text = plantwright_study::report::markdown(&document);
    assert!(text.contains(&command), "{text}");
}
