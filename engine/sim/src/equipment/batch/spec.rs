//! What a scene says of an oven, and what follows from it for checks and KPIs.

use plantwright_model::plant::{EquipmentFacts, Plant, Role, ServiceFacts};
use plantwright_model::vocabulary::{Capacity, Crew, Inspect, Quality, Random, Setup, Stage, To};
use plantwright_model::{Diagnostic, ReadCx, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, ProductId, SimSpan};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::concern::{self, With};
use crate::staged::spec::StageFields;

pub(crate) const SAMPLE: &str =
    r#"Batch(min: 2, max: 4, max_wait: "2 min", process: "20 s", to: ["packing"])"#;

/// Processes items together: an oven, a furnace, a washer, a bus that leaves when it is full.
///
/// It starts when it is empty and at least `min` compatible items wait, and takes up to `max` of them, the first that came
/// first. What comes during a process waits for the next one. It is empty again when the last item of the batch has gone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Batch")]
pub(crate) struct Spec {
    /// How many items it starts with at least; default: `max`.
    #[serde(default)]
    min: Option<Spanned<u32>>,
    /// How many items it takes at most.
    pub(super) max: Spanned<u32>,
    /// Once an item has waited so long, it starts with what there is; default: it waits for `min`.
    #[serde(default)]
    max_wait: Option<Spanned<Duration>>,
    /// Which items are processed together; default: `Any`.
    #[serde(default)]
    compatible: Compatible,
    /// Process time of a batch, however full it is; default: that of the first item's operation in its route.
    #[serde(default)]
    process: Option<Spanned<Random<Duration>>>,
    /// How many items can wait here beside those in process; default: `max`.
    #[serde(default)]
    queue: Option<Spanned<Capacity>>,
    /// What it takes to change over from one product to another; default: nothing.
    #[serde(default)]
    setup: Option<Spanned<Setup>>,
    /// What is done with each batch before it is processed; default: nothing.
    #[serde(default)]
    load: Option<Stage>,
    /// Who is needed while it processes; default: nobody.
    #[serde(default)]
    crew: Option<Crew>,
    /// What is done with each batch after it was processed; default: nothing.
    #[serde(default)]
    unload: Option<Stage>,
    /// What processing does to the quality of items, each for itself; default: nothing.
    #[serde(default)]
    quality: Option<Quality>,
    /// How items are inspected once they are processed; default: not at all.
    #[serde(default)]
    inspect: Option<Inspect>,
    /// Where finished items go; default: to the next operation of their route.
    #[serde(default)]
    to: Option<To>,
    /// What may happen to it beside its work: `[Failure(...)]`; default: nothing.
    #[serde(default)]
    pub(super) with: Vec<Spanned<With>>,
}

/// Which items can be in an oven together.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub(super) enum Compatible {
    /// All.
    #[default]
    Any,
    /// Items of the same product.
    SameProduct,
    /// Items of products that stand in the same list: `Families([["a", "b"], ["c"]])`. A product in none is a family of its own.
    Families(Vec<Vec<Spanned<String>>>),
}

impl Spec {
    pub(super) fn min(&self) -> u32 {
        self.min.map_or(self.max.value, |min| min.value)
    }

    /// How many items can wait; `None`: no limit.
    pub(super) fn capacity(&self) -> Option<u32> {
        self.queue.map_or(Some(self.max.value), |queue| queue.value.limit())
    }

    pub(super) fn max_wait(&self) -> Option<SimSpan> {
        self.max_wait.as_ref().and_then(|wait| wait.value.span().ok())
    }

    /// Each product that stands in a list, with the first one of the list that stands for its family, in the order of ids; none:
    /// all products are alike. What is not listed is a family of its own.
    pub(super) fn families(&self, plant: &Plant) -> Option<Vec<(ProductId, ProductId)>> {
        let lists = match &self.compatible {
            Compatible::Any => return None,
            Compatible::SameProduct => &[][..],
            Compatible::Families(lists) => lists,
        };
        let listed = |id: ProductId, list: &Vec<Spanned<String>>| {
            list.iter().any(|it| it.value == plant.product(id).name)
        };
        let family = |id: ProductId| {
            let list = lists.iter().find(|list| listed(id, list))?;
            Some((id, plant.product_ids().find(|first| listed(*first, list))?))
        };
        Some(plant.product_ids().filter_map(family).collect())
    }

    fn check(&self, cx: &mut ReadCx<'_>) {
        let (min, max) = (self.min(), self.max.value);
        let span = self.min.map_or(self.max.span, |min| min.span);
        if min == 0 || max == 0 {
            let message = "this oven would start with nothing in it";
            let hint = "`min` and `max` are at least 1";
            cx.report.push(Diagnostic::error(codes::CAPACITY, span, message).hint(hint));
        } else if min > max {
            let message = format!("this oven starts with {min} items, and has room for {max}");
            let hint = "`min` is at most `max`";
            cx.report.push(Diagnostic::error(codes::CAPACITY, span, message).hint(hint));
        } else if let (Some(queue), Some(room)) = (self.queue, self.capacity())
            && room < min
        {
            let message = format!("{room} items can wait here, and it starts with {min}");
            let hint = "give it a `queue` of at least `min`";
            cx.report.push(Diagnostic::error(codes::CAPACITY, queue.span, message).hint(hint));
        }
        if let Some(wait) = &self.max_wait {
            cx.span(wait);
        }
        if let Compatible::Families(lists) = &self.compatible {
            let mut seen: Vec<&Spanned<String>> = Vec::new();
            for name in lists.iter().flatten() {
                cx.product(name);
                if seen.iter().any(|other| other.value == name.value) {
                    let message = format!("`{}` is in two families", name.value);
                    cx.error(codes::DUPLICATE, name.span, message);
                }
                seen.push(name);
            }
        }
    }
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        self.check(cx);
        facts.role = Role::Processor;
        facts.places = Some(1);
        facts.per_process = self.max.value;
        facts.capacity = self.capacity().map(|queue| u64::from(queue) + u64::from(self.max.value));
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        facts.service = match &self.process {
            Some(process) => process.value.law(process.span, cx).map(ServiceFacts::All),
            None => Some(ServiceFacts::ByRoute),
        };
        let Self { setup, load, crew, unload, .. } = self;
        facts.stages = StageFields { setup, load, crew, unload }.facts("Batch", cx);
        facts.quality = self.quality.as_ref().and_then(|quality| quality.facts(cx));
        facts.inspect = self.inspect.as_ref().and_then(|inspect| inspect.facts(cx));
        concern::describe(&self.with, facts, cx);
    }
}
