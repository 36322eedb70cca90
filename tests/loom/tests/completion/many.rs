//! Waiting for several.

use std::pin::pin;

use threadbare_loom::{block_on, poll_once};
use threadbare_sync::completion::{
    Promise, ReturnWhen, as_completed, wait, wait_async, wait_timeout,
};
use threadbare_sys::model::check;
use threadbare_sys::thread::{self, JoinHandle};

use super::{Result, SOME_TIME, join, new_pair, produce, producer};

/// Produces one after the other.
fn producer_of(one: Promise<Result>, two: Promise<Result>) -> JoinHandle<()> {
    thread::spawn(move || {
        produce(one);
        produce(two);
    })
}

/// A wait for all sees all.
#[test]
fn a_wait_for_all_sees_all() {
    check(|| {
        let ((one, first), (two, second)) = (new_pair(), new_pair());
        let producer = producer_of(one, two);
        let waited = wait(&[&first, &second], ReturnWhen::All);
        assert_eq!(waited.done, [0, 1]);
        for completion in [first, second] {
            assert_eq!(completion.try_result().expect("it is done").get(), 1);
        }
        join([producer]);
    });
}

/// A wait for the first returns with one that has ended, and leaves nothing in the other.
#[test]
fn a_wait_for_the_first_leaves_nothing_in_the_other() {
    check(|| {
        let ((one, first), (two, second)) = (new_pair(), new_pair());
        let producer = producer(one);
        let waited = wait(&[&first, &second], ReturnWhen::FirstCompleted);
        assert_eq!(waited.done, [0]);
        produce(two);
        assert_eq!(second.try_result().expect("it is done").get(), 1);
        join([producer]);
    });
}

/// A wait that times out beside an end sees it or not, and nobody touches what it left.
#[test]
fn a_timed_wait_leaves_no_ghost() {
    check(|| {
        let (promise, completion) = new_pair();
        let producer = producer(promise);
        let waited = wait_timeout(&[&completion], ReturnWhen::All, SOME_TIME);
        if waited.done == [0] {
            assert_eq!(completion.try_result().expect("it is done").get(), 1);
        }
        join([producer]);
    });
}

/// Of two that end at the same time each is yielded once, and its value is there.
#[test]
fn each_is_yielded_once_with_its_value() {
    check(|| {
        let ((one, first), (two, second)) = (new_pair(), new_pair());
        let producers = [producer(one), producer(two)];
        let ended = as_completed([first, second]);
        join(producers);
        let mut places = 0;
        for (place, completion) in ended {
            places += place + 1;
            assert_eq!(completion.try_result().expect("it is done").get(), 1);
        }
        assert_eq!(places, 3);
    });
}

/// An iterator that is dropped between two ends leaves nothing behind.
#[test]
fn a_dropped_iterator_leaves_no_ghost() {
    check(|| {
        let ((one, first), (two, second)) = (new_pair(), new_pair());
        let producer = producer_of(one, two);
        let mut ended = as_completed([first, second]);
        let (_, completion) = ended.next().expect("one ends");
        drop(ended);
        assert_eq!(completion.try_result().expect("it is done").get(), 1);
        join([producer]);
    });
}

/// One that gives up and waits again gets what ended meanwhile.
#[test]
fn an_iterator_that_times_out_loses_nothing() {
    check(|| {
        let (promise, completion) = new_pair();
        let producer = producer(promise);
        let mut ended = as_completed([completion]);
        let next = ended.next_timeout(SOME_TIME).unwrap_or_else(|_| ended.next());
        assert!(next.is_some() && ended.next().is_none());
        join([producer]);
    });
}

/// A task that waits for several goes on.
#[test]
fn a_task_waits_for_several() {
    check(|| {
        let ((one, first), (two, second)) = (new_pair(), new_pair());
        let producer = producer_of(one, two);
        let waited = block_on(wait_async(&[&first, &second], ReturnWhen::All));
        assert_eq!(waited.done, [0, 1]);
        join([producer]);
    });
}

/// A future of the next that is dropped while it waits loses nothing: the next one gets it.
#[test]
fn a_dropped_next_loses_nothing() {
    check(|| {
        let (promise, completion) = new_pair();
        let producer = producer(promise);
        let mut ended = as_completed([completion]);
        let next = {
            let mut next = pin!(ended.next_async());
            poll_once(next.as_mut())
        };
        if next.is_pending() {
            assert!(block_on(ended.next_async()).is_some());
        }
        assert!(ended.next().is_none());
        join([producer]);
    });
}
