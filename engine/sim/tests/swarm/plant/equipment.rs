//! Stations, buffers and delays, and where their items go.

use super::{Draft, Kind, Machine};
use crate::dice::Dice;
use crate::words::{between, capacity, chance, list, pick};

impl Draft {
    /// Draws a piece of equipment between sources and sinks.
    pub(super) fn machine(&self, position: usize, dice: &mut Dice) -> String {
        let machine = &self.machines[position];
        let mut fields = match machine.kind {
            Kind::Station => self.station(machine, dice),
            Kind::Buffer => self.buffer(machine, dice),
            Kind::Delay => vec![format!("time: {}", self.times.process(dice))],
            Kind::Batch => self.batch(machine, dice),
            Kind::Assembly => self.assembly(position, dice),
            Kind::Split => self.split(dice),
            Kind::Release => self.release(&machine.name, dice),
            Kind::CardReturn => vec![self.returns(&machine.name, dice)],
            Kind::Conveyor => self.conveyor(dice),
            Kind::Shuttle => self.shuttle(position, dice),
            Kind::Sorter => self.sorter(position, dice),
            Kind::Zone => self.zone(dice),
        };
        let says = fields.iter().any(|field| field.starts_with("to: "));
        if machine.links && !says {
            let way_on = self.way_on(position, dice);
            if machine.kind == Kind::Sorter {
                fields.push(self.exits(&way_on, dice));
            }
            fields.push(format!("to: {way_on}"));
        }
        format!("{:?}: {:?}({})", machine.name, machine.kind, fields.join(", "))
    }

    fn station(&self, machine: &Machine, dice: &mut Dice) -> Vec<String> {
        let mut fields = Vec::new();
        let several = chance(dice, 35);
        if several {
            fields.push(format!("places: {}", between(dice, 1, 4)));
        }
        if machine.unlimited {
            fields.push("queue: Unlimited".to_owned());
        } else if chance(dice, 60) {
            fields.push(format!("queue: {}", between(dice, 0, 6)));
        }
        if chance(dice, 40) {
            fields.push(format!("order: {}", discipline(dice)));
        }
        if chance(dice, 25) {
            fields.push("draw: AtArrival".to_owned());
        }
        if machine.process && chance(dice, 15) {
            let products = self.linked.iter().chain(&self.routed);
            let times: Vec<String> = products
                .map(|product| format!("{product:?}: {}", self.times.process(dice)))
                .collect();
            fields.push(format!("process: {{{}}}", times.join(", ")));
        } else if machine.process {
            fields.push(format!("process: {}", self.times.process(dice)));
        }
        let mut with = Vec::new();
        if chance(dice, 30) {
            with.extend((0..dice.below(3)).map(|number| self.failure(number, dice)));
            if chance(dice, 40) {
                with.push(self.maintenance(dice));
            }
            if chance(dice, 40) {
                let at_end = pick::<&str>(dice, &["Interrupt", "Finish", "FitsOnly"]);
                let calendar = pick::<&str>(dice, &["early", "late"]);
                with.push(format!("Shift(calendar: {calendar:?}, at_end: {at_end})"));
            }
        }
        let worn = chance(dice, 20).then(|| self.degradation(true, dice));
        with.extend(worn);
        if chance(dice, 10) {
            with.push(self.wear(dice));
        }
        if chance(dice, 10) {
            with.push(self.redundancy(dice));
        }
        if chance(dice, 15) {
            with.push(self.standby(machine, dice));
        }
        if chance(dice, 20) {
            let power = |dice: &mut Dice| format!("\"{} W\"", between(dice, 1, 9_999));
            let [idle, processing, standby] = [power(dice), power(dice), power(dice)];
            with.push(format!("Power(idle: {idle}, processing: {processing}, standby: {standby})"));
        }
        dice.shuffle(&mut with);
        if !with.is_empty() {
            fields.push(format!("with: [{}]", with.join(", ")));
        }
        if chance(dice, 20) {
            self.stages(machine, several, dice, &mut fields);
        }
        let goes_round = fields.iter().any(|field| field.contains("Cyclic"));
        if machine.unlimited && chance(dice, 20) && !goes_round {
            fields.retain(|field| !field.starts_with("order:"));
            let preempt = pick::<&str>(dice, &["Resume", "Repeat", "Resample"]);
            fields.push(format!("order: Priority, preempt: {preempt}"));
        }
        let preempts = fields.iter().any(|field| field.contains("preempt:"));
        let waits = fields.iter().any(|it| it.starts_with("queue:") && it != "queue: 0");
        if chance(dice, 15) && waits {
            self.limits(dice, &mut fields);
        }
        if chance(dice, 15) && !preempts && self.keeps_places() {
            fields.push("blocking: BeforeService".to_owned());
        }
        if chance(dice, 15) && !preempts {
            fields.push(format!("takt: \"{} s\"", between(dice, 1, 30)));
        }
        let may_fail = !fields.iter().any(|field| field.starts_with("with:"));
        if chance(dice, 15) && may_fail {
            fields.push(self.on_demand(dice));
        }
        if chance(dice, 15) {
            let (scrap, start_up) = (dice.below(3) as f64 / 10.0, dice.below(2));
            fields.push(format!("quality: (scrap: {scrap}, defects: 0.2, start_up: {start_up})"));
            fields.push("inspect: (detects: 0.8, false_alarms: 0.1)".to_owned());
        }
        fields
    }

    /// What limits the waiting.
    fn limits(&self, dice: &mut Dice, fields: &mut Vec<String>) {
        let sink = pick(dice, &self.sinks);
        if chance(dice, 60) {
            let to = if chance(dice, 50) { format!(", to: {sink:?}") } else { String::new() };
            fields.push(format!("patience: (time: {}{to})", self.times.interval(dice)));
        }
        let stations: Vec<&Machine> =
            self.machines.iter().filter(|machine| machine.kind == Kind::Station).collect();
        if chance(dice, 60) {
            let after = &pick(dice, &stations).name;
            let then = match dice.below(3) {
                0 => "Report".to_owned(),
                1 => "Scrap".to_owned(),
                _ => format!("Send({sink:?})"),
            };
            let time = 5 * between(dice, 1, 9);
            fields.push(format!("within: [(after: {after:?}, time: \"{time} s\", then: {then})]"));
        }
    }

    /// A belt from shorter than a pitch to several items long; some speeds give no whole nanoseconds.
    fn conveyor(&self, dice: &mut Dice) -> Vec<String> {
        let speed = pick::<&str>(dice, &["0.5 m/s", "1 m/s", "7 m/min", "0.3 m/s"]);
        let spacing = pick::<&str>(
            dice,
            &["pitch: \"1 m\"", "pitch: \"700 mm\"", "gap: \"100 mm\"", "gap: \"0 mm\""],
        );
        let accumulating = chance(dice, 60);
        // A whole number of places and of zones.
        let places = pick::<&str>(
            dice,
            &[
                "zones: (length: \"1 m\")",
                "zones: (length: \"1 m\", release: Slug)",
                "pitch: \"1 m\", index: WhenFree",
                "pitch: \"1 m\", index: Every(\"11 s\")",
            ],
        );
        let spacing = if chance(dice, 35) { places } else { spacing };
        let mut fields = vec![
            format!("length: \"{} m\"", between(dice, 1, 12)),
            format!("speed: \"{speed}\", {spacing}, accumulating: {accumulating}"),
        ];
        if chance(dice, 25) {
            let closes = chance(dice, 50);
            fields.push(format!(
                "eyes: {{\"e\": (at: \"600 mm\", covered_for: \"{} s\", clear_for: \"1 s\", closes: {closes})}}",
                dice.below(4)
            ));
        }
        if chance(dice, 15) {
            fields.push(
                "speeds: [(from: \"5 min\", speed: \"0.2 m/s\"), (from: \"1 h\", speed: \"1.1 m/s\")]"
                    .to_owned(),
            );
        }
        if chance(dice, 15) {
            fields.push("merge: Fullest".to_owned());
        } else if chance(dice, 30) {
            let first = &pick(dice, &self.machines).name;
            fields.push(format!("merge: Priority([{first:?}])"));
        }
        fields.extend(self.with(dice));
        fields
    }

    fn buffer(&self, machine: &Machine, dice: &mut Dice) -> Vec<String> {
        let mut fields = Vec::new();
        if !machine.unlimited {
            let room = capacity(dice);
            fields.push(format!("capacity: {room}"));
        }
        if chance(dice, 60) {
            fields.push(format!("order: {}", discipline(dice)));
        }
        if chance(dice, 15) {
            let sink = pick(dice, &self.sinks);
            let to = if chance(dice, 50) { format!(", to: {sink:?}") } else { String::new() };
            fields.push(format!("patience: (time: {}{to})", self.times.interval(dice)));
        }
        fields
    }

    /// A lift or a turntable, with places for some of those who give to it.
    fn shuttle(&self, position: usize, dice: &mut Dice) -> Vec<String> {
        let moves = pick::<&str>(
            dice,
            &["speed: \"2 m/s\"", "speed: \"1.5 m/s\", ramp: \"3 s\"", "turn: \"4 s\""],
        );
        let mut fields = vec![(*moves).to_owned()];
        let names = self.machines[..position].iter().map(|machine| &machine.name);
        let others = names.filter(|_| chance(dice, 50)).cloned().collect::<Vec<_>>();
        let at = others.iter().map(|name| format!("{name:?}: \"{} m\"", dice.below(9)));
        fields.push(format!("at: {{{}}}", at.collect::<Vec<_>>().join(", ")));
        for stage in ["load", "unload"] {
            if chance(dice, 50) {
                fields.push(format!("{stage}: \"{} s\"", dice.below(5)));
            }
        }
        if chance(dice, 40) {
            fields.push("calls: Nearest".to_owned());
        }
        fields
    }

    /// A sorter, straight or closed where runs end by their time: what is never taken goes round for ever.
    fn sorter(&self, position: usize, dice: &mut Dice) -> Vec<String> {
        let mut fields = self.conveyor(dice);
        fields.retain(|field| !field.starts_with("merge:") && !field.starts_with("speeds:"));
        "length: \"25 m\"".clone_into(&mut fields[0]);
        let measures = fields[1].split(", accumulating").next().map(str::to_owned);
        fields[1] = measures.unwrap_or_default();
        if self.endless && chance(dice, 50) {
            fields.push("closed: true".to_owned());
        }
        if chance(dice, 40) {
            let stands = chance(dice, 50);
            fields.push(format!("transfer: (takes: \"{} s\", stands: {stands})", dice.below(5)));
        }
        if position > 0 && chance(dice, 60) {
            let giver = &pick(dice, &self.machines[..position]).name;
            fields.push(format!("entries: {{{giver:?}: \"{} m\"}}", dice.below(10)));
        }
        fields
    }

    /// The exits of a sorter, for some of those to whom it gives.
    fn exits(&self, to: &str, dice: &mut Dice) -> String {
        let names = self.machines.iter().map(|machine| &machine.name).chain(&self.sinks);
        let mut exits = Vec::new();
        for name in names.filter(|name| to.contains(&format!("{name:?}"))) {
            if chance(dice, 70) {
                exits.push(format!("{name:?}: \"{} m\"", between(dice, 10, 24)));
            }
        }
        format!("exits: {{{}}}", exits.join(", "))
    }

    /// A belt, a lane or a chute for bodies. Its steps are long, so that some of what else happens is seen.
    fn zone(&self, dice: &mut Dice) -> Vec<String> {
        let surface = pick::<&str>(
            dice,
            &[
                "surface: Belt(speed: \"0.5 m/s\")",
                "surface: Belt(speed: \"1 m/s\", ramp: \"1 s\"), entry_speed: \"1 m/s\", gap: \"100 mm\"",
                "surface: Rollers(), rise: \"-150 mm\"",
                "surface: Slide, rise: \"-1 m\", friction: 0.3, fallen: Park, jammed: Scrap",
            ],
        );
        let shape = pick::<&str>(
            dice,
            &[
                "Cylinder(diameter: \"300 mm\", height: \"200 mm\")",
                "Box(length: \"300 mm\", width: \"300 mm\", height: \"400 mm\")",
            ],
        );
        let mut fields = vec![
            format!("length: \"{} m\", width: \"400 mm\", step: \"20 ms\"", between(dice, 1, 3)),
            format!("{surface}, guides: {}", chance(dice, 70)),
            format!("body: (shape: {shape}, mass: \"2 kg\", restitution: 0.2)"),
        ];
        if chance(dice, 25) {
            fields.push(
                "eyes: {\"e\": (at: \"900 mm\", clear_for: \"1 s\", closes: true)}".to_owned(),
            );
        }
        if chance(dice, 20) {
            let opens = "Every(every: \"6 s\", lasts: \"2 s\")";
            fields.push(format!("stops: {{\"s\": (at: \"800 mm\", opens: {opens})}}"));
        }
        fields.extend(self.with(dice));
        fields
    }

    /// Whether a place can be reserved wherever items may go.
    fn keeps_places(&self) -> bool {
        let keeps = |kind| matches!(kind, Kind::Station | Kind::Buffer | Kind::Delay);
        self.machines.iter().all(|machine| keeps(machine.kind))
    }

    /// What may happen to a machine, now and then.
    pub(super) fn with(&self, dice: &mut Dice) -> Option<String> {
        chance(dice, 30).then(|| {
            let mut with: Vec<String> =
                (0..dice.below(3)).map(|number| self.failure(number, dice)).collect();
            if chance(dice, 40) {
                with.push(self.maintenance(dice));
            }
            if chance(dice, 40) {
                let at_end = pick::<&str>(dice, &["Interrupt", "Finish", "FitsOnly"]);
                let calendar = pick::<&str>(dice, &["early", "late"]);
                with.push(format!("Shift(calendar: {calendar:?}, at_end: {at_end})"));
            }
            if chance(dice, 30) {
                with.push(self.degradation(false, dice));
            }
            if chance(dice, 20) {
                with.push(self.redundancy(dice));
            }
            dice.shuffle(&mut with);
            format!("with: [{}]", with.join(", "))
        })
    }

    /// What is done with an item beside processing it, and by whom.
    fn stages(&self, machine: &Machine, several: bool, dice: &mut Dice, fields: &mut Vec<String>) {
        let waits = machine.unlimited
            || fields.iter().any(|it| it.starts_with("queue:") && it != "queue: 0");
        if !several && waits && chance(dice, 25) {
            let visit = pick::<&str>(dice, &["Exhaustive", "Gated", "Limited(1)", "Limited(3)"]);
            let at_empty =
                if self.endless { "Skip" } else { *pick::<&str>(dice, &["Skip", "SetUp"]) };
            let seconds = between(dice, 1, 9);
            fields.push(format!(
                "setup: (time: \"{seconds} s\", prefer: Cyclic(visit: {visit}, at_empty: {at_empty}))"
            ));
        } else if !several && chance(dice, 60) {
            let prefer = pick::<&str>(dice, &["Order", "Same", "Least"]);
            let (time, run) = (self.times.process(dice), dice.below(4));
            let crew = crew(dice);
            fields
                .push(format!("setup: (time: {time}, prefer: {prefer}, minimum_run: {run}{crew})"));
        }
        for stage in ["load", "unload"] {
            if chance(dice, 40) {
                let (time, crew) = (self.times.process(dice), crew(dice));
                fields.push(format!("{stage}: (time: {time}{crew})"));
            }
        }
        if chance(dice, 50) {
            let stays = if chance(dice, 20) { ", stays: true" } else { "" };
            fields.push(format!("crew: (of: \"crew\", count: {}{stays})", between(dice, 1, 2)));
        }
    }

    fn standby(&self, machine: &Machine, dice: &mut Dice) -> String {
        let wake_at = if machine.unlimited { between(dice, 1, 3) } else { 1 };
        let (after, starting) = (5 * dice.below(4), self.times.process(dice));
        format!("Standby(after: \"{after} s\", wake_at: {wake_at}, starting: {starting})")
    }

    fn failure(&self, number: u64, dice: &mut Dice) -> String {
        let counts = pick::<&str>(dice, &["Processing", "Up", "Calendar"]);
        let item = pick::<&str>(dice, &["Resume", "Repeat", "Resample", "Scrap"]);
        let kind = if number == 0 { "Failure" } else { "MicroStop" };
        let (every, repair) = (self.times.interval(dice), self.times.process(dice));
        let when = if chance(dice, 20) {
            format!("cycles: {}", between(dice, 1, 9))
        } else {
            format!("every: {every}, counts: {counts}")
        };
        let crew = crew(dice);
        let restores = restores(dice);
        format!(
            "{kind}(name: \"{number}\", {when}, repair: {repair}, item: {item}, restores: {restores}{crew})"
        )
    }

    /// What may happen when work is to begin, and at other times.
    fn on_demand(&self, dice: &mut Dice) -> String {
        let (p, repair) = (pick::<&str>(dice, &["0.01", "0.3", "1"]), self.times.process(dice));
        let demand = format!("Failure(on_demand: {p}, repair: {repair}{})", crew(dice));
        let mut with = vec![demand];
        if chance(dice, 50) {
            let (failure, maintenance) = (self.failure(1, dice), self.maintenance(dice));
            with.extend([failure, maintenance]);
        }
        format!("with: [{}]", with.join(", "))
    }

    /// Wear by a continuous process, now and then maintained by its condition.
    fn wear(&self, dice: &mut Dice) -> String {
        let is_gamma = chance(dice, 50);
        let (shape, scale) = (between(dice, 1, 40), between(dice, 1, 4));
        let process = if is_gamma {
            format!("Gamma(shape: \"{shape} /min\", scale: 0.{scale})")
        } else {
            format!("Wiener(drift: \"{scale} /min\", variance: \"{shape} /min\")")
        };
        let counts = pick::<&str>(dice, &["Processing", "Up", "Calendar"]);
        let item = pick::<&str>(dice, &["Resume", "Repeat", "Resample", "Scrap"]);
        let restored = pick::<&str>(dice, &["AsGoodAsNew", "KijimaII(0.3)"]);
        let (repair, crew) = (self.times.process(dice), crew(dice));
        let maintain = if chance(dice, 70) {
            let level = between(dice, 1, 9);
            let maintain = self.condition_based(format!("0.{level}"), is_gamma, dice);
            // What comes closer each time is reached at once in the end.
            maintain.replace("KijimaI(", "KijimaII(")
        } else {
            String::new()
        };
        format!(
            "Degradation(name: \"bearing\", wear: (process: {process}, fails_at: {scale}), counts: {counts}, repair: {repair}, item: {item}, restores: {restored}{crew}{maintain})"
        )
    }

    /// Wear in stages, with items that it spoils where it may; now and then maintained by its condition.
    fn degradation(&self, may_spoil: bool, dice: &mut Dice) -> String {
        let spoils = may_spoil && chance(dice, 30);
        let count = between(dice, 1, 4);
        let stages: Vec<String> = (0..count)
            .map(|number| {
                // The first one takes time.
                let lasts = if number == 0 {
                    format!("\"{} s\"", 5 * between(dice, 1, 20))
                } else {
                    self.times.interval(dice)
                };
                let speed = pick::<&str>(dice, &["1", "0.8", "0.5", "0.37", "1.25"]);
                let quality = if spoils { ", scrap: 0.1, defects: 0.2" } else { "" };
                format!("(lasts: {lasts}, speed: {speed}{quality})")
            })
            .collect();
        let counts = pick::<&str>(dice, &["Processing", "Up", "Calendar"]);
        let item = pick::<&str>(dice, &["Resume", "Repeat", "Resample", "Scrap"]);
        let (repair, crew, restored) = (self.times.process(dice), crew(dice), restores(dice));
        let maintain = if chance(dice, 70) {
            let at = between(dice, 1, count).to_string();
            self.condition_based(at, false, dice)
        } else {
            String::new()
        };
        format!(
            "Degradation(stages: [{}], counts: {counts}, repair: {repair}, item: {item}, restores: {restored}{crew}{maintain})",
            stages.join(", ")
        )
    }

    fn condition_based(&self, at: String, is_inspected: bool, dice: &mut Dice) -> String {
        let begins = pick::<&str>(dice, &["AfterItem", "AtOnce"]);
        let takes = self.times.process(dice);
        let every = if is_inspected || chance(dice, 60) {
            let inspection = if chance(dice, 50) {
                format!(", inspection: {}", self.times.process(dice))
            } else {
                String::new()
            };
            format!(", every: \"{} s\"{inspection}", 5 * between(dice, 1, 12))
        } else {
            String::new()
        };
        let restores = restores(dice);
        let maintainers = crew(dice);
        let mut inspectors = crew(dice).replace("crew:", "inspection_crew:");
        if every.is_empty() {
            inspectors.clear();
        }
        format!(
            ", maintain: (at: {at}{every}, takes: {takes}, begins: {begins}, restores: {restores}{maintainers}{inspectors})"
        )
    }

    fn redundancy(&self, dice: &mut Dice) -> String {
        let units = between(dice, 1, 4);
        let needed = between(dice, 1, units);
        let counts = pick::<&str>(dice, &["Processing", "Up", "Calendar"]);
        let item = pick::<&str>(dice, &["Resume", "Repeat", "Resample", "Scrap"]);
        let every = format!("Exponential(\"{} s\")", 10 * between(dice, 1, 20));
        let (repair, crew) = (self.times.process(dice), crew(dice));
        format!(
            "Redundancy(units: {units}, needed: {needed}, every: {every}, counts: {counts}, repair: {repair}, item: {item}{crew})"
        )
    }

    fn maintenance(&self, dice: &mut Dice) -> String {
        let due = if chance(dice, 30) {
            format!("cycles: {}", between(dice, 1, 9))
        } else {
            let counts = pick::<&str>(dice, &["Processing", "Up", "Calendar"]);
            let window = if chance(dice, 40) {
                let others: Vec<String> =
                    (0..dice.below(3)).map(|_| pick(dice, &self.machines).name.clone()).collect();
                format!(", window: \"{} s\", along_with: {}", 5 * dice.below(9), list(&others))
            } else {
                String::new()
            };
            format!("every: {}, counts: {counts}{window}", self.times.interval(dice))
        };
        let from = pick::<&str>(dice, &["Done", "Due"]);
        let begins = pick::<&str>(dice, &["AfterItem", "AtOnce"]);
        let on_repair = pick::<&str>(dice, &["GoesOn", "Restarts"]);
        let (takes, restores, crew) = (self.times.process(dice), restores(dice), crew(dice));
        format!(
            "Maintenance({due}, from: {from}, begins: {begins}, on_repair: {on_repair}, takes: {takes}, restores: {restores}{crew})"
        )
    }

    /// Links to what stands behind it, and now and then back.
    fn way_on(&self, position: usize, dice: &mut Dice) -> String {
        let linked = |machine: &&Machine| machine.links;
        let behind = self.machines[position + 1..].iter().filter(linked);
        let mut ahead: Vec<String> = behind.map(|machine| machine.name.clone()).collect();
        ahead.truncate(between(dice, 1, 5) as usize);
        ahead.extend(self.sinks.iter().cloned());
        let mut to: Vec<String> =
            (0..between(dice, 1, 3)).map(|_| pick(dice, &ahead).clone()).collect();
        if chance(dice, 20) {
            let back: Vec<&Machine> = self.machines[..=position].iter().filter(linked).collect();
            to.push(pick(dice, &back).name.clone());
        }
        to.sort();
        to.dedup();
        dice.shuffle(&mut to);
        self.routing(&to, dice)
    }

    /// A rule for these receivers.
    pub(super) fn routing(&self, to: &[String], dice: &mut Dice) -> String {
        match dice.below(7) {
            0 => format!("RoundRobin({})", list(to)),
            1 => {
                let turns: Vec<String> =
                    (0..=to.len()).map(|turn| to[turn % to.len()].clone()).collect();
                format!("Pattern({})", list(&turns))
            }
            2 => format!("ShortestQueue({})", list(to)),
            3 => {
                // Tenths, which sum to one.
                let share = 10 / to.len();
                let shares = to.iter().enumerate().map(|(position, name)| {
                    let tenths = if position == 0 { 10 - share * (to.len() - 1) } else { share };
                    format!("{name:?}: {}", tenths as f64 / 10.0)
                });
                format!("Probability({{{}}})", shares.collect::<Vec<_>>().join(", "))
            }
            4 => {
                let products = self.linked.iter().chain(&self.routed);
                let ways = products.map(|product| format!("{product:?}: {:?}", pick(dice, to)));
                format!("ByProduct({{{}}})", ways.collect::<Vec<_>>().join(", "))
            }
            _ => list(to),
        }
    }
}

/// One or two people, or nobody.
fn crew(dice: &mut Dice) -> String {
    if chance(dice, 60) {
        return String::new();
    }
    if chance(dice, 15) {
        return ", crew: (of: \"skill\", level: 2)".to_owned();
    }
    let (count, priority) = (between(dice, 1, 2), dice.below(3));
    let choose = pick::<&str>(dice, &["FewestSkills", "Nearest", "LongestIdle", "Fastest"]);
    let reserves = chance(dice, 20);
    format!(
        ", crew: (of: \"skill\", count: {count}, priority: {priority}, choose: {choose}, reserves: {reserves})"
    )
}

fn discipline(dice: &mut Dice) -> &'static str {
    pick::<&str>(dice, &["Fifo", "Fifo", "Lifo", "Priority", "DueDate"])
}

fn restores(dice: &mut Dice) -> &'static str {
    pick::<&str>(dice, &["AsGoodAsNew", "AsGoodAsNew", "KijimaI(0.5)", "KijimaII(0.3)"])
}
