//! Receivers to which the clock sends.

use std::pin::pin;
use std::thread;
use std::time::{Duration, Instant};

use threadbare_queue::channel::{RecvTimeoutError, TryRecvError, after, at, never, tick};

use crate::support::{block_on, poll_once};

const SHORT: Duration = Duration::from_millis(2);

#[test]
fn an_alarm_says_when_it_was_due_and_only_once() {
    let when = Instant::now() + SHORT;
    let alarm = at(when);
    assert_eq!(alarm.recv(), Ok(when));
    assert!(Instant::now() >= when);
    assert_eq!(alarm.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(alarm.recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
    assert!(alarm.is_empty());
}

#[test]
fn an_alarm_of_the_past_is_there_at_once() {
    let when = Instant::now();
    let alarm = at(when);
    assert!(alarm.is_full());
    assert_eq!(alarm.try_recv(), Ok(when));
    assert!(after(Duration::ZERO).try_recv().is_ok());
}

/// Elsewhere the sum of now and the longest delay panicked.
#[test]
fn a_delay_beyond_the_clock_never_ends() {
    assert_eq!(after(Duration::MAX).recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
    assert_eq!(tick(Duration::MAX).try_recv(), Err(TryRecvError::Empty));
    assert_eq!(never::<u8>().recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
    assert_eq!(never::<u8>().recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Timeout));
}

#[test]
fn clones_of_an_alarm_share_its_item() {
    let alarm = after(SHORT);
    let got = thread::scope(|scope| {
        let threads = [alarm.clone(), alarm]
            .map(|alarm| scope.spawn(move || alarm.recv_timeout(10 * SHORT).is_ok()));
        threads.map(|thread| thread.join().expect("no panic"))
    });
    assert_eq!(got.iter().filter(|got| **got).count(), 1);
}

#[test]
fn ticks_that_nobody_received_are_left_out() {
    let ticks = tick(SHORT);
    let first = ticks.recv().expect("it ticks");
    while first.elapsed() < 5 * SHORT {
        thread::yield_now();
    }
    let asked = Instant::now();
    let late = ticks.recv().expect("it ticks");
    let answered = Instant::now();
    let next = ticks.recv().expect("it ticks");
    assert!(next >= asked, "of those that were due, one was kept");
    assert!(next <= answered + SHORT, "and of those to come, none was left out");
    for tick in [late, next] {
        assert_eq!((tick - first).as_nanos() % SHORT.as_nanos(), 0, "it does not drift");
    }
    assert!(tick(Duration::ZERO).iter().take(3).is_sorted());
}

#[test]
fn a_task_waits_for_the_clock() {
    let alarm = after(SHORT);
    assert!(block_on(alarm.recv_async()).is_ok());
    assert!(poll_once(pin!(alarm.recv_async())).is_pending());
    assert!(poll_once(pin!(never::<u8>().recv_async())).is_pending());
}
