//! Causes in words: what stands in tables, and what an engineer can do about one.

use plantwright_journal::State;
use plantwright_kpi::why::{Cause, Reason};
use plantwright_model::Plant;

/// What the equipment of a cause does, in a few words.
pub(crate) fn what(plant: &Plant, cause: Cause) -> String {
    let what = match cause.reason {
        Reason::Working if is_station(plant, cause) => "works",
        Reason::Working => "takes its time",
        Reason::State(State::Down) => "down",
        Reason::State(State::Setup) => "set-up",
        Reason::State(State::WaitingForOperator) => "waits for an operator",
        Reason::State(State::Maintenance) => "maintenance",
        Reason::State(State::Off) => "off",
        Reason::State(State::Standby) => "standby",
        Reason::State(State::Starting) => "starts up",
        Reason::State(state @ (State::Idle | State::Processing | State::Blocked)) => state.name(),
        Reason::Walking => "waits for who walks",
        Reason::OffDuty => "waits for who is off duty",
        Reason::Arrivals => "brings nothing",
        Reason::NoCard => "has no card free",
        Reason::AllOut => "has all of its items out",
        Reason::Repeated => "repeats lost work",
        Reason::OnTheWay => "items on the way",
        Reason::NotYet if !cause.concern.is_some() => "waits for its beat",
        Reason::NotYet => "may not begin yet",
        Reason::Circle => "waits in a circle",
        Reason::Plan => "due too soon",
    };
    match concern(plant, cause) {
        Some(concern) => format!("{what}: {concern}"),
        None => what.to_owned(),
    }
}

/// Who waits for a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// Nobody but the equipment itself.
    Nobody,
    /// Other stations.
    Stations,
    /// Items.
    Items,
}

/// What can be done about it.
pub(crate) fn advice(plant: &Plant, cause: Cause, waiting: Waiting) -> String {
    let name = &plant.equipment(cause.who).name;
    let concern = concern(plant, cause);
    match cause.reason {
        Reason::Working if is_station(plant, cause) => {
            format!(
                "others wait while `{name}` works: shorten its process time, or give it another place"
            )
        }
        Reason::Working => format!("others wait for items in `{name}`: shorten its time"),
        Reason::State(State::Down) => match concern {
            Some(failure) => {
                // It may be that of somebody else, with whom it stands still.
                let mut owners = plant.concerns().filter(|(id, ..)| *id == cause.concern);
                let owner =
                    owners.next().map_or(name, |(_, owner, _)| &plant.equipment(owner).name);
                format!("make the failure `{failure}` of `{owner}` rarer, or its repair shorter")
            }
            None => format!("make `{name}` fail less often, or its repair shorter"),
        },
        Reason::State(State::Setup) => {
            format!("make the set-ups of `{name}` fewer, by another sequence, or shorter")
        }
        Reason::State(State::WaitingForOperator) => {
            format!(
                "`{name}` is ready and nobody comes: more people, longer shifts, or other priorities for them"
            )
        }
        Reason::OffDuty => {
            let who = concern.map_or_else(|| "people".to_owned(), |group| format!("`{group}`"));
            format!("`{name}` is ready when {who} are off duty: longer or other shifts for them")
        }
        Reason::Walking => {
            format!(
                "people are long on their way to `{name}`: shorten the way, or give them less to walk between"
            )
        }
        Reason::State(State::Maintenance) => {
            format!("move the maintenance of `{name}` to where nobody waits, or shorten it")
        }
        Reason::State(State::Off) => match waiting {
            Waiting::Nobody => {
                format!(
                    "`{name}` is off, and no other station waits for it: longer shifts, if more of it is wanted"
                )
            }
            Waiting::Stations => {
                format!(
                    "`{name}` is off while others are not: align its shifts, or put stock before and behind it"
                )
            }
            Waiting::Items => {
                format!(
                    "items wait while `{name}` is off: longer shifts, or shifts that begin as they come"
                )
            }
        },
        Reason::State(State::Standby | State::Starting) => {
            format!(
                "`{name}` saves energy while others wait: let it fall asleep later, or wake it earlier"
            )
        }
        Reason::State(_) => format!("look at what `{name}` does then"),
        Reason::Arrivals => {
            format!("`{name}` brings too little: the plant could do more than comes in")
        }
        Reason::NoCard => {
            format!(
                "all cards of `{name}` are on items, and none of those waits: more cards, or let them come back sooner"
            )
        }
        Reason::AllOut => {
            format!(
                "all items of `{name}` are on their way or worked on: more of them, or let them come back sooner"
            )
        }
        Reason::Repeated => {
            format!(
                "work at `{name}` is lost when it stops: save the item's progress, or stop between items"
            )
        }
        Reason::OnTheWay => format!("items are long on their way from `{name}`: shorten the way"),
        Reason::NotYet if !cause.concern.is_some() => {
            format!("`{name}` waits for its beat: a shorter `takt`, if the work fits into it")
        }
        Reason::NotYet => {
            format!(
                "what is left of the window is too short for the work at `{name}`: longer windows, or another `at_end`"
            )
        }
        Reason::Circle => {
            format!("`{name}` waits for what waits for it: room in that ring, or fewer items in it")
        }
        Reason::Plan => {
            format!(
                "orders of `{name}` are due sooner than their work takes: release them earlier, or promise later dates"
            )
        }
    }
}

/// The name of the failure, the maintenance, the shift, or of other equipment that a state has to do with.
pub(crate) fn concern(plant: &Plant, cause: Cause) -> Option<String> {
    if let Some(facts) = plant.equipment.get(cause.concern.index()) {
        return Some(facts.name.clone());
    }
    let mut people = plant.people_ids().zip(&plant.people);
    if let Some((_, facts)) = people.find(|(id, _)| *id == cause.concern) {
        return Some(facts.name.clone());
    }
    let mut concerns = plant.concerns().filter(|(id, ..)| *id == cause.concern);
    concerns.next().map(|(_, _, facts)| facts.name.clone())
}

fn is_station(plant: &Plant, cause: Cause) -> bool {
    plant.equipment(cause.who).places.is_some()
}
