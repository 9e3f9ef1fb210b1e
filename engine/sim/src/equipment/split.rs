//! `Split`: one item becomes several.

use std::collections::{BTreeMap, VecDeque};

use bevy_ecs::prelude as ecs;
use plantwright_des::{Sampler, Stream};
use plantwright_journal::Record;
use plantwright_model::plant::{ConversionFacts, EquipmentFacts, Role, ServiceFacts};
use plantwright_model::vocabulary::{
    Crew, Inspect, MILLIONS_AT_ONCE, MOST_AT_ONCE, Quality, Random, Setup, Stage, To,
};
use plantwright_model::{Diagnostic, ReadCx, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, EquipmentId, ItemId, ProductId, SimSpan, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::clock::StateClock;
use crate::concern::{self, Carried, With};
use crate::core::{Core, NewItem};
use crate::items::{ItemRef, Marks};
use crate::links::LinkId;
use crate::outlet::{Outlet, Released};
use crate::places::Places;
use crate::process::{self, Machine, Process, Releases};
use crate::staged::spec::StageFields;
use crate::staged::{Staged, Stages};
use crate::world::{Handlers, Row, SimCx};

pub(crate) const SAMPLE: &str = r#"Split(into: {"half": 2}, process: "5 s", to: ["packing"])"#;

/// Makes several items of one: a saw, a disassembly, an unpacking place, the fork of an order into tasks.
///
/// The items go on one by one, each where `to` sends its product. The next one is begun when all of them have gone. What is made
/// of an item with a defect has a defect; `quality` and `inspect` judge each piece for itself when all the work is done.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Split")]
pub(crate) struct Spec {
    /// The products that one item becomes, and how many of each: `{"half": 2}`; default: what was packed into the item comes
    /// out, and then the item itself.
    #[serde(default)]
    into: BTreeMap<Spanned<String>, Spanned<u32>>,
    /// How long it takes; default: no time.
    #[serde(default)]
    process: Option<Spanned<Random<Duration>>>,
    /// What it takes to change over from one product to another; default: nothing.
    #[serde(default)]
    setup: Option<Spanned<Setup>>,
    /// What is done with each item before it is processed; default: nothing.
    #[serde(default)]
    load: Option<Stage>,
    /// Who is needed while it processes; default: nobody.
    #[serde(default)]
    crew: Option<Crew>,
    /// What is done with each item after it was processed; default: nothing.
    #[serde(default)]
    unload: Option<Stage>,
    /// What taking apart does to the quality of what is made, each piece for itself; default: nothing. It needs `into`.
    #[serde(default)]
    quality: Option<Spanned<Quality>>,
    /// How the pieces are inspected once they are made; default: not at all. It needs `into`.
    #[serde(default)]
    inspect: Option<Spanned<Inspect>>,
    /// Where the items go; default: to the next operation of their route.
    #[serde(default)]
    to: Option<To>,
    /// What may happen to it beside its work: `[Failure(...)]`; default: nothing.
    #[serde(default)]
    with: Vec<Spanned<With>>,
}

impl Spec {
    fn conversion(&self, cx: &mut ReadCx<'_>) -> Option<ConversionFacts> {
        if self.into.is_empty() {
            return Some(ConversionFacts { unpacks: true, ..ConversionFacts::default() });
        }
        for (name, count) in &self.into {
            if count.value == 0 {
                let message = format!("no `{}` comes out of this", name.value);
                let hint = "write how many, or leave the product out";
                cx.report.push(Diagnostic::error(codes::PARTS, count.span, message).hint(hint));
            }
            if count.value > MOST_AT_ONCE {
                let message =
                    format!("{MILLIONS_AT_ONCE} million pieces of one kind come at once at most");
                cx.error(codes::PARTS, count.span, message);
            }
        }
        let begins: Vec<Option<ProductId>> = self.into.keys().map(|it| cx.product(it)).collect();
        let begins: Vec<ProductId> = begins.into_iter().collect::<Option<_>>()?;
        let all = (0..cx.products.iter().count() as u32).map(ProductId);
        let ends: Vec<ProductId> = all.filter(|product| !begins.contains(product)).collect();
        let takes = Some(ends.clone());
        let pieces = self.into.values().fold(0_u32, |sum, count| sum.saturating_add(count.value));
        Some(ConversionFacts { takes, ends, begins, pieces, ..ConversionFacts::default() })
    }

    /// What is only unpacked is not made here, and as good as it was packed.
    fn check_judgement(&self, cx: &mut ReadCx<'_>) {
        let quality = self.quality.as_ref().map(|it| it.span);
        let Some(span) = quality.or_else(|| self.inspect.as_ref().map(|it| it.span)) else {
            return;
        };
        if self.into.is_empty() {
            let message = "what is unpacked is not made here, and is not judged here";
            let hint = "say what becomes of an item by `into`, or inspect what was inside at the next station";
            cx.report.push(Diagnostic::error(codes::INVALID_VALUE, span, message).hint(hint));
        }
    }
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        facts.role = Role::Processor;
        facts.places = Some(1);
        let count = self.into.values().map(|count| u64::from(count.value)).sum();
        facts.capacity = (!self.into.is_empty()).then_some(count);
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        facts.service = match &self.process {
            Some(process) => process.value.law(process.span, cx).map(ServiceFacts::All),
            None => Some(ServiceFacts::none()),
        };
        facts.conversion = self.conversion(cx);
        let Self { setup, load, crew, unload, .. } = self;
        facts.stages = StageFields { setup, load, crew, unload }.facts("Split", cx);
        self.check_judgement(cx);
        facts.quality = self.quality.as_ref().and_then(|quality| quality.value.facts(cx));
        facts.inspect = self.inspect.as_ref().and_then(|inspect| inspect.value.facts(cx));
        concern::describe(&self.with, facts, cx);
    }

    fn products(&self) -> Vec<String> {
        self.into.keys().map(|name| name.value.clone()).collect()
    }
}

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Split {
    id: EquipmentId,
    outlet: Outlet,
    places: Places,
    clock: StateClock,
    /// None: by the operation of the item.
    time: Option<Sampler>,
    stream: Stream,
    carried: Option<Box<Carried>>,
    /// None: nothing is done but to take items apart, by nobody.
    stages: Option<Box<Stages>>,
    routed: bool,
    out: Box<Out>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Out {
    /// The products that come out; empty: what is inside.
    into: Vec<(ProductId, u32)>,
    /// The number of the next item that is made.
    serial: u64,
    /// What came out and has not gone.
    items: VecDeque<ItemRef>,
}

impl Split {
    fn is_free(&self) -> bool {
        self.places.has_room() && self.out.items.is_empty()
    }

    fn start(&mut self, core: &mut Core, item: ItemRef) {
        let work = self.draw(core, item);
        core.enter_to_work(self.id, item, 1, work);
        core.links.set_shut(self.id, true);
        process::begin_or_hold(self, core, item, work);
        if self.carried.as_ref().is_some_and(|carried| carried.is_halted()) {
            self.tell_of_items(core);
        }
    }

    /// What was packed comes out, and then what it was packed into.
    fn unpack(&mut self, core: &mut Core, carrier: ItemRef) {
        for item in core.take_inside(carrier) {
            self.out.items.push_back(item);
            core.enter(self.id, item, self.out.items.len() + 1);
        }
        self.out.items.push_back(carrier);
        let past = self.out.items.iter().copied().filter(|item| core.is_past(*item));
        for item in past.collect::<Vec<_>>() {
            core.expire(self.id, item, self.out.items.len());
            self.out.items.retain(|other| *other != item);
        }
    }

    /// What was made is judged, piece by piece.
    fn judge(&mut self, core: &mut Core) {
        if self.stages.as_ref().is_none_or(|stages| stages.quality.is_none()) {
            return;
        }
        for piece in self.out.items.clone() {
            if self.is_spoilt(core, piece) {
                self.out.items.retain(|other| *other != piece);
            }
        }
    }

    /// Others are made of the item.
    fn take_apart(&mut self, core: &mut Core, item: ItemRef) {
        let (whole, due) = (core.items[item].id, core.items[item].due);
        let is_defective = core.items[item].marks.has(Marks::DEFECTIVE);
        core.leave(self.id, item, 1);
        core.absorb(self.id, item);
        for (product, count) in self.out.into.clone() {
            let priority = core.plant.product(product).priority;
            for _ in 0..count {
                let id = ItemId::new(self.id, self.out.serial);
                self.out.serial += 1;
                let due = (due < SimTime::MAX).then_some(due);
                let new = NewItem { id, product, due, priority };
                let piece = core.make(self.id, new, self.out.items.len() + 1);
                core.set_family(piece, whole);
                core.items[piece].marks.set(Marks::DEFECTIVE, is_defective);
                self.out.items.push_back(piece);
            }
        }
    }
}

impl Process for Split {
    fn id(&self) -> EquipmentId {
        self.id
    }

    fn outlet(&self) -> Outlet {
        self.outlet
    }

    fn places(&self) -> &Places {
        &self.places
    }

    fn places_mut(&mut self) -> &mut Places {
        &mut self.places
    }

    fn level(&self) -> usize {
        self.places.items() + self.out.items.len()
    }

    fn draw(&mut self, core: &mut Core, item: ItemRef) -> SimSpan {
        core.draw_work(self.id, self.time.as_ref(), &mut self.stream, item)
    }

    fn routed(&self) -> bool {
        self.routed
    }
}

impl Staged for Split {
    process::has_stages!();
}

impl Machine for Split {
    fn states(&mut self) -> (&mut StateClock, Option<&mut Carried>) {
        (&mut self.clock, self.carried.as_deref_mut())
    }
}

impl Releases for Split {
    fn id(&self) -> EquipmentId {
        self.id
    }

    fn outlet(&self) -> Outlet {
        self.outlet
    }

    fn level(&self) -> usize {
        Process::level(self)
    }

    fn out(&mut self) -> &mut VecDeque<ItemRef> {
        &mut self.out.items
    }
}

impl Handlers for Split {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let named =
            |name: &str| cx.plant.product_ids().find(|id| cx.plant.product(*id).name == name);
        let into = spec.into.iter();
        let into = into.filter_map(|(name, count)| Some((named(&name.value)?, count.value)));
        let out = Out { into: into.collect(), serial: 0, items: VecDeque::new() };
        Self {
            id: cx.id,
            outlet: cx.outlet(),
            places: Places::new(Some(1)),
            clock: StateClock::default(),
            time: cx.only_law(),
            stream: cx.stream("process time"),
            carried: cx.carried(),
            stages: Stages::of_machine(cx),
            routed: cx.is_routed(),
            out: Box::new(out),
        }
    }

    fn with(spec: &Spec) -> &[Spanned<With>] {
        &spec.with
    }

    process::stands_still!();

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        let Some(ended) = process::end(self, core) else { return false };
        if let Some(item) = ended.item {
            self.places.clear(0);
            if self.out.into.is_empty() {
                self.unpack(core, item);
            } else {
                self.take_apart(core, item);
                self.judge(core);
            }
        }
        process::after_end(self, core, &ended)
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let free = self.is_free();
        if free {
            self.start(core, item);
        }
        free
    }

    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        process::release_out(self, core, link)
    }

    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        process::withdraw_out(self, core, item)
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let id = cx[me].id;
        let (split, core) = cx.mine(me);
        process::take_crews(split, core);
        let blocked_by = process::give_out(cx, me);
        if cx[me].is_free() {
            let pulled = cx.pull(id);
            let (split, core) = cx.mine(me);
            match pulled {
                Some(item) => split.start(core, item),
                None => core.links.set_shut(id, false),
            }
        }
        let (split, core) = cx.mine(me);
        let (holds_finished, idle) = (!split.out.items.is_empty(), core.upstream[id.index()]);
        process::show(split, core, holds_finished, blocked_by, idle);
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        self.places.contents(items);
        items.extend(&self.out.items);
    }

    fn count(&self) -> usize {
        Process::level(self)
    }

    fn interval(&self, core: &Core) -> Option<Record> {
        Some(self.clock.interval(core.now, self.id))
    }
}
