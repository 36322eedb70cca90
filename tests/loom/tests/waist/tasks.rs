//! Tasks on a word, through the table.

use std::pin::pin;

use threadbare_loom::{Data, block_on, poll_once};
use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{AcqRel, Acquire},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Wait};
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

/// A gate that opens once: the simplest user of the waist.
struct Gate {
    word: AtomicU32,
    data: Data,
}

impl Gate {
    fn new() -> Arc<Self> {
        Arc::new(Self { word: AtomicU32::new(0), data: Data::new() })
    }

    fn open(&self) {
        self.data.bump();
        let address = futex::address(&self.word);
        self.word.swap(1, AcqRel);
        futex::wake(address, u32::MAX);
    }

    fn pass(&self) {
        while self.word.load(Acquire) == 0 {
            let _ = futex::wait(&self.word, 0, Deadline::NEVER);
        }
        assert_eq!(self.data.get(), 1);
    }

    async fn pass_async(&self) {
        while self.word.load(Acquire) == 0 {
            let outcome = futex::wait_async(&self.word, 0).await;
            assert_ne!(outcome, Wait::TimedOut, "a task has no deadline");
        }
        assert_eq!(self.data.get(), 1);
    }
}

fn spawn(gate: &Arc<Gate>, visitor: impl FnOnce(&Gate) + 'static) -> JoinHandle<()> {
    let gate = Arc::clone(gate);
    thread::spawn(move || visitor(&gate))
}

/// A task that waits for a change of the word is woken by it, or sees it in time.
#[test]
fn a_task_misses_no_wake() {
    check(|| {
        let gate = Gate::new();
        let task = spawn(&gate, |gate| block_on(gate.pass_async()));
        gate.open();
        task.join().expect("the task does not panic");
    });
}

/// A wake for all reaches a thread and a task.
#[test]
fn a_wake_for_all_reaches_both_kinds() {
    check(|| {
        let gate = Gate::new();
        let thread = spawn(&gate, Gate::pass);
        let task = spawn(&gate, |gate| block_on(gate.pass_async()));
        gate.open();
        thread.join().expect("the thread does not panic");
        task.join().expect("the task does not panic");
    });
}

/// Of two tasks, the one that is dropped after it was chosen passes the wake on.
#[test]
fn a_dropped_task_passes_its_wake_on() {
    check(|| {
        let word = Arc::new(AtomicU32::new(0));
        let dropper = {
            let word = Arc::clone(&word);
            thread::spawn(move || {
                let mut wait = pin!(futex::wait_async(&word, 0));
                let _ = poll_once(wait.as_mut());
            })
        };
        let sleeper = {
            let word = Arc::clone(&word);
            thread::spawn(move || {
                while word.load(Acquire) == 0 {
                    let _ = block_on(futex::wait_async(&word, 0));
                }
            })
        };
        let address = futex::address(&word);
        word.swap(1, AcqRel);
        futex::wake(address, 1);
        dropper.join().expect("the dropper does not panic");
        sleeper.join().expect("the sleeper does not panic");
    });
}

/// A task on another word of the same bucket is neither woken nor lost.
#[test]
fn words_that_share_a_bucket_do_not_meet() {
    check(|| {
        let gates = Arc::new([Gate::new(), Gate::new()]);
        let task = {
            let gates = Arc::clone(&gates);
            thread::spawn(move || block_on(gates[1].pass_async()))
        };
        gates[0].open();
        gates[1].open();
        task.join().expect("the task does not panic");
    });
}

/// A future that moves to another task is woken by the newest waker.
#[test]
fn the_newest_waker_is_the_one_that_is_woken() {
    check(|| {
        let gate = Gate::new();
        let task = spawn(&gate, |gate| {
            let mut pass = pin!(gate.pass_async());
            if poll_once(pass.as_mut()).is_pending() {
                block_on(pass);
            }
        });
        gate.open();
        task.join().expect("the task does not panic");
    });
}
