//! Tasks that wait, beside threads.

use threadbare_loom::{block_on, poll_once};
use threadbare_sys::model::check;

use super::{Door, join, spawn};

fn pass_as_task(door: &Door) {
    let open = door.changed.wait_for_async(door.state.lock(), |state| state.is_open);
    block_on(open).data.bump();
}

/// A task is not missed by one who changes the state under the lock and then notifies.
#[test]
fn a_task_sees_what_was_done() {
    check(|| {
        let door = Door::new();
        let task = spawn(&door, pass_as_task);
        door.open();
        join(task);
        assert_eq!(door.state.lock().data.get(), 2);
    });
}

/// A task and a thread that are notified together both go in.
#[test]
fn a_task_and_a_thread_both_go_in() {
    check(|| {
        let door = Door::new();
        let task = spawn(&door, pass_as_task);
        let thread = spawn(&door, Door::pass);
        door.open();
        join(task);
        join(thread);
        assert_eq!(door.state.lock().data.get(), 3);
    });
}

/// A future that is dropped while it waits takes no notification with it: one that had chosen it
/// goes to the thread behind it.
#[test]
fn a_dropped_future_passes_its_notification_on() {
    check(|| {
        let door = Door::new();
        let mut dropped = Box::pin(door.changed.wait_async(door.state.lock()));
        assert!(poll_once(dropped.as_mut()).is_pending(), "nobody notifies yet");
        let sleeper = spawn(&door, Door::pass);
        let notifier = spawn(&door, |door| {
            door.state.lock().is_open = true;
            door.changed.notify_one();
        });
        drop(dropped);
        join(notifier);
        join(sleeper);
    });
}

/// The same when it knows of its notification already, and waits for the lock.
#[test]
fn a_future_dropped_at_the_lock_passes_its_notification_on() {
    check(|| {
        let door = Door::new();
        let mut dropped = Box::pin(door.changed.wait_async(door.state.lock()));
        assert!(poll_once(dropped.as_mut()).is_pending(), "nobody notifies yet");
        let sleeper = spawn(&door, Door::pass);
        let mut state = door.state.lock();
        state.is_open = true;
        assert!(door.changed.notify_one(), "the future waits");
        assert!(poll_once(dropped.as_mut()).is_pending(), "the lock is held");
        drop(state);
        drop(dropped);
        join(sleeper);
    });
}
