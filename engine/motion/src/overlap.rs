//! Whether two shapes are in one another.
//!
//! Boxes are compared by the separating axis theorem: two convex polyhedra are apart, or are in one another, by as much as along
//! the normal of a face of one of them or the cross product of an edge of each (Gottschalk, Lin and Manocha, 1996). The general
//! way, which expands a polytope from within, may find no answer where the middles of both are near one another, and then tells
//! of no contact: of all places, where one lies in the other. All shapes of bodies are the same around their middle.

use rapier3d::math::Pose as RapierPose;
use rapier3d::parry::query::{self, sat};
use rapier3d::parry::shape::{Cuboid, Shape};

/// Bodies may be in one another by this much where one comes in, metres.
const SLACK: f32 = 0.001;

/// Whether two shapes at their places are in one another by more than bodies that touch may be.
pub(crate) fn overlap(one: (&RapierPose, &dyn Shape), two: (&RapierPose, &dyn Shape)) -> bool {
    if let Some(parts) = one.1.as_compound() {
        let mut parts = parts.shapes().iter();
        return parts.any(|(at, part)| overlap((&(one.0 * at), part.as_ref()), two));
    }
    if let Some(parts) = two.1.as_compound() {
        let mut parts = parts.shapes().iter();
        return parts.any(|(at, part)| overlap(one, (&(two.0 * at), part.as_ref())));
    }
    if let (Some(first), Some(second)) = (one.1.as_cuboid(), two.1.as_cuboid()) {
        return separation(&one.0.inv_mul(two.0), first, second) < -SLACK;
    }
    // What is at the same place is told by its middle.
    let holds = |(place, shape): (&RapierPose, &dyn Shape), middle: &RapierPose| {
        shape.distance_to_point(place, middle.translation, false) < -SLACK
    };
    if holds(one, two.0) || holds(two, one.0) {
        return true;
    }
    // Shapes that rapier cannot compare are none of ours.
    let contact = query::contact(one.0, one.1, two.0, two.1, 0.0);
    contact.ok().flatten().is_some_and(|contact| contact.dist < -SLACK)
}

/// How far apart two boxes are along the axis along which they are the farthest, metres; negative: how deep they are in one another.
fn separation(second_from_first: &RapierPose, first: &Cuboid, second: &Cuboid) -> f32 {
    let back = second_from_first.inverse();
    let faces = sat::cuboid_cuboid_find_local_separating_normal_oneway;
    let of_first = faces(first, second, second_from_first).0;
    let of_second = faces(second, first, &back).0;
    let edges = sat::cuboid_cuboid_find_local_separating_edge_twoway;
    of_first.max(of_second).max(edges(first, second, second_from_first).0)
}

#[cfg(test)]
mod tests {
    use rapier3d::math::{Pose as RapierPose, Rotation, Vector};
    use rapier3d::parry::shape::{Cuboid, Shape};

    use super::overlap;
    use crate::body::{Part, Shape as Outline};

    fn at(x: f32, y: f32, z: f32) -> RapierPose {
        RapierPose::from_parts(Vector::new(x, y, z), Rotation::IDENTITY)
    }

    fn are_in_one_another(one: (RapierPose, &dyn Shape), two: (RapierPose, &dyn Shape)) -> bool {
        let found = overlap((&one.0, one.1), (&two.0, two.1));
        assert_eq!(found, overlap((&two.0, two.1), (&one.0, one.1)), "{:?} {:?}", one.0, two.0);
        found
    }

    #[test]
    fn what_is_at_the_same_place_is_in_one_another() {
        let cuboid = Outline::Cuboid { length: 0.4, width: 0.3, height: 0.25 };
        let cylinder = Outline::Cylinder { diameter: 0.3, height: 0.25 };
        let ball = Outline::Sphere { diameter: 0.25 };
        let part = |shape, x| Part { shape, at: [x, 0.0, 0.0] };
        let both = Outline::Compound(vec![part(cuboid.clone(), -0.1), part(cylinder.clone(), 0.1)]);
        let shapes = [cuboid, cylinder, ball, both].map(|shape| shape.to_rapier());
        for (one, two) in shapes.iter().flat_map(|one| shapes.iter().map(move |two| (one, two))) {
            for (x, up) in [(0.0, 0.0), (1e-7, 0.0), (1e-4, 1e-6), (0.1, 0.0), (0.1, 0.05)] {
                let here = (at(0.2, 0.0, 0.125), one.as_ref());
                let there = (at(0.2 + x, 0.0, 0.125 + up), two.as_ref());
                assert!(are_in_one_another(here, there), "{one:?} and {two:?}, {x} and {up} apart");
                let far = (at(1.2 + x, 0.0, 0.125 + up), two.as_ref());
                assert!(!are_in_one_another(here, far), "{one:?} and {two:?}, {x} and {up} beyond");
            }
        }
    }

    #[test]
    fn boxes_that_touch_are_not_in_one_another() {
        let (one, two) =
            (Cuboid::new(Vector::new(0.2, 0.15, 0.125)), Cuboid::new(Vector::splat(0.1)));
        let is_in = |x: f32, y: f32, z: f32| {
            are_in_one_another((at(0.0, 0.0, 0.0), &one), (at(x, y, z), &two))
        };
        // Half of each along an axis: 0.3, 0.25 and 0.225. They may be in one another by a millimetre.
        assert!(!is_in(0.2995, 0.0, 0.0) && is_in(0.298, 0.0, 0.0));
        assert!(!is_in(0.0, 0.2495, 0.1) && is_in(0.0, -0.248, 0.1));
        assert!(!is_in(0.1, 0.0, -0.2245) && is_in(0.1, 0.0, 0.223));
    }

    /// A box in a larger box is in whatever is in it: by more than 100 000 places, most of them near the middle.
    #[test]
    fn what_is_in_a_part_is_in_the_whole() {
        let mut state = 1_u64;
        let mut random = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1_u64 << 24) as f32 - 0.5
        };
        let (whole, part) =
            (Cuboid::new(Vector::new(0.2, 0.15, 0.125)), Cuboid::new(Vector::splat(0.075)));
        let body = Cuboid::new(Vector::new(0.2, 0.15, 0.125));
        let mut found = 0;
        for _ in 0..100_000 {
            let turn =
                Rotation::from_xyzw(random() * 0.2, random() * 0.2, random(), 1.0).normalize();
            let other =
                RapierPose::from_parts(Vector::new(random(), random() * 0.4, random() * 0.2), turn);
            let other: (&RapierPose, &dyn Shape) = (&other, &body);
            let (large, small) = (at(0.0, 0.0, 0.0), at(0.125, 0.0, -0.05));
            if overlap((&small, &part), other) {
                found += 1;
                assert!(overlap((&large, &whole), other), "{:?}", other.0);
            }
        }
        assert!(found > 10_000, "{found}");
    }
}
