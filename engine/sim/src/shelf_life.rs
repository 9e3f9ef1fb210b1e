//! Shelf lives: items that do not keep for ever. When their time begins, when it is over, and where they go then.
//!
//! Who holds an item is known to the equipment alone. So nothing is asked of who moves items: when some expire, whoever holds
//! any is looked at once, after everything else that happens at the instant.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bevy_ecs::prelude as ecs;
use plantwright_des::{Sampler, Stream, StreamKey};
use plantwright_journal::{Record, What};
use plantwright_model::Plant;
use plantwright_units::{EquipmentId, ProductId, SimTime};
use serde::{Deserialize, Serialize};

use crate::build::{SpawnCx, sampler};
use crate::core::{Ask, Core};
use crate::items::ItemRef;
use crate::links::{LinkId, LinkIndex, Links};
use crate::people::roster::NoBody;
use crate::world::{Handlers, Row, SimCx};

/// What is known of shelf lives while a plant runs in which something expires.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ShelfLives {
    /// Who watches over them.
    id: EquipmentId,
    rules: BTreeMap<ProductId, Rule>,
    /// When which items expire that have not yet.
    due: BTreeSet<(SimTime, ItemRef)>,
    /// When it looks again; the end of time: it does not.
    alarm: SimTime,
    /// What has expired and is on its way to where the rules send it. Empty before and after every instant.
    gone: VecDeque<ItemRef>,
}

/// How long a product keeps.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Rule {
    time: Sampler,
    stream: Stream,
    /// The station after which the time begins; none: when an item comes to be.
    after: Option<EquipmentId>,
    /// None: what has expired is scrapped.
    to: Option<LinkId>,
}

impl ShelfLives {
    pub(crate) fn new(
        plant: &Plant,
        links: &mut Links,
        (seed, replication): (u64, u32),
    ) -> Option<Box<Self>> {
        if !plant.has_shelf_lives() {
            return None;
        }
        let id = plant.shelf_life_id();
        let mut known = LinkIndex::new();
        let rules = plant.product_ids().filter_map(|product| {
            let facts = plant.product(product);
            let rule = facts.shelf_life.as_ref()?;
            let key = StreamKey { seed, replication, owner: &facts.name, purpose: "shelf life" };
            let rule = Rule {
                time: sampler(&rule.law)?,
                stream: Stream::new(key),
                after: rule.after.map(|(after, _)| after),
                to: rule.to.map(|(to, _)| links.between(id, to, &mut known)),
            };
            Some((product, rule))
        });
        let rules = rules.collect();
        let (due, gone) = (BTreeSet::new(), VecDeque::new());
        Some(Box::new(Self { id, rules, due, alarm: SimTime::MAX, gone }))
    }

    /// Who watches over them.
    pub(crate) fn id(&self) -> EquipmentId {
        self.id
    }

    /// No longer waits until an item expires.
    pub(crate) fn forget(&mut self, item: ItemRef, until: SimTime) {
        self.due.remove(&(until, item));
    }

    /// The items that expire by an instant.
    fn take_due(&mut self, now: SimTime) -> BTreeSet<ItemRef> {
        let mut due = BTreeSet::new();
        while let Some((_, item)) = self.due.first().copied().filter(|(until, _)| *until <= now) {
            self.due.pop_first();
            due.insert(item);
        }
        due
    }
}

impl Core {
    /// An item has come into the plant, was made there, or became another product.
    #[inline(always)]
    pub(crate) fn begin_life(&mut self, item: ItemRef) {
        if self.lives.is_some() {
            self.begin_life_by_rule(item, None);
        }
    }

    /// An item was finished at a station after which the time of some products begins.
    pub(crate) fn begin_life_after(&mut self, item: ItemRef, station: EquipmentId) {
        self.begin_life_by_rule(item, Some(station));
    }

    #[cold]
    fn begin_life_by_rule(&mut self, item: ItemRef, after: Option<EquipmentId>) {
        let product = self.items[item].product;
        let Some(lives) = self.lives.as_deref_mut() else { return };
        let id = lives.id;
        match lives.rules.get_mut(&product) {
            Some(rule) if rule.after == after => {
                let nanos = rule.time.sample(rule.stream.draw());
                let span = self.span(id, nanos);
                self.keep(item, self.now.checked_add(span));
            }
            _ if after.is_none() => self.keep(item, None),
            _ => {}
        }
    }

    /// What was at hand comes into the plant now: it keeps from now on for as long as was drawn for it.
    #[inline(always)]
    pub(crate) fn freshen(&mut self, item: ItemRef) {
        if self.lives.is_some()
            && let Some(until) = self.attached.keeps(item)
        {
            let span = until.since(self.items[item].created);
            self.keep(item, self.now.checked_add(span));
        }
    }

    /// Sets until when an item keeps; none: beyond the end of time, or for ever.
    #[cold]
    fn keep(&mut self, item: ItemRef, until: Option<SimTime>) {
        let before = self.attached.keeps(item);
        if before.is_some() || until.is_some() {
            self.set_keeps(item, until);
        }
        let Some(lives) = self.lives.as_deref_mut() else { return };
        if let Some(before) = before {
            lives.forget(item, before);
        }
        if let Some(until) = until {
            lives.due.insert((until, item));
            self.wake_for_shelf_lives();
        }
    }

    /// Sees to it that the next item to expire is not missed.
    fn wake_for_shelf_lives(&mut self) {
        let now = self.now;
        let Some(lives) = self.lives.as_deref_mut() else { return };
        let id = lives.id;
        if let Some((until, _)) = lives.due.first().copied().filter(|(at, _)| *at < lives.alarm) {
            lives.alarm = until;
            self.schedule(id, 0, until.since(now));
        }
    }

    /// Whether an item expired before now, and somebody was busy with it.
    pub(crate) fn is_past(&self, item: ItemRef) -> bool {
        self.lives.is_some() && self.attached.keeps(item).is_some_and(|until| until < self.now)
    }

    /// Whether an item has expired by now.
    pub(crate) fn is_old(&self, item: ItemRef) -> bool {
        self.lives.is_some() && self.attached.keeps(item).is_some_and(|until| until <= self.now)
    }

    /// An item comes to the end of a way on which nobody could take it out: if it has expired meanwhile, it expires there.
    #[inline]
    pub(crate) fn expire_here(&mut self, item: ItemRef) {
        if self.is_past(item) {
            self.keep(item, Some(self.now));
        }
    }

    /// An item that has expired goes from where it stands. `level` still counts it.
    #[cold]
    pub(crate) fn expire(&mut self, who: EquipmentId, item: ItemRef, level: usize) {
        let it = &self.items[item];
        let record = Record::of_item(What::Expired, self.now, who, it.id);
        self.recorder.push(record.span(self.now.since(it.created)).level(it.product.0));
        let product = it.product;
        self.keep(item, None);
        let Some(lives) = self.lives.as_deref_mut() else { return };
        if lives.rules.get(&product).is_some_and(|rule| rule.to.is_some()) {
            lives.gone.push_back(item);
            self.leave(who, item, level);
        } else {
            self.scrap(who, item, level);
        }
    }
}

impl SimCx<'_> {
    /// Takes out what has expired wherever it waits. What somebody is busy with is taken out once it is finished.
    #[cold]
    pub(crate) fn end_shelf_lives(&mut self) {
        let now = self.core.now;
        let Some(lives) = self.core.lives.as_deref_mut() else { return };
        let (id, due) = (lives.id, lives.take_due(now));
        self.core.poke(id);
        for who in self.core.plant.equipment_ids() {
            if due.is_empty() || self.count(who) == 0 || !self.holds_items_in_plant(who) {
                continue;
            }
            let mut old = self.contents(who);
            old.retain(|item| due.contains(item));
            old.sort_by_key(|item| self.core.items[*item].id);
            for item in old {
                if let Some(level) = self.withdraw(who, item) {
                    self.core.expire(who, item, level);
                }
            }
        }
        self.send_expired();
    }

    /// Brings what has expired to where it is to go, before anything else moves.
    pub(crate) fn send_expired(&mut self) {
        while let Some((link, item)) = self.core.next_expired() {
            let taken = self.accept(link, self.core.links.to(link), item);
            debug_assert!(taken, "it always has room");
        }
    }
}

/// Who watches over shelf lives: a row that wakes when something expires.
#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct ShelfLife {
    id: EquipmentId,
}

impl ShelfLife {
    pub(crate) fn new(id: EquipmentId) -> Self {
        Self { id }
    }
}

impl Handlers for ShelfLife {
    type Spec = NoBody;

    fn spawn(_spec: &NoBody, cx: &mut SpawnCx<'_>) -> Self {
        Self::new(cx.id)
    }

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        let now = core.now;
        let Some(lives) = core.lives.as_deref_mut().filter(|lives| lives.alarm == now) else {
            return false;
        };
        lives.alarm = SimTime::MAX;
        true
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (id, now) = (cx[me].id, cx.core.now);
        let Some(lives) = cx.core.lives.as_deref() else { return };
        if lives.due.first().is_some_and(|(until, _)| *until <= now) {
            // What is begun at the very last instant is begun in time.
            return cx.core.ask(Ask { who: id, item: None });
        }
        cx.core.wake_for_shelf_lives();
    }
}

impl Core {
    /// What has expired and is to be sent somewhere, and over which link.
    fn next_expired(&mut self) -> Option<(LinkId, ItemRef)> {
        let lives = self.lives.as_deref_mut()?;
        let item = lives.gone.pop_front()?;
        let rule = lives.rules.get(&self.items[item].product)?;
        Some((rule.to?, item))
    }
}
