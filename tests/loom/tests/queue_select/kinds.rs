//! Selections from each engine, on each side.

use threadbare_queue::channel::{Receiver, bounded, unbounded};
use threadbare_queue::select::Select;
use threadbare_queue::{LockedFifo, Priority, select};
use threadbare_sys::model::check;
use threadbare_sys::thread;

use super::SOME_TIME;

/// An item of a queue with a lock wakes a selection, beside one of a ring.
#[test]
fn an_item_behind_a_lock_wakes_a_selection() {
    check(|| {
        let (_kept, other) = bounded::<u32>(1);
        let heap = Priority::unbounded();
        let another = heap.clone();
        let thread = thread::spawn(move || another.put((1, ())));
        let mut select = Select::new();
        select.recv(&other);
        select.recv_queue(&heap);
        assert_eq!(select.ready(), 1);
        assert_eq!(heap.try_get(), Ok((1, ())));
        assert!(thread.join().expect("no panic").is_ok());
    });
}

/// Room behind a lock wakes a selection.
#[test]
fn room_behind_a_lock_wakes_a_selection() {
    check(|| {
        let queue = LockedFifo::bounded(1);
        queue.put(1).expect("it is open");
        let another = queue.clone();
        let thread = thread::spawn(move || another.get());
        let mut select = Select::new();
        select.send_queue(&queue);
        assert_eq!(select.ready(), 0);
        assert!(queue.try_put(2).is_ok());
        assert_eq!(thread.join().expect("no panic"), Ok(1));
    });
}

/// An item behind a lock that comes when the time is over is still there.
#[test]
fn an_item_behind_a_lock_and_a_timeout_lose_nothing() {
    check(|| {
        let (sender, receiver) = unbounded();
        let thread = thread::spawn(move || sender.send(7).map(|()| sender));
        let got = select! {
            recv(receiver) -> item => item.ok(),
            default(SOME_TIME) => None,
        };
        let _sender = thread.join().expect("no panic").expect("it is open");
        assert_eq!(got.or_else(|| receiver.try_recv().ok()), Some(7));
    });
}

/// The end of a channel wakes a selection that waits for its side.
fn end_wakes(receiver: &Receiver<u32>, end: impl FnOnce() + Send + 'static) {
    let thread = thread::spawn(end);
    assert!(select! { recv(receiver) -> item => item.is_err() });
    thread.join().expect("no panic");
}

/// The end of a channel without a bound wakes a selection.
#[test]
fn the_end_without_a_bound_wakes_a_selection() {
    check(|| {
        let (sender, receiver) = unbounded();
        end_wakes(&receiver, move || drop(sender));
    });
}

/// The end of a channel without room wakes a selection.
#[test]
fn the_end_without_room_wakes_a_selection() {
    check(|| {
        let (sender, receiver) = bounded(0);
        end_wakes(&receiver, move || drop(sender));
    });
}

/// The last receiver of a full channel wakes a selection that sends.
#[test]
fn the_last_receiver_wakes_a_selection_that_sends() {
    check(|| {
        let (sender, receiver) = bounded(1);
        sender.send(1).expect("there is room");
        let thread = thread::spawn(move || drop(receiver));
        assert!(select! { send(sender, 2) -> sent => sent.is_err() });
        thread.join().expect("no panic");
    });
}

/// Without room, a selection that sends meets a thread that receives.
#[test]
fn a_selection_meets_a_receiver_without_room() {
    check(|| {
        let (sender, receiver) = bounded(0);
        let thread = thread::spawn(move || receiver.recv());
        assert!(select! { send(sender, 7) -> sent => sent.is_ok() });
        assert_eq!(thread.join().expect("no panic"), Ok(7));
    });
}
