//! Whether what stands on a belt stays there, on inclines and in curves.
//!
//! On a slope items hold as long as its tangent is at most the friction, and stand as long as it is at most their length by
//! their height; in a curve, the same is so of `v² / (g r)`, the pull outward as a part of their weight, and of their width
//! by their height (statics of a rigid body with its centre of gravity half-way up, and Coulomb friction).

use plantwright_units::{GRAVITY, Length};

use crate::plant::{BeltFacts, EquipmentFacts, ProductFacts, ShapeFacts};
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
            tips(
                product,
                product.length,
                slope,
                &format!("on `{name}`: {told}"),
                rise.span,
                report,
            );
        }
    }
    if let Some(radius) = shape.radius {
        let speed = belt.speed.base_f64();
        let pull = speed * speed / (GRAVITY * radius.value.base_f64());
        let told = format!(
            "{} on a radius of {} pull with {pull:.3} of the weight",
            belt.speed, radius.value
        );
        slides(
            shape,
            pull,
            &format!("items slide in the curve of `{name}`: {told}"),
            radius.span,
            report,
        );
        for product in products {
            let what = format!("in the curve of `{name}`: {told}");
            tips(product, product.width, pull, &what, radius.span, report);
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

fn tips(
    product: &ProductFacts,
    foot: Option<Length>,
    pull: f64,
    told: &str,
    span: Span,
    report: &mut Report,
) {
    let (Some(foot), Some(height)) = (foot, product.height) else { return };
    let stands = foot.base_f64() / height.base_f64();
    if pull > stands {
        let message = format!(
            "`{}` tips {told}, and its foot of {foot} is {stands:.3} of its height",
            product.name
        );
        let hint = "make it longer or less steep, slower or wider, or lay the item down";
        report.push(Diagnostic::error(codes::BELT, span, message).hint(hint));
    }
}
