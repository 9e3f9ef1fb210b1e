//! Polling: a machine that goes round its families of products in a fixed order, and is set up for each visit.
//!
//! Set-ups are made for a visit and not for an item, so no item is on the place meanwhile.

use plantwright_journal::{Record, What};
use plantwright_model::plant::{AtEmpty, Cyclic, OperationFacts, Prefer, Visit};
use plantwright_units::{ItemId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::Station;
use crate::build::{SpawnCx, sampler};
use crate::core::Core;
use crate::items::ItemRef;
use crate::staged::{Staged as _, Work, setup_of};
use crate::world::Handlers as _;

/// The tag of the clock that rings when a change of set-up ends.
pub(super) const CHANGE: u8 = 2;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Polling {
    how: Cyclic,
    /// Something of each family that comes here, in the order of visits.
    round: Vec<Work>,
    /// Whom it visits, as a position in the round.
    at: u32,
    /// How many more items it may begin in this visit.
    left: u32,
    /// To whom it changes over, if it does.
    change: Option<Change>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Change {
    to: u32,
    /// When it ends; of one that stands still, how long it still takes.
    until: Result<SimTime, SimSpan>,
}

impl Polling {
    pub(crate) fn new(cx: &SpawnCx<'_>) -> Option<Box<Self>> {
        let facts = cx.plant.equipment(cx.id).stages.as_ref()?.setup.as_ref()?;
        let Prefer::Cyclic(how) = facts.prefer else { return None };
        let mut round: Vec<Work> = Vec::new();
        let family = |work: &Work| work.family(facts);
        let works = cx.products().flat_map(|product| {
            let route = cx.plant.product(product).route.iter().zip(0..);
            let is_here = |operation: &OperationFacts| {
                operation.alternatives.iter().any(|it| it.station == cx.id)
            };
            let here = route.filter(move |(operation, _)| is_here(operation));
            let mut here: Vec<Work> = here.map(|(_, done)| Work { product, done }).collect();
            if here.is_empty() {
                here.push(Work { product, done: 0 });
            }
            here
        });
        for work in works {
            if round.iter().all(|other| family(other) != family(&work)) {
                round.push(work);
            }
        }
        // Families are numbered in the natural order of their names.
        round.sort_by_key(family);
        let initial = round.iter().position(|work| facts.initial == Some(family(work)));
        let at = initial.unwrap_or(round.len().saturating_sub(1)) as u32;
        // Where it is set up for a family at the beginning, a visit begins then; nobody waits at the gate yet.
        let left = match how.visit {
            _ if initial.is_none() => 0,
            Visit::Exhaustive => u32::MAX,
            Visit::Gated => 0,
            Visit::Limited(most) => most,
        };
        Some(Box::new(Self { how, round, at, left, change: None }))
    }

    pub(crate) fn changes(&self) -> bool {
        self.change.is_some()
    }

    /// Whether it goes round even where nothing waits.
    fn never_rests(&self) -> bool {
        self.how.at_empty == AtEmpty::SetUp && !self.round.is_empty()
    }
}

impl Station {
    fn polling(&mut self) -> Option<&mut Polling> {
        self.stages.as_mut().and_then(|stages| stages.polling.as_deref_mut())
    }

    /// Whether it looks for what to do next: something waits, or it goes round all the same.
    pub(super) fn wants_to_poll(&self, waits: bool) -> bool {
        let polling = self.stages.as_ref().and_then(|stages| stages.polling.as_deref());
        polling.is_some_and(|polling| {
            self.places.has_room() && !polling.changes() && (waits || polling.never_rests())
        })
    }

    pub(super) fn is_polling(&self) -> bool {
        self.stages.as_ref().is_some_and(|stages| stages.polling.is_some())
    }

    /// The waiting items of the family at a position of the round, the next one first.
    fn waiting_at(&self, core: &Core, at: u32) -> Vec<ItemRef> {
        let polling = self.stages.as_ref().and_then(|stages| stages.polling.as_deref());
        let (Some(polling), Some(waiting), Some(facts)) =
            (polling, &self.waiting, setup_of(core, self.id))
        else {
            return Vec::new();
        };
        let wanted = polling.round.get(at as usize).map(|work| work.family(facts));
        let is_there = |item: &ItemRef| Some(Work::on(core, *item).family(facts)) == wanted;
        waiting.queue.iter().filter(is_there).collect()
    }

    /// Begins the next item of the visit, or goes on to the next visit.
    #[cold]
    pub(super) fn poll(&mut self, core: &mut Core) {
        let waits = self.waiting.as_ref().is_some_and(|waiting| !waiting.queue.is_empty());
        while self.wants_to_poll(waits) && !self.holds_back(core.now, SimSpan::ZERO) {
            let Some(Polling { at, left, .. }) = self.polling() else { return };
            let (at, left) = (*at, *left);
            let first = self.waiting_at(core, at).first().copied();
            if let Some(item) = first.filter(|_| left > 0) {
                if let Some(polling) = self.polling().filter(|_| left < u32::MAX) {
                    polling.left -= 1;
                }
                return self.chosen(core, item);
            }
            let Some(next) = self.next_visit(core, at) else { return };
            self.change_over(core, next);
        }
    }

    /// Whom it visits next; none: it rests where it is.
    fn next_visit(&mut self, core: &Core, at: u32) -> Option<u32> {
        let polling = self.polling()?;
        let (count, never_rests) = (polling.round.len() as u32, polling.never_rests());
        let mut order = (1..=count).map(|step| (at + step) % count);
        if never_rests {
            order.next()
        } else {
            order.find(|at| !self.waiting_at(core, *at).is_empty())
        }
    }

    fn change_over(&mut self, core: &mut Core, to: u32) {
        let id = self.id;
        let law = self.stages.as_ref().and_then(|stages| {
            let polling = stages.polling.as_deref()?;
            let [from, to] = [polling.at, to].map(|at| polling.round[at as usize]);
            let facts = setup_of(core, id)?;
            let [from, to] = [from, to].map(|work| work.family(facts));
            facts.times.get(&(from, to)).and_then(sampler)
        });
        let stages = self.stages.as_mut();
        let draw = stages.and_then(|stages| Some(stages.setup.as_mut()?.draw_from(&law?)));
        let time = draw.map_or(SimSpan::ZERO, |nanos| core.span(id, nanos));
        if time == SimSpan::ZERO {
            return self.visit(core, to, draw.is_some());
        }
        let until = core.schedule(id, CHANGE, time).unwrap_or(SimTime::MAX);
        if let Some(polling) = self.polling() {
            polling.change = Some(Change { to, until: Ok(until) });
        }
    }

    /// A visit begins.
    fn visit(&mut self, core: &mut Core, to: u32, was_set_up: bool) {
        let there = u32::try_from(self.waiting_at(core, to).len()).unwrap_or(u32::MAX);
        let Some(polling) = self.polling() else { return };
        (polling.at, polling.change) = (to, None);
        polling.left = match polling.how.visit {
            Visit::Exhaustive => u32::MAX,
            Visit::Gated => there,
            Visit::Limited(most) => most,
        };
        let work = polling.round[to as usize];
        let (id, facts) = (self.id, setup_of(core, self.id));
        if let (Some(stages), Some(facts)) = (&mut self.stages, facts) {
            if let Some(setup) = &mut stages.setup {
                setup.be_set_up(facts, work);
            }
            if was_set_up {
                stages.run_in();
            }
        }
        if was_set_up {
            let record = Record::of_item(What::SetUp, core.now, id, ItemId::NONE);
            core.recorder.push(record.level(work.product.0));
        }
    }

    /// The change of set-up that is due ends.
    #[cold]
    pub(super) fn end_change(&mut self, core: &mut Core) -> bool {
        let change = self.polling().and_then(|polling| polling.change);
        match change {
            Some(Change { to, until: Ok(until) }) if until == core.now => {
                self.visit(core, to, true);
                true
            }
            _ => false,
        }
    }

    /// The station stands still, and its change of set-up with it.
    pub(super) fn stop_change(&mut self, now: SimTime) {
        if let Some(change) = self.polling().and_then(|polling| polling.change.as_mut())
            && let Ok(until) = change.until
        {
            change.until = Err(until.since(now));
        }
    }

    /// A change of set-up that stood still goes on.
    pub(super) fn resume_change(&mut self, core: &mut Core) {
        let id = self.id;
        if let Some(change) = self.polling().and_then(|polling| polling.change.as_mut())
            && let Err(left) = change.until
        {
            change.until = Ok(core.schedule(id, CHANGE, left).unwrap_or(SimTime::MAX));
        }
    }
}
