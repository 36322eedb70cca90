//! Tasks: waits, initialisers that are futures, futures that are dropped at every poll.

use std::cell::Cell;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread;

use threadbare_sync::{Once, OnceLock, OnceState};

use crate::support::{Bell, block_on, forget, poll_once};

/// Pending so often, then ready.
async fn pause(mut polls: u32) {
    poll_fn(move |task| {
        if polls == 0 {
            return Poll::Ready(());
        }
        polls -= 1;
        task.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[test]
fn a_task_does_it_or_waits_until_it_is_done() {
    let (once, calls) = (Once::new(), Cell::new(0));
    let call = || calls.set(calls.get() + 1);
    once.call_once(|| {
        let mut waits = pin!(once.call_once_async(call));
        let bell = Arc::new(Bell::default());
        assert!(bell.poll(waits.as_mut()).is_pending(), "another is at it");
        assert_eq!(calls.get(), 0);
    });
    let (mut first, mut second) = (pin!(once.call_once_async(call)), pin!(once.wait_async()));
    assert!(poll_once(first.as_mut()).is_ready() && poll_once(second.as_mut()).is_ready());
    assert_eq!(calls.get(), 0, "it was done before");
    let again = catch_unwind(AssertUnwindSafe(|| poll_once(first)));
    assert!(again.is_err(), "polled after it was ready");
    let again = catch_unwind(AssertUnwindSafe(|| poll_once(second)));
    assert!(again.is_err(), "polled after it was ready");
}

#[test]
fn a_task_that_waits_is_woken_once_when_it_is_done() {
    let once = Once::new();
    let bell = Arc::new(Bell::default());
    let mut wait = pin!(once.wait_async());
    assert!(bell.poll(wait.as_mut()).is_pending());
    assert!(bell.poll(wait.as_mut()).is_pending());
    once.call_once(|| {});
    assert_eq!(bell.rings(), 1);
    assert!(bell.poll(wait.as_mut()).is_ready());
}

#[test]
fn a_failed_turn_wakes_a_task_that_tries_next() {
    let once = Once::new();
    let bell = Arc::new(Bell::default());
    let mut call = pin!(once.call_once_async(|| {}));
    let failed = catch_unwind(AssertUnwindSafe(|| {
        once.call_once(|| {
            assert!(bell.poll(call.as_mut()).is_pending());
            std::panic::resume_unwind(Box::new("on purpose"));
        });
    }));
    assert_eq!((failed.is_err(), bell.rings()), (true, 1));
    assert!(bell.poll(call.as_mut()).is_ready());
    assert!(once.is_completed());
}

/// An initialiser that is dropped after any of its polls leaves the cell empty and wakes the next,
/// task and thread.
#[test]
fn an_initialiser_may_be_dropped_at_every_poll() {
    for polls in 0..4 {
        let cell = OnceLock::new();
        let bell = Arc::new(Bell::default());
        let mut next = pin!(cell.get_or_init_async(async || 2));
        {
            let mut dropped = pin!(cell.get_or_init_async(async || {
                pause(9).await;
                1
            }));
            for _ in 0..polls {
                assert!(poll_once(dropped.as_mut()).is_pending());
            }
            assert_eq!(cell.state() == OnceState::Running, polls > 0);
            assert_eq!(bell.poll(next.as_mut()).is_pending(), polls > 0);
        }
        assert_eq!(bell.rings(), u32::from(polls > 0), "after {polls} polls");
        if polls > 0 {
            assert_eq!(bell.poll(next), Poll::Ready(&2));
        }
        assert_eq!(cell.get(), Some(&2));
    }
}

#[test]
fn an_initialiser_that_fails_leaves_the_cell_empty() {
    let cell = OnceLock::new();
    let failed = block_on(cell.get_or_try_init_async(async || {
        pause(2).await;
        Err("on purpose")
    }));
    assert_eq!((failed, cell.state()), (Err("on purpose"), OnceState::Incomplete));
    assert_eq!(block_on(cell.get_or_try_init_async(async || Ok::<_, ()>(1))), Ok(&1));
    assert_eq!(block_on(cell.get_or_init_async(async || unreachable!())), &1);
}

#[test]
fn an_initialiser_that_panics_leaves_the_cell_empty() {
    let cell = OnceLock::new();
    let failed = catch_unwind(AssertUnwindSafe(|| {
        *block_on(cell.get_or_init_async(async || {
            pause(1).await;
            panic!("on purpose")
        }))
    }));
    assert!(failed.is_err());
    assert_eq!(*cell.get_or_init(|| 1), 1);
}

/// A thread waits for a task that makes the value, and a task for a thread.
#[test]
fn threads_and_tasks_share_one_cell() {
    for _ in 0..100 {
        let cell = OnceLock::new();
        let values: Vec<u32> = thread::scope(|scope| {
            let cell = &cell;
            let threads: Vec<_> = (0..4)
                .map(|number| {
                    scope.spawn(move || match number % 2 {
                        0 => *cell.get_or_init(|| number),
                        _ => *block_on(cell.get_or_init_async(async || {
                            pause(number).await;
                            number
                        })),
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        assert!(values.iter().all(|value| Some(value) == cell.get()), "{values:?}");
    }
}

/// A future that waits and is forgotten costs nobody anything.
#[test]
fn a_forgotten_future_strands_nobody() {
    let once = &*forget(Once::new());
    thread::scope(|scope| {
        let mut forgotten = Box::pin(once.wait_async());
        assert!(poll_once(forgotten.as_mut()).is_pending());
        forget(forgotten);
        scope.spawn(|| once.wait());
        once.call_once(|| {});
    });
    assert!(once.is_completed());
}
