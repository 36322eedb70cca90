//! Forced puts into a FIFO, in the crowd and at the end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use threadbare_queue::Fifo;

use crate::support::asleep::asleep;
use crate::support::fewer_under_miri;

const EACH: u32 = fewer_under_miri(3_000, 60);

#[test]
fn a_full_ring_loses_its_oldest_item_and_no_other() {
    for capacity in 1..6 {
        let queue = Fifo::bounded(capacity);
        let out: Vec<_> = (0..100).filter_map(|item| queue.force_put(item).ok()?).collect();
        let kept = u32::try_from(capacity).expect("it is small");
        assert!(out.into_iter().eq(0..100 - kept));
        assert!(queue.drain().eq(100 - kept..100));
    }
}

/// All that is put is got, displaced or left, once.
#[test]
fn forced_puts_conserve_the_items() {
    for capacity in [1, 2, 64] {
        let queue = Fifo::bounded(capacity);
        let is_over = AtomicBool::new(false);
        let mut all = thread::scope(|scope| {
            let forcers: Vec<_> = (0..3)
                .map(|side| {
                    let queue = &queue;
                    scope.spawn(move || {
                        (0..EACH)
                            .filter_map(|i| queue.force_put(side * EACH + i).expect("it is open"))
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            let getter = scope.spawn(|| {
                let mut got = vec![];
                while !is_over.load(Ordering::Acquire) {
                    got.extend(queue.try_get());
                    assert!(queue.len() <= capacity);
                }
                got
            });
            let mut all: Vec<u32> = Vec::new();
            for forcer in forcers {
                all.extend(forcer.join().expect("no panic"));
            }
            is_over.store(true, Ordering::Release);
            all.extend(getter.join().expect("no panic"));
            all
        });
        all.extend(queue.shutdown_now());
        all.sort_unstable();
        assert!(all.into_iter().eq(0..3 * EACH));
    }
}

/// One who only looks never sees a ring that is full as one that is not.
#[test]
fn a_full_ring_stays_full() {
    let queue = Fifo::bounded(2);
    assert_eq!(queue.put_many(0..2).ok(), Some(2));
    thread::scope(|scope| {
        let forcer =
            scope.spawn(|| (2..EACH).all(|item| matches!(queue.force_put(item), Ok(Some(_)))));
        while !forcer.is_finished() {
            assert_eq!(queue.len(), 2);
            assert!(queue.try_put(EACH).is_err_and(|error| error.is_full()));
        }
        assert!(forcer.join().expect("no panic"));
    });
}

#[test]
fn a_forced_put_reaches_a_getter_that_sleeps_and_leaves_a_putter_asleep() {
    let queue = Fifo::bounded(1);
    thread::scope(|scope| {
        let getter = asleep(scope, || queue.get());
        assert_eq!(queue.force_put(1), Ok(None));
        assert_eq!(getter.join().expect("no panic"), Ok(1));
        assert_eq!(queue.put(2), Ok(()));
        let putter = asleep(scope, || queue.put(4));
        assert_eq!(queue.force_put(3), Ok(Some(2)));
        assert!(!putter.is_finished());
        assert_eq!((queue.get(), putter.join().expect("no panic")), (Ok(3), Ok(())));
        assert_eq!(queue.get(), Ok(4));
    });
}

#[test]
fn a_forced_put_without_a_bound_or_without_room() {
    let endless = Fifo::unbounded();
    assert!((0..100).all(|item| endless.force_put(item) == Ok(None)));
    let nowhere = Fifo::rendezvous();
    assert_eq!(nowhere.force_put(1), Ok(Some(1)), "nobody waits for it");
    thread::scope(|scope| {
        let getter = asleep(scope, || nowhere.get());
        assert_eq!(nowhere.force_put(2), Ok(None));
        assert_eq!(getter.join().expect("no panic"), Ok(2));
    });
}

#[test]
fn a_forced_put_after_the_end_comes_back() {
    for queue in [Fifo::bounded(1), Fifo::unbounded(), Fifo::rendezvous()] {
        queue.shutdown();
        assert_eq!(queue.force_put(1).map_err(|error| error.into_inner()), Err(1));
    }
}
