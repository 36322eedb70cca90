//! The models of channels: handles that come and go while others send and receive.
#![cfg(threadbare_loom)]

mod kinds;
mod tasks;

use threadbare_loom::{Data, Parcel, SOME_TIME, THREE, block_on, poll_once};
use threadbare_queue::channel::{Receiver, RecvError, Sender, bounded, unbounded};
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

/// A receiver that waits gets what the last sender sent, and then learns that it is gone.
fn last_sender_goes((sender, receiver): (Sender<Parcel>, Receiver<Parcel>)) {
    let thread = thread::spawn(move || {
        sender.send(Parcel::pack()).expect("somebody receives");
        drop(sender);
    });
    receiver.recv().expect("it was sent").unpack();
    assert_eq!(receiver.recv().map(drop), Err(RecvError));
    thread.join().expect("no panic");
}

/// In a channel with a bound, a receiver gets what was sent before the last sender went.
#[test]
fn the_last_sender_goes_after_what_it_sent() {
    check(|| last_sender_goes(bounded(1)));
}

/// In a channel without a bound, a receiver gets what was sent before the last sender went.
#[test]
fn the_last_sender_goes_after_what_it_sent_without_a_bound() {
    check(|| last_sender_goes(unbounded()));
}

/// Without room, a receiver meets the last sender, and then learns that it is gone.
#[test]
fn the_last_sender_goes_after_it_was_met() {
    check(|| last_sender_goes(bounded(0)));
}

/// Of two senders the last shuts the channel down, after what the other has sent.
#[test]
fn the_last_of_two_senders_goes_after_what_both_sent() {
    THREE.check(|| {
        let (one, receiver) = bounded(2);
        let two = one.clone();
        let threads = [one, two].map(|sender| {
            thread::spawn(move || sender.send(Parcel::pack()).expect("somebody receives"))
        });
        let mut got = 0;
        while let Ok(parcel) = receiver.recv() {
            parcel.unpack();
            got += 1;
        }
        assert_eq!(got, 2);
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    });
}

/// A weak handle becomes a sender, or the last sender has gone: never both.
#[test]
fn an_upgrade_and_the_last_drop_agree() {
    check(|| {
        let (sender, receiver) = bounded(1);
        let weak = sender.downgrade();
        let thread = thread::spawn(move || drop(sender));
        let upgraded = weak.upgrade();
        thread.join().expect("no panic");
        match upgraded {
            Some(sender) => {
                assert!(sender.send(1).is_ok(), "it counts, so the channel is open");
                assert_eq!(receiver.try_recv(), Ok(1));
            }
            None => assert_eq!(receiver.recv(), Err(RecvError)),
        }
        assert_eq!(receiver.sender_count(), 0);
        assert!(weak.upgrade().is_none());
    });
}

/// An item is refused, or dropped with the last receiver; the sender that is left does not keep it.
#[test]
fn the_last_receiver_takes_what_was_sent_with_it() {
    check(|| {
        let (sender, receiver) = bounded(1);
        let item = Arc::new(Data::new());
        let sent = Arc::clone(&item);
        let thread = thread::spawn(move || {
            drop(sender.send(sent));
            sender
        });
        drop(receiver);
        let _left = thread.join().expect("no panic");
        assert_eq!(Arc::strong_count(&item), 1);
    });
}

/// A sender that waits for room learns that the last receiver is gone.
#[test]
fn a_sender_in_line_learns_that_the_last_receiver_is_gone() {
    check(|| {
        let (sender, receiver) = bounded(1);
        sender.send(1).expect("there is room");
        let thread = thread::spawn(move || sender.send(2).is_err());
        drop(receiver);
        assert!(thread.join().expect("no panic"));
    });
}

/// A task that waits learns that the last sender is gone.
#[test]
fn a_task_learns_that_the_last_sender_is_gone() {
    check(|| {
        let (sender, receiver) = bounded::<u8>(1);
        let thread = thread::spawn(move || drop(sender));
        assert_eq!(block_on(receiver.recv_async()), Err(RecvError));
        thread.join().expect("no panic");
    });
}

/// A receiving future that was woken and is dropped wakes the one behind it.
#[test]
fn a_dropped_receive_passes_its_wake_on() {
    check(|| {
        let (sender, receiver) = bounded(1);
        let another = receiver.clone();
        let mut first = Box::pin(receiver.recv_async());
        assert!(poll_once(first.as_mut()).is_pending());
        let thread = thread::spawn(move || block_on(another.recv_async()));
        sender.send(1).expect("somebody receives");
        drop(first);
        assert_eq!(thread.join().expect("no panic"), Ok(1));
    });
}
