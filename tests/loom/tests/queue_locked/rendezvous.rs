//! A line without room.

use std::pin::pin;

use threadbare_loom::{block_on, poll_once};
use threadbare_sys::model::check;
use threadbare_sys::thread;

use super::{Parcel, Shop, join, nowhere, spawn};

/// Two threads meet.
#[test]
fn two_threads_meet() {
    check(|| {
        let shop = nowhere();
        let putter = spawn(&shop, Shop::bring);
        shop.fetch();
        join(putter);
    });
}

/// A task that gets meets a thread that puts.
#[test]
fn a_task_gets_from_a_thread() {
    check(|| {
        let shop = nowhere();
        let getter = spawn(&shop, Shop::fetch_as_task);
        shop.bring();
        join(getter);
    });
}

/// A task that puts meets a thread that gets.
#[test]
fn a_task_puts_to_a_thread() {
    check(|| {
        let shop = nowhere();
        let putter = spawn(&shop, Shop::bring_as_task);
        shop.fetch();
        join(putter);
    });
}

/// Two tasks meet.
#[test]
fn two_tasks_meet() {
    check(|| {
        let shop = nowhere();
        let putter = spawn(&shop, Shop::bring_as_task);
        shop.fetch_as_task();
        join(putter);
    });
}

/// Two putters, a task and a thread, are met one after the other.
#[test]
fn two_putters_are_met_one_after_the_other() {
    check(|| {
        let shop = nowhere();
        let mut first = Box::pin(shop.put_async(Parcel::pack()));
        assert!(poll_once(first.as_mut()).is_pending());
        let second = spawn(&shop, Shop::bring);
        shop.fetch();
        shop.fetch();
        assert!(block_on(first).is_ok());
        join(second);
    });
}

/// Both are late, or they have met.
#[test]
fn both_are_late_or_have_met() {
    check(|| {
        let shop = nowhere();
        let putter = spawn(&shop, Shop::bring_in_time);
        let has_got = shop.fetch_in_time();
        assert_eq!(join(putter), has_got);
    });
}

/// A try meets who waits.
#[test]
fn a_try_meets_a_thread_that_waits() {
    check(|| {
        let shop = nowhere();
        let getter = spawn(&shop, Shop::fetch);
        let mut item = Parcel::pack();
        while let Err(refused) = shop.try_put(item) {
            item = refused.into_inner();
            thread::yield_now();
        }
        join(getter);
    });
}

/// A try and a getter that is late have met, or they have not.
#[test]
fn a_try_and_a_getter_that_is_late_agree() {
    check(|| {
        let shop = nowhere();
        let putter = spawn(&shop, |shop| shop.try_put(Parcel::pack()).is_ok());
        let has_got = shop.fetch_in_time();
        assert_eq!(join(putter), has_got);
    });
}

/// A try leaves nothing with a task that waits, which may go away.
#[test]
fn a_try_leaves_nothing_with_a_task_that_waits() {
    check(|| {
        let shop = nowhere();
        let visitor = spawn(&shop, |shop| {
            let mut get = pin!(shop.get_async());
            poll_once(get.as_mut()).is_ready()
        });
        let was_put = shop.try_put(Parcel::pack()).is_ok();
        assert!(!was_put && !join(visitor));
        assert!(shop.is_empty());
    });
}

/// A getter that was told and goes away leaves the putter to the next.
#[test]
fn a_getter_that_goes_away_leaves_the_putter_to_the_next() {
    check(|| {
        let shop = nowhere();
        let mut dropped = Box::pin(shop.get_async());
        let mut next = Box::pin(shop.get_async());
        assert!(poll_once(dropped.as_mut()).is_pending());
        assert!(poll_once(next.as_mut()).is_pending());
        let putter = spawn(&shop, Shop::bring);
        drop(dropped);
        assert!(block_on(next).map(Parcel::unpack).is_ok());
        join(putter);
    });
}

/// A put that is cancelled was taken, or comes back.
#[test]
fn a_put_that_is_cancelled_was_taken_or_comes_back() {
    check(|| {
        let shop = nowhere();
        let getter = spawn(&shop, |shop| shop.try_get().map(Parcel::unpack).is_ok());
        let mut put = pin!(shop.put_async(Parcel::pack()));
        assert!(poll_once(put.as_mut()).is_pending());
        let is_back = put.cancel().is_some();
        assert_eq!(join(getter), !is_back);
    });
}

/// A getter that was told and is never polled again holds up the others until the next put, and no
/// longer (elsewhere it held the only notification).
#[test]
fn a_forgotten_getter_holds_up_nobody_beyond_the_next_put() {
    check(|| {
        let shop = nowhere();
        super::tasks::leave_in_line(&shop);
        let putter = spawn(&shop, |shop| {
            let mut first = pin!(shop.put_async(Parcel::pack()));
            assert!(poll_once(first.as_mut()).is_pending());
            shop.bring();
            assert!(block_on(first).is_ok());
        });
        shop.fetch_as_task();
        shop.fetch_as_task();
        join(putter);
    });
}

/// Two tasks of one thread meet: neither needs the other's thread.
#[test]
fn a_task_that_waits_is_woken_by_a_put_that_waits() {
    check(|| {
        let shop = nowhere();
        let mut get = pin!(shop.get_async());
        assert!(poll_once(get.as_mut()).is_pending());
        let putter = spawn(&shop, Shop::bring);
        assert!(block_on(get).map(Parcel::unpack).is_ok());
        join(putter);
    });
}
