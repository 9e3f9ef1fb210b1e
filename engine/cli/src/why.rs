//! What `plantwright run --why` is asked, and what is answered: the plant, a station, an order, an item.

use std::collections::BTreeMap;
use std::ops::Range;

use plantwright_kpi::why::{Account, Cause, Explanation, Items, Lateness, Station, aside};
use plantwright_model::plant::Role;
use plantwright_model::{Plant, did_you_mean};
use plantwright_units::{EquipmentId, ItemId};

use crate::exit::Failure;

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// All of it.
    Plant,
    /// A station.
    Station(EquipmentId),
    /// Items of a source by their serial numbers: one, or those of an order.
    Items { name: String, source: EquipmentId, serials: Range<u64> },
}

impl Subject {
    /// Finds what is called so: a station, an order, or an item such as `planning#3`.
    /// No name at all means the plant.
    pub(crate) fn find(plant: &Plant, name: &str) -> Result<Self, Failure> {
        if name.is_empty() {
            return Ok(Self::Plant);
        }
        if let Some(id) = plant.find(name) {
            return of_equipment(plant, id);
        }
        if plant.people.iter().any(|group| group.name == name) {
            let message = format!(
                "`{name}` is a group of people, which has no lost time of its own; ask about a station that waits for them, an \
                 order or an item"
            );
            return Err(Failure::Usage(message));
        }
        let sources =
            || plant.equipment_ids().zip(&plant.equipment).filter(|(_, it)| it.arrivals.is_some());
        for (source, facts) in sources() {
            let order = facts.arrivals.as_ref().and_then(|arrivals| arrivals.order(name));
            if let Some((_, serials)) = order {
                return Ok(Self::Items { name: name.to_owned(), source, serials });
            }
        }
        if let Some((source, serial)) = name.rsplit_once('#')
            && let Some((source, _)) = sources().find(|(_, facts)| facts.name == source)
            && let Ok(serial) = serial.parse()
        {
            let serials = serial..serial + 1;
            return Ok(Self::Items { name: name.to_owned(), source, serials });
        }
        let orders =
            sources().flat_map(|(_, facts)| &facts.arrivals.as_ref().expect("a source").orders);
        let orders = orders.map(|order| order.name.as_str());
        let known = stations(plant).chain(orders);
        let hint = match did_you_mean(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a station, an order, or an item such as `source#0`".to_owned(),
        };
        Err(Failure::Usage(format!("nothing is called `{name}`; {hint}")))
    }
}

fn stations(plant: &Plant) -> impl Iterator<Item = &str> {
    let stations = plant.equipment.iter().filter(|facts| facts.role == Role::Processor);
    stations.map(|facts| facts.name.as_str())
}

fn of_equipment(plant: &Plant, id: EquipmentId) -> Result<Subject, Failure> {
    let facts = plant.equipment(id);
    if (facts.role == Role::Processor && facts.places.is_some()) || facts.moves_items() {
        return Ok(Subject::Station(id));
    }
    let message = format!(
        "`{}` is a {}, which has no lost time of its own; ask about a station, an order or an item",
        facts.name,
        facts.kind.to_lowercase()
    );
    Err(Failure::Usage(message))
}

/// The answers.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) subject: Subject,
    pub(crate) stations: Vec<Station>,
    /// Of all items that were completed; of an order or an item those that are asked about.
    pub(crate) items: Items,
    pub(crate) lateness: Lateness,
}

impl Answer {
    pub(crate) fn of(plant: &Plant, explanation: &Explanation<'_>, subject: Subject) -> Self {
        let (items, lateness) = match &subject {
            Subject::Plant | Subject::Station(_) => {
                (explanation.items(), explanation.lateness_of(|_| true))
            }
            Subject::Items { source, serials, .. } => {
                let wanted =
                    |item: ItemId| item.origin() == *source && serials.contains(&item.serial());
                (explanation.items_of(wanted), explanation.lateness_of(wanted))
            }
        };
        let mut stations = explanation.stations();
        if subject == Subject::Plant {
            let aside = aside(plant);
            stations.retain(|station| !aside.contains(&station.who));
        }
        Self { subject, stations, items, lateness }
    }

    /// The lost time of all stations.
    pub(crate) fn lost(&self) -> Account {
        let mut all = Account::default();
        self.stations.iter().for_each(|station| all.add_all(&station.lost));
        all
    }

    /// Of the lost time of all stations, what each cause cost the station where it is.
    pub(crate) fn at_itself(&self) -> BTreeMap<Cause, u128> {
        let own = self.stations.iter().flat_map(|station| {
            station.lost.causes().into_iter().filter(|(cause, _)| cause.who == station.who)
        });
        own.collect()
    }

    /// What a station cost each of the others, by cause; the largest first.
    pub(crate) fn cost_of(&self, who: EquipmentId) -> Vec<(EquipmentId, Cause, u128)> {
        let others = self.stations.iter().filter(|station| station.who != who);
        let mut cost: Vec<_> = others
            .flat_map(|station| {
                let causes = station.lost.causes().into_iter();
                causes
                    .filter(|(cause, _)| cause.who == who)
                    .map(|(cause, nanos)| (station.who, cause, nanos))
            })
            .collect();
        cost.sort_by_key(|(station, cause, nanos)| (std::cmp::Reverse(*nanos), *station, *cause));
        cost
    }
}
