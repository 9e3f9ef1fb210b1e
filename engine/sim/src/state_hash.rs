//! 128 bits over all state that affects the future, apart for each piece of equipment.
//!
//! What is folded in is what a snapshot holds, with names in place of ids: a machine's part stays what it is when unrelated
//! equipment is added, and every new kind takes part as soon as it can be saved.

mod serializer;

use std::collections::BTreeMap;

use bevy_ecs::prelude as ecs;
use plantwright_journal::{Digest, name_hash};
use serde::Serialize;

use crate::build::Id;
use crate::core::Core;
use crate::equipment::{VisitKind, each_kind};
use crate::recall::Recalls;
use crate::sim::Sim;
use crate::world::Handlers;

use serializer::Folding;

impl Sim {
    /// Returns 128 bits that tell whether two runs will go on alike.
    pub fn state_hash(&mut self) -> u128 {
        let mut whole = Digest::default();
        whole.word(self.now().as_nanos());
        for (name, part) in self.state_parts() {
            whole.word(name_hash(&name));
            whole.word(part as u64);
            whole.word((part >> 64) as u64);
        }
        let core = self.core();
        fold(core, &mut whole, &core.scheduler.stream);
        if core.recalls != Recalls::default() {
            fold(core, &mut whole, &core.recalls);
        }
        whole.bytes(&core.scheduler.scheduler.save());
        whole.value()
    }

    /// Returns the digest of each piece of equipment: its own state, its items, what is due there and offered to it.
    pub fn state_parts(&mut self) -> BTreeMap<String, u128> {
        let contents: Vec<_> =
            self.on_floor(|cx| cx.core.plant.equipment_ids().map(|id| cx.contents(id)).collect());
        let names = self.plant().names();
        let mut parts = vec![Digest::default(); names.len()];
        each_kind(&mut FoldingColumns { world: &mut self.ground.world, parts: &mut parts });
        let core = self.core();
        for (part, items) in parts.iter_mut().zip(&contents) {
            for item in items {
                fold(core, part, &core.items[*item]);
                core.fold_attached(*item, &mut |item, attached| {
                    fold(core, part, attached);
                    fold(core, part, &core.items[item]);
                });
            }
        }
        for (id, cards) in core.attached.loops() {
            fold(core, &mut parts[id.index()], cards);
        }
        for event in core.queue.in_order() {
            // Whom a scheduler wants to ask again is part of the whole.
            let Some(part) = parts.get_mut(event.target as usize) else { continue };
            part.word(event.time.as_nanos());
            part.word(event.phase as u64 ^ u64::from(event.tag) << 8);
        }
        for router in &core.routers {
            fold(core, &mut parts[router.owner.index()], &router.state);
        }
        for (id, of_group) in core.people.parts() {
            fold(core, &mut parts[id.index()], &of_group);
        }
        if let Some(lives) = &core.lives {
            fold(core, &mut parts[lives.id().index()], lives);
        }
        for (id, part) in core.plant.equipment_ids().zip(&mut parts) {
            for link in core.links.notes(id) {
                fold(core, part, &link);
            }
        }
        names.into_iter().zip(parts.into_iter().map(Digest::value)).collect()
    }
}

struct FoldingColumns<'a> {
    world: &'a mut ecs::World,
    parts: &'a mut [Digest],
}

impl VisitKind for FoldingColumns<'_> {
    fn visit<K: Handlers>(&mut self) {
        let query = self.world.query::<(&Id, &K)>();
        let world = &*self.world;
        let core = world.resource::<Core>();
        for (Id(id), component) in query.iter_manual(world) {
            if let Some(part) = self.parts.get_mut(id.index()) {
                fold(core, part, component);
            }
        }
    }
}

fn fold(core: &Core, digest: &mut Digest, value: &impl Serialize) {
    value.serialize(Folding { core, digest }).expect("folding cannot fail");
}
