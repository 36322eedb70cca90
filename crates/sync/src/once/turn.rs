//! A turn: the right of one to complete a `Once`. The word and I1 to I5 stand at the head of
//! `mod.rs`.

use core::mem::ManuallyDrop;

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed, Release};
use threadbare_sys::{fork, futex, thread};

use super::Once;
use super::word::{
    COMPLETE, INCOMPLETE, TASK, THREAD, by_task, by_thread, has_waiters, is_held_by, runner, state,
    taken,
};

/// What somebody finds who wants it done.
pub(crate) enum Entry<'a> {
    /// Somebody has completed it.
    Done,
    /// It is ours to do.
    Ours(Turn<'a>),
}

/// The right to complete it. Dropped, it is given up: the `Once` is as if it had not been tried.
#[must_use = "a turn that is dropped is given up"]
pub(crate) struct Turn<'a> {
    once: &'a Once,
    /// The word without its sleepers, as long as the turn is ours (I4).
    token: u32,
}

/// The word of the calling thread, for a turn that begins and ends in one call.
pub(super) fn this_thread() -> u32 {
    by_thread(thread::index())
}

/// The word of a task of this process, for a turn that lasts over several polls.
pub(super) fn some_task() -> u32 {
    by_task(fork::generation())
}

/// True when nobody is at it, or nobody who can go on with it here (I4).
pub(super) fn is_free(word: u32) -> bool {
    match state(word) {
        INCOMPLETE => true,
        THREAD => !thread::exists(runner(word)),
        TASK => runner(word) != runner(some_task()),
        _ => false,
    }
}

impl Once {
    /// Takes it, if the word is still as `seen`.
    pub(super) fn take(&self, seen: u32, token: u32) -> Option<Turn<'_>> {
        // [ON4] Acquire/Relaxed: pairs with [ON6]; what an earlier turn did and left undone is ours
        // to read. A failed look is only retried.
        let took = self.word.compare_exchange(seen, taken(seen, token), Acquire, Relaxed);
        took.ok().map(|_| Turn { once: self, token })
    }
}

impl Turn<'_> {
    /// Done, for good.
    pub(crate) fn complete(self) {
        ManuallyDrop::new(self).leave(COMPLETE);
    }

    /// Makes the turn of a task one of the calling thread. `None`: it is ours no more, because this
    /// is a forked child in which somebody else took it over (I4).
    pub(crate) fn settle(self) -> Option<Self> {
        let Self { once, token } = *ManuallyDrop::new(self);
        let ours = this_thread();
        let mut seen = token;
        while is_held_by(seen, token) {
            // [ON5] Relaxed/Relaxed: our turn has read what came before it, at [ON4]; what it has
            // to publish, [ON6] does.
            match once.word.compare_exchange(seen, taken(seen, ours), Relaxed, Relaxed) {
                Ok(_) => return Some(Turn { once, token: ours }),
                Err(newer) => seen = newer,
            }
        }
        None
    }

    /// Leaves the turn, unless it is ours no more.
    fn leave(&self, next: u32) {
        let word = &self.once.word;
        let address = futex::address(word);
        let mut seen = self.token;
        while is_held_by(seen, self.token) {
            // [ON6] Release/Relaxed: pairs with [ON1], [ON2], [ON4], [ON7] and [ON10]; what we did
            // is theirs to read. A failed look is only retried.
            match word.compare_exchange(seen, next, Release, Relaxed) {
                Ok(_) if has_waiters(seen) => {
                    // [ON9] wake: we cleared WAITERS (I2). The `Once` may be gone (I5).
                    futex::wake(address, u32::MAX);
                    return;
                }
                Ok(_) => return,
                Err(newer) => seen = newer,
            }
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.leave(INCOMPLETE);
    }
}
