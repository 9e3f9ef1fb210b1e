//! People as they are seen: who is there, what each does, and where each is.

use plantwright_units::{EquipmentId, SimTime};

use super::People;
use super::group::{Doing, Group};
use crate::core::Core;
use crate::view::{Duties, PersonView};

impl People {
    /// Those who are there, group by group.
    pub(crate) fn seen(core: &Core) -> Vec<PersonView> {
        let people = &core.people;
        let seen = people.groups.iter().flat_map(|group| people.of_group(group, core.now));
        seen.collect()
    }

    fn of_group<'a>(
        &'a self,
        group: &'a Group,
        now: SimTime,
    ) -> impl Iterator<Item = PersonView> + 'a {
        group.seen(now).filter_map(move |(number, doing, is_walking, ticket, at)| {
            let duty = match doing {
                Doing::Away if !is_walking => return None,
                Doing::Away | Doing::Free => Duties::Free,
                Doing::Called => Duties::Called,
                Doing::Works => Duties::Works,
            };
            let grant = ticket.and_then(|ticket| self.grant_of(ticket));
            Some(PersonView {
                group: group.id,
                number,
                duty,
                is_walking,
                with: grant.map_or(EquipmentId::NONE, |grant| grant.claim.who),
                at: group.walks().then_some(at),
            })
        })
    }
}
