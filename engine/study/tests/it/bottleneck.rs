//! What to improve first is what theory says.

use plantwright_model::{Report, Sources, syntax};
use plantwright_study::perturb::improvements;
use plantwright_study::statistics::Precision;
use plantwright_study::{Pairs, report};

use crate::harness::{run, scenario, study, two_machines_make, two_machines_text};

/// Two exponential machines with a rack between them: every gain has a formula.
#[test]
fn gains_are_those_of_the_formula_and_in_its_order() {
    let (first, second, rack) = (60.0, 54.0, 2);
    let text = two_machines_text(first, second, rack, 10);
    let mut sources = Sources::new();
    let id = sources.add("line.ron", text.clone());
    let root = syntax::parse(&sources, id, &mut Report::new()).expect("a scene");
    let mut scenarios = vec![scenario("as it is", &text)];
    for improvement in improvements(&root) {
        let mut changed = root.clone();
        let mut report = Report::new();
        for assignment in &improvement.set {
            syntax::set(&mut changed, &mut sources, assignment, &mut report);
        }
        assert!(!report.has_errors(), "{improvement:?}");
        let text = syntax::format_node(&sources, &changed);
        scenarios.push(scenario(&improvement.name, &text));
    }
    let mut asked = study(scenarios, (12, 12));
    asked.precision = Precision::Relative(0.001);
    asked.pairs = Pairs::WithFirst;
    let results = run(asked, 2, None);
    let gains =
        report::gains(&results, &[("rack: one more place to hold items".to_owned(), 500.0)]);

    let make = two_machines_make;
    let now = make(first, second, rack);
    let mut known = [
        ("a 10 % faster", make(first / 1.1, second, rack) - now),
        ("b 10 % faster", make(first, second / 1.1, rack) - now),
        ("rack: one more place to hold items", make(first, second, rack + 1) - now),
    ];
    known.sort_by(|a, b| b.1.total_cmp(&a.1));
    let is_known = |name: &str| known.iter().any(|it| it.0 == name);
    let order: Vec<&str> =
        gains.iter().map(|it| it.name.as_str()).filter(|name| is_known(name)).collect();
    assert_eq!(order, known.map(|it| it.0));
    for (name, gain) in known {
        let found = gains.iter().find(|it| it.name == name).expect("it was tried");
        let difference = found.comparison.paired.expect("replications").difference;
        assert!(difference.holds(gain), "{name}: {gain}, and {difference:?}");
        assert!(difference.half_width() < 0.25 * gain, "{name}: {difference:?}");
    }
    let rack = gains.iter().find(|it| it.cost.is_some()).expect("a cost");
    assert!(rack.for_money().expect("a gain") > 0.0);
}
