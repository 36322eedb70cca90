//! Made-up programs on the queues of `threadbare_queue`: every execution within the bound is
//! recorded, and judged by the search of `threadbare-linear`.
//!
//! Chapter: docs/queue/linearizability.md
//!
//! Each test is a number of programs, always the same; each of them is a model. What fails prints
//! the program, and the history as a table. To look at that one program alone, give its number in
//! `THREADBARE_PROGRAM`.
#![cfg(threadbare_loom)]

mod closing;
mod deque;
mod fifo;
mod joinable;
mod judges;
mod kinds;
mod tasks;
mod three;

use std::sync::{Arc, Mutex};

use threadbare_linear::axioms::QueueOperation;
use threadbare_linear::program::{Program, Programs, Target};
use threadbare_linear::record::Mode;
use threadbare_linear::search::{Counterexample, OperationOf};
use threadbare_linear::spec::Spec;
use threadbare_linear::spec::queue::{Answer, Call};
use threadbare_sys::model::Model;

/// Explores `count` programs on new queues, and judges every execution.
fn judge<S, T>(programs: &Programs, count: usize, mode: Mode, spec: S, queue: fn() -> T)
where
    S: Spec<Call = Call, Answer = Answer> + Clone + Send + Sync + 'static,
    T: Target,
{
    judge_in(Model::new, programs, count, mode, spec, queue, <[QueueOperation]>::to_vec);
}

/// As [`judge`], in models of one's own, and by a specification that has `pieces` for calls.
fn judge_in<S, T>(
    model: fn() -> Model,
    programs: &Programs,
    count: usize,
    mode: Mode,
    spec: S,
    queue: fn() -> T,
    pieces: fn(&[QueueOperation]) -> Vec<OperationOf<S>>,
) where
    S: Spec + Clone + Send + Sync + 'static,
    T: Target,
{
    let only = std::env::var("THREADBARE_PROGRAM").ok().and_then(|number| number.parse().ok());
    let programs = programs.fixed(count).into_iter().enumerate();
    for (number, program) in programs.filter(|one| only.is_none_or(|only: usize| only == one.0)) {
        let spec = spec.clone();
        model().check(move || {
            let history = program.run(&Arc::new(queue()), mode);
            if let Err(refuted) = mode.judge(&spec, &pieces(&history)) {
                panic!("program {number}, {mode:?}: {program:?}\n{refuted}");
            }
        });
    }
}

/// Explores one program, and gives the first history that the mode refutes.
fn refuted<S, T>(program: Program, mode: Mode, spec: S, queue: fn() -> T) -> Option<Refuted>
where
    S: Spec<Call = Call, Answer = Answer> + Send + Sync + 'static,
    T: Target,
{
    let found = Arc::new(Mutex::new(None));
    let first = Arc::clone(&found);
    Model::new().check(move || {
        let history = program.run(&Arc::new(queue()), mode);
        if let Err(why) = mode.judge(&spec, &history) {
            first.lock().expect("nobody panics with it").get_or_insert(Refuted { why, history });
        }
    });
    found.lock().expect("nobody panics with it").take()
}

/// A history without an order.
struct Refuted {
    why: Counterexample,
    history: Vec<QueueOperation>,
}
