//! The JSPLIB "standard" text format of job shops.

use super::JobShop;

/// Why a text is no instance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstanceError {
    /// The first line that is no comment is not `jobs machines`.
    #[error("line {line}: expected the numbers of jobs and machines, found `{found}`")]
    Size {
        /// The line, from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// Something that is no whole number.
    #[error("line {line}: `{found}` is not a whole number")]
    Number {
        /// The line, from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// A job's line has a machine without a duration, or more operations than there are machines.
    #[error(
        "line {line}: a job has {machines} pairs of machine and duration, and this line has {found} numbers"
    )]
    Length {
        /// The line, from 1.
        line: usize,
        /// The machines there are.
        machines: usize,
        /// The numbers found.
        found: usize,
    },
    /// A machine that does not exist, or one that a job visits twice.
    #[error("line {line}: machine {machine} is not one of 0 to {last}, or stands here twice")]
    Machine {
        /// The line, from 1.
        line: usize,
        /// The machine.
        machine: u64,
        /// The last machine there is.
        last: usize,
    },
    /// The text ends where more is needed.
    #[error("the text ends where {what} is needed")]
    End {
        /// What is missing.
        what: &'static str,
    },
    /// Another word than the one that has to stand here.
    #[error("line {line}: expected {expected}, found `{found}`")]
    Word {
        /// The line, from 1.
        line: usize,
        /// What has to stand here.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A machine that does not exist, where machines are numbered from 1.
    #[error("line {line}: machine {machine} is not one of 1 to {machines}")]
    NoMachine {
        /// The line, from 1.
        line: usize,
        /// The machine.
        machine: u64,
        /// How many there are.
        machines: usize,
    },
    /// An operation that no machine can do.
    #[error("line {line}: an operation without a machine")]
    Nowhere {
        /// The line, from 1.
        line: usize,
    },
    /// A machine that stands twice among the alternatives of an operation.
    #[error("line {line}: machine {machine} stands twice in one operation")]
    TwiceInOne {
        /// The line, from 1.
        line: usize,
        /// The machine, from 1.
        machine: u64,
    },
    /// Something behind the end.
    #[error("line {line}: the instance is over, and `{found}` follows")]
    TooMuch {
        /// The line, from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// The text ends before its last job.
    #[error("{expected} jobs were announced, and {found} are there")]
    Jobs {
        /// As announced.
        expected: usize,
        /// As found.
        found: usize,
    },
}

pub(super) fn parse(name: &str, text: &str) -> Result<JobShop, InstanceError> {
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(number, line)| (number + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let (line, size) = lines.next().unwrap_or((1, ""));
    let (count, machines) = match &numbers(line, size)?[..] {
        &[jobs, machines] if jobs > 0 && machines > 0 => (jobs as usize, machines as usize),
        _ => {
            return Err(InstanceError::Size { line, found: size.to_owned() });
        }
    };
    let mut jobs = Vec::with_capacity(count);
    for (line, text) in lines {
        if jobs.len() == count {
            return Err(InstanceError::Jobs { expected: count, found: count + 1 });
        }
        jobs.push(job(line, text, machines)?);
    }
    if jobs.len() < count {
        return Err(InstanceError::Jobs { expected: count, found: jobs.len() });
    }
    Ok(JobShop { name: name.to_owned(), machines, jobs })
}

fn job(line: usize, text: &str, machines: usize) -> Result<Vec<(usize, u64)>, InstanceError> {
    let numbers = numbers(line, text)?;
    if numbers.len() != 2 * machines {
        return Err(InstanceError::Length { line, machines, found: numbers.len() });
    }
    let mut visited = vec![false; machines];
    numbers
        .as_chunks::<2>()
        .0
        .iter()
        .map(|[machine, duration]| {
            let wrong = InstanceError::Machine { line, machine: *machine, last: machines - 1 };
            let seen = visited.get_mut(*machine as usize).ok_or_else(|| wrong.clone())?;
            if std::mem::replace(seen, true) {
                return Err(wrong);
            }
            Ok((*machine as usize, *duration))
        })
        .collect()
}

fn numbers(line: usize, text: &str) -> Result<Vec<u64>, InstanceError> {
    text.split_whitespace()
        .map(|word| {
            word.parse().map_err(|_error| InstanceError::Number { line, found: word.to_owned() })
        })
        .collect()
}
