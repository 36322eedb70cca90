//! The area `sync`: everything that `threadbare-sync` has beside `Lock`, next to std, parking_lot,
//! tokio, the C library and, where it is installed, CPython.

mod barrier;
mod condition;
mod fair;
mod monitor;
mod python;
mod rwlock;
mod timer;
mod uncontended;

use crate::{Area, harness::Plan, report::Findings};

pub(crate) const AREA: Area = Area {
    name: "sync",
    about: "locks, signals and timers beside their peers",
    parts: &["uncontended", "condition", "barrier", "rwlock", "fair", "timer", "python"],
    run,
};

fn run(plan: &Plan) -> Findings {
    type Part = (&'static str, fn(&Plan) -> Findings);
    let parts: [Part; 7] = [
        ("uncontended", uncontended::run),
        ("condition", condition::run),
        ("barrier", barrier::run),
        ("rwlock", rwlock::run),
        ("fair", fair::run),
        ("timer", timer::run),
        ("python", python::run),
    ];
    parts.iter().filter(|(part, _)| plan.wants(part)).map(|(_, measure)| measure(plan)).sum()
}
