//! The `plantwright` command: scenes in, results out.
//!
//! # In the reader's order
//!
//! * [`args`]: what can be said on the command line. The help texts live there.
//! * `commands/*.rs`: one file for each command.
//! * `scene_file`: from a path and `--set` to a model, with every mistake shown.
//! * `study_file`: from the path of a study to what it compares; `studying`: how it runs, watched by the user.
//! * `output/*.rs`: results for people, for programs, for spreadsheets.
//! * `terminal`: how wide texts are, and where they break.
//!
//! # Exit codes
//!
//! | code | meaning |
//! | --- | --- |
//! | 0 | all went well |
//! | 1 | the scene has mistakes |
//! | 2 | the command line has mistakes |
//! | 3 | the run ended with a fault; what was measured until then was printed |
//! | 4 | a file cannot be read or written |
//! | 5 | the run ended well, and some of what the scene expects of it does not hold |
//! | 6 | `test` spent its budget, and some of what a scene expects is undecided |
//! | 7 | the schedule does not solve its problem |
//! | 130 | ended by Ctrl-C; what was measured until then was printed |

pub mod args;
mod commands;
mod diagnostics;
mod exit;
mod instances;
mod journal_file;
mod league_file;
mod output;
mod scene_file;
mod schedule_file;
mod schedulers;
mod study_file;
mod studying;
mod terminal;
mod why;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Args, Command};
use crate::exit::Failure;

/// Runs the command and returns its exit code.
pub fn main() -> ExitCode {
    let args = Args::parse();
    match run(args.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(message) = failure.message() {
                // With nowhere left to write to, the exit code has to do.
                let _unwritable = writeln!(anstream::stderr(), "plantwright: {message}").is_ok();
            }
            failure.code()
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Run(args) => commands::run::run(&args),
        Command::Study(args) => commands::study::run(&args),
        Command::Bottleneck(args) => commands::bottleneck::run(&args),
        Command::Test(args) => commands::test::run(&args),
        Command::Diff(args) => commands::diff::run(&args),
        Command::Check(args) => commands::check::run(&args),
        Command::Fidelity(args) => commands::fidelity::run(&args),
        Command::Fmt(args) => commands::fmt::run(&args),
        Command::Explain(args) => commands::explain::run(&args),
        Command::Schema => commands::schema::run(),
        Command::New(args) => commands::new::run(&args),
        Command::Import(args) => commands::import::run(&args),
        Command::League(args) => commands::league::run(&args),
        Command::VerifySchedule(args) => commands::verify_schedule::run(&args),
        Command::Journal(args) => commands::journal::run(&args),
        Command::Completions(args) => commands::completions::run(&args),
    }
}
