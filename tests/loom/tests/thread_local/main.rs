//! The models of `ThreadLocal`. A thread of a model says itself that it ends.
#![cfg(threadbare_loom)]

use std::cell::Cell;

use threadbare_loom::Data;
use threadbare_sync::ThreadLocal;
use threadbare_sys::model::{check, thread::end};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

/// Starts a thread of which all is over when it has been joined.
fn spawn<T: 'static>(body: impl FnOnce() -> T + 'static) -> JoinHandle<T> {
    thread::spawn(move || {
        let output = body();
        end();
        output
    })
}

fn join<T>(thread: JoinHandle<T>) -> T {
    thread.join().expect("a thread panics in its own name")
}

/// A value that others may look at, and that writes when it is dropped: the model fails when that
/// comes before a look is over.
struct Watched(Arc<Data>);

impl Drop for Watched {
    fn drop(&mut self) {
        self.0.bump();
    }
}

/// Two threads that need their slots at the same time have values of their own.
#[test]
fn each_thread_has_its_own() {
    check(|| {
        let local = Arc::new(ThreadLocal::<Cell<u32>>::new());
        let other = {
            let local = Arc::clone(&local);
            spawn(move || {
                local.get_or(|| Cell::new(1)).set(2);
                local.get().map(|own| own.get())
            })
        };
        local.get_or(|| Cell::new(10)).set(20);
        assert_eq!(local.get().map(|own| own.get()), Some(20));
        assert_eq!(join(other), Some(2));
        end();
    });
}

/// Whoever looks at all finds the values of others whole.
#[test]
fn whoever_looks_at_all_finds_them_whole() {
    check(|| {
        let local = Arc::new(ThreadLocal::<Data>::keeping());
        drop(local.get_or(Data::new));
        let other = {
            let local = Arc::clone(&local);
            spawn(move || {
                let data = Data::new();
                data.bump();
                assert_eq!(local.get_or(|| data).get(), 1);
            })
        };
        let sum = |local: &ThreadLocal<Data>| local.all().iter().map(Data::get).sum::<u32>();
        assert!(sum(&local) <= 1);
        join(other);
        assert_eq!(sum(&local), 1);
        end();
    });
}

/// The value of a thread that ends while somebody looks at it is dropped after the look, once.
#[test]
fn a_look_outlasts_the_thread() {
    check(|| {
        let dropped = Arc::new(Data::new());
        let local = Arc::new(ThreadLocal::<Watched>::new());
        drop(local.get_or(|| Watched(Arc::new(Data::new()))));
        let other = {
            let (local, dropped) = (Arc::clone(&local), Arc::clone(&dropped));
            spawn(move || drop(local.get_or(|| Watched(dropped))))
        };
        for watched in &local.all() {
            assert_eq!(watched.0.get(), 0, "it is not dropped as long as we look");
        }
        join(other);
        assert_eq!(local.all().len(), 1);
        drop(local);
        assert_eq!(dropped.get(), 1);
        end();
    });
}

/// Of two who look, the last one to go drops what has ended meanwhile.
#[test]
fn two_looks_outlast_the_thread() {
    check(|| {
        let dropped = Arc::new(Data::new());
        let local = Arc::new(ThreadLocal::<Watched>::new());
        let look = |local: &ThreadLocal<Watched>| {
            local.all().iter().for_each(|watched| assert_eq!(watched.0.get(), 0));
        };
        let ends = {
            let (local, dropped) = (Arc::clone(&local), Arc::clone(&dropped));
            spawn(move || drop(local.get_or(|| Watched(dropped))))
        };
        let looks = {
            let local = Arc::clone(&local);
            spawn(move || look(&local))
        };
        look(&local);
        join(looks);
        join(ends);
        assert_eq!(dropped.get(), 1);
        end();
    });
}

/// A thread ends while the object is dropped: the value is dropped by one of them.
#[test]
fn an_object_and_a_thread_end_together() {
    check(|| {
        let dropped = Arc::new(Data::new());
        let local = Arc::new(ThreadLocal::<Watched>::new());
        let other = {
            let (local, dropped) = (Arc::clone(&local), Arc::clone(&dropped));
            spawn(move || {
                drop(local.get_or(|| Watched(dropped)));
                drop(local);
            })
        };
        drop(local);
        join(other);
        assert_eq!(dropped.get(), 1);
        end();
    });
}

/// What has the only reference may change and take the values of threads that end meanwhile.
#[test]
fn who_has_the_only_reference_may_change_what_ends() {
    check(|| {
        let mut local = ThreadLocal::<Box<u32>>::new();
        let shared = Arc::new(&raw const local as usize);
        let begun = Arc::new(threadbare_sync::Once::new());
        let other = {
            let (shared, begun) = (Arc::clone(&shared), Arc::clone(&begun));
            spawn(move || {
                // SAFETY: the object lives until this thread was joined, and is shared until the
                // `Once` is done.
                let local = unsafe { &*(*shared as *const ThreadLocal<Box<u32>>) };
                assert_eq!(**local.get_or(|| Box::new(1)), 1);
                begun.call_once(|| {});
            })
        };
        begun.wait();
        for value in &mut local.all_mut() {
            **value += 1;
        }
        let left: Vec<_> = local.into_iter().collect();
        assert!(left.is_empty() || *left[0] == 2);
        join(other);
        end();
    });
}
