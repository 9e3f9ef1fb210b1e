//! Whether what stands on a belt stays there, on inclines and in curves.
//!
//! On a slope items hold as long as its tangent is at most the friction, and stand as long as it is at most their length by
//! their height; in a curve, the same is so of `v² / (g r)`, the pull outward as a part of their weight, and of their width
//! by their height (statics of a rigid body with its centre of gravity half-way up, and Coulomb friction). In a curve that rises,
//! a spiral, friction has to hold against both at once, at right angles to one another.

use plantwright_units::{GRAVITY, Length, Speed};

use crate::plant::{BeltFacts, EquipmentFacts, ProductFacts, ShapeFacts};
use crate::vocabulary::Outline;
use crate::{Diagnostic, Report, Span, Spanned, codes};

/// Reports belts on which items slide or tip.
pub(super) fn check(
    facts: &EquipmentFacts,
    belt: &BeltFacts,
    products: &[&ProductFacts],
    report: &mut Report,
) {
    let Some(shape) = &belt.shape else { return };
    let name = &facts.name;
    let (slope, pull) = (slope_of(belt, shape), pull_of(belt, shape));
    if let Some(rise) = shape.rise {
        let told = format!("{} over {} are a slope of {slope:.3}", rise.value, belt.length);
        slides(shape, slope, &format!("items slide on `{name}`: {told}"), rise.span, report);
        for product in products {
            let what = format!("on `{name}`: {told}");
            tips(product, 0, slope, &what, rise.span, report);
        }
    }
    if let Some(radius) = shape.radius {
        let (speed, radius_told) = (fastest(belt), radius.value);
        let told =
            format!("{speed} on a radius of {radius_told} pull with {pull:.3} of the weight");
        slides(
            shape,
            pull,
            &format!("items slide in the curve of `{name}`: {told}"),
            radius.span,
            report,
        );
        for product in products {
            let what = format!("in the curve of `{name}`: {told}");
            tips(product, 1, pull, &what, radius.span, report);
            reaches_over(product, name, radius, report);
        }
    }
    if let (Some(rise), true) = (shape.rise, slope.max(pull) <= shape.friction) {
        // The pull acts on the way along the floor, and the weight onto the surface is less by the cosine of the slope, too.
        let cosine = 1.0 / (1.0 + slope * slope).sqrt();
        let both = (slope * slope + pull * pull * cosine * cosine).sqrt();
        let told = format!(
            "items slide in the curve of `{name}`, which rises: a slope of {slope:.3} and a pull of {pull:.3} of the weight are {both:.3} together"
        );
        slides(shape, both, &told, rise.span, report);
    }
}

/// The tangent of the angle at which a belt rises or falls.
fn slope_of(belt: &BeltFacts, shape: &ShapeFacts) -> f64 {
    let (up, length) =
        (shape.rise.map_or(0.0, |rise| rise.value.base_f64()), belt.length.base_f64());
    up.abs() / (length * length - up * up).sqrt()
}

/// The fastest that a belt ever is.
fn fastest(belt: &BeltFacts) -> Speed {
    let later = belt.changes.iter().map(|(_, speed)| *speed);
    let faster = |most: Speed, speed: Speed| {
        if speed.base_f64() > most.base_f64() { speed } else { most }
    };
    later.fold(belt.speed, faster)
}

/// The pull outward in the curve of a belt, as a part of the weight; zero where it is straight.
fn pull_of(belt: &BeltFacts, shape: &ShapeFacts) -> f64 {
    let speed = fastest(belt).base_f64();
    shape.radius.map_or(0.0, |radius| speed * speed / (GRAVITY * radius.value.base_f64()))
}

/// Reports an item that is wider than the belt can be in a curve: the edge of a belt is beyond the centre of its curve nowhere.
fn reaches_over(product: &ProductFacts, belt: &str, radius: Spanned<Length>, report: &mut Report) {
    let of_body = || Some(2.0 * product.physics.as_ref()?.shape.value.reach()[1]);
    let width = product.width.map(|width| width.base_f64()).or_else(of_body);
    let Some(width) = width.filter(|width| width / 2.0 > radius.value.base_f64()) else { return };
    let message = format!(
        "`{}` is {} mm wide, and the curve of `{belt}` has its centre {} from the middle of the belt: an item lies over it",
        product.name,
        (width * 10_000.0).round() / 10.0,
        radius.value
    );
    let hint = "make the radius at least half as long as items are wide";
    report.push(Diagnostic::error(codes::BELT, radius.span, message).hint(hint));
}

fn slides(shape: &ShapeFacts, pull: f64, told: &str, span: Span, report: &mut Report) {
    if pull > shape.friction {
        let message = format!("{told}, and the friction is {}", shape.friction);
        let hint = "make it longer or less steep, slower or wider, or its surface rougher";
        report.push(Diagnostic::error(codes::BELT, span, message).hint(hint));
    }
}

/// `foot`: along which axis it stands, 0: along the belt, 1: across.
fn tips(
    product: &ProductFacts,
    foot: usize,
    pull: f64,
    told: &str,
    span: Span,
    report: &mut Report,
) {
    let said = [product.length, product.width, product.height];
    // Where the product does not say it, its body does; where that is of several parts, its centre of gravity may be anywhere.
    let shape = product.physics.as_ref().map(|body| &body.shape.value);
    let shape = shape.filter(|it| matches!(it, Outline::Box { .. } | Outline::Cylinder { .. }));
    let measure = |axis: usize| {
        let of_body = || Some(2.0 * shape?.reach()[axis]);
        said[axis].map(|length| length.base_f64()).or_else(of_body)
    };
    let (Some(foot), Some(height)) = (measure(foot), measure(2)) else { return };
    let stands = foot / height;
    if pull > stands {
        let foot = (foot * 10_000.0).round() / 10.0;
        let message = format!(
            "`{}` tips {told}, and its foot of {foot} mm is {stands:.3} of its height",
            product.name
        );
        let hint = "make it longer or less steep, slower or wider, or lay the item down";
        report.push(Diagnostic::error(codes::BELT, span, message).hint(hint));
    }
}
