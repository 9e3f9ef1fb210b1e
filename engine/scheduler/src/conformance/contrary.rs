//! A scheduler that answers nothing as schedulers do by default.

use plantwright_model::plant::RouteChoice;

use crate::transport::{charge_by_rule, park_by_rule};
use crate::{
    Alternative, Answer, Assignment, BatchAnswer, Changeover, Charging, DecideCx, Diversion,
    Forming, OrderRelease, Pairs, Parking, Review, Scheduler, Sequence, Service, Staffing,
    Transport, Upkeep, Ways,
};

/// Takes the last where others take the first, and does what others leave.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contrary;

fn last(count: usize) -> Answer {
    Answer::Take(count.saturating_sub(1))
}

impl Scheduler for Contrary {
    fn name(&self) -> &'static str {
        "contrary"
    }

    fn sequence(&mut self, ask: &Sequence, _cx: &mut DecideCx<'_>) -> Answer {
        last(ask.candidates.len())
    }

    fn alternative(&mut self, ask: &Alternative, _cx: &mut DecideCx<'_>) -> Answer {
        last(ask.choices.len())
    }

    fn maintain(&mut self, ask: &Upkeep, _cx: &mut DecideCx<'_>) -> bool {
        ask.stage < ask.threshold
    }

    fn transport(&mut self, ask: &Transport, _cx: &mut DecideCx<'_>) -> Pairs {
        let (vehicles, orders) = (ask.vehicles.len(), ask.orders.len());
        let mut pairs = (0..vehicles)
            .rev()
            .flat_map(|vehicle| (0..orders).rev().map(move |order| (vehicle, order)));
        pairs.find(|(vehicle, order)| ask.ways[*vehicle][*order].is_some()).into_iter().collect()
    }

    fn release(&mut self, ask: &OrderRelease, _cx: &mut DecideCx<'_>) -> Answer {
        last(ask.candidates.len())
    }

    fn setup(&mut self, ask: &Changeover, _cx: &mut DecideCx<'_>) -> Option<Answer> {
        Some(last(ask.families.len()))
    }

    fn batch(&mut self, _ask: &Forming, _cx: &mut DecideCx<'_>) -> BatchAnswer {
        BatchAnswer::Wait
    }

    fn staff(&mut self, _ask: &Staffing, _cx: &mut DecideCx<'_>) -> Vec<Assignment> {
        Vec::new()
    }

    fn service(&mut self, ask: &Service, _cx: &mut DecideCx<'_>) -> Answer {
        match crate::service::when_it_stands(ask) {
            Answer::Take(_) => Answer::Wait,
            Answer::Wait | Answer::WaitUntil(_) => Answer::Take(0),
        }
    }

    fn divert(&mut self, ask: &Diversion, _cx: &mut DecideCx<'_>) -> Vec<usize> {
        vec![ask.ways.len() - 1]
    }

    fn review(&mut self, _ask: &Review, _cx: &mut DecideCx<'_>) -> bool {
        true
    }

    fn park(&mut self, ask: &Parking, _cx: &mut DecideCx<'_>) -> Option<usize> {
        park_by_rule(ask).is_none().then(|| ask.places.len() - 1)
    }

    fn charge(&mut self, ask: &Charging, _cx: &mut DecideCx<'_>) -> Option<usize> {
        charge_by_rule(ask).is_none().then(|| ask.chargers.len() - 1)
    }

    fn goes_shortest(&mut self, ask: &Ways, _cx: &mut DecideCx<'_>) -> bool {
        ask.rule != RouteChoice::Shortest
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(*self)
    }
}
