//! Made-up programs for a few real threads: whatever they do, one value is put there, and all who
//! come back with a value come back with that one.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use proptest::prelude::*;
use threadbare_sync::OnceLock;

use crate::support::block_on;

/// One act of a thread.
#[derive(Clone, Debug)]
enum Act {
    Get,
    Set,
    Init,
    Fail,
    Panic,
    Timeout(u64),
    Wait(u64),
    Task,
    DroppedTask,
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        1 => Just(Act::Get),
        1 => Just(Act::Set),
        1 => Just(Act::Init),
        6 => Just(Act::Fail),
        4 => Just(Act::Panic),
        1 => (0_u64..100).prop_map(Act::Timeout),
        3 => (0_u64..100).prop_map(Act::Wait),
        1 => Just(Act::Task),
        4 => Just(Act::DroppedTask),
    ]
}

/// Does one act in the name of `who`; the value that it found.
fn perform(cell: &OnceLock<u32>, act: &Act, who: u32) -> Option<u32> {
    let us = Duration::from_micros;
    match act {
        Act::Get => cell.get().copied(),
        Act::Set => Some(cell.try_insert(who).map_or_else(|(there, _)| *there, |put| *put)),
        Act::Init => Some(*cell.get_or_init(|| who)),
        Act::Fail => cell.get_or_try_init(|| Err(())).ok().copied(),
        Act::Panic => catch_unwind(AssertUnwindSafe(|| {
            *cell.get_or_init(|| resume_unwind(Box::new("an initialiser that fails")))
        }))
        .ok(),
        Act::Timeout(time) => cell.get_or_init_timeout(us(*time), || who).ok().copied(),
        Act::Wait(time) => cell.wait_timeout(us(*time)).ok().copied(),
        Act::Task => Some(*block_on(cell.get_or_init_async(async || who))),
        Act::DroppedTask => {
            let mut dropped = pin!(cell.get_or_init_async(std::future::pending));
            let poll = dropped.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            thread::yield_now();
            if let std::task::Poll::Ready(value) = poll { Some(*value) } else { None }
        }
    }
}

proptest! {
    /// Two to four threads with programs of their own: all end, and agree.
    #[test]
    fn threads_of_any_kind_agree_on_one_value(
        programs in prop::collection::vec(prop::collection::vec(any_act(), 1..12), 2..5),
    ) {
        let cell = OnceLock::new();
        let run = |who: usize, acts: &[Act]| -> Vec<Option<u32>> {
            let who = u32::try_from(who).expect("four at most");
            acts.iter().map(|act| perform(&cell, act, who)).collect()
        };
        let found: Vec<Vec<Option<u32>>> = thread::scope(|scope| {
            let run = &run;
            let threads: Vec<_> = programs
                .iter()
                .enumerate()
                .map(|(who, acts)| scope.spawn(move || run(who, acts)))
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("no act fails")).collect()
        });
        for one in &found {
            // Who has found it once finds it ever after.
            let first = one.iter().position(Option::is_some).unwrap_or(one.len());
            prop_assert!(one[first..].iter().all(|value| *value == cell.get().copied()));
        }
    }
}
