//! What a scene says of a station, and what follows from it for checks, schedulers and KPIs.

use std::collections::BTreeMap;
use std::fmt;

use plantwright_model::plant::{
    EquipmentFacts, LimitsFacts, Prefer, Role, ServiceFacts, StagesFacts,
};
use plantwright_model::vocabulary::{
    Capacity, Crew, Discipline, Inspect, Patience, Quality, Random, Setup, Stage, To, Within,
};
use plantwright_model::{Diagnostic, ReadCx, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, SimSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::concern::{self, With};
use crate::staged::spec::StageFields;

pub(crate) const SAMPLE: &str = r#"Station(places: 2, queue: 10, process: Triangular("14 s", "16 s", "22 s"), to: ["packing"])"#;

/// Works on items: a machine, an oven, a bench.
///
/// An item takes a place, is processed, and keeps the place until what follows takes it (blocking after service, if `blocking`
/// does not say otherwise).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Station")]
pub(crate) struct Spec {
    /// How many items are worked on at once; default: 1.
    #[serde(default)]
    pub(super) places: Option<Spanned<u32>>,
    /// Process time, or one for each product: `{"a": "3 s", "b": "5 s"}`; default: that of the route's operation.
    #[serde(default)]
    pub(super) process: Option<ProcessTime>,
    /// Planned run time per item, or one for each product, against which KPIs compare (ISO 22400-2's PRI); of a law, its mean
    /// counts; default: the mean of the process time, also for products that are left out.
    #[serde(default)]
    pub(super) planned: Option<ProcessTime>,
    /// How many items can wait here beside those in process; default: 0.
    #[serde(default)]
    pub(super) queue: Option<Capacity>,
    /// Which of the waiting items is next; default: as the run's scheduler decides, and Fifo without one.
    #[serde(default)]
    pub(super) order: Option<Discipline>,
    /// What becomes of an item in process when one of a higher priority comes, which then goes first; default: it is finished,
    /// nobody is interrupted. A set-up that is interrupted is lost; what is loaded stays loaded; people go on with the item that
    /// comes, where it needs the same crew first.
    #[serde(default)]
    pub(super) preempt: Option<Spanned<Preempt>>,
    /// When the process time is drawn; default: `AtStart`. Drawn `AtArrival`, it is known to rules such as SPT.
    #[serde(default)]
    pub(super) draw: Draw,
    /// What it takes to change over from one product to another; default: nothing.
    #[serde(default)]
    pub(super) setup: Option<Spanned<Setup>>,
    /// What is done with each item before it is processed; default: nothing.
    #[serde(default)]
    pub(super) load: Option<Stage>,
    /// Who is needed while it processes; default: nobody.
    #[serde(default)]
    pub(super) crew: Option<Crew>,
    /// What is done with each item after it was processed; default: nothing.
    #[serde(default)]
    pub(super) unload: Option<Stage>,
    /// What processing does to the quality of items; default: nothing.
    #[serde(default)]
    pub(super) quality: Option<Quality>,
    /// How items are inspected once they are processed; default: not at all.
    #[serde(default)]
    pub(super) inspect: Option<Inspect>,
    /// How long an item waits here before it goes away; default: as long as it takes. It needs a `queue`.
    #[serde(default)]
    pub(super) patience: Option<Spanned<Patience>>,
    /// How soon work on an item has to begin here after it was finished elsewhere; default: there is time. It needs a `queue`.
    #[serde(default)]
    pub(super) within: Vec<Spanned<Within>>,
    /// What it needs downstream before it works on an item; default: `AfterService`.
    #[serde(default)]
    pub(super) blocking: Option<Spanned<Blocking>>,
    /// The time between the beats of a paced line, counted from the start of the run: work on an item begins only at a beat; default: work
    /// begins as soon as it can.
    #[serde(default)]
    pub(super) takt: Option<Spanned<Duration>>,
    /// Where finished items go; default: to the next operation of their route.
    #[serde(default)]
    pub(super) to: Option<To>,
    /// What may happen to it beside its work: `[Failure(...)]`; default: nothing.
    #[serde(default)]
    pub(super) with: Vec<Spanned<With>>,
}

/// What a station needs downstream before it works on an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub(super) enum Blocking {
    /// Nothing: an item that is finished and finds no place stays where it is, and the station is blocked (blocking after
    /// service, BAS; production blocking).
    AfterService,
    /// A place: an item is begun only once one is free where it goes next, and reserved for it; until then the station is
    /// blocked (blocking before service, BBS; communication blocking).
    BeforeService,
}

/// What becomes of an item in process that has to make way for another, and waits again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(super) enum Preempt {
    /// What was done stays done (preempt-resume).
    Resume,
    /// It is begun anew, and takes as long as it would have (preempt-repeat identical).
    Repeat,
    /// It is begun anew, with a process time drawn anew (preempt-repeat different).
    Resample,
}

/// When the process time of an item is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub(super) enum Draw {
    /// When processing begins: nobody knows it before.
    #[default]
    AtStart,
    /// When the item arrives at the station.
    AtArrival,
}

/// One process time for all products, or one for each.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(untagged)]
pub(super) enum ProcessTime {
    /// For all products.
    All(Spanned<Random<Duration>>),
    /// By product.
    ByProduct(BTreeMap<Spanned<String>, Spanned<Random<Duration>>>),
}

impl ProcessTime {
    fn facts(&self, cx: &mut ReadCx<'_>) -> Option<ServiceFacts> {
        match self {
            Self::All(time) => time.value.law(time.span, cx).map(ServiceFacts::All),
            Self::ByProduct(times) => {
                let laws: Vec<_> = times
                    .iter()
                    .map(|(product, time)| {
                        let law = time.value.law(time.span, cx);
                        Some((cx.product(product)?, law?))
                    })
                    .collect();
                laws.into_iter().collect::<Option<_>>().map(ServiceFacts::ByProduct)
            }
        }
    }
}

impl Spec {
    /// What is compared with a plan of no time at all is beyond measure.
    fn check_planned(&self, facts: &EquipmentFacts, cx: &mut ReadCx<'_>) {
        let times = match &self.planned {
            None => return,
            Some(ProcessTime::All(time)) => vec![time.span],
            Some(ProcessTime::ByProduct(times)) => times.values().map(|time| time.span).collect(),
        };
        let laws = match &facts.planned {
            Some(ServiceFacts::All(law)) => vec![law],
            Some(ServiceFacts::ByProduct(laws)) => laws.values().collect(),
            Some(ServiceFacts::ByRoute) | None => return,
        };
        if laws.iter().any(|law| law.mean() <= 0.0) {
            let message = "no item can be planned to take no time at all";
            let finding = Diagnostic::error(codes::LAW, times[0], message);
            cx.report
                .push(finding.hint("give the planned run time per item, or leave `planned` out"));
        }
    }
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        let places = self.places.map_or(1, |places| places.value);
        if let Some(places) = self.places.filter(|places| places.value == 0) {
            let message = "this station has no place to work on an item";
            cx.report.push(
                Diagnostic::error(codes::CAPACITY, places.span, message)
                    .hint("leave `places` out for one, or take the station out of the scene"),
            );
        }
        facts.role = Role::Processor;
        facts.takes_reservations = true;
        facts.by_priority = self.order == Some(Discipline::Priority);
        facts.places = Some(places);
        facts.capacity = match self.queue {
            None => Some(u64::from(places)),
            Some(queue) => queue.limit().map(|queue| u64::from(queue) + u64::from(places)),
        };
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        facts.service = match &self.process {
            Some(process) => process.facts(cx),
            None => Some(ServiceFacts::ByRoute),
        };
        facts.stages = self.stages(cx);
        facts.limits = self.limits(cx);
        self.check_preempt(cx);
        facts.quality = self.quality.as_ref().and_then(|quality| quality.facts(cx));
        facts.inspect = self.inspect.as_ref().and_then(|inspect| inspect.facts(cx));
        facts.planned = self.planned.as_ref().and_then(|planned| planned.facts(cx));
        self.check_planned(facts, cx);
        concern::describe(&self.with, facts, cx);
    }
}

impl Spec {
    /// Who is interrupted waits again, and comes back by priority.
    fn check_preempt(&self, cx: &mut ReadCx<'_>) {
        let Some(preempt) = &self.preempt else { return };
        let has_queue = self.queue.is_some_and(|queue| queue.limit() != Some(0));
        let reserves = self.blocking.is_some_and(|it| it.value == Blocking::BeforeService);
        let goes_round =
            self.setup.as_ref().is_some_and(|it| matches!(it.value.prefer, Prefer::Cyclic(_)));
        let problems = [
            (
                self.order != Some(Discipline::Priority) || !has_queue,
                "who is interrupted has to wait again, by priority",
                "add `queue: Unlimited` and `order: Priority`",
            ),
            (
                reserves,
                "`preempt` does not go with `blocking: BeforeService`: who makes way would keep the place that is reserved for it \
                 downstream, and could hold up the very item that it made way for",
                "leave out `blocking`, and put a `Buffer` behind the station if there has to be room; or leave out `preempt`: with \
                 `order: Priority` the item of the highest priority is next",
            ),
            (
                self.takt.is_some(),
                "`preempt` does not go with `takt`: work begins at beats alone, so between two beats one item would make way and no \
                 other could begin",
                "leave out `preempt`: with `order: Priority` the item of the highest priority begins at the next beat; or leave out \
                 `takt`",
            ),
            (
                goes_round,
                "`preempt` does not go with `prefer: Cyclic(...)`: a visit to a family ends by its own rule, and not because an item \
                 of another family comes",
                "write `prefer: Same`, which goes on with a family until it is interrupted; or leave out `preempt`, and let visits be \
                 short by `visit: Limited(1)`",
            ),
        ];
        for (_, message, hint) in problems.into_iter().filter(|(is_so, ..)| *is_so) {
            let finding = Diagnostic::error(codes::INVALID_VALUE, preempt.span, message);
            cx.report.push(finding.hint(hint));
        }
    }

    /// What limits the waiting here, if anything does.
    fn limits(&self, cx: &mut ReadCx<'_>) -> Option<Box<LimitsFacts>> {
        let patience = self.patience.as_ref().map(|it| it.span);
        let first = patience.or_else(|| self.within.first().map(|it| it.span))?;
        if self.queue.is_none_or(|queue| queue.limit() == Some(0)) {
            let message = "nothing waits at this station, for however long";
            let finding = Diagnostic::error(codes::CAPACITY, first, message);
            cx.report.push(finding.hint("add `queue: Unlimited`, or how many items can wait"));
        }
        let patience = match &self.patience {
            None => None,
            Some(patience) => Some(patience.value.facts(cx)?),
        };
        let within: Option<_> = self.within.iter().map(|within| within.value.facts(cx)).collect();
        Some(Box::new(LimitsFacts { patience, within: within? }))
    }

    /// The time between beats, if it goes by them.
    fn takt(&self, cx: &mut ReadCx<'_>) -> Option<SimSpan> {
        let takt = self.takt.as_ref()?;
        let span = cx.span(takt)?;
        if span == SimSpan::ZERO {
            let message = "a line cannot be paced by beats without time in between";
            let finding = Diagnostic::error(codes::INVALID_VALUE, takt.span, message);
            cx.report
                .push(finding.hint("give the takt time, such as `\"1 min\"`, or leave `takt` out"));
            return None;
        }
        Some(span)
    }

    /// What is done beside processing, if anything is.
    fn stages(&self, cx: &mut ReadCx<'_>) -> Option<Box<StagesFacts>> {
        let several = self.places.filter(|places| places.value > 1);
        if let (Some(setup), Some(places)) = (&self.setup, several) {
            let message = "a station with set-ups has one place";
            cx.report.push(
                Diagnostic::error(codes::SETUP, places.span.to(setup.span), message)
                    .hint("make several stations of it, each with a set-up of its own"),
            );
        }
        let no_queue = self.queue.is_none_or(|queue| queue.limit() == Some(0));
        if let Some(setup) = self.setup.as_ref().filter(|_| no_queue)
            && matches!(setup.value.prefer, Prefer::Cyclic(_))
        {
            let message = "who goes round families has to let them wait";
            let finding = Diagnostic::error(codes::SETUP, setup.span, message);
            cx.report.push(finding.hint("add `queue: Unlimited`"));
        }
        let Self { setup, load, crew, unload, .. } = self;
        let mut stages = StagesFacts {
            before_service: self
                .blocking
                .filter(|blocking| blocking.value == Blocking::BeforeService)
                .map(|blocking| blocking.span),
            takt: self.takt(cx),
            fails_on_demand: self.with.iter().any(|with| with.value.on_demand().is_some()),
            ..StageFields { setup, load, crew, unload }.base(cx)
        };
        if let Some(setup) = &mut stages.setup {
            setup.has_order = self.order.is_some();
        }
        (stages != StagesFacts::default()).then(|| Box::new(stages))
    }
}

impl<'de> Deserialize<'de> for ProcessTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        enum Form {
            All(Random<Duration>),
            ByProduct(BTreeMap<Spanned<String>, Spanned<Random<Duration>>>),
        }

        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Form;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a duration, a law such as `Exponential(\"2 s\")`, or a map from products to process times")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Form, A::Error> {
                BTreeMap::deserialize(de::value::MapAccessDeserializer::new(map))
                    .map(Form::ByProduct)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Form, E> {
                Deserialize::deserialize(de::value::StrDeserializer::new(text)).map(Form::All)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Form, E> {
                Deserialize::deserialize(de::value::U64Deserializer::new(number)).map(Form::All)
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Form, E> {
                Deserialize::deserialize(de::value::F64Deserializer::new(number)).map(Form::All)
            }

            fn visit_enum<A: de::EnumAccess<'de>>(self, data: A) -> Result<Form, A::Error> {
                Random::from_enum(data).map(Form::All)
            }
        }

        impl<'de> Deserialize<'de> for Form {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Visitor)
            }
        }

        let form = Spanned::<Form>::deserialize(deserializer)?;
        Ok(match form.value {
            Form::All(value) => Self::All(Spanned { value, span: form.span }),
            Form::ByProduct(times) => Self::ByProduct(times),
        })
    }
}
