//! What cannot be reached from outside in a lifetime.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::RawRLock;

#[test]
fn a_depth_that_does_not_fit_panics_and_changes_nothing() {
    let lock = RawRLock::new();
    lock.acquire();
    lock.edit_depth(|depth| *depth = u32::MAX);
    let ways: [fn(&RawRLock); 3] = [
        RawRLock::acquire,
        |lock| assert!(lock.try_acquire()),
        |lock| assert!(lock.acquire_timeout(Duration::ZERO).is_ok()),
    ];
    for way in ways {
        let outcome = catch_unwind(AssertUnwindSafe(|| way(&lock)));
        let message = outcome.expect_err("it is too deep");
        let message = message.downcast_ref::<&str>().expect("a message");
        assert_eq!(*message, "acquired u32::MAX times: release it as often");
        assert_eq!(lock.depth(), u32::MAX);
    }
}

#[test]
fn a_full_release_is_undone_by_a_restore() {
    let lock = RawRLock::new();
    for was_moved in [false, true] {
        lock.acquire();
        lock.acquire();
        let depth = lock.release_save();
        assert_eq!((depth, lock.depth(), lock.is_locked()), (2, 0, false));
        lock.acquire_restore(depth, was_moved);
        assert_eq!((lock.depth(), lock.is_locked()), (2, true));
        lock.release_owned();
        lock.release_owned();
        assert!(!lock.is_locked());
    }
}
