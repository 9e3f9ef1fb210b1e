//! Where time goes, by hand: loss trees to the nanosecond, micro-stops, and what a restored run still knows.

use plantwright_journal::{Record, State};
use plantwright_kpi::{BottleneckWatch, Bottlenecks, Closely, KpiSet, LossTree, Losses, Value};
use plantwright_sim::Sim;
use plantwright_units::{EquipmentId, SimSpan, SimTime};

use crate::harness::Case;

/// What came of a run: its values, its trees, its bottlenecks.
struct Seen {
    values: Vec<Value>,
    losses: Vec<Losses>,
    bottlenecks: Bottlenecks,
    case: Case,
}

fn run(equipment: &str, run: &str) -> Seen {
    seen(&format!("Scene(run: ({run}), equipment: {{{equipment}}})"))
}

fn seen(text: &str) -> Seen {
    let case = Case::read("losses.ron", text, None, u64::MAX).expect("a scene");
    let values = case.whole().values;
    let plant = case.model.plant().clone();
    let mut sim = Sim::new(&case.model, case.options()).expect("a plant");
    let losses = sim.listen(Closely::<LossTree>::new(&plant));
    let bottlenecks = sim.listen(Closely::<BottleneckWatch>::new(&plant));
    let warm_up = plant.run.warm_up;
    if warm_up > SimSpan::ZERO {
        sim.run_until(SimTime::ZERO + warm_up).expect("a run");
        sim.restart_statistics();
    }
    sim.run_until(case.end).expect("a run");
    let closing = sim.closing();
    let losses = sim.fold::<Closely<LossTree>>(losses).report(&plant, case.end, &closing);
    let found = sim.fold::<Closely<BottleneckWatch>>(bottlenecks);
    let bottlenecks = found.report(&plant, case.end, &closing);
    Seen { values, losses, bottlenecks, case }
}

impl Seen {
    /// A value of the only station, or of the plant.
    fn value(&self, kpi: &str) -> f64 {
        let mut found = self.values.iter().filter(|value| value.kpi == kpi);
        found.next().unwrap_or_else(|| panic!("no `{kpi}`")).value
    }

    /// The parts of the only station that are not zero [s].
    fn parts(&self) -> Vec<(&'static str, i128)> {
        let [losses] = &self.losses[..] else { panic!("{:?}", self.losses) };
        let sum: i128 = losses.parts.iter().map(|part| part.nanos).sum();
        assert_eq!(sum, losses.measured);
        let seconds = losses.parts.iter().map(|part| (part.name, part.nanos / 1_000_000_000));
        seconds.filter(|(_, time)| *time != 0).collect()
    }

    fn name(&self, id: Option<EquipmentId>) -> String {
        self.case.model.plant().name(id.expect("a station"))
    }
}

#[test]
fn a_micro_stop_is_a_loss_of_performance() {
    // Four items of 20 s from 0 s on; planned are 15 s. It stops for 5 s after each 30 s of work: from 30 s to 35 s, and from
    // 65 s to 70 s; the last item ends at 90 s, and 90 s in all are left until 3 min.
    let line = |stop: &str| {
        format!(
            r#""in": Source(limit: 4, to: ["m"]), "out": Sink(), "m": Station(process: "20 s", planned: "15 s", to: ["out"],
                with: [{stop}(every: "30 s", counts: Processing, repair: "5 s")]),"#
        )
    };
    let seen = run(&line("MicroStop"), r#"duration: "3 min""#);
    let good = ("good_items", 60);
    let slow = ("slow_cycles", 20);
    assert_eq!(seen.parts(), [("idle", 90), ("micro_stops", 10), slow, good]);
    assert_eq!((seen.value("micro_stops"), seen.value("mean_micro_stop")), (2.0, 5.0));
    assert_eq!((seen.value("micro_stop_time"), seen.value("down_time")), (10.0, 10.0));
    assert!(seen.values.iter().all(|value| value.kpi != "failures"));
    // OEE does not depend on the name of the loss.
    let failing = run(&line("Failure"), r#"duration: "3 min""#);
    assert_eq!(failing.parts(), [("down", 10), ("idle", 90), slow, good]);
    assert!(failing.values.iter().all(|value| value.kpi != "micro_stops"));
    for seen in [&seen, &failing] {
        assert_eq!(seen.value("oee"), 60.0 / 180.0);
        assert_eq!(seen.value("availability"), 80.0 / 180.0);
        assert_eq!(seen.value("effectiveness"), 60.0 / 80.0);
        assert_eq!(seen.value("utilization_efficiency"), 80.0 / 90.0);
        assert_eq!(seen.value("technical_efficiency"), 80.0 / 90.0);
        assert_eq!(seen.value("allocation_efficiency"), 90.0 / 180.0);
    }
    assert_eq!(failing.value("mean_operating_time_between_failures"), 40.0);
    assert_eq!(failing.value("mean_time_to_failure"), 85.0);
    assert_eq!(failing.value("corrective_maintenance_ratio"), 1.0);
}

#[test]
fn scrap_and_repeated_work_have_their_time() {
    let line = |item: &str| {
        format!(
            r#""in": Source(at: ["0 s", "0 s"], to: ["m"]), "out": Sink(), "m": Station(queue: 1, process: "20 s", to: ["out"],
                with: [Failure(every: "25 s", counts: Processing, repair: "10 s", item: {item})]),"#
        )
    };
    // The second item is spoilt after 5 s, at 25 s.
    let seen = run(&line("Scrap"), r#"duration: "1 min""#);
    let down = ("down", 10);
    assert_eq!(seen.parts(), [down, ("idle", 25), ("spoilt_half_done", 5), ("good_items", 20)]);
    // It was not produced, and so the station is not faster than planned.
    assert_eq!((seen.value("produced_quantity"), seen.value("good_quantity")), (1.0, 1.0));
    assert_eq!((seen.value("quality_ratio"), seen.value("scrapped")), (1.0, 1.0));
    assert_eq!(seen.value("effectiveness"), 20.0 / 25.0);
    assert!((seen.value("oee") - 20.0 / 60.0).abs() < 1e-12);
    // Begun anew at 35 s, it ends at 55 s: 5 s were for nothing.
    let seen = run(&line("Repeat"), r#"duration: "1 min""#);
    assert_eq!(seen.parts(), [down, ("idle", 5), ("slow_cycles", 5), ("good_items", 40)]);
}

#[test]
fn what_is_in_process_at_both_ends_is_no_loss() {
    // Items of 20 s without a pause, measured from 30 s to 95 s: 10 s of the second lie before, 15 s of the fifth within.
    let line =
        r#""in": Source(to: ["m"]), "out": Sink(), "m": Station(process: "20 s", to: ["out"]),"#;
    let seen = run(line, r#"duration: "95 s", warm_up: "30 s""#);
    assert_eq!(seen.parts(), [("in_process", 5), ("good_items", 60)]);
    // The other way round there is less in process at the end.
    let seen = run(line, r#"duration: "85 s", warm_up: "30 s""#);
    assert_eq!(seen.parts(), [("in_process", -5), ("good_items", 60)]);
}

#[test]
fn teep_counts_the_time_that_a_station_is_off_as_well() {
    // 8 h of 24 h, in which it works half the time.
    let text = r#"Scene(run: (duration: "1 d"), calendars: {"day": (open: ["08:00-16:00"])}, equipment: {
        "in": Source(every: "10 min", to: ["queue"]), "queue": Buffer(to: ["m"]), "out": Sink(),
        "m": Station(process: "10 min", load: (time: "10 min"), to: ["out"], with: [Shift(calendar: "day")])})"#;
    let case = Case::read("teep.ron", text, None, u64::MAX).expect("a scene");
    let values = case.whole().values;
    let value = |kpi: &str| values.iter().find(|value| value.kpi == kpi).expect("a value").value;
    assert_eq!((value("oee"), value("teep")), (0.5, 0.5 / 3.0));
}

#[test]
fn places_are_work_units() {
    // Two items of 20 s at once and one alone, on two places, in 1 min: 60 s of 120 s.
    let line = r#""in": Source(limit: 3, to: ["m"]), "out": Sink(), "m": Station(places: 2, process: "20 s", to: ["out"]),"#;
    let seen = run(line, r#"duration: "1 min""#);
    assert_eq!(seen.parts(), [("idle", 40), ("other_places", 20), ("good_items", 60)]);
    assert_eq!((seen.value("planned_busy_time"), seen.value("availability")), (120.0, 0.5));
    assert_eq!((seen.value("effectiveness"), seen.value("oee")), (1.0, 0.5));
}

/// Some states are entered by nothing yet; the books know them all.
#[test]
fn every_state_has_its_part() {
    let text = r#"Scene(run: (duration: "1 h"), equipment: {
        "in": Source(to: ["m"]), "m": Station(process: "10 s", to: ["out"]), "out": Sink(),
    })"#;
    let case = Case::read("losses.ron", text, None, u64::MAX).expect("a scene");
    let plant = case.model.plant();
    let who = plant.find("m").expect("a station");
    let (mut now, mut records) = (SimTime::ZERO, Vec::new());
    for (state, seconds) in State::ALL.into_iter().zip(1..) {
        let span = SimSpan::from_secs(seconds);
        now = now + span;
        let record = Record::of_state(now, who, state, span, EquipmentId::NONE);
        records.push(record.level(u32::from(state == State::Processing)));
    }
    let losses = Closely::<LossTree>::new(plant).report(plant, now, &records);
    let sum: i128 = losses[0].parts.iter().map(|part| part.nanos).sum();
    assert_eq!((sum, losses[0].measured), (i128::from(now.as_nanos()), sum));
    let values = KpiSet::all(plant).values(plant, now, &records);
    for (state, seconds) in State::ALL.into_iter().zip(1..) {
        let part = match state {
            State::Processing => "in_process",
            other => other.name(),
        };
        let part = losses[0].parts.iter().find(|it| it.name == part).expect("a part");
        assert_eq!(part.nanos, seconds * 1_000_000_000, "{state:?}");
        let time = format!("{}_time", state.name());
        let time = values.iter().find(|value| value.kpi == time).expect("a time");
        assert_eq!(time.value, seconds as f64);
    }
    let value = |kpi: &str| values.iter().find(|value| value.kpi == kpi).expect("a value").value;
    // 55 s in all, 8 s of them off; 2 s of production, 5 s of setup, 3 s, 4 s and 6 s of delay.
    assert_eq!((value("planned_busy_time"), value("availability")), (47.0, 2.0 / 47.0));
    assert_eq!((value("setup_ratio"), value("technical_efficiency")), (5.0 / 7.0, 2.0 / 15.0));
    assert_eq!(
        (value("allocation_efficiency"), value("utilization_efficiency")),
        (20.0 / 47.0, 0.1)
    );
    // Whoever produced nothing was not effective.
    assert_eq!((value("oee"), value("nee"), value("teep")), (0.0, 0.0, 0.0));
    assert!(values.iter().all(|value| value.kpi != "quality_ratio"));
}

#[test]
fn planned_times_are_those_of_product_and_operation() {
    // At the saw twice: 10 s by the route, then 4 s of its own; the drill may have plans of its own.
    let effectiveness = |planned: &str| {
        let text = format!(
            r#"Scene(
                products: {{
                    "a": (route: [(on: "saw", process: "10 s"), (on: "drill"), (on: "saw")]),
                    "b": (route: [(on: "drill")]),
                }},
                equipment: {{
                    "in": Source(orders: {{"1": (product: "a"), "2": (product: "b")}}),
                    "saw": Station(process: "4 s"),
                    "drill": Station(queue: 2, process: "6 s"{planned}),
                    "out": Sink(),
                }},
            )"#
        );
        let case = Case::read("losses.ron", &text, None, u64::MAX).expect("a scene");
        let (plant, values) = (case.model.plant().clone(), case.whole().values);
        ["saw", "drill"].map(|name| {
            let is_it = |it: &&Value| it.kpi == "effectiveness" && it.equipment == plant.find(name);
            values.iter().find(is_it).expect("a value").value
        })
    };
    assert_eq!(effectiveness(""), [1.0, 1.0]);
    assert_eq!(effectiveness(r#", planned: "9 s""#), [1.0, 1.5]);
    assert_eq!(effectiveness(r#", planned: {"a": "3 s", "b": "12 s"}"#), [1.0, 1.25]);
    // What is left out is planned to take what it takes.
    assert_eq!(effectiveness(r#", planned: {"a": "3 s"}"#), [1.0, 0.75]);
}

#[test]
fn the_slowest_machine_is_the_bottleneck_by_all_methods() {
    let line = r#""in": Source(to: ["a"]), "a": Station(process: "10 s", to: ["b"]),
        "b": Station(process: "30 s", to: ["c"]), "c": Station(process: "20 s", to: ["out"]), "out": Sink(),"#;
    let seen = run(line, r#"duration: "1 h", warm_up: "10 min""#);
    let found = &seen.bottlenecks;
    assert!(found.agree(), "{found:#?}");
    assert_eq!(found.verdict(seen.case.model.plant()), "all three methods point at `b`");
    // `a` is blocked for 20 s of each 30 s, `c` starved for 10 s.
    let [a, b, c] = &found.stations[..] else { panic!("{found:#?}") };
    assert_eq!((a.blocked, b.blocked, b.starved, c.starved), (2.0 / 3.0, 0.0, 0.0, 1.0 / 3.0));
    assert_eq!((a.arrows_to.len(), b.arrows_to.len(), c.arrows_to.len()), (1, 0, 1));
    assert_eq!((a.severity, b.severity, c.severity), (2.0 / 3.0, 1.0, 1.0 / 3.0));
    // It works without a pause, so that all that others do lies within.
    assert_eq!((b.sole, b.shifting, a.sole + a.shifting + c.sole + c.shifting), (1.0, 0.0, 0.0));
}

#[test]
fn arrows_pass_over_what_limits_nothing() {
    // A conveyor with more places than there are items on it, between the slow machine and the one behind it.
    let line = |places: u32| {
        format!(
            r#""in": Source(to: ["a"]), "a": Station(process: "30 s", to: ["belt"]),
            "belt": Station(places: {places}, process: "50 s", to: ["b"]), "b": Station(process: "20 s", to: ["out"]), "out": Sink(),"#
        )
    };
    let found = |places| run(&line(places), r#"duration: "1 h", warm_up: "10 min""#).bottlenecks;
    let [a, b, belt] = &found(10).stations[..] else { panic!("three stations") };
    assert_eq!((&a.arrows_from, &b.arrows_to), (&vec![b.equipment], &vec![a.equipment]));
    assert!(belt.arrows_to.is_empty() && belt.arrows_from.is_empty());
    // With one place it is the bottleneck itself.
    let [a, b, belt] = &found(1).stations[..] else { panic!("three stations") };
    assert_eq!(belt.arrows_from, [a.equipment, b.equipment]);
}

#[test]
fn down_times_are_activity_and_no_use() {
    // `a` works more, `b` is down for half of its time: it stops 20 s for each 20 s of work.
    let line = r#""in": Source(to: ["a"]), "a": Station(process: "25 s", to: ["b"]),
        "b": Station(process: "20 s", to: ["out"], with: [Failure(cycles: 1, repair: "20 s")]), "out": Sink(),"#;
    let seen = run(line, r#"duration: "10 h""#);
    let found = &seen.bottlenecks;
    assert_eq!(seen.name(found.by_utilization), "a");
    assert_eq!(seen.name(found.by_active_period), "b");
    assert_eq!(seen.name(found.by_arrows.first().copied()), "b");
    let verdict = found.verdict(seen.case.model.plant());
    assert!(
        verdict.contains("`b` is down, set up or maintained for 50 % of the time"),
        "{verdict}"
    );
}

#[test]
fn a_restored_run_still_looks_closely() {
    let text = r#"Scene(run: (duration: "2 h"), equipment: {
        "in": Source(every: Exponential("20 s"), to: ["a"]),
        "a": Station(queue: 5, places: 2, process: Exponential("30 s"), to: ["b"],
            with: [MicroStop(every: Exponential("2 min"), counts: Processing, repair: "9 s", item: Scrap)]),
        "b": Station(queue: 2, process: Exponential("18 s"), to: ["out"]), "out": Sink(),
    })"#;
    let case = Case::read("losses.ron", text, None, u64::MAX).expect("a scene");
    let plant = case.model.plant().clone();
    let mut ids = None;
    let mut listen = |sim: &mut Sim| {
        let losses = sim.listen(Closely::<LossTree>::new(sim.plant()));
        ids = Some((losses, sim.listen(Closely::<BottleneckWatch>::new(sim.plant()))));
    };
    let mut sim = Sim::new(&case.model, case.options()).expect("a plant");
    listen(&mut sim);
    sim.run_until(SimTime::ZERO + SimSpan::from_secs(2_345)).expect("a run");
    let bytes = sim.snapshot();
    let mut restored =
        Sim::restore(&case.model, case.options(), &mut listen, &bytes).expect("a snapshot");
    let mut fork = sim.fork();
    let (losses, bottlenecks) = ids.expect("listeners");
    let report = |sim: &mut Sim| {
        sim.run_until(case.end).expect("a run");
        let closing = sim.closing();
        let losses = sim.fold::<Closely<LossTree>>(losses).report(&plant, case.end, &closing);
        let found = sim.fold::<Closely<BottleneckWatch>>(bottlenecks);
        (losses, found.report(&plant, case.end, &closing))
    };
    let whole = report(&mut sim);
    assert_eq!(report(&mut restored), whole);
    assert_eq!(report(&mut fork), whole);
}

/// What is said against stations, of a scene without its last bracket.
fn doubts(equipment: &str, more: &str, run: &str) -> Option<String> {
    let text = format!("Scene(run: ({run}), {more} equipment: {{{equipment}}})");
    let case = Case::read("losses.ron", &text, None, u64::MAX).unwrap_or_else(|it| panic!("{it}"));
    let mut sim = Sim::new(&case.model, case.options()).expect("a plant that can be built");
    let plant = case.model.plant();
    let id = sim.listen(Closely::<BottleneckWatch>::new(plant));
    sim.run_until(case.end).expect("a run");
    let closing = sim.closing();
    let found = sim.fold::<Closely<BottleneckWatch>>(id).report(plant, case.end, &closing);
    found.doubts(plant)
}

#[test]
fn where_no_station_is_the_limit_it_is_said_what_may_be() {
    let line = |source: &str, gate: &str| {
        format!(
            r#""in": Source({source}to: ["{}"]), {gate} "a": Station(queue: Unlimited, process: "2 min", to: ["b"]),
            "b": Station(queue: Unlimited, process: "3 min", to: ["out"]), "out": Sink(),"#,
            if gate.is_empty() { "a" } else { "gate" }
        )
    };
    let run = r#"duration: "10 d""#;
    // What comes each 10 min goes out.
    let arrivals = doubts(&line(r#"every: "10 min", "#, ""), "", run).expect("doubts");
    assert!(arrivals.contains("the arrivals are what limits the output"), "{arrivals}");
    assert!(arrivals.contains("`b` has most to do, for 30 % of its time"), "{arrivals}");
    // Each 3.05 min: still all of it. Each 2.9 min is more than b can do.
    let close = doubts(&line(r#"every: "3.1 min", "#, ""), "", run).expect("doubts");
    assert!(close.contains("the arrivals are what limits"), "{close}");
    assert_eq!(doubts(&line(r#"every: "2.9 min", "#, ""), "", run), None);
    // One card: nobody is busy, and nothing waits.
    let gate = r#""gate": Release(cards: 1, to: ["a"]),"#;
    let cards = doubts(&line("", gate), "", run).expect("doubts");
    assert!(cards.contains("`b` has most to do, for 60 % of its time"), "{cards}");
    assert!(cards.contains("the cards of `gate`"), "{cards}");
    // With four, b is the limit.
    assert_eq!(doubts(&line("", &gate.replace('1', "4")), "", run), None);
}

#[test]
fn people_and_shifts_that_may_be_the_limit_are_named() {
    let run = r#"duration: "10 d""#;
    // One person loads both: 4 min of each 5.
    let load = |time: &str| format!(r#"load: (time: "{time}", crew: (of: "op"))"#);
    let line = format!(
        r#""in": Source(to: ["a"]), "a": Station({}, process: "1 min", to: ["lane"]), "lane": Buffer(capacity: 5, to: ["b"]),
        "b": Station({}, process: "1 min", to: ["out"]), "out": Sink(),"#,
        load("2 min"),
        load("2 min")
    );
    let people = doubts(&line, r#"people: {"op": ()},"#, run).expect("doubts");
    assert!(people.contains("`op` are at work for 100 % of their time"), "{people}");
    let two = doubts(&line, r#"people: {"op": (count: 2)},"#, run);
    assert!(two.as_ref().is_none_or(|it| !it.contains("`op`")), "{two:?}");
    // The press works one shift of three, and without a pause then; the saw is slower and has all day.
    let line = r#""in": Source(to: ["saw"]), "saw": Station(process: "10 min", to: ["lane"]), "lane": Buffer(capacity: 10, to: ["press"]),
        "press": Station(process: "5 min", with: [Shift(calendar: "day")], to: ["out"]), "out": Sink(),"#;
    let shifts = doubts(line, r#"calendars: {"day": (open: ["06:00-14:00"])},"#, run);
    let shifts = shifts.expect("doubts");
    assert!(shifts.contains("`press` is off for 67 % of the time"), "{shifts}");
    assert!(shifts.contains("its shifts may be what limits the output"), "{shifts}");
}

/// What makes way is in process for as long as it is worked on: no cycle was slow, and nothing is in process at the end.
#[test]
fn what_made_way_was_not_in_process_meanwhile() {
    let seen = seen(
        r#"Scene(run: (duration: "1 h"), products: {"a": (), "b": (priority: 1)}, equipment: {
            "early": Source(product: "a", at: ["0 s"], to: ["m"]),
            "late": Source(product: "b", at: ["240 s"], to: ["m"]),
            "m": Station(queue: Unlimited, order: Priority, preempt: Resume, process: "600 s", to: ["out"]),
            "out": Sink(),
        })"#,
    );
    assert_eq!(seen.parts(), [("idle", 2_400), ("good_items", 1_200)]);
}
