//! What vehicles do at the points at which they stop, and what they show of it.

use plantwright_journal::{Drive, Record, What};
use plantwright_model::plant::{FleetFacts, RouteChoice};
use plantwright_scheduler::{Points, Ways};
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use smallvec::SmallVec;

use super::Yard;
use super::drive::{Outlook, Task, Work};
use super::marks::Marks;
use super::plan::{Choose, SMALL, Sought};
use crate::core::Core;

impl Yard {
    /// Lets a vehicle that stands at the end of its way begin what it is to do. Returns whether it may do more at once.
    pub(super) fn begin(&mut self, core: &mut Core, facts: &FleetFacts, number: u32) -> bool {
        let now = core.now;
        let it = &self.vehicles[number as usize];
        let Some((node, task)) = it.tasks.front().copied() else {
            self.rest(number);
            return false;
        };
        if node != it.rest() {
            return self.set_out(core, facts, number, node);
        }
        self.stuck.remove(&number);
        self.vehicles[number as usize].stuck_since = None;
        let kind = self.vehicles[number as usize].kind as usize;
        let (work, takes) = match task {
            Task::Pick(_) => (Work::Load, self.draw(core, kind, 0)),
            Task::Drop(_) => (Work::Unload, self.draw(core, kind, 1)),
            Task::Stop(stop) => (Work::Dwell, facts.types[kind].tour[stop as usize].1),
            Task::Charge => (Work::Charge, self.charging_time(facts, number)),
            // Seen to by who looks after broken ones.
            Task::Mend => return false,
            Task::Park => {
                self.unbind(number);
                self.vehicles[number as usize].tasks.pop_front();
                self.rest(number);
                return false;
            }
            Task::Give(order) => {
                let it = &mut self.vehicles[number as usize];
                it.tasks.pop_front();
                it.gives = Some(order);
                self.giving.insert(number);
                self.dirty.insert(number);
                return false;
            }
        };
        if takes == SimSpan::ZERO {
            self.finish(core, facts, number, work);
            return self.vehicles[number as usize].gives.is_none();
        }
        self.vehicles[number as usize].work = now.checked_add(takes).map(|until| (work, until));
        false
    }

    fn draw(&mut self, core: &mut Core, kind: usize, which: usize) -> SimSpan {
        let id = self.id;
        self.draws[kind][which].as_mut().map_or(SimSpan::ZERO, |draws| draws.span(core, id))
    }

    /// Nothing is left to do for a vehicle.
    fn rest(&mut self, number: u32) {
        self.parking.remove(&number);
        if self.free.insert(number) {
            self.restless.insert(number);
            self.epoch += 1;
            self.busy -= 1;
            self.news = true;
        }
    }

    /// Plans a way. Returns whether there is one.
    fn set_out(&mut self, core: &mut Core, facts: &FleetFacts, number: u32, goal: u32) -> bool {
        let (now, fleet) = (core.now, self.id);
        self.stir();
        let pace = self.vehicles[number as usize].pace(facts);
        let Some(least) = facts.times.get(&(pace, goal)) else { return false };
        let is_soonest = facts.routing == RouteChoice::AroundTraffic
            && !core.scheduler.points.has(Points::TRANSPORT);
        let mut choose = |shortest, soonest| {
            let rule = facts.routing;
            core.goes_shortest(&Ways { now, fleet, rule, vehicle: number, shortest, soonest })
        };
        let mut roads = self.roads(facts, now);
        let choose: Option<&mut Choose<'_>> = if is_soonest { None } else { Some(&mut choose) };
        let sought = roads.seek(number, goal, least, choose);
        // Others may have been sent aside, and may go at once.
        let sent = std::mem::take(&mut roads.sent);
        self.dirty.extend(sent.into_iter().filter(|other| *other != number));
        self.vehicles[number as usize].tried = self.epoch;
        if matches!(sought, Sought::Waits(_) | Sought::Locked(_))
            && self.wait_aside(facts, number, goal, now)
        {
            self.epoch += 1;
            self.vehicles[number as usize].waits_for = None;
            self.stuck.remove(&number);
            return true;
        }
        let it = &mut self.vehicles[number as usize];
        match sought {
            Sought::Goes => {
                self.epoch += 1;
                (it.stuck_since, it.waits_for, it.patience) = (None, None, SimSpan::ZERO);
                self.stuck.remove(&number);
                !self.vehicles[number as usize].is_there()
            }
            Sought::Pushes(other) => {
                it.waits_for = Some(other);
                it.stuck_since.get_or_insert(now);
                self.epoch += 1;
                self.stuck.insert(number);
                false
            }
            Sought::Locked(_) | Sought::Hopeless(_)
                if it.tasks.front().is_some_and(|(_, task)| *task == Task::Park) =>
            {
                self.unbind(number);
                let it = &mut self.vehicles[number as usize];
                it.tasks.clear();
                (it.stuck_since, it.waits_for, it.stays) = (None, None, true);
                self.stuck.remove(&number);
                self.rest(number);
                false
            }
            Sought::Waits(other) | Sought::Locked(other) | Sought::Hopeless(other) => {
                it.is_hopeless = matches!(sought, Sought::Hopeless(_));
                it.waits_for = Some(other).filter(|other| *other != number);
                it.stuck_since.get_or_insert(now);
                self.stuck.insert(number);
                self.put_off(facts, number, now);
                self.let_followers_plan_anew(facts, number);
                false
            }
            Sought::Undecided(other) => {
                (it.waits_for, it.tried, it.looks_at) = (Some(other), 0, now);
                it.stuck_since.get_or_insert(now);
                self.stuck.insert(number);
                false
            }
            Sought::Never => {
                it.stuck_since.get_or_insert(now);
                self.stuck.insert(number);
                false
            }
        }
    }

    /// Whether there may be a way where there was none. In a small fleet all look whenever anything has changed; in a large one when
    /// the one for whom they wait has moved, or who is where they want to go, and now and then.
    fn is_worth_it(&self, facts: &FleetFacts, number: u32, now: SimTime) -> bool {
        if self.vehicles.len() <= SMALL || self.agenda.first().is_none() {
            return true;
        }
        let it = &self.vehicles[number as usize];
        it.looks_at <= now || self.outlook(facts, number) != it.outlook
    }

    /// How things are with those for whom a vehicle waits: with the one in its way, and, if it stands beside the road, with the one who
    /// keeps the point to which it wants to go.
    fn outlook(&self, facts: &FleetFacts, number: u32) -> Outlook {
        let it = &self.vehicles[number as usize];
        let goal = it.tasks.front().filter(|_| facts.is_aside(it.rest())).map(|(node, _)| *node);
        let keeper = goal.and_then(|goal| self.lanes.keeper(goal, number));
        let about = |other: u32| (other, self.vehicles[other as usize].mark());
        [it.waits_for.map(about), keeper.map(about)]
    }

    /// One that found no way in a large fleet looks again later.
    fn put_off(&mut self, facts: &FleetFacts, number: u32, now: SimTime) {
        let outlook = self.outlook(facts, number);
        let it = &mut self.vehicles[number as usize];
        let waited = it.stuck_since.map_or(SimSpan::ZERO, |since| now.since(since));
        let later = SimSpan::from_nanos((waited.as_nanos() / 2).clamp(500_000_000, 30_000_000_000));
        it.outlook = outlook;
        it.looks_at = now.checked_add(later).unwrap_or(SimTime::MAX);
    }

    /// Those who had no way look again, the one that has waited longest first.
    pub(super) fn try_again(&mut self, core: &mut Core, facts: &FleetFacts, touched: &mut Marks) {
        if self.stuck.is_empty() {
            return;
        }
        let now = core.now;
        let looks = |number: &u32| {
            let it = &self.vehicles[*number as usize];
            it.is_free() && it.tried != self.epoch && self.is_worth_it(facts, *number, now)
        };
        let (epoch, until) = self.quiet;
        if epoch == self.epoch && now < until && self.agenda.first().is_some() {
            debug_assert!(!self.stuck.iter().any(looks), "a reason to look again is overlooked");
            return;
        }
        let since = |number: u32| (self.vehicles[number as usize].stuck_since, number);
        // Mostly nobody has to. Those before the first who has to need not, as nothing changes until its turn.
        let Some(first) = self.stuck.iter().copied().filter(looks).map(since).min() else {
            let later = self.stuck.iter().map(|number| self.vehicles[*number as usize].looks_at);
            let until = later.filter(|at| *at > now).min().unwrap_or(SimTime::MAX);
            self.quiet = (self.epoch, until);
            return;
        };
        let is_free = |number: &u32| self.vehicles[*number as usize].is_free();
        let others = self.stuck.iter().copied().filter(is_free).map(since);
        let mut stuck: SmallVec<[(Option<SimTime>, u32); 8]> =
            others.filter(|other| *other >= first).collect();
        stuck.sort_unstable();
        for (_, number) in stuck {
            let it = &self.vehicles[number as usize];
            if it.is_free() && it.tried != self.epoch && self.is_worth_it(facts, number, core.now) {
                touched.insert(number);
                self.act(core, facts, number);
                self.stir();
            }
        }
    }

    /// Some work is done.
    pub(super) fn finish(&mut self, core: &mut Core, facts: &FleetFacts, number: u32, work: Work) {
        match work {
            Work::Turn | Work::AwaitCrew => return,
            Work::AwaitTow => return self.tow(facts, number),
            Work::Repair => return self.repaired(core, number),
            Work::AwaitRescue => return self.rescued(facts, number, core.now),
            Work::Load | Work::Unload | Work::Charge | Work::Dwell => {}
        }
        self.epoch += 1;
        if work == Work::Charge {
            self.unbind(number);
        }
        let it = &mut self.vehicles[number as usize];
        let Some((_, task)) = it.tasks.pop_front() else { return };
        match task {
            Task::Pick(order) => {
                it.load.push(order);
                self.picked_up(core, number, order);
                if let Some(pick) = self.orders.get(&order).map(|order| order.pick) {
                    self.take_along(facts, number, pick);
                }
            }
            Task::Drop(order) => {
                it.gives = Some(order);
                self.giving.insert(number);
                self.dirty.insert(number);
                self.dropped(core, number, order);
            }
            Task::Stop(stop) => {
                let kind = &facts.types[it.kind as usize];
                let next = (stop + 1) % kind.tour.len() as u32;
                if next > 0 || kind.repeats {
                    let node = kind.tour[next as usize].0;
                    it.tasks.push_back((node, Task::Stop(next)));
                    self.charge_on_tour(facts, number, node);
                }
            }
            Task::Charge => self.fill_up(facts, number, core.now),
            Task::Park | Task::Give(_) | Task::Mend => {}
        }
    }

    /// What a vehicle does now, and for whom or what it waits.
    fn drive(&self, number: u32) -> (Drive, EquipmentId) {
        let it = &self.vehicles[number as usize];
        let driving = if it.load.is_empty() { Drive::Empty } else { Drive::Loaded };
        let drive = match it.work {
            _ if it.wear.as_ref().is_some_and(|wear| wear.is_towed) && it.work.is_none() => {
                Drive::Towed
            }
            _ if it.is_down() => Drive::Broken,
            _ if it.stranded.is_some() => Drive::Stranded,
            Some((Work::Load, _)) => Drive::Loading,
            Some((Work::Unload, _)) => Drive::Unloading,
            Some((Work::Charge, _)) => Drive::Charging,
            Some((Work::Dwell, _)) => Drive::Dwelling,
            Some((
                Work::Turn | Work::AwaitCrew | Work::AwaitTow | Work::Repair | Work::AwaitRescue,
                _,
            )) => driving,
            None if it.gives.is_some() => Drive::Blocked,
            None if it.motion.is_some() => driving,
            None if it.tasks.is_empty() && it.is_there() && !self.is_on_duty(number) => {
                Drive::OffDuty
            }
            None if it.tasks.is_empty() && it.is_there() => Drive::Parked,
            None if let Some(zone) = it.obstacles.first() => return (Drive::Obstructed, *zone),
            None => {
                let other = it.waits_for.map(|other| self.vehicle_id(other));
                return (Drive::Waiting, other.unwrap_or(EquipmentId::NONE));
            }
        };
        (drive, EquipmentId::NONE)
    }

    /// Writes down what a vehicle did, if it does something else now.
    pub(super) fn show(&mut self, core: &mut Core, number: u32) {
        let (drive, cause) = self.drive(number);
        let it = &mut self.vehicles[number as usize];
        if drive == Drive::Waiting {
            it.held_since.get_or_insert(core.now);
        } else {
            it.held_since = None;
        }
        if (it.doing, it.shown_cause) == (drive, cause) {
            return;
        }
        let record = self.drive_so_far(number, core.now);
        if record.span > SimSpan::ZERO && core.recorder.wants(What::Driven) {
            core.recorder.push(record);
        }
        let it = &mut self.vehicles[number as usize];
        (it.doing, it.shown_cause, it.since) = (drive, cause, core.now);
        it.since_place = (it.place(core.now) * 1e3).round() as u64;
    }

    /// What a vehicle has done since it did something else.
    pub(super) fn drive_so_far(&self, number: u32, now: SimTime) -> Record {
        let it = &self.vehicles[number as usize];
        // Rounded as a whole, so that nothing is lost between records.
        let millimetres = |place: f64| (place * 1e3).round() as u64;
        let far = millimetres(it.place(now)) - it.since_place.min(millimetres(it.place(now)));
        let record = Record::of_drive(now, self.vehicle_id(number), it.doing, it.shown_cause);
        record.span(now.since(it.since)).level(far as u32)
    }

    /// The point that a vehicle has not left with its whole length, since when it has had it, and for how long it waited for it.
    pub(super) fn place_so_far(&self, number: u32, now: SimTime) -> Record {
        let it = &self.vehicles[number as usize];
        let step = it.step(it.granted.min(it.left + u64::from(it.motion.is_some())));
        let record =
            Record::of_cause(What::Passed, now, self.vehicle_id(number), EquipmentId::NONE);
        record.span(now.since(step.granted.min(now))).extra(step.waited).level(step.node)
    }
}
