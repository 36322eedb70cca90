//! Waiting for several: until one is over, until one has failed, until all are.

use core::future::poll_fn;
use core::pin::pin;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;

use super::gathering::{BellWait, Gathering};
use super::{Phase, Progress};

/// What [`wait`] and [`as_completed`](super::as_completed) take: a handle of work that has a
/// [`Progress`].
///
/// # Safety
///
/// * [`progress`](Self::progress) gives the same progress each time.
/// * It stays at its place, and alive, until the handle is dropped, wherever the handle is moved.
pub unsafe trait Waitable {
    /// The progress of the work.
    fn progress(&self) -> &Progress;
}

// SAFETY: a reference keeps its progress where it is, and gives itself each time.
unsafe impl Waitable for &Progress {
    fn progress(&self) -> &Progress {
        self
    }
}

// SAFETY: as the handle behind it, which stays where it is while the reference lives.
unsafe impl<W: Waitable + ?Sized> Waitable for &W {
    fn progress(&self) -> &Progress {
        W::progress(self)
    }
}

/// When [`wait`] returns. Python's `return_when`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReturnWhen {
    /// As soon as one is over.
    #[doc(alias = "FIRST_COMPLETED")]
    FirstCompleted,
    /// As soon as one is over without a value, or all are over.
    #[doc(alias = "FIRST_EXCEPTION")]
    FirstFailed,
    /// When all are over.
    #[doc(alias = "ALL_COMPLETED")]
    All,
}

impl ReturnWhen {
    /// True when, with one more that ended so, there is no more to wait for but the rest.
    fn is_reached_by(self, end: Phase) -> bool {
        match self {
            Self::FirstCompleted => true,
            Self::FirstFailed => end.is_failure(),
            Self::All => false,
        }
    }
}

/// What [`wait`] found: places in the slice, each list ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waited {
    /// Those that are over.
    pub done: Vec<usize>,
    /// Those that are not.
    pub not_done: Vec<usize>,
}

/// Blocks until as many of `those` are over as `when` says. Python's `concurrent.futures.wait`.
///
/// Nothing is taken: the results stay where they are. One allocation for the observers, one for
/// their bell, and one for each of the two lists; none for the observers when there is nothing to
/// wait for.
///
/// ```
/// use threadbare_sync::completion::{ReturnWhen, pair, wait};
///
/// let (promise, first) = pair();
/// let (_pending, second) = pair::<u32>();
/// promise.set(1).unwrap();
/// let waited = wait(&[&first, &second], ReturnWhen::FirstCompleted);
/// assert_eq!((waited.done, waited.not_done), (vec![0], vec![1]));
/// ```
///
/// Handles of several kinds are waited for as `&dyn Waitable`:
///
/// ```
/// use threadbare_sync::completion::{ReturnWhen, Waitable, pair, wait};
///
/// let (number, text) = (pair::<u32>(), pair::<String>());
/// drop((number.0, text.0));
/// let both: [&dyn Waitable; 2] = [&number.1, &text.1];
/// assert_eq!(wait(&both, ReturnWhen::All).done, [0, 1]);
/// ```
#[must_use = "it says which are over"]
#[doc(alias = "concurrent.futures.wait")]
pub fn wait<W: Waitable>(those: &[W], when: ReturnWhen) -> Waited {
    wait_until(those, when, Deadline::NEVER)
}

/// As [`wait`], for at most `timeout`: then it says how far it came. Zero means look; one that
/// does not fit into the clock means for ever.
///
/// ```
/// use std::time::Duration;
/// use threadbare_sync::completion::{ReturnWhen, pair, wait_timeout};
///
/// let (_promise, completion) = pair::<u32>();
/// let waited = wait_timeout(&[&completion], ReturnWhen::All, Duration::from_millis(1));
/// assert_eq!(waited.not_done, [0]);
/// ```
#[must_use = "it says which are over"]
pub fn wait_timeout<W: Waitable>(those: &[W], when: ReturnWhen, timeout: Duration) -> Waited {
    wait_until(those, when, Deadline::after(timeout))
}

/// As [`wait`], at most until `deadline`: then it says how far it came.
#[must_use = "it says which are over"]
pub fn wait_deadline<W: Waitable>(those: &[W], when: ReturnWhen, deadline: Instant) -> Waited {
    wait_until(those, when, Deadline::at(deadline))
}

/// As [`wait`], as a task.
///
/// # Cancel safety
///
/// Dropping the future leaves nothing behind.
///
/// ```
/// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
/// use threadbare_sync::completion::{ReturnWhen, pair, wait_async};
///
/// let (promise, completion) = pair();
/// let those = [&completion];
/// let mut task = Context::from_waker(Waker::noop());
/// let mut waited = pin!(wait_async(&those, ReturnWhen::All));
/// assert!(waited.as_mut().poll(&mut task).is_pending());
/// promise.set(1).unwrap();
/// assert!(matches!(waited.poll(&mut task), Poll::Ready(waited) if waited.done == [0]));
/// ```
pub async fn wait_async<W: Waitable>(those: &[W], when: ReturnWhen) -> Waited {
    let mut left = left_to_wait_for(those, when);
    if left > 0 {
        let mut gathering = observe(those);
        let mut wait = pin!(BellWait::new());
        while left > 0 {
            let number = poll_fn(|task| gathering.poll_next(wait.as_mut(), task)).await;
            left = left_after(those, when, number, left);
        }
    }
    sort(those)
}

fn wait_until<W: Waitable>(those: &[W], when: ReturnWhen, deadline: Deadline) -> Waited {
    let mut left = left_to_wait_for(those, when);
    if left > 0 && !deadline.is_now() {
        let mut gathering = observe(those);
        while left > 0 {
            let Ok(number) = gathering.next(deadline) else { break };
            left = left_after(those, when, number, left);
        }
    }
    sort(those)
}

/// How many must end yet; none when `when` is reached already.
fn left_to_wait_for<W: Waitable>(those: &[W], when: ReturnWhen) -> usize {
    let mut ends = those.iter().map(|one| one.progress().phase()).filter(|phase| phase.is_over());
    // All are counted, those that are over as well: the gathering tells of each.
    if ends.any(|end| when.is_reached_by(end)) || those.iter().all(|one| one.progress().is_over()) {
        0
    } else {
        those.len()
    }
}

/// How many must end yet after the one with this number has.
fn left_after<W: Waitable>(those: &[W], when: ReturnWhen, number: usize, left: usize) -> usize {
    if when.is_reached_by(those[number].progress().phase()) { 0 } else { left - 1 }
}

fn observe<W: Waitable>(those: &[W]) -> Gathering {
    let progresses = those.iter().map(|one| core::ptr::from_ref(one.progress()));
    // SAFETY: `those` is borrowed for longer than the gathering lives, and a `Waitable` keeps its
    // progress in place.
    unsafe { Gathering::observe(progresses) }
}

fn sort<W: Waitable>(those: &[W]) -> Waited {
    let mut waited = Waited::default();
    for (place, one) in those.iter().enumerate() {
        let list = if one.progress().is_over() { &mut waited.done } else { &mut waited.not_done };
        list.push(place);
    }
    waited
}
