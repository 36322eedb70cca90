//! What the one who armed a timer has in hand.

use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed};
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Wait};

use super::end::{Ended, TimerEnd, TimerPanic};
use super::entry::{EntryRef, Head};
use super::job::cancel_taken;
use super::join_async::JoinTimerAsync;
use super::shard::Found;
use super::word::{
    ARMED, CANCELLED, IDLE, LAST, PANICKED, RAN, WAITED, is_over, is_pending, stage,
};
use super::{no_thread, ns_after};
use crate::TimedOut;

/// A timer that was armed. Dropping the handle leaves the timer alone: it fires all the same.
///
/// # Fork
///
/// The timers of a parent do not fire in its child. There a handle says that its timer is not
/// pending, `join` says [`Cancelled`](TimerEnd::Cancelled) at once if it was not over before the
/// fork, and `cancel` drops the child's copy of the closure.
///
/// ```
/// use std::time::Duration;
/// use threadbare_sync::{Timer, TimerEnd};
///
/// let bored = Timer::after(Duration::from_secs(3600), || unreachable!());
/// assert!(bored.is_pending());
/// assert!(bored.cancel());
/// assert_eq!(bored.join()?, TimerEnd::Cancelled);
/// # Ok::<(), threadbare_sync::TimerPanic>(())
/// ```
#[must_use = "drop it to let the timer go its way, or keep it to cancel or join"]
pub struct TimerHandle {
    entry: EntryRef,
}

// SAFETY: an entry may be used from any thread; its closure is `Send`.
unsafe impl Send for TimerHandle {}
// SAFETY: as above; what shared references do is guarded by the service's lock.
unsafe impl Sync for TimerHandle {}
impl UnwindSafe for TimerHandle {}
impl RefUnwindSafe for TimerHandle {}

impl TimerHandle {
    pub(super) const fn new(entry: EntryRef) -> Self {
        Self { entry }
    }

    pub(super) fn head(&self) -> &Head {
        self.entry.head()
    }

    /// Cancels the timer. True: no call begins any more, and the closure has been dropped. False:
    /// the call has begun, or it is over.
    ///
    /// Of "cancelled" and "called" exactly one happens to a timer that is called once. For a
    /// repeating timer whose call is under way the answer is true as well: that call is the last,
    /// and the closure is dropped when it returns. A timer may cancel itself.
    ///
    /// Takes constant time. The closure is dropped on this thread, outside every lock.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_sync::Timer;
    ///
    /// let timer = Timer::after(Duration::from_secs(60), || println!("never printed"));
    /// assert!(timer.cancel());
    /// assert!(!timer.cancel());
    /// ```
    #[expect(clippy::must_use_candidate, reason = "a cancel is done for its effect")]
    pub fn cancel(&self) -> bool {
        let head = self.head();
        if head.is_foreign() {
            return self.cancel_foreign();
        }
        match head.service.get().cancel(self.entry) {
            Found::Waiting => {
                cancel_taken(self.entry);
                true
            }
            Found::InLastCall => true,
            Found::Over => false,
        }
    }

    /// In a child, for a timer of the parent: the wheel is another, so only the closure is left.
    #[cold]
    fn cancel_foreign(&self) -> bool {
        // [TM28] Relaxed: of two that cancel, one sees no LAST, and it alone drops the closure,
        // which nobody has touched since the handle was made.
        let left = self.head().word.fetch_or(LAST, Relaxed);
        let is_first = left & LAST == 0 && matches!(stage(left), IDLE | ARMED);
        if is_first {
            cancel_taken(self.entry);
        }
        is_first
    }

    /// Moves the next call to `delay` from now; a repeating timer goes on from there. False: no
    /// call is to come, so nothing was moved.
    ///
    /// A delay that does not fit into the clock means never; another reset ends that.
    ///
    /// # Panics
    ///
    /// When this timer is the first with a deadline, and the system has no thread to give.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_sync::{Timer, TimerEnd};
    ///
    /// let watchdog = Timer::after(Duration::from_secs(60), || ());
    /// assert!(watchdog.reset(Duration::ZERO));
    /// assert_eq!(watchdog.join()?, TimerEnd::Ran);
    /// assert!(!watchdog.reset(Duration::ZERO));
    /// # Ok::<(), threadbare_sync::TimerPanic>(())
    /// ```
    #[track_caller]
    #[expect(clippy::must_use_candidate, reason = "a reset is done for its effect")]
    pub fn reset(&self, delay: Duration) -> bool {
        let head = self.head();
        if head.is_foreign() {
            return false;
        }
        let service = head.service.get();
        let Some(after) = service.reset(self.entry, ns_after(delay)) else { return false };
        if let Err(error) = service.follow_up(&head.service, after) {
            no_thread(&error);
        }
        true
    }

    /// True while a call is still to come. By the time the caller looks at the answer it may be
    /// wrong.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_sync::Timer;
    ///
    /// let timer = Timer::every(Duration::from_secs(60), || ());
    /// assert!(timer.is_pending());
    /// timer.cancel();
    /// assert!(!timer.is_pending());
    /// ```
    #[must_use]
    #[doc(alias = "is_alive")]
    pub fn is_pending(&self) -> bool {
        // [TM29] Relaxed: an answer that is old at once orders nothing.
        let word = self.head().word.load(Relaxed);
        is_pending(word, self.head().repeats()) && !self.head().is_foreign()
    }

    /// Blocks until the timer was called, was cancelled, or has panicked.
    ///
    /// # Errors
    ///
    /// [`TimerPanic`]: its call has panicked.
    ///
    /// # Panics
    ///
    /// When it would wait for itself: in the timer's own call, or in any call on the thread that
    /// is to make this one.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_sync::{Timer, TimerEnd};
    ///
    /// let timer = Timer::after(Duration::from_millis(1), || ());
    /// assert_eq!(timer.join()?, TimerEnd::Ran);
    /// # Ok::<(), threadbare_sync::TimerPanic>(())
    /// ```
    #[track_caller]
    pub fn join(&self) -> Ended {
        let ended = self.join_until(Deadline::NEVER);
        ended.unwrap_or_else(|_| unreachable!("a wait without a deadline does not time out"))
    }

    /// Says how the timer ended, if it has; never blocks.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_sync::Timer;
    ///
    /// let timer = Timer::after(Duration::from_secs(60), || ());
    /// assert!(timer.try_join().is_none());
    /// ```
    #[must_use]
    pub fn try_join(&self) -> Option<Result<TimerEnd, TimerPanic>> {
        // [TM30] Acquire: pairs with [TM2]; what the call did is ours to read.
        self.end_in(self.head().word.load(Acquire))
    }

    /// As [`join`](Self::join), for at most `timeout`. Zero means try; one that does not fit into
    /// the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: it is not over. Within: [`TimerPanic`], its call has panicked.
    ///
    /// # Panics
    ///
    /// As [`join`](Self::join), for a timeout that means for ever.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_sync::Timer;
    ///
    /// let timer = Timer::after(Duration::from_secs(60), || ());
    /// assert!(timer.join_timeout(Duration::from_millis(1)).is_err());
    /// ```
    #[track_caller]
    pub fn join_timeout(&self, timeout: Duration) -> Result<Ended, TimedOut> {
        match self.try_join() {
            Some(ended) => Ok(ended),
            None => self.join_until(Deadline::after(timeout)),
        }
    }

    /// As [`join`](Self::join), at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: it is not over. Within: [`TimerPanic`], its call has panicked.
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    /// use threadbare_sync::Timer;
    ///
    /// let timer = Timer::after(Duration::from_secs(60), || ());
    /// assert!(timer.join_deadline(Instant::now()).is_err());
    /// ```
    #[track_caller]
    pub fn join_deadline(&self, deadline: Instant) -> Result<Ended, TimedOut> {
        match self.try_join() {
            Some(ended) => Ok(ended),
            None => self.join_until(Deadline::at(deadline)),
        }
    }

    /// Waits for the end as a task.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind.
    ///
    /// # Panics
    ///
    /// The future, when it is polled again after it was ready.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}, time::Duration};
    /// use threadbare_sync::Timer;
    ///
    /// let timer = Timer::after(Duration::from_secs(60), || ());
    /// let mut join = pin!(timer.join_async());
    /// assert!(join.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    /// timer.cancel();
    /// assert!(join.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    /// ```
    pub fn join_async(&self) -> JoinTimerAsync<'_> {
        JoinTimerAsync::new(self)
    }

    /// How it ended, if the word says that it has.
    pub(super) fn end_in(&self, word: u32) -> Option<Ended> {
        match stage(word) {
            RAN => Some(Ok(TimerEnd::Ran)),
            CANCELLED => Some(Ok(TimerEnd::Cancelled)),
            PANICKED => {
                let payload = self.head().service.get().take_payload(self.entry);
                Some(Err(TimerPanic::new(payload)))
            }
            _ if self.head().is_foreign() => Some(Ok(TimerEnd::Cancelled)),
            _ => None,
        }
    }

    #[track_caller]
    fn join_until(&self, deadline: Deadline) -> Result<Ended, TimedOut> {
        loop {
            let word = match self.look_or_announce() {
                Ok(ended) => return Ok(ended),
                Err(word) => word,
            };
            if deadline.is_never() {
                self.assert_not_by_itself();
            }
            if self.sleep_on(word, deadline) == Wait::TimedOut {
                // The end may have come without a wake for us in this very moment.
                return self.try_join().ok_or(TimedOut);
            }
        }
    }

    /// How it ended; or the word to sleep on.
    pub(super) fn look_or_announce(&self) -> Result<Ended, u32> {
        // [TM20] Acquire: pairs with [TM2]; what the call did is ours to read.
        let mut seen = self.head().word.load(Acquire);
        loop {
            if let Some(ended) = self.end_in(seen) {
                return Ok(ended);
            }
            if seen & WAITED != 0 {
                return Err(seen);
            }
            // [TM32] Relaxed/Acquire: the bit carries no data. A failed look may find the end:
            // then it is as [TM20].
            match self.head().word.compare_exchange(seen, seen | WAITED, Relaxed, Acquire) {
                Ok(_) => return Err(seen | WAITED),
                Err(newer) => seen = newer,
            }
        }
    }

    /// A function of its own, so that a model knows the wait by its place and not by its caller's.
    fn sleep_on(&self, word: u32, deadline: Deadline) -> Wait {
        // [TM31] wait: on a word with WAITED; whoever ends the timer wakes all then.
        futex::wait(&self.head().word, word, deadline)
    }

    #[track_caller]
    fn assert_not_by_itself(&self) {
        let head = self.head();
        assert!(
            !head.is_called_here() && !head.service.get().is_served_here(),
            "a timer's call waits for a timer that only this thread can call: give the wait a \
             timeout, or make the call elsewhere (`spawn_after`, `Timers::with_executor`)"
        );
    }
}

impl Drop for TimerHandle {
    fn drop(&mut self) {
        // SAFETY: the handle goes, and uses the entry no more.
        unsafe { self.entry.detach() };
    }
}

impl fmt::Debug for TimerHandle {
    /// Shows how far the timer is. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // [TM33] Relaxed: for a person to read, and old at once.
        let word = self.head().word.load(Relaxed);
        f.debug_struct("TimerHandle")
            .field("pending", &is_pending(word, self.head().repeats()))
            .field("over", &is_over(word))
            .finish_non_exhaustive()
    }
}
