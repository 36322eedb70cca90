//! The models of `Barrier`.
#![cfg(threadbare_loom)]

mod broken;
mod rounds;

use threadbare_loom::{Data, SOME_TIME};
use threadbare_sync::{Barrier, BarrierAction, BarrierWait, BrokenBarrier};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

/// A barrier, and what each party does before it arrives.
struct Hall<A = ()> {
    barrier: Barrier<A>,
    parts: [Data; 2],
    action: Data,
}

type Outcome = Result<BarrierWait, BrokenBarrier>;

impl Hall {
    fn new(parties: u32) -> Arc<Self> {
        Self::around(Barrier::new(parties))
    }
}

impl<A: BarrierAction> Hall<A> {
    fn around(barrier: Barrier<A>) -> Arc<Self> {
        Arc::new(Self { barrier, parts: [Data::new(), Data::new()], action: Data::new() })
    }

    /// Does a part, arrives, and sees the parts of both.
    fn meet(&self, part: usize) -> BarrierWait {
        self.parts[part].bump();
        let wait = self.barrier.wait().expect("nobody breaks this barrier");
        self.see();
        wait
    }

    fn see(&self) {
        assert_eq!(self.parts.each_ref().map(Data::get), [1, 1], "somebody left too early");
    }
}

fn spawn<A: 'static, T: 'static>(
    hall: &Arc<Hall<A>>,
    act: impl FnOnce(&Hall<A>) -> T + 'static,
) -> JoinHandle<T> {
    let hall = Arc::clone(hall);
    thread::spawn(move || act(&hall))
}

fn join<T>(thread: JoinHandle<T>) -> T {
    thread.join().expect("a thread panics in its own name")
}
