//! Schedulers side by side, each for some of the decision points: `SPT & RELEASE(EDD)`.

use plantwright_model::Plant;
use plantwright_model::plant::RouteChoice;
use plantwright_units::ItemId;

use crate::transport::{charge_by_rule, park_by_rule};
use crate::{
    Alternative, Answer, Assignment, BatchAnswer, Changeover, Charging, DecideCx, Diversion, Floor,
    Forming, Needs, OrderRelease, Pairs, Parking, Points, Review, Scheduler, Sequence, Service,
    Staffing, Transport, Upkeep, Ways,
};

/// Several schedulers: the first that decides a point is asked for it. What none of them decides, the scene does. Stations
/// and upkeep are the business of the first that decides which item is next, and of the first of all where none does; so is
/// transport where none says that it decides that.
#[derive(Debug)]
pub struct Combined {
    name: String,
    parts: Vec<Box<dyn Scheduler>>,
}

impl Combined {
    /// Puts schedulers side by side. None at all decide nothing.
    pub fn new(parts: Vec<Box<dyn Scheduler>>) -> Self {
        let names: Vec<&str> = parts.iter().map(|part| part.name()).collect();
        Self { name: names.join(" & "), parts }
    }

    fn part(&mut self, point: Points) -> Option<&mut Box<dyn Scheduler>> {
        self.parts.iter_mut().find(|part| part.decides().has(point))
    }

    /// Whoever is asked about vehicles.
    fn of_vehicles(&mut self) -> Option<&mut Box<dyn Scheduler>> {
        match self.parts.iter().position(|part| part.decides().has(Points::TRANSPORT)) {
            Some(part) => self.parts.get_mut(part),
            None => self.leading(),
        }
    }

    /// Whoever is asked for what nobody can leave alone.
    fn leading(&mut self) -> Option<&mut Box<dyn Scheduler>> {
        let leads = self.parts.iter().position(|part| part.decides().has(Points::SEQUENCE));
        self.parts.get_mut(leads.unwrap_or(0))
    }
}

/// Asks the part that decides a point; whoever decides nothing is not asked.
macro_rules! ask {
    ($self:ident, $point:ident, $method:ident($ask:ident, $cx:ident), $else:expr) => {
        match $self.part(Points::$point) {
            Some(part) => part.$method($ask, $cx),
            None => $else,
        }
    };
}

impl Scheduler for Combined {
    fn name(&self) -> &str {
        &self.name
    }

    fn needs(&self) -> Needs {
        self.parts.iter().fold(Needs::NONE, |needs, part| needs.and(part.needs()))
    }

    fn decides(&self) -> Points {
        self.parts.iter().fold(Points::NONE, |points, part| points.and(part.decides()))
    }

    fn fits(&self, plant: &Plant) -> Result<(), String> {
        self.parts.iter().try_for_each(|part| part.fits(plant))
    }

    fn sequence(&mut self, ask: &Sequence, cx: &mut DecideCx<'_>) -> Answer {
        ask!(self, SEQUENCE, sequence(ask, cx), crate::contract::longest_waiting(&ask.candidates))
    }

    fn alternative(&mut self, ask: &Alternative, cx: &mut DecideCx<'_>) -> Answer {
        match self.leading() {
            Some(part) => part.alternative(ask, cx),
            None => crate::contract::soonest_done(ask),
        }
    }

    fn maintain(&mut self, ask: &Upkeep, cx: &mut DecideCx<'_>) -> bool {
        match self.leading() {
            Some(part) => part.maintain(ask, cx),
            None => ask.stage >= ask.threshold,
        }
    }

    fn transport(&mut self, ask: &Transport, cx: &mut DecideCx<'_>) -> Pairs {
        match self.of_vehicles() {
            Some(part) => part.transport(ask, cx),
            None => ask.by_rule(ask.rule),
        }
    }

    fn park(&mut self, ask: &Parking, cx: &mut DecideCx<'_>) -> Option<usize> {
        match self.of_vehicles() {
            Some(part) => part.park(ask, cx),
            None => park_by_rule(ask),
        }
    }

    fn charge(&mut self, ask: &Charging, cx: &mut DecideCx<'_>) -> Option<usize> {
        match self.of_vehicles() {
            Some(part) => part.charge(ask, cx),
            None => charge_by_rule(ask),
        }
    }

    fn goes_shortest(&mut self, ask: &Ways, cx: &mut DecideCx<'_>) -> bool {
        match self.of_vehicles() {
            Some(part) => part.goes_shortest(ask, cx),
            None => ask.rule == RouteChoice::Shortest,
        }
    }

    fn release(&mut self, ask: &OrderRelease, cx: &mut DecideCx<'_>) -> Answer {
        ask!(self, RELEASE, release(ask, cx), crate::contract::longest_waiting(&ask.candidates))
    }

    fn setup(&mut self, ask: &Changeover, cx: &mut DecideCx<'_>) -> Option<Answer> {
        ask!(self, SETUP, setup(ask, cx), crate::setup::as_preferred(ask))
    }

    fn batch(&mut self, ask: &Forming, cx: &mut DecideCx<'_>) -> BatchAnswer {
        ask!(self, BATCH, batch(ask, cx), crate::batch::as_the_scene_says(ask))
    }

    fn staff(&mut self, ask: &Staffing, cx: &mut DecideCx<'_>) -> Vec<Assignment> {
        ask!(self, STAFF, staff(ask, cx), crate::staffing::as_asked(ask))
    }

    fn service(&mut self, ask: &Service, cx: &mut DecideCx<'_>) -> Answer {
        ask!(self, SERVICE, service(ask, cx), crate::service::when_it_stands(ask))
    }

    fn divert(&mut self, ask: &Diversion, cx: &mut DecideCx<'_>) -> Vec<usize> {
        ask!(self, DIVERT, divert(ask, cx), crate::diversion::as_the_scene_sends(ask))
    }

    fn review(&mut self, ask: &Review, cx: &mut DecideCx<'_>) -> bool {
        ask!(self, REVIEW, review(ask, cx), false)
    }

    fn look(&mut self, floor: &Floor, cx: &mut DecideCx<'_>) {
        if let Some(part) = self.part(Points::REVIEW) {
            part.look(floor, cx);
        }
    }

    fn gone(&mut self, item: ItemId) {
        self.parts.iter_mut().for_each(|part| part.gone(item));
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        let parts = self.parts.iter().map(|part| part.fork()).collect();
        Box::new(Self { name: self.name.clone(), parts })
    }

    fn save(&self) -> Vec<u8> {
        let saved: Vec<Vec<u8>> = self.parts.iter().map(|part| part.save()).collect();
        // Most remember nothing. Writing plain data into memory cannot fail.
        if saved.iter().all(Vec::is_empty) {
            return Vec::new();
        }
        postcard::to_allocvec(&saved).unwrap_or_default()
    }

    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        if bytes.is_empty() {
            return self.parts.iter_mut().try_for_each(|part| part.load(bytes));
        }
        let saved: Vec<Vec<u8>> = postcard::from_bytes(bytes).map_err(|error| error.to_string())?;
        if saved.len() != self.parts.len() {
            return Err(format!("{} schedulers were saved", saved.len()));
        }
        self.parts.iter_mut().zip(saved).try_for_each(|(part, bytes)| part.load(&bytes))
    }
}
