//! What few items carry beside themselves: other items inside them, cards of pull control, the item that they were part of.
//!
//! An item that carries something is marked; what it is stands here.

use std::collections::BTreeMap;

use plantwright_units::{EquipmentId, ItemId, SimTime};
use serde::{Deserialize, Serialize};

use crate::core::Core;
use crate::items::{ItemRef, Marks};

/// What is attached to items, and the cards that are not.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Attachments {
    to: BTreeMap<ItemRef, Attached>,
    /// The loops of pull control, by who releases into them.
    loops: BTreeMap<EquipmentId, CardLoop>,
}

/// What is attached to one item.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Attached {
    inside: Vec<ItemRef>,
    cards: Vec<EquipmentId>,
    family: Option<ItemId>,
    /// When it was last finished at stations after which time is limited.
    stamps: Vec<(EquipmentId, SimTime)>,
    /// Until when it keeps; none: for ever.
    keeps: Option<SimTime>,
}

/// The cards of a loop.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct CardLoop {
    /// How many wait for an item.
    pub(crate) free: u32,
    /// Whether they go with the items; else what gives one back is an order that goes by (base stock).
    pub(crate) on_items: bool,
}

impl Attachments {
    /// Until when an item keeps; none: for ever.
    pub(crate) fn keeps(&self, item: ItemRef) -> Option<SimTime> {
        self.to.get(&item)?.keeps
    }

    /// All loops of pull control, by who releases into them.
    pub(crate) fn loops(&self) -> impl Iterator<Item = (EquipmentId, &CardLoop)> {
        self.loops.iter().map(|(id, cards)| (*id, cards))
    }
}

impl Core {
    fn attached(&mut self, item: ItemRef) -> &mut Attached {
        self.items[item].marks.set(Marks::ATTACHED, true);
        self.attached.to.entry(item).or_default()
    }

    /// Notes that an item was finished somewhere just now.
    pub(crate) fn stamp(&mut self, item: ItemRef, who: EquipmentId) {
        let now = self.now;
        let stamps = &mut self.attached(item).stamps;
        stamps.retain(|(other, _)| *other != who);
        stamps.push((who, now));
    }

    /// When an item was last finished somewhere, if that is noted.
    pub(crate) fn stamp_of(&self, item: ItemRef, who: EquipmentId) -> Option<SimTime> {
        let stamps = &self.attached.to.get(&item)?.stamps;
        stamps.iter().find(|(other, _)| *other == who).map(|(_, at)| *at)
    }

    /// Sets until when an item keeps.
    pub(crate) fn set_keeps(&mut self, item: ItemRef, until: Option<SimTime>) {
        self.attached(item).keeps = until;
    }

    /// Puts an item into another one.
    pub(crate) fn put_inside(&mut self, carrier: ItemRef, item: ItemRef) {
        self.attached(carrier).inside.push(item);
    }

    /// Takes everything out that is inside an item, in the order in which it was put in.
    pub(crate) fn take_inside(&mut self, carrier: ItemRef) -> Vec<ItemRef> {
        self.attached
            .to
            .get_mut(&carrier)
            .map(|it| std::mem::take(&mut it.inside))
            .unwrap_or_default()
    }

    /// Everything that is inside an item, and inside that.
    pub(crate) fn all_inside(&self, carrier: ItemRef) -> Vec<ItemRef> {
        let mut all = Vec::new();
        let mut open = vec![carrier];
        while let Some(item) = open.pop() {
            if let Some(attached) = self.attached.to.get(&item) {
                all.extend(&attached.inside);
                open.extend(&attached.inside);
            }
        }
        all
    }

    /// Visits what is attached to an item, and to all that is inside it, with the item that it is attached to.
    pub(crate) fn fold_attached(&self, item: ItemRef, visit: &mut impl FnMut(ItemRef, &Attached)) {
        let all = std::iter::once(item).chain(self.all_inside(item));
        for item in all {
            if let Some(attached) = self.attached.to.get(&item) {
                visit(item, attached);
            }
        }
    }

    /// Writes down that an item is one of those that were made of another.
    pub(crate) fn set_family(&mut self, item: ItemRef, of: ItemId) {
        self.attached(item).family = Some(of);
    }

    /// By what items that belong together know one another: the item that they were made of, else the name of the order that
    /// brought them, else their serial number.
    pub(crate) fn family(&self, item: ItemRef) -> ItemId {
        let made_of = self.attached.to.get(&item).and_then(|it| it.family);
        made_of.unwrap_or_else(|| self.family_by_origin(self.items[item].id))
    }

    fn family_by_origin(&self, item: ItemId) -> ItemId {
        /// No serial number: an order belongs together with orders, and not with items that are numbered.
        const ORDER: u64 = (1 << 40) - 1;
        let arrivals = self.plant.equipment(item.origin()).arrivals.as_ref();
        let orders = arrivals.map_or(&[][..], |arrivals| &arrivals.orders);
        match orders.partition_point(|order| order.first <= item.serial()) {
            0 => ItemId::new(EquipmentId(0), item.serial()),
            after => ItemId::new(EquipmentId(orders[after - 1].number), ORDER),
        }
    }

    /// An item is about to go out of the plant: its cards go back. Returns what is inside it, which has to go too.
    pub(crate) fn let_go(&mut self, item: ItemRef) -> Vec<ItemRef> {
        if !self.items[item].marks.has(Marks::ATTACHED) {
            return Vec::new();
        }
        self.items[item].marks.set(Marks::ATTACHED, false);
        let attached = self.attached.to.remove(&item).unwrap_or_default();
        if let (Some(until), Some(lives)) = (attached.keeps, self.lives.as_deref_mut()) {
            lives.forget(item, until);
        }
        for card in attached.cards {
            self.free_card(card);
        }
        attached.inside
    }

    /// Opens a loop of pull control.
    pub(crate) fn open_loop(&mut self, who: EquipmentId, cards: CardLoop) {
        self.attached.loops.insert(who, cards);
    }

    /// Whether a card waits for an item.
    pub(crate) fn has_card(&self, of: EquipmentId) -> bool {
        self.attached.loops.get(&of).is_some_and(|cards| cards.free > 0)
    }

    /// Gives an item a card of a loop. There has to be one.
    pub(crate) fn give_card(&mut self, of: EquipmentId, item: ItemRef) {
        let Some(cards) = self.attached.loops.get_mut(&of) else { return };
        cards.free -= 1;
        if cards.on_items {
            self.attached(item).cards.push(of);
        }
    }

    /// Takes the cards of these loops off an item that goes by, and gives a card to those loops that go by orders.
    pub(crate) fn return_cards(&mut self, item: ItemRef, of: &[EquipmentId]) {
        for who in of {
            let on_items = self.attached.loops.get(who).is_some_and(|cards| cards.on_items);
            if !on_items || self.take_card_off(item, *who) {
                self.free_card(*who);
            }
        }
    }

    fn take_card_off(&mut self, item: ItemRef, of: EquipmentId) -> bool {
        let Some(attached) = self.attached.to.get_mut(&item) else { return false };
        let position = attached.cards.iter().position(|card| *card == of);
        position.map(|position| attached.cards.remove(position)).is_some()
    }

    fn free_card(&mut self, of: EquipmentId) {
        if let Some(cards) = self.attached.loops.get_mut(&of) {
            cards.free += 1;
            self.links.set_shut(of, false);
            self.poke(of);
        }
    }
}
