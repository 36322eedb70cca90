//! What the handles of a channel share. C1 to C4 stand at the head of `mod.rs`.

use threadbare_sys::atomic::{
    AtomicUsize,
    Ordering::{AcqRel, Relaxed},
};
use threadbare_sys::sync::Arc;

use super::{Receiver, Sender};
use crate::FifoEngine;
use crate::engine::Engine;

/// More handles than this can only have been forgotten, all of them.
const HANDLES_MAX: usize = usize::MAX / 2;

/// The queue, and how many handles there are on each side.
pub(crate) struct Shared<T: Send> {
    pub(crate) engine: FifoEngine<T>,
    pub(super) senders: Count,
    pub(super) receivers: Count,
}

impl<T: Send> Shared<T> {
    pub(super) fn split(engine: FifoEngine<T>) -> (Sender<T>, Receiver<T>) {
        let shared = Arc::new(Self { engine, senders: Count::one(), receivers: Count::one() });
        (Sender::of(Arc::clone(&shared)), Receiver::of(shared))
    }

    pub(super) fn sender_goes(&self) {
        if self.senders.leave() {
            self.engine.shutdown();
        }
    }

    pub(super) fn receiver_goes(&self) {
        if self.receivers.leave() {
            // C3: what is left is dropped here.
            drop(self.engine.shutdown_now());
        }
    }
}

/// How many handles of one side there are.
pub(super) struct Count(AtomicUsize);

impl Count {
    fn one() -> Self {
        Self(AtomicUsize::new(1))
    }

    /// One more, for one that has a handle of this side (C1).
    pub(super) fn join(&self) {
        // [CN1] Relaxed: who has a handle to clone has all that comes with it.
        let was = self.0.fetch_add(1, Relaxed);
        assert!(was < HANDLES_MAX, "too many handles of a channel: somebody forgets them");
    }

    /// One more, for one that has none; false: there is none at all any more (C4).
    pub(super) fn revive(&self) -> bool {
        // [CN2] Relaxed: only a guess for the CAS.
        let mut count = self.0.load(Relaxed);
        while count != 0 {
            // [CN3] Relaxed/Relaxed: the number alone decides; what it counts was there before.
            match self.0.compare_exchange_weak(count, count + 1, Relaxed, Relaxed) {
                Ok(_) => return true,
                Err(newer) => count = newer,
            }
        }
        false
    }

    /// One less; true: it was the last.
    fn leave(&self) -> bool {
        // [CN4] AcqRel: pairs with itself; what was sent by those who went before comes before the
        // shutdown by the last.
        self.0.fetch_sub(1, AcqRel) == 1
    }

    pub(super) fn now(&self) -> usize {
        // [CN5] Relaxed: an answer that is old at once orders nothing.
        self.0.load(Relaxed)
    }
}
