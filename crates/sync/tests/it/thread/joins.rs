//! Joins: in time or not, with a value or a panic, of oneself, and what has ended by then.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use threadbare_sync::completion::{ReturnWhen, as_completed, wait, wait_timeout};
use threadbare_sync::thread::{self, JoinError, JoinHandle};

use crate::support::{block_on, until};

/// A thread that runs until it is told to stop.
fn waiting() -> (mpsc::Sender<()>, JoinHandle<u32>) {
    let (stop, stopped) = mpsc::channel();
    let handle = thread::spawn(move || {
        let _stopped = stopped.recv();
        7
    });
    (stop, handle)
}

#[test]
fn a_thread_that_runs_times_out_whatever_the_size_of_the_timeout() {
    let (stop, mut handle) = waiting();
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)] {
        let late = handle.join_timeout(timeout).expect_err("it runs");
        handle = late.into_handle().expect("the handle comes back");
        let late = handle.join_deadline(Instant::now() + timeout).expect_err("it runs");
        handle = late.into_handle().expect("the handle comes back");
        let late = handle.try_join().expect_err("it runs");
        assert_eq!(late.to_string(), "the thread runs still");
        handle = late.into_handle().expect("the handle comes back");
    }
    assert!(handle.is_alive() && !handle.is_finished());
    drop(stop);
    assert_eq!(handle.join().expect("no panic"), 7);
}

#[test]
fn a_thread_that_has_ended_does_not_time_out_whatever_the_size_of_the_timeout() {
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        let handle = thread::spawn(|| 7);
        until(|| handle.is_finished());
        assert_eq!(handle.join_timeout(timeout).expect("it has ended"), 7);
    }
    let handle = thread::spawn(|| 7);
    until(|| handle.is_finished());
    assert_eq!(handle.try_join().expect("it has ended"), 7);
    let handle = thread::spawn(|| 7);
    until(|| handle.is_finished());
    assert_eq!(handle.join_deadline(Instant::now()).expect("it has ended"), 7);
}

#[test]
fn a_timeout_that_fits_into_no_clock_waits_for_ever() {
    for timeout in [Duration::MAX, Duration::from_secs(u64::MAX)] {
        let (stop, handle) = waiting();
        let joiner = std::thread::spawn(move || handle.join_timeout(timeout).expect("for ever"));
        drop(stop);
        assert_eq!(joiner.join().expect("no panic"), 7);
    }
}

/// Says when its thread's thread-locals are destroyed.
struct Last(Cell<Option<Arc<AtomicBool>>>);

impl Drop for Last {
    fn drop(&mut self) {
        if let Some(flag) = self.0.take() {
            std::thread::yield_now();
            flag.store(true, Ordering::Relaxed);
        }
    }
}

thread_local! {
    static LAST: Last = const { Last(Cell::new(None)) };
}

#[test]
fn a_join_has_seen_the_thread_s_thread_locals_go() {
    for turn in 0..50 {
        let is_gone = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&is_gone);
        let handle = thread::spawn(move || LAST.with(|last| last.0.set(Some(flag))));
        let joined = match turn % 3 {
            0 => handle.join().is_ok(),
            1 => handle.join_timeout(Duration::MAX).is_ok(),
            _ => {
                until(|| handle.is_finished());
                handle.try_join().is_ok()
            }
        };
        assert!(joined && is_gone.load(Ordering::Relaxed), "turn {turn}");
    }
}

#[test]
fn a_thread_that_joins_itself_is_told_so() {
    let (give, given) = mpsc::channel::<JoinHandle<()>>();
    let (tell, told) = mpsc::channel();
    let handle = thread::spawn(move || {
        let own = given.recv().expect("we are given our own handle");
        let refused = own.join().expect_err("it is our own");
        assert_eq!(refused.to_string(), "a thread cannot wait for itself");
        let JoinError::WouldDeadlock(own) = refused else { panic!("{refused:?}") };
        tell.send(own).expect("the test listens");
    });
    give.send(handle).expect("it listens");
    let handle = told.recv().expect("it speaks");
    handle.join().expect("no panic");
}

#[test]
fn a_panic_comes_with_its_payload() {
    let handle = thread::spawn(|| std::panic::panic_any(9_u8));
    let panic = handle.join().expect_err("it panics").into_panic().expect("it panics");
    assert_eq!(panic.into_payload().downcast_ref::<u8>(), Some(&9));
}

#[test]
fn threads_are_waited_for_together() {
    let (stop, first) = waiting();
    let second = thread::spawn(|| 8_u32);
    let waited = wait(&[&first, &second], ReturnWhen::FirstCompleted);
    assert_eq!(waited.done, [1]);
    let waited = wait_timeout(&[&first], ReturnWhen::All, Duration::from_nanos(1));
    assert_eq!(waited.not_done, [0]);
    drop(stop);
    let values = as_completed([first, second]).map(|(_, handle)| handle.join().expect("no panic"));
    assert_eq!(values.sum::<u32>(), 15);
}

#[test]
fn a_task_may_await_a_thread() {
    let (stop, handle) = waiting();
    let stopper = std::thread::spawn(move || drop(stop));
    assert_eq!(block_on(handle.join_async()).expect("no panic"), 7);
    let value = block_on(async { thread::spawn(|| 9).await });
    assert_eq!(value.expect("no panic"), 9);
    stopper.join().expect("no panic");
}

#[test]
fn a_dropped_handle_lets_the_thread_run() {
    let (tell, told) = mpsc::channel();
    drop(thread::spawn(move || tell.send(1)));
    assert_eq!(told.recv(), Ok(1));
}
