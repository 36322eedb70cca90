//! The primitives that nobody holds, with the parent's waiters asleep on them: the child signals,
//! and waits itself, and neither hangs nor is answered by a ghost.

use std::sync::mpsc;
use std::thread;

use threadbare_sync::{
    AutoResetEvent, Barrier, Condition, Event, Latch, Lock, OnceLock, WaitGroup, completion,
};

use super::A_MOMENT;
use crate::support::asleep::{all_asleep, own_tid};
use crate::support::child::child_says;

/// Asks the child while two threads of the parent sleep in `wait`; then lets them go.
fn with_sleepers(wait: impl Fn() + Sync, question: impl FnOnce() -> bool, let_go: impl FnOnce()) {
    let (speak, listen) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..2 {
            let (wait, speak) = (&wait, speak.clone());
            scope.spawn(move || {
                speak.send(own_tid()).expect("the test listens");
                wait();
            });
        }
        all_asleep(&listen.iter().take(2).collect::<Vec<_>>());
        assert!(child_says(question));
        let_go();
    });
}

#[test]
fn an_event() {
    let event = Event::new();
    let question = || {
        let unset = event.wait_timeout(A_MOMENT).is_err();
        event.set();
        event.wait();
        unset && event.clear()
    };
    with_sleepers(|| event.wait(), question, || event.set());
}

/// A signal of the child is for the child: the parent's sleepers do not use it up.
#[test]
fn an_auto_reset_event() {
    let event = AutoResetEvent::new();
    let question = || {
        event.set();
        event.try_wait() && event.wait_timeout(A_MOMENT).is_err()
    };
    let let_go = || {
        event.set();
        event.set();
    };
    with_sleepers(|| event.wait(), question, let_go);
}

#[test]
fn a_latch() {
    let latch = Latch::new(1);
    let question = || {
        let shut = latch.wait_timeout(A_MOMENT).is_err();
        latch.count_down();
        latch.wait();
        shut
    };
    with_sleepers(|| latch.wait(), question, || assert!(latch.count_down()));
}

/// Those who had come in the parent do not come in the child; it can break the barrier and begin
/// anew.
#[test]
fn a_barrier() {
    let barrier = Barrier::new(3);
    let question = || {
        let alone = barrier.wait_timeout(A_MOMENT).is_err();
        barrier.reset();
        alone || barrier.n_waiting() == 0
    };
    let wait = || {
        barrier.wait().expect("nobody breaks it");
    };
    with_sleepers(wait, question, wait);
}

/// A notification in the child reaches nobody, for nobody is there; a wait in it times out.
#[test]
fn a_condition() {
    let (lock, condition) = (Lock::new(false), Condition::new());
    let question = || {
        let nobody = condition.notify_all() == 0;
        let mut is_so = lock.lock();
        nobody && condition.wait_timeout(&mut is_so, A_MOMENT).is_err()
    };
    with_sleepers(
        || condition.wait_for(&mut lock.lock(), |is_so| *is_so),
        question,
        || {
            *lock.lock() = true;
            assert_eq!(condition.notify_all(), 2);
        },
    );
}

#[test]
fn a_once_lock() {
    let cell = OnceLock::new();
    let wait = || assert_eq!(*cell.wait(), 7);
    let question = || {
        let empty = cell.wait_timeout(A_MOMENT).is_err();
        empty && *cell.get_or_init(|| 8) == 8
    };
    with_sleepers(wait, question, || assert!(cell.set(7).is_ok()));
}

/// What the parent's threads have yet to do keeps the child waiting, and a timeout says so.
#[test]
fn a_wait_group() {
    let work = Lock::new(Some(WaitGroup::new()));
    let one_more = || work.lock().clone().expect("it is dropped at the end");
    with_sleepers(
        || one_more().wait(),
        || one_more().wait_timeout(A_MOMENT).is_err(),
        || drop(work.lock().take()),
    );
}

/// A result that the parent's thread waits for can be given in the child, and nothing hangs.
#[test]
fn a_completion() {
    let (promise, result) = completion::pair::<u32>();
    let (speak, listen) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            speak.send(own_tid()).expect("the test listens");
            assert_eq!(result.result().expect("it is set"), 7);
        });
        all_asleep(&listen.iter().take(1).collect::<Vec<_>>());
        assert!(child_says(|| {
            // SAFETY: the child's copy of the promise; the parent keeps its own.
            let copy = unsafe { std::ptr::read(&raw const promise) };
            copy.set(8).is_ok()
        }));
        assert!(promise.set(7).is_ok());
    });
}
