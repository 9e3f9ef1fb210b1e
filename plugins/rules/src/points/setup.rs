//! `SETUP(SAME)`: for which family a station is set up next.

use std::cmp::Reverse;

use plantwright_scheduler::{Answer, Changeover, DecideCx, Points, Scheduler};
use plantwright_units::SimTime;

use super::{Find, PointEntry, unknown};

pub(super) const ENTRY: PointEntry = PointEntry {
    point: "SETUP",
    form: "SETUP(SAME), SETUP(WORK), SETUP(LEAST) or SETUP(EDD)",
    about: "chooses the family for which a station with set-ups is set up next; which item of it comes first, another rule says, or the queue. `SAME` stays with a family as long as anything of it waits, and then takes the one that waits for longest; `WORK` stays likewise, and then takes the one with the most work; `LEAST` takes the one with the shortest change of set-up; `EDD` the one with the earliest due date. Of equals, the one that waits for longest",
    sample: "SETUP(SAME)",
    make,
};

#[derive(Debug, Clone, Copy)]
enum Setup {
    Same,
    Work,
    Least,
    Edd,
}

fn make(inside: &str, _find: Find<'_>) -> Result<Box<dyn Scheduler>, String> {
    let words = [Setup::Same, Setup::Work, Setup::Least, Setup::Edd];
    let found = words.into_iter().find(|setup| setup.word().eq_ignore_ascii_case(inside));
    let known = || unknown("SETUP", inside, &words.map(Setup::word));
    Ok(Box::new(found.ok_or_else(known)?))
}

impl Setup {
    fn word(self) -> &'static str {
        self.name_of().trim_start_matches("SETUP(").trim_end_matches(')')
    }

    fn name_of(self) -> &'static str {
        match self {
            Self::Same => "SETUP(SAME)",
            Self::Work => "SETUP(WORK)",
            Self::Least => "SETUP(LEAST)",
            Self::Edd => "SETUP(EDD)",
        }
    }
}

impl Scheduler for Setup {
    fn name(&self) -> &str {
        self.name_of()
    }

    fn decides(&self) -> Points {
        Points::SETUP
    }

    fn setup(&mut self, ask: &Changeover, _cx: &mut DecideCx<'_>) -> Option<Answer> {
        let chosen = match self {
            Self::Same => ask.same().or_else(|| ask.least(|_| ())),
            Self::Work => ask.same().or_else(|| ask.least(|it| Reverse(it.work))),
            Self::Least => ask.least(|it| it.setup),
            Self::Edd => ask.least(|it| it.due.unwrap_or(SimTime::MAX)),
        };
        chosen.map(Answer::Take)
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(*self)
    }
}
