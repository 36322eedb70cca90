//! The models of selections: who sleeps is woken, and nothing stays behind.
#![cfg(threadbare_loom)]

mod kinds;
mod meeting;
mod sleepers;

use threadbare_loom::{SOME_TIME, THREE};
use threadbare_queue::channel::{Receiver, bounded, unbounded};
use threadbare_queue::select;
use threadbare_queue::select::Select;
use threadbare_sys::model::check;
use threadbare_sys::thread;

/// The item that comes by either, while none comes by the other.
fn either(one: &Receiver<u32>, two: &Receiver<u32>) -> Option<u32> {
    select! {
        recv(one) -> item => item.ok(),
        recv(two) -> item => item.ok(),
    }
}

/// A thread that selects from two channels gets the item that comes by the second.
#[test]
fn an_item_wakes_a_selection_of_two() {
    check(|| {
        let (_kept, one) = bounded(1);
        let (sender, two) = bounded(1);
        let thread = thread::spawn(move || sender.send(7).map(|()| sender));
        assert_eq!(either(&one, &two), Some(7));
        assert!(thread.join().expect("no panic").is_ok());
    });
}

/// As above, with a ring and a line behind a lock.
#[test]
fn an_item_wakes_a_selection_of_two_kinds() {
    check(|| {
        let (_kept, one) = bounded(1);
        let (sender, two) = unbounded();
        let thread = thread::spawn(move || sender.send(7).map(|()| sender));
        assert_eq!(either(&one, &two), Some(7));
        assert!(thread.join().expect("no panic").is_ok());
    });
}

/// A selection that sends sleeps until there is room.
#[test]
fn room_wakes_a_selection() {
    check(|| {
        let (sender, receiver) = bounded(1);
        let (_kept, other) = bounded::<u32>(1);
        sender.send(1).expect("there is room");
        let thread = thread::spawn(move || (receiver.recv(), receiver.recv()));
        let was_sent = select! {
            send(sender, 2) -> sent => sent.is_ok(),
            recv(other) -> _ => false,
        };
        assert!(was_sent);
        assert_eq!(thread.join().expect("no panic"), (Ok(1), Ok(2)));
    });
}

/// An item that comes when the time is over is received, or still there.
#[test]
fn an_item_and_a_timeout_lose_nothing() {
    check(|| {
        let (sender, receiver) = bounded(1);
        let (_kept, other) = bounded::<u32>(1);
        let thread = thread::spawn(move || sender.send(7).map(|()| sender));
        let got = select! {
            recv(other) -> _ => None,
            recv(receiver) -> item => item.ok(),
            default(SOME_TIME) => None,
        };
        let _sender = thread.join().expect("no panic").expect("there is room");
        assert_eq!(got.or_else(|| receiver.try_recv().ok()), Some(7));
    });
}

/// One that was told of an item and does not take it leaves it to the thread behind it.
#[test]
fn a_selection_that_does_not_take_its_item_passes_the_wake_on() {
    THREE.check(|| {
        let (sender, receiver) = bounded(1);
        let (another, closing) = (receiver.clone(), sender.clone());
        let getter = thread::spawn(move || {
            let got = another.recv();
            assert!(closing.close());
            got
        });
        let putter = thread::spawn(move || sender.send(7));
        let mut select = Select::new();
        select.recv(&receiver);
        assert_eq!(select.ready(), 0);
        assert_eq!(getter.join().expect("no panic"), Ok(7));
        assert!(putter.join().expect("no panic").is_ok());
    });
}

/// Of two threads that select, one gets the item, and the other learns of the end.
#[test]
fn two_selections_and_one_item() {
    check(|| {
        let (sender, receiver) = bounded(1);
        let another = receiver.clone();
        let thread = thread::spawn(move || select! { recv(another) -> item => item.ok() });
        sender.send(7).expect("somebody receives");
        let mine = select! {
            recv(receiver) -> item => item.ok(),
            default => None,
        };
        drop(sender);
        let theirs = thread.join().expect("no panic");
        assert!(matches!((mine, theirs), (Some(7), None) | (None, Some(7))));
    });
}

/// The end of a channel wakes a selection.
#[test]
fn the_end_wakes_a_selection() {
    check(|| {
        let (_kept, one) = bounded(1);
        let (sender, two) = bounded(1);
        let thread = thread::spawn(move || sender.close());
        assert_eq!(either(&one, &two), None);
        assert!(thread.join().expect("no panic"));
    });
}

/// Without room, a selection that receives meets a thread that sends.
#[test]
fn a_selection_meets_a_sender_without_room() {
    check(|| {
        let (_kept, one) = bounded(0);
        let (sender, two) = bounded(0);
        let thread = thread::spawn(move || sender.send(7).map(|()| sender));
        assert_eq!(either(&one, &two), Some(7));
        assert!(thread.join().expect("no panic").is_ok());
    });
}
