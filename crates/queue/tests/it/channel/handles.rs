//! Handles come and go.

use std::sync::Arc;
use std::thread;

use threadbare_queue::channel::{
    RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError, bounded, never, unbounded,
};

#[test]
fn receivers_drain_what_the_last_sender_left() {
    for (sender, receiver) in [bounded(4), unbounded()] {
        let another = sender.clone();
        sender.send(1).expect("somebody receives");
        drop(sender);
        another.send(2).expect("somebody receives");
        assert_eq!(receiver.sender_count(), 1);
        drop(another);
        assert_eq!(receiver.sender_count(), 0);
        assert_eq!(receiver.iter().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(receiver.recv(), Err(RecvError));
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
    }
}

/// Elsewhere items that nobody could receive any more lived as long as the last sender.
#[test]
fn the_last_receiver_drops_what_is_left() {
    for (sender, receiver) in [bounded(4), unbounded()] {
        let item = Arc::new(());
        let another = receiver.clone();
        sender.send(Arc::clone(&item)).expect("somebody receives");
        sender.send(Arc::clone(&item)).expect("somebody receives");
        drop(receiver);
        assert_eq!(Arc::strong_count(&item), 3);
        drop(another);
        assert_eq!(Arc::strong_count(&item), 1);
        assert_eq!(sender.receiver_count(), 0);
        let error = sender.send(item).expect_err("nobody receives");
        assert_eq!(Arc::strong_count(&error.into_inner()), 1, "and it came back");
    }
}

/// The destructor of an item uses the channel in which it was left: no lock is held there.
#[test]
fn what_is_left_is_dropped_outside_every_lock() {
    struct Curious(threadbare_queue::channel::Sender<Self>);

    impl Drop for Curious {
        fn drop(&mut self) {
            assert!(self.0.is_closed());
            assert_eq!(self.0.len(), 0);
        }
    }

    for (sender, receiver) in [bounded(4), unbounded()] {
        assert!(sender.send(Curious(sender.clone())).is_ok());
        drop(receiver);
        assert_eq!(sender.sender_count(), 1, "the one in the item is gone");
    }
}

#[test]
fn the_end_of_one_side_wakes_the_other() {
    for capacity in [0, 1] {
        let (sender, receiver) = bounded(capacity);
        (0..capacity).for_each(|_| sender.send(0).expect("there is room"));
        thread::scope(|scope| {
            let sending = scope.spawn(move || sender.send(7));
            while receiver.len() < capacity {
                thread::yield_now();
            }
            scope.spawn(move || drop(receiver));
            assert_eq!(sending.join().expect("no panic"), Err(SendError(7)));
        });
        let (sender, receiver) = bounded::<u8>(capacity);
        thread::scope(|scope| {
            let receiving = scope.spawn(move || receiver.recv());
            scope.spawn(move || drop(sender));
            assert_eq!(receiving.join().expect("no panic"), Err(RecvError));
        });
    }
}

#[test]
fn weak_handles_end_with_the_last_that_counts() {
    let (sender, receiver) = bounded::<u8>(1);
    let (to, from) = (sender.downgrade(), receiver.downgrade());
    let again = to.upgrade().expect("there is a sender");
    assert_eq!(again.sender_count(), 2);
    drop(sender);
    assert!(again.same_channel(&to.clone().upgrade().expect("there is a sender")));
    drop(again);
    assert!(to.upgrade().is_none());
    assert_eq!(from.upgrade().expect("there is a receiver").recv(), Err(RecvError));
    drop(receiver);
    assert!(from.clone().upgrade().is_none());
}

/// Elsewhere a weak handle could be turned into one of a channel that was closed beside it.
#[test]
fn a_closed_channel_stays_closed_for_an_upgraded_handle() {
    let (sender, receiver) = bounded(2);
    let weak = sender.downgrade();
    sender.send(1).expect("it is open");
    assert!(receiver.close());
    assert!(!sender.close(), "it was not the first time");
    let again = weak.upgrade().expect("there is a sender");
    assert_eq!(again.try_send(2), Err(TrySendError::Disconnected(2)));
    assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [1]);
    assert!(receiver.is_closed() && again.is_closed());
}

#[test]
fn the_numbers_are_those_of_the_queue() {
    let (sender, receiver) = bounded(2);
    assert_eq!((sender.len(), sender.capacity(), receiver.capacity()), (0, Some(2), Some(2)));
    assert!(sender.is_empty() && receiver.is_empty());
    sender.send(1).expect("it is open");
    sender.send(2).expect("it is open");
    assert!(sender.is_full() && receiver.is_full() && receiver.len() == 2);
    let (sender, receiver) = bounded::<u8>(0);
    assert!(sender.is_full() && sender.is_empty() && receiver.is_full());
    let (sender, receiver) = unbounded::<u8>();
    assert_eq!((sender.capacity(), receiver.is_full()), (None, false));
    assert!(!receiver.same_channel(&unbounded().1) && receiver.same_channel(&receiver.clone()));
}

#[test]
fn errors_say_what_happened_without_the_item() {
    struct Silent;
    let (sender, receiver) = bounded(0);
    let full = sender.try_send(Silent).expect_err("nobody is there");
    assert_eq!(format!("{full:?}: {full}"), "Full(..): sending on a full channel");
    drop(receiver);
    let gone = sender.send(Silent).expect_err("nobody is there");
    assert_eq!(format!("{gone:?}"), "SendError(..)");
    assert!(TrySendError::from(gone).is_disconnected());
    assert_eq!(RecvTimeoutError::from(RecvError), RecvTimeoutError::Disconnected);
    assert_eq!(TryRecvError::from(RecvError), TryRecvError::Disconnected);
}

#[test]
fn never_is_empty_and_full_and_open() {
    let receiver = never::<u8>();
    assert!(receiver.is_empty() && receiver.is_full() && !receiver.is_closed());
    assert!(!receiver.close());
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    assert!(receiver.downgrade().upgrade().expect("it is always there").same_channel(&receiver));
}
