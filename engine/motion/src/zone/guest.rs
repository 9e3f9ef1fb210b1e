//! Guests: blocks that come from outside, are led wherever they go, push what they touch, and go again. A vehicle is one.
//!
//! A mover stands in the layout and goes where it is sent. A guest is in the zone only while it is there, and whoever leads it says
//! for each step where it is at its end: it is never in doubt where it is, whatever is in its way.

use plantwright_units::ItemId;
use rapier3d::math::Vector;
use rapier3d::parry::query::intersection_test;
use rapier3d::parry::shape::Cuboid;
use rapier3d::prelude::{
    CoefficientCombineRule, ColliderBuilder, ColliderHandle, RigidBodyBuilder, RigidBodyHandle,
};
use serde::{Deserialize, Serialize};

use super::Zone;
use crate::pose::Pose;

/// More friction than any body has: the smaller of two counts.
const ANY: f32 = 1000.0;

/// A guest as rapier knows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Guest {
    pub(super) body: RigidBodyHandle,
    pub(super) collider: ColliderHandle,
}

/// Whether two boxes touch, each of a length, width and height in metres, and with its middle at a place.
pub fn touch(one: ([f32; 3], Pose), two: ([f32; 3], Pose)) -> bool {
    let block = |size: [f32; 3]| Cuboid::new(Vector::from_array(size) / 2.0);
    let places = (one.1.to_rapier(), two.1.to_rapier());
    // Boxes can be compared.
    intersection_test(&places.0, &block(one.0), &places.1, &block(two.0))
        .is_ok_and(|found| found.intersecting)
}

impl Zone {
    /// Lets a guest in, by a number of the caller's: a block of a length, width and height in metres, whose middle is at a place.
    /// What is there already is pushed out of it by the next steps.
    ///
    /// # Panics
    /// Where it is in already, or has no extent: a defect of the caller.
    pub fn let_in(&mut self, guest: u32, size: [f32; 3], pose: Pose) {
        assert!(!self.guests.contains_key(&guest), "a guest comes in once");
        assert!(size.iter().all(|side| (0.001..=100.0).contains(side)), "a guest has an extent");
        let [x, y, z] = size.map(|side| side / 2.0);
        let body = RigidBodyBuilder::kinematic_position_based().pose(pose.to_rapier());
        let block = ColliderBuilder::cuboid(x, y, z)
            .friction(ANY)
            .friction_combine_rule(CoefficientCombineRule::Min)
            .restitution(0.0)
            .restitution_combine_rule(CoefficientCombineRule::Max);
        let (body, collider) = self.world.insert(body, block);
        self.guests.insert(guest, Guest { body, collider });
        self.is_stirred = true;
    }

    /// Has a guest go from one place to another during the next step. Where it is not at the first of them, it is put there.
    ///
    /// # Panics
    /// Where there is no such guest: a defect of the caller.
    pub fn lead(&mut self, guest: u32, from: Pose, to: Pose) {
        let Guest { body, collider } = self.guests[&guest];
        let it = &mut self.world.bodies[body];
        if Pose::of(it.position()) != from {
            it.set_position(from.to_rapier(), true);
        }
        it.set_next_kinematic_position(to.to_rapier());
        self.wake_around(collider);
        self.is_stirred = true;
    }

    /// Lets a guest go, and wakes what leaned on it; nothing where it is not in.
    pub fn let_out(&mut self, guest: u32) {
        let Some(Guest { body, collider }) = self.guests.remove(&guest) else { return };
        self.wake_around(collider);
        self.world.remove_body(body);
        self.is_stirred = true;
    }

    /// Returns where a guest is; `None`: it is not in.
    pub fn guest(&self, guest: u32) -> Option<Pose> {
        let body = self.world.bodies.get(self.guests.get(&guest)?.body)?;
        Some(Pose::of(body.position()))
    }

    /// Returns the items of which a part is within a box of a length, width and height in metres, whose middle is at a place; in
    /// their order.
    pub fn reaching_into(&self, size: [f32; 3], pose: Pose) -> Vec<ItemId> {
        let field = Cuboid::new(Vector::from_array(size) / 2.0);
        let pose = pose.to_rapier();
        let residents = self.residents.iter().flatten();
        let is_in = |resident: &&super::Resident| {
            let (body, collider) =
                (&self.world.bodies[resident.body], &self.world.colliders[resident.collider]);
            // Shapes that rapier cannot compare are none of ours.
            intersection_test(&pose, &field, body.position(), collider.shape())
                .is_ok_and(|found| found.intersecting)
        };
        let mut items: Vec<ItemId> = residents.filter(is_in).map(|it| it.item).collect();
        items.sort_unstable();
        items
    }
}
