//! Diverters that a scheduler decides: by which way an item goes on from a belt, a sorter or a zone with several.
//!
//! At the end of a belt the item waits for the answer, which comes before the clock goes on; to sorters and zones it is given
//! when the item has come, long before it is at any way out.

use std::collections::BTreeSet;

use plantwright_scheduler::{Diversion, Points, WayOut};
use plantwright_units::EquipmentId;

use crate::core::Ask;
use crate::equipment::conveyor::Conveyor;
use crate::equipment::conveyor::plain::PlainConveyor;
use crate::equipment::sorter::Sorter;
use crate::equipment::zone::Zone;
use crate::fault::Fault;
use crate::items::{ItemRef, Onward};
use crate::links::LinkId;
use crate::outlet::{Outlet, RouterId, RouterRule};
use crate::world::SimCx;

impl SimCx<'_> {
    /// Asks by which way an item goes on, if a scheduler is to say so. Returns whether it is.
    #[inline]
    pub(crate) fn is_diverted(
        &mut self,
        from: EquipmentId,
        router: RouterId,
        item: ItemRef,
    ) -> bool {
        if !self.core.scheduler.points.has(Points::DIVERT) {
            return false;
        }
        let facts = self.core.plant.equipment(from);
        let is_diverter = facts.belt.is_some() || facts.zone.is_some();
        let is_asked = is_diverter && self.open_ways(from, router, item).len() > 1;
        if is_asked {
            self.core.ask(Ask { who: from, item: Some(item) });
        }
        is_asked
    }

    /// The ways of a router that are open to an item.
    fn open_ways(&self, from: EquipmentId, router: RouterId, item: ItemRef) -> Vec<LinkId> {
        let mut ways = match &*self.core.routers[router.0 as usize].rule {
            RouterRule::FirstFree(links)
            | RouterRule::RoundRobin(links)
            | RouterRule::ShortestQueue(links) => links.clone(),
            RouterRule::Probability(shares) => shares.iter().map(|(link, _)| *link).collect(),
            RouterRule::ByProduct(ways) => ways.values().copied().collect(),
            RouterRule::Route(_) => self.core.route_ahead(from, router, item).unwrap_or_default(),
        };
        let mut seen = BTreeSet::new();
        ways.retain(|link| seen.insert(*link));
        ways
    }

    /// Puts the question of an item at a diverter; none: no such question is open.
    pub(crate) fn decide_way(
        &mut self,
        who: EquipmentId,
        item: ItemRef,
    ) -> Option<Result<(), Fault>> {
        if !self.core.scheduler.points.has(Points::DIVERT) {
            return None;
        }
        let sorter = self.row::<Sorter>(who);
        let zone = self.row::<Zone>(who);
        let is_belt =
            self.row::<Conveyor>(who).is_some() || self.row::<PlainConveyor>(who).is_some();
        let outlet = match (sorter, zone) {
            (Some(row), _) => self[row].undecided(item)?,
            (None, Some(row)) => self[row].undecided(item)?,
            (None, None) if is_belt => self.core.waits_for_way(who, item)?,
            (None, None) => return None,
        };
        let Outlet::Router(router) = outlet else { return None };
        let is_route = matches!(&*self.core.routers[router.0 as usize].rule, RouterRule::Route(_));
        if is_belt && is_route {
            // At the end of a belt, whoever decides between alternatives of a route is asked that.
            return None;
        }
        let ways = self.open_ways(who, router, item);
        let (preferred, any) = if is_belt {
            match self.choose_way(who, router, item) {
                Onward::Link(link) => (vec![link], false),
                _ => (self.ways_by_preference(router), true),
            }
        } else {
            self.core.items[item].way = Onward::Open.into();
            (self.ways_ahead(who, outlet, item), false)
        };
        let ask = self.diversion(who, item, &ways, &preferred);
        let answer = match self.answered(&ask) {
            Ok(answer) => answer,
            Err(fault) => return Some(Err(fault)),
        };
        self.core.record_decision(who, item, ways.len());
        let chosen: Vec<LinkId> = answer.iter().map(|way| ways[*way]).collect();
        if let Some(row) = sorter {
            let (sorter, core) = self.mine(row);
            sorter.send(core, item, chosen);
        } else if let Some(row) = zone {
            let way = self.first_with_room(&chosen);
            self.core.items[item].way = way.map_or(Onward::Open, Onward::Link).into();
            self[row].aim(item, way);
        } else {
            let as_said = any && answer == ask.scene;
            let way = if as_said {
                Onward::Any
            } else {
                self.first_with_room(&chosen).map_or(Onward::Open, Onward::Link)
            };
            self.core.items[item].way = way.into();
        }
        self.core.poke(who);
        Some(Ok(()))
    }

    /// Of ways, the first that has room now, else the first.
    pub(crate) fn first_with_room(&self, ways: &[LinkId]) -> Option<LinkId> {
        let has_room = |link: &&LinkId| self.core.links.may_ask(self.core.links.to(**link));
        ways.iter().find(has_room).or(ways.first()).copied()
    }

    fn diversion(
        &self,
        who: EquipmentId,
        item: ItemRef,
        ways: &[LinkId],
        preferred: &[LinkId],
    ) -> Diversion {
        let coming = |link: LinkId| {
            if let Some(row) = self.row::<Sorter>(who) {
                self[row].coming(link)
            } else if let Some(row) = self.row::<Zone>(who) {
                self[row].coming(link)
            } else {
                0
            }
        };
        let way = |link: &LinkId| {
            let to = self.core.links.destination(*link);
            WayOut {
                to,
                items: self.count(to) as u32,
                coming: coming(*link),
                has_room: self.core.links.may_ask(self.core.links.to(*link)),
            }
        };
        let position = |link: &LinkId| ways.iter().position(|way| way == link);
        Diversion {
            now: self.core.now,
            equipment: who,
            item: self.candidate(who, item),
            ways: ways.iter().map(way).collect(),
            scene: preferred.iter().filter_map(position).collect(),
        }
    }

    fn answered(&mut self, ask: &Diversion) -> Result<Vec<usize>, Fault> {
        let answer = self.core.with_scheduler(|scheduler, cx| scheduler.divert(ask, cx));
        let names = || ask.ways.iter().map(|way| self.core.plant.name(way.to)).collect();
        let answer = answer.map_err(|panic| self.panicked(ask.equipment, panic, names()))?;
        match ask.problem(&answer) {
            None => Ok(answer),
            Some(problem) => {
                Err(self.wrong_decision(ask.equipment, (format!("{answer:?}"), problem), names()))
            }
        }
    }
}
