//! Tasks of a channel that go away, or are forgotten.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use threadbare_loom::{block_on, poll_once};
use threadbare_queue::channel::{Receiver, Sender, bounded, unbounded};
use threadbare_sys::model::check;
use threadbare_sys::thread;

/// A task that waits and is never heard of again.
fn leave_in_line(receiver: &Receiver<u32>) {
    // SAFETY: the future is not polled again, so it does not reach the channel after its end.
    let receiver: &'static Receiver<u32> = unsafe { &*core::ptr::from_ref(receiver) };
    let mut recv = Box::pin(receiver.recv_async());
    assert!(poll_once(recv.as_mut()).is_pending());
    Box::leak(Box::new(recv));
}

/// A task behind a forgotten one gets one of two items.
fn forgotten_holds_up_nobody((sender, receiver): (Sender<u32>, Receiver<u32>)) {
    leave_in_line(&receiver);
    let another = receiver.clone();
    let thread = thread::spawn(move || block_on(another.recv_async()).ok());
    sender.send(1).expect("somebody receives");
    sender.send(2).expect("somebody receives");
    let got = thread.join().expect("no panic").expect("it was sent");
    assert_eq!(receiver.try_recv(), Ok(3 - got));
}

/// In a channel with a bound, a forgotten receive does not hold up the next item.
#[test]
fn a_forgotten_receive_does_not_hold_up_the_next_item() {
    check(|| forgotten_holds_up_nobody(bounded(2)));
}

/// In a channel without a bound, a forgotten receive does not hold up the next item.
#[test]
fn a_forgotten_receive_does_not_hold_up_the_next_item_without_a_bound() {
    check(|| forgotten_holds_up_nobody(unbounded()));
}

fn poll_next(stream: &mut Pin<Box<impl Stream<Item = u32>>>) -> Poll<Option<u32>> {
    stream.as_mut().poll_next(&mut Context::from_waker(Waker::noop()))
}

/// A stream that was woken and is dropped wakes the task behind it.
#[test]
fn a_dropped_stream_passes_its_wake_on() {
    check(|| {
        let (sender, receiver) = bounded(1);
        let another = receiver.clone();
        let mut stream = Box::pin(receiver.into_stream());
        assert!(poll_next(&mut stream).is_pending());
        let thread = thread::spawn(move || block_on(another.recv_async()));
        sender.send(1).expect("somebody receives");
        drop(stream);
        assert_eq!(thread.join().expect("no panic"), Ok(1));
    });
}

/// A send that is cancelled beside a receiver has sent its item, or has it back.
fn cancelled_or_sent((sender, receiver): (Sender<u32>, Receiver<u32>), before: &[u32]) {
    let thread = thread::spawn(move || (receiver.try_recv().ok(), receiver));
    let back = {
        let mut send = pin!(sender.send_async(7));
        let _ = poll_once(send.as_mut());
        send.cancel()
    };
    let (got, receiver) = thread.join().expect("no panic");
    let mut seen: Vec<_> = got.into_iter().chain(receiver.try_iter()).chain(back).collect();
    seen.sort_unstable();
    let mut all = before.to_vec();
    all.push(7);
    assert_eq!(seen, all);
}

/// In a channel with a bound, a send that is cancelled has sent its item, or has it back.
#[test]
fn a_cancelled_send_has_sent_or_has_not() {
    check(|| {
        let (sender, receiver) = bounded(1);
        sender.send(1).expect("there is room");
        cancelled_or_sent((sender, receiver), &[1]);
    });
}

/// Without room, a send that is cancelled has sent its item, or has it back.
#[test]
fn a_cancelled_send_has_sent_or_has_not_without_room() {
    check(|| cancelled_or_sent(bounded(0), &[]));
}
