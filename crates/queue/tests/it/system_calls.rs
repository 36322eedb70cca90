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

/// What the work asks for beside three threads that sleep as they wait. If the first is held, it
/// does not run meanwhile.
fn beside_three_asleep(
    is_held: bool,
    wait: impl Fn(u32) -> bool + Sync,
    work: impl FnOnce() -> bool,
) -> Calls {
    thread::scope(|scope| {
        let (tell, told) = mpsc::channel();
        let sleep = |n| {
            let (tell, wait) = (tell.clone(), &wait);
            asleep(scope, move || {
                tell.send(Target::current()).expect("the test listens");
                wait(n)
            })
        };
        let sleepers: Vec<_> = (0..SLEEPERS).map(sleep).collect();
        let first = is_held.then(|| Held::stop(told.recv().expect("the thread speaks")));
        let calls = calls_of(|| assert!(work(), "there is an item, or room, for each move"));
        drop(first);
        assert!(sleepers.into_iter().all(|sleeper| sleeper.join().expect("no panic")));
        calls
    })
}

#[test]
fn a_row_that_is_put_wakes_one_in_a_ring_and_each_getter_behind_a_lock() {
    macro_rules! check {
        ($queue:expr, $item:expr, $wakes:expr) => {{
            let (queue, items) = ($queue, (0..ROW).map($item));
            let put = || queue.put_many(items).is_ok();
            let calls = beside_three_asleep(false, |_| queue.get().is_ok(), put);
            assert_eq!(calls, Calls::of_wakes($wakes));
            assert_eq!(queue.drain().count(), (ROW - SLEEPERS) as usize);
        }};
    }
    for_each_kind!(check);
}

#[test]
fn a_row_that_is_got_wakes_one_in_a_ring_and_each_putter_behind_a_lock() {
    macro_rules! check {
        ($queue:expr, $item:expr, $wakes:expr) => {{
            let (queue, mut got) = ($queue, Vec::new());
            assert!(queue.put_many((0..ROW).map($item)).is_ok());
            let get = || queue.get_many(&mut got, ROW as usize) == Ok(ROW as usize);
            let calls = beside_three_asleep(false, |n| queue.put($item(ROW + n)).is_ok(), get);
            assert_eq!(calls, Calls::of_wakes($wakes));
            assert_eq!(queue.drain().count(), SLEEPERS as usize);
        }};
    }
    for_each_kind!(check);
}

/// One after the other, while the one that a ring has woken does not run.
#[test]
fn a_burst_of_items_wakes_one_in_a_ring_and_each_getter_behind_a_lock() {
    macro_rules! check {
        ($queue:expr, $item:expr, $wakes:expr) => {{
            let queue = $queue;
            let put = || (0..ROW).map($item).all(|item| queue.put(item).is_ok());
            let calls = beside_three_asleep(true, |_| queue.get().is_ok(), put);
            assert_eq!(calls, Calls::of_wakes($wakes));
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
            let get = || (0..ROW).all(|_| queue.get().is_ok());
            let calls = beside_three_asleep(true, |n| queue.put($item(ROW + n)).is_ok(), get);
            assert_eq!(calls, Calls::of_wakes($wakes));
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
