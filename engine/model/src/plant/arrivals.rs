//! What sources bring, and when.

use std::ops::Range;

use plantwright_des::Distribution;
use plantwright_units::{CalendarId, ProductId};

use super::OrderFacts;

/// What a source brings.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrivalFacts {
    /// The products that can come, with their shares.
    pub mix: Vec<(ProductId, f64)>,
    /// Items per second in the long run; none where it depends on the plant or has an end.
    pub rate: Option<f64>,
    /// How many items in all; none: without end.
    pub count: Option<u64>,
    /// Whether there is always one at hand, which comes as soon as there is room for it.
    pub always_at_hand: bool,
    /// Whether an arrival that finds no room is lost.
    pub loses: bool,
    /// The time between arrivals, in nanoseconds, where it has a law.
    pub interval: Option<Distribution>,
    /// How many items come at once, where it is not one.
    pub batch: Option<Distribution>,
    /// When it is open, if it is not always.
    pub calendar: Option<CalendarId>,
    /// The orders, in the natural order of their names, in which their items are numbered.
    pub orders: Vec<OrderFacts>,
}

impl ArrivalFacts {
    /// Finds an order by its name, with the serial numbers of its items.
    pub fn order(&self, name: &str) -> Option<(&OrderFacts, Range<u64>)> {
        self.numbered().find(|(order, _)| order.name == name)
    }

    /// Finds the order that an item is of by its serial number, with those of all its items.
    pub fn order_of(&self, serial: u64) -> Option<(&OrderFacts, Range<u64>)> {
        self.numbered().find(|(_, serials)| serials.contains(&serial))
    }

    /// Every order with the serial numbers of its items.
    pub fn numbered(&self) -> impl Iterator<Item = (&OrderFacts, Range<u64>)> {
        let mut first = 0;
        self.orders.iter().map(move |order| {
            let serials = first..first + u64::from(order.quantity);
            first = serials.end;
            (order, serials)
        })
    }
}
