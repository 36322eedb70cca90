//! `RwLock`: readers together, a writer alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::lock_api::{
    ArcRwLockWriteGuard, MappedRwLockReadGuard, MappedRwLockWriteGuard, RwLock as AnyRwLock,
    RwLockReadGuard, RwLockWriteGuard,
};
use super::ours::RawRwLock;
use crate::{is_send, while_held};

type RwLock<T> = AnyRwLock<RawRwLock, T>;

const SOON: Duration = Duration::from_millis(2);

#[test]
fn readers_are_together_and_a_writer_is_alone() {
    let lock = RwLock::new(0_u32);
    let inside = AtomicU32::new(0);
    thread::scope(|scope| {
        for kind in 0..4 {
            let (lock, inside) = (&lock, &inside);
            scope.spawn(move || {
                for _ in 0..1_000 {
                    if kind % 2 == 0 {
                        let mut value = lock.write();
                        assert_eq!(inside.load(Ordering::Relaxed), 0, "alone");
                        *value += 1;
                    } else {
                        let value = lock.read();
                        inside.fetch_add(1, Ordering::Relaxed);
                        assert!(*value <= 2_000);
                        inside.fetch_sub(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(lock.into_inner(), 2_000);
}

#[test]
fn it_lives_in_a_static() {
    static LOCK: RwLock<u32> = RwLock::new(7);
    *LOCK.write() += 1;
    assert_eq!(*LOCK.read(), 8);
    assert_eq!(size_of::<RwLock<()>>(), 8);
}

#[test]
fn tries_and_timeouts_beside_a_reader() {
    let lock = RwLock::new(1);
    while_held(
        || lock.read(),
        || {
            assert!(lock.is_locked() && !lock.is_locked_exclusive());
            assert!(lock.try_read().is_some());
            assert!(lock.try_read_for(Duration::ZERO).is_some());
            assert!(lock.try_read_until(Instant::now()).is_some());
            assert!(lock.try_write().is_none());
            assert!(lock.try_write_for(SOON).is_none());
            assert!(lock.try_write_until(Instant::now() + SOON).is_none());
            assert!(lock.try_read().is_some(), "a writer that gave up is in nobody's way");
        },
    );
    assert!(!lock.is_locked());
    assert!(lock.try_write_for(Duration::ZERO).is_some());
}

#[test]
fn tries_and_timeouts_beside_a_writer() {
    let lock = RwLock::new(1);
    while_held(
        || lock.write(),
        || {
            assert!(lock.is_locked_exclusive());
            assert!(lock.try_read().is_none() && lock.try_write().is_none());
            assert!(lock.try_read_for(SOON).is_none());
            assert!(lock.try_read_until(Instant::now() + SOON).is_none());
            assert!(lock.try_write_for(SOON).is_none());
        },
    );
    assert!(lock.try_read_until(Instant::now()).is_some());
    assert!(lock.try_write_until(Instant::now()).is_some());
}

#[test]
fn a_downgrade_goes_on_reading() {
    let lock = RwLock::new(1);
    let mut writer = lock.write();
    *writer = 2;
    let reader = RwLockWriteGuard::downgrade(writer);
    assert!(lock.try_read().is_some() && lock.try_write().is_none());
    assert_eq!(*reader, 2);
    drop(reader);
    assert!(!lock.is_locked());
}

#[test]
fn a_panic_releases() {
    let lock = RwLock::new(0);
    for writes in [false, true] {
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let _writer = writes.then(|| lock.write());
            let _reader = (!writes).then(|| lock.read());
            panic!("on purpose");
        }));
        assert!(caught.is_err());
        assert!(!lock.is_locked());
    }
}

#[test]
fn maps_hold_the_lock_until_they_go() {
    let lock = RwLock::new((1, vec![2]));
    let mut list = RwLockWriteGuard::map(lock.write(), |pair| &mut pair.1);
    list.push(3);
    let first = MappedRwLockWriteGuard::map(list, |list| &mut list[0]);
    assert!(lock.try_read().is_none());
    drop(first);
    let list = RwLockReadGuard::map(lock.read(), |pair| &pair.1);
    let missing = MappedRwLockReadGuard::try_map(list, |list| list.get(9));
    assert_eq!(missing.err().map(|list| list.len()), Some(2));
    assert!(!lock.is_locked());
}

#[test]
fn a_closure_runs_outside() {
    let lock = RwLock::new(0);
    let mut reader = lock.read();
    RwLockReadGuard::unlocked(&mut reader, || *lock.try_write().expect("it is free") += 1);
    drop(reader);
    let mut writer = lock.write();
    RwLockWriteGuard::unlocked(&mut writer, || *lock.try_write().expect("it is free") += 1);
    assert_eq!(*writer, 2);
}

#[test]
fn arc_guards_keep_their_lock_alive() {
    let lock = Arc::new(RwLock::new(String::from("here")));
    let weak = Arc::downgrade(&lock);
    let readers = (lock.read_arc(), lock.try_read_arc().expect("together"));
    assert!(lock.try_write_arc().is_none());
    drop(readers);
    let mut writer = lock.write_arc();
    drop(lock);
    writer.push_str(" still");
    let reader = ArcRwLockWriteGuard::downgrade(writer);
    let reader = thread::spawn(move || is_send(reader)).join().expect("no panic");
    assert_eq!(&*reader, "here still");
    drop(reader);
    assert!(weak.upgrade().is_none());
}

#[test]
fn guards_go_to_another_thread() {
    let lock = RwLock::new(1);
    let readers = is_send((lock.read(), lock.read()));
    thread::scope(|scope| {
        scope.spawn(move || drop(readers));
    });
    let writer = is_send(lock.write());
    thread::scope(|scope| {
        scope.spawn(move || drop(writer));
    });
    assert!(!lock.is_locked());
}

#[test]
fn debug_does_not_block() {
    let lock = RwLock::new(3);
    assert!(format!("{lock:?}").contains('3'));
    let _writer = lock.write();
    assert!(format!("{lock:?}").contains("<locked>"));
}
