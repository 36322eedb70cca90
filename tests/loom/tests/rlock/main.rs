//! The models of `RLock` and `RawRLock`.
#![cfg(threadbare_loom)]

use threadbare_loom::{Data, SOME_TIME};
use threadbare_sync::{RLock, RawRLock, WaitGuard};
use threadbare_sys::atomic::AtomicU32;
use threadbare_sys::model::{self, check};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

/// A lock and the data that it guards.
#[derive(Default)]
struct Room {
    lock: RawRLock,
    data: Data,
}

impl Room {
    fn new() -> Arc<Self> {
        Arc::new(Self { lock: RawRLock::new(), data: Data::new() })
    }

    fn release(&self) {
        self.lock.release().expect("it is ours");
    }

    /// Enters twice, one inside the other.
    fn enter_twice(&self) {
        self.lock.acquire();
        self.data.bump();
        self.lock.acquire();
        self.data.bump();
        self.release();
        self.release();
    }
}

fn spawn(room: &Arc<Room>, visitor: impl FnOnce(&Room) + 'static) -> JoinHandle<()> {
    let room = Arc::clone(room);
    thread::spawn(move || visitor(&room))
}

fn join(visitors: impl IntoIterator<Item = JoinHandle<()>>) {
    for visitor in visitors {
        visitor.join().expect("a visitor panics in its own name");
    }
}

/// Two threads that enter twice are never inside together, and each sees what the other did.
#[test]
fn two_exclude_each_other_at_any_depth() {
    check(|| {
        let room = Room::new();
        let other = spawn(&room, Room::enter_twice);
        room.enter_twice();
        join([other]);
        assert!(!room.lock.is_locked());
        assert_eq!(room.data.get(), 4);
    });
}

/// The inner release lets nobody in: whoever comes finds all of the owner's work, or none.
#[test]
fn an_inner_release_lets_nobody_in() {
    check(|| {
        let room = Room::new();
        let other = spawn(&room, |room| {
            room.lock.acquire();
            assert!(room.data.get() != 1, "between the outer and the inner release");
            room.release();
        });
        room.lock.acquire();
        room.lock.acquire();
        room.data.bump();
        room.release();
        room.data.bump();
        room.release();
        join([other]);
    });
}

/// A thread never takes another's lock for its own, at whatever moment it looks, nor can it
/// release it.
#[test]
fn nobody_takes_another_s_lock_for_its_own() {
    check(|| {
        let room = Room::new();
        let other = spawn(&room, |room| {
            assert!(!room.lock.is_owned());
            assert!(room.lock.release().is_err());
            assert_eq!(room.lock.depth(), 0);
            if room.lock.try_acquire() {
                assert_eq!(room.lock.depth(), 1);
                room.data.bump();
                room.release();
                assert!(!room.lock.is_owned());
            }
        });
        room.enter_twice();
        assert!(!room.lock.is_owned());
        join([other]);
        assert!(!room.lock.is_locked());
    });
}

/// An owner that leaves takes its own name out, not that of whoever comes after it.
#[test]
fn who_leaves_does_not_put_out_the_next() {
    check(|| {
        let room = Room::new();
        let other = spawn(&room, |room| {
            room.lock.acquire();
            assert!(room.lock.is_owned() && room.lock.depth() == 1);
            room.data.bump();
            room.release();
            assert!(!room.lock.is_owned() && room.lock.release().is_err());
        });
        room.lock.acquire();
        room.data.bump();
        room.release();
        assert!(!room.lock.is_owned());
        join([other]);
        assert_eq!(room.data.get(), 2);
    });
}

/// A waiter that times out owns nothing, and one that does not is inside alone.
#[test]
fn a_timeout_leaves_no_ghost() {
    check(|| {
        let room = Room::new();
        let timed = spawn(&room, |room| {
            if room.lock.acquire_timeout(SOME_TIME).is_ok() {
                room.data.bump();
                room.release();
            }
            assert!(!room.lock.is_owned());
        });
        room.enter_twice();
        join([timed]);
        assert!(room.lock.try_acquire());
    });
}

/// After the last release the lock is touched no more: the next owner may destroy it at once.
#[test]
fn a_release_does_not_touch_a_lock_that_was_freed() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        let heir = spawn(&room, |room| {
            room.lock.acquire();
            bury(&room.lock);
        });
        room.release();
        join([heir]);
    });
}

/// As if the holder had destroyed its lock, both words of it.
fn bury(lock: &RawRLock) {
    let words: *const AtomicU32 = core::ptr::from_ref(lock).cast();
    for index in 0..2 {
        // SAFETY: a `RawRLock` begins with a `RawLock`, which is transparent over its word, and
        // with the word of the owner behind it.
        let word = unsafe { words.add(index) };
        // SAFETY: as above: it is a word of the lock, which is alive.
        model::futex::bury(unsafe { &*word });
    }
}

/// A wait with the guard gives the lock up at its full depth, lets the other in, and comes back
/// as deep.
#[test]
fn a_wait_gives_up_every_level() {
    check(|| {
        let lock = Arc::new(RLock::new(Data::new()));
        let outer = lock.lock();
        let mut guard = lock.lock();
        let other = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || lock.lock().bump())
        };
        outer.bump();
        // SAFETY: the guard holds its lock, and is not used before it is taken again.
        let held = unsafe { WaitGuard::give_up(&mut guard) };
        // SAFETY: it was given up, `held` is what that returned, and we did not sleep.
        unsafe { WaitGuard::take_again(&mut guard, held, false) };
        outer.bump();
        assert_eq!(lock.depth(), 2);
        drop((outer, guard));
        other.join().expect("the other does not panic");
        assert_eq!(lock.lock().get(), 3);
    });
}
