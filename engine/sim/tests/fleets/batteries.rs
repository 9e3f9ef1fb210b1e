//! Batteries: what is borne by one is given to it and nothing else, what a charge takes by a curve, and what becomes of a vehicle whose
//! battery is empty on the way.

use plantwright_model::{NoFiles, Report, Sources, syntax};
use plantwright_sim::{Model, RunOptions, Sim};

use super::breakdowns::{seconds, values};
use super::model;

/// One vehicle at 1 m/s that brings parts over 100 m from `a` to `b`, with a charger 900 m behind `b`; 1 J a metre.
fn ferry(parts: u32, battery: &str, more: &str) -> String {
    format!(
        "Scene(run: (duration: \"10 h\"),
        products: {{\"part\": (physics: (shape: Box(length: \"1 m\", width: \"1 m\", height: \"1 m\"), mass: \"20 kg\"))}},
        equipment: {{
            \"in\": Source(product: \"part\", limit: {parts}, to: [\"out\"]),
            \"out\": Sink(),
            \"agvs\": Fleet(
                idle: Stay,
                paths: [
                    (along: [\"a\", \"b\"], length: \"100 m\", two_way: true),
                    (along: [\"b\", \"c\"], length: \"900 m\", two_way: true),
                ],
                stations: {{\"in\": (at: \"a\"), \"out\": (at: \"b\")}},
                chargers: [\"c\"],
                vehicles: {{\"v\": (speed: \"1 m/s\", start: [\"a\"], {more} battery: (per_km: \"1 kJ\", {battery}))}},
            ),
        }})"
    )
}

fn run(text: &str) -> Sim {
    Sim::new(&model(text), RunOptions::default()).expect("a plant")
}

fn charge(sim: &mut Sim, at: f64) -> f64 {
    sim.run_until(seconds(at)).expect("a run");
    sim.vehicles()[0].charge
}

/// 2 000 J: the first part leaves 1 900, each other one takes 200. After the fifth, 1 100 J are left: the sixth would leave 900, and just
/// reach the charger; the seventh would not.
#[test]
fn it_keeps_what_it_needs_to_come_to_a_charger() {
    let text = ferry(9, "capacity: \"2 kJ\", charging: \"10 W\", low: 0", "");
    let mut sim = run(&text);
    // Six parts: 100 s and five times 200 s; 900 s to the charger, where nothing is left.
    let at = 1_100.0 + 900.0;
    assert!((charge(&mut sim, 1_100.0) - 0.45).abs() < 1e-9);
    assert!(charge(&mut sim, at).abs() < 1e-9);
    assert_eq!(sim.counts().consumed, 6);
    assert!((charge(&mut sim, at + 100.0) - 0.5).abs() < 1e-9);
    sim.run_until(seconds(10.0 * 3_600.0)).expect("a run");
    assert_eq!((sim.counts().consumed, sim.stranded()), (9, vec![]));
}

/// 0.1 J more a metre for each kilogram: 20 kg make it 3 J a metre in all.
#[test]
fn what_it_carries_weighs() {
    let words = "capacity: \"2.5 kJ\", charging: \"10 W\", low: 0, per_kg_km: \"0.1 kJ\"";
    let mut sim = run(&ferry(2, words, ""));
    assert!((charge(&mut sim, 100.0) - 2_200.0 / 2_500.0).abs() < 1e-9);
    assert!((charge(&mut sim, 200.0) - 2_100.0 / 2_500.0).abs() < 1e-9);
    assert!((charge(&mut sim, 300.0) - 1_800.0 / 2_500.0).abs() < 1e-9);
    // With that, one that takes more to bring than is left is not given: 100 J there, 300 J with it, 900 J to the charger.
    let mut sim = run(&ferry(5, words, ""));
    sim.run_until(seconds(1_000.0)).expect("a run");
    assert_eq!(sim.counts().consumed, 4);
    // Without the weight, what no battery bears would be 2.1 kJ: 1 000 m, 100 m and 900 m.
    let error = Model::read("heavy.ron", &ferry(5, &words.replace("2.5 kJ", "2.15 kJ"), ""));
    let error = error.expect_err("a battery that is too small").to_string();
    assert!(error.contains("100 m with 20 kg"), "{error}");
}

/// Two that wait are not taken along if the battery bears only one of them.
#[test]
fn it_takes_along_only_what_it_bears() {
    let brought = |per_kg: &str| {
        let text = ferry(
            2,
            &format!("capacity: \"4 kJ\", charging: \"10 W\", low: 0, per_kg_km: \"{per_kg}\""),
            "capacity: 2,",
        );
        let text = text.replace("\"in\": (at: \"a\")", "\"in\": (at: \"a\", waiting: 2)");
        let mut sim = run(&text);
        sim.run_until(seconds(100.0)).expect("a run");
        sim.counts().consumed
    };
    // 100 m with 40 kg: 2 900 J, or 3 300 J; 900 J are kept.
    assert_eq!((brought("0.7 kJ"), brought("0.8 kJ")), (2, 1));
}

/// Up to 80 % with 10 W, and down to 2 W: 200 ln(10 / 2) / 8 s for the last 200 of 1 000 J.
#[test]
fn a_charge_follows_its_curve() {
    let words = "capacity: \"1 kJ\", charging: \"10 W\", curve: [(0.8, \"10 W\"), (1.0, \"2 W\")], opportunity: true";
    let text = ferry(1, words, "");
    let text = text.replace("length: \"900 m\"", "length: \"400 m\"");
    let mut sim = run(&text);
    // 500 m to the charger, where 500 J are left.
    assert!((charge(&mut sim, 500.0) - 0.5).abs() < 1e-9);
    assert!((charge(&mut sim, 515.0) - 0.65).abs() < 1e-9);
    // At 90 % there are 6 W.
    let half = 25.0 * libm::log(10.0 / 6.0);
    assert!((charge(&mut sim, 530.0 + half) - 0.9).abs() < 1e-9);
    let whole = 25.0 * libm::log(5.0);
    let of = values(&mut sim, 3_600.0);
    assert!((of("charging_time") - 30.0 - whole).abs() < 1e-6, "{}", of("charging_time"));
}

/// A vehicle that takes 1 W while it waits stands behind another one until nothing is left: 50 J after 60 m of 110 J.
#[test]
fn one_that_runs_out_is_told_of_and_rescued() {
    let text = |rescue: &str| {
        format!(
            "Scene(run: (duration: \"1 h\"), equipment: {{\"agvs\": Fleet(
                traffic: FirstCome,
                paths: [(along: [\"a\", \"b\", \"c\", \"d\"], length: \"60 m\"), (along: [\"d\", \"a\"], length: \"60 m\")],
                chargers: [\"c\"],
                vehicles: {{
                    \"slow\": (speed: \"1 m/s\", start: [\"c\"], tour: [(at: \"c\", dwell: \"20 min\"), (at: \"d\"), (at: \"a\")], repeat: false),
                    \"v\": (speed: \"1 m/s\", start: [\"a\"], tour: [(at: \"c\")], repeat: false,
                        battery: (capacity: \"180 J\", per_km: \"1 kJ\", idle: \"1 W\", charging: \"1 W\"{rescue})),
                }},
            )}})"
        )
    };
    let mut sim = run(&text(""));
    // At `b` after 60 s with 120 J, and 120 s of standing.
    sim.run_until(seconds(179.0)).expect("a run");
    assert_eq!(sim.stranded(), []);
    sim.run_until(seconds(1_000.0)).expect("a run");
    let told = sim.stranded();
    assert_eq!(told.len(), 1);
    let it = &told[0];
    assert_eq!((it.since, it.at.as_str(), it.goal.as_deref()), (seconds(180.0), "b", Some("c")));
    assert!(!it.is_rescued && it.before.is_none());
    sim.run_until(seconds(3_000.0)).expect("a run");
    assert_eq!(sim.stranded().len(), 1);

    // If the one ahead goes on after 160 s, 20 J are left for the way from there.
    let mut sim = run(&text("").replace("20 min", "160 s"));
    sim.run_until(seconds(1_000.0)).expect("a run");
    let it = &sim.stranded()[0];
    assert_eq!((it.since, it.at.as_str(), it.before.as_deref()), (seconds(180.0), "b", Some("c")));
    assert_eq!(sim.vehicles()[1].along, 20.0);

    let mut sim = run(&text(", rescue: \"5 min\""));
    sim.run_until(seconds(300.0)).expect("a run");
    assert!(sim.stranded()[0].is_rescued);
    // Charged after 480 s, and empty again after 180 s of standing; then at 960 s and 1 140 s. At 1 200 s the way is free, and from 1 440 s on
    // it drives.
    let of = values(&mut sim, 3_600.0);
    assert_eq!(of("stranded_time"), 300.0 * 3.0);
    assert_eq!(sim.stranded(), []);
    let of = model(&text(""));
    let (_, fleet) = of.plant().fleets().next().expect("a fleet");
    assert_eq!(fleet.nodes[sim.vehicles()[1].to as usize].name, "c");
}

/// What no battery bears is found before the run.
#[test]
fn a_tour_that_is_too_long_is_found_before_the_run() {
    let text = "Scene(run: (duration: \"1 h\"), equipment: {\"agvs\": Fleet(
        paths: [(along: [\"a\", \"b\"], length: \"100 m\", two_way: true)],
        chargers: [\"a\"],
        vehicles: {\"v\": (speed: \"2 m/s\", acceleration: \"1 m/s2\", start: [\"a\"], tour: [(at: \"b\", dwell: \"1 s\"), (at: \"a\")], repeat: false,
            battery: (capacity: \"0.25 kJ\", per_km: \"1 kJ\", charging: \"1 W\"))},
    )})";
    // Enough for the way there and back; with less, that is said before the run.
    let mut sim = run(text);
    sim.run_until(seconds(3_600.0)).expect("a run");
    assert_eq!(sim.stranded(), []);
    let short = text.replace("0.25 kJ", "0.15 kJ");
    let error = Model::read("short.ron", &short).expect_err("a battery that is too small");
    assert!(error.to_string().contains("cannot drive to `b` and on to a charger"), "{error}");
}

/// A tour goes on where there is a charger, and never runs out: at 3 m/s for 10 h.
#[test]
fn one_that_drives_a_tour_goes_charging() {
    let text = "Scene(run: (duration: \"10 h\"), equipment: {\"agvs\": Fleet(
        paths: [(along: [\"a\", \"b\", \"c\", \"a\"], length: \"300 m\"), (along: [\"c\", \"d\"], length: \"30 m\", two_way: true)],
        chargers: [\"d\"],
        vehicles: {\"v\": (speed: \"3 m/s\", start: [\"a\"], tour: [(at: \"a\", dwell: \"10 s\"), (at: \"b\", dwell: \"10 s\")],
            battery: (capacity: \"20 kJ\", per_km: \"1 kJ\", idle: \"1 W\", charging: \"100 W\"))},
    )})";
    let mut sim = run(text);
    for at in 1..360 {
        assert!(charge(&mut sim, f64::from(at) * 100.0) > 0.05, "{at}");
    }
    let mut sim = run(text);
    let of = values(&mut sim, 36_000.0);
    // 20 kJ are 20 km, 16 of which are used between two charges.
    let (charging, driven) = (of("charging_time"), of("distance"));
    let used = driven + 20.0 * driven / 900.0;
    assert!((charging * 100.0 - used).abs() < 20_000.0, "{charging} {driven}");
    assert!(charging > 500.0 && of("stranded_time") == 0.0, "{charging}");
}

/// The way from a charger to where it waits is no reason to go back: it drove to and fro for ever.
#[test]
fn who_was_charged_up_waits_for_an_order() {
    for idle in ["Home", "NearestPark", "Stay"] {
        let text = format!(
            "Scene(run: (duration: \"8 h\"), equipment: {{
                \"in\": Source(at: [\"10 min\"], to: [\"out\"]), \"out\": Sink(), \"agvs\": Fleet(
                    paths: [(along: [\"charger\", \"a\", \"b\", \"park\"], length: \"20 m\", two_way: true)],
                    stations: {{\"in\": (at: \"a\"), \"out\": (at: \"b\")}}, parks: [\"park\"], chargers: [\"charger\"], idle: {idle},
                    vehicles: {{\"v\": (speed: \"1 m/s\", start: [\"park\"],
                        battery: (capacity: \"1 kWh\", per_km: \"100 Wh\", charging: \"1 kW\", opportunity: true))}})}})"
        );
        let mut sim = run(&text);
        let of = values(&mut sim, 28_800.0);
        // From the park by `a` to `b`, to the charger, and to the park.
        let most = 40.0 + 20.0 + 40.0 + 60.0;
        assert!((100.0..=most).contains(&of("distance")), "{idle}: {}", of("distance"));
        assert!(of("charging_time") > 0.0, "{idle}");
    }
}

/// From the charger behind `drop` the way to an order takes more than one charge allows: 620 m, and 600 m with it. From the one beside
/// `pick` it does not, and a charge is enough for the way from the one to the other.
#[test]
fn who_is_charged_up_too_far_from_the_work_goes_to_a_charger_nearer_to_it() {
    let text = r#"Scene(run: (duration: "24 h"), equipment: {"s": Source(every: "1 h", to: ["k"]), "k": Sink(), "agvs": Fleet(
        paths: [(along: ["A", "pick"], length: "20 m", two_way: true), (along: ["pick", "drop"], length: "600 m", two_way: true),
            (along: ["drop", "B"], length: "20 m", two_way: true)],
        stations: {"s": (at: "pick", waiting: Unlimited), "k": (at: "drop")}, chargers: ["A", "B"],
        vehicles: {"v": (start: ["A"], speed: "1 m/s", battery: (capacity: "0.1 kWh", per_km: "0.1 kWh", charging: "1 kW"))})})"#;
    let mut sim = run(text);
    sim.run_until(seconds(24.0 * 3_600.0)).expect("a run");
    assert!(sim.counts().consumed >= 23, "{:?}", sim.counts());
    assert_eq!(sim.stranded(), []);
    // Full where it begins, 850 m from the first order, and 950 m from the charger.
    let text = r#"Scene(run: (duration: "8 h"), equipment: {"s": Source(every: "10 min", to: ["k"]), "k": Sink(), "agvs": Fleet(
        paths: [(along: ["far", "a"], length: "850 m", two_way: true), (along: ["a", "b", "ch"], length: "50 m", two_way: true)],
        stations: {"s": (at: "a", waiting: Unlimited), "k": (at: "b")}, chargers: ["ch"],
        vehicles: {"v": (start: ["far"], speed: "1 m/s", battery: (capacity: "0.1 kWh", per_km: "0.1 kWh", charging: "1 kW"))})})"#;
    let mut sim = run(text);
    sim.run_until(seconds(8.0 * 3_600.0)).expect("a run");
    assert!(sim.counts().consumed >= 45, "{:?}", sim.counts());
    assert_eq!(sim.stranded(), []);
}

/// The way back to where a charge is enough is 1 100 m, and a charge 1 000 m: it stands at `B`, charged up, and that is told.
#[test]
fn who_is_charged_up_where_that_is_never_enough_is_told_of() {
    let text = r#"Scene(run: (duration: "24 h"), equipment: {"s": Source(every: "1 h", to: ["k"]), "k": Sink(), "agvs": Fleet(
        paths: [(along: ["A", "pick"], length: "20 m"), (along: ["pick", "drop"], length: "600 m"), (along: ["drop", "A"], length: "1100 m"),
            (along: ["drop", "B"], length: "20 m", two_way: true)],
        stations: {"s": (at: "pick", waiting: Unlimited), "k": (at: "drop")}, chargers: ["A", "B"],
        vehicles: {"v": (start: ["A"], speed: "1 m/s", battery: (capacity: "0.1 kWh", per_km: "0.1 kWh", charging: "1 kW"))})})"#;
    let mut sim = run(text);
    sim.run_until(seconds(24.0 * 3_600.0)).expect("a run");
    assert_eq!(sim.counts().consumed, 1);
    let told = sim.stranded();
    let at: Vec<(&str, bool)> = told.iter().map(|it| (it.at.as_str(), it.is_charged)).collect();
    assert_eq!(at, [("B", true)]);
    // Where it can go back, it does, and nothing is told.
    let mut sim = run(&text.replace("1100 m", "900 m"));
    sim.run_until(seconds(24.0 * 3_600.0)).expect("a run");
    assert!(sim.counts().consumed > 15 && sim.stranded().is_empty(), "{:?}", sim.counts());
}

/// What is warned of a scene: driving takes as little as 0.4 m/s on the path allows, as a load of another speed, and as a tour without one.
#[test]
fn how_long_they_can_drive_is_reckoned_with_the_least_that_driving_takes() {
    let warns = |path: &str, vehicle: &str, stations: &str| {
        let text = format!(
            r#"Scene(run: (duration: "48 h"), equipment: {{"s": Source(to: ["k"]), "k": Sink(), "agvs": Fleet(
                paths: [(along: ["ch", "a", "b"], length: "100 m", two_way: true{path})], {stations} chargers: ["ch"],
                vehicles: {{"v": ({vehicle})}})}})"#
        );
        let (mut sources, mut report) = (Sources::new(), Report::new());
        let id = sources.add("driving.ron", &text);
        let root = syntax::parse(&sources, id, &mut report).expect("a scene");
        Model::of(&root, &mut sources, &NoFiles, &mut report).expect("warnings only");
        let found = report.into_sorted().into_iter().map(|it| it.message);
        found.into_iter().find(|it| it.contains("they can drive for"))
    };
    let stations = r#"stations: {"s": (at: "a"), "k": (at: "b")},"#;
    let battery = r#"battery: (capacity: "1 kWh", per_km: "0.5 kWh", charging: "1 kW")"#;
    let fast = format!(r#"speed: "2 m/s", {battery}"#);
    // 3.6 kW at 2 m/s, of 4.6 kW.
    let told = warns("", &fast, stations).expect("a warning");
    assert!(told.contains("for 22 % of the time at most"), "{told}");
    assert_eq!(warns(r#", speed: "0.4 m/s""#, &fast, stations), None);
    assert_eq!(warns("", &format!(r#"loaded_speed: "0.25 m/s", {fast}"#), stations), None);
    let tour = r#"speed: "1 m/s", tour: [(at: "a"), (at: "b")],
        battery: (capacity: "1 kWh", per_km: "0.1 kWh", loaded_per_km: "2 kWh", charging: "1 kW")"#;
    assert_eq!(warns("", tour, ""), None);
    // 100 m at 0.5 m/s2 up to 2 m/s and down again take 54 s: 1.852 m/s in the mean, 3.33 kW of 4.33 kW.
    let slow = format!(r#"acceleration: "0.5 m/s2", {fast}"#);
    let told = warns("", &slow, stations).expect("a warning");
    assert!(told.contains("3.33 kW") && told.contains("for 23 % of the time at most"), "{told}");
}
