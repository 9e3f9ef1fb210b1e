//! Questions that a scheduler wants to be asked again at a time, or that it has left open.

use std::collections::BTreeSet;

use bevy_ecs::prelude as ecs;
use plantwright_model::Plant;
use plantwright_scheduler::{News, Points};
use plantwright_units::{EquipmentId, SimTime};
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::core::{Ask, Core};
use crate::people::roster::NoBody;
use crate::world::Handlers;

/// Who waits for an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recalls {
    /// When whom to ask again.
    due: BTreeSet<(SimTime, EquipmentId)>,
    /// Who was told to wait, and was not asked again since.
    open: BTreeSet<EquipmentId>,
    /// Whether all who wait are asked for the last time.
    last_call: bool,
    /// Who was told to wait, and is asked again at every instant at which something happens.
    watching: BTreeSet<EquipmentId>,
    /// How many events there had been when those who watch were asked last.
    looked: u64,
    /// What has happened to equipment that the scheduler has not heard of.
    news: Vec<News>,
}

impl Recalls {
    /// Whether nothing will happen any more unless something is taken.
    pub(crate) fn is_last_call(&self) -> bool {
        self.last_call
    }

    /// Something was taken: things go on.
    pub(crate) fn taken(&mut self, who: EquipmentId) {
        self.open.remove(&who);
        self.watching.remove(&who);
        self.last_call = false;
    }

    /// Nothing was taken, and whatever happens anywhere may change that.
    pub(crate) fn watch(&mut self, who: EquipmentId, events: u64) {
        self.watching.insert(who);
        self.looked = events;
    }

    /// Whether anyone is asked again at every instant.
    #[inline]
    pub(crate) fn is_watched(&self) -> bool {
        !self.watching.is_empty()
    }

    /// Who is asked again since something has happened: there were more events.
    pub(crate) fn watching(&mut self, events: u64) -> BTreeSet<EquipmentId> {
        if !self.is_watched() || std::mem::replace(&mut self.looked, events) == events {
            return BTreeSet::new();
        }
        std::mem::take(&mut self.watching)
    }

    /// What has happened since it was asked for last.
    pub(crate) fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// Nothing was taken.
    pub(crate) fn wait(&mut self, who: EquipmentId) {
        self.open.insert(who);
    }

    /// Who waits for something better.
    pub(crate) fn open(&self) -> Vec<EquipmentId> {
        self.open.iter().copied().collect()
    }

    /// Nothing is due any more: whom to ask once again before that is the end.
    pub(crate) fn call_last(&mut self) -> BTreeSet<EquipmentId> {
        if self.open.is_empty() || std::mem::replace(&mut self.last_call, true) {
            return BTreeSet::new();
        }
        std::mem::take(&mut self.open)
    }
}

impl Core {
    /// Lets a scheduler that reviews its plan know what has happened.
    #[inline]
    pub(crate) fn tell(&mut self, news: News) {
        if self.scheduler.points.has(Points::REVIEW) {
            self.recalls.news.push(news);
            self.ask(Ask { who: EquipmentId::NONE, item: None });
        }
    }

    /// Sees to it that somebody is asked again at a time.
    pub(crate) fn recall(&mut self, who: EquipmentId, at: SimTime) {
        self.recalls.wait(who);
        self.remind(who, at);
    }

    /// Pokes somebody at a time.
    pub(crate) fn remind(&mut self, who: EquipmentId, at: SimTime) {
        self.recalls.due.insert((at, who));
        self.schedule(recall_id(&self.plant.clone()), 0, at.since(self.now));
    }
}

/// The row behind all others.
pub(crate) fn recall_id(plant: &Plant) -> EquipmentId {
    EquipmentId(plant.count() as u32)
}

/// A row that wakes when somebody is to be asked again.
#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Recall;

impl Handlers for Recall {
    type Spec = NoBody;

    fn spawn(_spec: &NoBody, _cx: &mut SpawnCx<'_>) -> Self {
        Self
    }

    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        while let Some((_, who)) =
            core.recalls.due.first().copied().filter(|(at, _)| *at <= core.now)
        {
            core.recalls.due.pop_first();
            core.poke(who);
        }
        false
    }
}
