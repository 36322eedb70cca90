//! Panics in values, in items and in wakers: nothing stays in a line, and the channels stay usable.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use threadbare_queue::channel::{Receiver, Sender, TryRecvError, bounded, unbounded};
use threadbare_queue::select;
use threadbare_queue::select::Select;

use crate::support::{Bell, asleep::asleep, poll_once};

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(2);

/// A task whose waker panics.
struct Grenade;

impl Wake for Grenade {
    fn wake(self: Arc<Self>) {
        panic!("on purpose");
    }
}

/// An item whose destructor panics.
#[derive(Debug)]
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("on purpose");
    }
}

fn panics<R>(body: impl FnOnce() -> R) -> bool {
    catch_unwind(AssertUnwindSafe(body)).is_err()
}

/// Fails unless a task that waits is told of the next item: a node that stayed in the line would
/// be told in its place.
fn assert_no_ghost(sender: &Sender<u32>, receiver: &Receiver<u32>) {
    let bell = Arc::new(Bell::default());
    let mut recv = pin!(receiver.recv_async());
    assert!(bell.poll(recv.as_mut()).is_pending());
    sender.send(77).expect("it is open");
    assert_eq!(bell.rings(), 1, "somebody else was told");
    assert_eq!(bell.poll(recv), Poll::Ready(Ok(77)));
}

#[test]
fn a_value_that_panics_is_not_sent() {
    for (sender, receiver) in [bounded(1), unbounded()] {
        let (other, from_other) = bounded(1);
        assert!(panics(|| select! {
            recv(from_other) -> _ => unreachable!("nothing was sent"),
            send(sender, panic!("on purpose")) -> _ => unreachable!("there is no value"),
        }));
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
        assert_no_ghost(&sender, &receiver);
        assert_no_ghost(&other, &from_other);
    }
}

/// After a wait as well: all nodes were taken out before the value was made.
#[test]
fn a_value_that_panics_after_a_wait_leaves_no_ghost() {
    let (sender, receiver) = bounded(1);
    let (other, from_other) = bounded(1);
    sender.send(1).expect("there is room");
    thread::scope(|scope| {
        let sending = asleep(scope, || {
            panics(|| {
                select! {
                    recv(from_other) -> _ => unreachable!("nothing was sent"),
                    send(sender, panic!("on purpose")) -> _ => unreachable!("there is no value"),
                }
            })
        });
        assert_eq!(receiver.recv(), Ok(1));
        assert!(sending.join().expect("caught"));
    });
    assert_no_ghost(&sender, &receiver);
    assert_no_ghost(&other, &from_other);
}

#[test]
fn an_arm_that_panics_has_received_its_item() {
    let (sender, receiver) = bounded(2);
    sender.send(1).expect("there is room");
    sender.send(2).expect("there is room");
    assert!(panics(|| select! { recv(receiver) -> _ => panic!("on purpose") }));
    assert_eq!(receiver.try_recv(), Ok(2));
    assert_no_ghost(&sender, &receiver);
}

/// The value was made, the channel was full after all, and the time is over: it is dropped.
#[test]
fn a_value_that_was_not_sent_and_panics_when_dropped_leaves_no_ghost() {
    let (sender, receiver) = bounded(1);
    let (other, from_other) = bounded(1);
    let dropped = catch_unwind(AssertUnwindSafe(|| {
        select! {
            send(sender, { assert!(sender.try_send(None).is_ok()); Some(Bomb) }) -> _ => false,
            recv(from_other) -> _ => false,
            default(SHORT) => true,
        }
    }));
    assert!(dropped.is_err(), "the destructor panicked");
    assert!(receiver.try_recv().is_ok_and(|item| item.is_none()));
    assert!(sender.try_send(None).is_ok());
    assert_no_ghost(&other, &from_other);
}

/// A selection that was told of an item leaves, and tells the task behind it, whose waker panics:
/// its other nodes are taken out all the same. (They stood on the stack of the wait that was gone.)
#[test]
fn a_waker_that_panics_leaves_no_node_of_the_selection_behind() {
    for number in 0..3 {
        let channels = [bounded(1), unbounded(), bounded(1)];
        let (to, from) = &channels[number];
        let mut behind = pin!(from.recv_async());
        thread::scope(|scope| {
            let selecting = asleep(scope, || {
                let mut select = Select::new();
                for (_, receiver) in &channels {
                    select.recv(receiver);
                }
                panics(|| select.ready_timeout(LONG))
            });
            let waker = Waker::from(Arc::new(Grenade));
            assert!(behind.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            to.send(1).expect("there is room");
            assert!(selecting.join().expect("caught"));
        });
        assert_eq!(poll_once(behind), Poll::Ready(Ok(1)));
        channels.iter().for_each(|(sender, receiver)| assert_no_ghost(sender, receiver));
    }
}
