//! Wakers that panic.

use std::pin::pin;
use std::sync::Arc;
use std::task::Context;

use super::{Kind, full_of, grenade, item, items, panics};
use crate::support::{Bell, poll_once};

/// The item was put before anybody was woken for it.
#[test]
fn a_put_that_panics_in_a_waker_has_put_its_item() {
    let queue = Kind::bounded(2);
    let mut get = pin!(queue.get_async());
    assert!(get.as_mut().poll(&mut Context::from_waker(&grenade())).is_pending());
    assert!(panics(|| queue.put(item(1))));
    assert_eq!(queue.len(), 1);
    assert!(queue.put(item(2)).is_ok() && poll_once(get).is_ready());
    assert_eq!(queue.len(), 1);
}

/// The end reaches everybody on both sides, past a waker that panics.
#[test]
fn a_shutdown_reaches_everybody_past_a_waker_that_panics() {
    for is_now in [false, true] {
        let (full, empty) = (full_of(&[1]), Kind::<u32>::bounded(1));
        let bell = Arc::new(Bell::default());
        let mut put = pin!(full.put_async(item(2)));
        let mut get = pin!(empty.get_async());
        assert!(put.as_mut().poll(&mut Context::from_waker(&grenade())).is_pending());
        assert!(get.as_mut().poll(&mut Context::from_waker(&grenade())).is_pending());
        let mut puts: Vec<_> =
            (0..40).map(|number| Box::pin(full.put_async(item(number)))).collect();
        let mut gets: Vec<_> = (0..40).map(|_| Box::pin(empty.get_async())).collect();
        assert!(puts.iter_mut().all(|put| bell.poll(put.as_mut()).is_pending()));
        assert!(gets.iter_mut().all(|get| bell.poll(get.as_mut()).is_pending()));
        for queue in [&full, &empty] {
            assert!(if is_now {
                panics(|| queue.shutdown_now())
            } else {
                panics(|| queue.shutdown())
            });
            assert!(queue.is_shut_down());
        }
        assert_eq!(bell.rings(), 80);
    }
}

/// What a shutdown that panics could not return is still there to be got.
#[test]
fn a_shutdown_that_panics_leaves_the_items() {
    let queue = full_of(&[1, 2]);
    let mut put = pin!(queue.put_async(item(3)));
    assert!(put.as_mut().poll(&mut Context::from_waker(&grenade())).is_pending());
    assert!(panics(|| queue.shutdown_now()));
    assert!(queue.is_shut_down());
    let first = queue.get().expect("they are there");
    assert_eq!(queue.shutdown_now().len(), 1);
    assert!(items([1, 2]).contains(&first));
}
