//! Where a piece of equipment sends what it has finished: over its one link, by a rule over several, or by routes.

use std::collections::BTreeMap;
use std::sync::Arc;

use plantwright_des::Stream;
use plantwright_journal::What;
use plantwright_units::{EquipmentId, ProductId};
use serde::{Deserialize, Serialize};

use crate::core::Ask;
use crate::items::{ItemRef, Onward};
use crate::links::LinkId;
use crate::world::SimCx;

/// A way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Outlet {
    /// No item ever goes on from here.
    None,
    /// Every item goes this way.
    Link(LinkId),
    /// A router tells, item by item.
    Router(RouterId),
}

/// A router: its position in the list of routers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RouterId(pub(crate) u32);

/// Several ways out, and the rule that chooses among them.
#[derive(Debug, Clone)]
pub(crate) struct Router {
    pub(crate) owner: EquipmentId,
    /// It never changes, and runs of the same model share it.
    pub(crate) rule: Arc<RouterRule>,
    pub(crate) state: RouterState,
}

/// What a router remembers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RouterState {
    /// Whose turn it is.
    turn: u32,
    stream: Stream,
}

/// How a router chooses.
#[derive(Debug, Clone)]
pub(crate) enum RouterRule {
    FirstFree(Vec<LinkId>),
    RoundRobin(Vec<LinkId>),
    /// With the sum of the shares up to and including each.
    Probability(Vec<(LinkId, f64)>),
    ByProduct(BTreeMap<ProductId, LinkId>),
    ShortestQueue(Vec<LinkId>),
    /// By the item's product: for each operation, and then for the exit, the links that lead there.
    Route(BTreeMap<ProductId, Vec<Vec<LinkId>>>),
}

impl Router {
    pub(crate) const fn new(owner: EquipmentId, rule: Arc<RouterRule>, stream: Stream) -> Self {
        Self { owner, rule, state: RouterState { turn: 0, stream } }
    }
}

/// What became of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    /// The receiver has it.
    Gone,
    /// It is noted, and will be pulled; the receiver is the cause of the wait, if it is a single one.
    Waits(EquipmentId),
}

/// What a giver hands out when it is pulled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Released {
    pub(crate) item: ItemRef,
    /// Whether another item waits to go the same way.
    pub(crate) more: bool,
}

impl SimCx<'_> {
    /// Offers an item that `from` holds among `level` others, and writes down that it left if it did.
    #[inline(always)]
    pub(crate) fn send(
        &mut self,
        from: EquipmentId,
        outlet: Outlet,
        item: ItemRef,
        level: usize,
    ) -> Sent {
        match outlet {
            Outlet::Link(link) => self.offer(link, item, level),
            Outlet::Router(router) => self.send_by_rule(from, router, item, level),
            Outlet::None => Sent::Waits(EquipmentId::NONE),
        }
    }

    /// Offers an item over one link; refused, the offer is noted.
    #[inline(always)]
    pub(crate) fn offer(&mut self, link: LinkId, item: ItemRef, level: usize) -> Sent {
        let to = self.core.links.to(link);
        if self.core.links.is_noted_or_no_use(link) {
            return Sent::Waits(to);
        }
        if self.ask(link, item, level) {
            return Sent::Gone;
        }
        self.core.links.note(link);
        Sent::Waits(to)
    }

    /// Offers an item over one link, without a note if it is refused.
    #[inline(always)]
    pub(crate) fn try_offer(&mut self, link: LinkId, item: ItemRef, level: usize) -> bool {
        self.core.links.may_ask(self.core.links.to(link)) && self.ask(link, item, level)
    }

    /// Asks a receiver to take an item.
    #[inline(always)]
    fn ask(&mut self, link: LinkId, item: ItemRef, level: usize) -> bool {
        let to = self.core.links.to(link);
        if !self.core.recorder.wants(What::Left) {
            return self.accept(link, to, item);
        }
        // Looked at before the receiver changes it, or takes it out of the plant.
        let (id, entered) = (self.core.items[item].id, self.core.items[item].entered);
        let accepted = self.accept(link, to, item);
        if accepted {
            let from = self.core.links.from(link);
            self.core.record_left(from, id, entered, level);
        }
        accepted
    }

    /// Brings an item over a link whose receiver always has room, and writes down that it left.
    pub(crate) fn bring(&mut self, link: LinkId, item: ItemRef, level: usize) -> bool {
        self.ask(link, item, level)
    }

    /// Takes the item that was noted first at `me`, if any giver still has it.
    #[inline(always)]
    pub(crate) fn pull(&mut self, me: EquipmentId) -> Option<ItemRef> {
        while let Some((link, giver)) = self.core.links.first_note(me) {
            let released = self.release(giver, link);
            self.core.links.after_pull(me, link, released.is_some_and(|released| released.more));
            if let Some(released) = released {
                return Some(released.item);
            }
            if self.core.reserved_by_pull {
                self.keep_for(me);
                return None;
            }
        }
        None
    }

    /// Takes the item that was noted first at `me`, if its giver still has it; asks nobody else.
    pub(crate) fn pull_first(&mut self, me: EquipmentId) -> Option<ItemRef> {
        let (link, giver) = self.core.links.first_note(me)?;
        let released = self.release(giver, link);
        self.core.links.after_pull(me, link, released.is_some_and(|released| released.more));
        released.map(|released| released.item)
    }

    /// Takes a certain item that a giver would hand out over a link, whoever is first there.
    pub(crate) fn pull_this(&mut self, link: LinkId, item: ItemRef) -> Option<ItemRef> {
        let giver = self.core.links.from(link);
        if !self.holds_items_in_plant(giver) {
            return self.release(giver, link).map(|released| released.item);
        }
        let level = self.withdraw(giver, item)?;
        self.core.give_up_others(giver, item, Some(link));
        self.core.leave(giver, item, level);
        Some(item)
    }

    /// Keeps a place for who was pulled from and has taken one; whether there is room for more is looked at anew.
    #[cold]
    fn keep_for(&mut self, me: EquipmentId) {
        self.core.reserved_by_pull = false;
        let kept = self.reserve(me);
        debug_assert!(kept, "who pulls has room");
        self.core.poke(me);
    }

    /// Reserves a place over a link; where there is none, the wish is noted.
    pub(crate) fn reserve_over(&mut self, link: LinkId) -> bool {
        if self.core.links.is_noted_or_no_use(link) {
            return false;
        }
        let reserved = self.reserve(self.core.links.to(link));
        if !reserved {
            self.core.links.note(link);
        }
        reserved
    }

    /// Brings an item onto the place that was reserved for it. `level` still counts it.
    pub(crate) fn deliver(&mut self, link: LinkId, item: ItemRef, level: usize) {
        let (id, entered) = (self.core.items[item].id, self.core.items[item].entered);
        self.take_reserved(link, self.core.links.to(link), item);
        if self.core.recorder.wants(What::Left) {
            self.core.record_left(self.core.links.from(link), id, entered, level);
        }
    }

    /// The ways that an item may go that is not processed yet, the preferred one first; a way that is chosen is kept.
    pub(crate) fn ways_ahead(
        &mut self,
        from: EquipmentId,
        outlet: Outlet,
        item: ItemRef,
    ) -> Vec<LinkId> {
        let router = match outlet {
            Outlet::Link(link) => return vec![link],
            Outlet::Router(router) => router,
            Outlet::None => return Vec::new(),
        };
        if let Onward::Link(link) = self.core.items[item].way.onward() {
            return vec![link];
        }
        let (onward, ways) = match self.core.route_ahead(from, router, item) {
            Some(steps) => (Onward::Any, steps),
            None => match self.choose_way(from, router, item) {
                Onward::Link(link) => (Onward::Link(link), vec![link]),
                onward => (onward, self.ways_by_preference(router)),
            },
        };
        self.core.items[item].way = onward.into();
        ways
    }

    /// Offers an item once, and leaves no note behind. Returns whether it went.
    #[inline(never)]
    pub(crate) fn send_or_not(
        &mut self,
        from: EquipmentId,
        outlet: Outlet,
        item: ItemRef,
        level: usize,
    ) -> bool {
        let router = match outlet {
            Outlet::Link(link) => return self.try_offer(link, item, level),
            Outlet::Router(router) => router,
            Outlet::None => return false,
        };
        // Who will not wait takes whichever alternative has room, and asks nobody.
        let ways = match &*self.core.routers[router.0 as usize].rule {
            RouterRule::Route(routes) => {
                let it = &self.core.items[item];
                let steps =
                    routes.get(&it.product).and_then(|steps| steps.get(usize::from(it.done)));
                steps.cloned().unwrap_or_default()
            }
            _ => match self.choose_way(from, router, item) {
                Onward::Link(link) => vec![link],
                _ => self.ways_by_preference(router),
            },
        };
        ways.into_iter().any(|link| self.try_offer(link, item, level))
    }

    #[inline(never)]
    fn send_by_rule(
        &mut self,
        from: EquipmentId,
        router: RouterId,
        item: ItemRef,
        level: usize,
    ) -> Sent {
        let mut onward = self.core.items[item].way.onward();
        if onward == Onward::Open {
            onward = if self.is_diverted_at_end(from, router, item) {
                Onward::Asked
            } else {
                self.choose_way(from, router, item)
            };
            self.core.items[item].way = onward.into();
        }
        match onward {
            Onward::Link(link) => self.offer(link, item, level),
            Onward::Any => {
                let ways = self.ways_by_preference(router);
                // Noted is only who went nowhere.
                for link in &ways {
                    if !self.core.links.is_noted(*link) && self.try_offer(*link, item, level) {
                        if self.core.links.give_up(from, None) {
                            self.core.poke(from);
                        }
                        return Sent::Gone;
                    }
                }
                for link in ways {
                    if !self.core.links.is_noted(link) {
                        self.core.links.note(link);
                    }
                }
                Sent::Waits(EquipmentId::NONE)
            }
            Onward::Open | Onward::Asked => Sent::Waits(EquipmentId::NONE),
        }
    }

    /// Whether a scheduler is asked by which way an item goes on from the end of a belt; between alternatives of a route, it is
    /// asked anyway.
    fn is_diverted_at_end(&mut self, from: EquipmentId, router: RouterId, item: ItemRef) -> bool {
        let is_route = matches!(&*self.core.routers[router.0 as usize].rule, RouterRule::Route(_));
        !is_route && self.core.is_belt(from) && self.is_diverted(from, router, item)
    }

    /// Chooses once for an item that is ready to go.
    pub(crate) fn choose_way(
        &mut self,
        from: EquipmentId,
        router: RouterId,
        item: ItemRef,
    ) -> Onward {
        let product = self.core.items[item].product;
        let done = usize::from(self.core.items[item].done);
        let router = &mut self.core.routers[router.0 as usize];
        match &*router.rule {
            RouterRule::FirstFree(_) | RouterRule::ShortestQueue(_) => Onward::Any,
            RouterRule::RoundRobin(links) => {
                let link = links[router.state.turn as usize];
                router.state.turn = (router.state.turn + 1) % links.len() as u32;
                Onward::Link(link)
            }
            RouterRule::Probability(shares) => {
                let unit = router.state.stream.chance();
                let chosen =
                    shares.partition_point(|(_, up_to)| *up_to <= unit).min(shares.len() - 1);
                Onward::Link(shares[chosen].0)
            }
            RouterRule::ByProduct(ways) => {
                ways.get(&product).map_or(Onward::Open, |link| Onward::Link(*link))
            }
            RouterRule::Route(routes) => {
                match routes.get(&product).and_then(|steps| steps.get(done)).map(|step| &step[..]) {
                    Some([only]) => Onward::Link(*only),
                    Some([_, ..]) => {
                        self.core.ask(Ask { who: from, item: Some(item) });
                        Onward::Asked
                    }
                    Some([]) | None => Onward::Open,
                }
            }
        }
    }

    /// The links of a router that gives items to whoever takes them, the preferred one first.
    pub(crate) fn ways_by_preference(&self, router: RouterId) -> Vec<LinkId> {
        match &*self.core.routers[router.0 as usize].rule {
            RouterRule::FirstFree(links) => links.clone(),
            RouterRule::ShortestQueue(links) => {
                let mut links = links.clone();
                links.sort_by_cached_key(|link| self.count(self.core.links.destination(*link)));
                links
            }
            _ => Vec::new(),
        }
    }
}
