//! Calls at a time to come, all by one thread.         Chapter: docs/sync/timer.md
//!
//! # Parts
//!
//! | file | what |
//! |---|---|
//! | `wheel` | timers in order; no thread, no clock. Public, for executors |
//! | `shard.rs` | what the lock guards: a wheel, and until when the thread sleeps |
//! | `service.rs` | the lock, and the thread that sleeps until the next deadline |
//! | `entry.rs` | a timer in one allocation: node, word, closure |
//! | `job.rs` | making a call, and what comes after it |
//! | `handle.rs` | cancel, reset, join |
//!
//! # Word
//!
//! | stage | meaning | who leaves it |
//! |---|---|---|
//! | `IDLE` | its deadline never comes | reset, to `ARMED`; cancel, to `TAKEN` |
//! | `ARMED` | in the wheel | the thread or cancel, to `TAKEN`; reset, to `IDLE` |
//! | `TAKEN` | whoever took it has the closure to itself | who took it, to any other |
//! | `RAN`, `CANCELLED`, `PANICKED` | over | nobody |
//!
//! Beside the stage: `LAST` (no call after this one), `WAITED` (somebody may be asleep until it is
//! over), `DETACHED` (the handle is gone).
//!
//! # Invariants
//!
//! * T1: an entry lives until it is over, or idle, *and* its handle has gone. Both are one step on
//!   the word, so one of the two comes second, and that one frees it. Who says that it is over
//!   touches it no more after that.
//! * T2: whoever moves the word to `TAKEN` has the closure to itself, until it moves it on. The
//!   closure is dropped before the word says that it is over.
//! * T3: under the service's lock an entry is `ARMED` if and only if it is in the wheel. An idle
//!   entry is known to its handle alone.
//! * T4: while the thread sleeps, it sleeps until the wheel's next deadline at the latest, or its
//!   alarm has been changed, and a wake is on its way.
//! * T5: a forked child has an empty wheel and no thread. It follows no pointer that it finds in
//!   the wheel of its parent; entries of its parent are foreign.
//!
//! # Cost
//!
//! To arm: one allocation, one look at the clock, one pass through the lock; a system call only if
//! the timer is the earliest. To cancel: one pass, and two steps on the word. One wake-up of the
//! thread a timer, exactly at its deadline.
//!
//! Read next: `word.rs`, `service.rs`, then `wheel/mod.rs`.

mod end;
mod entry;
mod handle;
mod job;
mod join_async;
mod next;
mod service;
mod shard;
mod timers;
pub mod wheel;
mod word;

use core::time::Duration;
use std::io;
use std::time::Instant;

use threadbare_sys::clock::{Deadline, Moment};

pub use end::{TimerEnd, TimerPanic};
pub use handle::TimerHandle;
pub use job::Job;
pub use join_async::JoinTimerAsync;
pub use timers::Timers;

use entry::{EntryRef, Plan};
use service::ServiceRef;
use shard::NEVER_NS;
use word::{ARMED, IDLE};

/// A call at a time to come. Python's `threading.Timer`, without a thread for each.
///
/// One thread serves all timers of the process. It starts with the first and sleeps until the next
/// deadline. Calls are made on it, one after the other, in order of deadline and, for one deadline,
/// in the order in which they were armed: **a call that takes long holds up the others**. Such a
/// one belongs into [`spawn_after`](Self::spawn_after), or to [`Timers`] of its own, with or
/// without an executor.
///
/// No lock is held during a call: it may arm, cancel, reset and drop any timer. It may not join
/// one that waits for the same thread; that panics rather than hangs.
///
/// A timer never fires before its deadline. How long after depends on the system and on the calls
/// before it; the thread asks the kernel to round nothing.
///
/// # Panics in a call
///
/// The thread goes on. The message is on stderr, as when any thread panics; the payload waits for
/// [`join`](TimerHandle::join). If nobody joins, it is dropped with the handle. A repeating timer
/// that panics is over.
///
/// # Fork
///
/// The thread does not exist in a forked child, and the parent's timers do not fire there. The
/// first timer that the child arms starts a thread of its own.
///
/// # Source
///
/// Varghese and Lauck's timing wheel, see [`wheel`]. To arm and to cancel take constant time and
/// one allocation, whatever the number of timers.
///
/// ```
/// use std::sync::mpsc;
/// use std::time::Duration;
/// use threadbare_sync::Timer;
///
/// let (send, receive) = mpsc::channel();
/// let tea = Timer::after(Duration::from_millis(1), move || send.send("tea").unwrap());
/// assert_eq!(receive.recv(), Ok("tea"));
/// assert!(!tea.cancel());
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Timer;

impl Timer {
    /// Calls `f` once, `delay` from now. Zero means at once; a delay that does not fit into the
    /// clock means never, and costs no more than the allocation.
    ///
    /// # Panics
    ///
    /// When the first timer finds that the system has no thread to give.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_sync::Timer;
    ///
    /// let at_once = Timer::after(Duration::ZERO, || println!("now"));
    /// at_once.join()?;
    /// # Ok::<(), threadbare_sync::TimerPanic>(())
    /// ```
    #[track_caller]
    #[doc(alias = "threading.Timer")]
    pub fn after(delay: Duration, f: impl FnOnce() + Send + 'static) -> TimerHandle {
        once(ServiceRef::GLOBAL, ns_after(delay), f)
    }

    /// Calls `f` once, at `instant`; at once if that has passed.
    ///
    /// # Panics
    ///
    /// As [`after`](Self::after).
    ///
    /// ```
    /// use std::time::Instant;
    /// use threadbare_sync::Timer;
    ///
    /// Timer::at(Instant::now(), || println!("now")).join()?;
    /// # Ok::<(), threadbare_sync::TimerPanic>(())
    /// ```
    #[track_caller]
    pub fn at(instant: Instant, f: impl FnOnce() + Send + 'static) -> TimerHandle {
        once(ServiceRef::GLOBAL, ns_at(instant), f)
    }

    /// Calls `f` again and again: the k-th time k periods from now. A call that is late does not
    /// move those after it. Those that were missed meanwhile are skipped, not made up for; there is
    /// never more than one under way.
    ///
    /// # Panics
    ///
    /// If the period is zero; and as [`after`](Self::after).
    ///
    /// ```
    /// use std::sync::mpsc;
    /// use std::time::Duration;
    /// use threadbare_sync::Timer;
    ///
    /// let (send, receive) = mpsc::channel();
    /// let tick = Timer::every(Duration::from_millis(1), move || drop(send.send("tick")));
    /// assert_eq!(receive.iter().take(3).count(), 3);
    /// assert!(tick.cancel());
    /// ```
    #[track_caller]
    pub fn every(period: Duration, f: impl FnMut() + Send + 'static) -> TimerHandle {
        repeating(ServiceRef::GLOBAL, period, f)
    }

    /// As [`after`](Self::after), with a thread of its own for the call, which may take as long as
    /// it likes. Where the system has no thread to give at that time, the call is made on the
    /// timers' thread.
    ///
    /// # Panics
    ///
    /// As [`after`](Self::after).
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_sync::Timer;
    ///
    /// let slow = Timer::spawn_after(Duration::ZERO, || {
    ///     // It may even wait for another timer.
    ///     Timer::after(Duration::from_millis(1), || ()).join().unwrap();
    /// });
    /// slow.join()?;
    /// # Ok::<(), threadbare_sync::TimerPanic>(())
    /// ```
    #[track_caller]
    pub fn spawn_after(delay: Duration, f: impl FnOnce() + Send + 'static) -> TimerHandle {
        apart(ServiceRef::GLOBAL, ns_after(delay), f)
    }
}

/// The deadline `delay` from now, on the monotonic clock.
fn ns_after(delay: Duration) -> u64 {
    match Deadline::after(delay) {
        Deadline::NOW => Moment::now().ns(),
        deadline => deadline.ns(),
    }
}

/// The deadline at `instant`. What has passed counts as now, so that it gets behind those that are
/// due already.
fn ns_at(instant: Instant) -> u64 {
    match Deadline::at(instant) {
        Deadline::NOW => Moment::now().ns(),
        deadline => deadline.ns(),
    }
}

fn plan(service: ServiceRef, next_ns: u64) -> Plan {
    let stage = if next_ns == NEVER_NS { IDLE } else { ARMED };
    Plan { stage, service, is_apart: false, period_ns: 0, next_ns }
}

#[track_caller]
fn once(service: ServiceRef, ns: u64, f: impl FnOnce() + Send + 'static) -> TimerHandle {
    arm(EntryRef::once(plan(service, ns), f), ns)
}

#[track_caller]
fn apart(service: ServiceRef, ns: u64, f: impl FnOnce() + Send + 'static) -> TimerHandle {
    let plan = Plan { is_apart: true, ..plan(service, ns) };
    arm(EntryRef::once(plan, f), ns)
}

#[track_caller]
fn repeating(
    service: ServiceRef,
    period: Duration,
    f: impl FnMut() + Send + 'static,
) -> TimerHandle {
    assert!(!period.is_zero(), "a period of zero has no k-th time; call in a loop instead");
    let ns = ns_after(period);
    let period_ns = u64::try_from(period.as_nanos()).unwrap_or(NEVER_NS);
    let plan = Plan { period_ns, ..plan(service, ns) };
    arm(EntryRef::repeating(plan, f), ns)
}

#[track_caller]
fn arm(entry: EntryRef, ns: u64) -> TimerHandle {
    let handle = TimerHandle::new(entry);
    if ns != NEVER_NS {
        let by = &handle.head().service;
        let after = by.get().arm(entry, ns);
        if let Err(error) = by.get().follow_up(by, after) {
            handle.cancel();
            no_thread(&error);
        }
    }
    handle
}

#[cold]
#[track_caller]
fn no_thread(error: &io::Error) -> ! {
    panic!("no thread for timers: {error}; end some threads, or raise the limit")
}
