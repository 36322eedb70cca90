//! A fork: the child has the value of the thread that forked.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;

use threadbare_sync::ThreadLocal;

use crate::support::child::child_says;

/// Says how often it was dropped.
struct Dropped<'a>(&'a AtomicU32);

impl Drop for Dropped<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn the_forking_thread_has_its_value_in_the_child() {
    let local = ThreadLocal::new();
    local.get_or(|| Cell::new(1));
    assert!(child_says(|| {
        let own = local.get_or(|| Cell::new(0));
        own.set(own.get() + 1);
        own.get() == 2
    }));
    assert_eq!(local.get().map(|own| own.get()), Some(1), "the parent's is another");
}

#[test]
fn the_values_of_other_threads_are_not_in_the_child() {
    static DROPS: AtomicU32 = AtomicU32::new(0);
    let local = Arc::new(ThreadLocal::new());
    let (made, is_made) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    let other = {
        let local = Arc::clone(&local);
        thread::spawn(move || {
            drop(local.get_or(|| Dropped(&DROPS)));
            drop(local);
            made.send(()).expect("the test listens");
            let _ = may_go.recv();
        })
    };
    is_made.recv().expect("the thread speaks");
    drop(local.get_or(|| Dropped(&DROPS)));
    assert_eq!(local.all().len(), 2);
    let mut local = Arc::into_inner(local).expect("the other has let go");
    assert!(child_says(|| {
        let is_alone = local.all().len() == 1;
        local.clear();
        is_alone && local.all().is_empty() && DROPS.load(Ordering::Relaxed) == 1
    }));
    assert_eq!((local.all().len(), DROPS.load(Ordering::Relaxed)), (2, 0));
    drop(let_go);
    other.join().expect("no panic");
}
