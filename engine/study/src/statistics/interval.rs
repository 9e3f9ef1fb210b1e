//! A number with what is known about it.

use serde::{Deserialize, Serialize};

/// An estimate with its confidence interval. There is no estimate without one: where nothing is known of the spread, the
/// interval has no bounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The estimate.
    pub estimate: f64,
    /// The lower bound; minus infinity where there is none.
    pub low: f64,
    /// The upper bound; infinity where there is none.
    pub high: f64,
    /// The probability with which intervals made in this way hold the truth: 0.95.
    pub level: f64,
    /// How many independent observations it is made of.
    pub n: usize,
}

impl Interval {
    /// Returns the interval `estimate` ± `half_width`.
    pub fn around(estimate: f64, half_width: f64, level: f64, n: usize) -> Self {
        Self { estimate, low: estimate - half_width, high: estimate + half_width, level, n }
    }

    /// Returns an interval of which nothing is known but the estimate.
    pub const fn unbounded(estimate: f64, level: f64, n: usize) -> Self {
        Self { estimate, low: f64::NEG_INFINITY, high: f64::INFINITY, level, n }
    }

    /// Returns half its width.
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// Returns half its width as a share of the estimate.
    pub fn relative_half_width(&self) -> f64 {
        if self.half_width() == 0.0 { 0.0 } else { self.half_width() / self.estimate.abs() }
    }

    /// Tells whether a value lies within.
    pub fn holds(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Tells whether it has bounds.
    pub fn is_bounded(&self) -> bool {
        self.half_width().is_finite()
    }

    /// Returns the interval of a multiple, as after a change of units.
    pub fn scaled(&self, by: f64) -> Self {
        let (one, other) = (self.low * by, self.high * by);
        Self { estimate: self.estimate * by, low: one.min(other), high: one.max(other), ..*self }
    }
}
