//! Threads that send and receive.

use std::thread;
use std::time::{Duration, Instant};

use threadbare_queue::channel::{RecvTimeoutError, SendTimeoutError, bounded, unbounded};

use crate::support::fewer_under_miri;

/// Long enough for anything that does not hang.
const LONG: Duration = Duration::from_secs(60);
/// Over before anybody comes.
const SHORT: Duration = Duration::from_millis(2);

#[test]
fn every_item_arrives_once_and_in_the_order_of_its_sender() {
    const SENDERS: usize = 3;
    const ITEMS: usize = fewer_under_miri(2_000, 30);
    for (sender, receiver) in [bounded(0), bounded(1), bounded(16), unbounded()] {
        let got = thread::scope(|scope| {
            for number in 0..SENDERS {
                let sender = sender.clone();
                scope.spawn(move || {
                    let items = (0..ITEMS).map(|item| (number, item));
                    items.for_each(|item| sender.send(item).expect("somebody receives"));
                });
            }
            drop(sender);
            let receivers = [receiver.clone(), receiver];
            let threads = receivers
                .map(|receiver| scope.spawn(move || receiver.into_iter().collect::<Vec<_>>()));
            threads.map(|thread| thread.join().expect("no panic"))
        });
        for one in &got {
            for number in 0..SENDERS {
                let mine: Vec<_> = one.iter().filter(|item| item.0 == number).collect();
                assert!(mine.is_sorted());
            }
        }
        let mut all = got.concat();
        all.sort_unstable();
        let sent = (0..SENDERS).flat_map(|number| (0..ITEMS).map(move |item| (number, item)));
        assert!(all.into_iter().eq(sent));
    }
}

#[test]
fn a_timeout_of_every_size() {
    let (sender, receiver) = bounded(1);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), SHORT] {
        assert_eq!(receiver.recv_timeout(timeout), Err(RecvTimeoutError::Timeout));
    }
    assert_eq!(receiver.recv_deadline(Instant::now()), Err(RecvTimeoutError::Timeout));
    assert!(sender.send_timeout(1, Duration::MAX).is_ok());
    for timeout in [Duration::ZERO, Duration::from_nanos(1), SHORT] {
        assert_eq!(sender.send_timeout(2, timeout), Err(SendTimeoutError::Timeout(2)));
    }
    assert_eq!(sender.send_deadline(2, Instant::now()), Err(SendTimeoutError::Timeout(2)));
    assert_eq!(receiver.recv_timeout(Duration::MAX), Ok(1));
    assert_eq!(receiver.recv_deadline(Instant::now() + SHORT), Err(RecvTimeoutError::Timeout));
    drop(sender);
    assert_eq!(receiver.recv_timeout(LONG), Err(RecvTimeoutError::Disconnected));
}

#[test]
fn without_room_a_send_ends_when_its_item_was_received() {
    let (sender, receiver) = bounded(0);
    thread::scope(|scope| {
        let sending = scope.spawn(|| sender.send_timeout(1, LONG));
        assert_eq!(receiver.recv_timeout(LONG), Ok(1));
        assert_eq!(sending.join().expect("no panic"), Ok(()));
    });
    assert!(sender.try_send(2).is_err_and(|error| error.is_full()));
}
