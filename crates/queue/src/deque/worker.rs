//! The owner's end of a deque. I1 to I6 stand at the head of `mod.rs`.

use core::cell::{Cell, RefCell};
use core::fmt;

use threadbare_sys::atomic::{
    Ordering::{Relaxed, Release, SeqCst},
    fence,
};
use threadbare_sys::sync::Arc;

use super::buffer::Buffer;
use super::moving::Left;
use super::shared::{Flavour, Shared};
use super::{Stealer, top};

/// The class of the smallest buffer, if nobody says otherwise: 64 slots, two batches.
const CLASS_MIN: u32 = 6;

/// The owner of a deque: pushes at one end, and pops at the same end (LIFO) or at the other (FIFO).
///
/// Others take items through a [`Stealer`], always the oldest. There is one worker of a deque; it
/// can be sent to another thread, and not be shared. When it is dropped, what is left can still be
/// stolen; with the last stealer that is dropped, too.
///
/// ```
/// use threadbare_queue::deque::{Steal, Worker};
///
/// let worker = Worker::new_lifo();
/// let stealer = worker.stealer();
/// worker.push(1);
/// worker.push(2);
/// worker.push(3);
/// assert_eq!(worker.pop(), Some(3));
/// assert_eq!(stealer.steal(), Steal::Success(1));
/// assert_eq!(worker.pop(), Some(2));
/// assert_eq!(stealer.steal(), Steal::Empty);
/// ```
///
/// # Fork
///
/// In a forked child the deque has the items that it had. What a thief of the parent had claimed
/// at that moment is not in the child.
///
/// # Source
///
/// Chase and Lev (SPAA 2005), with the orderings of Lê, Pop, Cohen and Zappa Nardelli (PPoPP 2013).
/// That a thief reads its item after the claim, and not before, is ours.
#[doc(alias = "crossbeam_deque::Worker")]
pub struct Worker<T> {
    pub(super) shared: Arc<Shared<T>>,
    /// The buffer of the class that stands in `top`.
    pub(super) buffer: Cell<Buffer<T>>,
    /// The slots serve the indices from the bottom up to here (I6).
    pub(super) limit: Cell<u64>,
    /// The top when that buffer became the deque's: nothing before it was claimed from there.
    pub(super) since: Cell<u64>,
    /// It has too many slots when there are fewer items than this.
    pub(super) few: Cell<u64>,
    /// No buffer is smaller.
    pub(super) class_min: u32,
    /// Buffers that thieves may still read from.
    pub(super) left: RefCell<Vec<Left<T>>>,
}

// SAFETY: I5 - the pointers are to buffers of the deque, which go with it; `T: Send`.
unsafe impl<T: Send> Send for Worker<T> {}

impl<T> Worker<T> {
    /// An empty deque whose owner pops what it pushed first. 64 slots on the heap.
    ///
    /// ```
    /// let worker = threadbare_queue::deque::Worker::new_fifo();
    /// worker.push(1);
    /// worker.push(2);
    /// assert_eq!((worker.pop(), worker.pop(), worker.pop()), (Some(1), Some(2), None));
    /// ```
    #[must_use]
    pub fn new_fifo() -> Self {
        Self::new(Flavour::Fifo, CLASS_MIN)
    }

    /// An empty deque whose owner pops what it pushed last. 64 slots on the heap.
    ///
    /// ```
    /// let worker = threadbare_queue::deque::Worker::new_lifo();
    /// worker.push(1);
    /// worker.push(2);
    /// assert_eq!((worker.pop(), worker.pop(), worker.pop()), (Some(2), Some(1), None));
    /// ```
    #[must_use]
    pub fn new_lifo() -> Self {
        Self::new(Flavour::Lifo, CLASS_MIN)
    }

    /// As [`new_fifo`](Self::new_fifo), with so many slots, or the next power of two. It grows when
    /// they are too few, and never has fewer.
    ///
    /// ```
    /// let worker = threadbare_queue::deque::Worker::fifo_with_capacity(256);
    /// worker.push(1);
    /// assert_eq!(worker.capacity(), 256);
    /// ```
    ///
    /// # Panics
    ///
    /// When there is no such power of two, or that many slots cannot be addressed.
    #[must_use]
    pub fn fifo_with_capacity(capacity: usize) -> Self {
        Self::new(Flavour::Fifo, top::class_for(capacity as u64))
    }

    /// As [`new_lifo`](Self::new_lifo), with so many slots, or the next power of two. It grows when
    /// they are too few, and never has fewer.
    ///
    /// ```
    /// let worker = threadbare_queue::deque::Worker::lifo_with_capacity(100);
    /// worker.push(1);
    /// assert_eq!(worker.capacity(), 128);
    /// ```
    ///
    /// # Panics
    ///
    /// When there is no such power of two, or that many slots cannot be addressed.
    #[must_use]
    pub fn lifo_with_capacity(capacity: usize) -> Self {
        Self::new(Flavour::Lifo, top::class_for(capacity as u64))
    }

    fn new(flavour: Flavour, class: u32) -> Self {
        let (shared, buffer) = Shared::new(flavour, class);
        Self {
            shared: Arc::new(shared),
            buffer: Cell::new(buffer),
            limit: Cell::new(buffer.len()),
            since: Cell::new(0),
            few: Cell::new(0),
            class_min: class,
            left: RefCell::new(Vec::new()),
        }
    }

    /// Makes a thief of this deque.
    ///
    /// ```
    /// let worker = threadbare_queue::deque::Worker::new_fifo();
    /// let stealer = worker.stealer();
    /// worker.push(1);
    /// assert_eq!(stealer.steal().success(), Some(1));
    /// ```
    #[must_use]
    pub fn stealer(&self) -> Stealer<T> {
        Stealer { shared: Arc::clone(&self.shared) }
    }

    /// Pushes an item. Constant time, but for the moves to a buffer of twice the size.
    ///
    /// It never waits for a thief.
    ///
    /// ```
    /// let worker = threadbare_queue::deque::Worker::new_lifo();
    /// worker.push("a task");
    /// assert_eq!(worker.len(), 1);
    /// ```
    ///
    /// # Panics
    ///
    /// When the slots cannot be addressed any more; the deque stays as it was.
    #[inline]
    #[doc(alias = "put")]
    pub fn push(&self, item: T) {
        let bottom = self.bottom();
        if bottom == self.limit.get() {
            self.make_room(bottom, 1);
        }
        // SAFETY: I6 - the slot serves the index, and nothing is there yet.
        unsafe { self.buffer.get().write(bottom, item) };
        self.publish(bottom + 1);
    }

    /// Pops the item that was pushed last (LIFO) or first (FIFO); `None` when there is none, which
    /// is so when thieves have the rest. Constant time, but for the moves to a smaller buffer.
    ///
    /// ```
    /// let worker = threadbare_queue::deque::Worker::new_lifo();
    /// worker.push(1);
    /// assert_eq!(worker.pop(), Some(1));
    /// assert_eq!(worker.pop(), None);
    /// ```
    #[inline]
    #[doc(alias = "get")]
    pub fn pop(&self) -> Option<T> {
        match self.shared.flavour {
            Flavour::Fifo => self.pop_first(),
            Flavour::Lifo => self.pop_last(),
        }
    }

    /// How many items there are. Thieves may take some before it is said.
    ///
    /// ```
    /// let worker = threadbare_queue::deque::Worker::new_lifo();
    /// worker.push(1);
    /// assert_eq!(worker.len(), 1);
    /// ```
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "what lies in memory can be counted")]
    pub fn len(&self) -> usize {
        top::len(self.top(), self.bottom()) as usize
    }

    /// True when nothing is there. It stays true until the owner pushes.
    ///
    /// ```
    /// let worker = threadbare_queue::deque::Worker::new_lifo();
    /// assert!(worker.is_empty());
    /// worker.push(1);
    /// assert!(!worker.is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many slots there are now.
    ///
    /// ```
    /// let worker = threadbare_queue::deque::Worker::new_lifo();
    /// (0..100).for_each(|item| worker.push(item));
    /// assert_eq!(worker.capacity(), 128);
    /// ```
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "what lies in memory can be counted")]
    pub fn capacity(&self) -> usize {
        self.buffer.get().len() as usize
    }

    /// True for a stealer of this deque.
    pub(super) fn is_of(&self, shared: &Arc<Shared<T>>) -> bool {
        Arc::ptr_eq(&self.shared, shared)
    }

    #[inline]
    pub(super) fn bottom(&self) -> u64 {
        // [DQ12] Relaxed: it is ours (I5).
        self.shared.bottom.load(Relaxed)
    }

    /// The top, or an older one.
    #[inline]
    pub(super) fn top(&self) -> u64 {
        // [DQ13] Relaxed: an old one shows more items than there are; the claims find out.
        self.shared.top.load(Relaxed)
    }

    /// Lets thieves see what was written below this bottom.
    #[inline]
    pub(super) fn publish(&self, bottom: u64) {
        // [DQ11] Release: pairs with [DQ5] and [DQ9]; the items are in their slots.
        self.shared.bottom.store(bottom, Release);
    }

    /// Writes items from the bottom on, and publishes them at once. They come oldest first, from a
    /// deque of that flavour; the owner is to pop them as theirs would have.
    ///
    /// There is [room](Self::reserve) for them, and `items` does not come back to this worker.
    pub(super) fn fill(&self, items: impl Iterator<Item = T>, source: Flavour) {
        let bottom = self.bottom();
        let buffer = self.buffer.get();
        let mut end = bottom;
        for item in items {
            // SAFETY: I6 - there is room, so the slot serves the index, and nothing is there yet.
            unsafe { buffer.write(end, item) };
            end += 1;
        }
        if source != self.shared.flavour {
            for offset in 0..(end - bottom) / 2 {
                // SAFETY: I5 - nobody sees them before they are published.
                unsafe { buffer.swap(bottom + offset, end - 1 - offset) };
            }
        }
        self.publish(end);
    }

    #[inline]
    fn pop_first(&self) -> Option<T> {
        let bottom = self.bottom();
        let mut top = self.top();
        loop {
            let len = top::len(top, bottom);
            if len == 0 {
                return None;
            }
            // [DQ16] Relaxed/Relaxed: the items are our own, and who wins is decided by the word
            // alone. A failed try is made again with the top that it found.
            match self.shared.top.compare_exchange(top, top + 1, Relaxed, Relaxed) {
                Ok(_) => {
                    // SAFETY: I1 - we have claimed it, from the only buffer that we are in.
                    let item = unsafe { self.buffer.get().take_as_owner(top::index(top)) };
                    self.shrink_if_few(len - 1);
                    return Some(item);
                }
                Err(seen) => top = seen,
            }
        }
    }

    #[inline]
    fn pop_last(&self) -> Option<T> {
        let (top, bottom) = (self.top(), self.bottom());
        let last = match top::len(top, bottom) {
            0 => return None,
            // A claim alone, without a fence.
            1 => return self.pop_only(top, bottom - 1),
            _ => bottom - 1,
        };
        // [DQ14] Release: pairs with [DQ5] and [DQ9]; a thief that reads it may still claim an item
        // below.
        self.shared.bottom.store(last, Release);
        // [DQ15] SeqCst: pairs with [DQ7]; the two cases stand at the head of `mod.rs`.
        fence(SeqCst);
        // [DQ17] Relaxed: the fence before it orders it.
        let top = self.shared.top.load(Relaxed);
        let len = top::len(top, last);
        if len == 0 {
            let item = self.pop_only(top, last);
            // [DQ23] Relaxed: the top has reached it, so whoever reads it claims nothing.
            self.shared.bottom.store(bottom, Relaxed);
            return item;
        }
        // SAFETY: I1 - the top was below it when nobody could claim it any more.
        let item = unsafe { self.buffer.get().take_back(last) };
        self.shrink_if_few(len);
        Some(item)
    }

    /// Claims the only item, if there still is one, in competition with thieves.
    #[inline]
    fn pop_only(&self, top: u64, last: u64) -> Option<T> {
        let is_there = top::index(top) == last;
        // [DQ19] Relaxed/Relaxed: the item is our own, and who wins is decided by the word alone.
        // If it fails, a thief has the item.
        let is_ours =
            is_there && self.shared.top.compare_exchange(top, top + 1, Relaxed, Relaxed).is_ok();
        // SAFETY: I1 - we have claimed it, from the only buffer that we are in.
        is_ours.then(|| unsafe { self.buffer.get().take_as_owner(last) })
    }

    #[inline]
    fn shrink_if_few(&self, len: u64) {
        if len < self.few.get() {
            self.shrink();
        }
    }
}

impl<T> fmt::Debug for Worker<T> {
    /// Shows how many items there are. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker")
            .field("flavour", &self.shared.flavour)
            .field("len", &self.len())
            .field("capacity", &self.capacity())
            .finish()
    }
}
