//! Threads asleep in the kernel.

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};

use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Address, Wait};

use crate::suite::{Backend, Moving};

/// One of the waist's two scopes.
pub(crate) trait Scope: 'static {
    fn wait(word: &AtomicU32, expected: u32, deadline: Deadline) -> Wait;
    fn wake(address: Address, n: u32) -> u32;
}

/// Waiters of this process.
pub(crate) struct Private;

/// Waiters of every process that shares the page.
pub(crate) struct Shared;

impl Scope for Private {
    fn wait(word: &AtomicU32, expected: u32, deadline: Deadline) -> Wait {
        futex::wait(word, expected, deadline)
    }

    fn wake(address: Address, n: u32) -> u32 {
        futex::wake(address, n)
    }
}

impl Scope for Shared {
    fn wait(word: &AtomicU32, expected: u32, deadline: Deadline) -> Wait {
        futex::shared::wait(word, expected, deadline)
    }

    fn wake(address: Address, n: u32) -> u32 {
        futex::shared::wake(address, n)
    }
}

/// Waits for its turn, gives the turn to the other side, `rounds` times.
pub(crate) fn play<S: Scope>(word: &AtomicU32, side: u32, rounds: u32) {
    for _ in 0..rounds {
        while word.load(Ordering::Acquire) != side {
            let _ = S::wait(word, 1 - side, Deadline::NEVER);
        }
        word.store(1 - side, Ordering::Release);
        S::wake(futex::address(word), 1);
    }
}

/// Threads that wait in a scope.
pub(crate) struct Threads<S>(PhantomData<S>);

pub(crate) struct Crowd {
    word: Arc<AtomicU32>,
    /// Those that have returned.
    returned: Arc<AtomicU32>,
    sleepers: Vec<JoinHandle<()>>,
}

impl<S: Scope> Backend for Threads<S> {
    type Crowd = Crowd;

    fn crowd(size: usize) -> Crowd {
        let word = Arc::new(AtomicU32::new(0));
        let returned = Arc::new(AtomicU32::new(0));
        let sleepers = (0..size)
            .map(|_| {
                let (word, returned) = (Arc::clone(&word), Arc::clone(&returned));
                spawn_asleep(move || {
                    // Nobody changes the word, so only a wake ends this.
                    assert_eq!(S::wait(&word, 0, Deadline::NEVER), Wait::Woken);
                    returned.fetch_add(1, Ordering::AcqRel);
                })
            })
            .collect();
        Crowd { word, returned, sleepers }
    }

    fn wake(crowd: &Crowd, n: u32) -> u32 {
        S::wake(futex::address(&crowd.word), n)
    }

    fn dismiss(crowd: Crowd, woken: usize) {
        while usize::try_from(crowd.returned.load(Ordering::Acquire)) != Ok(woken) {
            thread::yield_now();
        }
        let rest = crowd.sleepers.len() - woken;
        let woken_now = S::wake(futex::address(&crowd.word), u32::MAX);
        assert_eq!(usize::try_from(woken_now), Ok(rest), "the others still slept");
        for sleeper in crowd.sleepers {
            sleeper.join().expect("a sleeper was woken, and only woken");
        }
    }

    fn wait_once(value: u32, expected: u32, deadline: Deadline) -> Wait {
        S::wait(&AtomicU32::new(value), expected, deadline)
    }
}

impl Moving for Threads<Private> {
    fn requeue(from: &Crowd, to: &Crowd, n: u32) -> u32 {
        futex::requeue(futex::address(&from.word), futex::address(&to.word), n)
    }
}

/// Starts a thread whose first act is to sleep; returns when it does.
pub(crate) fn spawn_asleep<R: Send + 'static>(
    body: impl FnOnce() -> R + Send + 'static,
) -> JoinHandle<R> {
    let id = Arc::new(AtomicI32::new(0));
    let thread = {
        let id = Arc::clone(&id);
        thread::spawn(move || {
            id.store(thread_id(), Ordering::Release);
            body()
        })
    };
    while id.load(Ordering::Acquire) == 0 {
        thread::yield_now();
    }
    until_asleep(id.load(Ordering::Acquire));
    thread
}

pub(crate) fn thread_id() -> i32 {
    // SAFETY: the call reads nothing and cannot fail.
    unsafe { libc::gettid() }
}

/// Returns when the kernel says that the thread sleeps and can be woken.
#[cfg(not(miri))]
pub(crate) fn until_asleep(id: i32) {
    let path = format!("/proc/self/task/{id}/stat");
    loop {
        let stat = std::fs::read_to_string(&path).expect("the thread is alive");
        // The name, in parentheses, may contain anything; the state follows the last of them.
        let (_, rest) = stat.rsplit_once(") ").expect("the name ends with a parenthesis");
        if rest.starts_with('S') {
            return;
        }
        thread::yield_now();
    }
}

/// Miri has no /proc, but it runs every thread between two of our turns.
#[cfg(miri)]
pub(crate) fn until_asleep(_id: i32) {
    for _ in 0..100 {
        thread::yield_now();
    }
}
