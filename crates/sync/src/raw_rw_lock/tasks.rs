//! Waiting as a task: the moves of the slow paths, one poll at a time.
//!
//! A task does not spin, does not starve and keeps nothing for itself, for it may be polled much
//! later, or never. A task that is to write does not set `PENDING`: it *wishes* that the readers
//! leave. A wish holds newcomers back until nobody reads, and then it is anybody's turn.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use threadbare_sys::atomic::AtomicU32;
use threadbare_sys::atomic::Ordering::Relaxed;
use threadbare_sys::futex::{self, Wait, WaitAsync};

use super::RawRwLock;
use super::leave::wake_one;
use super::read::notice_forks;
use super::word::{self, Kind, asleep_at_state, may_claim, may_read, must_drain, readers, wished};

const POLLED_TWICE: &str = "polled after it was ready: the lock is yours, release it";

/// Waits for a word, if there is one to wait for.
#[derive(Default)]
struct Sleep<'a> {
    wait: Option<WaitAsync<'a>>,
}

impl<'a> Sleep<'a> {
    /// Goes to sleep at the next poll.
    fn on(&mut self, word: &'a AtomicU32, expected: u32) {
        // [RW50] wait: on a word that was announced (I2, I3); the first poll looks once more.
        self.wait = Some(futex::wait_async(word, expected));
    }

    /// Ready when there is nothing to wait for any more: `None` if there was nothing at all.
    ///
    /// # Safety
    ///
    /// `self` does not move from the first poll to its drop.
    unsafe fn poll(&mut self, task: &mut Context<'_>) -> Poll<Option<Wait>> {
        let Some(wait) = &mut self.wait else { return Poll::Ready(None) };
        // SAFETY: `wait` is a part of `self`, which stays in place (the caller).
        match unsafe { Pin::new_unchecked(wait) }.poll(task) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(outcome) => {
                self.wait = None;
                Poll::Ready(Some(outcome))
            }
        }
    }
}

/// The future of [`RawRwLock::acquire_read_async`], which has an example. Once it is ready, the
/// read is the caller's to release.
#[must_use = "futures do nothing unless they are polled"]
pub struct AcquireReadAsync<'a> {
    lock: &'a RawRwLock,
    sleep: Sleep<'a>,
    has_slept: bool,
    is_done: bool,
}

impl<'a> AcquireReadAsync<'a> {
    pub(super) fn new(lock: &'a RawRwLock) -> Self {
        Self { lock, sleep: Sleep::default(), has_slept: false, is_done: false }
    }

    /// Comes in; otherwise announces a sleeper and returns the word to sleep on.
    fn enter_or_announce(&self) -> Result<(), u32> {
        notice_forks();
        // [RW51] Relaxed: only a first guess for the CAS.
        let mut seen = self.lock.state.load(Relaxed);
        loop {
            if may_read(seen, self.has_slept) {
                match self.lock.enter(seen) {
                    Ok(()) => return Ok(()),
                    Err(newer) => seen = newer,
                }
            } else {
                match self.lock.announce_at_state(seen, asleep_at_state(seen, false)) {
                    Ok(asleep) => return Err(asleep),
                    Err(newer) => seen = newer,
                }
            }
        }
    }
}

impl Future for AcquireReadAsync<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `sleep`, the one field that is pinned, is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(!this.is_done, "{POLLED_TWICE}");
        loop {
            // SAFETY: `this` was pinned, and `sleep` is a part of it that never moves.
            match unsafe { this.sleep.poll(task) } {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(outcome) => this.has_slept |= outcome == Some(Wait::Woken),
            }
            match this.enter_or_announce() {
                Ok(()) => {
                    this.is_done = true;
                    return Poll::Ready(());
                }
                Err(asleep) => this.sleep.on(&this.lock.state, asleep),
            }
        }
    }
}

/// The future of [`RawRwLock::acquire_write_async`] and [`RawRwLock::acquire_upgradable_async`],
/// which have examples. Once it is ready, the lock is the caller's to release.
#[must_use = "futures do nothing unless they are polled"]
pub struct AcquireSlotAsync<'a> {
    lock: &'a RawRwLock,
    kind: Kind,
    sleep: Sleep<'a>,
    is_at_door: bool,
    has_slept: bool,
    /// A wake at the door chose us, and we have neither the slot nor a place at the door again.
    owes_wake: bool,
    /// A wish of ours may stand in the word.
    has_wished: bool,
    is_done: bool,
}

impl<'a> AcquireSlotAsync<'a> {
    pub(super) fn new(lock: &'a RawRwLock, kind: Kind) -> Self {
        Self {
            lock,
            kind,
            sleep: Sleep::default(),
            is_at_door: false,
            has_slept: false,
            owes_wake: false,
            has_wished: false,
            is_done: false,
        }
    }

    /// Takes the slot; otherwise announces a sleeper and returns what to sleep on.
    fn claim_or_announce(&mut self) -> Result<(), (&'a AtomicU32, u32)> {
        notice_forks();
        let lock = self.lock;
        // [RW52] Relaxed: only a first guess for the CAS.
        let mut seen = lock.state.load(Relaxed);
        loop {
            let step = if !may_claim(seen, self.has_slept) {
                lock.announce_at_door(seen, false).map(|door| {
                    self.owes_wake = false;
                    self.is_at_door = true;
                    Some((&lock.door, door))
                })
            } else if must_drain(seen, self.kind) {
                lock.announce_at_state(seen, wished(seen)).map(|asleep| {
                    self.has_wished = true;
                    self.is_at_door = false;
                    Some((&lock.state, asleep))
                })
            } else {
                lock.claim(seen, self.kind, self.has_slept).map(|_| None)
            };
            match step {
                Ok(None) => return Ok(()),
                Ok(Some(sleep)) => return Err(sleep),
                Err(newer) => seen = newer,
            }
        }
    }
}

impl Future for AcquireSlotAsync<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `sleep`, the one field that is pinned, is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(!this.is_done, "{POLLED_TWICE}");
        loop {
            // SAFETY: `this` was pinned, and `sleep` is a part of it that never moves.
            match unsafe { this.sleep.poll(task) } {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(outcome) => {
                    let is_chosen = this.is_at_door && outcome == Some(Wait::Woken);
                    this.has_slept |= is_chosen;
                    this.owes_wake |= is_chosen;
                }
            }
            match this.claim_or_announce() {
                Ok(()) => {
                    this.is_done = true;
                    return Poll::Ready(());
                }
                Err((word, expected)) => this.sleep.on(word, expected),
            }
        }
    }
}

impl Drop for AcquireSlotAsync<'_> {
    fn drop(&mut self) {
        if self.is_done {
            return;
        }
        if self.has_wished {
            self.lock.take_wish_back();
        }
        if self.owes_wake {
            wake_one(futex::address(&self.lock.door));
        }
    }
}

/// The future of [`RawRwLock::upgrade_async`], which has an example. Once it is ready, the caller
/// writes.
#[must_use = "futures do nothing unless they are polled"]
pub struct AcquireUpgradeAsync<'a> {
    lock: &'a RawRwLock,
    sleep: Sleep<'a>,
    has_wished: bool,
    is_done: bool,
}

impl<'a> AcquireUpgradeAsync<'a> {
    pub(super) fn new(lock: &'a RawRwLock) -> Self {
        Self { lock, sleep: Sleep::default(), has_wished: false, is_done: false }
    }

    /// Writes if nobody reads; otherwise wishes that, and returns the word to sleep on.
    fn upgrade_or_announce(&mut self) -> Result<(), u32> {
        notice_forks();
        // [RW53] Relaxed: only a first guess for the CAS.
        let mut seen = self.lock.state.load(Relaxed);
        loop {
            if readers(seen) == 0 {
                match self.lock.write_drained(seen) {
                    Ok(()) => return Ok(()),
                    Err(newer) => seen = newer,
                }
            } else {
                match self.lock.announce_at_state(seen, wished(seen)) {
                    Ok(asleep) => {
                        self.has_wished = true;
                        return Err(asleep);
                    }
                    Err(newer) => seen = newer,
                }
            }
        }
    }
}

impl Future for AcquireUpgradeAsync<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `sleep`, the one field that is pinned, is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(!this.is_done, "{POLLED_TWICE}");
        loop {
            // SAFETY: `this` was pinned, and `sleep` is a part of it that never moves.
            if unsafe { this.sleep.poll(task) }.is_pending() {
                return Poll::Pending;
            }
            match this.upgrade_or_announce() {
                Ok(()) => {
                    this.is_done = true;
                    return Poll::Ready(());
                }
                Err(asleep) => this.sleep.on(&this.lock.state, asleep),
            }
        }
    }
}

impl Drop for AcquireUpgradeAsync<'_> {
    fn drop(&mut self) {
        if self.has_wished && !self.is_done {
            self.lock.take_wish_back();
        }
    }
}

impl RawRwLock {
    /// Lets those in whom a wish holds back. If it was another task's as well, that one is woken,
    /// and wishes again.
    #[cold]
    fn take_wish_back(&self) {
        // [RW54] Relaxed: only a first guess for the CAS.
        let seen = self.state.load(Relaxed);
        let _fulfilled_or_taken_over = self.leave(seen, word::unwished);
    }
}

impl fmt::Debug for AcquireReadAsync<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, "AcquireReadAsync", self.lock, &self.sleep)
    }
}

impl fmt::Debug for AcquireSlotAsync<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, "AcquireSlotAsync", self.lock, &self.sleep)
    }
}

impl fmt::Debug for AcquireUpgradeAsync<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, "AcquireUpgradeAsync", self.lock, &self.sleep)
    }
}

fn show(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    lock: &RawRwLock,
    sleep: &Sleep<'_>,
) -> fmt::Result {
    f.debug_struct(name).field("lock", lock).field("waiting", &sleep.wait.is_some()).finish()
}
