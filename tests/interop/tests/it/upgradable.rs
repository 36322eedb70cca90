//! `RwLock`: the one reader that may become a writer.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::lock_api::{
    RwLock as AnyRwLock, RwLockUpgradableReadGuard as Upgradable, RwLockWriteGuard,
};
use super::ours::RawRwLock;
use crate::{is_send, while_held};

type RwLock<T> = AnyRwLock<RawRwLock, T>;

const SOON: Duration = Duration::from_millis(2);

#[test]
fn it_reads_beside_readers_and_is_the_only_one_of_its_kind() {
    let lock = RwLock::new(1);
    while_held(
        || lock.upgradable_read(),
        || {
            assert!(lock.try_read().is_some());
            assert!(lock.try_upgradable_read().is_none() && lock.try_write().is_none());
            assert!(lock.try_upgradable_read_for(SOON).is_none());
            assert!(lock.try_upgradable_read_until(Instant::now() + SOON).is_none());
        },
    );
    assert!(lock.try_upgradable_read_for(Duration::ZERO).is_some());
    assert!(lock.try_upgradable_read_until(Instant::now()).is_some());
    assert!(!lock.is_locked());
}

#[test]
fn an_upgrade_waits_for_readers_and_fails_in_time_beside_them() {
    let lock = RwLock::new(1);
    while_held(
        || lock.read(),
        || {
            let reader = lock.upgradable_read();
            let Err(reader) = Upgradable::try_upgrade(reader) else { panic!("a reader is inside") };
            let Err(reader) = Upgradable::try_upgrade_for(reader, SOON) else { panic!("the same") };
            let until = Instant::now() + SOON;
            let Err(reader) = Upgradable::try_upgrade_until(reader, until) else { panic!("here") };
            assert_eq!(*reader, 1, "it still reads");
            assert!(lock.try_read().is_some(), "and is in nobody's way");
        },
    );
    let writer = Upgradable::try_upgrade(lock.upgradable_read()).ok();
    assert!(writer.is_some() && lock.is_locked_exclusive());
    drop(writer);
    assert!(!lock.is_locked());
}

/// What an upgradable reader has read is still so when it writes: every increment counts.
#[test]
fn nobody_writes_between_the_read_and_the_upgrade() {
    let lock = RwLock::new(0_u32);
    thread::scope(|scope| {
        for kind in 0..4 {
            let lock = &lock;
            scope.spawn(move || {
                for _ in 0..500 {
                    if kind == 3 {
                        assert!(*lock.read() <= 1_500);
                        continue;
                    }
                    let reader = lock.upgradable_read();
                    let seen = *reader;
                    let mut writer = Upgradable::upgrade(reader);
                    *writer = seen + 1;
                }
            });
        }
    });
    assert_eq!(lock.into_inner(), 1_500);
}

#[test]
fn it_goes_down_step_by_step() {
    let lock = RwLock::new(1);
    let reader = RwLockWriteGuard::downgrade_to_upgradable(lock.write());
    assert!(lock.try_read().is_some() && lock.try_upgradable_read().is_none());
    let reader = Upgradable::downgrade(reader);
    assert!(lock.try_upgradable_read().is_some() && lock.try_write().is_none());
    drop(reader);
    assert!(!lock.is_locked());
}

/// A closure writes once, and once more, behind one upgradable reader (this hung elsewhere).
#[test]
fn it_may_write_twice() {
    let lock = RwLock::new(1);
    let mut reader = lock.upgradable_read();
    reader.with_upgraded(|value| *value += 1);
    reader.with_upgraded(|value| *value += 1);
    assert_eq!(reader.try_with_upgraded(|value| *value), Some(3));
    assert_eq!(reader.try_with_upgraded_for(SOON, |value| *value), Some(3));
    assert!(lock.try_read().is_some(), "it only reads again");
}

#[test]
fn an_arc_guard_upgrades_and_goes_to_another_thread() {
    let lock = Arc::new(RwLock::new(1));
    let reader = is_send(lock.upgradable_read_arc());
    assert!(lock.try_upgradable_read_arc().is_none());
    drop(lock);
    thread::spawn(move || drop(reader)).join().expect("no panic");
}
