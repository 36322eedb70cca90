//! What a forked child finds: locks and queues that were in use when it was made.

use std::sync::mpsc;
use std::task::Waker;
use std::thread;

use threadbare_sys::brief_lock::BriefLock;
use threadbare_sys::clock::Deadline;
use threadbare_sys::fork::{fork, generation};
use threadbare_sys::futex;
use threadbare_sys::thread::{exists, index};
use threadbare_sys::waitlist::{Key, WaitList, WaitQueue, Waiter};

/// Forks; the child answers a question by its exit code.
fn child_says(question: impl FnOnce() -> bool) -> bool {
    // SAFETY: the questions use the waist and what stands on it, and return.
    let child = unsafe { fork(|| u8::from(question())) }.expect("a process can be forked");
    child.join().expect("it is our child").expect("no signal killed it") == 1
}

#[test]
fn every_generation_has_a_number_of_its_own() {
    let ours = generation();
    assert!(child_says(|| {
        let child = generation();
        child != ours && child_says(|| ![ours, child].contains(&generation()))
    }));
    assert_eq!(generation(), ours);
}

#[test]
fn a_brief_lock_that_another_thread_held_is_free_in_the_child() {
    let lock = BriefLock::new(7_u32);
    let (inside, is_inside) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let lock = &lock;
        scope.spawn(move || {
            lock.with(|_| {
                inside.send(()).expect("the test listens");
                let _ = may_go.recv();
            });
        });
        is_inside.recv().expect("the holder speaks");
        assert!(child_says(|| {
            lock.with(|value| *value += 1);
            lock.with(|value| *value == 8)
        }));
        let_go.send(()).expect("the holder listens");
    });
    assert_eq!(lock.with(|value| *value), 7);
}

#[test]
fn a_queue_is_empty_in_the_child_and_works() {
    let queue = WaitQueue::new();
    let node = Waiter::new();
    // SAFETY: the node is new, and stays here until it is removed.
    queue.with(|list| unsafe { list.push_back(&node, Key::NONE, None) });
    assert!(child_says(|| {
        let nobody = queue.with(WaitList::choose).is_none();
        // SAFETY: the node is in no list of the child.
        let came_out = queue.with(|list| unsafe { list.remove(&node) }).is_some();
        let new = Waiter::new();
        // SAFETY: the node is new, and stays here until it is chosen.
        queue.with(|list| unsafe { list.push_back(&new, Key::NONE, None) });
        if let Some(wakeup) = queue.with(WaitList::choose) {
            wakeup.deliver();
        }
        nobody && came_out && new.wait(Deadline::NOW) && queue.is_empty()
    }));
    assert!(!queue.is_empty(), "the parent's waiter still waits");
    // SAFETY: the node is in this list.
    assert!(queue.with(|list| unsafe { list.remove(&node) }).is_some());
}

/// A task that waited on a word when the process was forked looks again in the child, and dropping
/// it there disturbs nobody.
#[test]
fn a_task_of_the_parent_looks_again_in_the_child() {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll};

    let word = threadbare_sys::atomic::AtomicU32::new(1);
    let mut task = Context::from_waker(Waker::noop());
    let mut wait = pin!(futex::wait_async(&word, 1));
    assert_eq!(wait.as_mut().poll(&mut task), Poll::Pending);
    assert!(child_says(|| {
        let woken = futex::wake(futex::address(&word), 1);
        let mut task = Context::from_waker(Waker::noop());
        woken == 0 && wait.as_mut().poll(&mut task) == Poll::Ready(futex::Wait::Woken)
    }));
    assert_eq!(wait.as_mut().poll(&mut task), Poll::Pending, "the parent's still waits");
    assert_eq!(futex::wake(futex::address(&word), 1), 1);
}

/// The child has the thread that forked, by its old number, and not the others of the parent; the
/// child of that child likewise.
#[test]
fn a_child_has_the_index_of_its_forker_alone() {
    let (tell, told) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            tell.send(index()).expect("the test listens");
            let _ = may_go.recv();
        });
        let (ours, theirs) = (index(), told.recv().expect("the other speaks"));
        assert!(exists(ours) && exists(theirs));
        assert!(child_says(|| {
            let is_right = index() == ours && exists(ours) && !exists(theirs);
            is_right && child_says(|| index() == ours && exists(ours) && !exists(theirs))
        }));
        let_go.send(()).expect("the other listens");
    });
}
