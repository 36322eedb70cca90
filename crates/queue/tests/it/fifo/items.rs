//! Items of every kind: none is lost, none is dropped twice.

use std::thread;

use threadbare_queue::Fifo;

use crate::support::fewer_under_miri;

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
    /// Miri counts the bytes one by one.
    const BYTES: usize = fewer_under_miri(1 << 20, 1 << 10);
    type Large = [u8; BYTES];
    let small = thread::Builder::new().stack_size(128 << 10);
    let thread = small.spawn(|| {
        let queue = Fifo::<Large>::bounded(3);
        assert_eq!((queue.len(), queue.capacity()), (0, Some(3)));
        queue.shutdown();
        drop(queue);
        let boxes = Fifo::bounded(1);
        assert!(boxes.put(vec![7_u8; BYTES].into_boxed_slice()).is_ok());
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
