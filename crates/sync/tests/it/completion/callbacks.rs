//! Callbacks: when they run, where, in which order, and what their panics do.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use threadbare_sync::completion::{Phase, ResultCell, pair};

#[test]
fn callbacks_run_in_the_order_in_which_they_came() {
    let (promise, completion) = pair();
    let order = Arc::new(Mutex::new(Vec::new()));
    for number in 0..10 {
        let order = Arc::clone(&order);
        completion.add_done_callback(move |end| {
            order.lock().expect("no panic").push((number, end));
        });
    }
    promise.set(()).expect("nobody cancels");
    let expected: Vec<_> = (0..10).map(|number| (number, Phase::Done)).collect();
    assert_eq!(*order.lock().expect("no panic"), expected);
}

#[test]
fn a_callback_runs_on_the_thread_that_ends_the_work() {
    let (promise, completion) = pair();
    let (tell, told) = mpsc::channel();
    let late = tell.clone();
    completion.add_done_callback(move |_| tell.send(thread::current().id()).expect("we listen"));
    let ender = thread::spawn(move || promise.set(1));
    let ender_id = ender.thread().id();
    assert_eq!(told.recv(), Ok(ender_id));
    assert!(ender.join().expect("no panic").is_ok());
    completion.add_done_callback(move |_| late.send(thread::current().id()).expect("we listen"));
    assert_eq!(told.try_recv(), Ok(thread::current().id()), "at once, when it is over");
}

#[test]
fn a_callback_that_panics_breaks_neither_the_others_nor_the_producer() {
    let (promise, completion) = pair();
    let runs = Arc::new(AtomicU32::new(0));
    for number in 0..4 {
        let runs = Arc::clone(&runs);
        completion.add_done_callback(move |_| {
            runs.fetch_add(1, Ordering::Relaxed);
            assert_ne!(number % 2, 0, "on purpose");
        });
    }
    promise.set(()).expect("nobody cancels");
    assert_eq!(runs.load(Ordering::Relaxed), 4);
    completion.add_done_callback(|_| panic!("on purpose"));
    assert!(completion.result().is_ok());
}

#[test]
fn a_callback_may_add_another_and_look_at_what_it_waits_for() {
    let (promise, completion) = pair();
    let completion = Arc::new(completion);
    let (tell, told) = mpsc::channel();
    let inner = Arc::clone(&completion);
    completion.add_done_callback(move |_| {
        assert!(inner.is_done());
        inner.add_done_callback(move |end| tell.send(end).expect("we listen"));
    });
    promise.set(1).expect("nobody cancels");
    assert_eq!(told.try_recv(), Ok(Phase::Done));
}

#[test]
fn a_cancel_runs_the_callbacks_too() {
    let (promise, completion) = pair::<u32>();
    let (tell, told) = mpsc::channel();
    completion.add_done_callback(move |end| tell.send(end).expect("we listen"));
    assert!(completion.cancel());
    assert_eq!(told.try_recv(), Ok(Phase::Cancelled));
    drop(promise);
    assert!(told.try_recv().is_err(), "once");
}

#[test]
fn the_result_goes_to_the_one_who_takes_it_in_a_callback() {
    for is_early in [true, false] {
        let (promise, completion) = pair();
        let (tell, told) = mpsc::channel();
        let take = move |result: Result<u32, _>| tell.send(result.ok()).expect("we listen");
        if is_early {
            completion.then(take);
            promise.run(|| 5);
        } else {
            promise.run(|| 5);
            completion.then(take);
        }
        assert_eq!(told.try_recv(), Ok(Some(5)));
    }
}

#[test]
fn callbacks_that_never_run_are_dropped() {
    let mark = Arc::new(());
    let cell = ResultCell::<u32>::new();
    for _ in 0..3 {
        let mark = Arc::clone(&mark);
        cell.progress().on_over(move |_| drop(mark));
    }
    assert_eq!(Arc::strong_count(&mark), 4);
    drop(cell);
    assert_eq!(Arc::strong_count(&mark), 1);
}
