//! The end of a queue, beside those who put, get and wait.

use threadbare_loom::{block_on, poll_once};
use threadbare_sys::model::check;

use super::{Heap, Line, Parcel, Shop, Stack, join, nowhere, spawn};

/// A getter that waits learns of the end.
#[test]
fn a_shutdown_ends_a_get() {
    check(|| {
        let shop = Line::small();
        let getter = spawn(&shop, Shop::fetch_if_open);
        shop.close();
        assert!(!join(getter));
    });
}

/// A putter that waits learns of the end, and its item was not put.
#[test]
fn a_shutdown_ends_a_put() {
    check(|| {
        let shop = Stack::small();
        shop.bring();
        let putter = spawn(&shop, Shop::bring_if_open);
        shop.close();
        assert!(!join(putter));
        assert_eq!(shop.close_now(), 1);
    });
}

/// So do tasks.
#[test]
fn a_shutdown_ends_tasks() {
    check(|| {
        let shop = Line::small();
        let getter = spawn(&shop, |shop| block_on(shop.get_async()).is_err());
        shop.close();
        assert!(join(getter));
        let putter = spawn(&shop, |shop| block_on(shop.put_async(Parcel::pack())).is_err());
        assert!(join(putter));
    });
}

/// What was put before the end is got after it, by a getter that waited or by one that came.
#[test]
fn what_was_put_is_got_after_a_shutdown() {
    check(|| {
        let shop = Heap::small();
        let getter = spawn(&shop, Shop::fetch_if_open);
        shop.bring();
        shop.close();
        assert!(join(getter), "the item was there before the end");
    });
}

/// An item beside `shutdown_now` is refused, got, or among what was left: one of them.
#[test]
fn shutdown_now_leaves_each_item_in_one_place() {
    check(|| {
        let shop = Stack::small();
        let putter = spawn(&shop, |shop| shop.bring_if_open() && shop.bring_if_open());
        let got = usize::from(shop.try_get().map(Parcel::unpack).is_ok());
        let left = shop.close_now();
        let were_both_put = join(putter);
        assert!(got + left <= 2 && (!were_both_put || got + left == 2));
        assert!(shop.is_empty());
    });
}

/// A thread and a task that wait learn of the end by one call.
#[test]
fn a_shutdown_reaches_everybody() {
    check(|| {
        let shop = Line::small();
        let mut first = Box::pin(shop.get_async());
        assert!(poll_once(first.as_mut()).is_pending());
        let second = spawn(&shop, Shop::fetch_if_open);
        assert_eq!(shop.close_now(), 0);
        assert!(block_on(first).is_err());
        assert!(!join(second));
    });
}

/// At a rendezvous both sides learn of the end, or have met.
#[test]
fn a_rendezvous_is_ended_on_both_sides_or_on_none() {
    check(|| {
        let shop = nowhere();
        let mut put = Box::pin(shop.put_async(Parcel::pack()));
        assert!(poll_once(put.as_mut()).is_pending());
        let getter = spawn(&shop, Shop::fetch_if_open);
        assert_eq!(shop.close_now(), 0);
        assert_eq!(block_on(put).is_ok(), join(getter));
    });
}
