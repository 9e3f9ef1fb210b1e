//! `Delay`: every item spends some time here, beside as many others as come.

use bevy_ecs::prelude as ecs;
use plantwright_des::{Sampler, Stream};
use plantwright_model::plant::{EquipmentFacts, Role, ServiceFacts};
use plantwright_model::vocabulary::{Random, To};
use plantwright_model::{ReadCx, Spanned, Spec as ModelSpec};
use plantwright_units::{Duration, EquipmentId, SimSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::core::Core;
use crate::items::ItemRef;
use crate::links::LinkId;
use crate::outlet::{Outlet, Released};
use crate::places::Places;
use crate::process::{Process, begin, expire_finished, finish, give, release, withdraw_done};
use crate::world::{Handlers, Row, SimCx};

pub(crate) const SAMPLE: &str = r#"Delay(time: "4 min", to: ["packing"])"#;

/// Keeps every item for a while: cooling, curing, a transport whose vehicles do not matter.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Delay")]
pub(crate) struct Spec {
    /// How long an item stays.
    time: Spanned<Random<Duration>>,
    /// Where items go; default: to the next operation of their route.
    #[serde(default)]
    to: Option<To>,
}

impl ModelSpec for Spec {
    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        facts.role = Role::Processor;
        facts.takes_reservations = true;
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        facts.service = self.time.value.law(self.time.span, cx).map(ServiceFacts::All);
    }
}

#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Delay {
    id: EquipmentId,
    outlet: Outlet,
    routed: bool,
    places: Places,
    time: Option<Sampler>,
    stream: Stream,
}

impl Process for Delay {
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
        self.places.items()
    }

    fn draw(&mut self, core: &mut Core, item: ItemRef) -> SimSpan {
        core.draw_work(self.id, self.time.as_ref(), &mut self.stream, item)
    }

    fn routed(&self) -> bool {
        self.routed
    }
}

impl Handlers for Delay {
    type Spec = Spec;

    fn spawn(_spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        Self {
            id: cx.id,
            outlet: cx.outlet(),
            routed: cx.is_routed(),
            places: Places::new(None),
            time: cx.only_law(),
            stream: cx.stream("process time"),
        }
    }

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        let Some(item) = finish(self, core) else { return false };
        expire_finished(self, core, item);
        true
    }

    fn accept(&mut self, core: &mut Core, item: ItemRef) -> bool {
        let work = self.draw(core, item);
        core.enter_to_work(self.id, item, self.places.items() + 1, work);
        begin(self, core, item, work);
        true
    }

    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        release(self, core, link)
    }

    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        withdraw_done(self, core, item)
    }

    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        give(cx, me);
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        self.places.contents(items);
    }

    fn count(&self) -> usize {
        self.places.items()
    }
}
