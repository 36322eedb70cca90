//! Waiting for a timer's end.

use std::pin::pin;
use std::sync::{Arc, OnceLock, mpsc};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::{Timer, TimerEnd, TimerHandle, Timers};

use super::{LATE, say};
use crate::support::{Bell, block_on, forget, poll_once};

#[test]
fn a_pending_timer_times_out_whatever_the_size_of_the_timeout() {
    let timer = Timer::after(LATE, || ());
    assert!(timer.try_join().is_none());
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(2)] {
        assert!(timer.join_timeout(timeout).is_err(), "{timeout:?}");
        assert!(timer.join_deadline(Instant::now() + timeout).is_err(), "{timeout:?}");
    }
    assert!(timer.cancel());
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        let end = timer.join_timeout(timeout).expect("it is over");
        assert_eq!(end.expect("no panic"), TimerEnd::Cancelled, "{timeout:?}");
        assert!(timer.join_deadline(Instant::now()).is_ok());
    }
}

#[test]
fn everybody_who_joins_is_told() {
    let timer = Arc::new(Timer::after(LATE, || ()));
    let joiners: Vec<_> = (0..4)
        .map(|kind| {
            let timer = Arc::clone(&timer);
            thread::spawn(move || match kind {
                0 => timer.join(),
                1 => timer.join_timeout(Duration::MAX).expect("for ever"),
                2 => timer.join_deadline(Instant::now() + LATE).expect("not so long"),
                _ => block_on(timer.join_async()),
            })
        })
        .collect();
    thread::yield_now();
    assert!(timer.reset(Duration::ZERO));
    for joiner in joiners {
        assert_eq!(joiner.join().expect("no panic").expect("no panic"), TimerEnd::Ran);
    }
}

/// A join future may be dropped at any poll, or be forgotten, and others are told all the same.
#[test]
fn a_join_future_may_be_dropped_or_forgotten_at_every_poll() {
    for polls in 0..4 {
        let timer = &*forget(Timer::after(LATE, || ()));
        let bell = Arc::new(Bell::default());
        let mut next = pin!(timer.join_async());
        let mut forgotten = Box::pin(timer.join_async());
        {
            let mut dropped = pin!(timer.join_async());
            for _ in 0..polls {
                assert!(poll_once(dropped.as_mut()).is_pending());
                assert!(poll_once(forgotten.as_mut()).is_pending());
            }
            forget(forgotten);
            assert!(bell.poll(next.as_mut()).is_pending());
        }
        assert!(timer.cancel());
        assert_eq!(bell.rings(), 1, "after {polls} polls");
        let Poll::Ready(end) = bell.poll(next.as_mut()) else { panic!("it is over") };
        assert_eq!(end.expect("no panic"), TimerEnd::Cancelled);
    }
}

#[test]
#[should_panic(expected = "make a new join")]
fn a_join_future_is_not_polled_again() {
    let timer = Timer::after(LATE, || ());
    timer.cancel();
    let mut join = pin!(timer.join_async());
    assert!(poll_once(join.as_mut()).is_ready());
    let _again = poll_once(join.as_mut());
}

/// What a call that joins is told, and what it says then.
fn advice(call: impl FnOnce() + Send + 'static) -> String {
    let timers = Timers::new();
    let panic = timers.after(Duration::ZERO, call).join().expect_err("it would hang");
    panic.to_string()
}

/// A call that waits for itself is told so, instead of hanging.
#[test]
fn a_call_does_not_join_itself() {
    let itself = Arc::new(OnceLock::<TimerHandle>::new());
    let timer = {
        let itself = Arc::clone(&itself);
        Timer::spawn_after(Duration::MAX, move || {
            let timer = itself.get().expect("it is set before the reset");
            assert!(timer.try_join().is_none());
            assert!(timer.join_timeout(Duration::from_millis(1)).is_err(), "a timed wait ends");
            let _end = timer.join();
        })
    };
    let timer = itself.get_or_init(|| timer);
    assert!(timer.reset(Duration::ZERO));
    let panic = timer.join().expect_err("it would hang");
    assert!(panic.to_string().contains("waits for a timer that only this thread"), "{panic}");
}

/// Neither does it wait for a timer that only its own thread could call.
#[test]
fn a_call_does_not_join_a_timer_of_its_own_thread() {
    let said = advice(|| {
        let _end = Timer::after(LATE, || ()).join_timeout(Duration::from_millis(1));
        // Another thread's timers are no danger.
        Timer::after(Duration::ZERO, || ()).join().expect("no panic");
        let inner = Timer::after(Duration::ZERO, || {
            Timer::after(LATE, || ()).join().expect("not reached");
        });
        panic!("{}", inner.join().expect_err("it would hang"));
    });
    assert!(said.contains("spawn_after"), "{said}");
}

/// A call that waits with a timer's result in hand: what has ended can be joined from anywhere.
#[test]
fn a_call_may_join_what_is_over() {
    let timers = Timers::new();
    let (send, receive) = mpsc::channel();
    let over = timers.after(Duration::ZERO, || ());
    assert_eq!(over.join().expect("no panic"), TimerEnd::Ran);
    drop(timers.after(Duration::ZERO, move || say(&send, over.join().is_ok())));
    assert_eq!(receive.recv(), Ok(true));
}
