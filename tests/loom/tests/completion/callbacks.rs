//! Callbacks, added before, at and after the end.

use threadbare_sync::completion::{Phase, pair};
use threadbare_sys::atomic::{AtomicU32, Ordering::AcqRel};
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{join, new_pair, producer};
use threadbare_loom::Data;

/// A callback that is added while the work ends runs once, and sees what came before the end.
#[test]
fn a_callback_runs_once_and_sees_what_came_before() {
    check(|| {
        let (promise, completion) = pair();
        let data = Arc::new(Data::new());
        let runs = Arc::new(AtomicU32::new(0));
        let producer = {
            let data = Arc::clone(&data);
            thread::spawn(move || {
                data.bump();
                promise.set(()).expect("nobody cancels");
            })
        };
        let counted = Arc::clone(&runs);
        completion.add_done_callback(move |end| {
            assert_eq!((end, data.get()), (Phase::Done, 1));
            counted.fetch_add(1, AcqRel);
        });
        join([producer]);
        assert_eq!(runs.fetch_add(0, AcqRel), 1);
    });
}

/// Two callbacks from two threads both run, whoever adds or ends first.
#[test]
fn callbacks_from_two_threads_both_run() {
    check(|| {
        let (promise, completion) = new_pair();
        let completion = Arc::new(completion);
        let runs = Arc::new(AtomicU32::new(0));
        let add = |runs: &Arc<AtomicU32>| {
            let runs = Arc::clone(runs);
            move |_| {
                let _ = runs.fetch_add(1, AcqRel);
            }
        };
        let adder = {
            let (completion, callback) = (Arc::clone(&completion), add(&runs));
            thread::spawn(move || completion.add_done_callback(callback))
        };
        let producer = producer(promise);
        completion.add_done_callback(add(&runs));
        join([adder, producer]);
        assert_eq!(runs.fetch_add(0, AcqRel), 2);
    });
}

/// A callback that takes the result gets it, and frees what it was kept in.
#[test]
fn a_callback_may_take_the_result() {
    check(|| {
        let (promise, completion) = new_pair();
        let producer = producer(promise);
        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);
        completion.then(move |result| {
            assert_eq!(result.expect("it was set").get(), 1);
            counted.fetch_add(1, AcqRel);
        });
        join([producer]);
        assert_eq!(runs.fetch_add(0, AcqRel), 1);
    });
}

/// A callback that another thread added in good time sees what that thread did before.
#[test]
fn a_callback_sees_what_its_owner_did() {
    check(|| {
        let (promise, completion) = new_pair();
        let data = Arc::new(Data::new());
        let adder = thread::spawn(move || {
            data.bump();
            completion.add_done_callback(move |_| assert_eq!(data.get(), 1));
        });
        super::produce(promise);
        join([adder]);
    });
}
