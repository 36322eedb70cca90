//! A latch that is counted down and waited for.
//!
//! The main thread waits where there is one waiter: a waiter begins with several loads in a row,
//! and for a thread that comes before them loom tries too few places (loom #166; the row "a load
//! that is of no use" of the litmus table).

use std::pin::pin;

use threadbare_loom::{Data, block_on, poll_once};
use threadbare_sync::Latch;
use threadbare_sys::atomic::AtomicU32;
use threadbare_sys::model::{self, check};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

use super::{SOME_TIME, join};

/// A latch for two parts, and what each part does before it counts down.
struct Work {
    latch: Latch,
    parts: [Data; 2],
}

impl Work {
    fn new() -> Arc<Self> {
        Arc::new(Self { latch: Latch::new(2), parts: [Data::new(), Data::new()] })
    }

    /// Does a part. True: it was the last.
    fn part(&self, number: usize) -> bool {
        self.parts[number].bump();
        self.latch.count_down()
    }

    /// Does everything.
    fn all(&self) {
        self.part(0);
        self.part(1);
    }

    /// Does everything, and counts it down in one step.
    fn all_at_once(&self) {
        self.parts.iter().for_each(Data::bump);
        assert!(self.latch.count_down_by(2), "there is nobody else");
    }

    fn see(&self) {
        let done = self.parts.each_ref().map(Data::get);
        assert_eq!(done, [1, 1], "the wait is over before the work is done");
    }

    fn wait(&self) {
        self.latch.wait();
        self.see();
    }

    fn wait_as_task(&self) {
        block_on(self.latch.wait_async());
        self.see();
    }

    /// Waits unless the time is over first: in a model that may be at any moment.
    fn wait_in_time(&self) {
        if self.latch.wait_timeout(SOME_TIME).is_ok() {
            self.see();
        }
    }

    fn word(&self) -> &AtomicU32 {
        // SAFETY: `Latch` is transparent over its tally, and that over its word.
        unsafe { &*core::ptr::from_ref(&self.latch).cast() }
    }
}

fn spawn(work: &Arc<Work>, act: impl FnOnce(&Work) + 'static) -> JoinHandle<()> {
    let work = Arc::clone(work);
    thread::spawn(move || act(&work))
}

/// Whoever waits is let go when all have counted down, and sees what each did before.
#[test]
fn a_waiter_sees_what_each_did() {
    check(|| {
        let work = Work::new();
        let parts = [0, 1].map(|number| {
            spawn(&work, move |work| {
                work.part(number);
            })
        });
        work.wait();
        join(parts);
    });
}

/// Of two that count down exactly one is told that it was the last, and it sees what the other
/// did.
#[test]
fn the_last_one_is_told_and_sees_what_the_others_did() {
    check(|| {
        let work = Work::new();
        let other = {
            let work = Arc::clone(&work);
            thread::spawn(move || {
                let was_last = work.part(1);
                if was_last {
                    work.see();
                }
                was_last
            })
        };
        let was_last = work.part(0);
        if was_last {
            work.see();
        }
        let other_was_last = other.join().expect("the other does not panic");
        assert!(was_last != other_was_last, "one of them is the last");
    });
}

/// The last count down lets everybody go, threads and tasks.
#[test]
fn a_thread_and_a_task_go() {
    check(|| {
        let work = Work::new();
        let waiters = [spawn(&work, Work::wait), spawn(&work, Work::wait_as_task)];
        work.all_at_once();
        join(waiters);
    });
}

/// A look that finds the latch done orders memory like a wait.
#[test]
fn a_try_sees_what_each_did() {
    check(|| {
        let work = Work::new();
        let other = spawn(&work, |work| {
            if work.latch.try_wait() {
                work.see();
            }
        });
        work.all();
        join([other]);
    });
}

/// Two that arrive and wait for each other both go on.
#[test]
fn two_that_arrive_and_wait_both_go() {
    check(|| {
        let work = Work::new();
        let arrive = |number: usize| {
            move |work: &Work| {
                work.parts[number].bump();
                work.latch.arrive_and_wait();
                work.see();
            }
        };
        let other = spawn(&work, arrive(1));
        arrive(0)(&work);
        join([other]);
    });
}

/// A sleeper that was announced at a higher count is woken at zero; a count down between its
/// announcement and its sleep only makes it look again.
#[test]
fn a_sleeper_of_a_higher_count_is_woken() {
    check(|| {
        let work = Work::new();
        let waiter = spawn(&work, Work::wait);
        while model::futex::sleeping(work.word()) == 0 {
            thread::yield_now();
        }
        work.all();
        join([waiter]);
    });
}

/// A timeout is told only while the latch is not done, and takes nobody's wake-up with it.
#[test]
fn a_timeout_strands_nobody() {
    check(|| {
        let work = Work::new();
        let timed = spawn(&work, Work::wait_in_time);
        let sleeper = spawn(&work, Work::wait);
        work.all_at_once();
        join([timed, sleeper]);
    });
}

/// A future that is dropped while it waits strands nobody.
#[test]
fn a_dropped_future_strands_nobody() {
    check(|| {
        let work = Work::new();
        let dropper = spawn(&work, |work| {
            let mut wait = pin!(work.latch.wait_async());
            if poll_once(wait.as_mut()).is_ready() {
                work.see();
            }
        });
        let task = spawn(&work, Work::wait_as_task);
        work.all_at_once();
        join([dropper, task]);
    });
}

/// After the step to zero, `count_down` touches the latch no more: a waiter may destroy it.
#[test]
fn a_count_down_does_not_touch_a_latch_that_was_freed() {
    check(|| {
        let work = Work::new();
        let worker = spawn(&work, Work::all);
        work.latch.wait();
        model::futex::bury(work.word());
        join([worker]);
    });
}
