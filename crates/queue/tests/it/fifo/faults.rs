//! Wakers that panic.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::thread;

use threadbare_queue::Fifo;

use super::{LONG, asleep, full_of, rest};
use crate::support::{Bell, poll_once};

/// A task whose waker panics.
struct Grenade;

impl Wake for Grenade {
    fn wake(self: Arc<Self>) {
        panic!("on purpose");
    }
}

fn grenade() -> Waker {
    Waker::from(Arc::new(Grenade))
}

fn panics<R>(body: impl FnOnce() -> R) -> bool {
    catch_unwind(AssertUnwindSafe(body)).is_err()
}

/// The item was put before anybody was woken for it.
#[test]
fn a_put_that_panics_in_a_waker_has_put_its_item() {
    let queue = Fifo::bounded(2);
    let mut get = pin!(queue.get_async());
    assert!(get.as_mut().poll(&mut Context::from_waker(&grenade())).is_pending());
    assert!(panics(|| queue.put(1)));
    assert_eq!(queue.len(), 1);
    assert!(queue.put(2).is_ok() && poll_once(get).is_ready());
    assert_eq!(rest(&queue), [2]);
}

/// The item was got before anybody was woken for the room, and goes with the panic.
#[test]
fn a_get_that_panics_in_a_waker_leaves_the_queue_usable() {
    let queue = full_of(&[1, 2]);
    let mut put = pin!(queue.put_async(3));
    assert!(put.as_mut().poll(&mut Context::from_waker(&grenade())).is_pending());
    assert!(panics(|| queue.get()));
    assert_eq!(queue.len(), 1);
    assert!(poll_once(put).is_ready());
    assert_eq!(rest(&queue), [2, 3]);
}

/// The end reaches everybody on both sides, past a waker that panics.
#[test]
fn a_shutdown_reaches_everybody_past_a_waker_that_panics() {
    for is_now in [false, true] {
        let queue = Fifo::<u32>::bounded(1);
        let bell = Arc::new(Bell::default());
        // The first is told of the item below; the second of the end.
        let mut first = [(); 2].map(|()| Box::pin(queue.get_async()));
        for get in &mut first {
            assert!(get.as_mut().poll(&mut Context::from_waker(&grenade())).is_pending());
        }
        let mut gets: Vec<_> = (0..40).map(|_| Box::pin(queue.get_async())).collect();
        assert!(gets.iter_mut().all(|get| bell.poll(get.as_mut()).is_pending()));
        // It fills the queue, so that there are waiters on both sides.
        assert!(panics(|| queue.put(1)));
        let mut puts: Vec<_> = (0..40).map(|item| Box::pin(queue.put_async(item))).collect();
        assert!(puts.iter_mut().all(|put| bell.poll(put.as_mut()).is_pending()));
        if is_now {
            assert!(panics(|| queue.shutdown_now()));
        } else {
            assert!(panics(|| queue.shutdown()));
        }
        assert!(queue.is_shut_down());
        assert_eq!(bell.rings(), 80);
    }
}

/// What a shutdown that panics could not return is still there to be got.
#[test]
fn a_shutdown_that_panics_leaves_the_items() {
    let queue = full_of(&[1, 2]);
    let mut put = pin!(queue.put_async(3));
    assert!(put.as_mut().poll(&mut Context::from_waker(&grenade())).is_pending());
    assert!(panics(|| queue.shutdown_now()));
    assert!(queue.is_shut_down());
    assert_eq!((queue.get(), queue.shutdown_now()), (Ok(1), vec![2]));
}

/// A thread that was woken for all behind it, and panics in somebody's waker, sees to them.
#[test]
fn a_getter_that_panics_in_a_waker_leaves_no_other_asleep() {
    let queue = Fifo::bounded(1);
    let mut told = Box::pin(queue.get_async());
    assert!(poll_once(told.as_mut()).is_pending());
    thread::scope(|scope| {
        let doomed = asleep(scope, || panics(|| queue.get_timeout(LONG)));
        let other = asleep(scope, || queue.get_timeout(LONG));
        queue.put(1).expect("it is open");
        let mut put = pin!(queue.put_async(2));
        assert!(put.as_mut().poll(&mut Context::from_waker(&grenade())).is_pending());
        // The thread takes its place, gets the item, and tells the putter of the room.
        drop(told);
        assert!(doomed.join().expect("caught"));
        assert!(poll_once(put).is_ready());
        assert_eq!(other.join().expect("no panic"), Ok(2));
    });
}
