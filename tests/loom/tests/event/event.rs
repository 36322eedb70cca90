//! An event that is set, cleared and waited for.
//!
//! The main thread waits where there is one waiter: a waiter begins with several loads in a row,
//! and for a thread that comes before them loom tries too few places (loom #166; the row "a load
//! that is of no use" of the litmus table).

use std::pin::pin;

use threadbare_loom::{Data, block_on, poll_once};
use threadbare_sync::Event;
use threadbare_sys::atomic::{AtomicU32, Ordering::Relaxed};
use threadbare_sys::model::{self, Model, check};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

use super::{SOME_TIME, join};

/// An event and what was done before it was set.
#[derive(Default)]
struct Scene {
    event: Event,
    data: Data,
    flag: AtomicFlag,
}

/// A flag that orders nothing.
struct AtomicFlag(AtomicU32);

impl Default for AtomicFlag {
    fn default() -> Self {
        Self(AtomicU32::new(0))
    }
}

impl Scene {
    fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Waits, and sees what was done before.
    fn wait(&self) {
        self.event.wait();
        self.see();
    }

    fn wait_as_task(&self) {
        block_on(self.event.wait_async());
        self.see();
    }

    /// Waits unless the time is over first: in a model that may be at any moment.
    fn wait_in_time(&self) {
        if self.event.wait_timeout(SOME_TIME).is_ok() {
            self.see();
        }
    }

    fn see(&self) {
        assert_eq!(self.data.get(), 1, "the wait is over before the work is done");
    }

    fn work_and_set(&self) {
        self.data.bump();
        self.event.set();
    }

    fn pulse(&self) {
        self.work_and_set();
        self.event.clear();
    }

    fn word(&self) -> &AtomicU32 {
        // SAFETY: `Event` is transparent over its word.
        unsafe { &*core::ptr::from_ref(&self.event).cast() }
    }

    /// Returns when somebody sleeps.
    fn until_somebody_sleeps(&self) {
        while model::futex::sleeping(self.word()) == 0 {
            thread::yield_now();
        }
    }
}

fn spawn(scene: &Arc<Scene>, act: impl FnOnce(&Scene) + 'static) -> JoinHandle<()> {
    let scene = Arc::clone(scene);
    thread::spawn(move || act(&scene))
}

/// Whoever waits is let go, and sees what was done before the event was set.
#[test]
fn a_waiter_sees_what_was_done() {
    check(|| {
        let scene = Scene::new();
        let setter = spawn(&scene, Scene::work_and_set);
        scene.wait();
        join([setter]);
    });
}

/// One set lets everybody go, threads and tasks.
#[test]
fn a_set_lets_a_thread_and_a_task_go() {
    check(|| {
        let scene = Scene::new();
        let waiters = [spawn(&scene, Scene::wait), spawn(&scene, Scene::wait_as_task)];
        scene.work_and_set();
        join(waiters);
    });
}

/// A look that finds the event set orders memory like a wait.
#[test]
fn a_try_sees_what_was_done() {
    check(|| {
        let scene = Scene::new();
        let other = spawn(&scene, |scene| {
            if scene.event.try_wait() {
                scene.see();
            }
        });
        scene.work_and_set();
        join([other]);
    });
}

/// A thread that was asleep when the event was set returns, although the event is cleared at once
/// (in CPython it slept on: issue 13502).
#[test]
fn a_pulse_lets_a_sleeper_go() {
    check(|| {
        let scene = Scene::new();
        let waiter = spawn(&scene, Scene::wait);
        scene.until_somebody_sleeps();
        scene.pulse();
        join([waiter]);
    });
}

/// As above, when the generation comes round at that moment.
#[test]
fn a_pulse_lets_a_sleeper_go_when_the_generation_comes_round() {
    check(|| {
        let scene = Scene::new();
        scene.word().swap(!3, Relaxed);
        let waiter = spawn(&scene, Scene::wait);
        scene.until_somebody_sleeps();
        scene.pulse();
        join([waiter]);
    });
}

/// As above, for a task that has begun to wait and runs late.
#[test]
fn a_pulse_lets_a_task_go() {
    check(|| {
        let scene = Scene::new();
        let mut wait = pin!(scene.event.wait_async());
        assert!(poll_once(wait.as_mut()).is_pending());
        let setter = spawn(&scene, Scene::pulse);
        block_on(wait);
        scene.see();
        join([setter]);
    });
}

/// Set, cleared and set again while two come to wait: both go.
#[test]
fn two_waiters_go_when_it_is_set_and_cleared_and_set() {
    check(|| {
        let scene = Scene::new();
        let waiters = [spawn(&scene, Scene::wait), spawn(&scene, Scene::wait)];
        scene.pulse();
        scene.event.set();
        join(waiters);
    });
}

/// One who clears the event and then looks for work misses none, also when the event was set
/// already as the work was announced: of two sets the second publishes as well.
#[test]
fn one_who_clears_sees_the_work_of_every_set() {
    check(|| {
        let scene = Scene::new();
        scene.event.set();
        let producer = spawn(&scene, |scene| {
            scene.flag.0.store(1, Relaxed);
            scene.event.set();
        });
        scene.event.clear();
        let found = scene.flag.0.load(Relaxed);
        join([producer]);
        assert!(found == 1 || scene.event.is_set(), "the work is there and nobody will look");
    });
}

/// A timeout is told only while the event is not set, and takes nobody's wake-up with it.
#[test]
fn a_timeout_strands_nobody() {
    check(|| {
        let scene = Scene::new();
        let timed = spawn(&scene, Scene::wait_in_time);
        let sleeper = spawn(&scene, Scene::wait);
        scene.work_and_set();
        join([timed, sleeper]);
    });
}

/// A future that is dropped while it waits strands neither a thread nor a task.
#[test]
fn a_dropped_future_strands_nobody() {
    check(|| {
        let scene = Scene::new();
        let dropper = spawn(&scene, |scene| {
            let mut wait = pin!(scene.event.wait_async());
            if poll_once(wait.as_mut()).is_ready() {
                scene.see();
            }
        });
        let task = spawn(&scene, Scene::wait_as_task);
        scene.work_and_set();
        join([dropper, task]);
    });
}

/// After the step that sets the event, `set` touches it no more: a waiter may destroy it.
#[test]
fn a_set_does_not_touch_an_event_that_was_freed() {
    check(|| {
        let scene = Scene::new();
        let setter = spawn(&scene, |scene| scene.event.set());
        scene.event.wait();
        model::futex::bury(scene.word());
        join([setter]);
    });
}

/// As above, when the waiter was asleep.
#[test]
fn a_set_does_not_touch_an_event_that_a_sleeper_freed() {
    check(|| {
        let scene = Scene::new();
        let waiter = spawn(&scene, |scene| {
            scene.event.wait();
            model::futex::bury(scene.word());
        });
        scene.until_somebody_sleeps();
        scene.event.set();
        join([waiter]);
    });
}

/// A thread that may look for as long as it likes sees the event set, without having slept.
#[test]
fn one_that_looks_long_enough_sees_it_set() {
    Model::new().patient().check(|| {
        let scene = Scene::new();
        let setter = Arc::clone(&scene);
        let setter = thread::spawn(move || {
            setter.event.set();
        });
        scene.event.wait();
        join([setter]);
    });
}
