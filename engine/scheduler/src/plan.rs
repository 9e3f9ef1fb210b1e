//! Plans: schedules that are decided ahead, and how a run follows one.
//!
//! A [`Planner`] sees all that is to be done ([`Outlook`]) and says what is done where and when ([`Plan`]). [`Follow`] makes a
//! scheduler of it: every station takes its operations in the order of the plan, none before its planned start. Where reality
//! is slower than the plan, starts shift to the right and the order stays; what left the plant is passed over; what the plan
//! does not know is done when it comes, first come first served.
//!
//! Where process times are certain and nothing fails, a run that follows a plan has the plan's own starts, and thereby its
//! makespan.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Debug;

use plantwright_des::Distribution;
use plantwright_model::Plant;
use plantwright_model::plant::{Role, SetupFacts};
use plantwright_units::{EquipmentId, ItemId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::contract::longest_waiting;
use crate::{
    Alternative, Answer, DecideCx, Floor, Needs, Points, Present, Review, Scheduler, Sequence,
};

/// All that is to be done, as far as it is known beforehand: plain data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlook {
    /// The items, ordered by id.
    pub jobs: Vec<Job>,
    /// The stations that routes name.
    pub stations: BTreeMap<EquipmentId, Resource>,
}

/// An item that will come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Which.
    pub item: ItemId,
    /// What it is.
    pub product: ProductId,
    /// When work on it may begin; where some of it is done already, when the rest may.
    pub release: SimTime,
    /// When it should be complete.
    pub due: Option<SimTime>,
    /// Its priority; higher is more important.
    pub priority: i32,
    /// For each operation, the stations that can do it, in the order of the route; never empty.
    pub operations: Vec<Vec<Step>>,
    /// How many of the operations are not to be planned any more: done, or in process.
    pub begun: u32,
}

/// A station that can do an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which.
    pub station: EquipmentId,
    /// Mean process time there.
    pub process: SimSpan,
}

/// A station, as a plan sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// How many items it works on at once; none: as many as come.
    pub places: Option<u32>,
    /// How its set-ups change; none: they take no time.
    pub setups: Option<Setups>,
    /// From when on places are free that are not from the beginning.
    pub busy: Vec<SimTime>,
    /// From when on anything can be begun there.
    pub works: SimTime,
}

/// Mean times of changes of set-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setups {
    /// The family of each product, by position.
    pub family_of: Vec<u32>,
    /// The families of operations that need another set-up than their product.
    pub of_operations: BTreeMap<(ProductId, u16), u32>,
    /// What is set up at the beginning; none: whatever comes first.
    pub initial: Option<u32>,
    /// From family to family; what is not listed takes no time.
    pub times: BTreeMap<(u32, u32), SimSpan>,
}

impl Setups {
    fn of(facts: &SetupFacts) -> Self {
        let mean = |law: &Distribution| SimSpan::from_nanos_f64(law.mean()).unwrap_or(SimSpan::MAX);
        Self {
            family_of: facts.family_of.clone(),
            of_operations: facts.of_operations.clone(),
            initial: facts.initial,
            times: facts.times.iter().map(|(change, law)| (*change, mean(law))).collect(),
        }
    }

    /// Returns how long it takes to change from a family to an operation of a product, counted from 0, and its family.
    pub fn change(
        &self,
        from: Option<u32>,
        (product, operation): (ProductId, u32),
    ) -> (SimSpan, u32) {
        let own = self.of_operations.get(&(product, operation as u16));
        let to = own.copied().unwrap_or_else(|| self.family_of[product.index()]);
        let time = from.and_then(|from| self.times.get(&(from, to)));
        (time.copied().unwrap_or(SimSpan::ZERO), to)
    }
}

impl Outlook {
    /// Gathers what is known of a plant before its run.
    ///
    /// # Errors
    /// A sentence that says what of it is not known beforehand: what comes without orders, what has no route.
    pub fn of(plant: &Plant) -> Result<Self, String> {
        let mut jobs = Vec::new();
        for id in plant.equipment_ids().filter(|id| plant.equipment(*id).role == Role::Source) {
            let facts = plant.equipment(id);
            let orders = facts.arrivals.as_ref().map_or(&[][..], |arrivals| &arrivals.orders);
            if orders.is_empty() {
                return Err(format!(
                    "`{}` brings what is not known beforehand, and a plan needs orders",
                    facts.name
                ));
            }
            let mut serial = 0;
            for order in orders {
                let product = plant.product(order.product);
                if product.route.is_empty() {
                    return Err(format!("`{}` has no route", product.name));
                }
                for _ in 0..order.quantity {
                    jobs.push(Job {
                        item: ItemId::new(id, serial),
                        product: order.product,
                        release: order.release,
                        due: order.due,
                        priority: order.priority.unwrap_or(product.priority),
                        operations: operations(plant, order.product),
                        begun: 0,
                    });
                    serial += 1;
                }
            }
        }
        jobs.sort_by_key(|job| job.item);
        let named = jobs.iter().flat_map(|job| job.operations.iter().flatten());
        let stations: BTreeSet<EquipmentId> = named.map(|step| step.station).collect();
        let resource = |id: EquipmentId| {
            let facts = plant.equipment(id);
            let setup = facts.stages.as_ref().and_then(|stages| stages.setup.as_ref());
            let (busy, works) = (Vec::new(), SimTime::ZERO);
            (id, Resource { places: facts.places, setups: setup.map(Setups::of), busy, works })
        };
        Ok(Self { jobs, stations: stations.into_iter().map(resource).collect() })
    }

    /// Gathers what is still to be done, on a floor where some of it is done already.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn ahead(plant: &Plant, floor: &Floor) -> Result<Self, String> {
        let mut outlook = Self::of(plant)?;
        let present: BTreeMap<ItemId, Present> =
            floor.items.iter().map(|present| (present.item, *present)).collect();
        // What should have come and is not there is complete, or gone.
        outlook.jobs.retain(|job| job.release > floor.now || present.contains_key(&job.item));
        for job in &mut outlook.jobs {
            let Some(present) = present.get(&job.item) else { continue };
            let stays = present.waits || present.until.is_some();
            if let Some(steps) = job.operations.get_mut(present.done as usize).filter(|_| stays) {
                steps.retain(|step| step.station == present.at);
            }
            job.begun = present.done + u32::from(present.until.is_some());
            job.release = present.until.unwrap_or(floor.now);
            if let Some(resource) = outlook.stations.get_mut(&present.at) {
                resource.busy.extend(present.until);
            }
        }
        for (id, resource) in &mut outlook.stations {
            let Some(station) = floor.stations.get(id) else { continue };
            resource.works = station.works;
            if let Some(setups) = &mut resource.setups {
                setups.initial = station.family;
            }
        }
        Ok(outlook)
    }
}

fn operations(plant: &Plant, product: ProductId) -> Vec<Vec<Step>> {
    let route = plant.product(product).route.iter().enumerate();
    let steps = route.map(|(number, operation)| {
        let steps = operation.alternatives.iter().map(|alternative| {
            let station = alternative.station;
            let mean = plant.mean_process(product, number, station).unwrap_or_default();
            let process = SimSpan::from_nanos_f64(mean).unwrap_or(SimSpan::MAX);
            Step { station, process }
        });
        steps.collect()
    });
    steps.collect()
}

/// A schedule that is decided ahead: plain data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What is done, in any order.
    pub operations: Vec<Planned>,
}

/// An operation of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Planned {
    /// When the station begins with it; with its set-up, where it takes one.
    pub start: SimTime,
    /// When it is finished.
    pub end: SimTime,
    /// Of which item.
    pub item: ItemId,
    /// The number of the operation in the item's route, from 0.
    pub operation: u32,
    /// Where.
    pub station: EquipmentId,
}

impl Plan {
    /// Returns when the last operation is finished.
    pub fn makespan(&self) -> SimSpan {
        let last = self.operations.iter().map(|planned| planned.end).max();
        last.map_or(SimSpan::ZERO, |last| last.since(SimTime::ZERO))
    }
}

/// Whoever plans ahead.
///
/// # Determinism
/// As for [`Scheduler`]: equal outlooks with equal draws get equal plans.
pub trait Planner: Debug + Send + Sync {
    /// Returns the name by which scenes and commands choose it.
    fn name(&self) -> &str;

    /// Plans what is to be done.
    ///
    /// # Errors
    /// A sentence that says why it cannot.
    fn plan(&mut self, outlook: &Outlook, cx: &mut DecideCx<'_>) -> Result<Plan, String>;

    /// Returns a copy for a fork of the run.
    fn fork(&self) -> Box<dyn Planner>;
}

/// A plan that is at hand already, such as one from a file.
#[derive(Debug, Clone)]
pub struct Ready {
    name: String,
    plan: Plan,
}

impl Ready {
    /// Takes a plan.
    pub fn new(name: impl Into<String>, plan: Plan) -> Self {
        Self { name: name.into(), plan }
    }
}

impl Planner for Ready {
    fn name(&self) -> &str {
        &self.name
    }

    fn plan(&mut self, _outlook: &Outlook, _cx: &mut DecideCx<'_>) -> Result<Plan, String> {
        Ok(self.plan.clone())
    }

    fn fork(&self) -> Box<dyn Planner> {
        Box::new(self.clone())
    }
}

/// The scheduler that follows a planner's plan, which is made when it is asked for the first time.
#[derive(Debug)]
pub struct Follow {
    name: String,
    planner: Box<dyn Planner>,
    /// Whether it plans anew where reality differs.
    revises: bool,
    memory: Memory,
}

/// What is left of the plan, station by station in the order of the starts; none: nothing was planned yet.
type Memory = Option<BTreeMap<EquipmentId, VecDeque<Planned>>>;

impl Follow {
    /// Makes a scheduler of a planner, which plans once.
    pub fn new(planner: Box<dyn Planner>) -> Self {
        Self { name: planner.name().to_owned(), planner, revises: false, memory: None }
    }

    /// Makes a scheduler of a planner, which plans the rest anew when equipment stops or works again, and when something could
    /// not begin when it was planned to.
    pub fn revising(planner: Box<dyn Planner>) -> Self {
        let name = format!("REPLAN({})", planner.name());
        Self { name, planner, revises: true, memory: None }
    }

    /// Returns what is left of the plan, and makes it first where there is none.
    fn left(&mut self, cx: &mut DecideCx<'_>) -> &mut BTreeMap<EquipmentId, VecDeque<Planned>> {
        let outlook = || Outlook::of(cx.plant);
        let memory = match self.memory.take() {
            Some(memory) => memory,
            None => planned(&mut *self.planner, outlook(), cx),
        };
        self.memory.insert(memory)
    }
}

/// Plans, station by station.
fn planned(
    planner: &mut dyn Planner,
    outlook: Result<Outlook, String>,
    cx: &mut DecideCx<'_>,
) -> BTreeMap<EquipmentId, VecDeque<Planned>> {
    let plan = outlook.and_then(|outlook| planner.plan(&outlook, cx));
    let mut operations = match plan {
        Ok(plan) => plan.operations,
        // The run ends with a fault that names the scheduler and the decision.
        Err(reason) => std::panic::resume_unwind(Box::new(reason)),
    };
    operations.sort_unstable();
    let mut left = BTreeMap::<EquipmentId, VecDeque<Planned>>::new();
    for planned in operations {
        left.entry(planned.station).or_default().push_back(planned);
    }
    left
}

impl Scheduler for Follow {
    fn name(&self) -> &str {
        &self.name
    }

    fn needs(&self) -> Needs {
        Needs::NONE
    }

    fn decides(&self) -> Points {
        let reviews = if self.revises { Points::REVIEW } else { Points::NONE };
        Points::SEQUENCE.and(reviews)
    }

    fn fits(&self, plant: &Plant) -> Result<(), String> {
        Outlook::of(plant).map(|_| ())
    }

    fn sequence(&mut self, ask: &Sequence, cx: &mut DecideCx<'_>) -> Answer {
        let left = self.left(cx).entry(ask.station).or_default();
        let find = |planned: &Planned| {
            let is_it =
                |item: ItemId, operation| (item, operation) == (planned.item, planned.operation);
            ask.candidates.iter().position(|it| is_it(it.item, it.operation))
        };
        if let Some(first) = left.front().copied()
            && let Some(position) = find(&first)
        {
            if first.start > ask.now && !ask.last_call {
                return Answer::WaitUntil(first.start);
            }
            left.pop_front();
            return Answer::Take(position);
        }
        // Nothing else will happen: the next of the plan that is here.
        if ask.last_call
            && let Some((number, position)) =
                left.iter().enumerate().find_map(|(number, it)| Some((number, find(it)?)))
        {
            left.remove(number);
            return Answer::Take(position);
        }
        let planned: Vec<usize> = left.iter().filter_map(find).collect();
        if planned.len() == ask.candidates.len() {
            return Answer::Wait;
        }
        // What the plan does not know is done when it comes.
        let unknown: Vec<usize> =
            (0..ask.candidates.len()).filter(|position| !planned.contains(position)).collect();
        let candidates: Vec<_> =
            unknown.iter().map(|position| ask.candidates[*position].clone()).collect();
        match longest_waiting(&candidates) {
            Answer::Take(position) => Answer::Take(unknown[position]),
            other => other,
        }
    }

    fn alternative(&mut self, ask: &Alternative, cx: &mut DecideCx<'_>) -> Answer {
        let left = self.left(cx);
        let planned = ask.choices.iter().position(|choice| {
            let of_station = left.get(&choice.station).into_iter().flatten();
            of_station.into_iter().any(|it| (it.item, it.operation) == (ask.item, ask.operation))
        });
        planned.map_or_else(|| crate::contract::soonest_done(ask), Answer::Take)
    }

    fn review(&mut self, ask: &Review, _cx: &mut DecideCx<'_>) -> bool {
        let Some(left) = self.memory.as_ref().filter(|_| self.revises) else { return false };
        let is_late = |left: &VecDeque<Planned>| left.front().is_some_and(|it| it.start < ask.now);
        !ask.news.is_empty() || left.values().any(is_late)
    }

    fn look(&mut self, floor: &Floor, cx: &mut DecideCx<'_>) {
        let outlook = Outlook::ahead(cx.plant, floor);
        self.memory = Some(planned(&mut *self.planner, outlook, cx));
    }

    fn gone(&mut self, item: ItemId) {
        for left in self.memory.iter_mut().flat_map(|left| left.values_mut()) {
            left.retain(|planned| planned.item != item);
        }
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(Self {
            name: self.name.clone(),
            planner: self.planner.fork(),
            revises: self.revises,
            memory: self.memory.clone(),
        })
    }

    fn save(&self) -> Vec<u8> {
        // Writing plain data into memory cannot fail.
        postcard::to_allocvec(&self.memory).unwrap_or_default()
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.memory = postcard::from_bytes(bytes).map_err(|error| error.to_string())?;
        Ok(())
    }
}
