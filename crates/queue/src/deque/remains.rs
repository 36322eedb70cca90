//! The end of a deque: what nobody took is dropped. I1 to I6 stand at the head of `mod.rs`.

use core::mem;

use threadbare_sys::atomic::Ordering::Relaxed;

use super::buffer::Buffer;
use super::shared::Shared;
use super::top;

/// Items that nobody else can reach. When one panics as it is dropped, the others are dropped all
/// the same.
struct Items<T> {
    buffer: Buffer<T>,
    next: u64,
    end: u64,
}

impl<T> Iterator for Items<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        if self.next >= self.end {
            return None;
        }
        let index = self.next;
        self.next += 1;
        // SAFETY: I1 - nobody has claimed it, and we have the deque alone.
        Some(unsafe { self.buffer.take_back(index) })
    }
}

impl<T> Drop for Items<T> {
    fn drop(&mut self) {
        self.for_each(drop);
    }
}

/// Frees all buffers, when the items are gone.
struct Buffers<'a, T>(&'a Shared<T>);

impl<T> Drop for Buffers<'_, T> {
    fn drop(&mut self) {
        for ring in &self.0.rings {
            // [DQ20] Relaxed: nobody else has the deque any more.
            let ring = ring.load(Relaxed);
            if !ring.is_null() {
                // SAFETY: I4 - a ring that stands here was not freed.
                let buffer = unsafe { Buffer::of(ring) };
                // SAFETY: I4 - thieves have a share in the deque, and there is none left.
                unsafe { buffer.free() };
            }
        }
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        let buffers = Buffers(self);
        if !mem::needs_drop::<T>() {
            return;
        }
        // [DQ21] Relaxed: nobody else has the deque any more.
        let last = buffers.0.top.load(Relaxed);
        // [DQ22] Relaxed: as above, it is what it is.
        let end = buffers.0.bottom.load(Relaxed);
        // SAFETY: I2 - the buffer that the top names is there.
        let buffer = unsafe { buffers.0.buffer(last) };
        let mut items = Items { buffer, next: top::index(last), end };
        items.by_ref().for_each(drop);
    }
}
