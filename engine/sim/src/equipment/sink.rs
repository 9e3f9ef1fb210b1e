//! `Sink`: items leave the plant here.

use bevy_ecs::prelude as ecs;
use plantwright_journal::{Record, What};
use plantwright_model::plant::{EquipmentFacts, Role};
use plantwright_model::vocabulary::LeavesAs;
use plantwright_model::{ReadCx, Spec as ModelSpec};
use plantwright_units::{EquipmentId, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::core::Core;
use crate::items::{ItemRef, Marks};
use crate::world::Handlers;

pub(crate) const SAMPLE: &str = "Sink()";

/// Takes items out of the plant: shipping, the end of the model, and with `leaves_as: Waste` scrap, rejects, and what has expired.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Sink")]
pub(crate) struct Spec {
    /// What the items that it takes count as, in `throughput`, `first_pass_yield` and wherever else items that left the plant
    /// are counted; default: `Made`.
    #[serde(default)]
    leaves_as: LeavesAs,
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, _cx: &mut ReadCx<'_>) {
        facts.role = Role::Sink;
        facts.takes_reservations = true;
        facts.leaves_as = self.leaves_as;
    }
}

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Sink {
    id: EquipmentId,
}

impl Handlers for Sink {
    type Spec = Spec;

    fn spawn(_spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        Self { id: cx.id }
    }

    #[inline(always)]
    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        match core.plant.equipment(self.id).leaves_as {
            LeavesAs::Made => {}
            LeavesAs::Waste => {
                core.scrap_left(self.id, item);
                return true;
            }
            LeavesAs::Nothing => {
                core.lose_left(self.id, item);
                return true;
            }
        }
        if core.items[item].marks.has(Marks::ATTACHED) {
            for inside in core.let_go(item) {
                self.accept(core, inside);
            }
        }
        core.counts.consumed += 1;
        let item = core.items.remove(item);
        if core.recorder.wants(What::Consumed) {
            let record = Record::of_item(What::Consumed, core.now, self.id, item.id);
            let flow = core.now.since(item.created);
            core.recorder.push(record.span(flow).extra(item.processed).level(item.product.0));
        }
        let is_defective = item.marks.has(Marks::DEFECTIVE);
        if item.reworks > 0 || is_defective {
            let flaws = u32::from(item.reworks) << 1 | u32::from(is_defective);
            let record = Record::of_item(What::Flawed, core.now, self.id, item.id);
            core.recorder.push(record.level(flaws));
        }
        if item.due != SimTime::MAX && core.recorder.wants(What::Due) {
            let record = Record::of_item(What::Due, core.now, self.id, item.id);
            core.recorder
                .push(record.span(core.now.since(item.due)).extra(item.due.since(core.now)));
        }
        true
    }
}
