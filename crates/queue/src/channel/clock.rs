//! Receivers to which the clock sends: no thread stands behind them, the time is looked at when
//! somebody receives.
//!
//! The word is the moment of the next item, in nanoseconds of the monotonic clock; `u64::MAX`:
//! there will be none. Who moves it on, by a CAS, has received the item.

use core::time::Duration;
use std::time::Instant;

use threadbare_sys::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use threadbare_sys::clock::{Deadline, Moment};
use threadbare_sys::futex;
use threadbare_sys::sync::Arc;

use super::receiver::Flavor;
use super::{Receiver, RecvTimeoutError};

/// When the next item comes, and what it is.
pub(crate) struct Clock<T> {
    next: AtomicU64,
    /// The first item, and its moment on the monotonic clock.
    first: Instant,
    first_ns: u64,
    /// From one item to the next; `None`: there is one only.
    period: Option<u64>,
    item: fn(Instant) -> T,
}

impl<T> Clock<T> {
    /// The moment of the next item.
    pub(crate) fn next(&self) -> Deadline {
        // [CK1] Relaxed: a look; the CAS decides.
        Deadline::from_ns(self.next.load(Relaxed))
    }

    /// The item, if its time has come.
    pub(super) fn take(&self) -> Option<T> {
        loop {
            let next = self.next();
            if !next.is_past() {
                return None;
            }
            let after = self.period.map_or(Deadline::NEVER, |period| after_now(next, period));
            // [CK2] Relaxed/Relaxed: the item is made of the word alone.
            if self.next.compare_exchange(next.ns(), after.ns(), Relaxed, Relaxed).is_ok() {
                let since = Duration::from_nanos(next.ns().saturating_sub(self.first_ns));
                return Some((self.item)(self.first + since));
            }
        }
    }

    /// Waits for the item until the deadline.
    pub(super) fn take_until(&self, deadline: Deadline) -> Result<T, RecvTimeoutError> {
        loop {
            if let Some(item) = self.take() {
                return Ok(item);
            }
            if deadline.is_past() {
                return Err(RecvTimeoutError::Timeout);
            }
            sleep_until(deadline.min(self.next()));
        }
    }
}

/// The moment of the item after this one, a whole number of periods later. Those that nobody
/// received are left out, so that they do not come all at once.
fn after_now(moment: Deadline, period: u64) -> Deadline {
    let now = Moment::now().ns();
    let late = now.saturating_sub(moment.ns());
    let Some(missed) = late.checked_div(period) else { return Deadline::from_ns(now) };
    let periods = period.saturating_mul(missed.saturating_add(1));
    Deadline::from_ns(moment.ns().saturating_add(periods))
}

/// Waits for nothing until the deadline.
pub(super) fn sleep<T>(deadline: Deadline) -> Result<T, RecvTimeoutError> {
    while !deadline.is_past() {
        sleep_until(deadline);
    }
    Err(RecvTimeoutError::Timeout)
}

/// Sleeps, perhaps not so long. Each sleeper looks at the time by itself.
fn sleep_until(deadline: Deadline) {
    let word = AtomicU32::new(0);
    // [CK3] wait: nobody knows the word, so nobody wakes it; the deadline does.
    let _ = futex::wait(&word, 0, deadline);
}

/// Now, by the clock that users see and by ours. To the kernel they are one; a thread that was
/// interrupted between its looks at them, and would see them apart, looks again.
fn now() -> (Instant, Moment) {
    const AT_ONCE: Duration = Duration::from_micros(20);
    let mut looks = 0;
    loop {
        looks += 1;
        let (instant, moment) = (Instant::now(), Moment::now());
        if looks == 3 || instant.elapsed() < AT_ONCE {
            return (instant, moment);
        }
    }
}

fn in_ns(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}

/// A clock whose first item is `first`, and comes when it is that time.
fn clock(first: Option<Instant>, period: Option<Duration>) -> Receiver<Instant> {
    let Some(first) = first else { return never() };
    let (instant, moment) = now();
    let delay = first.saturating_duration_since(instant);
    let first_ns = moment.ns().saturating_add(in_ns(delay));
    let clock = Clock {
        next: AtomicU64::new(first_ns),
        first,
        first_ns,
        period: period.map(in_ns),
        item: |instant| instant,
    };
    Receiver::counted(Flavor::Clock(Arc::new(clock)))
}

/// A receiver that receives one item, when `delay` is over: the moment at which that was.
///
/// Clones share the item; then there is never another, and the receiver is not disconnected either.
/// A delay that does not fit into the clock never ends.
///
/// ```
/// use std::time::{Duration, Instant};
///
/// let start = Instant::now();
/// let alarm = threadbare_queue::channel::after(Duration::from_millis(2));
/// assert!(alarm.try_recv().is_err() || start.elapsed() >= Duration::from_millis(2));
/// ```
#[must_use]
pub fn after(delay: Duration) -> Receiver<Instant> {
    clock(Instant::now().checked_add(delay), None)
}

/// A receiver that receives one item, at `when`.
///
/// ```
/// use std::time::Instant;
///
/// let when = Instant::now();
/// let alarm = threadbare_queue::channel::at(when);
/// assert_eq!(alarm.recv(), Ok(when));
/// assert!(alarm.try_recv().unwrap_err().is_empty());
/// ```
#[must_use]
pub fn at(when: Instant) -> Receiver<Instant> {
    clock(Some(when), None)
}

/// A receiver that receives an item each time `period` is over: the moment at which that was.
///
/// Items that nobody received in time are left out, but for the last one.
///
/// ```
/// use std::time::Duration;
///
/// let ticks = threadbare_queue::channel::tick(Duration::from_millis(1));
/// let (one, two) = (ticks.recv().unwrap(), ticks.recv().unwrap());
/// assert!(two - one >= Duration::from_millis(1));
/// ```
#[must_use]
pub fn tick(period: Duration) -> Receiver<Instant> {
    clock(Instant::now().checked_add(period), Some(period))
}

/// A receiver that never receives anything, and is never disconnected.
///
/// ```
/// let nothing = threadbare_queue::channel::never::<u8>();
/// assert!(nothing.try_recv().unwrap_err().is_empty());
/// ```
#[must_use]
pub fn never<T: Send>() -> Receiver<T> {
    Receiver::counted(Flavor::Never)
}
