//! What is allocated, counted while somebody asks.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};

/// The system's allocator. It counts only inside [`count`]: else a load of a flag that nobody
/// writes is all that it adds.
#[derive(Debug)]
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static COUNTS: AtomicBool = AtomicBool::new(false);
static CALLS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

/// What all threads allocated, whether they gave it back or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allocated {
    pub(crate) calls: u64,
    pub(crate) bytes: u64,
}

/// Counts what is allocated during a call. One caller at a time.
pub(crate) fn count<R>(work: impl FnOnce() -> R) -> (R, Allocated) {
    let read = || (CALLS.load(Relaxed), BYTES.load(Relaxed));
    let (calls, bytes) = read();
    COUNTS.store(true, Relaxed);
    let result = work();
    COUNTS.store(false, Relaxed);
    let (calls_after, bytes_after) = read();
    (result, Allocated { calls: calls_after - calls, bytes: bytes_after - bytes })
}

fn note(bytes: usize) {
    if COUNTS.load(Relaxed) {
        CALLS.fetch_add(1, Relaxed);
        BYTES.fetch_add(bytes as u64, Relaxed);
    }
}

// SAFETY: everything is left to the system's allocator; the counters allocate nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size());
        // SAFETY: the caller's promise is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(layout.size());
        // SAFETY: the caller's promise is the same.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note(size);
        // SAFETY: the caller's promise is the same.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is the same.
        unsafe { System.dealloc(block, layout) }
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn a_box_is_one_allocation_of_its_size() {
        // Other tests may allocate meanwhile: at least, then.
        let (_kept, allocated) = count(|| Box::new([0_u64; 1000]));

        assert!(allocated.calls >= 1 && allocated.bytes >= 8000, "{allocated:?}");
    }
}
