//! What is driven from outside: belts, stops, exits, movers. Whoever is touched by a change wakes.

use plantwright_units::ItemId;
use rapier3d::math::Vector;
use rapier3d::prelude::ColliderHandle;

use super::Zone;
use crate::incident::What;
use crate::layout::{FixtureId, Kind};
use crate::surface::set_across;

/// Slower bodies may fall asleep, metres per second, unless a belt is slower than twice that.
const DROWSY: f32 = 0.02;

impl Zone {
    /// Has a belt go at another speed, metres per second; it changes as fast as it can. What lies on it wakes.
    ///
    /// # Panics
    /// Where that is no belt, or no speed: a defect of the caller.
    pub fn set_speed(&mut self, belt: FixtureId, speed: f32) {
        let kind = &self.layout.fixtures[belt.index()].kind;
        assert!(matches!(kind, Kind::Belt { .. }), "only belts have a speed");
        assert!(speed.abs() <= 100.0, "no belt is so fast");
        if self.surfaces[belt.index()].target == speed {
            return;
        }
        self.surfaces[belt.index()].target = speed;
        self.drowse();
        self.wake_touching(belt);
        self.is_stirred = true;
    }

    /// Returns how fast a belt goes now, metres per second; 0 for what is no belt.
    pub fn speed(&self, belt: FixtureId) -> f32 {
        self.surfaces[belt.index()].speed
    }

    /// Opens or closes a stop or an exit, and wakes what waits there.
    ///
    /// # Panics
    /// Where that is neither: a defect of the caller.
    pub fn set_open(&mut self, door: FixtureId, is_open: bool) {
        let kind = &self.layout.fixtures[door.index()].kind;
        let is_door = matches!(kind, Kind::Stop { .. } | Kind::Exit { .. });
        assert!(is_door, "only stops and exits open and close");
        if self.devices[door.index()].is_open == is_open {
            return;
        }
        self.devices[door.index()].is_open = is_open;
        self.wake_touching(door);
        if let Some(solid) = self.devices[door.index()].solid
            && let Some(collider) = self.world.colliders.get_mut(solid)
        {
            collider.set_enabled(!is_open);
        }
        self.is_stirred = true;
    }

    /// Whether a stop lets pass, or an exit lets go.
    pub fn is_open(&self, door: FixtureId) -> bool {
        self.devices[door.index()].is_open
    }

    /// Sends a mover, on a straight way, to a place given from where it stands in the layout, in its frame, metres, at a speed in
    /// metres per second. [`What::Arrived`] tells when it is there.
    ///
    /// # Panics
    /// Where that is no mover, or the numbers are none: a defect of the caller.
    pub fn send(&mut self, mover: FixtureId, to: [f32; 3], speed: f32) {
        assert!(speed > 0.0 && speed.is_finite(), "a mover moves");
        assert!(to.iter().all(|part| part.is_finite()), "a mover goes somewhere");
        let travel = self.devices[mover.index()].travel.as_mut();
        let travel = travel.expect("only movers are sent");
        travel.target = Vector::from_array(to);
        travel.speed = speed;
        self.wake_touching(mover);
        self.is_stirred = true;
    }

    /// Returns where a mover is, from where it stands in the layout, in its frame, metres; `None`: it is none.
    pub fn offset(&self, mover: FixtureId) -> Option<[f32; 3]> {
        self.devices[mover.index()].travel.as_ref().map(|travel| travel.offset.to_array())
    }

    /// Has whatever belt is under an item move to its left, too, metres per second, as a belt across on a carrier of a cross-belt sorter
    /// does; negative: to its right; 0: no longer. Surfaces that stand do not.
    ///
    /// # Panics
    /// Where that is no speed: a defect of the caller.
    pub fn carry_across(&mut self, item: ItemId, speed: f32) {
        assert!(speed.abs() <= 100.0, "no belt is so fast");
        let Some(resident) = self.resident(item) else { return };
        let (body, collider) = (resident.body, resident.collider);
        if let Some(collider) = self.world.colliders.get_mut(collider) {
            set_across(collider, speed);
        }
        self.world.wake_up(body, true);
        self.is_stirred = true;
    }

    /// Changes the speed of belts; while one changes, nothing on it sleeps.
    pub(super) fn change_speeds(&mut self, dt: f32) {
        for index in 0..self.surfaces.len() {
            if self.surfaces[index].change(dt) {
                self.wake_touching(FixtureId(index as u32));
            }
        }
    }

    pub(super) fn move_movers(&mut self, dt: f32) {
        for index in 0..self.devices.len() {
            let Some(travel) = &mut self.devices[index].travel else { continue };
            let missing = travel.target - travel.offset;
            let (distance, possible) = (missing.length(), travel.speed * dt);
            if distance == 0.0 {
                continue;
            }
            let is_there = distance <= possible;
            travel.offset = if is_there {
                travel.target
            } else {
                travel.offset + missing * (possible / distance)
            };
            let place = travel.home.transform_point(travel.offset);
            let (body, mover) = (travel.body, FixtureId(index as u32));
            self.world.bodies[body].set_next_kinematic_translation(place);
            self.wake_touching(mover);
            if is_there {
                let at = self.now() + self.layout.step;
                self.events.push(crate::Event { at, what: What::Arrived { mover } });
            }
        }
    }

    /// The speed below which bodies may fall asleep: below that of every belt.
    pub(super) fn slowest(&self) -> f32 {
        let speeds = self.surfaces.iter().map(|surface| surface.target.abs());
        speeds.filter(|speed| *speed > 0.0).map(|speed| speed / 2.0).fold(DROWSY, f32::min)
    }

    fn drowse(&mut self) {
        let drowsy = self.slowest();
        if drowsy == self.drowsy {
            return;
        }
        self.drowsy = drowsy;
        for resident in self.residents.iter().flatten() {
            let body = &mut self.world.bodies[resident.body];
            body.activation_mut().normalized_linear_threshold = drowsy;
        }
    }

    fn wake_touching(&mut self, fixture: FixtureId) {
        if let Some(solid) = self.devices[fixture.index()].solid {
            self.wake_around(solid);
        }
    }

    /// Wakes what touches a collider, or nearly does.
    pub(super) fn wake_around(&mut self, collider: ColliderHandle) {
        let pairs = self.world.narrow_phase.contact_pairs_with(collider);
        let others = pairs
            .map(|pair| if pair.collider1 == collider { pair.collider2 } else { pair.collider1 });
        let bodies: Vec<_> =
            others.filter_map(|other| self.world.colliders.get(other)?.parent()).collect();
        for body in bodies {
            self.world.wake_up(body, true);
        }
    }
}
