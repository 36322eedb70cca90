//! The line: who stands where, and what its head does to others.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use threadbare_sync::{
    CountingSemaphore, Limit, Lock, Semaphore, SemaphoreAcquire, TryAcquireError, Unbounded,
};

use crate::support::{Bell, block_on, poll_once, until};

/// True while somebody is in line.
pub(super) fn is_waited_for<L: Limit>(seats: &CountingSemaphore<L>) -> bool {
    format!("{seats:?}").contains("locked: true")
}

fn is_starving<L: Limit>(seats: &CountingSemaphore<L>) -> bool {
    format!("{seats:?}").contains("starving: true")
}

struct Task<'a> {
    bell: Arc<Bell>,
    future: Pin<Box<SemaphoreAcquire<'a, Unbounded>>>,
}

impl<'a> Task<'a> {
    /// In line, for so many.
    fn new(seats: &'a Semaphore, n: u32) -> Self {
        let mut task = Self { bell: Arc::default(), future: Box::pin(seats.acquire_many_async(n)) };
        assert!(!task.gets_in(), "there are too few");
        task
    }

    /// Polls once; true when it has its permits, which it keeps.
    fn gets_in(&mut self) -> bool {
        let polled = self.bell.poll(self.future.as_mut());
        let is_ready = polled.is_ready();
        if let std::task::Poll::Ready(permit) = polled {
            permit.expect("it is open").forget();
        }
        is_ready
    }
}

/// The order is that of arrival, and nobody who asks for less goes past one who asks for more.
#[test]
fn tasks_get_in_in_the_order_in_which_they_came() {
    let seats = Semaphore::new(0);
    let mut line: Vec<_> = [1, 3, 1, 2].map(|n| Task::new(&seats, n)).into();
    for (place, n) in [1, 3, 1, 2].into_iter().enumerate() {
        for missing in (0..n).rev() {
            seats.release(1).expect("there is room");
            for (other, task) in line.iter_mut().enumerate().skip(place) {
                assert_eq!(task.gets_in(), other == place && missing == 0, "{place} {other}");
                if other == place && missing == 0 {
                    break;
                }
            }
        }
    }
    assert_eq!(seats.available(), 0);
    assert!(!is_waited_for(&seats));
}

/// Threads and tasks stand in one line: a thread that came before a task gets in before it.
#[test]
fn threads_and_tasks_stand_in_one_line() {
    let seats = Semaphore::new(0);
    let head = Task::new(&seats, 1);
    thread::scope(|scope| {
        let thread = scope.spawn(|| seats.acquire_raw(1).expect("it is open"));
        until(|| format!("{seats:?}").contains("queued: true"));
        let mut last = Task::new(&seats, 1);
        drop(head);
        seats.release(1).expect("there is room");
        thread.join().expect("no panic");
        assert!(!last.gets_in(), "the thread was first");
        seats.release(1).expect("there is room");
        assert!(last.gets_in());
    });
}

/// A newcomer may take what the head cannot use, until the head was woken in vain.
#[test]
fn a_newcomer_passes_a_head_until_the_head_starves() {
    let seats = Semaphore::new(0);
    let mut head = Task::new(&seats, 2);
    seats.release(1).expect("there is room");
    assert!(seats.try_acquire().is_ok(), "the head has not looked yet");
    assert!(!head.gets_in());
    assert!(is_starving(&seats));
    assert_eq!(seats.try_acquire().err(), Some(TryAcquireError::NoPermits));
    assert!(seats.acquire_timeout(Duration::from_millis(1)).is_err(), "kept for the head");
    assert_eq!(seats.available(), 1);
    drop(head);
    assert!(!is_starving(&seats) && !is_waited_for(&seats));
    assert!(seats.try_acquire().is_ok());
}

/// A head that leaves with a large wish lets in those behind it who ask for less, at once: nobody
/// has to release anything for that.
#[test]
fn a_head_that_leaves_strands_nobody() {
    let seats = Semaphore::new(1);
    let head = Task::new(&seats, 5);
    let mut line: Vec<_> = (0..3).map(|_| Task::new(&seats, 2)).collect();
    seats.release(1).expect("there is room");
    drop(head);
    assert_eq!(line[0].bell.rings(), 1, "the next in line was woken");
    assert!(line[0].gets_in());
    assert_eq!(line[1].bell.rings(), 1, "and woke the next");
    // One in the middle goes, chosen as it is.
    line.remove(1);
    seats.release(2).expect("there is room");
    assert!(line[1].gets_in());
    assert!(!is_waited_for(&seats));
}

/// One release wakes one wait: a task that gets in and comes again has to wait again.
#[test]
fn one_release_ends_one_wait() {
    let seats = Semaphore::new(0);
    let mut first = Task::new(&seats, 1);
    seats.release(1).expect("there is room");
    assert!(first.gets_in());
    let mut again = Task::new(&seats, 1);
    assert_eq!(again.bell.rings(), 0);
    assert!(!again.gets_in());
}

/// A future that is kept in line and never polled again (here in a static, as good as forgotten)
/// holds up whoever is behind it, when its turn has come; who finds permits is not in line.
#[test]
fn a_forgotten_future_holds_its_place() {
    static SEATS: Semaphore = Semaphore::new(0);
    static KEPT: Lock<Option<Pin<Box<SemaphoreAcquire<'static, Unbounded>>>>> = Lock::new(None);
    let mut kept = KEPT.lock();
    assert!(poll_once(kept.insert(Box::pin(SEATS.acquire_async())).as_mut()).is_pending());
    let mut behind = Task::new(&SEATS, 1);
    SEATS.release(2).expect("there is room");
    assert!(!behind.gets_in(), "the head has not left");
    assert!(SEATS.try_acquire().is_ok(), "who need not wait does not");
    SEATS.close();
    assert!(block_on(SEATS.acquire_async()).is_err());
}

#[test]
fn a_future_panics_when_it_is_polled_after_it_was_ready() {
    let seats = Semaphore::new(1);
    let mut future = pin!(seats.acquire_raw_async(1));
    assert_eq!(format!("{future:?}"), "SemaphoreAcquireRaw { permits: 1, stage: fresh }");
    assert!(poll_once(future.as_mut()).is_ready());
    let again = std::panic::AssertUnwindSafe(|| poll_once(future));
    assert!(std::panic::catch_unwind(again).is_err());
    assert_eq!(seats.available(), 0, "the permits are the caller's");
}
