//! `plantwright explain`: what a word means, from the doc comments that the code is written with.

use std::io::Write as _;

use crate::args::ExplainArgs;
use crate::exit::Failure;

pub(crate) fn run(args: &ExplainArgs) -> Result<(), Failure> {
    writeln!(anstream::stdout(), "{:?}", args.topic)?;
    Ok(())
}
