//! What a plant is, once its scene was read: facts with ids in place of names and laws in place of words.
//!
//! Facts are neutral: they say that a piece of equipment can process, hold, bring and take, not which kind it is. Checks,
//! schedulers, KPIs and reports see these and nothing else.

mod arrivals;
mod belt;
mod calendar;
mod eye;
mod fleet;
mod limits;

use std::collections::BTreeMap;

use plantwright_des::Distribution;
use plantwright_units::{CalendarId, EquipmentId, ItemId, Length, ProductId, SimSpan, SimTime};

use crate::vocabulary::{Figure, LeavesAs, Physics};
use crate::{Span, Spanned};

mod course;
mod meters;
mod people;
mod setup;
mod shuttle;
mod walkways;
mod zone;

pub use arrivals::ArrivalFacts;
pub use belt::{
    BeltFacts, BeltScale, IndexFacts, MergeFacts, ReversalFacts, ShapeFacts, SorterFacts, Spacing,
};
pub use calendar::{CalendarFacts, Hours, WallClock, Window};
pub use course::{Course, Ramp};
pub use eye::EyeFacts;
pub use fleet::{
    BatteryFacts, BreakdownFacts, Dispatch, EdgeFacts, FleetFacts, Idling, NodeFacts, RouteChoice,
    StartFacts, StationFacts, TowFacts, Traffic, VehicleBody, VehicleFacts, WearBy, ZoneOfNodes,
};
pub use limits::{BreachFacts, LimitsFacts, PatienceFacts, ShelfLifeFacts, WithinFacts};
pub use meters::{
    BILLIONTHS_PER_DAY, ByState, EnergyFacts, MICROWATTS, MediumFacts, MeterFacts, Meters,
    PARTS_PER_KWH, PARTS_PER_UNIT, Steps, UpkeepFacts, snake_case,
};
pub(crate) use people::most_at_once;
pub use people::{
    Afterwards, AtShiftEnd, Choice, CrewFacts, Pace, PeopleFacts, PeopleId, Position, SkillFacts,
    TeamFacts, WalkFacts,
};
pub use setup::{AtEmpty, CleaningFacts, Cyclic, OnChange, Prefer, SetupFacts, Visit};
pub use shuttle::ShuttleFacts;
pub use walkways::{WalkRoute, Walkways};
pub use zone::{
    DriveFacts, FloorFacts, Lane, PUSHER_SPEED, PusherFacts, StopFacts, ZoneFacts, drift_across,
    time_across,
};

/// A plant: its equipment and products by id, and how to run it.
#[derive(Debug, Clone)]
pub struct Plant {
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// How to run it.
    pub run: RunFacts,
    /// The equipment, in the natural order of the names; the position is the id.
    pub equipment: Vec<EquipmentFacts>,
    /// The products, in the natural order of the names; the position is the id.
    pub products: Vec<ProductFacts>,
    /// The ways of those who walk; none: they go straight.
    pub walkways: Option<Walkways>,
    /// What energy costs.
    pub energy: EnergyFacts,
    /// What costs are counted in.
    pub currency: &'static str,
    /// The calendars, in the natural order of the names; the position is the id.
    pub calendars: Vec<CalendarFacts>,
    /// The people, in the natural order of the names of the groups.
    pub people: Vec<PeopleFacts>,
    /// What is expected of a run's results, as written.
    pub expect: Vec<ExpectFacts>,
}

/// What is expected of a KPI.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectFacts {
    /// The name of the KPI.
    pub kpi: String,
    /// Where the name stands in the scene.
    pub span: Span,
    /// The equipment that it is about.
    pub of: Option<EquipmentId>,
    /// The group of people that it is about, where it is about one.
    pub people: Option<PeopleId>,
    /// The product that it is about.
    pub product: Option<ProductId>,
    /// It is not below this. What is expected exactly has both bounds.
    pub at_least: Option<Bound>,
    /// It is not above this.
    pub at_most: Option<Bound>,
    /// Why.
    pub because: String,
}

/// A bound, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The number, perhaps with a unit.
    pub figure: Figure,
    /// Where it stands in the scene.
    pub span: Span,
}

/// How to run a plant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFacts {
    /// How long; none: until nothing is left to do.
    pub duration: Option<SimSpan>,
    /// How much of it is forgotten at its beginning.
    pub warm_up: SimSpan,
    /// The seed of all randomness.
    pub seed: u64,
    /// The scheduler's name; none: queues are worked off by their own discipline.
    pub scheduler: Option<String>,
}

/// What is known of a piece of equipment, whatever its kind.
#[derive(Debug, Clone)]
pub struct EquipmentFacts {
    /// Its name, which is its identity.
    pub name: String,
    /// Its kind, as written in the scene.
    pub kind: &'static str,
    /// Where the name stands in the scene.
    pub span: Span,
    /// What it does with items.
    pub role: Role,
    /// Where finished items go; none: by the product's route, or nowhere.
    pub routing: Option<Routing>,
    /// The places on which it processes; none: as many as wanted.
    pub places: Option<u32>,
    /// The items it holds at most, those in process included; none: no limit.
    pub capacity: Option<u64>,
    /// How long it processes an item, where it does.
    pub service: Option<ServiceFacts>,
    /// The planned run time per item, where it is not the mean of the process time; of a law, its mean counts.
    pub planned: Option<ServiceFacts>,
    /// What it brings into the plant.
    pub arrivals: Option<ArrivalFacts>,
    /// What may happen to it, in the natural order of the names.
    pub concerns: Vec<ConcernFacts>,
    /// What it uses and costs.
    pub meters: Meters,
    /// Where it stands on the floor, where that is said.
    pub position: Option<Position>,
    /// How many items one process takes: more than one where they are processed together, or put together.
    pub per_process: u32,
    /// What it makes of items beside processing them, where it does.
    pub conversion: Option<ConversionFacts>,
    /// The loops of pull control, by the equipment that releases into them, to which it gives cards back.
    pub returns: Vec<(EquipmentId, Span)>,
    /// What processing does to the quality of items; none: nothing.
    pub quality: Option<QualityFacts>,
    /// How items are inspected after processing; none: not at all.
    pub inspect: Option<InspectFacts>,
    /// What is done with an item beside processing it; none: nothing, and by nobody.
    pub stages: Option<Box<StagesFacts>>,
    /// Whether a place here can be reserved by whoever works for it.
    pub takes_reservations: bool,
    /// Whether its queue goes by the priorities of items.
    pub by_priority: bool,
    /// Of a sink, what the items count as that it takes.
    pub leaves_as: LeavesAs,
    /// What limits the waiting here; none: nothing.
    pub limits: Option<Box<LimitsFacts>>,
    /// The belt that it is, if it is one.
    pub belt: Option<Box<BeltFacts>>,
    /// The zone that it is, if it is one.
    pub zone: Option<Box<ZoneFacts>>,
    /// The fleet that it is, if it is one.
    pub fleet: Option<Box<FleetFacts>>,
    /// The shuttle that it is, if it is one.
    pub shuttle: Option<Box<ShuttleFacts>>,
}

impl EquipmentFacts {
    /// Returns the photo-eyes along it.
    pub fn eyes(&self) -> &[EyeFacts] {
        match (&self.belt, &self.zone) {
            (Some(belt), _) => &belt.eyes,
            (None, Some(zone)) => &zone.eyes,
            (None, None) => &[],
        }
    }

    /// Returns who goes first at its one entry, where somebody says so.
    pub fn merge(&self) -> Option<&MergeFacts> {
        let of_belt = self.belt.as_ref().map(|belt| &belt.merge);
        of_belt.or_else(|| self.zone.as_ref().map(|zone| &zone.merge))
    }

    /// Returns who is needed for the stages of its work.
    pub fn crews_of_stages(&self) -> impl Iterator<Item = &CrewFacts> {
        self.stages.iter().flat_map(|stages| {
            let setup = stages.setup.as_ref().and_then(|setup| setup.crew.as_ref());
            let [load, unload] =
                [&stages.load, &stages.unload].map(|stage| stage.as_ref()?.crew.as_ref());
            [setup, load, stages.crew.as_ref(), unload].into_iter().flatten()
        })
    }

    /// Returns who is needed for the stages of its work, and for what may happen to it.
    pub fn crews(&self) -> impl Iterator<Item = &CrewFacts> {
        let of_concerns = self
            .concerns
            .iter()
            .flat_map(|concern| concern.upkeep_crews.iter().chain([&concern.crew]).flatten());
        self.crews_of_stages().chain(of_concerns)
    }

    /// Returns whether it moves items, and is in one state as a whole: a belt, a zone, a shuttle.
    pub fn moves_items(&self) -> bool {
        self.belt.is_some() || self.zone.is_some() || self.shuttle.is_some()
    }

    /// Returns with how many operations done items of a product can begin their way here: with none where a source brings them
    /// or they are made here, with any number of the route's where they are unpacked.
    pub fn beginnings(&self, product: ProductId, operations: usize) -> std::ops::Range<usize> {
        let brings = |arrivals: &ArrivalFacts| arrivals.mix.iter().any(|(it, _)| *it == product);
        let made = self.conversion.as_ref().filter(|it| it.begins.contains(&product));
        match made {
            Some(conversion) if conversion.unpacks => 0..operations + 1,
            Some(_) => 0..1,
            None => 0..usize::from(self.arrivals.as_ref().is_some_and(brings)),
        }
    }

    /// Returns whether items are put into others here, inside which they go on.
    pub fn packs(&self) -> bool {
        self.conversion.as_ref().is_some_and(|conversion| conversion.packs)
    }

    /// Returns whether items come out of others here.
    pub fn unpacks(&self) -> bool {
        self.conversion.as_ref().is_some_and(|conversion| conversion.unpacks)
    }

    /// Returns how many items end their process here at once, if there are enough: those that are processed together, and stay
    /// what they are.
    pub fn processed_together(&self) -> u32 {
        if self.conversion.is_some() { 1 } else { self.per_process.max(1) }
    }

    /// Returns how many pieces are made of an item here, where each of them is judged for itself; zero: items are judged as they are.
    pub fn judged_pieces(&self) -> u32 {
        let judges = self.quality.is_some() || self.inspect.is_some();
        self.conversion.as_ref().filter(|_| judges).map_or(0, |conversion| conversion.pieces)
    }

    /// Returns the product of what is put together here, if that is another one than that of the part that goes on.
    pub fn put_together(&self) -> Option<ProductId> {
        let conversion = self.conversion.as_ref().filter(|_| self.kind == "Assembly")?;
        conversion.begins.first().copied()
    }

    /// Tells whether items of a product that come here end here, since something else is made of them.
    pub fn ends(&self, product: ProductId) -> bool {
        self.conversion.as_ref().is_some_and(|conversion| conversion.ends.contains(&product))
    }
}

/// Which products end at a piece of equipment, and which begin there: at an assembly, parts end and what is made begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConversionFacts {
    /// The products that it can use; none: any.
    pub takes: Option<Vec<ProductId>>,
    /// The products all of which have to come here before anything is done.
    pub needs: Vec<ProductId>,
    /// How many of each of these are taken at once.
    pub counts: Vec<u32>,
    /// The products whose items end here.
    pub ends: Vec<ProductId>,
    /// The products whose items begin here. What unpacks begins all that is packed somewhere.
    pub begins: Vec<ProductId>,
    /// Whether what ends here goes on inside other items.
    pub packs: bool,
    /// Whether what begins here was inside other items.
    pub unpacks: bool,
    /// Into how many pieces an item is taken apart; zero: it is not, or only unpacked.
    pub pieces: u32,
}

/// What processing does to the quality of items: shares by product.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityFacts {
    /// Spoilt, and taken out at once.
    pub scrap: Vec<f64>,
    /// With a defect from now on.
    pub defects: Vec<f64>,
    /// Of those with a defect: without one from now on.
    pub repairs: Vec<f64>,
    /// How many are spoilt after each change of set-up and each repair.
    pub start_up: u32,
}

/// How items are inspected.
#[derive(Debug, Clone, PartialEq)]
pub struct InspectFacts {
    /// The share of defects that is found.
    pub detects: f64,
    /// The share of good items that is rejected.
    pub false_alarms: f64,
    /// Every so-manieth item is inspected.
    pub every: u32,
    /// Where rejected items go; none: they are scrapped.
    pub rejects: Option<EquipmentId>,
    /// How often one item may be sent there.
    pub limit: Option<u8>,
}

/// What a station does with an item beside processing it, and the people that it takes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StagesFacts {
    /// Set-ups, first of all.
    pub setup: Option<SetupFacts>,
    /// Before processing.
    pub load: Option<StageFacts>,
    /// Who is needed while it processes.
    pub crew: Option<CrewFacts>,
    /// After processing.
    pub unload: Option<StageFacts>,
    /// Where the scene says that work begins only once a place is reserved where the item goes next (blocking before service);
    /// none: it does not.
    pub before_service: Option<Span>,
    /// The time between the beats at which work begins; none: it begins as soon as it can.
    pub takt: Option<SimSpan>,
    /// Whether it may fail when work is to begin.
    pub fails_on_demand: bool,
}

/// A stage of the work on an item.
#[derive(Debug, Clone, PartialEq)]
pub struct StageFacts {
    /// How long it takes, in nanoseconds.
    pub law: Distribution,
    /// Who is needed for it.
    pub crew: Option<CrewFacts>,
}

/// Something that may happen to a piece of equipment beside its work, such as a failure.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcernFacts {
    /// Its name, which no other concern of the same equipment has.
    pub name: String,
    /// Where the name, or the concern, stands in the scene.
    pub span: Span,
    /// As what KPIs count it.
    pub role: ConcernRole,
    /// The laws that it draws from, in an order of its own.
    pub laws: Vec<Distribution>,
    /// Who is needed for it.
    pub crew: Option<CrewFacts>,
    /// Who else may be needed for it: for its maintenance, and for its inspections, where that is not the same crew.
    pub upkeep_crews: [Option<CrewFacts>; 2],
    /// The calendar that it goes by, if it goes by one.
    pub calendar: Option<CalendarId>,
    /// The calendar at whose openings it is due, if it is due then.
    pub dates: Option<CalendarId>,
    /// Other equipment that stands still with its owner, each once.
    pub stops: Vec<EquipmentId>,
    /// Whether it may be that items get defects because of it.
    pub spoils: bool,
    /// Whether its owner sleeps because of it while nothing comes.
    pub sleeps: bool,
}

/// As what KPIs count something that may happen to equipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConcernRole {
    /// A breakdown: a loss of availability.
    Failure,
    /// A stop that nobody writes down, over before a repair would begin: a loss of performance.
    MicroStop,
    /// What is planned, and shows in the states alone: maintenance, shifts.
    Other,
}

/// What a piece of equipment does with items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Brings them into the plant.
    Source,
    /// Works on them: routes may name it.
    Processor,
    /// Holds or moves them.
    Holder,
    /// Takes them out of the plant.
    Sink,
}

/// Where finished items go, by links.
#[derive(Debug, Clone, PartialEq)]
pub enum Routing {
    /// The first with room.
    FirstFree(Vec<EquipmentId>),
    /// In turn; one that stands in the list several times has several turns.
    RoundRobin(Vec<EquipmentId>),
    /// Drawn; ordered by id.
    Probability(Vec<(EquipmentId, f64)>),
    /// By product.
    ByProduct(BTreeMap<ProductId, EquipmentId>),
    /// The emptiest with room.
    ShortestQueue(Vec<EquipmentId>),
}

impl Routing {
    /// Returns where items of a product may go, each with its share; shares that depend on the state are equal.
    pub fn shares(&self, product: ProductId) -> Vec<(EquipmentId, f64)> {
        match self {
            Self::FirstFree(to) | Self::RoundRobin(to) | Self::ShortestQueue(to) => {
                let share = 1.0 / to.len() as f64;
                to.iter().map(|id| (*id, share)).collect()
            }
            Self::Probability(shares) => shares.clone(),
            Self::ByProduct(ways) => ways.get(&product).map(|id| (*id, 1.0)).into_iter().collect(),
        }
    }

    /// Returns every target, in the order of preference or of ids.
    pub fn targets(&self) -> Vec<EquipmentId> {
        match self {
            Self::FirstFree(to) | Self::ShortestQueue(to) => to.clone(),
            Self::RoundRobin(to) => {
                let mut once: Vec<EquipmentId> = Vec::new();
                for id in to {
                    if !once.contains(id) {
                        once.push(*id);
                    }
                }
                once
            }
            Self::Probability(shares) => shares.iter().map(|(id, _)| *id).collect(),
            Self::ByProduct(ways) => {
                let mut to: Vec<_> = ways.values().copied().collect();
                to.sort_unstable();
                to.dedup();
                to
            }
        }
    }
}

/// How long a piece of equipment works on an item, in nanoseconds.
#[derive(Debug, Clone, PartialEq)]
pub enum ServiceFacts {
    /// The same law for every product.
    All(Distribution),
    /// A law for each product.
    ByProduct(BTreeMap<ProductId, Distribution>),
    /// Only operations of routes that bring their own time.
    ByRoute,
}

impl ServiceFacts {
    /// What takes no time.
    pub const fn none() -> Self {
        Self::All(Distribution::Constant { value: 0.0 })
    }

    /// Returns the law for a product.
    pub fn law(&self, product: ProductId) -> Option<&Distribution> {
        match self {
            Self::All(law) => Some(law),
            Self::ByProduct(laws) => laws.get(&product),
            Self::ByRoute => None,
        }
    }
}

/// What is known of a product.
#[derive(Debug, Clone)]
pub struct ProductFacts {
    /// Its name.
    pub name: String,
    /// Where the name stands in the scene; none for a product that is only named by a source.
    pub span: Option<Span>,
    /// Higher goes first where a queue is ordered by priority.
    pub priority: i32,
    /// The operations; empty: the product follows the equipment's links.
    pub route: Vec<OperationFacts>,
    /// The sink that takes it after its last operation.
    pub exit: Option<EquipmentId>,
    /// How long after it came into the plant from a source it should be complete, where no order says when; none: never.
    pub allowance: Option<SimSpan>,
    /// How long an item is in the direction in which belts move it, where that is said.
    pub length: Option<Length>,
    /// How long it keeps; none: for ever.
    pub shelf_life: Option<ShelfLifeFacts>,
    /// How wide it is across the belt.
    pub width: Option<Length>,
    /// How high it is.
    pub height: Option<Length>,
    /// What an item is as a rigid body, where that is said.
    pub physics: Option<Box<Physics>>,
}

/// One step of a route.
#[derive(Debug, Clone)]
pub struct OperationFacts {
    /// Where it can be done, in the order of preference.
    pub alternatives: Vec<AlternativeFacts>,
    /// Which set-up it needs there, by the name of a family; none: that of its product.
    pub setup: Option<Spanned<String>>,
}

/// One of the stations on which an operation can be done.
#[derive(Debug, Clone)]
pub struct AlternativeFacts {
    /// The station.
    pub station: EquipmentId,
    /// The process time there, in nanoseconds; none: the station's own.
    pub law: Option<Distribution>,
    /// Where the station is named.
    pub span: Span,
}

/// An order, ready to be released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderFacts {
    /// Its name.
    pub name: String,
    /// The number of its first item at the source.
    pub first: u64,
    /// Its number among the names of all orders of the plant: orders of one name at several sources belong together.
    pub number: u32,
    /// What is ordered.
    pub product: ProductId,
    /// How many items.
    pub quantity: u32,
    /// When work on it may begin.
    pub release: SimTime,
    /// When it should be complete.
    pub due: Option<SimTime>,
    /// Its priority; none: the product's.
    pub priority: Option<i32>,
}

impl Plant {
    /// Returns the facts of a piece of equipment.
    ///
    /// # Panics
    /// Where the id is another plant's.
    pub fn equipment(&self, id: EquipmentId) -> &EquipmentFacts {
        &self.equipment[id.index()]
    }

    /// Returns the facts of a product.
    ///
    /// # Panics
    /// Where the id is another plant's.
    pub fn product(&self, id: ProductId) -> &ProductFacts {
        &self.products[id.index()]
    }

    /// Returns the facts of a calendar.
    ///
    /// # Panics
    /// Where the id is another plant's.
    pub fn calendar(&self, id: CalendarId) -> &CalendarFacts {
        &self.calendars[id.index()]
    }

    /// Returns the ids of all equipment, in order.
    pub fn equipment_ids(&self) -> impl Iterator<Item = EquipmentId> + use<> {
        (0..self.equipment.len() as u32).map(EquipmentId)
    }

    /// Returns all concerns with their owners and ids: numbers behind those of the equipment, ordered by owner and name.
    pub fn concerns(&self) -> impl Iterator<Item = (EquipmentId, EquipmentId, &ConcernFacts)> {
        let owners = self.equipment_ids().zip(&self.equipment);
        let concerns =
            owners.flat_map(|(owner, facts)| facts.concerns.iter().map(move |it| (owner, it)));
        (self.equipment.len() as u32..)
            .map(EquipmentId)
            .zip(concerns)
            .map(|(id, (owner, facts))| (id, owner, facts))
    }

    /// Returns the ids of the groups of people: numbers behind those of the equipment and of all concerns.
    pub fn people_ids(&self) -> impl Iterator<Item = EquipmentId> + use<> {
        let concerns: usize = self.equipment.iter().map(|facts| facts.concerns.len()).sum();
        let first = (self.equipment.len() + concerns) as u32;
        (first..first + self.people.len() as u32).map(EquipmentId)
    }

    /// Returns who is needed for anything in the plant: for work on items, for what may happen to equipment, for repairs of
    /// vehicles.
    pub fn crews(&self) -> impl Iterator<Item = &CrewFacts> {
        let of_equipment = self.equipment.iter().flat_map(EquipmentFacts::crews);
        let types = self.fleets().flat_map(|(_, fleet)| &fleet.types);
        let of_vehicles = types.filter_map(|kind| kind.breakdown.as_ref()?.crew.as_ref());
        of_equipment.chain(of_vehicles)
    }

    /// Returns how many ids there are: of equipment, concerns, and groups of people, of what watches over shelf lives, and of
    /// vehicles, and of the ways and zones on which those drive.
    pub fn count(&self) -> usize {
        self.first_place().index() + self.fleets().map(|(_, it)| it.places()).sum::<usize>()
    }

    /// Returns all fleets, with the equipment that they are.
    pub fn fleets(&self) -> impl Iterator<Item = (EquipmentId, &FleetFacts)> {
        let equipment = self.equipment_ids().zip(&self.equipment);
        equipment.filter_map(|(id, facts)| Some((id, facts.fleet.as_deref()?)))
    }

    /// Returns the fleet that brings what goes from one piece of equipment to another; none: nobody has to.
    pub fn fleet_between(&self, from: EquipmentId, to: EquipmentId) -> Option<EquipmentId> {
        self.fleets().find(|(_, fleet)| fleet.carries(from, to)).map(|(id, _)| id)
    }

    /// The first id of a vehicle.
    fn first_vehicle(&self) -> EquipmentId {
        EquipmentId((self.shelf_life_id().index() + usize::from(self.has_shelf_lives())) as u32)
    }

    /// Returns the ids of a fleet's vehicles: numbers behind all others, in the order of the fleets.
    pub fn vehicle_ids(&self, fleet: EquipmentId) -> impl Iterator<Item = EquipmentId> + use<> {
        let before = self.fleets().take_while(|(id, _)| *id < fleet);
        let first = self.first_vehicle().0
            + before.map(|(_, facts)| facts.vehicles.len() as u32).sum::<u32>();
        let own = self.equipment(fleet).fleet.as_ref().map_or(0, |it| it.vehicles.len() as u32);
        (first..first + own).map(EquipmentId)
    }

    /// The first id of a way on which vehicles drive.
    fn first_place(&self) -> EquipmentId {
        let vehicles: usize = self.fleets().map(|(_, it)| it.vehicles.len()).sum();
        EquipmentId(self.first_vehicle().0 + vehicles as u32)
    }

    /// Returns the ids of a fleet's ways, and behind them of its zones: numbers behind those of all vehicles, in the order of the fleets.
    pub fn place_ids(&self, fleet: EquipmentId) -> impl Iterator<Item = EquipmentId> + use<> {
        let before = self.fleets().take_while(|(id, _)| *id < fleet);
        let first =
            self.first_place().0 + before.map(|(_, facts)| facts.places() as u32).sum::<u32>();
        let own = self.equipment(fleet).fleet.as_ref().map_or(0, |it| it.places() as u32);
        (first..first + own).map(EquipmentId)
    }

    /// Tells whether anything in the plant expires.
    pub fn has_shelf_lives(&self) -> bool {
        self.products.iter().any(|product| product.shelf_life.is_some())
    }

    /// Returns the id of what watches over shelf lives: the number behind all others.
    pub fn shelf_life_id(&self) -> EquipmentId {
        let others = self.equipment.len() + self.concerns().count() + self.people.len();
        EquipmentId(others as u32)
    }

    /// Returns what a person calls it: the name of a piece of equipment or of a group of people, or `filler: jam` for a concern.
    ///
    /// # Panics
    /// Where the id is another plant's.
    pub fn name(&self, id: EquipmentId) -> String {
        if let Some(facts) = self.equipment.get(id.index()) {
            return facts.name.clone();
        }
        // Lists of all names are long: most of what is asked for are concerns and people.
        if let Some((_, owner, facts)) = self.concerns().nth(id.index() - self.equipment.len()) {
            return self.name_of_concern(owner, facts);
        }
        match self.people_ids().zip(&self.people).find(|(it, _)| *it == id) {
            Some((_, facts)) => facts.name.clone(),
            None => self.names().swap_remove(id.index()),
        }
    }

    /// Returns what an item is called: by what brought it, and its number there.
    ///
    /// # Panics
    /// Where the item is another plant's.
    pub fn item_name(&self, item: ItemId) -> String {
        format!("{}#{}", self.name(item.origin()), item.serial())
    }

    /// Returns the names of all equipment, all concerns and all groups of people, by id; and behind them, where something expires,
    /// of what watches over that, and of all vehicles, and of the ways and zones on which they drive.
    pub fn names(&self) -> Vec<String> {
        let equipment = self.equipment.iter().map(|facts| facts.name.clone());
        let concerns = self.concerns().map(|(_, owner, facts)| self.name_of_concern(owner, facts));
        let people = self.people.iter().map(|facts| facts.name.clone());
        let shelf_life = self.has_shelf_lives().then(|| "shelf life".to_owned());
        let vehicles = self.fleets().flat_map(|(id, fleet)| {
            let fleet_name = self.equipment(id).name.as_str();
            fleet.vehicles.iter().map(move |(name, ..)| format!("{fleet_name}: {name}"))
        });
        let places = self.fleets().flat_map(|(id, fleet)| {
            let fleet_name = self.equipment(id).name.as_str();
            fleet.place_names().map(move |name| format!("{fleet_name}: {name}"))
        });
        let others = equipment.chain(concerns).chain(people).chain(shelf_life);
        others.chain(vehicles).chain(places).collect()
    }

    /// Returns what a person calls a concern: `filler: jam`.
    pub fn name_of_concern(&self, owner: EquipmentId, facts: &ConcernFacts) -> String {
        format!("{}: {}", self.equipment(owner).name, facts.name)
    }

    /// Returns where routes lead next from a piece of equipment.
    pub fn after_on_routes(&self, id: EquipmentId) -> Vec<EquipmentId> {
        let stations = |operation: &OperationFacts| -> Vec<EquipmentId> {
            operation.alternatives.iter().map(|alternative| alternative.station).collect()
        };
        let mut after = Vec::new();
        for product in &self.products {
            for (position, operation) in product.route.iter().enumerate() {
                if stations(operation).contains(&id) {
                    match product.route.get(position + 1) {
                        Some(next) => after.extend(stations(next)),
                        None => after.extend(product.exit),
                    }
                }
            }
        }
        after
    }

    /// Returns the ids of all products, in order.
    pub fn product_ids(&self) -> impl Iterator<Item = ProductId> + use<> {
        (0..self.products.len() as u32).map(ProductId)
    }

    /// Finds a piece of equipment by its name.
    pub fn find(&self, name: &str) -> Option<EquipmentId> {
        self.equipment_ids().find(|id| self.equipment(*id).name == name)
    }

    /// Returns the planned run time of a product's operation (from 0) at a station, in nanoseconds: what the scene says
    /// is planned there, else the mean process time; where items are processed together, the share of one of a full load.
    pub fn planned_run_time(
        &self,
        product: ProductId,
        operation: usize,
        station: EquipmentId,
    ) -> Option<f64> {
        let planned = self.equipment(station).planned.as_ref();
        let planned = planned.and_then(|planned| planned.law(product)).map(Distribution::mean);
        let planned = planned.or_else(|| self.mean_process(product, operation, station));
        planned.map(|time| time / f64::from(self.equipment(station).processed_together()))
    }

    /// Returns the mean process time of a product's operation (from 0) at a station, in nanoseconds.
    ///
    /// Without a route, or where the operation brings no time of its own, it is the station's.
    pub fn mean_process(
        &self,
        product: ProductId,
        operation: usize,
        station: EquipmentId,
    ) -> Option<f64> {
        let own = self
            .product(product)
            .route
            .get(operation)
            .and_then(|operation| {
                operation.alternatives.iter().find(|alternative| alternative.station == station)
            })
            .and_then(|alternative| alternative.law.as_ref());
        own.or_else(|| self.equipment(station).service.as_ref()?.law(product))
            .map(Distribution::mean)
    }
}
