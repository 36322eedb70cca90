//! What is done once: who does it, who fails, who asks inside.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::{Once, OnceState};

use crate::support::until;

#[test]
fn a_once_is_four_bytes_and_lives_in_a_static() {
    static ONCE: Once = Once::new();
    assert_eq!(size_of::<Once>(), 4);
    ONCE.call_once(|| {});
    assert!(ONCE.is_completed());
}

#[test]
fn of_many_threads_one_does_it_and_all_see_it() {
    for _ in 0..200 {
        let (once, done) = (Once::new(), AtomicU32::new(0));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    once.call_once(|| {
                        done.store(done.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
                    });
                    assert_eq!(done.load(Ordering::Relaxed), 1);
                });
            }
        });
    }
}

#[test]
fn a_panic_travels_on_and_leaves_it_to_be_done() {
    let once = Once::new();
    let panic = catch_unwind(AssertUnwindSafe(|| once.call_once(|| resume_unwind(Box::new(7_u8)))));
    assert_eq!(panic.expect_err("it panics").downcast_ref(), Some(&7_u8));
    assert_eq!(once.state(), OnceState::Incomplete, "nothing poisons");
    once.call_once(|| {});
    assert!(once.is_completed());
}

/// One fails while others wait, both kinds of them: one of those who want to do it does.
#[test]
fn a_panic_lets_a_waiter_try_next() {
    let once = Once::new();
    thread::scope(|scope| {
        let only_wait = || once.wait();
        let try_next = || once.call_once(|| {});
        let failed = catch_unwind(AssertUnwindSafe(|| {
            once.call_once(|| {
                scope.spawn(only_wait);
                scope.spawn(try_next);
                scope.spawn(only_wait);
                until(|| format!("{once:?}").contains("waiters: true"));
                resume_unwind(Box::new("on purpose"));
            });
        }));
        assert!(failed.is_err());
    });
    assert!(once.is_completed());
}

/// What would wait for itself says so: every way to wait, and the call that stands around them
/// fails with it.
#[test]
fn re_entrance_is_found_in_every_form() {
    let forms: [fn(&Once); 5] = [
        |once| once.call_once(|| {}),
        |once| assert!(once.call_once_timeout(Duration::from_secs(9), || {}).is_err()),
        |once| {
            let deadline = Instant::now() + Duration::from_secs(9);
            assert!(once.call_once_deadline(deadline, || {}).is_err());
        },
        |once| once.wait(),
        |once| assert!(once.wait_timeout(Duration::MAX).is_err()),
    ];
    for inner in forms {
        let once = Once::new();
        let panic = catch_unwind(AssertUnwindSafe(|| once.call_once(|| inner(&once))));
        let panic = panic.expect_err("it would wait for itself");
        let message: &str = panic.downcast_ref::<&str>().expect("it says why");
        assert!(message.contains("inside this very initialiser"), "{message}");
        assert_eq!(once.state(), OnceState::Incomplete);
    }
}

#[test]
fn a_try_inside_says_that_somebody_is_at_it() {
    let once = Once::new();
    once.call_once(|| {
        assert!(once.try_call_once(|| unreachable!("somebody is at it")).is_err());
        assert!(once.call_once_timeout(Duration::ZERO, || unreachable!()).is_err());
        assert!(once.wait_timeout(Duration::ZERO).is_err());
        assert!(once.wait_deadline(Instant::now()).is_err());
        assert_eq!(once.state(), OnceState::Running);
    });
    assert_eq!(once.state(), OnceState::Complete);
}

/// Two that are different may call each other, and another thread inside the closure is no
/// re-entrance: it waits.
#[test]
fn only_re_entrance_counts_as_re_entrance() {
    let (outer, inner) = (Once::new(), Once::new());
    thread::scope(|scope| {
        outer.call_once(|| {
            inner.call_once(|| {});
            scope.spawn(|| outer.call_once(|| unreachable!("it is done")));
            until(|| format!("{outer:?}").contains("waiters: true"));
        });
    });
    assert!(inner.is_completed() && outer.is_completed());
}

#[test]
fn debug_shows_how_far_it_is() {
    let once = Once::new();
    let shown = |once: &Once| format!("{once:?}");
    assert_eq!(shown(&once), "Once { complete: false, running: false, waiters: false }");
    once.call_once(|| {
        assert_eq!(shown(&once), "Once { complete: false, running: true, waiters: false }");
    });
    assert_eq!(shown(&once), "Once { complete: true, running: false, waiters: false }");
    assert_eq!(shown(&Once::default()), shown(&Once::new()));
}
