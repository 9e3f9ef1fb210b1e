//! Flow time: how long items are in the plant, and how much of that they wait.

use plantwright_journal::{Batch, Wants, What};
use plantwright_model::Plant;
use plantwright_units::{SimSpan, SimTime};
use serde::{Deserialize, Serialize};

use crate::accumulate::{NANOS, Spread, Tally};
use crate::set::{Kpi, Value, Window};
use crate::tables::Tables;

pub(crate) const ABOUT: &str = "`mean_flow_time`, `sd_flow_time`, `p50_flow_time`, `p95_flow_time`, `max_flow_time`: from \
    coming into the plant to leaving it, over the items that left in the measured time [s]; `mean_waiting_time`, \
    `p95_waiting_time`: flow time less process time [s]; `production_process_ratio`: process time over flow time, of all of them together [1] (ISO \
    22400-2's sum of APT over AOET). Quantiles within 1/256 of their value.";

/// Tallies the flow times and waiting times of completed items.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FlowTime {
    flow: Tally,
    spread: Spread,
    waiting: Tally,
    /// For each product, number and sum of the flow times [ns].
    by_product: Vec<(u64, u128)>,
}

impl Kpi for FlowTime {
    fn new(plant: &Plant) -> Self {
        Self {
            flow: Tally::default(),
            spread: Spread::default(),
            waiting: Tally::default(),
            by_product: vec![(0, 0); plant.products.len()],
        }
    }

    fn wants(&self) -> Wants {
        Wants::of(&[What::Consumed])
    }

    fn take(&mut self, batch: &Batch<'_>, _from: SimTime) {
        let several = self.by_product.len() > 1;
        for record in batch.of(What::Consumed) {
            self.flow.add(record.span);
            self.spread.add(record.span);
            self.waiting.add(SimSpan::from_nanos(
                record.span.as_nanos().saturating_sub(record.extra.as_nanos()),
            ));
            if several {
                let (count, sum) = &mut self.by_product[record.product().index()];
                *count += 1;
                *sum += u128::from(record.span.as_nanos());
            }
        }
    }

    fn restart(&mut self, _at: SimTime) {
        self.flow = Tally::default();
        self.spread = Spread::default();
        self.waiting = Tally::default();
        self.by_product.fill((0, 0));
    }

    fn values(&self, plant: &Plant, _tables: &Tables, _window: Window, values: &mut Vec<Value>) {
        let named = [
            ("mean_flow_time", self.flow.mean_s()),
            ("sd_flow_time", self.spread.sd_s()),
            ("p50_flow_time", self.flow.quantile_s(0.5)),
            ("p95_flow_time", self.flow.quantile_s(0.95)),
            ("max_flow_time", self.flow.max_s()),
            ("mean_waiting_time", self.waiting.mean_s()),
            ("p95_waiting_time", self.waiting.quantile_s(0.95)),
        ];
        values.extend(
            named.into_iter().filter_map(|(kpi, value)| Some(Value::of_plant(kpi, value?, "s"))),
        );
        if let (Some(flow), Some(waiting)) = (self.flow.mean_s(), self.waiting.mean_s())
            && flow > 0.0
        {
            values.push(Value::of_plant("production_process_ratio", 1.0 - waiting / flow, "1"));
        }
        if self.by_product.len() > 1 {
            for (id, (count, sum)) in
                plant.product_ids().zip(&self.by_product).filter(|(_, (count, _))| *count > 0)
            {
                let mean = *sum as f64 / *count as f64 / NANOS;
                values.push(Value::of_product(id, "mean_flow_time", mean, "s"));
            }
        }
    }
}
