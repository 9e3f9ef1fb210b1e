//! Limits of waiting: items that run out of patience, and items that are not begun soon enough after another operation.

use std::collections::BTreeSet;

use plantwright_des::{Sampler, Stream};
use plantwright_journal::{Record, What};
use plantwright_model::plant::{BreachFacts, LimitsFacts};
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use super::Station;
use crate::build::{SpawnCx, sampler};
use crate::core::Core;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::process::Process as _;
use crate::world::{Handlers as _, Row, SimCx};

/// The tag of the clock that rings when an item has waited for too long.
pub(super) const LIMIT: u8 = 1;

/// What limits the waiting at a station.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Limits {
    patience: Option<Limit>,
    /// With the station after which the time runs.
    within: Vec<(EquipmentId, Limit)>,
    /// Until when items wait, and which limit says so: `None` is patience.
    due: BTreeSet<(SimTime, ItemRef, Option<u32>)>,
}

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
    pub(super) fn new(cx: &SpawnCx<'_>) -> Option<Box<Self>> {
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
        Some(Box::new(Self { patience, within, due: BTreeSet::new() }))
    }

    /// An item begins to wait: its limits are drawn, and the clock is set.
    pub(super) fn begin(&mut self, core: &mut Core, who: EquipmentId, item: ItemRef) {
        if let Some(limit) = &mut self.patience {
            let nanos = limit.time.sample(limit.stream.draw());
            let patience = core.span(who, nanos);
            if let Some(until) = core.schedule(who, LIMIT, patience) {
                self.due.insert((until, item, None));
            }
        }
        for ((after, limit), number) in self.within.iter_mut().zip(0..) {
            let Some(since) = core.stamp_of(item, *after) else { continue };
            let nanos = limit.time.sample(limit.stream.draw());
            let time = core.span(who, nanos);
            let Some(until) = since.checked_add(time) else { continue };
            // Who comes too late is found out at once, and not begun before.
            self.due.insert((until, item, Some(number)));
            core.schedule(who, LIMIT, until.since(core.now));
        }
    }

    /// An item waits no longer.
    pub(super) fn end(&mut self, item: ItemRef) {
        self.due.retain(|(_, other, _)| *other != item);
    }

    /// The first item whose time is over before an instant, or at it; and the limit.
    fn overdue(&mut self, now: SimTime, at_it: bool) -> Option<(ItemRef, Option<u32>)> {
        let (until, item, limit) = *self.due.first()?;
        if until > now || until == now && !at_it {
            return None;
        }
        self.due.pop_first();
        Some((item, limit))
    }

    fn then(&self, limit: Option<u32>) -> Then {
        let limit = match limit {
            None => self.patience.as_ref(),
            Some(number) => self.within.get(number as usize).map(|(_, limit)| limit),
        };
        limit.map_or(Then::Wait, |limit| limit.then)
    }
}

impl Station {
    /// Takes an item that waits out of the queue, with what is kept for it.
    pub(super) fn withdraw_waiting(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let level = self.level();
        let waiting = self.waiting.as_mut()?;
        waiting.queue.iter().find(|other| *other == item)?;
        waiting.queue.remove(item);
        waiting.limits.iter_mut().for_each(|limits| limits.end(item));
        waiting.interrupted.retain(|(other, _)| *other != item);
        self.forget_stages(core, item);
        core.poke(self.id);
        Some(level)
    }

    fn limits(&mut self) -> Option<&mut Limits> {
        self.waiting.as_mut().and_then(|waiting| waiting.limits.as_deref_mut())
    }

    /// Lets go of the items whose time is over. What is begun at the very last instant is begun in time.
    #[cold]
    pub(super) fn end_waits(cx: &mut SimCx<'_>, me: Row<Self>, at_it: bool) {
        let now = cx.core.now;
        while let Some((item, limit)) =
            cx[me].limits().and_then(|limits| limits.overdue(now, at_it))
        {
            let then = cx[me].limits().map_or(Then::Wait, |limits| limits.then(limit));
            let (station, core) = cx.mine(me);
            let (id, it) = (station.id, &core.items[item]);
            let what = if limit.is_none() { What::Reneged } else { What::Breached };
            let record = Record::of_item(what, now, id, it.id);
            core.recorder.push(record.span(now.since(it.entered)).level(it.product.0));
            if then == Then::Wait {
                continue;
            }
            let Some(level) = station.withdraw(core, item) else { continue };
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
}
