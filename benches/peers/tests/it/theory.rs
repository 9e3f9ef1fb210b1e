//! The hand-written loops against exact answers; `agreement.rs` carries them over to the others.

use plantwright_peers::bare;

/// Asserts that a measured value lies as close to the exact one as chance allows.
#[track_caller]
fn assert_near(measured: f64, exact: f64, tolerance: f64) {
    let error = (measured - exact).abs();
    assert!(error <= tolerance, "{measured} is not {exact} within {tolerance}");
}

#[test]
fn mm1_queue() {
    let outcome = bare::mm1(2_000_000, 1);
    assert_eq!(outcome.events, 4_000_000);
    // Tolerances are three standard errors: successive customers are far from independent.
    assert_near(outcome.throughput, 0.8, 0.002);
    assert_near(outcome.utilization, 0.8, 0.003);
    assert_near(outcome.mean_in_system, 4.0, 0.1);
    assert_near(outcome.mean_flow_s, 5.0, 0.1);
    assert_near(outcome.mean_wait_s, 4.0, 0.1);
    assert_near(outcome.flow_s_p95, 14.98, 0.5);
    // Little's law holds exactly, since the queue is empty at both ends.
    let by_little = outcome.throughput * outcome.mean_flow_s;
    assert_near(outcome.mean_in_system, by_little, 1e-9);
}

#[test]
fn one_machine_never_waits() {
    let outcome = bare::line(1, 5, 1, 100_000, 1);
    assert_near(outcome.throughput, 1.0, 0.01);
    assert_near(outcome.utilization, 1.0, 1e-12);
}

#[test]
fn two_machines_with_a_buffer() {
    // The number of items past the first machine is a birth-death process with equal rates.
    for buffer in [0, 1, 5, 6, 20] {
        let places = f64::from(buffer);
        let outcome = bare::line(2, buffer, 1, 400_000, 1);
        assert_near(outcome.throughput, (places + 2.0) / (places + 3.0), 0.005);
    }
}

#[test]
fn three_machines_without_buffers() {
    let outcome = bare::line(3, 0, 1, 400_000, 1);
    assert_near(outcome.throughput, 22.0 / 39.0, 0.003);
}

#[test]
fn copies_are_as_good_as_time() {
    let outcome = bare::line(3, 0, 1_000, 2_000, 1);
    assert_near(outcome.throughput, 22.0 / 39.0, 0.002);
}

#[test]
fn line_obeys_little() {
    let outcome = bare::line(10, 5, 1, 400_000, 1);
    let by_little = outcome.throughput * outcome.mean_flow_s;
    assert_near(outcome.mean_in_system / by_little, 1.0, 1e-3);
}

#[test]
fn timers_fire_once_a_second() {
    let outcome = bare::timers(1_000, 1_000_000, 1);
    assert_near(outcome.throughput, 1_000.0, 4.0);
}
