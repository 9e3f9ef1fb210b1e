//! `RELEASE(rule)`: whom a rule would take first comes in first.

use plantwright_scheduler::{Answer, DecideCx, Needs, OrderRelease, Points, Scheduler};

use super::{Find, PointEntry};

pub(super) const ENTRY: PointEntry = PointEntry {
    point: "RELEASE",
    form: "RELEASE(rule) or RELEASE(rule, most)",
    about: "lets in the waiting order or item that the rule would take first, at sources and at every `Release` with a free card. To the rule, `process` is the coming operation. With a number, as long as fewer items than that are in the plant, those at sources not counted: a CONWIP loop without cards",
    sample: "RELEASE(EDD, 20)",
    make,
};

#[derive(Debug)]
struct Release {
    name: String,
    rule: Box<dyn Scheduler>,
    most: Option<u32>,
}

fn make(inside: &str, find: Find<'_>) -> Result<Box<dyn Scheduler>, String> {
    let (rule, most) = match inside.rsplit_once(',') {
        None => (inside, None),
        Some((rule, most)) => {
            let most = most.trim();
            let count = most.parse().ok().filter(|count| *count > 0);
            let wrong = || format!("`{most}` is no number of items: write `RELEASE(EDD, 20)`");
            (rule.trim(), Some(count.ok_or_else(wrong)?))
        }
    };
    let rule = find(rule)?;
    let most_text = most.map_or_else(String::new, |most| format!(", {most}"));
    Ok(Box::new(Release { name: format!("RELEASE({}{most_text})", rule.name()), rule, most }))
}

impl Scheduler for Release {
    fn name(&self) -> &str {
        &self.name
    }

    fn needs(&self) -> Needs {
        self.rule.needs()
    }

    fn decides(&self) -> Points {
        Points::RELEASE
    }

    fn release(&mut self, ask: &OrderRelease, cx: &mut DecideCx<'_>) -> Answer {
        if self.most.is_some_and(|most| ask.in_plant >= most) {
            return Answer::Wait;
        }
        self.rule.sequence(&ask.as_sequence(), cx)
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(Self { name: self.name.clone(), rule: self.rule.fork(), most: self.most })
    }

    fn save(&self) -> Vec<u8> {
        self.rule.save()
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.rule.load(bytes)
    }
}
