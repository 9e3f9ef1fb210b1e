//! A case: a plant in numbers, and what is known of it. How it becomes a scene is the builders' business.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

const FILES: [&str; 8] = [
    include_str!("cases/queueing.json"),
    include_str!("cases/lines.json"),
    include_str!("cases/networks.json"),
    include_str!("cases/maintenance.json"),
    include_str!("cases/arithmetic.json"),
    include_str!("cases/conveyor.json"),
    include_str!("cases/agv.json"),
    include_str!("cases/mapf_small.json"),
];

/// A known answer.
#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) structure: String,
    pub(crate) title: String,
    parameters: BTreeMap<String, Parameter>,
    pub(crate) expected: BTreeMap<String, Expected>,
    #[serde(default)]
    pub(crate) run_hint: Hint,
}

#[derive(Debug, Deserialize)]
struct Parameter {
    value: Value,
    unit: String,
}

/// An expected number, or several: one for each machine, item, instant.
#[derive(Debug, Deserialize)]
pub(crate) struct Expected {
    value: Value,
    pub(crate) unit: String,
    /// How it relates to another number; none: the value is what is expected.
    pub(crate) relation: Option<String>,
    /// The time that the number is about, where it is about one.
    pub(crate) t: Option<f64>,
}

/// How the case wants to be run.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Hint {
    pub(crate) rel_halfwidth: Option<f64>,
    pub(crate) replications: Option<u32>,
}

/// The unit of all times and rates of a case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Unit {
    pub(crate) name: &'static str,
    pub(crate) seconds: f64,
}

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

impl Case {
    /// Returns every case.
    pub(crate) fn all() -> Vec<Self> {
        let read = |text: &&str| -> File { serde_json::from_str(text).expect("a file of cases") };
        FILES.iter().flat_map(|text| read(text).cases).collect()
    }

    /// Returns the cases of a structure.
    pub(crate) fn of(structure: &str) -> Vec<Self> {
        let mut cases = Self::all();
        cases.retain(|case| case.structure == structure);
        cases
    }

    /// Returns a parameter as it is written.
    pub(crate) fn value(&self, name: &str) -> &Value {
        &self.parameter(name).value
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.parameters.contains_key(name)
    }

    pub(crate) fn number(&self, name: &str) -> f64 {
        number(self.value(name))
    }

    pub(crate) fn numbers(&self, name: &str) -> Vec<f64> {
        numbers(self.value(name))
    }

    pub(crate) fn matrix(&self, name: &str) -> Vec<Vec<f64>> {
        let rows = self.value(name).as_array().expect("a matrix");
        rows.iter().map(numbers).collect()
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.value(name).as_str().expect("a text")
    }

    /// Returns the unit that all times and rates of the case are in.
    pub(crate) fn unit(&self) -> Unit {
        let unit = self.parameters.values().find_map(|parameter| Unit::in_text(&parameter.unit));
        // What is counted in cycles runs in cycles of a minute.
        unit.unwrap_or(Unit { name: "min", seconds: 60.0 })
    }

    fn parameter(&self, name: &str) -> &Parameter {
        let missing = || panic!("{} has no parameter `{name}`", self.id);
        self.parameters.get(name).unwrap_or_else(missing)
    }
}

impl Expected {
    /// Returns the numbers; one, unless the value is a list.
    pub(crate) fn values(&self) -> Vec<f64> {
        match &self.value {
            Value::Array(_) => numbers(&self.value),
            one => vec![number(one)],
        }
    }

    /// Returns the value as it is written.
    pub(crate) const fn value(&self) -> &Value {
        &self.value
    }
}

impl Unit {
    const ALL: [Self; 3] = [
        Self { name: "s", seconds: 1.0 },
        Self { name: "min", seconds: 60.0 },
        Self { name: "h", seconds: 3_600.0 },
    ];

    /// Finds the unit of time in a unit such as `parts/min` or `h of day`.
    pub(crate) fn in_text(text: &str) -> Option<Self> {
        let mut words = text.split(|c: char| !c.is_ascii_alphabetic());
        words.find_map(|word| Self::ALL.into_iter().find(|unit| unit.name == word))
    }
}

/// Reads a number that is written as one.
pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// Reads a list of numbers.
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(number).collect()
}
