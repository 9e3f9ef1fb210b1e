//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Simulates factories: a plant in a file, results in seconds, the same on every machine.
#[derive(Debug, Parser)]
#[command(name = "plantwright", version, max_term_width = 100)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a scene and show its KPIs
    Run(RunArgs),
    /// Show every mistake in scenes, without running them
    Check(CheckArgs),
    /// Bring scenes into their canonical form; comments are kept
    Fmt(FmtArgs),
    /// Explain a kind of equipment, a word of the scene language, a KPI, a scheduler, or a mistake
    Explain(ExplainArgs),
    /// Print the JSON Schema of scenes
    Schema,
    /// Write a small scene to start from
    New(NewArgs),
    /// Turn a benchmark instance into a scene
    Import(ImportArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
}

/// Which scene, and what is changed in it.
#[derive(Debug, clap::Args)]
pub struct SceneArgs {
    /// The scene file
    pub scene: PathBuf,
    /// Change a value: `--set 'equipment.buffer.capacity=60'`, `--set run.seed=7`
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub set: Vec<String>,
}

/// Arguments of `run`.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// Which scene.
    #[command(flatten)]
    pub scene: SceneArgs,
    /// The seed of all randomness; default: the scene's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// The replication: each has random streams of its own
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub replication: u32,
    /// Who decides what is worked on next (`plantwright explain schedulers`); default: the scene's
    #[arg(long, value_name = "NAME")]
    pub scheduler: Option<String>,
    /// Print one JSON object (`docs/run-json.md`)
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// Print the KPIs as CSV
    #[arg(long)]
    pub csv: bool,
    /// What else is shown.
    #[command(flatten)]
    pub more: MoreArgs,
}

/// What `run` shows beside the KPIs.
#[derive(Debug, clap::Args)]
pub struct MoreArgs {
    /// Show where the time of every station went: the losses that its OEE consists of
    #[arg(long, conflicts_with = "csv")]
    pub oee: bool,
    /// Show which station holds the plant up, by three methods
    #[arg(long, conflicts_with = "csv")]
    pub bottlenecks: bool,
    /// Show the time in states under the names of a standard
    #[arg(long, value_name = "STANDARD", conflicts_with = "csv")]
    pub states: Option<States>,
    /// Show where lost time comes from (`docs/why.md`): of the plant, or of a station, an order, or an item (`source#0`)
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", conflicts_with = "csv")]
    pub why: Option<String>,
}

/// A standard with names for states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum States {
    /// ISA-TR88.00.02: `Execute`, `Suspended`, `Held`
    Packml,
    /// OPC UA for Machinery: `Executing`, `NotExecuting`, `OutOfService`
    Machinery,
    /// The time elements of ISO 22400-2: `APT`, `AUST`, `ADET`, `ADOT`
    Iso22400,
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// The scene files
    #[arg(required = true)]
    pub scenes: Vec<PathBuf>,
    /// Change a value in each of them first
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub set: Vec<String>,
}

/// Arguments of `fmt`.
#[derive(Debug, clap::Args)]
pub struct FmtArgs {
    /// The scene files
    #[arg(required = true)]
    pub scenes: Vec<PathBuf>,
    /// Change nothing; name the files that are not in canonical form, and fail if there are any
    #[arg(long)]
    pub check: bool,
}

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// What to explain: `Station`, `Random`, `throughput`, `SPT`, `S101`, ...; nothing: what there is
    pub topic: Option<String>,
}

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// Where to write the scene; it must not exist yet
    #[arg(default_value = "plant.ron")]
    pub path: PathBuf,
}

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// What kind of instance it is.
    #[command(subcommand)]
    pub format: ImportFormat,
}

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum ImportFormat {
    /// A job shop in the JSPLIB format, or one of Taillard's by name (`ta01` to `ta80`); one time unit is 1 s
    Jobshop {
        /// The instance file
        file: PathBuf,
        /// Where to write the scene; default: the terminal
        #[arg(short, long, value_name = "SCENE")]
        output: Option<PathBuf>,
    },
    /// A job shop whose jobs are brought by vehicles (Bilge and Ulusoy, Deroussi and Norre), in the JSPT or FJSPT format; one
    /// time unit is 1 s
    JspAgv {
        /// The instance file
        file: PathBuf,
        /// Where to write the scene; default: the terminal
        #[arg(short, long, value_name = "SCENE")]
        output: Option<PathBuf>,
    },
}

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}
