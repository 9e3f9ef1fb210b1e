//! The command as its users meet it: arguments in; output, exit code and files out.

mod check;
mod coming_from;
mod command;
mod docs;
mod endings;
mod expect;
mod explain;
mod fidelity;
mod files;
mod guide;
mod job_shop;
mod journal;
mod league;
mod losses;
mod run;
mod schema;
mod study;
mod why;
