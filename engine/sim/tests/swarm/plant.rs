//! Draws a plant as the text of a scene: what follows links, what follows routes, or both beside each other.

mod conversion;
mod equipment;
mod source;

use crate::dice::Dice;
use crate::words::{Times, between, chance, list, pick};

/// A plant while it is drawn.
#[derive(Debug)]
pub(crate) struct Draft {
    times: Times,
    /// Whether the run ends by itself, and sources have to end too.
    endless: bool,
    /// Products without routes, which follow links.
    linked: Vec<String>,
    /// Products with routes.
    routed: Vec<String>,
    sinks: Vec<String>,
    machines: Vec<Machine>,
}

/// A piece of equipment between sources and sinks.
#[derive(Debug, Clone)]
struct Machine {
    name: String,
    kind: Kind,
    /// Whether it has links; else routes lead on from here.
    links: bool,
    /// Whether it has a process time of its own.
    process: bool,
    /// Whether it holds as many items as come.
    unlimited: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Station,
    Buffer,
    Delay,
    Batch,
    Assembly,
    Split,
    Release,
    CardReturn,
    Conveyor,
    Shuttle,
    Sorter,
    Zone,
}

impl Kind {
    /// Whether routes may name it.
    fn processes(self) -> bool {
        matches!(self, Self::Station | Self::Delay | Self::Batch)
    }
}

/// What is made in the plant, and goes straight out of it.
const MADE: [&str; 2] = ["made", "piece"];

fn kind(dice: &mut Dice) -> Kind {
    if chance(dice, 65) {
        return *pick(
            dice,
            &[Kind::Station, Kind::Station, Kind::Station, Kind::Buffer, Kind::Delay],
        );
    }
    *pick(
        dice,
        &[
            Kind::Batch,
            Kind::Conveyor,
            Kind::Conveyor,
            Kind::Shuttle,
            Kind::Sorter,
            Kind::Sorter,
            Kind::Zone,
            Kind::Assembly,
            Kind::Split,
            Kind::Release,
            Kind::CardReturn,
        ],
    )
}

/// Some of what may happen happens at the same instants as what machines do.
const CALENDARS: &str = r#"
        "early": (open: ["00:00-00:02:30", "00:02:30-00:05", "00:05:10-00:20", "00:21-24:00"]),
        "late": (open: ["00:01-00:12", "00:12:05-00:30"], breaks: ["00:07-00:09"]),
    "#;

/// Draws the text of a scene.
pub(crate) fn text(dice: &mut Dice) -> String {
    let draft = Draft::draw(dice);
    let mut entries: Vec<String> =
        draft.sinks.iter().map(|name| format!("{name:?}: Sink()")).collect();
    for position in 0..draft.machines.len() {
        entries.push(draft.machine(position, dice));
    }
    for number in 0..between(dice, 1, 3) {
        entries.push(draft.source(number, dice));
    }
    entries.extend(draft.fleet(dice));
    // Where people walk, everything stands somewhere.
    let spots = draft.machines.iter().map(|machine| {
        let (x, y) = (dice.below(30), dice.below(30));
        format!("{:?}: (at: (\"{x} m\", \"{y} m\"))", machine.name)
    });
    let layout = spots.collect::<Vec<_>>().join(", ");
    let walkways = if chance(dice, 30) {
        "[(\"0 m\", \"0 m\"), (\"30 m\", \"0 m\")], [(\"12 m\", \"-3 m\"), (\"15 m\", \"30 m\")]"
    } else {
        ""
    };
    format!(
        "Scene(\n    run: ({}),\n    people: {{{}}},\n    layout: {{{layout}}},\n    walkways: [{walkways}],\n    products: {{{}}},\n    calendars: {{{CALENDARS}}},\n    equipment: {{\n        {},\n    }},\n)\n",
        draft.run(dice),
        people(dice),
        draft.products(dice),
        entries.join(",\n        "),
    )
}

/// A crew and an expert, who now and then have shifts, walk, and take less time.
fn people(dice: &mut Dice) -> String {
    let more = |dice: &mut Dice| {
        let mut more = Vec::new();
        if chance(dice, 30) {
            let at_end = pick::<&str>(dice, &["HandOver", "Interrupt", "Finish"]);
            more.push(format!(", at_end: {at_end}"));
        }
        if chance(dice, 30) {
            let (afterwards, home) = (pick::<&str>(dice, &["Stay", "GoHome"]), dice.below(30));
            more.push(format!(
                ", walks: \"2 m/s\", home: (\"{home} m\", \"0 m\"), afterwards: {afterwards}"
            ));
        }
        more.concat()
    };
    let crew = match dice.below(3) {
        0 => "count: 2".to_owned(),
        1 => "count: 2, calendar: \"early\"".to_owned(),
        _ => "shifts: [(calendar: \"early\", count: 2), (calendar: \"late\")]".to_owned(),
    };
    let calendar = if chance(dice, 30) { ", calendar: \"late\"" } else { "" };
    let takes = pick::<&str>(dice, &["1.0", "0.8", "1.3"]);
    let (of_crew, of_expert) = (more(dice), more(dice));
    format!(
        "\"crew\": ({crew}, skills: [\"skill\"]{of_crew}), \"expert\": (skills: [(name: \"skill\", level: 2, takes: {takes})]{calendar}{of_expert})"
    )
}

impl Draft {
    fn draw(dice: &mut Dice) -> Self {
        let mut products: Vec<String> =
            ["red", "green", "item 2", "item 10"].map(str::to_owned).into();
        dice.shuffle(&mut products);
        products.truncate(between(dice, 1, 4) as usize);
        let routed = match dice.below(20) {
            0..10 => 0,
            10..17 => products.len(),
            _ => products.len() / 2,
        };
        let linked = products.split_off(routed);
        let mut names = names(dice);
        let sinks = names.split_off(names.len() - between(dice, 1, 2) as usize);
        names.truncate(dice.below(11) as usize);
        let count = names.len();
        let machines = names.into_iter().enumerate().map(|(position, name)| {
            // Routes need stations; what is linked comes first, and has links to what is behind it.
            let links = match (linked.is_empty(), products.is_empty()) {
                (_, true) => true,
                (true, _) => chance(dice, 15),
                _ => position * 2 < count,
            };
            Machine {
                name,
                kind: kind(dice),
                links,
                process: links || chance(dice, 85),
                unlimited: chance(dice, 25),
            }
        });
        let mut machines: Vec<Machine> = machines.collect();
        if !products.is_empty() {
            let (kind, links, process, unlimited) = (Kind::Station, false, true, true);
            machines.push(Machine { name: "last".to_owned(), kind, links, process, unlimited });
        }
        Self {
            times: Times { lattice: chance(dice, 40) },
            endless: !chance(dice, 12),
            linked,
            routed: products,
            sinks,
            machines,
        }
    }

    fn run(&self, dice: &mut Dice) -> String {
        let mut fields = vec![format!("seed: {}", dice.below(1_000))];
        let minutes = between(dice, 2, 60);
        if self.endless {
            fields.push(format!("duration: \"{minutes} min\""));
            if chance(dice, 30) {
                fields.push(format!("warm_up: \"{} s\"", minutes * dice.below(60)));
            }
        }
        if chance(dice, 50) {
            let schedulers: Vec<_> = plantwright_catalog::all().collect();
            fields.push(format!("scheduler: {:?}", pick(dice, &schedulers).name));
        }
        fields.join(", ")
    }

    fn products(&self, dice: &mut Dice) -> String {
        let mut entries = Vec::new();
        for name in &self.linked {
            let (priority, length) = (dice.below(5), 100 * between(dice, 1, 7));
            let life = self.shelf_life(dice);
            let body = format!(
                "shape: Box(length: \"{length} mm\", width: \"200 mm\", height: \"150 mm\")"
            );
            entries.push(format!(
                "{name:?}: (priority: {priority}, length: \"{length} mm\", physics: ({body}, mass: \"3 kg\"){life})"
            ));
        }
        for name in &self.routed {
            let operations: Vec<String> =
                (0..between(dice, 1, 4)).map(|_| self.operation(dice)).collect();
            let (exit, life) = (pick(dice, &self.sinks), self.shelf_life(dice));
            let operations = operations.join(", ");
            entries.push(format!(
                "{name:?}: (route: [{operations}], exit: {exit:?}, length: \"300 mm\"{life})"
            ));
        }
        for name in MADE {
            let life = self.shelf_life(dice);
            entries.push(format!("{name:?}: (length: \"700 mm\"{life})"));
        }
        format!("\n        {},\n    ", entries.join(",\n        "))
    }

    /// Now and then items do not keep for ever: from when they come, or are finished somewhere.
    fn shelf_life(&self, dice: &mut Dice) -> String {
        if !chance(dice, 15) {
            return String::new();
        }
        let time = match dice.below(3) {
            0 => format!("\"{} s\"", 5 * between(dice, 4, 100)),
            _ => format!("Exponential(\"{} s\")", between(dice, 30, 900)),
        };
        let is_station = |machine: &&Machine| machine.kind == Kind::Station;
        let stations: Vec<&Machine> = self.machines.iter().filter(is_station).collect();
        let after = match &stations[..] {
            stations @ [_, ..] if chance(dice, 30) => {
                format!(", after: {:?}", pick(dice, stations).name)
            }
            _ => String::new(),
        };
        let to = match dice.below(3) {
            0 => format!(", to: {:?}", pick(dice, &self.sinks)),
            _ => String::new(),
        };
        format!(", shelf_life: (time: {time}{after}{to})")
    }

    /// Now and then vehicles bring what goes from some of the equipment to others, on a ring with a bay.
    fn fleet(&self, dice: &mut Dice) -> Option<String> {
        if !chance(dice, 20) {
            return None;
        }
        let names = self.machines.iter().map(|machine| &machine.name).chain(&self.sinks);
        let served: Vec<&String> = names.filter(|_| chance(dice, 60)).collect();
        let points = served.len().max(2);
        let at = |number: usize| format!("\"p{}\"", number % points);
        let ring: Vec<String> = (0..=points).map(at).collect();
        let waiting = |dice: &mut Dice| pick::<&str>(dice, &["1", "2", "Unlimited"]).to_owned();
        let stations: Vec<String> = served
            .iter()
            .enumerate()
            .map(|(number, name)| {
                format!("{name:?}: (at: {}, waiting: {})", at(number), waiting(dice))
            })
            .collect();
        let count = between(dice, 1, 1 + points as u64 / 3);
        let traffic = pick::<&str>(dice, &["Planned", "Planned", "FirstCome", "Free"]);
        let dispatch = pick::<&str>(dice, &["Nearest", "Oldest", "DueDate", "Assignment"]);
        let parks = if chance(dice, 40) { "parks: [\"bay\"], " } else { "" };
        let battery = if chance(dice, 30) {
            ", battery: (capacity: \"40 Wh\", per_km: \"60 Wh\", idle: \"200 W\", charging: \"2 kW\")"
        } else {
            ""
        };
        Some(format!(
            "\"the fleet\": Fleet(paths: [(along: [{}], length: \"{} m\"), (along: [\"p0\", \"bay\"], length: \"5 m\", two_way: true)],
            stations: {{{}}}, {parks}chargers: [\"bay\"], traffic: {traffic}, dispatch: {dispatch},
            vehicles: {{\"v\": (count: {count}, speed: \"1.5 m/s\", length: \"1.2 m\", acceleration: \"0.6 m/s2\", load: {}, capacity: {}{battery})}})",
            ring.join(", "),
            between(dice, 3, 20),
            stations.join(", "),
            self.times.process(dice),
            between(dice, 1, 2),
        ))
    }

    fn operation(&self, dice: &mut Dice) -> String {
        let processors: Vec<&Machine> =
            self.machines.iter().filter(|machine| machine.kind.processes()).collect();
        let mut on: Vec<&Machine> =
            (0..between(dice, 1, 3)).map(|_| *pick(dice, &processors)).collect();
        on.sort_by_key(|machine| &machine.name);
        on.dedup_by_key(|machine| &machine.name);
        dice.shuffle(&mut on);
        let names: Vec<String> = on.iter().map(|machine| machine.name.clone()).collect();
        let own = on.iter().all(|machine| machine.process);
        match dice.below(4) {
            0 => {
                let times: Vec<String> = names
                    .iter()
                    .map(|name| format!("{name:?}: {}", self.times.process(dice)))
                    .collect();
                format!("(on: {{{}}})", times.join(", "))
            }
            1 if own => format!("(on: {})", list(&names)),
            _ if own && names.len() == 1 && chance(dice, 50) => format!("(on: {:?})", names[0]),
            _ => format!("(on: {}, process: {})", list(&names), self.times.process(dice)),
        }
    }
}

/// Names whose order has nothing to do with the flow.
fn names(dice: &mut Dice) -> Vec<String> {
    let mut names: Vec<String> = (0..13_u64)
        .map(|number| {
            let word = *pick(dice, &["m", "Station ", "lane", "ofen ß", "z-"]);
            format!("{word}{}", number * 7 % 13)
        })
        .collect();
    dice.shuffle(&mut names);
    names
}
