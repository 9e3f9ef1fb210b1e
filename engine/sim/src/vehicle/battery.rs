//! What a scene says of batteries.

use plantwright_model::plant::BatteryFacts;
use plantwright_model::vocabulary::Random;
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, codes};
use plantwright_units::{Duration, ElectricPower, Energy};
use schemars::JsonSchema;
use serde::Deserialize;

/// A battery.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Battery {
    /// What it holds when it is full, as it is at the beginning.
    capacity: Spanned<Energy>,
    /// What a kilometre takes.
    per_km: Spanned<Energy>,
    /// What a kilometre with a load takes; default: as without.
    #[serde(default)]
    loaded_per_km: Option<Spanned<Energy>>,
    /// What a kilometre takes more for each kilogram of the load, by the `mass` of products (their `physics`); default: nothing.
    #[serde(default)]
    per_kg_km: Option<Spanned<Energy>>,
    /// What it takes while it stands and has something to do, unless it charges; default: nothing.
    #[serde(default)]
    idle: Option<Spanned<ElectricPower>>,
    /// With which power it is charged.
    charging: Spanned<ElectricPower>,
    /// The power by the share of its capacity, from the first share named on: `[(0.8, "2 kW"), (1.0, "0.2 kW")]`, in proportion
    /// between two of them; default: always the same.
    #[serde(default)]
    curve: Vec<(Spanned<f64>, Spanned<ElectricPower>)>,
    /// The share of its capacity below which no order may bring it: it charges before; default: 0.2.
    #[serde(default)]
    low: Option<Spanned<f64>>,
    /// The share of its capacity up to which it is charged; default: 1.
    #[serde(default)]
    high: Option<Spanned<f64>>,
    /// Whether it goes charging whenever there is nothing to do; default: false.
    #[serde(default)]
    opportunity: bool,
    /// How long one that is stranded with an empty battery stands until somebody has charged it up to `high`; default: for ever.
    #[serde(default)]
    rescue: Option<Spanned<Random<Duration>>>,
}

impl Battery {
    /// The facts.
    pub(super) fn facts(&self, span: Span, cx: &mut ReadCx<'_>) -> Option<BatteryFacts> {
        let [low, high] = [(self.low, 0.2), (self.high, 1.0)]
            .map(|(share, usual)| share.map_or(usual, |it| it.value));
        let capacity = self.capacity.value.base_f64();
        let charging = self.charging.value.base_f64();
        let empty = self.per_km.value.base_f64() / 1e3;
        let loaded = self.loaded_per_km.map_or(empty, |it| it.value.base_f64() / 1e3);
        let idle = self.idle.map_or(0.0, |idle| idle.value.base_f64());
        if capacity <= 0.0 || charging <= 0.0 || empty < 0.0 || loaded < 0.0 || idle < 0.0 {
            cx.error(
                codes::VEHICLE,
                span,
                "a battery holds something, and is charged with a power above zero",
            );
            return None;
        }
        if !(0.0 <= low && low < high && high <= 1.0) {
            let message = format!("a battery that is charged from {low} to {high} of its capacity");
            let hint = "`low` lies below `high`, and both between 0 and 1";
            cx.report.push(Diagnostic::error(codes::VEHICLE, span, message).hint(hint));
            return None;
        }
        let per_kg = self.per_kg_km.map_or(0.0, |it| it.value.base_f64() / 1e3);
        if per_kg < 0.0 {
            cx.error(codes::VEHICLE, span, "what a kilogram takes is not below zero");
        }
        let curve: Vec<(f64, f64)> =
            self.curve.iter().map(|(share, power)| (share.value, power.value.base_f64())).collect();
        let rises = curve.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let fits = |(share, power): &(f64, f64)| (0.0..=1.0).contains(share) && *power > 0.0;
        if !rises || !curve.iter().all(fits) {
            let message = "a charging curve that is none";
            let hint = "name shares from 0 to 1, each above the one before, with a power above zero: `[(0.8, \"2 kW\"), (1.0, \"0.2 kW\")]`";
            let span = self.curve[0].0.span;
            cx.report.push(Diagnostic::error(codes::VEHICLE, span, message).hint(hint));
            return None;
        }
        let rescue = self.rescue.as_ref().and_then(|law| law.value.law(law.span, cx));
        let opportunity = self.opportunity;
        Some(BatteryFacts {
            capacity,
            empty,
            loaded,
            per_kg,
            idle,
            charging,
            curve,
            low,
            high,
            opportunity,
            rescue,
        })
    }
}
