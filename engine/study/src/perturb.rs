//! What could be improved in a plant, each as a variant of it: what `--set` would say.
//!
//! Which of them matters is found out by trying: the same luck, one thing improved. Nothing is inferred from how busy machines
//! are.

use std::collections::BTreeMap;

use plantwright_model::syntax::{Node, NodeKind};

use crate::text::{compact, step};

/// How much faster a machine is made.
const FASTER: f64 = 1.1;

/// An improvement that can be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    /// What is done, in words: `press 10 % faster`.
    pub name: String,
    /// The same, for those who say it in another language.
    pub how: Better,
    /// The equipment or the group of people that it is done to.
    pub of: String,
    /// The assignments that do it.
    pub set: Vec<String>,
}

/// What is done to something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Better {
    /// It is 10 % faster.
    Faster,
    /// This part of its work, `load` or `unload`, is 10 % faster.
    FasterStage(&'static str),
    /// 10 % more come in there.
    MoreArrivals,
    /// It has one more vehicle of a type.
    MoreVehicles(String),
    /// Its vehicles of a type are 10 % faster.
    FasterVehicles(String),
    /// It has so many more places.
    MoreRoom(Room, u64),
    /// It needs no set-ups.
    NoSetups,
    /// It never fails.
    NeverFails,
    /// There is one more of them; on each shift, where there are several.
    MorePeople {
        /// Whether there are several shifts.
        on_each_shift: bool,
    },
}

/// What places are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// To work.
    Places,
    /// To hold items.
    Capacity,
    /// To wait.
    Queue,
    /// Cards of a `Release`.
    Cards,
    /// Items that a `Release` lets in before any order comes.
    BaseStock,
    /// Items that a source brings in all: pallets, carriers.
    Items,
}

impl Better {
    /// Returns what is done to whom, in words.
    pub fn said(&self, of: &str) -> String {
        match self {
            Self::Faster => format!("{of} 10 % faster"),
            Self::FasterStage(stage) => format!("{of}: {stage} 10 % faster"),
            Self::MoreArrivals => format!("{of}: 10 % more arrivals"),
            Self::MoreVehicles(vehicle) => format!("{of}: one more {vehicle}"),
            Self::FasterVehicles(vehicle) => format!("{of}: {vehicle} 10 % faster"),
            Self::MoreRoom(room, more) => {
                let (one, many) = match room {
                    Room::Places => ("place", "places"),
                    Room::Capacity => ("place to hold items", "places to hold items"),
                    Room::Queue => ("place to wait", "places to wait"),
                    Room::Cards => ("card", "cards"),
                    Room::BaseStock => ("in base stock", "in base stock"),
                    Room::Items => ("item", "items"),
                };
                match more {
                    1 => format!("{of}: one more {one}"),
                    more => format!("{of}: {more} more {many}"),
                }
            }
            Self::NoSetups => format!("{of} without set-ups"),
            Self::NeverFails => format!("{of} never fails"),
            Self::MorePeople { on_each_shift: false } => format!("one more of {of}"),
            Self::MorePeople { on_each_shift: true } => format!("one more of {of} on each shift"),
        }
    }
}

impl Improvement {
    fn new(of: &str, how: Better, set: Vec<String>) -> Self {
        Self { name: how.said(of), how, of: of.to_owned(), set }
    }
}

/// Lists what could be improved in a scene: machines that are 10 % faster, also to load and to unload, one more place, card or pallet
/// (of many, 10 % more), machines that never fail, no set-ups, one more in each group of people, 10 % more arrivals.
///
/// What a scene leaves out counts as its default: writing that out changes nothing.
pub fn improvements(scene: &Node) -> Vec<Improvement> {
    let mut all = Vec::new();
    for (key, node) in scene.field("equipment").and_then(Node::as_map).unwrap_or_default() {
        if let Some(name) = key.as_str() {
            of_equipment(name, node, &mut all);
        }
    }
    of_routes(scene, &mut all);
    for (key, node) in scene.field("people").and_then(Node::as_map).unwrap_or_default() {
        if let Some(name) = key.as_str() {
            of_people(name, node, &mut all);
        }
    }
    all
}

/// One more, on each shift where there are several.
fn of_people(name: &str, node: &Node, all: &mut Vec<Improvement>) {
    let shifts = node.field("shifts").and_then(Node::as_list).unwrap_or_default();
    let on_shifts = shifts.iter().enumerate();
    let on_shifts =
        on_shifts.map(|(at, shift)| (format!("shifts.{at}.count"), shift.field("count")));
    let alone = shifts.is_empty().then(|| ("count".to_owned(), node.field("count")));
    let set: Vec<String> = alone
        .into_iter()
        .chain(on_shifts)
        .filter_map(|(path, count)| {
            Some(format!("people.{}.{path}={}", step(name), count.map_or(Some(1), whole)? + 1))
        })
        .collect();
    if set.is_empty() {
        return;
    }
    let how = Better::MorePeople { on_each_shift: set.len() > 1 };
    all.push(Improvement::new(name, how, set));
}

/// Stations whose process times stand in routes: all that is done there is made faster.
fn of_routes(scene: &Node, all: &mut Vec<Improvement>) {
    let mut faster: BTreeMap<String, Option<Vec<String>>> = BTreeMap::new();
    let mut note = |station: &str, path: String, time: Option<&Node>| {
        let set = faster.entry(station.to_owned()).or_insert_with(|| Some(Vec::new()));
        match time.map(|time| scaled(time, 1.0 / FASTER)) {
            Some(Some(time)) => {
                if let Some(set) = set {
                    set.push(format!("{path}={time}"));
                }
            }
            // A table, or a time that others share: a part of the work alone would be another question.
            Some(None) => *set = None,
            None => {}
        }
    };
    for (product, node) in scene.field("products").and_then(Node::as_map).unwrap_or_default() {
        let Some(product) = product.as_str() else { continue };
        let route = node.field("route").and_then(Node::as_list).unwrap_or_default();
        for (at, operation) in route.iter().enumerate() {
            let path = format!("products.{}.route.{at}", step(product));
            let time = operation.field("process");
            match operation.field("on").map(|on| (on, &on.kind)) {
                Some((_, NodeKind::Str(station))) => {
                    note(station, format!("{path}.process"), time);
                }
                Some((_, NodeKind::Map(stations))) => {
                    for (station, time) in stations {
                        if let Some(station) = station.as_str() {
                            note(station, format!("{path}.on.{}", step(station)), Some(time));
                        }
                    }
                }
                // One time for several stations, none of which can be made faster alone.
                Some((_, NodeKind::List(stations))) if time.is_some() => {
                    for station in stations.iter().filter_map(Node::as_str) {
                        note(station, String::new(), Some(operation));
                    }
                }
                _ => {}
            }
        }
    }
    for (station, set) in faster {
        if let Some(set) = set.filter(|set| !set.is_empty()) {
            all.push(Improvement::new(&station, Better::Faster, set));
        }
    }
}

fn of_equipment(name: &str, node: &Node, all: &mut Vec<Improvement>) {
    let kind = node.name().unwrap_or_default();
    let mut push = |how: Better, field: &str, value: String| {
        let set = vec![format!("equipment.{}.{field}={value}", step(name))];
        all.push(Improvement::new(name, how, set));
    };
    let field = |field: &str| node.field(field);
    if let Some(faster) = field("process").and_then(|it| scaled(it, 1.0 / FASTER)) {
        push(Better::Faster, "process", faster);
    }
    if let Some(faster) = field("speed").and_then(|it| scaled(it, FASTER)) {
        push(Better::Faster, "speed", faster);
    }
    let time = match kind {
        "Delay" => "time",
        _ => "turn",
    };
    if let Some(faster) = field(time).and_then(|it| scaled(it, 1.0 / FASTER)) {
        push(Better::Faster, time, faster);
    }
    let stages = [("load", "loading"), ("unload", "unloading")];
    for (word, stage) in stages {
        let (path, time) = match field(word).and_then(|it| it.field("time")) {
            Some(time) => (format!("{word}.time"), Some(time)),
            None => (word.to_owned(), field(word)),
        };
        if let Some(faster) = time.and_then(|it| scaled(it, 1.0 / FASTER)) {
            push(Better::FasterStage(stage), &path, faster);
        }
    }
    if kind == "Source"
        && let Some(more) = field("every").and_then(|it| scaled(it, 1.0 / FASTER))
    {
        push(Better::MoreArrivals, "every", more);
    }
    for (vehicle, spec) in field("vehicles").and_then(Node::as_map).unwrap_or_default() {
        let Some(vehicle) = vehicle.as_str() else { continue };
        let path = format!("vehicles.{}", step(vehicle));
        let placed = ["start", "entering"].map(|at| spec.field(at).and_then(Node::as_list));
        let placed = placed.iter().flatten().map(|places| places.len() as u64).sum::<u64>();
        let count = spec.field("count").map_or(Some(placed.max(1)), whole);
        if let Some(count) = count {
            let how = Better::MoreVehicles(vehicle.to_owned());
            push(how, &format!("{path}.count"), (count + 1).to_string());
        }
        if let Some(faster) = spec.field("speed").and_then(|it| scaled(it, FASTER)) {
            let how = Better::FasterVehicles(vehicle.to_owned());
            push(how, &format!("{path}.speed"), faster);
        }
    }
    if kind == "Station" {
        let places = field("places").map_or(Some(1), whole);
        if let Some(places) = places {
            push(more_room(Room::Places, places), "places", more(places).to_string());
        }
    }
    let room = [
        ("capacity", Room::Capacity),
        ("queue", Room::Queue),
        ("cards", Room::Cards),
        ("base_stock", Room::BaseStock),
    ];
    for (word, what) in room {
        let default = match (kind, word) {
            ("Station", "queue") => Some(0),
            ("Batch", "queue") => field("max").and_then(whole),
            _ => None,
        };
        if let Some(places) = field(word).map_or(default, whole) {
            push(more_room(what, places), word, more(places).to_string());
        }
    }
    // Pallets: what always is at hand as long as there are any.
    let timed = ["every", "at", "rates", "orders"].iter().any(|word| field(word).is_some());
    if kind == "Source"
        && !timed
        && let Some(limit) = field("limit").and_then(whole)
    {
        push(more_room(Room::Items, limit), "limit", more(limit).to_string());
    }
    if field("setup").is_some() {
        push(Better::NoSetups, "setup", "None".to_owned());
    }
    let with = field("with").and_then(Node::as_list).unwrap_or_default();
    let fails = |it: &&Node| matches!(it.name(), Some("Failure" | "MicroStop"));
    if with.iter().any(|it| fails(&it)) {
        let others: Vec<String> = with.iter().filter(|it| !fails(it)).map(compact).collect();
        push(Better::NeverFails, "with", format!("[{}]", others.join(", ")));
    }
}

/// One more, or a tenth of many.
const fn more(places: u64) -> u64 {
    let tenth = places / 10;
    places + if tenth > 1 { tenth } else { 1 }
}

const fn more_room(room: Room, places: u64) -> Better {
    Better::MoreRoom(room, more(places) - places)
}

fn whole(node: &Node) -> Option<u64> {
    let NodeKind::Number(text) = &node.kind else { return None };
    text.replace('_', "").parse().ok()
}

/// The text of a value in which every quantity is multiplied. None where it holds none, or a table.
fn scaled(node: &Node, by: f64) -> Option<String> {
    let mut copy = node.clone();
    let found = scale(&mut copy, by)?;
    (found > 0).then(|| compact(&copy))
}

/// Multiplies all quantities, and returns how many there are.
fn scale(node: &mut Node, by: f64) -> Option<usize> {
    if matches!(node.name(), Some("Csv" | "Table")) {
        return None;
    }
    let mut found = 0;
    match &mut node.kind {
        NodeKind::Str(text) => {
            let end =
                text.find(|letter: char| !letter.is_ascii_digit() && !"._+- ".contains(letter));
            let (number, unit) = text.split_at(end?);
            let number: f64 = number.trim().replace('_', "").parse().ok()?;
            *text = format!("{} {unit}", six_digits(number * by));
            found += 1;
        }
        NodeKind::List(items) | NodeKind::Tuple { items, .. } => {
            for item in items {
                found += scale(item, by)?;
            }
        }
        NodeKind::Map(entries) => {
            for (_, value) in entries {
                found += scale(value, by)?;
            }
        }
        NodeKind::Struct { fields, .. } => {
            for field in fields {
                found += scale(&mut field.value, by)?;
            }
        }
        _ => {}
    }
    Some(found)
}

/// Six significant digits, without zeros at the end.
fn six_digits(number: f64) -> String {
    let magnitude = if number == 0.0 { 0.0 } else { libm::floor(libm::log10(number.abs())) };
    let text = format!("{number:.*}", (5.0 - magnitude).clamp(0.0, 17.0) as usize);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use plantwright_model::{Report, Sources};

    use super::*;

    fn list(scene: &str) -> Vec<(String, String)> {
        let mut sources = Sources::new();
        let id = sources.add("scene.ron", scene);
        let root = plantwright_model::syntax::parse(&sources, id, &mut Report::new());
        let all = improvements(&root.expect("a scene"));
        all.into_iter().map(|it| (it.name, it.set.join(" "))).collect()
    }

    #[test]
    fn every_resource_is_improved_in_its_own_way() {
        let scene = r#"Scene(
            people: {"crew": (count: 2)},
            equipment: {
                "in": Source(every: Exponential("2 min"), to: ["press.1"]),
                "press.1": Station(places: 40, queue: 3, process: {"a": Triangular("1.1 s", "2 s", "22 s")},
                    with: [Power(idle: "2 kW"), Failure(every: "9 h", counts: Up, repair: "1 h")]),
                "rack": Buffer(capacity: 8),
                "fleet": Fleet(vehicles: {"agv": (count: 3, speed: "1.5 m/s")}),
                "out": Sink(),
            },
        )"#;
        let expected = [
            ("in: 10 % more arrivals", r#"equipment.in.every=Exponential("1.81818 min")"#),
            (
                "press.1 10 % faster",
                r#"equipment."press.1".process={"a": Triangular("1 s", "1.81818 s", "20 s")}"#,
            ),
            ("press.1: 4 more places", r#"equipment."press.1".places=44"#),
            ("press.1: one more place to wait", r#"equipment."press.1".queue=4"#),
            ("press.1 never fails", r#"equipment."press.1".with=[Power(idle: "2 kW")]"#),
            ("rack: one more place to hold items", "equipment.rack.capacity=9"),
            ("fleet: one more agv", "equipment.fleet.vehicles.agv.count=4"),
            ("fleet: agv 10 % faster", r#"equipment.fleet.vehicles.agv.speed="1.65 m/s""#),
            ("one more of crew", "people.crew.count=3"),
        ];
        let found = list(scene);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(name, set)| (name.as_str(), set.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_default_that_is_written_out_changes_nothing() {
        let short = r#"Scene(people: {"op": (), "crew": (shifts: [(calendar: "a"), (calendar: "b", count: 2)])}, equipment: {
            "m": Station(process: "11 s"), "oven": Batch(max: 4, process: "22 s"),
            "fleet": Fleet(vehicles: {"agv": (speed: "1.1 m/s"), "tug": (speed: "1.1 m/s", start: ["a", "b"])}),
        })"#;
        let long = r#"Scene(people: {"op": (count: 1), "crew": (shifts: [(calendar: "a", count: 1), (calendar: "b", count: 2)])}, equipment: {
            "m": Station(process: "11 s", places: 1, queue: 0), "oven": Batch(max: 4, process: "22 s", queue: 4),
            "fleet": Fleet(vehicles: {"agv": (speed: "1.1 m/s", count: 1), "tug": (speed: "1.1 m/s", count: 2, start: ["a", "b"])}),
        })"#;
        assert_eq!(list(short), list(long));
        let all = list(short);
        for expected in [
            ("one more of op", "people.op.count=2"),
            (
                "one more of crew on each shift",
                "people.crew.shifts.0.count=2 people.crew.shifts.1.count=3",
            ),
            ("m: one more place to wait", "equipment.m.queue=1"),
            ("oven: one more place to wait", "equipment.oven.queue=5"),
            ("fleet: one more agv", "equipment.fleet.vehicles.agv.count=2"),
            ("fleet: one more tug", "equipment.fleet.vehicles.tug.count=3"),
        ] {
            assert!(
                all.iter().any(|(name, set)| (&**name, &**set) == expected),
                "{expected:?}: {all:?}"
            );
        }
    }

    #[test]
    fn what_goes_round_can_be_more_and_handling_can_be_faster() {
        let scene = r#"Scene(equipment: {
            "gate": Release(cards: 20, to: ["m"]), "stock": Release(base_stock: 3, to: ["m"]),
            "pallets": Source(product: "pallet", limit: 2, to: ["m"]), "parts": Source(every: "11 s", limit: 7, to: ["m"]),
            "m": Assembly(parts: {"part": 1}, load: (time: Exponential("22 s"), crew: (of: "op")), unload: (time: "1.1 s"), to: ["way"]),
            "way": Delay(time: "11 min"), "car": Shuttle(turn: "11 s", load: "2.2 s"),
        })"#;
        let expected = [
            ("gate: 2 more cards", "equipment.gate.cards=22"),
            ("stock: one more in base stock", "equipment.stock.base_stock=4"),
            ("pallets: one more item", "equipment.pallets.limit=3"),
            ("parts: 10 % more arrivals", r#"equipment.parts.every="10 s""#),
            ("m: loading 10 % faster", r#"equipment.m.load.time=Exponential("20 s")"#),
            ("m: unloading 10 % faster", r#"equipment.m.unload.time="1 s""#),
            ("way 10 % faster", r#"equipment.way.time="10 min""#),
            ("car 10 % faster", r#"equipment.car.turn="10 s""#),
            ("car: loading 10 % faster", r#"equipment.car.load="2 s""#),
        ];
        let found = list(scene);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(name, set)| (name.as_str(), set.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_routes_say_is_made_faster_for_each_station() {
        let scene = r#"Scene(
            people: {"crew": (shifts: [(calendar: "early", count: 3), (calendar: "late", count: 2)])},
            products: {
                "a": (route: [(on: "saw", process: "11 s"), (on: {"mill": "22 s", "new mill": Exponential("11 s")})]),
                "b": (route: [(on: "saw", process: "33 s"), (on: ["mill", "old mill"], process: "9 s"), (on: "washer")]),
            },
            equipment: {"out": Sink()},
        )"#;
        let expected = [
            ("new mill 10 % faster", r#"products.a.route.1.on.new mill=Exponential("10 s")"#),
            (
                "saw 10 % faster",
                r#"products.a.route.0.process="10 s" products.b.route.0.process="30 s""#,
            ),
            (
                "one more of crew on each shift",
                "people.crew.shifts.0.count=4 people.crew.shifts.1.count=3",
            ),
        ];
        let found = list(scene);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(name, set)| (name.as_str(), set.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_stands_in_a_table_is_left_alone() {
        let scene = r#"Scene(equipment: {"in": Source(every: Empirical(Csv("times.csv", "s")))})"#;
        assert!(list(scene).is_empty());
        assert_eq!(
            list(r#"Scene(equipment: {"in": Source(every: Mixture([(0.9, "11 s")]))})"#)[0].1,
            r#"equipment.in.every=Mixture([(0.9, "10 s")])"#
        );
    }
}
