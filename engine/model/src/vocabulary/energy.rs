//! What energy costs: tariffs and carbon by the time of day, and the charge for the highest load.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use plantwright_units::{
    CarbonIntensityDimension, Dimension, Duration, EnergyPriceDimension, PowerPrice, Quantity,
    SimSpan,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::{Deserialize, Deserializer, de};

use crate::plant::{EnergyFacts, Steps};
use crate::{Diagnostic, ReadCx, Span, Spanned, codes};

/// What energy costs, in money and in carbon: `(tariff: "0.25 /kWh", carbon: "350 g/kWh")`.
///
/// `tariff` and `carbon` are constant, or change at given times, counted from the start of the run:
/// `(steps: [("0 h", "0.18 /kWh"), ("6 h", "0.30 /kWh"), ("22 h", "0.18 /kWh")], cycle: "24 h")`; or they go by calendars of the
/// scene, with weekdays, holidays and the clock on the wall: `(during: [("day", "0.30 /kWh")], otherwise: "0.18 /kWh")`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnergySupply {
    /// The price of a unit of energy; default: energy costs nothing.
    #[serde(default)]
    tariff: Option<Spanned<Stepped<EnergyPriceDimension>>>,
    /// The carbon that a unit of energy stands for; default: none is counted.
    #[serde(default)]
    carbon: Option<Spanned<Stepped<CarbonIntensityDimension>>>,
    /// Over which time power is averaged to find the highest load; default: "15 min". The windows follow one another from the start of the run.
    #[serde(default)]
    peak_window: Option<Spanned<Duration>>,
    /// The price of a unit of power, for the mean power of the highest window of the measured time; default: none.
    #[serde(default)]
    demand_charge: Option<Spanned<PowerPrice>>,
}

/// A quantity that is constant, or changes at given times.
#[derive(Debug, Clone)]
enum Stepped<D> {
    Constant(Quantity<D>),
    Steps(StepList<D>),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, bound = "D: Dimension")]
struct StepList<D> {
    #[serde(default)]
    steps: Vec<(Spanned<Duration>, Quantity<D>)>,
    #[serde(default)]
    cycle: Option<Spanned<Duration>>,
    #[serde(default)]
    during: Vec<(Spanned<String>, Quantity<D>)>,
    #[serde(default)]
    otherwise: Option<Quantity<D>>,
}

impl EnergySupply {
    pub(crate) fn facts(&self, cx: &mut ReadCx<'_>) -> Option<EnergyFacts> {
        // Every mistake is reported before any part is missed.
        let tariff =
            self.tariff.as_ref().map(|tariff| tariff.value.facts(tariff.span, cx)).transpose();
        let carbon =
            self.carbon.as_ref().map(|carbon| carbon.value.facts(carbon.span, cx)).transpose();
        let usual = EnergyFacts::default();
        let window = self.peak_window.as_ref().map_or(Some(usual.window), |window| cx.span(window));
        if let (Some(SimSpan::ZERO), Some(place)) = (window, &self.peak_window) {
            let message = "no power can be averaged over no time";
            cx.report.push(
                Diagnostic::error(codes::ENERGY, place.span, message)
                    .hint("leave `peak_window` out for the usual 15 minutes"),
            );
            return None;
        }
        let charge = self.demand_charge.as_ref();
        if let Some(charge) = charge.filter(|charge| charge.value.is_negative()) {
            let message = format!("a demand charge of `{}` is below zero", charge.value);
            cx.error(codes::ENERGY, charge.span, message);
            return None;
        }
        let spans = [
            self.tariff.as_ref().map(|it| it.span),
            self.carbon.as_ref().map(|it| it.span),
            self.demand_charge.as_ref().map(|it| it.span),
        ];
        Some(EnergyFacts {
            span: spans.into_iter().flatten().next(),
            tariff: tariff.ok()?,
            carbon: carbon.ok()?,
            window: window?,
            demand_charge: charge.map(|charge| charge.value.base_f64()),
        })
    }
}

/// What is wrong was reported.
struct Wrong;

impl<D: Dimension> Stepped<D> {
    fn facts(&self, span: Span, cx: &mut ReadCx<'_>) -> Result<Steps, Wrong> {
        let list = match self {
            Self::Constant(amount) => {
                let steps = vec![(0, amount.base_f64())];
                return Ok(Steps { steps, cycle: None, calendars: Vec::new() });
            }
            Self::Steps(list) => list,
        };
        if !list.during.is_empty() || list.otherwise.is_some() {
            return list.by_calendar(span, cx);
        }
        let mut span_of = |time: &Spanned<Duration>| cx.span(time).ok_or(Wrong);
        let instants: Vec<_> = list.steps.iter().map(|(from, _)| span_of(from)).collect();
        let cycle = list.cycle.as_ref().map(span_of).transpose()?;
        let instants: Vec<SimSpan> = instants.into_iter().collect::<Result<_, _>>()?;
        let problem = if instants.first().is_none_or(|from| *from != SimSpan::ZERO) {
            "the first of these steps does not begin at zero"
        } else if !instants.is_sorted_by(|a, b| a < b) {
            "these steps are not in the order of time"
        } else if cycle.is_some_and(|cycle| instants.last().is_some_and(|from| *from >= cycle)) {
            "the cycle is over before its last step begins"
        } else {
            let amounts = list.steps.iter().map(|(_, amount)| amount.base_f64());
            let instants = instants.iter().map(|from| from.as_nanos());
            let cycle = cycle.map(SimSpan::as_nanos);
            let steps = instants.zip(amounts).collect();
            return Ok(Steps { steps, cycle, calendars: Vec::new() });
        };
        let hint = format!(
            "a step is an instant and what holds from then on: `(steps: [(\"0 h\", \"{0}\"), (\"6 h\", \"{0}\")], cycle: \"24 h\")`",
            D::EXAMPLE
        );
        cx.report.push(Diagnostic::error(codes::ENERGY, span, problem).hint(hint));
        Err(Wrong)
    }
}

impl<D: Dimension> StepList<D> {
    /// What holds while calendars are open, and what otherwise.
    fn by_calendar(&self, span: Span, cx: &mut ReadCx<'_>) -> Result<Steps, Wrong> {
        let problem = if !self.steps.is_empty() || self.cycle.is_some() {
            "this goes by instants and by calendars"
        } else if self.during.is_empty() {
            "this says what holds otherwise, and not when something else does"
        } else if self.otherwise.is_none() {
            "this does not say what holds while all of its calendars are closed"
        } else {
            let ids: Vec<_> = self.during.iter().map(|(name, _)| cx.calendar(name)).collect();
            let ids: Vec<_> = ids.into_iter().collect::<Option<_>>().ok_or(Wrong)?;
            let known = cx.calendars.ok_or(Wrong)?;
            let amounts = self.during.iter().map(|(_, amount)| amount).chain(&self.otherwise);
            let steps = amounts.map(|amount| (0, amount.base_f64())).collect();
            let calendars = ids.into_iter().map(|id| known[id.index()].clone()).collect();
            return Ok(Steps { steps, cycle: None, calendars });
        };
        let hint = format!(
            "name calendars of the scene, and say what holds otherwise: `(during: [(\"day\", \"{0}\")], otherwise: \"{0}\")`",
            D::EXAMPLE
        );
        cx.report.push(Diagnostic::error(codes::ENERGY, span, problem).hint(hint));
        Err(Wrong)
    }
}

impl<D: Dimension> JsonSchema for Stepped<D> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}ByTime", D::TYPE_NAME).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (time, amount) =
            (generator.subschema_for::<Duration>(), generator.subschema_for::<Quantity<D>>());
        let mut cycle = time.clone();
        let about = "After which time it all begins anew; default: the last step holds for ever.";
        cycle.insert("description".to_owned(), about.into());
        let mut otherwise = amount.clone();
        let about = "What holds while all of them are closed.";
        otherwise.insert("description".to_owned(), about.into());
        let during = json_schema!({
            "type": "object",
            "description": "An amount that holds while a calendar of the scene is open, and what holds otherwise.",
            "properties": {
                "during": {
                    "type": "array",
                    "description": "Calendars, and what holds while they are open; where several are, the first one counts.",
                    "items": { "type": "array", "prefixItems": [{ "type": "string" }, amount], "minItems": 2, "maxItems": 2 },
                },
                "otherwise": otherwise,
            },
            "required": ["during", "otherwise"],
            "additionalProperties": false,
        });
        json_schema!({
            "description": "A constant, `(steps: [...], cycle: ...)`, or `(during: [...], otherwise: ...)`.",
            "anyOf": [amount, during, {
                "type": "object",
                "description": "An amount that changes at given times, counted from the start of the run.",
                "properties": {
                    "steps": {
                        "type": "array",
                        "description": "From when on which amount holds; the first step begins at zero.",
                        "items": { "type": "array", "prefixItems": [time, amount], "minItems": 2, "maxItems": 2 },
                    },
                    "cycle": cycle,
                },
                "required": ["steps"],
                "additionalProperties": false,
            }],
        })
    }
}

impl<'de, D: Dimension> Deserialize<'de> for Stepped<D> {
    fn deserialize<De: Deserializer<'de>>(deserializer: De) -> Result<Self, De::Error> {
        struct Visitor<D>(PhantomData<D>);

        impl<'de, D: Dimension> de::Visitor<'de> for Visitor<D> {
            type Value = Stepped<D>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(
                    f,
                    "{} like \"{}\", `(steps: [...], cycle: ...)`, or `(during: [...], otherwise: ...)`",
                    D::NAME,
                    D::EXAMPLE
                )
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Stepped<D>, A::Error> {
                StepList::deserialize(MapAccessDeserializer::new(map)).map(Stepped::Steps)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Stepped<D>, E> {
                Quantity::deserialize(de::value::StrDeserializer::new(text)).map(Stepped::Constant)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Stepped<D>, E> {
                Quantity::deserialize(de::value::U64Deserializer::new(number))
                    .map(Stepped::Constant)
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Stepped<D>, E> {
                Quantity::deserialize(de::value::F64Deserializer::new(number))
                    .map(Stepped::Constant)
            }
        }

        deserializer.deserialize_any(Visitor(PhantomData))
    }
}
