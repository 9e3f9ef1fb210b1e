//! Limits of waiting: items that run out of patience, and items that are not begun soon enough after another operation. Stations
//! and buffers let go of them alike.

use std::collections::{BTreeMap, BTreeSet};

use plantwright_des::{Sampler, Stream};
use plantwright_journal::{Record, What};
use plantwright_model::plant::{BreachFacts, LimitsFacts};
use plantwright_units::{EquipmentId, ItemId, SimTime};
use serde::{Deserialize, Serialize};

use crate::build::{SpawnCx, sampler};
use crate::core::Core;
use crate::items::{ItemRef, Items};
use crate::links::LinkId;
use crate::world::{Handlers, Row, SimCx};

/// The tag of the clock that rings when an item has waited for too long.
pub(crate) const LIMIT: u8 = 1;

/// What limits the waiting at a station.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Limits {
    patience: Option<Limit>,
    /// With the station after which the time runs.
    within: Vec<(EquipmentId, Limit)>,
    /// Until when items wait, and which limit says so: `None` is patience.
    due: BTreeSet<(SimTime, Waiter, Option<u32>)>,
    /// The same by item.
    of: BTreeMap<Waiter, Vec<End>>,
}

/// An item that waits. Its id goes first: where it is kept depends on what else is in the plant.
type Waiter = (ItemId, ItemRef);

/// Until when an item waits by a limit.
type End = (SimTime, Option<u32>);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Limit {
    time: Sampler,
    stream: Stream,
    then: Then,
}

/// What becomes of an item that has waited for too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Then {
    Wait,
    Scrap,
    Lose,
    Send(LinkId),
}

impl Limits {
    pub(crate) fn new(cx: &SpawnCx<'_>) -> Option<Box<Self>> {
        let LimitsFacts { patience, within } = &**cx.plant.equipment(cx.id).limits.as_ref()?;
        let patience = patience.as_ref().and_then(|facts| {
            let then = facts.to.map_or(Then::Lose, |(to, _)| Then::Send(cx.link_to(to)));
            let stream = cx.stream("patience");
            Some(Limit { time: sampler(&facts.law)?, stream, then })
        });
        let within = within.iter().filter_map(|facts| {
            let then = match facts.then {
                BreachFacts::Report => Then::Wait,
                BreachFacts::Scrap => Then::Scrap,
                BreachFacts::Send(to, _) => Then::Send(cx.link_to(to)),
            };
            let after = facts.after.0;
            let name = &cx.plant.equipment(after).name;
            let stream = cx.stream(&format!("time after {name}"));
            Some((after, Limit { time: sampler(&facts.law)?, stream, then }))
        });
        let within = within.collect();
        Some(Box::new(Self { patience, within, due: BTreeSet::new(), of: BTreeMap::new() }))
    }

    /// An item begins to wait: its limits are drawn, and the clock is set.
    pub(crate) fn begin(&mut self, core: &mut Core, who: EquipmentId, item: ItemRef) {
        let mut ends = Vec::new();
        if let Some(limit) = &mut self.patience {
            let nanos = limit.time.sample(limit.stream.draw());
            let patience = core.span(who, nanos);
            ends.extend(core.schedule(who, LIMIT, patience).map(|until| (until, None)));
        }
        for ((after, limit), number) in self.within.iter_mut().zip(0..) {
            let Some(since) = core.stamp_of(item, *after) else { continue };
            let nanos = limit.time.sample(limit.stream.draw());
            let time = core.span(who, nanos);
            let Some(until) = since.checked_add(time) else { continue };
            // Who comes too late is found out at once, and not begun before.
            ends.push((until, Some(number)));
            core.schedule(who, LIMIT, until.since(core.now));
        }
        self.put_back(&core.items, item, ends);
    }

    /// Work on an item begins that comes before its process: it has been patient for long enough.
    pub(crate) fn end_patience(&mut self, items: &Items, item: ItemRef) {
        let mut ends = self.lift(items, item);
        ends.retain(|(_, limit)| limit.is_some());
        self.put_back(items, item, ends);
    }

    /// An item waits no longer.
    pub(crate) fn end(&mut self, items: &Items, item: ItemRef) {
        self.lift(items, item);
    }

    /// Whether an item waits no longer at an instant.
    pub(crate) fn are_over(&self, now: SimTime) -> bool {
        self.due.first().is_some_and(|(until, ..)| *until <= now)
    }

    /// Takes the limits of an item away, which may be put back.
    pub(crate) fn lift(&mut self, items: &Items, item: ItemRef) -> Vec<End> {
        let waiter = (items[item].id, item);
        let ends = self.of.remove(&waiter).unwrap_or_default();
        for (until, limit) in &ends {
            self.due.remove(&(*until, waiter, *limit));
        }
        ends
    }

    /// Puts limits back that were lifted just now.
    pub(crate) fn put_back(&mut self, items: &Items, item: ItemRef, ends: Vec<End>) {
        let waiter = (items[item].id, item);
        self.due.extend(ends.iter().map(|(until, limit)| (*until, waiter, *limit)));
        if !ends.is_empty() {
            self.of.entry(waiter).or_default().extend(ends);
        }
    }

    /// The first item whose time is over before an instant, or at it; and the limit.
    fn overdue(&mut self, now: SimTime, at_it: bool) -> Option<(ItemRef, Option<u32>)> {
        let (until, waiter, limit) = *self.due.first()?;
        if until > now || until == now && !at_it {
            return None;
        }
        self.due.pop_first();
        let ends = self.of.get_mut(&waiter)?;
        ends.retain(|(_, other)| *other != limit);
        if ends.is_empty() {
            self.of.remove(&waiter);
        }
        Some((waiter.1, limit))
    }

    fn then(&self, limit: Option<u32>) -> Then {
        let limit = match limit {
            None => self.patience.as_ref(),
            Some(number) => self.within.get(number as usize).map(|(_, limit)| limit),
        };
        limit.map_or(Then::Wait, |limit| limit.then)
    }
}

/// Equipment where items wait within limits.
pub(crate) trait Limited {
    fn id(&self) -> EquipmentId;
    /// None: nothing limits the waiting here.
    fn limits(&mut self) -> Option<&mut Limits>;
}

/// Lets go of the items whose time is over. What is begun or goes on at the very last instant does so in time.
#[cold]
pub(crate) fn end_waits<K: Handlers + Limited>(cx: &mut SimCx<'_>, me: Row<K>, at_it: bool) {
    let now = cx.core.now;
    while let Some((item, limit)) = cx[me].limits().and_then(|limits| limits.overdue(now, at_it)) {
        let then = cx[me].limits().map_or(Then::Wait, |limits| limits.then(limit));
        let (it, core) = cx.mine(me);
        let id = it.id();
        let waits = &core.items[item];
        let what = if limit.is_none() { What::Reneged } else { What::Breached };
        let record = Record::of_item(what, now, id, waits.id);
        core.recorder.push(record.span(now.since(waits.entered)).level(waits.product.0));
        if then == Then::Wait {
            continue;
        }
        let Some(level) = it.withdraw(core, item) else { continue };
        match then {
            Then::Send(link) => {
                let gone = cx.bring(link, item, level);
                debug_assert!(gone, "it always has room");
            }
            Then::Scrap => core.scrap(id, item, level),
            Then::Lose | Then::Wait => core.lose(id, item, level),
        }
    }
}
