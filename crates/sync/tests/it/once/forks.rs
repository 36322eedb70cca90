//! A fork, before, during and after: what the child finds.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use threadbare_sync::{Lazy, Once, OnceLock, OnceState};

use crate::support::child::child_says;
use crate::support::{poll_once, until};

#[test]
fn what_nobody_has_begun_is_done_in_the_child_for_itself() {
    let once = Once::new();
    assert!(child_says(|| {
        once.call_once(|| {});
        once.is_completed()
    }));
    assert!(!once.is_completed(), "the parent's is another");
}

#[test]
fn what_is_done_is_done_in_the_child() {
    let (cell, lazy) = (OnceLock::from(3), Lazy::new(|| 4));
    assert_eq!(*lazy, 4);
    assert!(child_says(|| cell.get() == Some(&3) && Lazy::get(&lazy) == Some(&4)));
}

/// Runs `inside` on this thread while another one is in the middle of an initialiser of `cell`.
fn while_another_is_at_it(cell: &OnceLock<u32>, inside: impl FnOnce()) {
    let (begun, has_begun) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            cell.get_or_init(|| {
                begun.send(()).expect("the test listens");
                let _ = may_go.recv();
                1
            })
        });
        has_begun.recv().expect("the initialiser speaks");
        inside();
        let_go.send(()).expect("the initialiser listens");
    });
}

/// The thread that was at it is not in the child: others begin anew there, where std's would wait
/// for it for ever.
#[test]
fn what_another_thread_was_at_begins_anew_in_the_child() {
    let cell = OnceLock::new();
    while_another_is_at_it(&cell, || {
        assert!(child_says(|| *cell.get_or_init(|| 2) == 2));
        assert!(child_says(|| cell.set(3) == Ok(()) && child_says(|| cell.get() == Some(&3))));
        assert!(child_says(|| child_says(|| cell.set(4) == Ok(()))), "a grandchild, too");
        assert!(child_says(|| cell.wait_timeout(Duration::from_millis(2)).is_err()));
    });
    assert_eq!(cell.into_inner(), Some(1), "the parent's went on");
}

/// Sleepers of the parent are not sleepers of the child, and do not disturb it.
#[test]
fn sleepers_of_the_parent_do_not_disturb_the_child() {
    let once = Once::new();
    thread::scope(|scope| {
        scope.spawn(|| once.wait());
        until(|| format!("{once:?}").contains("waiters: true"));
        assert!(child_says(|| {
            once.call_once(|| {});
            once.is_completed()
        }));
        once.call_once(|| {});
    });
}

/// The forking thread is in the child, in the middle of its initialiser: it goes on there, in its
/// own name, and to ask for the value inside is re-entrance there as well.
#[test]
fn what_the_forking_thread_is_at_goes_on_in_the_child() {
    let cell = OnceLock::new();
    let mut is_child = false;
    let value = *cell.get_or_init(|| {
        let child = child_says(|| {
            is_child = true;
            let is_busy = cell.state() == OnceState::Running;
            is_busy && cell.get_or_init_timeout(Duration::ZERO, || 9).is_err()
        });
        u32::from(child)
    });
    assert_eq!((value, is_child), (1, false));
}

/// A task that makes the value came along into the child, and somebody else is quicker there: one
/// value, for both.
#[test]
fn a_task_that_came_along_yields_to_its_successor() {
    let cell = OnceLock::new();
    let mut go_on = false;
    let make = || {
        let mut polls = 0;
        poll_fn(move |_| {
            polls += 1;
            if polls == 1 { Poll::Pending } else { Poll::Ready(1) }
        })
    };
    let mut made = pin!(cell.get_or_init_async(make));
    assert!(poll_once(made.as_mut()).is_pending());
    assert!(child_says(|| {
        go_on = *cell.get_or_init(|| 2) == 2;
        go_on && poll_once(made.as_mut()) == Poll::Ready(&2)
    }));
    assert!(child_says(|| poll_once(made.as_mut()) == Poll::Ready(&1) && cell.get() == Some(&1)));
    assert_eq!(poll_once(made), Poll::Ready(&1), "the parent's goes on");
}

#[test]
fn a_lazy_value_that_another_thread_was_making_is_made_in_the_child() {
    let (begun, has_begun) = mpsc::sync_channel(1);
    let gate = OnceLock::new();
    let parent = std::process::id();
    let lazy = Lazy::new(|| {
        if std::process::id() == parent {
            begun.send(()).expect("the test listens");
            gate.wait();
        }
        6
    });
    thread::scope(|scope| {
        let maker = scope.spawn(|| *lazy);
        has_begun.recv().expect("the initialiser speaks");
        assert!(child_says(|| *lazy == 6));
        assert_eq!(gate.set(()), Ok(()));
        assert_eq!(maker.join().expect("no panic"), 6);
    });
}
