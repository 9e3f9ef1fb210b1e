//! What every handler can reach beside its own row: the clock, the queue, the items, the offers, the recorder.

use std::collections::BTreeSet;
use std::sync::Arc;

use bevy_ecs::prelude as ecs;
use plantwright_des::{EventQueue, Phase, Stream};
use plantwright_journal::{Record, Recorder, What};
use plantwright_model::Plant;
use plantwright_scheduler::{Candidate, Needs, Points, Scheduler};
use plantwright_units::{EquipmentId, ItemId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::attached::Attachments;
use crate::fault::Fault;
use crate::items::{Item, ItemRef, Items, Marks, Onward, Way};
use crate::laws::Laws;
use crate::links::{LinkId, Links};
use crate::outlet::{Outlet, Router, RouterId, RouterRule};
use crate::people::People;
use crate::recall::Recalls;
use crate::shelf_life::ShelfLives;

/// The part of a run that belongs to no single piece of equipment.
#[derive(Debug, ecs::Resource)]
pub(crate) struct Core {
    pub(crate) now: SimTime,
    pub(crate) queue: EventQueue,
    pub(crate) items: Items,
    pub(crate) links: Links,
    pub(crate) routers: Vec<Router>,
    pub(crate) pokes: Pokes,
    /// Over which link the item comes that a handler is asked to accept.
    pub(crate) offered_over: LinkId,
    /// Whether who was asked for an item took a place for it instead.
    pub(crate) reserved_by_pull: bool,
    pub(crate) asks: Vec<Ask>,
    pub(crate) people: People,
    pub(crate) counts: Counts,
    /// What few items carry.
    pub(crate) attached: Attachments,
    /// None: everything keeps for ever.
    pub(crate) lives: Option<Box<ShelfLives>>,
    pub(crate) fault: Option<Fault>,
    /// Who kept things going at an instant at which they went on for long.
    pub(crate) going: BTreeSet<EquipmentId>,
    pub(crate) scheduler: Deciding,
    pub(crate) recalls: Recalls,
    pub(crate) recorder: Recorder,
    pub(crate) laws: Arc<Laws>,
    /// For each piece of equipment, who alone sends items there, if it is one.
    pub(crate) upstream: Box<[EquipmentId]>,
    /// Whether something may happen to equipment beside its work, or people come and go, or a scheduler watches over all that
    /// happens.
    pub(crate) has_concerns: bool,
    pub(crate) plant: Arc<Plant>,
}

/// Who decides, and with which draws.
#[derive(Debug)]
pub(crate) struct Deciding {
    pub(crate) scheduler: Box<dyn Scheduler>,
    /// What it looks at beside what is at hand.
    pub(crate) needs: Needs,
    /// Memory for its questions.
    pub(crate) candidates: Vec<Candidate>,
    /// What waits where a question is put; its memory serves for the next one.
    pub(crate) waiting: Vec<ItemRef>,
    /// Whether one was chosen.
    pub(crate) is_chosen: bool,
    /// What it decides of that which can be left to the scene.
    pub(crate) points: Points,
    pub(crate) stream: Stream,
}

/// A question for the scheduler, to be put when the clock is about to advance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Ask {
    /// The station that has a place free, or the holder of the item.
    pub(crate) who: EquipmentId,
    /// The item that needs a station; none: the station needs an item.
    pub(crate) item: Option<ItemRef>,
}

/// What is counted whatever anyone listens to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counts {
    /// Events handled, stale ones included.
    pub(crate) events: u64,
    pub(crate) created: u64,
    /// Items at hand in sources that come into the plant when they leave them.
    pub(crate) ready: u64,
    pub(crate) consumed: u64,
    pub(crate) lost: u64,
    pub(crate) scrapped: u64,
    /// Items that became part of others, or of which others were made.
    pub(crate) absorbed: u64,
    /// How often something was settled at this instant.
    pub(crate) rounds: u32,
}

impl Core {
    /// Wants an event at equipment `who`, `after` from now. Returns when, or `None` if time has no name for it.
    #[inline(always)]
    pub(crate) fn schedule(
        &mut self,
        who: EquipmentId,
        tag: u8,
        after: SimSpan,
    ) -> Option<SimTime> {
        match self.now.checked_add(after) {
            Some(time) => {
                self.queue.push(time, Phase::Complete, who.0, tag);
                Some(time)
            }
            None => self.fail_at_end_of_time(who),
        }
    }

    /// Wants an event as [`schedule`](Self::schedule) does, of equipment that has many to come, mostly one behind the other.
    #[inline(always)]
    pub(crate) fn schedule_in_row(&mut self, who: EquipmentId, after: SimSpan) -> Option<SimTime> {
        match self.now.checked_add(after) {
            Some(time) => {
                self.queue.push_in_row(time, Phase::Complete, who.0, 0);
                Some(time)
            }
            None => self.fail_at_end_of_time(who),
        }
    }

    #[cold]
    fn fail_at_end_of_time(&mut self, who: EquipmentId) -> Option<SimTime> {
        let equipment = self.plant.name(who);
        self.fault.get_or_insert(Fault::EndOfTime { equipment });
        None
    }

    /// Rounds a drawn number of nanoseconds to a span; a number that is no duration ends the run.
    #[inline(always)]
    pub(crate) fn span(&mut self, who: EquipmentId, nanos: f64) -> SimSpan {
        match SimSpan::from_nanos_f64(nanos) {
            Some(span) => span,
            None => self.fail_for_duration(who, nanos),
        }
    }

    #[cold]
    fn fail_for_duration(&mut self, who: EquipmentId, nanos: f64) -> SimSpan {
        let equipment = self.plant.name(who);
        self.fault.get_or_insert(Fault::Duration {
            at: self.now,
            equipment,
            nanos: nanos.to_string(),
        });
        SimSpan::ZERO
    }

    /// Wants `moves` of equipment `who` to be called before the clock advances.
    #[inline(always)]
    pub(crate) fn poke(&mut self, who: EquipmentId) {
        if self.links.wish(who) {
            self.pokes.add(who);
        }
    }

    /// Something new is first in line at equipment `who`: it is noted where nobody would take it now, else offered after the
    /// current handler.
    #[inline(always)]
    pub(crate) fn announce(&mut self, who: EquipmentId, outlet: Outlet) {
        if let Outlet::Link(link) = outlet
            && self.links.is_noted_or_no_use(link)
        {
            return;
        }
        self.poke(who);
    }

    /// Wants the scheduler to be asked before the clock advances.
    pub(crate) fn ask(&mut self, ask: Ask) {
        self.asks.push(ask);
    }

    /// Makes an item; it stands at its source. Whether it is in the plant yet, the source counts.
    #[inline(always)]
    pub(crate) fn create(&mut self, new: NewItem) -> ItemRef {
        self.items.insert(Item {
            id: new.id,
            created: self.now,
            entered: self.now,
            processed: SimSpan::ZERO,
            work: SimSpan::ZERO,
            due: new.due.unwrap_or(SimTime::MAX),
            product: new.product,
            done: 0,
            way: Way::OPEN,
            priority: new.priority,
            reworks: 0,
            marks: Marks::default(),
        })
    }

    /// Writes down that an item came to stand somewhere. `level` counts it.
    #[inline(always)]
    pub(crate) fn enter(&mut self, who: EquipmentId, item: ItemRef, level: usize) {
        self.enter_to_work(who, item, level, SimSpan::ZERO);
    }

    /// As [`enter`](Self::enter), for an item whose process time here was drawn.
    #[inline(always)]
    pub(crate) fn enter_to_work(
        &mut self,
        who: EquipmentId,
        item: ItemRef,
        level: usize,
        work: SimSpan,
    ) {
        let now = self.now;
        let it = &mut self.items[item];
        it.entered = now;
        it.work = work;
        it.way = Way::OPEN;
        if self.recorder.wants(What::Entered) {
            let record = Record::of_item(What::Entered, now, who, it.id).level(level as u32);
            self.recorder.push(record);
        }
    }

    /// Writes down that an item goes. `level` still counts it.
    #[inline(always)]
    pub(crate) fn leave(&mut self, who: EquipmentId, item: ItemRef, level: usize) {
        if self.recorder.wants(What::Left) {
            let it = &self.items[item];
            let (id, entered) = (it.id, it.entered);
            self.record_left(who, id, entered, level);
        }
    }

    /// As [`leave`](Self::leave), for an item that is pulled over a link of its holder's outlet.
    #[inline(always)]
    pub(crate) fn leave_over(
        &mut self,
        (who, outlet, link): (EquipmentId, Outlet, LinkId),
        item: ItemRef,
        level: usize,
    ) {
        if let Outlet::Router(_) = outlet {
            self.give_up_others(who, item, Some(link));
        }
        self.leave(who, item, level);
    }

    /// An item that could go by any of several ways goes by one: at all others its giver loses the place in line that was this
    /// item's, and offers anew what else it has.
    #[inline(never)]
    pub(crate) fn give_up_others(&mut self, who: EquipmentId, item: ItemRef, by: Option<LinkId>) {
        if self.items[item].way.onward() == Onward::Any && self.links.give_up(who, by) {
            self.poke(who);
        }
    }

    /// As [`leave`](Self::leave), for an item that may already be somewhere else.
    #[inline(always)]
    pub(crate) fn record_left(
        &mut self,
        who: EquipmentId,
        item: ItemId,
        entered: SimTime,
        level: usize,
    ) {
        let record = Record::of_item(What::Left, self.now, who, item);
        self.recorder.push(record.span(self.now.since(entered)).level(level as u32));
    }

    /// Takes an item out as scrap, with all that is inside it, where it stands. `level` still counts it.
    pub(crate) fn scrap(&mut self, who: EquipmentId, item: ItemRef, level: usize) {
        self.leave(who, item, level);
        self.scrap_left(who, item);
    }

    /// Takes an item out that becomes part of another, or of which others are made, with all that is inside it. It has left
    /// where it stood.
    pub(crate) fn absorb(&mut self, who: EquipmentId, item: ItemRef) {
        for inside in self.let_go(item) {
            self.absorb(who, inside);
        }
        self.counts.absorbed += 1;
        let item = self.items.remove(item);
        let record = Record::of_item(What::Absorbed, self.now, who, item.id);
        self.recorder.push(record.span(self.now.since(item.created)).level(item.product.0));
    }

    /// Makes an item at a piece of equipment that is no source. `level` counts it.
    pub(crate) fn make(&mut self, who: EquipmentId, new: NewItem, level: usize) -> ItemRef {
        let item = self.create(new);
        self.counts.created += 1;
        if self.recorder.wants(What::Created) {
            let record = Record::of_item(What::Created, self.now, who, new.id);
            self.recorder.push(record.level(new.product.0));
        }
        self.enter(who, item, level);
        self.begin_life(item);
        item
    }

    /// Lets an item go away from where it waits, out of the plant, with all that is inside it. `level` still counts it.
    pub(crate) fn lose(&mut self, who: EquipmentId, item: ItemRef, level: usize) {
        self.leave(who, item, level);
        self.lose_left(who, item);
    }

    /// As [`lose`](Self::lose), for an item that has left where it stood.
    pub(crate) fn lose_left(&mut self, who: EquipmentId, item: ItemRef) {
        for inside in self.let_go(item) {
            self.lose_left(who, inside);
        }
        self.counts.lost += 1;
        self.tell_of_loss(item);
        let item = self.items.remove(item);
        let record = Record::of_item(What::Withdrawn, self.now, who, item.id);
        self.recorder.push(record.span(self.now.since(item.created)).level(item.product.0));
    }

    /// Whoever plans ahead need not wait for an item any more.
    fn tell_of_loss(&mut self, item: ItemRef) {
        if self.scheduler.is_chosen {
            self.scheduler.scheduler.gone(self.items[item].id);
            for who in self.recalls.open() {
                self.poke(who);
            }
        }
    }

    /// As [`scrap`](Self::scrap), for an item that has left where it stood.
    pub(crate) fn scrap_left(&mut self, who: EquipmentId, item: ItemRef) {
        for inside in self.let_go(item) {
            self.scrap_left(who, inside);
        }
        self.counts.scrapped += 1;
        self.tell_of_loss(item);
        let item = self.items.remove(item);
        let record = Record::of_item(What::Scrapped, self.now, who, item.id);
        self.recorder.push(record.span(self.now.since(item.created)).level(item.product.0));
    }

    /// Where its route leads an item that is not processed yet at the owner of a router; none: the router goes by no routes.
    pub(crate) fn route_ahead(
        &self,
        from: EquipmentId,
        router: RouterId,
        item: ItemRef,
    ) -> Option<Vec<LinkId>> {
        let RouterRule::Route(routes) = &*self.routers[router.0 as usize].rule else { return None };
        let it = &self.items[item];
        let done = usize::from(it.done) + usize::from(self.laws.is_operation(from, it));
        let steps = routes.get(&it.product).and_then(|steps| steps.get(done));
        Some(steps.cloned().unwrap_or_default())
    }

    /// Whether items are at its end before they go, and nowhere else.
    pub(crate) fn is_belt(&self, who: EquipmentId) -> bool {
        let belt = self.plant.equipment(who).belt.as_ref();
        belt.is_some_and(|belt| belt.sorter.is_none())
    }

    /// The outlet of a belt at whose end an item waits until a scheduler has said by which way it goes on; none: it does not.
    pub(crate) fn waits_for_way(&self, holder: EquipmentId, item: ItemRef) -> Option<Outlet> {
        if self.items[item].way.onward() != Onward::Asked {
            return None;
        }
        let router = self.routers.iter().position(|router| router.owner == holder)?;
        Some(Outlet::Router(RouterId(router as u32)))
    }

    /// Tells whether an item that is not processed yet at `from` may go over a link of its outlet later.
    pub(crate) fn may_go_ahead(
        &self,
        from: EquipmentId,
        item: ItemRef,
        outlet: Outlet,
        link: LinkId,
    ) -> bool {
        let routed = match outlet {
            Outlet::Router(router) => self.route_ahead(from, router, item),
            Outlet::Link(_) | Outlet::None => None,
        };
        self.may_go(item, outlet, link) && routed.is_none_or(|links| links.contains(&link))
    }

    /// Tells whether an item may go over a link of an outlet.
    #[inline(always)]
    pub(crate) fn may_go(&self, item: ItemRef, outlet: Outlet, link: LinkId) -> bool {
        match outlet {
            Outlet::Link(_) => true,
            Outlet::None => false,
            Outlet::Router(_) => match self.items[item].way.onward() {
                Onward::Any => true,
                Onward::Link(chosen) => chosen == link,
                Onward::Open | Onward::Asked => false,
            },
        }
    }
}

/// What a source knows of an item that it brings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewItem {
    pub(crate) id: ItemId,
    pub(crate) product: ProductId,
    pub(crate) due: Option<SimTime>,
    pub(crate) priority: i32,
}

/// Who has to look again, in the order in which it was wished. Wishes made while one generation is worked off belong to the next.
///
/// Who wishes stands here once until the wish is granted: wishes for wishes would double from one generation to the next
/// where things go round. So a ring with a place for each piece of equipment holds them all.
#[derive(Debug)]
pub(crate) struct Pokes {
    ring: Box<[EquipmentId]>,
    /// How many wishes were taken, and made, and made by the end of the generation that is worked off; modulo 2^32.
    taken: u32,
    made: u32,
    generation_end: u32,
}

impl Pokes {
    /// Makes room for so many pieces of equipment.
    pub(crate) fn new(equipment: usize) -> Self {
        let ring = vec![EquipmentId::NONE; equipment.next_power_of_two()].into();
        Self { ring, taken: 0, made: 0, generation_end: 0 }
    }

    #[inline(always)]
    fn place(&self, number: u32) -> usize {
        number as usize & (self.ring.len() - 1)
    }

    #[inline(always)]
    fn add(&mut self, who: EquipmentId) {
        self.ring[self.place(self.made)] = who;
        self.made = self.made.wrapping_add(1);
    }

    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.taken == self.made
    }

    /// Takes the next wish; `true` with it where a new generation begins.
    #[inline(always)]
    pub(crate) fn take(&mut self) -> Option<(EquipmentId, bool)> {
        if self.is_empty() {
            // From the start of the ring again, which is in the cache.
            (self.taken, self.made, self.generation_end) = (0, 0, 0);
            return None;
        }
        let begins = self.taken == self.generation_end;
        if begins {
            self.generation_end = self.made;
        }
        let who = self.ring[self.place(self.taken)];
        self.taken = self.taken.wrapping_add(1);
        Some((who, begins))
    }

    /// Who is wished for.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = EquipmentId> {
        let count = self.made.wrapping_sub(self.taken);
        (0..count).map(|offset| self.ring[self.place(self.taken.wrapping_add(offset))])
    }
}
