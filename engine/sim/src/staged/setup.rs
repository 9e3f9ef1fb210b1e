//! Set-ups: what equipment is set up for, which changes that takes, and which item is preferred for it.

use plantwright_des::{Distribution, Sampler, Stream};
use plantwright_model::plant::{CleaningFacts, OnChange, Prefer, SetupFacts};
use plantwright_units::{EquipmentId, ProductId};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::crew;
use crate::build::{SpawnCx, sampler};
use crate::core::Core;
use crate::item_queue::ItemQueue;
use crate::items::{Item, ItemRef, Items};
use crate::people::Crew;

/// What is set up; how long changes take, the plant's facts say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Setup {
    pub(super) stream: Stream,
    pub(super) crew: Option<Crew>,
    pub(super) prefer: Prefer,
    pub(super) minimum_run: u32,
    /// Something of the family that it is set up for.
    pub(super) work: Option<Work>,
    /// The family that it is set up for at first, where nothing is of it.
    at_first: Option<u32>,
    /// How many items of it were begun since.
    pub(super) run: u32,
    /// None: it is not cleaned.
    cleaning: Option<Box<Cleaning>>,
    /// The law of the last change, and what draws from it: changes of one law are many, and made ready once.
    #[serde(skip)]
    ready: Option<Box<(Distribution, Sampler)>>,
}

/// Cleaning after a number of items.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Cleaning {
    after: u32,
    /// How many items were begun since it was cleaned.
    begun: u32,
    time: Sampler,
    stream: Stream,
    on_change: OnChange,
}

impl Cleaning {
    fn new(cx: &SpawnCx<'_>, facts: &CleaningFacts) -> Option<Box<Self>> {
        Some(Box::new(Self {
            after: facts.after,
            begun: 0,
            time: sampler(&facts.law)?,
            stream: cx.stream("cleaning time"),
            on_change: facts.on_change,
        }))
    }

    fn is_due(&self) -> bool {
        self.begun >= self.after
    }
}

/// What a set-up is made for: items of a product with so many operations of its route done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Work {
    pub(crate) product: ProductId,
    pub(crate) done: u16,
}

impl Work {
    pub(crate) fn on(core: &Core, item: ItemRef) -> Self {
        Self::of(&core.items[item])
    }

    fn of(item: &Item) -> Self {
        Self { product: item.product, done: item.done }
    }

    /// The family of the set-up that it needs.
    pub(crate) fn family(self, facts: &SetupFacts) -> u32 {
        facts.family(self.product, self.done)
    }
}

/// The facts about a station's set-ups.
pub(crate) fn setup_of(core: &Core, who: EquipmentId) -> Option<&SetupFacts> {
    core.plant.equipment(who).stages.as_ref()?.setup.as_ref()
}

impl Setup {
    pub(super) fn new(cx: &SpawnCx<'_>, facts: &SetupFacts) -> Self {
        let of_products = cx.plant.product_ids().map(|product| Work { product, done: u16::MAX });
        let of_operations = facts.of_operations.keys();
        let of_operations =
            of_operations.map(|(product, done)| Work { product: *product, done: *done });
        let is_initial = |work: &Work| facts.initial == Some(work.family(facts));
        let work = of_products.chain(of_operations).find(is_initial);
        Self {
            stream: cx.stream("set-up time"),
            crew: crew(cx, facts.crew.as_ref()),
            prefer: facts.prefer,
            minimum_run: facts.minimum_run,
            work,
            at_first: facts.initial.filter(|_| work.is_none()),
            run: 0,
            cleaning: facts.cleaning.as_ref().and_then(|facts| Cleaning::new(cx, facts)),
            ready: None,
        }
    }

    /// An item is begun.
    pub(super) fn count(&mut self) {
        self.run += 1;
        if let Some(cleaning) = &mut self.cleaning {
            cleaning.begun += 1;
        }
    }

    /// The mean time of cleaning, if it is due [ns].
    pub(super) fn mean_cleaning(&self, facts: &SetupFacts) -> f64 {
        let is_due = self.cleaning.as_ref().is_some_and(|cleaning| cleaning.is_due());
        let law = facts.cleaning.as_ref().filter(|_| is_due);
        law.map_or(0.0, |facts| facts.law.mean())
    }

    /// The law of the change for a work, if there is one to make.
    pub(super) fn change<'a>(&self, facts: &'a SetupFacts, to: Work) -> Option<&'a Distribution> {
        facts.times.get(&(self.family(facts)?, to.family(facts)))
    }

    /// The family that it is set up for; none: for whatever comes first.
    #[inline]
    pub(super) fn family(&self, facts: &SetupFacts) -> Option<u32> {
        self.work.map_or(self.at_first, |work| Some(work.family(facts)))
    }

    /// Draws how long it takes to be ready for a work, if there is anything to do for it: a change, cleaning, or both.
    pub(super) fn draw(&mut self, facts: &SetupFacts, work: Work) -> Option<f64> {
        let change = self.draw_change(facts, work);
        let Some(cleaning) = self.cleaning.as_mut().filter(|cleaning| cleaning.is_due()) else {
            return change;
        };
        let takes = cleaning.time.sample(cleaning.stream.draw());
        Some(change.unwrap_or(0.0) + takes)
    }

    /// Draws how long the change for a work takes, if there is one to make.
    fn draw_change(&mut self, facts: &SetupFacts, work: Work) -> Option<f64> {
        let from = self.family(facts);
        let to = if self.work == Some(work) { from? } else { work.family(facts) };
        let Some(law) = from.and_then(|from| facts.times.get(&(from, to))) else {
            if from != Some(to) {
                (self.work, self.run) = (Some(work), 0);
            }
            return None;
        };
        if self.ready.as_ref().is_none_or(|ready| ready.0 != *law) {
            self.ready = Some(Box::new((law.clone(), sampler(law)?)));
        }
        let (_, ready) = &**self.ready.as_ref()?;
        Some(ready.sample(self.stream.draw()))
    }

    /// Draws how long a change takes.
    pub(crate) fn draw_from(&mut self, law: &Sampler) -> f64 {
        law.sample(self.stream.draw())
    }

    pub(super) fn is_for(&self, facts: &SetupFacts, work: Work) -> bool {
        self.family(facts) == Some(work.family(facts))
    }

    pub(crate) fn be_set_up(&mut self, facts: &SetupFacts, work: Work) {
        let is_other = !self.is_for(facts, work);
        if let Some(cleaning) = &mut self.cleaning
            && (cleaning.is_due() || is_other && cleaning.on_change == OnChange::Restarts)
        {
            cleaning.begun = 0;
        }
        if is_other {
            self.work = Some(work);
            self.run = 0;
        }
    }

    pub(super) fn choose(
        &self,
        facts: &SetupFacts,
        queue: &ItemQueue,
        items: &Items,
    ) -> Option<ItemRef> {
        let same = || queue.iter().find(|item| self.is_for(facts, Work::of(&items[*item])));
        if self.prefer == Prefer::Same || self.run < self.minimum_run {
            return same().or_else(|| queue.head());
        }
        if self.prefer == Prefer::Least {
            // Many wait, of a few products.
            let mut known: SmallVec<[(Work, f64); 8]> = SmallVec::new();
            let mut least: Option<(f64, ItemRef)> = None;
            for item in queue.iter() {
                let work = Work::of(&items[item]);
                let found = known.iter().find(|(other, _)| *other == work).map(|(_, mean)| *mean);
                let mean = found.unwrap_or_else(|| {
                    let mean = self.change(facts, work).map_or(0.0, Distribution::mean);
                    known.push((work, mean));
                    mean
                });
                if least.is_none_or(|(least, _)| mean < least) {
                    least = Some((mean, item));
                }
                // Nothing is less than no change.
                if mean <= 0.0 {
                    break;
                }
            }
            return least.map(|(_, item)| item);
        }
        queue.head()
    }
}
