//! A wait group: handles that are cloned, dropped and waited for. Why the main thread waits where
//! there is one waiter: see `latch.rs`.

use std::pin::pin;

use threadbare_loom::{Data, block_on, poll_once};
use threadbare_sync::WaitGroup;
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

use super::{SOME_TIME, join};

/// Does a part of the work, then drops its handle.
fn part(group: &WaitGroup, data: &Arc<Data>) -> JoinHandle<()> {
    let (handle, data) = (group.clone(), Arc::clone(data));
    thread::spawn(move || {
        data.bump();
        drop(handle);
    })
}

/// Whoever waits is let go when all others are gone, and sees what each did.
#[test]
fn a_waiter_sees_what_each_did() {
    check(|| {
        let (group, data) = (WaitGroup::new(), [Data::new(), Data::new()].map(Arc::new));
        let parts = data.each_ref().map(|data| part(&group, data));
        group.wait();
        assert_eq!(data.each_ref().map(|data| data.get()), [1, 1]);
        join(parts);
    });
}

/// A handle that is cloned by a part, while another waits already, is waited for as well.
#[test]
fn a_handle_of_a_handle_is_waited_for() {
    check(|| {
        let (group, data) = (WaitGroup::new(), Arc::new(Data::new()));
        let handle = group.clone();
        let parent = {
            let data = Arc::clone(&data);
            thread::spawn(move || join([part(&handle, &data)]))
        };
        group.wait();
        assert_eq!(data.get(), 1);
        join([parent]);
    });
}

/// Two that wait for each other, each giving up its own handle, both go.
#[test]
fn two_that_wait_for_each_other_both_go() {
    check(|| {
        let (group, data) = (WaitGroup::new(), [Data::new(), Data::new()].map(Arc::new));
        let other = {
            let (group, data) = (group.clone(), data.clone());
            thread::spawn(move || {
                data[1].bump();
                group.wait();
                assert_eq!(data[0].get(), 1);
            })
        };
        data[0].bump();
        group.wait();
        assert_eq!(data[1].get(), 1);
        join([other]);
    });
}

/// A wait that times out gives its handle back, and others wait for that one again; one that does
/// not sees what was done.
#[test]
fn a_timeout_gives_the_handle_back() {
    check(|| {
        let (group, data) = (WaitGroup::new(), Arc::new(Data::new()));
        let part = part(&group, &data);
        match group.wait_timeout(SOME_TIME) {
            Ok(()) => {}
            Err(unfinished) => unfinished.into_group().wait(),
        }
        assert_eq!(data.get(), 1);
        join([part]);
    });
}

/// As above, while another waits for both.
#[test]
fn a_timeout_beside_another_waiter_strands_nobody() {
    check(|| {
        let group = WaitGroup::new();
        let (timed, handle) = (group.clone(), group.clone());
        let timed = thread::spawn(move || drop(timed.wait_timeout(SOME_TIME)));
        let part = thread::spawn(move || drop(handle));
        group.wait();
        join([timed, part]);
    });
}

/// A task waits like a thread, and keeps the group alive alone.
#[test]
fn a_task_waits_and_keeps_the_group_alive() {
    check(|| {
        let (group, data) = (WaitGroup::new(), Arc::new(Data::new()));
        let part = part(&group, &data);
        block_on(group.wait_async());
        assert_eq!(data.get(), 1);
        join([part]);
    });
}

/// A future that is dropped while it waits leaves nothing behind, and strands nobody.
#[test]
fn a_dropped_future_strands_nobody() {
    check(|| {
        let (group, data) = (WaitGroup::new(), Arc::new(Data::new()));
        let part = part(&group, &data);
        let other = group.clone();
        {
            let mut wait = pin!(group.wait_async());
            let _ = poll_once(wait.as_mut());
        }
        other.wait();
        assert_eq!(data.get(), 1);
        join([part]);
    });
}
