//! One thing that happened, and the closed sets of what can happen and of states. Nothing here adds anything up.

use plantwright_units::{EquipmentId, ItemId, ProductId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

/// What a record tells. The comments name the fields that it fills beside `at` and `who`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum What {
    /// A source brought an item in: `item`, `product`.
    Created,
    /// A source found no room for an item that it had created, and let it go: `item`, `product`.
    Lost,
    /// An item came to stand here: `item`, `level` after it.
    Entered,
    /// Processing began: `item`, `span` waited here; of a fleet, `level` the number of the vehicle, from 0.
    Started,
    /// Processing ended: `item`, `span` processed; of a fleet, `level` the number of the vehicle, from 0.
    Finished,
    /// An item left: `item`, `span` stayed here, `level` before it left.
    Left,
    /// A sink took an item out: `item`, `product`, `span` since it was created, `extra` of it processed.
    Consumed,
    /// An item with a due date was completed: `item`, `span` late, `extra` early; one of them is zero.
    Due,
    /// A state came to an end: `state`, `span` it lasted, `cause` it waited for, `level` places busy in it.
    State,
    /// A scheduler chose: `item` chosen, `level` choices there were, `cause` the station chosen for it.
    Decided,
    /// An item was taken out as scrap: `item`, `product`, `span` since it was created.
    Scrapped,
    /// A piece of equipment broke down: `cause` the failure.
    Failed,
    /// A failure was repaired: `cause` the failure, `span` from breaking down until now, `extra` of it waiting for
    /// a crew.
    Repaired,
    /// An inspection rejected an item: `item`, `product`.
    Rejected,
    /// A sink took an item that was reworked or has a defect: `item`, `level` twice the number of reworks, and 1 with a defect.
    Flawed,
    /// A change of set-up was made: `item` for which, `product`.
    SetUp,
    /// So many of a group of people did something: `level` people, `span` for so long; what they did says the record's [`Duty`].
    Staffed,
    /// A crew came to its work: `cause` who had asked, `span` waited, `extra` of it while they walked, `level` people.
    Claimed,
    /// Maintenance was done: `cause` the maintenance, `span` it took, `extra` of it waiting for a crew.
    Maintained,
    /// Closes the books of an item that is still in the plant: `item`, `span` stayed here so far, `extra` since it was created, `level` here.
    Present,
    /// An item became part of another, or others were made of it: `item`, `product`, `span` since it was created.
    Absorbed,
    /// Closes the books of an item that is inside another one here: `item`, `extra` since it was created.
    Carried,
    /// The condition of equipment was inspected: `cause` what wears, `span` it took, `level` the stage found.
    Inspected,
    /// So many of the units of equipment that may fail one by one worked: `cause` the concern, `level` units, `span` for so long.
    Working,
    /// An item ran out of patience where it waited: `item`, `product`, `span` waited here. Where it goes, other records tell.
    Reneged,
    /// An item was not begun here within a time after another operation: `item`, `product`, `span` waited here.
    Breached,
    /// An item went out of the plant from where it waited, neither completed nor scrapped: `item`, `product`, `span` since it was
    /// created.
    Withdrawn,
    /// An item was past its shelf life where it waited, or was finished: `item`, `product`, `span` since it was created. Where it
    /// goes, other records tell.
    Expired,
    /// A vehicle did something until now: `span` for so long, `cause` the vehicle it waited for, `level` the millimetres that it came
    /// on meanwhile; what it did says the record's [`Drive`].
    Driven,
    /// A vehicle left a point of its way behind with its whole length: `level` the number of the point, `span` since it had the right
    /// to be there, `extra` for how long it had stood waiting for that.
    Passed,
    /// Vehicles wait for one another in a circle, or for one that will never move, or do so no longer; one record for each of them:
    /// `cause` the vehicle that it waits for, `level` the number of the point that it wants; which of these says the record's [`Stall`].
    Deadlocked,
    /// A photo-eye was covered or is clear again, a rigid body is in trouble, or an order of a fleet is starved: `item`, and what was
    /// noticed says the record's [`Notice`]. Of a photo-eye, `span` how long it had been as it was before, `level` its number; of a
    /// body, `level` what was done: nothing, parked, removed, the run stopped, from 0 on; of an order, `span` for how long it has
    /// waited for a vehicle, `level` how often a later one was preferred.
    Noticed,
    /// Work on an item that is on its place stops, or does not begin, while its equipment may work on others: `item`, `span` of its
    /// process done so far and kept, `level` the group of people that it waits for, by its number from 1 on; 0: it made way.
    Interrupted,
    /// Work on such an item goes on, or begins: `item`, `level` 1 where it is its process that goes on.
    Resumed,
}

impl What {
    /// The number of kinds.
    pub const COUNT: usize = 34;

    /// All kinds, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Created,
        Self::Lost,
        Self::Entered,
        Self::Started,
        Self::Finished,
        Self::Left,
        Self::Consumed,
        Self::Due,
        Self::State,
        Self::Decided,
        Self::Scrapped,
        Self::Failed,
        Self::Repaired,
        Self::Rejected,
        Self::Flawed,
        Self::SetUp,
        Self::Staffed,
        Self::Claimed,
        Self::Maintained,
        Self::Present,
        Self::Absorbed,
        Self::Carried,
        Self::Inspected,
        Self::Working,
        Self::Reneged,
        Self::Breached,
        Self::Withdrawn,
        Self::Expired,
        Self::Driven,
        Self::Passed,
        Self::Deadlocked,
        Self::Noticed,
        Self::Interrupted,
        Self::Resumed,
    ];

    /// The kinds by all numbers that fit where records have them: of these any can be looked up without a check.
    const BY_NUMBER: [Self; 1 << Record::WHAT_BITS] = {
        let mut kinds = [Self::Created; 1 << Record::WHAT_BITS];
        let mut number = 0;
        while number < Self::COUNT {
            kinds[number] = Self::ALL[number];
            number += 1;
        }
        kinds
    };
}

/// What a piece of equipment does at an instant: exactly one of these.
///
/// The names are those of the field's tools; `Idle` is "starved", waiting for work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[repr(u8)]
pub enum State {
    /// Ready, and nothing to work on.
    #[default]
    Idle,
    /// Working on at least one item.
    Processing,
    /// Holding finished items that find no place downstream, and working on none.
    Blocked,
    /// Broken down, and not repaired yet.
    Down,
    /// Being set up for what comes next.
    Setup,
    /// Ready to go on as soon as a person comes.
    WaitingForOperator,
    /// Stopped for planned maintenance.
    Maintenance,
    /// Not meant to work now: outside its shifts.
    Off,
    /// Asleep, to save energy.
    Standby,
    /// Waking up from standby.
    Starting,
}

impl State {
    /// The number of states.
    pub const COUNT: usize = 10;

    /// All states, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Idle,
        Self::Processing,
        Self::Blocked,
        Self::Down,
        Self::Setup,
        Self::WaitingForOperator,
        Self::Maintenance,
        Self::Off,
        Self::Standby,
        Self::Starting,
    ];

    /// The states by all numbers that fit where records have them, as with [`What`].
    const BY_NUMBER: [Self; 1 << Record::STATE_BITS] = {
        let mut states = [Self::Idle; 1 << Record::STATE_BITS];
        let mut number = 0;
        while number < Self::COUNT {
            states[number] = Self::ALL[number];
            number += 1;
        }
        states
    };

    /// Returns the name in snake case, as in the names of KPIs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Processing => "processing",
            Self::Blocked => "blocked",
            Self::Down => "down",
            Self::Setup => "setup",
            Self::WaitingForOperator => "waiting_for_operator",
            Self::Maintenance => "maintenance",
            Self::Off => "off",
            Self::Standby => "standby",
            Self::Starting => "starting",
        }
    }
}

/// What people do, of those who are counted by a `Staffed` record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Duty {
    /// At work, overtime included.
    Working,
    /// On their way.
    Walking,
    /// There by their calendar, whatever they do.
    Present,
    /// At work though their calendar is closed.
    Overtime,
    /// Off duty: neither there by their calendar nor at work.
    Away,
}

impl Duty {
    /// The number of them.
    pub const COUNT: usize = 5;

    /// All of them, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Working, Self::Walking, Self::Present, Self::Overtime, Self::Away];
}

/// What a vehicle does, of that which a `Driven` record tells of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Drive {
    /// It stands, and has nothing to do.
    #[default]
    Parked,
    /// On its way without a load.
    Empty,
    /// On its way with a load.
    Loaded,
    /// It stands on its way, since others are in it.
    Waiting,
    /// Picks something up.
    Loading,
    /// Drops something.
    Unloading,
    /// Has brought something for which there is no room.
    Blocked,
    /// Charges its battery.
    Charging,
    /// Stands at a stop of its tour.
    Dwelling,
    /// It is broken, and stands, waits for its repair, or is repaired.
    Broken,
    /// It is broken, and is brought to where it is repaired.
    Towed,
    /// It stands, and takes no orders by its calendar.
    OffDuty,
    /// It stands on its way, since something is in its safety field.
    Obstructed,
    /// It stands on its way with an empty battery.
    Stranded,
}

impl Drive {
    /// The number of them.
    pub const COUNT: usize = 14;

    /// All of them, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Parked,
        Self::Empty,
        Self::Loaded,
        Self::Waiting,
        Self::Loading,
        Self::Unloading,
        Self::Blocked,
        Self::Charging,
        Self::Dwelling,
        Self::Broken,
        Self::Towed,
        Self::OffDuty,
        Self::Obstructed,
        Self::Stranded,
    ];
}

/// What a `Deadlocked` record says of a vehicle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Stall {
    /// It waits in vain: nobody can make way.
    #[default]
    Locked,
    /// It waits, and who could make way was not found; it is not proven that nobody can.
    Unsolved,
    /// It was told to wait in vain, and does so no longer: something has come in between.
    Dissolved,
}

impl Stall {
    /// The number of them.
    pub const COUNT: usize = 3;

    /// All of them, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] = [Self::Locked, Self::Unsolved, Self::Dissolved];
}

/// What a photo-eye or a watch over rigid bodies notices, of that which a `Noticed` record tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Notice {
    /// A photo-eye is covered from now on.
    Covered,
    /// A photo-eye is clear from now on.
    Cleared,
    /// A body fell.
    Fallen,
    /// A body came to rest where nothing holds it.
    Jammed,
    /// The place or the speed of a body is no number.
    NotFinite,
    /// A body went through a wall.
    Tunnelled,
    /// A body is at the exit that should have been pushed off before, or at a way out that is not its own.
    Missed,
    /// A body is in the safety field of a vehicle, which brakes for it.
    InTheWay,
    /// An order of a fleet waits beyond reason, while later ones are preferred.
    Starved,
}

impl Notice {
    /// The number of them.
    pub const COUNT: usize = 9;

    /// All of them, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Covered,
        Self::Cleared,
        Self::Fallen,
        Self::Jammed,
        Self::NotFinite,
        Self::Tunnelled,
        Self::Missed,
        Self::InTheWay,
        Self::Starved,
    ];
}

/// One thing that happened. See [`What`] for the fields that each kind fills; the others are zero or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// When.
    pub at: SimTime,
    /// For how long, until `at`.
    pub span: SimSpan,
    /// A second span; of what says [`What`].
    pub extra: SimSpan,
    /// Which item, or of a `State` record the equipment that was waited for.
    subject: u64,
    /// How many, or which product.
    pub level: u32,
    /// 22 bits of equipment, 4 of state, 6 of kind.
    who_state_what: u32,
}

// Whatever stands in the place of a state fits there.
const _: () = assert!(
    State::COUNT <= 1 << Record::STATE_BITS
        && Duty::COUNT <= 1 << Record::STATE_BITS
        && Drive::COUNT <= 1 << Record::STATE_BITS
        && Stall::COUNT <= 1 << Record::STATE_BITS
        && Notice::COUNT <= 1 << Record::STATE_BITS
);

impl Record {
    /// The number of pieces of equipment, and of what may happen to them, that records can tell apart.
    pub const EQUIPMENT: u32 = 1 << (32 - Self::WHO_SHIFT);

    const WHO_SHIFT: u32 = Self::WHAT_BITS + Self::STATE_BITS;

    /// How many bits the number of a state takes, or of whatever else stands in its place.
    const STATE_BITS: u32 = 4;

    /// What stands where nothing was recorded yet.
    pub(crate) const BLANK: Self =
        Self::of_item(What::Created, SimTime::ZERO, EquipmentId(0), ItemId::from_bits(0));

    /// Returns a record of an item.
    #[inline]
    pub const fn of_item(what: What, at: SimTime, who: EquipmentId, item: ItemId) -> Self {
        Self {
            at,
            span: SimSpan::ZERO,
            extra: SimSpan::ZERO,
            subject: item.to_bits(),
            level: 0,
            who_state_what: who.0 << Self::WHO_SHIFT | what as u32,
        }
    }

    /// Returns the record of a state that came to an end.
    #[inline]
    pub const fn of_state(
        at: SimTime,
        who: EquipmentId,
        state: State,
        span: SimSpan,
        cause: EquipmentId,
    ) -> Self {
        let mut record = Self::of_cause(What::State, at, who, cause).span(span);
        record.who_state_what |= (state as u32) << Self::WHAT_BITS;
        record
    }

    /// Returns a record of something else that happens to equipment, such as a failure.
    #[inline]
    pub const fn of_cause(what: What, at: SimTime, who: EquipmentId, cause: EquipmentId) -> Self {
        Self {
            at,
            span: SimSpan::ZERO,
            extra: SimSpan::ZERO,
            subject: cause.0 as u64,
            level: 0,
            who_state_what: who.0 << Self::WHO_SHIFT | what as u32,
        }
    }

    /// Returns a record of what people of a group did.
    #[inline]
    pub const fn of_duty(at: SimTime, who: EquipmentId, duty: Duty) -> Self {
        let mut record = Self::of_cause(What::Staffed, at, who, EquipmentId::NONE);
        record.who_state_what |= (duty as u32) << Self::WHAT_BITS;
        record
    }

    /// Returns what the people of a `Staffed` record did.
    #[inline]
    pub const fn duty(&self) -> Duty {
        let number =
            (self.who_state_what >> Self::WHAT_BITS) as usize & ((1 << Self::STATE_BITS) - 1);
        if number < Duty::COUNT { Duty::ALL[number] } else { Duty::Working }
    }

    /// Returns a record of what a vehicle of a fleet did.
    #[inline]
    pub const fn of_drive(at: SimTime, who: EquipmentId, drive: Drive, cause: EquipmentId) -> Self {
        let mut record = Self::of_cause(What::Driven, at, who, cause);
        record.who_state_what |= (drive as u32) << Self::WHAT_BITS;
        record
    }

    /// Returns what the vehicle of a `Driven` record did.
    #[inline]
    pub const fn drive(&self) -> Drive {
        let number =
            (self.who_state_what >> Self::WHAT_BITS) as usize & ((1 << Self::STATE_BITS) - 1);
        if number < Drive::COUNT { Drive::ALL[number] } else { Drive::Parked }
    }

    /// Returns a record of a vehicle of a fleet that waits in vain, or no longer.
    #[inline]
    pub const fn of_stall(at: SimTime, who: EquipmentId, stall: Stall, cause: EquipmentId) -> Self {
        let mut record = Self::of_cause(What::Deadlocked, at, who, cause);
        record.who_state_what |= (stall as u32) << Self::WHAT_BITS;
        record
    }

    /// Returns what a `Deadlocked` record says.
    #[inline]
    pub const fn stall(&self) -> Stall {
        let number =
            (self.who_state_what >> Self::WHAT_BITS) as usize & ((1 << Self::STATE_BITS) - 1);
        if number < Stall::COUNT { Stall::ALL[number] } else { Stall::Locked }
    }

    /// Returns a record of what was noticed of an item.
    #[inline]
    pub const fn of_notice(at: SimTime, who: EquipmentId, notice: Notice, item: ItemId) -> Self {
        let mut record = Self::of_item(What::Noticed, at, who, item);
        record.who_state_what |= (notice as u32) << Self::WHAT_BITS;
        record
    }

    /// Returns what was noticed, of a `Noticed` record.
    #[inline]
    pub const fn notice(&self) -> Notice {
        let number =
            (self.who_state_what >> Self::WHAT_BITS) as usize & ((1 << Self::STATE_BITS) - 1);
        if number < Notice::COUNT { Notice::ALL[number] } else { Notice::Covered }
    }

    /// Sets the span.
    #[inline]
    pub const fn span(mut self, span: SimSpan) -> Self {
        self.span = span;
        self
    }

    /// Sets the second span.
    #[inline]
    pub const fn extra(mut self, extra: SimSpan) -> Self {
        self.extra = extra;
        self
    }

    /// Sets the level.
    #[inline]
    pub const fn level(mut self, level: u32) -> Self {
        self.level = level;
        self
    }

    /// The words of a record as journals on disk have them.
    pub(crate) const fn of_words(
        at: SimTime,
        [span, extra]: [SimSpan; 2],
        subject: u64,
        level: u32,
        who_state_what: u32,
    ) -> Self {
        Self { at, span, extra, subject, level, who_state_what }
    }

    /// 22 bits of equipment, 4 of state, 6 of kind.
    pub(crate) const fn who_state_what(&self) -> u32 {
        self.who_state_what
    }

    /// How many bits the number of a kind takes.
    pub(crate) const WHAT_BITS: u32 = 6;

    /// The number of what happened.
    #[inline]
    pub(crate) const fn number_of_kind(&self) -> usize {
        (self.who_state_what & ((1 << Self::WHAT_BITS) - 1)) as usize
    }

    /// Returns what happened.
    #[inline]
    pub const fn what(&self) -> What {
        What::BY_NUMBER[self.number_of_kind()]
    }

    /// Returns where it happened.
    #[inline]
    pub const fn who(&self) -> EquipmentId {
        EquipmentId(self.who_state_what >> Self::WHO_SHIFT)
    }

    /// Returns the state of a `State` record.
    #[inline]
    pub const fn state(&self) -> State {
        State::BY_NUMBER
            [(self.who_state_what >> Self::WHAT_BITS) as usize & ((1 << Self::STATE_BITS) - 1)]
    }

    /// Returns the item, of every kind that tells of one.
    #[inline]
    pub const fn item(&self) -> ItemId {
        ItemId::from_bits(self.subject)
    }

    /// Returns what a `State` record's equipment waited for, or which failure a `Failed` or `Repaired` record tells of; [`EquipmentId::NONE`] where it waited for nothing named.
    #[inline]
    pub const fn cause(&self) -> EquipmentId {
        EquipmentId(self.subject as u32)
    }

    /// Returns the product of a `Created`, `Lost`, `Consumed`, `Scrapped`, `Rejected`, `SetUp`, `Absorbed`, `Reneged`, `Breached`, `Withdrawn` or `Expired` record.
    #[inline]
    pub const fn product(&self) -> ProductId {
        ProductId(self.level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_small_and_keep_what_they_are_told() {
        assert_eq!(size_of::<Record>(), 40);
        let who = EquipmentId(Record::EQUIPMENT - 1);
        for what in What::ALL {
            let record = Record::of_item(what, SimTime::ZERO, who, ItemId::new(who, 7)).level(3);
            assert_eq!((record.what(), record.who(), record.item().serial()), (what, who, 7));
        }
        for state in State::ALL {
            let record = Record::of_state(SimTime::ZERO, who, state, SimSpan::ZERO, EquipmentId(5));
            assert_eq!((record.what(), record.who()), (What::State, who));
            assert_eq!((record.state(), record.cause()), (state, EquipmentId(5)));
        }
    }
}
