//! Text formats of flexible job shops: `.fjs`, with set-up times or without, and job shops with vehicles.

use super::{Instance, InstanceError, Kind, Step, Transport};

/// Whole numbers with the lines that they stand in; other numbers only where they are skipped.
struct Numbers<'a> {
    words: std::iter::Peekable<Box<dyn Iterator<Item = (usize, &'a str)> + 'a>>,
    line: usize,
}

impl<'a> Numbers<'a> {
    fn new(text: &'a str) -> Self {
        let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.trim()));
        let lines = lines.filter(|(_, line)| !line.starts_with('#'));
        let words = lines
            .flat_map(|(number, line)| line.split_whitespace().map(move |word| (number, word)));
        let words: Box<dyn Iterator<Item = _>> = Box::new(words);
        Self { words: words.peekable(), line: 1 }
    }

    fn word(&mut self, what: &'static str) -> Result<&'a str, InstanceError> {
        let (line, word) = self.words.next().ok_or(InstanceError::End { what })?;
        self.line = line;
        Ok(word)
    }

    fn next(&mut self, what: &'static str) -> Result<u64, InstanceError> {
        let word = self.word(what)?;
        let number = word.parse();
        number.map_err(|_error| InstanceError::Number { line: self.line, found: word.to_owned() })
    }

    fn count(&mut self, what: &'static str) -> Result<usize, InstanceError> {
        Ok(self.next(what)? as usize)
    }

    fn is_over(&mut self) -> bool {
        self.words.peek().is_none()
    }

    /// The next word stands in the line that is read.
    fn is_same_line(&mut self) -> bool {
        self.words.peek().is_some_and(|(line, _)| *line == self.line)
    }

    /// A word that has to stand here.
    fn expect(&mut self, word: &'static str) -> Result<(), InstanceError> {
        let found = self.word(word)?;
        if found == word {
            return Ok(());
        }
        Err(InstanceError::Word { line: self.line, expected: word, found: found.to_owned() })
    }

    /// A machine as the file numbers it, from 1; returned from 0.
    fn machine(&mut self, machines: usize) -> Result<usize, InstanceError> {
        let machine = self.next("a machine")?;
        let index = (machine as usize).checked_sub(1).filter(|index| *index < machines);
        index.ok_or(InstanceError::NoMachine { line: self.line, machine, machines })
    }

    fn alternatives(&mut self, machines: usize) -> Result<Vec<Step>, InstanceError> {
        let count = self.count("the number of alternatives")?;
        if count == 0 {
            return Err(InstanceError::Nowhere { line: self.line });
        }
        let mut steps: Vec<Step> = Vec::new();
        for _ in 0..count {
            let machine = self.machine(machines)?;
            if steps.iter().any(|step| step.machine == machine) {
                let machine = machine as u64 + 1;
                return Err(InstanceError::TwiceInOne { line: self.line, machine });
            }
            steps.push(Step { machine, duration: self.next("a duration")? });
        }
        Ok(steps)
    }

    fn job(&mut self, machines: usize) -> Result<Vec<Vec<Step>>, InstanceError> {
        let count = self.count("the number of operations")?;
        (0..count).map(|_| self.alternatives(machines)).collect()
    }
}

/// `jobs machines [average]`, then a line for each job, then perhaps for each machine a matrix of set-up times.
pub(super) fn parse_fjs(name: &str, text: &str) -> Result<Instance, InstanceError> {
    let mut numbers = Numbers::new(text);
    let (count, machines) = (numbers.count("the number of jobs")?, numbers.count("machines")?);
    if numbers.is_same_line() {
        // The average number of alternatives: nobody needs it.
        numbers.word("the average number of alternatives")?;
    }
    let jobs: Vec<_> =
        (0..count).map(|_| numbers.job(machines)).collect::<Result<_, InstanceError>>()?;
    let mut setups = None;
    if !numbers.is_over() {
        let operations: usize = jobs.iter().map(Vec::len).sum();
        let mut row = || {
            let row: Result<Vec<u64>, InstanceError> =
                (0..operations).map(|_| numbers.next("a set-up time")).collect();
            row
        };
        let mut matrix = || (0..operations).map(|_| row()).collect::<Result<Vec<_>, _>>();
        setups = Some((0..machines).map(|_| matrix()).collect::<Result<Vec<_>, _>>()?);
        if !numbers.is_over() {
            let found = numbers.word("nothing")?.to_owned();
            return Err(InstanceError::TooMuch { line: numbers.line, found });
        }
    }
    Ok(Instance {
        name: name.to_owned(),
        kind: Kind::Flexible,
        machines,
        jobs,
        setups,
        transport: None,
    })
}

/// `JSPT 1` or `FJSPT 1`, sizes, a travel matrix with the load/unload station as number 0, and the jobs.
pub(super) fn parse_transport(name: &str, text: &str) -> Result<Instance, InstanceError> {
    let mut numbers = Numbers::new(text);
    let word = numbers.word("`JSPT` or `FJSPT`")?;
    let flexible = match word {
        "JSPT" => false,
        "FJSPT" => true,
        other => {
            let (line, found) = (numbers.line, other.to_owned());
            return Err(InstanceError::Word { line, expected: "JSPT", found });
        }
    };
    numbers.next("the version of the format")?;
    numbers.expect("jobs")?;
    let count = numbers.count("the number of jobs")?;
    numbers.expect("machines")?;
    let machines = numbers.count("the number of machines")?;
    numbers.expect("vehicles")?;
    let vehicles = numbers.count("the number of vehicles")?;
    numbers.expect("travel")?;
    let places = numbers.count("the size of the matrix")?;
    let unless = |is_so: bool, expected: &'static str, found: usize, line: usize| {
        let found = found.to_string();
        if is_so { Ok(()) } else { Err(InstanceError::Word { line, expected, found }) }
    };
    unless(vehicles > 0, "a vehicle at least", vehicles, numbers.line)?;
    unless(machines > 0, "a machine at least", machines, numbers.line)?;
    let is_one_more = places.checked_sub(1) == Some(machines);
    unless(is_one_more, "one place more than machines", places, numbers.line)?;
    let mut travel = Vec::new();
    for _ in 0..places {
        let row: Result<Vec<u64>, InstanceError> =
            (0..places).map(|_| numbers.next("a travel time")).collect();
        travel.push(row?);
    }
    if let Some(found) = longer_than_around(&travel) {
        let expected = "travel times of which none is longer than those by way of another place";
        return Err(InstanceError::Word { line: numbers.line, expected, found });
    }
    let mut jobs = Vec::new();
    for _ in 0..count {
        numbers.expect("job")?;
        jobs.push(if flexible {
            numbers.job(machines)?
        } else {
            let count = numbers.count("the number of operations")?;
            let mut step = || {
                let machine = numbers.machine(machines)?;
                Ok(vec![Step { machine, duration: numbers.next("a duration")? }])
            };
            (0..count).map(|_| step()).collect::<Result<_, InstanceError>>()?
        });
    }
    if !numbers.is_over() {
        let found = numbers.word("the end")?.to_owned();
        return Err(InstanceError::Word { line: numbers.line, expected: "the end", found });
    }
    Ok(Instance {
        name: name.to_owned(),
        kind: if flexible { Kind::Flexible } else { Kind::Job },
        machines,
        jobs,
        setups: None,
        transport: Some(Transport { vehicles, travel }),
    })
}

/// A travel time that vehicles would not take, since it is shorter by way of another place.
fn longer_than_around(travel: &[Vec<u64>]) -> Option<String> {
    for (from, row) in travel.iter().enumerate() {
        for (to, time) in row.iter().enumerate() {
            let around = |by: &usize| row[*by].saturating_add(travel[*by][to]) < *time;
            if let Some(by) = (0..travel.len()).find(around) {
                return Some(format!("{time} from {from} to {to}, longer than by way of {by}"));
            }
        }
    }
    None
}
