//! Guards: what they give, what they become, when they release.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use threadbare_sync::{
    ArcRwLockUpgradableGuard, ArcRwLockWriteGuard, MappedRwLockReadGuard, MappedRwLockWriteGuard,
    RawRwLock, RwLock, RwLockReadGuard, RwLockUpgradableGuard, RwLockWriteGuard,
};

#[test]
fn a_lock_is_eight_bytes_and_lives_in_a_static() {
    static LOCK: RwLock<u64> = RwLock::new(7);
    assert_eq!((size_of::<RawRwLock>(), size_of::<RwLock<()>>()), (8, 8));
    assert_eq!(*LOCK.read(), 7);
}

#[test]
fn a_lock_holds_what_has_no_size() {
    let lock: Arc<RwLock<[u8]>> = Arc::new(RwLock::new([1, 2, 3]));
    lock.write()[0] = 9;
    assert_eq!(*RwLock::read_arc(&lock), [9, 2, 3]);
}

#[test]
fn who_is_inside_decides_who_may_come_in() {
    let lock = RwLock::new(1);
    {
        let _reader = lock.read();
        assert!(lock.try_read().is_some() && lock.try_upgradable().is_some());
        assert!(lock.try_write().is_none());
        assert!(lock.is_locked() && !lock.is_write_locked());
    }
    {
        let _upgradable = lock.upgradable();
        assert!(lock.try_read().is_some());
        assert!(lock.try_upgradable().is_none() && lock.try_write().is_none());
        assert!(lock.is_locked() && !lock.is_write_locked());
    }
    {
        let _writer = lock.write();
        assert!(lock.try_read().is_none() && lock.try_upgradable().is_none());
        assert!(lock.try_write().is_none());
        assert!(lock.is_locked() && lock.is_write_locked());
    }
    assert!(!lock.is_locked());
}

#[test]
fn every_way_down_and_up_keeps_the_lock() {
    let lock = RwLock::new(1);
    let mut writer = lock.write();
    *writer += 1;
    let upgradable = RwLockWriteGuard::downgrade_to_upgradable(writer);
    let reader = lock.read();
    assert_eq!((*upgradable, *reader), (2, 2));
    let upgradable = RwLockUpgradableGuard::try_upgrade(upgradable).expect_err("somebody reads");
    drop(reader);
    let mut writer = RwLockUpgradableGuard::upgrade(upgradable);
    *writer += 1;
    let reader = RwLockWriteGuard::downgrade(writer);
    assert_eq!(format!("{reader:?} {reader}"), "3 3");
    drop(RwLockUpgradableGuard::downgrade(lock.upgradable()));
    drop(reader);
    assert!(lock.try_write().is_some());
}

/// Upgrading twice, by whatever way down, does not hang (a lock with a closure for it did).
#[test]
fn one_guard_upgrades_more_than_once() {
    let lock = RwLock::new(0);
    let mut guard = lock.upgradable();
    for _ in 0..3 {
        let mut writer = RwLockUpgradableGuard::upgrade(guard);
        *writer += 1;
        guard = RwLockWriteGuard::downgrade_to_upgradable(writer);
    }
    assert_eq!(*guard, 3);
}

#[test]
fn a_second_guard_of_a_reader_outlives_the_first() {
    let lock = RwLock::new(1);
    let first = lock.read();
    let second = RwLockReadGuard::again(&first);
    drop(first);
    assert!(lock.try_write().is_none() && *second == 1);
    drop(second);
    assert!(lock.try_write().is_some());
}

#[test]
fn mapped_guards_hold_the_lock_until_the_last() {
    let lock = RwLock::new(((1, 2), 3));
    let outer = RwLockWriteGuard::map(lock.write(), |all| &mut all.0);
    let mut inner = MappedRwLockWriteGuard::map(outer, |pair| &mut pair.1);
    *inner += 10;
    assert!(lock.try_read().is_none());
    drop(inner);
    let outer = RwLockReadGuard::map(lock.read(), |all| &all.0);
    let inner = MappedRwLockReadGuard::map(outer, |pair| &pair.1);
    assert_eq!(format!("{inner:?} {inner}"), "12 12");
    assert!(lock.try_read().is_some() && lock.try_write().is_none());
    drop(inner);
    assert!(lock.try_write().is_some());
}

#[test]
fn a_map_that_finds_nothing_gives_the_guard_back() {
    let lock = RwLock::new(vec![1]);
    let guard = RwLockWriteGuard::try_map(lock.write(), |list| list.get_mut(5));
    guard.expect_err("there is no sixth").push(2);
    let guard = RwLockReadGuard::try_map(lock.read(), |list| list.get(5));
    let guard = guard.expect_err("there is no sixth");
    let mapped = RwLockReadGuard::try_map(guard, |list| list.get(1)).expect("there is a second");
    let mapped = MappedRwLockReadGuard::try_map(mapped, |_| None::<&u8>).expect_err("nothing");
    assert_eq!(*mapped, 2);
    assert!(lock.is_locked());
}

#[test]
fn a_panic_releases_and_leaves_the_value_as_it_was() {
    let lock = RwLock::new(0);
    let outcome = catch_unwind(|| {
        *lock.write() = 1;
        let _reader = lock.read();
        panic!("on purpose");
    });
    assert!(outcome.is_err());
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        drop(RwLockWriteGuard::map(lock.write(), |_| -> &mut u32 { panic!("on purpose") }));
    }));
    assert!(outcome.is_err());
    assert_eq!(lock.try_write().map(|value| *value), Some(1));
}

#[test]
fn a_guard_may_be_released_by_another_thread() {
    let lock = RwLock::new(1);
    let (reader, upgradable) = (lock.read(), lock.upgradable());
    thread::scope(|scope| {
        scope.spawn(move || drop(reader));
        scope.spawn(move || *RwLockUpgradableGuard::upgrade(upgradable) += 1);
    });
    let writer = lock.write();
    thread::scope(|scope| {
        scope.spawn(move || drop(writer));
    });
    assert_eq!(lock.into_inner(), 2);
}

#[test]
fn owned_guards_keep_their_lock_alive() {
    let lock = Arc::new(RwLock::new(5));
    let weak = Arc::downgrade(&lock);
    let guard = RwLock::try_upgradable_arc(&lock).expect("it is free");
    assert!(RwLock::try_write_arc(&lock).is_none() && RwLock::try_upgradable_arc(&lock).is_none());
    let reader = RwLock::try_read_arc(&lock).expect("readers may come in");
    drop(lock);
    let guard = ArcRwLockUpgradableGuard::try_upgrade(guard).expect_err("somebody reads");
    drop(reader);
    let mut guard = ArcRwLockUpgradableGuard::upgrade(guard);
    *guard += 1;
    let guard = ArcRwLockWriteGuard::downgrade_to_upgradable(guard);
    let guard = ArcRwLockUpgradableGuard::downgrade(guard);
    assert_eq!(format!("{guard:?} {guard}"), "6 6");
    drop(guard);
    assert!(weak.upgrade().is_none(), "nothing else keeps it");
}

#[test]
fn debug_shows_the_state_and_never_blocks() {
    let lock = RwLock::new(3);
    let raw = |readers, writer, upgradable| {
        format!(
            "RawRwLock {{ readers: {readers}, writer: {writer}, upgradable: {upgradable}, \
             pending: false, parked: false, reserved: false }}"
        )
    };
    let free = format!("RwLock {{ value: 3, raw: {} }}", raw(0, false, false));
    assert_eq!(format!("{lock:?}"), free);
    let guard = lock.upgradable();
    let held = format!("RwLock {{ value: 3, raw: {} }}", raw(0, false, true));
    assert_eq!(format!("{lock:?}"), held);
    let guard = RwLockUpgradableGuard::upgrade(guard);
    let held = format!("RwLock {{ value: <locked>, raw: {} }}", raw(0, true, false));
    assert_eq!(format!("{lock:?}"), held);
    assert_eq!(format!("{guard:?} {guard}"), "3 3");
}

#[test]
fn more_readers_than_the_word_counts_are_refused() {
    let lock = RwLock::new(());
    let guard = lock.read();
    // SAFETY: the count is put back below, and no guard is released in between.
    let raw = unsafe { lock.raw() };
    // SAFETY: `RawRwLock` begins with its state word, which is an atomic.
    let state: &std::sync::atomic::AtomicU32 = unsafe { &*std::ptr::from_ref(raw).cast() };
    let full = (1 << 24) - 2;
    state.store(full, std::sync::atomic::Ordering::Relaxed);
    assert!(catch_unwind(|| lock.read()).is_err());
    assert!(catch_unwind(AssertUnwindSafe(|| RwLockReadGuard::again(&guard))).is_err());
    // There is room for the upgradable reader who steps down.
    drop(RwLockUpgradableGuard::downgrade(lock.upgradable()));
    assert_eq!(raw.reader_count(), full as usize);
    state.store(1, std::sync::atomic::Ordering::Relaxed);
}
