//! Fleets: what a vehicle costs that drives, and one that does not.
//!
//! ```text
//!   carriers   sixty vehicles on a loop of 360 blocks, orders from six machines to six others
//!   delays     sixty items that go round a loop of 360 plain delays
//!   city       one-way streets with parking bays, and orders from source to sink a few blocks on: nodes, orders and bays in
//!              proportion to the number of vehicles, of which about a third are under way
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

/// So many vehicles in a city that is as large as so many others need.
pub fn city(vehicles: u32, large: u32, horizon: SimSpan) -> Bench {
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
        let to = ((row + 4) % rows, (column + 5) % columns);
        bay(&format!("s{pair}"), (row, column));
        bay(&format!("t{pair}"), to);
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
