//! Waits of threads: timeouts of every size, who is let in by what, starvation.

use std::sync::Arc;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::{RwLock, RwLockUpgradableGuard, RwLockWriteGuard};

use crate::support::until;

const SIZES: [Duration; 3] = [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)];

/// What the lock says of itself.
fn says<T>(lock: &RwLock<T>, what: &str) -> bool {
    // SAFETY: nothing is released by it.
    let raw = unsafe { lock.raw() };
    format!("{raw:?}").contains(what)
}

#[test]
fn a_held_lock_times_out_whatever_the_size_of_the_timeout() {
    let lock = RwLock::new(());
    let past = Instant::now();
    let held = lock.write();
    for timeout in SIZES {
        assert!(lock.read_timeout(timeout).is_err(), "{timeout:?}");
        assert!(lock.write_timeout(timeout).is_err(), "{timeout:?}");
        assert!(lock.upgradable_timeout(timeout).is_err(), "{timeout:?}");
        assert!(lock.read_deadline(Instant::now() + timeout).is_err(), "{timeout:?}");
    }
    assert!(lock.write_deadline(past).is_err() && lock.upgradable_deadline(past).is_err());
    drop(held);
    let held = lock.read();
    for timeout in SIZES {
        assert!(lock.write_timeout(timeout).is_err(), "{timeout:?}");
        assert!(lock.read_timeout(timeout).is_ok(), "{timeout:?}: the writer has gone");
        let guard = lock.upgradable_timeout(timeout).expect("readers do not keep it out");
        let guard = RwLockUpgradableGuard::upgrade_timeout(guard, timeout);
        let guard = guard.expect_err("a reader is inside");
        let soon = Instant::now() + timeout;
        assert!(RwLockUpgradableGuard::upgrade_deadline(guard, soon).is_err());
    }
    drop(held);
    assert!(lock.try_write().is_some());
}

#[test]
fn a_free_lock_does_not_time_out_whatever_the_size_of_the_timeout() {
    let lock = RwLock::new(());
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        assert!(lock.read_timeout(timeout).is_ok(), "{timeout:?}");
        assert!(lock.write_timeout(timeout).is_ok(), "{timeout:?}");
        let guard = lock.upgradable_timeout(timeout).expect("it is free");
        assert!(RwLockUpgradableGuard::upgrade_timeout(guard, timeout).is_ok(), "{timeout:?}");
    }
    assert!(lock.read_deadline(Instant::now()).is_ok());
    assert!(lock.write_deadline(Instant::now()).is_ok());
    assert!(lock.upgradable_deadline(Instant::now()).is_ok());
}

#[test]
fn a_timeout_that_fits_into_no_clock_waits_for_ever() {
    let lock = RwLock::new(0);
    let reader = lock.read();
    thread::scope(|scope| {
        for timeout in [Duration::MAX, Duration::from_secs(u64::MAX)] {
            let lock = &lock;
            scope.spawn(move || *lock.write_timeout(timeout).expect("for ever") += 1);
        }
        until(|| says(&lock, "pending: true"));
        scope.spawn(|| drop(lock.read_timeout(Duration::MAX).expect("for ever")));
        until(|| says(&lock, "parked: true"));
        drop(reader);
    });
    assert_eq!(lock.into_inner(), 2);
}

/// A timed writer that gives up lets the readers go on that it held back (in a standard library it
/// used up a wake and left them asleep).
#[test]
fn a_timed_writer_leaves_no_reader_asleep() {
    let lock = RwLock::new(());
    let reader = lock.read();
    for _ in 0..20 {
        thread::scope(|scope| {
            let writer = scope.spawn(|| lock.write_timeout(Duration::from_millis(2)).is_err());
            until(|| says(&lock, "pending: true") || writer.is_finished());
            // Comes back although the first reader stays.
            let second = lock.read_timeout(Duration::from_secs(60));
            assert!(second.is_ok(), "it was left asleep");
        });
    }
    drop(reader);
    assert!(lock.try_write().is_some());
}

/// A time that is up is an error and a word that has changed is none: a writer with a second to go
/// gets in although readers come and go all the time.
#[test]
fn a_word_that_changes_is_no_timeout() {
    let lock = RwLock::new(0);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Acquire) {
                    drop(lock.read());
                }
            });
        }
        for _ in 0..200 {
            *lock.write_timeout(Duration::from_secs(60)).expect("the time is not up") += 1;
        }
        is_over.store(true, Ordering::Release);
    });
    assert_eq!(lock.into_inner(), 200);
}

/// All the readers that waited come in together when a writer leaves, and can meet inside (a
/// system's own lock let in one and left the others asleep).
#[test]
fn readers_meet_inside_after_a_writer() {
    const READERS: usize = 4;
    for round in 0..50 {
        let lock = RwLock::new(());
        let inside = Barrier::new(READERS);
        let writer = lock.write();
        thread::scope(|scope| {
            for _ in 0..READERS {
                scope.spawn(|| {
                    let _reader = lock.read();
                    inside.wait();
                });
            }
            if round % 2 == 0 {
                until(|| says(&lock, "parked: true"));
            }
            match round % 3 {
                0 => drop(writer),
                1 => drop(RwLockWriteGuard::downgrade(writer)),
                _ => drop(RwLockWriteGuard::downgrade_to_upgradable(writer)),
            }
        });
    }
}

/// One that waits to be upgradable keeps no reader out, as long as it has to wait.
#[test]
fn an_upgradable_waiter_keeps_no_reader_out() {
    let lock = RwLock::new(());
    let first = lock.upgradable();
    thread::scope(|scope| {
        scope.spawn(|| drop(lock.upgradable()));
        until(|| says(&lock, "parked: true"));
        drop(lock.try_read().expect("nobody writes or is about to"));
        drop(lock.read());
        drop(first);
    });
}

/// A writer that waited longer does not come between an upgradable reader's look and its write.
#[test]
fn nobody_writes_between_a_look_and_the_upgrade() {
    let lock = RwLock::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..2_000).for_each(|_| *lock.write() += 1));
        }
        scope.spawn(|| (0..2_000).for_each(|_| drop(lock.read())));
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..2_000 {
                    let guard = lock.upgradable();
                    let seen = *guard;
                    let mut guard = RwLockUpgradableGuard::upgrade(guard);
                    assert_eq!(*guard, seen, "somebody wrote in between");
                    *guard += 1;
                }
            });
        }
    });
    assert_eq!(lock.into_inner(), 8_000);
}

/// New readers do not starve an upgrade: this test ends.
#[test]
fn readers_do_not_starve_an_upgrade() {
    let lock = RwLock::new(0);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| hog(&is_over, || lock.read()));
        }
        for _ in 0..50 {
            *RwLockUpgradableGuard::upgrade(lock.upgradable()) += 1;
        }
        is_over.store(true, Ordering::Release);
    });
    assert_eq!(lock.into_inner(), 50);
}

/// Holds what `enter` gives for 50 us, again and again without a gap.
fn hog<G>(is_over: &AtomicBool, enter: impl Fn() -> G) {
    while !is_over.load(Ordering::Acquire) {
        let guard = enter();
        let start = Instant::now();
        while start.elapsed() < Duration::from_micros(50) {
            std::hint::spin_loop();
        }
        drop(guard);
    }
}

/// Readers that overlap and leave no gap do not keep a writer out: this test ends.
#[test]
fn hogs_that_read_do_not_keep_a_writer_out() {
    let lock = RwLock::new(());
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| hog(&is_over, || lock.read()));
        }
        (0..50).for_each(|_| drop(lock.write()));
        is_over.store(true, Ordering::Release);
    });
}

/// A writer that leaves no gap keeps out neither readers nor writers: this test ends. Nor does one
/// that comes in by way of an upgrade.
#[test]
fn a_hog_that_writes_keeps_nobody_out() {
    for kind in 0..2 {
        let lock = RwLock::new(());
        let is_over = AtomicBool::new(false);
        let left = AtomicU32::new(3);
        let polite = |enter: &dyn Fn()| {
            (0..20).for_each(|_| enter());
            if left.fetch_sub(1, Ordering::AcqRel) == 1 {
                is_over.store(true, Ordering::Release);
            }
        };
        thread::scope(|scope| {
            scope.spawn(|| {
                hog(&is_over, || match kind {
                    0 => lock.write(),
                    _ => RwLockUpgradableGuard::upgrade(lock.upgradable()),
                });
            });
            scope.spawn(|| polite(&|| drop(lock.read())));
            scope.spawn(|| polite(&|| drop(lock.write())));
            scope.spawn(|| polite(&|| drop(lock.upgradable())));
        });
        assert!(!lock.is_locked());
    }
}

#[test]
fn a_timeout_leaves_a_lock_that_works() {
    let lock = Arc::new(RwLock::new(0));
    let guard = RwLock::write_arc(&lock);
    let timed = {
        let lock = Arc::clone(&lock);
        thread::spawn(move || lock.write_timeout(Duration::from_millis(5)).is_err())
    };
    let sleepers = [0, 1].map(|_| {
        let lock = Arc::clone(&lock);
        thread::spawn(move || *lock.write() += 1)
    });
    assert!(timed.join().expect("no panic"), "it was held all the time");
    drop(guard);
    for sleeper in sleepers {
        sleeper.join().expect("no panic");
    }
    assert_eq!(lock.try_read().map(|value| *value), Some(2));
}
