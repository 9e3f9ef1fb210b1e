//! The floor at an instant, as plain data: for whoever draws it. Looking changes nothing, and nothing that runs asks for it.

use plantwright_journal::{Drive, State};
use plantwright_model::plant::Position;
use plantwright_units::{EquipmentId, ItemId, ProductId, SimTime};

use crate::people::People;
use crate::sim::Sim;
use crate::vehicle::{Fleet, VehicleAt};
use crate::world::SimCx;

/// The floor at an instant.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FloorView {
    /// When.
    pub at: SimTime,
    /// Every piece of equipment, by id.
    pub equipment: Vec<EquipmentView>,
    /// Every vehicle, by id.
    pub vehicles: Vec<VehicleView>,
    /// Everyone who is there, group by group.
    pub people: Vec<PersonView>,
}

/// A vehicle at an instant.
#[derive(Debug, Clone, PartialEq)]
pub struct VehicleView {
    /// Which, of which fleet, and where.
    pub at: VehicleAt,
    /// What it does.
    pub doing: Drive,
    /// Since when.
    pub since: SimTime,
    /// The vehicle that it waits for; [`EquipmentId::NONE`] where it waits for none.
    pub waits_for: EquipmentId,
    /// What it carries, and has unloaded where nobody takes it.
    pub load: Vec<ItemView>,
    /// The numbers of the points ahead that it has the right to, in their order.
    pub reserved: Vec<u32>,
    /// Those behind them on its way.
    pub planned: Vec<u32>,
}

/// Someone at an instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonView {
    /// Of which group.
    pub group: EquipmentId,
    /// Which of them.
    pub number: u32,
    /// What they do.
    pub duty: Duties,
    /// Whether they are on their way.
    pub is_walking: bool,
    /// For whom they work, or are called: a piece of equipment, or what happens to one; [`EquipmentId::NONE`]: for nobody.
    pub with: EquipmentId,
    /// Where they are; none: their group does not walk.
    pub at: Option<Position>,
}

/// What someone who is there does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duties {
    /// Nothing.
    Free,
    /// Is on the way to work, or waits there for others.
    Called,
    /// Works.
    Works,
}

/// A piece of equipment at an instant.
#[derive(Debug, Clone, PartialEq)]
pub struct EquipmentView {
    /// The state that it is in; none: it has no states, such as a buffer.
    pub state: Option<State>,
    /// Since when it is in it.
    pub since: SimTime,
    /// What it waits for, or which failure or shift stops it; [`EquipmentId::NONE`] where nothing is named.
    pub cause: EquipmentId,
    /// How many of its places are busy.
    pub busy: u32,
    /// How many items it holds, those at hand at a source included.
    pub items: u32,
    /// The first of them, as many as were asked for, in an order that is part of its state.
    pub contents: Vec<ItemView>,
}

/// An item at an instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemView {
    /// Which.
    pub id: ItemId,
    /// What it is.
    pub product: ProductId,
    /// Since when it is here.
    pub entered: SimTime,
    /// How far it is along the equipment, from 0 at the entry to 1 at the exit; none: it stands nowhere in particular.
    pub along: Option<f32>,
}

impl Sim {
    /// Returns the floor as it is, with up to `most` items of each piece of equipment.
    pub fn view(&mut self, most: usize) -> FloorView {
        self.on_floor(|cx| {
            let ids = cx.core.plant.equipment_ids();
            let equipment = ids.map(|id| cx.view(id, most)).collect();
            let (vehicles, people) = (Fleet::seen(cx), People::seen(&cx.core));
            FloorView { at: cx.core.now, equipment, vehicles, people }
        })
    }
}

impl SimCx<'_> {
    fn view(&self, id: EquipmentId, most: usize) -> EquipmentView {
        let interval = self.interval(id);
        let along = self.along(id);
        let mut contents = Vec::new();
        if most > 0 {
            for (position, item) in self.contents(id).into_iter().take(most).enumerate() {
                let it = &self.core.items[item];
                contents.push(ItemView {
                    id: it.id,
                    product: it.product,
                    entered: it.entered,
                    along: along.get(position).copied(),
                });
            }
        }
        let now = self.core.now;
        EquipmentView {
            state: interval.map(|record| record.state()),
            since: interval
                .map_or(now, |record| SimTime::from_nanos(now.as_nanos() - record.span.as_nanos())),
            cause: interval.map_or(EquipmentId::NONE, |record| record.cause()),
            busy: interval.map_or(0, |record| record.level),
            items: self.count(id) as u32,
            contents,
        }
    }
}
