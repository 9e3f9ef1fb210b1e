//! Peers that draw from the same streams agree to the last bit.

use plantwright_peers::bare_queues::{BinaryQueue, Ladder, QuadHeap};
use plantwright_peers::{bare, nexosim_models};

#[test]
fn mm1_with_nexosim() {
    for seed in [1, 2] {
        assert_eq!(bare::mm1(100_000, seed), nexosim_models::mm1(100_000, seed));
    }
}

#[test]
fn line_with_nexosim() {
    // Machines, places of a buffer, copies: the model itself, and shapes at the edge.
    for (machines, buffer, copies) in
        [(10, 5, 1), (10, 5, 20), (1, 5, 2), (2, 0, 1), (3, 0, 4), (4, 9, 2)]
    {
        assert_eq!(
            bare::line(machines, buffer, copies, 3_000, 1),
            nexosim_models::line(machines, buffer, copies, 3_000, 1),
            "{copies} lines of {machines} machines with buffers of {buffer}"
        );
    }
}

#[test]
fn timers_with_nexosim() {
    assert_eq!(bare::timers(1_000, 100_000, 1), nexosim_models::timers(1_000, 100_000, 1));
}

#[test]
fn line_on_any_queue() {
    let on_heap = bare::line_on::<QuadHeap>(10, 5, 50, 1_000, 1);
    assert_eq!(on_heap, bare::line_on::<BinaryQueue>(10, 5, 50, 1_000, 1));
    assert_eq!(on_heap, bare::line_on::<Ladder>(10, 5, 50, 1_000, 1));
}

#[test]
fn timers_on_any_queue() {
    for n_timers in [1, 30, 1_000, 100_000] {
        let on_heap = bare::timers_on::<QuadHeap>(n_timers, 500_000, 1);
        assert_eq!(on_heap, bare::timers_on::<BinaryQueue>(n_timers, 500_000, 1));
        assert_eq!(on_heap, bare::timers_on::<Ladder>(n_timers, 500_000, 1));
    }
}
