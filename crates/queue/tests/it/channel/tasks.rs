//! Tasks that send and receive.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread;

use futures_core::Stream;
use threadbare_queue::channel::{RecvError, RecvStream, SendError, bounded, unbounded};

use crate::support::{Bell, block_on, fewer_under_miri, forget, poll_once};

/// What a stream says when it is polled once in the bell's name.
fn next(bell: &Arc<Bell>, stream: &mut Pin<Box<RecvStream<u32>>>) -> Poll<Option<u32>> {
    stream.as_mut().poll_next(&mut Context::from_waker(&Waker::from(Arc::clone(bell))))
}

#[test]
fn a_stream_ends_with_its_senders() {
    let (sender, receiver) = bounded(1);
    let bell = Arc::new(Bell::default());
    let mut stream = Box::pin(receiver.into_stream());
    assert_eq!(next(&bell, &mut stream), Poll::Pending);
    sender.send(1).expect("somebody receives");
    assert_eq!(bell.rings(), 1);
    assert_eq!(next(&bell, &mut stream), Poll::Ready(Some(1)));
    assert_eq!(next(&bell, &mut stream), Poll::Pending);
    drop(sender);
    assert_eq!(bell.rings(), 2);
    assert_eq!(next(&bell, &mut stream), Poll::Ready(None));
    assert_eq!(stream.receiver().receiver_count(), 1);
}

/// Elsewhere a task that always found an item never let another run.
#[test]
fn a_stream_of_items_that_are_there_gives_way_now_and_then() {
    let (sender, receiver) = unbounded();
    (0..1_000).for_each(|item| sender.send(item).expect("somebody receives"));
    let bell = Arc::new(Bell::default());
    let mut stream = Box::pin(receiver.into_stream());
    let turns: Vec<_> = (0..1_000).map(|_| next(&bell, &mut stream)).collect();
    let given = turns.iter().filter(|turn| turn.is_pending()).count();
    assert!((2..100).contains(&given), "{given} of 1000");
    assert_eq!(bell.rings() as usize, given, "and each time it woke itself");
    let got = turns.into_iter().filter(Poll::is_ready);
    assert!(got.eq((0..).map(|item| Poll::Ready(Some(item))).take(1_000 - given)));
}

#[test]
fn so_does_a_task_that_receives_one_by_one() {
    let (sender, receiver) = unbounded();
    (0..1_000).for_each(|item| sender.send(item).expect("somebody receives"));
    let given = (0..1_000).filter(|_| poll_once(pin!(receiver.recv_async())).is_pending()).count();
    assert!((2..100).contains(&given), "{given} of 1000");
}

#[test]
fn a_dropped_receive_passes_its_wake_on() {
    for (sender, receiver) in [bounded(2), unbounded()] {
        let bell = Arc::new(Bell::default());
        let mut first = Box::pin(receiver.recv_async());
        let mut second = pin!(receiver.recv_async());
        assert!(poll_once(first.as_mut()).is_pending());
        assert!(bell.poll(second.as_mut()).is_pending());
        sender.send(1).expect("somebody receives");
        drop(first);
        assert_eq!(bell.rings(), 1);
        assert_eq!(bell.poll(second), Poll::Ready(Ok(1)));
    }
}

#[test]
fn a_dropped_stream_passes_its_wake_on() {
    let (sender, receiver) = bounded(2);
    let bell = Arc::new(Bell::default());
    let mut stream = Box::pin(receiver.clone().into_stream());
    let mut second = pin!(receiver.recv_async());
    assert_eq!(next(&Arc::new(Bell::default()), &mut stream), Poll::Pending);
    assert!(bell.poll(second.as_mut()).is_pending());
    sender.send(1).expect("somebody receives");
    drop(stream);
    assert_eq!(bell.rings(), 1);
    assert_eq!(bell.poll(second), Poll::Ready(Ok(1)));
}

/// Elsewhere a forgotten future held the only notification, and the others slept for ever.
#[test]
fn a_forgotten_receive_does_not_hold_up_the_next_item() {
    for (sender, receiver) in [bounded(4), unbounded()] {
        let receiver = &*forget(receiver);
        let mut forgotten = Box::pin(receiver.recv_async());
        assert!(poll_once(forgotten.as_mut()).is_pending());
        forget(forgotten);
        let bell = Arc::new(Bell::default());
        let mut second = pin!(receiver.recv_async());
        assert!(bell.poll(second.as_mut()).is_pending());
        sender.send(1).expect("somebody receives");
        sender.send(2).expect("somebody receives");
        assert_eq!(bell.rings(), 1);
        assert_eq!(bell.poll(second), Poll::Ready(Ok(1)));
    }
}

/// Elsewhere the item was gone with the future that was to send it.
#[test]
fn a_cancelled_send_gives_its_item_back() {
    let (sender, receiver) = bounded(1);
    sender.send(1).expect("there is room");
    let mut send = pin!(sender.send_async(2));
    assert!(poll_once(send.as_mut()).is_pending());
    assert_eq!(send.cancel(), Some(2));
    assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [1]);
}

#[test]
fn the_end_of_a_side_comes_to_tasks() {
    let (sender, receiver) = bounded(0);
    let mut send = pin!(sender.send_async(1));
    assert!(poll_once(send.as_mut()).is_pending());
    drop(receiver);
    assert_eq!(poll_once(send), Poll::Ready(Err(SendError(1))));
    let (sender, receiver) = bounded::<u8>(0);
    let mut recv = pin!(receiver.recv_async());
    assert!(poll_once(recv.as_mut()).is_pending());
    drop(sender);
    assert_eq!(poll_once(recv), Poll::Ready(Err(RecvError)));
}

#[test]
fn tasks_and_threads_share_a_channel() {
    const ITEMS: u32 = fewer_under_miri(500, 30);
    const SUM: u32 = ITEMS * (ITEMS - 1) / 2;
    for (sender, receiver) in [bounded(0), bounded(1), unbounded()] {
        thread::scope(|scope| {
            scope.spawn(move || {
                for item in 0..ITEMS {
                    block_on(sender.send_async(item)).expect("somebody receives");
                }
            });
            let got = scope.spawn(move || receiver.iter().sum::<u32>());
            assert_eq!(got.join().expect("no panic"), SUM);
        });
    }
    let (sender, receiver) = bounded(0);
    thread::scope(|scope| {
        scope.spawn(move || (0..ITEMS).try_for_each(|item| sender.send(item)));
        let mut sum = 0_u32;
        while let Ok(item) = block_on(receiver.recv_async()) {
            sum += item;
        }
        assert_eq!(sum, SUM);
    });
}

#[test]
#[should_panic = "polled after it was ready"]
fn a_receive_that_was_ready_is_not_polled_again() {
    let (sender, receiver) = bounded(1);
    sender.send(1).expect("there is room");
    let mut recv = pin!(receiver.recv_async());
    assert!(poll_once(recv.as_mut()).is_ready());
    let _ = poll_once(recv);
}
