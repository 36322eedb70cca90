//! Watching several pieces of work at once: who is over, in the order in which they ended.
//!
//! Each piece of work has an [`Observer`] among its listeners. Its end pushes the observer's number
//! on a stack that all observers of one gathering share, and wakes the one who waits for them; so
//! an end costs the same however many are watched.
//!
//! # Word of the bell
//!
//! | value | meaning | who leaves it |
//! |---|---|---|
//! | `EMPTY` | nothing new | an end, to its number; the waiter, to `SLEEPING` |
//! | `SLEEPING` | nothing new, and the waiter sleeps | an end, to its number, and wakes |
//! | `n + 1` | observer `n` is on top, the one below it in its `below` | the waiter takes all |
//!
//! # Invariants
//!
//! * G1: an observer is linked from its `observe` on until its end or until `forget`; L2 and L3 of
//!   `listeners` hold, because the gathering's drop forgets every one that was not heard of.
//! * G2: `below` is written by the end, before it pushes, and read by the waiter, after it took.
//! * G3: one waiter at a time: whoever has `&mut Gathering`. Observers are reached by `&` alone,
//!   once they are linked: an end may be at its own at any moment.

use core::cell::Cell;
use core::pin::Pin;
use core::ptr;
use core::task::{Context, Poll};

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Address, Wait, WaitAsync};
use threadbare_sys::spin::Spin;
use threadbare_sys::sync::Arc;

use super::listeners::{Act, Node};
use super::progress::Progress;
use crate::TimedOut;
use crate::patience::SPIN_NS;

const EMPTY: u32 = 0;
const SLEEPING: u32 = u32::MAX;

/// Where the ends are pushed, and where the waiter sleeps.
#[derive(Debug)]
struct Bell {
    word: AtomicU32,
}

/// A listener that pushes its number.
#[derive(Debug)]
#[repr(C)]
struct Observer {
    node: Node,
    bell: *const Bell,
    progress: *const Progress,
    below: UnsafeCell<u32>,
    number: u32,
    /// True from `observe` until it was heard of. The waiter's alone.
    is_linked: Cell<bool>,
}

/// Several observers and their bell.
#[derive(Debug)]
pub(super) struct Gathering {
    // A Vec, because a Box that is moved would claim to be the only way to its nodes.
    observers: Vec<Observer>,
    bell: Arc<Bell>,
    /// Taken from the bell, in the order in which they ended, linked by `below`.
    news: u32,
}

// SAFETY: the pointers go to what is shared: the bell and the works' progresses.
unsafe impl Send for Gathering {}
// SAFETY: by `&` nothing can be done with it.
unsafe impl Sync for Gathering {}

impl Gathering {
    /// Observes what `progresses` yields; each gets the number of its place.
    ///
    /// # Safety
    ///
    /// Each progress stays where it is, alive, until the gathering has yielded its number or is
    /// dropped.
    pub(super) unsafe fn observe(progresses: impl Iterator<Item = *const Progress>) -> Self {
        let bell = Arc::new(Bell { word: AtomicU32::new(EMPTY) });
        let observer = |(number, progress)| Observer {
            node: Node::new(Act::Observe(push)),
            bell: ptr::from_ref(&*bell),
            progress,
            below: UnsafeCell::new(0),
            number,
            is_linked: Cell::new(true),
        };
        let numbers = 0..SLEEPING - 1;
        let observers = numbers.zip(progresses).map(observer).collect();
        let gathering = Self { observers, bell, news: 0 };
        gathering.link();
        gathering
    }

    fn link(&self) {
        for observer in &self.observers {
            let node = ptr::from_ref(observer).cast::<Node>();
            // SAFETY: the caller of `observe` keeps the progress alive.
            let progress = unsafe { &*observer.progress };
            // SAFETY: G1 - the node is new, and stays in the Vec until it was heard of.
            if unsafe { progress.listen(node) }.is_err() {
                // Over already: we are the one to push. Nobody sleeps on the bell.
                // SAFETY: the node is that of an observer, and in no list.
                let _nobody: Option<Address> = unsafe { push(node) };
            }
        }
    }

    /// The number of the next that ended; `None` when none has since the last look.
    pub(super) fn try_next(&mut self) -> Option<usize> {
        if self.news == EMPTY {
            // [CO20] Acquire: pairs with [CO22]; the stack's links, and what was done before each
            // end. SLEEPING is what an earlier wait left that timed out or was dropped.
            let top = self.bell.word.swap(EMPTY, Acquire);
            if top != SLEEPING {
                self.turn(top);
            }
        }
        let index = usize::try_from(self.news.checked_sub(1)?).ok()?;
        let observer = &self.observers[index];
        observer.is_linked.set(false);
        self.news = below(observer);
        Some(index)
    }

    /// Turns the stack around: first ended, first out.
    fn turn(&mut self, mut top: u32) {
        while let Some(index) = top.checked_sub(1).and_then(|top| usize::try_from(top).ok()) {
            let observer = &self.observers[index];
            let next = below(observer);
            set_below(observer, self.news);
            self.news = top;
            top = next;
        }
    }

    /// The number of the next that ends, at most until `deadline`.
    pub(super) fn next(&mut self, deadline: Deadline) -> Result<usize, TimedOut> {
        let mut spin = Spin::for_ns(SPIN_NS);
        let mut is_late = deadline.is_now();
        loop {
            if let Some(number) = self.try_next() {
                return Ok(number);
            }
            if is_late {
                return Err(TimedOut);
            }
            if !spin.turn() && self.announce() {
                // [CO24] wait: on SLEEPING, which only an end leaves, and wakes.
                let wait = futex::wait(&self.bell.word, SLEEPING, deadline);
                is_late = wait == Wait::TimedOut;
            }
        }
    }

    /// Says that the waiter sleeps; false when there is news.
    fn announce(&self) -> bool {
        // [CO23] Relaxed/Relaxed: says that somebody sleeps, and carries no data.
        self.bell.word.compare_exchange(EMPTY, SLEEPING, Relaxed, Relaxed).is_ok()
    }

    /// As [`next`](Self::next), one poll at a time. `wait` is where the task waits between polls.
    pub(super) fn poll_next(
        &mut self,
        mut wait: Pin<&mut BellWait>,
        task: &mut Context<'_>,
    ) -> Poll<usize> {
        loop {
            if wait.as_mut().poll_wait(task).is_pending() {
                return Poll::Pending;
            }
            if let Some(number) = self.try_next() {
                return Poll::Ready(number);
            }
            if self.announce() {
                wait.as_mut().begin(&self.bell);
            }
        }
    }
}

impl Drop for Gathering {
    fn drop(&mut self) {
        for observer in self.observers.iter().filter(|observer| observer.is_linked.get()) {
            // SAFETY: the caller of `observe` keeps the progress alive until we are gone.
            let progress = unsafe { &*observer.progress };
            // SAFETY: G1 - it was linked there, or was over and never linked.
            unsafe { progress.forget(&observer.node) };
        }
    }
}

/// A task's place at the bell. It keeps the bell alive.
#[derive(Debug)]
pub(super) struct BellWait {
    // Dropped before the bell, on which it waits.
    wait: Option<WaitAsync<'static>>,
    bell: Option<Arc<Bell>>,
}

impl BellWait {
    pub(super) const fn new() -> Self {
        Self { wait: None, bell: None }
    }

    /// Ready when nobody need wait, or the wait is over.
    fn poll_wait(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `wait`, the one field that is pinned, is polled and dropped in place.
        let this = unsafe { self.get_unchecked_mut() };
        let Some(wait) = &mut this.wait else { return Poll::Ready(()) };
        // SAFETY: `this` was pinned, and `wait` is a part of it that never moves.
        let wait = unsafe { Pin::new_unchecked(wait) };
        if wait.poll(task).is_pending() {
            return Poll::Pending;
        }
        this.wait = None;
        Poll::Ready(())
    }

    fn begin(self: Pin<&mut Self>, bell: &Arc<Bell>) {
        // SAFETY: `wait` is `None`, and is made in place.
        let this = unsafe { self.get_unchecked_mut() };
        this.bell = Some(Arc::clone(bell));
        // SAFETY: `this` keeps the bell until after `wait` is dropped, or is leaked with it.
        let word = unsafe { &*ptr::from_ref(&bell.word) };
        // [CO25] wait: on SLEEPING, which only an end leaves, and wakes.
        this.wait = Some(futex::wait_async(word, SLEEPING));
    }
}

/// Pushes an observer's number on its bell; the bell's word, when the waiter sleeps there.
///
/// # Safety
///
/// The node is that of an [`Observer`] whose gathering is alive, as L3 says, and no other push of
/// it runs or ran.
unsafe fn push(node: *const Node) -> Option<Address> {
    // SAFETY: the caller's promise; the node is the observer's first field.
    let observer = unsafe { &*node.cast::<Observer>() };
    // SAFETY: the gathering keeps its bell.
    let bell = unsafe { &*observer.bell };
    let address = futex::address(&bell.word);
    // [CO21] Relaxed: only a first guess for the CAS.
    let mut seen = bell.word.load(Relaxed);
    loop {
        set_below(observer, if seen == SLEEPING { EMPTY } else { seen });
        // [CO22] Release/Relaxed: pairs with [CO20]; `below`, and that we touch the observer no
        // more. A failed look is only retried.
        match bell.word.compare_exchange(seen, observer.number + 1, Release, Relaxed) {
            Ok(_) => return (seen == SLEEPING).then_some(address),
            Err(newer) => seen = newer,
        }
    }
}

fn below(observer: &Observer) -> u32 {
    // SAFETY: G2 - the waiter reads after it took the number from the bell.
    observer.below.with(|below| unsafe { *below })
}

fn set_below(observer: &Observer, value: u32) {
    // SAFETY: G2 - the end writes before it pushes, the waiter after it took.
    observer.below.with_mut(|below| unsafe { *below = value });
}
