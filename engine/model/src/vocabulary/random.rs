//! Random amounts as people write them. The laws themselves live in `plantwright-des`.

use std::fmt;
use std::marker::PhantomData;

use plantwright_des::{Distribution, DistributionError};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::vocabulary::amount::Amount;
use crate::vocabulary::table::{Csv, Table};
use crate::{Diagnostic, ReadCx, Span, Spanned, codes};

/// A random amount: a law with its parameters, or one amount alone, which stands for `Constant`.
///
/// Every law can be written with its parameters in order, `Triangular("14 s", "16 s", "22 s")`, or by name,
/// `Triangular(min: "14 s", mode: "16 s", max: "22 s")`.
///
/// Amounts are durations where a time is wanted, as below, and plain numbers where things are counted.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(remote = "Self", deny_unknown_fields, bound(deserialize = "V: Amount"))]
pub enum Random<V: Amount> {
    /// Always the same.
    Constant(V),
    /// Every amount between two bounds is equally likely.
    Uniform {
        /// Lower bound.
        min: V,
        /// Upper bound.
        max: V,
    },
    /// Rises from `min` to `mode` and falls to `max`: for estimates.
    Triangular {
        /// Smallest amount.
        min: V,
        /// Most likely amount.
        mode: V,
        /// Largest amount.
        max: V,
    },
    /// Memoryless: times between independent arrivals or failures.
    Exponential {
        /// Mean.
        mean: V,
    },
    /// The bell curve, cut off at `min` and `max`.
    Normal {
        /// Mean of the uncut curve.
        mean: V,
        /// Standard deviation of the uncut curve.
        sd: V,
        /// Lower end; default: zero for durations, none for numbers.
        #[serde(default)]
        min: Option<V>,
        /// Upper end; default: none.
        #[serde(default)]
        max: Option<V>,
    },
    /// Skewed to the right, as manual work and repairs are: by `mean` and `sd`, or by `median` and `sigma`.
    Lognormal {
        /// Mean of the amount itself (not of its logarithm).
        #[serde(default)]
        mean: Option<V>,
        /// Standard deviation of the amount itself.
        #[serde(default)]
        sd: Option<V>,
        /// Median, e to the mean of the logarithm.
        #[serde(default)]
        median: Option<V>,
        /// Standard deviation of the logarithm.
        #[serde(default)]
        sigma: Option<f64>,
    },
    /// Between exponential (shape 1) and nearly normal (large shapes): by `shape` and `scale`, or by `mean` and `sd`.
    Gamma {
        /// Shape: the smaller, the more irregular.
        #[serde(default)]
        shape: Option<f64>,
        /// Scale.
        #[serde(default)]
        scale: Option<V>,
        /// Mean, shape times scale.
        #[serde(default)]
        mean: Option<V>,
        /// Standard deviation.
        #[serde(default)]
        sd: Option<V>,
    },
    /// The sum of `k` exponential stages of equal means.
    Erlang {
        /// Number of stages.
        k: u32,
        /// Mean of the sum.
        mean: V,
    },
    /// Times to failure: by `shape` and `scale`, or by `shape` and `mean`.
    Weibull {
        /// Shape: below 1 early failures, above 1 wear.
        shape: f64,
        /// Scale, the amount that 63.2 % stay below.
        #[serde(default)]
        scale: Option<V>,
        /// Mean.
        #[serde(default)]
        mean: Option<V>,
    },
    /// Beta, stretched from `min` to `max`.
    Beta {
        /// First shape.
        alpha: f64,
        /// Second shape.
        beta: f64,
        /// Smallest amount.
        min: V,
        /// Largest amount.
        max: V,
    },
    /// The smooth cousin of `Triangular` (beta with the weight 4 on the mode).
    Pert {
        /// Smallest amount.
        min: V,
        /// Most likely amount.
        mode: V,
        /// Largest amount.
        max: V,
    },
    /// Some amounts, each with its probability: `Discrete([("10 s", 0.3), ("20 s", 0.7)])`.
    Discrete(Vec<(V, f64)>),
    /// `value` with probability `p`, else zero.
    Bernoulli {
        /// Probability of the amount.
        p: f64,
        /// The amount.
        value: V,
    },
    /// A step for each trial until the first that succeeds: `Geometric(p: 0.1, step: "1 min")` for repairs that end with
    /// probability `p` at each beat.
    Geometric {
        /// Probability that a trial succeeds.
        p: f64,
        /// What one trial takes.
        step: V,
    },
    /// Observed amounts, each equally likely: `Empirical(["10 s", "12 s"])`, or a column of a table.
    Empirical(Observations<V>),
    /// Several laws, each with its probability: `Mixture([(0.9, "10 s"), (0.1, Exponential("2 min"))])`.
    Mixture(Vec<(f64, Self)>),
    /// Another law, moved by a fixed amount.
    Shifted {
        /// How far.
        by: V,
        /// The law that is moved.
        of: Box<Self>,
    },
    /// Another law, given that the amount lies between two bounds.
    Truncated {
        /// Lower bound; default: none.
        #[serde(default)]
        min: Option<V>,
        /// Upper bound; default: none.
        #[serde(default)]
        max: Option<V>,
        /// The law that is cut.
        of: Box<Self>,
    },
}

/// Says what is wrong with a law, with amounts as people write them and not in nanoseconds.
fn mistake<V: Amount>(error: &DistributionError) -> String {
    let show = |name: &str, value: f64| match name {
        "shape" | "alpha" | "beta" | "k" | "p" | "probability" | "mu" | "sigma" => {
            value.to_string()
        }
        _ => V::show(value),
    };
    match error {
        DistributionError::NotFinite { name, value } => {
            format!("`{name}` must be a finite amount, but is `{}`", show(name, *value))
        }
        DistributionError::NotPositive { name, value } => {
            format!("`{name}` must be above zero, but is `{}`", show(name, *value))
        }
        DistributionError::Order { min, max } => format!(
            "`min` must lie below `max`, but `min` is `{}` and `max` is `{}`",
            V::show(*min),
            V::show(*max),
        ),
        DistributionError::OutOfRange { name, value, min, max } => format!(
            "`{name}` must lie between `{}` and `{}`, but is `{}`",
            show(name, *min),
            show(name, *max),
            show(name, *value),
        ),
        DistributionError::Unlikely { min, max, mass } => format!(
            "next to nothing of this law (`{mass:e}`) lies between `{}` and `{}`",
            V::show(*min),
            V::show(*max),
        ),
        DistributionError::Part { index, error } => {
            format!("in part {} of the mixture: {}", index + 1, mistake::<V>(error))
        }
        other => other.to_string(),
    }
}

/// Observed amounts: a list, or a column of a table beside the scene.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(untagged)]
pub enum Observations<V> {
    /// The amounts themselves.
    Here(Vec<V>),
    /// A column of a table: `Csv(file: "times.csv", column: "time", unit: "s")`.
    Csv {
        /// The file's path, from the folder of the scene.
        file: Spanned<String>,
        /// The heading of the column.
        column: Spanned<String>,
        /// The unit of the column's numbers; default: every cell has its own.
        #[serde(default)]
        unit: Option<String>,
    },
}

impl<V: Amount> Random<V> {
    /// Reads a law with its name, for those who accept other forms beside it.
    ///
    /// # Errors
    /// Those of the deserializer.
    pub fn from_enum<'de, A: de::EnumAccess<'de>>(data: A) -> Result<Self, A::Error> {
        // The derived function of the same name as the trait's, which reads laws and no bare amounts.
        Self::deserialize(de::value::EnumAccessDeserializer::new(data))
    }

    /// Returns the law in real numbers (nanoseconds for durations), or reports why there is none.
    ///
    /// `span` is where the random amount stands. A duration that can be negative is an error.
    pub fn law(&self, span: Span, cx: &mut ReadCx<'_>) -> Option<Distribution> {
        let law = self.unchecked_law(span, cx)?;
        if let Err(error) = law.check() {
            cx.report.push(Diagnostic::error(codes::LAW, span, mistake::<V>(&error)));
            return None;
        }
        let least = law.support().0;
        if V::NEVER_NEGATIVE && least < 0.0 {
            let message = format!("this duration can be negative: as low as `{}`", V::show(least));
            let hint = "cut it off with `Truncated(min: \"0 s\", of: ...)`, or choose a law that starts at zero";
            cx.report.push(Diagnostic::error(codes::LAW, span, message).hint(hint));
            return None;
        }
        if let (Distribution::Normal { mean, .. }, true) = (&law, V::NEVER_NEGATIVE) {
            self.warn_of_cut(*mean, law.mean(), span, cx);
        }
        Some(law)
    }

    /// Cutting a bell curve at zero moves its mean: silently wrong models come from that.
    fn warn_of_cut(&self, uncut: f64, mean: f64, span: Span, cx: &mut ReadCx<'_>) {
        let explicit =
            matches!(self, Self::Normal { min: Some(_), .. } | Self::Normal { max: Some(_), .. });
        if !explicit && (mean - uncut).abs() > 0.005 * uncut.abs() {
            let message = format!(
                "cut off at zero, this normal law has the mean `{}`, not `{}`",
                V::show(four_digits(mean)),
                V::show(uncut),
            );
            let hint = "a lognormal or gamma law with that mean and sd stays above zero; or write `min` to say that this is meant";
            cx.report.push(Diagnostic::warning(codes::LAW, span, message).hint(hint));
        }
    }

    fn unchecked_law(&self, span: Span, cx: &mut ReadCx<'_>) -> Option<Distribution> {
        let real = |value: &V| value.real();
        Some(match self {
            Self::Constant(value) => Distribution::Constant { value: real(value) },
            Self::Uniform { min, max } => Distribution::Uniform { min: real(min), max: real(max) },
            Self::Triangular { min, mode, max } => {
                Distribution::Triangular { min: real(min), mode: real(mode), max: real(max) }
            }
            Self::Exponential { mean } => Distribution::Exponential { mean: real(mean) },
            Self::Normal { mean, sd, min, max } => {
                let lowest = if V::NEVER_NEGATIVE { 0.0 } else { f64::NEG_INFINITY };
                Distribution::Normal {
                    mean: real(mean),
                    sd: real(sd),
                    min: min.as_ref().map_or(lowest, real),
                    max: max.as_ref().map_or(f64::INFINITY, real),
                }
            }
            Self::Lognormal { mean: Some(mean), sd: Some(sd), median: None, sigma: None } => {
                Distribution::lognormal_from_mean_sd(real(mean), real(sd))
            }
            Self::Lognormal { mean: None, sd: None, median: Some(median), sigma: Some(sigma) } => {
                Distribution::lognormal_from_median_sigma(real(median), *sigma)
            }
            Self::Lognormal { .. } => {
                return either("`mean` and `sd`, or `median` and `sigma`", span, cx);
            }
            Self::Gamma { shape: Some(shape), scale: Some(scale), mean: None, sd: None } => {
                Distribution::Gamma { shape: *shape, scale: real(scale) }
            }
            Self::Gamma { shape: None, scale: None, mean: Some(mean), sd: Some(sd) } => {
                Distribution::gamma_from_mean_sd(real(mean), real(sd))
            }
            Self::Gamma { .. } => {
                return either("`shape` and `scale`, or `mean` and `sd`", span, cx);
            }
            Self::Erlang { k, mean } => Distribution::Erlang { k: *k, mean: real(mean) },
            Self::Weibull { shape, scale: Some(scale), mean: None } => {
                Distribution::Weibull { shape: *shape, scale: real(scale) }
            }
            Self::Weibull { shape, scale: None, mean: Some(mean) } => {
                Distribution::weibull_from_shape_mean(*shape, real(mean))
            }
            Self::Weibull { .. } => {
                return either("`shape` and `scale`, or `shape` and `mean`", span, cx);
            }
            Self::Beta { alpha, beta, min, max } => {
                Distribution::Beta { alpha: *alpha, beta: *beta, min: real(min), max: real(max) }
            }
            Self::Pert { min, mode, max } => Distribution::pert(real(min), real(mode), real(max)),
            Self::Discrete(points) => Distribution::Discrete {
                points: points
                    .iter()
                    .map(|(value, probability)| (real(value), *probability))
                    .collect(),
            },
            Self::Bernoulli { p, value } => Distribution::Bernoulli { p: *p, value: real(value) },
            Self::Geometric { p, step } => Distribution::Geometric { p: *p, step: real(step) },
            Self::Empirical(observations) => {
                let mut values = observations.values(cx)?;
                values.sort_by(f64::total_cmp);
                Distribution::Empirical { values }
            }
            Self::Mixture(parts) => {
                let parts: Option<Vec<_>> = parts
                    .iter()
                    .map(|(weight, part)| Some((*weight, part.unchecked_law(span, cx)?)))
                    .collect();
                Distribution::Mixture { parts: parts? }
            }
            Self::Shifted { by, of } => {
                Distribution::Shifted { by: real(by), of: Box::new(of.unchecked_law(span, cx)?) }
            }
            Self::Truncated { min, max, of } => Distribution::Truncated {
                min: min.as_ref().map_or(f64::NEG_INFINITY, real),
                max: max.as_ref().map_or(f64::INFINITY, real),
                of: Box::new(of.unchecked_law(span, cx)?),
            },
        })
    }
}

/// Rounds to four significant digits, for messages.
fn four_digits(number: f64) -> f64 {
    format!("{number:.3e}").parse().unwrap_or(number)
}

fn either(forms: &str, span: Span, cx: &mut ReadCx<'_>) -> Option<Distribution> {
    let message = format!("this law is given by {forms}");
    cx.report.push(
        Diagnostic::error(codes::LAW, span, message)
            .hint("give one of the two pairs, and nothing else"),
    );
    None
}

impl<V: Amount> Observations<V> {
    fn values(&self, cx: &mut ReadCx<'_>) -> Option<Vec<f64>> {
        match self {
            Self::Here(values) => Some(values.iter().map(Amount::real).collect()),
            Self::Csv { file, column, unit } => {
                let table = Table::read(&Csv { file: file.clone() }, cx)?;
                let found = table.column(&column.value, cx)?;
                let mut values = Vec::new();
                for cell in table.rows().filter_map(|row| row.get(found)) {
                    match V::parse_cell(&cell.text, unit.as_deref()) {
                        Ok(value) => values.push(value.real()),
                        Err(message) => {
                            cx.report.push(Diagnostic::error(codes::TABLE, cell.span, message));
                        }
                    }
                }
                Some(values)
            }
        }
    }
}

impl<'de, V: Amount> Deserialize<'de> for Observations<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        enum Named {
            Csv {
                file: Spanned<String>,
                column: Spanned<String>,
                #[serde(default)]
                unit: Option<String>,
            },
        }

        struct Visitor<V>(PhantomData<V>);

        impl<'de, V: Amount> de::Visitor<'de> for Visitor<V> {
            type Value = Observations<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of amounts or `Csv(file: \"times.csv\", column: \"time\")`")
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, seq: A) -> Result<Observations<V>, A::Error> {
                Vec::deserialize(de::value::SeqAccessDeserializer::new(seq)).map(Observations::Here)
            }

            fn visit_enum<A: de::EnumAccess<'de>>(
                self,
                data: A,
            ) -> Result<Observations<V>, A::Error> {
                let Named::Csv { file, column, unit } =
                    Named::deserialize(de::value::EnumAccessDeserializer::new(data))?;
                Ok(Observations::Csv { file, column, unit })
            }
        }

        deserializer.deserialize_any(Visitor(PhantomData))
    }
}

impl<'de, V: Amount> Deserialize<'de> for Random<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<V>(PhantomData<V>);

        impl<'de, V: Amount> de::Visitor<'de> for Visitor<V> {
            type Value = Random<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount or a law such as `Exponential(...)`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Random<V>, E> {
                V::deserialize(de::value::StrDeserializer::new(text)).map(Random::Constant)
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Random<V>, E> {
                V::deserialize(de::value::F64Deserializer::new(number)).map(Random::Constant)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Random<V>, E> {
                V::deserialize(de::value::U64Deserializer::new(number)).map(Random::Constant)
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Random<V>, E> {
                V::deserialize(de::value::I64Deserializer::new(number)).map(Random::Constant)
            }

            fn visit_enum<A: de::EnumAccess<'de>>(self, data: A) -> Result<Random<V>, A::Error> {
                Random::from_enum(data)
            }
        }

        deserializer.deserialize_any(Visitor(PhantomData))
    }
}
