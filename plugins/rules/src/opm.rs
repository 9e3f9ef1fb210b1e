//! OPM: opportunistic maintenance, while nothing waits.

use plantwright_scheduler::{DecideCx, Entry, Points, Scheduler, Upkeep};

pub(crate) const ENTRY: Entry = Entry::other(
    "OPM",
    "first in, first out; what is worn is maintained a stage early when nothing waits for it",
    || Box::new(Opportunistic),
)
.defined(
    "First in, first out. What wears is maintained from its threshold on, and a stage \
     earlier where no item is there that would have to wait for it: time that is not \
     needed costs nothing (Dekker, Wildeman and van der Duyn Schouten 1997, \"A review of \
     multi-component maintenance models with economic dependence\").",
);

#[derive(Debug, Clone, Copy)]
struct Opportunistic;

impl Scheduler for Opportunistic {
    fn name(&self) -> &'static str {
        "OPM"
    }

    fn decides(&self) -> Points {
        Points::SEQUENCE
    }

    fn maintain(&mut self, ask: &Upkeep, _cx: &mut DecideCx<'_>) -> bool {
        is_time(ask.stage, ask.threshold, ask.items)
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(*self)
    }
}

/// Whether something with so many items is maintained in a stage.
fn is_time(stage: u32, threshold: u32, items: u32) -> bool {
    let early = u32::from(items == 0);
    stage > 0 && stage.saturating_add(early) >= threshold
}

#[cfg(test)]
mod tests {
    use super::is_time;

    #[test]
    fn it_is_early_only_when_nothing_waits() {
        let stages = [0, 1, 2, 3];
        assert_eq!(stages.map(|stage| is_time(stage, 2, 0)), [false, true, true, true]);
        assert_eq!(stages.map(|stage| is_time(stage, 2, 1)), [false, false, true, true]);
    }
}
