//! Threads: order, counts, timeouts of every size.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::{Condition, FairLock, Lock};

use super::{Room, crowd, join};
use crate::support::until;

#[test]
fn a_condition_is_sixteen_bytes_and_lives_in_a_static() {
    static CHANGED: Condition = Condition::new();
    assert_eq!(size_of::<Condition>(), 16);
    assert_eq!(CHANGED.notify_all(), 0);
    assert_eq!(format!("{CHANGED:?}"), "Condition { awaited: false }");
}

#[test]
fn threads_are_notified_in_the_order_in_which_they_came() {
    let room = Room::new();
    let order = Arc::new(Mutex::new(Vec::new()));
    let threads = crowd(&room, 6, {
        let order = Arc::clone(&order);
        move |place| order.lock().expect("no panic").push(place)
    });
    assert!(format!("{:?}", room.changed).contains("awaited: true"));
    for count in 1..=6 {
        assert!(room.changed.notify_one());
        until(|| order.lock().expect("no panic").len() == count);
    }
    assert!(!room.changed.notify_one());
    join(threads);
    assert_eq!(*order.lock().expect("no panic"), [0, 1, 2, 3, 4, 5]);
}

#[test]
fn as_many_are_notified_as_asked() {
    let room = Room::new();
    let through = Arc::new(Mutex::new(Vec::new()));
    let threads = crowd(&room, 7, {
        let through = Arc::clone(&through);
        move |place| through.lock().expect("no panic").push(place)
    });
    let passed = || {
        let mut passed = through.lock().expect("no panic").clone();
        passed.sort_unstable();
        passed
    };
    assert_eq!(room.changed.notify(0), 0);
    assert_eq!(room.changed.notify(2), 2);
    until(|| passed().len() == 2);
    assert_eq!(passed(), [0, 1]);
    assert_eq!(room.changed.notify(3), 3);
    until(|| passed().len() == 5);
    assert_eq!(passed(), [0, 1, 2, 3, 4]);
    assert_eq!(room.changed.notify_all(), 2);
    join(threads);
    assert_eq!(room.changed.notify_all(), 0);
}

/// Notified together, under the lock, one by one or all at once: all get in, though only the
/// first was woken.
#[test]
fn a_herd_gets_in() {
    for by_one in [false, true] {
        for _ in 0..50 {
            let room = Room::new();
            let threads = crowd(&room, 16, |_| ());
            let guard = room.arrived.lock();
            let found = if by_one {
                (0..16).map(|_| room.changed.notify(1)).sum()
            } else {
                room.changed.notify_all()
            };
            assert_eq!(found, 16);
            drop(guard);
            join(threads);
        }
    }
}

/// With a lock that has no word to sleep on, each that comes wakes the next.
#[test]
fn a_herd_gets_in_by_a_fair_lock() {
    for _ in 0..50 {
        let (arrived, changed) = (FairLock::new(0), Condition::new());
        thread::scope(|scope| {
            for place in 1..=16 {
                scope.spawn(|| {
                    let mut guard = arrived.lock();
                    *guard += 1;
                    changed.wait(&mut guard);
                });
                until(|| *arrived.lock() == place);
            }
            let held = arrived.lock();
            assert_eq!(changed.notify(5) + changed.notify_all(), 16);
            drop(held);
        });
    }
}

/// One that was notified long ago, and comes late, finds others that wait with another lock: those
/// have an heir of their own, and it takes none of them to its lock.
#[test]
fn a_condition_goes_from_lock_to_lock() {
    for _ in 0..50 {
        let (first, second, changed) = (Lock::new(0), Lock::new(0), Condition::new());
        let wait = |lock: &Lock<u32>| {
            let mut arrived = lock.lock();
            *arrived += 1;
            changed.wait(&mut arrived);
        };
        thread::scope(|scope| {
            let late = scope.spawn(|| wait(&first));
            until(|| *first.lock() == 1);
            let held = first.lock();
            assert!(changed.notify_one(), "and it waits for the lock now");
            for _ in 0..3 {
                scope.spawn(|| wait(&second));
            }
            until(|| *second.lock() == 3);
            let others = second.lock();
            assert_eq!(changed.notify_all(), 3);
            drop(held);
            late.join().expect("no panic");
            drop(others);
        });
        assert_eq!(changed.notify_all(), 0);
    }
}

/// Two threads take turns, thousands of times.
#[test]
fn turns_are_handed_back_and_forth() {
    const TURNS: u32 = 20_000;
    let (turn, changed) = (Lock::new(0_u32), Condition::new());
    thread::scope(|scope| {
        for side in 0..2 {
            let (turn, changed) = (&turn, &changed);
            scope.spawn(move || {
                for _ in 0..TURNS {
                    let mut turn = turn.lock();
                    changed.wait_for(&mut turn, |turn| *turn % 2 == side);
                    *turn += 1;
                    drop(turn);
                    assert!(changed.notify_all() <= 1);
                }
            });
        }
    });
    assert_eq!(turn.into_inner(), 2 * TURNS);
}

#[test]
fn a_wait_times_out_whatever_the_size_of_the_timeout() {
    let (lock, changed) = (Arc::new(Lock::new(0)), Condition::new());
    let mut guard = Lock::lock_arc(&lock);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)] {
        assert!(changed.wait_timeout(&mut guard, timeout).is_err(), "{timeout:?}");
        assert!(changed.wait_deadline(&mut guard, Instant::now() + timeout).is_err());
        assert!(changed.wait_for_timeout(&mut guard, |n| *n == 1, timeout).is_err());
        assert!(lock.try_lock().is_none(), "the guard holds its lock");
    }
    let past = Instant::now().checked_sub(Duration::from_millis(1));
    let past = past.unwrap_or_else(Instant::now);
    assert!(changed.wait_deadline(&mut guard, past).is_err());
    assert!(changed.wait_for_deadline(&mut guard, |n| *n == 1, past).is_err());
    assert!(changed.wait_for_deadline(&mut guard, |n| *n == 0, past).is_ok());
    assert_eq!(changed.notify_all(), 0, "a timeout leaves nobody behind");
}

#[test]
fn a_timeout_that_fits_into_no_clock_waits_for_ever() {
    let room = Room::new();
    let threads = [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_secs(1 << 40)];
    let threads = threads.map(|timeout| {
        let room = Arc::clone(&room);
        thread::spawn(move || {
            let mut guard = room.arrive();
            assert!(room.changed.wait_timeout(&mut guard, timeout).is_ok());
        })
    });
    drop(room.until_arrived(3));
    assert_eq!(room.changed.notify_all(), 3);
    join(threads.into());
}

/// The predicate decides, not the clock: what became true without a notification counts.
#[test]
fn the_last_look_counts() {
    let (lock, changed) = (Lock::new(0), Condition::new());
    let mut looks = 0;
    let wait = changed.wait_for_timeout(
        &mut lock.lock(),
        |_| {
            looks += 1;
            looks == 2
        },
        Duration::from_millis(1),
    );
    assert_eq!((wait, looks), (Ok(()), 2));
}

/// Timed waiters and notifications at every distance: each notification that found somebody ended
/// one wait, and each wait that says so was notified.
#[test]
fn no_notification_is_lost_to_a_timeout() {
    let room = Room::new();
    let waiters: Vec<_> = (0..4_u64)
        .map(|place| {
            let room = Arc::clone(&room);
            thread::spawn(move || {
                let mut guard = room.arrived.lock();
                let timeouts = (0..400_u64).map(|round| (round * 7 + place) % 60);
                let waits = timeouts
                    .map(|us| room.changed.wait_timeout(&mut guard, Duration::from_micros(us)));
                waits.filter(Result::is_ok).count()
            })
        })
        .collect();
    let mut found = 0;
    while waiters.iter().any(|waiter| !waiter.is_finished()) {
        found += room.changed.notify(found % 5);
        thread::yield_now();
    }
    let notified: usize = waiters.into_iter().map(|waiter| waiter.join().expect("no panic")).sum();
    assert_eq!(notified, found);
}
