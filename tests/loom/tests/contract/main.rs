//! The contract suite under loom: the model's futex keeps the promises that the kernel's keeps.
#![cfg(threadbare_loom)]

#[path = "../../../../crates/sys/tests/contract/suite.rs"]
mod suite;

use std::time::Duration;

use suite::{Backend, Moving};
use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{AcqRel, Acquire},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Wait};
use threadbare_sys::model::{self, check};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

/// Threads of a model.
struct Threads;

struct Crowd {
    word: Arc<AtomicU32>,
    sleepers: Vec<JoinHandle<Wait>>,
}

fn until_asleep(word: &AtomicU32, count: usize) {
    while model::futex::sleeping(word) != count {
        thread::yield_now();
    }
}

impl Backend for Threads {
    type Crowd = Crowd;

    fn crowd(size: usize) -> Crowd {
        let word = Arc::new(AtomicU32::new(0));
        let sleepers = (0..size)
            .map(|_| {
                let word = Arc::clone(&word);
                thread::spawn(move || futex::wait(&word, 0, Deadline::NEVER))
            })
            .collect();
        until_asleep(&word, size);
        Crowd { word, sleepers }
    }

    fn wake(crowd: &Crowd, n: u32) -> u32 {
        futex::wake(futex::address(&crowd.word), n)
    }

    fn dismiss(crowd: Crowd, woken: usize) {
        let rest = crowd.sleepers.len() - woken;
        assert_eq!(model::futex::sleeping(&crowd.word), rest, "the others still sleep");
        futex::wake(futex::address(&crowd.word), u32::MAX);
        for sleeper in crowd.sleepers {
            assert_eq!(sleeper.join().expect("a sleeper does not panic"), Wait::Woken);
        }
    }

    fn wait_once(value: u32, expected: u32, deadline: Deadline) -> Wait {
        futex::wait(&AtomicU32::new(value), expected, deadline)
    }
}

impl Moving for Threads {
    fn requeue(from: &Crowd, to: &Crowd, n: u32) -> u32 {
        futex::requeue(futex::address(&from.word), futex::address(&to.word), n)
    }
}

/// Sleepers are moved as many as asked, and woken where they are.
#[test]
fn two_sleepers_are_moved_as_asked() {
    for n in [0, 1, 2, u32::MAX] {
        model::Model::new().never_spurious().check(move || {
            suite::moves_as_many_as_asked::<Threads>(2, n);
        });
    }
}

/// One that was moved times out, or is woken by the word to which it was moved: exactly one.
#[test]
fn a_moved_sleeper_is_woken_there_or_times_out() {
    check(|| {
        let words = Arc::new([AtomicU32::new(0), AtomicU32::new(0)]);
        let sleeper = {
            let words = Arc::clone(&words);
            let soon = Duration::from_secs(1);
            thread::spawn(move || futex::wait(&words[0], 0, Deadline::after(soon)))
        };
        let [from, to] = [futex::address(&words[0]), futex::address(&words[1])];
        let moved = futex::requeue(from, to, 1);
        let there = futex::wake(to, 1);
        let here = futex::wake(from, 1);
        assert!(there <= moved && here + moved <= 1);
        let outcome = sleeper.join().expect("a sleeper does not panic");
        assert_eq!(outcome == Wait::Woken, there + here == 1);
    });
}

fn wakes_as_many_as_asked(size: usize) {
    for n in [0, 1, 2, u32::MAX] {
        // A spurious wake-up would thin the crowd out: this is about the others.
        model::Model::new().never_spurious().check(move || {
            suite::wakes_as_many_as_asked::<Threads>(size, n);
        });
    }
}

/// A wake of nobody wakes nobody.
#[test]
fn nobody_is_woken_where_nobody_waits() {
    wakes_as_many_as_asked(0);
}

/// A wake of one waiter, asked for none, one, two and all.
#[test]
fn one_waiter_is_woken_as_asked() {
    wakes_as_many_as_asked(1);
}

/// A wake of two waiters, asked for none, one, two and all.
#[test]
fn two_waiters_are_woken_as_asked() {
    wakes_as_many_as_asked(2);
}

/// A wake of three waiters, asked for none, one, two and all.
#[test]
fn three_waiters_are_woken_as_asked() {
    wakes_as_many_as_asked(3);
}

/// Nobody sleeps on a word that has another value, nor until now.
#[test]
fn nobody_sleeps_without_need() {
    check(|| {
        suite::does_not_sleep_on_another_value::<Threads>();
        suite::a_wait_until_now_is_a_look::<Threads>();
        suite::a_wait_ends_at_its_deadline::<Threads>();
    });
}

/// Of a wake and a timeout exactly one happens.
#[test]
fn a_wake_and_a_timeout_exclude_each_other() {
    check(|| {
        let word = Arc::new(AtomicU32::new(0));
        let waiter = {
            let word = Arc::clone(&word);
            thread::spawn(move || futex::wait(&word, 0, Deadline::after(Duration::from_secs(1))))
        };
        let woken = futex::wake(futex::address(&word), 1);
        let outcome = waiter.join().expect("the waiter does not panic");
        let expected = if woken == 1 { Wait::Woken } else { Wait::TimedOut };
        assert_eq!(outcome, expected);
    });
}

/// A change of the word and the wake behind it are never lost between the look and the sleep.
#[test]
fn no_wake_is_lost() {
    check(|| {
        let word = Arc::new(AtomicU32::new(0));
        let waiter = {
            let word = Arc::clone(&word);
            thread::spawn(move || {
                while word.load(Acquire) == 0 {
                    let _ = futex::wait(&word, 0, Deadline::NEVER);
                }
            })
        };
        let address = futex::address(&word);
        word.swap(1, AcqRel);
        futex::wake(address, 1);
        waiter.join().expect("the waiter does not panic");
    });
}
