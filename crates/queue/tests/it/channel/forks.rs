//! A fork, with a channel in every state: what the child finds. Waiters of the parent are not in
//! it; handles are, and so are the numbers of both sides.

use std::pin::pin;
use std::thread;
use std::time::{Duration, Instant};

use threadbare_queue::channel::{TryRecvError, after, at, bounded, unbounded};

use crate::support::{asleep::asleep, child::child_says, poll_once};

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(2);

#[test]
fn a_child_has_the_items_and_the_parent_keeps_its_own() {
    for (sender, receiver) in [bounded(2), unbounded()] {
        sender.send(1).expect("there is room");
        assert!(child_says(|| {
            let sent = sender.try_send(2).is_ok();
            sent && receiver.try_recv() == Ok(1) && receiver.recv() == Ok(2)
        }));
        assert!(child_says(|| {
            let was_open = sender.close();
            was_open && receiver.recv() == Ok(1) && receiver.recv().is_err()
        }));
        assert!(!receiver.is_closed());
        assert_eq!((receiver.try_recv(), receiver.is_empty()), (Ok(1), true));
    }
}

/// A handle that goes in the child goes there alone.
#[test]
fn the_last_sender_of_the_child_is_not_that_of_the_parent() {
    for (sender, receiver) in [bounded(0), bounded(1), unbounded::<u32>()] {
        let mut mine = Some(sender.clone());
        let mut other = Some(sender);
        assert!(child_says(|| {
            drop(mine.take());
            let is_open = receiver.try_recv() == Err(TryRecvError::Empty);
            drop(other.take());
            is_open && receiver.try_recv() == Err(TryRecvError::Disconnected)
        }));
        assert_eq!((receiver.sender_count(), receiver.is_closed()), (2, false));
    }
}

#[test]
fn receivers_of_the_parent_take_nothing_in_the_child() {
    for (sender, receiver) in [bounded(1), unbounded()] {
        thread::scope(|scope| {
            let receiving = asleep(scope, || receiver.recv_timeout(LONG));
            assert!(child_says(|| {
                let sent = sender.try_send(7).is_ok();
                sent && receiver.try_recv() == Ok(7) && receiver.recv_timeout(SHORT).is_err()
            }));
            sender.send(1).expect("there is room");
            assert_eq!(receiving.join().expect("no panic"), Ok(1));
        });
    }
}

/// Without room nobody is met whom there is not.
#[test]
fn nobody_of_the_parent_is_met_in_the_child() {
    let (sender, receiver) = bounded(0);
    thread::scope(|scope| {
        let receiving = asleep(scope, || receiver.recv_timeout(LONG));
        assert!(child_says(
            || sender.try_send(7).is_err() && sender.send_timeout(7, SHORT).is_err()
        ));
        assert!(sender.send_timeout(1, LONG).is_ok());
        assert_eq!(receiving.join().expect("no panic"), Ok(1));
        let sending = asleep(scope, || sender.send_timeout(2, LONG));
        assert!(child_says(|| receiver.try_recv() == Err(TryRecvError::Empty)));
        assert!(child_says(|| sender.close() && receiver.try_recv().is_err()));
        assert_eq!(receiver.recv_timeout(LONG), Ok(2));
        assert!(sending.join().expect("no panic").is_ok());
    });
}

#[test]
fn futures_that_the_child_copied_begin_again() {
    for (sender, receiver) in [bounded(1), unbounded()] {
        let mut recv = pin!(receiver.recv_async());
        let mut dropped = pin!(Some(receiver.recv_async()));
        assert!(poll_once(recv.as_mut()).is_pending());
        assert!(poll_once(dropped.as_mut().as_pin_mut().expect("it is there")).is_pending());
        assert!(child_says(|| {
            let waits = poll_once(recv.as_mut()).is_pending();
            dropped.set(None);
            waits && sender.try_send(5).is_ok() && poll_once(recv.as_mut()).is_ready()
        }));
        assert!(receiver.is_empty());
        sender.send(1).expect("there is room");
        assert!(poll_once(recv).is_ready());
    }
}

/// There is no thread behind a clock that could be missing.
#[test]
fn clocks_go_on_in_the_child() {
    let (when, alarm) = (Instant::now(), after(SHORT));
    let due = at(when);
    assert!(child_says(|| due.try_recv() == Ok(when) && alarm.recv().is_ok()));
    assert_eq!(due.try_recv(), Ok(when));
    assert!(alarm.recv().is_ok());
}
