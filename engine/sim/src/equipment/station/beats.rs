//! Beats: stations of a paced line begin work only at the beats of a clock that all of them share. And trials: where a station
//! may fail on demand, that shows when work is to begin.

use plantwright_model::plant::StagesFacts;
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use super::Station;
use crate::core::Core;
use crate::places::Held;
use crate::staged::{Staged as _, Stages, Step};

/// The tag of the clock that rings at a beat.
pub(super) const BEAT: u8 = 3;

/// What has to be so before work on an item begins.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Beats {
    who: EquipmentId,
    /// None: it begins at any time.
    takt: Option<SimSpan>,
    /// Whether it may fail on demand.
    trials: bool,
    /// When the clock rings that was set last.
    alarm: SimTime,
}

impl Beats {
    pub(crate) fn new(who: EquipmentId, facts: &StagesFacts) -> Option<Self> {
        let StagesFacts { takt, fails_on_demand, .. } = *facts;
        let matters = takt.is_some() || fails_on_demand;
        matters.then_some(Self { who, takt, trials: fails_on_demand, alarm: SimTime::ZERO })
    }

    /// Whose they are.
    pub(crate) fn who(&self) -> EquipmentId {
        self.who
    }

    /// Whether it is no beat now; then it is looked again at the next one.
    pub(crate) fn is_off(&mut self, core: &mut Core) -> bool {
        let Some(wait) = self.to_beat(core.now) else { return false };
        if self.alarm <= core.now {
            self.alarm = core.schedule(self.who, BEAT, wait).unwrap_or(SimTime::MAX);
        }
        true
    }

    /// How long it is to the next beat, unless there is one now.
    fn to_beat(&self, now: SimTime) -> Option<SimSpan> {
        let takt = self.takt?.as_nanos();
        let past = now.since(SimTime::ZERO).as_nanos() % takt;
        (past > 0).then(|| SimSpan::from_nanos(takt - past))
    }
}

impl Station {
    /// Whether work on an item may begin now: it is a beat, and the station does not fail on demand.
    pub(super) fn is_time_to_start(&mut self, core: &mut Core, held: &Held) -> bool {
        if self.is_halted() || self.holds_back(core.now, held.left) {
            return false;
        }
        let Some(stages) = &mut self.stages else { return true };
        let first = stages.at(Step::Start).first().copied();
        let Some(beats) = &mut stages.beats else { return true };
        // Who waits keeps its turn, also when it is the station that failed it.
        if first.is_some_and(|first| first != held.item) {
            return false;
        }
        if beats.is_off(core) {
            return false;
        }
        let trials = beats.trials;
        let carried = self.carried.as_mut().filter(|_| trials);
        carried.is_none_or(|carried| carried.tries(core, held.item))
    }

    /// Begins with the items that waited for a beat, whose people came in between, or that waited for the first word of what may fail.
    pub(super) fn take_beat(&mut self, core: &mut Core) {
        let waits = |stages: &Stages| {
            if stages.beats.is_some() { stages.at(Step::Start) } else { Vec::new() }
        };
        for item in self.stages.as_deref().map(waits).unwrap_or_default() {
            // Who may not begin keeps its turn among those that are held.
            let held = Held { item, begun: false, left: core.items[item].work };
            if self.is_time_to_start(core, &held) && self.places.take_held_one(item).is_some() {
                self.enter_step(core, item);
            }
        }
        let early = |stages: &Stages| {
            let beats = stages.beats.as_ref().filter(|beats| beats.to_beat(core.now).is_none());
            beats.map_or_else(Vec::new, |_| stages.early())
        };
        for item in self.stages.as_deref().map(early).unwrap_or_default() {
            if let Some(held) = self.places.take_held_one(item) {
                self.go_on_with_stage(core, held);
            }
        }
    }

    /// Whether the clock that was set last rings now.
    #[cold]
    pub(super) fn is_beat(&self, now: SimTime) -> bool {
        let beats = self.stages.as_ref().and_then(|stages| stages.beats.as_ref());
        beats.is_some_and(|beats| beats.alarm == now)
    }
}
