//! Energy: how much is used in which state and for what, when, and what it costs.

use plantwright_journal::{Batch, State, Wants};
use plantwright_model::Plant;
use plantwright_model::plant::{MICROWATTS, PARTS_PER_KWH, Ramp, Steps};
use plantwright_units::{EquipmentId, SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::ledger::{Ledger, Piece, Sums, WANTS};
use crate::load::Load;
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "Where equipment has a `Power`, of it and of the plant, in the measured time: `energy` [kWh], and in each \
    state `idle_energy`, `processing_energy`, `blocked_energy`, `down_energy`, `setup_energy`, `waiting_for_operator_energy`, \
    `maintenance_energy`, `off_energy`, `standby_energy`, `starting_energy` [kWh]; `mean_power`: energy over time [kW]; \
    `value_adding_energy_share`: energy while processing over energy [1]; `energy_per_item`: energy over items that left the \
    plant, or that a piece of equipment finished [kWh] (with all that was used idle). \
    `direct_energy_per_item`: energy that the items which left took while they were in process, over their number, also by \
    product [kWh], without what they took before the end of a warm-up; several items in process at once share it, equally or as their products say; `direct_energy`: what any items \
    took in process, `overhead_energy`: all else [kWh]. Sums are exact: direct and overhead energy add up to all energy. \
    `peak_power`: the highest power of the plant at an instant [kW]; `peak_window_power`: the highest mean power of the plant \
    over a window of `energy.peak_window`, counted from the start of the run [kW]. \
    `energy_cost`: energy times the tariff of its time [currency]; `demand_cost`: `peak_window_power` times the demand charge \
    [currency]; `carbon`: energy times the carbon intensity of its time [kg].";

/// Femtojoules per nanosecond, which are microwatts, in a kilowatt.
const MICROWATTS_PER_KW: f64 = 1_000.0 * MICROWATTS as f64;

/// Grams in a kilogram.
const GRAMS: f64 = 1_000.0;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Energy {
    ledger: Ledger,
    load: Load,
    tariff: Option<ByTime>,
    carbon: Option<ByTime>,
}

/// How much each piece of equipment used at which price.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ByTime {
    steps: Steps,
    /// Parts, by equipment and step.
    used: Vec<Vec<u128>>,
}

impl ByTime {
    fn new(steps: &Steps, equipment: usize) -> Self {
        Self { steps: steps.clone(), used: vec![vec![0; steps.steps.len()]; equipment] }
    }

    fn take(&mut self, piece: Piece) {
        let (used, mut at) = (&mut self.used[piece.who], piece.from);
        self.steps.cut(piece.from.as_nanos(), piece.to.as_nanos(), |step, nanos| {
            let end = at + SimSpan::from_nanos(nanos);
            used[step] += piece.course.parts(at, end);
            at = end;
        });
    }

    /// What it comes to.
    fn of(&self, who: EquipmentId) -> f64 {
        let priced = self.used[who.index()].iter().zip(&self.steps.steps);
        priced.map(|(used, (_, price))| kwh(*used) * price).sum()
    }
}

impl Kpi for Energy {
    fn new(plant: &Plant) -> Self {
        let equipment = plant.equipment.len();
        let meters = plant.equipment.iter().map(|facts| facts.meters.power.as_ref());
        let is_flat = meters.clone().flatten().all(|meter| meter.ramp == Ramp::Jump);
        let ledger = Ledger::new(meters, plant.products.len());
        Self {
            load: Load::new(ledger.metered().count(), plant.energy.window, is_flat),
            ledger,
            tariff: plant.energy.tariff.as_ref().map(|steps| ByTime::new(steps, equipment)),
            carbon: plant.energy.carbon.as_ref().map(|steps| ByTime::new(steps, equipment)),
        }
    }

    fn wants(&self) -> Wants {
        if self.ledger.is_used() { WANTS } else { Wants::NOTHING }
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        if !self.ledger.is_used() {
            return;
        }
        let Self { ledger, load, tariff, carbon } = self;
        for record in batch.records() {
            ledger.take(record, |piece| {
                load.take(piece);
                [&mut *tariff, carbon].into_iter().flatten().for_each(|by| by.take(piece));
            });
        }
    }

    fn restart(&mut self, at: SimTime) {
        self.ledger.restart(at);
        self.load.restart(at);
        for by in [&mut self.tariff, &mut self.carbon].into_iter().flatten() {
            by.used.iter_mut().for_each(|used| used.fill(0));
        }
    }

    fn values(&self, plant: &Plant, _tables: &Tables, window: Window, values: &mut Vec<Value>) {
        if !self.ledger.is_used() {
            return;
        }
        let ledger = self.ledger.closed();
        let all = ledger.of_all();
        let mut of_plant = |kpi, value, unit| values.push(Value::of_plant(kpi, value, unit));
        tell(&all, window, &mut of_plant);
        of_plant("direct_energy", kwh(all.direct), "kWh");
        of_plant("overhead_energy", kwh(all.total() - all.direct), "kWh");
        let completed: u64 = ledger.completed().iter().map(|(count, _)| count).sum();
        if completed > 0 {
            let direct: u128 = ledger.completed().iter().map(|(_, parts)| parts).sum();
            of_plant("energy_per_item", kwh(all.total()) / completed as f64, "kWh");
            of_plant("direct_energy_per_item", kwh(direct) / completed as f64, "kWh");
        }
        let highest = self.load.highest_window() / MICROWATTS_PER_KW;
        of_plant("peak_power", self.load.peak() as f64 / MICROWATTS_PER_KW, "kW");
        of_plant("peak_window_power", highest, "kW");
        let sum = |by: &ByTime| ledger.metered().map(|who| by.of(who)).sum::<f64>();
        if let Some(tariff) = &self.tariff {
            of_plant("energy_cost", sum(tariff), plant.currency);
        }
        if let Some(charge) = plant.energy.demand_charge {
            of_plant("demand_cost", highest * charge, plant.currency);
        }
        if let Some(carbon) = &self.carbon {
            of_plant("carbon", sum(carbon) / GRAMS, "kg");
        }
        if plant.products.len() > 1 {
            for (id, (count, parts)) in plant.product_ids().zip(ledger.completed()) {
                if *count > 0 {
                    let mean = kwh(*parts) / *count as f64;
                    values.push(Value::of_product(id, "direct_energy_per_item", mean, "kWh"));
                }
            }
        }
        for who in ledger.metered() {
            let sums = ledger.of(who);
            let mut of_it =
                |kpi, value, unit| values.push(Value::of_equipment(who, kpi, value, unit));
            tell(&sums, window, &mut of_it);
            if sums.finished > 0 {
                of_it("energy_per_item", kwh(sums.total()) / sums.finished as f64, "kWh");
            }
            if let Some(tariff) = &self.tariff {
                of_it("energy_cost", tariff.of(who), plant.currency);
            }
            if let Some(carbon) = &self.carbon {
                of_it("carbon", carbon.of(who) / GRAMS, "kg");
            }
        }
    }
}

/// What is told of equipment and of the plant alike.
fn tell(sums: &Sums, window: Window, of: &mut impl FnMut(&'static str, f64, &'static str)) {
    let total = sums.total();
    of("energy", kwh(total), "kWh");
    for (state, parts) in State::ALL.into_iter().zip(sums.by_state).filter(|(_, n)| *n > 0) {
        of(name(state), kwh(parts), "kWh");
    }
    if window.from < window.to {
        let hours = window.span().as_secs_f64() / 3_600.0;
        of("mean_power", kwh(total) / hours, "kW");
    }
    if total > 0 {
        let processing = sums.by_state[State::Processing as usize];
        of("value_adding_energy_share", processing as f64 / total as f64, "1");
    }
}

fn kwh(parts: u128) -> f64 {
    parts as f64 / PARTS_PER_KWH as f64
}

const fn name(state: State) -> &'static str {
    match state {
        State::Idle => "idle_energy",
        State::Processing => "processing_energy",
        State::Blocked => "blocked_energy",
        State::Down => "down_energy",
        State::Setup => "setup_energy",
        State::WaitingForOperator => "waiting_for_operator_energy",
        State::Maintenance => "maintenance_energy",
        State::Off => "off_energy",
        State::Standby => "standby_energy",
        State::Starting => "starting_energy",
    }
}
