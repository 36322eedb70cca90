//! Signals, wakers that panic, and many threads at once.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

use threadbare_sync::completion::{Promise, as_completed, pair};

use crate::support::storm::in_a_storm;

/// Signals that come all the time, to waiters of every kind, lose no end and end no wait.
#[test]
fn a_storm_of_signals_loses_nothing() {
    let (give, given) = mpsc::channel::<Promise<u32>>();
    let waiter = |kind: u32| {
        let give = give.clone();
        thread::spawn(move || {
            for number in 0..300 {
                let (promise, completion) = pair();
                give.send(promise).expect("the storm lasts as long as we do");
                let value = match kind {
                    0 => completion.result().expect("it was set"),
                    1 => completion.result_timeout(Duration::MAX).expect("it was set"),
                    _ => {
                        let (_, completion) = as_completed([completion]).next().expect("one");
                        completion.result().expect("it was set")
                    }
                };
                assert_eq!(value, 5, "turn {number}");
            }
        })
    };
    let waiters = (0..3).map(waiter).collect();
    in_a_storm(waiters, || {
        thread::yield_now();
        while let Ok(promise) = given.try_recv() {
            promise.set(5).expect("nobody cancels");
        }
    });
}

/// A waker that panics when it is woken.
struct Spoiled;

impl Wake for Spoiled {
    fn wake(self: Arc<Self>) {
        panic!("on purpose");
    }
}

#[test]
fn a_waker_that_panics_breaks_neither_the_others_nor_the_producer() {
    let (promise, completion) = pair();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let waker = Waker::from(Arc::new(Spoiled));
    let mut task = Context::from_waker(&waker);
    let completion = Arc::new(completion);
    let mut over = pin!(completion.wait_async());
    assert!(Future::poll(over.as_mut(), &mut task).is_pending());
    let those = [&*completion];
    let mut ended = as_completed(those);
    {
        let mut next = pin!(ended.next_async());
        assert!(Future::poll(next.as_mut(), &mut task).is_pending());
        completion.add_done_callback(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        promise.set(1).expect("nobody cancels");
    }
    assert_eq!(runs.load(Ordering::Relaxed), 1, "behind both wakers");
    assert!(ended.try_next().expect("it has ended").is_some());
}
