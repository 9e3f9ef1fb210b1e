//! A pool of vehicles without traffic is a queue with several servers: orders come by a Poisson process, and each keeps a vehicle for an
//! exponential time.
//!
//! Waits are so much alike from one order to the next that an interval of one per cent takes twenty million orders. So there are two tests.
//! The one that always runs follows every order: given when orders come and how long each takes, who is served when is arithmetic (the
//! recursion of Kiefer and Wolfowitz), and the run has to agree to the nanosecond; what that has to do with Erlang's formula is theory. The
//! other one judges the numbers themselves by the rule of `main.rs`:
//!
//! ```text
//! ORACLES=long cargo test -p plantwright-sim --test oracles vehicle_pool -- --nocapture
//! ```
//!
//! Last result, after four minutes in a debug build on two processors:
//!
//! ```text
//! G-POOL-01  mean_order_lead_time  expected 900  got 902.097189 ± 7.400970  ok
//! G-POOL-01  mean_wait_for_vehicle  expected 750  got 752.095882 ± 7.343625  ok
//! G-POOL-01  prob_wait  expected 0.833333333333 got 0.833528 ± 0.000972  ok
//! G-POOL-01  utilization  expected 0.833333333333 got 0.833515 ± 0.000869  ok
//! G-POOL-02  mean_order_lead_time  expected 181.98567042  got 182.186351 ± 0.379023  ok
//! G-POOL-02  mean_wait_for_vehicle  expected 31.9856704197  got 32.163855 ± 0.301154  ok
//! G-POOL-02  prob_wait  expected 0.319856704197 got 0.320643 ± 0.001170  ok
//! G-POOL-02  utilization  expected 0.625  got 0.625270 ± 0.000767  ok
//! ```

use std::collections::BTreeMap;

use plantwright_journal::{Record, Wants, What};
use plantwright_sim::Sim;
use plantwright_units::{EquipmentId, ItemId, SimSpan, SimTime};

use crate::case::{Case, Unit};
use crate::judge;
use crate::scene::{Scene, exponential, poisson};
use crate::setup::{Items, Setup};
use crate::single::Load;
use crate::trial::{options, read};
use crate::watch::{Waits, Watch, Watcher};

/// When each order came, for how long it waited, and how long it took.
#[derive(Debug)]
struct Orders {
    at: EquipmentId,
    all: BTreeMap<ItemId, (SimTime, Option<SimSpan>, Option<SimSpan>)>,
}

impl Watcher for Orders {
    fn wants(&self) -> Wants {
        Wants::of(&[What::Entered, What::Started, What::Finished])
    }

    fn take(&mut self, record: &Record) {
        if record.who() != self.at {
            return;
        }
        let order = self.all.entry(record.item()).or_insert((record.at, None, None));
        match record.what() {
            What::Started => order.1 = Some(record.span),
            What::Finished => order.2 = Some(record.span),
            _ => {}
        }
    }

    fn restart(&mut self, _at: SimTime) {}
}

/// Orders, and vehicles that are wherever they are wanted in no time.
fn scene(case: &Case) -> String {
    let minutes = Unit { name: "min", seconds: 60.0 };
    let rate = case.number("order_rate") / 60.0;
    let takes = exponential(1.0 / case.number("mean_order_time"), case.unit());
    let fleet = format!(
        "Fleet(
            paths: [(along: [\"a\", \"b\"], length: \"0 m\", two_way: true)],
            stations: {{\"orders\": (at: \"a\", waiting: Unlimited), \"out\": (at: \"b\")}},
            traffic: Free,
            dispatch: Oldest,
            vehicles: {{\"v\": (count: {}, speed: \"1 m/s\", unload: {takes})}},
        )",
        case.number("vehicles"),
    );
    Scene::default()
        .with("orders", poisson(rate, minutes, "out"))
        .with("out", "Sink()")
        .with("agvs", fleet)
        .text()
}

fn setup(case: &Case) -> Setup {
    let (vehicles, takes) = (case.number("vehicles"), case.number("mean_order_time"));
    let load = Load::of(case.number("order_rate") / 3_600.0 * takes / vehicles, takes / vehicles);
    Setup {
        scene: scene(case),
        unit: case.unit(),
        warm_up: load.warm_up(),
        first: 10.0 * load.warm_up(),
        items: Items::Come,
        heavy: load.is_heavy(),
        kpis: &["throughput", "flow_time", "wip", "waiting_time", "vehicles"],
        watch: Box::new(|plant| vec![Box::new(Waits::new(plant, "agvs", SimSpan::ZERO))]),
        read: Box::new(move |asked, run| {
            Some(match asked.name {
                "utilization" => run.at("agvs", "handling_time") / vehicles / run.span(),
                "mean_wait_for_vehicle" => run.at("agvs", "mean_waiting_time"),
                "prob_wait" => run.watch.get::<Waits>().waiting_share(),
                "mean_order_lead_time" => run.plant("mean_flow_time"),
                _ => return None,
            })
        }),
    }
}

fn cases() -> Vec<Case> {
    let cases = Case::of("vehicle_pool_mmc");
    assert!(!cases.is_empty());
    cases
}

#[test]
fn every_order_is_served_as_in_a_queue_with_several_servers() {
    for case in &cases() {
        let model = read(&scene(case));
        let mut sim = Sim::new(&model, options(&model, 1, 0)).expect("a plant");
        let at = model.plant().find("agvs").expect("a fleet");
        let log = sim.listen(Watch(vec![Box::new(Orders { at, all: BTreeMap::new() })]));
        let end = SimTime::ZERO + SimSpan::from_secs(3_600 * 500);
        sim.run_until(end).expect("a run");
        let orders = &sim.fold::<Watch>(log).get::<Orders>().all;
        let mut free = vec![SimTime::ZERO; case.number("vehicles") as usize];
        let (mut served, mut waited) = (0_u32, 0_u32);
        // Items of one source come in the order of their numbers.
        for (came, waits, takes) in orders.values() {
            let (Some(waits), Some(takes)) = (waits, takes) else { break };
            free.sort_unstable();
            let begins = free[0].max(*came);
            assert_eq!(begins.since(*came), *waits, "{}: order {served}", case.id);
            free[0] = begins + *takes;
            served += 1;
            waited += u32::from(*waits > SimSpan::ZERO);
        }
        assert!(served > 9_000 && waited > served / 5, "{served} orders, {waited} waited");
        println!("{:<16} {served} orders as in a queue, {waited} of them waited  ok", case.id);
    }
}

#[test]
fn vehicle_pool_mmc() {
    if std::env::var("ORACLES").as_deref() != Ok("long") {
        return;
    }
    let wrong: Vec<String> =
        cases().iter().flat_map(|case| judge::check(case, &[setup(case)])).collect();
    assert!(wrong.is_empty(), "failed twice:\n{}", wrong.join("\n"));
}
