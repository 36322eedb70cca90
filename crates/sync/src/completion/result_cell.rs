//! The progress and the slot for what comes of it: what a promise and a completion share.

use core::fmt;
use core::mem::ManuallyDrop;
use core::panic::{RefUnwindSafe, UnwindSafe};

use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::const_fn;

use super::progress::{AlreadyOver, Progress};
use super::word::{self, Content, content};
use super::{Failure, Panic};

/// What comes of the work; the word says which.
union Slot<T> {
    nothing: (),
    value: ManuallyDrop<T>,
    panic: ManuallyDrop<Panic>,
}

/// A result that one writes and one takes, for code that brings its own allocation: a job of a
/// pool, say, that holds its closure beside it. [`pair`](super::pair) is this in an `Arc`.
///
/// 16 bytes and the larger of `T` and 16. It allocates nothing, and may live in a static or on a
/// stack.
///
/// ```
/// use threadbare_sync::completion::ResultCell;
///
/// static ANSWER: ResultCell<u32> = ResultCell::new();
///
/// std::thread::scope(|scope| {
///     // SAFETY: this is the one thread that sets; the cell is a static.
///     scope.spawn(|| unsafe { ANSWER.set(42) });
///     ANSWER.progress().wait();
/// });
/// // SAFETY: this is the one thread that takes.
/// assert_eq!(unsafe { ANSWER.take() }.unwrap().unwrap(), 42);
/// ```
///
/// # Fork
///
/// A child has the cell as it was; what a thread that the child does not have was to set is never
/// set there.
pub struct ResultCell<T> {
    progress: Progress,
    slot: UnsafeCell<Slot<T>>,
}

// SAFETY: by reference a cell gives a value away, and never shares it: I1 and I5.
unsafe impl<T: Send> Sync for ResultCell<T> {}
// SAFETY: the progress belongs to no thread, and the slot is `T` or a panic, which is `Send`.
unsafe impl<T: Send> Send for ResultCell<T> {}

// The value goes in and out in one step each: nobody sees half of it.
impl<T> UnwindSafe for ResultCell<T> {}
impl<T> RefUnwindSafe for ResultCell<T> {}

impl<T> ResultCell<T> {
    const_fn! {
        /// A cell of work that has not begun.
        #[must_use]
        pub const fn new() -> Self {
            Self { progress: Progress::new(), slot: UnsafeCell::new(Slot { nothing: () }) }
        }
    }

    /// How far the work has come, and who waits.
    #[must_use]
    pub const fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Ends the work with its value. When nobody listens, the cell is not touched after the step
    /// that ends it: whoever has waited may free it.
    ///
    /// # Errors
    ///
    /// The value, when the work was cancelled.
    ///
    /// # Safety
    ///
    /// * Of all calls of `set`, `fail` and `abandon` of this cell, no two run at the same time,
    ///   and after one that succeeded none follows.
    /// * While there are listeners (callbacks, [`wait`](super::wait) and
    ///   [`as_completed`](super::as_completed)), the cell lives until this call returns.
    pub unsafe fn set(&self, value: T) -> Result<(), T> {
        let slot = Slot { value: ManuallyDrop::new(value) };
        // SAFETY: the caller's promise.
        let refused = unsafe { self.end(slot, word::done) };
        // SAFETY: what comes back is what was given.
        refused.map_err(|slot| ManuallyDrop::into_inner(unsafe { slot.value }))
    }

    /// Ends the work with its panic, as [`set`](Self::set) does with its value.
    ///
    /// # Errors
    ///
    /// The panic, when the work was cancelled.
    ///
    /// # Safety
    ///
    /// As [`set`](Self::set).
    pub unsafe fn fail(&self, panic: Panic) -> Result<(), Panic> {
        let slot = Slot { panic: ManuallyDrop::new(panic) };
        // SAFETY: the caller's promise.
        let refused = unsafe { self.end(slot, word::panicked) };
        // SAFETY: what comes back is what was given.
        refused.map_err(|slot| ManuallyDrop::into_inner(unsafe { slot.panic }))
    }

    /// Ends the work without a value, unless it is over.
    ///
    /// # Safety
    ///
    /// The cell lives until this call returns, if there are listeners. Unlike
    /// [`set`](Self::set) it may be called at any time.
    pub unsafe fn abandon(&self) {
        // Over already: then there is nothing to abandon.
        let _: Result<(), AlreadyOver> = self.progress.end(word::abandoned);
    }

    /// Writes the slot and ends the work, or takes the slot back.
    ///
    /// # Safety
    ///
    /// As [`set`](Self::set).
    unsafe fn end(&self, slot: Slot<T>, ended: fn(u32) -> Option<u32>) -> Result<(), Slot<T>> {
        self.slot.with_mut(|place| {
            // SAFETY: I1 - the caller is the only one that sets, and nobody takes before the end.
            unsafe { place.write(slot) };
        });
        self.progress.end(ended).map_err(|AlreadyOver| {
            // SAFETY: I1 - it was cancelled, so nobody takes; what we wrote is ours.
            self.slot.with(|place| unsafe { place.read() })
        })
    }

    /// Takes the result out, if the work is over and nobody has taken it.
    ///
    /// # Safety
    ///
    /// No two calls run at the same time, and none beside [`failure`](Self::failure).
    pub unsafe fn take(&self) -> Option<Result<T, Failure>> {
        let seen = self.progress.take();
        match content(seen) {
            Content::Value => {
                // SAFETY: the word says so, and the caller is the only one that takes.
                let slot = unsafe { self.read() };
                // SAFETY: the word says that it is a value.
                Some(Ok(ManuallyDrop::into_inner(unsafe { slot.value })))
            }
            Content::Panic => {
                // SAFETY: the word says so, and the caller is the only one that takes.
                let slot = unsafe { self.read() };
                // SAFETY: the word says that it is a panic.
                let panic = ManuallyDrop::into_inner(unsafe { slot.panic });
                Some(Err(Failure::Panicked(panic)))
            }
            Content::Nothing if word::is_taken(seen) => None,
            Content::Nothing => failure(seen).map(Err),
        }
    }

    /// # Safety
    ///
    /// The work is over with something in the slot, and nobody else has taken it.
    unsafe fn read(&self) -> Slot<T> {
        // SAFETY: the caller's promise; it was written before the end, which we have seen.
        self.slot.with(|place| unsafe { place.read() })
    }

    /// Why there is no value; `None` while the work is not over, when there is one, and when the
    /// failure was taken.
    ///
    /// # Safety
    ///
    /// While the answer lives, nobody takes.
    #[must_use]
    pub unsafe fn failure(&self) -> Option<Failure<&Panic>> {
        let seen = self.progress.look();
        match content(seen) {
            Content::Panic => self.slot.with(|place| {
                // SAFETY: the word says that the slot was written before the end, which we have
                // seen; the caller keeps others from taking.
                let slot = unsafe { &*place };
                // SAFETY: the word says that it is a panic.
                Some(Failure::Panicked(&**unsafe { &slot.panic }))
            }),
            Content::Value => None,
            Content::Nothing => failure(seen),
        }
    }
}

/// The failures that need no slot.
fn failure<P>(word: u32) -> Option<Failure<P>> {
    match word::phase(word) {
        word::Phase::Cancelled => Some(Failure::Cancelled),
        word::Phase::Abandoned => Some(Failure::Abandoned),
        _ => None,
    }
}

impl<T> Default for ResultCell<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Drop for ResultCell<T> {
    fn drop(&mut self) {
        let content = content(self.progress.word_alone());
        self.slot.with_mut(|place| {
            // SAFETY: `&mut self` - nobody else reaches the slot.
            let slot = unsafe { &mut *place };
            match content {
                Content::Nothing => {}
                Content::Value => {
                    // SAFETY: the word says that it is a value, which nobody has taken.
                    let value = unsafe { &mut slot.value };
                    // SAFETY: as above; nobody uses it again.
                    unsafe { ManuallyDrop::drop(value) };
                }
                Content::Panic => {
                    // SAFETY: the word says that it is a panic, which nobody has taken.
                    let panic = unsafe { &mut slot.panic };
                    // SAFETY: as above; nobody uses it again.
                    unsafe { ManuallyDrop::drop(panic) };
                }
            }
        });
    }
}

impl<T> fmt::Debug for ResultCell<T> {
    /// Shows the progress. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResultCell").field("progress", &self.progress).finish_non_exhaustive()
    }
}
