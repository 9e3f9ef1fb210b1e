//! What if, from an instant on: a run goes on as another model of the same plant.
//!
//! A component holds what the scene says of a piece of equipment and what has become of it, side by side. Which is which need
//! not be known: two worlds are built that have not begun, one of each model, and where they differ, there the scene speaks.
//!
//! ```text
//!   row as built (old model)   a
//!   row as built (new model)   b     what differs between a and b is taken from b
//!   row now                    r     all else stays as it is
//! ```
//!
//! A number that has moved on since (`r ≠ a`, such as the room that reservations leave) moves by as much as it was changed:
//! `r + b - a`. Whatever cannot be told apart so is refused, with the name of the equipment.

use bevy_ecs::prelude as ecs;
use ciborium::Value;
use plantwright_units::EquipmentId;

use crate::build::{Id, RunOptions};
use crate::core::Core;
use crate::equipment::{VisitKind, each_kind};
use crate::model::Model;
use crate::sim::Sim;
use crate::snapshot::CoreState;
use crate::world::Handlers;

/// Why a run cannot go on as another model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmendError {
    /// Equipment, products, people or links are others: it is another plant.
    #[error("{what} can only be changed from the start of a run")]
    FromTheStart {
        /// What was changed.
        what: String,
    },
    /// What was changed cannot be told apart from what has become of it.
    #[error("`{equipment}` cannot be changed so while it runs; change it from the start")]
    Row {
        /// Which equipment.
        equipment: String,
    },
    /// The other model cannot be run.
    #[error("the changed scene cannot be run: {0}")]
    Build(String),
}

impl Sim {
    /// Returns a copy of the run that goes on as `model`, which names the same equipment, products, people and ways.
    ///
    /// What is in process ends as it was drawn; what begins from now on begins as the model says. Whoever decides goes on to.
    ///
    /// # Errors
    /// Where the model is of another plant, or the change cannot be told apart from what has become of the equipment.
    pub fn fork_as(&mut self, model: &Model) -> Result<Self, AmendError> {
        let mut fork = self.fork();
        if std::sync::Arc::ptr_eq(&model.plant, &self.model.plant) {
            return Ok(fork);
        }
        self.check_same_plant(model)?;
        let unbegun = |model: &Model, sim: &Self| {
            let deciding = &sim.core().scheduler;
            let scheduler = deciding.is_chosen.then(|| deciding.scheduler.fork());
            let options = RunOptions { scheduler, ..RunOptions::default() };
            Self::unbegun(model, options).map_err(|error| AmendError::Build(error.to_string()))
        };
        let mut built = unbegun(&self.model, self)?;
        let mut other = unbegun(model, self)?;
        if CoreState::of(built.core()).bytes() != CoreState::of(other.core()).bytes() {
            let what = "who goes where, who works where, and how long things keep".to_owned();
            return Err(AmendError::FromTheStart { what });
        }
        let mut amending = Amending {
            built: &mut built.ground.world,
            other: &mut other.ground.world,
            now: &mut fork.ground.world,
            changed: Vec::new(),
            refused: None,
        };
        each_kind(&mut amending);
        let Amending { changed, refused, .. } = amending;
        if let Some(id) = refused {
            return Err(AmendError::Row { equipment: self.plant().name(id) });
        }
        // What is made from the plant is the other model's; what has become of it stays.
        let recorder = std::mem::take(&mut fork.ground.world.resource_mut::<Core>().recorder);
        let state = CoreState::of(fork.core());
        let core = other.ground.world.resource_mut::<Core>().into_inner();
        if !state.load_links(core) {
            let what = "where items go".to_owned();
            return Err(AmendError::FromTheStart { what });
        }
        state.put_into(core);
        core.recorder = recorder;
        each_kind(&mut Moving { from: &mut fork.ground.world, to: &mut other.ground.world });
        // Whoever has more room than before finds out by looking.
        let equipment = model.plant.equipment.len();
        for id in changed.into_iter().filter(|id| id.index() < equipment) {
            let core = other.ground.world.resource_mut::<Core>().into_inner();
            core.links.set_shut(id, false);
            core.poke(id);
        }
        Ok(other)
    }

    fn check_same_plant(&self, model: &Model) -> Result<(), AmendError> {
        let (here, there) = (&self.model.plant, &model.plant);
        let products = |plant: &plantwright_model::Plant| -> Vec<String> {
            plant.products.iter().map(|product| product.name.clone()).collect()
        };
        let calendars = |plant: &plantwright_model::Plant| -> Vec<String> {
            plant.calendars.iter().map(|calendar| calendar.name.clone()).collect()
        };
        let what = if here.names() != there.names() {
            "which equipment there is, and what may happen to it"
        } else if products(here) != products(there) {
            "which products there are"
        } else if calendars(here) != calendars(there) {
            "which calendars there are"
        } else if here.run.seed != there.run.seed {
            "the seed"
        } else if here.run.scheduler != there.run.scheduler {
            "the scheduler"
        } else {
            return Ok(());
        };
        Err(AmendError::FromTheStart { what: what.to_owned() })
    }
}

/// Changes the rows of a run where two worlds that have not begun differ.
struct Amending<'a> {
    built: &'a mut ecs::World,
    other: &'a mut ecs::World,
    now: &'a mut ecs::World,
    changed: Vec<EquipmentId>,
    refused: Option<EquipmentId>,
}

impl VisitKind for Amending<'_> {
    fn visit<K: Handlers>(&mut self) {
        let mut built = self.built.query::<(&Id, &K)>();
        let mut other = self.other.query::<(&Id, &K)>();
        let mut now = self.now.query::<(&Id, &mut K)>();
        let pairs: Vec<_> = built.iter(self.built).zip(other.iter(self.other)).collect();
        let kinds = [built.iter(self.built).len(), other.iter(self.other).len()];
        if kinds[0] != kinds[1] {
            self.refused = pairs.first().map(|((id, _), _)| id.0).or(Some(EquipmentId(0)));
            return;
        }
        for ((_, mut row), ((id, a), (other_id, b))) in now.iter_mut(self.now).zip(pairs) {
            let bytes = |row: &K| postcard::to_allocvec(row).ok();
            if id == other_id && bytes(a) == bytes(b) {
                continue;
            }
            let merged = (id == other_id).then(|| merged_row(a, b, &*row)).flatten();
            if let Some(merged) = merged {
                *row = merged;
                self.changed.push(id.0);
            } else {
                self.refused = Some(id.0);
            }
        }
    }
}

/// Moves the rows of a run into a world of the same plant.
struct Moving<'a> {
    from: &'a mut ecs::World,
    to: &'a mut ecs::World,
}

impl VisitKind for Moving<'_> {
    fn visit<K: Handlers>(&mut self) {
        let mut source = self.from.query::<&K>();
        let mut target = self.to.query::<&mut K>();
        for (mut copy, original) in target.iter_mut(self.to).zip(source.iter(self.from)) {
            *copy = original.clone();
        }
    }
}

fn merged_row<K: Handlers>(built: &K, other: &K, now: &K) -> Option<K> {
    let value = |row: &K| Value::serialized(row).ok();
    let merged = merge(&value(built)?, &value(other)?, &value(now)?)?;
    merged.deserialized().ok()
}

/// What `now` is where the change from `built` to `other` is carried over; none: it cannot be told.
fn merge(built: &Value, other: &Value, now: &Value) -> Option<Value> {
    if built == other {
        return Some(now.clone());
    }
    if now == built {
        return Some(other.clone());
    }
    match (built, other, now) {
        (Value::Integer(built), Value::Integer(other), Value::Integer(now)) => {
            let moved = i128::from(*now) + i128::from(*other) - i128::from(*built);
            Some(Value::Integer(u64::try_from(moved).ok()?.into()))
        }
        (Value::Map(built), Value::Map(other), Value::Map(now))
            if same_keys(built, other) && same_keys(built, now) =>
        {
            let fields = built
                .iter()
                .zip(other)
                .zip(now)
                .map(|((a, b), (key, now))| Some((key.clone(), merge(&a.1, &b.1, now)?)));
            Some(Value::Map(fields.collect::<Option<_>>()?))
        }
        (Value::Array(built), Value::Array(other), Value::Array(now))
            if built.len() == other.len() && built.len() == now.len() =>
        {
            let items = built.iter().zip(other).zip(now);
            Some(Value::Array(items.map(|((a, b), now)| merge(a, b, now)).collect::<Option<_>>()?))
        }
        _ => None,
    }
}

fn same_keys(a: &[(Value, Value)], b: &[(Value, Value)]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value, written as JSON.
    macro_rules! json {
        ($($json:tt)+) => { Value::serialized(&serde_json::json!($($json)+)).unwrap() };
    }

    #[test]
    fn changes_are_carried_over_and_all_else_stays() {
        let built = json!({"capacity": 5, "queue": [], "time": {"Constant": 3.0}, "id": 1});
        let other = json!({"capacity": 7, "queue": [], "time": {"Exponential": 4.0}, "id": 1});
        let now = json!({"capacity": 4, "queue": [9, 8], "time": {"Constant": 3.0}, "id": 1});
        let merged = json!({"capacity": 6, "queue": [9, 8], "time": {"Exponential": 4.0}, "id": 1});
        assert_eq!(merge(&built, &other, &now), Some(merged));
    }

    #[test]
    fn what_cannot_be_told_apart_is_refused() {
        let (built, other) = (json!([1, 2]), json!([1, 2, 3]));
        assert_eq!(merge(&built, &other, &json!([7])), None);
        let less_than_nothing = merge(&json!(5), &json!(1), &json!(2));
        assert_eq!(less_than_nothing, None);
    }
}
