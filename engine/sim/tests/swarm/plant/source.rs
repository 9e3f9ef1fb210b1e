//! Sources: when what comes, and where it goes first.

use super::{Draft, Kind, Machine};
use crate::dice::Dice;
use crate::words::{batch, between, chance, pick};

/// Whether items come as long as something takes them.
#[derive(Debug, Clone, Copy)]
struct Endless(bool);

impl Draft {
    /// Draws a source. It brings what follows links or what follows routes, never both.
    pub(super) fn source(&self, number: u64, dice: &mut Dice) -> String {
        let routed =
            if self.linked.is_empty() { true } else { !self.routed.is_empty() && chance(dice, 50) };
        let products = if routed { &self.routed } else { &self.linked };
        let mut fields = Vec::new();
        let always = self.arrivals(products, routed, &mut fields, dice);
        if !always {
            match dice.below(10) {
                0..2 => fields.push("if_full: Lose".to_owned()),
                2..4 => fields.push("if_full: Pause".to_owned()),
                _ => {}
            }
        }
        if let Some(to) = self.first_stop(routed, Endless(always), dice) {
            fields.push(format!("to: {to}"));
        }
        format!("\"in {number}\": Source({})", fields.join(", "))
    }

    /// Returns whether it always has an item at hand.
    fn arrivals(
        &self,
        products: &[String],
        routed: bool,
        fields: &mut Vec<String>,
        dice: &mut Dice,
    ) -> bool {
        let way = dice.below(if routed { 84 } else { 100 });
        if (50..65).contains(&way) {
            fields.push(format!("orders: {{{}}}", self.orders(products, dice)));
            return false;
        }
        fields.push(mix(products, dice));
        if chance(dice, 20) && !(75..84).contains(&way) {
            fields.push("calendar: \"early\"".to_owned());
        }
        if (65..75).contains(&way) {
            let instants: Vec<String> =
                (0..between(dice, 1, 12)).map(|_| self.times.instant(dice)).collect();
            fields.push(format!("at: [{}]", instants.join(", ")));
            if chance(dice, 40) {
                fields.push(format!("batch: {}", between(dice, 2, 3)));
            }
            return false;
        }
        match way {
            0..50 => {
                fields.push(format!("every: {}", self.times.interval(dice)));
                if chance(dice, 25) {
                    fields.push(format!("first: {}", self.times.instant(dice)));
                }
            }
            75..84 => fields.push(rates(dice)),
            _ => {}
        }
        if chance(dice, 25) {
            fields.push(format!("batch: {}", batch(dice)));
        }
        if !self.endless || chance(dice, 20) {
            fields.push(format!("limit: {}", between(dice, 1, 80)));
        }
        way >= 84
    }

    fn orders(&self, products: &[String], dice: &mut Dice) -> String {
        let orders = (0..between(dice, 1, 10)).map(|number| {
            let mut fields = vec![
                format!("product: {:?}", pick(dice, products)),
                format!("quantity: {}", between(dice, 1, 4)),
            ];
            for date in ["release", "due"] {
                if chance(dice, 60) {
                    fields.push(format!("{date}: {}", self.times.instant(dice)));
                }
            }
            if chance(dice, 40) {
                fields.push(format!("priority: {}", dice.below(4)));
            }
            format!("\"order {number}\": ({})", fields.join(", "))
        });
        orders.collect::<Vec<_>>().join(", ")
    }

    /// Where items go first; what is never held up by what follows would bring items for ever.
    fn first_stop(&self, routed: bool, endless: Endless, dice: &mut Dice) -> Option<String> {
        let holds_up = |machine: &&Machine| !machine.unlimited && machine.kind != Kind::Delay;
        let fits = |machine: &&Machine| {
            if routed { machine.kind == Kind::Buffer && !machine.links } else { machine.links }
        };
        if routed && !chance(dice, 20) {
            return None;
        }
        let stops = self.machines.iter().filter(fits);
        let bounded = endless.0 && !chance(dice, 10);
        let stops: Vec<&Machine> = stops.filter(|stop| !bounded || holds_up(stop)).collect();
        let mut to: Vec<String> = stops.iter().map(|machine| machine.name.clone()).collect();
        dice.shuffle(&mut to);
        to.truncate(between(dice, 1, 3) as usize);
        if to.is_empty() && routed {
            return None;
        }
        if to.is_empty() {
            to.push(pick(dice, &self.sinks).clone());
        }
        Some(self.routing(&to, dice))
    }
}

/// One product or several with their shares.
fn mix(products: &[String], dice: &mut Dice) -> String {
    if products.len() == 1 || chance(dice, 30) {
        return format!("product: {:?}", pick(dice, products));
    }
    let share = 1.0 / products.len() as f64;
    let shares: Vec<String> =
        products.iter().map(|product| format!("{product:?}: {share}")).collect();
    format!("mix: {{{}}}", shares.join(", "))
}

fn rates(dice: &mut Dice) -> String {
    let [early, late] = [0, 0].map(|_| between(dice, 1, 10) * 60);
    let cycle = if chance(dice, 60) { ", cycle: \"10 min\"" } else { "" };
    format!(
        "rates: (steps: [(\"0 s\", \"{early} /h\"), (\"3 min\", \"0 /h\"), (\"5 min\", \"{late} /h\")]{cycle})"
    )
}
