//! The steps of continuous integration, in order.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// A step: its name, and the command with its environment.
struct Step {
    name: &'static str,
    command: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const STEPS: &[Step] = &[
    // The README's command. It includes the tidiness of the house: the tests of `xtask`.
    Step { name: "test", command: &["cargo", "test", "--workspace"], environment: &[] },
    Step { name: "fmt", command: &["cargo", "fmt", "--all", "--", "--check"], environment: &[] },
    Step {
        name: "clippy",
        command: &["cargo", "clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        environment: &[],
    },
    Step {
        name: "doc",
        command: &["cargo", "doc", "--workspace", "--no-deps"],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
    },
    // The peers are a workspace of their own: theory, and agreement to the last bit.
    Step {
        name: "peers",
        command: &["cargo", "test", "--manifest-path", "benches/peers/Cargo.toml"],
        environment: &[],
    },
    Step {
        name: "peers-clippy",
        command: &[
            "cargo",
            "clippy",
            "--manifest-path",
            "benches/peers/Cargo.toml",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ],
        environment: &[],
    },
    // The table of a study, read by a program that is not ours.
    Step { name: "duckdb", command: &["bash", "-c", DUCKDB], environment: &[] },
    // A window is opened on a display that nobody sees, drawn by a program: each scene is played, scrubbed, forked, compared.
    Step { name: "viewer-window", command: &["bash", "-c", WINDOW], environment: &[] },
    // The same digests in release as in debug: a promise that needs both builds.
    Step {
        name: "golden",
        command: &["cargo", "test", "--release", "-p", "plantwright-sim", "--test", "it", "golden"],
        environment: &[],
    },
    // In release, a million items as well, none of which may be lost.
    Step {
        name: "golden-motion",
        command: &["cargo", "test", "--release", "-p", "plantwright-motion", "--test", "it"],
        environment: &[],
    },
];

/// Brings `DuckDB` into a folder of its own, unless it is there, and reads the table of a study with it.
const DUCKDB: &str = "\
    set -e; tools=target/duckdb; \
    if ! \"$tools/bin/python\" -c 'import duckdb' 2>/dev/null; then \
    as_root=; if [ \"$(id -u)\" != 0 ]; then as_root=sudo; fi; \
    python3 -m venv \"$tools\" || { $as_root apt-get update && $as_root apt-get install -y --no-install-recommends python3-venv && \
    python3 -m venv \"$tools\"; }; \
    \"$tools/bin/pip\" install --quiet duckdb==1.*; fi; \
    cargo build -p plantwright-cli; \
    \"$tools/bin/python\" engine/cli/tests/duckdb/read.py target/debug/plantwright";

/// Opens every scene but the broken ones. What a window needs that Rust and a C compiler do not bring, a display and a driver that
/// draws with the processor, is installed on Debian and Ubuntu; elsewhere, whoever runs this has it.
const WINDOW: &str = "\
    set -e; \
    if ! command -v Xvfb >/dev/null || ! ls /usr/share/vulkan/icd.d/lvp_icd*.json >/dev/null 2>&1; then \
        if ! command -v apt-get >/dev/null; then echo 'install Xvfb and a Vulkan driver first' >&2; exit 1; fi; \
        as_root=; if [ \"$(id -u)\" != 0 ]; then as_root=sudo; fi; \
        $as_root apt-get update; \
        $as_root apt-get install -y --no-install-recommends xvfb mesa-vulkan-drivers libvulkan1 \
            libxkbcommon-x11-0 libxkbcommon0 libxcursor1 libxi6 libxrandr2 libx11-xcb1; \
    fi; \
    cargo build -p plantwright-viewer; \
    home=$(mktemp -d); \
    Xvfb -displayfd 1 -screen 0 1280x800x24 >\"$home/display\" 2>/dev/null & screen=$!; \
    trap 'kill $screen; rm -rf \"$home\"' EXIT; \
    for try in $(seq 100); do if [ -s \"$home/display\" ]; then break; fi; sleep 0.1; done; \
    find scenes -name '*.ron' -not -path '*/broken/*' -not -path '*/studies/*' -not -path '*/leagues/*' -print0 | sort -z | \
    HOME=$home XDG_RUNTIME_DIR=$home DISPLAY=:$(cat \"$home/display\") xargs -0 target/debug/plantwright-viewer --walk";

/// Returns the names of the steps.
pub fn names() -> Vec<&'static str> {
    STEPS.iter().map(|step| step.name).collect()
}

/// Runs every step, and stops at the first that fails.
///
/// # Errors
/// Where a step fails.
pub fn all() -> Result<()> {
    STEPS.iter().try_for_each(run)
}

/// Runs one step.
///
/// # Errors
/// Where it fails, or there is none of that name.
pub fn one(name: &str) -> Result<()> {
    let step = STEPS.iter().find(|step| step.name == name);
    run(step
        .with_context(|| format!("there is no step `{name}`; there is: {}", names().join(", ")))?)
}

#[expect(clippy::print_stdout, reason = "a person watches")]
fn run(step: &Step) -> Result<()> {
    println!("== {}: {}", step.name, step.command.join(" "));
    let (program, arguments) = step.command.split_first().context("a step has a command")?;
    let status = Command::new(program)
        .args(arguments)
        .envs(step.environment.iter().copied())
        .current_dir(crate::root())
        .status()
        .with_context(|| format!("cannot start `{program}`"))?;
    ensure!(status.success(), "the step `{}` failed", step.name);
    Ok(())
}
