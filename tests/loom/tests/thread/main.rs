//! The models of `thread`: what a join sees, and what is left behind. The system's threads are
//! loom's here; the registry and the results are ours.
#![cfg(threadbare_loom)]

use threadbare_loom::{Data, SOME_TIME, block_on};
use threadbare_sync::thread::{self, JoinHandle, Thread};
use threadbare_sys::hint::spin_loop;
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;

/// A thread that changes its data once and returns it.
fn worker() -> JoinHandle<Arc<Data>> {
    thread::spawn(|| {
        let data = Arc::new(Data::new());
        data.bump();
        data
    })
}

/// Lets a thread that nobody joins end before the model does.
fn until_gone(thread: &Thread) {
    while thread.is_alive() {
        spin_loop();
    }
}

/// A join has the result, with all that the thread did.
#[test]
fn a_join_sees_what_the_thread_did() {
    check(|| {
        let handle = worker();
        let known = handle.thread().clone();
        let data = handle.join().expect("no panic");
        data.bump();
        assert_eq!(data.get(), 2);
        assert!(!known.is_alive());
    });
}

/// A join that gives up, in time or at once, loses nothing.
#[test]
fn a_join_that_gives_up_loses_nothing() {
    check(|| {
        let handle = worker();
        let joined =
            handle.try_join().or_else(|error| error.into_handle()?.join_timeout(SOME_TIME));
        let joined = joined.or_else(|error| error.into_handle()?.join());
        assert_eq!(joined.expect("no panic").get(), 1);
    });
}

/// A handle that is dropped leaks nothing, whoever is first.
#[test]
fn a_dropped_handle_leaks_nothing() {
    check(|| {
        let handle = worker();
        let known = handle.thread().clone();
        drop(handle);
        let _ = known.native_id();
        until_gone(&known);
    });
}

/// Two threads come and go in the registry at the same time, and both results arrive.
#[test]
fn two_threads_come_and_go() {
    check(|| {
        let handles = [worker(), worker()];
        for handle in handles {
            assert_eq!(handle.join().expect("no panic").get(), 1);
        }
    });
}

/// A task gets a thread's result.
#[test]
fn a_task_gets_the_result() {
    check(|| {
        let handle = worker();
        let known = handle.thread().clone();
        let data = block_on(handle.join_async());
        assert_eq!(data.expect("no panic").get(), 1);
        until_gone(&known);
    });
}
