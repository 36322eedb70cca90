//! What happens when a wake, a deadline and a signal come together.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Wait};

use crate::kernel::{Private, play, thread_id, until_asleep};

const ROUNDS: u32 = if cfg!(miri) { 3 } else { 300 };

/// Of a wake and a timeout exactly one happens: the waker counts a waiter if and only if that
/// waiter says that it was woken.
#[test]
fn a_wake_and_a_timeout_exclude_each_other() {
    for round in 0..ROUNDS {
        let word = Arc::new(AtomicU32::new(0));
        let waiter = {
            let word = Arc::clone(&word);
            // From "over before the wake" to "long after it".
            let timeout = Duration::from_micros(u64::from(round % 60) * 5 + 1);
            thread::spawn(move || futex::wait(&word, 0, Deadline::after(timeout)))
        };
        let mut woken = 0;
        while woken == 0 && !waiter.is_finished() {
            woken = futex::wake(futex::address(&word), 1);
        }
        let outcome = waiter.join().expect("the waiter does not panic");
        // The waiter may have finished between our last wake and the look: then it timed out.
        let expected = if woken == 1 { Wait::Woken } else { Wait::TimedOut };
        assert_eq!(outcome, expected, "round {round}");
    }
}

/// A change of the word and a wake are never lost between the look and the sleep.
#[test]
fn no_wake_is_lost() {
    let word = Arc::new(AtomicU32::new(0));
    let other = {
        let word = Arc::clone(&word);
        thread::spawn(move || play::<Private>(&word, 1, ROUNDS))
    };
    play::<Private>(&word, 0, ROUNDS);
    other.join().expect("the other side does not panic");
}

/// Of a wake of the word to which a sleeper was moved, and its deadline, exactly one happens.
#[test]
fn a_move_keeps_the_deadline() {
    if cfg!(miri) {
        println!("skipped: a_move_keeps_the_deadline: Miri wakes instead");
        return;
    }
    for round in 0..ROUNDS {
        let words = Arc::new([AtomicU32::new(0), AtomicU32::new(0)]);
        let sleeper = {
            let words = Arc::clone(&words);
            let timeout = Duration::from_micros(u64::from(round % 60) * 5 + 1);
            thread::spawn(move || futex::wait(&words[0], 0, Deadline::after(timeout)))
        };
        let [from, to] = [futex::address(&words[0]), futex::address(&words[1])];
        let (mut moved, mut woken) = (0, 0);
        while woken == 0 && !sleeper.is_finished() {
            moved += futex::requeue(from, to, 1);
            woken = futex::wake(to, 1);
        }
        assert!(woken <= moved, "round {round}: only the moved are there");
        let outcome = sleeper.join().expect("the sleeper does not panic");
        let expected = if woken == 1 { Wait::Woken } else { Wait::TimedOut };
        assert_eq!(outcome, expected, "round {round}");
    }
}

/// Signals that interrupt a wait do not end it, and do not move its deadline.
#[test]
fn a_storm_of_signals_ends_no_wait() {
    if cfg!(miri) {
        println!("skipped: a_storm_of_signals_ends_no_wait: Miri has no signals");
        return;
    }
    install_handler();
    let (word, id, in_second) = (
        Arc::new(AtomicU32::new(0)),
        Arc::new(AtomicI32::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let waiter = {
        let (word, id, in_second) = (Arc::clone(&word), Arc::clone(&id), Arc::clone(&in_second));
        thread::spawn(move || {
            id.store(thread_id(), Ordering::Release);
            let timed = futex::wait(&word, 0, Deadline::after(Duration::from_millis(20)));
            in_second.store(true, Ordering::Release);
            let woken = futex::wait(&word, 0, Deadline::NEVER);
            (timed, woken)
        })
    };
    while id.load(Ordering::Acquire) == 0 {
        thread::yield_now();
    }
    // Through the first wait, its end, and far into the second.
    storm(id.load(Ordering::Acquire), &in_second);
    let mut woken = 0;
    while woken == 0 {
        woken = futex::wake(futex::address(&word), 1);
    }
    let (timed, last) = waiter.join().expect("the waiter does not panic");
    assert!(HANDLED.load(Ordering::Acquire) > 0, "the handler ran");
    assert_eq!((timed, last), (Wait::TimedOut, Wait::Woken));
}

static HANDLED: AtomicU32 = AtomicU32::new(0);

extern "C" fn handler(_signal: libc::c_int) {
    HANDLED.fetch_add(1, Ordering::Relaxed);
}

fn install_handler() {
    // SAFETY: all zeros is a valid `sigaction`: no flags, so system calls are interrupted.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = handler as extern "C" fn(libc::c_int) as usize;
    // SAFETY: the handler does what a handler may: it adds to an atomic.
    let installed =
        unsafe { libc::sigaction(libc::SIGUSR1, &raw const action, std::ptr::null_mut()) };
    assert_eq!(installed, 0);
}

/// Signals a thread whenever it sleeps, until it has been in its second wait for a while.
fn storm(id: i32, in_second: &AtomicBool) {
    let process = std::process::id();
    let mut left = 200;
    while left > 0 {
        until_asleep(id);
        // SAFETY: a system call with numbers; the thread is one of ours.
        let failed = unsafe { libc::syscall(libc::SYS_tgkill, process, id, libc::SIGUSR1) };
        assert_eq!(failed, 0);
        left -= u32::from(in_second.load(Ordering::Acquire));
    }
}
