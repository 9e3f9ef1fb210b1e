//! `BATCH(FULL)`: what is processed together, and when that begins.

use plantwright_scheduler::{Answer, Sequence};
use plantwright_scheduler::{BatchAnswer, Candidate, DecideCx, Forming, Needs, Points, Scheduler};

use super::{Find, PointEntry};

pub(super) const ENTRY: PointEntry = PointEntry {
    point: "BATCH",
    form: "BATCH(FULL), BATCH(ANY) or BATCH(rule)",
    about: "forms batches. `FULL` starts only with as many as there is room for, of the family that first has so many; `ANY` starts as soon as anything waits, with the family of which most waits; a rule starts when the scene would, with the items that it would take first, all of the family of its first. Of equals, those that came first",
    sample: "BATCH(FULL)",
    make,
};

#[derive(Debug)]
enum Batch {
    Full,
    Any,
    By(String, Box<dyn Scheduler>),
}

fn make(inside: &str, find: Find<'_>) -> Result<Box<dyn Scheduler>, String> {
    Ok(Box::new(match inside.to_ascii_uppercase().as_str() {
        "FULL" => Batch::Full,
        "ANY" => Batch::Any,
        _ => {
            let rule = find(inside)?;
            Batch::By(format!("BATCH({})", rule.name()), rule)
        }
    }))
}

/// The order in which a rule would take items; those that it would not take are left out.
fn by_rule(
    rule: &mut dyn Scheduler,
    ask: &Forming,
    candidates: &[Candidate],
    cx: &mut DecideCx<'_>,
) -> Vec<usize> {
    // Rules are told the candidates in the order of their ids.
    let mut left: Vec<usize> = (0..candidates.len()).collect();
    left.sort_by_key(|position| candidates[*position].item);
    let mut order = Vec::new();
    while !left.is_empty() && order.len() < ask.max as usize {
        let candidates = left.iter().map(|position| candidates[*position].clone()).collect();
        let last_call = ask.last_call;
        let question = Sequence { now: ask.now, station: ask.equipment, candidates, last_call };
        match rule.sequence(&question, cx) {
            Answer::Take(position) if position < left.len() => order.push(left.remove(position)),
            _ => break,
        }
    }
    order
}

impl Batch {
    fn form(&mut self, ask: &Forming, cx: &mut DecideCx<'_>) -> BatchAnswer {
        let sizes = ask.families.iter().map(Vec::len);
        match self {
            Self::Full => {
                let mut sizes = sizes;
                let full = sizes.position(|size| size >= ask.max as usize);
                // What will never be full is not kept for ever.
                let full = full.or(ask.last_call.then_some(0));
                full.map_or(BatchAnswer::Wait, |family| ask.first_of(family))
            }
            Self::Any => {
                let size = |family: usize| ask.families[family].len().min(ask.max as usize);
                let most = (0..ask.families.len()).max_by_key(|it| (size(*it), usize::MAX - it));
                most.map_or(BatchAnswer::Wait, |family| ask.first_of(family))
            }
            Self::By(_, rule) => {
                let waited = |first: &Candidate| {
                    ask.max_wait.is_some_and(|limit| ask.now.since(first.ready) >= limit)
                };
                let may_start = |family: &Vec<Candidate>| {
                    family.len() >= ask.min as usize || family.iter().any(waited) || ask.last_call
                };
                let able = ask.families.iter().enumerate().filter(|(_, family)| may_start(family));
                let all: Vec<(usize, &Candidate)> = able
                    .flat_map(|(number, family)| family.iter().map(move |item| (number, item)))
                    .collect();
                let candidates: Vec<Candidate> =
                    all.iter().map(|(_, candidate)| (*candidate).clone()).collect();
                let one = Forming { max: 1, ..ask.clone() };
                let Some(first) = by_rule(&mut **rule, &one, &candidates, cx).first().copied()
                else {
                    return BatchAnswer::Wait;
                };
                let family = all[first].0;
                let items = by_rule(&mut **rule, ask, &ask.families[family], cx);
                BatchAnswer::Start { family, items }
            }
        }
    }
}

impl Scheduler for Batch {
    fn name(&self) -> &str {
        match self {
            Self::Full => "BATCH(FULL)",
            Self::Any => "BATCH(ANY)",
            Self::By(name, _) => name,
        }
    }

    fn needs(&self) -> Needs {
        if let Self::By(_, rule) = self { rule.needs() } else { Needs::NONE }
    }

    fn decides(&self) -> Points {
        Points::BATCH
    }

    fn batch(&mut self, ask: &Forming, cx: &mut DecideCx<'_>) -> BatchAnswer {
        match self.form(ask, cx) {
            BatchAnswer::Start { items, .. } if items.is_empty() => BatchAnswer::Wait,
            answer => answer,
        }
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(match self {
            Self::Full => Self::Full,
            Self::Any => Self::Any,
            Self::By(name, rule) => Self::By(name.clone(), rule.fork()),
        })
    }

    fn save(&self) -> Vec<u8> {
        if let Self::By(_, rule) = self { rule.save() } else { Vec::new() }
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        if let Self::By(_, rule) = self { rule.load(bytes) } else { Ok(()) }
    }
}
