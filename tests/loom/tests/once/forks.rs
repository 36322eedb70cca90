//! A forked child, in which a turn of the parent's is still in the word.

use std::pin::pin;

use threadbare_loom::poll_once;
use threadbare_sync::OnceLock;
use threadbare_sys::atomic::Ordering::Relaxed;
use threadbare_sys::model::{check, fork::become_child};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::tasks::Pause;
use super::{Work, join, spawn};

/// The word of a thread that is at it, with and without somebody asleep.
fn by_thread(index: u32, has_waiters: bool) -> u32 {
    index << 3 | u32::from(has_waiters) << 2 | 2
}

/// What a thread that the child does not have was at is done by one of those who come, once.
#[test]
fn a_lost_turn_is_taken_over_once() {
    check(|| {
        let lost = thread::spawn(thread::index).join().expect("it says who it is");
        let work = Work::new();
        work.word().store(by_thread(lost, true), Relaxed);
        become_child();
        let other = spawn(&work, Work::call);
        work.call();
        join([other]);
    });
}

/// What the forking thread is at, it is at in the child as well: others wait for it.
#[test]
fn the_forker_s_own_turn_goes_on() {
    check(|| {
        let work = Work::new();
        work.once.call_once(|| {
            become_child();
            let other = spawn(&work, Work::wait);
            assert!(work.once.try_call_once(|| work.data.bump()).is_err());
            let third = spawn(&work, |work| {
                assert!(
                    work.once.try_call_once(|| work.data.bump()).is_err() || work.data.get() == 1
                );
            });
            work.data.bump();
            drop((other, third));
        });
        work.assert_done();
    });
}

/// A task that came along into the child, and one that takes its turn over: one value is put
/// there, and both find it.
#[test]
fn a_task_that_came_along_does_not_write_over_its_successor() {
    check(|| {
        let cell = Arc::new(OnceLock::new());
        let ours = Arc::clone(&cell);
        let mut made = pin!(ours.get_or_init_async(|| async {
            Pause::default().await;
            Box::new(1)
        }));
        assert!(poll_once(made.as_mut()).is_pending());
        become_child();
        let other = {
            let cell = Arc::clone(&cell);
            thread::spawn(move || **cell.get_or_init(|| Box::new(2)))
        };
        let ours = threadbare_loom::block_on(made);
        assert_eq!(**ours, other.join().expect("it does not panic"));
    });
}
