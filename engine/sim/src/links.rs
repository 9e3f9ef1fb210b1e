//! The ways between pieces of equipment, and the offers that wait at their ends.

use plantwright_units::EquipmentId;
use serde::{Deserialize, Serialize};

/// A way from one piece of equipment to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct LinkId(pub(crate) u32);

/// All links, and for each piece of equipment the queue of those that have something to offer it.
///
/// An offer that was refused is *noted* at its receiver, which pulls it as soon as it has room: first noted, first pulled.
/// A link is noted at most once, however many items wait behind it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Links {
    links: Vec<Link>,
    inboxes: Vec<Inbox>,
}

/// The queue of notes is a list through the links themselves.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Link {
    from: EquipmentId,
    to: EquipmentId,
    /// The note behind this one; itself: the last; `UNNOTED`: not in the queue.
    next: u32,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Inbox {
    first: u32,
    last: u32,
}

const UNNOTED: u32 = u32::MAX;
const EMPTY: Inbox = Inbox { first: UNNOTED, last: UNNOTED };

impl Links {
    /// Makes room for the notes of so many pieces of equipment.
    pub(crate) fn new(equipment: usize) -> Self {
        Self { links: Vec::new(), inboxes: vec![EMPTY; equipment] }
    }

    /// Returns the link, which is made on first sight.
    pub(crate) fn between(
        &mut self,
        from: EquipmentId,
        to: EquipmentId,
        known: &mut LinkIndex,
    ) -> LinkId {
        *known.entry((from, to)).or_insert_with(|| {
            self.links.push(Link { from, to, next: UNNOTED });
            LinkId(self.links.len() as u32 - 1)
        })
    }

    /// Tells whether the same links are there, whatever is noted.
    pub(crate) fn lead_like(&self, other: &Self) -> bool {
        let ends = |links: &Self| -> Vec<_> {
            links.links.iter().map(|link| (link.from, link.to)).collect()
        };
        ends(self) == ends(other) && self.inboxes.len() == other.inboxes.len()
    }
    #[inline(always)]
    pub(crate) fn from(&self, link: LinkId) -> EquipmentId {
        self.links[link.0 as usize].from
    }
    #[inline(always)]
    pub(crate) fn to(&self, link: LinkId) -> EquipmentId {
        self.links[link.0 as usize].to
    }
    #[inline(always)]
    pub(crate) fn is_noted(&self, link: LinkId) -> bool {
        self.links[link.0 as usize].next != UNNOTED
    }

    /// Tells whether offers wait at a receiver.
    #[inline(always)]
    pub(crate) fn has_notes(&self, receiver: EquipmentId) -> bool {
        self.inboxes[receiver.index()].first != UNNOTED
    }

    /// Notes that the link's giver has something to offer, behind all that was noted before.
    #[inline(always)]
    pub(crate) fn note(&mut self, link: LinkId) {
        let inbox = &mut self.inboxes[self.links[link.0 as usize].to.index()];
        if inbox.first == UNNOTED {
            inbox.first = link.0;
        } else {
            self.links[inbox.last as usize].next = link.0;
        }
        inbox.last = link.0;
        self.links[link.0 as usize].next = link.0;
    }

    /// Takes the oldest note.
    #[inline(always)]
    pub(crate) fn take_note(&mut self, receiver: EquipmentId) -> Option<LinkId> {
        let inbox = &mut self.inboxes[receiver.index()];
        if inbox.first == UNNOTED {
            return None;
        }
        let first = inbox.first;
        let link = &mut self.links[first as usize];
        if link.next == first {
            *inbox = EMPTY;
        } else {
            inbox.first = link.next;
        }
        link.next = UNNOTED;
        Some(LinkId(first))
    }

    /// The links noted at a receiver, oldest first.
    pub(crate) fn notes(&self, receiver: EquipmentId) -> Vec<LinkId> {
        let mut notes = Vec::new();
        let mut at = self.inboxes[receiver.index()].first;
        while at != UNNOTED {
            notes.push(LinkId(at));
            let next = self.links[at as usize].next;
            at = if next == at { UNNOTED } else { next };
        }
        notes
    }
}

/// Finds links by their ends, while a plant is built.
pub(crate) type LinkIndex = std::collections::BTreeMap<(EquipmentId, EquipmentId), LinkId>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_leave_in_the_order_in_which_they_came() {
        let (mut links, mut known) = (Links::new(4), LinkIndex::new());
        let receiver = EquipmentId(3);
        let [a, b, c] =
            [0, 1, 2].map(|from| links.between(EquipmentId(from), receiver, &mut known));
        assert_eq!(links.between(EquipmentId(0), receiver, &mut known), a);
        for link in [b, a, c] {
            links.note(link);
        }
        assert_eq!(links.notes(receiver), [b, a, c]);
        assert_eq!(links.take_note(receiver), Some(b));
        assert!(!links.is_noted(b) && links.is_noted(a) && links.is_noted(c));
        links.note(b);
        let rest: Vec<_> = std::iter::from_fn(|| links.take_note(receiver)).collect();
        assert_eq!(rest, [a, c, b]);
        assert!(!links.has_notes(receiver));
    }
}
