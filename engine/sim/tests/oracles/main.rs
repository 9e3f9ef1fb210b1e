//! The oracle tests: plants whose numbers are known from theory, from exact solutions of Markov chains, or by hand.
//!
//! The cases are data: `cases/*.json`, a file for each group. For each `structure` one builder turns a case's parameters
//! into the text of a scene, so that the scene language is tested too, and says how each expected number is read off a run.
//!
//! # In the reader's order
//!
//! * `case.rs`: a case and its expected numbers. `scene.rs`: bits of scene text.
//! * `setup.rs`: what a builder makes of a case. `trial.rs`: the replications of a setup, which can be lengthened.
//! * `judge.rs`: the rule below. `watch.rs` and `watch/*.rs`: folds for numbers that no KPI gives.
//! * The builders: `single.rs` (one station), `failures.rs` (machines that break down), `maintenance.rs` (and those that are
//!   maintained), `energy.rs` (what they use), `finite.rs` (losses), `endless.rs` (no queue at all), `classes.rs` (priorities),
//!   `people.rs` (operators), `setups.rs`, `networks.rs`, `closed.rs`, `lines.rs`, `assembly.rs`, `pull.rs`, `transient.rs`, and
//!   `trace.rs`, `conveyor.rs`, `agv.rs`, `oee.rs` and `shifts.rs` for what is compared exactly; `pool.rs` (vehicles as servers) is both.
//! * `scaling.rs`: the unit of time does not matter.
//!
//! # When a number is accepted
//!
//! A stochastic case runs in 64 independent replications, each with its own streams, and the warm-up is forgotten. A number
//! is accepted if
//!
//! 1. the 99.9 % t-interval of the replication means holds the expected value, **and**
//! 2. the interval's half-width is at most 1 % of the value. The case's own `rel_halfwidth` takes the place of the 1 %;
//!    it is 3 % for what is made of waiting at a utilization of 0.9 and above, 5 % for standard deviations (so 10 % for
//!    variances), and 10 % for probabilities below 0.001. A wide interval is not a pass: the run is lengthened until it is
//!    narrow, or fails.
//!
//! Every number has a false alarm once in a thousand draws of all streams. So a number that fails is run once more with
//! another seed and twice the horizon; failing twice is wrong. Numbers whose name ends in `_for_contrast` are what a wrong
//! rule would give, and the interval must exclude them; of bounds, the interval must lie on the right side.
//!
//! Inside every single run, items are conserved exactly, and Little's law holds to 0.5 %.

#![expect(clippy::print_stdout, reason = "a line for each number tells how close it came")]

mod agv;
mod assembly;
mod case;
mod classes;
mod closed;
mod conveyor;
mod endless;
mod energy;
mod failures;
mod finite;
mod judge;
mod lines;
mod maintenance;
mod networks;
mod oee;
mod people;
mod pool;
mod pull;
mod scaling;
mod scene;
mod setup;
mod setups;
mod shifts;
mod single;
mod trace;
mod transient;
mod trial;
mod watch;

use case::Case;
use setup::Setup;

/// Makes the setups of a case; each of its numbers is read off one of them.
type Builder = fn(&Case) -> Vec<Setup>;

/// The builders of the structures that are judged statistically.
const BUILDERS: &[(&str, Builder)] = &[
    ("mm1", single::mm1),
    ("mmc", single::mmc),
    ("mdc", single::mdc),
    ("mg1", single::mg1),
    ("mg1_lcfs", single::mg1_lcfs),
    ("mg1_sjf", single::mg1_sjf),
    ("gim1", single::gim1),
    ("phph1", single::phph1),
    ("mx_m_1", single::mx_m_1),
    ("mm1_bernoulli_feedback", single::mm1_bernoulli_feedback),
    ("mm1_breakdowns_TDF", failures::mm1_breakdowns),
    ("mm1_breakdowns_ODF", failures::mm1_breakdowns),
    ("single_machine_availability", failures::single_machine_availability),
    ("interrupt_modes", failures::interrupt_modes),
    ("bottleneck", failures::bottleneck),
    ("age_replacement", maintenance::age_replacement),
    ("periodic_replacement_minimal_repair", maintenance::periodic_replacement_minimal_repair),
    ("condition_based_maintenance", maintenance::condition_based_maintenance),
    ("degradation_slows_production", maintenance::degradation_slows_production),
    ("k_out_of_n", maintenance::k_out_of_n),
    ("energy_state_based", energy::energy_state_based),
    ("energy_mm1", energy::energy_mm1),
    ("peak_demand", energy::peak_demand),
    ("mm1_switch_off_setup", energy::mm1_switch_off_setup),
    ("mmck", finite::mmck),
    ("mgcc", finite::mgcc),
    ("mginf", endless::mginf),
    ("mt_m_inf", endless::mt_m_inf),
    ("mg1_priority_nonpreemptive", classes::mg1),
    ("mmc_priority_nonpreemptive", classes::mmc),
    ("mg1_priority_preemptive", classes::mg1_preemptive),
    ("machine_interference", people::machine_interference),
    ("operator_loading_and_repair", people::operator_loading_and_repair),
    ("two_product_exhaustive_setup", setups::two_product_exhaustive_setup),
    ("polling_exhaustive", setups::polling),
    ("polling_gated", setups::polling),
    ("polling_1-limited", setups::polling),
    ("jackson_open", networks::jackson_open),
    ("tandem", networks::tandem),
    ("serial_yield", networks::serial_yield),
    ("rework_loop_separate_station", networks::rework_loop),
    ("gordon_newell", closed::gordon_newell),
    ("gordon_newell_delay", closed::gordon_newell_delay),
    ("closed_multiclass", closed::closed_multiclass),
    ("conwip", closed::conwip),
    ("serial_line", lines::serial_line),
    ("metamorphic_reversal", lines::metamorphic_reversal),
    ("transfer_line_no_buffers", lines::transfer_line_no_buffers),
    ("synchronous_line_geometric", lines::synchronous_line_geometric),
    ("assembly", assembly::assembly),
    ("fork_join_2", assembly::fork_join_2),
    ("m_m_ab_1", assembly::m_m_ab_1),
    ("conwip_failures", pull::conwip_failures),
    ("kanban_two_stage", pull::kanban_two_stage),
];

/// The structures that have a test of their own.
const OTHERS: &[&str] = &[
    "mm1_transient",
    "deterministic_flow_trace",
    "sequence_dependent_setup",
    "oee_iso22400",
    "oee_from_event_log",
    "shift_calendar",
    "shift_failure_trace",
    "belt_formulas",
    "accumulating_conveyor_trace",
    "non_accumulating_conveyor_trace",
    "belt_transfer_gap",
    "merge_fluid",
    "divert_pattern",
    "trapezoid_travel",
    "route_with_turns",
    "curve_speed",
    "speed_limit_edges",
    "zone_loop_trace",
    "battery_cycle",
    "joint_path",
    "loop_capacity",
    "safe_following",
    "fleet_size",
    "vehicle_pool_mmc",
];

/// Judges every case of a structure.
fn check(structure: &str) {
    let (_, builder) = BUILDERS.iter().find(|(name, _)| *name == structure).expect("a builder");
    let cases = Case::of(structure);
    assert!(!cases.is_empty(), "no case of `{structure}`");
    let wrong: Vec<String> =
        cases.iter().flat_map(|case| judge::check(case, &builder(case))).collect();
    assert!(wrong.is_empty(), "failed twice:\n{}", wrong.join("\n"));
}

/// The structure that a test is named after.
fn structure_of(test: &str) -> &'static str {
    let mut names = BUILDERS.iter().map(|(name, _)| *name);
    names.find(|name| name.replace('-', "_").eq_ignore_ascii_case(test)).expect("a builder")
}

#[test]
fn every_case_has_a_builder() {
    let known = |structure: &str| {
        OTHERS.contains(&structure) || BUILDERS.iter().any(|(name, _)| *name == structure)
    };
    let cases = Case::all();
    for case in &cases {
        assert!(known(&case.structure), "nobody builds {}", case.id);
    }
    let numbers: usize = cases.iter().map(|case| case.expected.len()).sum();
    assert_eq!((cases.len(), numbers), (145, 677));
}

/// Names of tests are in small letters, names of structures may have others.
macro_rules! structures {
    ($($structure:ident),+ $(,)?) => {
        $(#[test]
        fn $structure() {
            check(structure_of(stringify!($structure)));
        })+

        #[test]
        fn every_builder_has_a_test() {
            let tested = [$(stringify!($structure)),+];
            assert_eq!(tested.len(), BUILDERS.len());
            let tested = tested.map(structure_of);
            assert!(BUILDERS.iter().all(|(name, _)| tested.contains(name)));
        }
    };
}

structures! {
    mm1, mmc, mdc, mg1, mg1_lcfs, mg1_sjf, gim1, phph1, mx_m_1, mm1_bernoulli_feedback,
    mm1_breakdowns_tdf, mm1_breakdowns_odf, single_machine_availability,
    interrupt_modes, bottleneck, age_replacement, periodic_replacement_minimal_repair,
    condition_based_maintenance, degradation_slows_production, k_out_of_n,
    energy_state_based, energy_mm1, peak_demand, mm1_switch_off_setup,
    mmck, mgcc, mginf, mt_m_inf, mg1_priority_nonpreemptive, mmc_priority_nonpreemptive,
    mg1_priority_preemptive, machine_interference, operator_loading_and_repair, two_product_exhaustive_setup,
    polling_exhaustive, polling_gated, polling_1_limited, transfer_line_no_buffers,
    jackson_open, tandem, serial_yield, rework_loop_separate_station,
    gordon_newell, gordon_newell_delay, closed_multiclass, conwip, serial_line, metamorphic_reversal,
    synchronous_line_geometric, assembly, fork_join_2, m_m_ab_1, conwip_failures, kanban_two_stage,
}
