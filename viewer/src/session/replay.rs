//! What records say of an instant: who holds which items, what was counted, and the KPIs.

use std::collections::BTreeMap;
use std::sync::Arc;

use plantwright_journal::{Batch, Fold as _, Record, What};
use plantwright_kpi::KpiSet;
use plantwright_model::Plant;
use plantwright_sim::{Counts, EquipmentView, FloorView, ItemView, PersonView, VehicleView};
use plantwright_units::{EquipmentId, ItemId, ProductId, SimTime};

use super::Frame;

/// Up to so many items of each piece of equipment are shown one by one.
const SHOWN_ITEMS: usize = 400;

/// An item that is in the plant.
#[derive(Debug, Clone, Copy)]
struct Held {
    who: EquipmentId,
    product: ProductId,
    created: SimTime,
    entered: SimTime,
    /// Its number among all that have come to a place; none: it is inside another one, or on its way to a place.
    number: Option<u64>,
}

/// What was heard so far makes of the plant.
#[derive(Debug, Clone)]
struct Floor {
    items: BTreeMap<ItemId, Held>,
    /// By equipment, in the order in which they came.
    contents: Vec<BTreeMap<u64, ItemId>>,
    /// Which of the equipment are fleets.
    fleets: Vec<EquipmentId>,
    /// What is on vehicles, by fleet and number, in the order in which it was picked up.
    aboard: Vec<(EquipmentId, u32, ItemId)>,
    counts: Counts,
    came: u64,
}

/// What moves on the floor.
#[derive(Debug)]
pub(super) struct Moving {
    pub(super) vehicles: Vec<VehicleView>,
    pub(super) people: Vec<PersonView>,
}

/// A run that is heard once more.
#[derive(Debug)]
pub(super) struct Replay {
    kpis: KpiSet,
    floor: Floor,
    heard: usize,
    at: SimTime,
    restarted: Option<SimTime>,
}

impl Replay {
    pub(super) fn new(plant: &Plant) -> Self {
        let contents = vec![BTreeMap::new(); plant.equipment.len()];
        let (created, consumed, lost, scrapped, absorbed) = (0, 0, 0, 0, 0);
        let counts = Counts { events: 0, created, consumed, lost, scrapped, absorbed, present: 0 };
        let fleets = plant.fleets().map(|(id, _)| id).collect();
        let aboard = Vec::new();
        let floor = Floor { items: BTreeMap::new(), contents, fleets, aboard, counts, came: 0 };
        Self { kpis: KpiSet::all(plant), floor, heard: 0, at: SimTime::ZERO, restarted: None }
    }

    pub(super) fn copy(&self) -> Self {
        let (kpis, floor) = (self.kpis.clone(), self.floor.clone());
        Self { kpis, floor, heard: self.heard, at: self.at, restarted: self.restarted }
    }

    /// How many records were heard.
    pub(super) const fn heard(&self) -> usize {
        self.heard
    }

    /// The instant of the last of them.
    pub(super) const fn at(&self) -> SimTime {
        self.at
    }

    pub(super) fn has_restarted(&self, at: SimTime) -> bool {
        self.restarted >= Some(at)
    }

    /// What came before is not measured.
    pub(super) fn restart(&mut self, at: SimTime) {
        self.kpis.restart(at);
        self.restarted = Some(at);
    }

    pub(super) fn take(&mut self, records: &[Record]) {
        Batch::each(records, |batch| self.kpis.take(batch));
        for record in records {
            self.floor.take(record);
        }
        self.heard += records.len();
        self.at = records.last().map_or(self.at, |record| self.at.max(record.at));
    }

    /// What a vehicle of a fleet has on it.
    pub(super) fn load(&self, fleet: EquipmentId, number: u32) -> Vec<ItemView> {
        let aboard = self.floor.aboard.iter();
        let mine = aboard.filter(|(of, vehicle, _)| (*of, *vehicle) == (fleet, number));
        let views = mine.filter_map(|(.., item)| {
            let it = self.floor.items.get(item)?;
            Some(ItemView { id: *item, product: it.product, entered: it.entered, along: None })
        });
        views.collect()
    }

    /// The records that close the books of all items.
    pub(super) fn present(&self, at: SimTime) -> impl Iterator<Item = Record> {
        self.floor.items.iter().map(move |(item, it)| {
            let age = at.since(it.created);
            if it.number.is_none() {
                return Record::of_item(What::Carried, at, it.who, *item).extra(age);
            }
            let level = self.floor.contents.get(it.who.index()).map_or(0, BTreeMap::len);
            let record = Record::of_item(What::Present, at, it.who, *item).level(level as u32);
            record.span(at.since(it.entered)).extra(age)
        })
    }

    /// The instant as it is shown. `open` are the states so far.
    pub(super) fn frame(
        &self,
        plant: &Plant,
        at: SimTime,
        open: &[Record],
        moving: Moving,
        closing: Vec<Record>,
    ) -> Frame {
        let mut states = vec![None; plant.equipment.len()];
        for record in open.iter().filter(|record| record.what() == What::State) {
            if let Some(state) = states.get_mut(record.who().index()) {
                *state = Some(*record);
            }
        }
        let equipment = plant.equipment_ids().zip(states).map(|(id, state)| {
            let contents = self.floor.contents(plant, id, at);
            EquipmentView {
                state: state.map(|it| it.state()),
                since: state
                    .map_or(at, |it| SimTime::from_nanos(at.as_nanos() - it.span.as_nanos())),
                cause: state.map_or(EquipmentId::NONE, |it| it.cause()),
                busy: state.map_or(0, |it| it.level),
                items: self.floor.contents[id.index()].len() as u32,
                contents,
            }
        });
        let Moving { vehicles, people } = moving;
        let view = FloorView { at, equipment: equipment.collect(), vehicles, people };
        let counts = Counts { present: self.floor.items.len() as u64, ..self.floor.counts };
        let values = self.kpis.values(plant, at, &closing);
        let from = self.kpis.from();
        Frame {
            at,
            view,
            counts,
            closing: Arc::new(closing),
            values: Arc::new(values.into()),
            from,
        }
    }
}

impl Floor {
    fn take(&mut self, record: &Record) {
        let counts = &mut self.counts;
        counts.events += 1;
        match record.what() {
            What::Created => {
                counts.created += 1;
                let (item, who, at) = (record.item(), record.who(), record.at);
                let product = record.product();
                let held = Held { who, product, created: at, entered: at, number: None };
                self.items.insert(item, held);
                self.enter(item, who, at);
            }
            What::Entered => self.enter(record.item(), record.who(), record.at),
            What::Started if self.fleets.contains(&record.who()) => {
                self.aboard.push((record.who(), record.level, record.item()));
            }
            What::Left if self.is_at(record.item(), record.who()) => self.lift(record.item()),
            What::Consumed => self.remove(record.item(), |counts| &mut counts.consumed),
            What::Lost => self.remove(record.item(), |counts| &mut counts.lost),
            What::Scrapped => self.remove(record.item(), |counts| &mut counts.scrapped),
            What::Absorbed => self.remove(record.item(), |counts| &mut counts.absorbed),
            What::Withdrawn => self.remove(record.item(), |counts| &mut counts.lost),
            _ => {}
        }
    }

    fn is_at(&self, item: ItemId, who: EquipmentId) -> bool {
        self.items.get(&item).is_some_and(|it| it.who == who)
    }

    fn enter(&mut self, item: ItemId, who: EquipmentId, at: SimTime) {
        self.lift(item);
        self.came += 1;
        let Some(contents) = self.contents.get_mut(who.index()) else { return };
        let Some(held) = self.items.get_mut(&item) else { return };
        (held.who, held.entered, held.number) = (who, at, Some(self.came));
        contents.insert(self.came, item);
    }

    /// Takes an item from where it is.
    fn lift(&mut self, item: ItemId) {
        self.aboard.retain(|(.., other)| *other != item);
        if let Some(held) = self.items.get_mut(&item)
            && let Some(number) = held.number.take()
            && let Some(contents) = self.contents.get_mut(held.who.index())
        {
            contents.remove(&number);
        }
    }

    fn remove(&mut self, item: ItemId, count: fn(&mut Counts) -> &mut u64) {
        self.lift(item);
        self.items.remove(&item);
        *count(&mut self.counts) += 1;
    }

    /// The first items of a piece of equipment; on a belt, as far along as they can have come.
    fn contents(&self, plant: &Plant, id: EquipmentId, at: SimTime) -> Vec<ItemView> {
        let facts = plant.equipment(id);
        let travel = facts.belt.as_ref().map(|belt| {
            let speed = belt.speed.base_f64();
            if speed > 0.0 { belt.length.base_f64() / speed } else { f64::INFINITY }
        });
        let gap = facts.capacity.map_or(0.02, |capacity| 1.0 / capacity.max(1) as f32);
        let mut front = 1.0 + gap;
        let items = self.contents[id.index()].values().take(SHOWN_ITEMS);
        let views = items.filter_map(|item| {
            let it = self.items.get(item)?;
            let along = travel.map(|travel| {
                let came = (at.since(it.entered).as_secs_f64() / travel) as f32;
                front = came.min(front - gap).clamp(0.0, 1.0);
                front
            });
            Some(ItemView { id: *item, product: it.product, entered: it.entered, along })
        });
        views.collect()
    }
}
