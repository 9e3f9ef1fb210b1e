//! Who may come to rest: nobody who still gains speed.
//!
//! Rapier has a body fall asleep that has been slower than 40 mm/s for half a second. From rest, that is everybody who
//! accelerates by less than 0.08 m/s²: on gravity rollers, a slope of less than a hundredth above their resistance. What slows
//! down is soon at rest, and may sleep; what gains speed, however little, is on its way.

use super::Zone;

/// So often is looked at how fast bodies are, seconds: several times within the half second after which they fall asleep.
const EVERY: f32 = 0.1;
/// Who gains less than this, metres per second squared, is at rest: a ten-thousandth of the weight is nothing that a slope or a
/// friction is known by, and more than contacts waver by.
const GAIN: f32 = 0.001;

impl Zone {
    /// After how many steps it is looked at how fast bodies are.
    fn pace_steps(&self) -> u64 {
        ((EVERY / self.world.integration_parameters.dt) as u64).max(1)
    }

    /// Keeps those awake that have gained speed since they were looked at last.
    pub(super) fn keep_awake(&mut self) {
        let every = self.pace_steps();
        if !self.steps.is_multiple_of(every) {
            return;
        }
        let least = GAIN * every as f32 * self.world.integration_parameters.dt;
        for resident in self.residents.iter_mut().flatten() {
            let body = &self.world.bodies[resident.body];
            if body.is_sleeping() {
                (resident.pace, resident.gains) = (0.0, false);
                continue;
            }
            let before = std::mem::replace(&mut resident.pace, body.linvel().length());
            let gains = resident.pace - before >= least;
            // Contacts waver once, and a force lasts.
            if std::mem::replace(&mut resident.gains, gains) && gains {
                self.world.islands.wake_up(&mut self.world.bodies, resident.body, true);
            }
        }
    }
}
