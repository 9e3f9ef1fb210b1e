//! A case in numbers, how its metrics are judged, and what all builders need.

use std::collections::BTreeMap;

use plantwright_motion::{Body, FixtureId, Kind, Layout, Pose, Velocity, Zone};
use plantwright_units::ItemId;
use serde::Deserialize;
use serde_json::Value;

/// The step of all cases, seconds.
pub(crate) const DT: f64 = 1.0 / 120.0;

/// A known answer.
#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) structure: String,
    parameters: BTreeMap<String, Number>,
    expected: BTreeMap<String, Number>,
}

#[derive(Debug, Deserialize)]
struct Number {
    value: Value,
}

/// A metric as it was measured, and by how much it may be off.
pub(crate) struct Measured {
    name: &'static str,
    values: Vec<f64>,
    off: f64,
    word: Option<Value>,
}

/// Returns a number that may be off by so much.
pub(crate) fn number(name: &'static str, value: f64, off: f64) -> Measured {
    Measured { name, values: vec![value], off, word: None }
}

/// Returns numbers that may each be off by so much.
pub(crate) fn numbers(name: &'static str, values: Vec<f64>, off: f64) -> Measured {
    Measured { name, values, off, word: None }
}

/// Returns what is right or wrong.
pub(crate) fn word(name: &'static str, value: impl Into<Value>) -> Measured {
    Measured { name, values: Vec::new(), off: 0.0, word: Some(value.into()) }
}

impl Case {
    pub(crate) fn all() -> Vec<Self> {
        #[derive(Deserialize)]
        struct File {
            cases: Vec<Case>,
        }
        let file: File = serde_json::from_str(include_str!("../cases/physics.json")).unwrap();
        file.cases
    }

    /// Returns a parameter.
    pub(crate) fn get(&self, name: &str) -> f64 {
        self.parameters[name].value.as_f64().unwrap()
    }

    /// Returns the position `index` of a parameter that is a list.
    pub(crate) fn at(&self, name: &str, index: usize) -> f64 {
        self.parameters[name].value[index].as_f64().unwrap()
    }

    /// Returns an angle in radians.
    pub(crate) fn angle(&self) -> f64 {
        self.get("angle").to_radians()
    }

    /// Whether a metric is asked for.
    pub(crate) fn wants(&self, metric: &str) -> bool {
        self.expected.contains_key(metric)
    }

    /// Returns a line for each metric that is wrong, or that was not measured.
    pub(crate) fn judge(&self, measured: &[Measured]) -> Vec<String> {
        let mut wrong = Vec::new();
        for (name, expected) in &self.expected {
            let Some(found) = measured.iter().find(|found| found.name == name) else {
                wrong.push(format!("{}: `{name}` is not measured", self.id));
                continue;
            };
            let is_right = match (&found.word, &expected.value) {
                (Some(word), value) => word == value,
                (None, Value::Array(values)) => {
                    values.len() == found.values.len()
                        && values.iter().zip(&found.values).all(|(value, found_value)| {
                            (value.as_f64().unwrap() - found_value).abs() <= found.off
                        })
                }
                (None, value) => (value.as_f64().unwrap() - found.values[0]).abs() <= found.off,
            };
            println!(
                "{} {name}: {} expected, {:?} measured, off by at most {:.3e}",
                self.id, expected.value, found.values, found.off
            );
            if !is_right {
                wrong.push(format!(
                    "{}: `{name}` is {:?} {:?}, not {} (off by at most {:.3e})",
                    self.id, found.values, found.word, expected.value, found.off
                ));
            }
        }
        wrong
    }
}

/// Returns a layout with the gravity of a case.
pub(crate) fn layout(case: &Case) -> Layout {
    Layout { gravity: case.get("g") as f32, ..Layout::default() }
}

/// Returns a long belt.
pub(crate) fn belt(length: f64, speed: f64, acceleration: Option<f64>) -> Kind {
    let acceleration = acceleration.map(|value| value as f32);
    Kind::Belt {
        length: length as f32,
        width: 2.0,
        speed: speed as f32,
        acceleration,
        friction: None,
    }
}

/// A zone with one body on its first fixture.
pub(crate) struct Ride {
    pub(crate) zone: Zone,
    pub(crate) surface: FixtureId,
    from: f64,
}

/// The item that rides.
pub(crate) const ITEM: ItemId = ItemId::from_bits(1);

impl Ride {
    /// Puts a body on the first fixture, its middle so far along it, at a speed along it.
    pub(crate) fn new(layout: Layout, body: &Body, along: f64, speed: f64) -> Self {
        let mut zone = Zone::new(layout).unwrap();
        let surface = FixtureId(0);
        let pose = zone.on(surface, along as f32, 0.0, body.height_of_middle());
        let at = zone.layout().fixtures[0].pose;
        let ahead = Pose { at: [0.0; 3], ..at }.point(speed as f32, 0.0, 0.0);
        let velocity = Velocity { linear: ahead, angular: [0.0; 3] };
        zone.enter(ITEM, body, pose, velocity).unwrap();
        Self { zone, surface, from: along }
    }

    /// Makes one step.
    pub(crate) fn step(&mut self) {
        self.zone.step();
    }

    pub(crate) fn run(&mut self, seconds: f64) {
        for _ in 0..(seconds / DT).round() as u64 {
            self.step();
        }
    }

    pub(crate) fn time(&self) -> f64 {
        self.zone.now().as_secs_f64()
    }

    /// How far it came along the surface.
    pub(crate) fn distance(&self) -> f64 {
        self.along(self.zone.pose(ITEM).unwrap().at, true) - self.from
    }

    /// How fast it is along the surface.
    pub(crate) fn speed(&self) -> f64 {
        self.along(self.zone.velocity(ITEM).unwrap().linear, false)
    }

    fn along(&self, place: [f32; 3], is_place: bool) -> f64 {
        let at = self.zone.layout().fixtures[0].pose;
        let origin = if is_place { at.at } else { [0.0; 3] };
        let ahead = Pose { at: [0.0; 3], ..at }.point(1.0, 0.0, 0.0);
        (0..3).map(|axis| f64::from((place[axis] - origin[axis]) * ahead[axis])).sum()
    }

    /// Steps until it is as fast as that, or as slow; returns the time from the call and the distance since the start.
    pub(crate) fn until_speed(&mut self, wanted: f64) -> (f64, f64) {
        let (start, is_faster) = (self.time(), self.speed() < wanted);
        let near = 1e-3 * wanted.max(0.3);
        for _ in 0..12_000 {
            self.step();
            let is_there = if is_faster {
                self.speed() >= wanted - near
            } else {
                self.speed() <= wanted + near
            };
            if is_there {
                return (self.time() - start, self.distance());
            }
        }
        panic!("it never is at {wanted} m/s, but at {}", self.speed());
    }
}

/// Returns the bound between where something is so and where it is not, by halving.
pub(crate) fn bound(mut so: f64, mut not: f64, is_so: impl Fn(f64) -> bool) -> f64 {
    assert!(is_so(so) && !is_so(not), "the bound is not between {so} and {not}");
    for _ in 0..12 {
        let middle = f64::midpoint(so, not);
        if is_so(middle) { so = middle } else { not = middle }
    }
    f64::midpoint(so, not)
}
