//! The fork matrix: whatever can be held, in each of the four states in which a fork can find it.
//!
//! | state | what the child may count on |
//! |---|---|
//! | free | it takes it, gives it back, takes it |
//! | held by the forking thread | it is held; the child gives it back, and takes it again |
//! | held by another thread | it stays held: a try fails, a timeout comes, nothing hangs |
//! | waiters asleep | the child gives it back and takes it again: no ghost has it |
//!
//! `signals.rs` has those that nobody holds. In all of them the parent goes on as if nothing had
//! been.

mod signals;

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use threadbare_sync::{BoundedSemaphore, RawFairLock, RawLock, RawRLock, RawRwLock, Semaphore};

use crate::support::asleep::{all_asleep, own_tid};
use crate::support::child::child_says;

/// Long enough to have slept, short enough to wait for.
const A_MOMENT: Duration = Duration::from_millis(2);

/// What one can take and give back.
trait Held: Sync {
    const NAME: &'static str;

    fn new() -> Self;
    fn try_take(&self) -> bool;
    fn take(&self);
    /// False: the time was over first.
    fn take_in_time(&self) -> bool;
    fn give(&self);
}

macro_rules! held_by_release {
    ($($lock:ty),+) => {$(
        impl Held for $lock {
            const NAME: &'static str = stringify!($lock);

            fn new() -> Self {
                Self::new()
            }

            fn try_take(&self) -> bool {
                self.try_acquire()
            }

            fn take(&self) {
                self.acquire();
            }

            fn take_in_time(&self) -> bool {
                self.acquire_timeout(A_MOMENT).is_ok()
            }

            fn give(&self) {
                self.release().expect("it is held");
            }
        }
    )+};
}

held_by_release!(RawLock, RawFairLock, RawRLock);

macro_rules! held_by_permit {
    ($($semaphore:ty),+) => {$(
        impl Held for $semaphore {
            const NAME: &'static str = stringify!($semaphore);

            fn new() -> Self {
                Self::new(1)
            }

            fn try_take(&self) -> bool {
                self.try_acquire_raw(1).is_ok()
            }

            fn take(&self) {
                self.acquire_raw(1).expect("it is not closed");
            }

            fn take_in_time(&self) -> bool {
                self.acquire_raw_timeout(1, A_MOMENT).is_ok()
            }

            fn give(&self) {
                self.release(1).expect("it was acquired");
            }
        }
    )+};
}

held_by_permit!(Semaphore, BoundedSemaphore);

/// The three ways to hold a reader-writer lock, each as a thing of its own.
macro_rules! held_in_a_way {
    ($($name:ident: $try:ident $take:ident $timeout:ident $give:ident;)+) => {$(
        struct $name(RawRwLock);

        impl Held for $name {
            const NAME: &'static str = stringify!($name);

            fn new() -> Self {
                Self(RawRwLock::new())
            }

            fn try_take(&self) -> bool {
                self.0.$try()
            }

            fn take(&self) {
                self.0.$take();
            }

            fn take_in_time(&self) -> bool {
                self.0.$timeout(A_MOMENT).is_ok()
            }

            fn give(&self) {
                // SAFETY: whoever gives has taken, in this way.
                unsafe { self.0.$give() };
            }
        }
    )+};
}

held_in_a_way!(
    Write: try_acquire_write acquire_write acquire_write_timeout release_write;
    Upgradable: try_acquire_upgradable acquire_upgradable acquire_upgradable_timeout
        release_upgradable;
);

/// True when it can be taken and given back, and taken once more.
fn is_usable<H: Held>(held: &H) -> bool {
    held.take();
    held.give();
    let taken = held.try_take();
    held.give();
    taken && held.take_in_time() && {
        held.give();
        true
    }
}

fn free<H: Held>() {
    let held = H::new();
    assert!(child_says(|| is_usable(&held)), "{}", H::NAME);
    assert!(is_usable(&held), "{}", H::NAME);
}

fn held_by_the_forking_thread<H: Held>() {
    let held = H::new();
    held.take();
    assert!(
        child_says(|| {
            held.give();
            is_usable(&held)
        }),
        "{}",
        H::NAME
    );
    held.give();
    assert!(is_usable(&held), "{}", H::NAME);
}

fn held_by_another_thread<H: Held>() {
    let held = H::new();
    let (taken, is_taken) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let held = &held;
        scope.spawn(move || {
            held.take();
            taken.send(()).expect("the test listens");
            let _ = may_go.recv();
            held.give();
        });
        is_taken.recv().expect("the holder speaks");
        assert!(child_says(|| !held.try_take() && !held.take_in_time()), "{}", H::NAME);
        let_go.send(()).expect("the holder listens");
    });
    assert!(is_usable(&held), "{}", H::NAME);
}

fn waiters_asleep<H: Held>() {
    let held = H::new();
    let (speak, listen) = mpsc::channel();
    thread::scope(|scope| {
        held.take();
        for _ in 0..2 {
            let (held, speak) = (&held, speak.clone());
            scope.spawn(move || {
                speak.send(own_tid()).expect("the test listens");
                held.take();
                held.give();
            });
        }
        let waiters: Vec<_> = listen.iter().take(2).collect();
        all_asleep(&waiters);
        assert!(
            child_says(|| {
                held.give();
                is_usable(&held)
            }),
            "{}",
            H::NAME
        );
        held.give();
    });
    assert!(is_usable(&held), "{}", H::NAME);
}

/// One test a state, over everything that can be held.
macro_rules! states {
    ($($state:ident)+) => {$(
        mod $state {
            use super::*;

            #[test]
            fn raw_lock() {
                super::$state::<RawLock>();
            }

            #[test]
            fn raw_fair_lock() {
                super::$state::<RawFairLock>();
            }

            #[test]
            fn raw_rlock() {
                super::$state::<RawRLock>();
            }

            #[test]
            fn rw_lock_for_writing() {
                super::$state::<Write>();
            }

            #[test]
            fn rw_lock_upgradable() {
                super::$state::<Upgradable>();
            }

            #[test]
            fn semaphore() {
                super::$state::<Semaphore>();
            }

            #[test]
            fn bounded_semaphore() {
                super::$state::<BoundedSemaphore>();
            }
        }
    )+};
}

states!(free held_by_the_forking_thread held_by_another_thread waiters_asleep);

/// Readers share, so their row of the matrix is one of its own: what other threads read stays read
/// in the child, which may read beside them and not write.
#[test]
fn readers_of_the_parent_still_read_in_the_child() {
    let lock = RawRwLock::new();
    let (taken, is_taken) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let lock = &lock;
        scope.spawn(move || {
            lock.acquire_read();
            taken.send(()).expect("the test listens");
            let _ = may_go.recv();
            // SAFETY: this thread has taken the read that it gives back.
            unsafe { lock.release_read() };
        });
        is_taken.recv().expect("the reader speaks");
        assert!(child_says(|| {
            if !lock.try_acquire_read() {
                return false;
            }
            // SAFETY: the try has taken the read that is given back.
            unsafe { lock.release_read() };
            !lock.try_acquire_write() && lock.acquire_write_timeout(A_MOMENT).is_err()
        }));
        let_go.send(()).expect("the reader listens");
    });
    assert!(lock.try_acquire_write());
}
