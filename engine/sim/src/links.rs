//! The ways between pieces of equipment, and the ports at their ends: where a row is, what is noted there, who is shut.

use plantwright_units::EquipmentId;
use serde::{Deserialize, Serialize};

/// A way from one piece of equipment to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct LinkId(pub(crate) u32);

/// All links, and the port of each piece of equipment with the queue of those links that have something to offer it.
///
/// An offer that was refused is *noted* at its receiver, which pulls it as soon as it has room: first noted, first pulled.
/// A link is noted at most once, however many items wait behind it. Who has several ways is noted at each of them, and when an
/// item has gone by one, the place in line at the others was that item's: it is given up, and the next item begins anew.
///
/// The first link of a giver stands in its port, and has the giver's number: most equipment has no other, so that an item
/// on its way touches two ports and nothing else. Further links are numbered behind all equipment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Links {
    ports: Vec<Port>,
    further: Vec<(EquipmentId, Way)>,
    /// The further links by their givers.
    several: std::collections::BTreeMap<EquipmentId, Vec<LinkId>>,
    /// Where that goes in the end which goes over the links to fleets.
    destinations: std::collections::BTreeMap<LinkId, EquipmentId>,
}

/// All that others need of a piece of equipment in order to deal with it.
#[derive(Debug, Clone)]
struct Port {
    /// The oldest note.
    first: u32,
    last: u32,
    out: Way,
    row: u32,
    kind: u8,
    /// Whether it would refuse anything now: what is offered is noted without asking. Only a hint: whoever never shuts is asked.
    shut: bool,
    /// Whether it looks at what it is offered: others who came first do not go first.
    picks: bool,
    /// Whether it wishes to move.
    wishes: bool,
}

/// Where a link leads. The queue of notes is a list through the links themselves.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// `EquipmentId::NONE`: there is no such link.
    to: EquipmentId,
    /// The note behind this one; itself: the last; `NO_LINK`: not in the queue.
    next: u32,
}

const NO_LINK: u32 = u32::MAX;

/// Where the row of a piece of equipment is: its kind, and its position in the kind's column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowRef {
    pub(crate) kind: u8,
    pub(crate) row: u32,
}

impl Links {
    /// Makes the ports of so many pieces of equipment.
    pub(crate) fn new(equipment: usize) -> Self {
        let out = Way { to: EquipmentId::NONE, next: NO_LINK };
        let (first, last) = (NO_LINK, NO_LINK);
        let port =
            Port { first, last, out, row: 0, kind: 0, shut: false, picks: false, wishes: false };
        Self {
            ports: vec![port; equipment],
            further: Vec::new(),
            several: std::collections::BTreeMap::new(),
            destinations: std::collections::BTreeMap::new(),
        }
    }

    pub(crate) fn set_row(&mut self, who: EquipmentId, RowRef { kind, row }: RowRef) {
        let port = &mut self.ports[who.index()];
        (port.kind, port.row) = (kind, row);
    }

    /// Returns the link, which is made on first sight.
    pub(crate) fn between(
        &mut self,
        from: EquipmentId,
        to: EquipmentId,
        known: &mut LinkIndex,
    ) -> LinkId {
        *known.entry((from, to)).or_insert_with(|| {
            let way = Way { to, next: NO_LINK };
            let first = &mut self.ports[from.index()].out;
            if first.to == EquipmentId::NONE {
                *first = way;
                return LinkId(from.0);
            }
            self.further.push((from, way));
            let link = LinkId((self.ports.len() + self.further.len()) as u32 - 1);
            self.several.entry(from).or_default().push(link);
            link
        })
    }

    /// Returns the link to a fleet over which that goes which it brings somewhere; made on first sight.
    pub(crate) fn by_vehicle(
        &mut self,
        (from, to): (EquipmentId, EquipmentId),
        fleet: EquipmentId,
        carried: &mut LinkIndex,
    ) -> LinkId {
        *carried.entry((from, to)).or_insert_with(|| {
            // Several may lead from one to the fleet, for what goes to different places.
            let link = self.between(from, fleet, &mut LinkIndex::new());
            self.destinations.insert(link, to);
            link
        })
    }

    /// Where that goes in the end which goes over a link: a fleet only brings it there.
    pub(crate) fn destination(&self, link: LinkId) -> EquipmentId {
        self.destinations.get(&link).copied().unwrap_or_else(|| self.to(link))
    }

    #[inline(always)]
    fn way(&self, link: LinkId) -> Way {
        match self.ports.get(link.0 as usize) {
            Some(port) => port.out,
            None => self.further[link.0 as usize - self.ports.len()].1,
        }
    }

    #[inline(always)]
    fn set_next(&mut self, link: LinkId, next: u32) {
        let ports = self.ports.len();
        match self.ports.get_mut(link.0 as usize) {
            Some(port) => port.out.next = next,
            None => self.further[link.0 as usize - ports].1.next = next,
        }
    }

    #[inline(always)]
    pub(crate) fn from(&self, link: LinkId) -> EquipmentId {
        match (link.0 as usize).checked_sub(self.ports.len()) {
            None => EquipmentId(link.0),
            Some(position) => self.further[position].0,
        }
    }

    #[inline(always)]
    pub(crate) fn to(&self, link: LinkId) -> EquipmentId {
        self.way(link).to
    }

    /// The links that lead to a receiver.
    pub(crate) fn leading_to(&self, receiver: EquipmentId) -> Vec<LinkId> {
        let links = (0..(self.ports.len() + self.further.len()) as u32).map(LinkId);
        links.filter(|link| self.to(*link) == receiver).collect()
    }

    #[inline(always)]
    pub(crate) fn row(&self, who: EquipmentId) -> RowRef {
        let Port { kind, row, .. } = self.ports[who.index()];
        RowRef { kind, row }
    }

    /// From now on, or no longer, the receiver would refuse whatever it is offered.
    #[inline(always)]
    pub(crate) fn set_shut(&mut self, receiver: EquipmentId, shut: bool) {
        self.ports[receiver.index()].shut = shut;
    }

    /// Writes down that someone wishes to move. Returns whether that is new.
    #[inline(always)]
    pub(crate) fn wish(&mut self, who: EquipmentId) -> bool {
        !std::mem::replace(&mut self.ports[who.index()].wishes, true)
    }

    /// The wish is being granted.
    #[inline(always)]
    pub(crate) fn grant(&mut self, who: EquipmentId) {
        self.ports[who.index()].wishes = false;
    }

    /// Tells whether offers wait at a receiver.
    #[inline(always)]
    pub(crate) fn has_notes(&self, receiver: EquipmentId) -> bool {
        self.ports[receiver.index()].first != NO_LINK
    }

    /// Tells whether a receiver can be asked to take something: others who came first go first.
    #[inline(always)]
    pub(crate) fn may_ask(&self, receiver: EquipmentId) -> bool {
        let port = &self.ports[receiver.index()];
        !port.shut && (port.first == NO_LINK || port.picks)
    }

    /// From the beginning on, the receiver is asked whatever is noted there: it may have room for one thing and not for another.
    pub(crate) fn set_picks(&mut self, receiver: EquipmentId) {
        self.ports[receiver.index()].picks = true;
    }

    /// Lets a note be the first one, because it is pulled now.
    pub(crate) fn bring_forward(&mut self, receiver: EquipmentId, link: LinkId) {
        if self.remove_note(receiver, link) {
            let port = &mut self.ports[receiver.index()];
            let next = if port.first == NO_LINK { link.0 } else { port.first };
            port.first = link.0;
            if port.last == NO_LINK {
                port.last = link.0;
            }
            self.set_next(link, next);
        }
    }

    /// Takes a note away, wherever it stands. Returns whether there was one.
    fn remove_note(&mut self, receiver: EquipmentId, link: LinkId) -> bool {
        let next = self.way(link).next;
        if next == NO_LINK {
            return false;
        }
        let is_last = next == link.0;
        let notes = self.notes(receiver);
        let before = notes.iter().position(|note| *note == link).and_then(|at| at.checked_sub(1));
        let before = before.map(|at| notes[at]);
        self.set_next(link, NO_LINK);
        if let Some(before) = before {
            self.set_next(before, if is_last { before.0 } else { next });
        }
        let port = &mut self.ports[receiver.index()];
        if before.is_none() {
            port.first = if is_last { NO_LINK } else { next };
        }
        if is_last {
            port.last = before.map_or(NO_LINK, |before| before.0);
        }
        true
    }

    /// An item of a giver with several ways goes by one of them: at all others, the giver gives up its place in line. Returns
    /// whether it had one.
    pub(crate) fn give_up(&mut self, giver: EquipmentId, but: Option<LinkId>) -> bool {
        let mut had_one = false;
        let first = (self.ports[giver.index()].out.to != EquipmentId::NONE).then_some(giver.0);
        let further = self.several.get(&giver).cloned().unwrap_or_default();
        for link in first.map(LinkId).into_iter().chain(further) {
            if Some(link) != but {
                had_one |= self.remove_note(self.to(link), link);
            }
        }
        had_one
    }

    /// Whether the offer of a link stands noted.
    pub(crate) fn is_noted(&self, link: LinkId) -> bool {
        self.way(link).next != NO_LINK
    }

    /// Takes all notes away, oldest first: who still has something offers it anew.
    pub(crate) fn take_notes(&mut self, receiver: EquipmentId) -> Vec<LinkId> {
        let notes = self.notes(receiver);
        for note in &notes {
            self.set_next(*note, NO_LINK);
        }
        let port = &mut self.ports[receiver.index()];
        (port.first, port.last) = (NO_LINK, NO_LINK);
        notes
    }

    /// Notes an offer where there is no use in asking. Returns whether it stands noted.
    #[inline(always)]
    pub(crate) fn is_noted_or_no_use(&mut self, link: LinkId) -> bool {
        let Way { to, next } = self.way(link);
        if next != NO_LINK {
            return true;
        }
        if self.may_ask(to) {
            return false;
        }
        self.note(link);
        true
    }

    /// Notes that the link's giver has something to offer, behind all that was noted before.
    #[inline(always)]
    pub(crate) fn note(&mut self, link: LinkId) {
        let to = self.way(link).to;
        let port = &mut self.ports[to.index()];
        let last = std::mem::replace(&mut port.last, link.0);
        if port.first == NO_LINK {
            port.first = link.0;
        } else {
            self.set_next(LinkId(last), link.0);
        }
        self.set_next(link, link.0);
    }

    /// The oldest note, with its giver.
    #[inline(always)]
    pub(crate) fn first_note(&self, receiver: EquipmentId) -> Option<(LinkId, EquipmentId)> {
        let first = self.ports[receiver.index()].first;
        (first != NO_LINK).then(|| (LinkId(first), self.from(LinkId(first))))
    }

    /// Takes the oldest note, which is of this link, away, or puts it behind all others where its giver has more.
    #[inline(always)]
    pub(crate) fn after_pull(&mut self, receiver: EquipmentId, link: LinkId, more: bool) {
        let alone = self.ports[receiver.index()].last == link.0;
        if more && alone {
            return;
        }
        let next = self.way(link).next;
        self.set_next(link, NO_LINK);
        let port = &mut self.ports[receiver.index()];
        if alone {
            (port.first, port.last) = (NO_LINK, NO_LINK);
        } else {
            port.first = next;
            if more {
                self.note(link);
            }
        }
    }

    /// The links noted at a receiver, oldest first.
    pub(crate) fn notes(&self, receiver: EquipmentId) -> Vec<LinkId> {
        let mut notes = Vec::new();
        let mut at = self.ports[receiver.index()].first;
        while at != NO_LINK {
            notes.push(LinkId(at));
            let next = self.way(LinkId(at)).next;
            at = if next == at { NO_LINK } else { next };
        }
        notes
    }
}

/// Finds links by their ends, while a plant is built.
pub(crate) type LinkIndex = std::collections::BTreeMap<(EquipmentId, EquipmentId), LinkId>;

/// What of the links is state, with their ends, so that it fits no other plant by accident.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SavedLinks {
    ends: Vec<(EquipmentId, EquipmentId)>,
    /// For each piece of equipment, whether it is shut, and the links noted there, oldest first.
    ports: Vec<(bool, Vec<LinkId>)>,
}

impl Links {
    /// Both ends of every link.
    fn ends(&self) -> Vec<(EquipmentId, EquipmentId)> {
        let givers = (0..self.ports.len() as u32).map(EquipmentId);
        let first = givers.zip(self.ports.iter().map(|port| port.out.to));
        first.chain(self.further.iter().map(|(from, way)| (*from, way.to))).collect()
    }

    pub(crate) fn save(&self) -> SavedLinks {
        let receivers = (0..self.ports.len() as u32).map(EquipmentId);
        let shut = self.ports.iter().map(|port| port.shut);
        SavedLinks {
            ends: self.ends(),
            ports: shut.zip(receivers.map(|receiver| self.notes(receiver))).collect(),
        }
    }

    /// Takes state back into links that nothing has happened on. Returns whether it is that of the same links.
    pub(crate) fn load(&mut self, saved: &SavedLinks) -> bool {
        if self.ends() != saved.ends || self.ports.len() != saved.ports.len() {
            return false;
        }
        for (receiver, (shut, notes)) in saved.ports.iter().enumerate() {
            self.ports[receiver].shut = *shut;
            for note in notes {
                let known = (note.0 as usize) < saved.ends.len();
                if !known || self.to(*note).index() != receiver || self.way(*note).next != NO_LINK {
                    return false;
                }
                self.note(*note);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three_to_one() -> (Links, [LinkId; 3], EquipmentId) {
        let (mut links, mut known) = (Links::new(4), LinkIndex::new());
        links.between(EquipmentId(2), EquipmentId(1), &mut known);
        let receiver = EquipmentId(3);
        let ways = [0, 1, 2].map(|from| links.between(EquipmentId(from), receiver, &mut known));
        assert_eq!(links.between(EquipmentId(0), receiver, &mut known), ways[0]);
        (links, ways, receiver)
    }

    #[test]
    fn notes_leave_in_the_order_in_which_they_came() {
        let (mut links, [a, b, c], receiver) = three_to_one();
        for link in [b, a, c] {
            links.note(link);
        }
        assert_eq!(links.notes(receiver), [b, a, c]);
        assert_eq!(links.first_note(receiver), Some((b, EquipmentId(1))));
        links.after_pull(receiver, b, false);
        assert_eq!(links.notes(receiver), [a, c]);
        links.after_pull(receiver, a, true);
        assert_eq!(links.notes(receiver), [c, a]);
        links.after_pull(receiver, c, false);
        links.after_pull(receiver, a, true);
        assert_eq!(links.notes(receiver), [a]);
        links.after_pull(receiver, a, false);
        assert!(!links.has_notes(receiver));
    }

    #[test]
    fn who_has_gone_another_way_gives_up_its_place_at_all_others() {
        let (mut links, [a, b, c], receiver) = three_to_one();
        let other = links.between(EquipmentId(1), EquipmentId(2), &mut LinkIndex::new());
        for link in [a, b, c, other] {
            links.note(link);
        }
        assert!(links.give_up(EquipmentId(1), Some(other)));
        assert_eq!((links.notes(receiver), links.is_noted(other)), (vec![a, c], true));
        assert!(!links.give_up(EquipmentId(1), Some(other)));
        links.note(b);
        // The first one, the last one, and the only one.
        assert!(links.give_up(EquipmentId(0), None) && links.give_up(EquipmentId(1), None));
        assert_eq!(links.notes(receiver), [c]);
        assert!(links.give_up(EquipmentId(2), None) && !links.has_notes(receiver));
        links.note(b);
        links.note(a);
        assert_eq!(links.notes(receiver), [b, a]);
    }

    #[test]
    fn who_is_brought_forward_goes_before_all_others_who_stay_as_they_came() {
        let (mut links, [a, b, c], receiver) = three_to_one();
        for link in [a, b, c] {
            links.note(link);
        }
        for (link, notes) in [(c, [c, a, b]), (a, [a, c, b]), (a, [a, c, b])] {
            links.bring_forward(receiver, link);
            assert_eq!(links.notes(receiver), notes);
        }
        links.after_pull(receiver, a, true);
        assert_eq!(links.notes(receiver), [c, b, a]);
        for link in [c, b] {
            links.after_pull(receiver, link, false);
        }
        links.bring_forward(receiver, a);
        assert_eq!(links.notes(receiver), [a]);
    }

    #[test]
    fn nobody_asks_a_receiver_that_is_shut_or_has_others_waiting() {
        let (mut links, [a, b, _], receiver) = three_to_one();
        assert!(!links.is_noted_or_no_use(a));
        links.set_shut(receiver, true);
        assert!(links.is_noted_or_no_use(a));
        links.set_shut(receiver, false);
        assert!(links.is_noted_or_no_use(b));
        assert_eq!(links.notes(receiver), [a, b]);
    }

    #[test]
    fn saved_notes_come_back_and_others_are_refused() {
        let (mut links, [a, b, c], receiver) = three_to_one();
        let fresh = links.clone();
        for link in [c, a] {
            links.note(link);
        }
        links.set_shut(receiver, true);
        let mut saved = links.save();
        let mut back = fresh.clone();
        assert!(back.load(&saved));
        assert_eq!((back.notes(receiver), back.may_ask(receiver)), (vec![c, a], false));
        saved.ports[3].1 = vec![b, b];
        assert!(!fresh.clone().load(&saved));
        saved.ends.pop();
        assert!(!fresh.clone().load(&saved));
    }
}
