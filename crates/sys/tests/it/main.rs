//! The rooms around the waist: the brief lock, spinning, shared pages, forks, usage.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

mod forks;
mod spins;

use threadbare_sys::brief_lock::BriefLock;
use threadbare_sys::clock::Deadline;
use threadbare_sys::fork::fork;
use threadbare_sys::mmap::Shared;
use threadbare_sys::spin::Spin;
use threadbare_sys::usage;
use threadbare_sys::waitlist::Waiter;

#[test]
fn a_brief_lock_excludes() {
    let tally = BriefLock::new((0_u32, false));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10_000 {
                    tally.with(|(count, is_inside)| {
                        assert!(!std::mem::replace(is_inside, true), "two are inside");
                        *count += 1;
                        *is_inside = false;
                    });
                }
            });
        }
    });
    assert_eq!(tally.with(|(count, _)| *count), 40_000);
}

#[test]
fn a_brief_lock_is_released_by_a_panic() {
    let tally = BriefLock::new(0_u32);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        tally.with(|count| {
            *count += 1;
            panic!("on purpose");
        });
    }));
    assert!(outcome.is_err());
    assert_eq!(tally.with(|count| *count), 1);
}

#[test]
fn a_spin_ends() {
    for ns in [0, 1, 1_000, 100_000] {
        let mut spin = Spin::for_ns(ns);
        let mut turns = 0_u32;
        while spin.turn() {
            turns += 1;
        }
        assert!(!spin.turn(), "a budget that is used up stays so");
        // The pauses double, so the looks are few; even at a pause of a nanosecond.
        assert!(turns <= 10 + ns / 64, "{turns} looks in {ns} ns");
    }
    assert!(!Spin::for_ns(0).turn());
}

#[test]
fn a_shared_page_is_shared_with_a_child() {
    let word = Shared::new(AtomicU32::new(1)).expect("a page can be mapped");
    // SAFETY: the child does one atomic operation.
    let child = unsafe {
        fork(|| {
            word.store(2, Ordering::Release);
            0
        })
    };
    let code = child.expect("a process can be forked").join().expect("it is our child");
    assert_eq!((code, word.load(Ordering::Acquire)), (Some(0), 2));
}

#[test]
fn a_child_that_is_killed_has_no_code() {
    // SAFETY: the child does nothing but end itself by a signal.
    let child = unsafe { fork(|| std::process::abort()) };
    let code = child.expect("a process can be forked").join().expect("it is our child");
    assert_eq!(code, None);
}

#[test]
fn a_shared_page_refuses_what_needs_a_destructor() {
    let outcome = catch_unwind(|| Shared::new(String::new()));
    assert!(outcome.is_err());
}

#[test]
fn usage_grows() {
    let before = usage::thread().expect("the kernel counts");
    let process = usage::process().expect("the kernel counts");
    assert!(process.max_rss_bytes > 100_000, "a process has some memory");
    thread::sleep(std::time::Duration::from_millis(1));
    let after = usage::thread().expect("the kernel counts");
    assert!(after.voluntary_switches > before.voluntary_switches, "a sleep is a switch");
    assert!(after.user + after.system >= before.user + before.system);
}

#[test]
fn a_node_that_nobody_chooses_times_out() {
    let node = Waiter::new();
    assert!(!node.wait(Deadline::NOW));
    assert!(!node.wait(Deadline::after(std::time::Duration::from_millis(1))));
}
