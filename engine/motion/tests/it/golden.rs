//! Digests that are in the repository: the same on every machine, in debug and in release builds.
//!
//! `UPDATE_GOLDENS=1` writes them anew; a change means that bodies move otherwise than before.

use std::fmt::Write as _;
use std::path::Path;

use crate::plant::{disturb, jam};

#[test]
fn digests_are_those_of_the_repository() {
    let mut zone = jam();
    let mut found = String::new();
    for step in 0..420 {
        disturb(&mut zone, step);
        if step % 60 == 59 {
            writeln!(found, "{} {:032x}", step + 1, zone.digest()).unwrap();
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden.txt");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    assert_eq!(found, std::fs::read_to_string(path).unwrap());
}
