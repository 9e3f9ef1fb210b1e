//! How the command ends when not all went well.

use std::path::Path;
use std::process::ExitCode;

/// Why the command ends early, or with less than was asked for.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The scene has mistakes, which were shown.
    Scene,
    /// The command line asks for something that is not there.
    Usage(String),
    /// The run ended with a fault; results were printed.
    Fault(String),
    /// A file cannot be read or written.
    File(String),
    /// Some of what the scene expects of its results does not hold; the results were printed.
    Expectation(String),
    /// Some of what scenes expect could not be decided within the budget; what is known was printed.
    Undecided(String),
    /// The plant, or a part of it, has come to a stand for good, with items or vehicles in it; the results were printed.
    Standstill(String),
    /// A schedule does not solve its problem; what is wrong was printed.
    Schedule(String),
    /// Ended by Ctrl-C; results were printed.
    Interrupted,
    /// Whoever read the output has gone away.
    Hangup,
}

impl Failure {
    /// A file that cannot be read or written, with its path last.
    pub(crate) fn file(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        Self::File(format!("cannot {doing}: {error}: {}", path.display()))
    }

    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Hangup => 0,
            Self::Scene => 1,
            Self::Usage(_) => 2,
            Self::Fault(_) => 3,
            Self::File(_) => 4,
            Self::Expectation(_) => 5,
            Self::Undecided(_) => 6,
            Self::Schedule(_) => 7,
            Self::Standstill(_) => 8,
            Self::Interrupted => 130,
        })
    }

    pub(crate) fn message(&self) -> Option<&str> {
        match self {
            Self::Usage(message)
            | Self::Fault(message)
            | Self::File(message)
            | Self::Expectation(message)
            | Self::Undecided(message)
            | Self::Schedule(message)
            | Self::Standstill(message) => Some(message),
            Self::Interrupted => Some("interrupted; the results are those up to then"),
            Self::Scene | Self::Hangup => None,
        }
    }
}

/// Writing to the terminal or into a pipe.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::Hangup,
            _ => Self::File(format!("cannot write the output: {error}")),
        }
    }
}
