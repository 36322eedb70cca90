//! Items of every kind: none is lost, none is dropped twice.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

use threadbare_queue::Fifo;

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
        let queue = Fifo::bounded(capacity);
        for _ in 0..start {
            assert!(queue.put(Item { dropped: &got, is_bomb: false }).is_ok());
            assert!(queue.get().is_ok());
        }
        for _ in 0..len {
            assert!(queue.put(Item { dropped: &dropped, is_bomb: false }).is_ok());
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
    let queue = Fifo::bounded(4);
    for _ in 0..4 {
        assert!(queue.put(Item { dropped: &dropped, is_bomb: false }).is_ok());
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
    let bomb = || Item { dropped: &dropped, is_bomb: true };
    let panics = |body: &dyn Fn()| catch_unwind(AssertUnwindSafe(body)).is_err();
    let queue = Fifo::bounded(2);
    assert!(queue.put(bomb()).is_ok() && queue.put(bomb()).is_ok());
    assert!(panics(&|| drop(queue.try_put(bomb()))), "it came back, and was dropped");
    assert!(panics(&|| drop(queue.get())));
    assert_eq!((queue.len(), dropped.load(SeqCst)), (1, 2));
    assert!(queue.put(bomb()).is_ok() && queue.is_full());
    assert!(panics(&|| drop(queue.shutdown_now())));
    assert_eq!((queue.len(), dropped.load(SeqCst)), (0, 4));
}

/// One that panics as the queue goes does not keep the others from being dropped.
#[test]
fn a_queue_drops_all_past_an_item_that_panics() {
    let dropped = AtomicU32::new(0);
    let queue = Fifo::bounded(4);
    for place in 0..4 {
        assert!(queue.put(Item { dropped: &dropped, is_bomb: place == 1 }).is_ok());
    }
    assert!(catch_unwind(AssertUnwindSafe(|| drop(queue))).is_err());
    assert_eq!(dropped.load(SeqCst), 4);
}

#[test]
fn items_of_no_size_are_counted() {
    let queue = Fifo::bounded(2);
    assert!(queue.put(()).is_ok() && queue.put(()).is_ok() && queue.try_put(()).is_err());
    assert_eq!((queue.len(), queue.get(), queue.len()), (2, Ok(()), 1));
    assert_eq!(queue.shutdown_now(), [()]);
}

#[test]
fn items_of_a_kilobyte_come_out_as_they_went_in() {
    let queue = Fifo::bounded(3);
    for byte in 0..9 {
        assert!(queue.put([byte; 1024]).is_ok());
        assert_eq!(queue.get(), Ok([byte; 1024]));
    }
    let aligned = Fifo::bounded(2);
    #[repr(align(256))]
    struct Aligned(u8);
    for byte in 0..5 {
        assert!(aligned.put(Aligned(byte)).is_ok());
        let got = aligned.get().expect("it is there");
        assert_eq!((got.0, std::ptr::from_ref(&got).addr() % 256), (byte, 0));
    }
}

/// Elsewhere the slots were built on the stack, which overflowed (crossbeam#1146). Whoever puts or
/// gets an item by value has it on the stack; the queue itself must not.
#[test]
fn a_queue_of_large_items_is_made_and_dropped_on_a_small_stack() {
    type Large = [u8; 1 << 20];
    let small = thread::Builder::new().stack_size(128 << 10);
    let thread = small.spawn(|| {
        let queue = Fifo::<Large>::bounded(3);
        assert_eq!((queue.len(), queue.capacity()), (0, Some(3)));
        queue.shutdown();
        drop(queue);
        let boxes = Fifo::bounded(1);
        assert!(boxes.put(vec![7_u8; 1 << 20].into_boxed_slice()).is_ok());
        assert!(boxes.get().is_ok_and(|item| item.iter().all(|byte| *byte == 7)));
    });
    thread.expect("a thread can be started").join().expect("the stack was large enough");
}

/// References go through, as long as what they borrow lives.
#[test]
fn items_may_borrow() {
    let text = String::from("borrowed");
    let queue = Fifo::bounded(1);
    thread::scope(|scope| {
        scope.spawn(|| queue.put(text.as_str()));
        assert_eq!(queue.get(), Ok("borrowed"));
    });
}

/// The futures do not keep an item beyond their time.
#[test]
fn no_item_leaks_whenever_a_put_is_dropped() {
    let item = Arc::new(());
    let queue = Fifo::bounded(1);
    // Elsewhere: an item leaked when its future was never polled.
    drop(queue.put_async(Arc::clone(&item)));
    assert_eq!(Arc::strong_count(&item), 1);
    assert!(queue.try_put(Arc::clone(&item)).is_ok());
    let mut put = Box::pin(queue.put_async(Arc::clone(&item)));
    for _ in 0..3 {
        assert!(poll_once(put.as_mut()).is_pending());
    }
    drop(put);
    assert_eq!(Arc::strong_count(&item), 2, "pending");
    let mut put = Box::pin(queue.put_async(Arc::clone(&item)));
    assert!(poll_once(put.as_mut()).is_pending());
    drop(queue.get());
    drop(put);
    assert_eq!((Arc::strong_count(&item), queue.len()), (1, 0), "woken, and not polled again");
    let mut put = Box::pin(queue.put_async(Arc::clone(&item)));
    assert!(poll_once(put.as_mut()).is_ready());
    drop(put);
    assert_eq!((Arc::strong_count(&item), queue.len()), (2, 1), "it was put");
    drop(queue);
    assert_eq!(Arc::strong_count(&item), 1);
}
