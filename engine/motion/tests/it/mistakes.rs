//! Every mistake of a layout or a body is told, with its name and its field.

use plantwright_motion::{Body, Friction, Kind, Layout, Part, Pose, Shape, Zone};
use plantwright_units::SimSpan;

use crate::plant::{CARTON, belt};

#[test]
fn all_mistakes_of_a_layout_are_told_at_once() {
    let layout = Layout { step: SimSpan::ZERO, gravity: f32::NAN, ..Layout::default() }
        .with("belt", Pose::at(0.0, 0.0, 0.8), belt(0.0, f32::INFINITY))
        .with("belt", Pose::at(f32::NAN, 0.0, 0.8), belt(1.0, 1.0))
        .with(
            "rollers",
            Pose::at(0.0, 0.0, 0.0),
            Kind::Rollers { length: 1.0, width: -1.0, resistance: 2.0 },
        )
        .with(
            "slide",
            Pose::at(0.0, 0.0, 0.0),
            Kind::Slide {
                length: 1.0,
                width: 1.0,
                friction: Some(Friction { resting: 0.1, sliding: 0.2 }),
            },
        );
    let mistakes = Zone::new(layout).unwrap_err();
    let told: Vec<_> = mistakes.iter().map(|wrong| (wrong.whose.as_deref(), wrong.field)).collect();
    assert_eq!(
        told,
        [
            (None, "step"),
            (None, "gravity"),
            (Some("belt"), "length"),
            (Some("belt"), "speed"),
            (Some("belt"), "name"),
            (Some("belt"), "pose"),
            (Some("rollers"), "width"),
            (Some("rollers"), "resistance"),
            (Some("slide"), "friction"),
        ]
    );
    let text = mistakes[2].to_string();
    assert_eq!(
        text,
        "`belt`, `length`: it has no extent; give it in metres, from a millimetre to ten kilometres"
    );
}

#[test]
fn all_mistakes_of_a_body_are_told_at_once() {
    let none = Shape::Cuboid { length: 0.3, width: 0.0, height: 0.2 };
    let body = Body {
        mass: -1.0,
        friction: Friction::of(f32::NAN),
        restitution: 1.5,
        ..Body::new(none, 1.0)
    };
    let fields: Vec<_> = body.check().iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["mass", "friction", "restitution", "shape"]);
    assert!(CARTON.check().is_empty());
}

#[test]
fn a_compound_has_parts_that_are_none_themselves() {
    let message = |shape| Body::new(shape, 1.0).check().pop().map(|wrong| wrong.message);
    let within = Part { shape: Shape::Compound(Vec::new()), at: [0.0; 3] };
    assert_eq!(message(Shape::Compound(Vec::new())).as_deref(), Some("a compound without parts"));
    assert_eq!(
        message(Shape::Compound(vec![within])).as_deref(),
        Some("a compound within a compound")
    );
}
