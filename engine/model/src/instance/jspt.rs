//! Job shops with transport by vehicles (Bilge and Ulusoy 1995; with alternative machines, Deroussi and Norre 2010).
//!
//! The text begins with `JSPT 1` or `FJSPT 1`; then come `jobs N machines M vehicles V`, the times of travel (`travel M+1`, and a row
//! for each place, the first of which is where jobs and vehicles are at the beginning), and a line for each job: `job`, the number of
//! operations, and for each of them a machine, counted from 1, and a duration. With alternatives, their number stands before them.

use std::fmt::Write as _;
use std::str::FromStr;

/// Why a text is no instance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct TransportError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: String,
}

/// The ways to do an operation: machines, counted from 1, and how long each takes.
type Alternatives = Vec<(usize, u64)>;

/// A job shop whose jobs are brought from machine to machine by vehicles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransportShop {
    /// What it is called, such as `EX11`.
    pub name: String,
    /// How many machines there are.
    pub machines: usize,
    /// How many vehicles there are.
    pub vehicles: usize,
    /// How long a vehicle takes from each place to each other one: 0 is where jobs and vehicles are at the beginning.
    pub travel: Vec<Vec<u64>>,
    /// For each job its operations, and for each of those its alternatives.
    pub jobs: Vec<Vec<Alternatives>>,
}

/// The numbers and words of a text, with the lines on which they stand.
struct Words<'a> {
    words: Vec<(usize, &'a str)>,
    next: usize,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        let lines =
            text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#'));
        let words = lines
            .flat_map(|(line, text)| text.split_whitespace().map(move |word| (line + 1, word)));
        Self { words: words.collect(), next: 0 }
    }

    fn error(&self, problem: impl Into<String>) -> TransportError {
        let last = self.words.last().map_or(1, |(line, _)| *line);
        let line = self.words.get(self.next).map_or(last, |(line, _)| *line);
        TransportError { line, problem: problem.into() }
    }

    fn number<N: FromStr>(&mut self, what: &str) -> Result<N, TransportError> {
        let number = self.words.get(self.next).and_then(|(_, word)| word.parse().ok());
        let number = number.ok_or_else(|| self.error(format!("{what} is missing")))?;
        self.next += 1;
        Ok(number)
    }

    fn word(&mut self, wanted: &str) -> Result<(), TransportError> {
        if self.words.get(self.next).is_none_or(|(_, word)| *word != wanted) {
            return Err(self.error(format!("`{wanted}` is missing")));
        }
        self.next += 1;
        Ok(())
    }
}

impl TransportShop {
    /// Reads an instance.
    ///
    /// # Errors
    /// Where the text is not in that format, with the line.
    pub fn parse(name: &str, text: &str) -> Result<Self, TransportError> {
        let mut words = Words::of(text);
        let is_flexible = words.word("FJSPT").is_ok();
        if !is_flexible {
            words.word("JSPT")?;
        }
        words.word("1")?;
        words.word("jobs")?;
        let jobs: usize = words.number("the number of jobs")?;
        words.word("machines")?;
        let machines: usize = words.number("the number of machines")?;
        words.word("vehicles")?;
        let vehicles: usize = words.number("the number of vehicles")?;
        words.word("travel")?;
        let places: usize = words.number("the number of places")?;
        if places != machines + 1 || !(1..=1_000).contains(&machines) || vehicles == 0 {
            return Err(words
                .error("there is a place for each machine and one more, and a vehicle at least"));
        }
        let mut travel = vec![vec![0; places]; places];
        for row in &mut travel {
            for time in row {
                *time = words.number("a time of travel")?;
            }
        }
        let mut read = Vec::new();
        for _ in 0..jobs {
            words.word("job")?;
            let operations: usize = words.number("the number of operations")?;
            let mut job = Vec::new();
            for _ in 0..operations {
                let alternatives =
                    if is_flexible { words.number("the number of alternatives")? } else { 1 };
                let mut ways = Vec::new();
                for _ in 0..alternatives {
                    let machine: usize = words.number("a machine")?;
                    if !(1..=machines).contains(&machine) {
                        return Err(words.error(format!("there is no machine {machine}")));
                    }
                    ways.push((machine, words.number("a duration")?));
                }
                job.push(ways);
            }
            read.push(job);
        }
        if words.next < words.words.len() {
            return Err(words.error("something follows the last job"));
        }
        Ok(Self { name: name.to_owned(), machines, vehicles, travel, jobs: read })
    }

    /// Writes the instance as a scene: one time unit is one second, and vehicles drive a metre in it.
    ///
    /// Jobs wait at `start` and at machines without limit, and vehicles are in nobody's way. What is finished needs no vehicle: it
    /// leaves the plant where it is.
    pub fn scene(&self) -> String {
        let mut text = String::new();
        // Writing into a string cannot fail.
        let written = self.write(&mut text);
        debug_assert!(written.is_ok(), "there is room");
        crate::syntax::format(&text).expect("a scene")
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        let width = self.jobs.len().saturating_sub(1).max(1).ilog10() as usize + 1;
        let job = |number: usize| format!("job {number:0width$}");
        let place = |number: usize| match number {
            0 => "start".to_owned(),
            _ => format!("machine {number}"),
        };
        write!(text, "Scene(version: 1, title: \"Job shop with vehicles {}\", ", self.name)?;
        write!(
            text,
            "about: \"{} jobs on {} machines, brought by {} vehicles; one time unit of the instance is 1 s.\", products: {{",
            self.jobs.len(),
            self.machines,
            self.vehicles,
        )?;
        for (number, operations) in self.jobs.iter().enumerate() {
            write!(text, "\"{}\": (route: [", job(number))?;
            for ways in operations {
                match &ways[..] {
                    [(machine, time)] => {
                        write!(text, "(on: \"{}\", process: \"{time} s\"), ", place(*machine))?;
                    }
                    ways => {
                        write!(text, "(on: {{")?;
                        for (machine, time) in ways {
                            write!(text, "\"{}\": \"{time} s\", ", place(*machine))?;
                        }
                        write!(text, "}}), ")?;
                    }
                }
            }
            write!(text, "]), ")?;
        }
        write!(text, "}}, equipment: {{\"done\": Sink(), \"start\": Source(orders: {{")?;
        for number in 0..self.jobs.len() {
            write!(text, "\"{}\": (), ", job(number))?;
        }
        write!(text, "}}), ")?;
        for machine in 1..=self.machines {
            write!(text, "\"{}\": Station(queue: Unlimited), ", place(machine))?;
        }
        write!(text, "\"vehicles\": Fleet(paths: [")?;
        for (from, row) in self.travel.iter().enumerate() {
            for (to, time) in row.iter().enumerate().filter(|(to, _)| *to != from) {
                write!(
                    text,
                    "(along: [\"{}\", \"{}\"], length: \"{time} m\"), ",
                    place(from),
                    place(to)
                )?;
            }
        }
        write!(text, "], stations: {{")?;
        for number in 0..=self.machines {
            write!(text, "\"{0}\": (at: \"{0}\", waiting: Unlimited), ", place(number))?;
        }
        write!(
            text,
            "}}, vehicles: {{\"agv\": (count: {}, speed: \"1 m/s\", start: [",
            self.vehicles
        )?;
        for _ in 0..self.vehicles {
            write!(text, "\"start\", ")?;
        }
        write!(text, "])}}, traffic: Free)}})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "# two jobs\nFJSPT 1\njobs 2 machines 2 vehicles 1\ntravel 3\n0 4 6\n4 0 3\n6 3 0\n\
        job 2 1 1 8 2 1 5 2 7\njob 1 1 2 9\n";

    #[test]
    fn what_is_read_is_what_is_written_there() {
        let shop = TransportShop::parse("small", SMALL).expect("an instance");
        assert_eq!((shop.machines, shop.vehicles, shop.travel[0][2]), (2, 1, 6));
        assert_eq!(shop.jobs, [vec![vec![(1, 8)], vec![(1, 5), (2, 7)]], vec![vec![(2, 9)]]]);
        assert!(shop.scene().contains("\"machine 2\": \"7 s\""));
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let wrong = |from: &str, to: &str| {
            TransportShop::parse("small", &SMALL.replace(from, to)).expect_err("a mistake")
        };
        assert_eq!(wrong("job 1 1 2 9", "job 1 1 3 9").line, 9);
        assert_eq!(wrong("0 4 6", "0 x 6").line, 5);
        assert_eq!(wrong("FJSPT 1", "JSP 1").line, 2);
        assert_eq!(wrong("job 1 1 2 9", "").problem, "`job` is missing");
    }
}
