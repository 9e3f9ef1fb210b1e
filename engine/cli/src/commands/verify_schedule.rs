//! `plantwright verify-schedule`: whether a schedule solves its problem, found out without the simulator.

use std::io::Write as _;

use plantwright_schedule::{Breach, Objective, Problem, Schedule, check};
use serde_json::json;

use crate::args::VerifyScheduleArgs;
use crate::exit::Failure;
use crate::{diagnostics, instances, scene_file, schedule_file};

/// How many mistakes are shown.
const SHOWN: usize = 20;

pub(crate) fn run(args: &VerifyScheduleArgs) -> Result<(), Failure> {
    let problem = problem(args)?;
    let schedule = schedule_file::read(&args.schedule)?;
    let breaches = check(&problem, &schedule);
    let objective = problem.objective(&schedule);
    let text = if args.json {
        as_json(&schedule, &breaches, &objective)
    } else {
        as_text(args, &schedule, &breaches, &objective)
    };
    anstream::stdout().write_all(text.as_bytes())?;
    match breaches.len() {
        0 => Ok(()),
        1 => Err(Failure::Schedule("the schedule has 1 mistake".to_owned())),
        count => Err(Failure::Schedule(format!("the schedule has {count} mistakes"))),
    }
}

fn problem(args: &VerifyScheduleArgs) -> Result<Problem, Failure> {
    let path = &args.problem;
    if !path.extension().is_some_and(|ending| ending == "ron") {
        return Ok(Problem::of_instance(&instances::read(path, None)?));
    }
    let loaded = scene_file::load(path, &[])?;
    diagnostics::show(&loaded.findings, &loaded.sources)?;
    let model = loaded.model.ok_or(Failure::Scene)?;
    let problem = Problem::of_plant(model.plant());
    if problem.jobs.is_empty() {
        let message =
            "the scene has no orders: there is nothing that a schedule could be checked for";
        return Err(Failure::File(format!("{message}: {}", path.display())));
    }
    Ok(problem)
}

fn as_text(
    args: &VerifyScheduleArgs,
    schedule: &Schedule,
    breaches: &[Breach],
    objective: &Objective,
) -> String {
    let verdict = if breaches.is_empty() { "solves" } else { "does not solve" };
    let mut lines = vec![format!(
        "{} {verdict} {}: {} operations",
        args.schedule.display(),
        args.problem.display(),
        schedule.operations.len()
    )];
    lines.extend(breaches.iter().take(SHOWN).map(|breach| format!("  {breach}")));
    if breaches.len() > SHOWN {
        lines.push(format!("  and {} more", breaches.len() - SHOWN));
    }
    lines.push(format!(
        "makespan {}, mean flow time {:.3} s",
        objective.makespan,
        objective.mean_flow / 1e9
    ));
    if objective.with_due > 0 {
        let Objective { late, with_due, max_tardiness, .. } = objective;
        let mean = objective.tardiness.as_secs_f64() / *with_due as f64;
        lines.push(format!(
            "tardiness: mean {mean:.3} s, largest {max_tardiness}, weighted {:.3} s in all; {late} of {with_due} late",
            objective.weighted_tardiness as f64 / 1e9
        ));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn as_json(schedule: &Schedule, breaches: &[Breach], objective: &Objective) -> String {
    let object = json!({
        "solves": breaches.is_empty(),
        "mistakes": breaches.iter().map(Breach::to_string).collect::<Vec<_>>(),
        "operations": schedule.operations.len(),
        "makespan_s": objective.makespan.as_secs_f64(),
        "mean_flow_time_s": objective.mean_flow / 1e9,
        "jobs_with_due_date": objective.with_due,
        "late_jobs": objective.late,
        "total_tardiness_s": objective.tardiness.as_secs_f64(),
        "weighted_tardiness_s": objective.weighted_tardiness as f64 / 1e9,
        "max_tardiness_s": objective.max_tardiness.as_secs_f64(),
    });
    format!("{object:#}\n")
}
