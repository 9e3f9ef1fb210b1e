//! What can be said on the command line.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use plantwright_units::Duration;

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
    /// Answer a question by a study: variants of a plant under the same luck, with confidence
    Study(StudyArgs),
    /// Find out what to improve first: machines, places, cards, people and more are improved one by one, under the same luck
    Bottleneck(BottleneckArgs),
    /// Judge what scenes expect of their results with confidence: pass, fail, or undecided
    Test(TestArgs),
    /// Show what differs between two scenes, and what that does to their KPIs
    Diff(DiffArgs),
    /// Show every mistake in scenes, studies and leagues, without running them
    Check(CheckArgs),
    /// Bring scenes into their canonical form; comments are kept
    Fmt(FmtArgs),
    /// Explain a kind of equipment, a word of the scene language, a KPI, a scheduler, or a mistake
    Explain(ExplainArgs),
    /// Print the JSON Schema of scenes
    Schema,
    /// Write a small scene to start from
    New(NewArgs),
    /// Run a plant with exact events and with rigid bodies, and show the difference
    Fidelity(FidelityArgs),
    /// Turn a benchmark instance into a scene
    Import(ImportArgs),
    /// Let schedulers play against one another, on instances and on plants
    League(LeagueArgs),
    /// Check a schedule against a scene or a benchmark instance, and reckon what it is worth
    VerifySchedule(VerifyScheduleArgs),
    /// Print what happened in a run, from the journal that `run --journal` wrote
    Journal(JournalArgs),
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
    /// Write everything that happens into a file, for `plantwright journal` and the viewer
    #[arg(long, value_name = "FILE")]
    pub journal: Option<PathBuf>,
    /// What else is shown.
    #[command(flatten)]
    pub more: MoreArgs,
    /// Which schedule is followed or written.
    #[command(flatten)]
    pub schedule: ScheduleArgs,
}

/// The schedule that `run` follows, and what it writes of the one that comes out.
#[derive(Debug, clap::Args)]
pub struct ScheduleArgs {
    /// Follow a schedule: a solution file, or a table with the ending `.csv`
    #[arg(long, value_name = "FILE", conflicts_with = "scheduler")]
    pub plan: Option<PathBuf>,
    /// Write what was done where and when as a solution file, or as a table with the ending `.csv`
    #[arg(long, value_name = "FILE")]
    pub solution: Option<PathBuf>,
    /// Draw what was done where and when: an image with the ending `.svg`, or a page with `.html`
    #[arg(long, value_name = "FILE")]
    pub gantt: Option<PathBuf>,
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

/// Arguments of `journal`.
#[derive(Debug, clap::Args)]
pub struct JournalArgs {
    /// The journal
    pub journal: PathBuf,
    /// Only what happened there; may be given several times
    #[arg(long, value_name = "NAME")]
    pub equipment: Vec<String>,
    /// Only what happened to an item, such as `source#0`
    #[arg(long, value_name = "ITEM")]
    pub item: Option<String>,
    /// Only what happened to the items of an order
    #[arg(long, value_name = "NAME", conflicts_with = "item")]
    pub order: Option<String>,
    /// Only one kind, such as `failed`; may be given several times
    #[arg(long, value_name = "KIND")]
    pub kind: Vec<String>,
    /// Only from an instant on, such as `90 min`
    #[arg(long, value_name = "TIME")]
    pub from: Option<Duration>,
    /// Only up to an instant
    #[arg(long, value_name = "TIME")]
    pub to: Option<Duration>,
    /// Print one JSON object on each line (`docs/guide/journals.md`)
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// Print a table as CSV
    #[arg(long)]
    pub csv: bool,
    /// Print only what it is the journal of, and whether it is whole
    #[arg(long, conflicts_with = "csv")]
    pub about: bool,
    /// Print where lost time came from, as `run --why` does (`docs/why.md`): of the plant, or of a station, an order, or an
    /// item (`source#0`)
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "",
        conflicts_with_all = ["kind", "from", "to", "csv", "about"])]
    pub why: Option<String>,
    /// What is told of belts.
    #[command(flatten)]
    pub fronts: WavesArgs,
}

/// What `journal` tells of the waves on a belt.
#[derive(Debug, clap::Args)]
pub struct WavesArgs {
    /// Print how stops and starts ran back through the items on a belt, and why; `--csv` who stood, from when to when, and where
    #[arg(long, value_name = "BELT", conflicts_with_all = ["equipment", "kind", "about", "why"])]
    pub waves: Option<String>,
    /// With `--waves`: of each wave, who stood, from when to when, and where; without it, of those that are asked for by
    /// `--item` or `--order`
    #[arg(long, requires = "waves")]
    pub stands: bool,
}

/// Arguments of `fidelity`.
#[derive(Debug, clap::Args)]
pub struct FidelityArgs {
    /// Which scene.
    #[command(flatten)]
    pub scene: SceneArgs,
    /// Runs of each fidelity
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(2..))]
    pub replications: u32,
    /// The seed of all randomness; default: the scene's
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// The confidence of intervals, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 95, value_parser = clap::value_parser!(u8).range(50..=99))]
    pub confidence: u8,
    /// Threads; default: one for each core
    #[arg(long, value_name = "N")]
    pub workers: Option<NonZeroUsize>,
    /// Write the scene once more, with an event model that does what bodies do
    #[arg(long, value_name = "SCENE")]
    pub fit: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `study`.
#[derive(Debug, clap::Args)]
pub struct StudyArgs {
    /// The study files (`docs/guide/studies.md`)
    #[arg(required = true)]
    pub studies: Vec<PathBuf>,
    /// Keep finished replications in this folder, and go on where an earlier study with it ended
    #[arg(long, value_name = "FOLDER")]
    pub keep: Option<PathBuf>,
    /// Do one machine's share of the work, such as `2/8`, and print nothing but what failed; without it, the study takes what
    /// lies in the folder
    #[arg(long, value_name = "I/N", requires = "keep", value_parser = shard)]
    pub shard: Option<(u32, u32)>,
    /// Write every KPI of every replication as a Parquet table, too (`docs/study-parquet.md`)
    #[arg(long, value_name = "FILE", conflicts_with = "shard")]
    pub parquet: Option<PathBuf>,
    /// How it is done.
    #[command(flatten)]
    pub how: ReplicatingArgs,
    /// What it looks like.
    #[command(flatten)]
    pub report: ReportArgs,
}

/// How many replications, by how many workers.
#[derive(Debug, clap::Args)]
pub struct ReplicatingArgs {
    /// How many worker threads; the results are the same for any number; default: one for each core
    #[arg(long, value_name = "N")]
    pub workers: Option<NonZeroUsize>,
    /// The most replications of each variant; default: the study's, or 200
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    pub budget: Option<u32>,
}

/// What a report looks like.
#[derive(Debug, Clone, clap::Args)]
pub struct ReportArgs {
    /// Print one JSON object (`docs/study-json.md`)
    #[arg(long, conflicts_with = "markdown")]
    pub json: bool,
    /// Print Markdown, for a pull request
    #[arg(long)]
    pub markdown: bool,
    /// Write the report as one HTML file, too; of several studies, a file each into this folder
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
}

fn shard(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('/').and_then(|(one, all)| {
        Some((one.trim().parse::<u32>().ok()?, all.trim().parse::<u32>().ok()?))
    });
    parts
        .filter(|(one, all)| (1..=*all).contains(one))
        .ok_or_else(|| "write which share of how many, such as `2/8`".to_owned())
}

/// Arguments of `bottleneck`.
#[derive(Debug, clap::Args)]
pub struct BottleneckArgs {
    /// Which scene.
    #[command(flatten)]
    pub scene: SceneArgs,
    /// What an improvement costs, by the words in which the list names it: `--cost 'press 10 % faster=20000'`; ranks by gain for money, too
    #[arg(long, value_name = "IMPROVEMENT=COST")]
    pub cost: Vec<String>,
    /// How precise gains are to be: half the width of their intervals, as a share of the throughput
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0)]
    pub precision: f64,
    /// How it is done.
    #[command(flatten)]
    pub how: ReplicatingArgs,
    /// What it looks like.
    #[command(flatten)]
    pub report: ReportArgs,
}

/// Arguments of `test`.
#[derive(Debug, clap::Args)]
pub struct TestArgs {
    /// The scene files
    #[arg(required = true)]
    pub scenes: Vec<PathBuf>,
    /// Change a value in each of them first
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// The level of confidence
    #[arg(long, value_name = "SHARE", default_value_t = 0.95)]
    pub level: f64,
    /// How it is done.
    #[command(flatten)]
    pub how: ReplicatingArgs,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// The scene as it was, or a folder of finished replications (`study --keep`)
    pub before: PathBuf,
    /// The scene as it is now, or another such folder
    pub after: PathBuf,
    /// How it is done.
    #[command(flatten)]
    pub how: ReplicatingArgs,
    /// What it looks like.
    #[command(flatten)]
    pub report: ReportArgs,
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// The files of scenes, studies and leagues
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
    /// A job shop in the JSPLIB format, or one by name (`ta01` to `ta80`, `dmu05`, ...); one time unit is 1 s
    Jobshop(InstanceArgs),
    /// A flexible job shop in the `.fjs` format; one time unit is 1 s
    Flexible(InstanceArgs),
    /// A flow shop in the JSPLIB format, or one of Taillard's by name (`tfs001` to `tfs120`); one time unit is 1 s
    Flowshop(InstanceArgs),
    /// A job shop whose jobs are brought by vehicles (Bilge and Ulusoy, Deroussi and Norre), in the JSPT or FJSPT format; one
    /// time unit is 1 s
    JspAgv(InstanceArgs),
}

/// An instance, and where its scene goes.
#[derive(Debug, clap::Args)]
pub struct InstanceArgs {
    /// The instance file, or the name of an instance that is made from its seed
    pub file: PathBuf,
    /// Where to write the scene; default: the terminal
    #[arg(short, long, value_name = "SCENE")]
    pub output: Option<PathBuf>,
}

/// Arguments of `league`.
#[derive(Debug, clap::Args)]
pub struct LeagueArgs {
    /// The league file
    pub league: PathBuf,
    /// Write the report into this folder, as Markdown and as a page, with its pictures; default: Markdown on the terminal
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// Keep finished bouts in this folder, and go on there next time; default: nothing is kept
    #[arg(long, value_name = "FOLDER")]
    pub store: Option<PathBuf>,
    /// How many bouts are played at once; default: one for each core. Changes no result
    #[arg(long, value_name = "N")]
    pub workers: Option<NonZeroUsize>,
}

/// Arguments of `verify-schedule`.
#[derive(Debug, clap::Args)]
pub struct VerifyScheduleArgs {
    /// What is to be done: a scene, an instance file, or the name of an instance (`ta21`)
    pub problem: PathBuf,
    /// The schedule: a solution file, or a table with the ending `.csv`
    pub schedule: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}
