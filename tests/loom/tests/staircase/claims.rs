//! What every lock of the staircase is asked, the broken ones and the real one.

use threadbare_loom::{Data, SOME_TIME};
use threadbare_sync::RawLock;
use threadbare_sys::atomic::{AtomicU32, Ordering::Relaxed};
use threadbare_sys::model::{Model, futex};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

/// A lock of the staircase.
pub(super) trait Steps: 'static {
    fn new() -> Self;
    fn acquire(&self);
    fn release(&self);
    /// The word that the lock's sleepers sleep on.
    fn word(&self) -> &AtomicU32;

    /// False: the deadline came, and the lock is not ours.
    fn acquire_in_time(&self) -> bool {
        self.acquire();
        true
    }
}

impl Steps for RawLock {
    fn new() -> Self {
        Self::new()
    }

    fn acquire(&self) {
        self.acquire();
    }

    fn release(&self) {
        self.release().expect("a visitor holds the lock");
    }

    fn word(&self) -> &AtomicU32 {
        // SAFETY: `RawLock` is transparent over its word.
        unsafe { &*core::ptr::from_ref(self).cast() }
    }

    fn acquire_in_time(&self) -> bool {
        self.acquire_timeout(SOME_TIME).is_ok()
    }
}

struct Room<L> {
    lock: L,
    data: Data,
    inside: AtomicU32,
}

impl<L: Steps> Room<L> {
    fn new() -> Arc<Self> {
        Arc::new(Self { lock: L::new(), data: Data::new(), inside: AtomicU32::new(0) })
    }

    fn visit(&self) {
        self.data.bump();
        self.lock.release();
    }

    fn enter(&self) {
        self.lock.acquire();
        self.visit();
    }

    fn enter_in_time(&self) {
        if self.lock.acquire_in_time() {
            self.visit();
        }
    }
}

fn spawn<L: Steps>(
    room: &Arc<Room<L>>,
    visitor: impl FnOnce(&Room<L>) + 'static,
) -> JoinHandle<()> {
    let room = Arc::clone(room);
    thread::spawn(move || visitor(&room))
}

fn join(visitor: JoinHandle<()>) {
    visitor.join().expect("a visitor panics in its own name");
}

/// Two threads are never inside together. Only the count judges: the data would also tell of a
/// lock that forgets to order memory.
pub(super) fn two_are_never_inside<L: Steps>() {
    fn visit<L: Steps>(room: &Room<L>) {
        room.lock.acquire();
        let others = room.inside.fetch_add(1, Relaxed);
        assert_eq!(others, 0, "two are inside");
        room.inside.fetch_sub(1, Relaxed);
        room.lock.release();
    }
    Model::new().check(|| {
        let room = Room::<L>::new();
        let other = spawn(&room, visit);
        visit(&room);
        join(other);
    });
}

/// Two threads are never inside together, and each sees what the other did there.
pub(super) fn two_exclude_each_other<L: Steps>() {
    Model::new().check(|| {
        let room = Room::<L>::new();
        let other = spawn(&room, Room::enter);
        room.enter();
        join(other);
        assert_eq!(room.data.get(), 2);
    });
}

/// A thread that comes back at once does not leave a sleeper behind.
pub(super) fn one_that_comes_back_strands_nobody<L: Steps>() {
    Model::new().bound_exactly(3).check(|| {
        let room = Room::<L>::new();
        let sleeper = spawn(&room, Room::enter);
        room.enter();
        room.enter();
        join(sleeper);
    });
}

/// Two who come while a third is inside both get in.
pub(super) fn two_sleepers_get_in<L: Steps>() {
    Model::new().check(|| {
        let room = Room::<L>::new();
        room.lock.acquire();
        let sleepers = [spawn(&room, Room::enter), spawn(&room, Room::enter)];
        room.visit();
        sleepers.into_iter().for_each(join);
    });
}

/// A waiter that gives up strands nobody. Time ticks: the deadline has come as soon as the waiter
/// looks at the clock again.
pub(super) fn one_that_gives_up_strands_nobody<L: Steps>() {
    Model::new().ticking(SOME_TIME).check(|| {
        let room = Room::<L>::new();
        room.lock.acquire();
        let timed = spawn(&room, Room::enter_in_time);
        let sleeper = spawn(&room, Room::enter);
        room.visit();
        join(timed);
        join(sleeper);
    });
}

/// Of one waiter, at most two releases find it asleep: the third would be one too many for a
/// waiter that asked for the lock when it was woken and lost. Time ticks, so it asks at once.
pub(super) fn nobody_is_overtaken_for_ever<L: Steps>() {
    Model::new().ticking(SOME_TIME).bound_exactly(3).check(|| {
        let room = Room::<L>::new();
        room.lock.acquire();
        let polite = spawn(&room, Room::enter);
        let mut found_asleep = 0;
        for _ in 0..3 {
            // A step of its own: the sleeper may fall asleep before it.
            let _ = room.lock.word().load(Relaxed);
            found_asleep += futex::sleeping(room.lock.word());
            assert!(found_asleep < 3, "the hog has shut the sleeper out");
            room.lock.release();
            room.lock.acquire();
        }
        room.visit();
        join(polite);
    });
}

/// The next holder may destroy the lock as soon as it is inside.
pub(super) fn a_release_leaves_a_freed_lock_alone<L: Steps>() {
    Model::new().bound_exactly(3).check(|| {
        let room = Room::<L>::new();
        room.lock.acquire();
        let heir = spawn(&room, |room| {
            if room.lock.acquire_in_time() {
                futex::bury(room.lock.word());
            }
        });
        room.lock.release();
        join(heir);
    });
}
