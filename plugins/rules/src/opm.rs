//! OPM: opportunistic maintenance, while nothing waits.

use plantwright_scheduler::{DecideCx, Scheduler, Upkeep};

/// First in, first out. What wears is maintained from its threshold on, and a stage earlier where no item is there that would
/// have to wait for it: time that is not needed costs nothing (Dekker, Wildeman and van der Duyn Schouten 1997, "A review of
/// multi-component maintenance models with economic dependence").
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opportunistic;

impl Scheduler for Opportunistic {
    fn name(&self) -> &'static str {
        "OPM"
    }

    fn maintain(&mut self, ask: &Upkeep, _cx: &mut DecideCx<'_>) -> bool {
        let early = u32::from(ask.items == 0);
        ask.stage > 0 && ask.stage.saturating_add(early) >= ask.threshold
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(*self)
    }
}
