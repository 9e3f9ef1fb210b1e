//! `Source`: items come into the plant here.

mod spec;
mod yard;

use bevy_ecs::prelude as ecs;
use plantwright_des::{Sampler, Stream, unit_exponential};
use plantwright_journal::{Record, What};
use plantwright_units::{CalendarId, EquipmentId, ItemId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::build::SpawnCx;
use crate::core::{Ask, Core, NewItem};
use crate::items::{ItemRef, Marks};
use crate::links::LinkId;
use crate::outlet::{Outlet, Released, Sent};
use crate::world::{Handlers, Row, SimCx};

use spec::{Arrivals, IfFull, Planned, Steps};
use yard::Yard;

pub(crate) use spec::{SAMPLE, Spec};

/// Within 128 bytes: what is large or rare is boxed.
#[derive(Debug, Clone, ecs::Component, Serialize, Deserialize)]
pub(crate) struct Source {
    id: EquipmentId,
    outlet: Outlet,
    pattern: Pattern,
    /// Of the arrivals.
    stream: Stream,
    /// The number of the next item.
    serial: u64,
    /// How many items may still come.
    left: u64,
    /// When the next arrival is due; `MAX`: none is.
    next: SimTime,
    if_full: Full,
    /// The only product, where it is one; of several the first, and the mix tells which one comes.
    product: ProductId,
    /// The priority of the only product.
    priority: i32,
    /// Items that are here and have not gone yet.
    yard: Yard,
    rare: Option<Box<Rare>>,
}

/// What becomes of items that find no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Full {
    Wait,
    Lose,
    Pause,
    /// They wait, and a scheduler says which one may enter, and when.
    Asks,
}

/// When items come.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Pattern {
    /// At intervals.
    Intervals(Sampler),
    /// By a Poisson process whose rate changes.
    Rates(Box<Steps>),
    /// As planned.
    Plan(Box<Plan>),
    /// Whenever the last one has gone.
    Always,
}

/// Arrivals that are known beforehand.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Plan {
    arrivals: Box<[Planned]>,
    /// The position of the next one.
    position: u32,
}

/// What few sources have.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Rare {
    /// Several products, each with the sum of the shares up to and including it.
    mix: Vec<(ProductId, f64)>,
    mix_stream: Stream,
    /// How many items come at once.
    batch: Option<Sampler>,
    batch_stream: Stream,
    /// Outside of which nothing comes.
    calendar: Option<CalendarId>,
    /// Until when it is known to be open, so that not every item that goes looks at the calendar.
    open_until: SimTime,
}

impl Source {
    /// Wants the next arrival, if there is to be one.
    #[inline(always)]
    fn plan_next(&mut self, core: &mut Core) {
        self.next = SimTime::MAX;
        if self.left == 0 {
            return;
        }
        let after = if let Pattern::Intervals(interval) = &self.pattern {
            let nanos = interval.sample(self.stream.draw());
            core.span(self.id, nanos)
        } else if let Some(after) = self.known_gap(core.now) {
            after
        } else {
            return;
        };
        self.want_after(core, after);
    }

    /// Wants the next arrival after so long, as far as the source is open.
    #[inline(always)]
    fn want_after(&mut self, core: &mut Core, after: SimSpan) {
        let after = if self.rare.is_some() { self.open_time(core, after) } else { Some(after) };
        let at = after.and_then(|after| core.schedule(self.id, 0, after));
        self.next = at.unwrap_or(SimTime::MAX);
    }

    fn calendar(&self) -> Option<CalendarId> {
        self.rare.as_ref()?.calendar
    }

    /// How long it takes until the source has been open for so long, or is open for what was planned; none where it never is.
    fn open_time(&self, core: &Core, after: SimSpan) -> Option<SimSpan> {
        let Some(calendar) = self.calendar() else { return Some(after) };
        let calendar = core.plant.calendar(calendar);
        let at = if matches!(self.pattern, Pattern::Intervals(_)) {
            calendar.after(core.now, after)?
        } else {
            let planned = core.now.checked_add(after)?;
            calendar.window(planned)?.from.max(planned)
        };
        Some(at.since(core.now))
    }

    /// Whether it is open. Where it is not, it looks again when it opens.
    fn is_open(&mut self, core: &mut Core) -> bool {
        let Some(rare) = self.rare.as_deref_mut() else { return true };
        let Some(calendar) = rare.calendar.filter(|_| core.now >= rare.open_until) else {
            return true;
        };
        let Some(window) = core.plant.calendar(calendar).window(core.now) else { return false };
        let is_open = window.from <= core.now;
        if is_open {
            rare.open_until = window.to;
        }
        if !is_open && self.next == SimTime::MAX && self.left > 0 {
            let opens = core.schedule(self.id, 0, window.from.since(core.now));
            self.next = opens.unwrap_or(SimTime::MAX);
        }
        is_open
    }

    /// How long until the next arrival, of a source without intervals; none where none comes by itself.
    fn known_gap(&mut self, now: SimTime) -> Option<SimSpan> {
        let at = match &self.pattern {
            Pattern::Rates(steps) => steps.next(now, unit_exponential(self.stream.draw()))?,
            Pattern::Plan(plan) => plan.arrivals.get(plan.position as usize)?.at,
            Pattern::Intervals(_) | Pattern::Always => return None,
        };
        Some(at.since(now))
    }

    /// Makes one item; it stands in the yard.
    #[inline(always)]
    fn bring(
        &mut self,
        core: &mut Core,
        product: ProductId,
        due: Option<SimTime>,
        priority: Option<i32>,
        serial: u64,
    ) {
        let priority = priority.unwrap_or_else(|| core.plant.product(product).priority);
        let id = ItemId::new(self.id, serial);
        let item = core.create(NewItem { id, product, due, priority });
        self.left -= 1;
        core.begin_life(item);
        self.yard.push_back(item);
        if self.is_always_ready() {
            core.counts.ready += 1;
        } else {
            self.comes_in(core, id, product);
        }
    }

    /// Whether an item may enter, as far as a scheduler says that.
    #[inline(always)]
    fn is_let_in(&self, core: &Core, item: ItemRef) -> bool {
        self.if_full != Full::Asks
            || self.is_always_ready()
            || core.items[item].marks.has(Marks::LET_IN)
    }

    /// Whether the first item was let in. Where not, a scheduler is asked.
    #[cold]
    fn has_let_in(cx: &mut SimCx<'_>, me: Row<Self>) -> bool {
        let (source, core) = cx.mine(me);
        let Some(first) = source.yard.front() else { return false };
        let is_let_in = source.is_let_in(core, first);
        if !is_let_in {
            core.ask(Ask { who: source.id, item: None });
        }
        is_let_in
    }

    /// Whether a scheduler may let something in here now: one at a time.
    pub(crate) fn may_be_asked(&self, core: &Core) -> bool {
        self.yard.front().is_some_and(|first| !self.is_let_in(core, first))
    }

    fn is_always_ready(&self) -> bool {
        matches!(self.pattern, Pattern::Always)
    }

    /// An item comes into the plant.
    fn comes_in(&self, core: &mut Core, item: ItemId, product: ProductId) {
        core.counts.created += 1;
        if core.recorder.wants(What::Created) {
            core.recorder
                .push(Record::of_item(What::Created, core.now, self.id, item).level(product.0));
        }
    }

    /// Makes the items of one arrival.
    #[inline(always)]
    fn arrive(&mut self, core: &mut Core) {
        if self.rare.is_some() || matches!(self.pattern, Pattern::Plan(_)) {
            return self.arrive_rarely(core);
        }
        let serial = self.serial;
        self.serial += 1;
        self.bring(core, self.product, None, Some(self.priority), serial);
    }

    /// Makes the items of one arrival, of a source with a plan, a mix, or batches.
    #[inline(never)]
    fn arrive_rarely(&mut self, core: &mut Core) {
        if self.is_always_ready() && !self.yard.is_empty() {
            // It opens, and something is at hand.
            return;
        }
        if let Pattern::Plan(plan) = &mut self.pattern {
            let planned = plan.arrivals[plan.position as usize].clone();
            plan.position += 1;
            if let Some(product) = planned.product {
                let due = planned.due.or_else(|| due(core, product));
                for offset in 0..u64::from(planned.quantity).min(self.left) {
                    self.bring(core, product, due, planned.priority, planned.serial + offset);
                }
                return;
            }
        }
        for _ in 0..self.draw_batch() {
            if self.left == 0 {
                return;
            }
            let (product, serial) = (self.draw_product(), self.serial);
            self.serial += 1;
            let due = due(core, product);
            self.bring(core, product, due, None, serial);
        }
    }

    fn draw_product(&mut self) -> ProductId {
        match self.rare.as_deref_mut().filter(|rare| rare.mix.len() > 1) {
            Some(rare) => {
                let unit = (rare.mix_stream.draw() >> 11) as f64 / (1_u64 << 53) as f64;
                let chosen =
                    rare.mix.partition_point(|(_, up_to)| *up_to <= unit).min(rare.mix.len() - 1);
                rare.mix[chosen].0
            }
            None => self.product,
        }
    }

    fn draw_batch(&mut self) -> u64 {
        match self.rare.as_deref_mut() {
            Some(Rare { batch: Some(batch), batch_stream, .. }) => {
                batch.sample(batch_stream.draw()).round().max(0.0) as u64
            }
            _ => 1,
        }
    }

    /// One item is always at hand. It comes into the plant at the moment at which it leaves the source.
    fn restock(&mut self, core: &mut Core) {
        if self.is_always_ready() && self.yard.is_empty() && self.left > 0 && self.is_open(core) {
            self.arrive(core);
        }
    }

    /// Whether a batch of no items came, and the next one is wanted. Nothing but such batches is a live-lock, and found as one.
    fn came_empty(&self) -> bool {
        self.yard.is_empty() && self.left > 0
    }

    /// An item that was always at hand comes into the plant when it leaves, if it leaves now.
    fn stamp(&self, core: &mut Core, item: ItemRef) {
        if self.is_always_ready() {
            let now = core.now;
            core.freshen(item);
            let due = due(core, core.items[item].product);
            let it = &mut core.items[item];
            it.due = due.unwrap_or(it.due);
            it.created = now;
            it.entered = now;
        }
    }

    /// Wants the next arrival, once a pausing source has nothing left.
    #[inline(never)]
    fn go_on(&mut self, core: &mut Core) {
        if self.yard.is_empty() && self.next == SimTime::MAX {
            self.plan_next(core);
        }
    }

    /// An item that was always at hand has gone: it is in the plant, and another one is at hand.
    fn replace(&mut self, core: &mut Core, item: ItemId, product: ProductId) {
        core.counts.ready -= 1;
        self.comes_in(core, item, product);
        self.restock(core);
    }

    /// Offers the item that is always at hand. One at a time: what takes items without end is found out by the run, not by a
    /// loop in here.
    #[inline(never)]
    fn move_ready(cx: &mut SimCx<'_>, me: Row<Self>) {
        let (source, core) = cx.mine(me);
        if !source.is_open(core) {
            return;
        }
        source.restock(core);
        let Some(item) = source.yard.front() else {
            if source.came_empty() {
                core.poke(source.id);
            }
            return;
        };
        source.stamp(core, item);
        let (id, outlet) = (source.id, source.outlet);
        let (number, product) = (core.items[item].id, core.items[item].product);
        let level = cx[me].yard.len();
        if cx.send(id, outlet, item, level) == Sent::Gone {
            let (source, core) = cx.mine(me);
            source.yard.pop_front();
            source.replace(core, number, product);
            core.poke(id);
        }
    }
}

/// Whether items go from here to a `Release`.
fn leads_to_release(cx: &SpawnCx<'_>) -> bool {
    let facts = cx.plant.equipment(cx.id);
    let targets = |product| facts.routing.iter().flat_map(move |it| it.shares(product));
    let mut all = cx.plant.product_ids().flat_map(targets);
    all.any(|(to, _)| cx.plant.equipment(to).kind == "Release")
}

/// When an item of a product should be complete that comes into the plant now, and of which no order says it.
fn due(core: &Core, product: ProductId) -> Option<SimTime> {
    let allowance = core.plant.product(product).allowance?;
    core.now.checked_add(allowance)
}

impl Handlers for Source {
    type Spec = Spec;

    fn spawn(spec: &Spec, cx: &mut SpawnCx<'_>) -> Self {
        let Arrivals { plan, rates } = spec.arrivals();
        let interval = cx.interval();
        let pattern = match (interval, rates, plan) {
            (Some(interval), ..) => Pattern::Intervals(interval),
            (None, Some(steps), _) => Pattern::Rates(Box::new(steps)),
            (None, None, Some(plan)) => {
                Pattern::Plan(Box::new(Plan { arrivals: plan.into(), position: 0 }))
            }
            (None, None, None) => Pattern::Always,
        };
        let facts = cx.plant.equipment(cx.id).arrivals.as_ref();
        let mix = facts.map(|facts| facts.mix.clone()).unwrap_or_default();
        let batch = cx.batch();
        let product = if let [(only, _)] = mix[..] { Some(only) } else { None };
        let first = mix.first().map_or(ProductId(u32::MAX), |(first, _)| *first);
        let calendar = facts.and_then(|facts| facts.calendar);
        let allows = mix.iter().any(|(product, _)| cx.plant.product(*product).allowance.is_some());
        let is_rare = product.is_none() || batch.is_some() || calendar.is_some() || allows;
        let rare = is_rare.then(|| {
            let mut up_to = 0.0;
            let mix = mix.iter().map(|(product, share)| {
                up_to += share;
                (*product, up_to)
            });
            Box::new(Rare {
                mix: mix.collect(),
                mix_stream: cx.stream("product"),
                batch,
                batch_stream: cx.stream("batch"),
                calendar,
                open_until: SimTime::ZERO,
            })
        });
        Self {
            id: cx.id,
            outlet: cx.outlet(),
            left: facts.and_then(|facts| facts.count).unwrap_or(u64::MAX),
            pattern,
            stream: cx.stream("arrivals"),
            serial: 0,
            next: spec.first().unwrap_or(SimTime::MAX),
            if_full: match spec.if_full() {
                // A `Release` behind it is the gate where there is one.
                IfFull::Wait if cx.scheduler_releases && !leads_to_release(cx) => Full::Asks,
                IfFull::Wait => Full::Wait,
                IfFull::Lose => Full::Lose,
                IfFull::Pause => Full::Pause,
            },
            product: first,
            priority: product.map_or(0, |product| cx.plant.product(product).priority),
            yard: Yard::default(),
            rare,
        }
    }

    fn begin(&mut self, core: &mut Core) {
        if self.next < SimTime::MAX && self.left > 0 {
            let first = self.next.since(SimTime::ZERO);
            self.want_after(core, first);
        } else {
            self.plan_next(core);
        }
        core.poke(self.id);
    }

    #[inline(always)]
    fn due(&mut self, core: &mut Core, _clock: u8) -> bool {
        if self.next != core.now {
            return false;
        }
        self.arrive(core);
        if self.if_full == Full::Pause && !self.yard.is_empty() {
            self.next = SimTime::MAX;
        } else {
            self.plan_next(core);
        }
        true
    }

    #[inline(always)]
    fn release(&mut self, core: &mut Core, link: LinkId) -> Option<Released> {
        let item = self.yard.front()?;
        if !core.may_go(item, self.outlet, link) || !self.is_let_in(core, item) {
            return None;
        }
        if self.is_always_ready() && !self.is_open(core) {
            return None;
        }
        self.stamp(core, item);
        let (id, product) = (core.items[item].id, core.items[item].product);
        core.leave_over((self.id, self.outlet, link), item, self.yard.len());
        self.yard.pop_front();
        if self.is_always_ready() {
            self.replace(core, id, product);
            if self.came_empty() {
                core.poke(self.id);
            }
        } else if self.if_full == Full::Pause {
            self.go_on(core);
        }
        let next = self.yard.front();
        let more = next
            .is_some_and(|next| core.may_go(next, self.outlet, link) && self.is_let_in(core, next));
        if next.is_some() && !more {
            core.poke(self.id);
        }
        Some(Released { item, more })
    }

    fn withdraw(&mut self, core: &mut Core, item: ItemRef) -> Option<usize> {
        let level = self.yard.len();
        if !self.yard.remove(item) {
            return None;
        }
        if self.if_full == Full::Pause {
            self.go_on(core);
        }
        core.poke(self.id);
        Some(level)
    }

    #[inline(always)]
    fn moves(cx: &mut SimCx<'_>, me: Row<Self>) {
        let source = &cx[me];
        let (id, outlet, if_full) = (source.id, source.outlet, source.if_full);
        if source.is_always_ready() {
            return Self::move_ready(cx, me);
        }
        if if_full == Full::Asks && !Self::has_let_in(cx, me) {
            return;
        }
        while let Some(item) = cx[me].yard.front() {
            let level = cx[me].yard.len();
            if if_full == Full::Lose {
                if !cx.send_or_not(id, outlet, item, level) {
                    cx.lose(id, item);
                }
            } else if cx.send(id, outlet, item, level) != Sent::Gone {
                return;
            }
            let (source, core) = cx.mine(me);
            source.yard.pop_front();
            if if_full == Full::Pause {
                source.go_on(core);
            }
            if if_full == Full::Asks && !Self::has_let_in(cx, me) {
                return;
            }
        }
    }

    fn candidates(&self, items: &mut Vec<ItemRef>) {
        items.extend(self.yard.iter());
    }

    fn chosen(&mut self, core: &mut Core, item: ItemRef) {
        core.items[item].marks.set(Marks::LET_IN, true);
        self.yard.bring_forward(item);
        core.poke(self.id);
    }

    fn offers(&self, core: &Core, link: LinkId, items: &mut Vec<ItemRef>) -> bool {
        let all = if self.is_always_ready() { 1 } else { usize::MAX };
        let there = self.yard.iter().take(all).filter(|item| self.is_let_in(core, *item));
        items.extend(there.filter(|item| core.may_go(*item, self.outlet, link)));
        true
    }

    fn contents(&self, items: &mut Vec<ItemRef>) {
        items.extend(self.yard.iter());
    }

    fn count(&self) -> usize {
        self.yard.len()
    }

    fn holds_items_in_plant(&self) -> bool {
        !self.is_always_ready()
    }
}

impl SimCx<'_> {
    /// An item found no room, and goes away.
    fn lose(&mut self, source: EquipmentId, item: ItemRef) {
        self.core.let_go(item);
        let item = self.core.items.remove(item);
        self.core.counts.lost += 1;
        if self.core.recorder.wants(What::Lost) {
            let record = Record::of_item(What::Lost, self.core.now, source, item.id);
            self.core.recorder.push(record.level(item.product.0));
        }
    }
}

impl Steps {
    /// The instant at which the expected number of arrivals since `now` reaches `wanted`: the inverse of the cumulative rate
    /// (Çinlar 1975, "Introduction to Stochastic Processes", chapter 4).
    fn next(&self, now: SimTime, mut wanted: f64) -> Option<SimTime> {
        let mut at = now.as_nanos();
        loop {
            let (rate, until) = self.rate_at(at);
            match until {
                None if rate <= 0.0 => return None,
                None => return after(at, wanted / rate),
                Some(until) => {
                    let expected = rate * (until - at) as f64;
                    if wanted < expected {
                        return after(at, wanted / rate);
                    }
                    wanted -= expected;
                    at = until;
                }
            }
        }
    }

    /// The rate per nanosecond at an instant, and when it changes.
    fn rate_at(&self, at: u64) -> (f64, Option<u64>) {
        let (round, within) = match self.cycle {
            Some(cycle) => (at / cycle * cycle, at % cycle),
            None => (0, at),
        };
        let current = self.steps.partition_point(|(from, _)| *from <= within) - 1;
        let end = self.steps.get(current + 1).map(|(from, _)| *from).or(self.cycle);
        (self.steps[current].1, end.map(|end| round + end))
    }
}

fn after(at: u64, nanos: f64) -> Option<SimTime> {
    SimTime::from_nanos(at).checked_add(SimSpan::from_nanos_f64(nanos)?)
}
