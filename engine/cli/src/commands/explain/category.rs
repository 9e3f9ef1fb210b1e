//! What can be explained, by category: the sections of the overview.

/// What kind of thing is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Category {
    Kind,
    Word,
    Quantity,
    Kpi,
    State,
    Scheduler,
    Mistake,
}

impl Category {
    /// All of them, in the order of the overview.
    pub(super) const ALL: [Self; 7] = [
        Self::Kind,
        Self::Word,
        Self::Quantity,
        Self::Kpi,
        Self::State,
        Self::Scheduler,
        Self::Mistake,
    ];

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Kind => "Kinds of equipment",
            Self::Word => "Words of the scene language",
            Self::Quantity => "Quantities",
            Self::Kpi => "KPIs",
            Self::State => "States of equipment and of people",
            Self::Scheduler => "Schedulers",
            Self::Mistake => "Mistakes",
        }
    }

    /// What one of it is.
    pub(super) const fn singular(self) -> &'static str {
        match self {
            Self::Kind => "a kind of equipment",
            Self::Word => "a word of the scene language",
            Self::Quantity => "a quantity",
            Self::Kpi => "a family of KPIs",
            Self::State => "a state",
            Self::Scheduler => "a scheduler",
            Self::Mistake => "a mistake",
        }
    }

    /// What people call all of it, the first one in messages.
    pub(super) const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Kind => &["kinds", "equipment"],
            Self::Word => &["words"],
            Self::Quantity => &["quantities", "units"],
            Self::Kpi => &["kpis", "kpi"],
            Self::State => &["states", "duties"],
            Self::Scheduler => &["schedulers", "scheduler", "rules"],
            Self::Mistake => &["mistakes", "codes"],
        }
    }
}
