//! Every queue pops in the order of an ordered set, whatever the pattern of pushes.

use std::collections::BTreeSet;

use plantwright_peers::bare_queues::{BinaryQueue, EventQueue, Key, Ladder, QuadHeap};
use plantwright_peers::chance::Rng;

/// How far ahead of the present the next event is pushed \[ns\].
type Delay = fn(&mut Rng) -> u64;

/// Patterns from the usual to the hostile.
const PATTERNS: &[(&str, Delay)] = &[
    ("uniform", |rng| rng.draw() >> 34),
    ("always now", |_| 0),
    ("few distinct times", |rng| rng.draw() % 4),
    ("in step", |_| 1_000),
    ("mostly near, some far", |rng| match rng.draw() % 10 {
        0 => rng.draw() >> 10,
        _ => rng.draw() % 100,
    }),
    ("all magnitudes", |rng| rng.draw() >> (10 + rng.draw() % 54)),
    ("one burst far ahead", |rng| (1 << 40) + rng.draw() % 8),
];

/// Pushes and pops at random: growing, holding, shrinking to nothing, and again.
fn check_pattern<Q: EventQueue>(delay: Delay, name: &str) {
    let mut rng = Rng::new(3, 0);
    let (mut queue, mut expected) = (Q::default(), BTreeSet::new());
    let (mut now, mut sequence) = (0, 0);
    for round in 0..3 {
        for (steps, pushes_in_8) in [(6_000, 7), (6_000, 4), (12_000, 1)] {
            for _ in 0..steps {
                if rng.draw() % 8 < pushes_in_8 {
                    let key = Key::new(now + delay(&mut rng), sequence, 7);
                    sequence += 1;
                    queue.push(key);
                    expected.insert(key);
                } else {
                    let popped = queue.pop();
                    assert_eq!(popped, expected.pop_first(), "{name}, round {round}");
                    now = popped.map_or(now, Key::time);
                }
            }
        }
        while let Some(key) = expected.pop_first() {
            assert_eq!(queue.pop(), Some(key), "{name}, drained in round {round}");
            now = key.time();
        }
        assert_eq!(queue.pop(), None, "{name}");
    }
}

/// Tries all patterns on a queue.
fn check<Q: EventQueue>() {
    for (name, delay) in PATTERNS {
        check_pattern::<Q>(*delay, name);
    }
}

#[test]
fn binary_heap() {
    check::<BinaryQueue>();
}

#[test]
fn quad_heap() {
    check::<QuadHeap>();
}

#[test]
fn ladder() {
    check::<Ladder>();
}
