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
            Kind::Buffer => buffer(machine, dice),
            Kind::Delay => vec![format!("time: {}", self.times.process(dice))],
            Kind::Batch => self.batch(machine, dice),
            Kind::Assembly => self.assembly(position, dice),
            Kind::Split => self.split(dice),
            Kind::Release => self.release(dice),
            Kind::CardReturn => vec![self.returns(dice)],
        };
        let says = fields.iter().any(|field| field.starts_with("to: "));
        if machine.links && !says {
            fields.push(format!("to: {}", self.way_on(position, dice)));
        }
        format!("{:?}: {:?}({})", machine.name, machine.kind, fields.join(", "))
    }

    fn station(&self, machine: &Machine, dice: &mut Dice) -> Vec<String> {
        let mut fields = Vec::new();
        if chance(dice, 35) {
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
        fields.extend(self.with(dice));
        fields
    }

    /// What may happen to a machine, now and then.
    pub(super) fn with(&self, dice: &mut Dice) -> Option<String> {
        let happens = chance(dice, 30);
        happens.then(|| {
            let failures: Vec<String> =
                (0..between(dice, 1, 2)).map(|number| self.failure(number, dice)).collect();
            format!("with: [{}]", failures.join(", "))
        })
    }

    fn failure(&self, number: u64, dice: &mut Dice) -> String {
        let counts = pick::<&str>(dice, &["Processing", "Up", "Calendar"]);
        let item = pick::<&str>(dice, &["Resume", "Repeat", "Resample", "Scrap"]);
        let (every, repair) = (self.times.interval(dice), self.times.process(dice));
        format!(
            "Failure(name: \"{number}\", every: {every}, counts: {counts}, repair: {repair}, item: {item})"
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
            0 | 1 => format!("RoundRobin({})", list(to)),
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

fn buffer(machine: &Machine, dice: &mut Dice) -> Vec<String> {
    let mut fields = Vec::new();
    if !machine.unlimited {
        let room = capacity(dice);
        fields.push(format!("capacity: {room}"));
    }
    if chance(dice, 60) {
        fields.push(format!("order: {}", discipline(dice)));
    }
    fields
}

fn discipline(dice: &mut Dice) -> &'static str {
    pick::<&str>(dice, &["Fifo", "Fifo", "Lifo", "Priority", "DueDate"])
}
