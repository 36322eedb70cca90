//! A fork, with the semaphore in every state: what the child finds.

use std::pin::pin;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use threadbare_sync::{BoundedSemaphore, Semaphore};

use super::line::is_waited_for;
use crate::support::child::child_says;
use crate::support::{poll_once, until};

const SHORT: Duration = Duration::from_millis(2);

#[test]
fn a_free_semaphore_is_free_in_the_child() {
    let seats = Semaphore::new(2);
    assert!(child_says(|| {
        let all = seats.acquire_many(2);
        all.is_ok() && seats.try_acquire().is_err()
    }));
    assert_eq!(seats.available(), 2, "the parent's semaphore is another");
}

#[test]
fn permits_of_the_forking_thread_come_back_in_both() {
    let seats = BoundedSemaphore::new(2);
    let permit = seats.acquire_many(2).expect("it is open");
    assert!(child_says(|| {
        let is_out = seats.acquire_timeout(SHORT).is_err();
        // SAFETY: the child's copy of the permit; the parent keeps its own.
        drop(unsafe { std::ptr::read(&raw const permit) });
        is_out && seats.acquire_many(2).is_ok()
    }));
    assert_eq!(seats.available(), 0);
    drop(permit);
    assert_eq!(seats.available(), 2);
}

#[test]
fn permits_of_another_thread_stay_away_in_the_child() {
    let seats = Semaphore::new(2);
    let (taken, is_taken) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let seats = &seats;
        scope.spawn(move || {
            let permit = seats.acquire();
            taken.send(()).expect("the test listens");
            let _ = may_go.recv();
            drop(permit);
        });
        is_taken.recv().expect("the holder speaks");
        assert!(child_says(|| {
            let one = seats.acquire();
            one.is_ok() && seats.acquire_timeout(SHORT).is_err()
        }));
        let_go.send(()).expect("the holder listens");
    });
    assert_eq!(seats.available(), 2);
}

/// The parent has a head and a line; the child's waiters begin a line of their own, and the head
/// of the parent, which starves there, keeps nothing from them.
#[test]
fn a_line_of_the_parent_does_not_hold_up_the_child() {
    let seats = Semaphore::new(1);
    thread::scope(|scope| {
        let head = scope.spawn(|| seats.acquire_many(3).map(drop));
        until(|| is_waited_for(&seats));
        let next = scope.spawn(|| seats.acquire_many(2).map(drop));
        // Woken in vain until it starves.
        until(|| {
            seats.release(1).expect("there is room");
            let _ = seats.try_acquire_raw(1);
            format!("{seats:?}").contains("starving: true")
        });
        let there = seats.available();
        assert!(child_says(|| {
            let is_late = seats.acquire_many_timeout(there + 1, SHORT).is_err();
            let by_try = seats.try_acquire_many(there).is_ok();
            let by_wait = seats.acquire_many(there).is_ok();
            is_late && by_try && by_wait && !is_waited_for_quietly(&seats)
        }));
        // A child whose first way in is a try.
        assert!(child_says(|| seats.try_acquire_many(there).is_ok()));
        // A child whose first act is a release, and then a wait in line.
        assert!(child_says(|| {
            seats.release(4).is_ok()
                && seats.acquire_many(there + 4).is_ok_and(|all| all.count() == there + 4)
        }));
        seats.release(5).expect("there is room");
        assert!(head.join().expect("no panic").is_ok());
        assert!(next.join().expect("no panic").is_ok());
    });
}

/// As `is_waited_for`, without a string: a child may not allocate.
fn is_waited_for_quietly(seats: &Semaphore) -> bool {
    use std::fmt::Write;

    /// Remembers whether the word came by.
    struct Seeker(bool, bool);

    impl Write for Seeker {
        fn write_str(&mut self, part: &str) -> std::fmt::Result {
            self.1 |= self.0 && part == "true";
            self.0 = (self.0 && part != "true" && part != "false") || part == "locked";
            Ok(())
        }
    }

    let mut seeker = Seeker(false, false);
    write!(seeker, "{seats:?}").is_ok() && seeker.1
}

/// A future of the forking thread is in both: in the child it is in no line, and when it is polled
/// or dropped there, it neither waits for the parent's head nor lets anybody pass twice.
#[test]
fn a_future_that_the_child_copied_begins_again() {
    let seats = Semaphore::new(0);
    let mut head = pin!(seats.acquire_raw_async(1));
    let mut next = pin!(seats.acquire_raw_async(1));
    assert!(poll_once(head.as_mut()).is_pending());
    assert!(poll_once(next.as_mut()).is_pending());
    assert!(child_says(|| {
        let both_wait =
            poll_once(next.as_mut()).is_pending() && poll_once(head.as_mut()).is_pending();
        // In the child's line `next` came first.
        let one = seats.release(1).is_ok() && poll_once(head.as_mut()).is_pending();
        let first = poll_once(next.as_mut()).is_ready();
        let other = seats.release(1).is_ok() && poll_once(head.as_mut()).is_ready();
        both_wait && one && first && other && seats.available() == 0
    }));
    seats.release(2).expect("there is room");
    assert!(poll_once(head).is_ready());
    assert!(poll_once(next).is_ready());
}

/// A future of the forking thread that the child drops leaves the child's line alone.
#[test]
fn a_future_that_the_child_drops_was_never_in_its_line() {
    let seats = Semaphore::new(0);
    let mut copied = pin!(Some(seats.acquire_raw_async(2)));
    assert!(poll_once(copied.as_mut().as_pin_mut().expect("it is there")).is_pending());
    assert!(child_says(|| {
        let mut ours = pin!(seats.acquire_raw_async(1));
        let waits = poll_once(ours.as_mut()).is_pending();
        let mut behind = pin!(seats.acquire_raw_async(1));
        let waits = waits && poll_once(behind.as_mut()).is_pending();
        copied.set(None);
        let one = seats.release(1).is_ok() && poll_once(behind.as_mut()).is_pending();
        waits && one && poll_once(ours.as_mut()).is_ready()
    }));
    copied.set(None);
    assert!(!is_waited_for(&seats));
}
