//! Energy, media and costs, by hand: what is booked where, and that nothing is lost between the accounts.

use plantwright_units::{EquipmentId, SimTime};

use crate::harness::{Case, Outcome};

fn whole(text: &str) -> Outcome {
    let case = Case::read("energy.ron", text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}")).whole()
}

/// Runs a plant of two items, at 0 s and at 60 s, a machine, and a sink.
fn run(machine: &str, rest: &str) -> Outcome {
    whole(&format!(
        r#"Scene(run: (duration: "1 h"), {rest} equipment: {{
            "in": Source(at: ["0 s", "60 s"], to: ["m"]), "m": Station({machine}, to: ["out"]), "out": Sink(),
        }})"#
    ))
}

fn plant(outcome: &Outcome, kpi: &str) -> f64 {
    let mut values = outcome.values.iter();
    let value = values
        .find(|value| value.kpi == kpi && value.equipment.is_none() && value.product.is_none());
    value.unwrap_or_else(|| panic!("no `{kpi}`")).value
}

#[track_caller]
fn assert_near(got: f64, wanted: f64) {
    assert!((got - wanted).abs() <= 1e-12 * wanted.abs(), "{got} is not {wanted}");
}

#[test]
fn each_state_has_its_power() {
    // Processing for 8 min, down for 10 min once, idle for 42 min.
    let machine = r#"queue: 5, process: "4 min", with: [
        Power(idle: "1 kW", processing: "6 kW", down: "600 W"),
        Failure(every: "5 min", counts: Processing, repair: "10 min"),
    ]"#;
    let outcome = run(machine, "");
    assert_near(plant(&outcome, "processing_energy"), 0.8);
    assert_near(plant(&outcome, "down_energy"), 0.1);
    assert_near(plant(&outcome, "idle_energy"), 0.7);
    assert_near(plant(&outcome, "energy"), 1.6);
    assert_near(plant(&outcome, "mean_power"), 1.6);
    assert_near(plant(&outcome, "value_adding_energy_share"), 0.5);
    assert_near(plant(&outcome, "direct_energy_per_item"), 0.4);
    assert_near(plant(&outcome, "energy_per_item"), 0.8);
    assert_near(plant(&outcome, "overhead_energy"), 0.8);
}

/// Whatever happens, all that is used while processing is booked on the items in process, and on nothing else.
#[test]
fn nothing_is_lost_between_items_and_overhead() {
    let text = r#"Scene(run: (duration: "20 h", warm_up: "90 min"), products: {"a": (), "b": ()}, equipment: {
        "in": Source(mix: {"a": 0.5, "b": 0.5}, every: Exponential("60 s"), to: ["m"]),
        "m": Station(
            places: 3,
            queue: 20,
            process: Exponential("50 s"),
            with: [
                Power(idle: "1.2 kW", processing: {"a": "6.000001 kW", "b": "4 kW"}, down: "0.7 kW", standby: "0.1 kW"),
                Failure(name: "wear", every: Exponential("20 min"), counts: Processing, repair: Exponential("3 min"), item: Scrap),
                Failure(name: "age", every: Exponential("30 min"), counts: Up, repair: Exponential("2 min"), item: Repeat),
                Standby(after: "10 s", wake_at: 2, starting: Exponential("20 s")),
            ],
            to: ["press"],
        ),
        "press": Station(process: Exponential("40 s"), with: [Power(processing: "3 kW")], to: ["out"]),
        "out": Sink(),
    })"#;
    let case = Case::read("energy.ron", text, None, u64::MAX).expect("a scene");
    let mut run = case.start();
    run.go(SimTime::ZERO + case.model.plant().run.warm_up);
    run.sim.restart_statistics();
    run.go(case.end);
    let outcome = run.outcome();
    let others = ["idle", "blocked", "down", "standby", "starting"];
    let others: f64 = others.map(|state| plant(&outcome, &format!("{state}_energy"))).iter().sum();
    assert_near(plant(&outcome, "overhead_energy"), others);
    assert_near(plant(&outcome, "energy"), others + plant(&outcome, "processing_energy"));
    let (mean, hours) = (plant(&outcome, "mean_power"), 18.5);
    assert_near(mean * hours, plant(&outcome, "energy"));
    let (window, peak) = (plant(&outcome, "peak_window_power"), plant(&outcome, "peak_power"));
    assert!(mean < window && window < peak && peak <= 9.000_001, "{mean} {window} {peak}");
}

#[test]
fn waiting_states_are_idle_unless_they_say_otherwise() {
    // Blocked from 10 min on behind a press that takes the item at 30 min.
    let text = |power: &str| {
        format!(
            r#"Scene(run: (duration: "1 h"), equipment: {{
                "in": Source(at: ["0 s", "0 s"], to: ["m"]),
                "m": Station(process: "10 min", with: [Power({power})], to: ["press"]),
                "press": Station(process: "20 min", to: ["out"]),
                "out": Sink(),
            }})"#
        )
    };
    // Processing 20 min, blocked 10 min, idle 30 min.
    assert_near(plant(&whole(&text(r#"idle: "3 kW", processing: "6 kW""#)), "energy"), 4.0);
    assert_near(plant(&whole(&text(r#"idle: "3 kW""#)), "energy"), 3.0);
    let own = whole(&text(r#"processing: "6 kW", blocked: "12 kW""#));
    assert_near(plant(&own, "energy"), 4.0);
    assert_near(plant(&own, "blocked_energy"), 2.0);
}

#[test]
fn items_in_process_share_what_is_used() {
    // The first alone for a minute, both for nine, the second alone for one: each takes half of 11 min, and the rest is idle.
    let machine =
        r#"places: 2, process: "10 min", with: [Power(idle: "1 kW", processing: "6 kW")]"#;
    let outcome = run(machine, "");
    assert_near(plant(&outcome, "direct_energy_per_item"), 0.55);
    assert_near(plant(&outcome, "energy"), 1.1 + 49.0 / 60.0);
    assert_near(plant(&outcome, "energy_per_item"), 0.55 + 49.0 / 120.0);
}

#[test]
fn products_have_powers_of_their_own() {
    let outcome = whole(
        r#"Scene(run: (duration: "1 h"), products: {"a": (), "b": ()}, equipment: {
            "in a": Source(product: "a", at: ["0 min"], to: ["m"]),
            "in b": Source(product: "b", at: ["20 min"], to: ["m"]),
            "m": Station(process: "10 min", with: [Power(processing: {"a": "6 kW", "b": "3 kW"})], to: ["out"]),
            "out": Sink(),
        })"#,
    );
    let of = |product: u32| {
        let mut values =
            outcome.values.iter().filter(|value| value.kpi == "direct_energy_per_item");
        let value = values.find(|value| value.product.is_some_and(|id| id.0 == product));
        value.expect("a value").value
    };
    assert_near(of(0), 1.0);
    assert_near(of(1), 0.5);
    assert_near(plant(&outcome, "processing_energy"), 1.5);
    assert_near(plant(&outcome, "peak_power"), 6.0);
    // Both at once draw the mean of their powers, and each takes its half of its own.
    let outcome = whole(
        r#"Scene(run: (duration: "1 h"), products: {"a": (), "b": ()}, equipment: {
            "in": Source(mix: {"a": 0.5, "b": 0.5}, at: ["0 min", "0 min"], to: ["m"]),
            "m": Station(places: 2, process: "10 min", with: [Power(processing: {"a": "6 kW", "b": "6 kW"})], to: ["out"]),
            "out": Sink(),
        })"#,
    );
    assert_near(plant(&outcome, "processing_energy"), 1.0);
}

#[test]
fn energy_has_the_price_of_its_time() {
    let machine = r#"queue: 5, process: "20 min", with: [Power(processing: "6 kW")]"#;
    // From 0 to 40 min at 6 kW: 1 kWh at 0.10, 2 kWh at 0.40, 1 kWh at 0.10 again.
    let energy = r#"currency: "EUR", energy: (
        tariff: (steps: [("0 min", "0.1 /kWh"), ("10 min", "0.4 /kWh")], cycle: "30 min"),
        carbon: "350 g/kWh",
        demand_charge: "12 /kW",
        peak_window: "30 min",
    ),"#;
    let outcome = run(machine, energy);
    assert_near(plant(&outcome, "energy_cost"), 1.0);
    assert_near(plant(&outcome, "carbon"), 1.4);
    assert_near(plant(&outcome, "peak_window_power"), 6.0);
    assert_near(plant(&outcome, "demand_cost"), 72.0);
    let unit =
        |kpi: &str| outcome.values.iter().find(|value| value.kpi == kpi).map(|value| value.unit);
    assert_eq!([unit("energy_cost"), unit("carbon")], [Some("EUR"), Some("kg")]);
    // Four hours of three states would not fit a quarter of an hour: the peak is cut by its window.
    let outcome = run(machine, &energy.replace("30 min\",\n", "60 min\",\n"));
    assert_near(plant(&outcome, "peak_window_power"), 4.0);
}

#[test]
fn media_and_costs_go_by_time_and_by_piece() {
    let machine = r#"queue: 5, process: "15 min", with: [
        Medium(name: "compressed air", unit: "Nm3", idle: "2 /h", processing: "12 /h", per_item: 0.5),
        Medium(name: "water", unit: "l", per_item: 3),
        Cost(idle: "10 /h", processing: "30 /h", per_item: 0.25),
    ]"#;
    let outcome = run(machine, "");
    assert_near(plant(&outcome, "compressed_air_used"), 1.0 + 6.0 + 1.0);
    assert_near(plant(&outcome, "compressed_air_per_item"), 4.0);
    assert_near(plant(&outcome, "water_used"), 6.0);
    assert_near(plant(&outcome, "cost"), 5.0 + 15.0 + 0.5);
    assert_near(plant(&outcome, "direct_cost_per_item"), 7.75);
    let unit =
        |kpi: &str| outcome.values.iter().find(|value| value.kpi == kpi).map(|value| value.unit);
    assert_eq!([unit("compressed_air_used"), unit("water_used")], [Some("Nm3"), Some("l")]);
}

/// What is metered changes nothing of what happens.
#[test]
fn meters_change_nothing() {
    let machine =
        |with: &str| format!(r#"queue: 5, process: Exponential("1 min"), with: [{with}]"#);
    let plain = run(&machine(""), "");
    let metered = run(&machine(r#"Power(processing: "1 kW"), Cost(idle: "1 /h")"#), "");
    assert_eq!(
        (metered.state, metered.journal, metered.counts),
        (plain.state, plain.journal, plain.counts)
    );
    let used = metered
        .values
        .iter()
        .find(|value| value.equipment == Some(EquipmentId(1)) && value.kpi == "energy");
    assert!(used.is_some());
    assert!(plain.values.iter().all(|value| !value.kpi.contains("energy")));
}

#[test]
fn power_goes_up_and_down_by_ramps() {
    let scene = |ramp: &str| {
        let text = format!(
            r#"Scene(run: (duration: "30 min"), equipment: {{
                "in": Source(at: ["5 min"], to: ["m"]),
                "m": Station(process: "10 min", with: [Power(processing: "6 kW", ramp: {ramp}("2 min"))], to: ["out"]),
                "out": Sink(),
            }})"#
        );
        whole(&text)
    };
    // 6 kW for a minute less than ten, and a minute of it when it is over.
    let straight = scene("Linear");
    assert_near(plant(&straight, "processing_energy"), 0.9);
    assert_near(plant(&straight, "idle_energy"), 0.1);
    assert_near(plant(&straight, "peak_power"), 6.0);
    let bent = scene("TimeConstant");
    let (reached, left) = (1.0 - libm::exp(-5.0), 1.0 - libm::exp(-7.5));
    let idle = 0.1 * 2.0 * reached * left;
    assert!((plant(&bent, "idle_energy") / idle - 1.0).abs() < 1e-8);
    let sum = plant(&bent, "direct_energy") + plant(&bent, "overhead_energy");
    assert_near(plant(&bent, "energy"), sum);
}

#[test]
fn tariffs_go_by_the_clock_on_the_wall() {
    // 1 kW all the time. On the night on which the clock is put forward it is six o'clock after five hours.
    let text = r#"Scene(
        run: (duration: "6 h", start: "2026-03-29 00:00", time_zone: "Europe/Berlin"),
        currency: "EUR",
        calendars: {"day": (open: ["06:00-22:00"])},
        energy: (tariff: (during: [("day", "0.3 /kWh")], otherwise: "0.1 /kWh")),
        equipment: {
            "in": Source(at: ["9 h"], to: ["m"]),
            "m": Station(process: "1 min", with: [Power(idle: "1 kW")], to: ["out"]),
            "out": Sink(),
        })"#;
    assert_near(plant(&whole(text), "energy_cost"), 5.0 * 0.1 + 0.3);
    let plain = text.replace(r#", time_zone: "Europe/Berlin""#, "");
    assert_near(plant(&whole(&plain), "energy_cost"), 0.6);
}

/// What was interrupted takes nothing until it goes on, though its station processes others meanwhile.
#[test]
fn what_made_way_takes_nothing_meanwhile() {
    let text = r#"Scene(run: (duration: "1 h"), products: {"a": (), "b": (priority: 1)}, currency: "EUR", equipment: {
        "early": Source(product: "a", at: ["0 s"], to: ["m"]),
        "late": Source(product: "b", at: ["4 min"], to: ["m"]),
        "m": Station(
            queue: Unlimited, order: Priority, preempt: Resume, process: {"a": "10 min", "b": "6 min"},
            with: [
                Power(processing: {"a": "9 kW", "b": "7 kW"}),
                Cost(processing: {"a": "90 /h", "b": "60 /h"}),
            ],
            to: ["out"],
        ),
        "out": Sink(),
    })"#;
    let outcome = whole(text);
    assert_near(plant(&outcome, "energy"), 9.0 / 6.0 + 7.0 / 10.0);
    assert_near(plant(&outcome, "cost"), 15.0 + 6.0);
    let of_products = outcome
        .values
        .iter()
        .filter(|value| value.kpi == "direct_energy_per_item" && value.product.is_some());
    let of_products: Vec<f64> = of_products.map(|value| value.value).collect();
    assert_near(of_products[0], 1.5);
    assert_near(of_products[1], 0.7);
}

/// Two people work on two places until one of them goes home at 1:00; the other one finishes their item after her own.
#[test]
fn what_waits_for_people_takes_nothing_meanwhile() {
    let text = r#"Scene(
        run: (duration: "8 h"),
        people: {"op": (shifts: [(calendar: "morning"), (calendar: "day")])},
        calendars: {"morning": (open: ["00:00-01:00"]), "day": (open: ["00:00-08:00"])},
        equipment: {
            "in": Source(at: ["30 min", "30 min"], to: ["m"]),
            "m": Station(places: 2, process: "2 h", crew: (of: "op"), with: [Power(processing: "8 kW", waiting: "1 kW")], to: ["out"]),
            "out": Sink(),
        },
    )"#;
    // It processes from 0:30 to 2:30 and on to 4:00, one item after the other, or both.
    let outcome = whole(text);
    assert_near(plant(&outcome, "energy"), 8.0 * 3.5);
    assert_near(plant(&outcome, "direct_energy_per_item"), 14.0);
}
