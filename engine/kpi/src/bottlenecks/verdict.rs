//! What the three methods say together, in a sentence or two.

use plantwright_model::Plant;
use plantwright_units::EquipmentId;

use super::{Bottlenecks, StationFlow};

/// Utilizations that differ by less say nothing.
const ALIKE: f64 = 0.01;

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
                 utilization: shorten that before its cycle",
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
             improve {0} for the mean output, and look at the buffers between it and {}",
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
