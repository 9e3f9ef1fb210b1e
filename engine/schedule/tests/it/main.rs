//! The checker finds every mistake that is made on purpose, and nothing in what is right.

use plantwright_model::instance::{Format, Instance};
use plantwright_schedule::{Breach, Operation, Problem, Schedule, Trip, check, file, gantt};
use plantwright_units::{SimSpan, SimTime};

const SECOND: u64 = 1_000_000_000;

fn at(seconds: u64) -> SimTime {
    SimTime::from_nanos(seconds * SECOND)
}

/// Two jobs on two machines, which they visit in opposite order.
const SHOP: &str = "2 2\n0 3 1 2\n1 4 0 1\n";

/// The best schedule of it: machine 0 does job 0 and then job 1, machine 1 the other way round.
const BEST: &str = "\
job,operation,machine,start,setup,end
job 0,0,machine 0,0,0,3
job 1,0,machine 1,0,0,4
job 0,1,machine 1,4,0,6
job 1,1,machine 0,4,0,5
";

fn problem() -> Problem {
    Problem::of_instance(&Instance::parse(Format::Jsplib, "shop", SHOP).expect("an instance"))
}

fn best() -> Schedule {
    file::read_csv(BEST).expect("a table")
}

/// What is wrong once a schedule was changed.
fn wrong(change: impl FnOnce(&mut Vec<Operation>)) -> Vec<Breach> {
    let mut schedule = best();
    change(&mut schedule.operations);
    check(&problem(), &schedule)
}

#[test]
fn what_is_right_is_right() {
    assert_eq!(check(&problem(), &best()), []);
    let objective = problem().objective(&best());
    assert_eq!(objective.makespan, SimSpan::from_secs(6));
    assert_eq!(objective.mean_flow, 5.5e9);
    assert_eq!(problem().trivial_bound(), SimSpan::from_secs(5));
}

#[test]
fn every_mistake_is_found() {
    // The operations by start: job 0 and 1 on their first machines, and then on their second.
    let found = wrong(|them| them[3].start = at(3));
    assert!(
        matches!(&found[..], [Breach::Duration { .. }, Breach::Overlap { .. }, ..]),
        "{found:?}"
    );
    let shifted = |them: &mut Vec<Operation>| (them[2].start, them[2].end) = (at(3), at(4));
    let found = wrong(shifted);
    assert!(matches!(&found[..], [Breach::Precedence { .. }]), "{found:?}");
    let found = wrong(|them| (them[3].start, them[3].end) = (at(3), at(5)));
    assert!(
        matches!(&found[..], [Breach::Overlap { machine, .. }] if machine == "machine 1"),
        "{found:?}"
    );
    let found = wrong(|them| them[2].machine = "machine 1".to_owned());
    assert!(found.iter().any(|it| matches!(it, Breach::Eligibility { .. })), "{found:?}");
    let found = wrong(|them| drop(them.pop()));
    assert!(matches!(&found[..], [Breach::Missing { operation: 1, .. }]), "{found:?}");
    let found = wrong(|them| them.push(them[0].clone()));
    assert!(found.iter().any(|it| matches!(it, Breach::Twice { .. })), "{found:?}");
    let found = wrong(|them| them[3].operation = 7);
    assert!(matches!(&found[0], Breach::NoOperation { operation: 7, .. }), "{found:?}");
    let found = wrong(|them| them[3].job = "job 9".to_owned());
    assert!(matches!(&found[0], Breach::NoJob { .. }), "{found:?}");
    let found = wrong(|them| them[0].setup = SimSpan::from_secs(1));
    assert!(matches!(&found[0], Breach::Duration { .. }), "{found:?}");
}

#[test]
fn set_ups_follow_what_was_there_before() {
    let shop = "2 1 1\n1 1 1 3\n1 1 1 2\n\n0 5\n7 0\n";
    let instance = Instance::parse(Format::Fjs, "set-ups", shop).expect("an instance");
    let problem = Problem::of_instance(&instance);
    let table = |rows: &str| {
        let text = format!("job,operation,machine,start,setup,end\n{rows}");
        check(&problem, &file::read_csv(&text).expect("a table"))
    };
    assert_eq!(table("job 0,0,machine 0,0,0,3\njob 1,0,machine 0,3,5,10\n"), []);
    assert_eq!(table("job 1,0,machine 0,0,0,2\njob 0,0,machine 0,2,7,12\n"), []);
    let found = table("job 0,0,machine 0,0,0,3\njob 1,0,machine 0,3,0,5\n");
    assert!(
        matches!(&found[..], [Breach::Setup { needed, .. }] if *needed == SimSpan::from_secs(5)),
        "{found:?}"
    );
}

/// Two jobs and one vehicle: 6 s to machine 1, 2 s on to machine 2.
const WITH_VEHICLES: &str = "JSPT 1
jobs 2 machines 2 vehicles 1
travel 3
0 6 8
6 0 2
8 2 0
job 2 1 10 2 4
job 1 2 3
";

#[test]
fn vehicles_can_be_in_one_place_only() {
    let instance =
        Instance::parse(Format::Transport, "vehicles", WITH_VEHICLES).expect("an instance");
    let problem = Problem::of_instance(&instance);
    let rows = "job 0,0,machine 1,6,0,16\njob 0,1,machine 2,28,0,32\njob 1,0,machine 2,20,0,23\n";
    let text = format!("job,operation,machine,start,setup,end\n{rows}");
    let mut schedule = file::read_csv(&text).expect("a table");
    let trip = |depart, job: &str, operation, arrive| Trip {
        depart: at(depart),
        vehicle: 0,
        job: job.to_owned(),
        operation,
        arrive: at(arrive),
    };
    // Back from machine 1 for the other job, to machine 2 with it, and back to machine 1 for the first one.
    schedule.trips =
        vec![trip(0, "job 0", 0, 6), trip(12, "job 1", 0, 20), trip(22, "job 0", 1, 24)];
    assert_eq!(check(&problem, &schedule), []);
    schedule.trips[1].depart = at(11);
    let found = check(&problem, &schedule);
    assert!(matches!(&found[..], [Breach::Trip { .. }]), "{found:?}");
    schedule.trips[1].depart = at(12);
    schedule.trips[2].arrive = at(23);
    let found = check(&problem, &schedule);
    assert!(matches!(&found[..], [Breach::Trip { .. }]), "{found:?}");
    schedule.trips.pop();
    let found = check(&problem, &schedule);
    assert!(
        matches!(&found[..], [Breach::Trip { problem, .. }] if problem == "nobody brings the job"),
        "{found:?}"
    );
    // Without trips, nobody brings anything, and there has to be time for it all the same.
    schedule.trips.clear();
    schedule.operations[2].start = at(17);
    let found = check(&problem, &schedule);
    assert_eq!(found.iter().filter(|it| matches!(it, Breach::Trip { .. })).count(), 3, "{found:?}");
    assert!(found.iter().any(|it| matches!(it, Breach::Precedence { .. })), "{found:?}");
}

#[test]
fn a_chart_has_a_bar_for_each_operation() {
    let svg = gantt::svg(&best());
    assert_eq!(svg.matches("<rect").count(), 4);
    assert!(svg.contains("<title>job 0, operation 1: 4 to 6 s</title>"), "{svg}");
    let page = gantt::html(&best());
    assert!(page.contains(&svg) && page.matches("<tr>").count() == 5, "{page}");
}
