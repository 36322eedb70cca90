//! What a selection holds out without room: it goes to one, or stays with the selection.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

use threadbare_queue::channel::{Sender, bounded, never, unbounded};
use threadbare_queue::select;

use crate::support::asleep::asleep;
use crate::support::{block_on, fewer_under_miri, poll_once};

/// Long enough for anything that does not hang.
const LONG: Duration = Duration::from_secs(60);
/// Over before anybody comes.
const SHORT: Duration = Duration::from_millis(2);

/// Counts how many there are.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Relaxed);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[test]
fn of_two_values_one_goes_and_the_other_is_dropped() {
    let count = AtomicUsize::new(0);
    let ((one, from_one), (two, from_two)) = (bounded(0), bounded(0));
    thread::scope(|scope| {
        for from in [&from_one, &from_two] {
            let selection = asleep(scope, || {
                select! {
                    send(one, Counted::new(&count)) -> sent => sent.is_ok(),
                    send(two, Counted::new(&count)) -> sent => sent.is_ok(),
                }
            });
            let got = from.recv_timeout(LONG).expect("it is held out");
            assert!(selection.join().expect("no panic"));
            assert_eq!(count.load(Relaxed), 1);
            drop(got);
            assert_eq!(count.load(Relaxed), 0);
            assert!(from_one.try_recv().is_err() && from_two.try_recv().is_err());
        }
    });
}

#[test]
fn a_selection_that_is_late_takes_its_values_with_it() {
    let count = AtomicUsize::new(0);
    let (to, from) = bounded(0);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), SHORT] {
        let was_sent = select! {
            send(to, Counted::new(&count)) -> _ => true,
            default(timeout) => false,
        };
        assert!(!was_sent && from.try_recv().is_err());
        assert_eq!(count.load(Relaxed), 0);
    }
    let got = select! {
        recv(from) -> item => item.is_ok(),
        default(SHORT) => false,
    };
    assert!(!got);
    assert!(to.try_send(Counted::new(&count)).is_err(), "nobody holds a hand open");
    assert_eq!(count.load(Relaxed), 0);
}

#[test]
fn the_end_gives_the_value_back() {
    let close = |to: &Sender<u32>| to.close();
    for ends in [close, |_: &_| false] {
        let ((to, from), (other, _kept)) = (bounded(0), bounded(0));
        thread::scope(|scope| {
            let selection = asleep(scope, || {
                select! {
                    send(to, 5) -> sent => sent.expect_err("nobody receives").into_inner(),
                    send(other, 6) -> _ => 0,
                }
            });
            ends(&to);
            drop(from);
            assert_eq!(selection.join().expect("no panic"), 5);
        });
    }
    let ((to, from), nothing) = (bounded::<u32>(0), never::<u32>());
    thread::scope(|scope| {
        let selection = asleep(scope, || {
            select! {
                recv(nothing) -> _ => false,
                recv(from) -> item => item.is_err(),
            }
        });
        drop(to);
        assert!(selection.join().expect("no panic"));
    });
}

/// An expression may do what it likes, also select from the same channel.
#[test]
fn a_value_is_made_before_anything_is_held_out() {
    let ((to, from), (other, _kept)) = (bounded(0), bounded(0));
    let made = Cell::new(0);
    let make = || {
        made.set(made.get() + 1);
        select! {
            recv(from) -> _ => unreachable!("nothing is held out yet"),
            default(SHORT) => 5,
        }
    };
    let mut time = SHORT;
    // One that is late before it holds anything out has made nothing.
    while made.get() == 0 {
        time *= 2;
        select! {
            send(other, 1) -> _ => unreachable!("nobody receives"),
            send(to, make()) -> _ => unreachable!("nobody receives"),
            default(time) => {}
        }
    }
    assert_eq!(made.get(), 1);
    let panicking = catch_unwind(AssertUnwindSafe(|| {
        select! {
            send(other, 1) -> _ => {},
            send(to, panic!("made badly")) -> _ => {},
        }
    }));
    assert!(panicking.is_err() && from.try_recv().is_err());
}

/// What is done when a task is woken.
struct Bomb(Mutex<Option<Box<dyn FnOnce() + Send>>>);

impl Wake for Bomb {
    fn wake(self: Arc<Self>) {
        let work = self.0.lock().expect("nobody panics there").take();
        work.into_iter().for_each(|work| work());
    }
}

/// A waker that does this, once.
fn bomb(work: impl FnOnce() + Send + 'static) -> Waker {
    Arc::new(Bomb(Mutex::new(Some(Box::new(work))))).into()
}

/// The selection wakes a task for its offer. The waker sends to the selection, and panics.
#[test]
fn an_item_for_a_selection_that_panics_is_for_another() {
    let ((to, from), (other, from_other)) = (bounded(0), bounded(0));
    let mut task = pin!(from_other.recv_async());
    let waker = bomb(move || {
        to.try_send(5).expect("a hand is open");
        panic!("the waker panics");
    });
    let poll = |task| Future::poll(task, &mut Context::from_waker(&waker));
    assert!(poll(task.as_mut()).is_pending());
    let panicking = catch_unwind(AssertUnwindSafe(|| {
        select! {
            recv(from) -> item => item.is_ok(),
            send(other, 1) -> sent => sent.is_ok(),
        }
    }));
    assert!(panicking.is_err());
    assert_eq!(from.try_recv(), Ok(5));
    assert!(from.try_recv().is_err() && from_other.try_recv().is_err());
    thread::scope(|scope| {
        let sender = asleep(scope, || other.send(2));
        assert_eq!(block_on(task), Ok(2));
        assert!(sender.join().expect("no panic").is_ok());
    });
}

/// The same with the direction turned: what was taken from it was sent.
#[test]
fn an_item_of_a_selection_that_panics_was_sent_or_not() {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let ((to, from), (other, from_other)) = (bounded(0), bounded(0));
    for takes in [true, false] {
        let mut task = pin!(from_other.recv_async());
        let from = from.clone();
        let waker = bomb(move || {
            if takes {
                from.try_recv().map(drop).expect("it is held out");
            }
            panic!("the waker panics");
        });
        let poll = |task| Future::poll(task, &mut Context::from_waker(&waker));
        assert!(poll(task.as_mut()).is_pending());
        let panicking = catch_unwind(AssertUnwindSafe(|| {
            select! {
                send(to, Counted::new(&COUNT)) -> sent => sent.is_ok(),
                send(other, 1) -> sent => sent.is_ok(),
            }
        }));
        assert!(panicking.is_err());
        assert_eq!(COUNT.load(Relaxed), 0);
    }
}

/// A task that was told of an offer, and does not come, costs the others nothing.
#[test]
fn a_forgotten_task_does_not_hold_an_offer_up() {
    let (to, from) = bounded(0);
    let mut forgotten = Box::pin(from.recv_async());
    assert!(poll_once(forgotten.as_mut()).is_pending());
    thread::scope(|scope| {
        let selection = asleep(scope, || select! { send(to, 5) -> sent => sent.is_ok() });
        assert_eq!(from.recv_timeout(LONG), Ok(5));
        assert!(selection.join().expect("no panic"));
    });
    drop(forgotten);
}

/// Relays that select in both directions; every item arrives once.
#[test]
fn without_room_every_item_arrives_once() {
    const ITEMS: u32 = fewer_under_miri(1_000, 30);
    let ((one, from_one), (two, from_two)) = (bounded(0), bounded(0));
    let (out, results) = unbounded();
    thread::scope(|scope| {
        for base in [0, ITEMS] {
            let (one, two) = (one.clone(), two.clone());
            scope.spawn(move || {
                for item in base..base + ITEMS {
                    select! {
                        send(one, item) -> sent => sent.expect("somebody receives"),
                        send(two, item) -> sent => sent.expect("somebody receives"),
                    }
                }
            });
        }
        for _ in 0..2 {
            let (from_one, from_two, out) = (from_one.clone(), from_two.clone(), out.clone());
            scope.spawn(move || {
                loop {
                    let item = select! {
                        recv(from_one) -> item => item,
                        recv(from_two) -> item => item,
                    };
                    let Ok(item) = item else { break };
                    out.send(item).expect("somebody receives");
                }
                from_one.iter().chain(&from_two).try_for_each(|item| out.send(item))
            });
        }
        drop((one, two, out));
        let mut got: Vec<_> = results.iter().collect();
        got.sort_unstable();
        assert!(got.into_iter().eq(0..2 * ITEMS));
    });
}
