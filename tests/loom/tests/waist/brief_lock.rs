//! The lock that guards the lists.

use threadbare_loom::Data;
use threadbare_sys::brief_lock::BriefLock;
use threadbare_sys::model::{check, fork::become_child};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

fn visits(threads: usize) {
    let lock = Arc::new(BriefLock::new(Data::new()));
    let others: Vec<_> = (1..threads)
        .map(|_| {
            let lock = Arc::clone(&lock);
            thread::spawn(move || lock.with(|data| data.bump()))
        })
        .collect();
    lock.with(|data| data.bump());
    for other in others {
        other.join().expect("a visitor does not panic");
    }
    assert_eq!(lock.with(|data| data.get()), u32::try_from(threads).expect("a few threads"));
}

/// Two threads are never inside together.
#[test]
fn two_exclude_each_other() {
    check(|| visits(2));
}

/// With three threads, the one that was woken remembers the other sleeper.
#[test]
fn three_all_get_in() {
    check(|| visits(3));
}

/// In a forked child a holder that is not there keeps nobody out, and those who come exclude each
/// other from the first.
#[test]
fn a_holder_that_a_fork_left_behind_keeps_nobody_out() {
    check(|| {
        let lock = Arc::new(BriefLock::left_behind(Data::new()));
        become_child();
        let other = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || lock.with(|data| data.bump()))
        };
        lock.with(|data| data.bump());
        other.join().expect("a visitor does not panic");
        assert_eq!(lock.with(|data| data.get()), 2);
    });
}
