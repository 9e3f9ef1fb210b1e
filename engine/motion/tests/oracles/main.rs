//! Known answers of mechanics: every metric of every case is measured on bodies that move, step by step, and compared.
//!
//! The cases' rule for fixed steps: a time is off by at most one step, a distance by what is travelled in one; a number that
//! follows from these is off by what that makes of it.

#![expect(clippy::unwrap_used, reason = "a test that finds nothing has failed")]
#![expect(clippy::print_stdout, reason = "a line for each number tells how close it came")]

mod belts;
mod bodies;
mod case;
mod slopes;

use case::{Case, Measured};

/// What a structure's builder measures, by the name of the metric.
type Builder = fn(&Case) -> Vec<Measured>;

const BUILDERS: [(&str, Builder); 10] = [
    ("box_on_belt", belts::box_on_belt),
    ("belt_emergency_stop", belts::belt_emergency_stop),
    ("belt_to_belt_friction", belts::belt_to_belt_friction),
    ("friction_accumulation", belts::friction_accumulation),
    ("incline_slide", slopes::incline_slide),
    ("inclined_belt_pickup", slopes::inclined_belt_pickup),
    ("gravity_roller", slopes::gravity_roller),
    ("collision_1d", bodies::collision_1d),
    ("tip_or_slide", bodies::tip_or_slide),
    ("projectile", bodies::projectile),
];

fn check(structure: &str) {
    let (_, builder) = BUILDERS.iter().find(|(name, _)| *name == structure).unwrap();
    let cases: Vec<Case> =
        Case::all().into_iter().filter(|case| case.structure == structure).collect();
    assert!(!cases.is_empty(), "no case of `{structure}`");
    let wrong: Vec<String> = cases.iter().flat_map(|case| case.judge(&builder(case))).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

macro_rules! structures {
    ($($name:ident),* $(,)?) => { $(#[test] fn $name() { check(stringify!($name)); })* };
}

structures![
    box_on_belt,
    belt_emergency_stop,
    belt_to_belt_friction,
    friction_accumulation,
    incline_slide,
    inclined_belt_pickup,
    gravity_roller,
    collision_1d,
    tip_or_slide,
    projectile,
];

#[test]
fn every_case_has_a_builder() {
    let cases = Case::all();
    assert_eq!(cases.len(), 13);
    for case in cases {
        let is_known = BUILDERS.iter().any(|(name, _)| *name == case.structure);
        assert!(is_known, "nobody builds `{}` of {}", case.structure, case.id);
    }
}
