//! Threads that end, and objects that do.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;

use threadbare_sync::ThreadLocal;

use crate::support::forget;

/// Counts how many there are.
struct Counted(Arc<AtomicU32>);

impl Counted {
    fn new(count: &Arc<AtomicU32>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[test]
fn the_value_goes_when_its_thread_ends_and_the_next_one_begins_with_none() {
    let (local, count) = (Arc::new(ThreadLocal::new()), Arc::new(AtomicU32::new(0)));
    for _ in 0..200 {
        let (local, counted) = (Arc::clone(&local), Arc::clone(&count));
        let life = move || {
            assert!(local.get().is_none(), "the value of one that has ended");
            drop(local.get_or(|| Counted::new(&counted)));
        };
        thread::spawn(life).join().expect("no panic");
        assert_eq!(count.load(Ordering::Relaxed), 0, "dropped before the join is over");
    }
    assert!(local.all().is_empty());
}

/// Whoever looks at all keeps the values of those that end; the last one to go drops them.
#[test]
fn a_look_keeps_what_ends_meanwhile() {
    let (local, count) = (Arc::new(ThreadLocal::new()), Arc::new(AtomicU32::new(0)));
    let (made, is_made) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    let life = {
        let (local, count) = (Arc::clone(&local), Arc::clone(&count));
        move || {
            drop(local.get_or(|| Counted::new(&count)));
            made.send(()).expect("the test listens");
            let _ = may_go.recv();
        }
    };
    let thread = thread::spawn(life);
    is_made.recv().expect("the thread speaks");
    let (first, second) = (local.all(), local.all());
    drop(let_go);
    thread.join().expect("no panic");
    assert!(local.all().is_empty(), "it is not among the living");
    drop(first);
    assert_eq!(second.iter().map(|counted| counted.0.load(Ordering::Relaxed)).sum::<u32>(), 1);
    drop(second);
    assert_eq!(count.load(Ordering::Relaxed), 0);
}

#[test]
fn what_is_kept_is_dropped_with_the_object() {
    let (mut local, count) = (ThreadLocal::keeping(), Arc::new(AtomicU32::new(0)));
    let fill = |local: &ThreadLocal<Counted>| {
        thread::scope(|scope| {
            for _ in 0..5 {
                scope.spawn(|| drop(local.get_or(|| Counted::new(&count))));
            }
        });
    };
    fill(&local);
    assert_eq!((local.all().len(), count.load(Ordering::Relaxed)), (5, 5));
    local.clear();
    assert_eq!(count.load(Ordering::Relaxed), 0);
    fill(&local);
    drop(local);
    assert_eq!(count.load(Ordering::Relaxed), 0);
}

#[test]
fn an_object_takes_the_values_of_all_threads_along() {
    let count = Arc::new(AtomicU32::new(0));
    let (made, is_made) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    let local = Arc::new(ThreadLocal::new());
    let life = {
        let (local, count) = (Arc::clone(&local), Arc::clone(&count));
        move || {
            drop(local.get_or(|| Counted::new(&count)));
            drop(local);
            made.send(()).expect("the test listens");
            let _ = may_go.recv();
        }
    };
    let thread = thread::spawn(life);
    is_made.recv().expect("the thread speaks");
    drop(local.get_or(|| Counted::new(&count)));
    assert_eq!(count.load(Ordering::Relaxed), 2);
    drop(local);
    assert_eq!(count.load(Ordering::Relaxed), 0, "although the other thread lives");
    drop(let_go);
    thread.join().expect("no panic");
}

/// Objects that come and go on a thread that stays leave nothing behind on it.
#[test]
fn many_objects_on_one_thread_come_and_go() {
    let count = Arc::new(AtomicU32::new(0));
    for _ in 0..10_000 {
        let local = ThreadLocal::new();
        drop(local.get_or(|| Counted::new(&count)));
    }
    assert_eq!(count.load(Ordering::Relaxed), 0);
}

/// The destructors of std's thread-locals may still use the value, and what makes one again in the
/// last moment is dropped as well.
#[test]
fn a_destructor_at_the_thread_s_end_may_use_it() {
    static LOCAL: ThreadLocal<RefCell<u32>> = ThreadLocal::new();

    struct Last(mpsc::Sender<u32>);
    impl Drop for Last {
        fn drop(&mut self) {
            let own = LOCAL.get_or(|| RefCell::new(100));
            let _ = self.0.send(*own.borrow());
        }
    }
    thread_local! {
        static LAST: RefCell<Option<Last>> = const { RefCell::new(None) };
    }

    let (tell, told) = mpsc::channel();
    let again = tell.clone();
    thread::spawn(move || {
        *LOCAL.get_or(RefCell::default).borrow_mut() = 5;
        LAST.with_borrow_mut(|last| drop(last.replace(Last(tell))));
    })
    .join()
    .expect("no panic");
    thread::spawn(move || LAST.with_borrow_mut(|last| drop(last.replace(Last(again)))))
        .join()
        .expect("no panic");
    assert_eq!(told.iter().collect::<Vec<_>>(), [5, 100]);
    assert!(LOCAL.get().is_none());
}

/// A value whose destructor asks for a value gets a new one, which is dropped in its turn.
#[test]
fn a_value_s_destructor_may_make_another() {
    static LOCAL: ThreadLocal<Again> = ThreadLocal::new();
    static DROPS: AtomicU32 = AtomicU32::new(0);

    struct Again(u32);
    impl Drop for Again {
        fn drop(&mut self) {
            DROPS.fetch_add(1, Ordering::Relaxed);
            if self.0 > 0 {
                assert!(LOCAL.get().is_none(), "it is out of its slot");
                drop(LOCAL.get_or(|| Self(self.0 - 1)));
            }
        }
    }

    thread::spawn(|| drop(LOCAL.get_or(|| Again(3)))).join().expect("no panic");
    assert_eq!(DROPS.load(Ordering::Relaxed), 4);
}

/// A reference that was leaked keeps the value, also when its thread has ended.
#[test]
fn a_leaked_reference_keeps_its_value() {
    static LOCAL: ThreadLocal<Vec<u32>> = ThreadLocal::new();
    let life = || -> &'static Vec<u32> { forget(LOCAL.get_or(|| vec![1, 2, 3])) };
    let value = thread::spawn(life).join().expect("no panic");
    drop(LOCAL.all());
    assert_eq!(value, &[1, 2, 3]);
}
