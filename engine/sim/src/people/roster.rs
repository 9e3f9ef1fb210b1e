//! The row of a group of people: it wakes when people come, arrive or go home. What they do stands in the core, since crews come
//! from several groups.

use bevy_ecs::prelude as ecs;
use plantwright_model::plant::EquipmentFacts;
use plantwright_model::{ReadCx, Spec as ModelSpec};
use plantwright_units::EquipmentId;
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::core::Core;
use crate::world::{Handlers, Row, SimCx};

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Roster {
    id: EquipmentId,
}

/// A group is described by the scene's `people`, and has no body.
#[derive(Debug)]
pub(crate) struct NoBody;

impl ModelSpec for NoBody {
    fn describe(&self, _facts: &mut EquipmentFacts, _cx: &mut ReadCx<'_>) {}
}

impl Roster {
    pub(crate) fn new(id: EquipmentId) -> Self {
        Self { id }
    }
}

impl Handlers for Roster {
    type Spec = NoBody;

    fn spawn(_spec: &NoBody, cx: &mut SpawnCx<'_>) -> Self {
        Self::new(cx.id)
    }

    fn begin(&mut self, core: &mut Core) {
        core.poke(self.id);
    }

    /// Whatever was waited for: to look once more changes nothing.
    fn due(&mut self, _core: &mut Core, _clock: u8) -> bool {
        true
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let id = cx[me].id;
        cx.core.look_at_people(id);
    }
}
