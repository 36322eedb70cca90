//! Wakers that panic.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::thread;

use threadbare_queue::Fifo;

use super::{LONG, asleep, full_of, is_ring, rest};
use crate::support::poll_once;

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

/// The item was got before anybody was woken for the room, and goes with the panic.
#[test]
fn a_get_that_panics_in_a_waker_leaves_the_queue_usable() {
    if !is_ring() {
        return;
    }
    let queue = full_of(&[1, 2]);
    let mut put = pin!(queue.put_async(3));
    assert!(put.as_mut().poll(&mut Context::from_waker(&grenade())).is_pending());
    assert!(panics(|| queue.get()));
    assert_eq!(queue.len(), 1);
    assert!(poll_once(put).is_ready());
    assert_eq!(rest(&queue), [2, 3]);
}

/// A thread that was woken for all behind it, and panics in somebody's waker, sees to them.
#[test]
fn a_getter_that_panics_in_a_waker_leaves_no_other_asleep() {
    if !is_ring() {
        return;
    }
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
