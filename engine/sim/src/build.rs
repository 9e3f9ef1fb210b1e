//! From facts to a world: links, routers, samplers, streams, and one entity for each piece of equipment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bevy_ecs::prelude as ecs;
use plantwright_des::{Distribution, DistributionError, EventQueue, Sampler, Stream, StreamKey};
use plantwright_journal::Recorder;
use plantwright_model::Plant;
use plantwright_model::plant::{ConcernFacts, EquipmentFacts, Role, Routing, ServiceFacts};
use plantwright_scheduler::{Points, Scheduler};
use plantwright_units::{CalendarId, EquipmentId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::attached::Attachments;
use crate::concern::{Carried, Gate};
use crate::core::{Core, Counts, Deciding, Pokes};
use crate::equipment::release::Release;
use crate::equipment::{self, VERBS};
use crate::items::Items;
use crate::laws::Laws;
use crate::links::{LinkId, LinkIndex, Links, RowRef};
use crate::model::Model;
use crate::outlet::{Outlet, Router, RouterId, RouterRule};
use crate::people::roster::Roster;
use crate::people::{Crew, People};
use crate::recall::{Recall, Recalls, recall_id};
use crate::shelf_life::{ShelfLife, ShelfLives};
use crate::world::Column;

/// What makes one run of a plant differ from another.
#[derive(Debug, Default)]
pub struct RunOptions {
    /// The seed of all randomness; none: the scene's.
    pub seed: Option<u64>,
    /// The replication: each has its own streams.
    pub replication: u32,
    /// Who decides; none: every queue's own discipline.
    pub scheduler: Option<Box<dyn Scheduler>>,
}

/// The name that a piece of equipment has in the scene; on its entity, for queries.
#[derive(Debug, Clone, PartialEq, Eq, ecs::Component)]
pub struct Name(pub String);

/// The id of a piece of equipment; on its entity, for queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ecs::Component)]
pub struct Id(pub EquipmentId);

/// What a kind has at hand while it makes its component.
pub(crate) struct SpawnCx<'a> {
    pub(crate) id: EquipmentId,
    /// Of a concern, whose it is; otherwise the equipment itself.
    pub(crate) owner: EquipmentId,
    pub(crate) plant: &'a Plant,
    /// Whether a scheduler was chosen, and queues without a discipline of their own ask it.
    pub(crate) scheduler_sequences: bool,
    /// Whether it chooses set-ups.
    pub(crate) scheduler_sets_up: bool,
    /// Whether it releases orders.
    pub(crate) scheduler_releases: bool,
    seed: u64,
    replication: u32,
    ways: &'a Ways,
    /// All concerns with their ids and owners, ordered by owner.
    concerns: &'a [(EquipmentId, EquipmentId, &'a ConcernFacts)],
    /// Who is stopped by photo-eyes, or by failures of others.
    stopped: &'a BTreeSet<EquipmentId>,
}

/// All links of a plant.
#[derive(Debug)]
struct Ways {
    outlets: Vec<Outlet>,
    /// Where rejected items go.
    rejects: Vec<Option<LinkId>>,
    /// Who alone sends items to each piece of equipment; `NONE` where nobody or several do.
    only_upstream: Vec<EquipmentId>,
    /// The equipment that routes name.
    routed: BTreeSet<EquipmentId>,
    /// Where places are reserved by those who begin no work without.
    reserved: BTreeSet<EquipmentId>,
    /// After which stations the time is limited until another operation begins.
    stamped: BTreeSet<EquipmentId>,
    links: LinkIndex,
    /// The links to fleets, by where that comes from which goes over them, and where it goes.
    carried: LinkIndex,
    /// Which products may come to which equipment, in order.
    products: Vec<(EquipmentId, ProductId)>,
}

impl SpawnCx<'_> {
    /// What is carried by this fleet: over which link it comes, from where, and to where.
    pub(crate) fn transports(&self) -> impl Iterator<Item = (LinkId, EquipmentId, EquipmentId)> {
        let carried = self.ways.carried.iter();
        let own =
            carried.filter(|((from, to), _)| self.plant.fleet_between(*from, *to) == Some(self.id));
        own.map(|((from, to), link)| (*link, *from, *to))
    }

    /// A law of its own, with a stream of its own.
    pub(crate) fn draws_of(&self, law: &Distribution, purpose: &str) -> Option<Draws> {
        Some(Draws { law: sampler(law)?, stream: self.stream(purpose) })
    }

    /// Where its items go.
    pub(crate) fn outlet(&self) -> Outlet {
        self.ways.outlets[self.id.index()]
    }

    /// Whether routes name it.
    pub(crate) fn is_routed(&self) -> bool {
        self.ways.routed.contains(&self.id)
    }

    /// The products that may come here.
    pub(crate) fn products(&self) -> impl Iterator<Item = ProductId> {
        let first = self.ways.products.partition_point(|(at, _)| *at < self.id);
        let mine = self.ways.products[first..].iter().take_while(|(at, _)| *at == self.id);
        mine.map(|(_, product)| *product)
    }

    /// The link to where items go that wait no longer.
    ///
    /// # Panics
    /// Where the facts name no such place.
    pub(crate) fn link_to(&self, to: EquipmentId) -> LinkId {
        self.ways.links[&(self.id, to)]
    }

    /// The link to someone, where anything may go there from here.
    pub(crate) fn may_link_to(&self, to: EquipmentId) -> Option<LinkId> {
        self.ways.links.get(&(self.id, to)).copied()
    }

    /// Whether it matters later when an item was finished here.
    pub(crate) fn is_stamped(&self) -> bool {
        self.ways.stamped.contains(&self.id)
    }

    /// Whether anything may come here that expires.
    pub(crate) fn has_shelf_lives(&self) -> bool {
        self.products().any(|product| self.plant.product(product).shelf_life.is_some())
    }

    /// Whether places of it are reserved by others.
    pub(crate) fn is_reserved(&self) -> bool {
        self.ways.reserved.contains(&self.id)
    }

    /// Who alone can send items of a product to this equipment; [`EquipmentId::NONE`] where nobody or several can.
    pub(crate) fn only_giver_of(&self, product: ProductId) -> EquipmentId {
        let has_it = |from| self.ways.products.binary_search(&(from, product)).is_ok();
        let links = self.ways.links.keys();
        let mut givers = links.filter(|(from, to)| *to == self.id && has_it(*from));
        match (givers.next(), givers.next()) {
            (Some((giver, _)), None) => *giver,
            _ => EquipmentId::NONE,
        }
    }

    /// The law that holds for every item, if there is one.
    pub(crate) fn only_law(&self) -> Option<Sampler> {
        match &self.plant.equipment(self.id).service {
            Some(ServiceFacts::All(law)) if !self.is_routed() => sampler(law),
            _ => None,
        }
    }

    /// The time between arrivals, where it has a law.
    pub(crate) fn interval(&self) -> Option<Sampler> {
        sampler(self.plant.equipment(self.id).arrivals.as_ref()?.interval.as_ref()?)
    }

    /// How many items come at once, where it is not one.
    pub(crate) fn batch(&self) -> Option<Sampler> {
        sampler(self.plant.equipment(self.id).arrivals.as_ref()?.batch.as_ref()?)
    }

    /// What it keeps for its concerns, if it has any.
    pub(crate) fn carried(&self) -> Option<Box<Carried>> {
        let first = self.concerns.partition_point(|(_, owner, _)| *owner < self.id);
        let mine = self.concerns[first..].iter().take_while(|(_, owner, _)| *owner == self.id);
        let is_stopped = self.stopped.contains(&self.id);
        let id = self.concerns.get(first).map_or(EquipmentId(0), |(id, ..)| *id);
        let calendars = mine.clone().filter_map(|(.., facts)| facts.calendar);
        let mut calendars = calendars.map(|calendar| self.plant.calendar(calendar));
        let is_closed = calendars.any(|calendar| !calendar.is_open(SimTime::ZERO));
        let count = mine.count() as u32;
        (count > 0 || is_stopped).then(|| {
            let mut carried = Box::new(Carried::new(id, count));
            if is_closed {
                // Who begins outside of a shift begins nothing before the shift has looked at its calendar.
                carried.set_gate(Gate {
                    until: SimTime::ZERO,
                    fits_only: false,
                    by: EquipmentId::NONE,
                });
            }
            carried
        })
    }

    /// What the laws of a concern are.
    ///
    /// # Panics
    /// Where it has another number of laws.
    pub(crate) fn concern_laws<const N: usize>(&self) -> [Sampler; N] {
        let (.., facts) = self.concerns[self.id.index() - self.plant.equipment.len()];
        let laws: Vec<Sampler> = facts.laws.iter().filter_map(sampler).collect();
        laws.try_into().expect("as many laws as the facts have")
    }

    /// The link to where rejected items go, if they go anywhere.
    pub(crate) fn reject_link(&self) -> Option<LinkId> {
        self.ways.rejects[self.id.index()]
    }

    /// Who is needed for a concern.
    pub(crate) fn concern_crew(&self) -> Option<Crew> {
        let (.., facts) = self.concerns[self.id.index() - self.plant.equipment.len()];
        facts.crew.as_ref().map(|crew| Crew::new(self.plant, crew, self.owner))
    }

    /// Who is needed for the repairs of a concern, for its maintenance and for its inspections; those for repairs where the scene
    /// says nothing else.
    pub(crate) fn concern_crews(&self) -> [Option<Crew>; 3] {
        let (.., facts) = self.concerns[self.id.index() - self.plant.equipment.len()];
        let [maintenance, inspection] = &facts.upkeep_crews;
        [None, maintenance.as_ref(), inspection.as_ref()].map(|own| {
            let crew = own.or(facts.crew.as_ref())?;
            Some(Crew::new(self.plant, crew, self.owner))
        })
    }

    /// Which concerns of the same owner have one of these names; all of them where no name is given.
    pub(crate) fn siblings(&self, names: &[&str]) -> Vec<EquipmentId> {
        let first = self.concerns.partition_point(|(_, owner, _)| *owner < self.owner);
        let of_owner =
            self.concerns[first..].iter().take_while(|(_, owner, _)| *owner == self.owner);
        let others = of_owner.filter(|(id, _, facts)| {
            *id != self.id && (names.is_empty() || names.contains(&facts.name.as_str()))
        });
        others.map(|(id, ..)| *id).collect()
    }

    /// What one law of a concern is, with a stream of its own; none where it has no such law.
    pub(crate) fn concern_draws(&self, position: usize, purpose: &str) -> Option<Draws> {
        let (.., facts) = self.concerns[self.id.index() - self.plant.equipment.len()];
        let law = sampler(facts.laws.get(position)?)?;
        Some(Draws { law, stream: self.stream(purpose) })
    }

    /// What takes no time.
    pub(crate) fn no_time(&self, purpose: &str) -> Option<Draws> {
        let law = sampler(&Distribution::Constant { value: 0.0 })?;
        Some(Draws { law, stream: self.stream(purpose) })
    }

    /// The law of a concern, where it is not enough to draw from it.
    pub(crate) fn concern_law(&self, position: usize) -> Distribution {
        let (.., facts) = self.concerns[self.id.index() - self.plant.equipment.len()];
        facts.laws[position].clone()
    }

    /// What calendar a concern goes by.
    ///
    /// # Panics
    /// Where it goes by none.
    pub(crate) fn concern_calendar(&self) -> CalendarId {
        let (.., facts) = self.concerns[self.id.index() - self.plant.equipment.len()];
        facts.calendar.expect("a concern with a calendar")
    }

    /// At the openings of which calendar a concern is due, if it is due then.
    pub(crate) fn concern_dates(&self) -> Option<CalendarId> {
        let (.., facts) = self.concerns[self.id.index() - self.plant.equipment.len()];
        facts.dates
    }

    /// Who else stands still because of a concern.
    pub(crate) fn concern_stops(&self) -> Vec<EquipmentId> {
        let (.., facts) = self.concerns[self.id.index() - self.plant.equipment.len()];
        facts.stops.clone()
    }

    /// A stream of its own.
    pub(crate) fn stream(&self, purpose: &str) -> Stream {
        stream(self.plant, self.owner, purpose, (self.seed, self.replication))
    }
}

/// A law, and the stream that it is drawn with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Draws {
    law: Sampler,
    stream: Stream,
}

impl Draws {
    /// Draws a duration for someone.
    pub(crate) fn span(&mut self, core: &mut Core, who: EquipmentId) -> SimSpan {
        core.span(who, self.law.sample(self.stream.draw()))
    }

    /// Draws an amount in the unit of its law.
    pub(crate) fn amount(&mut self) -> f64 {
        self.law.sample(self.stream.draw())
    }
}

/// Laws were checked when the scene was read.
pub(crate) fn sampler(law: &Distribution) -> Option<Sampler> {
    law.sampler().ok()
}

fn stream(
    plant: &Plant,
    owner: EquipmentId,
    purpose: &str,
    (seed, replication): (u64, u32),
) -> Stream {
    Stream::new(StreamKey { seed, replication, owner: &plant.equipment(owner).name, purpose })
}

/// Who decides where no scheduler was chosen: queues follow their own disciplines, and alternatives the contract's default.
#[derive(Debug, Clone)]
struct NoScheduler;

impl Scheduler for NoScheduler {
    fn name(&self) -> &'static str {
        "none"
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(self.clone())
    }
}

/// What all runs of a plant have in common, and none changes: made once, for the first of them.
#[derive(Debug)]
pub(crate) struct Prepared {
    links: Links,
    ways: Ways,
    /// Whose each router is, and its rule.
    routers: Vec<(EquipmentId, Arc<RouterRule>)>,
    laws: Arc<Laws>,
}

impl Prepared {
    /// Prepares runs with so many rows.
    pub(crate) fn new(plant: &Plant, rows: usize) -> Result<Self, DistributionError> {
        let mut links = Links::new(rows);
        let (ways, routers) = ways(plant, &mut links);
        Ok(Self { links, ways, routers, laws: Arc::new(Laws::new(plant)?) })
    }
}

/// Fills an empty world with what a run begins with, before its first event.
pub(crate) fn fill(
    world: &mut ecs::World,
    model: &Model,
    options: RunOptions,
) -> Result<(), DistributionError> {
    let (plant, specs) = (&model.plant, &model.specs);
    let seed = options.seed.unwrap_or(plant.run.seed);
    let key = (seed, options.replication);
    let concerns: Vec<_> = plant.concerns().collect();
    // The row that asks schedulers again stands behind all that the plant has, vehicles too.
    let is_chosen = options.scheduler.is_some();
    let recalls = usize::from(is_chosen);
    let rows = plant.count() + recalls;
    let prepared = model.prepared(is_chosen, rows)?;
    let mut links = prepared.links.clone();
    let ways = &prepared.ways;
    let routers = prepared.routers.iter().map(|(owner, rule)| {
        Router::new(*owner, Arc::clone(rule), stream(plant, *owner, "routing", key))
    });
    let lives = ShelfLives::new(plant, &mut links, key);
    let points = options.scheduler.as_ref().map_or(Points::NONE, |scheduler| scheduler.decides());
    let eyes = plant.equipment.iter().flat_map(EquipmentFacts::eyes);
    let by_eyes = eyes.flat_map(|eye| eye.stops.iter().copied());
    let by_failures = concerns.iter().flat_map(|(.., facts)| facts.stops.iter().copied());
    let stopped: BTreeSet<EquipmentId> = by_eyes.chain(by_failures).collect();

    let cx_of = |id, owner| SpawnCx {
        id,
        owner,
        plant,
        scheduler_sequences: points.has(Points::SEQUENCE),
        scheduler_sets_up: points.has(Points::SETUP),
        scheduler_releases: points.has(Points::RELEASE),
        seed,
        replication: options.replication,
        ways,
        concerns: &concerns,
        stopped: &stopped,
    };
    let mut filled: BTreeMap<u8, u32> = BTreeMap::new();
    for (id, spec) in plant.equipment_ids().zip(specs.iter()) {
        let mut cx = cx_of(id, id);
        // The same components in the same order for every kind: one archetype for each.
        let mut entity = world.spawn((Id(id), Name(plant.equipment(id).name.clone())));
        let kind = equipment::spawn(&**spec, &mut cx, &mut entity);
        let row = filled.entry(kind).or_default();
        links.set_row(id, RowRef { kind, row: *row });
        // Whoever lets in what a scheduler chooses looks at everything.
        let chooses = kind == <Release as Column>::KIND && points.has(Points::RELEASE);
        let facts = plant.equipment(id);
        let picks = VERBS[usize::from(kind)].picks
            || facts.belt.as_ref().is_some_and(|belt| belt.picks())
            || facts.zone.as_ref().is_some_and(|zone| zone.picks())
            || facts.zone.as_ref().is_some_and(|zone| !zone.along.entries.is_empty());
        if picks || chooses {
            links.set_picks(id);
        }
        *row += 1;
    }
    let listed = specs.iter().flat_map(|spec| equipment::concerns(&**spec));
    for ((id, owner, facts), with) in concerns.iter().zip(listed) {
        let mut cx = cx_of(*id, *owner);
        let mut entity = world.spawn((Id(*id), Name(plant.name_of_concern(*owner, facts))));
        let kind = equipment::spawn_concern(with, &mut cx, &mut entity);
        let row = filled.entry(kind).or_default();
        links.set_row(*id, RowRef { kind, row: *row });
        *row += 1;
    }
    for ((id, group), row) in plant.people_ids().zip(&plant.people).zip(0..) {
        world.spawn((Id(id), Name(group.name.clone()), Roster::new(id)));
        links.set_row(id, RowRef { kind: <Roster as Column>::KIND, row });
    }
    if let Some(lives) = &lives {
        let id = lives.id();
        world.spawn((Id(id), Name(plant.name(id)), ShelfLife::new(id)));
        links.set_row(id, RowRef { kind: <ShelfLife as Column>::KIND, row: 0 });
    }
    if is_chosen {
        let id = recall_id(plant);
        world.spawn((Id(id), Name("scheduler".to_owned()), Recall));
        links.set_row(id, RowRef { kind: <Recall as Column>::KIND, row: 0 });
    }
    let stream = Stream::new(StreamKey {
        seed,
        replication: options.replication,
        owner: "scheduler",
        purpose: "decide",
    });
    let scheduler = options.scheduler.unwrap_or_else(|| Box::new(NoScheduler));
    let needs = scheduler.needs();
    let deciding = Deciding {
        is_chosen,
        points,
        scheduler,
        needs,
        candidates: Vec::new(),
        waiting: Vec::new(),
        stream,
    };
    let watches = points.has(Points::RELEASE) || points.has(Points::SERVICE);
    world.insert_resource(Core {
        now: SimTime::ZERO,
        queue: EventQueue::new(),
        items: Items::default(),
        links,
        routers: routers.collect(),
        pokes: Pokes::new(rows),
        offered_over: LinkId(0),
        reserved_by_pull: false,
        asks: Vec::new(),
        people: People::new(plant),
        counts: Counts::default(),
        attached: Attachments::default(),
        fault: None,
        going: BTreeSet::new(),
        scheduler: deciding,
        recalls: Recalls::default(),
        recorder: Recorder::default(),
        laws: Arc::clone(&prepared.laws),
        upstream: ways.only_upstream.clone().into(),
        has_concerns: !stopped.is_empty()
            || !concerns.is_empty()
            || !plant.people.is_empty()
            || lives.is_some()
            || watches,
        lives,
        plant: Arc::clone(plant),
    });
    Ok(())
}

fn ways(plant: &Plant, links: &mut Links) -> (Ways, Vec<(EquipmentId, Arc<RouterRule>)>) {
    let mut known = LinkIndex::new();
    let mut carried = LinkIndex::new();
    let has_fleets = plant.fleets().next().is_some();
    let mut routers = Vec::new();
    let routed: BTreeSet<EquipmentId> = plant
        .products
        .iter()
        .flat_map(|product| &product.route)
        .flat_map(|operation| operation.alternatives.iter().map(|alternative| alternative.station))
        .collect();
    let stops: Vec<_> = plant
        .product_ids()
        .map(|product| {
            // Only routes ask where items can be.
            let has_route = !plant.product(product).route.is_empty();
            if has_route { stops(plant, product, false) } else { BTreeSet::new() }
        })
        .collect();
    let mut outlets = Vec::with_capacity(plant.equipment.len());
    let mut rejects = Vec::with_capacity(plant.equipment.len());
    for id in plant.equipment_ids() {
        let facts = plant.equipment(id);
        let mut link = |to: EquipmentId| {
            let fleet = if has_fleets { plant.fleet_between(id, to) } else { None };
            let Some(fleet) = fleet else { return links.between(id, to, &mut known) };
            links.between(fleet, to, &mut known);
            links.by_vehicle((id, to), fleet, &mut carried)
        };
        let rule = match &facts.routing {
            _ if facts.role == Role::Sink => None,
            Some(Routing::FirstFree(to)) => {
                Some(RouterRule::FirstFree(to.iter().map(|to| link(*to)).collect()))
            }
            Some(Routing::RoundRobin(to)) => {
                Some(RouterRule::RoundRobin(to.iter().map(|to| link(*to)).collect()))
            }
            Some(Routing::ShortestQueue(to)) => {
                Some(RouterRule::ShortestQueue(to.iter().map(|to| link(*to)).collect()))
            }
            Some(Routing::Probability(shares)) => {
                let mut up_to = 0.0;
                let shares = shares.iter().filter(|(_, share)| *share > 0.0).map(|(to, share)| {
                    up_to += share;
                    (link(*to), up_to)
                });
                Some(RouterRule::Probability(shares.collect()))
            }
            Some(Routing::ByProduct(ways)) => Some(RouterRule::ByProduct(
                ways.iter().map(|(product, to)| (*product, link(*to))).collect(),
            )),
            None => Some(RouterRule::Route(routes(plant, id, &stops, &mut link))),
        };
        let reject = facts.inspect.as_ref().and_then(|inspect| inspect.rejects).map(&mut link);
        rejects.push(reject);
        outlets.push(match rule {
            None => Outlet::None,
            // One way for everything needs no router.
            Some(
                RouterRule::FirstFree(only)
                | RouterRule::RoundRobin(only)
                | RouterRule::ShortestQueue(only),
            ) if only.len() == 1 && reject.is_none() => Outlet::Link(only[0]),
            Some(RouterRule::Probability(only)) if only.len() == 1 && reject.is_none() => {
                Outlet::Link(only[0].0)
            }
            Some(rule) => {
                routers.push((id, Arc::new(rule)));
                Outlet::Router(RouterId(routers.len() as u32 - 1))
            }
        });
    }
    let mut stamped = BTreeSet::new();
    for id in plant.equipment_ids() {
        if let Some(limits) = &plant.equipment(id).limits {
            stamped.extend(limits.within.iter().map(|within| within.after.0));
            for (to, _) in limits.targets() {
                links.between(id, to, &mut known);
            }
        }
    }
    let shelf_lives = plant.products.iter().filter_map(|product| product.shelf_life.as_ref());
    stamped.extend(shelf_lives.filter_map(|it| it.after).map(|(after, _)| after));
    let mut senders = vec![0_u32; plant.equipment.len()];
    let mut only_upstream = vec![EquipmentId::NONE; plant.equipment.len()];
    let mut reserved = BTreeSet::new();
    for (from, to) in known.keys() {
        senders[to.index()] += 1;
        only_upstream[to.index()] =
            if senders[to.index()] == 1 { *from } else { EquipmentId::NONE };
        let stages = plant.equipment(*from).stages.as_ref();
        if stages.is_some_and(|stages| stages.before_service.is_some()) {
            reserved.insert(*to);
        }
    }
    let mut products: Vec<_> = plant
        .product_ids()
        .flat_map(|product| {
            let stops = self::stops(plant, product, true);
            stops.into_iter().map(move |(at, _)| (at, product))
        })
        .collect();
    products.sort_unstable();
    products.dedup();
    let links = known;
    let ways = Ways {
        outlets,
        rejects,
        only_upstream,
        routed,
        reserved,
        stamped,
        links,
        carried,
        products,
    };
    (ways, routers)
}

/// Where items of a product can be when they go on, and with how many operations done then; with or without the ways of those
/// that are rejected, or wait no longer.
fn stops(plant: &Plant, product: ProductId, all: bool) -> BTreeSet<(EquipmentId, usize)> {
    let route = &plant.product(product).route;
    let is_operation = |done: usize, at: EquipmentId| {
        route
            .get(done)
            .is_some_and(|operation| operation.alternatives.iter().any(|way| way.station == at))
    };
    let beginnings = |id: EquipmentId| {
        let done = plant.equipment(id).beginnings(product, route.len());
        done.map(move |done| (id, done))
    };
    let mut open: Vec<(EquipmentId, usize)> = plant.equipment_ids().flat_map(beginnings).collect();
    let mut stops = BTreeSet::new();
    while let Some((at, done)) = open.pop() {
        let facts = plant.equipment(at);
        if facts.role == Role::Sink || facts.ends(product) || !stops.insert((at, done)) {
            continue;
        }
        if all {
            let rejects = facts.inspect.iter().filter_map(|inspect| inspect.rejects);
            let limits = facts.limits.iter().flat_map(|limits| limits.targets());
            open.extend(rejects.chain(limits.map(|(to, _)| to)).map(|to| (to, done)));
        }
        // What expires does so before an operation or after it.
        let expired = plant.product(product).shelf_life.iter().filter_map(|it| it.to);
        open.extend(expired.flat_map(|(to, _)| [(to, done), (to, done.saturating_sub(1))]));
        let targets: Vec<EquipmentId> = match &plant.equipment(at).routing {
            Some(routing) => routing.shares(product).into_iter().map(|(to, _)| to).collect(),
            None => route_targets(plant, product, done),
        };
        open.extend(targets.into_iter().map(|to| (to, done + usize::from(is_operation(done, to)))));
    }
    stops
}

/// Where the route leads an item with so many operations done.
fn route_targets(plant: &Plant, product: ProductId, done: usize) -> Vec<EquipmentId> {
    let facts = plant.product(product);
    match facts.route.get(done) {
        Some(operation) => {
            operation.alternatives.iter().map(|alternative| alternative.station).collect()
        }
        None if facts.route.is_empty() => Vec::new(),
        None => facts.exit.into_iter().collect(),
    }
}

/// Where routes lead from a piece of equipment: for each product, for each number of operations done.
fn routes(
    plant: &Plant,
    from: EquipmentId,
    stops: &[BTreeSet<(EquipmentId, usize)>],
    link: &mut impl FnMut(EquipmentId) -> LinkId,
) -> BTreeMap<ProductId, Vec<Vec<LinkId>>> {
    let mut routes = BTreeMap::new();
    for product in plant.product_ids() {
        let facts = plant.product(product);
        if facts.route.is_empty() {
            continue;
        }
        let steps = (0..=facts.route.len()).map(|done| {
            // What cannot be here with so many operations done needs no link.
            if stops[product.index()].contains(&(from, done)) {
                let targets = route_targets(plant, product, done);
                targets.into_iter().map(&mut *link).collect()
            } else {
                Vec::new()
            }
        });
        routes.insert(product, steps.collect());
    }
    routes
}
