//! Who there is: names, numbers, lists; and who is told of a panic.

use std::fs;
use std::sync::{Arc, Mutex, mpsc};

use threadbare_sync::thread::{self, Builder};

use crate::support::until;

#[test]
fn a_thread_is_listed_from_before_it_starts_until_it_has_ended() {
    let (stop, stopped) = mpsc::channel::<()>();
    let handle = thread::spawn(move || stopped.recv());
    assert!(thread::enumerate().contains(handle.thread()));
    assert!(thread::active_count() >= 2, "it and we");
    let known = handle.thread().clone();
    drop(stop);
    assert!(handle.join().expect("no panic").is_err());
    assert!(!known.is_alive());
    assert!(!thread::enumerate().contains(&known));
}

#[test]
fn a_thread_knows_itself_as_others_know_it() {
    let (stop, stopped) = mpsc::channel::<()>();
    let (tell, told) = mpsc::channel();
    let handle = Builder::new().name("a name of more than fifteen bytes").spawn(move || {
        let us = thread::current();
        assert!(us.is_current() && us.is_alive() && us.is_daemon());
        let system = fs::read_to_string("/proc/thread-self/comm").expect("Linux has it");
        tell.send((us, system)).expect("the test listens");
        let _stopped = stopped.recv();
    });
    let handle = handle.expect("it starts");
    let (us, system) = told.recv().expect("it speaks");
    assert_eq!(&us, handle.thread());
    assert_eq!(us.name(), Some("a name of more than fifteen bytes"));
    assert_eq!(system, "a name of more \n", "what the system keeps");
    let native = handle.native_id().expect("it has begun");
    let listed = fs::metadata(format!("/proc/self/task/{native}"));
    assert!(listed.is_ok(), "the system knows it by that number");
    assert!(!us.is_current() && handle.name() == us.name() && handle.id() == us.id());
    drop(stop);
    handle.join().expect("no panic");
}

#[test]
fn a_foreign_thread_is_adopted_when_it_asks_and_forgotten_when_it_ends() {
    let adopted = std::thread::spawn(|| {
        let us = thread::current();
        assert!(us.is_alive() && us.is_current() && us.name().is_none());
        assert_eq!(us, thread::current());
        assert!(thread::enumerate().contains(&us));
        us
    });
    let adopted = adopted.join().expect("no panic");
    assert!(!adopted.is_alive() && !thread::enumerate().contains(&adopted));
}

#[test]
fn ids_are_never_used_again() {
    let mut ids: Vec<_> = (0..20)
        .map(|_| {
            let handle = thread::spawn(|| thread::current().id());
            let id = handle.id();
            assert_eq!(handle.join().expect("no panic"), id);
            id.get()
        })
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), 20);
    assert!(ids.is_sorted());
}

static TOLD: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// One test for all that is said of the hook, for it is one for the process.
#[test]
fn the_hook_is_told_of_each_panic_once() {
    let before = thread::set_excepthook(Some(|thread, panic| {
        if let Some(name) = thread.name().filter(|name| name.starts_with("clumsy")) {
            assert!(thread.is_current(), "on the thread itself");
            let message = panic.message().unwrap_or_default().into();
            TOLD.lock().expect("no panic").push((name.into(), message));
            panic!("a hook may panic");
        }
    }));
    assert!(before.is_none());
    for turn in 0..3 {
        let name = format!("clumsy {turn}");
        let handle = Builder::new().name(&name).spawn(move || assert_ne!(turn, 1, "turn one"));
        let joined = handle.expect("it starts").join();
        assert_eq!(joined.is_err(), turn == 1, "the hook changes nothing");
    }
    let detached = Builder::new().name("clumsy and detached").spawn(|| panic!("alone"));
    drop(detached.expect("it starts"));
    until(|| TOLD.lock().expect("no panic").len() == 2);
    thread::set_excepthook(None);
    let told = TOLD.lock().expect("no panic");
    assert_eq!(told[0].0, "clumsy 1");
    assert!(told[0].1.contains("turn one"), "{told:?}");
    assert_eq!(told[1], ("clumsy and detached".into(), "alone".into()));
}

#[test]
fn a_hundred_threads_come_and_go() {
    let mark = Arc::new(());
    let handles: Vec<_> = (0..100_u32)
        .map(|number| {
            let mark = Arc::clone(&mark);
            thread::spawn(move || {
                let _mark = mark;
                assert!(thread::enumerate().contains(&thread::current()));
                number
            })
        })
        .collect();
    let known: Vec<_> = handles.iter().map(|handle| handle.thread().clone()).collect();
    let sum: u32 = handles.into_iter().map(|handle| handle.join().expect("no panic")).sum();
    assert_eq!(sum, 4950);
    assert_eq!(Arc::strong_count(&mark), 1);
    let left = thread::enumerate();
    assert!(known.iter().all(|thread| !left.contains(thread)));
}
