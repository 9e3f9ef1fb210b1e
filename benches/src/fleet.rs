//! Fleets: what a vehicle costs that drives, and one that does not.
//!
//! ```text
//!   carriers   sixty vehicles on a loop of 360 blocks, orders from six machines to six others
//!   delays     sixty items that go round a loop of 360 plain delays
//!   city       one-way streets with parking bays, and orders from source to sink in the same district: nodes, orders and bays in
//!              proportion to the number of vehicles, of which about a quarter are under way; cities of any size are alike
//!   wide city  the same with orders that go a few blocks on, and through the whole city where it ends
//!   cruise     vehicles that go round a ring of their own each, and others that are parked
//! ```

use std::fmt::Write as _;

use plantwright_units::{SimSpan, SimTime};

use crate::{Bench, read};

/// How many blocks lie between two stations of the loop.
const BLOCKS: u32 = 30;

/// A loop of twelve stations with sixty vehicles, as saturated as it gets.
pub fn carriers(horizon: SimSpan) -> Bench {
    let (mut equipment, mut stations) = (String::new(), String::new());
    let mut along = String::new();
    for at in 0..6 {
        let to = (at + 3) % 6;
        // Writing into a string cannot fail.
        write!(
            equipment,
            r#""parts {at}": Source(every: Exponential("40 s"), to: ["out {to}"]), "out {at}": Sink(),"#
        )
        .expect("strings take everything");
        write!(stations, r#""parts {at}": (at: "p{at}", waiting: 4), "out {at}": (at: "q{at}"),"#)
            .expect("strings take everything");
        write!(along, r#""p{at}", "q{at}","#).expect("strings take everything");
    }
    let text = format!(
        r#"Scene(run: (duration: "1 h"), equipment: {{ {equipment}
            "fleet": Fleet(
                paths: [(along: [{along} "p0"], length: "90 m", blocks: {BLOCKS})],
                stations: {{ {stations} }},
                vehicles: {{"carrier": (count: 60, length: "1.6 m", safety: "0.4 m", speed: "1.5 m/s",
                    acceleration: "0.6 m/s2", load: "8 s", unload: "8 s")}},
            ),
        }})"#
    );
    read(&text, SimTime::ZERO + horizon)
}

/// Sixty items on a loop of as many delays as the loop has blocks, each as long as a block takes.
pub fn delays(horizon: SimSpan) -> Bench {
    let count = 12 * BLOCKS;
    let mut text = r#"Scene(run: (duration: "1 h"), equipment: {
        "source": Source(limit: 60, every: Exponential("1 s"), to: ["d0"]),"#
        .to_owned();
    for at in 0..count {
        let to = (at + 1) % count;
        write!(text, r#""d{at}": Delay(time: "2 s", to: ["d{to}"]),"#)
            .expect("strings take everything");
    }
    text.push_str("})");
    read(&text, SimTime::ZERO + horizon)
}

/// So many vehicles in a city that is as large as so many others need. Its orders are as far on in a city of any size.
pub fn city(vehicles: u32, large: u32, horizon: SimSpan) -> Bench {
    // Rows and columns of a district: of the city for sixty vehicles, which is one.
    let on = |at: u32, by: u32, district: u32, count: u32| {
        let is_within = at % district + by < district && at + by < count;
        if is_within { at + by } else { at + by - district }
    };
    let to = |(row, column): (u32, u32), (rows, columns): (u32, u32)| {
        (on(row, 4, 10, rows), on(column, 5, 8, columns))
    };
    streets(vehicles, large, to, horizon)
}

/// As [`city`], with orders some of which go from one end of it to the other.
pub fn wide_city(vehicles: u32, large: u32, horizon: SimSpan) -> Bench {
    let to = |(row, column): (u32, u32), (rows, columns): (u32, u32)| {
        ((row + 4) % rows, (column + 5) % columns)
    };
    streets(vehicles, large, to, horizon)
}

/// A city in which it is told where orders go to from a crossing, of so many rows and columns.
fn streets(
    vehicles: u32,
    large: u32,
    to: impl Fn((u32, u32), (u32, u32)) -> (u32, u32),
    horizon: SimSpan,
) -> Bench {
    // Streets: somewhat more crossings than vehicles, an even number each way, so that one can drive round.
    let rows = (((f64::from(large) * 1.35).sqrt() / 2.0).round() as u32 * 2).max(4);
    let columns = ((f64::from(large) * 1.35 / f64::from(rows) / 2.0).round() as u32 * 2).max(4);
    let crossing = |row: u32, column: u32| format!("r{row}c{column}");
    let (mut equipment, mut stations, mut paths) = (String::new(), String::new(), String::new());
    let mut street = |mut names: Vec<String>, back: bool| {
        if back {
            names.reverse();
        }
        let names: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
        write!(paths, r#"(along: [{}], length: "5 m"),"#, names.join(","))
            .expect("strings take everything");
    };
    for row in 0..rows {
        street((0..columns).map(|column| crossing(row, column)).collect(), row % 2 == 1);
    }
    for column in 0..columns {
        street((0..rows).map(|row| crossing(row, column)).collect(), column % 2 == 0);
    }
    let crossings = rows * columns;
    let spread = |number: u32, of: u32| {
        let at = (u64::from(number) * u64::from(crossings) / u64::from(of)) as u32;
        (at / columns, at % columns)
    };
    let mut bay = |name: &str, (row, column): (u32, u32)| {
        write!(
            paths,
            r#"(along: ["{}", "{name}"], length: "5 m", two_way: true),"#,
            crossing(row, column)
        )
        .expect("strings take everything");
    };
    let mut parks = String::new();
    for number in 0..large {
        bay(&format!("b{number}"), spread(number, large));
        write!(parks, r#""b{number}","#).expect("strings take everything");
    }
    // As many orders as the vehicles need, however large the city is.
    let pairs = large * 3 / 40;
    let pace = 40.0 * f64::from(large) / f64::from(vehicles);
    for pair in 0..pairs {
        let (row, column) = spread(pair, pairs);
        bay(&format!("s{pair}"), (row, column));
        bay(&format!("t{pair}"), to((row, column), (rows, columns)));
        write!(
            equipment,
            r#""source {pair}": Source(every: Exponential("{pace} s"), to: ["sink {pair}"]), "sink {pair}": Sink(),"#
        )
        .expect("strings take everything");
        write!(
            stations,
            r#""source {pair}": (at: "s{pair}", waiting: 4), "sink {pair}": (at: "t{pair}"),"#
        )
        .expect("strings take everything");
    }
    let text = format!(
        r#"Scene(run: (duration: "1 h"), equipment: {{ {equipment}
            "fleet": Fleet(
                paths: [{paths}], stations: {{ {stations} }}, parks: [{parks}],
                vehicles: {{"agv": (count: {large}, length: "1.2 m", safety: "0.3 m", speed: "2 m/s",
                    acceleration: "1 m/s2", load: "4 s", unload: "4 s")}},
            ),
        }})"#
    );
    read(&text, SimTime::ZERO + horizon)
}

/// How many points a ring has on which one vehicle cruises, and how far one is from the next, in metres.
const RING: u32 = 6;
const APART: u32 = 5;

/// So many vehicles of which each goes round a ring of its own and stops twice there, and so many others that are parked all the time.
pub fn cruise(cruising: u32, parked: u32, horizon: SimSpan) -> Bench {
    let (mut paths, mut kinds, mut parks) = (String::new(), String::new(), String::new());
    let drives = r#"length: "1.2 m", safety: "0.3 m", speed: "2 m/s", acceleration: "1 m/s2""#;
    for ring in 0..cruising {
        let names: Vec<String> =
            (0..=RING).map(|at| format!(r#""r{ring}p{}""#, at % RING)).collect();
        let half = RING / 2;
        // No two take equally long, so that each moves at instants of its own.
        let dwell = f64::from(4_000 + ring * 397 % 1_999) / 1e3;
        // Writing into a string cannot fail.
        write!(paths, r#"(along: [{}], length: "{APART} m"),"#, names.join(","))
            .expect("strings take everything");
        write!(
            kinds,
            r#""tug {ring}": (start: ["r{ring}p0"], tour: [(at: "r{ring}p{half}", dwell: "{dwell} s"), (at: "r{ring}p0", dwell: "{dwell} s")], {drives}),"#
        )
        .expect("strings take everything");
    }
    for bay in 0..parked {
        write!(paths, r#"(along: ["b{bay}", "c{bay}"], length: "{APART} m", two_way: true),"#)
            .expect("strings take everything");
        write!(parks, r#""b{bay}","#).expect("strings take everything");
    }
    let text = format!(
        r#"Scene(run: (duration: "1 h"), equipment: {{
            "fleet": Fleet(
                paths: [{paths}], parks: [{parks}],
                vehicles: {{ {kinds} "agv": (count: {parked}, {drives}) }},
            ),
        }})"#
    );
    read(&text, SimTime::ZERO + horizon)
}
