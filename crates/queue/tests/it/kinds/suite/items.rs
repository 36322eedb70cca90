//! Items of every kind: none is lost, none is dropped twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

use super::{Kind, pack, panics, puts_for_tasks};
use crate::support::poll_once;

/// Counts how often one was dropped; may panic then.
struct Item<'a> {
    dropped: &'a AtomicU32,
    is_bomb: bool,
}

impl Drop for Item<'_> {
    fn drop(&mut self) {
        self.dropped.fetch_add(1, SeqCst);
        assert!(!self.is_bomb || thread::panicking(), "on purpose");
    }
}

#[test]
fn items_are_dropped_once_when_the_queue_goes() {
    for (capacity, start, len) in [(1, 0, 1), (1, 5, 1), (3, 2, 3), (3, 4, 2), (8, 7, 8), (8, 3, 0)]
    {
        let (dropped, got) = (AtomicU32::new(0), AtomicU32::new(0));
        let queue = Kind::bounded(capacity);
        for rank in 0..start {
            assert!(queue.put(pack(rank, Item { dropped: &got, is_bomb: false })).is_ok());
            assert!(queue.get().is_ok());
        }
        for rank in 0..len {
            assert!(queue.put(pack(rank, Item { dropped: &dropped, is_bomb: false })).is_ok());
        }
        let other = queue.clone();
        drop(queue);
        assert_eq!(dropped.load(SeqCst), 0, "there is another handle");
        drop(other);
        assert_eq!((dropped.load(SeqCst), got.load(SeqCst)), (len, start));
    }
}

/// Elsewhere what was thrown away at the end was freed by the queue's own `Drop` once more
/// (CVE-2025-4574).
#[test]
fn what_a_shutdown_took_out_is_not_dropped_again() {
    let dropped = AtomicU32::new(0);
    let queue = Kind::bounded(4);
    for rank in 0..4 {
        assert!(queue.put(pack(rank, Item { dropped: &dropped, is_bomb: false })).is_ok());
    }
    drop(queue.get());
    let items = queue.shutdown_now();
    drop(queue);
    assert_eq!((items.len(), dropped.load(SeqCst)), (3, 1));
    drop(items);
    assert_eq!(dropped.load(SeqCst), 4);
}

#[test]
fn an_item_whose_destructor_panics_leaves_the_queue_usable() {
    let dropped = AtomicU32::new(0);
    let bomb = || pack(0, Item { dropped: &dropped, is_bomb: true });
    let queue = Kind::bounded(2);
    assert!(queue.put(bomb()).is_ok() && queue.put(bomb()).is_ok());
    assert!(panics(|| drop(queue.try_put(bomb()))), "it came back, and was dropped");
    assert!(panics(|| drop(queue.get())));
    assert_eq!((queue.len(), dropped.load(SeqCst)), (1, 2));
    assert!(queue.put(bomb()).is_ok() && queue.is_full());
    let mut put = Box::pin(queue.put_async(bomb()));
    assert!(poll_once(put.as_mut()).is_pending());
    assert!(panics(|| drop(put)));
    assert!(panics(|| drop(queue.shutdown_now())));
    assert_eq!((queue.len(), dropped.load(SeqCst)), (0, 5));
}

/// One that panics as the queue goes does not keep the others from being dropped.
#[test]
fn a_queue_drops_all_past_an_item_that_panics() {
    for bomb in 0..4 {
        let dropped = AtomicU32::new(0);
        let queue = Kind::bounded(4);
        for rank in 0..4 {
            let is_bomb = rank == bomb;
            assert!(queue.put(pack(rank, Item { dropped: &dropped, is_bomb })).is_ok());
        }
        assert!(panics(|| drop(queue)));
        assert_eq!(dropped.load(SeqCst), 4);
    }
}

#[test]
fn items_of_no_size_are_counted() {
    #[derive(Debug, PartialEq)]
    struct Nothing;
    let queue = Kind::bounded(2);
    let item = || pack(0, Nothing);
    assert!(queue.put(item()).is_ok() && queue.put(item()).is_ok());
    assert!(queue.try_put(item()).is_err());
    assert_eq!((queue.len(), queue.get(), queue.len()), (2, Ok(item()), 1));
    assert_eq!(queue.shutdown_now(), [item()]);
}

/// The futures do not keep an item beyond their time.
#[test]
fn no_item_leaks_whenever_a_put_is_dropped() {
    let item = Arc::new(());
    let another = || pack(0, Arc::clone(&item));
    let queue = Kind::bounded(1);
    // Elsewhere: an item leaked when its future was never polled.
    drop(queue.put_async(another()));
    assert_eq!(Arc::strong_count(&item), 1);
    assert!(queue.try_put(another()).is_ok());
    let mut put = Box::pin(queue.put_async(another()));
    for _ in 0..3 {
        assert!(poll_once(put.as_mut()).is_pending());
    }
    drop(put);
    assert_eq!(Arc::strong_count(&item), 2, "pending");
    let mut put = Box::pin(queue.put_async(another()));
    assert!(poll_once(put.as_mut()).is_pending());
    drop(queue.get());
    drop(put);
    let left = usize::from(puts_for_tasks());
    assert_eq!((Arc::strong_count(&item), queue.len()), (1 + left, left), "its turn had come");
    drop(queue.try_get());
    let mut put = Box::pin(queue.put_async(another()));
    assert!(poll_once(put.as_mut()).is_ready());
    drop(put);
    assert_eq!((Arc::strong_count(&item), queue.len()), (2, 1), "it was put");
    drop(queue);
    assert_eq!(Arc::strong_count(&item), 1);
}
