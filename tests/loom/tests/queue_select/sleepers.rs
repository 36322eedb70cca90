//! Several selections that sleep at once, and selections that are not finished.

use std::mem::ManuallyDrop;
use std::pin::pin;

use threadbare_loom::{block_on, poll_once};
use threadbare_queue::channel::bounded;
use threadbare_queue::select;
use threadbare_queue::select::Select;
use threadbare_sys::model::check;
use threadbare_sys::thread;

use super::{SOME_TIME, THREE, either};

/// Two threads sleep in selections of the same channel; each gets one of two items.
#[test]
fn two_selections_that_sleep_both_get_an_item() {
    THREE.check(|| {
        let (sender, receiver) = bounded(2);
        let threads = [receiver.clone(), receiver]
            .map(|receiver| thread::spawn(move || select! { recv(receiver) -> item => item.ok() }));
        sender.send(1).expect("there is room");
        sender.send(2).expect("there is room");
        let got: u32 = threads.into_iter().filter_map(|got| got.join().expect("no panic")).sum();
        assert_eq!(got, 3);
    });
}

/// Two threads that sleep in selections are both told of the end.
#[test]
fn two_selections_that_sleep_learn_of_the_end() {
    THREE.check(|| {
        let (sender, receiver) = bounded::<u32>(1);
        let threads = [receiver.clone(), receiver]
            .map(|receiver| thread::spawn(move || select! { recv(receiver) -> item => item.ok() }));
        assert!(sender.close());
        assert_eq!(threads.map(|got| got.join().expect("no panic")), [None, None]);
    });
}

/// A selection that was told of an item and is forgotten holds up nobody: the task behind it is
/// told by its leaving.
#[test]
fn a_forgotten_selection_has_passed_its_wake_on() {
    check(|| {
        let (sender, receiver) = bounded(1);
        let (_kept, other) = bounded::<u32>(1);
        let another = receiver.clone();
        let forgetting = thread::spawn(move || {
            let receivers = ManuallyDrop::new([another, other]);
            let mut select = ManuallyDrop::new(Select::new());
            for receiver in receivers.iter() {
                select.recv(receiver);
            }
            let told = select.ready_timeout(SOME_TIME);
            // What they hold is given back, or the model would take it for a leak.
            drop(ManuallyDrop::into_inner(receivers));
            told
        });
        sender.send(7).expect("somebody receives");
        assert_eq!(block_on(receiver.recv_async()), Ok(7));
        let _told = forgetting.join().expect("no panic");
    });
}

/// A selection that gives up leaves the item to a task that waits behind it.
#[test]
fn a_selection_that_is_late_does_not_swallow_a_wake() {
    check(|| {
        let (sender, receiver) = bounded(1);
        let (_kept, other) = bounded::<u32>(1);
        let another = receiver.clone();
        let thread = thread::spawn(move || {
            let mut select = Select::new();
            select.recv(&other);
            select.recv(&another);
            let _told = select.ready_timeout(SOME_TIME);
        });
        let mut recv = pin!(receiver.recv_async());
        let is_there = poll_once(recv.as_mut());
        sender.send(7).expect("there is room");
        if is_there.is_pending() {
            assert_eq!(block_on(recv), Ok(7));
        }
        thread.join().expect("no panic");
    });
}

/// A receiving future that is dropped after it was chosen wakes the selection behind it.
#[test]
fn a_dropped_receive_wakes_a_selection() {
    check(|| {
        let (sender, receiver) = bounded(1);
        let (_kept, other) = bounded(1);
        let another = receiver.clone();
        let mut dropped = Box::pin(receiver.recv_async());
        assert!(poll_once(dropped.as_mut()).is_pending());
        let thread = thread::spawn(move || either(&other, &another));
        sender.send(7).expect("there is room");
        drop(dropped);
        assert_eq!(thread.join().expect("no panic"), Some(7));
    });
}
