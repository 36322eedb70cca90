//! A fork: the child has one thread, and knows it.

use std::sync::mpsc;

use threadbare_sync::thread::{self, JoinError};

use crate::support::child::child_says;

#[test]
fn the_child_lists_the_thread_that_forked_and_no_other() {
    let (stop, stopped) = mpsc::channel::<()>();
    let other = thread::spawn(move || stopped.recv());
    let us = thread::current();
    assert!(thread::active_count() >= 2);
    assert!(child_says(|| {
        let is_alone = thread::active_count() == 1;
        is_alone && us.is_alive() && us.is_current() && !other.is_alive()
    }));
    assert!(other.is_alive(), "the parent has it");
    drop(stop);
    assert!(other.join().expect("no panic").is_err());
}

#[test]
fn a_thread_of_ours_that_forks_is_the_child_s_one_thread() {
    let forker = thread::spawn(|| {
        let us = thread::current();
        let number = us.native_id();
        child_says(|| {
            let ours = thread::current();
            let is_new = ours.native_id().is_some() && ours.native_id() != number;
            thread::active_count() == 1 && ours == us && is_new
        })
    });
    assert!(forker.join().expect("no panic"));
}

#[test]
fn a_join_in_the_child_of_a_thread_that_it_does_not_have_is_refused() {
    let (stop, stopped) = mpsc::channel::<()>();
    let other = thread::spawn(move || stopped.recv());
    // The child has a copy of the handle; the parent's stays where it is.
    let copy = std::mem::ManuallyDrop::new(other);
    assert!(child_says(|| {
        // SAFETY: the child uses its copy once, and exits.
        let handle = unsafe { std::ptr::read(&raw const *copy) };
        matches!(handle.join(), Err(JoinError::Lost))
    }));
    drop(stop);
    let other = std::mem::ManuallyDrop::into_inner(copy);
    assert!(other.join().expect("no panic").is_err());
}
