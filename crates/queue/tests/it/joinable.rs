//! A queue that knows what is not finished.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use threadbare_queue::{Fifo, FifoEngine, Joinable, Lifo, Priority, TryGetError};

use crate::support::asleep::asleep;
use crate::support::child::child_says;
use crate::support::storm::in_a_storm;
use crate::support::{Bell, block_on, fewer_under_miri, poll_once};

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(2);

fn jobs_of(capacity: usize, jobs: u32) -> Joinable<FifoEngine<u32>> {
    let queue = Joinable::new(Fifo::bounded(capacity));
    (0..jobs).for_each(|job| queue.try_put(job).expect("there is room"));
    queue
}

#[test]
fn one_task_done_too_many_is_an_error_and_changes_nothing() {
    let jobs = jobs_of(2, 1);
    assert_eq!(jobs.task_done(), Ok(()));
    assert!(jobs.task_done().is_err());
    assert_eq!(jobs.unfinished(), 0);
    jobs.put(5).expect("it is open");
    assert_eq!(jobs.unfinished(), 1);
}

#[test]
fn no_form_of_a_put_that_fails_is_counted() {
    let jobs = jobs_of(1, 1);
    assert!(jobs.try_put(1).is_err());
    assert!(jobs.put_timeout(1, Duration::ZERO).is_err());
    assert!(jobs.put_timeout(1, SHORT).is_err());
    assert!(jobs.put_deadline(1, Instant::now()).is_err());
    assert_eq!(jobs.unfinished(), 1);
    jobs.shutdown();
    assert_eq!(jobs.put(2).map_err(|error| error.into_inner()), Err(2));
    assert!(block_on(jobs.put_async(1)).is_err());
    assert_eq!(jobs.unfinished(), 1);
}

#[test]
fn a_put_as_a_task_counts_from_its_first_poll_until_it_is_given_up() {
    let jobs = jobs_of(1, 1);
    let mut put = Box::pin(jobs.put_async(2));
    assert_eq!(jobs.unfinished(), 1);
    assert!(poll_once(put.as_mut()).is_pending());
    assert!(poll_once(put.as_mut()).is_pending());
    assert_eq!(jobs.unfinished(), 2);
    drop(put);
    assert_eq!(jobs.unfinished(), 1);
    let mut put = pin!(jobs.put_async(3));
    assert_eq!(put.as_mut().cancel(), Some(3));
    assert_eq!(jobs.unfinished(), 1, "it was never polled");
}

#[test]
fn a_put_whose_item_was_taken_is_counted_though_its_future_is_dropped() {
    let jobs = Joinable::new(Lifo::bounded(1));
    jobs.put(1).expect("it is open");
    let mut put = Box::pin(jobs.put_async(2));
    assert!(poll_once(put.as_mut()).is_pending());
    drop(jobs.get_task());
    drop(put);
    assert_eq!((jobs.len(), jobs.unfinished()), (1, 1));
    drop(jobs.get_task());
    jobs.join();
}

#[test]
#[should_panic(expected = "polled after it was ready")]
fn a_put_polled_after_its_end_panics() {
    let jobs = jobs_of(1, 0);
    let mut put = pin!(jobs.put_async(2));
    assert!(poll_once(put.as_mut()).is_ready());
    let _ = poll_once(put);
}

#[test]
fn a_panic_finishes_the_task() {
    let jobs = jobs_of(1, 1);
    let result = catch_unwind(AssertUnwindSafe(|| {
        let _job = jobs.get_task();
        panic!("the work fails");
    }));
    assert!(result.is_err());
    assert!(jobs.try_join());
}

/// An item of a queue that says how many of it were unfinished when it was dropped, and may panic.
struct Witness {
    items: Joinable<FifoEngine<Self>>,
    seen: Arc<AtomicU32>,
    fails: bool,
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.seen.store(u32::try_from(self.items.unfinished()).expect("few"), Relaxed);
        assert!(!self.fails, "the item fails to go");
    }
}

#[test]
fn an_item_is_dropped_before_it_is_finished_also_by_a_panic() {
    let items = Joinable::new(Fifo::bounded(1));
    for fails in [false, true] {
        let seen = Arc::new(AtomicU32::new(9));
        let witness = Witness { items: items.clone(), seen: Arc::clone(&seen), fails };
        assert!(items.put(witness).is_ok());
        let result = catch_unwind(AssertUnwindSafe(|| drop(items.get_task())));
        assert_eq!((result.is_err(), seen.load(Relaxed)), (fails, 1));
        assert_eq!(items.unfinished(), 0);
    }
}

#[test]
fn a_task_is_the_item_and_can_be_kept_or_forgotten() {
    let jobs = jobs_of(3, 3);
    let mut job = jobs.try_get_task().expect("there is one");
    *job += 10;
    assert_eq!((*job, jobs.unfinished()), (10, 3));
    assert_eq!((job.into_inner(), jobs.unfinished()), (10, 2));
    assert_eq!(jobs.get_task_timeout(LONG).map(|job| job.forget()), Ok(1));
    assert_eq!(jobs.unfinished(), 2);
    assert_eq!(jobs.get_task_deadline(Instant::now()).map(|job| *job), Ok(2));
    assert_eq!(jobs.unfinished(), 1);
    assert_eq!(jobs.try_get_task().map(|job| *job), Err(TryGetError::Empty));
    assert_eq!(jobs.task_done(), Ok(()));
    jobs.put(7).expect("it is open");
    assert_eq!(block_on(jobs.get_task_async()).map(|job| *job), Ok(7));
    jobs.join();
}

#[test]
fn a_join_takes_timeouts_of_every_size() {
    let jobs = jobs_of(1, 1);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), SHORT] {
        assert!(jobs.join_timeout(timeout).is_err());
    }
    assert!(jobs.join_deadline(Instant::now()).is_err());
    thread::scope(|scope| {
        scope.spawn(|| jobs.join_timeout(Duration::MAX).expect("it has no end"));
        scope.spawn(|| jobs.join_timeout(LONG).expect("it comes in time"));
        drop(jobs.get_task());
    });
    assert_eq!(jobs.join_timeout(Duration::ZERO), Ok(()));
}

#[test]
fn a_join_that_is_forgotten_holds_nobody_up() {
    let jobs = jobs_of(1, 1);
    let kept = jobs.clone();
    let mut forgotten = Box::pin(kept.join_async());
    assert!(poll_once(forgotten.as_mut()).is_pending());
    let bell = Arc::new(Bell::default());
    let mut join = pin!(jobs.join_async());
    assert!(bell.poll(join.as_mut()).is_pending());
    drop(jobs.get_task());
    assert_eq!(bell.rings(), 1);
    assert_eq!(bell.poll(join), Poll::Ready(()));
    drop(forgotten);
}

/// In CPython the thread would look, find the next item, and sleep again.
#[test]
fn a_join_is_over_though_the_next_item_came_before_it_woke() {
    let jobs = jobs_of(1, 1);
    let mut join = pin!(jobs.join_async());
    assert!(poll_once(join.as_mut()).is_pending());
    drop(jobs.get_task());
    jobs.put(2).expect("it is open");
    assert!(poll_once(join).is_ready());
    assert!(poll_once(pin!(jobs.join_async())).is_pending(), "and one that begins now is not");
}

#[test]
fn a_shutdown_ends_no_join_and_what_is_left_can_be_finished() {
    let jobs = jobs_of(2, 2);
    jobs.shutdown();
    assert!(jobs.join_timeout(SHORT).is_err());
    assert_eq!(jobs.tasks().map(|job| job.into_inner()).collect::<Vec<_>>(), [0, 1]);
    jobs.join();
}

#[test]
fn shutdown_now_ends_a_join_only_when_those_who_got_are_finished() {
    let jobs = jobs_of(3, 3);
    let job = jobs.get_task().expect("there is one");
    let mut join = pin!(jobs.join_async());
    assert!(poll_once(join.as_mut()).is_pending());
    assert_eq!(jobs.shutdown_now(), [1, 2]);
    assert!(poll_once(join.as_mut()).is_pending());
    drop(job);
    assert!(poll_once(join).is_ready());
    assert!(jobs.shutdown_now().is_empty());
    assert!(jobs.task_done().is_err());
}

#[test]
fn items_that_were_not_counted_do_not_bring_the_count_below_zero() {
    let jobs = jobs_of(4, 1);
    jobs.queue().put(8).expect("it is open");
    jobs.queue().put(9).expect("it is open");
    assert_eq!(jobs.shutdown_now(), [0, 8, 9]);
    assert_eq!(jobs.unfinished(), 0);
}

#[test]
fn many_threads_put_and_finish_and_each_join_finds_all_done() {
    const ROUNDS: u32 = fewer_under_miri(50, 4);
    let jobs = Joinable::new(Priority::bounded(3));
    let done = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _job in jobs.tasks() {
                    done.fetch_add(1, Relaxed);
                }
            });
        }
        for round in 1..=ROUNDS {
            let putters: Vec<_> = (0..2_u32)
                .map(|putter| {
                    let jobs = &jobs;
                    scope.spawn(move || {
                        (0..10_u32).for_each(|job| jobs.put((job, putter)).expect("it is open"));
                    })
                })
                .collect();
            putters.into_iter().for_each(|putter| putter.join().expect("no panic"));
            jobs.join();
            assert_eq!(done.load(Relaxed), round * 20);
        }
        jobs.shutdown();
    });
}

/// The child has the count, and nobody of the parent who waits for it.
#[test]
fn a_child_counts_for_itself() {
    let jobs = jobs_of(2, 1);
    thread::scope(|scope| {
        let joiner = asleep(scope, || jobs.join_timeout(LONG));
        assert!(child_says(|| {
            let counted = jobs.unfinished() == 1 && jobs.put(7).is_ok() && jobs.unfinished() == 2;
            drop((jobs.get_task(), jobs.get_task()));
            counted && jobs.try_join() && jobs.task_done().is_err()
        }));
        assert!(!jobs.try_join(), "the parent has its own");
        drop(jobs.get_task());
        assert_eq!(joiner.join().expect("no panic"), Ok(()));
    });
}

#[test]
fn threads_of_a_child_join_each_other() {
    let jobs = jobs_of(1, 1);
    thread::scope(|scope| {
        let joiner = asleep(scope, || jobs.join_timeout(LONG));
        assert!(child_says(|| {
            thread::scope(|scope| {
                let inner = scope.spawn(|| jobs.join_timeout(LONG));
                drop(jobs.get_task());
                inner.join().is_ok_and(|joined| joined.is_ok())
            })
        }));
        drop(jobs.get_task());
        assert_eq!(joiner.join().expect("no panic"), Ok(()));
    });
}

/// A put or a join that both have is open in both: dropped in the child, it is counted no more
/// there alone.
#[test]
fn futures_that_the_child_copied_begin_again() {
    let jobs = jobs_of(1, 1);
    let mut put = pin!(Some(jobs.put_async(2)));
    let mut join = pin!(jobs.join_async());
    assert!(poll_once(put.as_mut().as_pin_mut().expect("it is there")).is_pending());
    assert!(poll_once(join.as_mut()).is_pending());
    assert!(child_says(|| {
        put.set(None);
        let one = jobs.unfinished() == 1 && poll_once(join.as_mut()).is_pending();
        drop(jobs.get_task());
        one && jobs.unfinished() == 0 && poll_once(join.as_mut()).is_ready()
    }));
    assert_eq!(jobs.unfinished(), 2);
    assert!(poll_once(join).is_pending());
}

/// Signals interrupt the system calls in which a join sleeps.
#[test]
fn a_storm_of_signals_ends_no_join() {
    let jobs = Joinable::new(Fifo::bounded(1));
    let (others, done) = (jobs.clone(), Arc::new(AtomicU32::new(0)));
    let seen = Arc::clone(&done);
    let worker = thread::spawn(move || {
        for _job in others.tasks() {
            done.fetch_add(1, Relaxed);
        }
    });
    let joiner = thread::spawn(move || {
        for round in 1..=100 {
            jobs.put(round).expect("it is open");
            jobs.put(round).expect("it is open");
            jobs.join_timeout(LONG).expect("they are done in time");
            assert_eq!(seen.load(Relaxed), 2 * round);
        }
        jobs.shutdown();
    });
    in_a_storm(vec![worker, joiner], || ());
}
