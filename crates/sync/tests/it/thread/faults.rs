//! Threads that cannot be started, signals, destructors that panic.

use std::panic::catch_unwind;
use std::sync::Arc;
use std::time::Duration;

use threadbare_sync::thread::{self, Builder};

use crate::support::storm::in_a_storm;
use crate::support::until;

/// A stack that no address space has: the system refuses, and nothing is lost or left.
#[test]
fn a_thread_that_cannot_be_started_gives_its_closure_back() {
    let mark = Arc::new(());
    let count = {
        let mark = Arc::clone(&mark);
        move || Arc::strong_count(&mark)
    };
    let builder = Builder::new().name("too large").stack_size(1 << 60);
    let refused = builder.spawn(count).expect_err("no stack is so large");
    assert_ne!(refused.error().raw_os_error(), None, "the system says why");
    let unlisted = |thread: &thread::Thread| thread.name() != Some("too large");
    assert!(thread::enumerate().iter().all(unlisted));
    assert_eq!(refused.into_body()(), 2, "it works here as well");
    assert_eq!(Arc::strong_count(&mark), 1);
    let refused = Builder::new().stack_size(1 << 60).spawn(|| ()).expect_err("as above");
    let error = std::io::Error::from(refused);
    assert!(error.raw_os_error().is_some());
}

#[test]
fn a_name_with_a_zero_byte_is_refused() {
    assert!(catch_unwind(|| Builder::new().name("a\0b")).is_err());
}

/// Signals that come while threads are started, and while they are joined, lose no end
/// (elsewhere a signal at the wrong moment of a start made the join wait for ever).
#[test]
fn a_storm_of_signals_around_start_and_join_loses_nothing() {
    let starter = |kind: u32| {
        std::thread::spawn(move || {
            for number in 0..150_u32 {
                let handle = thread::spawn(move || {
                    std::thread::yield_now();
                    number
                });
                let joined =
                    if kind == 0 { handle.join() } else { handle.join_timeout(Duration::MAX) };
                assert_eq!(joined.expect("no panic"), number);
            }
        })
    };
    in_a_storm((0..2).map(starter).collect(), std::thread::yield_now);
}

/// A value whose destructor panics, on the thread that nobody joins: it is unlisted all the same.
#[test]
fn a_destructor_that_panics_leaves_no_ghost() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("on purpose");
        }
    }
    let (go, may_go) = std::sync::mpsc::channel::<()>();
    let handle = thread::spawn(move || {
        let _told = may_go.recv();
        Bomb
    });
    let known = handle.thread().clone();
    drop(handle);
    drop(go);
    until(|| !known.is_alive());
    assert!(!thread::enumerate().contains(&known));
}
