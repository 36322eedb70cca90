//! Destructors that panic, and signals.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use threadbare_queue::channel::{bounded, unbounded};

use crate::support::storm::in_a_storm;

/// Long enough for anything that does not hang.
const LONG: Duration = Duration::from_secs(60);

/// Counts how often one was dropped; one of them panics then.
struct Item<'a>(&'a AtomicU32, bool);

impl Drop for Item<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
        assert!(!self.1 || thread::panicking(), "on purpose");
    }
}

#[test]
fn the_last_receiver_drops_all_past_an_item_that_panics() {
    for bomb in 0..4 {
        let dropped = AtomicU32::new(0);
        for (sender, receiver) in [bounded(4), unbounded()] {
            for place in 0..4 {
                assert!(sender.send(Item(&dropped, place == bomb)).is_ok());
            }
            assert!(catch_unwind(AssertUnwindSafe(|| drop(receiver))).is_err());
            assert!(sender.send(Item(&dropped, false)).is_err(), "nobody is there");
            assert_eq!(dropped.swap(0, SeqCst), 5);
        }
    }
}

/// Signals interrupt the system calls in which both sides sleep.
#[test]
fn a_storm_of_signals_loses_nothing() {
    for (sender, receiver) in [bounded(0), bounded(1), unbounded()] {
        let sending = thread::spawn(move || {
            for item in 0..200 {
                sender.send_timeout(item, LONG).expect("somebody receives in time");
            }
        });
        let receiving = thread::spawn(move || {
            for item in 0..200 {
                assert_eq!(receiver.recv_timeout(LONG), Ok(item));
            }
        });
        in_a_storm(vec![sending, receiving], || ());
    }
}
