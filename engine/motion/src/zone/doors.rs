//! How items come in as bodies, and how they go. Nobody is lost: what came in went out, was removed, is parked, or is present.

use plantwright_units::ItemId;
use rapier3d::math::{Pose as RapierPose, Vector};
use rapier3d::parry::bounding_volume::BoundingVolume as _;
use rapier3d::parry::shape::Shape;
use rapier3d::prelude::{CoefficientCombineRule, Collider, RigidBodyBuilder, RigidBodyHandle};
use thiserror::Error;

use super::{Resident, Zone};
use crate::body::Body;
use crate::incident::Incident;
use crate::layout::{FixtureId, Kind};
use crate::mistake::Mistake;
use crate::overlap::overlap;
use crate::pose::{Pose, Velocity};
use crate::surface::{fixture_of, tag_of_body};

/// Why an item does not come in. It is where it was; it can be tried again.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum EnterError {
    /// The body is none.
    #[error("no body: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Mistaken(Vec<Mistake>),
    /// The place is none within a hundred kilometres, or the velocity has numbers that are not finite.
    #[error("item {item} has no place or no speed")]
    Nowhere {
        /// The item.
        item: ItemId,
    },
    /// The item is here already, as a body or parked.
    #[error("item {item} is in the zone already")]
    Present {
        /// The item.
        item: ItemId,
    },
    /// Another body is there.
    #[error("item {by} is where item {item} would come in")]
    Occupied {
        /// The item.
        item: ItemId,
        /// Who is there.
        by: ItemId,
    },
    /// A fixture is there.
    #[error("item {item} would come in within a fixture")]
    Obstructed {
        /// The item.
        item: ItemId,
        /// What is there.
        by: FixtureId,
    },
    /// A guest is there.
    #[error("guest {by} is where item {item} would come in")]
    Visited {
        /// The item.
        item: ItemId,
        /// Who is there, by the number that it was given.
        by: u32,
    },
}

impl Zone {
    /// Makes an item a body, from the next step on.
    ///
    /// # Errors
    /// Where it cannot be there: see [`EnterError`].
    pub fn enter(
        &mut self,
        item: ItemId,
        body: &Body,
        pose: Pose,
        velocity: Velocity,
    ) -> Result<(), EnterError> {
        let mistakes = body.check();
        if !mistakes.is_empty() {
            return Err(EnterError::Mistaken(mistakes));
        }
        if !(pose.is_sound() && velocity.is_finite()) {
            return Err(EnterError::Nowhere { item });
        }
        if self.places.contains_key(&item) || self.parked.contains_key(&item) {
            return Err(EnterError::Present { item });
        }
        let collider = collider(body);
        self.check_room(item, &collider, &pose.to_rapier())?;
        self.put(item, body, collider, pose, velocity);
        Ok(())
    }

    /// Whether a body could come in at a place: nothing else is there.
    pub fn is_free(&self, body: &Body, pose: Pose) -> bool {
        self.check_room(ItemId::NONE, &collider(body), &pose.to_rapier()).is_ok()
    }

    /// Whether a body could come in at a place once no guest is in the zone any more.
    pub fn is_free_without_guests(&self, body: &Body, pose: Pose) -> bool {
        let (collider, pose) = (collider(body), pose.to_rapier());
        let of_guests = |other: &Collider| self.guest_at(other.parent()).is_some();
        self.others_at(&collider, &pose).all(of_guests)
    }

    /// Whether a body could be at a place as far as other bodies go; fixtures and guests may be there.
    pub fn is_free_of_bodies(&self, body: &Body, pose: Pose) -> bool {
        let (collider, pose) = (collider(body), pose.to_rapier());
        self.is_free_of_residents(collider.shape(), &pose, None)
    }

    fn is_free_of_residents(
        &self,
        shape: &dyn Shape,
        pose: &RapierPose,
        but: Option<RigidBodyHandle>,
    ) -> bool {
        let bounds = shape.compute_aabb(pose);
        let others = self.residents.iter().flatten().filter(|other| Some(other.body) != but);
        others.into_iter().all(|other| {
            let (place, other) =
                (self.position(other.body), self.world.colliders[other.collider].shape());
            if !other.compute_aabb(&place).intersects(&bounds) {
                return true;
            }
            !overlap((pose, shape), (&place, other))
        })
    }

    /// Moves a body by so much at once, with its pose and velocity as they are: as where a surface begins again that is closed to a
    /// loop. Returns whether it did: where another body is, it stays where it was. It has to go further than it is long.
    pub fn shift(&mut self, item: ItemId, by: [f32; 3]) -> bool {
        let Some(resident) = self.resident(item) else { return false };
        let (body, collider) = (resident.body, resident.collider);
        let by = Vector::from_array(by);
        let mut pose = self.position(body);
        pose.translation += by;
        let shape = self.world.colliders[collider].shape();
        if !self.is_free_of_residents(shape, &pose, Some(body)) {
            return false;
        }
        self.wake_around(collider);
        self.world.bodies[body].set_position(pose, true);
        self.uncover(item);
        let place = self.places[&item] as usize;
        if let Some(resident) = self.residents[place].as_mut() {
            // It went through nothing on its way.
            resident.seen += by;
            resident.rest += by;
        }
        self.is_stirred = true;
        true
    }

    /// Whether no body is where a stop comes, or an exit closes.
    pub fn is_clear_of_bodies(&self, door: FixtureId) -> bool {
        let Some(solid) = self.devices[door.index()].solid else { return true };
        let Some(wall) = self.world.colliders.get(solid) else { return true };
        self.residents.iter().flatten().all(|resident| {
            let Some(body) = self.world.colliders.get(resident.collider) else { return true };
            !overlap((wall.position(), wall.shape()), (body.position(), body.shape()))
        })
    }

    fn put(
        &mut self,
        item: ItemId,
        body: &Body,
        collider: Collider,
        pose: Pose,
        velocity: Velocity,
    ) {
        let mut rigid = RigidBodyBuilder::dynamic()
            .pose(pose.to_rapier())
            .linvel(Vector::from_array(velocity.linear))
            .angvel(Vector::from_array(velocity.angular));
        if body.is_upright {
            rigid = rigid.lock_rotations();
        }
        let mut rigid = rigid.build();
        rigid.activation_mut().normalized_linear_threshold = self.drowsy;
        let (body, collider) = self.world.insert(rigid, collider);
        let place = body.into_raw_parts().0;
        let seen = Vector::from_array(pose.at);
        if self.residents.len() <= place as usize {
            self.residents.resize(place as usize + 1, None);
        }
        self.residents[place as usize] = Some(Resident {
            item,
            body,
            collider,
            seen,
            rest: seen,
            rests: self.steps,
            was_asleep: false,
            pace: Vector::from_array(velocity.linear).length(),
            gains: false,
            is_told: false,
        });
        self.places.insert(item, place);
        self.account.entered += 1;
        self.account.present += 1;
        self.is_stirred = true;
    }

    /// Whether a body would be within another, or within a fixture.
    fn check_room(
        &self,
        item: ItemId,
        collider: &Collider,
        pose: &RapierPose,
    ) -> Result<(), EnterError> {
        let Some(other) = self.others_at(collider, pose).next() else { return Ok(()) };
        Err(match (fixture_of(other), other.parent().and_then(|at| self.item_at(at))) {
            (Some(index), _) => EnterError::Obstructed { item, by: FixtureId(index as u32) },
            (None, Some(by)) => EnterError::Occupied { item, by },
            (None, None) => match self.guest_at(other.parent()) {
                Some(by) => EnterError::Visited { item, by },
                None => EnterError::Nowhere { item },
            },
        })
    }

    /// What a body would be within at a place.
    fn others_at<'a>(
        &'a self,
        collider: &'a Collider,
        pose: &'a RapierPose,
    ) -> impl Iterator<Item = &'a Collider> {
        let bounds = collider.shape().compute_aabb(pose);
        // Not by the tree of boxes: it knows only what was there at the last step.
        let others = self.world.colliders.iter().map(|(_, other)| other);
        others.filter(|other| !other.is_sensor() && other.is_enabled()).filter(move |other| {
            let place = other.parent().map_or(*other.position(), |parent| self.position(parent));
            other.shape().compute_aabb(&place).intersects(&bounds)
                && overlap((pose, collider.shape()), (&place, other.shape()))
        })
    }

    fn position(&self, body: RigidBodyHandle) -> RapierPose {
        *self.world.bodies[body].position()
    }

    fn item_at(&self, body: RigidBodyHandle) -> Option<ItemId> {
        let resident = self.residents.get(body.into_raw_parts().0 as usize)?.as_ref()?;
        (resident.body == body).then_some(resident.item)
    }

    fn guest_at(&self, body: Option<RigidBodyHandle>) -> Option<u32> {
        self.guests.iter().find(|(_, guest)| Some(guest.body) == body).map(|(number, _)| *number)
    }

    /// Takes an item out, with its last pose and velocity; `None`: it is no body here.
    pub fn leave(&mut self, item: ItemId) -> Option<(Pose, Velocity)> {
        let last = self.pose(item).zip(self.velocity(item))?;
        self.take_out(item);
        self.account.left += 1;
        Some(last)
    }

    /// Returns the items that wait beside the zone, and why.
    pub fn parked(&self) -> impl Iterator<Item = (ItemId, &Incident)> {
        self.parked.iter().map(|(item, incident)| (*item, incident))
    }

    /// Takes an item from those that are parked, with the reason why it was.
    pub fn take_parked(&mut self, item: ItemId) -> Option<Incident> {
        let incident = self.parked.remove(&item)?;
        self.account.parked -= 1;
        self.account.left += 1;
        Some(incident)
    }

    /// Takes a body out of the world, and wakes what leaned on it. The caller says what became of the item.
    pub(super) fn take_out(&mut self, item: ItemId) {
        let Some(place) = self.places.remove(&item) else { return };
        if let Some(resident) = self.residents[place as usize].take() {
            self.wake_around(resident.collider);
            self.world.remove_body(resident.body);
            self.uncover(item);
        }
        self.account.present -= 1;
        self.is_stirred = true;
    }

    /// Returns a pose on a surface: so far along it, so far to the left of its middle line, and with the middle of the body so
    /// far above it; metres. The body is turned as the surface is.
    ///
    /// # Panics
    /// Where there is no such fixture.
    pub fn on(&self, surface: FixtureId, along: f32, left: f32, above: f32) -> Pose {
        let fixture = &self.layout.fixtures[surface.index()];
        Pose { at: fixture.pose.point(along, left, above), turn: fixture.pose.turn }
    }

    /// Returns how far along a surface a place is, and how far to the left of its middle line; metres.
    ///
    /// # Panics
    /// Where there is no such fixture.
    pub fn along(&self, surface: FixtureId, place: [f32; 3]) -> [f32; 2] {
        let pose = self.layout.fixtures[surface.index()].pose.to_rapier();
        let [x, y, _] = pose.inverse_transform_point(Vector::from_array(place)).to_array();
        [x, y]
    }

    /// Whether a fixture is one on which things lie.
    pub fn is_surface(&self, fixture: FixtureId) -> bool {
        let kind = self.layout.fixtures.get(fixture.index()).map(|fixture| &fixture.kind);
        kind.is_some_and(|kind| !matches!(kind, Kind::Floor { .. }) && crate::surface::is_top(kind))
    }
}

fn collider(body: &Body) -> Collider {
    body.collider()
        .user_data(tag_of_body(body))
        .friction_combine_rule(CoefficientCombineRule::Min)
        .restitution_combine_rule(CoefficientCombineRule::Average)
        .build()
}
