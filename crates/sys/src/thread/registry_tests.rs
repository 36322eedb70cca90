//! The registry's moves, and the real one with real threads.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::atomic::AtomicPtr;
use std::sync::{Barrier, OnceLock};
use std::thread;

use super::{Registry, index};

#[test]
fn an_index_that_came_back_is_given_again() {
    let mut registry = Registry::new();
    assert_eq!([registry.give(), registry.give(), registry.give()], [0, 1, 2]);
    registry.take_back(1);
    assert_eq!([registry.give(), registry.give()], [1, 3]);
}

/// Memory that a fork has lost.
static LOST: OnceLock<AtomicPtr<u32>> = OnceLock::new();

#[test]
fn a_child_has_the_thread_that_forked_and_those_that_came_later() {
    let mut registry = Registry::new();
    let [forker, other, ended] = [registry.give(), registry.give(), registry.give()];
    registry.take_back(ended);
    // A fork loses its memory, and whoever looks for leaks finds it here.
    LOST.set(AtomicPtr::new(registry.free.as_mut_ptr())).expect("there is one such test");
    registry.fork(Some(forker));
    assert_eq!([forker, other, ended].map(|index| registry.has(index)), [true, false, false]);
    let newcomer = registry.give();
    assert_eq!((newcomer, registry.has(newcomer)), (3, true), "no lost index is given again");
}

#[test]
fn a_grandchild_has_its_own_forker_alone() {
    let mut registry = Registry::new();
    let first = registry.give();
    registry.fork(Some(first));
    let second = registry.give();
    registry.fork(Some(second));
    assert_eq!([first, second].map(|index| registry.has(index)), [false, true]);
    registry.fork(None);
    assert!(!registry.has(second), "one that never asked for an index forked");
}

#[test]
fn threads_that_live_together_have_different_indices() {
    let everybody = Barrier::new(8);
    let indices: BTreeSet<u32> = thread::scope(|scope| {
        let one = || {
            let ours = index();
            everybody.wait();
            ours
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert_eq!(indices.len(), 8);
}

/// Other tests of this process may take an index meanwhile: the numbers stay small all the same.
#[test]
fn indices_are_used_again() {
    let most = (0..1_000).map(|_| thread::spawn(index).join().expect("no panic")).max();
    assert!(most < Some(200), "{most:?}");
}

/// A destructor of a thread-local, which runs when the thread has as good as ended, finds the
/// index that the thread had, and the index comes back all the same.
#[test]
fn a_destructor_at_the_thread_s_end_sees_the_same_index() {
    struct Last(u32);

    impl Drop for Last {
        fn drop(&mut self) {
            assert_eq!(self.0, index());
        }
    }

    thread_local! {
        static LAST: RefCell<Option<Last>> = const { RefCell::new(None) };
    }

    for _ in 0..100 {
        let life = || LAST.with_borrow_mut(|last| drop(last.replace(Last(index()))));
        thread::spawn(life).join().expect("the destructor agrees");
    }
    assert!(index() < 200);
}

/// Says when it was dropped, and whether its thread ended before.
struct Ender {
    is_stale: bool,
    log: std::sync::mpsc::Sender<&'static str>,
}

impl super::AtEnd for Ender {
    fn thread_ends(self: Box<Self>) {
        let again = Self { is_stale: true, log: self.log.clone() };
        let _ = self.log.send(if self.is_stale { "the second end" } else { "the end" });
        if !self.is_stale {
            // What is done at the end may ask for more.
            super::at_end(Box::new(again));
        }
    }

    fn is_stale(&self) -> bool {
        self.is_stale
    }
}

#[test]
fn what_is_done_at_the_end_may_ask_for_more() {
    let (log, said) = std::sync::mpsc::channel();
    let life = move || super::at_end(Box::new(Ender { is_stale: false, log }));
    thread::spawn(life).join().expect("no panic");
    assert_eq!(said.iter().collect::<Vec<_>>(), ["the end", "the second end"]);
}

#[test]
fn what_is_stale_does_not_pile_up() {
    let (log, said) = std::sync::mpsc::channel();
    let life = move || {
        for _ in 0..1_000 {
            super::at_end(Box::new(Ender { is_stale: true, log: log.clone() }));
        }
    };
    thread::spawn(life).join().expect("no panic");
    let ends = said.iter().count();
    assert!((1..=32).contains(&ends), "{ends} were left at the end");
}
