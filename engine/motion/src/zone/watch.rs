//! The watch: bodies that fall, jam, tunnel, or are no longer anywhere. None is lost in silence.

use std::collections::BTreeSet;

use plantwright_units::ItemId;
use rapier3d::math::Vector;
use rapier3d::prelude::ColliderHandle;

use super::device::Device;
use super::{Resident, Zone};
use crate::incident::{Incident, Policy, Trouble, What};
use crate::layout::{FixtureId, Kind};
use crate::surface::{fixture_of, outline};

/// Bodies are looked at after so many steps (ten times a second at 1/120 s), and when all have fallen asleep.
pub(super) const EVERY: u64 = 12;
/// A body that stays within this distance, metres, does not move.
const STILL: f32 = 0.01;

/// Boxes around what nobody can pass, ordered along the axis on which they are the most spread.
struct Walls {
    axis: usize,
    /// Where each begins, which fixture it is, and how far it and all before it reach.
    boxes: Vec<(f32, usize, f32)>,
}

impl Walls {
    fn new(corners: Vec<(usize, [Vector; 2])>) -> Self {
        // The more of the whole extent a box covers, the less an axis tells them apart.
        let spread = |axis: usize| {
            let at = |corner: Vector| corner.to_array()[axis];
            let low = corners.iter().map(|(_, [low, _])| at(*low)).fold(f32::MAX, f32::min);
            let high = corners.iter().map(|(_, [_, high])| at(*high)).fold(f32::MIN, f32::max);
            let covered: f32 = corners.iter().map(|(_, [low, high])| at(*high) - at(*low)).sum();
            (high - low) / covered.max(f32::MIN_POSITIVE)
        };
        let axis = (0..3).max_by(|one, two| spread(*one).total_cmp(&spread(*two))).unwrap_or(0);
        let ends = |(index, [low, high]): &(usize, [Vector; 2])| {
            (low.to_array()[axis], *index, high.to_array()[axis])
        };
        let mut boxes: Vec<(f32, usize, f32)> = corners.iter().map(ends).collect();
        boxes.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.cmp(&two.1)));
        let mut reach = f32::MIN;
        for (_, _, high) in &mut boxes {
            reach = reach.max(*high);
            *high = reach;
        }
        Self { axis, boxes }
    }

    /// The fixtures that may be near a way.
    fn along(&self, from: Vector, to: Vector) -> impl Iterator<Item = usize> + '_ {
        let (one, two) = (from.to_array()[self.axis], to.to_array()[self.axis]);
        let (low, high) = (one.min(two), one.max(two));
        let first = self.boxes.partition_point(|(begins, ..)| *begins <= high);
        let before = self.boxes[..first].iter().rev();
        before.take_while(move |(_, _, reach)| *reach >= low).map(|(_, index, _)| *index)
    }
}

/// What is wrong with whom.
type Found = (ItemId, Trouble, Option<FixtureId>);

impl Zone {
    /// What rapier took out of the step because its numbers are none.
    pub(super) fn quarantine(&mut self) {
        if self.world.quarantine().is_empty() {
            return;
        }
        let bodies = self.world.quarantine().bodies().iter().copied();
        let of_colliders = self.world.quarantine().colliders().iter();
        let parents =
            of_colliders.filter_map(|collider| self.world.colliders.get(*collider)?.parent());
        let places: BTreeSet<u32> =
            bodies.chain(parents).map(|body| body.into_raw_parts().0).collect();
        let residents =
            places.iter().filter_map(|place| self.residents.get(*place as usize)?.as_ref());
        let found: Vec<Found> =
            residents.map(|resident| (resident.item, Trouble::NotFinite, None)).collect();
        self.settle(found);
    }

    /// Looks at every body.
    pub(super) fn watch(&mut self) {
        let mut found = self.on_floors();
        let mut still = Vec::new();
        let walls = self.walls();
        for place in 0..self.residents.len() {
            let Some(mut resident) = self.residents[place].take() else { continue };
            if let Some((trouble, fixture)) = self.look(&mut resident, &mut still, &walls) {
                found.push((resident.item, trouble, fixture));
            }
            self.residents[place] = Some(resident);
        }
        found.extend(self.jammed(still));
        found.sort_unstable_by_key(|(item, trouble, _)| (*item, *trouble));
        // Who is in two troubles at once is in the first of them.
        found.dedup_by_key(|(item, _, _)| *item);
        self.settle(found);
    }

    /// Looks at one body; notes it in `still` where it has come to rest or does not get on.
    fn look(
        &self,
        resident: &mut Resident,
        still: &mut Vec<ItemId>,
        walls: &Walls,
    ) -> Option<(Trouble, Option<FixtureId>)> {
        let body = &self.world.bodies[resident.body];
        let place = body.center_of_mass();
        let before = std::mem::replace(&mut resident.seen, place);
        let (was_asleep, is_asleep) = (resident.was_asleep, body.is_sleeping());
        resident.was_asleep = is_asleep;
        if place.distance_squared(resident.rest) > STILL * STILL {
            (resident.rest, resident.rests, resident.is_told) = (place, self.steps, false);
        }
        if was_asleep && !is_asleep {
            // Who was held, and is let go, has had no time to move.
            resident.rests = self.steps;
        }
        let patience = f64::from(self.layout.policies.patience) * 1e9;
        let waits = (self.steps - resident.rests) * self.layout.step.as_nanos();
        if is_asleep && !was_asleep || !is_asleep && waits as f64 >= patience {
            still.push(resident.item);
            resident.rests = self.steps;
        }
        if place.z < self.bottom {
            return Some((Trouble::Fallen, None));
        }
        let through = (!was_asleep).then(|| self.passed_through(before, place, walls)).flatten();
        through.map(|fixture| (Trouble::Tunnelled, Some(fixture)))
    }

    /// The fixture within which the middle of a body is, or through whose faces it went.
    fn passed_through(&self, before: Vector, now: Vector, walls: &Walls) -> Option<FixtureId> {
        let is_in_the_way = |index: &usize| self.devices[*index].is_near(before, now);
        let is_through = |index: &usize| {
            let (mut pose, half) = outline(&self.layout.fixtures[*index]);
            if let Some(travel) = &self.devices[*index].travel {
                pose = travel.home.prepend_translation(travel.offset);
            }
            let (from, to) =
                (pose.inverse_transform_point(before), pose.inverse_transform_point(now));
            let is_mover = self.devices[*index].travel.is_some();
            to.abs().cmplt(half).all() || !is_mover && crosses(from, to, half)
        };
        let near = walls.along(before, now).filter(is_in_the_way);
        // Of several, the first one of the layout.
        near.filter(is_through).min().map(|index| FixtureId(index as u32))
    }

    /// What nobody can pass, in an order in which those near a way are found without looking at all.
    fn walls(&self) -> Walls {
        let solid = |(index, device): (usize, &Device)| {
            (device.solid.is_some() && !device.is_open).then(|| (index, device.corners()))
        };
        Walls::new(self.devices.iter().enumerate().filter_map(solid).collect())
    }

    /// What lies on floors.
    fn on_floors(&self) -> Vec<Found> {
        let fixtures = self.layout.fixtures.iter().zip(&self.devices).enumerate();
        let floors =
            fixtures.filter(|(_, (fixture, _))| matches!(fixture.kind, Kind::Floor { .. }));
        let mut found = Vec::new();
        for (index, (_, device)) in floors {
            let fixture = FixtureId(index as u32);
            let touching = device.solid.into_iter().flat_map(|solid| self.touching(solid));
            let items = touching.filter_map(|other| self.item_of(other));
            found.extend(items.map(|item| (item, Trouble::Fallen, Some(fixture))));
        }
        found
    }

    /// Those of them that should move, or that nothing will move, and that nothing holds.
    fn jammed(&mut self, still: Vec<ItemId>) -> Vec<Found> {
        if still.is_empty() {
            return Vec::new();
        }
        let held = self.held();
        let mut found = Vec::new();
        for item in still {
            let Some(resident) = self.resident(item).filter(|resident| !resident.is_told) else {
                continue;
            };
            if held.contains(&item) {
                continue;
            }
            let fixtures = self.touching(resident.collider).filter_map(|other| {
                let index = fixture_of(self.world.colliders.get(other)?)?;
                Some((index, &self.layout.fixtures[index].kind))
            });
            let fixtures: Vec<(usize, &Kind)> = fixtures.collect();
            let is_driving =
                |(index, kind): &&(usize, &Kind)| self.surfaces[*index].is_driving(kind);
            // Who rests on what is never driven gets on no more either: a plate, a level slide or lane.
            let is_dead = |(_, kind): &&(usize, &Kind)| {
                matches!(kind, Kind::Slide { .. } | Kind::Rollers { .. })
            };
            let may_start = fixtures.iter().any(|(_, kind)| matches!(kind, Kind::Belt { .. }));
            let on = fixtures.iter().filter(is_driving).min_by_key(|(index, _)| *index);
            let dead = || fixtures.iter().filter(is_dead).min_by_key(|(index, _)| *index);
            let on = on.or_else(|| if may_start { None } else { dead() });
            if let Some((index, _)) = on {
                found.push((item, Trouble::Jammed, Some(FixtureId(*index as u32))));
            }
        }
        found
    }

    /// Who touches a closed stop, a closed exit or a mover that is out, or touches one who does, and so on.
    fn held(&self) -> BTreeSet<ItemId> {
        let fixtures = self.layout.fixtures.iter().zip(&self.devices);
        let holding = fixtures.filter(|(fixture, device)| device.is_holding(&fixture.kind));
        let mut next: Vec<ColliderHandle> =
            holding.filter_map(|(_, device)| device.solid).collect();
        let mut held = BTreeSet::new();
        while let Some(collider) = next.pop() {
            let touching: Vec<_> = self.touching(collider).collect();
            for other in touching {
                if let Some(item) = self.item_of(other)
                    && held.insert(item)
                {
                    next.push(other);
                }
            }
        }
        held
    }

    fn touching(&self, collider: ColliderHandle) -> impl Iterator<Item = ColliderHandle> + '_ {
        let pairs = self.world.narrow_phase.contact_pairs_with(collider);
        pairs.filter(|pair| pair.has_any_active_contact()).map(move |pair| {
            if pair.collider1 == collider { pair.collider2 } else { pair.collider1 }
        })
    }

    /// Does what the policies say, and tells.
    fn settle(&mut self, found: Vec<Found>) {
        for (item, trouble, fixture) in found {
            let Some(pose) = self.pose(item) else { continue };
            let done = self.layout.policies.of(trouble);
            let incident =
                Incident { at: self.now(), item, trouble, place: pose.at, fixture, done };
            let is_known = self.is_known(item);
            match done {
                Policy::Report if is_known => continue,
                Policy::Report => {}
                Policy::Park => {
                    self.take_out(item);
                    self.parked.insert(item, incident);
                    self.account.parked += 1;
                }
                Policy::Remove => {
                    self.take_out(item);
                    self.account.removed += 1;
                }
                Policy::Fail => {
                    self.failure.get_or_insert(incident);
                }
            }
            self.tell(What::Trouble(incident));
        }
    }

    /// Whether trouble of an item that stays was told since it moved last; from now on it was.
    fn is_known(&mut self, item: ItemId) -> bool {
        let place = self.places.get(&item).map(|place| *place as usize);
        let resident = place.and_then(|place| self.residents[place].as_mut());
        resident.is_some_and(|resident| std::mem::replace(&mut resident.is_told, true))
    }
}

/// Whether a way leads in by one of the two large faces of a box around the origin and out by the other.
fn crosses(from: Vector, to: Vector, half: Vector) -> bool {
    let [x, y, z] = half.to_array();
    let thin = if x <= y && x <= z {
        Vector::X
    } else if y <= z {
        Vector::Y
    } else {
        Vector::Z
    };
    let (before, after, depth) = (from.dot(thin), to.dot(thin), half.dot(thin));
    let is_across = before.abs() >= depth && after.abs() >= depth && before * after < 0.0;
    if !is_across {
        return false;
    }
    let middle = from + (to - from) * (before / (before - after));
    let inside = middle.abs().cmplt(half) | thin.cmpgt(Vector::ZERO);
    inside.all()
}
