//! Two processes on one word in shared memory.

use std::sync::atomic::AtomicU32;

use threadbare_sys::clock::Deadline;
use threadbare_sys::fork::fork;
use threadbare_sys::futex::{self, Wait};
use threadbare_sys::mmap::Shared;

use crate::kernel::{self, play};

const ROUNDS: u32 = 200;

#[test]
fn two_processes_wake_each_other() {
    if cfg!(miri) {
        println!("skipped: two_processes_wake_each_other: Miri has no fork");
        return;
    }
    let word = Shared::new(AtomicU32::new(0)).expect("a page can be mapped");
    // SAFETY: the child does atomics and futex calls alone.
    let child = unsafe {
        fork(|| {
            play::<kernel::Shared>(&word, 1, ROUNDS);
            7
        })
    };
    play::<kernel::Shared>(&word, 0, ROUNDS);
    let code = child.expect("a process can be forked").join().expect("it is our child");
    assert_eq!(code, Some(7));
}

#[test]
fn a_child_is_woken_once_and_says_so() {
    if cfg!(miri) {
        println!("skipped: a_child_is_woken_once_and_says_so: Miri has no fork");
        return;
    }
    let word = Shared::new(AtomicU32::new(0)).expect("a page can be mapped");
    // SAFETY: the child makes one futex call.
    let child =
        unsafe { fork(|| u8::from(futex::shared::wait(&word, 0, Deadline::NEVER) == Wait::Woken)) };
    let mut woken = 0;
    while woken == 0 {
        woken = futex::shared::wake(futex::address(&word), u32::MAX);
    }
    let code = child.expect("a process can be forked").join().expect("it is our child");
    assert_eq!((woken, code), (1, Some(1)));
}

#[test]
fn a_private_wake_does_not_cross_processes() {
    if cfg!(miri) {
        println!("skipped: a_private_wake_does_not_cross_processes: Miri has no fork");
        return;
    }
    let word = Shared::new(AtomicU32::new(0)).expect("a page can be mapped");
    // SAFETY: the child makes one futex call.
    let child =
        unsafe { fork(|| u8::from(futex::shared::wait(&word, 0, Deadline::NEVER) == Wait::Woken)) };
    // A private wake finds nobody, however often; the shared one finds the child.
    let private = (0..1000).map(|_| futex::wake(futex::address(&word), 1)).sum::<u32>();
    while futex::shared::wake(futex::address(&word), 1) == 0 {}
    let code = child.expect("a process can be forked").join().expect("it is our child");
    assert_eq!((private, code), (0, Some(1)));
}
