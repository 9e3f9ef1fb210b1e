//! What standards call the states of equipment: `PackML`, OPC UA for Machinery, and the time elements of ISO 22400-2.

use plantwright_journal::State;

/// A standard with names for states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// ISA-TR88.00.02 (PackML): a unit mode and a state.
    PackMl,
    /// OPC 40001-1 (OPC UA for Machinery): the `MachineryItemState`.
    Machinery,
    /// ISO 22400-2: the time element that time in the state belongs to.
    Iso22400,
}

/// What equipment does, with micro-stops told apart from breakdowns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// It is in a state.
    State(State),
    /// It is down because of a micro-stop.
    MicroStop,
}

impl Doing {
    /// Everything that equipment can do, in the order of the states.
    pub fn all() -> impl Iterator<Item = Self> {
        State::ALL.into_iter().map(Self::State).chain([Self::MicroStop])
    }
}

impl Standard {
    /// Returns the standard's name of what equipment does. `PackML` puts the unit mode in front of the state wherever it is not
    /// `Production`.
    pub const fn name_of(self, doing: Doing) -> &'static str {
        match (self, doing) {
            (Self::PackMl, Doing::State(state)) => packml(state),
            (Self::PackMl, Doing::MicroStop) => "Held",
            (Self::Machinery, Doing::State(state)) => machinery(state),
            (Self::Machinery, Doing::MicroStop) => "NotExecuting",
            (Self::Iso22400, Doing::State(state)) => TimeElement::of(state).symbol(),
            (Self::Iso22400, Doing::MicroStop) => TimeElement::DelayTime.symbol(),
        }
    }
}

/// Suspended is what the line causes, held what the machine causes and a person clears, aborted what breaks.
const fn packml(state: State) -> &'static str {
    match state {
        State::Processing => "Execute",
        State::Idle | State::Blocked => "Suspended",
        State::Down => "Aborted",
        State::WaitingForOperator => "Held",
        State::Setup => "Manual/Stopped",
        State::Maintenance => "Maintenance/Stopped",
        State::Off => "Stopped",
        State::Standby => "Idle",
        State::Starting => "Starting",
    }
}

const fn machinery(state: State) -> &'static str {
    match state {
        State::Processing => "Executing",
        State::Idle
        | State::Blocked
        | State::WaitingForOperator
        | State::Setup
        | State::Starting => "NotExecuting",
        State::Down | State::Maintenance => "OutOfService",
        State::Off | State::Standby => "NotAvailable",
    }
}

/// A part of the time model of work units in ISO 22400-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeElement {
    /// APT, actual production time: items are in process.
    ProductionTime,
    /// AUST, actual unit setup time.
    SetupTime,
    /// ADET, actual unit delay time: stops while there is work, failures and micro-stops among them.
    DelayTime,
    /// ADOT, actual unit down time: available, and without work.
    DownTime,
    /// Outside of PBT, the planned busy time.
    NotPlanned,
}

impl TimeElement {
    /// Returns the element that time in a state belongs to.
    pub const fn of(state: State) -> Self {
        match state {
            State::Processing => Self::ProductionTime,
            State::Setup => Self::SetupTime,
            State::Down | State::Blocked | State::WaitingForOperator => Self::DelayTime,
            State::Idle | State::Maintenance | State::Standby | State::Starting => Self::DownTime,
            State::Off => Self::NotPlanned,
        }
    }

    /// Returns its symbol in the standard.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::ProductionTime => "APT",
            Self::SetupTime => "AUST",
            Self::DelayTime => "ADET",
            Self::DownTime => "ADOT",
            Self::NotPlanned => "outside PBT",
        }
    }
}
