//! What makes one item of several and several of one, works on them together, or lets only so many in.

use super::{Draft, Kind, Machine};
use crate::dice::Dice;
use crate::words::{between, capacity, chance, list, pick};

impl Draft {
    pub(super) fn batch(&self, machine: &Machine, dice: &mut Dice) -> Vec<String> {
        let (min, more) = (between(dice, 1, 4), between(dice, 0, 3));
        let mut fields = vec![format!("min: {min}, max: {}", min + more)];
        if chance(dice, 40) {
            fields.push(format!("max_wait: {}", self.times.instant(dice)));
        }
        match dice.below(4) {
            0 => fields.push("compatible: SameProduct".to_owned()),
            1 => {
                let products: Vec<String> =
                    self.linked.iter().chain(&self.routed).cloned().collect();
                let family = list(&products[..products.len().div_ceil(2)]);
                fields.push(format!("compatible: Families([{family}])"));
            }
            _ => {}
        }
        if machine.unlimited {
            fields.push("queue: Unlimited".to_owned());
        } else if chance(dice, 30) {
            fields.push(format!("queue: {}", min + dice.below(5)));
        }
        if machine.process {
            fields.push(format!("process: {}", self.times.process(dice)));
        }
        fields.extend(hands(dice));
        fields.extend(judged(dice));
        fields.extend(self.with(dice));
        fields
    }

    /// An assembly of all products that there are, or of what comes from others.
    pub(super) fn assembly(&self, position: usize, dice: &mut Dice) -> Vec<String> {
        let (word, mut names) = if chance(dice, 25) {
            let others = self.machines.iter().enumerate().filter(|(it, _)| *it != position);
            let mut others: Vec<String> = others.map(|(_, machine)| machine.name.clone()).collect();
            others.push("in 0".to_owned());
            dice.shuffle(&mut others);
            others.truncate(between(dice, 1, 3) as usize);
            ("from", others)
        } else {
            ("parts", self.linked.iter().chain(&self.routed).cloned().collect())
        };
        names.sort();
        let makes = chance(dice, 40);
        let main = pick(dice, &names).clone();
        let need = |name: &String, dice: &mut Dice| {
            if !makes && *name == main { 1 } else { between(dice, 1, 3) }
        };
        let parts: Vec<String> =
            names.iter().map(|name| format!("{name:?}: {}", need(name, dice))).collect();
        let mut fields = vec![format!("{word}: {{{}}}", parts.join(", "))];
        if makes {
            fields.push(format!("to: {}", list(&self.sinks[..1])));
            fields.push("makes: \"made\"".to_owned());
        } else {
            fields.push(format!("main: {main:?}"));
            if word == "parts" && chance(dice, 60) {
                fields.push("pack: true".to_owned());
            }
        }
        if chance(dice, 20) {
            fields.push("matching: true".to_owned());
        }
        if chance(dice, 60) {
            let rooms: Vec<String> = names
                .iter()
                .map(|name| match capacity(dice).parse::<u64>() {
                    Ok(room) => format!("{name:?}: {}", room + 2),
                    Err(_) => format!("{name:?}: Unlimited"),
                })
                .collect();
            fields.push(format!("capacity: {{{}}}", rooms.join(", ")));
        }
        if chance(dice, 60) {
            fields.push(format!("process: {}", self.times.process(dice)));
        }
        fields.extend(hands(dice));
        fields.extend(judged(dice));
        fields.extend(self.with(dice));
        fields
    }

    pub(super) fn split(&self, dice: &mut Dice) -> Vec<String> {
        let mut fields = Vec::new();
        if chance(dice, 50) {
            fields.push(format!("into: {{\"piece\": {}}}", between(dice, 1, 4)));
            fields.push(format!("to: {}", list(&self.sinks)));
            fields.extend(judged(dice));
        }
        if chance(dice, 60) {
            fields.push(format!("process: {}", self.times.process(dice)));
        }
        fields.extend(hands(dice));
        fields.extend(self.with(dice));
        fields
    }

    pub(super) fn release(&self, own: &str, dice: &mut Dice) -> Vec<String> {
        let cards = if chance(dice, 70) {
            format!("cards: {}", between(dice, 1, 6))
        } else {
            format!("base_stock: {}", between(dice, 0, 4))
        };
        vec![cards, self.returns(own, dice)]
    }

    /// The other releases, some of which get cards back.
    pub(super) fn returns(&self, own: &str, dice: &mut Dice) -> String {
        let is_other = |machine: &&Machine| machine.kind == Kind::Release && machine.name != own;
        let releases = self.machines.iter().filter(is_other);
        let some: Vec<String> =
            releases.filter(|_| chance(dice, 50)).map(|machine| machine.name.clone()).collect();
        format!("returns: {}", list(&some))
    }
}

/// Now and then the work has stages, and takes people.
fn hands(dice: &mut Dice) -> Vec<String> {
    let mut fields = Vec::new();
    if !chance(dice, 25) {
        return fields;
    }
    if chance(dice, 30) {
        fields.push("setup: (time: \"3 s\")".to_owned());
    }
    for (stage, seconds) in [("load", between(dice, 1, 6)), ("unload", between(dice, 1, 4))] {
        if chance(dice, 50) {
            fields.push(format!("{stage}: (time: \"{seconds} s\", crew: (of: \"crew\"))"));
        }
    }
    if chance(dice, 50) {
        let stays = chance(dice, 30);
        fields.push(format!("crew: (of: \"skill\", stays: {stays})"));
    }
    fields
}

fn judged(dice: &mut Dice) -> Vec<String> {
    if !chance(dice, 15) {
        return Vec::new();
    }
    let start_up = dice.below(2);
    vec![
        format!("quality: (scrap: 0.1, defects: 0.2, start_up: {start_up})"),
        "inspect: (detects: 0.8, false_alarms: 0.1)".to_owned(),
    ]
}
