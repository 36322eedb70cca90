//! Recording what threads do, real ones or a model's.
//!
//! Stamps come from one counter. It is not the facade's: in a model it adds no step, and since a
//! model runs one thread at a time, its order is that of the execution. Among real threads it is an
//! RMW, so a call that ended before another began also happens before it.
//!
//! In a model that is not so. There, a put may have returned *before* a get began although nothing
//! orders the two, and a get that reads an old word is then right by the memory model and wrong by
//! the clock. [`Mode`] says which of the two is asked about.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use threadbare_sys::atomic::{Ordering, fence};

use crate::history::Operation;
use crate::search::{self, Counterexample, OperationOf};
use crate::spec::Spec;

/// What the order of time means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Each call stands between two `SeqCst` fences, so that time orders memory as well. What is
    /// recorded is judged for linearizability.
    RealTime,
    /// No fences: nothing is ordered but what the queue itself orders. What is recorded is judged
    /// for sequential consistency, where only the order of each thread counts.
    ProgramOrder,
}

impl Mode {
    /// Judges what was recorded in this mode.
    ///
    /// # Errors
    ///
    /// [`Counterexample`]: there is no legal order.
    ///
    /// # Panics
    ///
    /// As [`search::linearizable`].
    #[track_caller]
    pub fn judge<S: Spec>(
        self,
        spec: &S,
        history: &[OperationOf<S>],
    ) -> Result<Vec<usize>, Counterexample> {
        match self {
            Self::RealTime => search::linearizable(spec, history),
            Self::ProgramOrder => search::sequentially_consistent(spec, history),
        }
    }
}

/// Where the stamps of one history come from; a clone is the same clock.
#[derive(Clone, Debug)]
pub struct Clock {
    next: Arc<AtomicUsize>,
    mode: Mode,
}

impl Clock {
    /// A clock for a new history.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        Self { next: Arc::default(), mode }
    }

    /// The record of one thread.
    #[must_use]
    pub fn log<C, A>(&self, thread: usize) -> Log<C, A> {
        Log { clock: self.clone(), thread, operations: Vec::new() }
    }

    /// Each stamp is taken once, and orders all that is before it before all that comes after later
    /// stamps.
    fn stamp(&self) -> usize {
        self.next.fetch_add(1, Ordering::AcqRel)
    }

    /// Inside the stamps: of two calls that do not overlap, the fence at the end of the first then
    /// comes before the fence at the begin of the second.
    fn fence(&self) {
        if self.mode == Mode::RealTime {
            fence(Ordering::SeqCst);
        }
    }
}

/// What one thread did.
#[derive(Debug)]
pub struct Log<C, A> {
    clock: Clock,
    thread: usize,
    operations: Vec<Operation<C, A>>,
}

impl<C, A> Log<C, A> {
    /// Makes a call, and records it with its answer.
    pub fn call(&mut self, call: C, make: impl FnOnce(&C) -> A) -> &A {
        let begin = self.clock.stamp();
        self.clock.fence();
        let answer = make(&call);
        self.clock.fence();
        let end = self.clock.stamp();
        let thread = self.thread;
        self.operations.push(Operation { thread, call, answer, begin, end });
        &self.operations[self.operations.len() - 1].answer
    }

    /// All that was recorded.
    #[must_use]
    pub fn finish(self) -> Vec<Operation<C, A>> {
        self.operations
    }
}
