//! A lock with two conditions, behind one trait.

use std::{
    cell::UnsafeCell,
    sync::{Condvar, Mutex, MutexGuard},
};
use threadbare_sync::{Condition, Lock, LockGuard};

/// What the lock guards: whose turn it is, or which round, and who has come.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) turn: u64,
    pub(super) present: usize,
}

/// Which of the two conditions.
#[derive(Clone, Copy, Debug)]
pub(super) enum Which {
    Go,
    Ready,
}

/// A lock around a [`State`] with two conditions.
pub(super) trait Monitor: Sync {
    type Guard<'a>
    where
        Self: 'a;

    fn new() -> Self;
    fn lock(&self) -> Self::Guard<'_>;
    fn state<'a>(guard: &'a mut Self::Guard<'_>) -> &'a mut State;
    fn wait<'a>(&'a self, which: Which, guard: Self::Guard<'a>) -> Self::Guard<'a>;
    fn notify_one(&self, which: Which);
    fn notify_all(&self, which: Which);
}

#[derive(Debug)]
pub(super) struct Threadbare {
    lock: Lock<State>,
    conditions: [Condition; 2],
}

impl Monitor for Threadbare {
    type Guard<'a> = LockGuard<'a, State>;

    fn new() -> Self {
        Self { lock: Lock::new(State::default()), conditions: [Condition::new(), Condition::new()] }
    }

    fn lock(&self) -> Self::Guard<'_> {
        self.lock.lock()
    }

    fn state<'a>(guard: &'a mut Self::Guard<'_>) -> &'a mut State {
        guard
    }

    fn wait<'a>(&'a self, which: Which, mut guard: Self::Guard<'a>) -> Self::Guard<'a> {
        self.conditions[which as usize].wait(&mut guard);
        guard
    }

    fn notify_one(&self, which: Which) {
        self.conditions[which as usize].notify_one();
    }

    fn notify_all(&self, which: Which) {
        self.conditions[which as usize].notify_all();
    }
}

#[derive(Debug)]
pub(super) struct Std {
    lock: Mutex<State>,
    conditions: [Condvar; 2],
}

const UNPOISONED: &str = "a holder that panics ends the program";

impl Monitor for Std {
    type Guard<'a> = MutexGuard<'a, State>;

    fn new() -> Self {
        Self { lock: Mutex::default(), conditions: [Condvar::new(), Condvar::new()] }
    }

    fn lock(&self) -> Self::Guard<'_> {
        self.lock.lock().expect(UNPOISONED)
    }

    fn state<'a>(guard: &'a mut Self::Guard<'_>) -> &'a mut State {
        guard
    }

    fn wait<'a>(&'a self, which: Which, guard: Self::Guard<'a>) -> Self::Guard<'a> {
        self.conditions[which as usize].wait(guard).expect(UNPOISONED)
    }

    fn notify_one(&self, which: Which) {
        self.conditions[which as usize].notify_one();
    }

    fn notify_all(&self, which: Which) {
        self.conditions[which as usize].notify_all();
    }
}

#[derive(Debug)]
pub(super) struct ParkingLot {
    lock: parking_lot_13::Mutex<State>,
    conditions: [parking_lot_13::Condvar; 2],
}

impl Monitor for ParkingLot {
    type Guard<'a> = parking_lot_13::MutexGuard<'a, State>;

    fn new() -> Self {
        Self { lock: parking_lot_13::Mutex::default(), conditions: Default::default() }
    }

    fn lock(&self) -> Self::Guard<'_> {
        self.lock.lock()
    }

    fn state<'a>(guard: &'a mut Self::Guard<'_>) -> &'a mut State {
        guard
    }

    fn wait<'a>(&'a self, which: Which, mut guard: Self::Guard<'a>) -> Self::Guard<'a> {
        self.conditions[which as usize].wait(&mut guard);
        guard
    }

    fn notify_one(&self, which: Which) {
        self.conditions[which as usize].notify_one();
    }

    fn notify_all(&self, which: Which) {
        self.conditions[which as usize].notify_all();
    }
}

/// The C library's, which keeps no address in it before its first use.
pub(super) struct Pthread {
    lock: UnsafeCell<libc::pthread_mutex_t>,
    conditions: [UnsafeCell<libc::pthread_cond_t>; 2],
    state: UnsafeCell<State>,
}

// SAFETY: `state` is touched only while `lock` is held; the rest is made for many threads.
unsafe impl Sync for Pthread {}

/// Unlocks when dropped.
pub(super) struct Held<'a>(&'a Pthread);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        // SAFETY: this thread holds the mutex, as the guard says.
        unsafe { libc::pthread_mutex_unlock(self.0.lock.get()) };
    }
}

impl Monitor for Pthread {
    type Guard<'a> = Held<'a>;

    fn new() -> Self {
        let condition = || UnsafeCell::new(libc::PTHREAD_COND_INITIALIZER);
        Self {
            lock: UnsafeCell::new(libc::PTHREAD_MUTEX_INITIALIZER),
            conditions: [condition(), condition()],
            state: UnsafeCell::default(),
        }
    }

    fn lock(&self) -> Self::Guard<'_> {
        // SAFETY: the mutex came from the static initialiser.
        unsafe { libc::pthread_mutex_lock(self.lock.get()) };
        Held(self)
    }

    fn state<'a>(guard: &'a mut Self::Guard<'_>) -> &'a mut State {
        // SAFETY: the guard says that the mutex is held.
        unsafe { &mut *guard.0.state.get() }
    }

    fn wait<'a>(&'a self, which: Which, guard: Self::Guard<'a>) -> Self::Guard<'a> {
        let condition = self.conditions[which as usize].get();
        // SAFETY: both came from static initialisers, and the mutex is held.
        unsafe { libc::pthread_cond_wait(condition, self.lock.get()) };
        guard
    }

    fn notify_one(&self, which: Which) {
        // SAFETY: the condition came from the static initialiser.
        unsafe { libc::pthread_cond_signal(self.conditions[which as usize].get()) };
    }

    fn notify_all(&self, which: Which) {
        // SAFETY: the condition came from the static initialiser, as in `notify_one`.
        unsafe { libc::pthread_cond_broadcast(self.conditions[which as usize].get()) };
    }
}
