//! What the handles do to each engine: timeouts, and what is left.

use threadbare_loom::Data;
use threadbare_queue::channel::{Receiver, Sender, bounded, unbounded};
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::SOME_TIME;

/// An item is refused, or received, or dropped with the last receiver, which waits for it in time;
/// the sender that is left does not keep it.
fn nothing_is_left((sender, receiver): (Sender<Arc<Data>>, Receiver<Arc<Data>>)) {
    let item = Arc::new(Data::new());
    let sent = Arc::clone(&item);
    let thread = thread::spawn(move || {
        drop(sender.send_timeout(sent, SOME_TIME));
        sender
    });
    drop(receiver.recv_timeout(SOME_TIME));
    drop(receiver);
    let _left = thread.join().expect("no panic");
    assert_eq!(Arc::strong_count(&item), 1);
}

/// In a channel without a bound, an item and a receiver that gives up leave nothing.
#[test]
fn a_receiver_that_gives_up_leaves_nothing_without_a_bound() {
    check(|| nothing_is_left(unbounded()));
}

/// Without room, a sender and a receiver that both give up leave nothing.
#[test]
fn two_that_give_up_leave_nothing_without_room() {
    check(|| nothing_is_left(bounded(0)));
}

/// Without room, a sender in line learns that the last receiver is gone, and has its item.
#[test]
fn a_sender_in_line_learns_of_the_end_without_room() {
    check(|| {
        let (sender, receiver) = bounded(0);
        let thread = thread::spawn(move || sender.send(2).map_err(|error| error.into_inner()));
        drop(receiver);
        assert_eq!(thread.join().expect("no panic"), Err(2));
    });
}

/// A channel that is closed beside its last sender is closed once.
#[test]
fn closing_and_the_last_sender_agree() {
    check(|| {
        let (sender, receiver) = bounded(1);
        let thread = thread::spawn(move || {
            let was_sent = sender.send(1).is_ok();
            drop(sender);
            was_sent
        });
        let was_first = receiver.close();
        let was_sent = thread.join().expect("no panic");
        assert_eq!(receiver.recv().is_ok(), was_sent);
        assert!(receiver.is_closed() && !receiver.close());
        assert!(was_first || was_sent, "the sender had gone before, with its item sent");
    });
}
