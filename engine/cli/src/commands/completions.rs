//! `plantwright completions`: completions for a shell.

use clap::CommandFactory as _;
use std::io::Write as _;

use crate::args::{Args, CompletionsArgs};
use crate::exit::Failure;

pub(crate) fn run(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "plantwright", &mut text);
    anstream::stdout().write_all(&text)?;
    Ok(())
}
