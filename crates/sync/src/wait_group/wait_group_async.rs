//! Waiting for a group as a task, with a share of its tally.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use threadbare_sys::atomic::AtomicU32;
use threadbare_sys::sync::Arc;

use crate::latch::tally::Tally;
use crate::visit::{Polled, Visit};

/// The future of [`WaitGroup::wait_async`](super::WaitGroup::wait_async), which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct WaitGroupAsync {
    wait: Polled<'static, SharedVisit>,
}

impl WaitGroupAsync {
    pub(super) const fn new(tally: Arc<Tally>) -> Self {
        Self { wait: Polled::new(SharedVisit { tally }) }
    }
}

impl Future for WaitGroupAsync {
    type Output = ();

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `wait` is pinned whenever the whole is, and never moved out of it.
        unsafe { self.map_unchecked_mut(|this| &mut this.wait) }.poll(task)
    }
}

impl fmt::Debug for WaitGroupAsync {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.wait.fmt(f)
    }
}

/// A visit that keeps its word alive.
#[derive(Debug)]
struct SharedVisit {
    tally: Arc<Tally>,
}

impl Visit<'static> for SharedVisit {
    type Output = ();

    fn word(&self) -> &'static AtomicU32 {
        let word: *const AtomicU32 = self.tally.visit().word();
        // SAFETY: I2 - the word lies in the heap, behind our share, which `Polled` drops after
        // the wait that this reference goes to.
        unsafe { &*word }
    }

    fn look(&mut self) -> Option<()> {
        self.tally.visit().look()
    }

    fn announce(&mut self) -> Result<(), u32> {
        self.tally.visit().announce()
    }
}
