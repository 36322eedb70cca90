//! An event that resets itself, set and waited for. Why the main thread waits where there is one
//! waiter: see `event.rs`.

use std::pin::pin;

use threadbare_loom::{Data, block_on, poll_once};
use threadbare_sync::AutoResetEvent;
use threadbare_sys::atomic::{AtomicU32, Ordering::Relaxed};
use threadbare_sys::model::{self, check};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

use super::{SOME_TIME, join};

/// An event, what was done before it was set, and how many have taken a signal.
struct Scene {
    event: AutoResetEvent,
    data: Data,
    gone: AtomicU32,
}

impl Scene {
    fn new() -> Arc<Self> {
        let gone = AtomicU32::new(0);
        Arc::new(Self { event: AutoResetEvent::new(), data: Data::new(), gone })
    }

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
        self.gone.fetch_add(1, Relaxed);
    }

    fn work_and_set(&self) {
        self.data.bump();
        self.event.set();
    }

    fn word(&self) -> &AtomicU32 {
        // SAFETY: `AutoResetEvent` is transparent over its word.
        unsafe { &*core::ptr::from_ref(&self.event).cast() }
    }
}

fn spawn(scene: &Arc<Scene>, act: impl FnOnce(&Scene) + 'static) -> JoinHandle<()> {
    let scene = Arc::clone(scene);
    thread::spawn(move || act(&scene))
}

/// Whoever takes the signal sees what was done before it was set, and nobody takes it again.
#[test]
fn a_waiter_takes_the_signal_and_sees_what_was_done() {
    check(|| {
        let scene = Scene::new();
        let setter = spawn(&scene, Scene::work_and_set);
        scene.wait();
        join([setter]);
        assert!(!scene.event.try_wait());
    });
}

/// Two signals let two go that wait already, however quickly they follow one another.
#[test]
fn two_signals_let_two_go_that_wait() {
    check(|| {
        let scene = Scene::new();
        let mut task = pin!(scene.event.wait_async());
        assert!(poll_once(task.as_mut()).is_pending());
        let waiter = spawn(&scene, Scene::wait);
        while model::futex::sleeping(scene.word()) == 0 {
            thread::yield_now();
        }
        scene.work_and_set();
        scene.event.set();
        join([waiter]);
        block_on(task);
        assert!(!scene.event.try_wait());
    });
}

/// Of two signals for one that sleeps, it takes one, and the other is remembered.
#[test]
fn a_second_signal_is_remembered() {
    check(|| {
        let scene = Scene::new();
        let waiter = spawn(&scene, Scene::wait);
        while model::futex::sleeping(scene.word()) == 0 {
            thread::yield_now();
        }
        scene.work_and_set();
        scene.event.set();
        scene.event.set();
        join([waiter]);
        assert!(scene.event.try_wait(), "one is remembered");
        assert!(!scene.event.try_wait(), "and no more than one");
    });
}

/// A thread and a task share the signals: one each.
#[test]
fn a_thread_and_a_task_take_one_each() {
    check(|| {
        let scene = Scene::new();
        let thread = spawn(&scene, Scene::wait);
        let task = spawn(&scene, Scene::wait_as_task);
        scene.work_and_set();
        while scene.gone.fetch_add(0, Relaxed) == 0 {
            thread::yield_now();
        }
        scene.event.set();
        join([thread, task]);
        assert!(!scene.event.try_wait());
    });
}

/// One who times out takes no signal with it: another takes it, or it is remembered.
#[test]
fn a_timeout_eats_no_signal() {
    check(|| {
        let scene = Scene::new();
        let setter = spawn(&scene, Scene::work_and_set);
        scene.wait_in_time();
        join([setter]);
        let taken = scene.gone.fetch_add(0, Relaxed);
        assert_eq!(scene.event.try_wait(), taken == 0, "the signal is taken once");
    });
}

/// As above, with a sleeper that must not be left asleep beside the signal.
#[test]
fn a_timeout_strands_nobody() {
    check(|| {
        let scene = Scene::new();
        let timed = spawn(&scene, Scene::wait_in_time);
        let sleeper = spawn(&scene, Scene::wait);
        scene.work_and_set();
        join([timed]);
        if scene.gone.fetch_add(0, Relaxed) == 1 {
            scene.event.set(); // the first may have been taken by the timed one
        }
        join([sleeper]);
    });
}

/// A future that is dropped, chosen or not, eats no signal: a task or a thread gets it.
#[test]
fn a_dropped_future_eats_no_signal() {
    check(|| {
        let scene = Scene::new();
        let mut dropped = Box::pin(scene.event.wait_async());
        assert!(poll_once(dropped.as_mut()).is_pending());
        let task = spawn(&scene, Scene::wait_as_task);
        scene.work_and_set();
        drop(dropped);
        join([task]);
        assert!(!scene.event.try_wait());
    });
}

/// A future that is forgotten keeps no thread asleep.
#[test]
fn a_leaked_future_strands_no_thread() {
    check(|| {
        let scene = Scene::new();
        let leaker = spawn(&scene, |scene| {
            let mut wait = Box::pin(scene.event.wait_async());
            if poll_once(wait.as_mut()).is_ready() {
                scene.event.set(); // it took the signal: for the other, then
            }
            Box::leak(Box::new(wait));
        });
        let thread = spawn(&scene, Scene::wait);
        scene.work_and_set();
        join([leaker, thread]);
    });
}

/// Who takes a signal sees the work of every set before it, also of one that changed nothing.
#[test]
fn a_set_that_changes_nothing_publishes_as_well() {
    check(|| {
        let scene = Scene::new();
        scene.event.set();
        let producer = spawn(&scene, |scene| {
            scene.gone.store(1, Relaxed);
            scene.event.set();
        });
        assert!(scene.event.try_wait());
        let found = scene.gone.load(Relaxed);
        join([producer]);
        assert!(found == 1 || scene.event.is_set(), "the work is there and nobody will look");
    });
}

/// After the step that adds the signal, `set` touches the event no more.
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
