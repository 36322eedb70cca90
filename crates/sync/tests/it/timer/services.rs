//! Timers with a thread or an executor of their own, and panics in calls.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use threadbare_sync::{Job, Timer, TimerEnd, TimerHandle, Timers};

use super::{LATE, Owned, say};
use crate::support::until;

fn end_of(timer: &TimerHandle) -> TimerEnd {
    timer.join().expect("no call panics")
}

#[test]
fn timers_that_go_cancel_what_is_armed() {
    let owned = Owned::default();
    let timers = Timers::new();
    let armed: Vec<_> = (1..100_u32)
        .map(|number| {
            let share = owned.share();
            timers.after(LATE * number, move || drop(share))
        })
        .collect();
    drop(timers);
    assert!(owned.is_free());
    for timer in &armed {
        assert_eq!(end_of(timer), TimerEnd::Cancelled);
        assert!(!timer.cancel() && !timer.is_pending() && !timer.reset(Duration::ZERO));
    }
}

#[test]
fn a_stop_waits_for_the_call_that_is_under_way() {
    let timers = Timers::new();
    let (entered, has_entered) = mpsc::channel();
    let (said, heard) = mpsc::channel();
    drop(timers.after(Duration::ZERO, move || {
        entered.send(()).expect("the test listens");
        (0..100).for_each(|_| thread::yield_now());
        said.send(()).expect("the test listens");
    }));
    has_entered.recv().expect("it is called");
    timers.stop();
    assert_eq!(heard.try_recv(), Ok(()));
}

#[test]
fn timers_that_never_had_a_timer_stop() {
    Timers::new().stop();
    drop(Timers::new());
}

#[test]
fn a_call_may_drop_its_timers_but_not_stop_them() {
    let timers = Timers::new();
    let (send, receive) = mpsc::channel::<Timers>();
    let timer = timers.after(Duration::ZERO, move || {
        receive.recv().expect("the test sends").stop();
    });
    send.send(timers).expect("the call listens");
    let panic = timer.join().expect_err("it would hang").to_string();
    assert!(panic.contains("drop the timers instead"), "{panic}");
}

#[test]
fn an_executor_makes_the_calls() {
    let (send, jobs) = mpsc::channel::<Job>();
    let timers = Timers::with_executor(move |job| say(&send, job));
    let (send, said) = mpsc::channel();
    let timer = timers.every(Duration::from_micros(10), move || {
        say(&send, thread::current().id());
    });
    for _ in 0..3 {
        let job = jobs.recv().expect("the timers live");
        assert!(said.try_recv().is_err(), "one job at a time");
        job.run();
        assert_eq!(said.try_recv(), Ok(thread::current().id()));
    }
    assert!(timer.cancel());
}

#[test]
fn a_job_that_is_dropped_cancels_its_timer() {
    let owned = Owned::default();
    let timers = Timers::with_executor(drop);
    for repeats in [false, true] {
        let share = owned.share();
        let timer = if repeats {
            timers.every(Duration::from_micros(10), move || drop(Arc::clone(&share)))
        } else {
            timers.after(Duration::ZERO, move || drop(share))
        };
        assert_eq!(end_of(&timer), TimerEnd::Cancelled);
        assert!(owned.is_free());
    }
}

#[test]
fn a_job_outlives_its_timers() {
    let (send, jobs) = mpsc::channel::<Job>();
    let timers = Timers::with_executor(move |job| say(&send, job));
    let timer = timers.every(Duration::from_micros(10), || ());
    let job = jobs.recv().expect("the timers live");
    timers.stop();
    job.run();
    assert_eq!(end_of(&timer), TimerEnd::Cancelled, "there is no next time");
}

#[test]
fn an_executor_that_panics_does_not_end_the_thread() {
    let timers = Timers::with_executor(|job| {
        job.run();
        std::panic::resume_unwind(Box::new("an executor that fails"));
    });
    for _ in 0..3 {
        assert_eq!(end_of(&timers.after(Duration::ZERO, || ())), TimerEnd::Ran);
    }
}

/// Raised without a message on stderr, for tests.
fn fail() {
    std::panic::resume_unwind(Box::new("a call that fails"));
}

#[test]
fn a_panic_goes_to_who_joins_and_the_thread_goes_on() {
    let timers = Timers::new();
    for _ in 0..3 {
        let timer = timers.after(Duration::ZERO, fail);
        let panic = timer.join().expect_err("it fails");
        assert_eq!(panic.to_string(), "the timer's call panicked: a call that fails");
        let payload = panic.into_payload().expect("the first to ask gets it");
        assert!(payload.is::<&str>());
        let again = timer.try_join().expect("it is over").expect_err("it fails");
        assert!(again.into_payload().is_none(), "the payload is given out once");
        assert!(!timer.cancel());
        assert_eq!(end_of(&timers.after(Duration::ZERO, || ())), TimerEnd::Ran);
    }
}

#[test]
fn a_panic_that_nobody_joins_is_dropped_with_the_handle() {
    let timers = Timers::new();
    drop(timers.after(Duration::ZERO, fail));
    assert_eq!(end_of(&timers.after(Duration::ZERO, || ())), TimerEnd::Ran);
}

#[test]
fn a_panic_ends_a_repeating_timer_and_frees_its_closure() {
    let owned = Owned::default();
    let share = owned.share();
    let timer = Timer::every(Duration::from_micros(10), move || {
        let _owned = &share;
        fail();
    });
    assert!(timer.join().is_err());
    assert!(owned.is_free() && !timer.cancel() && !timer.is_pending());
}

/// A payload whose destructor panics ends no thread either.
#[test]
fn a_payload_that_panics_when_it_is_dropped_does_not_end_the_thread() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            std::panic::resume_unwind(Box::new("a destructor that fails"));
        }
    }
    let timers = Timers::new();
    drop(timers.after(Duration::from_micros(50), || std::panic::resume_unwind(Box::new(Bomb))));
    let late = timers.after(Duration::from_millis(1), || ());
    assert_eq!(end_of(&late), TimerEnd::Ran);
    // With its handle, the payload goes to who holds that.
    let timer = timers.after(Duration::ZERO, || std::panic::resume_unwind(Box::new(Bomb)));
    until(|| !timer.is_pending());
    assert!(catch_unwind(AssertUnwindSafe(|| drop(timer.join()))).is_err());
}

#[test]
fn what_is_shown_says_how_far_a_timer_is() {
    let timer = Timer::after(LATE, || ());
    assert!(format!("{timer:?}").contains("pending: true, over: false"));
    timer.cancel();
    assert!(format!("{timer:?}").contains("pending: false, over: true"));
    assert!(format!("{:?}", Timers::new()).contains("Timers"));
}
