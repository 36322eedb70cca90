//! What a thread does when it ends, beyond the destructors of Rust's thread-locals.

use core::cell::RefCell;
use core::mem::{ManuallyDrop, take};

use super::AtEnd;

/// A list shorter than this is not swept.
const SWEPT_MIN: usize = 32;

struct Ends {
    list: Vec<Box<dyn AtEnd>>,
    /// The length at which what is stale is thrown out: twice what was left the last time.
    sweep_at: usize,
}

thread_local! {
    /// Has no destructor of its own: it is emptied later, when every other one has run.
    static ENDS: RefCell<ManuallyDrop<Ends>> =
        const { RefCell::new(ManuallyDrop::new(Ends { list: Vec::new(), sweep_at: SWEPT_MIN })) };
}

pub(super) fn push(what: Box<dyn AtEnd>) {
    let stale = ENDS.with_borrow_mut(|ends| {
        let mut stale = Vec::new();
        if ends.list.len() >= ends.sweep_at {
            stale = ends.list.extract_if(.., |what| what.is_stale()).collect();
            ends.sweep_at = SWEPT_MIN.max(2 * ends.list.len());
        }
        ends.list.push(what);
        stale
    });
    // Its destructors are not ours: they run when nothing of ours is borrowed.
    drop(stale);
}

/// The thread ends. What is done may ask for more.
pub(super) fn run() {
    loop {
        let list = ENDS.with_borrow_mut(|ends| take(&mut ends.list));
        if list.is_empty() {
            return;
        }
        list.into_iter().for_each(AtEnd::thread_ends);
    }
}
