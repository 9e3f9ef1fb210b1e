//! Impacts of faces on faces.

use rapier3d::math::Vector;
use rapier3d::prelude::{ModifiableManifold, RigidBody};

/// Slower than this, metres per second, bodies meet without an impact.
const GENTLE: f32 = 0.05;
/// Points of a face that are this near to one another in depth, metres, hit at once.
const EVEN: f32 = 0.002;

/// Makes one contact, in its middle, of a face that hits another at once.
///
/// Rapier bounces the points of a contact one after the other, so that the last has its way and the body turns. In its middle, a
/// face bounces as Newton's law of restitution says.
pub(crate) fn even_out(manifold: &mut ModifiableManifold<'_>, bodies: [Option<&RigidBody>; 2]) {
    let contacts = &mut *manifold.solver_contacts;
    if contacts.len() < 2 {
        return;
    }
    let share = 1.0 / contacts.len() as f32;
    let middle = contacts.iter().map(|contact| contact.anchor1).sum::<Vector>() * share;
    let velocity =
        |body: Option<&RigidBody>| body.map_or(Vector::ZERO, |body| body.velocity_at_point(middle));
    let approach = (velocity(bodies[0]) - velocity(bodies[1])).dot(*manifold.normal);
    let depths = || contacts.iter().map(|contact| contact.dist);
    let spread = depths().fold(f32::MIN, f32::max) - depths().fold(f32::MAX, f32::min);
    if approach < GENTLE || spread > EVEN {
        return;
    }
    let (second, dist) = (
        contacts.iter().map(|contact| contact.anchor2).sum::<Vector>() * share,
        depths().sum::<f32>() * share,
    );
    contacts.truncate(1);
    let contact = &mut contacts[0];
    (contact.anchor1, contact.anchor2, contact.dist) = (middle, second, dist);
}
