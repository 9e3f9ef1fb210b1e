//! How a study is written down: `Study(scene: "line.ron", variants: {...}, maximize: "throughput")`.

use std::collections::BTreeMap;
use std::fmt;

use plantwright_kpi::expect;
use plantwright_model::plant::{ExpectFacts, PeopleId};
use plantwright_model::syntax::{self, Node};
use plantwright_model::vocabulary::Figure as Amount;
use plantwright_model::{Diagnostic, Plant, Report, Span, Spanned, codes, did_you_mean};
use plantwright_sim::{RunOptions, Sim};
use plantwright_units::{Duration, ProductId, SimSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use crate::Pairs;
use crate::figure::Figure;
use crate::scenario::Scenario;
use crate::statistics::Precision;
use crate::study::{Goal, Keeps, Method, SLICES, Study, Warming};

/// A question about a plant: `Study(scene: "line.ron", variants: {"faster": (set: ["equipment.press.process=3 s"])})`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename = "Study")]
pub struct StudyFile {
    /// The question in words, as it stands above the answer; default: none.
    #[serde(default)]
    pub question: String,
    /// The file of the plant, seen from the folder of the study.
    pub scene: Spanned<String>,
    /// What is changed in the plant in all variants, as behind `--set`: `["run.duration=7 d"]`; default: nothing.
    #[serde(default)]
    pub set: Vec<Spanned<String>>,
    /// What the plant is called as it is; default: `as it is`.
    #[serde(default)]
    pub base: Option<Spanned<String>>,
    /// What it is compared with, by name; default: nothing, and the study estimates.
    #[serde(default)]
    pub variants: BTreeMap<Spanned<String>, Variant>,
    /// The KPI of which more is better, and which the answer is about; default: `throughput`, if there is no `minimize`.
    #[serde(default)]
    pub maximize: Option<Spanned<Measure>>,
    /// The KPI of which less is better, and which the answer is about; default: there is `maximize`.
    #[serde(default)]
    pub minimize: Option<Spanned<Measure>>,
    /// Other KPIs that are reported; default: none.
    #[serde(default)]
    pub also: Vec<Spanned<Measure>>,
    /// How precise the answer is to be, as half the width of its interval: a share of the value such as `"1 %"`, or an amount in the
    /// unit of the KPI such as `"5 /h"`; default: 1 %.
    #[serde(default)]
    pub precision: Option<Spanned<Amount>>,
    /// How far the answer may stay behind the best and is still enough, as a share such as `"2 %"` or an amount: of all in the natural
    /// order of their names, the first that is certainly enough is the answer; default: the best itself.
    #[serde(default)]
    pub enough: Option<Spanned<Amount>>,
    /// The level of confidence; default: 0.95.
    #[serde(default)]
    pub level: Option<Spanned<f64>>,
    /// How many replications; default: at least 10, at most 200.
    #[serde(default)]
    pub replications: Option<Spanned<Replications>>,
    /// Whether there are many runs, or one long one in slices; default: `Replications`.
    #[serde(default)]
    pub method: Option<Spanned<Observe>>,
    /// The moment up to which each run is that of the plant as it is; there it is forked into the variants, and what is measured
    /// begins: `"2 h"`; default: variants differ from the start.
    #[serde(default)]
    pub fork: Option<Spanned<Duration>>,
    /// The seed of all randomness; default: that of the scene.
    #[serde(default)]
    pub seed: Option<u64>,
    /// How much of the beginning of each run is left out: `"1 h"`, or `Auto`, which finds it out beforehand; default: what the scene says.
    #[serde(default)]
    pub warm_up: Option<Spanned<LeftOut>>,
}

/// A variant of the plant: `(set: ["equipment.rack.capacity=40"])`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// What is changed, as behind `--set`; default: nothing.
    #[serde(default)]
    pub set: Vec<Spanned<String>>,
    /// Another file than that of the study; default: the same.
    #[serde(default)]
    pub scene: Option<Spanned<String>>,
    /// Who decides, such as `"SPT"`; default: as the scene says.
    #[serde(default)]
    pub scheduler: Option<Spanned<String>>,
}

/// What the observations are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub enum Observe {
    /// A run for each observation.
    Replications,
    /// One run of each variant, cut into slices: for plants that take long to warm up.
    OneRun {
        /// How many slices; default: 500.
        #[serde(default)]
        slices: Option<u32>,
    },
}

/// How many replications: `(at_least: 20, at_most: 500)`.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replications {
    /// How many there are before anything is looked at; default: 10.
    #[serde(default)]
    pub at_least: Option<u32>,
    /// The budget; default: 200.
    #[serde(default)]
    pub at_most: Option<u32>,
}

/// A KPI: `"throughput"` of the plant, or `(kpi: "utilization", of: "press")`.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(untagged)]
pub enum Measure {
    /// Of the whole plant.
    Plant(String),
    /// Of something in it.
    Of {
        /// The KPI, by the name that results have it under: `"mean_flow_time"`.
        kpi: String,
        /// The equipment or the group of people that it is about; default: the whole plant.
        of: Option<String>,
        /// The product that it is about; default: all of them.
        product: Option<String>,
    },
}

/// How much of the beginning is left out.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(untagged)]
pub enum LeftOut {
    /// So much.
    Time(Duration),
    /// As much as a pilot finds.
    Auto,
}

impl Measure {
    /// Returns the figure that is meant.
    pub fn figure(&self) -> Figure {
        match self {
            Self::Plant(kpi) => Figure::of_plant(kpi),
            Self::Of { kpi, of, product } => {
                Figure { kpi: kpi.clone(), of: of.clone(), product: product.clone() }
            }
        }
    }
}

impl<'de> Deserialize<'de> for Measure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Named {
            kpi: String,
            #[serde(default)]
            of: Option<String>,
            #[serde(default)]
            product: Option<String>,
        }

        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Measure;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a KPI, or `(kpi: \"utilization\", of: \"press\")`")
            }

            fn visit_str<E: de::Error>(self, kpi: &str) -> Result<Measure, E> {
                Ok(Measure::Plant(kpi.to_owned()))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Measure, A::Error> {
                let Named { kpi, of, product } =
                    Named::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Measure::Of { kpi, of, product })
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl<'de> Deserialize<'de> for LeftOut {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        enum Named {
            Auto,
        }

        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = LeftOut;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a duration such as `\"1 h\"`, or `Auto`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<LeftOut, E> {
                Deserialize::deserialize(de::value::StrDeserializer::new(text)).map(LeftOut::Time)
            }

            fn visit_enum<A: de::EnumAccess<'de>>(self, data: A) -> Result<LeftOut, A::Error> {
                let Named::Auto = Named::deserialize(de::value::EnumAccessDeserializer::new(data))?;
                Ok(LeftOut::Auto)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl StudyFile {
    /// Reads a study from its tree; every mistake goes into the report.
    pub fn read(root: &Node, report: &mut Report) -> Option<Self> {
        let study: Self = syntax::decode(root, report)?;
        if let (Some(_), Some(minimize)) = (&study.maximize, &study.minimize) {
            let message = "the answer is about one KPI, and two are named";
            let finding = Diagnostic::error(codes::STUDY, minimize.span, message);
            report.push(
                finding.hint("keep `maximize` or `minimize`, and put the other under `also`"),
            );
        }
        if let Some(level) = study.level.filter(|it| !(0.5..1.0).contains(&it.value)) {
            let message = format!("a level of confidence of `{}` is none", level.value);
            let finding = Diagnostic::error(codes::STUDY, level.span, message);
            report.push(finding.hint("write 95 % as `0.95`"));
        }
        let base = study.base_name();
        if let Some((name, _)) = study.variants.iter().find(|(name, _)| name.value == base) {
            let message = format!("`{base}` is what the plant is called as it is");
            let finding = Diagnostic::error(codes::STUDY, name.span, message);
            report.push(finding.hint("give the variant another name"));
        }
        if let Some(replications) = study.replications {
            let (least, most) = study.budget();
            if least > most || least < 2 {
                let message = format!("at least {least} and at most {most} replications cannot be");
                let finding = Diagnostic::error(codes::STUDY, replications.span, message);
                report.push(finding.hint("an interval takes two replications or more"));
            }
        }
        (!report.has_errors()).then_some(study)
    }

    /// Returns what the plant is called as it is.
    pub fn base_name(&self) -> &str {
        self.base.as_ref().map_or("as it is", |name| &name.value)
    }

    /// Returns the least and the largest number of replications.
    pub fn budget(&self) -> (u32, u32) {
        let said = self.replications.map(|it| it.value);
        let most = said.and_then(|it| it.at_most);
        let least = said.and_then(|it| it.at_least);
        let least = least.unwrap_or_else(|| most.unwrap_or(10).min(10));
        (least, most.unwrap_or_else(|| least.max(200)))
    }

    /// Returns whether the warm-up is to be found out.
    pub fn wants_pilot(&self) -> bool {
        self.warm_up.as_ref().is_some_and(|it| it.value == LeftOut::Auto)
    }

    /// Makes the study of its scenarios, the plant as it is first; what does not fit them goes into the report.
    pub fn study(&self, scenarios: Vec<Scenario>, report: &mut Report) -> Option<Study> {
        let base = scenarios.first()?.model.plant().clone();
        let (goal, main) = match (&self.maximize, &self.minimize) {
            (_, Some(measure)) => (Goal::Least, Some(measure)),
            (measure, None) => (Goal::Most, measure.as_ref()),
        };
        let throughput = || (Figure::of_plant("throughput"), "1/h");
        let mut figures = vec![match main {
            Some(measure) => find(measure, &base, report).unwrap_or_else(throughput),
            None => throughput(),
        }];
        for measure in &self.also {
            figures.extend(find(measure, &base, report));
        }
        let unit = figures[0].1;
        let precision = self.precision.as_ref().map(|it| precision(it, unit, report));
        let enough = self.enough.as_ref().and_then(|it| self::precision(it, unit, report));
        let warm_up = match &self.warm_up {
            Some(Spanned { value: LeftOut::Time(time), span }) => match time.span() {
                Ok(warm_up) => {
                    shorter_than_runs(&scenarios, warm_up, *span, report);
                    Warming::Fixed(warm_up)
                }
                Err(error) => {
                    report.push(Diagnostic::error(codes::STUDY, *span, error.to_string()));
                    Warming::Scene
                }
            },
            _ => Warming::Scene,
        };
        let (at_least, at_most) = self.budget();
        let study = Study {
            question: self.question.clone(),
            goal,
            figures,
            level: self.level.map_or(0.95, |level| level.value),
            precision: precision.flatten().unwrap_or(Precision::Relative(0.01)),
            enough,
            at_least,
            at_most,
            seed: self.seed.unwrap_or(base.run.seed),
            warm_up,
            keeps: Keeps::Figures,
            pairs: Pairs::All,
            method: self.method(&scenarios, report),
            fork: self.fork(&scenarios, report),
            scenarios,
        };
        (!report.has_errors()).then_some(study)
    }
}

impl StudyFile {
    /// When scenarios part; what cannot be forked is reported.
    fn fork(&self, scenarios: &[Scenario], report: &mut Report) -> Option<SimSpan> {
        let fork = self.fork.as_ref()?;
        let mut wrong = |message: String, hint: &str| {
            report.push(Diagnostic::error(codes::STUDY, fork.span, message).hint(hint));
        };
        let at = match fork.value.span() {
            Ok(at) => at,
            Err(error) => {
                wrong(error.to_string(), "write a time such as `\"2 h\"`");
                return None;
            }
        };
        let is_over = |it: &&Scenario| it.model.plant().run.duration.is_some_and(|it| it <= at);
        if let Some(scenario) = scenarios.iter().find(is_over) {
            let message = format!("the runs of `{}` are over by then", scenario.name);
            wrong(message, "fork earlier, or make `run.duration` longer");
        }
        if self.warm_up.is_some() || self.method.is_some() {
            let message = "what is measured begins at the fork".to_owned();
            wrong(message, "leave out `warm_up` and `method`");
        }
        if let Some((_, variant)) = self.variants.iter().find(|(_, it)| it.scheduler.is_some()) {
            let span = variant.scheduler.as_ref().map_or(fork.span, |it| it.span);
            let message = "who decides goes on to decide after a fork";
            let finding = Diagnostic::error(codes::STUDY, span, message);
            report.push(finding.hint("leave `fork` out, to compare schedulers from the start"));
            return None;
        }
        // What can be told apart only once the run has begun fails there, and is told then.
        let begun =
            scenarios.first().and_then(|it| Sim::new(&it.model, RunOptions::default()).ok());
        let mut begun = begun?;
        for scenario in scenarios {
            if let Err(error) = begun.fork_as(&scenario.model) {
                let message = format!("`{}`: {error}", scenario.name);
                report.push(Diagnostic::error(codes::STUDY, fork.span, message));
            }
        }
        Some(at)
    }

    fn method(&self, scenarios: &[Scenario], report: &mut Report) -> Method {
        let Some(Spanned { value: Observe::OneRun { slices }, span }) = self.method else {
            return Method::Replications;
        };
        let endless = |it: &&Scenario| it.model.plant().run.duration.is_none();
        if let Some(scenario) = scenarios.iter().find(endless) {
            let message =
                format!("`{}` runs until nothing is left to do, and has no slices", scenario.name);
            let finding = Diagnostic::error(codes::STUDY, span, message);
            report.push(finding.hint("leave `method` out, for replications"));
        }
        let slices = slices.unwrap_or(SLICES);
        if slices < 40 {
            let message = format!("{slices} slices are too few to be put together");
            let finding = Diagnostic::error(codes::STUDY, span, message);
            report.push(finding.hint("leave `slices` out for 500"));
        }
        Method::OneRun { slices }
    }
}

fn shorter_than_runs(scenarios: &[Scenario], warm_up: SimSpan, span: Span, report: &mut Report) {
    let is_all = |it: &&Scenario| it.model.plant().run.duration.is_some_and(|it| it <= warm_up);
    if let Some(scenario) = scenarios.iter().find(is_all) {
        let message = format!("nothing is left of the runs of `{}` after this", scenario.name);
        let finding = Diagnostic::error(codes::STUDY, span, message);
        report.push(finding.hint("add `set: [\"run.duration=…\"]` with a longer time"));
    }
}

/// Half the width of the interval that is wanted.
fn precision(written: &Spanned<Amount>, unit: &str, report: &mut Report) -> Option<Precision> {
    let mut wrong = |message: String, hint: String| {
        report.push(Diagnostic::error(codes::STUDY, written.span, message).hint(hint));
    };
    let percent = match &written.value {
        Amount::WithUnit(text) => text.trim().strip_suffix('%').map(str::trim),
        Amount::Number(_) => None,
    };
    let precision = if let Some(number) = percent {
        let Ok(percent) = number.parse::<f64>() else {
            wrong(format!("`{number}` is no number"), "write it like `\"1 %\"`".to_owned());
            return None;
        };
        Precision::Relative(percent / 100.0)
    } else {
        match expect::amount(&written.value, unit) {
            Ok(amount) => Precision::Absolute(amount),
            Err((message, hint)) => {
                wrong(message, hint);
                return None;
            }
        }
    };
    let (Precision::Absolute(width) | Precision::Relative(width)) = precision;
    if width > 0.0 && width.is_finite() {
        return Some(precision);
    }
    let hint = "the narrower, the more replications it takes: `\"1 %\"` is a beginning";
    wrong(format!("no study is as precise as `{}`", written.value), hint.to_owned());
    None
}

/// Finds the figure of a plant, or reports that there is none.
fn find(
    measure: &Spanned<Measure>,
    plant: &Plant,
    report: &mut Report,
) -> Option<(Figure, &'static str)> {
    let figure = measure.value.figure();
    let span = measure.span;
    let group = figure.of.as_ref().and_then(|name| {
        let groups = plant.people.iter().position(|facts| facts.name == *name);
        groups.filter(|_| plant.find(name).is_none())
    });
    let of = figure.of.as_ref().filter(|_| group.is_none());
    let found = of.and_then(|name| plant.find(name));
    if let (Some(name), None) = (of, found) {
        let people = plant.people.iter().map(|facts| facts.name.as_str());
        let known = plant.equipment.iter().map(|facts| facts.name.as_str()).chain(people);
        report.push(unknown("equipment", name, span, known));
        return None;
    }
    let products = || plant.products.iter().map(|facts| facts.name.as_str());
    let product = figure.product.as_ref();
    let at = product.and_then(|name| products().position(|it| it == name));
    if let (Some(name), None) = (product, at) {
        report.push(unknown("product", name, span, products()));
        return None;
    }
    let facts = ExpectFacts {
        kpi: figure.kpi.clone(),
        span,
        of: found,
        people: group.map(|group| PeopleId(group as u32)),
        product: at.map(|at| ProductId(at as u32)),
        at_least: None,
        at_most: None,
        because: String::new(),
    };
    let unit = expect::unit_of(plant, &facts, report)?;
    Some((figure, unit))
}

fn unknown<'a>(
    what: &str,
    name: &str,
    span: Span,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let message = format!("there is no {what} `{name}`");
    let finding = Diagnostic::error(codes::STUDY, span, message);
    match did_you_mean(name, known) {
        Some(near) => finding.hint(format!("did you mean `{near}`?")),
        None => finding,
    }
}
