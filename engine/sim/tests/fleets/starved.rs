//! Orders that wait beyond reason are told of, and no others.

use plantwright_sim::{RunOptions, Sim};

use super::breakdowns::{seconds, values};
use super::model;

/// A source near by with something to bring at any time, and one part far away that is asked for after a minute.
fn plant(dispatch: &str, near: &str) -> String {
    format!(
        "Scene(run: (duration: \"2 h\"), products: {{\"p\": (), \"far\": ()}}, equipment: {{
            \"near\": Source(product: \"p\", {near} to: [\"out\"]),
            \"away\": Source(product: \"far\", at: [\"1 min\"], to: [\"out\"]),
            \"out\": Sink(),
            \"agvs\": Fleet(
                idle: Stay,
                dispatch: {dispatch},
                paths: [
                    (along: [\"o\", \"a\"], length: \"10 m\", two_way: true),
                    (along: [\"o\", \"z\"], length: \"100 m\", two_way: true),
                ],
                stations: {{\"near\": (at: \"a\", waiting: 2), \"away\": (at: \"z\"), \"out\": (at: \"o\")}},
                vehicles: {{\"v\": (speed: \"1 m/s\", start: [\"o\"])}},
            ),
        }})"
    )
}

fn run(text: &str) -> Sim {
    Sim::new(&model(text), RunOptions::default()).expect("a plant")
}

#[test]
fn who_is_always_farther_starves() {
    let mut sim = run(&plant("Nearest", ""));
    let of = values(&mut sim, 7_200.0);
    assert_eq!(of("starved_orders"), 1.0);
    let told = sim.starved();
    assert_eq!(told.len(), 1);
    let it = &told[0];
    let plant = sim.plant().clone();
    assert_eq!(plant.name(it.ends.0), "away");
    assert_eq!((it.since, it.until, it.at.as_str()), (seconds(60.0), None, "z"));
    // A trip takes 20 s; two wait at any time, for 40 s at the most: 20 trips come first.
    assert!(it.told >= seconds(460.0) && it.told < seconds(600.0), "{:?}", it.told);
    let [(who, count)] = it.preferred[..] else { panic!("{it:?}") };
    assert_eq!(plant.name(who), "near");
    assert!((355..=358).contains(&count), "{count}");
}

#[test]
fn who_comes_first_does_not_starve() {
    for dispatch in ["Oldest", "DueDate"] {
        let mut sim = run(&plant(dispatch, ""));
        assert_eq!(values(&mut sim, 7_200.0)("starved_orders"), 0.0, "{dispatch}");
        assert_eq!(sim.starved(), []);
    }
    // Where there is time between others, it is fetched.
    let mut sim = run(&plant("Nearest", "every: \"1 min\","));
    assert_eq!(values(&mut sim, 7_200.0)("starved_orders"), 0.0);
}

/// Told while it waits, and picked up when nothing else is left.
#[test]
fn one_that_is_fetched_in_the_end_is_told_with_when() {
    let mut sim = run(&plant("Nearest", "limit: 100,"));
    let of = values(&mut sim, 7_200.0);
    assert_eq!((of("starved_orders"), sim.counts().consumed), (1.0, 101));
    let told = sim.starved();
    // 100 trips of 20 s, and the way there.
    assert_eq!(told[0].until, Some(seconds(100.0 * 20.0 + 100.0)));
}

/// From the request to when it is unloaded: 10 s there, and back; 1 s of handling at either end.
#[test]
fn lead_times_are_told() {
    let text = plant("Nearest", "limit: 1,")
        .replace("start: [\"o\"]", "start: [\"o\"], load: \"1 s\", unload: \"1 s\"");
    let mut sim = run(&text);
    let of = values(&mut sim, 7_200.0);
    // The other one: at 60 s, 100 s there and back.
    assert_eq!((of("mean_lead_time"), of("max_lead_time")), (f64::midpoint(22.0, 202.0), 202.0));
    assert_eq!(of("mean_waiting_time"), f64::midpoint(11.0, 101.0));
}
