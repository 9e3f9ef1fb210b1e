//! `cargo xtask ci`: everything that must hold before a change lands. `cargo xtask ci STEP`: one step of it.

use anyhow::Result;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["ci"] => xtask::ci::all(),
        ["ci", step] => xtask::ci::one(step),
        _ => anyhow::bail!("usage: cargo xtask ci [{}]", xtask::ci::names().join("|")),
    }
}
