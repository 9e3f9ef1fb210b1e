//! What a scene says of an assembly, and what follows from it for checks and KPIs.

use std::collections::{BTreeMap, VecDeque};

use plantwright_model::plant::{ConversionFacts, EquipmentFacts, Plant, Role, ServiceFacts};
use plantwright_model::vocabulary::{Capacity, Crew, Inspect, Quality, Random, Setup, Stage, To};
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, ProductId};
use schemars::JsonSchema;
use serde::Deserialize;

use super::bench::{Bench, Part, What};
use crate::build::SpawnCx;
use crate::concern::{self, With};
use crate::staged::spec::StageFields;

pub(crate) const SAMPLE: &str =
    r#"Assembly(parts: {"item": 3}, makes: "kit", process: "20 s", to: ["packing"])"#;

/// Puts several items together: an assembly, a kitting area, a packing place, the join of what was split.
///
/// It begins when all parts of one assembly are there, and takes them at once. They wait here, beside the one that is being
/// put together. What comes out is a new item, or the main part with the others in it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Assembly")]
pub(crate) struct Spec {
    /// The bill of materials by product: how many items of each go into one assembly, `{"frame": 1, "wheel": 4}`; default: see
    /// `from`.
    #[serde(default)]
    parts: BTreeMap<Spanned<String>, Spanned<u32>>,
    /// The bill of materials by where the items come from: `{"rack 1": 1, "rack 2": 4}`; default: by product, see `parts`.
    #[serde(default)]
    from: BTreeMap<Spanned<String>, Spanned<u32>>,
    /// The product that comes out; default: that of the main part.
    #[serde(default)]
    makes: Option<Spanned<String>>,
    /// The part, by its name in the bill, that goes on, and takes the others in; default: none, a new item is made.
    #[serde(default)]
    main: Option<Spanned<String>>,
    /// Whether the other parts stay items, inside the main one, which a `Split` takes out again; default: false, they become
    /// one with it.
    #[serde(default)]
    pack: bool,
    /// Whether only parts are put together that belong together: items that a `Split` made of the same item, or else items of
    /// orders of the same name, whatever source brought them, or else items with the same serial number; default: false, what
    /// came first.
    #[serde(default)]
    matching: bool,
    /// How many of each part can wait here: `{"wheel": 20}`; default: as many as one assembly takes.
    #[serde(default)]
    capacity: BTreeMap<Spanned<String>, Spanned<Capacity>>,
    /// How long it takes to put the parts together; default: no time, which is kitting.
    #[serde(default)]
    process: Option<Spanned<Random<Duration>>>,
    /// What it takes to change over from one product to another; default: nothing.
    #[serde(default)]
    setup: Option<Spanned<Setup>>,
    /// What is done with the parts of each assembly before it is processed; default: nothing.
    #[serde(default)]
    load: Option<Stage>,
    /// Who is needed while it processes; default: nobody.
    #[serde(default)]
    crew: Option<Crew>,
    /// What is done with what was put together after it was processed; default: nothing.
    #[serde(default)]
    unload: Option<Stage>,
    /// What processing does to the quality of what is put together; default: nothing.
    #[serde(default)]
    quality: Option<Quality>,
    /// How what was put together is inspected; default: not at all.
    #[serde(default)]
    inspect: Option<Inspect>,
    /// Where what was put together goes; default: to the next operation of its route.
    #[serde(default)]
    to: Option<To>,
    /// What may happen to it beside its work: `[Failure(...)]`; default: nothing.
    #[serde(default)]
    pub(super) with: Vec<Spanned<With>>,
}

/// The product of this name; the names were checked when the scene was read.
fn product(plant: &Plant, name: &str) -> Option<ProductId> {
    plant.product_ids().find(|id| plant.product(*id).name == name)
}

impl Spec {
    fn bill(&self) -> &BTreeMap<Spanned<String>, Spanned<u32>> {
        if self.from.is_empty() { &self.parts } else { &self.from }
    }

    fn room(&self, part: &str, need: u32) -> u32 {
        let written = self.capacity.iter().find(|(name, _)| name.value == part);
        written.map_or(need, |(_, capacity)| capacity.value.limit().unwrap_or(u32::MAX))
    }

    fn makes(&self, plant: &Plant) -> Option<ProductId> {
        self.makes.as_ref().and_then(|name| product(plant, &name.value))
    }

    pub(super) fn bench(&self, cx: &SpawnCx<'_>) -> Bench {
        let plant = cx.plant;
        let parts = self.bill().iter().filter_map(|(name, need)| {
            let what = if self.from.is_empty() {
                What::Product(product(plant, &name.value)?)
            } else {
                What::From(plant.find(&name.value)?)
            };
            Some(Part {
                what,
                need: need.value,
                room: self.room(&name.value, need.value),
                main: self.main.as_ref().is_some_and(|main| main.value == name.value),
                waiting: VecDeque::new(),
                giver: match what {
                    What::Product(product) => cx.only_giver_of(product),
                    What::From(giver) => giver,
                },
                came: 0,
            })
        });
        Bench {
            parts: parts.collect(),
            matching: self.matching,
            packs: self.pack,
            makes: self.makes(plant),
            serial: 0,
            freed: false,
        }
    }

    /// What is wrong with the bill and what comes out.
    fn check(&self, facts: &EquipmentFacts, cx: &mut ReadCx<'_>) {
        let mut wrong = |span: Span, message: String, hint: &str| {
            cx.report.push(Diagnostic::error(codes::PARTS, span, message).hint(hint));
        };
        let name = &facts.name;
        if self.bill().is_empty() {
            let message = format!("`{name}` puts nothing together");
            wrong(facts.span, message, "add `parts: {\"frame\": 1, \"wheel\": 4}`, or `from: {…}`");
        }
        if let (false, Some((first, _))) = (self.parts.is_empty(), self.from.first_key_value()) {
            let message =
                format!("`{name}` knows its parts by product and by where they come from");
            return wrong(first.span, message, "leave out `parts` or `from`");
        }
        for (part, need) in self.bill() {
            if need.value == 0 {
                let message = format!("no `{}` goes into what `{name}` makes", part.value);
                wrong(need.span, message, "write how many, or leave the part out");
            }
        }
        for (part, capacity) in &self.capacity {
            match self.bill().iter().find(|(name, _)| name.value == part.value) {
                None => {
                    let message = format!("`{}` is no part of what `{name}` makes", part.value);
                    wrong(part.span, message, "name a part of the bill of materials");
                }
                Some((_, need)) if self.room(&part.value, need.value) < need.value => {
                    let message = format!(
                        "`{name}` takes {} `{}` at once, and fewer can wait",
                        need.value, part.value
                    );
                    wrong(capacity.span, message, "give the part more room");
                }
                Some(_) => {}
            }
        }
        match &self.main {
            None if self.makes.is_none() => {
                let message = format!("`{name}` does not say what comes out");
                let hint = "add `makes: \"bike\"` for a new item, or `main: \"frame\"` for the part that goes on";
                wrong(facts.span, message, hint);
            }
            None if self.pack => {
                let message = format!("`{name}` does not say what the parts are packed into");
                wrong(facts.span, message, "name the carrier as `main`");
            }
            None => {}
            Some(main) => match self.bill().iter().find(|(name, _)| name.value == main.value) {
                None => {
                    let message = format!("`{}` is no part of what `{name}` makes", main.value);
                    wrong(main.span, message, "name a part of the bill of materials");
                }
                Some((_, need)) if need.value != 1 => {
                    let message = format!("{} `{}` cannot go on as one", need.value, main.value);
                    wrong(need.span, message, "there is one main part in each assembly");
                }
                Some(_) if self.pack && !self.from.is_empty() => {
                    let message = format!("`{name}` packs parts whose products are not said");
                    wrong(main.span, message, "give the bill by product: `parts: {…}`");
                }
                Some(_) => {}
            },
        }
    }

    /// Which products end here and which begin.
    fn conversion(&self, cx: &mut ReadCx<'_>) -> Option<ConversionFacts> {
        let makes = match &self.makes {
            Some(makes) => Some(cx.product(makes)?),
            None => None,
        };
        if !self.from.is_empty() {
            for name in self.from.keys() {
                cx.equipment(name);
            }
            // Which products the main part may have is not said.
            let all = (0..cx.products.iter().count() as u32).map(ProductId);
            let ends = all.filter(|product| makes.is_some_and(|makes| makes != *product));
            let (ends, begins) = (ends.collect(), makes.into_iter().collect());
            return Some(ConversionFacts { ends, begins, ..ConversionFacts::default() });
        }
        let parts: Vec<Option<ProductId>> = self.parts.keys().map(|it| cx.product(it)).collect();
        let parts: Vec<ProductId> = parts.into_iter().collect::<Option<_>>()?;
        if let (Some(written), Some(_)) = (&self.makes, makes.filter(|makes| parts.contains(makes)))
        {
            let message = format!("`{}` is made of itself", written.value);
            let hint =
                "give what comes out a name of its own, or leave `makes` out and name it as `main`";
            cx.report.push(Diagnostic::error(codes::PARTS, written.span, message).hint(hint));
            return None;
        }
        let main = self.main.as_ref().filter(|_| makes.is_none());
        let goes_on = |name: &Spanned<String>| main.is_some_and(|main| main.value == name.value);
        let ends = self.parts.keys().zip(&parts).filter(|(name, _)| !goes_on(name));
        Some(ConversionFacts {
            ends: ends.map(|(_, product)| *product).collect(),
            takes: Some(parts.clone()),
            needs: parts,
            counts: self.parts.values().map(|need| need.value).collect(),
            begins: makes.into_iter().collect(),
            packs: self.pack,
            unpacks: false,
            pieces: 0,
        })
    }
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        self.check(facts, cx);
        facts.role = Role::Processor;
        facts.places = Some(1);
        facts.per_process = self.bill().values().map(|need| need.value).sum();
        let rooms = self.bill().iter().map(|(name, need)| self.room(&name.value, need.value));
        let rooms: Option<u64> =
            rooms.map(|room| (room != u32::MAX).then_some(u64::from(room))).sum();
        facts.capacity = rooms.map(|rooms| rooms + 1);
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        facts.service = match &self.process {
            Some(process) => process.value.law(process.span, cx).map(ServiceFacts::All),
            None => Some(ServiceFacts::none()),
        };
        facts.conversion = self.conversion(cx);
        let Self { setup, load, crew, unload, .. } = self;
        facts.stages = StageFields { setup, load, crew, unload }.facts("Assembly", cx);
        facts.quality = self.quality.as_ref().and_then(|quality| quality.facts(cx));
        facts.inspect = self.inspect.as_ref().and_then(|inspect| inspect.facts(cx));
        concern::describe(&self.with, facts, cx);
    }

    fn products(&self) -> Vec<String> {
        self.makes.iter().chain(self.parts.keys()).map(|name| name.value.clone()).collect()
    }
}
