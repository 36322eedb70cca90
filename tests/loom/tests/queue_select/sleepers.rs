//! Several selections that sleep at once, and selections that are not finished.

use std::mem::ManuallyDrop;

use threadbare_loom::{block_on, poll_once};
use threadbare_queue::channel::bounded;
use threadbare_queue::select;
use threadbare_queue::select::Select;
use threadbare_sys::model::{Model, check};
use threadbare_sys::thread;

use super::{SOME_TIME, THREE, either};

/// Two threads sleep in selections of the same channel; each gets one of two items.
#[test]
fn two_selections_that_sleep_both_get_an_item() {
    THREE.check(|| {
        let (sender, receiver) = bounded(2);
        let another = receiver.clone();
        let other = thread::spawn(move || select! { recv(another) -> item => item.ok() });
        let putter = thread::spawn(move || {
            sender.send(1).and_then(|()| sender.send(2)).expect("there is room");
            sender
        });
        let mine = select! { recv(receiver) -> item => item.ok() };
        let theirs = other.join().expect("no panic");
        assert!(matches!((mine, theirs), (Some(1), Some(2)) | (Some(2), Some(1))));
        let _sender = putter.join().expect("no panic");
    });
}

/// Two threads that sleep in selections are both told of the end.
#[test]
fn two_selections_that_sleep_learn_of_the_end() {
    THREE.check(|| {
        let (sender, receiver) = bounded::<u32>(1);
        let another = receiver.clone();
        let other = thread::spawn(move || select! { recv(another) -> item => item.ok() });
        let closer = thread::spawn(move || sender.close());
        assert_eq!(select! { recv(receiver) -> item => item.ok() }, None);
        assert_eq!(other.join().expect("no panic"), None);
        assert!(closer.join().expect("no panic"));
    });
}

/// A selection that was told of an item and is forgotten holds up nobody: the task behind it is
/// told by its leaving.
#[test]
fn a_forgotten_selection_has_passed_its_wake_on() {
    THREE.check(|| {
        let (sender, receiver) = bounded(1);
        let (_kept, other) = bounded::<u32>(1);
        let (another, closing) = (receiver.clone(), sender.clone());
        let task = thread::spawn(move || {
            let got = block_on(another.recv_async());
            assert!(closing.close());
            got
        });
        let putter = thread::spawn(move || sender.send(7));
        let mut select = ManuallyDrop::new(Select::new());
        select.recv(&other);
        select.recv(&receiver);
        assert_eq!(select.ready(), 1);
        assert_eq!(task.join().expect("no panic"), Ok(7));
        assert!(putter.join().expect("no panic").is_ok());
    });
}

/// A selection that gives up leaves the item to a task that waits behind it.
#[test]
fn a_selection_that_is_late_does_not_swallow_a_wake() {
    // At bound 1 the task is never behind the selection.
    Model::new().bound_exactly(2).check(|| {
        let (sender, receiver) = bounded(1);
        let another = receiver.clone();
        let task = thread::spawn(move || block_on(another.recv_async()));
        let putter = thread::spawn(move || sender.try_send(7).map(|()| sender));
        let mut select = Select::new();
        select.recv(&receiver);
        let _told = select.ready_timeout(SOME_TIME);
        assert_eq!(task.join().expect("no panic"), Ok(7));
        let _sender = putter.join().expect("no panic").expect("there is room");
    });
}

/// A receiving future that is dropped after it was chosen wakes the selection behind it.
#[test]
fn a_dropped_receive_wakes_a_selection() {
    check(|| {
        let (sender, receiver) = bounded(1);
        let (_kept, other) = bounded(1);
        let another = receiver.clone();
        let thread = thread::spawn(move || {
            let mut dropped = Box::pin(another.recv_async());
            assert!(poll_once(dropped.as_mut()).is_pending());
            sender.send(7).expect("there is room");
            drop(dropped);
            sender
        });
        assert_eq!(either(&other, &receiver), Some(7));
        let _sender = thread.join().expect("no panic");
    });
}
