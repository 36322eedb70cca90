//! Timers with a thread of their own.

use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::sync::Arc;

use super::service::{Service, ServiceRef};
use super::{Job, TimerHandle, apart, ns_after, ns_at, once, repeating};

/// Timers apart from those of [`Timer`](crate::Timer): with a thread of their own, or an executor
/// that makes the calls.
///
/// Dropping it stops them: no call begins any more, and timers in the wheel are cancelled, their
/// closures dropped. A call that is under way goes on; [`stop`](Self::stop) waits for it. Handles
/// may live on. A timer whose deadline never comes ends with its handle.
///
/// # Fork
///
/// As [`Timer`](crate::Timer).
///
/// ```
/// use std::time::Duration;
/// use threadbare_sync::{TimerEnd, Timers};
///
/// let timers = Timers::new();
/// let soon = timers.after(Duration::ZERO, || ());
/// let late = timers.after(Duration::from_secs(60), || ());
/// assert_eq!(soon.join()?, TimerEnd::Ran);
/// drop(timers);
/// assert_eq!(late.join()?, TimerEnd::Cancelled);
/// # Ok::<(), threadbare_sync::TimerPanic>(())
/// ```
pub struct Timers {
    service: Arc<Service>,
}

// A panic in a call or in a destructor leaves nothing half done.
impl UnwindSafe for Timers {}
impl RefUnwindSafe for Timers {}

impl Default for Timers {
    fn default() -> Self {
        Self::new()
    }
}

impl Timers {
    /// No timers yet, and no thread before the first.
    #[must_use]
    pub fn new() -> Self {
        Self { service: Arc::new(Service::new(None)) }
    }

    /// Timers whose thread makes no calls but gives them to `execute`, which is to hand them on: to
    /// a pool, a queue, a thread. While it runs, no other timer fires.
    ///
    /// ```
    /// use std::sync::mpsc;
    /// use std::time::Duration;
    /// use threadbare_sync::{Job, Timers};
    ///
    /// let (send, jobs) = mpsc::channel::<Job>();
    /// let timers = Timers::with_executor(move |job| drop(send.send(job)));
    /// let timer = timers.after(Duration::ZERO, || println!("on the main thread"));
    /// jobs.recv()?.run();
    /// assert!(timer.try_join().is_some());
    /// # Ok::<(), mpsc::RecvError>(())
    /// ```
    #[must_use]
    pub fn with_executor(execute: impl Fn(Job) + Send + Sync + 'static) -> Self {
        Self { service: Arc::new(Service::new(Some(Box::new(execute)))) }
    }

    fn by(&self) -> ServiceRef {
        ServiceRef::own(&self.service)
    }

    /// As [`Timer::after`](crate::Timer::after).
    ///
    /// # Panics
    ///
    /// When the first timer finds that the system has no thread to give.
    #[track_caller]
    pub fn after(&self, delay: Duration, f: impl FnOnce() + Send + 'static) -> TimerHandle {
        once(self.by(), ns_after(delay), f)
    }

    /// As [`Timer::at`](crate::Timer::at).
    ///
    /// # Panics
    ///
    /// As [`after`](Self::after).
    #[track_caller]
    pub fn at(&self, instant: Instant, f: impl FnOnce() + Send + 'static) -> TimerHandle {
        once(self.by(), ns_at(instant), f)
    }

    /// As [`Timer::every`](crate::Timer::every). With an executor, the next call comes when this
    /// one's job has run.
    ///
    /// # Panics
    ///
    /// If the period is zero; and as [`after`](Self::after).
    #[track_caller]
    pub fn every(&self, period: Duration, f: impl FnMut() + Send + 'static) -> TimerHandle {
        repeating(self.by(), period, f)
    }

    /// As [`Timer::spawn_after`](crate::Timer::spawn_after).
    ///
    /// # Panics
    ///
    /// As [`after`](Self::after).
    #[track_caller]
    pub fn spawn_after(&self, delay: Duration, f: impl FnOnce() + Send + 'static) -> TimerHandle {
        apart(self.by(), ns_after(delay), f)
    }

    /// As dropping it, and waits until the thread has ended: then no call is under way on it, nor
    /// will be. Calls that an executor or [`spawn_after`](Self::spawn_after) has may still be.
    ///
    /// # Panics
    ///
    /// In a call on that thread, which would wait for itself. Drop the timers there instead.
    #[track_caller]
    pub fn stop(self) {
        assert!(
            !self.service.is_served_here(),
            "a timer's call stops the thread that makes it, and waits: drop the timers instead"
        );
        if self.service.stop() {
            self.service.wait_for_end();
        }
    }
}

impl Drop for Timers {
    fn drop(&mut self) {
        self.service.stop();
    }
}

impl fmt::Debug for Timers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timers").finish_non_exhaustive()
    }
}
