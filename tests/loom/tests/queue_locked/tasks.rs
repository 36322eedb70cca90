//! Tasks beside threads, tasks that go away, and tasks that are forgotten.

use std::pin::pin;

use threadbare_loom::{block_on, poll_once};
use threadbare_sys::model::check;

use super::{Heap, Line, Parcel, Shop, Stack, join, spawn};

/// A task that waits for an item gets the one that a thread puts.
#[test]
fn a_task_gets_from_a_thread() {
    check(|| {
        let shop = Stack::small();
        let getter = spawn(&shop, Shop::fetch_as_task);
        shop.bring();
        join(getter);
        assert!(shop.is_empty());
    });
}

/// The item of a task that waits for room is put for it.
#[test]
fn a_task_puts_beside_a_thread_that_gets() {
    check(|| {
        let shop = Heap::small();
        shop.bring();
        let putter = spawn(&shop, Shop::bring_as_task);
        shop.fetch();
        shop.fetch();
        join(putter);
        assert!(shop.is_empty());
    });
}

/// Two tasks, of which the second waits behind the first, both get an item.
#[test]
fn two_tasks_both_get_one() {
    check(|| {
        let shop = Line::bounded(2);
        let mut first = Box::pin(shop.get_async());
        assert!(poll_once(first.as_mut()).is_pending());
        let putter = spawn(&shop, |shop| {
            shop.bring();
            shop.bring();
        });
        shop.fetch_as_task();
        assert!(block_on(first).map(Parcel::unpack).is_ok());
        join(putter);
        assert!(shop.is_empty());
    });
}

/// A getter that is dropped after it was chosen passes that on, to a thread (elsewhere the item
/// stayed, and nobody was told).
#[test]
fn a_dropped_get_passes_the_item_on() {
    check(|| {
        let shop = Line::small();
        let mut dropped = Box::pin(shop.get_async());
        assert!(poll_once(dropped.as_mut()).is_pending());
        let getter = spawn(&shop, Shop::fetch);
        shop.bring();
        drop(dropped);
        join(getter);
        assert!(shop.is_empty());
    });
}

/// As above, to a task.
#[test]
fn a_dropped_get_passes_its_wake_on() {
    check(|| {
        let shop = Line::small();
        let mut dropped = Box::pin(shop.get_async());
        assert!(poll_once(dropped.as_mut()).is_pending());
        let getter = spawn(&shop, Shop::fetch_as_task);
        shop.bring();
        drop(dropped);
        join(getter);
        assert!(shop.is_empty());
    });
}

/// A getter that comes and goes while another thread puts takes no item along.
#[test]
fn a_get_that_comes_and_goes_loses_nothing() {
    check(|| {
        let shop = Line::small();
        let visitor = spawn(&shop, |shop| {
            let mut get = pin!(shop.get_async());
            poll_once(get.as_mut()).is_ready()
        });
        shop.bring();
        let has_got = join(visitor);
        assert_eq!(shop.is_empty(), has_got);
    });
}

/// A putter that comes and goes has put its item, or takes it back: never both, never neither.
#[test]
fn a_put_that_is_cancelled_has_put_or_has_not() {
    check(|| {
        let shop = Line::small();
        shop.bring();
        let visitor = spawn(&shop, |shop| {
            let mut put = pin!(shop.put_async(Parcel::pack()));
            if poll_once(put.as_mut()).is_ready() {
                return true;
            }
            put.cancel().is_none()
        });
        shop.fetch();
        let has_put = join(visitor);
        assert_eq!(shop.is_empty(), !has_put);
    });
}

/// A future that was chosen and is never polled again does not hold up others (elsewhere it held
/// the only notification).
#[test]
fn a_forgotten_get_does_not_hold_up_the_others() {
    check(|| {
        let shop = Line::bounded(2);
        leave_in_line(&shop);
        let getter = spawn(&shop, Shop::fetch_as_task);
        shop.bring();
        shop.bring();
        join(getter);
        assert_eq!(shop.len(), 1);
    });
}

/// A task that has moved is woken by its new waker.
#[test]
fn a_task_that_is_polled_anew_is_woken_anew() {
    check(|| {
        let shop = Line::small();
        let getter = spawn(&shop, |shop| {
            let mut get = Box::pin(shop.get_async());
            if poll_once(get.as_mut()).is_pending() {
                assert!(block_on(get).is_ok());
            }
        });
        shop.bring();
        join(getter);
        assert!(shop.is_empty());
    });
}

/// As above, for a putter.
#[test]
fn a_putter_that_is_polled_anew_is_woken_anew() {
    check(|| {
        let shop = Line::small();
        shop.bring();
        let putter = spawn(&shop, |shop| {
            let mut put = Box::pin(shop.put_async(Parcel::pack()));
            if poll_once(put.as_mut()).is_pending() {
                assert!(block_on(put).is_ok());
            }
        });
        shop.fetch();
        shop.fetch();
        join(putter);
        assert!(shop.is_empty());
    });
}

/// The item of a put that is never polled again is taken all the same, and so is the next.
#[test]
fn a_forgotten_put_does_not_hold_up_the_others() {
    check(|| {
        let shop = Line::small();
        shop.bring();
        {
            // SAFETY: the future is not polled again, so it does not reach the queue after its end.
            let shop: &'static Line = unsafe { &*core::ptr::from_ref(&shop) };
            let mut put = Box::pin(shop.put_async(Parcel::pack()));
            assert!(poll_once(put.as_mut()).is_pending());
            Box::leak(Box::new(put));
        }
        let putter = spawn(&shop, Shop::bring);
        (0..3).for_each(|_| shop.fetch());
        join(putter);
        assert!(shop.is_empty());
    });
}

/// Waits as a task that is never heard of again.
pub(super) fn leave_in_line(shop: &Line) {
    // SAFETY: the future is not polled again, so it does not reach the queue after its end.
    let shop: &'static Line = unsafe { &*core::ptr::from_ref(shop) };
    let mut get = Box::pin(shop.get_async());
    assert!(poll_once(get.as_mut()).is_pending());
    Box::leak(Box::new(get));
}
