//! One producer, one or two who wait.

use threadbare_sync::completion::{
    Failure, Phase, Progress, ResultCell, ResultError, Waitable, pair,
};
use threadbare_sys::model::{self, check};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{SOME_TIME, join, new_pair, produce, producer};
use threadbare_loom::Data;

/// The value reaches the one who waits, with all that was done to it.
#[test]
fn the_value_reaches_the_one_who_waits() {
    check(|| {
        let (promise, completion) = new_pair();
        let producer = producer(promise);
        let data = completion.result().expect("it was set");
        data.bump();
        assert_eq!(data.get(), 2);
        join([producer]);
    });
}

/// A try sees nothing, or all of it.
#[test]
fn a_try_sees_nothing_or_all() {
    check(|| {
        let (promise, completion) = new_pair();
        let producer = producer(promise);
        match completion.try_result() {
            Ok(data) => assert_eq!(data.get(), 1),
            Err(ResultError::NotYet(completion)) => drop(completion),
            Err(other) => panic!("{other}"),
        }
        join([producer]);
    });
}

/// A wait that times out loses nothing: the handle waits again and gets the value.
#[test]
fn a_wait_that_times_out_loses_nothing() {
    check(|| {
        let (promise, completion) = new_pair();
        let producer = producer(promise);
        let data = match completion.result_timeout(SOME_TIME) {
            Ok(data) => data,
            Err(late) => late.into_handle().expect("late").result().expect("it was set"),
        };
        assert_eq!(data.get(), 1);
        join([producer]);
    });
}

/// Two who wait both go on, whoever takes.
#[test]
fn two_who_wait_both_go_on() {
    check(|| {
        let (promise, completion) = new_pair();
        let completion = Arc::new(completion);
        let waiter = {
            let completion = Arc::clone(&completion);
            thread::spawn(move || assert_eq!(completion.wait(), Phase::Done))
        };
        let producer = producer(promise);
        assert_eq!(completion.wait(), Phase::Done);
        join([waiter, producer]);
    });
}

/// One who gives up does not take the wake of the other with it.
#[test]
fn one_who_gives_up_takes_no_wake_along() {
    check(|| {
        let (promise, completion) = new_pair();
        let completion = Arc::new(completion);
        let timed = {
            let completion = Arc::clone(&completion);
            thread::spawn(move || {
                let _ = completion.wait_timeout(SOME_TIME);
            })
        };
        let producer = producer(promise);
        completion.wait();
        join([timed, producer]);
    });
}

/// A promise that goes away ends the wait.
#[test]
fn an_abandoned_promise_ends_the_wait() {
    check(|| {
        let (promise, completion) = new_pair();
        let dropper = thread::spawn(move || drop(promise));
        assert!(matches!(completion.result(), Err(Failure::Abandoned)));
        join([dropper]);
    });
}

/// Of a cancel and a start one comes first, and both sides agree which; whoever does not start
/// sees what was done before the cancel.
#[test]
fn of_cancel_and_start_one_wins() {
    check(|| {
        let (promise, completion) = new_pair();
        let reason = Arc::new(Data::new());
        let worker = {
            let reason = Arc::clone(&reason);
            thread::spawn(move || {
                let has_started = promise.start();
                if has_started {
                    produce(promise);
                } else {
                    assert_eq!(reason.get(), 1);
                }
            })
        };
        reason.bump();
        let is_cancelled = completion.cancel();
        match completion.result() {
            Ok(data) => assert!(!is_cancelled && data.get() == 1),
            Err(Failure::Cancelled) => assert!(is_cancelled),
            Err(other) => panic!("{other}"),
        }
        join([worker]);
    });
}

/// A value that was set beside a cancel arrives, or goes back to the one who set it; never both,
/// never neither.
#[test]
fn a_value_beside_a_cancel_arrives_or_goes_back() {
    check(|| {
        let (promise, completion) = pair();
        let worker = thread::spawn(move || {
            let data = Arc::new(Data::new());
            let back = promise.set(Arc::clone(&data)).is_err();
            if back {
                data.bump();
            }
        });
        let is_cancelled = completion.cancel();
        match completion.result() {
            Ok(data) => {
                data.bump();
                assert!(!is_cancelled);
            }
            Err(Failure::Cancelled) => assert!(is_cancelled),
            Err(other) => panic!("{other}"),
        }
        join([worker]);
    });
}

/// Whoever looks at the phase and finds the end sees what came before it.
#[test]
fn a_look_that_finds_the_end_sees_what_came_before() {
    check(|| {
        let (promise, completion) = pair();
        let data = Arc::new(Data::new());
        let worker = {
            let data = Arc::clone(&data);
            thread::spawn(move || {
                data.bump();
                promise.set(()).expect("nobody cancels");
            })
        };
        if completion.is_done() {
            assert_eq!(data.get(), 1);
        }
        join([worker]);
    });
}

/// Whoever waits for the end alone sees what came before it, and leaves the result there.
#[test]
fn a_wait_sees_what_came_before() {
    check(|| {
        let (promise, completion) = pair();
        let data = Arc::new(Data::new());
        let worker = {
            let data = Arc::clone(&data);
            thread::spawn(move || {
                data.bump();
                promise.set(()).expect("nobody cancels");
            })
        };
        completion.wait();
        assert_eq!(data.get(), 1);
        join([worker]);
    });
}

/// An onlooker disturbs nobody, and sees no failure where there is none.
#[test]
fn an_onlooker_disturbs_nobody() {
    check(|| {
        let (promise, completion) = new_pair();
        let producer = producer(promise);
        assert!(completion.failure().is_none());
        assert!(format!("{completion:?}").contains("listeners: false"));
        let _ = completion.progress().is_pending();
        assert_eq!(completion.result().expect("it was set").get(), 1);
        join([producer]);
    });
}

/// A handle that is dropped leaves the value to the producer, who drops it, once.
#[test]
fn a_dropped_handle_leaks_nothing() {
    check(|| {
        let (promise, completion) = new_pair();
        let producer = producer(promise);
        drop(completion);
        join([producer]);
    });
}

/// As if the one who waited had freed the cell.
fn bury(progress: &Progress) {
    // SAFETY: `Progress` begins with its word.
    model::futex::bury(unsafe { &*core::ptr::from_ref(progress).cast() });
}

/// The end does not touch a cell that nobody listens to after the step that ends it: whoever
/// waited may have freed it.
#[test]
fn the_end_does_not_touch_a_cell_that_was_freed() {
    check(|| {
        let cell = Arc::new(core::mem::ManuallyDrop::new(ResultCell::new()));
        let setter = {
            let cell = Arc::clone(&cell);
            // SAFETY: this thread alone sets.
            thread::spawn(move || unsafe { cell.set(()) }.expect("nobody cancels"))
        };
        cell.progress().wait();
        bury(cell.progress());
        join([setter]);
    });
}
