//! Work that is put aside: an item that makes way for another one, and what has to be put right before it is gone on with.

use plantwright_model::plant::SetupFacts;
use plantwright_units::{EquipmentId, SimSpan};
use serde::{Deserialize, Serialize};

use super::{Job, Stages, Step, Work, setup_of};
use crate::concern::carried::at_other_speed;
use crate::core::Core;
use crate::items::ItemRef;
use crate::people::Ticket;
use crate::places::Held;

/// A step that is gone on with once the equipment is set up for it again.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Aside {
    pub(super) step: Step,
    pub(super) begun: bool,
    pub(super) left: SimSpan,
    pub(super) spent: SimSpan,
}

impl Stages {
    /// Whether something of the work on an item is done, or goes on.
    pub(crate) fn knows(&self, item: ItemRef) -> bool {
        self.position(item).is_some()
    }

    /// An item that makes way is off its place. Returns what is left to do of its step, and the claim on the crew of it.
    ///
    /// A set-up is made for what is worked on next, and is lost with it; whoever was not loaded yet comes back as if for the
    /// first time.
    pub(crate) fn put_aside(&mut self, held: Held, work: SimSpan) -> (Held, Option<Ticket>) {
        let Some(number) = self.position(held.item) else { return (held, None) };
        let job = &mut self.jobs[number];
        let ticket = job.ticket.take();
        let left = if job.works { job.stop(held.left) } else { held.left };
        if let Some(Aside { step, begun, left, spent }) = job.aside.take() {
            (job.step, job.begun, job.spent) = (step, begun, spent);
            return (Held { begun, left, ..held }, ticket);
        }
        if matches!(job.step, Step::Arrived | Step::Place | Step::Start | Step::Setup) {
            self.jobs.remove(number);
            return (Held { begun: false, left: work, ..held }, ticket);
        }
        (Held { left, ..held }, ticket)
    }

    /// How long an item was in process so far, of which nothing was lost.
    pub(crate) fn spent_on(&self, item: ItemRef) -> SimSpan {
        self.position(item).map_or(SimSpan::ZERO, |number| self.jobs[number].spent)
    }

    /// An item is begun anew: what was spent on the step is lost.
    pub(crate) fn lose(&mut self, item: ItemRef) {
        if let Some(number) = self.position(item) {
            self.jobs[number].spent = SimSpan::ZERO;
        }
    }

    /// Gives a set-up that goes on for an item that makes way to the one that comes, where both need the same, with its crew.
    /// Returns what goes on for the one that comes, and what is left to do for the other one.
    pub(crate) fn take_over(
        &mut self,
        core: &Core,
        facts: &SetupFacts,
        held: Held,
        coming: ItemRef,
    ) -> Option<(Held, Held)> {
        let number = self.position(held.item)?;
        let [own, other] = [held.item, coming].map(|item| Work::on(core, item).family(facts));
        let job = &mut self.jobs[number];
        // Where a trial comes before a set-up, everyone has their own.
        if job.step != Step::Setup || !job.begun || own != other || self.beats.is_some() {
            return None;
        }
        let left = if job.works { job.stop(held.left) } else { held.left };
        job.item = coming;
        let aside = job.aside.take();
        let work = core.items[held.item].work;
        let mut other = Held { begun: false, left: work, ..held };
        if let Some(Aside { step, begun, left, spent }) = aside {
            self.jobs.push(Job { step, begun, started: true, spent, ..Job::new(held.item) });
            other = Held { begun, left, ..held };
        }
        Some((Held { item: coming, begun: true, left }, other))
    }

    /// An item whose work was put aside comes back: it is set up for it again, if it is for something else by now. Returns what
    /// is left to do of its next step.
    pub(crate) fn put_right(&mut self, core: &mut Core, who: EquipmentId, held: Held) -> Held {
        let Some(number) = self.position(held.item) else { return held };
        let (step, work) = (self.jobs[number].step, Work::on(core, held.item));
        let setup = self.setup.as_mut().filter(|_| step != Step::Unload);
        let nanos = setup.and_then(|setup| setup.draw(setup_of(core, who)?, work));
        let Some(nanos) = nanos else { return held };
        let Held { item, begun, left } = held;
        let job = &mut self.jobs[number];
        job.aside = Some(Aside { step, begun, left, spent: job.spent });
        (job.step, job.begun, job.spent) = (Step::Setup, false, SimSpan::ZERO);
        Held { item, begun: false, left: core.span(who, nanos) }
    }

    /// What is put aside goes on at another speed once it does.
    pub(crate) fn change_speed_aside(&mut self, core: &mut Core, times: f64) {
        for job in &mut self.jobs {
            if let Some(aside) = &mut job.aside
                && aside.begun
                && aside.step == Step::Process
            {
                aside.left = at_other_speed(core, job.item, aside.left, times);
            }
        }
    }

    /// How long the process of an item on a place takes that is at a step before it; `work` is all of it.
    pub(crate) fn process_ahead(&self, item: ItemRef, work: SimSpan) -> SimSpan {
        let Some(number) = self.position(item) else { return SimSpan::ZERO };
        let job = &self.jobs[number];
        match (job.step, job.aside) {
            (_, Some(Aside { step: Step::Process, left, .. })) => left,
            (Step::Setup | Step::Load, _) => work,
            _ => SimSpan::ZERO,
        }
    }
}
