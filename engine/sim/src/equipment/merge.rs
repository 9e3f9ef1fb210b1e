//! Who goes first where several bring items to one entry: what a scene says of it, and what follows from it at each instant.

use plantwright_model::plant::MergeFacts;
use plantwright_model::{Diagnostic, ReadCx, Spanned, codes};
use plantwright_units::EquipmentId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::items::ItemRef;
use crate::links::LinkId;
use crate::world::SimCx;

/// Who goes first where several bring items to one entry.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub(crate) enum Merge {
    /// Who has waited longest: who always has something takes turns with others who do.
    #[default]
    InTurn,
    /// The first in the list that waits: `Priority(["main", "spur"])`. Who is not in the list comes behind all that are.
    Priority(Vec<Spanned<String>>),
    /// Each in the order of the list, over and over: `Zip(["left", "right"])`. Whose turn it is is waited for.
    Zip(Vec<Spanned<String>>),
    /// Who holds the most items; of equals who has waited longest.
    Fullest,
}

impl Merge {
    /// Who that is; reported where somebody is said to come first, and later as well.
    pub(crate) fn facts(&self, cx: &mut ReadCx<'_>) -> MergeFacts {
        if let Self::Priority(names) = self {
            for (number, name) in names.iter().enumerate() {
                if names[..number].iter().any(|before| before.value == name.value) {
                    let message = format!("`{}` stands twice in `Priority`", name.value);
                    let hint = "who goes before others goes before them once: leave the later one out; who is to come more often is named more often in a `Zip`";
                    cx.report.push(Diagnostic::error(codes::BELT, name.span, message).hint(hint));
                }
            }
        }
        let mut ids = |names: &[Spanned<String>]| {
            names.iter().filter_map(|name| cx.equipment(name)).collect::<Vec<EquipmentId>>()
        };
        match self {
            Self::InTurn => MergeFacts::InTurn,
            Self::Priority(names) => MergeFacts::Priority(ids(names)),
            Self::Zip(names) => MergeFacts::Zip(ids(names)),
            Self::Fullest => MergeFacts::Fullest,
        }
    }
}

/// Who goes first at an entry now.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) enum Order {
    /// Who has waited longest.
    #[default]
    InTurn,
    Priority(Vec<EquipmentId>),
    /// Each in the order of the list, with whose turn it is.
    Zip(Vec<EquipmentId>, usize),
    Fullest,
}

impl Order {
    pub(crate) fn new(facts: &MergeFacts) -> Self {
        match facts {
            MergeFacts::InTurn => Self::InTurn,
            MergeFacts::Priority(list) => Self::Priority(list.clone()),
            MergeFacts::Zip(list) => Self::Zip(list.clone(), 0),
            MergeFacts::Fullest => Self::Fullest,
        }
    }

    pub(crate) const fn is_in_turn(&self) -> bool {
        matches!(self, Self::InTurn)
    }

    /// Whether somebody may come, as far as this has a say.
    pub(crate) fn lets_in(&self, giver: EquipmentId) -> bool {
        match self {
            Self::Zip(list, turn) => list.get(*turn) == Some(&giver),
            _ => true,
        }
    }

    /// An item has come.
    pub(crate) fn came(&mut self) {
        if let Self::Zip(list, turn) = self {
            *turn = (*turn + 1) % list.len().max(1);
        }
    }

    /// Which of those who wait is next; of equals, who has waited longest.
    pub(crate) fn next(&self, cx: &SimCx<'_>, receiver: EquipmentId) -> Option<LinkId> {
        let links = &cx.core.links;
        if self.is_in_turn() {
            return links.first_note(receiver).map(|(link, _)| link);
        }
        let rank = |who: EquipmentId| match self {
            Self::InTurn => 0,
            Self::Priority(list) => list.iter().position(|it| *it == who).unwrap_or(list.len()),
            Self::Zip(..) => usize::from(!self.lets_in(who)),
            Self::Fullest => usize::MAX - cx.count(who),
        };
        links.notes(receiver).into_iter().min_by_key(|link| rank(links.from(*link)))
    }
}

impl SimCx<'_> {
    /// Takes the item of who goes first at `me`, if that may come, and any giver still has it.
    pub(crate) fn pull_by(&mut self, me: EquipmentId, order: &Order) -> Option<ItemRef> {
        loop {
            let link = order.next(self, me)?;
            if !order.lets_in(self.core.links.from(link)) {
                return None;
            }
            self.core.links.bring_forward(me, link);
            // Who has given it away meanwhile waits no longer.
            if let Some(item) = self.pull_first(me) {
                return Some(item);
            }
        }
    }
}
