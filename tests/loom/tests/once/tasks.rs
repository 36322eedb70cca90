//! Tasks that do it and wait for it, beside threads.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use threadbare_loom::{block_on, poll_once};
use threadbare_sync::OnceLock;
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{Work, join, spawn};

/// Pending once, and ready when it is polled again.
#[derive(Default)]
pub(crate) struct Pause(bool);

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        task.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Of a task and a thread one does it, and both see what it did.
#[test]
fn a_task_and_a_thread_do_it_once() {
    check(|| {
        let work = Work::new();
        let task = spawn(&work, |work| {
            block_on(work.once.call_once_async(|| work.data.bump()));
            work.assert_done();
        });
        work.call();
        join([task]);
    });
}

/// A task that only waits is woken when it is done.
#[test]
fn a_task_that_only_waits_is_woken() {
    check(|| {
        let work = Work::new();
        let task = spawn(&work, |work| {
            block_on(work.once.wait_async());
            work.assert_done();
        });
        work.call();
        join([task]);
    });
}

/// A future that is dropped while it waits leaves nothing behind; a leaked one strands nobody.
#[test]
fn a_future_that_goes_away_strands_nobody() {
    check(|| {
        let work = Work::new();
        let gone = spawn(&work, |work| {
            let mut dropped = pin!(work.once.wait_async());
            let _ = poll_once(dropped.as_mut());
            let leaked = Box::leak(Box::new(work.once.call_once_async(|| work.data.bump())));
            // SAFETY: it is leaked, so it never moves and its memory stays.
            let _ = poll_once(unsafe { Pin::new_unchecked(leaked) });
        });
        let other = spawn(&work, Work::call);
        work.call();
        join([gone, other]);
    });
}

/// A value that a task makes over two polls is seen whole by a thread that waits for it.
#[test]
fn a_task_makes_a_value_for_a_thread() {
    check(|| {
        let cell = Arc::new(OnceLock::new());
        let task = {
            let cell = Arc::clone(&cell);
            thread::spawn(move || {
                let made = cell.get_or_init_async(|| async {
                    Pause::default().await;
                    Box::new(1)
                });
                **block_on(made)
            })
        };
        let ours = **cell.get_or_init(|| Box::new(2));
        let theirs = task.join().expect("a task does not fail");
        assert_eq!(ours, theirs);
    });
}

/// A task that is dropped in the middle of making the value lets a thread make it.
#[test]
fn a_dropped_initialiser_lets_the_next_one_in() {
    check(|| {
        let cell = Arc::new(OnceLock::new());
        let dropper = {
            let cell = Arc::clone(&cell);
            thread::spawn(move || {
                let mut made = pin!(cell.get_or_init_async(|| async {
                    Pause::default().await;
                    Box::new(1)
                }));
                let _ = poll_once(made.as_mut());
            })
        };
        assert_eq!(**cell.get_or_init(|| Box::new(2)), 2);
        dropper.join().expect("a drop does not fail");
    });
}

/// Of two tasks whose initialisers are futures, one makes the value.
#[test]
fn of_two_tasks_one_makes_the_value() {
    check(|| {
        let cell = Arc::new(OnceLock::new());
        let make = |cell: &OnceLock<u32>, value| {
            *block_on(cell.get_or_init_async(|| async {
                Pause::default().await;
                value
            }))
        };
        let other = {
            let cell = Arc::clone(&cell);
            thread::spawn(move || make(&cell, 1))
        };
        let ours = make(&cell, 2);
        assert_eq!(ours, other.join().expect("a task does not fail"));
    });
}
