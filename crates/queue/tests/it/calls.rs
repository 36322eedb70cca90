//! What a move asks of the kernel: nothing, where nobody waits. Where many sleep, a ring wakes one,
//! who sees to the others; behind a lock each that was served is woken.

use std::pin::pin;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use threadbare_queue::channel::bounded;
use threadbare_queue::deque::Worker;
use threadbare_queue::{Fifo, Joinable, Lifo, LockedFifo, Priority};

use crate::support::asleep::asleep;
use crate::support::calls::{Calls, asks_the_kernel_nothing, calls_of};
use crate::support::held::Held;
use crate::support::poll_once;
use crate::support::storm::Target;

threadbare_testing::count_calls!();

/// As many as a ring moves at once.
const ROW: u32 = 64;
/// So many sleep.
const SLEEPERS: u32 = 3;

#[test]
fn the_count_counts() {
    let word = threadbare_sys::atomic::AtomicU32::new(0);
    let wake =
        || assert_eq!(threadbare_sys::futex::wake(threadbare_sys::futex::address(&word), 1), 0);
    assert_eq!(calls_of(|| (0..3).for_each(|_| wake())), Calls::of_wakes(3));
    let own = || thread::sleep(Duration::from_nanos(1));
    assert_eq!(calls_of(own), Calls::of_wakes(0), "it goes by another name");
    assert!(!asks_the_kernel_nothing(wake) && !asks_the_kernel_nothing(own));
    assert!(asks_the_kernel_nothing(|| {}));
}

/// A queue of each kind with room for a row: how many wakes a row costs beside three that sleep.
macro_rules! for_each_kind {
    ($check:ident) => {
        $check!(Fifo::bounded(ROW as usize), |n| n, 1);
        $check!(LockedFifo::bounded(ROW as usize), |n| n, SLEEPERS);
        $check!(Lifo::bounded(ROW as usize), |n| n, SLEEPERS);
        $check!(Priority::bounded(ROW as usize), |n| (n, ()), SLEEPERS);
    };
}

#[test]
fn a_row_that_is_put_wakes_one_in_a_ring_and_each_getter_behind_a_lock() {
    macro_rules! check {
        ($queue:expr, $item:expr, $wakes:expr) => {{
            let (queue, items) = ($queue, (0..ROW).map($item));
            thread::scope(|scope| {
                let getters: Vec<_> =
                    (0..SLEEPERS).map(|_| asleep(scope, || queue.get())).collect();
                let calls = calls_of(|| assert!(queue.put_many(items).is_ok()));
                assert!(getters.into_iter().all(|getter| getter.join().expect("no panic").is_ok()));
                assert_eq!(calls, Calls::of_wakes($wakes));
            });
            assert_eq!(queue.drain().count(), (ROW - SLEEPERS) as usize);
        }};
    }
    for_each_kind!(check);
}

#[test]
fn a_row_that_is_got_wakes_one_in_a_ring_and_each_putter_behind_a_lock() {
    macro_rules! check {
        ($queue:expr, $item:expr, $wakes:expr) => {{
            let queue = $queue;
            assert!(queue.put_many((0..ROW).map($item)).is_ok());
            thread::scope(|scope| {
                let queue = &queue;
                let put = |n| asleep(scope, move || queue.put($item(n)));
                let putters: Vec<_> = (ROW..ROW + SLEEPERS).map(put).collect();
                let mut got = Vec::new();
                let calls = calls_of(|| assert!(queue.get_many(&mut got, ROW as usize).is_ok()));
                assert!(putters.into_iter().all(|putter| putter.join().expect("no panic").is_ok()));
                assert_eq!((calls, got.len()), (Calls::of_wakes($wakes), ROW as usize));
            });
            assert_eq!(queue.drain().count(), SLEEPERS as usize);
        }};
    }
    for_each_kind!(check);
}

/// One after the other; the one that a ring wakes does not run meanwhile.
#[test]
fn a_burst_of_items_wakes_one_in_a_ring_and_each_getter_behind_a_lock() {
    macro_rules! check {
        ($queue:expr, $item:expr, $wakes:expr) => {{
            let queue = $queue;
            thread::scope(|scope| {
                let queue = &queue;
                let (tell, told) = mpsc::channel();
                let get = |_| {
                    let tell = tell.clone();
                    asleep(scope, move || {
                        tell.send(Target::current()).expect("the test listens");
                        queue.get()
                    })
                };
                let getters: Vec<_> = (0..SLEEPERS).map(get).collect();
                let first = Held::stop(told.recv().expect("the thread speaks"));
                let put = |item| assert!(queue.put(item).is_ok());
                let calls = calls_of(|| (0..ROW).map($item).for_each(put));
                drop(first);
                assert!(getters.into_iter().all(|getter| getter.join().expect("no panic").is_ok()));
                assert_eq!(calls, Calls::of_wakes($wakes));
            });
        }};
    }
    for_each_kind!(check);
}

/// As above, the other way.
#[test]
fn a_burst_of_gets_wakes_one_in_a_ring_and_each_putter_behind_a_lock() {
    macro_rules! check {
        ($queue:expr, $item:expr, $wakes:expr) => {{
            let queue = $queue;
            assert!(queue.put_many((0..ROW).map($item)).is_ok());
            thread::scope(|scope| {
                let queue = &queue;
                let (tell, told) = mpsc::channel();
                let put = |n| {
                    let tell = tell.clone();
                    asleep(scope, move || {
                        tell.send(Target::current()).expect("the test listens");
                        queue.put($item(n))
                    })
                };
                let putters: Vec<_> = (ROW..ROW + SLEEPERS).map(put).collect();
                let first = Held::stop(told.recv().expect("the thread speaks"));
                let calls = calls_of(|| (0..ROW).for_each(|_| assert!(queue.get().is_ok())));
                drop(first);
                assert!(putters.into_iter().all(|putter| putter.join().expect("no panic").is_ok()));
                assert_eq!(calls, Calls::of_wakes($wakes));
            });
        }};
    }
    for_each_kind!(check);
}

#[test]
fn where_nobody_waits_a_batch_asks_for_nothing() {
    macro_rules! check {
        ($queue:expr, $item:expr, $wakes:expr) => {{
            let (queue, mut got) = ($queue, Vec::new());
            let calls = calls_of(|| {
                assert!(queue.put_many((0..ROW).map($item)).is_ok());
                assert_eq!(queue.get_many(&mut got, ROW as usize), Ok(ROW as usize));
            });
            assert_eq!(calls, Calls::of_wakes(0));
        }};
    }
    for_each_kind!(check);
}

/// Not even for the time: the processor's clock is forbidden to that child as well.
#[test]
fn where_nobody_waits_a_move_asks_for_nothing() {
    macro_rules! check {
        ($queue:expr, $item:expr, $wakes:expr) => {{
            let queue = $queue;
            let mut items = (0..ROW).map($item).collect::<Vec<_>>().into_iter();
            let mut next = || items.next().expect("there are enough");
            let mut got = Vec::with_capacity(1);
            let mut moves = || {
                assert!(queue.put(next()).is_ok() && queue.get().is_ok());
                assert!(queue.try_put(next()).is_ok() && queue.try_get().is_ok());
                assert!(queue.put_timeout(next(), Duration::ZERO).is_ok());
                assert!(queue.get_timeout(Duration::ZERO).is_ok() && queue.try_get().is_err());
                assert!(poll_once(pin!(queue.put_async(next()))).is_ready());
                assert!(poll_once(pin!(queue.get_async())).is_ready() && queue.is_empty());
                assert!(queue.put(next()).is_ok() && queue.get_many(&mut got, 1).is_ok());
                got.clear();
            };
            // What is done once for a thread is not asked about.
            moves();
            assert!(asks_the_kernel_nothing(moves));
        }};
    }
    for_each_kind!(check);
}

/// Those who count what is not finished, or their handles; and who never waits.
#[test]
fn where_nobody_waits_the_faces_ask_for_nothing() {
    let jobs = Joinable::new(Fifo::bounded(1));
    let (sender, receiver) = bounded(1);
    let worker = Worker::new_lifo();
    let stealer = worker.stealer();
    let moves = || {
        assert!(jobs.put(1).is_ok() && jobs.get().is_ok() && jobs.task_done().is_ok());
        jobs.join();
        assert!(sender.send(1).is_ok() && receiver.recv().is_ok());
        (0..2).for_each(|item| worker.push(item));
        assert!(worker.pop().is_some() && stealer.steal().is_success());
    };
    moves();
    assert!(asks_the_kernel_nothing(moves));
}
