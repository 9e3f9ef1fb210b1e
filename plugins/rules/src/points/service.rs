//! `SERVICE(IDLE)`: what is soon due is done while nothing else is to be done.

use plantwright_scheduler::{Answer, DecideCx, Points, Scheduler, Service};

use super::{Find, PointEntry, unknown};

pub(super) const ENTRY: PointEntry = PointEntry {
    point: "SERVICE",
    form: "SERVICE(IDLE)",
    about: "has a maintenance done within its `window` as soon as its owner has nothing to do, or stands still anyway; at the latest when it is due",
    sample: "SERVICE(IDLE)",
    make,
};

#[derive(Debug, Clone, Copy)]
struct Idle;

fn make(inside: &str, _find: Find<'_>) -> Result<Box<dyn Scheduler>, String> {
    if inside.eq_ignore_ascii_case("IDLE") {
        Ok(Box::new(Idle))
    } else {
        Err(unknown("SERVICE", inside, &["IDLE"]))
    }
}

impl Scheduler for Idle {
    fn name(&self) -> &'static str {
        "SERVICE(IDLE)"
    }

    fn decides(&self) -> Points {
        Points::SERVICE
    }

    fn service(&mut self, ask: &Service, _cx: &mut DecideCx<'_>) -> Answer {
        if ask.items == 0 || ask.stands { Answer::Take(0) } else { Answer::Wait }
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(*self)
    }
}
