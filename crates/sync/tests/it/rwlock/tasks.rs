//! Waits of tasks: dropped, forgotten, and beside threads.

use std::pin::pin;
use std::sync::Arc;
use std::thread;

use threadbare_sync::{RwLock, RwLockUpgradableGuard, RwLockWriteGuard};

use crate::support::{Bell, block_on, forget, poll_once};

/// A future that waits for a writer and is dropped at any of its polls leaves a lock that works.
#[test]
fn a_future_may_be_dropped_at_every_poll() {
    for polls in 0..3 {
        let lock = RwLock::new(0);
        let guard = lock.write();
        let bell = Arc::new(Bell::default());
        let mut next = pin!(lock.write_async());
        {
            let mut read = pin!(lock.read_async());
            let mut write = pin!(lock.write_async());
            let mut upgradable = pin!(lock.upgradable_async());
            for _ in 0..polls {
                assert!(poll_once(read.as_mut()).is_pending());
                assert!(poll_once(write.as_mut()).is_pending());
                assert!(poll_once(upgradable.as_mut()).is_pending());
            }
            assert!(bell.poll(next.as_mut()).is_pending());
            drop(guard);
        }
        assert_eq!(bell.rings(), 1, "after {polls} polls: the wake was passed on");
        assert!(bell.poll(next.as_mut()).is_ready());
        assert!(!lock.is_locked());
    }
}

/// A writing task that waits for readers holds newcomers back until those inside have left; when
/// it is dropped, they go on at once.
#[test]
fn a_wish_holds_newcomers_back_and_is_taken_back() {
    let lock = RwLock::new(0);
    let reader = lock.read();
    let bell = Arc::new(Bell::default());
    let mut newcomer = pin!(lock.read_async());
    {
        let mut write = Box::pin(lock.write_async());
        assert!(poll_once(write.as_mut()).is_pending());
        assert!(lock.try_read().is_none(), "it waits behind the task");
        assert!(bell.poll(newcomer.as_mut()).is_pending());
    }
    assert_eq!(bell.rings(), 1, "the reader that was held back goes on");
    assert!(bell.poll(newcomer.as_mut()).is_ready());
    assert!(lock.try_read().is_some());
    drop(reader);
}

/// A writing task that is forgotten holds newcomers back until the readers have left, once.
#[test]
fn a_forgotten_write_holds_readers_back_once() {
    let lock = RwLock::new(0);
    let reader = lock.read();
    let mut write = Box::pin(lock.write_async());
    assert!(poll_once(write.as_mut()).is_pending());
    forget(write);
    drop(reader);
    let reader = lock.try_read().expect("all have left: it is anybody's turn");
    assert!(lock.try_read().is_some(), "the wish is forgotten");
    drop(reader);
    assert!(lock.try_write().is_some());
}

#[test]
fn a_task_upgrades_when_the_readers_have_left() {
    let lock = RwLock::new(0);
    let reader = lock.read();
    let bell = Arc::new(Bell::default());
    let mut upgrade = pin!(RwLockUpgradableGuard::upgrade_async(lock.upgradable()));
    assert!(bell.poll(upgrade.as_mut()).is_pending());
    drop(reader);
    assert_eq!(bell.rings(), 1);
    let std::task::Poll::Ready(mut guard) = bell.poll(upgrade.as_mut()) else {
        panic!("nobody reads any more")
    };
    *guard += 1;
    drop(guard);
    assert_eq!(*lock.read(), 1);
}

/// An upgrade that is dropped releases the upgradable read, and lets those go on that it held back.
#[test]
fn a_dropped_upgrade_releases() {
    let lock = RwLock::new(0);
    let reader = lock.read();
    let mut upgrade = Box::pin(RwLockUpgradableGuard::upgrade_async(lock.upgradable()));
    assert!(poll_once(upgrade.as_mut()).is_pending());
    assert!(lock.try_read().is_none() && lock.try_upgradable().is_none());
    drop(upgrade);
    assert!(lock.try_read().is_some() && lock.try_upgradable().is_some());
    drop(reader);
    assert!(lock.try_write().is_some());
}

#[test]
fn a_writer_that_steps_down_wakes_reading_tasks_and_no_writing_one() {
    let lock = RwLock::new(0);
    let writer = lock.write();
    let bells: [Arc<Bell>; 3] = Default::default();
    let mut reads = [0, 1].map(|_| Box::pin(lock.read_async()));
    let mut write = pin!(lock.write_async());
    for (read, bell) in reads.iter_mut().zip(&bells) {
        assert!(bell.poll(read.as_mut()).is_pending());
    }
    assert!(bells[2].poll(write.as_mut()).is_pending());
    let upgradable = RwLockWriteGuard::downgrade_to_upgradable(writer);
    assert_eq!(bells.each_ref().map(|bell| bell.rings()), [1, 1, 0]);
    let guards = [0, 1].map(|at| bells[at].poll(reads[at].as_mut()));
    assert!(guards.iter().all(std::task::Poll::is_ready), "both read");
    drop(guards);
    drop(upgradable);
    assert_eq!(bells[2].rings(), 1, "the slot is free now");
    assert!(bells[2].poll(write.as_mut()).is_ready());
}

#[test]
#[should_panic = "polled after it was ready"]
fn a_future_that_was_ready_is_not_polled_again() {
    let lock = RwLock::new(0);
    let mut read = pin!(lock.read_async());
    assert!(poll_once(read.as_mut()).is_ready());
    drop(poll_once(read.as_mut()));
}

/// Owned guards of tasks keep the lock alive.
#[test]
fn owned_guards_of_tasks() {
    let lock = Arc::new(RwLock::new(0));
    *block_on(RwLock::write_arc_async(Arc::clone(&lock))) += 1;
    let guard = block_on(RwLock::upgradable_arc_async(Arc::clone(&lock)));
    *block_on(threadbare_sync::ArcRwLockUpgradableGuard::upgrade_async(guard)) += 1;
    assert_eq!(*block_on(RwLock::read_arc_async(lock)), 2);
}

/// Threads and tasks, readers and writers, all get in.
#[test]
fn threads_and_tasks_share_one_lock() {
    const TURNS: u32 = 1_000;
    let lock = RwLock::new(0_u32);
    thread::scope(|scope| {
        scope.spawn(|| (0..TURNS).for_each(|_| *lock.write() += 1));
        scope.spawn(|| (0..TURNS).for_each(|_| *block_on(lock.write_async()) += 1));
        scope.spawn(|| (0..TURNS).for_each(|_| drop(lock.read())));
        scope.spawn(|| (0..TURNS).for_each(|_| drop(block_on(lock.read_async()))));
        scope.spawn(|| {
            for _ in 0..TURNS {
                let guard = block_on(lock.upgradable_async());
                *block_on(RwLockUpgradableGuard::upgrade_async(guard)) += 1;
            }
        });
    });
    assert_eq!(lock.into_inner(), 3 * TURNS);
}
