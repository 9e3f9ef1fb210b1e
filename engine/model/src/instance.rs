//! Benchmark instances of the scheduling literature, and the ordinary scenes they become.

mod dmu;
mod flexible;
mod flow_shop;
mod jsplib;
mod lehmer;
mod taillard;
mod written;

pub use jsplib::InstanceError;

/// A job shop: each job's operations in order, as `(machine from 0, duration)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobShop {
    /// What it is called, such as `ft06`.
    pub name: String,
    /// How many machines there are.
    pub machines: usize,
    /// The jobs.
    pub jobs: Vec<Vec<(usize, u64)>>,
}

impl JobShop {
    /// Reads an instance in the JSPLIB "standard" format.
    ///
    /// # Errors
    /// Where the text is not in that format, with the line.
    pub fn parse(name: &str, text: &str) -> Result<Self, InstanceError> {
        jsplib::parse(name, text)
    }

    /// Generates one of Taillard's instances `ta01` to `ta80` from its published seeds
    /// (Taillard 1993, "Benchmarks for basic scheduling problems").
    pub fn taillard(name: &str) -> Option<Self> {
        taillard::job_shop(name)
    }

    /// Generates one of the instances `dmu01` to `dmu80`, of those whose seeds are public
    /// (Demirkol, Mehta & Uzsoy 1998, "Benchmarks for shop scheduling problems").
    pub fn dmu(name: &str) -> Option<Self> {
        dmu::job_shop(name)
    }

    /// Generates one of Taillard's flow shops `tfs001` to `tfs120`: every job visits all machines in the same order
    /// (Taillard 1993, "Benchmarks for basic scheduling problems").
    pub fn flow_shop(name: &str) -> Option<Self> {
        flow_shop::flow_shop(name)
    }

    /// Writes the instance as a scene; see [`Instance::scene`].
    pub fn scene(&self) -> String {
        Instance::from(self.clone()).scene()
    }
}

/// An instance of any kind that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// What it is called, such as `mk01`.
    pub name: String,
    /// What kind of shop it is.
    pub kind: Kind,
    /// How many machines there are.
    pub machines: usize,
    /// For each job, for each of its operations, the machines that can do it.
    pub jobs: Vec<Vec<Vec<Step>>>,
    /// For each machine, the time of the set-up between two operations, both numbered from 0 job by job; none: it takes no time.
    pub setups: Option<Vec<Vec<Vec<u64>>>>,
    /// The vehicles that bring jobs from machine to machine; none: jobs are there at once.
    pub transport: Option<Transport>,
}

/// What kind of shop an instance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Every job has a route of its own.
    Job,
    /// Every operation can be done on one of several machines.
    Flexible,
    /// Every job visits all machines in the same order.
    Flow,
}

/// A machine that can do an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The machine, from 0.
    pub machine: usize,
    /// How long it takes there.
    pub duration: u64,
}

/// The vehicles of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transport {
    /// How many there are, all at the load/unload station at the beginning.
    pub vehicles: usize,
    /// Travel times, empty and loaded, from row to column: 0 is the load/unload station, machine `m` is `m + 1`.
    pub travel: Vec<Vec<u64>>,
}

/// The text formats of instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The "standard" format of JSPLIB: `jobs machines`, then pairs of machine (from 0) and duration.
    Jsplib,
    /// `.fjs`: `jobs machines average`, then alternatives of machine (from 1) and duration; perhaps with matrices of set-up times.
    Fjs,
    /// Job shops with vehicles: `JSPT 1` or `FJSPT 1`.
    Transport,
}

impl Format {
    /// Guesses the format of a text: by its first word, and by the ending of its file's name.
    pub fn guess(ending: &str, text: &str) -> Self {
        let mut lines = text.lines().map(str::trim);
        let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
        if first.is_some_and(|line| line.starts_with("JSPT") || line.starts_with("FJSPT")) {
            Self::Transport
        } else if ending.eq_ignore_ascii_case("fjs") {
            Self::Fjs
        } else {
            Self::Jsplib
        }
    }
}

impl Instance {
    /// Reads an instance.
    ///
    /// # Errors
    /// Where the text is not in the format, with the line.
    pub fn parse(format: Format, name: &str, text: &str) -> Result<Self, InstanceError> {
        match format {
            Format::Jsplib => jsplib::parse(name, text).map(Self::from),
            Format::Fjs => flexible::parse_fjs(name, text),
            Format::Transport => flexible::parse_transport(name, text),
        }
    }

    /// Generates an instance by its name, of those whose seeds are public: `ta01` to `ta80`, of `dmu01` to `dmu80` fifty,
    /// `tfs001` to `tfs120`.
    pub fn generate(name: &str) -> Option<Self> {
        let shop = JobShop::taillard(name).or_else(|| JobShop::dmu(name));
        shop.or_else(|| JobShop::flow_shop(name)).map(Self::from)
    }

    /// Returns a bound that no schedule can beat: the longest job, each operation on its fastest machine, and the load of the
    /// busiest machine, of operations that only it can do.
    pub fn trivial_bound(&self) -> u64 {
        let fastest = |steps: &Vec<Step>| steps.iter().map(|step| step.duration).min();
        let job = |job: &Vec<Vec<Step>>| job.iter().filter_map(fastest).sum::<u64>();
        let longest = self.jobs.iter().map(job).max().unwrap_or(0);
        let mut loads = vec![0; self.machines];
        for steps in self.jobs.iter().flatten() {
            if let [only] = steps[..] {
                loads[only.machine] += only.duration;
            }
        }
        loads.into_iter().max().unwrap_or(0).max(longest)
    }

    /// Writes the instance as a scene: one time unit is one second.
    ///
    /// Every job is a product with a route and an order of its own; every machine a station with an unlimited queue. Names
    /// are numbered from 0, so that ties between jobs go to the lowest job number; machines between which vehicles drive from 1, as in
    /// their format. Vehicles drive a metre a second, wait where they are, and are in nobody's way; what is finished needs none.
    pub fn scene(&self) -> String {
        written::scene(self)
    }

    /// Returns what a job is called in the scene.
    pub fn job_name(&self, job: usize) -> String {
        numbered("job", job, self.jobs.len())
    }

    /// Returns what a machine is called in the scene.
    pub fn machine_name(&self, machine: usize) -> String {
        let first = usize::from(self.transport.is_some());
        numbered("machine", machine + first, self.machines + first)
    }

    /// Returns what the place is called in the scene from which jobs come.
    pub const fn entry_name(&self) -> &'static str {
        if self.transport.is_some() { "start" } else { "release" }
    }
}

/// A name with a number of as many digits as the last one has.
fn numbered(what: &str, number: usize, of: usize) -> String {
    let width = of.saturating_sub(1).max(1).ilog10() as usize + 1;
    format!("{what} {number:0width$}")
}

impl From<JobShop> for Instance {
    fn from(shop: JobShop) -> Self {
        let route = |job: &[(usize, u64)]| job.iter().map(|step| step.0).collect::<Vec<_>>();
        let first = shop.jobs.first().map(|job| route(job)).unwrap_or_default();
        let same = shop.jobs.len() > 1 && shop.jobs.iter().all(|job| route(job) == first);
        let steps = |job: Vec<(usize, u64)>| {
            job.into_iter().map(|(machine, duration)| vec![Step { machine, duration }]).collect()
        };
        Self {
            name: shop.name,
            kind: if same { Kind::Flow } else { Kind::Job },
            machines: shop.machines,
            jobs: shop.jobs.into_iter().map(steps).collect(),
            setups: None,
            transport: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two jobs on three machines, in the format of `.fjs`.
    const SMALL: &str = "2 3 1.5\n2 1 1 25 2 2 37 3 32\n1 3 1 4 2 5 3 6\n";

    #[test]
    fn alternatives_are_read_and_written() {
        let instance = Instance::parse(Format::Fjs, "small", SMALL).unwrap();
        let step = |machine, duration| Step { machine, duration };
        assert_eq!(instance.jobs[0], [vec![step(0, 25)], vec![step(1, 37), step(2, 32)]]);
        assert_eq!(instance.trivial_bound(), 57);
        let scene = instance.scene();
        assert!(scene.contains("\"machine 1\": \"37 s\""), "{scene}");
        assert!(scene.contains("(on: \"machine 0\", process: \"25 s\")"), "{scene}");
    }

    #[test]
    fn set_ups_and_vehicles_are_read() {
        let zeros = "0 1 2\n3 0 4\n5 6 0\n";
        let text = format!("{SMALL}\n{zeros}\n{zeros}\n{zeros}");
        let instance = Instance::parse(Format::Fjs, "small", &text).unwrap();
        assert_eq!(instance.setups.unwrap()[2][1], [3, 0, 4]);
        let text = "JSPT 1\njobs 1 machines 2 vehicles 2\ntravel 3\n0 6 8\n12 0 6\n10 6 0\njob 2 1 8 2 16\n";
        assert_eq!(Format::guess("txt", text), Format::Transport);
        let instance = Instance::parse(Format::Transport, "small", text).unwrap();
        let transport = instance.transport.as_ref().unwrap();
        assert_eq!((transport.vehicles, transport.travel[1][0]), (2, 12));
        assert_eq!(instance.jobs[0][1], [Step { machine: 1, duration: 16 }]);
        let scene = instance.scene();
        assert!(scene.contains("(along: [\"machine 1\", \"start\"], length: \"12 m\")"), "{scene}");
        assert!(scene.contains("(on: \"machine 2\", process: \"16 s\")"), "{scene}");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let error = |text: &str| Instance::parse(Format::Fjs, "x", text).unwrap_err().to_string();
        assert_eq!(error(&SMALL.replace("37", "x")), "line 2: `x` is not a whole number");
        assert_eq!(error(&SMALL.replace("3 32", "4 32")), "line 2: machine 4 is not one of 1 to 3");
        assert_eq!(
            error("2 3 1.5\n1 1 1 25\n"),
            "the text ends where the number of operations is needed"
        );
        assert_eq!(
            error(&(SMALL.to_owned() + "1\n")),
            "the text ends where a set-up time is needed"
        );
        assert_eq!(error("1 1\n1 0\n"), "line 2: an operation without a machine");
        let shop = "JSPT 1\njobs 1 machines 1 vehicles 1\ntravel 2\n0 6\n6 0\njob 1 1 8\n";
        let error = |from: &str, to: &str| {
            let text = shop.replace(from, to);
            Instance::parse(Format::Transport, "x", &text).unwrap_err().to_string()
        };
        assert_eq!(
            error("vehicles 1", "vehicles 0"),
            "line 3: expected a vehicle at least, found `0`"
        );
        assert_eq!(
            error("travel 2", "travel 3"),
            "line 3: expected one place more than machines, found `3`"
        );
        assert_eq!(error("job 1 1 8", "job 1 1 8\nmore"), "line 7: expected the end, found `more`");
        assert_eq!(error("jobs 1", "jobs 2"), "the text ends where job is needed");
        let three = "machines 2 vehicles 1\ntravel 3\n0 2 10\n1 0 2\n1 2 0\n";
        let around = error("machines 1 vehicles 1\ntravel 2\n0 6\n6 0\n", three);
        assert!(around.ends_with("found `10 from 0 to 2, longer than by way of 1`"), "{around}");
    }
}
