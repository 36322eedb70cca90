//! One result: how it comes, how it fails, how it is waited for.

use std::future::IntoFuture;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::pin::pin;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::completion::{
    Completion, Failure, Panic, Phase, Promise, ResultCell, ResultError, Waitable, pair,
};

use crate::support::{Bell, block_on, forget, poll_once, until};

/// A value that says when it was dropped.
fn marked() -> (Arc<()>, Arc<()>) {
    let mark = Arc::new(());
    (Arc::clone(&mark), mark)
}

#[test]
fn the_sides_are_one_pointer_and_the_cell_is_small() {
    assert_eq!(size_of::<Promise<u64>>(), 8);
    assert_eq!(size_of::<Option<Completion<u64>>>(), 8);
    assert_eq!(size_of::<ResultCell<()>>(), 32);
    assert_eq!(size_of::<ResultCell<u64>>(), 32);
    assert_eq!(size_of::<ResultCell<[u64; 4]>>(), 48);
}

#[test]
fn a_result_that_is_not_there_times_out_whatever_the_size_of_the_timeout() {
    let (promise, mut completion) = pair::<u32>();
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)] {
        assert!(completion.wait_timeout(timeout).is_err(), "{timeout:?}");
        assert!(completion.wait_deadline(Instant::now() + timeout).is_err(), "{timeout:?}");
        let late = completion.result_timeout(timeout).expect_err("nothing was set");
        completion = late.into_handle().expect("the handle comes back");
        let late = completion.result_deadline(Instant::now() + timeout).expect_err("as above");
        completion = late.into_handle().expect("the handle comes back");
    }
    promise.set(7).expect("nobody cancels");
    assert_eq!(completion.try_result().expect("it was set"), 7);
}

#[test]
fn a_result_that_is_there_does_not_time_out_whatever_the_size_of_the_timeout() {
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        let (promise, completion) = pair();
        promise.set(7).expect("nobody cancels");
        assert_eq!(completion.wait_timeout(timeout), Ok(Phase::Done));
        assert_eq!(completion.result_timeout(timeout).expect("it was set"), 7);
    }
    let (promise, completion) = pair();
    promise.set(7).expect("nobody cancels");
    assert_eq!(completion.result_deadline(Instant::now()).expect("it was set"), 7);
}

#[test]
fn a_timeout_that_fits_into_no_clock_waits_for_ever() {
    for timeout in [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_secs(1 << 40)] {
        let (promise, completion) = pair();
        let waiter = thread::spawn(move || completion.result_timeout(timeout).expect("for ever"));
        until(|| format!("{promise:?}").contains("sleepers: true"));
        promise.set(1).expect("nobody cancels");
        assert_eq!(waiter.join().expect("no panic"), 1);
    }
}

#[test]
fn a_value_is_dropped_once_wherever_it_ends() {
    let (value, mark) = marked();
    let (promise, completion) = pair();
    drop(completion);
    promise.set(value).expect("nobody cancels");
    assert_eq!(Arc::strong_count(&mark), 1, "set when nobody wants it");

    let (value, mark) = marked();
    let (promise, completion) = pair();
    promise.set(value).expect("nobody cancels");
    assert_eq!(Arc::strong_count(&mark), 2, "kept for the one who takes");
    drop(completion);
    assert_eq!(Arc::strong_count(&mark), 1, "never taken");

    let (value, mark) = marked();
    let (promise, completion) = pair();
    completion.cancel();
    drop(promise.set(value).expect_err("it was cancelled"));
    assert_eq!(Arc::strong_count(&mark), 1, "given back");

    let (value, mark) = marked();
    let (promise, completion) = pair();
    promise.set(value).expect("nobody cancels");
    let value = completion.result().expect("it was set");
    assert_eq!(Arc::strong_count(&mark), 2);
    drop(value);
    assert_eq!(Arc::strong_count(&mark), 1, "taken");
}

#[test]
fn work_is_cancelled_before_it_begins_and_not_after() {
    let (promise, completion) = pair::<u32>();
    assert!(completion.cancel() && completion.cancel(), "again it is true");
    assert!(completion.is_cancelled() && completion.is_done());
    assert!(!promise.start() && promise.is_cancelled());
    assert!(matches!(completion.failure(), Some(Failure::Cancelled)));
    promise.run(|| panic!("cancelled work does not run"));

    let (promise, completion) = pair();
    assert!(promise.start() && promise.start(), "to start again changes nothing");
    assert_eq!(completion.phase(), Phase::Running);
    assert!(!completion.cancel());
    promise.run(|| 1);
    assert!(!completion.cancel(), "over");
    assert_eq!(completion.result().expect("it ran"), 1);
}

#[test]
fn a_panic_reaches_the_one_who_waits_and_nobody_else() {
    let (promise, completion) = pair::<u32>();
    promise.run(|| panic!("out of {}", "cheese"));
    let Some(Failure::Panicked(panic)) = completion.failure() else { panic!("it panicked") };
    assert_eq!(panic.message(), Some("out of cheese"));
    let failure = completion.result().expect_err("it panicked");
    assert_eq!(failure.to_string(), "the work panicked: out of cheese");
    let outcome = catch_unwind(AssertUnwindSafe(|| failure.resume_unwind()));
    let payload = outcome.expect_err("it goes on");
    assert_eq!(Panic::new(payload).message(), Some("out of cheese"));
}

#[test]
fn a_payload_that_is_no_message_comes_back_as_it_was() {
    let (promise, completion) = pair::<u32>();
    promise.run(|| panic_any(7_u8));
    let panic = completion.result().expect_err("it panicked").into_panic().expect("a panic");
    assert_eq!(panic.message(), None);
    assert_eq!(panic.into_payload().downcast_ref::<u8>(), Some(&7));
}

/// A payload with a destructor that panics: pools have gone down with it.
#[test]
fn a_payload_whose_destructor_panics_harms_nobody() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic_any(Self);
        }
    }
    let (promise, completion) = pair::<u32>();
    drop(completion);
    promise.fail(Box::new(Bomb)).expect("nobody cancels");
    drop(Panic::new(Box::new(Bomb)));
}

#[test]
fn an_abandoned_promise_is_told_also_when_it_unwinds() {
    let (promise, completion) = pair::<u32>();
    let outcome = catch_unwind(AssertUnwindSafe(move || {
        let _held = promise;
        panic!("on purpose");
    }));
    assert!(outcome.is_err());
    let failure = completion.result().expect_err("nobody set it");
    assert_eq!(failure.to_string(), "whoever was to produce the value went away");
    assert!(failure.into_panic().is_err());
}

#[test]
fn an_error_says_what_it_is() {
    let (promise, completion) = pair::<u32>();
    let late = completion.try_result().expect_err("not yet");
    assert_eq!(late.to_string(), "there is no result yet");
    let completion = late.into_handle().expect("the handle");
    drop(promise);
    let failed = completion.try_result().expect_err("abandoned");
    assert!(matches!(failed, ResultError::Failed(Failure::Abandoned)));
    assert!(failed.into_handle().is_err());
}

#[test]
fn a_task_gets_the_result_and_may_await_the_handle_itself() {
    let (promise, completion) = pair();
    let producer = thread::spawn(move || promise.set(1));
    assert_eq!(block_on(completion.into_future()).expect("it was set"), 1);
    assert!(producer.join().expect("no panic").is_ok());
}

#[test]
fn a_future_may_be_dropped_at_every_poll() {
    for polls in 0..3 {
        let (promise, completion) = pair();
        let bell = Arc::new(Bell::default());
        {
            let mut other = pin!(completion.wait_async());
            assert!(bell.poll(other.as_mut()).is_pending());
            let mut dropped = pin!(completion.wait_async());
            for _ in 0..polls {
                assert!(poll_once(dropped.as_mut()).is_pending());
            }
        }
        promise.set(1).expect("nobody cancels");
        assert_eq!(bell.rings(), 0, "it was dropped");
        assert_eq!(completion.try_result().expect("it was set"), 1);
    }
}

#[test]
fn a_forgotten_future_harms_nobody() {
    let (value, mark) = marked();
    let (promise, completion) = pair();
    let mut result = Box::pin(completion.result_async());
    assert!(poll_once(result.as_mut()).is_pending());
    forget(result);
    promise.set(value).expect("nobody cancels");
    assert_eq!(Arc::strong_count(&mark), 2, "it is kept for ever");
}

#[test]
fn a_future_that_was_ready_is_not_polled_again() {
    let (promise, completion) = pair();
    promise.set(1).expect("nobody cancels");
    let mut result = pin!(completion.result_async());
    assert!(poll_once(result.as_mut()).is_ready());
    assert!(catch_unwind(AssertUnwindSafe(|| poll_once(result))).is_err());
}

#[test]
fn a_cell_may_live_anywhere() {
    let cell = ResultCell::new();
    thread::scope(|scope| {
        // SAFETY: this thread alone sets, and the cell outlives the scope.
        scope.spawn(|| unsafe { cell.set(String::from("here")) });
        assert_eq!((&cell.progress()).progress().wait(), Phase::Done);
        // SAFETY: this thread alone takes.
        let taken = unsafe { cell.take() };
        assert_eq!(taken.expect("over").expect("set"), "here");
        // SAFETY: this thread alone takes.
        assert!(unsafe { cell.take() }.is_none(), "taken");
    });
}
