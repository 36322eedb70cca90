//! Monotonic time and the [`Deadline`] that every wait takes.
//!
//! A deadline is a point on `CLOCK_MONOTONIC`, in whole nanoseconds since its start, so a wait
//! that is interrupted and begun again keeps the moment at which it must end. Two values are
//! special: [`Deadline::NEVER`], which is also what a timeout becomes that does not fit, and
//! [`Deadline::NOW`], which turns a wait into a try.

use core::time::Duration;
use std::time::Instant;

#[cfg(not(threadbare_loom))]
use kernel::{monotonic_ns, rescue};

#[cfg(threadbare_loom)]
use crate::model::clock::{monotonic_ns, rescue};

/// A moment on the monotonic clock, to measure from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    ns: u64,
}

impl Moment {
    /// This moment. About 25 ns where the kernel's vDSO serves the clock.
    #[must_use]
    pub fn now() -> Self {
        Self { ns: monotonic_ns() }
    }

    /// Nanoseconds since the monotonic clock began.
    #[must_use]
    pub fn ns(self) -> u64 {
        self.ns
    }

    /// The time since this moment, zero if the moment is yet to come.
    ///
    /// ```
    /// use threadbare_sys::clock::Moment;
    ///
    /// let start = Moment::now();
    /// assert!(start.elapsed() <= start.elapsed());
    /// ```
    #[must_use]
    pub fn elapsed(self) -> Duration {
        Duration::from_nanos(monotonic_ns().saturating_sub(self.ns))
    }
}

/// The moment at which a wait gives up.
///
/// ```
/// use std::time::Duration;
/// use threadbare_sys::clock::Deadline;
///
/// assert!(Deadline::after(Duration::ZERO).is_now());
/// assert!(Deadline::after(Duration::MAX).is_never());
/// assert!(!Deadline::after(Duration::from_secs(3600)).is_past());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    ns: u64,
}

impl Deadline {
    /// A deadline that never comes.
    pub const NEVER: Self = Self { ns: u64::MAX };

    /// A deadline that has come already: a wait with it is a try.
    pub const NOW: Self = Self { ns: 0 };

    /// The deadline `timeout` from now: zero is [`NOW`](Self::NOW), and one that lies beyond
    /// the clock's end (584 years) is [`NEVER`](Self::NEVER).
    #[must_use]
    pub fn after(timeout: Duration) -> Self {
        if timeout.is_zero() {
            return Self::NOW;
        }
        let ns = u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX);
        Self { ns: monotonic_ns().saturating_add(ns) }
    }

    /// The deadline at `instant`; one that has passed is [`NOW`](Self::NOW).
    #[must_use]
    pub fn at(instant: Instant) -> Self {
        Self::after(instant.saturating_duration_since(Instant::now()))
    }

    /// The deadline `timeout` from now, against what no model can contain: a fork in the middle
    /// of a hand-over, a thread that is stopped for good. In a model it never comes, so that
    /// nothing can lean on it.
    #[must_use]
    pub fn rescue(timeout: Duration) -> Self {
        rescue(timeout)
    }

    /// The deadline at so many nanoseconds since the monotonic clock began. Zero is
    /// [`NOW`](Self::NOW), the largest number [`NEVER`](Self::NEVER).
    #[must_use]
    pub const fn from_ns(ns: u64) -> Self {
        Self { ns }
    }

    /// Nanoseconds since the monotonic clock began.
    ///
    /// ```
    /// use threadbare_sys::clock::Deadline;
    ///
    /// assert_eq!(Deadline::from_ns(7).ns(), 7);
    /// ```
    #[must_use]
    pub const fn ns(self) -> u64 {
        self.ns
    }

    /// True for a deadline that never comes.
    #[must_use]
    pub fn is_never(self) -> bool {
        self == Self::NEVER
    }

    /// True for the deadline that makes a wait a try.
    #[must_use]
    pub fn is_now(self) -> bool {
        self == Self::NOW
    }

    /// True when the deadline has come.
    #[must_use]
    pub fn is_past(self) -> bool {
        self.is_now() || (!self.is_never() && monotonic_ns() >= self.ns)
    }
}

impl From<Duration> for Deadline {
    fn from(timeout: Duration) -> Self {
        Self::after(timeout)
    }
}

impl From<Instant> for Deadline {
    fn from(instant: Instant) -> Self {
        Self::at(instant)
    }
}

#[cfg(not(threadbare_loom))]
mod kernel {
    use super::{Deadline, Duration};

    pub(super) fn rescue(timeout: Duration) -> Deadline {
        Deadline::after(timeout)
    }

    impl Deadline {
        /// Whole seconds and the nanoseconds beyond them, as the kernel takes a deadline.
        pub(crate) fn parts(self) -> (u64, u32) {
            let second = 1_000_000_000;
            (self.ns / second, u32::try_from(self.ns % second).unwrap_or(0))
        }
    }

    /// Nanoseconds since the monotonic clock began.
    pub(super) fn monotonic_ns() -> u64 {
        let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: the call writes to `now`, which is ours, and fails only for a clock that the
        // kernel does not have; every Linux has this one.
        unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut now) };
        let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
        let ns = u64::try_from(now.tv_nsec).unwrap_or(0);
        seconds.saturating_mul(1_000_000_000).saturating_add(ns)
    }
}
