//! What a scene says of a source.

use std::collections::BTreeMap;

use plantwright_des::Distribution;
use plantwright_model::plant::{ArrivalFacts, EquipmentFacts, OrderFacts, Role};
use plantwright_model::vocabulary::{MILLIONS_AT_ONCE, MOST_AT_ONCE, Orders, Random, To};
use plantwright_model::{Diagnostic, ReadCx, Span, Spanned, Spec as ModelSpec, codes};
use plantwright_units::{Duration, ProductId, Rate, SimTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) const SAMPLE: &str =
    r#"Source(product: "bottle", every: Exponential("2.4 s"), to: ["filler"])"#;

/// Brings items into the plant: at intervals, at given times, at changing rates, by orders, or whenever there is room.
///
/// With none of `every`, `at`, `rates` and `orders` it always has an item at hand, which comes into the plant when it leaves
/// the source: what follows is never starved.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[serde(rename = "Source")]
pub(crate) struct Spec {
    /// What comes; default: the scene's only product, or `item`.
    #[serde(default)]
    product: Option<Spanned<String>>,
    /// Several products, each with its share: `{"a": 0.3, "b": 0.7}`; default: `product` alone.
    #[serde(default)]
    mix: Option<BTreeMap<Spanned<String>, f64>>,
    /// The time between arrivals; default: none.
    #[serde(default)]
    every: Option<Spanned<Random<Duration>>>,
    /// When the first item comes, with `every`; default: after one interval.
    #[serde(default)]
    first: Option<Spanned<Duration>>,
    /// The instants at which items come, from the run's start; default: none.
    #[serde(default)]
    at: Option<Vec<Spanned<Duration>>>,
    /// Poisson arrivals whose rate changes at given times; default: none.
    #[serde(default)]
    rates: Option<Spanned<Rates>>,
    /// Orders, each released at its date; default: none.
    #[serde(default)]
    orders: Option<Spanned<Orders>>,
    /// How many items come at once; default: 1.
    #[serde(default)]
    batch: Option<Spanned<Random<f64>>>,
    /// How many items come in all; default: no limit.
    #[serde(default)]
    limit: Option<u64>,
    /// The calendar outside of which nothing comes; default: items come always. The time between arrivals stands still while
    /// it is closed, and what was planned for then comes when it opens.
    #[serde(default)]
    calendar: Option<Spanned<String>>,
    /// What becomes of an item that finds no room; default: Wait.
    #[serde(default)]
    if_full: IfFull,
    /// Where items go; default: to the first operation of their route.
    #[serde(default)]
    to: Option<To>,
    /// What `describe` found out.
    #[serde(skip)]
    #[schemars(skip)]
    found: std::sync::OnceLock<Found>,
}

/// What becomes of an item that finds no room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(super) enum IfFull {
    /// It waits at the source, and those that come after it wait behind it.
    #[default]
    Wait,
    /// It goes away and is counted as lost.
    Lose,
    /// It waits, and the next interval begins only when it has gone.
    Pause,
}

/// A rate that changes at given times: `(steps: [("0 h", "6 /h"), ("8 h", "2 /h")], cycle: "24 h")`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Rates {
    /// From when on which rate holds; the first step begins at zero.
    steps: Vec<(Spanned<Duration>, Rate)>,
    /// After which time it all begins anew; default: the last rate holds for ever.
    #[serde(default)]
    cycle: Option<Spanned<Duration>>,
}

/// A rate that changes, in nanoseconds and per nanosecond.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Steps {
    pub(super) steps: Vec<(u64, f64)>,
    pub(super) cycle: Option<u64>,
}

/// An arrival that is known beforehand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Planned {
    pub(super) at: SimTime,
    /// The number of an order's first item.
    pub(super) serial: u64,
    pub(super) quantity: u32,
    /// None: no order, but an arrival whose product, batch and numbers are the source's.
    pub(super) product: Option<ProductId>,
    pub(super) due: Option<SimTime>,
    pub(super) priority: Option<i32>,
}

/// The arrivals that have no law.
#[derive(Debug, Clone, Default)]
pub(super) struct Arrivals {
    pub(super) plan: Option<Vec<Planned>>,
    pub(super) rates: Option<Steps>,
}

#[derive(Debug, Clone, Default)]
struct Found {
    arrivals: Arrivals,
    first: Option<SimTime>,
}

impl Spec {
    pub(super) fn arrivals(&self) -> Arrivals {
        self.found.get().map(|found| found.arrivals.clone()).unwrap_or_default()
    }

    pub(super) fn first(&self) -> Option<SimTime> {
        self.found.get().and_then(|found| found.first)
    }

    pub(super) const fn if_full(&self) -> IfFull {
        self.if_full
    }

    /// The products that can come, with their shares.
    fn products_that_come(
        &self,
        facts: &EquipmentFacts,
        orders: Option<&[OrderFacts]>,
        cx: &mut ReadCx<'_>,
    ) -> Option<Vec<(ProductId, f64)>> {
        if let Some(orders) = orders {
            let items: f64 = orders.iter().map(|order| f64::from(order.quantity)).sum();
            let mut mix: BTreeMap<ProductId, f64> = BTreeMap::new();
            for order in orders {
                *mix.entry(order.product).or_default() += f64::from(order.quantity) / items;
            }
            return Some(mix.into_iter().collect());
        }
        match (&self.product, &self.mix) {
            (Some(product), None) => cx.product(product).map(|product| vec![(product, 1.0)]),
            (None, Some(mix)) => {
                let sum: f64 = mix.values().sum();
                if mix.is_empty()
                    || (sum - 1.0).abs() > 1e-9
                    || mix.values().any(|share| !(0.0..=1.0).contains(share))
                {
                    let message = format!("the shares of this mix sum to {sum}, and not to 1");
                    let span = mix.keys().map(|name| name.span).reduce(Span::to);
                    cx.report.push(
                        Diagnostic::error(codes::LAW, span.unwrap_or(facts.span), message)
                            .hint("shares are parts of 1: write 0.6 for 60 %"),
                    );
                    return None;
                }
                let shares: Vec<_> =
                    mix.iter().map(|(name, share)| Some((cx.product(name)?, *share))).collect();
                let mut shares: Vec<(ProductId, f64)> =
                    shares.into_iter().collect::<Option<_>>()?;
                shares.sort_by_key(|(product, _)| *product);
                Some(shares)
            }
            (Some(product), Some(_)) => {
                let finding = Diagnostic::error(
                    codes::ARRIVALS,
                    product.span,
                    "this source has both a `product` and a `mix`",
                );
                cx.report.push(finding.hint("keep one of the two"));
                None
            }
            (None, None) if cx.products.iter().count() == 1 => Some(vec![(ProductId(0), 1.0)]),
            (None, None) => {
                let message = format!("`{}` does not say which product it brings", facts.name);
                let finding = Diagnostic::error(codes::ARRIVALS, facts.span, message);
                cx.report.push(finding.hint(
                    "there are several products: name one as `product`, or several as `mix`",
                ));
                None
            }
        }
    }

    fn check_one_way(&self, facts: &EquipmentFacts, cx: &mut ReadCx<'_>) {
        let ways: [(&str, Option<Span>); 4] = [
            ("every", self.every.as_ref().map(|every| every.span)),
            ("at", self.at.as_ref().map(|at| at.first().map_or(facts.span, |first| first.span))),
            ("rates", self.rates.as_ref().map(|rates| rates.span)),
            ("orders", self.orders.as_ref().map(|orders| orders.span)),
        ];
        let given: Vec<(&str, Span)> =
            ways.into_iter().filter_map(|(name, span)| Some((name, span?))).collect();
        if let [(first, place), (second, span), ..] = given[..] {
            let message = format!("this source has both `{first}` and `{second}`");
            let finding = Diagnostic::error(codes::ARRIVALS, span, message)
                .label(place, format!("`{first}` is here"));
            cx.report.push(finding.hint("items come in one way; make two sources of it"));
        }
        if let (Some(first), None) = (&self.first, &self.every) {
            let finding = Diagnostic::error(
                codes::ARRIVALS,
                first.span,
                "`first` has a meaning only with `every`",
            );
            cx.report.push(finding.hint("leave it out"));
        }
        if let (Some(calendar), Some(rates)) = (&self.calendar, &self.rates) {
            let message = "this source has both `rates` and a `calendar`";
            let finding = Diagnostic::error(codes::ARRIVALS, calendar.span, message)
                .label(rates.span, "`rates` are here");
            cx.report.push(
                finding.hint("leave the calendar out: a rate of `0 /h` says when nothing comes"),
            );
        }
        if let (Some(batch), true) = (&self.batch, self.orders.is_some()) {
            let finding = Diagnostic::error(
                codes::ARRIVALS,
                batch.span,
                "`batch` has no meaning with `orders`",
            );
            cx.report.push(finding.hint("give the orders a `quantity`"));
        }
    }
}

/// The arrivals at instants given one by one, each a batch of one.
fn plan_of_instants(at: &[Spanned<Duration>], cx: &mut ReadCx<'_>) -> Option<Vec<Planned>> {
    let instants: Vec<_> = at.iter().map(|at| cx.span(at)).collect();
    let mut instants: Vec<SimTime> =
        instants.into_iter().map(|span| Some(SimTime::ZERO + span?)).collect::<Option<_>>()?;
    instants.sort_unstable();
    let plan = instants.into_iter().enumerate().map(|(serial, at)| Planned {
        at,
        serial: serial as u64,
        quantity: 1,
        product: None,
        due: None,
        priority: None,
    });
    Some(plan.collect())
}

/// Items are numbered in the natural order of the orders' names, and released by date.
fn plan_of_orders(orders: &[OrderFacts]) -> Vec<Planned> {
    let mut plan: Vec<Planned> = orders
        .iter()
        .map(|order| Planned {
            at: order.release,
            serial: order.first,
            quantity: order.quantity,
            product: Some(order.product),
            due: order.due,
            priority: order.priority,
        })
        .collect();
    plan.sort_by_key(|planned| (planned.at, planned.serial));
    plan
}

impl Rates {
    fn steps(&self, span: Span, cx: &mut ReadCx<'_>) -> Option<Steps> {
        let steps: Vec<_> = self
            .steps
            .iter()
            .map(|(from, rate)| Some((cx.span(from)?.as_nanos(), rate.base_f64() / 1e9)))
            .collect();
        let steps: Vec<(u64, f64)> = steps.into_iter().collect::<Option<_>>()?;
        let cycle = match &self.cycle {
            Some(cycle) => Some(cx.span(cycle)?.as_nanos()),
            None => None,
        };
        let problem = if steps.first().is_none_or(|(from, _)| *from != 0) {
            "the first step of these rates does not begin at zero"
        } else if !steps.is_sorted_by(|(a, _), (b, _)| a < b) {
            "the steps of these rates are not in the order of time"
        } else if steps.iter().any(|(_, rate)| *rate < 0.0) {
            "a rate is below zero"
        } else if steps.iter().all(|(_, rate)| *rate == 0.0) {
            "all of these rates are zero"
        } else if cycle.is_some_and(|cycle| steps.last().is_some_and(|(from, _)| *from >= cycle)) {
            "the cycle is over before its last step begins"
        } else {
            return Some(Steps { steps, cycle });
        };
        cx.report.push(Diagnostic::error(codes::ARRIVALS, span, problem).hint(
            "a step is an instant and the rate from then on: `steps: [(\"0 h\", \"5 /h\"), (\"6 h\", \"30 /h\")]`",
        ));
        None
    }
}

impl Steps {
    /// Arrivals per second in the long run.
    fn mean_rate(&self) -> f64 {
        let Some(cycle) = self.cycle else {
            return self.steps.last().map_or(0.0, |(_, rate)| rate * 1e9);
        };
        let ends = self.steps.iter().skip(1).map(|(from, _)| *from).chain([cycle]);
        let expected: f64 =
            self.steps.iter().zip(ends).map(|((from, rate), end)| rate * (end - from) as f64).sum();
        expected / cycle as f64 * 1e9
    }
}

impl ModelSpec for Spec {
    fn products(&self) -> Vec<String> {
        match (&self.product, &self.mix, &self.orders) {
            (Some(product), ..) => vec![product.value.clone()],
            (None, Some(mix), _) => mix.keys().map(|name| name.value.clone()).collect(),
            (None, None, None) => vec!["item".to_owned()],
            // Without further ado, the product of a scene that lists none is called so; what orders name beside is listed.
            (None, None, Some(orders)) if orders.value.may_name("item") => vec!["item".to_owned()],
            (None, None, Some(_)) => Vec::new(),
        }
    }

    fn describe(&self, facts: &mut EquipmentFacts, cx: &mut ReadCx<'_>) {
        facts.role = Role::Source;
        facts.routing = self.to.as_ref().and_then(|to| to.routing(cx));
        self.check_one_way(facts, cx);

        let interval = self.every.as_ref().map(|every| every.value.law(every.span, cx));
        if let (Some(Some(law)), Some(every)) = (&interval, &self.every)
            && law.mean() <= 0.0
        {
            let message = "items come without any time between them";
            cx.report.push(Diagnostic::error(codes::ARRIVALS, every.span, message).hint(
                "leave `every` out, and there is always an item where there is room for one",
            ));
        }
        let batch = self.batch.as_ref().map(|batch| batch.value.law(batch.span, cx));
        if let (Some(Some(law)), Some(batch)) = (&batch, &self.batch)
            && (law.mean() <= 0.0 || law.support().0 < 0.0)
        {
            cx.error(codes::ARRIVALS, batch.span, "a batch is a number of items above zero");
        }
        if let (Some(Some(Distribution::Constant { value })), Some(batch)) = (&batch, &self.batch)
            && value.fract() != 0.0
        {
            let message = format!("a batch is a whole number of items, and {value} is none");
            cx.report.push(Diagnostic::error(codes::ARRIVALS, batch.span, message).hint(
                "for batches of different sizes write a law, `Discrete` for instance: what it draws is rounded",
            ));
        }
        if let (Some(Some(law)), Some(batch)) = (&batch, &self.batch)
            && law.mean() > f64::from(MOST_AT_ONCE)
        {
            let message = format!("a batch is of {MILLIONS_AT_ONCE} million items at most");
            cx.error(codes::ARRIVALS, batch.span, message);
        }
        let orders = self.orders.as_ref().map(|orders| orders.value.facts(cx));
        let rates = self.rates.as_ref().map(|rates| rates.value.steps(rates.span, cx));
        let instants = self.at.as_ref().map(|at| plan_of_instants(at, cx));
        let first = self.first.as_ref().and_then(|first| cx.span(first));
        let calendar = self.calendar.as_ref().map(|calendar| cx.calendar(calendar));
        let open = match (calendar.flatten(), cx.calendars) {
            (Some(id), Some(calendars)) => calendars[id.index()].share(),
            _ => 1.0,
        };
        if matches!(calendar, Some(None))
            || matches!(orders, Some(None))
            || matches!(rates, Some(None))
            || matches!(instants, Some(None))
        {
            return;
        }
        let calendar = calendar.flatten();
        let (interval, batch) = (interval.flatten(), batch.flatten());
        let (orders, rates, instants) = (orders.flatten(), rates.flatten(), instants.flatten());
        let Some(mix) = self.products_that_come(facts, orders.as_deref(), cx) else {
            return;
        };
        let plan = orders.as_deref().map(plan_of_orders).or(instants);

        let planned: Option<u64> =
            plan.as_ref().map(|plan| plan.iter().map(|planned| u64::from(planned.quantity)).sum());
        let per_arrival = batch.as_ref().map_or(1.0, Distribution::mean);
        let planned = match (&batch, planned) {
            (Some(Distribution::Constant { value }), Some(arrivals)) => {
                Some(arrivals * value.round() as u64)
            }
            (Some(_), Some(_)) => {
                let span = self.batch.as_ref().map_or(facts.span, |batch| batch.span);
                cx.error(codes::ARRIVALS, span, "with `at`, a batch is a fixed number of items");
                return;
            }
            (_, planned) => planned,
        };
        let count = match (self.limit, planned) {
            (Some(limit), Some(planned)) => Some(limit.min(planned)),
            (limit, planned) => limit.or(planned),
        };
        let per_second =
            interval.as_ref().map(|law| 1e9 / law.mean()).or(rates.as_ref().map(Steps::mean_rate));
        facts.arrivals = Some(ArrivalFacts {
            mix,
            rate: per_second
                .filter(|_| count.is_none() && self.if_full == IfFull::Wait)
                .map(|rate| rate * per_arrival * open),
            count,
            always_at_hand: interval.is_none() && rates.is_none() && plan.is_none(),
            loses: self.if_full == IfFull::Lose,
            interval,
            batch,
            calendar,
            orders: orders.unwrap_or_default(),
        });
        let found = Found {
            arrivals: Arrivals { plan, rates },
            first: first.map(|first| SimTime::ZERO + first),
        };
        // A body is described once.
        let _first_time = self.found.set(found).is_ok();
    }
}
