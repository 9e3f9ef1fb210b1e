//! What a scene expects of its own results.

use std::fmt;

use plantwright_units::EquipmentId;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::plant::{Bound, ExpectFacts, PeopleId};
use crate::{Diagnostic, ReadCx, Spanned, codes, did_you_mean};

/// What is expected of a KPI: `(kpi: "throughput", of: "shipping", at_least: "1450 /h")`.
///
/// It is judged after a run, on the measured time; `at_least` and `at_most` together are a band.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The KPI, by the name that results have it under: `"mean_flow_time"`.
    pub kpi: Spanned<String>,
    /// The equipment or the group of people that it is about; default: the whole plant.
    #[serde(default)]
    pub of: Option<Spanned<String>>,
    /// The product that it is about; default: all of them.
    #[serde(default)]
    pub product: Option<Spanned<String>>,
    /// It is not below this; default: no lower bound.
    #[serde(default)]
    pub at_least: Option<Spanned<Figure>>,
    /// It is not above this; default: no upper bound.
    #[serde(default)]
    pub at_most: Option<Spanned<Figure>>,
    /// It is this, neither more nor less: for what chance has no part in; default: there are bounds.
    #[serde(default)]
    pub exactly: Option<Spanned<Figure>>,
    /// Why that is expected: a formula, a measurement, a promise; default: it is not said.
    #[serde(default)]
    pub because: String,
}

/// A figure: a number with the unit of the KPI, `"57 /h"`, or a plain one for shares and counts, `0.95`.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(untagged)]
pub enum Figure {
    /// A share or a count.
    Number(f64),
    /// With a unit.
    WithUnit(String),
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::WithUnit(text) => f.write_str(text),
        }
    }
}

impl Expect {
    /// Finds what it is about, or reports what does not fit. Which KPIs there are is known to who reckons them.
    pub(crate) fn facts(&self, cx: &mut ReadCx<'_>) -> Option<ExpectFacts> {
        let group = self.of.as_ref().and_then(|of| {
            let groups = cx.people.iter().position(|facts| facts.name == of.value);
            groups.filter(|_| cx.equipment.find(&of.value).is_none())
        });
        let of = match (&self.of, group) {
            (Some(of), None) => Some(equipment(of, cx)?),
            _ => None,
        };
        let product = match &self.product {
            Some(product) => Some(cx.product(product)?),
            None => None,
        };
        let bound = |figure: &Option<Spanned<Figure>>| {
            figure.as_ref().map(|it| Bound { figure: it.value.clone(), span: it.span })
        };
        let (at_least, at_most, exactly) =
            (bound(&self.at_least), bound(&self.at_most), bound(&self.exactly));
        let bounds = "write `at_least`, `at_most`, both of them for a band, or `exactly`";
        let problem = match (&exactly, &at_least, &at_most) {
            (None, None, None) => Some(("nothing is expected of it", bounds)),
            (Some(_), Some(_), _) | (Some(_), _, Some(_)) => {
                Some(("`exactly` and another bound are expected of it at once", bounds))
            }
            _ if self.of.is_some() && product.is_some() => Some((
                "no KPI is about equipment and a product at once",
                "write `of` or `product`, or none of them for the whole plant",
            )),
            _ => None,
        };
        if let Some((problem, hint)) = problem {
            let finding = Diagnostic::error(codes::EXPECT, self.kpi.span, problem);
            cx.report.push(finding.hint(hint));
            return None;
        }
        Some(ExpectFacts {
            kpi: self.kpi.value.clone(),
            span: self.kpi.span,
            of,
            people: group.map(|group| PeopleId(group as u32)),
            product,
            at_least: exactly.clone().or(at_least),
            at_most: exactly.or(at_most),
            because: self.because.clone(),
        })
    }
}

/// Finds a piece of equipment, or reports that there is neither that nor a group of people.
fn equipment(name: &Spanned<String>, cx: &mut ReadCx<'_>) -> Option<EquipmentId> {
    if cx.people.is_empty() || cx.equipment.find(&name.value).is_some() {
        return cx.equipment(name);
    }
    let known = cx.equipment.iter().chain(cx.people.iter().map(|group| group.name.as_str()));
    let hint = did_you_mean(&name.value, known).map(|near| format!("did you mean `{near}`?"));
    let message = format!("there is no equipment and no group of people `{}`", name.value);
    let finding = Diagnostic::error(codes::UNKNOWN_EQUIPMENT, name.span, message);
    cx.report.push(
        finding.hint(hint.unwrap_or_else(|| "name a key of `equipment` or `people`".to_owned())),
    );
    None
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Figure;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a figure such as `\"57 /h\"` or, for shares and counts, `0.95`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Figure, E> {
                Ok(Figure::WithUnit(text.to_owned()))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Figure, E> {
                Ok(Figure::Number(number))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Figure, E> {
                Ok(Figure::Number(number as f64))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Figure, E> {
                Ok(Figure::Number(number as f64))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
