//! `OnceLock`: who puts the value there, who gets it, who drops it.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::thread;

use threadbare_sync::{OnceLock, OnceState};

#[test]
fn sizes_are_those_that_the_page_promises() {
    assert_eq!((size_of::<OnceLock<u64>>(), size_of::<OnceLock<()>>()), (16, 4));
}

#[test]
fn of_two_values_the_second_comes_back() {
    let cell = OnceLock::new();
    assert_eq!(cell.try_insert("first"), Ok(&"first"));
    assert_eq!(cell.try_insert("second"), Err((&"first", "second")));
    assert_eq!(cell.set("third"), Err("third"));
    assert_eq!(cell.into_inner(), Some("first"));
}

#[test]
fn an_error_leaves_it_empty_and_the_next_may_try() {
    let cell = OnceLock::new();
    assert_eq!(cell.get_or_try_init(|| Err("on purpose")), Err("on purpose"));
    assert_eq!((cell.get(), cell.state()), (None, OnceState::Incomplete));
    assert_eq!(cell.get_or_try_init(|| Ok::<_, ()>(1)), Ok(&1));
    assert_eq!(cell.get_or_try_init(|| Err("too late")), Ok(&1));
}

#[test]
fn a_panic_leaves_it_empty_and_the_next_may_try() {
    let cell = OnceLock::new();
    let panic = catch_unwind(AssertUnwindSafe(|| {
        cell.get_or_init(|| resume_unwind(Box::new("on purpose")));
    }));
    assert!(panic.is_err());
    assert_eq!(*cell.get_or_init(|| 1), 1);
}

#[test]
fn an_initialiser_that_asks_for_its_own_value_is_told() {
    let cell = OnceLock::<u32>::new();
    let panic = catch_unwind(AssertUnwindSafe(|| *cell.get_or_init(|| *cell.get_or_init(|| 1))));
    assert!(panic.is_err());
    let panic =
        catch_unwind(AssertUnwindSafe(|| *cell.get_or_init(|| cell.set(1).map_or(2, |()| 3))));
    assert!(panic.is_err());
    assert_eq!(*cell.get_or_init(|| cell.get().copied().unwrap_or(4)), 4, "a look is allowed");
}

#[test]
fn whoever_has_the_only_reference_may_change_take_and_fill_again() {
    let mut cell = OnceLock::from(vec![1]);
    cell.get_mut().expect("it is there").push(2);
    assert_eq!(cell.take(), Some(vec![1, 2]));
    assert_eq!((cell.take(), cell.state()), (None, OnceState::Incomplete));
    assert_eq!(cell.get_mut(), None);
    assert_eq!(cell.get_or_init(|| vec![3]), &[3]);
}

#[test]
fn a_value_is_dropped_once() {
    let token = Arc::new(());
    let mut cell = OnceLock::new();
    assert!(cell.set(Arc::clone(&token)).is_ok());
    assert!(cell.set(Arc::clone(&token)).is_err());
    assert_eq!(Arc::strong_count(&token), 2);
    drop(cell.take());
    assert_eq!(Arc::strong_count(&token), 1);
    drop(OnceLock::from(Arc::clone(&token)));
    drop(OnceLock::from(Arc::clone(&token)).into_inner());
    drop(OnceLock::<Arc<()>>::new());
    assert_eq!(Arc::strong_count(&token), 1);
}

#[test]
fn cells_compare_and_copy_by_their_values() {
    let (empty, one) = (OnceLock::new(), OnceLock::from(1));
    assert!(empty == OnceLock::default() && empty != one);
    assert_eq!(one.clone(), one);
    assert_eq!(empty.clone(), empty);
    assert_eq!(format!("{empty:?} {one:?}"), "OnceLock(<empty>) OnceLock(1)");
}

/// A value that may not be shared stays on its thread, and its cell with it.
#[test]
fn a_cell_may_hold_what_only_one_thread_has() {
    let cell = OnceLock::from(RefCell::new(1));
    *cell.get().expect("it is there").borrow_mut() += 1;
    thread::spawn(move || assert_eq!(cell.into_inner().map(RefCell::into_inner), Some(2)))
        .join()
        .expect("a cell goes along with its value");
}
