//! `TRANSPORT(NEAREST)`: which vehicle of a fleet takes which order.

use plantwright_scheduler::{DecideCx, Dispatch, Pairs, Points, Scheduler, Transport};

use super::{Find, PointEntry, unknown};

pub(super) const ENTRY: PointEntry = PointEntry {
    point: "TRANSPORT",
    form: "TRANSPORT(NEAREST), TRANSPORT(OLDEST), TRANSPORT(DUE_DATE) or TRANSPORT(ASSIGNMENT)",
    about: "says which vehicle of a `Fleet` takes which order, whatever its `dispatch` says. Of every rule, orders with a higher priority come first but under `ASSIGNMENT`. `NEAREST`: the shortest way of any vehicle to any order, again and again. `OLDEST`: the order that has waited longest, with the vehicle nearest to it. `DUE_DATE`: the order that is due first. `ASSIGNMENT`: all at once, so that the sum of the ways is least (Kuhn 1955, Munkres 1957)",
    sample: "TRANSPORT(NEAREST)",
    make,
};

/// The rules, by the words that choose them.
const RULES: [(&str, Dispatch); 4] = [
    ("TRANSPORT(NEAREST)", Dispatch::Nearest),
    ("TRANSPORT(OLDEST)", Dispatch::Oldest),
    ("TRANSPORT(DUE_DATE)", Dispatch::DueDate),
    ("TRANSPORT(ASSIGNMENT)", Dispatch::Assignment),
];

#[derive(Debug, Clone, Copy)]
struct Dispatcher {
    name: &'static str,
    rule: Dispatch,
}

fn make(inside: &str, _find: Find<'_>) -> Result<Box<dyn Scheduler>, String> {
    let name = format!("TRANSPORT({})", inside.to_ascii_uppercase());
    let found = RULES.iter().find(|(own, _)| *own == name);
    let (name, rule) = *found.ok_or_else(|| {
        unknown("TRANSPORT", inside, &["NEAREST", "OLDEST", "DUE_DATE", "ASSIGNMENT"])
    })?;
    Ok(Box::new(Dispatcher { name, rule }))
}

impl Scheduler for Dispatcher {
    fn name(&self) -> &str {
        self.name
    }

    fn decides(&self) -> Points {
        Points::TRANSPORT
    }

    fn transport(&mut self, ask: &Transport, _cx: &mut DecideCx<'_>) -> Pairs {
        ask.by_rule(self.rule)
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(*self)
    }
}
