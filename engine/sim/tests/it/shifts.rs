//! Calendars and shifts, by hand: changes of the clock, dates, what becomes of the item, what stands still meanwhile.

use plantwright_model::plant::CalendarFacts;
use plantwright_units::{SimSpan, SimTime};

use crate::harness::{Case, Outcome};

const MINUTE: u64 = 60_000_000_000;
const DAY: u64 = 24 * 60;

fn minute(minutes: u64) -> SimTime {
    SimTime::from_nanos(minutes * MINUTE)
}

/// Reads one calendar, in a run that starts as said.
fn calendar(run: &str, body: &str) -> CalendarFacts {
    let text = format!(
        r#"Scene(run: (duration: "1 h", {run}), calendars: {{"c": ({body})}}, equipment: {{
            "in": Source(every: "1 h", to: ["out"]), "out": Sink(),
        }})"#
    );
    let case = Case::read("shifts.ron", &text, None, u64::MAX);
    case.unwrap_or_else(|error| panic!("{error}")).model.plant().calendars[0].clone()
}

/// The windows from an hour on, in minutes.
fn windows(calendar: &CalendarFacts, from_hour: u64, count: usize) -> Vec<(u64, u64)> {
    let minutes = |at: SimTime| {
        assert_eq!(at.as_nanos() % MINUTE, 0);
        at.as_nanos() / MINUTE
    };
    let windows = calendar.windows(minute(from_hour * 60)).take(count);
    windows.map(|window| (minutes(window.from), minutes(window.to))).collect()
}

const fn hours(from: u64, to: u64) -> (u64, u64) {
    (from * 60, to * 60)
}

#[test]
fn the_clock_is_put_forward_and_back() {
    let berlin = |start: &str, open: &str| {
        let run = format!(r#"start: "{start}", time_zone: "Europe/Berlin""#);
        calendar(&run, &format!("open: [\"{open}\"]"))
    };
    // From Friday, 6 o'clock, on. The night from Saturday to Sunday is an hour short, and all that follows an hour early.
    let spring = berlin("2026-03-27 06:00", "22:00-06:00");
    assert_eq!(windows(&spring, 0, 3), [hours(16, 24), hours(40, 47), hours(63, 71)]);
    // From the midnight before Saturday on: an hour long.
    let autumn = berlin("2026-10-24 00:00", "22:00-06:00");
    assert_eq!(windows(&autumn, 6, 3), [hours(22, 31), hours(47, 55), hours(71, 79)]);

    // Times that the clock never shows: as soon as it is beyond. Here 2 o'clock is 3 o'clock.
    let sunday = "2026-03-29 00:00";
    assert_eq!(windows(&berlin(sunday, "02:30-05:00"), 0, 1), [hours(2, 4)]);
    assert_eq!(windows(&berlin(sunday, "01:00-02:30"), 0, 1), [hours(1, 2)]);
    assert_eq!(windows(&berlin(sunday, "02:15-02:45"), 0, 1), [(25 * 60 + 15, 25 * 60 + 45)]);
    // Times that it shows twice: the first time.
    let sunday = "2026-10-25 00:00";
    assert_eq!(windows(&berlin(sunday, "02:15-02:45"), 0, 1), [(135, 165)]);
    assert_eq!(windows(&berlin(sunday, "02:30-03:30"), 0, 1), [(150, 270)]);
    // A run that starts then, starts then.
    let twice = berlin("2026-10-25 02:30", "03:00-04:00");
    assert_eq!(windows(&twice, 0, 1), [(90, 150)]);
    // The last window that simulated time has a name for ends with it.
    let end = SimTime::from_nanos(SimTime::MAX.as_nanos() - 3 * DAY * MINUTE);
    assert!((2..=4).contains(&spring.windows(end).count()));
}

/// The calendar against another way of telling: minute by minute through days of a year, with the offsets of Berlin by hand.
#[test]
fn what_the_clock_shows_is_what_counts() {
    let calendar = calendar(
        r#"start: "2026-01-01 00:00", time_zone: "Europe/Berlin""#,
        r#"open: ["Mo-Fr 06:00-14:00", "Mo-Th 22:00-05:30", "Sa 07:00-12:00"],
           breaks: ["Mo-Fr 09:00-09:15", "00:30-01:00"],
           holidays: ["2026-05-01", "2026-12-24 to 2026-12-31"],
           exceptions: {"2026-05-02": ["10:00-11:00"]}"#,
    );
    // 2026-01-01 is a Thursday; the clock is put forward on day 87 and back on day 297, at 1 o'clock UTC.
    let (forward, back) = (87 * DAY + 120, 297 * DAY + 120);
    let is_open = |at: u64| {
        let wall = if (forward..back).contains(&at) { at + 60 } else { at };
        let (day, time) = ((wall / DAY) as i64, wall % DAY);
        // The hours that begin on a day, and whether a time of it, in minutes from its midnight, is in them.
        let begins = |day: i64, time: u64| {
            let (weekday, between) =
                ((day + 3).rem_euclid(7), |from, to| (from..to).contains(&time));
            match day {
                120 | 357.. => false,
                121 => between(600, 660),
                _ => match weekday {
                    0..=4 if between(360, 840) => true,
                    0..=3 => between(1320, 1320 + 450),
                    5 => between(420, 720),
                    _ => false,
                },
            }
        };
        let pause = (30..60).contains(&time) || (day + 3) % 7 < 5 && (540..555).contains(&time);
        !pause && (begins(day, time) || begins(day - 1, time + DAY))
    };
    let mut change = None;
    let stretches = [0..9, 85..90, 118..124, 295..300, 350..364];
    for at in stretches.into_iter().flat_map(|days| days.start * DAY..days.end * DAY) {
        let open = calendar.is_open(minute(at));
        assert_eq!(open, is_open(at), "minute {at}");
        // And the changes are where it changes, and nowhere else.
        if at % (5 * DAY) == 0 || change.is_none_or(|change| change <= at) {
            let next = calendar.next_change(minute(at)).expect("a change").as_nanos();
            assert_ne!(calendar.is_open(SimTime::from_nanos(next)), open);
            change = Some(next / MINUTE);
        } else {
            assert_eq!(open, calendar.is_open(minute(at.saturating_sub(1))), "minute {at}");
        }
    }
}

#[test]
fn without_a_date_it_is_monday() {
    let early = calendar("", r#"open: ["Mo 06:00-14:00", "Su 22:00-06:00"]"#);
    // The night that began on Sunday is still going on.
    assert_eq!(windows(&early, 0, 3), [hours(0, 6), hours(6, 14), hours(6 * 24 + 22, 7 * 24 + 6)]);
    assert_eq!(
        early.next_change(SimTime::ZERO),
        Some(minute(14 * 60)),
        "windows that touch are one"
    );
    assert_eq!(
        early.after(minute(60), SimSpan::from_secs(14 * 3_600)),
        Some(minute(166 * 60 + 60))
    );
    // A run without a zone has days of 24 hours.
    let dated = calendar(r#"start: "2026-03-28 12:00""#, r#"open: ["22:00-06:00"]"#);
    assert_eq!(windows(&dated, 0, 2), [hours(10, 18), hours(34, 42)]);
    // What is always open never changes; what is open on dates only closes for ever.
    let always = calendar("", r#"open: ["00:00-24:00"]"#);
    assert_eq!((always.next_change(minute(7)), always.share()), (None, 1.0));
    let once = calendar(
        r#"start: "2026-03-02""#,
        r#"open: [], exceptions: {"2026-03-03": ["06:00-12:00"]}"#,
    );
    assert_eq!(once.next_change(SimTime::ZERO), Some(minute(30 * 60)));
    assert_eq!(once.next_change(minute(30 * 60)), Some(minute(36 * 60)));
    assert_eq!(once.next_change(minute(36 * 60)), None);
}

/// Ten minutes open, twenty closed, ten open, and then closed until the next day.
const TWICE: &str = r#""c": (open: ["00:00-00:10", "00:30-00:40"])"#;

fn run(calendar: &str, source: &str, machine: &str, minutes: u64) -> Outcome {
    let text = format!(
        r#"Scene(run: (duration: "{minutes} min"), calendars: {{ {calendar} }}, equipment: {{
            "in": Source({source} to: ["m"]), "m": Station({machine}, to: ["out"]), "out": Sink(),
        }})"#
    );
    Case::read("shifts.ron", &text, None, u64::MAX)
        .unwrap_or_else(|error| panic!("{error}"))
        .whole()
}

/// A value of the machine, or of the plant, in minutes; zero where there is none.
fn minutes(outcome: &Outcome, kpi: &str) -> f64 {
    outcome.values.iter().find(|value| value.kpi == kpi).map_or(0.0, |value| value.value / 60.0)
}

/// Processing, idle, off and down times of the machine [min].
fn times(outcome: &Outcome) -> [f64; 4] {
    ["processing_time", "idle_time", "off_time", "down_time"].map(|kpi| minutes(outcome, kpi))
}

const THREE_AT_ONCE: &str = r#"at: ["0 s", "0 s", "0 s"],"#;

fn shift(at_end: &str) -> String {
    format!(r#"Shift(calendar: "c", at_end: {at_end})"#)
}

#[test]
fn what_becomes_of_the_item_at_the_end() {
    let run = |at_end: &str, until: u64| {
        let machine = format!(r#"queue: 5, process: "8 min", with: [{}]"#, shift(at_end));
        run(TWICE, THREE_AT_ONCE, &machine, until)
    };
    // 0-8, 8-10 and 30-36, 36-40 and four minutes of the next day.
    assert_eq!(times(&run("Interrupt", 60)), [20.0, 0.0, 40.0, 0.0]);
    assert_eq!(minutes(&run("Interrupt", 1500), "max_flow_time"), 1444.0);
    // 0-8, 8-16, 30-38: it is off from 16 on, and when it is closed again.
    assert_eq!(times(&run("Finish", 60)), [24.0, 2.0, 34.0, 0.0]);
    assert_eq!(minutes(&run("Finish", 60), "max_flow_time"), 38.0);
    // 0-8, 30-38, and the next day.
    assert_eq!(times(&run("FitsOnly", 60)), [16.0, 4.0, 40.0, 0.0]);
    assert_eq!(minutes(&run("FitsOnly", 1500), "max_flow_time"), 1448.0);
}

#[test]
fn a_run_that_begins_outside_of_the_shift_begins_nothing() {
    let late = r#""c": (open: ["00:05-00:15"])"#;
    let run = |at_end: &str, source: &str, process: &str| {
        let machine = format!(r#"queue: 5, process: "{process}", with: [{}]"#, shift(at_end));
        times(&run(late, source, &machine, 60))
    };
    for source in [THREE_AT_ONCE, ""] {
        // 5-13, and 13-15 of the next one, or all of it, or nothing.
        assert_eq!(run("Interrupt", source, "8 min"), [10.0, 0.0, 50.0, 0.0]);
        assert_eq!(run("Finish", source, "8 min"), [16.0, 0.0, 44.0, 0.0]);
        assert_eq!(run("FitsOnly", source, "8 min"), [8.0, 2.0, 50.0, 0.0]);
        assert_eq!(run("FitsOnly", source, "12 min"), [0.0, 10.0, 50.0, 0.0]);
    }
}

#[test]
fn places_are_looked_at_one_by_one() {
    // Two places and items of 8 and 12 minutes: the long one never fits; the short ones pass it on the other place.
    let machine = format!(
        r#"places: 2, queue: 5, process: {{"long": "12 min", "short": "8 min"}}, with: [{}]"#,
        shift("FitsOnly")
    );
    let orders =
        r#"orders: {"1": (product: "long"), "2": (product: "short"), "3": (product: "short")},"#;
    let text = format!(
        r#"Scene(run: (duration: "1 h"), products: {{"long": (), "short": ()}}, calendars: {{ {TWICE} }}, equipment: {{
            "in": Source({orders} to: ["m"]), "m": Station({machine}, to: ["out"]), "out": Sink(),
        }})"#
    );
    let case =
        Case::read("shifts.ron", &text, None, u64::MAX).unwrap_or_else(|error| panic!("{error}"));
    let outcome = case.whole();
    assert_eq!((outcome.counts.consumed, outcome.counts.present), (2, 1));
    assert_eq!(minutes(&outcome, "max_flow_time"), 38.0);
    assert_eq!(times(&outcome), [16.0, 4.0, 40.0, 0.0]);
    assert_eq!(minutes(&outcome, "blocked_time"), 0.0, "what waits for its time is not finished");
}

#[test]
fn a_long_item_that_is_finished_first_runs_through_the_pause() {
    // It is begun at 0 and ends at 35, in the next window: the machine was never off before 40.
    let machine = format!(r#"process: "35 min", with: [{}]"#, shift("Finish"));
    let outcome = run(TWICE, r#"at: ["0 s", "38 min"],"#, &machine, 120);
    // The second one is begun at 38 and ends at 73.
    assert_eq!(times(&outcome), [70.0, 3.0, 47.0, 0.0]);
}

#[test]
fn what_ends_as_the_calendar_closes_is_finished_and_nothing_is_begun() {
    for at_end in ["Interrupt", "Finish", "FitsOnly"] {
        let machine = format!(r#"queue: 5, process: "10 min", with: [{}]"#, shift(at_end));
        let outcome = run(TWICE, THREE_AT_ONCE, &machine, 60);
        assert_eq!(outcome.counts.consumed, 2, "{at_end}");
        assert_eq!(times(&outcome), [20.0, 0.0, 40.0, 0.0], "{at_end}");
        // The second item waited until the machine could begin it: 30 minutes, and the third is not begun.
        let waits = outcome.values.iter().find(|value| value.kpi == "mean_waiting_time");
        assert_eq!(waits.expect("a value").value, 15.0 * 60.0, "{at_end}");
    }
}

#[test]
fn failures_and_shifts() {
    // Wear stands while it is off: 12 minutes of processing are over at 32. It is repaired at 37.
    let failure = r#"Failure(every: "12 min", counts: Processing, repair: "5 min")"#;
    let machine = format!(r#"process: "15 min", with: [{failure}, {}]"#, shift("Interrupt"));
    let outcome = run(TWICE, r#"at: ["0 s"],"#, &machine, 60);
    assert_eq!(times(&outcome), [15.0, 0.0, 40.0, 5.0]);
    // So does age; calendar time goes on. Down from 8 to 33: repairs go on, and being off is what shows.
    let at = |counts: &str, every: u32| {
        let failure =
            format!(r#"Failure(every: "{every} min", counts: {counts}, repair: "25 min")"#);
        let machine = format!(r#"process: "15 min", with: [{failure}, {}]"#, shift("Interrupt"));
        times(&run(TWICE, r#"at: ["50 min"],"#, &machine, 60))
    };
    assert_eq!(at("Calendar", 8), [0.0, 15.0, 40.0, 5.0]);
    assert_eq!(at("Up", 12), [0.0, 12.0, 40.0, 8.0]);
    assert_eq!(at("Calendar", 12), [0.0, 13.0, 40.0, 7.0], "down from 12 to 37, and off until 30");
    // An item that fitted and came to be late is interrupted, not begun anew.
    let failure = r#"Failure(every: "3 min", counts: Processing, repair: "6 min")"#;
    let machine = format!(r#"process: "5 min", with: [{failure}, {}]"#, shift("FitsOnly"));
    let outcome = run(TWICE, r#"at: ["0 s"],"#, &machine, 60);
    assert_eq!(minutes(&outcome, "max_flow_time"), 31.0);
    // A machine that is to finish first, and fails meanwhile, is repaired, finishes, and goes off.
    let failure = r#"Failure(every: "12 min", counts: Processing, repair: "8 min")"#;
    let machine = format!(r#"process: "15 min", with: [{failure}, {}]"#, shift("Finish"));
    let outcome = run(TWICE, r#"at: ["0 s"],"#, &machine, 60);
    assert_eq!(times(&outcome), [15.0, 10.0, 27.0, 8.0]);
    // What is spoilt need not be finished.
    let machine = machine.replace(r#"repair: "8 min""#, r#"repair: "8 min", item: Scrap"#);
    let outcome = run(TWICE, r#"at: ["0 s"],"#, &machine, 60);
    assert_eq!(times(&outcome), [12.0, 10.0, 38.0, 0.0]);
}

#[test]
fn sources_that_close() {
    let source = |arrivals: &str, minutes: u64| {
        let source = format!(r#"{arrivals} calendar: "c","#);
        run(TWICE, &source, r#"queue: Unlimited, process: "1 s""#, minutes)
    };
    // After 4, 8, 12, 16 and 20 minutes of being open: at 4, 8, 32, 36 and 40, and then tomorrow.
    for (minutes, come) in
        [(3, 0), (4, 1), (8, 2), (31, 2), (32, 3), (39, 4), (40, 5), (1443, 5), (1444, 6)]
    {
        assert_eq!(source(r#"every: "4 min","#, minutes).counts.created, come, "{minutes} min");
    }
    assert_eq!(source(r#"every: "4 min", first: "12 min","#, 32).counts.created, 1);
    // What was planned for the pause comes after it.
    let planned = r#"at: ["5 min", "15 min", "20 min", "35 min"],"#;
    for (minutes, come) in [(5, 1), (29, 1), (30, 3), (35, 4)] {
        assert_eq!(source(planned, minutes).counts.created, come, "{minutes} min");
    }
    // A source that always has an item at hand gives none away: taken at 0 and 8, and then at 30 and 38.
    let outcome = run(TWICE, r#"calendar: "c","#, r#"process: "8 min""#, 60);
    assert_eq!((outcome.counts.created, times(&outcome)), (4, [32.0, 28.0, 0.0, 0.0]));
    // Also where it is closed when the run begins, and where what follows asks for more while it is closed.
    let outcome = run(
        r#""c": (open: ["00:05-00:06"])"#,
        r#"calendar: "c","#,
        r#"queue: 1, process: "40 s""#,
        60,
    );
    assert_eq!(outcome.counts.created, 3);
}

#[test]
fn a_run_ends_when_all_orders_are_done_though_shifts_and_failures_go_on() {
    let text = format!(
        r#"Scene(calendars: {{ {TWICE} }}, equipment: {{
            "in": Source(orders: {{"1": (), "2": (release: "3 d")}}, product: "p", to: ["m"]),
            "m": Station(process: "15 min", with: [
                Shift(calendar: "c"), Failure(every: "7 h", counts: Calendar, repair: "1 min"),
            ], to: ["out"]),
            "out": Sink(),
        }}, products: {{"1": (), "2": ()}})"#
    )
    .replace(r#"product: "p", "#, "");
    let case =
        Case::read("shifts.ron", &text, None, u64::MAX).unwrap_or_else(|error| panic!("{error}"));
    let outcome = case.whole();
    assert_eq!((outcome.counts.consumed, outcome.fault), (2, None));
    assert_eq!(outcome.at, minute(3 * DAY + 35));
}

/// Saved while it is off and while it is about to be, a run goes on as if it had not been saved.
#[test]
fn saved_outside_the_shift() {
    for at_end in ["Interrupt", "Finish", "FitsOnly"] {
        let text = format!(
            r#"Scene(run: (duration: "3 d", start: "2026-03-27", time_zone: "Europe/Berlin"),
            calendars: {{"a": (open: ["02:00-10:00"]), {TWICE} }}, equipment: {{
                "in": Source(every: Exponential("7 min"), calendar: "a", to: ["m"]),
                "m": Station(queue: Unlimited, process: Exponential("6 min"), with: [{}], to: ["n"]),
                "n": Station(places: 2, process: "9 min", with: [Shift(calendar: "a", at_end: {at_end})], to: ["out"]),
                "out": Sink(),
            }})"#,
            shift(at_end)
        );
        let case = Case::read("shifts.ron", &text, None, u64::MAX)
            .unwrap_or_else(|error| panic!("{error}"));
        let whole = case.whole();
        for at in [0, 5, 10, 11, 20, 30, 35, 40, 600, 601, 605, 1440, 2900] {
            let mut run = case.start();
            run.go(minute(at));
            let mut restored = case.restore(&run.sim.snapshot()).expect("a snapshot of this plant");
            restored.go(case.end);
            assert_eq!(restored.outcome(), whole, "{at_end}, saved at {at} min");
        }
        // It is of no other plant.
        let other = case.reread(&text.replace("\"a\"", "\"b\""));
        let error = other.restore(&case.start().sim.snapshot()).expect_err("other calendars");
        assert!(error.to_string().contains("calendars"), "{error}");
    }
}

/// Two causes wait for the same item: both of them come when it is finished.
#[test]
fn maintenance_and_the_end_of_the_shift_wait_for_one_item() {
    let maintenance = r#"Maintenance(every: "5 min", counts: Calendar, takes: "20 min")"#;
    let machine = format!(r#"process: "15 min", with: [{maintenance}, {}]"#, shift("Finish"));
    let outcome = run(TWICE, r#"at: ["0 s"],"#, &machine, 60);
    // Maintained from 15 to 35, and off until 30; and again from 40 on, when it is off.
    assert_eq!(times(&outcome), [15.0, 5.0, 35.0, 0.0]);
    assert_eq!(minutes(&outcome, "maintenance_time"), 5.0);
}

#[test]
fn what_has_to_fit_fits_with_set_up_loading_and_unloading() {
    let flow = |at_end: &str, more: &str| {
        let text = format!(
            r#"Scene(run: (duration: "24 h"), products: {{"a": (), "b": ()}},
            calendars: {{"c": (open: ["00:00-00:30", "01:00-02:00"])}}, equipment: {{
                "in": Source(product: "a", at: ["0 min"], to: ["m"]), "in 2": Source(product: "b", at: ["0 min"], to: ["m"]),
                "m": Station(queue: Unlimited, process: "10 min", {more}, with: [Shift(calendar: "c", at_end: {at_end})], to: ["out"]),
                "out": Sink(),
            }})"#
        );
        let case = Case::read("fits.ron", &text, None, u64::MAX).expect("a scene");
        crate::failures::value(&case.whole(), "max_flow_time") / 60.0
    };
    // From 10 min on 15 min and 10 min are left, and 20 min to the end of the shift.
    let setup = r#"setup: (time: "15 min")"#;
    assert_eq!(flow("FitsOnly", setup), 85.0);
    assert_eq!(flow("Interrupt", setup), 65.0);
    assert_eq!(flow("Finish", setup), 35.0);
    let stages = r#"load: (time: "5 min"), unload: (time: "3 min")"#;
    assert_eq!(flow("FitsOnly", stages), 78.0);
    assert_eq!(flow("Interrupt", stages), 66.0);
    assert_eq!(flow("Finish", stages), 36.0);
}

#[test]
fn days_of_the_month() {
    let month = |open: &str, more: &str| {
        let body = format!("open: [{open}], {more}");
        calendar(r#"start: "2026-03-02 00:00""#, &body)
    };
    let first_days = |open: &str, more: &str| {
        let windows = windows(&month(open, more), 0, 4);
        windows.into_iter().map(|(from, _)| from / DAY).collect::<Vec<_>>()
    };
    // From Monday, the 2nd of March 2026 on: the 1st of April is 30 days later.
    assert_eq!(first_days(r#""1st 06:00-07:00""#, ""), [30, 60, 91, 121]);
    assert_eq!(first_days(r#""last 06:00-07:00""#, ""), [29, 59, 90, 120]);
    assert_eq!(first_days(r#""2nd,15th 06:00-07:00""#, ""), [0, 13, 31, 44]);
    assert_eq!(first_days(r#""31st 06:00-07:00""#, ""), [29, 90, 151, 182]);
    // The second Tuesdays are the 10th of March, the 14th of April, the 12th of May; the last Fridays the 27th, the 24th, the 29th.
    assert_eq!(first_days(r#""2nd Tu 06:00-07:00""#, "")[..3], [8, 43, 71]);
    assert_eq!(first_days(r#""last Fr 06:00-07:00""#, "")[..3], [25, 53, 88]);
    // Together with a day of the week, and a date on which there is none.
    let both = first_days(r#""1st 06:00-07:00", "Mo 06:00-07:00""#, r#"holidays: ["2026-03-09"]"#);
    assert_eq!(both, [0, 14, 21, 28]);
    let on_the_first = month(r#""1st 06:00-07:00", "We 09:00-10:00""#, "");
    let april = (30 * DAY + 6 * 60, 30 * DAY + 7 * 60);
    let third = (30 * DAY + 9 * 60, 30 * DAY + 10 * 60);
    assert_eq!(windows(&on_the_first, 29 * 24, 2), [april, third]);
}

#[test]
fn openings_are_beginnings_of_windows() {
    let calendar = calendar("", r#"open: ["00:00-06:00", "06:00-08:00"]"#);
    let next = |at: u64| calendar.next_opening(minute(at)).map(|at| at.as_nanos() / MINUTE);
    // The one that is there at the start does not begin; the next one touches it.
    assert_eq!((next(0), next(359), next(360)), (Some(360), Some(360), Some(DAY)));
}

#[test]
fn a_window_that_the_clock_passes_over_begins_when_it_does() {
    // On the 29th of March 2026 the clock in Berlin goes from 02:00 to 03:00: that is 26 h after the start.
    let zone = r#"start: "2026-03-28 00:00", time_zone: "Europe/Berlin""#;
    let openings = |open: &str| {
        let calendar = calendar(zone, &format!("open: [{open}]"));
        let mut at = minute(0);
        let next = std::iter::from_fn(|| {
            at = calendar.next_opening(at)?;
            Some(at.as_nanos() / MINUTE)
        });
        next.take(3).collect::<Vec<_>>()
    };
    let (first, third) = (2 * 60 + 30, 2 * DAY + 60 + 30);
    for gone in [r#""Sa,Su,Mo 02:30-02:45""#, r#""Sa,Mo 02:30-02:45", "Su 02:00-03:00""#] {
        assert_eq!(openings(gone), [first, 26 * 60, third], "{gone}");
    }
    // Two of them at once are one, and nothing is open.
    let twice = r#""Sa,Mo 02:30-02:45", "Su 02:00-02:10", "Su 02:20-02:40""#;
    assert_eq!(openings(twice), [first, 26 * 60, third]);
    assert_eq!(windows(&calendar(zone, r#"open: ["Su 02:00-03:00"]"#), 0, 1)[0].0, 8 * DAY + 60);
}
