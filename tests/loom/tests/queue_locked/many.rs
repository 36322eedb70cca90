//! Batches: the lock held once for many items.

use threadbare_loom::{THREE, block_on, poll_once};
use threadbare_sys::model::check;

use super::{Line, Parcel, Shop, Stack, join, nowhere, spawn};

fn parcels(n: usize) -> Vec<Parcel> {
    (0..n).map(|_| Parcel::pack()).collect()
}

/// Gets all of these, in as many batches as it takes.
fn fetch_many(shop: &Line, n: usize) {
    let mut got = Vec::new();
    while got.len() < n {
        shop.get_many(&mut got, n).expect("it is open");
    }
    got.into_iter().for_each(Parcel::unpack);
}

/// Two getters that wait are both given an item of one batch.
#[test]
fn a_batch_reaches_all_who_sleep() {
    THREE.check(|| {
        let shop = Line::bounded(2);
        let other = spawn(&shop, Shop::fetch);
        let putter = spawn(&shop, |shop| shop.put_many(parcels(2)).ok());
        shop.fetch();
        join(other);
        assert_eq!(join(putter), Some(2));
        assert!(shop.is_empty());
    });
}

/// Two putters that wait for room are both let in by one batch that is got.
#[test]
fn a_batch_lets_in_all_who_wait_for_room() {
    THREE.check(|| {
        let shop = Line::bounded(2);
        (0..2).for_each(|_| shop.bring());
        let other = spawn(&shop, Shop::bring);
        let getter = spawn(&shop, |shop| fetch_many(shop, 2));
        shop.bring();
        join(other);
        join(getter);
        assert_eq!(shop.len(), 2);
    });
}

/// A batch that is larger than the queue goes in as room is made.
#[test]
fn a_batch_that_waits_leaves_nobody_asleep() {
    check(|| {
        let shop = Line::small();
        let getter = spawn(&shop, |shop| {
            assert!(shop.len() <= 1, "there is room for one");
            (0..2).for_each(|_| shop.fetch());
        });
        assert_eq!(shop.put_many(parcels(2)).ok(), Some(2));
        join(getter);
        assert!(shop.is_empty());
    });
}

/// A batch into a stack of one and a batch out of it.
#[test]
fn batches_pass_through_a_stack() {
    check(|| {
        let shop = Stack::small();
        let putter = spawn(&shop, |shop| shop.put_many(parcels(2)).is_ok());
        let mut got = Vec::new();
        while got.len() < 2 {
            shop.get_many(&mut got, 2).expect("it is open");
        }
        got.into_iter().for_each(Parcel::unpack);
        assert!(join(putter));
        assert!(shop.is_empty());
    });
}

/// Without room a batch is given to those who wait, and taken from those who wait.
#[test]
fn batches_meet_without_room() {
    check(|| {
        let shop = nowhere();
        let putter = spawn(&shop, |shop| shop.put_many(parcels(2)).is_ok());
        fetch_many(&shop, 2);
        assert!(join(putter));
        assert!(shop.is_empty());
    });
}

/// A batch for a task that waits and a thread behind it: the thread does not wait for the task.
#[test]
fn a_batch_tells_those_behind_a_task() {
    check(|| {
        let shop = Line::bounded(2);
        let mut first = Box::pin(shop.get_async());
        assert!(poll_once(first.as_mut()).is_pending());
        let second = spawn(&shop, Shop::fetch);
        assert_eq!(shop.put_many(parcels(2)).ok(), Some(2));
        join(second);
        assert!(block_on(first).map(Parcel::unpack).is_ok());
        assert!(shop.is_empty());
    });
}

/// A batch that meets the end: what was put is got, the rest comes back.
#[test]
fn a_batch_and_the_end_share_the_items() {
    check(|| {
        let shop = Line::small();
        let putter = spawn(&shop, |shop| match shop.put_many(parcels(2)) {
            Ok(count) => (count, 0),
            Err(error) => (error.count(), error.into_rest().count()),
        });
        let taken = shop.shutdown_now().len();
        let (put, back) = join(putter);
        assert_eq!((put, put + back), (taken, 2));
    });
}
