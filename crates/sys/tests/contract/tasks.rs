//! Tasks asleep in the table.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Wait, WaitAsync};

use crate::suite::Backend;

/// Futures that wait, polled by hand.
pub(crate) struct Tasks;

#[derive(Default)]
struct Bell(AtomicU32);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

struct Task {
    future: Pin<Box<WaitAsync<'static>>>,
    bell: Arc<Bell>,
}

impl Task {
    fn poll(&mut self) -> Poll<Wait> {
        let waker = Waker::from(Arc::clone(&self.bell));
        self.future.as_mut().poll(&mut Context::from_waker(&waker))
    }

    fn rings(&self) -> u32 {
        self.bell.0.load(Ordering::Acquire)
    }
}

pub(crate) struct Crowd {
    word: &'static AtomicU32,
    tasks: Vec<Task>,
}

/// What must outlive its test, kept where Miri does not take it for lost.
static KEPT: Mutex<Vec<&'static (dyn Send + Sync)>> = Mutex::new(Vec::new());

fn keep<T: Send + Sync + 'static>(value: T) -> &'static T {
    let kept: &'static T = Box::leak(Box::new(value));
    KEPT.lock().expect("nothing panics in here").push(kept);
    kept
}

fn word(value: u32) -> &'static AtomicU32 {
    keep(AtomicU32::new(value))
}

fn task(word: &'static AtomicU32, expected: u32) -> Task {
    Task { future: Box::pin(futex::wait_async(word, expected)), bell: Arc::default() }
}

impl Backend for Tasks {
    type Crowd = Crowd;

    fn crowd(size: usize) -> Crowd {
        let word = word(0);
        let mut tasks: Vec<Task> = (0..size).map(|_| task(word, 0)).collect();
        for task in &mut tasks {
            assert!(task.poll().is_pending(), "the word is as expected");
        }
        Crowd { word, tasks }
    }

    fn wake(crowd: &Crowd, n: u32) -> u32 {
        futex::wake(futex::address(crowd.word), n)
    }

    fn dismiss(mut crowd: Crowd, woken: usize) {
        for (place, task) in crowd.tasks.iter_mut().enumerate() {
            let is_first = place < woken;
            assert_eq!(task.rings(), u32::from(is_first), "first come, first woken, and once");
            let expected = if is_first { Poll::Ready(Wait::Woken) } else { Poll::Pending };
            assert_eq!(task.poll(), expected);
        }
        let rest = crowd.tasks.len() - woken;
        let woken_now = futex::wake(futex::address(crowd.word), u32::MAX);
        assert_eq!(usize::try_from(woken_now), Ok(rest), "the others still slept");
    }

    fn wait_once(value: u32, expected: u32, deadline: Deadline) -> Wait {
        assert!(deadline.is_never(), "a task has no deadline");
        let word = word(value);
        match task(word, expected).poll() {
            Poll::Ready(wait) => wait,
            Poll::Pending => panic!("the task sleeps on {expected} though the word is {value}"),
        }
    }
}

/// Two tasks on one word; `first` is polled first.
fn pair() -> (&'static AtomicU32, Task, Task) {
    let word = word(0);
    let (mut first, mut second) = (task(word, 0), task(word, 0));
    assert!(first.poll().is_pending());
    assert!(second.poll().is_pending());
    (word, first, second)
}

#[test]
fn a_dropped_task_that_was_chosen_passes_the_wake_on() {
    let (word, first, mut second) = pair();
    assert_eq!(futex::wake(futex::address(word), 1), 1);

    drop(first);

    assert_eq!(second.rings(), 1);
    assert_eq!(second.poll(), Poll::Ready(Wait::Woken));
}

#[test]
fn a_dropped_task_that_still_waits_takes_no_wake() {
    let (word, first, mut second) = pair();

    drop(first);

    assert_eq!(second.rings(), 0);
    assert_eq!(futex::wake(futex::address(word), u32::MAX), 1);
    assert_eq!(second.poll(), Poll::Ready(Wait::Woken));
}

#[test]
fn a_task_that_was_not_polled_waits_for_nothing() {
    let word = word(0);

    let fresh = task(word, 0);

    assert_eq!(futex::wake(futex::address(word), 1), 0);
    drop(fresh);
}

#[test]
fn a_leaked_task_does_not_keep_the_others() {
    let (word, first, mut second) = pair();

    keep(first);

    assert_eq!(futex::wake(futex::address(word), u32::MAX), 2);
    assert_eq!(second.poll(), Poll::Ready(Wait::Woken));
}

#[test]
fn the_newest_waker_is_woken() {
    let (word, mut first, _second) = pair();
    let old = std::mem::take(&mut first.bell);
    assert!(first.poll().is_pending());

    assert_eq!(futex::wake(futex::address(word), 1), 1);

    assert_eq!((old.0.load(Ordering::Acquire), first.rings()), (0, 1));
}

#[test]
fn a_waker_that_panics_keeps_nobody_asleep() {
    struct Trap;
    impl Wake for Trap {
        fn wake(self: Arc<Self>) {
            panic!("a trap");
        }
    }
    let word = word(0);
    let mut trapped = Box::pin(futex::wait_async(word, 0));
    let trap = Waker::from(Arc::new(Trap));
    assert!(trapped.as_mut().poll(&mut Context::from_waker(&trap)).is_pending());
    let mut other = task(word, 0);
    assert!(other.poll().is_pending());

    let outcome = std::panic::catch_unwind(|| futex::wake(futex::address(word), u32::MAX));

    assert!(outcome.is_err(), "the panic reaches the waker's caller");
    assert_eq!(other.rings(), 1);
    assert_eq!(other.poll(), Poll::Ready(Wait::Woken));
}

#[test]
fn threads_are_woken_before_tasks() {
    let word = word(0);
    let mut task = task(word, 0);
    assert!(task.poll().is_pending());
    let thread = crate::kernel::spawn_asleep(|| futex::wait(word, 0, Deadline::NEVER));

    assert_eq!(futex::wake(futex::address(word), 1), 1);

    assert_eq!(thread.join().expect("the thread was woken"), Wait::Woken);
    assert_eq!(task.rings(), 0);
    assert_eq!(futex::wake_threads(futex::address(word), 1), 0);
    assert_eq!(futex::wake_tasks(futex::address(word), 1), 1);
}
