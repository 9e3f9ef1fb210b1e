//! `DIVERT(FEWEST)`: by which way an item leaves a belt, a sorter or a zone.

use std::cmp::Reverse;

use plantwright_scheduler::{DecideCx, Diversion, Points, Scheduler, WayOut};

use super::{Find, PointEntry, unknown};

pub(super) const ENTRY: PointEntry = PointEntry {
    point: "DIVERT",
    form: "DIVERT(FEWEST) or DIVERT(ROOM)",
    about: "says by which way an item goes on from a `Conveyor`, a `Sorter` or a `Zone` with several. `FEWEST`: to where the fewest items are, those counted that are on their way there; of equals the first of the scene. `ROOM`: as the scene says where there is room, else to wherever there is, the fewest items first",
    sample: "DIVERT(FEWEST)",
    make,
};

#[derive(Debug, Clone, Copy)]
enum Divert {
    Fewest,
    Room,
}

fn make(inside: &str, _find: Find<'_>) -> Result<Box<dyn Scheduler>, String> {
    if inside.eq_ignore_ascii_case("FEWEST") {
        Ok(Box::new(Divert::Fewest))
    } else if inside.eq_ignore_ascii_case("ROOM") {
        Ok(Box::new(Divert::Room))
    } else {
        Err(unknown("DIVERT", inside, &["FEWEST", "ROOM"]))
    }
}

/// The way with the fewest items, of those that will do.
fn fewest(ask: &Diversion, will_do: impl Fn(&WayOut) -> bool) -> Option<usize> {
    let ways = ask.ways.iter().enumerate().filter(|(_, way)| will_do(way));
    let load = |way: &WayOut| u64::from(way.items) + u64::from(way.coming);
    ways.min_by_key(|(position, way)| (load(way), *position)).map(|(position, _)| position)
}

impl Scheduler for Divert {
    fn name(&self) -> &'static str {
        match self {
            Self::Fewest => "DIVERT(FEWEST)",
            Self::Room => "DIVERT(ROOM)",
        }
    }

    fn decides(&self) -> Points {
        Points::DIVERT
    }

    fn divert(&mut self, ask: &Diversion, _cx: &mut DecideCx<'_>) -> Vec<usize> {
        let way = match self {
            Self::Fewest => fewest(ask, |_| true),
            Self::Room => {
                let mut scene = ask.scene.clone();
                scene.sort_by_key(|way| Reverse(ask.ways[*way].has_room));
                let as_said = scene.first().copied().filter(|way| ask.ways[*way].has_room);
                as_said.or_else(|| fewest(ask, |way| way.has_room))
            }
        };
        way.map_or_else(|| ask.scene.clone(), |way| vec![way])
    }

    fn fork(&self) -> Box<dyn Scheduler> {
        Box::new(*self)
    }
}
