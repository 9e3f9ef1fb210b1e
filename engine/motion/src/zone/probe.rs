//! What can be measured: forces.

use plantwright_units::ItemId;
use rapier3d::math::Vector;
use rapier3d::prelude::{ColliderHandle, ContactPair};

use super::Zone;
use crate::layout::FixtureId;

impl Zone {
    /// Returns the force with which bodies pressed on a fixture during the last step, newtons: across its faces, without friction.
    pub fn force_on(&self, fixture: FixtureId) -> [f32; 3] {
        let Some(solid) = self.devices[fixture.index()].solid else { return [0.0; 3] };
        let pairs = self.world.narrow_phase.contact_pairs_with(solid);
        let impulse: Vector = pairs.map(|pair| impulse_on(solid, pair)).sum();
        (impulse / self.world.integration_parameters.dt).to_array()
    }

    /// Returns the force with which one item pressed on another during the last step, newtons; zero where they do not touch.
    pub fn force_between(&self, by: ItemId, on: ItemId) -> [f32; 3] {
        let colliders = self.resident(by).zip(self.resident(on));
        let pair = colliders.and_then(|(by, on)| {
            let pair = self.world.narrow_phase.contact_pair(by.collider, on.collider)?;
            Some(impulse_on(on.collider, pair))
        });
        (pair.unwrap_or(Vector::ZERO) / self.world.integration_parameters.dt).to_array()
    }
}

/// The impulse on a collider of a pair: the normal goes from the first to the second.
fn impulse_on(collider: ColliderHandle, pair: &ContactPair) -> Vector {
    let impulse = pair.total_impulse();
    if pair.collider2 == collider { impulse } else { -impulse }
}
