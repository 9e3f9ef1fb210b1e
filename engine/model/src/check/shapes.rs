//! Whether what stands on a belt stays there, on inclines and in curves.
//!
//! On a slope items hold as long as its tangent is at most the friction, and stand as long as it is at most their length by
//! their height; in a curve, the same is so of `v² / (g r)`, the pull outward as a part of their weight, and of their width
//! by their height (statics of a rigid body with its centre of gravity half-way up, and Coulomb friction).

use plantwright_units::GRAVITY;

use crate::plant::{BeltFacts, EquipmentFacts, ProductFacts, ShapeFacts};
use crate::vocabulary::Outline;
use crate::{Diagnostic, Report, Span, codes};

/// Reports belts on which items slide or tip.
pub(super) fn check(
    facts: &EquipmentFacts,
    belt: &BeltFacts,
    products: &[&ProductFacts],
    report: &mut Report,
) {
    let Some(shape) = &belt.shape else { return };
    let name = &facts.name;
    if let Some(rise) = shape.rise {
        let (up, length) = (rise.value.base_f64(), belt.length.base_f64());
        let slope = up.abs() / (length * length - up * up).sqrt();
        let told = format!("{} over {} are a slope of {slope:.3}", rise.value, belt.length);
        slides(shape, slope, &format!("items slide on `{name}`: {told}"), rise.span, report);
        for product in products {
            let what = format!("on `{name}`: {told}");
            tips(product, 0, slope, &what, rise.span, report);
        }
    }
    if let Some(radius) = shape.radius {
        // The fastest that it ever is.
        let later = belt.changes.iter().map(|(_, speed)| *speed);
        let speed =
            later.fold(
                belt.speed,
                |most, speed| {
                    if speed.base_f64() > most.base_f64() { speed } else { most }
                },
            );
        let number = speed.base_f64();
        let pull = number * number / (GRAVITY * radius.value.base_f64());
        let told =
            format!("{speed} on a radius of {} pull with {pull:.3} of the weight", radius.value);
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
        }
    }
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
