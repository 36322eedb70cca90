//! The reader-writer lock itself: eight bytes, no data, no owner.   Chapter: docs/sync/rwlock.md
//!
//! # Words
//!
//! `state` is 24 bits of readers and 8 flags; `door` is a number that moves.
//!
//! | field | meaning | who clears it |
//! |---|---|---|
//! | readers | how many read, without the upgradable one | each reader, by a subtraction |
//! | `WRITER` | somebody writes | the writer |
//! | `UPGRADABLE` | somebody reads who alone may upgrade | that one |
//! | `PENDING` | a thread with the slot waits for the readers to leave | that one |
//! | `WISHED` | a task wishes that the readers leave | the first reader after that; the task |
//! | `AT_STATE` | readers, or who waits for them, may sleep on `state` | whoever unblocks them |
//! | `AT_DOOR` | those who want the slot may sleep on `door` | whoever frees the slot |
//! | `READERS_NEXT` | a reader starves: after the writer, readers | the next reader |
//! | `RESERVED` | a sleeper at the door starves: not to newcomers | who takes the slot |
//!
//! `WRITER`, `UPGRADABLE` and `PENDING` are **the slot**. It is one thread's or task's at a time,
//! except that the upgradable reader has `UPGRADABLE PENDING` while it upgrades.
//!
//! # Moves
//!
//! A reader comes in unless somebody writes or has the slot in order to. A writer takes the slot
//! when it is free: with `WRITER` if nobody reads, else with `PENDING`, which keeps new readers
//! out, and waits until those inside have left. Then it leaves, and wakes all readers, who slept
//! on `state`, and one of those at the door. So a writer waits for the readers that it found, and
//! a reader for one writer. Running threads may overtake those who wake up; one that has slept and
//! waited for half a millisecond sets `READERS_NEXT` or `RESERVED`, and then they may not.
//!
//! # Invariants
//!
//! * I1: with `WRITER` its setter is alone inside; it sets it when the word counts no reader and
//!   the slot is its own or free. Without `WRITER` nobody writes.
//! * I2: who sleeps on `state` sleeps on a word with `AT_STATE` and one of `WRITER`, `PENDING` and
//!   `WISHED`. Whoever clears `AT_STATE` wakes all, and so does the last reader to leave a word
//!   with `PENDING` or `WISHED`.
//! * I3: who sleeps at the door has set or found `AT_DOOR` after it read the door. Whoever clears
//!   `AT_DOOR` moves the door before it leaves, and wakes one; one who was woken sets it again, by
//!   taking the slot or by going back to sleep, or passes the wake on.
//! * I4: `READERS_NEXT` without a writer has an heir among the readers, a free slot with `RESERVED`
//!   among those who slept at the door: awake, or about to be woken. Who sets one of them does not
//!   give up without clearing it or coming in.
//! * I5: after the step that leaves, a release touches the lock no more; it wakes by address.
//!
//! # Cost
//!
//! Uncontended: one CAS in (a reader looks first), one subtraction (reader) or CAS (writer) out,
//! no system call.
//!
//! Read next: `word.rs`, `read.rs`, `slot.rs`, `drain.rs`, `leave.rs`, then `tasks.rs`.

mod drain;
mod leave;
mod read;
mod slot;
mod tasks;
mod upgradable;
mod waits;
mod word;

use core::fmt;

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::const_fn;
use threadbare_sys::futex;

use leave::after_read;
pub use tasks::{AcquireReadAsync, AcquireSlotAsync, AcquireUpgradeAsync};
use word::{
    FREE, Kind, PENDING, READERS, READERS_MAX, UPGRADABLE, WRITER, is_held, is_writing, readers,
};

/// A reader-writer lock without data, in eight bytes.
///
/// Prefer [`RwLock<T>`](crate::RwLock), which cannot be forgotten or misused. This is for adapters,
/// and for what does not fit into a scope. It knows no owner: what one thread acquired another may
/// release.
///
/// # Fairness
///
/// Phase-fair: a writer waits for the readers that are inside when it takes its turn, and keeps
/// newcomers out; when it leaves, the readers that waited come in before the next writer if one of
/// them has starved for half a millisecond, and otherwise compete with whoever runs. Among several
/// writers it is as with [`RawLock`](crate::RawLock): running ones may overtake sleeping ones for
/// half a millisecond. Tasks are woken in the order in which they came, and nothing is kept for
/// them.
///
/// A thread that reads and then waits to read **again** may wait for a writer that waits for it:
/// a deadlock by design. [`acquire_read_again`](Self::acquire_read_again) is for that.
///
/// # Fork
///
/// In a forked child the lock is as it was: free, or held; held for ever where the holder was a
/// thread that the child does not have. Waiters of the parent are not waiters of the child: what
/// was kept for them lapses after 20 milliseconds of waiting. A try does not wait, and may fail
/// until then.
///
/// # Source
///
/// Phase-fairness is Brandenburg and Anderson's ("Reader-writer synchronization for shared-memory
/// multiprocessor real-time systems", 2009); a writer that first takes the lock from new readers
/// and then waits for the old ones is usual; the reservations are those of
/// [`RawLock`](crate::RawLock). Every operation takes constant time but for waiting, and none
/// allocates.
///
/// ```
/// use threadbare_sync::RawRwLock;
///
/// static LOCK: RawRwLock = RawRwLock::new();
///
/// LOCK.acquire_read();
/// assert!(LOCK.try_acquire_read());
/// assert!(!LOCK.try_acquire_write());
/// // SAFETY: two reads are held, and both are released once.
/// unsafe { (LOCK.release_read(), LOCK.release_read()) };
/// assert!(LOCK.try_acquire_write());
/// ```
#[repr(C)]
pub struct RawRwLock {
    state: AtomicU32,
    door: AtomicU32,
}

impl RawRwLock {
    const_fn! {
        /// A free lock.
        #[must_use]
        pub const fn new() -> Self {
            Self { state: AtomicU32::new(FREE), door: AtomicU32::new(0) }
        }
    }

    /// Blocks until the caller may read, beside other readers.
    ///
    /// # Panics
    ///
    /// With more than 16 million readers at once.
    ///
    /// ```
    /// let lock = threadbare_sync::RawRwLock::new();
    /// lock.acquire_read();
    /// assert_eq!(lock.reader_count(), 1);
    /// ```
    #[inline]
    pub fn acquire_read(&self) {
        if !self.enter_plain() {
            let acquired = self.acquire_read_slow(Deadline::NEVER);
            debug_assert!(acquired.is_ok(), "a wait without a deadline does not time out");
        }
    }

    /// Reads if nobody writes or is about to; never blocks. True: the read is ours to release.
    ///
    /// ```
    /// let lock = threadbare_sync::RawRwLock::new();
    /// lock.acquire_write();
    /// assert!(!lock.try_acquire_read());
    /// ```
    #[inline]
    #[must_use = "true means that the read is yours to release"]
    pub fn try_acquire_read(&self) -> bool {
        self.enter_plain() || self.acquire_read_slow(Deadline::NOW).is_ok()
    }

    /// Comes in to read where there are readers at most.
    #[inline]
    fn enter_plain(&self) -> bool {
        // [RW1] Relaxed: only a guess for the CAS.
        let seen = self.state.load(Relaxed);
        if seen >= READERS_MAX {
            return false;
        }
        // [RW2] Acquire/Relaxed: pairs with [RW5] and [RW10]; what the last writer wrote is ours to
        // read. A failed look is only retried.
        self.state.compare_exchange(seen, seen + 1, Acquire, Relaxed).is_ok()
    }

    /// Ends one read.
    ///
    /// # Safety
    ///
    /// * A read of this lock was acquired and not released since.
    /// * Nobody uses what that read protects any more.
    ///
    /// ```
    /// let lock = threadbare_sync::RawRwLock::new();
    /// lock.acquire_read();
    /// // SAFETY: the read was acquired above.
    /// unsafe { lock.release_read() };
    /// assert!(!lock.is_locked());
    /// ```
    #[inline]
    pub unsafe fn release_read(&self) {
        let address = futex::address(&self.state);
        // [RW3] Release: pairs with [RW4], [RW7] and [RW8]; what we read is read before it changes.
        let left = self.state.fetch_sub(1, Release);
        // From here on the lock may be gone (I5).
        debug_assert!(readers(left) > 0, "a read was released that nobody had acquired");
        if left > READERS {
            after_read(address, left);
        }
    }

    /// Blocks until the caller writes, alone.
    ///
    /// ```
    /// let lock = threadbare_sync::RawRwLock::new();
    /// lock.acquire_write();
    /// assert!(lock.is_write_locked());
    /// ```
    #[inline]
    pub fn acquire_write(&self) {
        if !self.write_free() {
            let acquired = self.acquire_slot_slow(Kind::Write, Deadline::NEVER);
            debug_assert!(acquired.is_ok(), "a wait without a deadline does not time out");
        }
    }

    /// Writes if nobody is inside; never blocks. True: the write is ours to release.
    ///
    /// A lock that was released for somebody who has starved counts as taken.
    ///
    /// ```
    /// let lock = threadbare_sync::RawRwLock::new();
    /// lock.acquire_read();
    /// assert!(!lock.try_acquire_write());
    /// ```
    #[inline]
    #[must_use = "true means that the write is yours to release"]
    pub fn try_acquire_write(&self) -> bool {
        self.write_free() || self.acquire_slot_slow(Kind::Write, Deadline::NOW).is_ok()
    }

    /// Writes where there is nothing at all.
    #[inline]
    fn write_free(&self) -> bool {
        // [RW4] Acquire/Relaxed: pairs with [RW3], [RW5] and [RW10]; what was written before is
        // ours to read, and what was read before is ours to change. A failed look is only retried.
        self.state.compare_exchange(FREE, WRITER, Acquire, Relaxed).is_ok()
    }

    /// Ends the write.
    ///
    /// # Safety
    ///
    /// * The write of this lock was acquired and not released since.
    /// * Nobody uses what it protects by that any more.
    ///
    /// ```
    /// let lock = threadbare_sync::RawRwLock::new();
    /// lock.acquire_write();
    /// // SAFETY: the write was acquired above.
    /// unsafe { lock.release_write() };
    /// assert!(!lock.is_locked());
    /// ```
    #[inline]
    pub unsafe fn release_write(&self) {
        // [RW5] Release/Relaxed: pairs with [RW2], [RW4], [RW6] and [RW7]; what we wrote goes to
        // whoever comes next. A failed look is only retried.
        if let Err(seen) = self.state.compare_exchange(WRITER, FREE, Release, Relaxed) {
            self.release_write_slow(seen);
        }
    }

    #[cold]
    #[inline(never)]
    fn release_write_slow(&self, seen: u32) {
        debug_assert!(is_writing(seen), "a write was released that nobody had acquired");
        let _always_applies = self.leave(seen, |word| Some(word::after_write(word)));
    }

    /// Goes on as a reader, with no writer in between.
    ///
    /// # Safety
    ///
    /// * The write of this lock was acquired and not released since.
    /// * From here on, a read is held instead, and the caller only reads.
    ///
    /// ```
    /// let lock = threadbare_sync::RawRwLock::new();
    /// lock.acquire_write();
    /// // SAFETY: the write was acquired above.
    /// unsafe { lock.downgrade() };
    /// assert_eq!(lock.reader_count(), 1);
    /// assert!(lock.try_acquire_read());
    /// ```
    pub unsafe fn downgrade(&self) {
        let _always_applies = self.leave(WRITER, |word| Some(word::write_to_read(word)));
    }

    /// True while somebody is inside. By the time the caller looks at the answer it may be wrong.
    #[must_use]
    #[doc(alias = "locked")]
    pub fn is_locked(&self) -> bool {
        is_held(self.look())
    }

    /// True while somebody writes. By the time the caller looks at the answer it may be wrong.
    #[must_use]
    pub fn is_write_locked(&self) -> bool {
        is_writing(self.look())
    }

    /// How many read, without the upgradable reader. By the time the caller looks at the answer it
    /// may be wrong.
    #[must_use]
    pub fn reader_count(&self) -> usize {
        readers(self.look()) as usize
    }

    fn look(&self) -> u32 {
        // [RW9] Relaxed: an answer that is old at once orders nothing.
        self.state.load(Relaxed)
    }
}

impl Default for RawRwLock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RawRwLock {
    /// Shows who is inside and who may be asleep. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.look();
        let has = |flag| word & flag != 0;
        f.debug_struct("RawRwLock")
            .field("readers", &readers(word))
            .field("writer", &has(WRITER))
            .field("upgradable", &has(UPGRADABLE))
            .field("pending", &has(PENDING))
            .field("parked", &has(word::AT_STATE | word::AT_DOOR))
            .field("reserved", &has(word::READERS_NEXT | word::RESERVED))
            .finish()
    }
}
