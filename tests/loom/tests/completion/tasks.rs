//! Tasks that wait, beside threads.

use std::pin::pin;

use threadbare_loom::{block_on, poll_once};
use threadbare_sync::completion::Phase;
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{join, new_pair, producer};

/// A task gets the value, with all that was done to it.
#[test]
fn a_task_gets_the_value() {
    check(|| {
        let (promise, completion) = new_pair();
        let producer = producer(promise);
        let data = block_on(completion.result_async()).expect("it was set");
        assert_eq!(data.get(), 1);
        join([producer]);
    });
}

/// A task and a thread that wait for the same end both go on.
#[test]
fn a_task_and_a_thread_both_go_on() {
    check(|| {
        let (promise, completion) = new_pair();
        let completion = Arc::new(completion);
        let task = {
            let completion = Arc::clone(&completion);
            thread::spawn(move || assert_eq!(block_on(completion.wait_async()), Phase::Done))
        };
        let producer = producer(promise);
        completion.wait();
        join([task, producer]);
    });
}

/// A future that is dropped while it waits leaves nothing behind, and takes no wake along.
#[test]
fn a_dropped_future_leaves_no_ghost() {
    check(|| {
        let (promise, completion) = new_pair();
        let completion = Arc::new(completion);
        let dropper = {
            let completion = Arc::clone(&completion);
            thread::spawn(move || {
                let mut over = pin!(completion.wait_async());
                let _ = poll_once(over.as_mut());
            })
        };
        let producer = producer(promise);
        block_on(completion.wait_async());
        join([dropper, producer]);
    });
}

/// A future that owns its completion is dropped at any moment of the end: nothing is lost but the
/// value.
#[test]
fn a_dropped_owner_leaves_no_ghost() {
    check(|| {
        let (promise, completion) = new_pair();
        let producer = producer(promise);
        {
            let mut result = pin!(completion.result_async());
            drop(poll_once(result.as_mut()));
        }
        join([producer]);
    });
}
