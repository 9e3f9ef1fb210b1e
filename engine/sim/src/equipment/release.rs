//! `Release`: pull control. Items are let in only while a card is free.

use std::collections::VecDeque;

use bevy_ecs::prelude as ecs;
use plantwright_model::plant::{EquipmentFacts, Role};
use plantwright_model::vocabulary::To;
use plantwright_model::{Diagnostic, ReadCx, Spanned, Spec as ModelSpec, codes};
use plantwright_scheduler::Points;
use plantwright_units::EquipmentId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attached::CardLoop;
use crate::build::SpawnCx;
use crate::core::{Ask, Core};
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released};
use crate::process::{self, Releases};
use crate::world::{Handlers, Row, SimCx};

pub(crate) const SAMPLE: &str = r#"Release(cards: 5, to: ["packing"])"#;

/// Lets items in only while a card is free, and gives each one: CONWIP, kanban and base-stock control.
///
/// With `cards`, a card stays with its item until a `CardReturn` or another `Release` takes it off, or until the item leaves
/// the plant, is scrapped, or becomes part of another. So a `Release` in front of a line is a CONWIP loop (Spearman, Woodruff
/// and Hopp 1990), and one in front of each stage, which gives back the cards of the stage before, is a kanban line.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Release")]
pub(crate) struct Spec {
    /// How many items can be between here and where their cards are given back; default: see `base_stock`.
    #[serde(default)]
    cards: Option<Spanned<u32>>,
    /// Base stock: so many items are let in at first, and then one for each order that passes a `CardReturn`; default: see
    /// `cards`.
    #[serde(default)]
    base_stock: Option<Spanned<u32>>,
    /// The other `Release`s whose cards are taken off what comes in here: a stage that takes an item frees the card of the
    /// stage before; default: none.
    #[serde(default)]
    returns: Vec<Spanned<String>>,
    /// Where items go; default: to the next operation of their route.
    #[serde(default)]
    to: Option<To>,
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        facts.role = Role::Holder;
        facts.capacity = self.cards.map(|cards| u64::from(cards.value));
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        facts.returns = give_back(&self.returns, cx);
        let wrong = match (self.cards, self.base_stock) {
            (Some(cards), None) if cards.value == 0 => {
                (cards.span, "without a card nothing is ever let in", "give it at least one card")
            }
            (None, None) => (
                facts.span,
                "this release does not say how many items it lets in",
                "add `cards: 5` (CONWIP, kanban) or `base_stock: 5`",
            ),
            (Some(_), Some(stock)) => (
                stock.span,
                "items are let in by their cards or by orders, not by both",
                "leave out `cards` or `base_stock`; or make two releases of it",
            ),
            _ => return,
        };
        let (span, message, hint) = wrong;
        cx.report.push(Diagnostic::error(codes::PARTS, span, message).hint(hint));
    }
}

/// Finds the releases whose cards are given back.
pub(super) fn give_back(
    names: &[Spanned<String>],
    cx: &mut ReadCx<'_>,
) -> Vec<(EquipmentId, plantwright_model::Span)> {
    names.iter().filter_map(|name| Some((cx.equipment(name)?, name.span))).collect()
}

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Release {
    id: EquipmentId,
    outlet: Outlet,
    /// What was let in and has not gone on.
    out: VecDeque<ItemRef>,
    cards: u32,
    /// Whether cards go with the items.
    on_items: bool,
    returns: Vec<EquipmentId>,
}

/// How many items it lets in at one look.
const AT_ONCE: u32 = 16;

impl Release {
    /// Lets an item in. There has to be a card.
    fn put(&mut self, core: &mut Core, item: ItemRef) {
        core.enter(self.id, item, self.out.len() + 1);
        core.return_cards(item, &self.returns);
        core.give_card(self.id, item);
        self.out.push_back(item);
        core.links.set_shut(self.id, !core.has_card(self.id));
    }
}

impl Release {
    /// Lets in what a scheduler chooses, of all that is on offer.
    fn move_asked(cx: &mut SimCx<'_>, me: Row<Self>) {
        let id = cx[me].id;
        process::give_out(cx, me);
        // Who has something new offers it anew.
        cx.core.links.take_notes(id);
        for link in cx.core.links.leading_to(id) {
            let giver = cx.core.links.from(link);
            if !cx.core.has_card(id) || cx.offers(giver, link).is_some() {
                continue;
            }
            // What only its giver knows comes as it is given.
            if let Some(released) = cx.release(giver, link) {
                let (release, core) = cx.mine(me);
                release.put(core, released.item);
                core.poke(id);
            }
        }
        if cx.core.has_card(id) {
            cx.core.ask(Ask { who: id, item: None });
        }
    }

    /// What is on offer, and over which link.
    pub(crate) fn pool(cx: &SimCx<'_>, id: EquipmentId) -> Vec<(LinkId, ItemRef)> {
        let links = cx.core.links.leading_to(id).into_iter();
        let offers = links.map(|link| (link, cx.offers(cx.core.links.from(link), link)));
        offers
            .flat_map(|(link, items)| items.into_iter().flatten().map(move |item| (link, item)))
            .collect()
    }
}

impl Releases for Release {
    fn id(&self) -> EquipmentId {
        self.id
    }

    fn outlet(&self) -> Outlet {
        self.outlet
    }

    fn level(&self) -> usize {
        self.out.len()
    }

    fn out(&mut self) -> &mut VecDeque<ItemRef> {
        &mut self.out
    }
}

impl Handlers for Release {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let cards = spec.cards.or(spec.base_stock).map_or(0, |cards| cards.value);
        let returns = &cx.plant.equipment(cx.id).returns;
        Self {
            id: cx.id,
            outlet: cx.outlet(),
            out: VecDeque::new(),
            cards,
            on_items: spec.cards.is_some(),
            returns: returns.iter().map(|(id, _)| *id).collect(),
        }
    }

    fn begin(&mut self, core: &mut Core) {
        core.open_loop(self.id, CardLoop { free: self.cards, on_items: self.on_items });
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let free = core.has_card(self.id);
        if free && core.scheduler.points.has(Points::RELEASE) {
            core.poke(self.id);
            return false;
        }
        if free {
            self.put(core, item);
            core.poke(self.id);
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
        if cx.core.scheduler.points.has(Points::RELEASE) {
            return Self::move_asked(cx, me);
        }
        for _ in 0..AT_ONCE {
            process::give_out(cx, me);
            if !cx.core.has_card(id) {
                return;
            }
            let Some(item) = cx.pull(id) else { return };
            let (release, core) = cx.mine(me);
            release.put(core, item);
        }
        cx.core.poke(id);
    }

    fn chosen(&mut self, core: &mut Core, item: ItemRef) {
        self.put(core, item);
        core.poke(self.id);
    }

    fn offers(&self, core: &Core, link: LinkId, items: &mut Vec<ItemRef>) -> bool {
        items.extend(self.out.iter().filter(|item| core.may_go(**item, self.outlet, link)));
        true
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        items.extend(&self.out);
    }

    fn count(&self) -> usize {
        self.out.len()
    }
}
