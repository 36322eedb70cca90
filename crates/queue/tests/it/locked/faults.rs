//! Comparisons, destructors and wakers that panic.

use std::cell::Cell;
use std::cmp::Ordering;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use threadbare_queue::Priority;

use super::{LONG, full_of, heap_of};
use crate::support::{Bell, fewer_under_miri, poll_once};

thread_local! {
    /// How many more comparisons this thread makes before one panics.
    static LEFT: Cell<u32> = const { Cell::new(u32::MAX) };
}

/// A number whose comparison may panic.
#[derive(Debug)]
struct Touchy(u32);

impl Ord for Touchy {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = LEFT.get();
        assert!(left > 0, "on purpose");
        LEFT.set(left - 1);
        self.0.cmp(&other.0)
    }
}

impl PartialOrd for Touchy {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Touchy {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Touchy {}

/// Runs `body` with so many comparisons; true: it panicked.
fn panics_after(comparisons: u32, body: impl FnOnce()) -> bool {
    LEFT.set(comparisons);
    let ending = catch_unwind(AssertUnwindSafe(body));
    LEFT.set(u32::MAX);
    ending.is_err()
}

fn touchy_heap(items: u32, alive: &Arc<()>) -> Priority<Touchy, Arc<()>> {
    let queue = Priority::unbounded();
    for i in 0..items {
        queue.put((Touchy(i * 37 % items), Arc::clone(alive))).expect("it is open");
    }
    queue
}

/// Whatever comparison of whatever move panics, each item is there once, and the queue counts it.
#[test]
fn a_comparison_that_panics_loses_nothing() {
    for items in [2, 3, 5, 6, 22, 60] {
        for comparisons in (0..30).step_by(fewer_under_miri(1, 4)) {
            let alive = Arc::new(());
            let queue = touchy_heap(items, &alive);
            let put_panicked = panics_after(comparisons, || {
                drop(queue.put((Touchy(0), Arc::clone(&alive))));
            });
            assert_eq!(queue.len(), items as usize + 1, "it was put: {put_panicked}");
            let got_panicked = panics_after(comparisons, || drop(queue.get()));
            let left = items as usize + usize::from(got_panicked);
            assert_eq!((queue.len(), Arc::strong_count(&alive)), (left, left + 1));
            let mut rest: Vec<u32> =
                std::iter::from_fn(|| queue.try_get().ok()).map(|got| got.0.0).collect();
            assert_eq!(rest.len(), left);
            if got_panicked {
                let mut all: Vec<u32> = (0..items).chain([0]).collect();
                all.sort_unstable();
                rest.sort_unstable();
                assert_eq!(rest, all);
            }
            assert_eq!(Arc::strong_count(&alive), 1);
        }
    }
}

/// A getter waits, and the comparison that panics is the putter's: the item is there, so the
/// getter comes for it.
#[test]
fn a_shutdown_whose_comparison_panics_leaves_all_to_be_got() {
    for comparisons in 0.. {
        let alive = Arc::new(());
        let queue = touchy_heap(30, &alive);
        if !panics_after(comparisons, || assert_eq!(queue.shutdown_now().len(), 30)) {
            assert!(comparisons > 29, "they were compared");
            break;
        }
        assert!(queue.is_shut_down());
        assert_eq!((queue.len(), Arc::strong_count(&alive)), (30, 31));
        assert_eq!(queue.shutdown_now().len(), 30);
        assert_eq!(Arc::strong_count(&alive), 1);
    }
}

#[test]
fn a_getter_is_told_of_an_item_whose_comparison_panicked() {
    let queue = Priority::unbounded();
    let bell = Arc::new(Bell::default());
    let mut forgotten = pin!(queue.get_async());
    let mut get = pin!(queue.get_async());
    assert!(poll_once(forgotten.as_mut()).is_pending());
    assert!(bell.poll(get.as_mut()).is_pending());
    queue.put((Touchy(1), ())).expect("it is open");
    assert!(panics_after(0, || drop(queue.put((Touchy(2), ())))));
    assert_eq!((queue.len(), bell.rings()), (2, 1));
    assert!(bell.poll(get).is_ready());
}

/// As above, with a thread that waits behind a task that was told: it looks for itself.
#[test]
fn a_thread_looks_for_itself_after_a_comparison_panicked() {
    let queue = Priority::unbounded();
    let mut forgotten = pin!(queue.get_async());
    assert!(poll_once(forgotten.as_mut()).is_pending());
    queue.put((Touchy(1), ())).expect("it is open");
    assert!(queue.try_get().is_ok());
    assert!(poll_once(forgotten.as_mut()).is_pending());
    thread::scope(|scope| {
        let getter = scope.spawn(|| queue.get_timeout(LONG));
        queue.put((Touchy(1), ())).expect("it is open");
        let _ = panics_after(0, || drop(queue.put((Touchy(2), ()))));
        assert!(getter.join().expect("no panic").is_ok());
    });
}

/// A putter waits for room, and its item comes in by a get whose comparisons panic: no item is
/// lost, neither the one that comes in nor the one that goes out.
#[test]
fn an_item_that_comes_in_by_a_panic_is_there_and_so_is_the_other() {
    let mut panicked = 0;
    for comparisons in 0..8 {
        let queue = Priority::bounded(3);
        for priority in 1..=3 {
            queue.put((Touchy(priority), ())).expect("it is open");
        }
        let mut put = pin!(queue.put_async((Touchy(0), ())));
        assert!(poll_once(put.as_mut()).is_pending());
        let has_panicked = panics_after(comparisons, || drop(queue.get()));
        panicked += u32::from(has_panicked);
        let left = std::iter::from_fn(|| queue.try_get().ok()).count();
        assert_eq!(left, 3 + usize::from(has_panicked));
        assert!(poll_once(put.as_mut()).is_ready());
    }
    assert!(panicked > 0);
}

/// A get that panics in a waker of somebody else's has got nothing: its item is the next again.
#[test]
fn an_item_whose_getter_panicked_is_next_again() {
    let grenade = Waker::from(Arc::new(Grenade));
    let queue = heap_of(&[5, 3, 4, 3, 9, 7]);
    queue.set_capacity(6);
    let mut put = pin!(queue.put_async((6, 6)));
    assert!(put.as_mut().poll(&mut Context::from_waker(&grenade)).is_pending());
    assert!(catch_unwind(AssertUnwindSafe(|| queue.get())).is_err());
    queue.set_capacity(8);
    queue.put((0, 7)).expect("it is open");
    let got: Vec<_> = std::iter::from_fn(|| queue.try_get().ok()).collect();
    assert_eq!(got, [(0, 7), (3, 1), (3, 3), (4, 2), (5, 0), (6, 6), (7, 5), (9, 4)]);
    let line = full_of(&[1, 2]);
    let mut put = pin!(line.put_async(3));
    assert!(put.as_mut().poll(&mut Context::from_waker(&grenade)).is_pending());
    assert!(catch_unwind(AssertUnwindSafe(|| line.get())).is_err());
    assert_eq!(line.shutdown_now(), [1, 2, 3]);
}

/// A task whose waker panics.
struct Grenade;

impl Wake for Grenade {
    fn wake(self: Arc<Self>) {
        panic!("on purpose");
    }
}

#[test]
fn a_waker_that_panics_costs_nobody_an_item_or_a_wake() {
    let queue = full_of(&[0]);
    let grenade = Waker::from(Arc::new(Grenade));
    let bell = Arc::new(Bell::default());
    let mut first = pin!(queue.put_async(1));
    assert!(first.as_mut().poll(&mut Context::from_waker(&grenade)).is_pending());
    let mut puts: Vec<_> = (2..40).map(|item| Box::pin(queue.put_async(item))).collect();
    for put in &mut puts {
        assert!(bell.poll(put.as_mut()).is_pending());
    }
    let grown = catch_unwind(AssertUnwindSafe(|| queue.set_capacity(39)));
    assert!(grown.is_err());
    assert_eq!((queue.len(), bell.rings()), (39, 37), "one found no room");
    let closed = catch_unwind(AssertUnwindSafe(|| queue.shutdown_now()));
    assert!(closed.is_ok() && bell.rings() == 38);
    assert!(matches!(poll_once(first), Poll::Ready(Ok(()))));
}
