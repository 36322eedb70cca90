//! How a deque moves to another buffer, and what becomes of the one that it left. I1 to I6 stand
//! at the head of `mod.rs`.
//!
//! Since `top` names the buffer, the move takes effect by one CAS: before it thieves claim from the
//! old buffer, after it from the new one, and a thief that looked before and claims after fails.
//! What was claimed before the CAS may still be read; the turns of the slots say when that is over,
//! and then the buffer is freed. The deque never goes back to a buffer that is still being read.

use core::ptr;

use threadbare_sys::atomic::Ordering::{Relaxed, Release};

use super::Worker;
use super::buffer::Buffer;
use super::top::{self, CLASSES};

/// How many slots the owner looks at in advance: the turns of so many lie in one cache line, which
/// thieves write.
const LOOKAHEAD: u64 = 64;

/// A buffer that the deque has left.
pub(super) struct Left<T> {
    class: u32,
    buffer: Buffer<T>,
    /// What was claimed before this index was read.
    next: u64,
    /// Nothing from here on was claimed from this buffer.
    end: u64,
}

impl<T> Left<T> {
    /// True when nobody reads from it any more.
    fn is_at_rest(&mut self) -> bool {
        // SAFETY: I4 - the owner frees it when this is true.
        while self.next < self.end && unsafe { self.buffer.serves(self.next + self.buffer.len()) } {
            self.next += 1;
        }
        self.next == self.end
    }
}

impl<T> Worker<T> {
    /// Makes sure that `count` items can be written from the bottom on.
    pub(super) fn reserve(&self, count: usize) {
        let bottom = self.bottom();
        if bottom + count as u64 > self.limit.get() {
            self.make_room(bottom, count as u64);
        }
    }

    /// Finds room for `count` items, here or in another buffer.
    #[cold]
    pub(super) fn make_room(&self, bottom: u64, count: u64) {
        let buffer = self.buffer.get();
        // What lies a round behind the bottom may serve it next, and nothing beyond (I3).
        let end = bottom + buffer.len().min(count.max(LOOKAHEAD));
        let mut limit = self.limit.get();
        // SAFETY: I5 - we are the owner, and the buffer is the deque's.
        while limit < end && unsafe { buffer.serves(limit) } {
            limit += 1;
        }
        self.limit.set(limit);
        if limit < bottom + count {
            self.move_up(bottom, count);
        }
    }

    /// Moves to a buffer with room for `count` more. The ring is full, or a thief that claimed an
    /// item a round ago has not read it yet.
    fn move_up(&self, bottom: u64, count: u64) {
        let now = top::class_for(self.buffer.get().len());
        let needed = top::class_for(top::len(self.top(), bottom) + count);
        self.sweep();
        let mut class = needed.max(now + 1);
        // A buffer there, which the deque has left, is still being read: the next size will do.
        while self.is_occupied(class) {
            class += 1;
        }
        self.move_to(class);
    }

    /// Moves to a buffer of half the size, unless somebody still reads from the last of that size.
    #[cold]
    pub(super) fn shrink(&self) {
        self.sweep();
        let class = top::class_for(self.buffer.get().len()) - 1;
        if !self.is_occupied(class) {
            self.move_to(class);
        }
    }

    fn is_occupied(&self, class: u32) -> bool {
        // [DQ24] Relaxed: the owner alone writes it (I5).
        self.shared.rings.get(class as usize).is_some_and(|ring| !ring.load(Relaxed).is_null())
    }

    /// Moves to a new buffer of this class, which has room for all items.
    fn move_to(&self, class: u32) {
        let bottom = self.bottom();
        let mut seen = self.top();
        let first = top::index(seen);
        let old = self.buffer.get();
        let new = Buffer::allocate(class, first);
        // SAFETY: I3 - they were pushed in the old one; before the CAS they are claimed from there,
        // and after it from the new one.
        unsafe { new.copy_from(old, first..bottom) };
        // [DQ25] Relaxed: thieves come to it by a claim, which [DQ18] lets them make.
        self.shared.rings[class as usize % CLASSES].store(new.ring(), Relaxed);
        // [DQ18] Release/Relaxed: pairs with [DQ8]; the new buffer is there, and filled. A failed
        // try is made again with the top that it found.
        while let Err(newer) = self.shared.top.compare_exchange(
            seen,
            top::word(class, top::index(seen)),
            Release,
            Relaxed,
        ) {
            seen = newer;
        }
        let end = top::index(seen);
        for index in first..end {
            // SAFETY: I2 - it was claimed from the old buffer, before the CAS.
            unsafe { new.skip(index) };
        }
        // Of what was claimed more than a round ago, the slots were used again.
        let next = self.since.get().max(end.saturating_sub(old.len()));
        self.left.borrow_mut().push(Left { class: top::class(seen), buffer: old, next, end });
        self.buffer.set(new);
        self.limit.set(first + new.len());
        self.since.set(end);
        self.few.set(if class > self.class_min { new.len() / 4 } else { 0 });
        self.sweep();
    }

    /// Frees the buffers that nobody reads from any more.
    fn sweep(&self) {
        self.left.borrow_mut().retain_mut(|left| {
            let is_at_rest = left.is_at_rest();
            if is_at_rest {
                // [DQ26] Relaxed: nobody comes to it any more but the owner.
                self.shared.rings[left.class as usize % CLASSES].store(ptr::null_mut(), Relaxed);
                // SAFETY: I4 - the deque has left it, and what was claimed from it was read.
                unsafe { left.buffer.free() };
            }
            !is_at_rest
        });
    }
}
