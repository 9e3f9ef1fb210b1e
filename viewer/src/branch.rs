//! One future as the window knows it: its model, its journal, where it is, and the instant that is looked at.

use std::sync::Arc;

use plantwright_sim::Model;
use plantwright_units::SimTime;

use crate::session::{Frame, Status};
use crate::story::Story;

/// One future.
#[derive(Debug)]
pub struct Branch {
    /// What it is a run of.
    pub model: Model,
    /// What was changed in it.
    pub label: String,
    /// From when on it goes its own way.
    pub from: SimTime,
    /// What has happened.
    pub story: Story,
    /// Where it is.
    pub frame: Option<Arc<Frame>>,
    /// Where it was, at the instant that is looked at.
    pub looked: Option<Arc<Frame>>,
    /// What it does.
    pub status: Status,
}

impl Branch {
    /// Makes one that has not begun.
    pub fn new(model: Model, label: String, from: SimTime, story: Story) -> Self {
        Self { model, label, from, story, frame: None, looked: None, status: Status::Paused }
    }

    /// Returns the instant to be shown.
    pub fn shown(&self) -> Option<&Frame> {
        self.looked.as_deref().or(self.frame.as_deref())
    }

    /// Returns how far it has gone.
    pub fn now(&self) -> SimTime {
        self.frame.as_ref().map_or(SimTime::ZERO, |frame| frame.at)
    }
}
