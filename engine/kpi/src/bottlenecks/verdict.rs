//! What the three methods say together, in a sentence or two.

use plantwright_model::Plant;
use plantwright_units::EquipmentId;

use super::{Bottlenecks, StationFlow};

/// Utilizations that differ by less say nothing.
const ALIKE: f64 = 0.01;

/// Who is active for this part of its time is near its limit.
const NEAR: f64 = 0.85;

/// Who is active for this part of its time is at its limit, and no longer keeps up if more comes.
const AT_ITS_LIMIT: f64 = 0.98;

impl Bottlenecks {
    /// Returns whether all methods that find a bottleneck find the same one.
    pub fn agree(&self) -> bool {
        let mut found = self.found();
        let first = found.next();
        found.all(|other| Some(other) == first)
    }

    /// Returns what the methods say together, and what it means where they do not say the same.
    pub fn verdict(&self, plant: &Plant) -> String {
        let name = |id: EquipmentId| format!("`{}`", plant.equipment(id).name);
        let (Some(used), Some(active)) = (self.by_utilization, self.by_active_period) else {
            return match self.by_utilization {
                Some(used) => {
                    format!("only {} worked on anything, never on all places", name(used))
                }
                None => "no station worked: there is no bottleneck".to_owned(),
            };
        };
        let mut sentences = Vec::new();
        if self.agree() {
            let who = if self.by_arrows.is_empty() {
                "utilization and active periods"
            } else {
                "all three methods"
            };
            sentences.push(format!("{who} point at {}", name(used)));
        } else {
            let mut said = vec![
                format!("utilization points at {}", name(used)),
                format!("active periods at {}", name(active)),
            ];
            said.extend(self.by_arrows.first().map(|it| format!("arrows at {}", name(*it))));
            sentences.push(said.join(", "));
            sentences.extend(self.about_use(used, active, &name));
            sentences.extend(self.about_arrows(active, &name));
        }
        if self.by_arrows.is_empty() {
            sentences.push("arrows find no station where they end".to_owned());
        } else if self.by_arrows.len() > 1 {
            let others: Vec<String> = self.by_arrows[1..].iter().map(|id| name(*id)).collect();
            sentences
                .push(format!("arrows end at {} as well, with less severity", others.join(", ")));
        }
        if let Some(station) = self.station(active).filter(|it| it.shifting > it.sole) {
            let share = (station.sole * 100.0).round();
            sentences.push(format!(
                "the bottleneck shifts: {} is it alone for only {share} % of the time",
                name(active)
            ));
        }
        sentences.join("; ")
    }

    /// Returns what speaks against any station being what limits the plant, in a sentence or two; none where nothing does.
    ///
    /// It infers that from how much comes in and goes out, and from how busy stations and people are. What a change would bring
    /// is another question, which trying it answers (`plantwright bottleneck`).
    pub fn doubts(&self, plant: &Plant) -> Option<String> {
        let name = |id: EquipmentId| format!("`{}`", plant.name(id));
        let percent = |share: f64| (share * 100.0).round();
        let busiest =
            self.stations.iter().max_by(|one, other| one.load().total_cmp(&other.load()))?;
        let top = busiest.load();
        if self.keeps_up && top < AT_ITS_LIMIT {
            return Some(format!(
                "all that comes in goes out: the arrivals are what limits the output, and no station does; {} has most to do, for {} \
                 % of its time",
                name(busiest.equipment),
                percent(top)
            ));
        }
        let mut doubts = Vec::new();
        let people = self.people.iter();
        let people = people.max_by(|one, other| one.utilization.total_cmp(&other.utilization));
        if let Some(most) = people.filter(|it| it.utilization >= NEAR || it.utilization > top) {
            let waiting = self
                .stations
                .iter()
                .max_by(|one, other| one.waiting_for_people.total_cmp(&other.waiting_for_people));
            let waiting = waiting.filter(|it| it.waiting_for_people > 0.0).map(|it| {
                let share = percent(it.waiting_for_people);
                format!(", and {} waits for people for {share} % of the time", name(it.equipment))
            });
            doubts.push(format!(
                "{} are at work for {} % of their time{}: they may be what limits the output",
                name(most.group),
                percent(most.utilization),
                waiting.unwrap_or_default()
            ));
        } else if top < NEAR {
            let bounds = bounds(plant);
            let besides = if bounds.is_empty() {
                "blocking and starving by chance, or what stations wait for".to_owned()
            } else {
                format!("{}, or blocking and starving by chance", bounds.join(", "))
            };
            doubts.push(format!(
                "no station is near its limit, {} has most to do, for {} % of its time: what limits the output may be {besides}",
                name(busiest.equipment),
                percent(top)
            ));
        }
        if busiest.off > 0.0 && Some(busiest.equipment) != self.by_active_period {
            doubts.push(format!(
                "{} is off for {} % of the time, which counts as no activity, and active for {} % of the rest: its shifts may be \
                 what limits the output",
                name(busiest.equipment),
                percent(busiest.off),
                percent(top)
            ));
        }
        (!doubts.is_empty()).then(|| doubts.join("; "))
    }

    /// What it means that another station is used most than is active longest.
    fn about_use(
        &self,
        used: EquipmentId,
        active: EquipmentId,
        name: &impl Fn(EquipmentId) -> String,
    ) -> Option<String> {
        if used == active {
            return None;
        }
        let beside_work = |station: &StationFlow| station.active - station.utilization;
        let (one, other) = (self.station(active)?, self.station(used)?);
        if other.utilization - one.utilization < ALIKE {
            return Some(format!(
                "utilization hardly tells {} and {} apart",
                name(used),
                name(active)
            ));
        }
        Some(if beside_work(one) > beside_work(other).max(0.0) {
            let share = (beside_work(one) * 100.0).round();
            format!(
                "{} is down, set up or maintained for {share} % of the time, which holds others up and is no \
                 utilization",
                name(active)
            )
        } else {
            format!(
                "{} works more in all, in shorter spells with pauses between, in which it waits for others; {} works \
                 longer without a pause",
                name(used),
                name(active)
            )
        })
    }

    /// What it means that arrows end elsewhere.
    fn about_arrows(
        &self,
        active: EquipmentId,
        name: &impl Fn(EquipmentId) -> String,
    ) -> Option<String> {
        let turn = self.by_arrows.first().filter(|it| **it != active)?;
        Some(format!(
            "on average, blocking before and starving behind turn at {}, and active periods look at every instant: \
             look at both, and at the buffers between it and {}",
            name(*turn),
            name(active)
        ))
    }

    fn found(&self) -> impl Iterator<Item = EquipmentId> {
        let arrows = self.by_arrows.first().copied();
        [self.by_utilization, self.by_active_period, arrows].into_iter().flatten()
    }

    fn station(&self, id: EquipmentId) -> Option<&StationFlow> {
        self.stations.iter().find(|station| station.equipment == id)
    }
}

/// What bounds how much is in a plant, beside the room: cards, and sources with an end that always have an item at hand.
fn bounds(plant: &Plant) -> Vec<String> {
    let bounds = plant.equipment.iter().filter_map(|facts| {
        let is_limited =
            facts.arrivals.as_ref().is_some_and(|it| it.always_at_hand && it.count.is_some());
        match facts.kind {
            "Release" => Some(format!("the cards of `{}`", facts.name)),
            _ if is_limited => Some(format!("how many `{}` brings", facts.name)),
            _ => None,
        }
    });
    bounds.collect()
}
