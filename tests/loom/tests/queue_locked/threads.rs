//! Threads that put and get.

use threadbare_loom::{block_on, poll_once};
use threadbare_sys::model::check;

use super::{Heap, Line, Parcel, Shop, Stack, join, spawn};

fn passes<S: Shop>() {
    let shop = S::small();
    let putter = spawn(&shop, S::bring);
    shop.fetch();
    join(putter);
    assert!(shop.is_empty());
}

/// What is put into a line is got, with all that was written before.
#[test]
fn an_item_passes_through_a_line() {
    check(passes::<Line>);
}

/// The same for a stack.
#[test]
fn an_item_passes_through_a_stack() {
    check(passes::<Stack>);
}

/// The same for a heap.
#[test]
fn an_item_passes_through_a_heap() {
    check(passes::<Heap>);
}

fn waits_for_room<S: Shop>() {
    let shop = S::small();
    shop.bring();
    let putter = spawn(&shop, S::bring);
    shop.fetch();
    shop.fetch();
    join(putter);
    assert!(shop.is_empty());
}

/// Who waits for room in a line has its item taken when there is some.
#[test]
fn a_putter_waits_for_room_in_a_line() {
    check(waits_for_room::<Line>);
}

/// The same for a stack.
#[test]
fn a_putter_waits_for_room_in_a_stack() {
    check(waits_for_room::<Stack>);
}

/// The same for a heap.
#[test]
fn a_putter_waits_for_room_in_a_heap() {
    check(waits_for_room::<Heap>);
}

/// A thread that waits behind a task gets an item as well, in whatever order they come.
#[test]
fn two_getters_both_get_one() {
    check(|| {
        let shop = Line::bounded(2);
        let mut first = Box::pin(shop.get_async());
        assert!(poll_once(first.as_mut()).is_pending());
        let second = spawn(&shop, Shop::fetch);
        shop.bring();
        shop.bring();
        assert!(block_on(first).map(Parcel::unpack).is_ok());
        join(second);
        assert!(shop.is_empty());
    });
}

/// A thread that waits behind a task puts as well.
#[test]
fn two_putters_both_put() {
    check(|| {
        let shop = Line::small();
        shop.bring();
        let mut first = Box::pin(shop.put_async(Parcel::pack()));
        assert!(poll_once(first.as_mut()).is_pending());
        let second = spawn(&shop, Shop::bring);
        (0..3).for_each(|_| shop.fetch());
        assert!(block_on(first).is_ok());
        join(second);
        assert!(shop.is_empty());
    });
}

fn get_times_out<S: Shop>() {
    let shop = S::small();
    let putter = spawn(&shop, S::bring);
    let has_got = shop.fetch_in_time();
    join(putter);
    assert_eq!(shop.is_empty(), has_got, "an item is got, or left");
}

/// Of an item and a deadline that come together, one is first, and nothing is lost.
#[test]
fn a_getter_that_is_late_leaves_the_item_in_a_line() {
    check(get_times_out::<Line>);
}

/// The same for a heap.
#[test]
fn a_getter_that_is_late_leaves_the_item_in_a_heap() {
    check(get_times_out::<Heap>);
}

/// A getter that gives up does not take the next one's item along.
#[test]
fn a_getter_that_is_late_does_not_hold_up_the_next() {
    check(|| {
        let shop = Line::small();
        let late = spawn(&shop, Shop::fetch_in_time);
        let other = spawn(&shop, Shop::bring);
        if join(late) {
            shop.bring();
        }
        shop.fetch();
        join(other);
        assert!(shop.is_empty());
    });
}

/// Of room and a deadline that come together, one is first, and the item is in one place.
#[test]
fn a_putter_that_is_late_has_put_or_has_not() {
    check(|| {
        let shop = Stack::small();
        shop.bring();
        let getter = spawn(&shop, Shop::fetch);
        let has_put = shop.bring_in_time();
        join(getter);
        assert_eq!(shop.is_empty(), !has_put);
    });
}

/// Who waits for room puts when the capacity grows.
#[test]
fn a_larger_capacity_is_room() {
    check(|| {
        let shop = Stack::small();
        shop.bring();
        let putter = spawn(&shop, Shop::bring);
        shop.set_capacity(2);
        join(putter);
        assert_eq!(shop.len(), 2);
    });
}

/// An item that is forced in is handed on to who waits.
#[test]
fn an_item_that_is_forced_in_reaches_a_getter() {
    check(|| {
        let shop = Line::small();
        let getter = spawn(&shop, Shop::fetch);
        let out = shop.force_put(Parcel::pack());
        assert!(out.is_ok_and(|out| out.is_none()));
        join(getter);
        assert!(shop.is_empty());
    });
}

/// An item that is forced in beside a getter takes the place of the oldest, or finds room.
#[test]
fn an_item_that_is_forced_in_drives_out_one_at_most() {
    check(|| {
        let shop = Line::small();
        shop.bring();
        let getter = spawn(&shop, Shop::fetch);
        let out = shop.force_put(Parcel::pack()).expect("it is open");
        join(getter);
        assert_eq!(shop.is_empty(), out.map(Parcel::unpack).is_some());
    });
}
