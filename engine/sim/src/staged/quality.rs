//! Quality: what processing spoils, what an inspection finds, and what becomes of it.

use plantwright_des::Stream;
use plantwright_model::plant::QualityFacts;
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::concern::Carried;
use crate::items::{Item, Marks, Onward};
use crate::links::LinkId;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Quality {
    /// One draw for each item, whatever its product.
    scrap: Stream,
    defects: Stream,
    repairs: Stream,
    start_up: u32,
    /// How many more items are spoilt until it runs well.
    unsteady: u32,
    inspect: Option<Inspect>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Inspect {
    detects: f64,
    false_alarms: f64,
    every: u32,
    /// Items since the last one that was inspected.
    passed: u32,
    stream: Stream,
    rejects: Option<LinkId>,
    /// None: an item may come back as often as it is rejected.
    limit: Option<u8>,
}

/// What becomes of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Pass,
    Scrap,
    Reject,
}

impl Quality {
    pub(crate) fn new(cx: &SpawnCx<'_>) -> Option<Self> {
        let facts = cx.plant.equipment(cx.id);
        if facts.quality.is_none() && facts.inspect.is_none() {
            return None;
        }
        let inspect = facts.inspect.as_ref().map(|inspect| Inspect {
            detects: inspect.detects,
            false_alarms: inspect.false_alarms,
            every: inspect.every,
            passed: 0,
            stream: cx.stream("inspection"),
            rejects: cx.reject_link(),
            limit: inspect.limit,
        });
        Some(Self {
            scrap: cx.stream("scrap"),
            defects: cx.stream("defects"),
            repairs: cx.stream("repairs of defects"),
            start_up: facts.quality.as_ref().map_or(0, |it| it.start_up),
            unsteady: 0,
            inspect,
        })
    }

    /// It was set up or repaired, and has to run in again.
    pub(crate) fn run_in(&mut self) {
        self.unsteady = self.start_up;
    }

    pub(crate) fn inspects(&self) -> bool {
        self.inspect.is_some()
    }

    pub(crate) fn judge(
        &mut self,
        facts: Option<&QualityFacts>,
        worn: Option<&Carried>,
        item: &mut Item,
    ) -> Verdict {
        let draws = [&mut self.scrap, &mut self.defects, &mut self.repairs].map(Stream::chance);
        let product = item.product.index();
        let mut shares = facts
            .map_or([0.0; 3], |it| [it.scrap[product], it.defects[product], it.repairs[product]]);
        if let Some(worn) = worn {
            shares[0] = worn.with_spoilt(shares[0], |condition| condition.scrap);
            shares[1] = worn.with_spoilt(shares[1], |condition| condition.defects);
        }
        let [scrap, defect, repair] = std::array::from_fn(|number| draws[number] < shares[number]);
        if self.unsteady > 0 {
            self.unsteady -= 1;
            return Verdict::Scrap;
        }
        if scrap {
            return Verdict::Scrap;
        }
        let was_defective = item.marks.has(Marks::DEFECTIVE);
        item.marks.set(Marks::DEFECTIVE, was_defective && !repair || defect);
        self.inspect.as_mut().map_or(Verdict::Pass, |inspect| inspect.judge(item))
    }
}

impl Inspect {
    fn judge(&mut self, item: &mut Item) -> Verdict {
        let draw = self.stream.chance();
        self.passed += 1;
        if self.passed < self.every {
            return Verdict::Pass;
        }
        self.passed = 0;
        let is_defective = item.marks.has(Marks::DEFECTIVE);
        let rejected = draw < if is_defective { self.detects } else { self.false_alarms };
        match self.rejects {
            _ if !rejected => Verdict::Pass,
            Some(link) if self.limit.is_none_or(|limit| item.reworks < limit) => {
                item.reworks = item.reworks.saturating_add(1);
                item.way = Onward::Link(link).into();
                Verdict::Reject
            }
            _ => Verdict::Scrap,
        }
    }
}
