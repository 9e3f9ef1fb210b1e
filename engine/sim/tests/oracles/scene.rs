//! Bits of scene text.

use std::fmt::Write as _;

use crate::case::Unit;

/// A plant in the making: named bodies, and what else the scene says.
#[derive(Debug, Default)]
pub(crate) struct Scene {
    products: String,
    equipment: String,
    people: String,
    scheduler: Option<&'static str>,
}

impl Scene {
    /// Adds a piece of equipment.
    pub(crate) fn with(mut self, name: &str, body: impl AsRef<str>) -> Self {
        self.add(name, body);
        self
    }

    /// Adds a piece of equipment.
    pub(crate) fn add(&mut self, name: &str, body: impl AsRef<str>) {
        write!(self.equipment, "{name:?}: {},\n        ", body.as_ref()).expect("room");
    }

    /// Adds a product.
    pub(crate) fn product(&mut self, name: &str, body: &str) {
        write!(self.products, "{name:?}: {body}, ").expect("room");
    }

    /// Adds a group of people.
    pub(crate) fn people(&mut self, name: &str, count: u32) {
        write!(self.people, "{name:?}: (count: {count}), ").expect("room");
    }

    /// Names the scheduler of the run.
    pub(crate) fn scheduled_by(mut self, name: &'static str) -> Self {
        self.scheduler = Some(name);
        self
    }

    /// Returns the text.
    pub(crate) fn text(&self) -> String {
        // A scene with endless arrivals has to say when it ends; how long is really run, the trial says.
        let scheduler = match self.scheduler {
            Some(name) => format!(", scheduler: {name:?}"),
            None => String::new(),
        };
        let run = format!("run: (duration: \"1 d\"{scheduler}),\n    ");
        let products = match &self.products[..] {
            "" => String::new(),
            products => format!("products: {{ {products}}},\n    "),
        };
        let people = match &self.people[..] {
            "" => String::new(),
            people => format!("people: {{ {people}}},\n    "),
        };
        let equipment = self.equipment.trim_end();
        format!(
            "Scene(\n    {run}{products}{people}equipment: {{\n        {equipment}\n    }},\n)\n"
        )
    }
}

/// A time with its unit.
pub(crate) fn time(value: f64, unit: Unit) -> String {
    format!("\"{value} {}\"", unit.name)
}

/// An exponential law, by its rate.
pub(crate) fn exponential(rate: f64, unit: Unit) -> String {
    format!("Exponential({})", time(1.0 / rate, unit))
}

/// A Poisson source.
pub(crate) fn poisson(rate: f64, unit: Unit, to: &str) -> String {
    format!("Source(every: {}, to: [{to:?}])", exponential(rate, unit))
}

/// An exponential station with an unlimited queue; `to` is written as in scenes.
pub(crate) fn exponential_station(rate: f64, unit: Unit, to: &str) -> String {
    station(1, &exponential(rate, unit), to)
}

/// A station with an unlimited queue; `to` is written as in scenes.
pub(crate) fn station(places: u32, process: &str, to: &str) -> String {
    format!("Station(places: {places}, queue: Unlimited, process: {process}, to: {to})")
}

/// Where items go by chance; ways that nothing takes are left out, and a sure one stands alone.
pub(crate) fn chances(ways: &[(String, f64)]) -> String {
    let ways: Vec<_> = ways.iter().filter(|(_, share)| *share > 1e-12).collect();
    if let [(only, _)] = ways[..] {
        return format!("[{only:?}]");
    }
    let ways: Vec<String> = ways.iter().map(|(name, share)| format!("{name:?}: {share}")).collect();
    format!("Probability({{{}}})", ways.join(", "))
}
