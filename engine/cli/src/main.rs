//! The `plantwright` command. All it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    plantwright_cli::main()
}
