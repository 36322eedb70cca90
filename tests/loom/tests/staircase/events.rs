//! The staircase of the waist: an event that is set once, and permits that go to sleepers, in
//! naive ways.

use threadbare_loom::Data;
use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Release},
};
use threadbare_sys::brief_lock::BriefLock;
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Wait};
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::broken::{DEADLOCK, RACE, must_fail, must_fail_when_woken_for_nothing};

/// How an event is waited for and set: `set` leaves `word` at one.
struct Way {
    wait: fn(&Event),
    set: fn(&Event),
}

struct Event {
    word: AtomicU32,
    /// A second word to sleep on, which never changes.
    bell: AtomicU32,
    data: Data,
}

/// What is done before an event is set is seen after it was waited for.
fn the_waiter_sees_what_was_done(way: &'static Way) {
    check(move || {
        let event = Event { word: AtomicU32::new(0), bell: AtomicU32::new(0), data: Data::new() };
        let event = Arc::new(event);
        let waiter = {
            let event = Arc::clone(&event);
            thread::spawn(move || {
                (way.wait)(&event);
                assert_eq!(event.data.get(), 1);
            })
        };
        event.data.bump();
        (way.set)(&event);
        waiter.join().expect("the waiter does not panic");
    });
}

/// Looks, then sleeps, in two steps: the sleep asks for nothing. The look is one that sees the
/// newest value: the way fails even so.
fn look_then_sleep(event: &Event) {
    while event.word.fetch_add(0, Acquire) == 0 {
        let _ = futex::wait(&event.bell, 0, Deadline::NEVER);
    }
}

fn set_and_ring(event: &Event) {
    event.word.swap(1, Release);
    futex::wake(futex::address(&event.bell), u32::MAX);
}

/// Sleeps only if the word is still as it was when we looked, and looks again after that.
fn sleep_if_unset(event: &Event) {
    while event.word.load(Acquire) == 0 {
        let _ = futex::wait(&event.word, 0, Deadline::NEVER);
    }
}

/// Believes that whoever was woken was woken for a reason.
fn sleep_once(event: &Event) {
    while event.word.load(Acquire) == 0 {
        if futex::wait(&event.word, 0, Deadline::NEVER) == Wait::Woken {
            return;
        }
    }
}

fn wake_then_set(event: &Event) {
    futex::wake(futex::address(&event.word), u32::MAX);
    event.word.swap(1, Release);
}

fn set_then_wake(event: &Event) {
    let address = futex::address(&event.word);
    event.word.swap(1, Release);
    futex::wake(address, u32::MAX);
}

const RIGHT: Way = Way { wait: sleep_if_unset, set: set_then_wake };

/// A wake that comes between the look and the sleep is lost, unless the two are one step.
#[test]
fn a_look_before_the_sleep_misses_the_wake() {
    const WAY: Way = Way { wait: look_then_sleep, set: set_and_ring };
    must_fail(a_look_before_the_sleep_misses_the_wake, DEADLOCK, || {
        the_waiter_sees_what_was_done(&WAY);
    });
    the_waiter_sees_what_was_done(&RIGHT);
}

/// A wake before the change wakes those who will look, see nothing new, and sleep again.
#[test]
fn a_wake_before_the_change_is_lost() {
    const WAY: Way = Way { wait: sleep_if_unset, set: wake_then_set };
    must_fail(a_wake_before_the_change_is_lost, DEADLOCK, || {
        the_waiter_sees_what_was_done(&WAY);
    });
    the_waiter_sees_what_was_done(&RIGHT);
}

/// A waiter that does not look again goes on although nothing has happened.
#[test]
fn a_wake_without_a_second_look_is_believed() {
    const WAY: Way = Way { wait: sleep_once, set: set_then_wake };
    must_fail_when_woken_for_nothing(a_wake_without_a_second_look_is_believed, RACE, || {
        the_waiter_sees_what_was_done(&WAY);
    });
    the_waiter_sees_what_was_done(&RIGHT);
}

/// Sleepers in order, each with a word of its own. The notifier takes the first out of the list,
/// or leaves that to the sleeper.
struct Line<const UNLINKS: bool>(BriefLock<Vec<Arc<AtomicU32>>>);

impl<const UNLINKS: bool> Line<UNLINKS> {
    fn wait(&self, node: &Arc<AtomicU32>) {
        while node.load(Acquire) == 0 {
            let _ = futex::wait(node, 0, Deadline::NEVER);
        }
        self.0.with(|line| line.retain(|other| !Arc::ptr_eq(other, node)));
    }

    fn notify(&self) {
        let node = self.0.with(|line| {
            let node = line.first().cloned();
            if UNLINKS {
                line.remove(0);
            }
            node
        });
        let node = node.expect("two wait and two are notified");
        node.swap(1, Release);
        futex::wake_threads(futex::address(&node), 1);
    }
}

/// Two sleepers and two notifications: both wake up.
fn two_notifications_wake_two<const UNLINKS: bool>() {
    check(|| {
        let nodes = [Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0))];
        let line = Arc::new(Line::<UNLINKS>(BriefLock::new(nodes.to_vec())));
        let sleepers = nodes.map(|node| {
            let line = Arc::clone(&line);
            thread::spawn(move || line.wait(&node))
        });
        line.notify();
        line.notify();
        for sleeper in sleepers {
            sleeper.join().expect("a sleeper does not panic");
        }
    });
}

/// A sleeper that stays in the list until it runs is chosen twice, and its neighbour not at all.
#[test]
fn a_notifier_that_does_not_unlink_wakes_one_twice() {
    must_fail(
        a_notifier_that_does_not_unlink_wakes_one_twice,
        DEADLOCK,
        two_notifications_wake_two::<false>,
    );
    two_notifications_wake_two::<true>();
}
