//! Sensors and exits: who covers them after a step, and who leaves.

use plantwright_units::ItemId;
use rapier3d::parry::query::intersection_test;
use rapier3d::prelude::ColliderHandle;

use super::Zone;
use crate::incident::What;
use crate::layout::{FixtureId, Kind};

impl Zone {
    /// Looks at every sensor and exit, in the order of the layout.
    pub(super) fn sense(&mut self) {
        for index in 0..self.devices.len() {
            let Some(sensor) = self.devices[index].sensor else { continue };
            let now = self.within(sensor);
            let is_exit = matches!(self.layout.fixtures[index].kind, Kind::Exit { .. });
            let by = FixtureId(index as u32);
            if is_exit && self.devices[index].is_open {
                self.devices[index].covered.clear();
                for item in now {
                    self.let_go(by, item);
                }
            } else if now != self.devices[index].covered {
                let before = std::mem::replace(&mut self.devices[index].covered, now.clone());
                let gone = before.iter().filter(|item| !now.contains(item));
                for item in gone {
                    self.tell(What::Cleared { by, item: *item });
                }
                let come = now.iter().filter(|item| !before.contains(item));
                for item in come {
                    self.tell(What::Covered { by, item: *item });
                }
            }
        }
    }

    /// Has an item that goes cover nothing any more. At an exit, its going says so itself.
    pub(super) fn uncover(&mut self, item: ItemId) {
        for index in 0..self.devices.len() {
            let covered = &mut self.devices[index].covered;
            let Ok(place) = covered.binary_search(&item) else { continue };
            covered.remove(place);
            if matches!(self.layout.fixtures[index].kind, Kind::Sensor { .. }) {
                self.tell(What::Cleared { by: FixtureId(index as u32), item });
            }
        }
    }

    /// The items within a sensor, in their order.
    fn within(&self, sensor: ColliderHandle) -> Vec<ItemId> {
        let pairs = self.world.narrow_phase.intersection_pairs_with(sensor);
        let near = pairs.map(|(one, two, _)| if one == sensor { two } else { one });
        // Rapier's own answer is that of the beginning of the step.
        let covering = near.filter(|other| self.is_within(*other, sensor));
        let mut items: Vec<ItemId> = covering.filter_map(|other| self.item_of(other)).collect();
        items.sort_unstable();
        items
    }

    /// Whether a body's collider reaches into a sensor, where it is now.
    fn is_within(&self, collider: ColliderHandle, sensor: ColliderHandle) -> bool {
        let field = &self.world.colliders[sensor];
        let Some(collider) = self.world.colliders.get(collider) else { return false };
        let (place, shape) = (field.position(), field.shape());
        let found = intersection_test(collider.position(), collider.shape(), place, shape);
        found.is_ok_and(|found| found.intersecting)
    }

    fn let_go(&mut self, exit: FixtureId, item: ItemId) {
        if let Some((pose, velocity)) = self.leave(item) {
            self.tell(What::Left { exit, item, pose, velocity });
        }
    }

    /// Returns who covers a sensor, or waits at an exit, in the order of items.
    pub fn covered(&self, by: FixtureId) -> &[ItemId] {
        &self.devices[by.index()].covered
    }
}
