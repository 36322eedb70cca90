//! The models of a queue that knows what is not finished.
#![cfg(threadbare_loom)]

use std::pin::pin;
use threadbare_loom::{Data, SOME_TIME, block_on, poll_once};
use threadbare_queue::{Fifo, Joinable, LockedFifo};
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

type Jobs = Joinable<threadbare_queue::FifoEngine<u32>>;

fn jobs(capacity: usize) -> Jobs {
    Joinable::new(Fifo::bounded(capacity))
}

/// A queue with jobs that were put, and what is done for them.
fn with_jobs(n: u32) -> (Jobs, Arc<Data>) {
    let jobs = jobs(2);
    (0..n).for_each(|job| jobs.put(job).expect("it is open"));
    (jobs, Arc::new(Data::new()))
}

/// Gets one job, does it, and says so.
fn work(jobs: &Jobs, data: &Data) {
    jobs.get().expect("there is one");
    data.bump();
    jobs.task_done().expect("it was counted");
}

/// A join is woken by the last that is finished, and sees what was done.
#[test]
fn a_join_sees_what_was_done() {
    check(|| {
        let (jobs, data) = with_jobs(1);
        let (others, done) = (jobs.clone(), data.clone());
        let worker = thread::spawn(move || work(&others, &done));
        jobs.join();
        assert_eq!(data.get(), 1);
        worker.join().expect("no panic");
    });
}

/// A task that joins is woken as well.
#[test]
fn a_join_as_a_task_sees_what_was_done() {
    check(|| {
        let (jobs, data) = with_jobs(1);
        let (others, done) = (jobs.clone(), data.clone());
        let worker = thread::spawn(move || work(&others, &done));
        block_on(jobs.join_async());
        assert_eq!(data.get(), 1);
        worker.join().expect("no panic");
    });
}

/// Whoever finds that all is finished sees what was done.
#[test]
fn a_look_sees_what_was_done() {
    check(|| {
        let (jobs, data) = with_jobs(1);
        let (others, seen) = (jobs.clone(), data.clone());
        let looker = thread::spawn(move || {
            if others.try_join() {
                assert_eq!(seen.get(), 1);
            }
        });
        work(&jobs, &data);
        looker.join().expect("no panic");
    });
}

/// A join sees what each of two workers has done, not only the last.
#[test]
fn a_join_sees_what_all_have_done() {
    check(|| {
        let (jobs, data) = with_jobs(2);
        let other_data = Arc::new(Data::new());
        let (others, done) = (jobs.clone(), other_data.clone());
        let worker = thread::spawn(move || work(&others, &done));
        work(&jobs, &data);
        jobs.join();
        assert_eq!((data.get(), other_data.get()), (1, 1));
        worker.join().expect("no panic");
    });
}

/// Puts one job in some way; whoever gets it finds it counted until it is finished with it.
fn is_counted_when_it_is_got(put: fn(&Jobs)) {
    check(move || {
        let jobs = jobs(1);
        let others = jobs.clone();
        let worker = thread::spawn(move || {
            if let Ok(job) = others.get_task_timeout(SOME_TIME) {
                assert!(others.unfinished() > 0, "it is counted as long as the task is held");
                drop(job);
            }
        });
        put(&jobs);
        worker.join().expect("no panic");
        assert_eq!(jobs.unfinished(), jobs.len());
    });
}

/// A put counts its item before it can be got.
#[test]
fn a_put_is_counted_before_it_can_be_got() {
    is_counted_when_it_is_got(|jobs| jobs.put(1).expect("it is open"));
}

/// So does a put as a task.
#[test]
fn a_put_as_a_task_is_counted_before_it_can_be_got() {
    is_counted_when_it_is_got(|jobs| block_on(jobs.put_async(1)).expect("it is open"));
}

/// So does one of many.
#[test]
fn each_of_many_puts_is_counted_before_it_can_be_got() {
    is_counted_when_it_is_got(|jobs| assert_eq!(jobs.put_many([1]).ok(), Some(1)));
}

/// A join that times out leaves the others to be woken, and one that does not has seen the work.
#[test]
fn a_join_with_a_timeout_is_over_or_too_late() {
    check(|| {
        let (jobs, data) = with_jobs(1);
        let (others, done) = (jobs.clone(), data.clone());
        let mut other = pin!(jobs.join_async());
        assert!(poll_once(other.as_mut()).is_pending());
        let worker = thread::spawn(move || work(&others, &done));
        if jobs.join_timeout(SOME_TIME).is_ok() {
            assert_eq!(data.get(), 1);
        }
        block_on(other);
        worker.join().expect("no panic");
    });
}

/// Two joins are woken by the same step.
#[test]
fn two_joins_are_woken() {
    check(|| {
        let (jobs, data) = with_jobs(1);
        let (others, seen) = (jobs.clone(), data.clone());
        let joiner = thread::spawn(move || {
            others.join();
            assert_eq!(seen.get(), 1);
        });
        let mut task = pin!(jobs.join_async());
        assert!(poll_once(task.as_mut()).is_pending());
        work(&jobs, &data);
        block_on(task);
        joiner.join().expect("no panic");
    });
}

/// A join ends by a moment at which nothing was unfinished, though the next item is there already.
#[test]
fn a_join_ends_when_the_count_was_zero() {
    check(|| {
        let (jobs, data) = with_jobs(1);
        let joiner = jobs.clone();
        let mut join = pin!(joiner.join_async());
        assert!(poll_once(join.as_mut()).is_pending());
        let (others, done) = (jobs.clone(), data.clone());
        let worker = thread::spawn(move || {
            work(&others, &done);
            others.put(2).expect("it is open");
        });
        block_on(join);
        worker.join().expect("no panic");
        assert_eq!((data.get(), jobs.unfinished()), (1, 1));
    });
}

/// A put that fails gives its count back, and wakes the join that has met it.
#[test]
fn a_put_that_fails_leaves_no_count() {
    check(|| {
        let jobs = jobs(1);
        jobs.shutdown();
        let others = jobs.clone();
        let putter = thread::spawn(move || assert!(others.try_put(1).is_err()));
        jobs.join();
        putter.join().expect("no panic");
        assert_eq!(jobs.unfinished(), 0);
    });
}

/// A put that fails does not let a join return while an item is unfinished.
#[test]
fn a_put_that_fails_ends_no_join() {
    check(|| {
        let (jobs, data) = with_jobs(2);
        let others = jobs.clone();
        let putter = thread::spawn(move || assert!(others.try_put(3).is_err()));
        assert!(!jobs.try_join());
        putter.join().expect("no panic");
        assert_eq!(jobs.unfinished(), 2);
        work(&jobs, &data);
        work(&jobs, &data);
        jobs.join();
    });
}

/// What `shutdown_now` takes out is finished; what a worker has got is waited for.
#[test]
fn shutdown_now_meets_a_worker_and_a_join() {
    check(|| {
        let (jobs, data) = with_jobs(1);
        let (others, done) = (jobs.clone(), data.clone());
        let worker = thread::spawn(move || {
            if let Ok(job) = others.get_task() {
                done.bump();
                drop(job);
            }
        });
        let left = jobs.shutdown_now();
        jobs.join();
        assert_eq!(data.get(), 1 - u32::try_from(left.len()).expect("one at most"));
        worker.join().expect("no panic");
    });
}

/// A put that meets `shutdown_now` is taken out or refused, and counted in neither case.
#[test]
fn shutdown_now_meets_a_put() {
    check(|| {
        let jobs = Joinable::new(LockedFifo::bounded(1));
        let others = jobs.clone();
        let putter = thread::spawn(move || others.put(1).is_ok());
        let left = jobs.shutdown_now();
        jobs.join();
        assert_eq!(putter.join().expect("no panic"), left.len() == 1);
        assert_eq!(jobs.unfinished(), 0);
    });
}

/// A put as a task that is given up is counted if, and only if, its item was put.
#[test]
fn a_put_that_is_dropped_meets_a_get() {
    check(|| {
        let jobs = Joinable::new(LockedFifo::bounded(1));
        jobs.put(1).expect("it is open");
        let others = jobs.clone();
        let worker = thread::spawn(move || drop(others.get_task().expect("there is one")));
        {
            let mut put = pin!(jobs.put_async(2));
            let _ = poll_once(put.as_mut());
        }
        worker.join().expect("no panic");
        assert_eq!(jobs.unfinished(), jobs.len());
    });
}

/// A put that is late gives its count back, and one that is not is counted.
#[test]
fn a_put_that_is_late_leaves_no_count() {
    check(|| {
        let jobs = Joinable::new(LockedFifo::bounded(1));
        jobs.put(1).expect("it is open");
        let others = jobs.clone();
        let worker = thread::spawn(move || drop(others.get_task().expect("there is one")));
        let was_put = jobs.put_timeout(2, SOME_TIME).is_ok();
        worker.join().expect("no panic");
        assert_eq!((jobs.unfinished(), jobs.len()), (usize::from(was_put), usize::from(was_put)));
    });
}

/// A join that is dropped while it waits leaves the others to be woken.
#[test]
fn a_dropped_join_leaves_the_others() {
    check(|| {
        let (jobs, data) = with_jobs(1);
        let (others, seen) = (jobs.clone(), data.clone());
        let joiner = thread::spawn(move || {
            others.join();
            assert_eq!(seen.get(), 1);
        });
        {
            let mut join = pin!(jobs.join_async());
            assert!(poll_once(join.as_mut()).is_pending());
        }
        work(&jobs, &data);
        joiner.join().expect("no panic");
    });
}

/// A join that is never polled again holds up no other.
#[test]
fn a_forgotten_join_holds_up_nobody() {
    check(|| {
        let (jobs, data) = with_jobs(1);
        let mut forgotten = Box::pin(jobs.join_async());
        assert!(poll_once(forgotten.as_mut()).is_pending());
        let (others, done) = (jobs.clone(), data.clone());
        let worker = thread::spawn(move || work(&others, &done));
        block_on(jobs.join_async());
        assert_eq!(data.get(), 1);
        worker.join().expect("no panic");
        drop(forgotten);
    });
}

/// A put that waits and meets the end is not counted.
#[test]
fn a_put_that_meets_the_end_leaves_no_count() {
    check(|| {
        let jobs = jobs(1);
        jobs.put(1).expect("it is open");
        let others = jobs.clone();
        let putter = thread::spawn(move || others.put(2).is_err());
        jobs.shutdown();
        assert!(putter.join().expect("no panic"));
        assert_eq!(jobs.unfinished(), 1);
    });
}
