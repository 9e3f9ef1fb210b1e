//! `CardReturn`: where cards of pull control come off the items, and where orders let new items in.

use std::collections::VecDeque;

use bevy_ecs::prelude as ecs;
use plantwright_model::plant::{EquipmentFacts, Role};
use plantwright_model::vocabulary::To;
use plantwright_model::{ReadCx, Spanned, Spec as ModelSpec};
use plantwright_units::EquipmentId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::release::give_back;
use crate::build::SpawnCx;
use crate::core::Core;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released};
use crate::process::{self, Releases};
use crate::world::{Handlers, Row, SimCx};

pub(crate) const SAMPLE: &str = r#"CardReturn(to: ["packing"])"#;

/// Gives cards back as soon as an item comes here: the end of a CONWIP loop that ends inside the plant.
///
/// It takes the cards of the named `Release`s off the item. A release with a `base_stock` gets a card whatever the item
/// carries: what passes here is an order. The item goes on at once; one that finds no room waits here, and others behind it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "CardReturn")]
pub(crate) struct Spec {
    /// The `Release`s that get their cards back; default: none.
    #[serde(default)]
    returns: Vec<Spanned<String>>,
    /// Where items go; default: to the next operation of their route.
    #[serde(default)]
    to: Option<To>,
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        facts.role = Role::Holder;
        facts.capacity = Some(1);
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        facts.returns = give_back(&self.returns, cx);
    }
}

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct CardReturn {
    id: EquipmentId,
    outlet: Outlet,
    /// One item at the most.
    out: VecDeque<ItemRef>,
    returns: Vec<EquipmentId>,
}

/// How many items pass at one look.
const AT_ONCE: u32 = 16;

impl CardReturn {
    fn put(&mut self, core: &mut Core, item: ItemRef) {
        core.enter(self.id, item, 1);
        core.return_cards(item, &self.returns);
        self.out.push_back(item);
        core.links.set_shut(self.id, true);
    }
}

impl Releases for CardReturn {
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

impl Handlers for CardReturn {
    type Spec = Spec;

    fn spawn(_spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let returns = &cx.plant.equipment(cx.id).returns;
        Self {
            id: cx.id,
            outlet: cx.outlet(),
            out: VecDeque::new(),
            returns: returns.iter().map(|(id, _)| *id).collect(),
        }
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let free = self.out.is_empty();
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
        for _ in 0..AT_ONCE {
            process::give_out(cx, me);
            if !cx[me].out.is_empty() {
                return;
            }
            let pulled = cx.pull(id);
            let (gate, core) = cx.mine(me);
            let Some(item) = pulled else {
                return core.links.set_shut(id, false);
            };
            gate.put(core, item);
        }
        cx.core.poke(id);
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        items.extend(&self.out);
    }

    fn count(&self) -> usize {
        self.out.len()
    }
}
